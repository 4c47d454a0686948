#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A classic point made in the window: no sign-in, a management certificate that the subscription has to know."""
import base64
import json
import os
import pathlib
import re
import ssl
import subprocess
import urllib.request

from journey import (BRISK, BUILD, Console, act, choose_by_search, first_run, keys, open_wizard, picture, run, wait, wait_until_ready,
                     walk_to, write)

SUBSCRIPTION = '0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01'
NAME = 'granitefalls'
PASSWORD = 'practice password'
SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


def make_management_certificate(name='management'):
    key, certificate, pfx = (SCRATCH / f'{name}{end}' for end in ('-key.pem', '-certificate.pem', '.pfx'))
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '300',
                    '-subj', f'/CN={name}.fabrikam.com'], check=True, capture_output=True)
    subprocess.run(['openssl', 'pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', pfx, '-passout', f'pass:{PASSWORD}'],
                   check=True, capture_output=True)
    return pfx, ssl.PEM_cert_to_DER_cert(certificate.read_text())


def add_to_subscription(console, cer):
    """What an Azure administrator does in the portal."""
    found = wait(lambda: list(console.home.rglob('endpoints.json')), 'the practice cloud', 30)
    endpoints = json.loads(found[0].read_text())
    request = urllib.request.Request(
        endpoints['resourceManager'] + '/_practice/management-certificate', method='PUT',
        data=json.dumps({'subscription': SUBSCRIPTION, 'certificate': base64.b64encode(cer).decode()}).encode(),
        headers={'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=endpoints['caFile']), timeout=20) as answer:
        assert answer.status == 204, answer.status


def fill_certificate(dialog, pfx):
    dialog.entry('Certificate File (.pfx)').type(str(pfx))
    dialog.entry('Password of the File').tab_to()
    write(PASSWORD)
    keys('Return')
    dialog.says(f'CN={pfx.stem}.fabrikam.com', patience=30)


def fill_general(wizard, pfx):
    wizard.find('list item', re.compile('^Classic service deployment')).tab_to()
    keys('space')
    wizard.says(re.compile('^Azure retired classic deployments on 31 August 2024. They work with the practice cloud.'))
    wizard.press('Next')
    wizard.says('Choose a management certificate.')
    wizard.entry('Subscription ID').type(SUBSCRIPTION)
    fill_certificate(wizard, pfx)


def export_public_half(console, wizard):
    """The .cer file for the portal, through the desktop's own file chooser."""
    target = SCRATCH / 'exported.cer'
    holder = wait(lambda: next((thing for thing in wizard.walk() if 'certificate.export' in thing.actions), None), 'the export')
    holder.do('certificate.export')
    chooser = wait(lambda: next((window for window in console.application.children
                                 if window.name == 'Export Public Half'), None), 'the file chooser')
    chooser.entry('Name:').type(str(target))
    chooser.press('Save')
    wait(lambda: target.exists() and target.stat().st_size > 0, 'the exported file')
    wait(lambda: not any(window.name == 'Export Public Half' for window in console.application.children), 'the end of the chooser')
    # without a window manager nobody gives the keyboard back
    subprocess.run(['xdotool', 'windowfocus', '--sync', console.window_id()], check=True, timeout=20)
    return target.read_bytes()


def fill_settings(console, wizard):
    region = wizard.find('combo box', 'Region', patience=60)
    wait(lambda: region.choice == 'Choose…', 'the list of regions', 30)
    choose_by_search(console, region, 'West Europe')
    assert not wizard.see('radio button', 'Create New')
    walk_to(console, wizard.find('button', 'Make a Practice Certificate…'))
    keys('Return')
    maker = console.window.find('dialog', 'Practice Certificate')
    maker.entry('Service FQDN').type(f'{NAME}.contoso.com')
    maker.entry('Password for the File').type(PASSWORD)
    maker.press('Make')
    wait(lambda: wizard.entry('Service FQDN').text == f'{NAME}.contoso.com', 'the name from the certificate', 30)
    wizard.says(re.compile('^No other distribution point has this name'))


def choose_another(console):
    """The first management certificate is about to end: another one, in the properties."""
    pfx, cer = make_management_certificate('next')
    add_to_subscription(console, cer)
    act(console, 'properties')
    dialog = console.window.find('dialog', 'Properties')
    dialog.find('page tab', 'Settings').click()
    dialog.says('Another Management Certificate')
    assert not dialog.find('button', 'Apply').sensitive
    fill_certificate(dialog, pfx)
    picture(console, '66-classic-properties')
    dialog.press('Apply')
    console.window.gone('dialog')


def scale(console):
    """The number of instances; their size is the package's."""
    act(console, 'scale')
    dialog = console.window.find('dialog', 'Scale')
    dialog.find('spin button', 'Number of Instances').set_value(3)
    dialog.says(re.compile('from now on 3 instead of'))
    assert not [thing.name for thing in dialog.walk() if thing.role == 'combo box' and thing.shown]
    picture(console, '65-classic-scale')
    dialog.press('Scale')
    console.window.gone('dialog')
    console.window.find('table row', re.compile(f'{NAME}.*(Upgrading|%)'), patience=30)
    wait_until_ready(console, NAME, patience=120)


def classic_to_ready():
    pfx, cer = make_management_certificate()
    with Console(BUILD, environment=BRISK) as console:
        first_run(console)
        wizard = open_wizard(console)
        fill_general(wizard, pfx)
        picture(console, '60-classic-general')

        # A certificate that the subscription does not know is told as that.
        wizard.press('Next')
        wizard.says(re.compile('certificate'), patience=30)
        wait(lambda: wizard.find('button', 'Next').sensitive, 'the end of the test', 60)
        wizard.says('1 of 6')
        picture(console, '61-classic-refused')
        exported = export_public_half(console, wizard)
        assert exported == cer, 'another certificate was exported'
        add_to_subscription(console, exported)
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        fill_settings(console, wizard)
        picture(console, '62-classic-settings')
        for page in ('3 of 6', '4 of 6'):
            wizard.press('Next')
            wizard.says(page, patience=60)
        wizard.says(re.compile('Classic'))
        picture(console, '63-classic-summary')
        wizard.press('Create')
        wizard.says('6 of 6', patience=120)
        wizard.press('Close')
        console.window.gone('dialog')
        wait_until_ready(console, NAME, patience=30)
        console.window.select_row(NAME)
        console.window.says('Classic')
        picture(console, '64-classic-ready')
        choose_another(console)
        scale(console)
        assert not re.search('CRITICAL', console.log), console.log


run([classic_to_ready])
