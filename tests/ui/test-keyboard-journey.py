#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the first start to Create with nothing but keys: no field and no button may be out of their reach."""
import re

from journey import (BRISK, BUILD, Console, choose_by_search, keys, picture, run, use_browser, wait, wait_until_ready, walk_to,
                     write)


def fill(console, thing, text):
    walk_to(console, thing)
    write(text)
    wait(lambda: thing.text == text, f'“{text}” typed')


def keys_only():
    log, environment = use_browser()
    environment |= BRISK
    with Console(BUILD, environment=environment) as console:
        window = console.window
        walk_to(console, window.find('list item', re.compile('Practice Cloud')))
        keys('Return')
        window.find(None, 'Kind of Site', patience=60)
        fill(console, window.entry('Site Code (Three Letters or Digits)'), 'KEY')
        fill(console, window.entry('Site Name'), 'Contoso')
        keys('Return')
        window.find('button', 'Create Cloud Distribution Point…', patience=30)

        keys('ctrl+n')
        wizard = window.find('dialog', 'Create Cloud Distribution Point')
        keys('alt+i')                                       # Sign In…
        wizard.says('Signed in as admin@contoso.com', patience=90)
        subscription = wizard.find('combo box', 'Subscription')
        wait(lambda: subscription.choice not in ('', 'Choose…'), 'a subscription', 30)
        keys('alt+n')
        wizard.says('2 of 6', patience=60)

        region = wizard.find('combo box', 'Region', patience=60)
        wait(lambda: region.choice == 'Choose…', 'the list of regions', 30)
        choose_by_search(console, region, 'North Europe')
        walk_to(console, wizard.find('list item', 'Create New'))
        keys('space')
        fill(console, wizard.entry('Name of the New Resource Group'), 'rg-keys')
        walk_to(console, wizard.find('button', 'Make a Practice Certificate…'))
        keys('Return')
        maker = window.find('dialog', 'Practice Certificate')
        password = maker.entry('Password for the File')
        walk_to(console, password)
        write('practice')
        keys('Return')
        wait(lambda: wizard.entry('Service FQDN').text == 'wallacefalls.contoso.com', 'the name from the certificate', 30)
        wizard.says(re.compile('^Free as DNS name'), patience=30)
        fill(console, wizard.entry('Description'), 'Made without a mouse')
        keys('Return')                                      # Enter in a field goes on
        wizard.says('3 of 6', patience=30)
        keys('alt+b')
        wizard.says('2 of 6')
        assert wizard.entry('Description').text == 'Made without a mouse'
        keys('alt+n')
        wizard.says('3 of 6')
        keys('alt+n')
        wizard.says('4 of 6')
        wizard.find('list', 'Resources that will be made', patience=60)
        picture(console, '30-keyboard-summary')
        keys('alt+c')
        wizard.says('5 of 6', patience=60)
        wizard.says('6 of 6', patience=240)
        keys('Escape')
        window.gone('dialog')
        wait_until_ready(console, patience=30)


run([keys_only])
