#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what the console asks and the practice cloud answers during the whole life of a point, and lets npm's oav
judge both by the API descriptions Microsoft publishes.

Usage (inside tests/support/ui-env): test-traffic.py BUILD
"""
import json
import os
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / 'support'))
from driver import depotctl, use_browser   # noqa: E402
from practice import PracticeCloud   # noqa: E402
from tap import expect_none, note, point, run   # noqa: E402

BUILD = pathlib.Path(sys.argv[1]).resolve()
SCRATCH = pathlib.Path(os.environ['DEPOT_TEST_SCRATCH'])
HOME, RECORD = SCRATCH / 'depot', SCRATCH / 'record'
SUBSCRIPTION = '0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01'


def ctl(*arguments):
    done = depotctl(BUILD, HOME, *arguments, timeout=180)
    assert done.returncode == 0, f'depotctl {" ".join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}'
    return done.stdout


def judge(*folders):
    output = SCRATCH / 'verdict.json'
    done = subprocess.run(['node', HERE / 'oav.mjs', output, *folders], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(output.read_text())


def whole_life():
    """Everything else the console does to a point in Azure."""
    ctl('edge', 'token', 'wallacefalls', 'CEN00001')
    ctl('point', 'scale', 'wallacefalls', '--instances', '2', '--wait')
    ctl('point', 'stop', 'wallacefalls', '--wait')
    ctl('point', 'start', 'wallacefalls', '--wait')
    ctl('certificate', 'make', 'wallacefalls.contoso.com', '--output', SCRATCH / 'next.pfx', '--password-file', SCRATCH / 'password')
    ctl('point', 'renew', 'wallacefalls', '--certificate', SCRATCH / 'next.pfx', '--password-file', SCRATCH / 'password', '--wait')
    ctl('point', 'delete', 'wallacefalls', '--dry-run')
    ctl('point', 'delete', 'wallacefalls', '--yes', 'wallacefalls', '--wait')


@point('a point is made, scaled, stopped, started, renewed and deleted, and every exchange is recorded')
def make_traffic():
    (SCRATCH / 'password').write_text('for-the-practice-cloud')
    draft = SCRATCH / 'draft.json'
    draft.write_text((TOP / 'data/examples/draft.json').read_text())
    _, more = use_browser('admin@contoso.com')
    os.environ.update(more)
    with PracticeCloud(BUILD, HOME / 'practice', '--speed', '600', '--record', RECORD):
        ctl('site', 'create', '--code', 'CEN', '--name', 'Contoso')
        ctl('sign-in')
        os.environ['DEPOT_CLOCK_SPEED'] = '20'  # the console's own waits are shortened as the practice cloud's are
        ctl('subscription', 'list')
        ctl('region', 'list', '--subscription', SUBSCRIPTION)
        ctl('group', 'list', '--subscription', SUBSCRIPTION)
        ctl('certificate', 'make', 'wallacefalls.contoso.com', '--output', SCRATCH / 'wallacefalls.pfx',
            '--password-file', SCRATCH / 'password')
        ctl('point', 'create', '--draft', draft, '--password-file', SCRATCH / 'password', '--dry-run')
        ctl('point', 'create', '--draft', draft, '--password-file', SCRATCH / 'password', '--wait')
        assert 'wallacefalls' in ctl('point', 'list')
        whole_life()
    assert len(list(RECORD.glob('*.json'))) > 20


def recorded_verbs():
    """Which of the verbs left the request in the record that only they make."""
    marks = {'scale': ('PATCH', '/virtualmachinescalesets/'), 'stop': ('POST', '/deallocate?'), 'start': ('POST', '/start?'),
             'delete': ('DELETE', '/virtualmachinescalesets/')}
    requests = [json.loads(path.read_text())['liveRequest'] for path in RECORD.glob('*.json')]
    return {verb for verb, (method, mark) in marks.items()
            if any(one['method'] == method and mark in one['url'].lower() for one in requests)}


@point('oav finds no fault in any of it')
def no_fault():
    verdict = judge(RECORD)
    note(f'{verdict["judged"]} exchanges judged')
    assert verdict['judged'] >= 40, verdict
    assert {'scale', 'stop', 'start', 'delete'} <= recorded_verbs()
    expect_none([f'not described: {one}' for one in verdict['unknown']]
                + [f'{one["request"]}: {one["where"]}: {one["code"]}: {one["message"]} {one["path"]}'
                   for one in verdict['findings'] if not azure_does_so_too(one)])


def azure_does_so_too(finding):
    """The description demands nextLink of a list of subscriptions; Azure leaves it away on the last page, as
    every list of Resource Manager does, and clients would take an empty one for another page. That of storage
    accounts names no answer for one that is gone."""
    return (finding['message'] == 'Missing required property: nextLink' and '/subscriptions?' in finding['request']
            or finding['code'] == 'INVALID_RESPONSE_CODE' and '/storageAccounts/' in finding['request']
            and finding['request'].endswith('→ 404'))


@point('oav would have found a fault')
def would_find():
    """The same traffic with one member less and one of another type."""
    broken = SCRATCH / 'broken'
    broken.mkdir()
    for path in sorted(RECORD.glob('*.json')):
        exchange = json.loads(path.read_text())
        url, body = exchange['liveRequest']['url'].lower(), exchange['liveRequest'].get('body', {})
        if exchange['liveRequest']['method'] == 'PUT' and 'location' in body and '/resourcegroups/' in url:
            del body['location']
            exchange['liveResponse']['body']['tags'] = 'none'
            (broken / path.name).write_text(json.dumps(exchange))
            break
    codes = {finding['code'] for finding in judge(broken)['findings']}
    assert {'OBJECT_MISSING_REQUIRED_PROPERTY', 'INVALID_TYPE'} <= codes, codes


@point('no secret is in the record')
def no_secret():
    for path in RECORD.glob('*.json'):
        text = path.read_text()
        assert 'for-the-practice-cloud' not in text, path.name
        assert 'eyJ0eXAi' not in text, f'{path.name} holds a token'


sys.exit(run())
