#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the DNS leads clients, and both ways of redeploying a point: a second one beside it, and the same name again."""
import os
import pathlib
import re

from journey import BUILD, Console, act, create, first_run, keys, picture, run, use_browser, wait, wait_until_ready
from dns_server import DnsServer

NAME, OTHER, FQDN = 'wallacefalls', 'granitefalls', 'wallacefalls.contoso.com'
SUFFIX = 'westeurope.cloudapp.localhost'


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
    window.find('table row', re.compile(f'{NAME}.*Ready'))

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
    # Its certificate is that of the new one, too: what is asked to be forgotten stays.
    dialog.find(None, 'Forget the Certificate').click()
    dialog.entry(f'Type “{NAME}” to Confirm').type(NAME)
    dialog.press('Delete')
    window.gone('dialog')
    window.says(f'The certificate stays in the keyring: {OTHER} needs it.')
    window.gone('table row', re.compile(f'^{NAME}'), patience=300)


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
    environment['DEPOT_PRACTICE_SPEED'] = '600'
    scratch = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
    with DnsServer(scratch / 'zone', 'contoso.com SOA\n') as server:
        environment['DEPOT_DNS_SERVER'] = server.address
        with Console(BUILD, environment=environment, size=(1300, 860)) as console:
            first_run(console)
            create(console)
            check_dns(console, server)
            replace(console, server)
            same_again(console)
            assert 'CRITICAL' not in console.log, console.log


run([both_recipes])
