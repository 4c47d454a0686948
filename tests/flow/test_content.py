#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages, groups and their content through depotctl, on two points of the practice cloud."""
import json
import os
import pathlib

from flow_verbs import Depot
from practice_fixture import run_tests

KILLED = -9


def make_folder(depot, name, **files):
    folder = pathlib.Path(depot.scratch.name) / name
    folder.mkdir(exist_ok=True)
    for file, content in files.items():
        (folder / file.replace("__", ".")).write_bytes(content)
    return folder


def add(depot, folder, name="Contoso Viewer", *more):
    return depot.ctl("package", "add", folder, "--name", name, *more)["id"]


def states(depot, *filters):
    return {(row["packageId"], row["pointName"]): row for row in depot.ctl("content", "status", *filters)}


def expect(depot, package, point, status, **values):
    row = states(depot)[package, point]
    assert row["status"] == status, row
    for name, value in values.items():
        assert row[name] == value, (name, row)
    return row


def ids_of_messages(depot):
    return [row["id"] for row in depot.ctl("message", "list", "--component", "SMS_DISTRIBUTION_MANAGER")]


def test_life_of_a_package():
    with Depot() as depot:
        for name in ("wallacefalls", "granitefalls"):
            depot.new_point(name)
        folder = make_folder(depot, "viewer", readme__txt=b"read me\n", setup__exe=os.urandom(3_000_000))
        package = add(depot, folder)
        assert package.endswith("00001"), package

        depot.ctl("content", "distribute", package, "--to", "wallacefalls", "--to", "granitefalls", "--wait")
        first = expect(depot, package, "wallacefalls", "success", percent=100, publishedVersion=1)
        expect(depot, package, "granitefalls", "success", publishedVersion=1)
        assert first["sizeBytes"] == 3_000_008, first
        said = ids_of_messages(depot)
        assert {2300, 2301, 2376} <= set(said), said
        assert (said.count(2342), said.count(2330)) == (2, 2), said
        listed = depot.ctl("package", "list")[0]
        assert (listed["success"], listed["targeted"], listed["sourceVersion"]) == (2, 2, 1), listed

        # it is there already
        again = depot.ctl("content", "distribute", package, "--to", "wallacefalls")
        assert again["assignments"] == 0 and len(again["skipped"]) == 1, again

        depot.ctl("content", "validate", package, "--wait")
        assert expect(depot, package, "wallacefalls", "success")["checkedAt"]

        (folder / "readme.txt").write_bytes(b"read me again\n")
        depot.ctl("content", "update", package, "--wait")
        for name in ("wallacefalls", "granitefalls"):
            expect(depot, package, name, "success", publishedVersion=2)

        assert depot.ctl("package", "remove", package, expect=9)
        depot.ctl("content", "remove", package, "--to", "granitefalls", "--wait")
        assert (package, "granitefalls") not in states(depot)
        depot.ctl("content", "remove", package, "--wait")
        assert states(depot) == {}
        depot.ctl("package", "remove", package)
        assert depot.ctl("package", "list") == []


def test_a_file_says_what_it_is():
    with Depot() as depot:
        folder = make_folder(depot, "dropped", x=b"")
        file = folder / "contoso-viewer_4.5-1_amd64.deb"
        file.write_bytes(b"!<arch>\n")
        added = depot.ctl("package", "add", file)
        assert (added["name"], added["version"]) == ("contoso-viewer", "4.5-1"), added
        # the source is that file alone, not whatever lies beside it
        assert added["sourceUri"] != folder.as_uri(), added
        inside = pathlib.Path(added["sourceUri"].removeprefix("file://"))
        assert [one.name for one in inside.iterdir()] == [file.name]
        assert depot.ctl("package", "add", "/dev/null", expect=4)
        shown = depot.ctl("package", "set", added["id"], "--publisher", "Contoso", "--version", "4.6")
        assert (shown["publisher"], shown["version"]) == ("Contoso", "4.6"), shown


def test_groups_supply_who_joins():
    with Depot() as depot:
        for name in ("wallacefalls", "granitefalls"):
            depot.new_point(name)
        package = add(depot, make_folder(depot, "viewer", a__txt=b"a" * 1000))
        depot.ctl("point-group", "create", "Europe")
        depot.ctl("point-group", "add", "Europe", "wallacefalls")
        depot.ctl("content", "distribute", package, "--group", "Europe", "--wait")
        expect(depot, package, "wallacefalls", "success")
        assert (package, "granitefalls") not in states(depot)

        depot.ctl("point-group", "add", "Europe", "granitefalls")
        expect(depot, package, "granitefalls", "in-progress")
        depot.drive("run", 60)
        expect(depot, package, "granitefalls", "success")
        group = depot.ctl("point-group", "list")[0]
        assert (group["members"], group["packages"], group["outOfSync"]) == (2, 1, 0), group

        # leaving removes nothing
        depot.ctl("point-group", "remove", "Europe", "granitefalls")
        expect(depot, package, "granitefalls", "success")


def test_limits():
    with Depot() as depot:
        assert depot.ctl("content", "limits") == {"packages": 3, "points": 5, "speed": ""}
        depot.ctl("content", "limits", "--packages", "2", "--speed", "mon-sun 0-24 50000")
        depot.ctl("content", "limits", "--points", "51", expect=2)
        depot.ctl("content", "limits", "--speed", "now and then", expect=2)
        assert depot.ctl("content", "limits") == {"packages": 2, "points": 5, "speed": "mon-sun 0-24 50000"}

        # one point after the other, through the queue
        depot.ctl("content", "limits", "--packages", "1", "--points", "1")
        for point in ("wallacefalls", "granitefalls"):
            depot.new_point(point)
        package = add(depot, make_folder(depot, "viewer", a__txt=b"a" * 100000))
        depot.ctl("content", "distribute", package, "--to", "wallacefalls", "--to", "granitefalls")
        depot.drive("run", 60)
        for point in ("wallacefalls", "granitefalls"):
            expect(depot, package, point, "success", publishedVersion=1)


def test_cancel_and_repair():
    with Depot() as depot:
        depot.new_point("wallacefalls")
        package = add(depot, make_folder(depot, "viewer", a__txt=b"a" * 1000))
        depot.ctl("point-group", "create", "Europe")
        depot.ctl("point-group", "add", "Europe", "wallacefalls")
        depot.ctl("content", "distribute", package, "--group", "Europe")
        assert depot.ctl("content", "cancel", package)["assignments"] == 1
        depot.drive("run", 60)
        row = expect(depot, package, "wallacefalls", "error", publishedVersion=0)
        assert row["reason"], row
        assert depot.ctl("point-group", "list")[0]["outOfSync"] == 1

        depot.ctl("point-group", "repair", "Europe")
        depot.drive("run", 60)
        expect(depot, package, "wallacefalls", "success", publishedVersion=1)
        assert depot.ctl("point-group", "list")[0]["outOfSync"] == 0
        depot.ctl("content", "redistribute", package, "--to", "wallacefalls", "--wait")
        expect(depot, package, "wallacefalls", "success", publishedVersion=1)


def test_preview_counts_new_bytes():
    with Depot() as depot:
        depot.new_point("wallacefalls")
        needed = add(depot, make_folder(depot, "runtime", r__bin=b"r" * 5000), "Runtime")
        package = add(depot, make_folder(depot, "viewer", v__bin=b"v" * 7000), "Viewer", "--depends", needed)
        rows = depot.ctl("content", "distribute", package, "--to", "wallacefalls", "--preview")
        assert rows[0]["packages"] == 2 and rows[0]["newBytes"] >= 12000, rows
        assert states(depot) == {}


def test_a_kill_loses_nothing():
    with Depot() as depot:
        depot.new_point("wallacefalls")
        package = add(depot, make_folder(depot, "viewer", a__bin=os.urandom(2_000_000), b__bin=os.urandom(9_000_000)))
        depot.ctl("content", "distribute", package, "--to", "wallacefalls")
        for point in range(2, 30, 3):
            status, _ = depot.end(depot.start("run", 60, DEPOT_KILL_AT=str(point)))
            assert status in (KILLED, 0), status
            if status == 0:
                break
        depot.drive("run", 60)
        expect(depot, package, "wallacefalls", "success", publishedVersion=1)
        depot.ctl("content", "validate", package, "--wait")
        expect(depot, package, "wallacefalls", "success")


def test_a_source_that_is_gone_is_told():
    with Depot() as depot:
        depot.new_point("wallacefalls")
        folder = make_folder(depot, "viewer", a__txt=b"a")
        package = add(depot, folder)
        (folder / "a.txt").unlink()
        folder.rmdir()
        depot.run_ctl("content", "distribute", package, "--to", "wallacefalls", "--wait")
        row = expect(depot, package, "wallacefalls", "error")
        assert row["reason"], row


if __name__ == "__main__":
    run_tests(globals())
