#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through the console on a practice cloud and takes a picture of every page.

Usage (inside tests/support/ui-env; build-aux/screenshots does that): screenshots.py BUILD FOLDER [--only SCHEME]…
A picture is NAME-light.png, NAME-dark.png or NAME-narrow.png.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tests' / 'support'))
from driver import Console, NotSeen, depotctl, keys, use_browser   # noqa: E402

SIZES = {'light': (1280, 800), 'dark': (1280, 800), 'narrow': (420, 800)}
SERVICE = 'wallacefalls'
FQDN = f'{SERVICE}.contoso.com'


class Album:
    """The pictures of one walk."""

    def __init__(self, console, folder, scheme):
        self.console, self.folder, self.scheme = console, folder, scheme

    def take(self, name):
        path = self.folder / f'{name}-{self.scheme}.png'
        self.console.picture(path)
        # Without a compositor GTK draws a thin frame where the shadow would be.
        subprocess.run(['mogrify', '-shave', '5x5', '-strip', '+dither', '-colors', '250', '-define', 'png:compression-level=9', path], check=True)
        print(f'  {path.name}', flush=True)


def first_run(console, album):
    row = console.find('list item', 'Try It in the Practice Cloud', patience=40)
    album.take('first-run')
    row.point_at()
    console.window.entry(re.compile('^Site Code')).type('CEN')
    console.window.entry('Site Name').type('Contoso')
    album.take('first-run-site')
    console.press('Finish')


def go(console, page, is_narrow):
    """Opens a page of the sidebar, which a narrow window shows by itself."""
    if is_narrow and not console.window.see('list item', page):
        keys('alt+Left')
    console.find('list item', page).point_at()


def sign_in(wizard):
    wizard.press('Sign In…')
    wizard.says(re.compile('Signed in as'), patience=60)


def make_certificate(console, wizard, album):
    wizard.press('Make a Practice Certificate…')
    dialog = console.find('dialog', 'Practice Certificate')
    dialog.entry('Service FQDN').type(FQDN)
    dialog.entry('Password for the File').type('practice')
    album.take('practice-certificate')
    dialog.press('Make')
    console.application.gone('dialog', 'Practice Certificate', patience=40)
    wizard.says(f'CN={FQDN}', patience=40)


def create(console, album):
    """The wizard from its first page to the last, and the point in the table."""
    console.press(re.compile('^Create'), patience=40)
    wizard = console.find('dialog', 'Create Cloud Distribution Point')
    sign_in(wizard)
    wizard.says('Contoso Production', patience=40)
    album.take('wizard-general')
    wizard.press('Next', patience=40)

    wizard.find('combo box', 'Region', patience=60).choose('West Europe')
    make_certificate(console, wizard, album)
    wizard.entry('Name of the New Resource Group').type(SERVICE)
    album.take('wizard-settings')
    wizard.press('Next', patience=40)

    wizard.find('spin button', 'Storage Quota (GB)', patience=60)
    album.take('wizard-alerts')
    wizard.press('Next')

    wizard.find('button', 'Create', patience=60)
    wizard.says(re.compile('Microsoft|Storage account|storage account'), patience=60)
    album.take('wizard-summary')
    wizard.press('Create')

    wizard.says(re.compile('Creating the storage account|Azure is building|Waiting for the container'), patience=60)
    album.take('wizard-progress')
    wizard.says('The Distribution Point Is Ready', patience=240)
    album.take('wizard-completion')
    wizard.find('button', 'Close')
    wizard.all('button', 'Close')[-1].click()
    console.application.gone('dialog', 'Create Cloud Distribution Point')


def pages(console, album, is_narrow):
    console.window.select_row(SERVICE, patience=40)
    album.take('points')
    for page, name in (('Overview', 'overview'), ('Distribution Point Groups', 'groups'), ('Sites and Servers', 'sites'),
                       ('Packages', 'packages'), ('Applications', 'applications'), ('Azure Services', 'azure-services'), ('Distribution Status', 'distribution'), ('Component Status', 'component-status'),
                       ('Activity', 'activity'), ('Logs', 'logs')):
        go(console, page, is_narrow)
        album.take(name)


def tab(console, name, words, album, picture):
    """A tab of the page, which a narrow window has at its foot; it has these words when it is there."""
    console.window.find('page tab', name).click()
    console.says(words)
    album.take(picture)


def content(console, album, is_narrow):
    """A package on its way: its page, the dialog that sends it, and what Distribution Status says of it."""
    folder = console.home / 'sources' / 'Contoso Measuring Instruments 4.2'
    folder.mkdir(parents=True)
    (folder / 'instruments.dat').write_bytes(bytes(3_000_000))
    for arguments in (('package', 'add', folder), ('point-group', 'create', 'Europe'), ('point-group', 'add', 'Europe', SERVICE)):
        done = depotctl(console.build, console.home, *arguments)
        assert done.returncode == 0, done.stderr
    go(console, 'Packages', is_narrow)
    console.window.find('table row', re.compile('^Contoso Measuring')).point_at()
    next(thing for thing in console.window.walk() if 'packages.distribute' in thing.actions).do('packages.distribute')
    dialog = console.find('dialog', 'Distribute Content')
    dialog.find('check box', 'Europe').click()
    dialog.says('Leaves this computer at most', patience=30)
    album.take('distribute')
    dialog.press('Distribute')
    console.application.gone('dialog', 'Distribute Content')
    console.window.find('table row', re.compile('^Contoso Measuring')).point_at()
    keys('Return')
    console.window.find('page tab', 'Activity')
    album.take('package')
    for name, words in (('Content', 'Show as Table'), ('Activity', re.compile('^Distribute'))):
        tab(console, name, words, album, f'package-{name.lower()}')
    keys('alt+Left')
    go(console, 'Distribution Status', is_narrow)
    console.window.find('table row', re.compile('Distributed'), patience=120)
    for name, words, picture in (('Content Status', 'Show as Table', 'distribution-content'), ('Group Status', 'Europe', 'distribution-groups'),
                                 ('Configuration Status', '1 distribution point', 'distribution-configuration')):
        tab(console, name, words, album, picture)


def dialogs(console, album):
    for name, combination in (('preferences', 'ctrl+comma'), ('shortcuts', 'ctrl+question')):
        keys(combination)
        try:
            console.find('dialog', patience=10)
        except NotSeen:
            print(f'  no {name}', flush=True)
            continue
        album.take(name)
        if name == 'preferences':
            tab(console, 'Content', 'Speed Limits', album, 'preferences-content')
        keys('Escape')
        console.application.gone('dialog', patience=10)


def act(console, name):
    """A command of the page, as its menus and keys give it."""
    next(thing for thing in console.window.walk() if f'point.{name}' in thing.actions).do(f'point.{name}')


def verbs(console, album, is_narrow):
    """The dialogs of one point; nothing is asked for."""
    go(console, 'Cloud Distribution Points', is_narrow)
    console.window.select_row(SERVICE, patience=40)
    for command, title in (('properties', 'Properties'), ('scale', 'Scale'), ('renew', 'Replace Certificate'), ('delete', 'Delete')):
        act(console, command)
        dialog = console.find('dialog', title)
        if command == 'delete':
            dialog.says(re.compile('resources in Azure'), patience=40)
        album.take(f'point-{command}')
        for tab in ('Settings', 'Alerts', 'Content') if command == 'properties' else ():
            dialog.find('page tab', tab).point_at()
            album.take(f'point-properties-{tab.lower()}')
        keys('Escape')
        console.application.gone('dialog', patience=10)
    act(console, 'stop')
    console.find('alert', f'Stop {SERVICE}?')
    album.take('point-stop')
    keys('Escape')
    console.application.gone('alert', patience=10)


def walk(build, folder, scheme):
    _, environment = use_browser('admin@contoso.com')
    # The console waits as it does with Azure, ten times faster; the practice cloud keeps step.
    environment.update({'DEPOT_PRACTICE_SPEED': '60', 'DEPOT_CLOCK_SPEED': '10'})
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / f'depot-{scheme}'
    with Console(build, home, environment=environment, dark=scheme == 'dark', size=SIZES[scheme]) as console:
        album = Album(console, folder, scheme)
        first_run(console, album)
        console.says('No Cloud Distribution Points', patience=40)
        album.take('points-empty')
        create(console, album)
        pages(console, album, scheme == 'narrow')
        content(console, album, scheme == 'narrow')
        verbs(console, album, scheme == 'narrow')
        dialogs(console, album)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--only', choices=SIZES, action='append')
    options = parser.parse_args()
    failed = []
    for scheme in options.only or SIZES:
        print(f'▸ Taking the {scheme} pictures', flush=True)
        try:
            walk(options.build, options.folder, scheme)
        except (NotSeen, AssertionError) as error:
            print(f'  {scheme}: {error}', file=sys.stderr)
            failed.append(scheme)
    return 1 if failed else 0


sys.exit(main())
