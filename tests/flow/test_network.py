#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console behind a company's proxy server: one that wants a password, one that refuses, one that inspects. And two
consoles on one cloud."""
import contextlib
import json
import os
import pathlib
import re
import sys
import tempfile

from flow_classic import Classic
from flow_fixture import Console, expect_failed, expect_resources, find
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, run_tests
from test_clouds import address, sign_in_to
from test_practice_start import Unprepared

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from web_proxy import WebProxy, make_authority   # noqa: E402

# The practice cloud is on this computer, which no proxy leads to otherwise.
AWAY = {"DEPOT_PROXY_LOOPBACK": "1"}
USER, SECRET = "wallacefalls", "granite-falls-7"


def behind(proxy, credentials=""):
    """The environment of a process that reads the proxy from https_proxy."""
    at = f"{credentials}@" if credentials else ""
    return {**AWAY, "GIO_USE_PROXY_RESOLVER": "libproxy", "PX_FORCE_CONFIG": "config-env",
            "https_proxy": f"http://{at}127.0.0.1:{proxy.port}", "no_proxy": ""}


def list_subscriptions(depot, cloud, **environment):
    done = depot.run_ctl("subscription", "list", "--cloud", cloud, "--json", **environment)
    return done.returncode, json.loads(done.stdout), done


def add_cloud(depot):
    """An environment of its own, signed in to: depotctl would start the practice one where a proxy hides it."""
    cloud = depot.ctl("cloud", "add", address(depot), "--ca-file", depot.cloud.endpoints["caFile"], "--yes")["id"]
    sign_in_to(depot, cloud)
    return cloud


def expect_secret_unseen(depot, *texts):
    for path in depot.home.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
    for text in texts:
        assert SECRET not in text, text


def expect_way_through(depot, proxy, cloud):
    status, listed, done = list_subscriptions(depot, cloud, **behind(proxy, f"{USER}:{SECRET}"))
    assert status == 0 and SUBSCRIPTION in [one["id"] for one in listed], listed
    assert proxy.passed and {target.rpartition(":")[0] for target in proxy.passed} == {"localhost"}, proxy.passed
    assert proxy.refused, "nobody was asked for the password"
    expect_secret_unseen(depot, done.stdout, done.stderr)


def test_proxy_with_password():
    with Depot() as depot:
        cloud = add_cloud(depot)
        for keeps in (False, True):
            with WebProxy(f"{USER}:{SECRET}", keeps=keeps) as proxy:
                expect_way_through(depot, proxy, cloud)


def test_wrong_password_is_told():
    with Depot() as depot, WebProxy(f"{USER}:another") as proxy:
        cloud = add_cloud(depot)
        for credentials in ("", f"{USER}:{SECRET}"):
            proxy.keeps = not proxy.keeps
            before = proxy.refused
            status, answer, done = list_subscriptions(depot, cloud, **behind(proxy, credentials))
            assert status != 0 and answer["error"]["code"] == "proxy", answer
            assert "name and password" in answer["error"]["message"], answer
            assert 1 <= proxy.refused - before <= 4, proxy.refused
            assert not proxy.passed, proxy.passed
            expect_secret_unseen(depot, done.stdout, done.stderr)


def test_proxy_that_is_down():
    with Depot() as depot:
        cloud = add_cloud(depot)
        with WebProxy() as proxy:
            environment = behind(proxy)
        status, answer, _ = list_subscriptions(depot, cloud, **environment)
        assert status != 0 and answer["error"]["code"] in ("proxy", "not-reachable"), answer


@contextlib.contextmanager
def inspected(depot):
    """A proxy that inspects, and its authority's certificate."""
    with tempfile.TemporaryDirectory() as folder:
        authority = make_authority(folder)
        with WebProxy(inspects=folder, upstream_ca=depot.cloud.endpoints["caFile"]) as proxy:
            yield proxy, authority


def test_inspecting_proxy():
    with Depot() as depot, inspected(depot) as (proxy, authority):
        cloud = add_cloud(depot)
        assert list_subscriptions(depot, cloud)[0] == 0

        status, answer, _ = list_subscriptions(depot, cloud, **behind(proxy))
        assert status != 0 and answer["error"]["code"] == "tls", answer
        assert "issuer is not trusted" in answer["error"]["message"], answer
        assert re.search(r"issuer: CN=Wallace Falls Inspection\)", answer["error"]["message"]), answer

        depot.ctl("cloud", "trust", cloud, "--ca-file", authority)
        status, listed, _ = list_subscriptions(depot, cloud, **behind(proxy))
        assert status == 0 and SUBSCRIPTION in [one["id"] for one in listed], listed

        # what was added helps this proxy alone: with the system's authorities again it is refused
        depot.ctl("cloud", "trust", cloud, "--none")
        status, answer, _ = list_subscriptions(depot, cloud, **behind(proxy))
        assert status != 0 and answer["error"]["code"] == "tls", answer


# ---- the proxy server of the site ----

def set_proxy(depot, *arguments):
    """Through depotctl, as an admin of the site."""
    return depot.ctl("site", "proxy", *arguments)


def set_server(depot, proxy, *more, secret=SECRET):
    (depot.home.parent / "proxy-password").write_text(secret + "\n")
    return set_proxy(depot, "--server", "127.0.0.1", "--port", proxy.port, "--user", USER,
                     "--password-file", depot.home.parent / "proxy-password", *more)


def hosts(proxy):
    return {target.rpartition(":")[0] for target in proxy.passed}


def distribute(depot, name, size=3_000_000):
    folder = pathlib.Path(depot.scratch.name) / name
    folder.mkdir()
    (folder / "setup.exe").write_bytes(os.urandom(size))
    package = depot.ctl("package", "add", folder, "--name", name)["id"]
    done = depot.run_ctl("content", "distribute", package, "--to", "palouse", "--wait", "--json", **AWAY)
    assert done.returncode == 0, (done.stdout[-1500:], done.stderr[-500:])
    row = next(row for row in depot.ctl("content", "status") if row["packageId"] == package)
    assert row["status"] == "success" and row["sizeBytes"] == size, row


def expect_all_through(depot, proxy):
    point = depot.new_point("palouse", environment=AWAY)
    storage = {host for host in hosts(proxy) if host.endswith(".blob.localhost")}
    vault = {host for host in hosts(proxy) if host.endswith(".vault.localhost")}
    assert hosts(proxy) == {"localhost", point["publicIp"]} | storage | vault, hosts(proxy)
    assert storage and vault, hosts(proxy)
    before = len(proxy.passed)
    distribute(depot, "viewer")
    assert any(target.startswith(tuple(storage)) for target in proxy.passed[before:]), proxy.passed[before:]


def test_everything_through_the_proxy_of_the_site():
    with Depot() as depot, WebProxy(f"{USER}:{SECRET}") as proxy:
        shown = set_server(depot, proxy)
        assert (shown["mode"], shown["port"], shown["userName"]) == ("server", proxy.port, USER), shown
        expect_all_through(depot, proxy)
        # in the middle of an upload the proxy goes away for half a second
        proxy.cut_after = 2_000_000
        distribute(depot, "reader", 8_000_000)
        assert proxy.cut_after is None, "it was never cut"
        expect_secret_unseen_but(depot, depot.home.parent / "proxy-password")
        # with exceptions, and without it, nobody comes by
        for change in (["--server", "127.0.0.1", "--port", proxy.port, "--except", "localhost, 127.77.0.0/16"], ["--none"]):
            set_proxy(depot, *change)
            before = len(proxy.passed)
            assert list_subscriptions(depot, "practice", **AWAY)[0] == 0
            assert len(proxy.passed) == before, proxy.passed[before:]


def expect_secret_unseen_but(depot, file):
    file.unlink()
    expect_secret_unseen(depot)


def test_content_through_an_inspecting_proxy():
    """Every byte is seen on its way, as some companies will have it, and only once their authority is trusted."""
    with Classic() as depot, inspected(depot) as (proxy, authority):
        depot.register()
        depot.create_classic("--wait")
        address, secret = depot.content_address()
        folder = pathlib.Path(depot.scratch.name) / "viewer"
        folder.mkdir()
        (folder / "setup.exe").write_bytes(os.urandom(20_000_000))      # in blocks
        for certificate, expected in ((depot.cloud.endpoints["caFile"], "tls"), (authority, None)):
            done = depot.run_ctl("content", "put", folder, address, "--package", "CEN00001", "--credential-file", secret,
                                 "--ca-file", certificate, "--json", **behind(proxy))
            answer = json.loads(done.stdout)
            assert answer.get("error", {}).get("code") == expected, answer
        assert done.returncode == 0, done
        assert {host.partition(".")[2] for host in hosts(proxy)} == {"blob.localhost"}, proxy.passed


def test_digest_and_a_wrong_password():
    with Depot() as depot, WebProxy(f"{USER}:{SECRET}", digest=True) as proxy:
        set_server(depot, proxy)
        expect_all_through(depot, proxy)
        assert proxy.refused, "nobody was asked for the password"
        set_server(depot, proxy, secret="another")
        before = len(proxy.passed)
        status, answer, done = list_subscriptions(depot, "practice", **AWAY)
        assert status != 0 and answer["error"]["code"] == "proxy", answer
        assert "site proxy" in done.stdout, done.stdout
        tested = depot.run_ctl("site", "proxy", "--test", "--json", **AWAY)
        rows = json.loads(tested.stdout)
        assert tested.returncode == 7 and {row["state"] for row in rows} == {"bad"}, rows
        assert len(proxy.passed) == before, proxy.passed[before:]
        set_server(depot, proxy)
        rows = json.loads(depot.run_ctl("site", "proxy", "--test", "--json", **AWAY).stdout)
        assert {row["state"] for row in rows} == {"good"}, rows


def test_this_computer_needs_no_proxy():
    """A proxy of the desktop that nobody answers at: the practice cloud is started and asked all the same."""
    with WebProxy() as proxy:
        environment = behind(proxy)
    environment.pop("DEPOT_PROXY_LOOPBACK")
    with Unprepared(prepared=False) as console:
        assert console.drive("practice", **environment)[-1]["arm"].startswith("https://localhost:")


@contextlib.contextmanager
def second_console(first):
    """Another person's console: a store of its own, the same cloud."""
    second = Console(prepared=False)
    (second.home / "practice").rmdir()
    (second.home / "practice").symlink_to(first.home / "practice")
    second.cloud = first.cloud
    try:
        second.sign_in()
        second.draft = second.drive("setup")[-1]
        yield second
    finally:
        second.scratch.cleanup()


def test_two_consoles_one_name():
    with Depot() as first, second_console(first) as second:
        point = first.new_point("palouse")
        report = second.create("palouse", groupName="granitefalls")[-1]
        operation = expect_failed(report, "palouse", "name-taken")
        second.drive("clean-up", operation["id"], 60)
        assert find(second.drive("report")[-1], "palouse") == (None, None)
        assert not second.group_exists("granitefalls")
        expect_resources(first, point, "palouse")
        assert first.point("palouse")["state"] == "ready"


if __name__ == "__main__":
    run_tests(globals())
