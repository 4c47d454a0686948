#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in, in the window: at a provider that others wrote, with the copied link, against strangers and refusals,
and once more in the middle of a creation because Azure wants a second factor."""
import json
import os
import pathlib
import re
import urllib.error
import urllib.parse
import urllib.request

from journey import (BUILD, Console, NotSeen, change_browser, clipboard, depotctl, fill_settings, first_run, keys, open_in_browser,
                     open_wizard, picture, run, sign_in, use_browser, wait, wait_until_ready)
from oidc import OpenIdProvider
from practice import PracticeCloud

SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


def stage(name, speed='600'):
    """A home of its own with a practice cloud that runs already, and its browser's log and environment."""
    home = SCRATCH / name
    home.mkdir(mode=0o700)
    log, environment = use_browser()
    log.write_text('')
    change_browser(log, 'sign-in')
    return home, PracticeCloud(BUILD, home / 'practice', '--speed', speed), log, environment


def left_address(log):
    return wait(lambda: re.search(r'^left (\S+)$', log.read_text(), re.M), 'the browser to be called', 30).group(1)


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def at_an_independent_provider():
    """From the first run to Ready with the tokens of an OpenID provider that others wrote."""
    home, cloud, log, environment = stage('independent')
    with cloud, OpenIdProvider(cloud, SCRATCH / 'oidc') as provider, Console(BUILD, home=home, environment=environment) as console:
        first_run(console)
        wizard = open_wizard(console)
        sign_in(wizard)
        assert provider.authority not in cloud.endpoints['resourceManager']
        assert 'input[name=login]' in log.read_text(), log.read_text()
        account, = json.loads(depotctl(BUILD, home, 'account', 'list', '--json').stdout)
        assert account['userName'] == 'admin@contoso.com' and account['tenantId'] == cloud.endpoints['tenantId'], account
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        fill_settings(console, wizard)
        for page in ('3 of 6', '4 of 6'):
            wizard.press('Next')
            wizard.says(page, patience=60)
        wizard.press('Create')
        wizard.says('6 of 6', patience=120)
        wizard.press('Close')
        wait_until_ready(console, patience=30)
        assert not [one for one in cloud.pull('GET', 'journal')['value'] if '/oauth2/v2.0/' in one['path']], 'the practice cloud was asked for a token'


def with_the_copied_link():
    """The browser that opens is the wrong one: the link is copied and opened in another; strangers in between change nothing."""
    home, cloud, log, environment = stage('copied')
    with cloud, Console(BUILD, home=home, environment=environment) as console:
        first_run(console)
        wizard = open_wizard(console)
        change_browser(log, 'leave')
        wizard.press('Sign In…')
        wizard.says('Waiting for the browser')
        picture(console, '30-waiting')
        address = left_address(log)
        back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))['redirect_uri']
        for stranger in ('?code=x&state=wrong', '?state=wrong&error=access_denied', '?code=x', '', 'favicon.ico'):
            assert get(f'{back}/{stranger}') >= 400, stranger
        wizard.says('Waiting for the browser')
        wizard.press('Copy Link')
        assert clipboard() == address
        change_browser(log, 'sign-in')
        assert open_in_browser(clipboard(), environment) == 0, log.read_text()
        wizard.says('Signed in as admin@contoso.com')
        wait(lambda: 'close' in log.read_text().lower(), 'the last page to tell that it is done', 5)
        try:
            get(back)
            raise NotSeen('Nobody listens any longer once the sign-in is done')
        except urllib.error.URLError:
            pass


def refused_and_again():
    """A refusal is told beside the button and takes nothing that was typed; the next try works."""
    home, cloud, log, environment = stage('refused')
    with cloud, Console(BUILD, home=home, environment=environment) as console:
        first_run(console)
        wizard = open_wizard(console)
        change_browser(log, 'cancel')
        wizard.press('Sign In…')
        wizard.says(re.compile('declined to consent'), patience=60)
        picture(console, '31-refused')
        wizard.says('Not signed in')

        # Stopped while the browser waits: nothing is said to be wrong, and the button has the keyboard again.
        change_browser(log, 'leave')
        wizard.press('Sign In…')
        wizard.says('Waiting for the browser')
        wizard.gone('label', re.compile('declined to consent'))
        wizard.press('Stop')
        wizard.says('Not signed in')
        change_browser(log, 'sign-in')
        sign_in(wizard)

        # Later, with settings typed: another account is refused, and everything is as it was.
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        wizard.entry('Service Name').type('granitefalls')
        wizard.press('Back')
        change_browser(log, 'cancel')
        wizard.press('Add Another Account…')
        wizard.says(re.compile('declined to consent'), patience=60)
        wizard.says('Signed in as admin@contoso.com')
        picture(console, '32-switch-refused')
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        assert wizard.entry('Service Name').text == 'granitefalls'


def not_finished_in_time():
    """Nobody comes back from the browser: told after the five minutes (ten seconds here), and begun anew."""
    home, cloud, log, environment = stage('too-late')
    with cloud, Console(BUILD, home=home, environment=environment | {'DEPOT_CLOCK_SPEED': '30'}) as console:
        first_run(console)
        wizard = open_wizard(console)
        change_browser(log, 'leave')
        wizard.press('Sign In…')
        wizard.says('Waiting for the browser')
        wizard.says(re.compile('did not come back with an answer in five minutes'), patience=30)
        wizard.says('Not signed in')
        picture(console, '34-too-late')
        wizard.press('Sign In…')
        wizard.says('Waiting for the browser')
        wizard.gone('label', re.compile('in five minutes'))


def second_factor():
    """Azure wants a second factor at the first write: the creation waits, says so, and goes on after the sign-in."""
    home, cloud, log, environment = stage('factor', speed='120')
    with cloud, Console(BUILD, home=home, environment=environment) as console:
        first_run(console)
        wizard = open_wizard(console)
        sign_in(wizard)
        wizard.press('Next')
        wizard.says('2 of 6', patience=60)
        fill_settings(console, wizard)
        for page in ('3 of 6', '4 of 6'):
            wizard.press('Next')
            wizard.says(page, patience=60)
        cloud.pull('PUT', 'scenario', {'name': 'second-factor'})
        wizard.press('Create')
        wizard.says('5 of 6', patience=60)
        picture(console, '33-factor-demanded')
        wizard.says('Waiting for you')
        wizard.says(re.compile('^Second factor needed: '))
        picture(console, '33-factor-demanded')
        wizard.press('Sign In…')
        dialog = console.window.find('dialog', 'Sign In')
        dialog.says('admin@contoso.com has to sign in again')
        picture(console, '34-sign-in-again')
        dialog.press('Sign In Again…')
        console.window.gone('dialog', 'Sign In', patience=60)
        assert 'input#otc' in log.read_text(), log.read_text()
        wizard.says('6 of 6', patience=120)
        wizard.press('Close')
        wait_until_ready(console, patience=30)


run([at_an_independent_provider, with_the_copied_link, refused_and_again, not_finished_in_time, second_factor])
