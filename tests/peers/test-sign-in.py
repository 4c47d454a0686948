#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs in through a real browser: at the practice cloud, and at an OpenID provider that others wrote.

Usage (inside tests/support/ui-env): test-sign-in.py BUILD
"""
import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from driver import depotctl, use_browser   # noqa: E402
from practice import PracticeCloud   # noqa: E402
from tap import note, point, run   # noqa: E402

BUILD = pathlib.Path(sys.argv[1]).resolve()
SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])


def ctl(home, *arguments, more=None, **options):
    os.environ.update(more or {})
    done = depotctl(BUILD, home, *arguments, **options)
    if done.returncode:
        note(f'depotctl {" ".join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}')
    return done


def accounts(home):
    return [account['userName'] for account in json.loads(ctl(home, 'account', 'list', '--json').stdout)]


def told(log, word):
    text = log.read_text()
    assert word in text, text
    return text


@point('Chromium signs in at the practice cloud')
def practice():
    home = SCRATCH / 'practice-home'
    log, more = use_browser('admin@contoso.com')
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600'):
        assert ctl(home, 'sign-in', more=more).returncode == 0, log.read_text()
        told(log, 'back')
        assert accounts(home) == ['admin@contoso.com']
        found = json.loads(ctl(home, 'subscription', 'list', '--json').stdout)
        assert any('Contoso Production' in json.dumps(one) for one in found), found


@point('a sign-in lasts until the next start, and ends with sign-out')
def kept():
    home = SCRATCH / 'practice-home'
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600'):
        assert ctl(home, 'subscription', 'list').returncode == 0
        assert ctl(home, 'sign-out').returncode == 0
        assert accounts(home) == []
        assert ctl(home, 'subscription', 'list').returncode == 3


@point('changing one’s mind in the browser is no sign-in and no crash')
def cancelled():
    home = SCRATCH / 'cancel-home'
    log, more = use_browser(mode='cancel')
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600'):
        done = ctl(home, 'sign-in', more=more)
        assert done.returncode in (3, 8), done.returncode
        assert accounts(home) == []


def make_certificates(folder):
    """An authority of its own and a certificate for localhost; Chromium is told to trust it."""
    folder.mkdir()

    def openssl(*words):
        subprocess.run(['openssl', *words], cwd=folder, check=True, capture_output=True)
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Test authority',
            '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'request.pem')
    (folder / 'names').write_text('subjectAltName=DNS:localhost,IP:127.0.0.1\n')
    openssl('x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
            '-extfile', 'names', '-out', 'certificate.pem')
    database = f'sql:{pathlib.Path(os.environ["HOME"]) / ".pki/nssdb"}'
    (pathlib.Path(os.environ['HOME']) / '.pki/nssdb').mkdir(parents=True, exist_ok=True)
    subprocess.run(['certutil', '-d', database, '-N', '--empty-password'], check=True, capture_output=True)
    subprocess.run(['certutil', '-d', database, '-A', '-t', 'C,,', '-n', 'test', '-i', folder / 'ca.pem'], check=True)


class OpenIdProvider:
    def __init__(self, endpoints, folder):
        self.command = ['node', HERE / 'oidc.mjs', endpoints['tenantId'], endpoints['clientId'],
                        folder / 'certificate.pem', folder / 'key.pem']

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:      # ends with the process; meson limits the time
            if line.startswith('ready '):
                return line.split()[1]
            note(line)
        raise AssertionError('oidc-provider did not start')

    def __exit__(self, *why):
        self.process.terminate()
        if why[0]:
            note(self.process.communicate()[0])
        else:
            self.process.wait(10)


@point('Chromium signs in at an independent OpenID provider')
def independent():
    home = SCRATCH / 'oidc-home'
    certificates = SCRATCH / 'oidc-certificates'
    make_certificates(certificates)
    log, more = use_browser('admin@contoso.com')
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600') as cloud:
        endpoints = cloud.endpoints
        both = certificates / 'both.pem'
        both.write_text(pathlib.Path(endpoints['caFile']).read_text() + (certificates / 'ca.pem').read_text())
        with OpenIdProvider(endpoints, certificates) as authority:
            cloud.endpoints_path.write_text(json.dumps({**endpoints, 'authority': authority, 'caFile': str(both)}))
            assert ctl(home, 'sign-in', more=more).returncode == 0, log.read_text()
            told(log, 'back')
            assert accounts(home) == ['admin@contoso.com']


sys.exit(run())
