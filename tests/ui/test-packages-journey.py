#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages and distribution point groups in the window: made, changed, and gone again after a question."""
import json
import os
import pathlib
import re
import subprocess

from journey import BRISK, BUILD, Console, create, depotctl, filled, first_run, go_to, keys, picture, run, use_browser, wait, walk_to, write

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

        keys('ctrl+f')
        write('nowhere')
        window.says('Nothing Found')
        keys('ctrl+a')
        write('north')
        window.find('table row', re.compile('^Northern Europe')).point_at()
        picture(console, '54-groups-search')
        keys('shift+F10')
        wait(lambda: len([thing for thing in window.walk() if thing.role == 'menu item' and thing.sensitive]) == 3, 'the menu')
        picture(console, '55-groups-menu')
        keys('Down', 'Return')
        window.find('dialog', 'Group Properties')
        keys('Escape')
        window.gone('dialog')

        act(console, 'groups.delete')
        question = window.find('alert', 'Delete Northern Europe?')
        question.says('Only the group goes. Its distribution points keep the content they have.')
        question.press('Cancel')
        window.gone('alert')
        window.select_row(re.compile('^Northern Europe'))
        keys('Delete')
        window.find('alert', 'Delete Northern Europe?').press('Delete')
        window.says('No Distribution Point Groups')
        assert ctl(home, 'point-group', 'list') == []
        assert not re.search('CRITICAL|WARNING', console.log), console.log


def add_through_chooser(console, folder):
    """Add › Folder…, its path typed in the desktop's own file chooser."""
    act(console, 'packages.add-folder')
    chooser = wait(lambda: next((window for window in console.application.children if window.name == 'Add Package'), None),
                   'the file chooser')
    subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '^Add Package$', 'windowfocus', '--sync'], check=True, timeout=20)
    keys('slash')                       # opens its field
    field = wait(lambda: next((thing for thing in chooser.walk() if thing.is_editable and thing.shown), None), 'the field of the chooser')
    field.type(str(folder))
    keys('Return')
    wait(lambda: not any(window.name == 'Add Package' for window in console.application.children), 'the end of the chooser')
    # without a window manager nobody gives the keyboard back
    subprocess.run(['xdotool', 'windowfocus', '--sync', console.window_id()], check=True, timeout=20)


def packages():
    home = filled(40)
    with Console(BUILD, home=home, size=(1200, 780)) as console:
        window = console.window
        added = [add_package(home, LONG, '--publisher', 'Contoso'), add_package(home, 'Viewer'), add_package(home, 'Runtime')]
        go_to(console, 'Packages')
        folder = pathlib.Path(home) / 'sources' / 'Contoso Scanner 4.2'
        folder.mkdir()
        (folder / 'scanner.dat').write_bytes(bytes(100))
        add_through_chooser(console, folder)
        window.find('table row', re.compile('^Contoso Scanner.*4.2'))
        window.select_row(re.compile('^Viewer'))
        window.says('This package has not been distributed yet.')
        picture(console, '54-package')

        # Made an application, with a way to install it and what it needs.
        act(console, 'packages.properties')
        dialog = window.find('dialog', 'Package Properties')
        dialog.entry('Publisher').type('Fabrikam')
        dialog.find('combo box', 'Kind').choose('Application')
        walk_to(console, dialog.find('combo box', 'Add Package')).choose(f'Runtime ({added[2]})')
        dialog.find('list item', 'Runtime')
        dialog.find('button', 'Add Deployment Type').click()
        dialog.entry('Name of the Deployment Type').type('Viewer for Windows')
        dialog.entry('Install Command').type('setup.exe /quiet')
        picture(console, '55-package-properties')
        dialog.press('Save')
        window.gone('dialog')
        shown = ctl(home, 'package', 'show', added[1])
        assert shown['publisher'] == 'Fabrikam' and shown['dependencies'] == [added[2]], shown
        assert shown['deploymentTypes'][0]['installCommand'] == 'setup.exe /quiet', shown
        window.gone('table row', re.compile('^Viewer'))     # an application has its place with the applications
        go_to(console, 'Applications')
        window.select_row(re.compile('^Viewer'))
        window.says('setup.exe /quiet')
        assert not window.see('table row', re.compile('^Runtime'))
        picture(console, '56-applications')

        # Its page, by the keyboard alone, and from there the package it needs.
        window.find('table row', re.compile('^Viewer')).point_at()
        keys('Return')
        window.find('page tab', 'Content')
        window.find('list item', 'Runtime')
        picture(console, '56-package-page')
        window.find('page tab', 'Content').point_at()
        window.says('This package has not been distributed yet.')
        picture(console, '56-package-page-content')
        window.find('page tab', 'Activity').point_at()
        window.says('No Activity')
        act(console, 'packages.pause')
        wait(lambda: ctl(home, 'package', 'show', added[1])['paused'], 'the pause')
        act(console, 'packages.priority-high')
        wait(lambda: ctl(home, 'package', 'show', added[1])['priority'] == 'high', 'the priority')
        act(console, 'packages.resume')
        wait(lambda: not ctl(home, 'package', 'show', added[1])['paused'], 'the end of the pause')
        keys('alt+Left')
        window.gone('page tab', 'Activity')
        go_to(console, 'Packages')

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
        ctl(console.home, 'point-group', 'create', 'Northern Europe')
        window.find('page tab', 'Group Status').point_at()
        window.find('table row', re.compile('^Northern Europe'))
        picture(console, '58-group-status')
        window.find('table row', re.compile('^Northern Europe')).point_at()
        keys('Return')
        window.says('No package is on the points of this group.')
        keys('alt+Left')
        window.find('page tab', 'Configuration Status').point_at()
        window.find('table row', re.compile('deceptionpass4.*Not applied'))
        picture(console, '58-configuration-status')
        window.find('button', 'Search').click()
        window.entry('Search').type('nowhere')
        window.says('Nothing Found')

        # How much goes at once and how fast: settings of the site.
        keys('ctrl+comma')
        dialog = window.find('dialog', 'Preferences')
        dialog.find('page tab', 'Content').click()
        dialog.find('spin button', 'Packages at Once').set_value(7)
        dialog.find('button', 'Add Speed Limit').click()
        picture(console, '58-content-preferences-rule')
        dialog.find('spin button', 'Speed (kbit/s)').set_value(8000)
        dialog.says('8000 kbit/s')
        picture(console, '58-content-preferences')
        wait(lambda: ctl(console.home, 'content', 'limits')['speed'] == 'mon-fri 8-18 8000', 'the speed limit')
        assert ctl(console.home, 'content', 'limits')['packages'] == 7
        dialog.find('button', 'Remove Rule').click()
        wait(lambda: ctl(console.home, 'content', 'limits')['speed'] == '', 'no speed limit')
        keys('Escape')
        window.gone('dialog', 'Preferences')
        assert not re.search('CRITICAL|WARNING', console.log), console.log


def sent():
    """From the dialog to Success, seen on every page that tells of it."""
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / 'sent'
    _, environment = use_browser('admin@contoso.com')
    environment |= BRISK
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
        window.find('table row', re.compile('^Viewer')).point_at()
        keys('Return')
        window.find('page tab', 'Content').point_at()
        window.find('table row', re.compile('^wallacefalls Distributed'))
        picture(console, '60-package-page-content')
        window.find('page tab', 'Activity').point_at()
        window.find('list item', re.compile('Viewer'))
        keys('alt+Left')
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
        dialog.find('page tab', 'Content').click()
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
