#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a point in the window: properties, stop, start, scale, a new certificate, and its end."""
import os
import pathlib
import re
import subprocess

from journey import (BRISK, BUILD, Console, act, create, filled, first_run, keys, picture, run, State, use_browser, wait, wait_until_ready,
                     write)

NAME = 'wallacefalls'
FQDN = f'{NAME}.contoso.com'
PASSWORD = 'practice password'


def can(console, name):
    return any(f'point.{name}' in thing.actions for thing in console.window.walk())


def make_pfx(folder, common_name, name):
    """A certificate as an enterprise's authority would give it, so far as the practice cloud asks."""
    key, certificate, pfx = folder / 'key.pem', folder / 'certificate.pem', folder / name
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '200',
                    '-subj', f'/CN={common_name}', '-addext', f'subjectAltName=DNS:{common_name}',
                    '-addext', 'extendedKeyUsage=serverAuth'], check=True, capture_output=True)
    subprocess.run(['openssl', 'pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', pfx, '-passout', f'pass:{PASSWORD}'],
                   check=True, capture_output=True)
    return pfx


def properties(console):
    window = console.window
    window.find('table row', re.compile(NAME)).point_at()
    keys('alt+Return')
    dialog = window.find('dialog', 'Properties')
    assert not dialog.find('button', 'Apply').sensitive
    dialog.says(FQDN)
    picture(console, '40-properties-general')
    dialog.entry('Description').type('Content for the road')
    dialog.find('page tab', 'Settings').point_at()
    dialog.says(re.compile('Resource Manager'))
    dialog.find('spin button', re.compile('^Content Token Holds for')).set_value(3)
    picture(console, '41-properties-settings')
    dialog.find('page tab', 'Content').point_at()
    dialog.says('No content has been distributed to this point.')
    picture(console, '42-properties-content')
    dialog.find('page tab', 'Alerts').point_at()
    dialog.find('spin button', 'Storage Quota (GB)').set_value(3000)
    dialog.find('spin button', 'Warning At (Percent)').set_value(95)
    dialog.press('Apply')
    dialog.says('The critical percentage must be greater than the warning percentage.')
    picture(console, '43-properties-alerts')
    dialog.find('spin button', 'Warning At (Percent)').set_value(60)
    dialog.press('Apply')
    window.gone('dialog')
    window.says('Content for the road')
    window.says(re.compile('3,?000'))


def check(console):
    act(console, 'check')
    console.window.says(re.compile('as it should be|as they should be'), patience=60)


def stop_and_start(console):
    window = console.window
    assert not can(console, 'start')
    window.find('button', 'Stop').click()
    question = window.find('alert', f'Stop {NAME}?')
    question.says('Stops downloads at once. Content stays, and Azure goes on charging for storage.')
    picture(console, '44-stop')
    question.press('Cancel')
    window.gone('alert')
    window.find('button', 'Stop').click()
    window.find('alert', f'Stop {NAME}?').press('Stop')
    window.find('table row', re.compile(f'{NAME}.*Stopped'), patience=120)
    picture(console, '45-stopped')
    wait(lambda: not can(console, 'stop') and not can(console, 'scale'), 'Stop and Scale to be off')
    act(console, 'start')
    wait_until_ready(console, patience=120)


def scale(console):
    window = console.window
    act(console, 'scale')
    dialog = window.find('dialog', 'Scale')
    size = dialog.find('combo box', 'Size')
    wait(lambda: size.sensitive and 'Standard_B2s_v2' in size.choice, 'the sizes of the region', 30)
    assert not dialog.find('button', 'Scale').sensitive
    size.choose(re.compile('Standard_D4s_v5'))
    dialog.says(re.compile('does not offer this size'))
    assert not dialog.find('button', 'Scale').sensitive
    picture(console, '46-scale-refused')
    size.choose(re.compile('Standard_B2s_v2'))
    dialog.find('spin button', 'Number of Instances').set_value(3)
    dialog.says(re.compile('from now on 3 instead of 1'))
    picture(console, '47-scale')
    dialog.press('Scale')
    window.gone('dialog')
    window.find('table row', re.compile(f'{NAME}.*(Upgrading|%)'), patience=30)
    wait_until_ready(console, patience=240)
    window.says(re.compile('^3 × Standard_B2s_v2'), patience=30)


def choose_file(dialog, pfx):
    dialog.entry('Certificate File (.pfx)').type(str(pfx))
    dialog.entry('Password of the File').tab_to()
    keys('ctrl+a')
    write(PASSWORD)
    keys('Return')


def certificate(console, folder):
    window = console.window
    act(console, 'renew')
    dialog = window.find('dialog', 'Replace Certificate')
    choose_file(dialog, make_pfx(folder, FQDN.replace('wallace', 'Wallace'), 'other.pfx'))
    dialog.says(re.compile('New certificate must have the same CName as previous certificate'), patience=30)
    dialog.find(None, re.compile('^Issued To, new, differs: CN=Wallacefalls'))
    assert not dialog.find('button', 'Replace').sensitive
    picture(console, '48-certificate-refused')
    choose_file(dialog, make_pfx(folder, FQDN, 'new.pfx'))
    dialog.find(None, re.compile(f'^Issued To, new: CN={re.escape(FQDN)}'), patience=30)
    picture(console, '49-certificate')
    dialog.press('Replace')
    window.gone('dialog')
    window.find('table row', re.compile(f'{NAME}.*(Upgrading|%)'), patience=30)
    wait_until_ready(console, patience=240)
    window.says(re.compile(r'\((199|200) days left\)'), patience=30)


def delete(console):
    window = console.window
    window.find('table row', re.compile(NAME)).point_at()
    keys('Delete')
    dialog = window.find('dialog', 'Delete')
    dialog.says(re.compile(r'^\d+ resources in Azure'), patience=60)
    dialog.says('Key vault')
    name = dialog.entry(f'Type “{NAME}” to Confirm')
    name.type('granitefalls')
    assert not dialog.find('button', 'Delete').sensitive
    picture(console, '50-delete')
    dialog.find(None, 'Forget the Certificate').click()
    name.type(NAME)
    dialog.press('Delete')
    window.gone('dialog')
    window.find('table row', re.compile(f'{NAME}.*(Deleting|%)'), patience=30)
    picture(console, '51-deleting')
    window.says('No Cloud Distribution Points', patience=240)


def whole_life():
    folder = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
    log, environment = use_browser()
    environment |= BRISK
    with Console(BUILD, environment=environment) as console:
        first_run(console)
        create(console)
        console.window.select_row(NAME)
        properties(console)
        check(console)
        stop_and_start(console)
        scale(console)
        certificate(console, folder)
        delete(console)
        assert not re.search('CRITICAL', console.log), console.log


NAMED = ('button', 'toggle button', 'check box', 'radio button', 'entry', 'text', 'combo box', 'switch', 'spin button', 'page tab')


def expect_names(dialog):
    nameless = [thing.role for thing in dialog.walk() if thing.role in NAMED and thing.shown and not thing.name
                and not thing.has(State.READ_ONLY) and thing.parent.role not in ('spin button', 'combo box')]
    assert not nameless, nameless


def many_and_narrow():
    """Several points at once, long names, a window as narrow as a phone, Azure not answering."""
    with Console(BUILD, home=filled(40), size=(360, 720), dark=True) as console:
        window = console.window
        row = re.compile('Ready')
        window.find('table row', row).point_at()
        for key, name, number in (('alt+Return', 'Properties', 70), (None, 'Scale', 71), (None, 'Replace Certificate', 72), ('Delete', 'Delete', 73)):
            if key:
                keys(key)
            else:
                act(console, {'Scale': 'scale', 'Replace Certificate': 'renew'}[name])
            dialog = window.find('dialog', name)
            if name == 'Delete':
                dialog.says('What it has in Azure is not known', patience=30)
            expect_names(dialog)
            picture(console, f'{number}-narrow-{name.split()[0].lower()}')
            keys('Escape')
            window.gone('dialog')
        assert 'CRITICAL' not in console.log, console.log

    with Console(BUILD, home=filled(40), size=(1100, 760)) as console:
        window = console.window
        window.find('table row', re.compile('palouse3')).point_at()
        keys('ctrl+a')
        window.says(re.compile('40 selected'))
        assert can(console, 'delete') and not can(console, 'properties') and not can(console, 'scale')
        keys('Delete')
        dialog = window.find('dialog', 'Delete')
        name = dialog.entry(re.compile('^Type 40, the Number'))
        name.type('palouse3')
        assert not dialog.find('button', 'Delete').sensitive
        name.type('40')
        wait(lambda: dialog.find('button', 'Delete').sensitive, 'Delete to be possible')
        picture(console, '74-delete-many')
        keys('Escape')
        window.gone('dialog')
        act(console, 'stop')
        window.find('alert', re.compile(r'^Stop \d+ Distribution Points\?')).press('Cancel')
        window.gone('alert')

        # The page of one point has the same.
        window.find('table row', re.compile('palouse3')).point_at()
        keys('Return')
        window.find('page tab', 'Overview')
        keys('alt+Return')
        dialog = window.find('dialog', 'Properties')
        dialog.says(re.compile('^palouse3'))
        picture(console, '75-page-properties')
        keys('Escape')
        window.gone('dialog')
        assert 'CRITICAL' not in console.log, console.log


run([whole_life, many_and_narrow])
