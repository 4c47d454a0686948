#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same as behind our own proxy of tests, behind the one most companies have: squid, with Basic and with Digest."""
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from flow_verbs import Depot
from practice_fixture import run_tests, wait_until
from test_network import AWAY, SECRET, USER, distribute, list_subscriptions, set_server

HELPERS = pathlib.Path("/usr/lib/squid")
HOSTS = ["localhost", "palouse.blob.localhost", "palouse.vault.localhost"]
CONFIGURATION = """
http_port 127.0.0.1:{port}
pid_filename none
cache_log {folder}/cache.log
access_log stdio:{folder}/access.log
logfile_rotate 0
cache deny all
coredump_dir {folder}
hosts_file {folder}/hosts
shutdown_lifetime 0 seconds
{auth}
acl known proxy_auth REQUIRED
http_access allow CONNECT known
http_access deny all
"""
AUTH = {
    "basic": ("auth_param basic program {helpers}/basic_ncsa_auth {folder}/users\nauth_param basic realm office\n"
              "auth_param basic children 2"),
    "digest": ("auth_param digest program {helpers}/digest_file_auth -c {folder}/users\nauth_param digest realm office\n"
               "auth_param digest children 2")}


class Squid:
    """In a folder of its own, which the unprivileged user it changes to may enter."""

    def __init__(self, way):
        self.way = way
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="squid-"))
        self.folder.chmod(0o777)
        self.folder.parent.chmod(0o711 | self.folder.parent.stat().st_mode)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def write_users(self):
        if self.way == "basic":
            hashed = subprocess.run(["openssl", "passwd", "-apr1", "-stdin"], input=SECRET, check=True, capture_output=True,
                                    text=True, timeout=10).stdout.strip()
            text = f"{USER}:{hashed}\n"
        else:
            known = subprocess.run(["openssl", "md5", "-r"], input=f"{USER}:office:{SECRET}", check=True, capture_output=True,
                                   text=True, timeout=10).stdout.split()[0]
            text = f"{USER}:office:{known}\n"
        (self.folder / "users").write_text(text)

    def __enter__(self):
        self.write_users()
        (self.folder / "hosts").write_text(f"127.0.0.1 {' '.join(HOSTS)}\n")
        auth = AUTH[self.way].format(helpers=HELPERS, folder=self.folder)
        (self.folder / "squid.conf").write_text(CONFIGURATION.format(port=self.port, folder=self.folder, auth=auth))
        self.process = subprocess.Popen(["squid", "-N", "-f", self.folder / "squid.conf"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        wait_until(self.answers, 20)
        return self

    def __exit__(self, *reason):
        if reason[0]:
            with contextlib.suppress(OSError):
                print("".join(f"# | {line}\n" for line in (self.folder / "cache.log").read_text().splitlines()[-20:]))
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def answers(self):
        assert self.process.poll() is None, (self.folder / "cache.log").read_text()[-2000:]
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def passed(self):
        """What it led to, as "host:port"."""
        lines = [line.split() for line in (self.folder / "access.log").read_text().splitlines()]
        return {fields[6] for fields in lines if fields[3].endswith("/200") and fields[5] == "CONNECT"}


def expect_way(way):
    with Depot() as depot, Squid(way) as squid:
        set_server(depot, squid)
        point = depot.new_point("palouse", environment=AWAY)
        distribute(depot, "viewer")
        squid.process.terminate()     # it writes down a connection when that has ended
        squid.process.wait(10)
        hosts = {target.rpartition(":")[0] for target in squid.passed()}
        assert hosts == {*HOSTS, point["publicIp"]}, hosts


def test_basic():
    expect_way("basic")


def test_digest():
    expect_way("digest")


def test_wrong_password():
    with Depot() as depot, Squid("digest") as squid:
        set_server(depot, squid, secret="another")
        status, answer, _ = list_subscriptions(depot, "practice", **AWAY)
        assert status != 0 and answer["error"]["code"] == "proxy", answer
        assert "depotctl site proxy" in answer["error"]["message"], answer


if __name__ == "__main__":
    assert os.path.exists(HELPERS / "digest_file_auth"), "squid of Debian is needed (build-aux/packages)"
    run_tests(globals())
