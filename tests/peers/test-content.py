#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`depotctl content put` on the blob service that DEPOT_TEST_BLOB_PLACE describes, straight and through a proxy that
spoils connections. What arrived is read back by this file's own client and compared with the folder, byte by byte.

Usage: test-content.py BUILD [KILLS]     without KILLS: as many as 40 seconds give, and no fewer than ten"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import random
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
from fault_proxy import FaultProxy, Rule   # noqa: E402
from tap import note, point, run   # noqa: E402

BUILD = pathlib.Path(sys.argv[1])
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else None
PLACE = json.loads(pathlib.Path(os.environ['DEPOT_TEST_BLOB_PLACE']).read_text())
MIB = 1024 * 1024
SEED = random.Random(7)


# ---- the place, seen by somebody else ----------------------------------------------------------------

class Container:
    def __init__(self, url, ca_file):
        self.url = urllib.parse.urlsplit(url)
        self.tls = ssl.create_default_context(cafile=ca_file)

    def ask(self, method, path, headers=None, body=None):
        connection = http.client.HTTPSConnection('localhost', self.url.port, context=self.tls)
        connection.request(method, self.url.path + path, body=body, headers={
            'Host': self.url.netloc, 'Authorization': f'Bearer {PLACE["token"]}', 'x-ms-version': '2024-08-04', **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def names(self, prefix=''):
        found, marker = {}, ''
        while True:
            status, xml = self.ask('GET', f'?restype=container&comp=list&prefix={prefix}&marker={urllib.parse.quote(marker)}')
            assert status == 200, (status, xml)
            text = xml.decode()
            for blob in re.findall(r'<Blob>.*?</Blob>', text, re.DOTALL):
                found[re.search(r'<Name>(.*?)</Name>', blob).group(1)] = int(re.search(r'<Content-Length>(\d+)<', blob).group(1))
            marker = (re.search(r'<NextMarker>(.+?)</NextMarker>', text) or [None, ''])[1]
            if not marker:
                return found

    def get(self, name):
        status, body = self.ask('GET', '/' + name)
        assert status == 200, f'{name}: {status}'
        return body

    def empty(self):
        for name in self.names():
            assert self.ask('DELETE', '/' + name)[0] in (202, 404)


DIRECT = Container(PLACE['container'], PLACE['endpoints']['caFile'])


def unescape(text):
    return urllib.parse.unquote_to_bytes(text)


def check_published(folder, package='content', version=None):
    """Every byte of the published version is that of the folder, and nothing else is in it."""
    pointer = json.loads(DIRECT.get(f'{package}/published.json'))
    assert version is None or pointer['packageVersion'] == version, pointer
    raw = DIRECT.get(pointer['manifest'])
    assert pointer['manifest'] == 'b/' + hashlib.sha256(raw).hexdigest()
    entries = json.loads(raw)['entries']
    files = {unescape(entry['file']): entry for entry in entries if 'file' in entry}
    real = {os.path.relpath(os.path.join(os.fsencode(where), name), os.fsencode(folder))
            for where, _, names in os.walk(os.fsencode(folder)) for name in names}
    assert set(files) == real, set(files) ^ real
    seen = {}
    for path, entry in files.items():
        content = open(os.path.join(os.fsencode(folder), path), 'rb').read()
        assert entry['sha256'] == hashlib.sha256(content).hexdigest(), path
        if entry['sha256'] not in seen:
            seen[entry['sha256']] = DIRECT.get('b/' + entry['sha256'])
        assert seen[entry['sha256']] == content, path
    return {pointer['manifest'], *('b/' + digest for digest in seen)}


# ---- folders -----------------------------------------------------------------------------------------

def fill(folder, big=20 * MIB + 4711, small=40):
    folder.mkdir()
    (folder / 'sub').mkdir()
    (folder / 'big.wim').write_bytes(SEED.randbytes(big))
    (folder / 'sub' / 'exact').write_bytes(SEED.randbytes(8 * MIB))
    (folder / 'empty').write_bytes(b'')
    for number in range(small):
        (folder / 'sub' / f'file {number}').write_bytes(SEED.randbytes(SEED.randrange(1, 40000)))
    (folder / 'sub' / 'twin').write_bytes((folder / 'sub' / 'file 1').read_bytes())
    with open(os.path.join(os.fsencode(folder), b'caf\xe9 %41\n'), 'wb') as odd:
        odd.write(b'odd')
    return folder


class World:
    def __init__(self, scratch):
        self.scratch = pathlib.Path(scratch)
        self.credential = self.scratch / 'token'
        self.credential.write_text(PLACE['token'])
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=proxy', '-addext',
                        'subjectAltName=DNS:localhost,DNS:*.blob.localhost', '-keyout', self.scratch / 'key.pem',
                        '-out', self.scratch / 'proxy.pem'], check=True, capture_output=True)
        self.proxy = FaultProxy(('127.0.0.1', DIRECT.url.port), 'localhost', self.scratch / 'proxy.pem', self.scratch / 'key.pem',
                                PLACE['endpoints']['caFile'])
        self.proxied = PLACE['container'].replace(f':{DIRECT.url.port}/', f':{self.proxy.port}/')
        self.folder = fill(self.scratch / 'folder')
        self.count = 0

    def start(self, folder, *options, direct=False, environment=None, urls=None, credential=None):
        command = [BUILD / 'src/cli/depotctl', 'content', 'put', '--json', '--credential-file', credential or self.credential,
                   '--ca-file', PLACE['endpoints']['caFile'] if direct else self.scratch / 'proxy.pem', *options,
                   folder, *(urls or [PLACE['container'] if direct else self.proxied])]
        return subprocess.Popen([os.fspath(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**os.environ, 'DEPOT_HOME': str(self.scratch / 'home'), **(environment or {})})

    def put(self, folder, *options, fails=False, **more):
        process = self.start(folder, *options, **more)
        out, err = process.communicate(timeout=120)
        if fails:
            assert process.returncode != 0, out
            return out.decode() + err.decode()
        assert process.returncode == 0, (process.returncode, out, err)
        return json.loads(out)


@point('a folder arrives, equal files once, and a second run sends nothing')
def plain(world):
    result = world.put(world.folder, direct=True)
    used = check_published(world.folder, version=1)
    assert set(DIRECT.names('b/')) == used, set(DIRECT.names('b/')) ^ used
    assert result['sentBytes'] + result['keptBytes'] == result['bytes'], result
    again = world.put(world.folder, '--package-version', '2', '--read-back', direct=True)
    assert again['sentBytes'] == 0, again
    check_published(world.folder, version=2)


@point('a changed part of a large file travels alone, where the service copies')
def differences(world):
    DIRECT.empty()
    world.put(world.folder, direct=True)
    with open(world.folder / 'big.wim', 'r+b') as big:
        big.seek(9 * MIB)
        big.write(SEED.randbytes(1000))
    result = world.put(world.folder, '--package-version', '2', direct=True)
    note(f'{result["sentBytes"]} bytes sent, {result["copiedBytes"]} copied')
    assert result['sentBytes'] == MIB or result['copiedBytes'] == 0, result
    used = check_published(world.folder, version=2)
    assert set(DIRECT.names('b/')) == used, 'what the old version used is still there'


@point('parts that moved are found again')
def moved(world):
    old = (world.folder / 'big.wim').read_bytes()
    (world.folder / 'big.wim').write_bytes(SEED.randbytes(2 * MIB) + old[:12 * MIB] + old[14 * MIB:])
    result = world.put(world.folder, '--package-version', '3', direct=True)
    note(f'{result["sentBytes"]} bytes sent, {result["copiedBytes"]} copied')
    assert result['sentBytes'] <= 4 * MIB or result['copiedBytes'] == 0, result
    check_published(world.folder, version=3)


FAULTS = {
    'lost answers': [Rule('PUT', 'lose', every=5)],
    'connections cut while sending': [Rule('PUT', 'cut-request', every=6)],
    'connections cut while answering': [Rule('(PUT|GET)', 'cut-answer', every=7)],
    'a busy service that says how long': [Rule('PUT', 'status', every=9, retry_after=1)],
    'internal errors': [Rule('PUT', 'status', every=11, status=500, code='InternalError')],
    'slow answers': [Rule('PUT', 'delay', every=4, seconds=0.2)],
    'bytes turned around on the way': [Rule('PUT .*/b/.*', 'flip', every=8)],
    'all at once': [Rule('PUT', 'lose', every=13), Rule('PUT', 'cut-request', every=11), Rule('PUT .*/b/', 'flip', every=17),
                    Rule('GET', 'cut-answer', every=5), Rule('PUT', 'status', every=19, retry_after=1)],
}


def spoiled(name):
    @point(f'{name}: the content is whole all the same')
    def check(world):
        DIRECT.empty()
        for rule in FAULTS[name]:
            rule.seen = rule.done = 0
        world.proxy.reset(*FAULTS[name])
        began = time.monotonic()
        result = world.put(world.folder, '--check-md5')
        note(f'{time.monotonic() - began:.1f} s, {dict(world.proxy.acts)}, {result["busyAnswers"]} busy')
        assert world.proxy.acts, 'no fault happened'
        world.proxy.reset()
        check_published(world.folder)


for fault in FAULTS:
    spoiled(fault)


@point('bytes turned around unseen are found by reading back, and repaired')
def read_back(world):
    DIRECT.empty()
    world.proxy.reset(Rule('PUT .*/b/', 'flip', every=1, times=3))
    world.put(world.folder, '--read-back')
    assert world.proxy.acts['flip'] == 3
    world.proxy.reset()
    check_published(world.folder)


@point('leftover blocks with names of another length do no harm')
def leftovers(world):
    DIRECT.empty()
    digest = hashlib.sha256((world.folder / 'big.wim').read_bytes()).hexdigest()
    status, body = DIRECT.ask('PUT', f'/b/{digest}?comp=block&blockid=QUJD', body=b'left over')
    assert status == 201, (status, body)
    world.put(world.folder, direct=True)
    check_published(world.folder)


@point('a file that is not as it was hashed is refused, and nothing new is published')
def changed(world):
    DIRECT.empty()
    world.put(world.folder, direct=True)
    copy = world.scratch / 'growing'
    fill(copy)
    os.truncate(copy / 'big.wim', 400 * MIB)      # long enough to be read that it grows each time, on a busy machine, too
    grower = subprocess.Popen(['sh', '-c', 'while :; do printf more >> "$0"; done', copy / 'big.wim'])
    try:
        text = world.put(copy, '--package-version', '9', direct=True, fails=True)
    finally:
        grower.kill()
        grower.wait()
    assert 'big.wim' in text, text
    check_published(world.folder, version=1)


def kill_at(world, folder, moment):
    process = world.start(folder, '--connections', '2', direct=True, environment={'DEPOT_KILL_AT': str(moment)})
    process.communicate(timeout=60)
    return process.returncode == -signal.SIGKILL


@point('a large new file goes up while it is hashed; after a kill its blocks are there, and none of other bytes is used')
def staged(world):
    DIRECT.empty()
    giant = world.scratch / 'giant'
    giant.mkdir()
    image = giant / 'image.wim'
    image.write_bytes(SEED.randbytes(48 * MIB + 5))
    assert kill_at(world, giant, 18)
    assert not DIRECT.names('b/'), 'it had its name before it was hashed'
    result = world.put(giant, direct=True)
    note(f'{result["sentBytes"]} of {result["bytes"]} bytes sent after the kill')
    assert result['keptBytes'] >= 8 * MIB and result['sentBytes'] + result['keptBytes'] == result['bytes'], result
    assert set(DIRECT.names()) == check_published(giant) | {'content/published.json'}, 'something of its way is left'
    for moment in range(22, 31):      # about the list, the copy and the removal
        DIRECT.empty()
        kill_at(world, giant, moment)
        world.put(giant, direct=True)
        assert set(DIRECT.names()) == check_published(giant) | {'content/published.json'}, moment
    DIRECT.empty()
    assert kill_at(world, giant, 18)
    times = image.stat()
    with open(image, 'r+b') as out:      # other bytes, same size and time: the name on the way is the same
        out.write(SEED.randbytes(9 * MIB))
    os.utime(image, ns=(times.st_atime_ns, times.st_mtime_ns))
    world.put(giant, direct=True)
    check_published(giant)


@point('a second point is filled by the service, where it copies')
def fan_out(world):
    DIRECT.empty()
    second = PLACE.get('secondContainer')
    if second is None:
        note('this service has one account here: the copy goes to the same container')
        second = PLACE['container']
    result = world.put(world.folder, direct=True, urls=[PLACE['container'], second])
    size = sum(path.stat().st_size for path in world.folder.rglob('*') if path.is_file())
    assert result['sentBytes'] <= size or result['copiedBytes'] == 0, result
    if second != PLACE['container']:
        assert result['copiedBytes'] > size / 2, result
        elsewhere = Container(second, PLACE['endpoints']['caFile'])
        assert elsewhere.names('b/') == DIRECT.names('b/')
        for name in elsewhere.names('b/'):
            assert elsewhere.get(name) == DIRECT.get(name), name


def shared_access_signature():
    """For the container, to read, add, create, write, delete and list."""
    fields = {'sp': 'racwdl', 'se': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 3600)), 'spr': 'https',
              'sv': '2022-11-02', 'sr': 'c'}
    resource = f'/blob/{PLACE["account"]}{DIRECT.url.path}'
    text = '\n'.join([fields['sp'], '', fields['se'], resource, '', '', fields['spr'], fields['sv'], fields['sr'], '', '', '', '', '', '', ''])
    fields['sig'] = base64.b64encode(hmac.digest(base64.b64decode(PLACE['accountKey']), text.encode(), 'sha256')).decode()
    return urllib.parse.urlencode(fields)


def credential_of(kind, make):
    @point(f'{kind} opens the place, for differences and a resumed run, too')
    def check(world):
        if 'accountKey' not in PLACE:
            note('this service gives no key away: it has tokens only')
            return
        DIRECT.empty()
        file = world.scratch / 'credential'
        file.write_text(make())
        process = world.start(world.folder, direct=True, credential=file, environment={'DEPOT_KILL_AT': '9'})
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, process.returncode
        world.put(world.folder, '--read-back', direct=True, credential=file)
        check_published(world.folder, version=1)
        with open(world.folder / 'big.wim', 'r+b') as big:
            big.write(SEED.randbytes(100))
        world.put(world.folder, '--package-version', '2', direct=True, credential=file)
        check_published(world.folder, version=2)
        file.write_text(make()[:-12] + ('A' * 10 + '==' if make().endswith('=') else 'A' * 12))
        text = world.put(world.folder, direct=True, credential=file, fails=True)
        assert make() not in text and 'sig=' not in text, text


credential_of('the account key', lambda: PLACE['accountKey'])
credential_of('a shared access signature', shared_access_signature)


@point('a speed limit is kept within a tenth')
def limit(world):
    DIRECT.empty()
    slow = world.scratch / 'slow'
    slow.mkdir()
    for number in range(60):
        (slow / str(number)).write_bytes(SEED.randbytes(50000))
    began = time.monotonic()
    world.put(slow, '--limit', '8000', direct=True)
    took = time.monotonic() - began
    note(f'{took:.2f} s for 3.0 s')
    assert 2.7 <= took <= 3.3 + 1.0, took      # a second for the start of the program and the end of the transfer


@point('killed again and again: it goes on, and at most what was on its way is sent twice')
def kills(world):
    """Fault points and random moments in turn. After each kill a run to the end would hide what the next kill finds, so
    the place is emptied only when a version was completed."""
    DIRECT.empty()
    world.proxy.reset()
    done = completed = 0
    connections, block = 2, 8 * MIB      # few, so that sending all again each time would be seen
    size = sum(path.stat().st_size for path in world.folder.rglob('*') if path.is_file())
    began = time.monotonic()
    rounds = 0
    while (done < KILLS and time.monotonic() - began < 800) if KILLS else (done < 10 or time.monotonic() - began < 40):
        environment = {'DEPOT_KILL_AT': str(SEED.randrange(1, 60))} if done % 2 else None
        process = world.start(world.folder, '--connections', str(connections), environment=environment)
        if environment is None:
            try:
                process.communicate(timeout=SEED.uniform(0.01, 0.35))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        rounds += 1
        if process.returncode == -signal.SIGKILL:
            done += 1
        elif process.returncode == 0:
            completed += 1
            check_published(world.folder)
            sent = world.proxy.body_bytes['PUT block'] + world.proxy.body_bytes['PUT']
            allowed = size + rounds * connections * block
            assert sent <= allowed, f'{sent} bytes for {size} in {rounds} runs'
            DIRECT.empty()
            world.proxy.reset()
            rounds = 0
        else:
            raise AssertionError(process.returncode)
    world.put(world.folder)
    check_published(world.folder)
    note(f'{done} kills in {time.monotonic() - began:.0f} s, {completed} versions completed on the way')
    assert done >= (KILLS or 10), f'only {done} kills in the time'


with tempfile.TemporaryDirectory(prefix='content-', ignore_cleanup_errors=True) as scratch:
    sys.exit(run(World(scratch)))
