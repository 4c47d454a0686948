#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment added in the middle of the wizard, signed in to; and whom the console believes elsewhere."""
import json
import os
import pathlib
import re
import sqlite3

from journey import (BUILD, Console, depotctl, fill_settings, first_run, has_keyboard, keys, open_wizard, picture, run, sign_in,
                     use_browser, wait, wait_until_ready, walk_to)
from practice import PracticeCloud
from web_proxy import WebProxy

SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


def choose_custom(console, row):
    """The last line of the list."""
    row.point_at()
    wait(lambda: any(thing.role == 'list item' for thing in has_keyboard(console.window)), 'the list to have the keyboard')
    keys('End')
    wait(lambda: any(thing.words == 'Custom Environment…' for thing in has_keyboard(console.window)), 'the last line')
    keys('Return')
    return console.window.find('dialog', 'Add Azure Environment')


def add_in_wizard(console, wizard, endpoints):
    dialog = choose_custom(console, wizard.find('combo box', 'Azure Environment'))
    dialog.entry('Address of the Resource Manager').type(endpoints['resourceManager'])
    dialog.press('Look Up')
    dialog.says(re.compile('[Cc]ertificate'), patience=30)       # nobody vouches for it yet
    assert not dialog.find('button', 'Add').sensitive
    dialog.entry('File of Trusted Certificates').type(endpoints['caFile'])
    dialog.press('Look Up')
    dialog.says('PracticeCloud', patience=30)
    picture(console, '26-environment-found')
    dialog.press('Add')
    console.window.gone('dialog', 'Add Azure Environment', patience=30)


def custom_environment_in_the_wizard():
    home = SCRATCH / 'environments'
    home.mkdir(mode=0o700)
    log, environment = use_browser()
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600') as cloud, \
            Console(BUILD, home=home, environment=environment, size=(1200, 860)) as console:
        first_run(console)
        wizard = open_wizard(console)
        row = wizard.find('combo box', 'Azure Environment')
        before = row.choice

        # Thinking better of it leaves everything as it was.
        choose_custom(console, row).press('Cancel')
        console.window.gone('dialog', 'Add Azure Environment')
        assert row.choice == before, row.choice

        add_in_wizard(console, wizard, cloud.endpoints)
        wait(lambda: row.choice == 'PracticeCloud', 'the new environment to be chosen')
        wizard.entry('Client ID').type(cloud.endpoints['clientId'])
        wizard.press('Sign In…')
        wizard.says('Signed in as admin@contoso.com', patience=90)
        subscription = wizard.find('combo box', 'Subscription')
        wait(lambda: subscription.choice not in ('', 'Choose…'), 'a subscription', 30)
        picture(console, '27-environment-signed-in')
        assert not re.search('CRITICAL', console.log), console.log


def press_row(console, dialog, name):
    walk_to(console, dialog.find(None, name))
    keys('Return')


def make_point(console):
    first_run(console)
    wizard = open_wizard(console)
    sign_in(wizard)
    wizard.press('Next')
    wizard.says('2 of 6', patience=60)
    fill_settings(console, wizard)
    for page in ('3 of 6', '4 of 6'):
        wizard.press('Next')
        wizard.says(page, patience=60)
    wizard.press('Create')
    wait_until_ready(console)


def tagged(home, service):
    """What the program itself still finds with this tag."""
    found = json.loads(depotctl(BUILD, home, 'cloud', 'orphans', '--json').stdout or '[]')
    points = json.loads(depotctl(BUILD, home, 'point', 'list', '--json').stdout or '[]')
    return [one for one in found if one['service'] == service] or [one for one in points if one['name'] == 'wallacefalls']


def set_proxy(console, proxy):
    """The proxy server of the site: what is wrong is told at once, what is right is tried."""
    console.window.find(None, 'Proxy Server…').point_at()
    dialog = console.window.find('dialog', 'Proxy Server')
    dialog.find('combo box', 'Connections').choose('Through a Proxy Server')
    dialog.entry('Address').type('http://proxy.contoso.com')
    dialog.press('Save and Test')
    dialog.says(re.compile('without http://'))
    dialog.entry('Address').type('127.0.0.1')
    dialog.find('spin button', 'Port').set_value(proxy.port)
    dialog.entry('User Name').type('wallacefalls')
    dialog.entry('Password').type('another')
    dialog.press('Save and Test')
    dialog.says(re.compile('asks for a name and password'), patience=30)
    assert proxy.refused and not proxy.passed, (proxy.refused, proxy.passed)
    picture(console, '27-proxy')
    dialog.entry('Password').type('granite-falls-7')
    dialog.press('Save and Test')
    dialog.says('Reached.', patience=30)
    wait(lambda: 'asks for a name' not in dialog.words, 'both to be reached', 30)
    assert proxy.passed, proxy.refused
    keys('Escape')
    console.window.gone('dialog', 'Proxy Server')


def trust_in_a_built_in_environment():
    """The authority of an inspecting proxy: added, seen, taken back. A file that holds no certificate is refused."""
    home = SCRATCH / 'environments'
    nonsense = SCRATCH / 'nonsense.pem'
    nonsense.write_text('no certificate')
    with PracticeCloud(BUILD, home / 'practice'), WebProxy('wallacefalls:granite-falls-7') as proxy, \
            Console(BUILD, home=home, environment={'DEPOT_PROXY_LOOPBACK': '1'}, size=(1200, 860)) as console:
        window = console.window
        window.find('list item', 'Sites and Servers').click()
        set_proxy(console, proxy)
        window.find('list item', re.compile('^Azure US Government cloud'), patience=30).point_at()
        dialog = window.find('dialog', 'Azure US Government cloud')
        dialog.says('https://login.microsoftonline.us')
        dialog.entry('File of Trusted Certificates').type(str(nonsense))
        press_row(console, dialog, 'Trust This File')
        dialog.says(re.compile('certificate'), patience=30)
        dialog.entry('File of Trusted Certificates').type(str(home / 'practice' / 'ca.pem'))
        press_row(console, dialog, 'Trust This File')
        wait(lambda: 'Added trust\nyes' in dialog.words, 'the added trust', 30)
        picture(console, '28-environment-trust')
        press_row(console, dialog, 'Remove Added Certificates')
        wait(lambda: 'Added trust\nnone' in dialog.words, 'the trust to be taken back', 30)
        keys('Escape')
        window.gone('dialog', 'Azure US Government cloud')
        assert not re.search('CRITICAL', console.log), console.log


def leftovers_are_shown_and_deleted():
    """A point whose row is lost: seen with its age and parts, deleted only after its name was typed."""
    home = SCRATCH / 'leftovers'
    home.mkdir(mode=0o700)
    log, environment = use_browser()
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600'):
        with Console(BUILD, home=home, environment=environment, size=(1200, 860)) as console:
            make_point(console)
        with sqlite3.connect(home / 'depot.sqlite') as store:
            service, = store.execute("SELECT id FROM points WHERE name = 'wallacefalls'").fetchone()
            store.execute('DELETE FROM points WHERE id = ?', (service,))
        with Console(BUILD, home=home, size=(1200, 860)) as console:
            window = console.window
            window.find('list item', 'Sites and Servers').click()
            window.find(None, 'Leftovers in Azure…').point_at()
            dialog = window.find('dialog', 'Leftovers in Azure')
            dialog.says('wallacefalls', patience=60)
            dialog.says(re.compile(r'^Subscription .*\. Oldest part: \w+'))
            dialog.says('9 resources in Azure', patience=60)
            picture(console, '29-leftovers')
            assert not dialog.find(None, 'Delete').sensitive
            name = dialog.entry('Type “wallacefalls” to Confirm')
            name.type('wallacefall')
            assert not dialog.find(None, 'Delete').sensitive
            name.type('wallacefalls')
            dialog.press('Delete')
            dialog.says('Nothing Is Left Over', patience=30)
            dialog.says('The deletion runs. Activity shows how far it is.')
            wait(lambda: not tagged(home, service), 'all of it to be gone', 120)
            assert not re.search('CRITICAL', console.log), console.log


run([custom_environment_in_the_wizard, trust_in_a_built_in_environment, leftovers_are_shown_and_deleted])
