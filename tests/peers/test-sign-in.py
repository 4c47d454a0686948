#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs in through a real browser: at the practice cloud, and at an OpenID provider that others wrote.

Usage (inside tests/support/ui-env): test-sign-in.py BUILD
"""
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from driver import depotctl, use_browser   # noqa: E402
from oidc import OpenIdProvider   # noqa: E402
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


@point('Chromium signs in at an independent OpenID provider')
def independent():
    home = SCRATCH / 'oidc-home'
    log, more = use_browser('admin@contoso.com')
    with PracticeCloud(BUILD, home / 'practice', '--speed', '600') as cloud, OpenIdProvider(cloud, SCRATCH / 'oidc'):
        assert ctl(home, 'sign-in', more=more).returncode == 0, log.read_text()
        told(log, 'back')
        assert accounts(home) == ['admin@contoso.com']
        found = json.loads(ctl(home, 'subscription', 'list', '--json').stdout)
        assert any('Contoso Production' in json.dumps(one) for one in found), found


sys.exit(run())
