#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a folder of the admin to a client: what depotctl distributes is fetched through the point's own nginx and agent, by a client that
knows docs/edge.md and nothing of the console, and compared byte by byte."""
import contextlib
import hashlib
import os
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from edge_client import Damaged   # noqa: E402
from flow_classic import Classic   # noqa: E402
from flow_place import Place, describe   # noqa: E402
from flow_verbs import Depot   # noqa: E402
from practice_fixture import run_tests, wait_until   # noqa: E402


def fill(folder, **files):
    for name, content in {"readme.txt": b"read me\n", "empty": b"", "bin/setup": os.urandom(300_000), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "bin/setup").chmod(0o755)
    (folder / "nothing/inside").mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (folder / "latest").symlink_to("bin/setup")
    return folder


def add(depot, name, **files):
    folder = fill(pathlib.Path(depot.scratch.name) / name, **files)
    return folder, depot.ctl("package", "add", folder, "--name", name)["id"]


def check_whole_package(depot, place, send):
    """Fetched whole, gone on with, and what another package has stays closed."""
    folder, package = add(depot, "viewer", **{
        "large.bin": os.urandom(20_000_000), "strange name/ä%\x01.txt": b"strange", "same.bin": b"shared" * 1000})
    os.mkfifo(folder / "pipe")      # no content
    runtime, other = add(depot, "runtime", **{"secret.bin": b"not for everyone", "same.bin": b"shared" * 1000})
    send({package: folder, other: runtime})
    (folder / "pipe").unlink()

    assert place.fetch(package) == (1, describe(folder))

    # stopped on the way, and gone on with: what is there is not sent again
    large = hashlib.sha256((folder / "large.bin").read_bytes()).hexdigest()
    with place.client(package) as client:
        with contextlib.suppress(InterruptedError):
            client.keep(large, place.store / large, stop_after=7_000_000)
        assert not (place.store / large).exists() and client.received < 8_000_000
        before = client.received
        client.keep(large, place.store / large)
        assert client.received - before == 20_000_000 - before, (before, client.received)
    # a part that is spoiled is noticed, and thrown away
    (place.store / "again.part").write_bytes(b"x" * 7_000_000)
    with place.client(package) as client:
        try:
            client.keep(large, place.store / "again")
            raise AssertionError("bytes with another hash were taken")
        except Damaged:
            client.keep(large, place.store / "again")

    check_packages_are_apart(place, package, other)
    return folder, package, other


def check_packages_are_apart(place, package, other):
    secret, shared = (hashlib.sha256(content).hexdigest() for content in (b"not for everyone", b"shared" * 1000))
    mine, theirs = place.token(package), place.token(other)
    assert place.status(other, secret, theirs) == 200
    assert place.status(package, secret, mine) == 404, "its hash alone opens nothing"
    for name in (secret, shared, "published.json"):
        assert place.status(other, name, mine) == 403, name
    assert place.status(package, shared, mine) == 200 and place.status(other, shared, theirs) == 200
    with place.client(other, theirs) as client:
        manifest = client.read_version()[1]
    assert place.status(package, manifest, mine) == 404 and place.status(other, manifest, theirs) == 200


class Watcher(threading.Thread):
    """A client that fetches the package again and again, with nothing kept."""

    def __init__(self, place, package):
        super().__init__(daemon=True)
        self.place, self.package, self.token = place, package, place.token(package)
        self.seen, self.problem, self.ending = [], None, threading.Event()
        self.start()

    def run(self):
        try:
            while not self.ending.is_set():
                self.seen.append(self.place.fetch(self.package, self.token))
        except Exception as problem:    # told by the test
            self.problem = problem

    def finish(self):
        self.ending.set()
        self.join(60)
        assert not self.is_alive() and self.problem is None, self.problem
        return self.seen


def test_what_is_distributed_is_what_clients_get():
    with Depot() as depot:
        place = Place(depot, depot.new_point("wallacefalls"))
        folder, package, other = check_whole_package(
            depot, place, lambda packages: depot.ctl("content", "distribute", *packages, "--to", "wallacefalls", "--wait"))

        # an update: the old version or the new one, whole
        old = describe(folder)
        replaced = hashlib.sha256((folder / "bin/setup").read_bytes()).hexdigest()
        watcher = Watcher(place, package)
        wait_until(lambda: watcher.seen or watcher.problem, 30)
        fill(folder, **{"readme.txt": b"read me again\n", "new.bin": os.urandom(200_000)})
        depot.ctl("content", "update", package, "--wait")
        new = describe(folder)
        wait_until(lambda: watcher.problem or watcher.seen[-1][0] == 2, 30)
        for version, tree in watcher.finish():
            assert tree == (old, new)[version - 1], f"version {version} is mixed"
        # whoever is in the middle of the old one comes to its end
        assert place.status(package, replaced, place.token(package)) == 200
        assert depot.ctl("content", "clean-up", "wallacefalls") == []
        assert place.status(package, replaced, place.token(package)) == 200

        # what is kept is not sent again
        store = place.folder / "kept"
        place.fetch(package, store=store)
        (folder / "readme.txt").write_bytes(b"once more\n")
        depot.ctl("content", "update", package, "--wait")
        kept = {path.name for path in store.iterdir()}
        assert place.fetch(package, store=store) == (3, describe(folder))
        assert len({path.name for path in store.iterdir()} - kept) == 2, "the manifest and one file"

        check_end(depot, place, package, other)


def check_end(depot, place, package, other):
    """Removed: nothing after thirteen seconds, though another package has the same bytes. Stopped: cut."""
    shared = hashlib.sha256(b"shared" * 1000).hexdigest()
    token, theirs = place.token(package), place.token(other)
    assert place.status(package, shared, token) == 200
    depot.ctl("content", "remove", package, "--wait")
    since = time.monotonic()
    assert place.status(package, "published.json", token) == 404
    wait_until(lambda: place.status(package, shared, token) == 404, 20)
    assert time.monotonic() - since < 14
    assert place.status(other, shared, theirs) == 200
    depot.ctl("point", "stop", place.point["name"], "--wait")
    wait_until(lambda: depot.refuses(place.point), 10)


def put_with_key(depot, packages):
    """The admin of a classic point has the account's key."""
    address, secret = depot.content_address()
    for package, folder in packages.items():
        depot.ctl("content", "put", folder, address, "--package", package, "--credential-file", secret,
                  "--ca-file", depot.cloud.endpoints["caFile"])


def test_in_the_classic_way():
    with Classic() as depot:
        depot.register()
        depot.create_classic("--wait")
        point, _ = depot.found()
        wait_until(lambda: not depot.refuses(point), 30)
        check_whole_package(depot, Place(depot, point), lambda packages: put_with_key(depot, packages))


if __name__ == "__main__":
    run_tests(globals())
