#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CNAME record of a point in an Azure DNS zone: written, never over somebody else's unasked, and taken away with the point."""
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, run_tests, wait_until

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/names"
ZONES = f"{GROUP}/providers/Microsoft.Network/dnszones"
VERSION = "?api-version=2018-05-01"
ZONE = f"{ZONES}/contoso.com{VERSION}"
RECORD = f"{ZONES}/contoso.com/CNAME/palouse{VERSION}"
ELSEWHERE = {"properties": {"TTL": 300, "CNAMERecord": {"cname": "elsewhere.fabrikam.com"}}}


def make_zone(depot, name):
    zone = f"{ZONES}/{name}{VERSION}"
    assert depot.arm().ask("PUT", GROUP, {"location": "westeurope"}).status in (200, 201)
    answer = depot.arm().ask("PUT", zone, {"location": "global"})
    assert answer.status in (200, 201), answer.body
    wait_until(lambda: depot.arm().ask("GET", zone).status == 200)


def record(depot):
    answer = depot.arm().ask("GET", RECORD)
    return answer.json() if answer.status == 200 else None


def alias(depot, *more, expect=0):
    return depot.ctl("point", "alias", "palouse", *more, expect=expect)


def expect_written(depot, point):
    properties = record(depot)["properties"]
    assert properties["CNAMERecord"]["cname"] == point["azureFqdn"], properties
    assert properties["metadata"] == {"depot-service": point["id"]} and properties["TTL"] == 3600, properties


def write_and_remove(depot, point):
    assert alias(depot)["state"] == "no-zone"
    refused = alias(depot, "--write", expect=5)
    assert "No Azure DNS zone" in refused["error"]["message"], refused
    make_zone(depot, "so.com")
    make_zone(depot, "contoso.com")
    free = alias(depot)
    assert (free["state"], free["zone"], free["wanted"]) == ("free", "contoso.com", point["azureFqdn"]), free
    # the answer to the write is lost: it is found, not written twice
    depot.cloud.fault(method="PUT", path="*/CNAME/*", count=1, effect={"kind": "drop"})
    assert alias(depot, "--write")["state"] == "ours"
    expect_written(depot, point)
    before = record(depot)["etag"]
    assert alias(depot, "--write")["state"] == "ours" and record(depot)["etag"] == before
    assert alias(depot, "--remove")["state"] == "free" and record(depot) is None


def keep_what_is_not_ours(depot, point):
    assert depot.arm().ask("PUT", RECORD, ELSEWHERE).status == 201
    shown = alias(depot)
    assert (shown["state"], shown["present"], shown["ours"]) == ("other", "elsewhere.fabrikam.com", False), shown
    for option in ("--write", "--remove"):
        assert alias(depot, option, expect=9)["error"]["code"] == "conflict"
    assert record(depot)["properties"]["CNAMERecord"]["cname"] == "elsewhere.fabrikam.com"
    assert alias(depot, "--replace")["state"] == "ours"
    expect_written(depot, point)
    # a record that is right, but somebody else's, is left to them
    right = {"properties": {"TTL": 60, "CNAMERecord": {"cname": point["azureFqdn"] + "."}}}
    assert depot.arm().ask("PUT", RECORD, right).status == 200
    assert alias(depot)["state"] == "right"
    assert alias(depot, "--write")["state"] == "right" and record(depot)["properties"]["TTL"] == 60
    assert alias(depot, "--remove", expect=9)["error"]["code"] == "conflict"
    assert depot.arm().ask("DELETE", RECORD).status == 200


def test_alias():
    with Depot() as depot:
        point = depot.new_point("palouse")
        write_and_remove(depot, point)
        keep_what_is_not_ours(depot, point)

        alias(depot, "--write")
        plan = depot.run_ctl("point", "delete", "palouse", "--dry-run").stdout
        assert "--remove-alias" in plan, plan
        depot.ctl("point", "delete", "palouse", "--yes", "palouse", "--remove-alias", "--wait")
        assert record(depot) is None and depot.arm().ask("GET", ZONE).status == 200


if __name__ == "__main__":
    run_tests(globals())
