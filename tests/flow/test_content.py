#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages, groups and their content through depotctl, on two points of the practice cloud."""
import contextlib
import json
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from flow_verbs import Depot   # noqa: E402
from msi_file import PROPERTIES, compound, database   # noqa: E402
from practice_fixture import run_tests, wait_until   # noqa: E402

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
        msi = folder / "setup.msi"
        msi.write_bytes(compound(database(PROPERTIES)))
        added = depot.ctl("package", "add", msi)
        assert [added[key] for key in ("name", "version", "publisher", "language")] == ["Contoso Viewer", "4.5.6", "Contoso", "English"], added
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
        assert depot.ctl("content", "limits") == {"packages": 3, "points": 5, "speed": "", "metered": "send"}
        depot.ctl("content", "limits", "--packages", "2", "--speed", "mon-sun 0-24 50000")
        depot.ctl("content", "limits", "--points", "51", expect=2)
        depot.ctl("content", "limits", "--metered", "perhaps", expect=2)
        depot.ctl("content", "limits", "--speed", "now and then", expect=2)
        assert depot.ctl("content", "limits") == {"packages": 2, "points": 5, "speed": "mon-sun 0-24 50000", "metered": "send"}

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


def many_files():
    """Of which some are sent and some are not for a while, at a low speed."""
    return {f"part{number}__bin": os.urandom(200_000) for number in range(15)}


def wait_for_row(depot, package, point, good):
    """While a keeper works: the row once it is as wanted."""
    return wait_until(lambda: next((row for key, row in states(depot).items()
                                    if key == (package, point) and good(row)), None), 30)


def states_of_work(depot, package_name):
    return [row["state"] for row in depot.ctl("operation", "list") if package_name in row["title"]]


def pause_resume_and_priority(depot):
    package = add(depot, make_folder(depot, "viewer", **many_files()))
    other = add(depot, make_folder(depot, "reader", b__bin=os.urandom(1000)), "Reader")

    # asked for while paused: it waits, over restarts, and says why
    shown = depot.ctl("content", "pause", package)[0]
    assert shown["paused"] == "yes", shown
    depot.ctl("content", "pause", package, "CEN0FFFF", expect=5)
    depot.ctl("content", "distribute", package, other, "--to", "wallacefalls")
    depot.drive("run", 60)
    row = expect(depot, package, "wallacefalls", "in-progress", publishedVersion=0)
    assert "Paused" in row["reason"], row
    expect(depot, other, "wallacefalls", "success")
    assert states_of_work(depot, "Contoso Viewer") == ["waiting"]
    # a sign-in is not what it waits for
    depot.sign_in()
    depot.drive("run", 60)
    expect(depot, package, "wallacefalls", "in-progress", publishedVersion=0)

    # resumed for a keeper that runs later, and paused again in the middle
    depot.ctl("content", "limits", "--speed", "mon-sun 0-24 4000")
    depot.ctl("content", "resume", package)
    keeper = depot.start("run", 60)
    wait_for_row(depot, package, "wallacefalls", lambda row: row["sentBytes"] > 0)
    depot.ctl("content", "pause", package)
    row = wait_for_row(depot, package, "wallacefalls", lambda row: row["reason"])
    assert row["publishedVersion"] == 0 and "Paused" in row["reason"], row
    assert depot.end(keeper)[0] == 0
    assert states_of_work(depot, "Contoso Viewer") == ["waiting"]

    # which package goes first is kept, too
    shown = depot.ctl("content", "priority", "high", package)[0]
    assert shown["priority"] == "high", shown
    depot.ctl("content", "priority", "urgent", package, expect=2)
    assert depot.ctl("package", "show", package)["priority"] == "high"
    depot.ctl("content", "limits", "--speed", "")
    depot.ctl("content", "resume", package)
    depot.drive("run", 60)
    expect(depot, package, "wallacefalls", "success", publishedVersion=1)

    # a network that costs by the byte
    metered = depot.home / "metered"
    metered.touch()
    depot.ctl("content", "limits", "--metered", "pause")
    depot.ctl("content", "distribute", other, "--to", "granitefalls")
    keeper = depot.start("hold", 60, FLOW_METERED=str(metered))
    row = wait_for_row(depot, other, "granitefalls", lambda row: row["reason"])
    assert "costs by the byte" in row["reason"] and row["publishedVersion"] == 0, row
    metered.unlink()
    wait_for_row(depot, other, "granitefalls", lambda row: row["publishedVersion"] == 1)
    keeper.kill()
    depot.end(keeper)


def cancel_at_one_point(depot):
    package = add(depot, make_folder(depot, "player", **many_files()), "Player")
    depot.ctl("content", "limits", "--speed", "mon-sun 0-24 2000")
    depot.ctl("content", "distribute", package, "--to", "wallacefalls", "--to", "granitefalls")
    keeper = depot.start("run", 60)
    busy = wait_until(lambda: [point for (one, point), row in states(depot).items()
                               if one == package and row["sentBytes"] > 0], 30)[0]
    rest = {"wallacefalls": "granitefalls", "granitefalls": "wallacefalls"}[busy]
    depot.ctl("content", "limits", "--speed", "")   # for the next transfer
    assert depot.ctl("content", "cancel", package, "--to", busy)["assignments"] == 1
    wait_for_row(depot, package, rest, lambda row: row["publishedVersion"] == 1)
    assert depot.end(keeper)[0] == 0
    row = expect(depot, package, busy, "error", publishedVersion=0)
    assert "Cancelled" in row["reason"], row
    expect(depot, package, rest, "success")
    assert states_of_work(depot, "Player") == ["done"]

    # nothing is left of it that would keep anybody from trying again
    depot.ctl("content", "redistribute", package, "--to", busy, "--wait")
    expect(depot, package, busy, "success", publishedVersion=1)


def many_packages_make_one_job_a_point(depot):
    points = ("wallacefalls", "granitefalls")
    packages = [add(depot, make_folder(depot, name, a__bin=name.encode() * 1000), name)
                for name in ("Painter", "Printer", "Writer")]
    to = [part for point in points for part in ("--to", point)]
    depot.ctl("content", "distribute", *packages, *to, "--wait")

    asked = depot.ctl("content", "validate", *packages, "--wait")
    assert (len(asked["operations"]), asked["assignments"]) == (2, 6), asked
    for package in packages:
        for point in points:
            assert expect(depot, package, point, "success")["checkedAt"]
    said = ids_of_messages(depot)
    assert said.count(2384) == 6, said

    asked = depot.ctl("content", "remove", *packages[:2], "--wait")
    assert (len(asked["operations"]), asked["assignments"]) == (2, 4), asked
    left = {(package, point) for package, point in states(depot) if package in packages}
    assert left == {(packages[2], point) for point in points}, left


def test_pause_cancel_and_many():
    with Depot() as depot:
        for point in ("wallacefalls", "granitefalls"):
            depot.new_point(point)
        pause_resume_and_priority(depot)
        depot.ctl("content", "limits", "--metered", "send")
        cancel_at_one_point(depot)
        many_packages_make_one_job_a_point(depot)


def change_settings(depot, change):
    with contextlib.closing(sqlite3.connect(depot.home / "depot.sqlite")) as store, store:
        (text,) = store.execute("SELECT value FROM settings WHERE name = 'console'").fetchone()
        changed = {key: change(key) or value for key, value in json.loads(text).items()}
        assert changed != json.loads(text), text
        store.execute("UPDATE settings SET value = ? WHERE name = 'console'", (json.dumps(changed),))


def test_clean_up_and_schedule():
    with Depot() as depot:
        depot.new_point("wallacefalls")
        folder = make_folder(depot, "viewer", a__bin=b"first", b__bin=b"stays")
        package = add(depot, folder)
        depot.ctl("content", "distribute", package, "--to", "wallacefalls", "--wait")
        assert depot.ctl("content", "clean-up", "wallacefalls", "--what-if") == []
        (folder / "a.bin").write_bytes(b"second")
        depot.ctl("content", "update", package, "--wait")

        # the version before is kept for those who are loading it, so nothing is unused
        assert depot.ctl("content", "clean-up", "wallacefalls", "--what-if") == []
        assert depot.ctl("content", "clean-up", "wallacefalls") == []
        depot.ctl("content", "validate", package, "--wait")
        depot.ctl("content", "clean-up", "granitefalls", expect=5)

        shown = depot.ctl("content", "schedule", "wallacefalls")
        assert shown["validate"] == "off" and not shown.get("next"), shown
        depot.ctl("content", "schedule", "wallacefalls", "--validate", "sometimes", expect=2)
        depot.ctl("content", "schedule", "wallacefalls", "--validate", "sun 24", expect=2)
        shown = depot.ctl("content", "schedule", "wallacefalls", "--validate", "Sun 3")
        assert shown["validate"] == "sun 3" and shown["next"], shown
        before = expect(depot, package, "wallacefalls", "success")["checkedAt"]
        # a console that was closed for weeks makes up for it
        change_settings(depot, lambda key: "1000000000" if key.startswith("content-validated-at:") else None)
        keeper = depot.start("hold", 60)
        wait_for_row(depot, package, "wallacefalls", lambda row: row["checkedAt"] > before)
        keeper.kill()
        depot.end(keeper)
        said = depot.ctl("message", "list", "--component", "SMS_DISTRIBUTION_MANAGER")
        assert [row["id"] for row in said].count(2384) >= 2, said


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
