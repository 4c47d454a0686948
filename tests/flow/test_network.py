#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console behind a company's proxy server: one that wants a password, one that refuses, one that inspects. And two
consoles on one cloud."""
import contextlib
import json
import pathlib
import re
import sys
import tempfile

from flow_fixture import Console, expect_failed, expect_resources, find
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, run_tests
from test_clouds import address, sign_in_to

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from web_proxy import WebProxy, make_authority   # noqa: E402

USER, SECRET = "wallacefalls", "granite-falls-7"


def behind(proxy, credentials=""):
    """The environment of a process that reads the proxy from https_proxy."""
    at = f"{credentials}@" if credentials else ""
    return {"GIO_USE_PROXY_RESOLVER": "libproxy", "PX_FORCE_CONFIG": "config-env",
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
