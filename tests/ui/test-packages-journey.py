#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages and distribution point groups in the window: made, changed, and gone again after a question."""
import json
import pathlib
import re

from journey import BUILD, Console, depotctl, filled, go_to, keys, picture, run, wait, write

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


run([groups])
