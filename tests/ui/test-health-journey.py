#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the health watch found, where an admin meets it: the Status column, the details, the buttons that mend."""
import json
import os
import pathlib
import re
import sqlite3
import subprocess

from journey import BUILD, Console, picture, program_environment, run

FOUND = [
    ("certificate", "warning", "Certificate 6 d", "The certificate ends on 2026-11-29 08:00 UTC.", "renew"),
    ("drift", "warning", "Settings differ",
     "Network security group palouse3-nsg: securityRules › ssh was added outside", "re-apply"),
]


def filled():
    """Forty points, of which one has findings and has been looked at."""
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / 'points-health'
    home.mkdir(mode=0o700)
    subprocess.run([BUILD / 'tests/ui/fill-points', '40'], env=program_environment(BUILD, home), check=True)
    with sqlite3.connect(home / 'depot.sqlite') as store:
        point = store.execute("SELECT id FROM points WHERE name = 'palouse3'").fetchone()[0]
        row = json.loads(store.execute('SELECT data FROM points WHERE id = ?', (point,)).fetchone()[0])
        store.execute('UPDATE points SET state = ?, data = ? WHERE id = ?',
                      ('ready', json.dumps({**row, 'state': 'ready'}), point))
        store.execute('INSERT INTO health (point_id, checked_at) VALUES (?, 1795000000)', (point,))
        for kind, severity, brief, text, remedy in FOUND:
            store.execute('INSERT INTO findings (point_id, kind, data) VALUES (?, ?, ?)', (point, kind, json.dumps({
                'pointId': point, 'kind': kind, 'severity': severity, 'since': '2026-11-18T09:00:00Z', 'mark': '7',
                'brief': brief, 'text': text, 'remedy': remedy})))
        store.execute("UPDATE counters SET value = value + 1 WHERE name IN ('health', 'commits')")
    return home


def findings_and_their_buttons():
    with Console(BUILD, home=filled(), size=(1200, 780)) as console:
        window = console.window
        window.select_row(re.compile(r'^palouse3 '))
        window.says('Certificate 6 d')
        window.says(re.compile(r'^Data as of '))
        window.says(re.compile(r'ssh was added outside'))
        for button in ('Re-apply', 'Replace Certificate…'):
            assert window.find('button', button).sensitive, button
        picture(console, '24-health')
        window.select_row(re.compile(r'^palouse8 '))
        window.gone('button', 'Re-apply')
        assert not re.search('CRITICAL', console.log), console.log


def environments_are_asked_and_refused():
    """An address that is none is told so; nothing is added before it has described itself."""
    with Console(BUILD, home=pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / 'points-health', size=(1200, 780)) as console:
        window = console.window
        window.find('list item', 'Sites and Servers').click()
        window.says('https://management.usgovcloudapi.net')
        window.press('Add Environment…')
        dialog = window.find('dialog', 'Add Azure Environment')
        dialog.entry('Address of the Resource Manager').type('http://management.local.contoso.com')
        dialog.press('Look Up')
        dialog.says('The address begins with “https://”.')
        assert not dialog.find('button', 'Add').sensitive
        picture(console, '25-environment')
        assert not re.search('CRITICAL', console.log), console.log


run([findings_and_their_buttons, environments_are_asked_and_refused])
