#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages and distribution point groups in the window: made, changed, and gone again after a question."""
import json
import os
import pathlib
import re

from journey import BUILD, Console, create, depotctl, filled, first_run, go_to, keys, picture, run, use_browser, wait

LONG = 'Contoso Measuring Instruments for Laboratories and Factories, Extended Support Edition'


def ctl(home, *arguments):
    done = depotctl(BUILD, home, *arguments, '--json')
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else None


def add_package(home, name, *more):
    folder = pathlib.Path(home) / 'sources' / name[:20]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'setup.exe').write_bytes(b'MZ' + bytes(5000))
    return ctl(home, 'package', 'add', folder, '--name', name, *more)['id']


def act(console, name, patience=30):
    """A command of the page, as its menus give it."""
    wait(lambda: next((thing for thing in console.window.walk() if name in thing.actions), None), f'the command {name}', patience).do(name)


def tick(dialog, name):
    dialog.entry('Search points').type(name)
    dialog.find('check box', name).click()


def announces(dialog, text):
    wait(lambda: text in [thing.text for thing in dialog.all('status bar')], f'“{text}”')


def groups():
    home = filled(40)
    with Console(BUILD, home=home, size=(1200, 780)) as console:
        window = console.window
        go_to(console, 'Distribution Point Groups')
        window.says('No Distribution Point Groups')
        picture(console, '50-groups-empty')
        window.find('button', 'New Group…').click()
        dialog = window.find('dialog', 'New Group')
        assert not dialog.find('button', 'Create').sensitive
        dialog.entry('Name').type('Europe')
        dialog.entry('Description').type('Where the laboratories are')
        tick(dialog, 'granitefalls1')
        tick(dialog, 'palouse3')
        picture(console, '51-group-new')
        dialog.press('Create')
        window.gone('dialog')

        window.select_row(re.compile('^Europe'))
        window.says('Where the laboratories are')
        window.says('In Sync')
        window.find('list item', 'palouse3')
        assert ctl(home, 'point-group', 'list')[0]['members'] == 2

        # What the group has goes to who joins, and the dialog says so before.
        add_package(home, LONG)
        act(console, 'groups.properties')
        dialog = window.find('dialog', 'Group Properties')
        announces(dialog, 'Nothing will be sent now.')
        tick(dialog, 'palouse3')
        announces(dialog, 'Who leaves keeps the content that is there.')
        dialog.entry('Name').type('Northern Europe')
        picture(console, '52-group-properties')
        dialog.press('Save')
        window.gone('dialog')
        window.says('Northern Europe')
        wait(lambda: ctl(home, 'point-group', 'list')[0]['members'] == 1, 'one member')
        picture(console, '53-groups')

        act(console, 'groups.delete')
        question = window.find('alert', 'Delete Northern Europe?')
        question.says('Only the group goes. Its distribution points keep the content they have.')
        question.press('Cancel')
        window.gone('alert')
        act(console, 'groups.delete')
        window.find('alert', 'Delete Northern Europe?').press('Delete')
        window.says('No Distribution Point Groups')
        assert ctl(home, 'point-group', 'list') == []
        assert not re.search('CRITICAL|WARNING', console.log), console.log


def packages():
    home = filled(40)
    with Console(BUILD, home=home, size=(1200, 780)) as console:
        window = console.window
        added = [add_package(home, LONG, '--publisher', 'Contoso'), add_package(home, 'Viewer'), add_package(home, 'Runtime')]
        go_to(console, 'Packages')
        window.select_row(re.compile('^Viewer'))
        window.says('This package has not been distributed yet.')
        picture(console, '54-package')

        # Made an application, with a way to install it and what it needs.
        act(console, 'packages.properties')
        dialog = window.find('dialog', 'Package Properties')
        dialog.entry('Publisher').type('Fabrikam')
        dialog.entry('Package IDs, Separated by Spaces').type(added[2])
        dialog.find('combo box', 'Kind').choose('Application')
        dialog.find('button', 'Add Deployment Type').click()
        dialog.entry('Name of the Deployment Type').type('Viewer for Windows')
        dialog.entry('Install Command').type('setup.exe /quiet')
        picture(console, '55-package-properties')
        dialog.press('Save')
        window.gone('dialog')
        shown = ctl(home, 'package', 'show', added[1])
        assert shown['publisher'] == 'Fabrikam' and shown['dependencies'] == [added[2]], shown
        assert shown['deploymentTypes'][0]['installCommand'] == 'setup.exe /quiet', shown
        window.says('setup.exe /quiet')
        window.find('radio button', 'Applications').click()
        window.gone('table row', re.compile('^Runtime'))
        picture(console, '56-applications')
        window.find('radio button', 'All').click()

        # Nothing goes without a question that names it.
        window.find('table row', re.compile('^Runtime')).point_at()
        act(console, 'packages.forget')
        question = window.find('alert', 'Forget Runtime?')
        question.says(re.compile(added[2]))
        picture(console, '57-forget')
        question.press('Cancel')
        window.gone('alert')
        assert len(ctl(home, 'package', 'list')) >= 3
        act(console, 'packages.forget')
        window.find('alert', 'Forget Runtime?').press('Forget')
        window.gone('table row', re.compile('^Runtime'))
        assert not re.search('CRITICAL|WARNING', console.log), console.log


def status():
    """Nothing was distributed: the chart says so to everybody."""
    with Console(BUILD, home=filled(40), size=(1200, 780)) as console:
        window = console.window
        go_to(console, 'Distribution Status')
        chart = window.find('image', 'Content status')
        assert chart.description.startswith('Success: 0 (0 %), In progress: 0'), chart.description
        window.find('toggle button', 'Show as Table').click()
        window.find('label', 'Unknown: 0 (0 %)')
        picture(console, '58-distribution')
        assert not re.search('CRITICAL|WARNING', console.log), console.log


def sent():
    """From the dialog to Success, seen on every page that tells of it."""
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / 'sent'
    _, environment = use_browser('admin@contoso.com')
    environment['DEPOT_PRACTICE_SPEED'] = '120'
    with Console(BUILD, home=home, environment=environment, size=(1200, 780)) as console:
        window = console.window
        first_run(console)
        create(console)
        add_package(home, 'Viewer')
        ctl(home, 'point-group', 'create', 'Europe')
        ctl(home, 'point-group', 'add', 'Europe', 'wallacefalls')
        go_to(console, 'Packages')
        window.select_row(re.compile('^Viewer'))
        window.find('button', 'Distribute…').click()
        dialog = window.find('dialog', 'Distribute Content')
        dialog.find('check box', 'Europe').click()
        dialog.says('Leaves this computer at most', patience=30)
        picture(console, '59-distribute')
        dialog.press('Distribute')
        window.gone('dialog')
        window.says(re.compile('· Distributed'), patience=120)
        picture(console, '60-sent')
        go_to(console, 'Distribution Status')
        chart = window.find('image', 'Content status')
        wait(lambda: chart.description.startswith('Success: 1 (100 %)'), 'the chart to say Success', 60)
        picture(console, '61-distribution-success')
        go_to(console, 'Distribution Point Groups')
        window.select_row(re.compile('^Europe'))
        window.says('Every member has what the group has.')
        go_to(console, 'Cloud Distribution Points')
        window.find('table row', re.compile('wallacefalls')).point_at()
        keys('alt+Return')
        dialog = window.find('dialog', 'Properties')
        dialog.find('page tab', 'Content').point_at()
        dialog.find('list item', re.compile('Viewer'))
        picture(console, '62-point-content')
        keys('Escape')
        window.gone('dialog')

        go_to(console, 'Packages')
        window.select_row(re.compile('^Viewer'))
        act(console, 'packages.remove-content')
        question = window.find('alert', 'Remove Content?')
        question.says(re.compile(r'Viewer \(PRI00001\): from 1 distribution point'))
        picture(console, '63-remove-content')
        question.press('Remove')
        window.says('This package has not been distributed yet.', patience=120)
        assert not re.search('CRITICAL', console.log), console.log


run([groups, packages, status, sent])
