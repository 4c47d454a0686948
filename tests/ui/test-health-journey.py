#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the health watch found, where an admin meets it: the Status column, the details, the buttons that mend."""
import ctypes
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import threading

from gi.repository import Gio, GLib

from journey import BUILD, Console, picture, program_environment, run, wait

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


class Desktop:
    """The notifications of the desktop, kept instead of shown."""

    INTERFACE = """<node><interface name='org.freedesktop.Notifications'>
      <method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
        <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
        <arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>
      <method name='CloseNotification'><arg type='u' direction='in'/></method>
      <signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
    </interface></node>"""
    PATH, NAME = '/org/freedesktop/Notifications', 'org.freedesktop.Notifications'

    def __init__(self):
        self.told, self.closed = [], []
        self.context = GLib.MainContext()
        ready = threading.Event()
        threading.Thread(target=self.serve, args=(ready,), daemon=True).start()
        assert ready.wait(10)

    def serve(self, ready):
        self.context.push_thread_default()
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.bus.register_object(self.PATH, Gio.DBusNodeInfo.new_for_xml(self.INTERFACE).interfaces[0], self.called)
        Gio.bus_own_name_on_connection(self.bus, self.NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: ready.set(), None)
        while True:
            self.context.iteration(True)

    def called(self, bus, sender, path, interface, method, parameters, invocation):
        if method == 'Notify':
            self.told.append(tuple(parameters.unpack())[3:5])
            invocation.return_value(GLib.Variant('(u)', (len(self.told),)))
        else:
            self.closed.append(parameters.unpack()[0])
            invocation.return_value(None)

    def click(self):
        """On the one told last."""
        self.bus.emit_signal(None, self.PATH, self.NAME, 'ActionInvoked',
                             GLib.Variant('(us)', (len(self.told), 'default')))


def put(home, name, *findings):
    """As another process's round of the watch writes it."""
    with sqlite3.connect(home / 'depot.sqlite') as store:
        point = store.execute("SELECT id FROM points WHERE name = ?", (name,)).fetchone()[0]
        store.execute('DELETE FROM findings WHERE point_id = ?', (point,))
        for kind, brief, text in findings:
            store.execute('INSERT INTO findings (point_id, kind, data) VALUES (?, ?, ?)', (point, kind, json.dumps({
                'pointId': point, 'kind': kind, 'severity': 'error', 'since': '2026-11-18T09:00:00Z', 'mark': 'x',
                'brief': brief, 'text': text, 'remedy': 'portal'})))
        store.execute("UPDATE counters SET value = value + 1 WHERE name IN ('health', 'commits')")


def look_away():
    """No window has the keyboard, as when another program's has it."""
    x11 = ctypes.CDLL('libX11.so.6')
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    x11.XSetInputFocus(display, ctypes.c_ulong(0), 0, ctypes.c_ulong(0))
    x11.XCloseDisplay(display)


def told_on_the_desktop(console, home):
    """Only while nobody looks at the window; a click leads to the point, and what is over is taken back."""
    desktop = Desktop()
    look_away()
    put(home, 'palouse8', ('answer', 'Not answering', 'Connection refused'))
    wait(lambda: desktop.told == [('palouse8: Not answering', 'Connection refused')], 'the notification', 30)
    put(home, 'palouse8')
    wait(lambda: desktop.closed == [1], 'the notification to be taken back', 30)
    put(home, 'palouse8', ('stopped', 'Stopped outside', 'All instances were stopped.'))
    wait(lambda: len(desktop.told) == 2, 'the second notification', 30)
    desktop.click()
    console.window.find('grouping', 'palouse8', patience=20)
    console.window.find('button', 'Back')


def findings_and_their_buttons():
    home = filled()
    with Console(BUILD, home=home, size=(1200, 780)) as console:
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
    home = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH']) / 'points-health'
    with Console(BUILD, home=home, size=(1200, 780)) as console:
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
        dialog.press('Cancel')
        told_on_the_desktop(console, home)
        assert not re.search('CRITICAL', console.log), console.log


run([findings_and_their_buttons, environments_are_asked_and_refused])
