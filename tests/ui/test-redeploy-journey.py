#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the DNS leads clients, and both ways of redeploying a point: a second one beside it, and the same name again."""
import json
import os
import pathlib
import re
import sys

from journey import BRISK, BUILD, Console, act, create, depotctl, first_run, keys, picture, run, use_browser, wait, wait_until_ready
from dns_server import DnsServer

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'practice'))

from practice_arm import Arm                                          # noqa: E402
from practice_fixture import SUBSCRIPTION                             # noqa: E402
from practice_fixture import PracticeCloud as PracticeFixture         # noqa: E402

NAME, OTHER, FQDN = 'wallacefalls', 'granitefalls', 'wallacefalls.contoso.com'
SUFFIX = 'westeurope.cloudapp.localhost'
VERSION = '?api-version=2018-05-01'
GROUP = f'/subscriptions/{SUBSCRIPTION}/resourceGroups/names'
ZONE = f'{GROUP}/providers/Microsoft.Network/dnszones/contoso.com{VERSION}'
RECORD = ZONE.replace(VERSION, f'/CNAME/{NAME}{VERSION}')


def choose_point(console, name):
    console.window.find('table row', re.compile(f'^{name} ')).point_at()
    console.window.says(f'{name}.{SUFFIX}', patience=30)


def check_dns(console, server):
    window = console.window
    choose_point(console, NAME)
    window.says('Not Checked Yet')
    window.says(re.compile('^Add-DnsServerResourceRecordCName -ZoneName "contoso.com" -Name "wallacefalls"'))
    window.press('Check DNS')
    window.says('DNS record missing', patience=40)
    picture(console, '80-dns-missing')
    server.say(f'contoso.com SOA\n{FQDN} CNAME {NAME}.{SUFFIX}\n{NAME}.{SUFFIX} A 127.77.0.12\n')
    window.press('Check DNS')
    window.says('Leads to this point', patience=40)
    window.says(re.compile(f'^{FQDN} → {NAME}'))
    picture(console, '81-dns-good')


def reach_cloud(console):
    """The practice cloud that the console has started, as its portal."""
    cloud = PracticeFixture(state_dir=console.home / 'practice')
    cloud.join()
    return Arm(cloud)


def record_of(arm):
    answer = arm.ask('GET', RECORD)
    return answer.json()['properties']['CNAMERecord']['cname'] if answer.status == 200 else None


def write_record(console):
    """No zone; then one with a record that leads elsewhere: shown beside ours, replaced only when that is wished."""
    window, arm = console.window, reach_cloud(console)
    window.press('Write Record…')
    window.says(re.compile('^No Azure DNS zone of this name'), patience=40)
    for path, body in ((GROUP, {'location': 'westeurope'}), (ZONE, {'location': 'global'}),
                       (RECORD, {'properties': {'TTL': 300, 'CNAMERecord': {'cname': 'elsewhere.fabrikam.com'}}})):
        answer = arm.ask('PUT', path, body)
        assert answer.status in (200, 201), answer.body
    wait(lambda: record_of(arm), 'the record to be there')
    for button, leads_to in (('Cancel', 'elsewhere.fabrikam.com'), ('Replace', f'{NAME}.{SUFFIX}')):
        window.press('Write Record…')
        window.says(re.compile('Present: elsewhere.fabrikam.com'), patience=40)
        window.says(re.compile(f'Wanted: {NAME}'))
        picture(console, '81-record')
        window.press(button)
        window.gone('button', 'Cancel')
        wait(lambda: record_of(arm) == leads_to, f'the record to lead to {leads_to}', 30)
    window.says(re.compile('^Written'), patience=30)


def replace(console, server):
    window = console.window
    act(console, 'redeploy')
    dialog = window.find('dialog', 'Redeploy')
    assert not dialog.find('button', 'Redeploy').sensitive
    name = dialog.entry('New Service Name')
    name.type(NAME)
    dialog.says('The new point needs another service name than the old one.')
    assert not dialog.find('button', 'Redeploy').sensitive
    name.type(OTHER)
    wait(lambda: dialog.find('button', 'Redeploy').sensitive, 'the new name to be good')
    picture(console, '82-redeploy')
    dialog.press('Redeploy')
    window.gone('dialog')
    window.find('table row', re.compile(f'{OTHER}.*(Provisioning|%)'), patience=60)
    wait_until_ready(console, OTHER, patience=300)
    # The old one serves on, whatever the watch says of its DNS record by now.
    told = json.loads(depotctl(BUILD, console.home, 'point', 'show', NAME, '--json').stdout)
    assert told['state'] == 'ready', told

    # the reminder, then the offer
    choose_point(console, OTHER)
    act(console, 'check')
    window.says(re.compile(f'still leads to {NAME}'), patience=90)
    picture(console, '83-reminder')
    server.say(f'contoso.com SOA\n{FQDN} CNAME {OTHER}.{SUFFIX}\n{OTHER}.{SUFFIX} A 127.77.0.13\n')
    choose_point(console, NAME)
    act(console, 'check')
    window.says(re.compile('this point can be deleted'), patience=90)
    picture(console, '84-offer')
    window.press('Delete…')
    dialog = window.find('dialog', 'Delete')
    # Its record goes with it. Its certificate is that of the new one, too: what is asked to be forgotten stays.
    assert dialog.find(None, 'Remove the DNS Record', patience=60).checked
    dialog.find(None, 'Forget the Certificate').click()
    dialog.entry(f'Type “{NAME}” to Confirm').type(NAME)
    dialog.press('Delete')
    window.gone('dialog')
    window.says(f'The certificate stays in the keyring: {OTHER} needs it.')
    window.gone('table row', re.compile(f'^{NAME}'), patience=300)
    assert record_of(reach_cloud(console)) is None, 'the record stayed in Azure DNS'


def same_again(console):
    window = console.window
    choose_point(console, OTHER)
    act(console, 'redeploy')
    dialog = window.find('dialog', 'Redeploy')
    dialog.find('list item', re.compile('^Same Name Again')).tab_to()
    keys('space')
    typed = dialog.entry(f'Type “{OTHER}” to Confirm')
    typed.type(NAME)
    assert not dialog.find('button', 'Redeploy').sensitive
    typed.type(OTHER)
    wait(lambda: dialog.find('button', 'Redeploy').sensitive, 'the name to be accepted')
    picture(console, '85-same-again')
    dialog.press('Redeploy')
    window.gone('dialog')
    window.find('table row', re.compile(f'{OTHER}.*(Deleting|Provisioning|%)'), patience=60)
    wait_until_ready(console, OTHER, patience=400)


def both_recipes():
    log, environment = use_browser()
    environment |= BRISK | {'DEPOT_PRACTICE_SPEED': '600'}
    scratch = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
    with DnsServer(scratch / 'zone', 'contoso.com SOA\n') as server:
        environment['DEPOT_DNS_SERVER'] = server.address
        with Console(BUILD, environment=environment, size=(1300, 860)) as console:
            first_run(console)
            create(console)
            check_dns(console, server)
            write_record(console)
            replace(console, server)
            same_again(console)
            assert 'CRITICAL' not in console.log, console.log


run([both_recipes])
