#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and Azure services in the window: a sign-in on another device, a service registered for the admin, verified,
given a new credential and removed."""
import html.parser
import os
import pathlib
import re
import urllib.parse
import urllib.request

from journey import BUILD, Console, State, clipboard, first_run, keys, picture, run, wait
from practice import PracticeCloud

SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


class Page(html.parser.HTMLParser):
    """The form of a page: where it goes, what it hides, its first button."""

    def __init__(self, text):
        super().__init__()
        self.text, self.action, self.fields, self.button = text, None, {}, {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == 'form':
            self.action = self.action or attributes['action']
        elif tag == 'input' and attributes.get('type') == 'hidden':
            self.fields[attributes['name']] = attributes['value']
        elif tag == 'button' and 'name' in attributes and not self.button:
            self.button = {attributes['name']: attributes['value']}


def send(base, action, fields):
    address = urllib.parse.urljoin(base, action)
    with urllib.request.urlopen(address, urllib.parse.urlencode(fields).encode(), timeout=10) as answer:
        return Page(answer.read().decode())


def use_other_device(address, code):
    page = send(address, address, {'user_code': code})
    for _ in range(4):
        if page.action is None:
            break
        given = {'password': 'Practice-1'} if 'name="password"' in page.text else page.button
        page = send(address, page.action, {**page.fields, **given})
    assert 'You are signed in' in page.text, page.text


def sign_in_elsewhere(console):
    keys('ctrl+l')
    dialog = console.window.find('dialog', 'Sign In')
    environment = dialog.find('combo box', 'Azure Environment')
    wait(lambda: environment.choice.startswith('Practice cloud'), 'the environment of the first run')
    dialog.press('On Another Device…', patience=30)
    code = dialog.find('label', re.compile('^Code [A-Z]'), patience=60).name.split()[1]
    picture(console, '60-another-device')
    dialog.press('Copy Code')
    wait(lambda: clipboard() == code, 'the code to be copied')
    address = re.search(r'Open (\S+)', dialog.find('label', re.compile('on any device')).name).group(1)
    use_other_device(address, code)
    console.window.gone('dialog', 'Sign In', patience=60)


def services():
    home = SCRATCH / 'azure-services'
    home.mkdir(mode=0o700)
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600'), Console(BUILD, home=home, size=(1200, 860)) as console:
        window = console.window
        first_run(console)
        sign_in_elsewhere(console)
        window.find('toggle button', 'Account: admin@contoso.com', patience=30)

        keys('alt+4')
        window.find(None, 'No Azure Services')
        picture(console, '61-no-services')
        window.all('button', 'Add Service…')[-1].click()
        editor = window.find('dialog', 'Add Azure Service')
        editor.entry('Name').type('Contoso watch')
        picture(console, '62-add-service')
        editor.press('Add')
        window.gone('dialog', 'Add Azure Service', patience=60)
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

        chip = window.find('toggle button', re.compile('^Account: ')).click()
        wait(lambda: chip.has(State.CHECKED) or chip.has(State.PRESSED), 'the menu to open')
        keys('Down', 'Return')
        accounts = window.find('dialog', 'Accounts')
        picture(console, '65-accounts')
        accounts.press('Sign Out')
        window.find('toggle button', 'Account: not signed in', patience=30)
        assert not re.search('CRITICAL|WARNING', console.log), console.log


run([services])
