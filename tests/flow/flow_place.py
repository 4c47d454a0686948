# SPDX-License-Identifier: GPL-3.0-or-later
"""A point as its clients see it: what docs/edge.md tells them, and nothing of the console."""
import hashlib
import os
import pathlib
import ssl
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from edge_client import EdgeClient, Refused   # noqa: E402


def describe(top):
    """Everything below a folder that a client gets: bytes, links, empty folders, who may run what."""
    found = {}
    for path in sorted(pathlib.Path(top).rglob("*")):
        name = os.fsencode(path.relative_to(top))
        if path.is_symlink():
            found[name] = ("link", os.readlink(path))
        elif path.is_file():
            content = path.read_bytes()
            found[name] = (len(content), hashlib.sha256(content).digest(), bool(path.stat().st_mode & 0o100), path.stat().st_mtime_ns)
        elif not any(path.iterdir()):
            found[name] = ("folder",)
    return found


def trust(depot, point):
    """The certificate the point has by the console's word, and no other."""
    with depot.connection(point) as tls:
        der = tls.getpeercert(binary_form=True)
    assert hashlib.sha1(der).hexdigest().upper() == point["certificate"]["thumbprint"]
    context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(der))
    assert context.check_hostname and context.verify_mode == ssl.CERT_REQUIRED
    return context


class Place:
    """A point, and clients of it."""

    def __init__(self, depot, point):
        self.depot, self.point = depot, point
        self.tls = trust(depot, point)
        self.folder = pathlib.Path(depot.scratch.name) / "client"
        self.store = self.folder / "store"
        self.store.mkdir(parents=True)

    def token(self, package):
        return self.depot.ctl("edge", "token", self.point["name"], package)["token"]

    def client(self, package, token=None, **options):
        return EdgeClient(self.point["publicIp"], self.depot.cloud.endpoints["edgePort"], self.point["serviceFqdn"], self.tls,
                          package, token or self.token(package), **options)

    def fetch(self, package, token=None, store=None):
        """What a client gets, and of which version; `store` is what it has already."""
        store = store or self.folder / f"store-{time.monotonic_ns()}"
        store.mkdir(exist_ok=True)
        with self.client(package, token) as client:
            version = client.fetch(self.folder / "tree", store)
        return version, describe(self.folder / "tree")

    def status(self, package, name, token):
        with self.client(package, token, patience=0) as client:
            try:
                with client.ask(name):
                    return 200
            except Refused as refused:
                return refused.status
