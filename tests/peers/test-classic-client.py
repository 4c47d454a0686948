#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own management library of the classic deployment makes every call of it to the practice cloud.

Usage: test-classic-client.py    (DEPOT_PRACTICE_CLOUD and DEPOT_DATADIR as in tests/practice)
"""
import contextlib
import hashlib
import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / 'support'), str(HERE.parent / 'practice')]
from azure_clients import environment   # noqa: E402
from practice_fixture import SUBSCRIPTION   # noqa: E402
from tap import point, run   # noqa: E402
from test_classic import CONFIGURATION, KEY, Classic, Pair, Storage, encode, open_classic   # noqa: E402
from test_vault import make_pfx   # noqa: E402

NAME, STORAGE = 'granitefalls', 'depotstorage'


class Account(Storage):
    """The account that the library made, and blobs put into it with the key the library read."""

    def __init__(self, client, key):
        self.client, self.name, self.key = client, STORAGE, key


class Admin:
    """The library, in a process of its own: it brings modules of the same names as other tests'."""

    def __init__(self, client, pair):
        self.client, self.folder = client, pair.folder
        both = self.folder / 'both.pem'
        both.write_text((self.folder / 'key.pem').read_text() + pair.pem)
        pfx, der = make_pfx('right')
        (self.folder / 'service.pfx').write_bytes(pfx)
        self.thumbprint = hashlib.sha1(der).hexdigest().upper()
        self.job = {'subscription': SUBSCRIPTION, 'certificate': str(both), 'host': f'localhost:{client.port}', 'name': NAME,
                    'storage': STORAGE, 'pfx': str(self.folder / 'service.pfx'), 'password': 'right'}

    def do(self, *steps, fails=False, **more):
        self.job.update(more, steps=steps)
        path = self.folder / 'job.json'
        path.write_text(json.dumps(self.job))
        done = subprocess.run([sys.executable, HERE / 'classic-client.py', path], capture_output=True, text=True, timeout=120, env={
            **environment(self.folder, 'classic'), 'REQUESTS_CA_BUNDLE': self.client.cloud.endpoints['caFile']})
        assert (done.returncode != 0) == fails, done.stdout[-500:] + done.stderr[-3000:]
        return done.stderr if fails else json.loads(done.stdout)

    def write_configuration(self, key):
        path = self.folder / 'service.cscfg'
        path.write_text(CONFIGURATION.format(instances=1, account=STORAGE, key=key, edge_key=encode(KEY), thumbprint=self.thumbprint))
        return str(path)


@point('names, regions, a hosted service')
def names(admin):
    seen = admin.do('names_and_services')
    assert 'West Europe' in seen['locations'], seen
    assert seen['free'] == [True, True, False] and seen['services'] == [NAME] and seen['service'] == 'West Europe', seen
    assert 'ConflictError' in seen['twice'], seen


@point('a certificate, with a wrong and with the right password')
def certificates(admin):
    seen = admin.do('certificates')
    assert seen['bad password'] == 'Failed: BadRequest' and seen['certificate'] == 'Succeeded', seen
    assert seen['thumbprints'] == [admin.thumbprint], seen


@point('a storage service and its keys, which open it')
def storage(admin):
    seen = admin.do('storages')
    assert seen['storage'] == 'Succeeded' and seen['keys'] == [64, 64] and seen['storages'] == [STORAGE], seen
    account = Account(admin.client, seen['key'])
    account.fill()
    admin.job['configuration'] = admin.write_configuration(seen['key'])
    blob = account.ask('GET', '/content/edge.cspkg')
    assert blob.status == 200, blob.body
    host = f'{STORAGE}.blob.localhost:{admin.client.cloud.port}'
    admin.job['package'] = f'https://{host}/content/edge.cspkg'


@point('a deployment, until its instances are ready')
def deploy(admin):
    seen = admin.do('deploy')
    assert seen['deploy'] == 'Succeeded' and seen['deployment'][0] == 'Running' and seen['deployment'][2].startswith('127.77.'), seen
    assert NAME in seen['deployment'][1] and seen['embedded'] == [NAME], seen


@point('stop, start, another configuration, an upgrade')
def change(admin):
    seen = admin.do('change')
    assert [seen[one] for one in ('stop', 'start', 'configure', 'upgrade')] == ['Succeeded'] * 4, seen
    assert seen['stopped'] == 'Suspended' and seen['instances'] == 3, seen


@point('a staging deployment takes the place of the one in production')
def swap(admin):
    seen = admin.do('swap')
    assert [seen[one] for one in ('staging', 'swap', 'delete staging')] == ['Succeeded'] * 3 and seen['swapped'] == NAME + 'new', seen


@point('everything is deleted')
def remove(admin):
    seen = admin.do('remove')
    assert seen['delete all'] == 'Succeeded' and seen['left'] == [0, 0], seen
    assert 'ResourceNotFound' in seen['gone'] or 'Not Found' in seen['gone'], seen


@point('a certificate nobody registered opens nothing')
def stranger(admin):
    with Pair() as other:
        words = Admin(Classic(admin.client.cloud, other), other).do('names_and_services', fails=True)
    assert 'Forbidden' in words, words


with open_classic(speed=600) as client, contextlib.ExitStack() as stack:
    mine = stack.enter_context(Pair())
    client.register(mine)
    code = run(Admin(client, mine))
sys.exit(code)
