#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way of a newcomer: first run, wizard, sign-in in a real browser, a certificate, and the new
point becoming Ready in the table; then what the other pages say of it."""
import os
import pathlib
import re

from journey import (BRISK, BUILD, Console, activate, fill_settings, first_run, go_to, keys, open_wizard, picture, run, sign_in, use_browser,
                     wait, wait_until_ready)


def to_ready():
    log, environment = use_browser()
    environment |= BRISK
    with Console(BUILD, environment=environment) as console:
        picture(console, '01-first-run')
        first_run(console)
        picture(console, '02-no-points')
        wizard = open_wizard(console)
        wizard.says('1 of 6')

        # Next without a sign-in says what is missing and stays.
        wizard.press('Next')
        wizard.says('Sign in to Azure.')
        sign_in(wizard)
        picture(console, '03-general')
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)

        # What is missing is said under its field, and the first one gets the keyboard.
        wizard.press('Next')
        wizard.says('Choose a region.')
        wizard.says('Choose a certificate file.')
        fill_settings(console, wizard)
        picture(console, '04-settings')

        # Back loses nothing.
        wizard.press('Back')
        wizard.says('1 of 6')
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        assert wizard.entry('Service Name').text == 'wallacefalls'
        assert wizard.find('combo box', 'Region').choice == 'West Europe'
        wizard.press('Next')
        wizard.says('3 of 6')
        picture(console, '05-alerts')
        wizard.press('Next')
        wizard.says('4 of 6')
        wizard.says('wallacefalls.contoso.com')
        wizard.find('list', 'Resources that will be made', patience=60)
        picture(console, '06-summary')
        wizard.press('Create')
        wizard.says('5 of 6', patience=60)
        picture(console, '07-progress')

        # Closing the window of the wizard stops nothing: the table shows how far it is.
        console.window.find('table row', re.compile('wallacefalls'), patience=30)
        wizard.says('6 of 6', patience=240)
        wizard.says(re.compile(r'^wallacefalls\.contoso\.com\. \d+ IN CNAME '))
        picture(console, '08-completion')
        wizard.press('Close')
        console.window.gone('dialog')
        wait_until_ready(console, patience=30)

        console.window.select_row('wallacefalls')
        console.window.says(re.compile('CNAME Record'))
        picture(console, '09-details')
        go_to(console, 'Component Status')
        console.window.find('table row', re.compile('9409'), patience=30)
        picture(console, '10-component-status')
        go_to(console, 'Activity')
        console.window.says(re.compile('wallacefalls'))
        picture(console, '11-activity')
        go_to(console, 'Logs')
        console.window.find('table row', re.compile('Installation of cloud distribution point wallacefalls'), patience=30)
        picture(console, '12-log')
        assert 'CRITICAL' not in console.log, console.log


def kept_draft():
    """Escape asks; the kept draft is offered again and holds what was typed."""
    log, environment = use_browser()
    with Console(BUILD, environment=environment) as console:
        wizard = open_wizard(console)
        sign_in_state = wizard.find('combo box', 'Subscription')
        wait(lambda: sign_in_state.choice not in ('', 'Choose…'), 'the kept sign-in', 60)
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        wizard.entry('Service Name').type('granitefalls')
        keys('Escape')
        alert = console.window.find('alert', 'Keep the Draft?')
        alert.press('Keep Draft')
        console.window.gone('dialog')
        wizard = open_wizard(console)
        wizard.says('This is your draft from last time.', patience=20)
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        assert wizard.entry('Service Name').text == 'granitefalls', wizard.entry('Service Name').text


def goes_on_after_closing():
    """Closing the window while Azure builds says what happens then, and the next start brings the point to Ready."""
    log, environment = use_browser()
    environment['DEPOT_PRACTICE_SPEED'] = '10'
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / 'closing'
    with Console(BUILD, home=home, environment=environment) as console:
        first_run(console)
        wizard = open_wizard(console)
        sign_in(wizard)
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        fill_settings(console, wizard, fqdn='granitefalls.contoso.com')
        for page in ('3 of 6', '4 of 6'):
            wizard.press('Next')
            wizard.says(page)
        wizard.press('Create')
        wizard.says('5 of 6', patience=60)
        wizard.press('Close', patience=20)
        console.window.gone('dialog')
        keys('ctrl+q')
        alert = console.window.find('alert', '1 Operation Is Running')
        alert.press('Keep Open')
        console.window.gone('alert')
        keys('ctrl+w')
        console.window.find('alert', '1 Operation Is Running').press('Close')
        console.process.wait(30)
        assert console.process.returncode == 0, console.log
    with Console(BUILD, home=home, environment=environment) as console:
        wait_until_ready(console, 'granitefalls')


run([to_ready, kept_draft, goes_on_after_closing])
