#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments added by one address: read, shown, kept and forgotten; and whom they are believed to be."""
import json
import os
import pathlib
import pty
import re
import sqlite3
import subprocess

from flow_fixture import CLOCK_SPEED
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, run_tests


def address(depot):
    return depot.cloud.endpoints["resourceManager"]


def ids(depot):
    return [cloud["id"] for cloud in depot.ctl("cloud", "list")]


def test_add_shows_and_keeps():
    with Depot() as depot:
        authority = depot.cloud.endpoints["caFile"]
        built_in = ids(depot)
        refused = depot.ctl("cloud", "add", address(depot), "--yes", expect=7)
        assert refused["error"]["code"] == "tls", refused
        assert ids(depot) == built_in

        shown = depot.ctl("cloud", "add", address(depot), "--ca-file", authority, expect=8)
        assert shown["arm"] == address(depot) and shown["authority"] == address(depot), shown
        assert ids(depot) == built_in

        kept = depot.ctl("cloud", "add", address(depot), "--ca-file", authority, "--yes")
        assert kept["name"] == "PracticeCloud" and kept["identityProvider"] == "AAD", kept
        assert ids(depot) == [*built_in, kept["id"]]
        depot.ctl("cloud", "remove", kept["id"])
        assert ids(depot) == built_in


def test_older_environments_answer_too():
    with Depot() as depot:
        depot.cloud.fault(method="GET", path="/metadata/endpoints", count=1, effect={
            "status": 404, "code": "InvalidApiVersion", "message": "Not known here."})
        kept = depot.ctl("cloud", "add", address(depot), "--ca-file", depot.cloud.endpoints["caFile"], "--yes")
        assert kept["storageSuffix"].startswith("localhost:"), kept


def sign_in_to(depot, cloud):
    """As a person: the address that is printed, opened in a browser."""
    process = subprocess.Popen(
        [os.environ["DEPOTCTL"], "sign-in", "--cloud", cloud, "--client-id", depot.cloud.endpoints["clientId"], "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
        env={**os.environ, "DEPOT_HOME": str(depot.home), "DEPOT_CLOCK_SPEED": "1"})
    said = ""
    while not (found := re.search(r"http://localhost\S+", said)):
        line = process.stdout.readline()
        assert line, said
        said += line
    depot.walk_sign_in(found.group(), "admin@contoso.com", False)
    said += process.communicate(timeout=60)[0]
    assert process.returncode == 0, said
    return found.group()


def add_and_sign_in(depot):
    kept = depot.ctl("cloud", "add", address(depot), "--ca-file", depot.cloud.endpoints["caFile"], "--yes")
    page = sign_in_to(depot, kept["id"])
    account = next(one for one in depot.ctl("account", "list") if one["cloud"] == kept["id"])
    listed = depot.ctl("subscription", "list", "--cloud", kept["id"])
    assert SUBSCRIPTION in [one["id"] for one in listed], listed
    depot.ctl("cloud", "remove", kept["id"], expect=9)
    return kept, page, account


def test_signed_in_to_one_that_was_added():
    with Depot() as depot:
        kept, page, account = add_and_sign_in(depot)
        assert kept["identityProvider"] == "AAD" and "/organizations/" in page, (kept, page)
        assert account["userName"] == "admin@contoso.com" and account["tenantId"] == depot.cloud.endpoints["tenantId"], account


def test_signed_in_at_federation_services():
    """AD FS: "adfs" where others have a tenant, its own document, no tenant and no object id in its token."""
    with Depot() as depot:
        depot.cloud.scenario(federated=True)
        kept, page, account = add_and_sign_in(depot)
        assert kept["identityProvider"] == "ADFS" and kept["authority"] == address(depot), kept
        assert page.partition("?")[0].endswith("/adfs/oauth2/v2.0/authorize"), page
        assert account["userName"] == "admin@contoso.com" and account["tenantId"] == "adfs", account
        asked = [entry["path"].partition("?")[0] for entry in depot.cloud.ask("GET", "/_practice/journal").json()["value"]]
        assert "/adfs/.well-known/openid-configuration" in asked and "/adfs/oauth2/v2.0/token" in asked, asked


def test_what_is_no_environment():
    with Depot() as depot:
        authority = depot.cloud.endpoints["caFile"]
        for text in ("http://localhost", "https://admin@localhost", "localhost", "https://localhost/path"):
            depot.ctl("cloud", "add", text, "--ca-file", authority, "--yes", expect=2)
        nonsense = pathlib.Path(depot.home.parent / "nonsense.pem")
        nonsense.write_text("no certificate")
        depot.ctl("cloud", "add", address(depot), "--ca-file", nonsense, "--yes", expect=7)
        depot.cloud.fault(method="GET", path="/metadata/endpoints", count=9, effect={
            "status": 400, "code": "Nothing", "message": "There is nothing here."})
        done = depot.run_ctl("cloud", "add", address(depot), "--ca-file", authority, "--yes", "--json")
        assert done.returncode != 0, done.stdout


def delete_at_a_terminal(depot, typed):
    """The exit status after a person typed that name at the question."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [os.environ["DEPOTCTL"], "cloud", "orphans", "--delete", "snoqualmie"], stdin=terminal, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DEPOT_HOME": str(depot.home), "DEPOT_CLOCK_SPEED": CLOCK_SPEED})
    os.write(controller, f"{typed}\n".encode())
    words = process.communicate(timeout=60)[1]
    os.close(terminal)
    os.close(controller)
    assert "Type its name to go on" in words, words
    return process.returncode


def test_orphans_are_found_and_deleted():
    with Depot() as depot:
        kept = depot.new_point("palouse")
        lost = depot.new_point("snoqualmie")
        assert depot.ctl("cloud", "orphans") == []
        with sqlite3.connect(depot.home / "depot.sqlite") as store:
            store.execute("DELETE FROM points WHERE id = ?", (lost["id"],))
        found = depot.ctl("cloud", "orphans")
        assert {row["service"] for row in found} == {lost["id"]} and len(found) == len(depot.with_tag(lost)), found
        assert {row["name"] for row in found} == {"snoqualmie"}, found
        depot.ctl("cloud", "orphans", "--delete", "nowhere", "--yes", expect=5)
        assert all(row["created"].endswith("Z") for row in found), found
        depot.ctl("cloud", "orphans", "--delete", "snoqualmie", expect=2)     # nobody typed the name
        assert delete_at_a_terminal(depot, "palouse") == 2 and len(depot.with_tag(lost)) == len(found)
        assert delete_at_a_terminal(depot, "snoqualmie") == 0
        assert depot.with_tag(lost) == [] and depot.ctl("cloud", "orphans") == []
        assert len(depot.with_tag(kept)) == 9
        assert depot.point("snoqualmie") is None and depot.point("palouse")["state"] == "ready"


def test_built_in_ones_stay():
    with Depot() as depot:
        authority = depot.cloud.endpoints["caFile"]
        depot.ctl("cloud", "remove", "public", expect=2)
        depot.ctl("cloud", "remove", "practice", expect=2)
        depot.ctl("cloud", "remove", "nowhere", expect=5)
        before = ids(depot)
        depot.ctl("cloud", "trust", "public", "--ca-file", authority)
        assert ids(depot) == before
        done = depot.run_ctl("cloud", "trust", "practice", "--ca-file", authority, "--json")
        assert json.loads(done.stdout)["error"]["code"] == "invalid-input", done.stdout
        depot.ctl("cloud", "trust", "public", "--none")
        depot.ctl("cloud", "trust", "public", expect=2)


if __name__ == "__main__":
    run_tests(globals())
