#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console as the desktop's message bus starts it: without a window it keeps, with one it is the console."""
import os
import pathlib
import subprocess

from journey import BUILD, program_environment, run, wait
from driver import desktop

ID = 'io.github.clouddepot.CloudDepot'
APPLICATIONS = pathlib.Path(os.environ['XDG_DATA_HOME']) / 'dbus-1' / 'services'
# Without DEPOT_HOME: a program with a folder of its own never answers on the bus.
ENVIRONMENT = {name: value for name, value in program_environment(BUILD, '/nowhere').items() if name != 'DEPOT_HOME'}


def call(destination, path, method, *arguments):
    done = subprocess.run(['gdbus', 'call', '--session', '--dest', destination, '--object-path', path, '--method',
                           method, *arguments], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bus(method, *arguments):
    return call('org.freedesktop.DBus', '/org/freedesktop/DBus', f'org.freedesktop.DBus.{method}', *arguments)


def is_running():
    return 'true' in bus('NameHasOwner', ID)


def install():
    APPLICATIONS.mkdir(parents=True, exist_ok=True)
    starter = APPLICATIONS / 'start'
    starter.write_text('#!/bin/sh\n' + ''.join(f"export {name}='{ENVIRONMENT[name]}'\n" for name in (
        'DEPOT_LIBEXECDIR', 'DEPOT_DATADIR', 'GSETTINGS_SCHEMA_DIR', 'XDG_DATA_DIRS'))
        + f'exec {BUILD}/src/ui/cloud-depot --gapplication-service\n')
    starter.chmod(0o700)
    (APPLICATIONS / f'{ID}.service').write_text(f'[D-BUS Service]\nName={ID}\nExec={starter}\n')
    bus('ReloadConfig')


def depotctl(*arguments):
    return subprocess.run([BUILD / 'src/cli/depotctl', *arguments], env=ENVIRONMENT, capture_output=True, text=True,
                          timeout=60).stdout


def frames():
    return [thing for child in desktop() for thing in child.walk()
            if thing.role == 'frame' and thing.name == 'Cloud Depot']


def keeps_without_a_window():
    install()
    bus('StartServiceByName', ID, '0')
    process = bus('GetConnectionUnixProcessID', ID).split()[1].rstrip(',)')
    wait(lambda: f'process {process},' in depotctl('doctor'), 'the keeper')
    assert not frames()
    # Nothing is left to do: it goes by itself and gives the lease back.
    wait(lambda: not is_running(), 'the end', 40)
    assert f'process {process},' not in depotctl('doctor')


def opens_when_asked():
    call(ID, '/io/github/clouddepot/CloudDepot', 'org.freedesktop.Application.Activate', '[]')
    wait(frames, 'the window', 40)
    call(ID, '/io/github/clouddepot/CloudDepot', 'org.freedesktop.Application.ActivateAction', 'quit', '[]', '[]')
    wait(lambda: not is_running(), 'the end', 40)


run([keeps_without_a_window, opens_when_asked])
