#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and Azure services in the window: a sign-in on another device, a service registered for the admin, verified,
given a new credential and removed; another entered with a
certificate file."""
import os
import pathlib
import re
import subprocess

from journey import BUILD, Console, State, clipboard, first_run, go_to, keys, picture, run, wait
from other_device import read_code, use_other_device
from practice import PracticeCloud

APP, PASSWORD = '3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d02', 'wallacefalls'
SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


def sign_in_elsewhere(console):
    keys('ctrl+l')
    dialog = console.window.find('dialog', 'Sign In')
    environment = dialog.find('combo box', 'Azure Environment')
    wait(lambda: environment.choice.startswith('Practice cloud'), 'the environment of the first run')
    dialog.press('On Another Device…', patience=30)
    address, code = read_code(dialog)
    picture(console, '60-another-device')
    dialog.press('Copy Code')
    wait(lambda: clipboard() == code, 'the code to be copied')
    use_other_device(address, code)
    console.window.gone('dialog', 'Sign In', patience=60)


def make_certificate(folder):
    key, certificate, pfx, pem = (folder / name for name in ('key.pem', 'certificate.pem', 'service.pfx', 'service.pem'))
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '5',
                    '-subj', '/CN=contoso-watch'], check=True, capture_output=True)
    subprocess.run(['openssl', 'pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', pfx, '-passout', f'pass:{PASSWORD}'],
                   check=True, capture_output=True)
    pem.write_text(certificate.read_text() + key.read_text())
    return pfx, pem


def open_editor(console, name):
    window = console.window
    window.all('button', 'Add Service…')[-1].click()
    editor = window.find('dialog', 'Add Azure Service')
    editor.entry('Name').type(name)
    editor.find(None, 'Enter an existing one').point_at()
    editor.entry('Tenant (ID or Domain)').type('contoso.com')
    editor.entry('Client ID').type(APP)
    credential = editor.find('combo box', 'Credential for Unattended Work')
    picture(console, '66-enter-service')
    credential.choose('Certificate File')
    return editor


def add_from_files(console):
    window = console.window
    pfx, pem = make_certificate(console.home)
    editor = open_editor(console, 'Contoso from PFX')
    editor.press('Add')
    editor.says('Choose the certificate file.')
    editor.entry('Certificate File (PFX or PEM)').type(str(pfx))
    editor.entry('Password of a PFX File').type('wrong')
    editor.press('Add')
    editor.says(re.compile('This password does not open the file'))
    picture(console, '67-wrong-password')
    editor.entry('Password of a PFX File').type(PASSWORD)
    editor.press('Add')
    window.gone('dialog', 'Add Azure Service', patience=30)
    services = window.find('list', 'Azure services')
    services.find('list item', re.compile('Contoso from PFX'), patience=30)

    # its credential ends in five days: said on every page, with the way there
    go_to(console, 'Sites and Servers')
    window.says(re.compile('^The credential of Azure service Contoso from PFX ends on '), patience=30)
    picture(console, '69-credential-ends')
    window.press('Azure Services', role='button')
    services = window.find('list', 'Azure services', patience=30)

    editor = open_editor(console, 'Contoso from PEM')
    editor.entry('Certificate File (PFX or PEM)').type(str(pem))
    editor.press('Add')
    window.gone('dialog', 'Add Azure Service', patience=30)
    services.find('list item', re.compile('Contoso from PEM'), patience=30).point_at()
    dialog = window.find('dialog', 'Contoso from PEM')
    picture(console, '68-from-file')
    dialog.press('Remove from This Console')
    window.find('button', 'Remove').click()
    window.gone('dialog', 'Contoso from PEM', patience=30)


def register_without_a_permission(console, cloud):
    """The tenant has no service principal of Key Vault: the application is registered all the same, and what it lacks is said."""
    window = console.window
    window.all('button', 'Add Service…')[-1].click()
    editor = window.find('dialog', 'Add Azure Service')
    editor.entry('Name').type('Contoso watch')
    picture(console, '62-add-service')
    cloud.pull('PUT', 'scenario', {'name': 'vault-never-used'})
    editor.press('Add')
    editor.says(re.compile('^The application has no permission for Azure Key Vault'), patience=60)
    picture(console, '63-no-permission')
    cloud.pull('PUT', 'scenario', {'name': 'normal'})
    editor.press('Close', role='button')
    window.gone('dialog', 'Add Azure Service')


def services():
    home = SCRATCH / 'azure-services'
    home.mkdir(mode=0o700)
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600') as cloud, Console(BUILD, home=home, size=(1200, 860)) as console:
        window = console.window
        first_run(console)
        sign_in_elsewhere(console)
        window.find('toggle button', 'Account: admin@contoso.com', patience=30)

        go_to(console, 'Azure Services')
        window.find(None, 'No Azure Services')
        picture(console, '61-no-services')
        register_without_a_permission(console, cloud)
        row = window.find('list', 'Azure services').find('list item', re.compile('Contoso watch'), patience=30)
        picture(console, '63-services')

        row.point_at()
        dialog = window.find('dialog', 'Contoso watch')
        dialog.press('Verify')
        dialog.says('The service works.', patience=60)
        dialog.says(re.compile('^The service sees no subscription'))
        picture(console, '64-verified')
        dialog.press('New Credential…')
        dialog.says(re.compile('^The service has a new credential'), patience=60)
        dialog.press('Remove from This Console')
        window.find('button', 'Remove').click()
        window.find(None, 'No Azure Services', patience=30)

        add_from_files(console)
        chip = window.find('toggle button', re.compile('^Account: ')).click()
        wait(lambda: chip.has(State.CHECKED) or chip.has(State.PRESSED), 'the menu to open')
        keys('Down', 'Return')
        accounts = window.find('dialog', 'Accounts')
        picture(console, '65-accounts')
        accounts.press('Sign Out')
        window.find('toggle button', 'Account: not signed in', patience=30)
        assert not re.search('CRITICAL|WARNING', console.log), console.log


run([services])
