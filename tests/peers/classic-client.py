# SPDX-License-Identifier: GPL-3.0-or-later
"""What an admin of 2018 would have run: Microsoft's own library makes, changes and removes a classic service.

Usage: classic-client.py JOB    (inside the environment of azure_clients; JOB is a JSON file)
Prints what it saw as one JSON document. test-classic-client.py judges it.
"""
import base64
import json
import pathlib
import sys
import time

from azure.common import AzureException
from azure.servicemanagement import ServiceManagementService

job = json.loads(pathlib.Path(sys.argv[1]).read_text())
service = ServiceManagementService(job['subscription'], job['certificate'], host=job['host'])
service.timeout = 20
name, storage, seen = job['name'], job['storage'], {}
configuration = base64.b64encode(pathlib.Path(job['configuration']).read_bytes()).decode() if 'configuration' in job else None


def follow(result):
    """The end of an asynchronous operation."""
    for _ in range(600):
        operation = service.get_operation_status(result.request_id)
        if operation.status != 'InProgress':
            return operation.status if operation.status == 'Succeeded' else f'{operation.status}: {operation.error.code}'
        time.sleep(0.05)
    return 'did not end'


def until(ask, wanted):
    for _ in range(600):
        got = ask()
        if wanted(got):
            return got
        time.sleep(0.05)
    raise SystemExit(f'still {got!r}')


def refusal(call, *arguments):
    try:
        call(*arguments)
    except AzureException as error:
        return str(error)
    return 'was done'


def deployment():
    return service.get_deployment_by_slot(name, 'production')


def states():
    return [instance.instance_status for instance in deployment().role_instance_list]


def names_and_services():
    seen['locations'] = [one.display_name for one in service.list_locations()]
    seen['free'] = [service.check_hosted_service_name_availability(name).result,
                    service.check_storage_account_name_availability(storage).result]
    service.create_hosted_service(name, name, 'made by a test', 'West Europe')
    seen['free'].append(service.check_hosted_service_name_availability(name).result)
    seen['service'] = service.get_hosted_service_properties(name).hosted_service_properties.location
    seen['services'] = [one.service_name for one in service.list_hosted_services()]
    seen['twice'] = refusal(service.create_hosted_service, name, name, '', 'West Europe')


def certificates():
    data = base64.b64encode(pathlib.Path(job['pfx']).read_bytes()).decode()
    seen['bad password'] = follow(service.add_service_certificate(name, data, 'pfx', 'wrong'))
    seen['certificate'] = follow(service.add_service_certificate(name, data, 'pfx', job['password']))
    seen['thumbprints'] = [one.thumbprint for one in service.list_service_certificates(name)]


def storages():
    seen['storage'] = follow(service.create_storage_account(storage, 'made by a test', storage, location='West Europe', account_type='Standard_LRS'))
    until(lambda: service.get_storage_account_properties(storage).storage_service_properties.status, lambda status: status == 'Created')
    keys = service.get_storage_account_keys(storage).storage_service_keys
    seen['keys'] = [len(base64.b64decode(keys.primary)), len(base64.b64decode(keys.secondary))]
    seen['storages'] = [one.service_name for one in service.list_storage_accounts()]
    seen['key'] = keys.primary


def deploy():
    seen['deploy'] = follow(service.create_deployment(name, 'production', name, job['package'], name, configuration, True, False))
    until(states, lambda all_: all_ and set(all_) == {'ReadyRole'})
    now = deployment()
    seen['deployment'] = [now.status, now.url, now.virtual_ips[0].address if len(list(now.virtual_ips)) else '']
    detailed = service.get_hosted_service_properties(name, True)
    seen['embedded'] = [one.name for one in detailed.deployments]


def change():
    seen['stop'] = follow(service.update_deployment_status(name, name, 'Suspended'))
    until(states, lambda all_: set(all_) == {'StoppedVM'})
    seen['stopped'] = deployment().status
    seen['start'] = follow(service.update_deployment_status(name, name, 'Running'))
    until(states, lambda all_: set(all_) == {'ReadyRole'})
    more = base64.b64decode(configuration).replace(b'count="1"', b'count="3"')
    seen['configure'] = follow(service.change_deployment_configuration(name, name, base64.b64encode(more).decode(), mode='Auto'))
    seen['instances'] = len(until(states, lambda all_: len(all_) == 3))
    seen['upgrade'] = follow(service.upgrade_deployment(name, name, 'Auto', job['package'], base64.b64encode(more).decode(), name, True))


def swap():
    seen['staging'] = follow(service.create_deployment(name, 'staging', name + 'new', job['package'], name, configuration, True, False))
    seen['swap'] = follow(service.swap_deployment(name, name, name + 'new'))
    seen['swapped'] = deployment().name
    seen['delete staging'] = follow(service.delete_deployment(name, name))


def remove():
    seen['delete all'] = follow(service.delete_hosted_service(name, complete=True))
    service.delete_storage_account(storage)
    seen['left'] = [len(list(service.list_hosted_services())), len(list(service.list_storage_accounts()))]
    seen['gone'] = refusal(service.get_hosted_service_properties, name)


for step in job['steps']:
    globals()[step]()
print(json.dumps(seen))
