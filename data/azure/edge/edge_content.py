# SPDX-License-Identifier: GPL-3.0-or-later
"""What each package holds, for the agent's answers to nginx.

All packages of a place share the blobs "b/<hash>"; a token opens one package. So a blob is served only to who may
have a package that names it: in the manifest that <package>/published.json leads to, or in the one before it, for
as long as a token can live, so that a client in the middle of the old version is not cut off while the blobs are
there. docs/content.md describes both documents; whatever they say is checked.

A package is looked at when a client asks and the last look is INTERVAL seconds old, by a request that costs next to
nothing while nothing changed (If-None-Match); once more in that time when something is asked for that it does not
name. However many clients ask, one look is under way at a time. Everything but the reading runs in the loop.
"""

import asyncio
import bisect
import collections
import concurrent.futures
import hashlib
import http.client
import json
import re
import sys
import time

INTERVAL = 10               # seconds a look holds
RETRY = 2                   # seconds between looks while storage does not answer
READ_RETRY = 60             # seconds until a manifest that could not be read is read again
WAIT = 45                   # seconds a client waits for a manifest; nginx waits for 60
GRACE = 24 * 3600           # seconds that what the version before named is given out
MAX_POINTER = 64 << 10
MAX_LINE = 3 << 20
MAX_FILES = 8_000_000       # of all packages in memory, 32 bytes each
MAX_PACKAGES = 1024
HEX = re.compile(r"[0-9a-f]{64}")


class Trouble(Exception):
    """Storage did not let us find out."""


class Digests:
    """SHA-256 sums, 32 bytes each, by their first byte, which spreads them evenly; sorted once all are there."""

    def __init__(self, limit):
        self.parts = [bytearray() for _ in range(256)]
        self.count, self.limit = 0, limit
        self.part_limit = 32 * (limit // 64 + 4096)

    def add(self, digest):
        part = self.parts[digest[0]]
        part += digest
        self.count += 1
        if self.count > self.limit or len(part) > self.part_limit:
            raise ValueError("more files than an instance can keep in mind")

    def close(self):
        for number, part in enumerate(self.parts):
            self.parts[number] = b"".join(sorted({bytes(part[at:at + 32]) for at in range(0, len(part), 32)}))
        self.count = sum(map(len, self.parts)) // 32
        return self

    def __contains__(self, digest):
        part = self.parts[digest[0]]
        at = 32 * bisect.bisect_left(range(len(part) // 32), digest, key=lambda n: part[32 * n:32 * n + 32])
        return part[at:at + 32] == digest


def read_pointer(text, package):
    """The SHA-256 of the manifest that a published.json names."""
    pointer = json.loads(text)
    if pointer["format"] != "cloud-depot-version" or pointer["version"] != 1 or pointer["package"] != package:
        raise ValueError("published.json is none of this package")
    manifest = re.fullmatch("b/([0-9a-f]{64})", pointer["manifest"])
    if not manifest:
        raise ValueError("published.json names no manifest")
    return manifest[1]


def read_manifest(source, name, limit=MAX_FILES):
    """What a manifest names, read line by line. Nothing of it counts unless its own SHA-256 is `name`."""
    whole, found = hashlib.sha256(), Digests(limit)

    def next_line():
        line = source.readline(MAX_LINE + 1)
        if len(line) > MAX_LINE or not line.endswith(b"\n"):
            raise ValueError("a manifest without end, or with a line without end")
        whole.update(line)
        return line

    head = json.loads(next_line() + b"]}")
    if head["format"] != "cloud-depot-manifest" or head["version"] != 1:
        raise ValueError("not a manifest")
    while (line := next_line()) != b"]}\n":
        entry = json.loads(line.rstrip(b",\n"))
        if "file" in entry:
            if not HEX.fullmatch(entry["sha256"]):
                raise ValueError("a file without hash")
            found.add(bytes.fromhex(entry["sha256"]))
    if source.read(1) or whole.hexdigest() != name:
        raise ValueError("the manifest is damaged")
    return found.close()


class Package:
    """What is known of one package. `tasks` are the look and the reading that are under way."""

    def __init__(self):
        self.etag = None
        self.manifest = self.files = None       # of the version clients get
        self.before = self.before_files = None  # of the one it took the place of
        self.before_end = 0
        self.next_look = self.next_miss = self.next_read = 0
        self.failed = False
        self.tasks = {}

    def names(self, digest):
        if self.manifest is None:
            return False
        if digest == bytes.fromhex(self.manifest) or (self.files is not None and digest in self.files):
            return True
        if self.before is None or time.monotonic() > self.before_end:
            self.before = self.before_files = None
            return False
        return digest == bytes.fromhex(self.before) or digest in self.before_files

    def replace(self, etag, manifest):
        """Another version, or none. What could not be read was never given out."""
        if manifest is not None and manifest != self.manifest and self.files is not None:
            self.before, self.before_files = self.manifest, self.files
            self.before_end = time.monotonic() + GRACE
        elif manifest is None:
            self.before = self.before_files = None
        if manifest != self.manifest:
            self.files, self.next_read = None, 0
        self.etag, self.manifest = etag, manifest

    @property
    def count(self):
        return sum(files.count for files in (self.files, self.before_files) if files is not None)


class Content:
    """`open_blob (name, **headers)` is a context with an answer of storage; it may wait."""

    def __init__(self, open_blob):
        self.open_blob = open_blob
        self.packages = collections.OrderedDict()
        self.lookers = concurrent.futures.ThreadPoolExecutor(8, "look")
        self.readers = concurrent.futures.ThreadPoolExecutor(1, "read")

    # ---- in threads ----

    def get_pointer(self, name, etag):
        """ETag and manifest; two times None when nothing is published; None when it is as it was."""
        with self.open_blob(f"{name}/published.json", **({"If-None-Match": etag} if etag else {})) as answer:
            if answer.status == 304 and etag:
                return None
            if answer.status == 404:
                return None, None
            text = answer.read(MAX_POINTER + 1)
            if answer.status != 200 or len(text) > MAX_POINTER:
                raise ValueError(f"storage answered {answer.status} for the version of {name}")
            return answer.getheader("ETag"), read_pointer(text, name)

    def get_pointer_twice(self, name, etag):
        try:
            return self.get_pointer(name, etag)
        except (OSError, http.client.HTTPException):    # a connection may break
            return self.get_pointer(name, etag)

    def get_manifest(self, manifest):
        with self.open_blob("b/" + manifest) as answer:
            if answer.status != 200:
                raise ValueError(f"storage answered {answer.status} for the manifest {manifest}")
            return read_manifest(answer, manifest)

    # ---- in the loop ----

    async def once(self, package, what, work, *arguments):
        """Starts the work unless it is under way, and waits for its end. A client that goes ends nothing."""
        if what not in package.tasks:
            task = package.tasks[what] = asyncio.ensure_future(work(package, *arguments))
            task.add_done_callback(lambda _: package.tasks.pop(what))
        await asyncio.wait({package.tasks[what]}, timeout=WAIT)

    async def look(self, package, name):
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self.lookers, self.get_pointer_twice, name, package.etag)
        except Exception as problem:    # whatever it is, it lets nobody in
            print(f"no look at {name}: {problem}", file=sys.stderr, flush=True)
            package.failed, package.next_look = True, time.monotonic() + RETRY
            return
        package.failed, package.next_look = False, time.monotonic() + INTERVAL
        if found is not None:
            package.replace(*found)

    async def read(self, package, name):
        loop, manifest = asyncio.get_running_loop(), package.manifest
        try:
            files = await loop.run_in_executor(self.readers, self.get_manifest, manifest)
        except Exception as problem:
            print(f"no manifest of {name}: {problem}", file=sys.stderr, flush=True)
            package.next_read = time.monotonic() + READ_RETRY
            return
        if package.manifest == manifest:
            package.files = files
        self.make_room(package)

    async def know(self, package, name):
        """Reads the manifest if it is not known yet."""
        if package.manifest is not None and package.files is None and time.monotonic() >= package.next_read:
            await self.once(package, "read", self.read, name)

    def make_room(self, keep):
        """What was not asked for the longest is forgotten first."""
        total = sum(package.count for package in self.packages.values())
        for name, package in list(self.packages.items()):
            if total <= MAX_FILES and len(self.packages) <= MAX_PACKAGES:
                break
            if package is not keep and not package.tasks:
                total -= package.count
                del self.packages[name]

    def find(self, name):
        package = self.packages.get(name)
        if package is None:
            package = self.packages[name] = Package()
            self.make_room(package)
        self.packages.move_to_end(name)
        return package

    async def refresh(self, package, name):
        if time.monotonic() >= package.next_look:
            await self.once(package, "look", self.look, name)
        if package.failed:
            raise Trouble

    async def allows(self, name, digest):
        """For how many seconds the package holds the blob; 0: it does not. Trouble when nobody can say."""
        package = self.find(name)
        await self.refresh(package, name)
        if not package.names(digest):
            await self.know(package, name)
        if not package.names(digest) and time.monotonic() >= package.next_miss:
            package.next_miss = time.monotonic() + INTERVAL
            await self.once(package, "look", self.look, name)
            await self.know(package, name)
        await self.refresh(package, name)       # reading may have taken longer than a look holds
        if package.names(digest):
            return max(0.01, package.next_look - time.monotonic())
        if package.manifest is not None and package.files is None:
            raise Trouble
        return 0
