#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the edge's agent knows of packages: how much memory that takes, how often it asks storage, whom it believes."""

import asyncio
import contextlib
import hashlib
import http.client
import io
import os
import pathlib
import sys
import threading
import tracemalloc

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(os.environ["DEPOT_DATADIR"], "azure/edge")))
import edge_content   # noqa: E402
from practice_fixture import run_tests   # noqa: E402
from test_edge import make_manifest, make_pointer, name_of   # noqa: E402


def digest_of(content):
    return hashlib.sha256(content).digest()


class Answer(io.BytesIO):
    def __init__(self, status, content=b"", etag=None):
        super().__init__(content)
        self.status, self.etag = status, etag

    def getheader(self, name):
        return {"ETag": self.etag}[name]


class Storage:
    """Blobs in memory. `gate` closes it: who asks has to wait."""

    def __init__(self):
        self.blobs, self.asked, self.gate, self.breaks = {}, [], threading.Event(), 0
        self.gate.set()

    @contextlib.contextmanager
    def open(self, name, **headers):
        self.asked.append(name)
        assert self.gate.wait(10)
        if self.breaks:
            self.breaks -= 1
            raise http.client.RemoteDisconnected("gone")
        content = self.blobs.get(name)
        etag = content and f'"{name_of(content)}"'
        if content is None:
            yield Answer(404)
        elif headers.get("If-None-Match") == etag:
            yield Answer(304)
        else:
            yield Answer(200, content, etag)

    def publish(self, package, *contents):
        manifest = make_manifest({str(number): content for number, content in enumerate(contents)})
        self.blobs["b/" + name_of(manifest)] = manifest
        self.blobs[package + "/published.json"] = make_pointer(package, manifest)
        return manifest


@contextlib.contextmanager
def clock():
    """Time that stands still until it is moved."""
    true, now = edge_content.time, [1000.0]
    edge_content.time = type("Time", (), {"monotonic": staticmethod(lambda: now[0])})
    try:
        yield now
    finally:
        edge_content.time = true


def with_storage(walk):
    """A test that is given the time, a storage and what an agent knows of it."""
    def test():
        async def run(now):
            storage = Storage()
            await walk(now, storage, edge_content.Content(storage.open))

        with clock() as now:
            asyncio.run(run(now))
    return test


async def refuses(content, package, digest):
    try:
        return not await content.allows(package, digest)
    except edge_content.Trouble:
        return True


@with_storage
async def test_versions_follow_each_other(now, storage, content):
    old, new = digest_of(b"old"), digest_of(b"new")
    assert await content.allows("a", old) == 0 and storage.asked == ["a/published.json"] * 2, storage.asked
    manifest = storage.publish("a", b"old", b"same")
    assert await content.allows("a", old) == 0, "twice in ten seconds is enough"
    now[0] += 10
    assert await content.allows("a", old) == edge_content.INTERVAL
    assert await content.allows("a", digest_of(manifest)) and not await content.allows("a", digest_of(b"none"))
    assert await content.allows("b", old) == 0
    asked = len(storage.asked)
    now[0] += 9
    assert await content.allows("a", old) == 1 and len(storage.asked) == asked
    now[0] += 1
    assert await content.allows("a", old) == 10 and storage.asked[asked:] == ["a/published.json"], "nothing is read again"
    storage.publish("a", b"new", b"same")
    assert await content.allows("a", new) and await content.allows("a", old) and await content.allows("a", digest_of(b"same"))
    now[0] += edge_content.GRACE + 1
    assert await content.allows("a", new) and not await content.allows("a", old)
    del storage.blobs["a/published.json"]
    now[0] += 10
    assert not await content.allows("a", new) and not await content.allows("a", digest_of(manifest))


@with_storage
async def test_a_crowd_asks_once(now, storage, content):
    storage.publish("a", b"x")
    storage.gate.clear()
    crowd = [asyncio.ensure_future(content.allows("a", digest_of(b"x"))) for _ in range(500)]
    crowd += [asyncio.ensure_future(content.allows("a", digest_of(b"%d" % n))) for n in range(500)]
    await asyncio.sleep(0)
    crowd[0].cancel()       # who goes does not take the others along
    storage.gate.set()
    answers = await asyncio.gather(*crowd[1:])
    assert all(answers[:499]) and not any(answers[499:])
    assert storage.asked.count("a/published.json") == 2 and len(storage.asked) == 3, storage.asked


@with_storage
async def test_without_storage_nothing_is_given_out(now, storage, content):
    storage.publish("a", b"x")
    storage.breaks = 1
    assert await content.allows("a", digest_of(b"x")), "a connection may break"
    storage.breaks = 1000
    now[0] += 10
    assert await refuses(content, "a", digest_of(b"x"))
    asked = len(storage.asked)
    for _ in range(100):
        assert await refuses(content, "a", digest_of(b"x"))
    assert len(storage.asked) == asked
    storage.breaks = 0
    now[0] += edge_content.RETRY
    assert await content.allows("a", digest_of(b"x"))


@with_storage
async def test_a_damaged_manifest_keeps_the_version_before(now, storage, content):
    storage.publish("a", b"x")
    assert await content.allows("a", digest_of(b"x"))
    manifest = storage.publish("a", b"y")
    storage.blobs["b/" + name_of(manifest)] += b"\n"
    now[0] += 10
    assert await content.allows("a", digest_of(b"x")) and await refuses(content, "a", digest_of(b"y"))
    asked = storage.asked.count("b/" + name_of(manifest))
    assert asked == 1 and await refuses(content, "a", digest_of(b"y"))
    assert storage.asked.count("b/" + name_of(manifest)) == 1, "not read again at once"
    storage.blobs["b/" + name_of(manifest)] = manifest
    now[0] += edge_content.READ_RETRY
    assert await content.allows("a", digest_of(b"y")) and await content.allows("a", digest_of(b"x"))


class Lines:
    """A manifest that is made while it is read."""

    def __init__(self, count):
        self.count, self.at, self.hash = count, -1, hashlib.sha256()

    def readline(self, size):
        self.at += 1
        if self.at == 0:
            line = b'{"format":"cloud-depot-manifest","version":1,"partKey":"00","entries":[\n'
        elif self.at <= self.count:
            line = b'{"file":"f%d","size":1,"sha256":"%s","modified":0}%s\n' % (
                self.at, digest_of(b"%d" % self.at).hex().encode(), b"," if self.at < self.count else b"")
        else:
            line = b"]}\n"
        self.hash.update(line)
        return line

    def read(self, size):
        return b""


def test_memory():
    count = 60_000
    sized = Lines(count)
    while sized.readline(0) != b"]}\n":
        pass
    tracemalloc.start()
    found = edge_content.read_manifest(Lines(count), sized.hash.hexdigest())
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.count == count and held < 34 * count and peak < 44 * count, (held / count, peak / count)
    assert digest_of(b"1") in found and digest_of(b"%d" % count) in found and digest_of(b"0") not in found
    for limit in (count - 1, 1):
        try:
            edge_content.read_manifest(Lines(count), sized.hash.hexdigest(), limit)
        except ValueError:
            continue
        raise AssertionError("too many files were taken")


@with_storage
async def test_the_longest_unused_is_forgotten(now, storage, content):
    most = edge_content.MAX_FILES
    edge_content.MAX_FILES = 4
    for package in "abcde":
        storage.publish(package, package.encode(), b"same")
        assert await content.allows(package, digest_of(package.encode()))
    edge_content.MAX_FILES = most
    assert list(content.packages) == ["d", "e"]
    assert await content.allows("a", digest_of(b"a")), "it is read anew"


if __name__ == "__main__":
    run_tests(dict(globals()))
