#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop without a keyring, and one whose keyring is locked: the window asks, works, and writes no secret anywhere.

Usage (inside ui-env --no-keyring or ui-env --locked-keyring): test-keyring-journey.py none|locked
"""
import contextlib
import hashlib
import os
import pathlib
import re
import sqlite3
import sys

from journey import (BUILD, Console, desktop, fill_settings, first_run, open_wizard, picture, run, use_browser, wait,
                     wait_until_ready)
from practice import PracticeCloud

SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
PASSWORD = b'practice password'     # of the certificate file
WORD = re.compile(rb'[A-Za-z0-9_-]{48,}')


def read_all(home):
    """What the programs of this desktop wrote, but for the cloud's own files and the browser's."""
    places = [home, *(pathlib.Path(os.environ[f'XDG_{name}_HOME']) for name in ('DATA', 'CONFIG', 'STATE', 'CACHE'))]
    for place in places:
        for path in place.rglob('*'):
            if path.is_file() and home / 'practice' not in path.parents and 'chromium' not in str(path):
                yield path, path.read_bytes()


def refresh_tokens(home):
    """Of those it gave out the cloud keeps only hashes."""
    with contextlib.closing(sqlite3.connect(home / 'practice/state.sqlite')) as state:
        return {key for key, in state.execute("SELECT key FROM documents WHERE collection = 'refresh-tokens'")}


def expect_no_secret(home):
    hashes = refresh_tokens(home)
    assert hashes
    read = list(read_all(home))
    assert any(path.name == 'depot.sqlite' for path, _ in read)
    for path, content in read:
        words = {run[at:at + 48] for run in WORD.findall(content) for at in range(len(run) - 47)}
        assert not {hashlib.sha256(word).hexdigest() for word in words} & hashes, f'{path} holds a refresh token'
        assert b'eyJ' not in content, f'{path} holds an access token'
        assert PASSWORD not in content, f'{path} holds the password of the certificate file'


@contextlib.contextmanager
def stage(name):
    """A home of its own with a practice cloud that runs already; in the end nothing secret may lie there."""
    home = SCRATCH / name
    home.mkdir(mode=0o700)
    log, environment = use_browser()
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600'):
        yield home, environment
    expect_no_secret(home)      # the cloud shares its memory with nobody while it runs


def start_to_sign_in(console):
    first_run(console)
    wizard = open_wizard(console)
    wizard.press('Sign In…')
    return wizard


def expect_subscription(wizard):
    wizard.says('Signed in as admin@contoso.com', patience=60)
    subscription = wizard.find('combo box', 'Subscription')
    wait(lambda: subscription.choice == 'Contoso Production', 'the subscription', 30)


def to_ready_without_a_keyring():
    with stage('none') as (home, environment):
        with Console(BUILD, home=home, environment=environment) as console:
            wizard = start_to_sign_in(console)
            wizard.says(re.compile('^There is no keyring on this computer'), patience=60)
            picture(console, '40-no-keyring')
            wizard.press('Try Again')
            wizard.says(re.compile('^There is no keyring on this computer'), patience=30)
            wizard.press('Keep for This Run')
            expect_subscription(wizard)
            wizard.press('Next')
            wizard.says('2 of 6', patience=60)
            fill_settings(console, wizard, password=PASSWORD.decode())
            for page in ('3 of 6', '4 of 6'):
                wizard.press('Next')
                wizard.says(page, patience=60)
            wizard.press('Create')
            wizard.says('6 of 6', patience=120)
            wizard.press('Close')
            wait_until_ready(console, patience=30)

        # What was kept for the run is gone with it; the next one says so and asks again.
        with Console(BUILD, home=home, environment=environment) as console:
            wizard = open_wizard(console)
            wizard.says('admin@contoso.com has to sign in again', patience=60)
            picture(console, '41-next-start')
            wizard.press('Sign In Again…')
            wizard.press('Keep for This Run', patience=60)
            expect_subscription(wizard)


def prompt():
    """The keyring's own dialog, a window of the desktop."""
    return wait(lambda: next((thing.see('dialog') for thing in desktop() if thing.name == 'gcr-prompter' and thing.see('dialog')),
                             None), "the keyring's prompt", 60)


def prompt_is_gone():
    wait(lambda: not any(thing.see('dialog') for thing in desktop() if thing.name == 'gcr-prompter'), "the end of the prompt")


def keyring_files():
    return {path.name: path.read_bytes() for path in (pathlib.Path(os.environ['XDG_DATA_HOME']) / 'keyrings').iterdir()}


def kept_for_the_run_beside_a_locked_keyring():
    before = keyring_files()
    with stage('kept') as (home, environment), Console(BUILD, home=home, environment=environment) as console:
        wizard = start_to_sign_in(console)
        prompt().press('Cancel')
        wizard.says(re.compile('^The keyring is locked'))
        picture(console, '42-locked')
        wizard.press('Stop')
        wizard.says('Not signed in')
        wizard.press('Sign In…')
        prompt().press('Cancel')
        wizard.press('Keep for This Run')
        expect_subscription(wizard)
    assert keyring_files() == before


def unlocked_in_between():
    with stage('unlocked') as (home, environment):
        with Console(BUILD, home=home, environment=environment) as console:
            wizard = start_to_sign_in(console)
            prompt().press('Cancel')
            wizard.says(re.compile('^The keyring is locked'))
            wizard.press('Try Again')
            dialog = prompt()
            dialog.find('password text').type('test')
            dialog.press('Unlock')
            expect_subscription(wizard)
        with Console(BUILD, home=home, environment=environment) as console:
            expect_subscription(open_wizard(console))


run([to_ready_without_a_keyring] if sys.argv[1] == 'none' else [kept_for_the_run_beside_a_locked_keyring, unlocked_in_between])
