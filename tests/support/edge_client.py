# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of a distribution point, written after docs/edge.md with Python's standard library alone: it fetches a whole package, goes on
where it stopped, and takes nothing whose hash is wrong.

Content is kept in a folder of files named by their hash; what is there already is not asked for again."""
import contextlib
import hashlib
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import socket
import time
import urllib.parse

PIECE = 1 << 16


class Refused(Exception):
    """The edge will not give it; `status` says why."""

    def __init__(self, status, path):
        super().__init__(f"{status} for {path}")
        self.status = status


class Damaged(Exception):
    """What came is not what was asked for."""


class EdgeClient:
    """`address` and `port`: where the service FQDN leads; `tls`: a context that knows whom to trust."""

    def __init__(self, address, port, fqdn, tls, package, token, patience=5):
        self.address, self.port, self.fqdn, self.tls = address, port, fqdn, tls
        self.package, self.token, self.patience = package, token, patience
        self.connection = None
        self.received = 0

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.hang_up()

    # ---- one request ----

    def hang_up(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def connect(self):
        raw = socket.create_connection((self.address, self.port), 10)
        self.connection = http.client.HTTPConnection(self.fqdn, timeout=20)
        self.connection.sock = self.tls.wrap_socket(raw, server_hostname=self.fqdn)

    def ask_once(self, name, start):
        if self.connection is None:
            self.connect()
        headers = {"Host": self.fqdn, "X-Depot-Token": self.token}
        if start:
            headers["Range"] = f"bytes={start}-"
        self.connection.request("GET", f"/content/{self.package}/{name}", headers=headers)
        return self.connection.getresponse()

    @contextlib.contextmanager
    def ask(self, name, start=0):
        """An answer worth reading. Waits and asks again as long as that may help."""
        for turn in range(self.patience + 1):
            status = 0
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.ask_once(name, start)
                status = answer.status
            if status in (200, 206):
                break
            self.hang_up()
            if status not in (0, 429, 502, 503) or turn == self.patience:
                raise Refused(status, name)
            time.sleep(min(60, 2 ** turn) / 4 * random.uniform(1, 2))
        try:
            yield answer
        finally:
            if not answer.isclosed():
                self.hang_up()

    # ---- bytes by their hash ----

    def keep(self, digest, path, stop_after=None):
        """The bytes with this SHA-256 in a file; a part that is there is gone on with."""
        part = path.with_name(path.name + ".part")
        start = part.stat().st_size if part.exists() else 0
        try:
            with self.ask(digest, start) as answer, part.open("ab" if answer.status == 206 else "wb") as file:
                while piece := answer.read(PIECE):
                    file.write(piece)
                    self.received += len(piece)
                    if stop_after is not None and file.tell() >= stop_after:
                        raise InterruptedError("stopped on the way")
        except Refused as refused:
            if refused.status != 416:
                raise
        with part.open("rb") as file:
            true = hashlib.file_digest(file, "sha256").hexdigest()
        if true != digest:
            part.unlink()
            raise Damaged(digest)
        part.rename(path)

    # ---- a package ----

    def read_version(self):
        with self.ask("published.json") as answer:
            version = json.loads(answer.read(1 << 16))
        found = re.fullmatch("b/([0-9a-f]{64})", version["manifest"])
        if version["format"] != "cloud-depot-version" or version["version"] != 1 or not found:
            raise Damaged("published.json")
        return version["packageVersion"], found[1]

    def read_manifest(self, digest, store):
        path = store / digest
        if not path.exists():
            self.keep(digest, path)
        document = json.loads(path.read_bytes())
        if document["format"] != "cloud-depot-manifest" or document["version"] != 1:
            raise Damaged("manifest")
        return document["entries"]

    def fetch(self, target, store):
        """The whole package as a new folder; its version."""
        for turn in range(4):
            version, manifest = self.read_version()
            try:
                entries = self.read_manifest(manifest, store)
                for digest in {entry["sha256"] for entry in entries if "file" in entry}:
                    if not (store / digest).exists():
                        self.keep(digest, store / digest)
            except Refused as refused:
                if refused.status != 404 or turn == 3:
                    raise
                if self.read_version()[1] == manifest:
                    time.sleep(11)
                continue
            build_tree(target, entries, store)
            return version
        raise Damaged("it never holds still")


def place_of(top, text):
    """Where an entry belongs below `top`."""
    parts = os.fsencode(text)
    if not text or any(part in (b"", b".", b"..") for part in parts.split(b"/")) or b"\0" in parts:
        raise Damaged(text)
    return top / os.fsdecode(urllib.parse.unquote_to_bytes(text))


def build_tree(target, entries, store):
    """Beside the target, and in its place when it is whole."""
    new = pathlib.Path(str(target) + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for entry in entries:
        path = place_of(new, entry.get("file") or entry.get("folder") or entry["link"])
        path.parent.mkdir(parents=True, exist_ok=True)
        if "file" in entry:
            shutil.copyfile(store / entry["sha256"], path)
            if path.stat().st_size != entry["size"]:
                raise Damaged(entry["file"])
            path.chmod(0o755 if entry.get("executable") else 0o644)
            os.utime(path, ns=(entry["modified"], entry["modified"]))
        elif "folder" in entry:
            path.mkdir()
    for entry in entries:
        if "link" in entry:
            place_of(new, entry["link"]).symlink_to(os.fsdecode(urllib.parse.unquote_to_bytes(entry["target"])))
    shutil.rmtree(target, ignore_errors=True)
    new.rename(target)
