#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a subscription has to offer before the wizard's first page lets go: resource providers, which may be registered
right there, and roles, which somebody else has to assign."""
import os
import pathlib
import re

from journey import BUILD, Console, clipboard, first_run, keys, open_wizard, picture, run, wait
from other_device import sign_in_elsewhere
from practice import PracticeCloud

SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


def in_scenario(name, speed, account, test, home=None):
    home = SCRATCH / (home or account.partition('@')[0])
    home.mkdir(mode=0o700)
    with PracticeCloud(BUILD, home / 'practice', '--speed', speed, '--scenario', name), \
            Console(BUILD, home=home, size=(1200, 900)) as console:
        first_run(console)
        wizard = open_wizard(console)
        sign_in_elsewhere(wizard, account)
        wizard.says(f'Signed in as {account}', patience=60)
        subscription = wizard.find('combo box', 'Subscription')
        wait(lambda: subscription.choice not in ('', 'Choose…'), 'a subscription', 30)
        test(console, wizard)
        assert not re.search('CRITICAL|WARNING', console.log), console.log


def registers_providers():
    def test(console, wizard):
        wizard.press('Next')
        wizard.says(re.compile('^Resource provider not registered: '), patience=60)
        wizard.says('1 of 6')
        wizard.find('button', 'Register')
        picture(console, '70-providers-missing')

        # Cancel stops the waiting; the line says so and can be tried again.
        wizard.press('Register')
        wizard.says(re.compile(r'^Registering Microsoft\.\w+ \(\d of 6\)…$'), patience=30)
        wizard.press('Cancel')
        wizard.find('button', 'Register', patience=30)
        wizard.press('Register')
        wizard.says('All are registered.', patience=240)
        picture(console, '71-providers-registered')
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
    in_scenario('provider-not-registered', '100', 'admin@contoso.com', test)


def tells_missing_roles():
    def test(console, wizard):
        wizard.press('Next')
        wizard.says(re.compile('^A role is missing: '), patience=60)
        wizard.says('1 of 6')
        assert wizard.see('button', 'Go On Anyway') is None
        wizard.press('What to Do…')
        sheet = console.window.find('dialog', 'For the Azure Administrator')
        sheet.says(re.compile('“User Access Administrator” for reader@contoso.com'))
        picture(console, '72-what-to-do')
        sheet.press('Copy')
        wait(lambda: '“Contributor” for reader@contoso.com' in clipboard(), 'the steps to be copied')
        wizard.says('1 of 6')
    in_scenario('role-not-active', '600', 'reader@contoso.com', test)


def chooses_among_accounts():
    """Two people signed in to one environment: the page offers both, and asks Azure on behalf of the one chosen."""
    def test(console, wizard):
        wizard.press('Add Another Account…')
        wizard.press('Stop', patience=30)
        sign_in_elsewhere(wizard, 'admin@contoso.com')
        choice = wizard.find('combo box', 'Account', patience=60)
        wait(lambda: choice.choice == 'admin@contoso.com', 'the new account', 60)
        picture(console, '73-two-accounts')
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        wizard.press('Back')
        choice.focus()
        keys('space', 'Down', 'Return')
        wait(lambda: choice.choice == 'reader@contoso.com', 'the other account')
        subscription = wizard.find('combo box', 'Subscription')
        wait(lambda: subscription.choice not in ('', 'Choose…'), 'a subscription', 30)
        wizard.press('Next')
        wizard.says(re.compile('^A role is missing: '), patience=60)
    in_scenario('normal', '600', 'reader@contoso.com', test, 'two')


run([registers_providers, tells_missing_roles, chooses_among_accounts])
