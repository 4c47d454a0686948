#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts under ./run and ./test, as far as they can be tried inside the system they make.

Usage: test-ground.py SOURCE BUILD
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
from tap import point, run   # noqa: E402

TOP, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def script(name, *arguments, **environment):
    return subprocess.run([TOP / name, *arguments], capture_output=True, text=True, cwd=TOP, timeout=60,
                          env={**os.environ, **environment})


@point('./run and ./test explain themselves')
def explained():
    for name, words in (('run', ('DEPOT_HOME', 'depotctl', 'Broadway', '--fresh', '--scenario')), ('test', ('unit', 'peers', 'bench', '--only'))):
        done = script(name, '--help')
        assert done.returncode == 0 and all(word in done.stdout for word in words), done.stdout + done.stderr


@point('what they do not know they refuse')
def refused():
    for name, argument in (('run', '--nonsense'), ('run', 'nonsense'), ('test', '--nonsense'), ('test', 'nonsense')):
        done = script(name, argument)
        assert done.returncode != 0 and 'nonsense' in done.stderr, done.stderr


@point('./run knows the scenarios of the practice cloud')
def scenario():
    names = sorted(path.stem for path in (TOP / 'src/practice/scenarios').glob('*.json'))
    with tempfile.TemporaryDirectory() as folder:
        for arguments, environment in ((('--scenario', 'rainy'), {}), ((), {'DEPOT_PRACTICE_SCENARIO': 'rainy'})):
            done = script('run', *arguments, DEPOT_HOME=folder, **environment)
            assert done.returncode != 0 and 'no scenario rainy' in done.stderr, done.stderr
            assert all(name in done.stderr for name in names), done.stderr
        assert not os.listdir(folder)
        # taken from the command line, it goes on to whoever starts the practice cloud
        (pathlib.Path(folder) / 'thesis.odt').write_text('years of work')
        done = script('run', '--scenario', 'throttled', DEPOT_HOME=folder)
        assert 'not a folder of Cloud Depot' in done.stderr, done.stderr


@point('./run takes no folder that holds something else')
def foreign_folder():
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / 'thesis.odt').write_text('years of work')
        done = script('run', '--fresh', DEPOT_HOME=folder)
        assert done.returncode != 0 and 'not a folder of Cloud Depot' in done.stderr, done.stderr
        assert (pathlib.Path(folder) / 'thesis.odt').exists()


@point('a command gets a clean environment and what it was given')
def environment():
    done = script('build-aux/enter', 'host', '--set', 'GIVEN=yes', '--', 'env', PRIVATE_THING='no', DEPOT_THING='kept')
    lines = done.stdout.splitlines()
    assert 'GIVEN=yes' in lines and 'DEPOT_THING=kept' in lines, done.stdout
    assert not any(line.startswith('PRIVATE_THING') for line in lines), done.stdout


@point('inside a private system no second one is made')
def inside():
    assert script('build-aux/root', 'test', DEPOT_INSIDE='here').stdout == 'host\n'


@point('only web pages are opened')
def pages():
    done = script('build-aux/open-uri', 'file:///etc/passwd')
    assert done.returncode != 0 and 'Only web pages' in done.stderr
    with tempfile.TemporaryDirectory() as folder:
        pipe = pathlib.Path(folder) / 'pipe'
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDWR)
        assert script('build-aux/open-uri', 'http://localhost:1/', DEPOT_OPENER=str(pipe)).returncode == 0
        assert os.read(reader, 100) == b'http://localhost:1/\n'
        os.close(reader)


@point('a port in use is told, not taken')
def port():
    with socket.create_server(('127.0.0.1', 0)) as server:
        done = script('build-aux/in-broadway', str(server.getsockname()[1]), 'true')
        assert done.returncode == 1 and 'in use' in done.stderr, done.stderr


@point('the last line of ./test counts what was found')
def counted():
    def tests(*entries):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / 'testlog.json'
            log.write_text('\n'.join(json.dumps({'name': str(n), 'result': result, 'stdout': text})
                                     for n, (result, text) in enumerate(entries)))
            done = script('build-aux/test-summary', folder)
            return done.stdout.splitlines()[-1], done.returncode
    assert tests(('OK', '1..2\nok 1 a\nok 2 b # SKIP no x'), ('OK', None)) == ('2 passed, 0 failed, 1 skipped', 0)
    assert tests(('ERROR', 'ok 1 a\nnot ok 2 b'), ('SKIP', '')) == ('1 passed, 1 failed, 1 skipped', 1)
    assert tests(('TIMEOUT', 'ok 1 a'), ('FAIL', ''))[0] == '1 passed, 2 failed, 0 skipped'
    assert script('build-aux/test-summary', '/nonexistent').returncode == 1


@point('bash completes depotctl from what it says of itself')
def completion():
    text = f'''source {TOP}/data/completions/depotctl
      PATH={BUILD}/src/cli:$PATH
      try () {{ COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); COMPREPLY=(); _depotctl 2> /dev/null; echo "${{COMPREPLY[*]}}"; }}
      try depotctl mes; try depotctl poi; try depotctl point cr; try depotctl point create --dra'''
    done = subprocess.run(['bash', '-c', text], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ['message', 'point', 'point-group', 'create', '--draft'], done.stdout + done.stderr


sys.exit(run())
