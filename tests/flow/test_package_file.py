#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A package as one file: written by depotctl and read by Python's tarfile, written by this file after docs/content.md and read by depotctl,
and everything a stranger could do to such a file."""
import contextlib
import hashlib
import io
import json
import os
import pathlib
import signal
import subprocess
import tarfile

from flow_fixture import CLOCK_SPEED
from flow_verbs import Depot
from practice_fixture import run_tests, wait_until
from test_edge_package import describe, fill

MIB = 1024 * 1024


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def manifest_of(files=(), others=()):
    """files: (path, content) in the order of their paths. Lines as the format has them."""
    lines = [{"file": path, "size": len(content), "sha256": sha256(content), "modified": 1767225600000000000} for path, content in files]
    lines += others
    lines.sort(key=lambda line: next(iter(line.values())).encode())
    head = '{"format":"cloud-depot-manifest","version":1,"partKey":"00112233445566778899aabbccddeeff","entries":['
    return "\n".join([head, *(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + ("," if line is not lines[-1] else "")
                              for line in lines), "]}"]).encode() + b"\n"


def archive(files=(), others=(), manifest=None, description=None, contents=None, members=None, tail=b"\0" * 1024):
    manifest = manifest_of(files, others) if manifest is None else manifest
    head = {"format": "cloud-depot-bundle", "version": 1, "manifest": sha256(manifest), "package": {"name": "Viewer"}, **(description or {})}
    if contents is None:
        contents = {}
        for _, content in files:
            contents.setdefault("b/" + sha256(content), content)
        contents = list(contents.items())
    plain = [("cloud-depot.json", json.dumps(head).encode()), ("manifest.json", manifest), *contents]
    out = io.BytesIO()
    for name, content in plain if members is None else members(plain):
        info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
        info.size = len(content)
        out.write(info.tobuf(tarfile.USTAR_FORMAT))
        out.write(content + b"\0" * (-len(content) % 512))
    return out.getvalue() + tail


def of_kind(name, kind, **values):
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in values.items():
        setattr(info, key, value)
    return info


def replaced(plain, number, member):
    return [*plain[:number], member, *plain[number + 1:]]


FILES = [("a.txt", b"read me\n"), ("bin/setup", b"\x7fELF" * 300), ("z", b"read me\n")]

HOSTILE = {
    "nothing": b"",
    "no archive": b"PK\3\4" * 300,
    "zeros": b"\0" * 10240,
    "a path that leads up": archive([("../escaped", b"x")]),
    "a path that leads up inside": archive([("a/../../escaped", b"x")]),
    "an absolute path": archive([("/tmp/escaped", b"x")]),
    "an escaped path that leads up": archive([("%2E%2E/escaped", b"x")]),
    "a path of nothing": archive([("", b"x")]),
    "a file below a file": archive([("a", b"x"), ("a/b", b"y")]),
    "the same path twice": archive([("a", b"x"), ("a", b"x")]),
    "a link that leads outside": archive([("a", b"x")], [{"link": "out", "target": "../../../etc/passwd"}]),
    "an absolute link": archive([("a", b"x")], [{"link": "out", "target": "/etc/passwd"}]),
    "a file behind a link": archive([("out/escaped", b"x")], [{"link": "out", "target": ".."}]),
    "a content of other bytes": archive(FILES, contents=[("b/" + sha256(content), b"X" * len(content)) for _, content in FILES[:2]]),
    "a content of another length": archive(FILES, contents=[("b/" + sha256(content), content + b"X") for _, content in FILES[:2]]),
    "a content under a name of its own": archive(FILES, members=lambda plain: replaced(plain, 2, ("../../escaped", plain[2][1]))),
    "a content that is a link": archive(FILES, members=lambda plain: replaced(
        plain, 2, (of_kind(plain[2][0], tarfile.SYMTYPE, linkname="/etc/passwd"), b""))),
    "a content that is a device": archive(FILES, members=lambda plain: replaced(plain, 2, (of_kind(plain[2][0], tarfile.CHRTYPE), b""))),
    "contents in another order": archive(FILES, members=lambda plain: [*plain[:2], plain[3], plain[2]]),
    "a content is missing": archive(FILES, members=lambda plain: plain[:-1]),
    "a content too many": archive(FILES, members=lambda plain: [*plain, ("b/" + sha256(b"more"), b"more")]),
    "no end": archive(FILES, tail=b""),
    "a list that is another one": archive(FILES, members=lambda plain: replaced(plain, 1, ("manifest.json", plain[1][1] + b" "))),
    "a list that is no list": archive(manifest=b"[]\n"),
    "a later list": archive(manifest=manifest_of().replace(b'"version":1', b'"version":2')),
    "a later version": archive(FILES, description={"version": 2}),
    "another format": archive(FILES, description={"format": "cloud-depot"}),
    "no package": archive(FILES, description={"package": None}),
    "a package without a name": archive(FILES, description={"package": {"version": "1"}}),
    "a package of a wrong kind": archive(FILES, description={"package": {"name": "Viewer", "kind": "virus"}}),
    "a name that is a list": archive(FILES, description={"package": {"name": ["Viewer"]}}),
    "a description of megabytes": archive(FILES, description={"package": {"name": "V", "description": "x" * (2 * MIB)}}),
    "an exabyte": archive(manifest=manifest_of([("a", b"x")]).replace(b'"size":1,', b'"size":1152921504606846976,'), contents=[]),
    "a size below zero": archive(manifest=manifest_of([("a", b"x")]).replace(b'"size":1,', b'"size":-1,'), contents=[]),
}


def everything(depot):
    return sorted(str(path) for path in depot.home.rglob("*") if "sources" in path.parts)


def test_hostile_files_leave_nothing():
    with Depot(prepared=False) as depot:
        depot.ctl("site", "create", "--code", "CEN", "--name", "Contoso")
        file = depot.home / "package.depot"
        file.write_bytes(archive(FILES, [{"folder": "empty"}, {"link": "latest", "target": "bin/setup"}]))
        good = file.read_bytes()
        added = depot.ctl("package", "import", file)
        folder = pathlib.Path(added["sourceUri"].removeprefix("file://"))
        assert {name: (folder / name).read_bytes() for name, _ in FILES} == dict(FILES)
        assert (folder / "empty").is_dir() and os.readlink(folder / "latest") == "bin/setup"
        before = everything(depot)

        cut = [0, 100, 512, 700, 1024, len(good) // 2, len(good) - 1025, len(good) - 1100]
        flipped = [10, 130, 600, 1200, len(good) - 1500]
        files = {**HOSTILE, **{f"cut after {length} bytes": good[:length] for length in cut},
                 **{f"byte {at} turned": good[:at] + bytes([good[at] ^ 0xff]) + good[at + 1:] for at in flipped}}
        wrong = []
        for name, content in files.items():
            file.write_bytes(content)
            done = depot.run_ctl("package", "import", file, "--json")
            if done.returncode not in (1, 2, 4) or everything(depot) != before:
                wrong.append((name, done.returncode, done.stdout[-300:], done.stderr[-300:]))
        assert not wrong, wrong
        assert [package["id"] for package in depot.ctl("package", "list")] == [added["id"]]
        file.unlink()
        os.mkfifo(file)
        depot.ctl("package", "import", file, expect=4)
        depot.ctl("package", "import", depot.home, expect=4)
        depot.ctl("package", "import", depot.home / "nowhere", expect=4)


def test_from_depot_to_depot():
    with Depot(prepared=False) as depot:
        depot.ctl("site", "create", "--code", "CEN", "--name", "Contoso")
        folder = depot.home.parent / "viewer"
        fill(folder, **{"again/readme.txt": b"read me\n", os.fsdecode(b"\xff odd %41\n"): b"odd"})
        package = depot.ctl("package", "add", folder, "--name", "Viewer", "--version", "4.5", "--publisher", "Contoso",
                            "--kind", "application", "--type", "Windows=setup /quiet")["id"]
        file = depot.home.parent / "viewer.depot"
        depot.ctl("package", "export", package, file)

        with tarfile.open(file) as tar:
            members = {info.name: tar.extractfile(info).read() for info in tar}
            assert all(info.isreg() for info in tar)
        assert list(members)[:2] == ["cloud-depot.json", "manifest.json"], list(members)
        assert json.loads(members["cloud-depot.json"])["manifest"] == sha256(members["manifest.json"])
        contents = {name: content for name, content in members.items() if name.startswith("b/")}
        assert all(name == "b/" + sha256(content) for name, content in contents.items())
        assert set(contents.values()) == {path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert depot.home.as_posix() not in members["cloud-depot.json"].decode()

        added = depot.ctl("package", "import", file)
        assert added["id"] != package, added
        assert [added[key] for key in ("name", "version", "publisher", "kind")] == ["Viewer", "4.5", "Contoso", "application"], added
        assert added["deploymentTypes"][0]["installCommand"] == "setup /quiet", added
        assert describe(added["sourceUri"].removeprefix("file://")) == describe(folder)

        # what is not as it was in that version is not passed off as it
        (folder / "bin/setup").write_bytes(b"changed\n")
        before = file.read_bytes()
        depot.ctl("package", "export", package, file, expect=4)
        assert file.read_bytes() == before
        assert os.listdir(file.parent).count("viewer.depot") == 1 and not list(file.parent.glob(".viewer.depot.*"))
        depot.ctl("package", "export", "CEN0FFFF", file, expect=5)
        depot.ctl("package", "export", added["id"], "/proc/nowhere", expect=4)


@contextlib.contextmanager
def running(depot, *arguments):
    process = subprocess.Popen([os.environ["DEPOTCTL"], *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, "DEPOT_HOME": str(depot.home), "DEPOT_CLOCK_SPEED": CLOCK_SPEED})
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def test_killed_and_cancelled():
    with Depot(prepared=False) as depot:
        depot.ctl("site", "create", "--code", "CEN", "--name", "Contoso")
        folder = depot.home.parent / "large"
        folder.mkdir()
        with open(folder / "large.bin", "wb") as large:
            large.truncate(400 * MIB)
            large.write(os.urandom(MIB))
        package = depot.ctl("package", "add", folder, "--name", "Large")["id"]
        file = depot.home.parent / "large.depot"

        def parts():
            return list(file.parent.glob(".large.depot.*"))

        for stop, left in ((signal.SIGKILL, True), (signal.SIGINT, False)):
            with running(depot, "package", "export", package, file) as process:
                wait_until(parts, 60)
                process.send_signal(stop)
                status = process.wait(20)
            assert status == (-signal.SIGKILL if stop == signal.SIGKILL else 8), status
            assert not file.exists()
            assert bool(parts()) == left
            for part in parts():
                part.unlink()

        depot.ctl("package", "export", package, file)
        (folder / "large.bin").unlink()
        names = {row["id"] for row in depot.ctl("package", "list")}

        def unpacking():
            return [path for path in depot.home.rglob(".import-*/large.bin")]

        left = []
        for stop in (signal.SIGKILL, signal.SIGINT):
            with running(depot, "package", "import", file) as process:
                wait_until(lambda: set(unpacking()) - set(left), 60)
                process.send_signal(stop)
                status = process.wait(20)
            assert status == (-signal.SIGKILL if stop == signal.SIGKILL else 8), status
            assert {row["id"] for row in depot.ctl("package", "list")} == names
            # what a kill leaves goes with the first import a day later, a cancelled one leaves nothing
            left = unpacking()
            assert len(left) == (stop == signal.SIGKILL), left
            for path in left:
                os.utime(path.parent, (0, 0))


if __name__ == "__main__":
    run_tests(globals())
