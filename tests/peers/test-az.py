#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's az, as it is, deploys our templates to the practice cloud and works with what they make.

Usage: test-az.py BUILD
It is told of the practice cloud as of any Azure cloud of one's own, by ARM_CLOUD_METADATA_URL.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / 'support'))
from azure_clients import Tunnel, environment   # noqa: E402
from practice import PracticeCloud   # noqa: E402
from tap import note, point, run   # noqa: E402

BUILD = pathlib.Path(sys.argv[1]).resolve()
SERVICE_PRINCIPAL = '3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d02'
ITS_OBJECT = 'b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b0b'
SUBSCRIPTION = '0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01'
NAME = 'granitefalls'


class Az:
    def __init__(self, folder, cloud, tunnel):
        self.folder, self.cloud = folder, cloud
        (folder / 'azure').mkdir()
        endpoints = cloud.endpoints
        self.environment = {
            **environment(folder), 'AZURE_CONFIG_DIR': str(folder / 'azure'), 'HTTPS_PROXY': tunnel.url,
            'REQUESTS_CA_BUNDLE': endpoints['caFile'], 'SSL_CERT_FILE': endpoints['caFile'],
            'ARM_CLOUD_METADATA_URL': endpoints['resourceManager'] + '/metadata/endpoints?api-version=2022-09-01',
            'AZURE_CORE_COLLECT_TELEMETRY': 'no', 'AZURE_CORE_NO_COLOR': 'yes', 'AZURE_CORE_INSTANCE_DISCOVERY': 'false',
            'AZURE_CORE_ONLY_SHOW_ERRORS': 'yes'}

    def run(self, *words):
        return subprocess.run([sys.executable, '-m', 'azure.cli', *map(str, words)], env=self.environment, cwd=self.folder,
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)

    def __call__(self, *words):
        done = self.run(*words, '--output', 'json')
        assert done.returncode == 0, f'az {" ".join(map(str, words))}: {done.returncode}\n{done.stderr[-2000:]}'
        return json.loads(done.stdout) if done.stdout.strip() else None

    def refused(self, *words):
        done = self.run(*words)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def parameters(self, name, **values):
        path = self.folder / f'{name}.parameters.json'
        path.write_text(json.dumps({
            '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
            'contentVersion': '1.0.0.0', 'parameters': {key: {'value': value} for key, value in values.items()}}))
        return ['--resource-group', 'depot', '--name', name, '--template-file', TOP / f'data/azure/{name}.json', '--parameters', f'@{path}']


@point('a service principal signs in, and sees its subscriptions')
def sign_in(az):
    az('cloud', 'set', '--name', 'PracticeCloud')
    wrong = az.refused('login', '--service-principal', '-u', SERVICE_PRINCIPAL, '-p', 'wrong', '--tenant', az.cloud.endpoints['tenantId'])
    assert 'AADSTS7000215' in wrong, wrong
    found = az('login', '--service-principal', '-u', SERVICE_PRINCIPAL, '-p', 'practice-secret',
               '--tenant', az.cloud.endpoints['tenantId'])
    assert SUBSCRIPTION in [one['id'] for one in found], found
    az('account', 'set', '--subscription', SUBSCRIPTION)
    assert 'westeurope' in [one['name'] for one in az('account', 'list-locations')]


@point('resource groups and providers')
def groups(az):
    made = az('group', 'create', '--name', 'depot', '--location', 'westeurope', '--tags', 'depot-service=az')
    assert made['tags'] == {'depot-service': 'az'}, made
    assert [one['name'] for one in az('group', 'list')] == ['depot']
    providers = {one['namespace']: one['registrationState'] for one in az('provider', 'list')}
    assert providers['Microsoft.Compute'] == 'Registered', providers
    assert 'ResourceGroupNotFound' in az.refused('group', 'show', '--name', 'nothing')


def base(az):
    return az.parameters('base', region='westeurope', tags={'depot-service': 'az'}, storageName=NAME, containerName='content',
                         vaultName=NAME, identityName=NAME + '-edge', consolePrincipalId=ITS_OBJECT,
                         consolePrincipalType='ServicePrincipal')


@point('the first template: validated, foreseen, deployed')
def first_template(az):
    assert az('deployment', 'group', 'validate', *base(az))['properties']['provisioningState'] == 'Succeeded'
    changes = az('deployment', 'group', 'what-if', '--no-pretty-print', *base(az))['changes']
    assert {one['changeType'] for one in changes} == {'Create'} and len(changes) == 12, changes
    outputs = az('deployment', 'group', 'create', *base(az))['properties']['outputs']
    assert outputs['vaultUri']['value'].startswith(f'https://{NAME}.vault.'), outputs
    operations = az('deployment', 'operation', 'group', 'list', '--resource-group', 'depot', '--name', 'base')
    assert {one['properties']['provisioningState'] for one in operations} == {'Succeeded'}, operations
    changes = az('deployment', 'group', 'what-if', '--no-pretty-print', *base(az))['changes']
    assert 'Create' not in {one['changeType'] for one in changes}, changes


@point('blobs, with the roles the template gave')
def blobs(az):
    where = ['--auth-mode', 'login', '--account-name', NAME, '--container-name', 'content']
    given, got = az.folder / 'given', az.folder / 'got'
    given.write_bytes(os.urandom(300000))
    az('storage', 'blob', 'upload', *where, '--name', 'CEN00001/0', '--file', given, '--no-progress')
    assert [one['name'] for one in az('storage', 'blob', 'list', *where)] == ['CEN00001/0']
    az('storage', 'blob', 'download', *where, '--name', 'CEN00001/0', '--file', got, '--no-progress')
    assert got.read_bytes() == given.read_bytes()
    assert 'BlobNotFound' in az.refused('storage', 'blob', 'show', *where, '--name', 'CEN00001/1')
    az('storage', 'blob', 'delete', *where, '--name', 'CEN00001/0')
    keys = az.refused('storage', 'blob', 'list', '--account-name', NAME, '--container-name', 'content', '--account-key', 'AAAA')
    assert 'Key based authentication is not permitted' in keys or 'KeyBasedAuthenticationNotPermitted' in keys, keys


@point('who has which role')
def roles(az):
    scope = f'/subscriptions/{SUBSCRIPTION}/resourceGroups/depot/providers/Microsoft.Storage/storageAccounts/{NAME}'
    given = {one['roleDefinitionName'] for one in az('role', 'assignment', 'list', '--scope', scope)}
    assert {'Storage Blob Data Reader', 'Storage Blob Data Contributor'} <= given, given
    inherited = az('role', 'assignment', 'list', '--scope', scope, '--include-inherited')
    assert len(inherited) > len(given) and {one['principalId'] for one in inherited} >= {ITS_OBJECT}, inherited


@point('the vault and a secret in it')
def vault(az):
    shown = az('keyvault', 'show', '--name', NAME)['properties']
    assert shown['enableRbacAuthorization'] and shown['vaultUri'].startswith(f'https://{NAME}.vault.'), shown
    az('keyvault', 'secret', 'set', '--vault-name', NAME, '--name', 'edge-key', '--value', 'AAAA')
    assert az('keyvault', 'secret', 'show', '--vault-name', NAME, '--name', 'edge-key')['value'] == 'AAAA'
    assert 'SecretNotFound' in az.refused('keyvault', 'secret', 'show', '--vault-name', NAME, '--name', 'nothing')


@point('the second template, and power, size and rules of what it made')
def second_template(az):
    values = az.parameters('service', region='westeurope', tags={'depot-service': 'az'}, serviceName=NAME, identityName=NAME + '-edge',
                           vmSize='Standard_B2s_v2', instanceCount=1, customData='e30=',
                           sshPublicKey='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJustForATest')
    created = az('deployment', 'group', 'create', *values)['properties']
    assert created['provisioningState'] == 'Succeeded' and created['outputs'], created
    sets = az('vmss', 'list', '--resource-group', 'depot')
    assert [(one['name'], one['sku']['capacity']) for one in sets] == [(NAME, 1)], sets
    which = ['--resource-group', 'depot', '--name', NAME]
    az('vmss', 'scale', *which, '--new-capacity', '2')
    assert len(az('vmss', 'list-instances', *which)) == 2
    az('vmss', 'deallocate', *which)
    codes = [one['code'] for one in az('vmss', 'get-instance-view', *which)['virtualMachine']['statusesSummary']]
    assert 'PowerState/deallocated' in codes, codes
    groups_ = az('network', 'nsg', 'list', '--resource-group', 'depot')
    assert [one['name'] for one in groups_] == [NAME + '-nsg'], groups_


@point('any other call, by az rest')
def rest(az):
    found = az('rest', '--method', 'get', '--url', f'/subscriptions/{SUBSCRIPTION}/resourceGroups/depot/resources?api-version=2024-03-01')
    assert len(found['value']) >= 8, found


@point('a group goes with everything in it')
def delete(az):
    az('group', 'delete', '--name', 'depot', '--yes')
    assert az('group', 'exists', '--name', 'depot') is False
    assert az('group', 'list') == []


with tempfile.TemporaryDirectory(prefix='az-', ignore_cleanup_errors=True) as scratch, Tunnel() as tunnel, \
        PracticeCloud(BUILD, pathlib.Path(scratch) / 'practice', '--speed', '3000') as cloud:
    # Its library takes a Retry-After of 0, which so fast a cloud gives, for none at all, and waits half a minute.
    cloud.pull('PUT', 'scenario', {'name': 'az', 'title': 'az', 'settings': {'leastRetryAfter': 1}})
    code = run(Az(pathlib.Path(scratch), cloud, tunnel))
    note(f'asked elsewhere, and refused: {sorted(set(tunnel.refused))}')
sys.exit(code)
