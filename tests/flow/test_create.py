#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The create operation from sign-in to Ready, as one console and as several processes see it."""
import json
import os
import subprocess

from flow_fixture import CLOCK_SPEED, Console, expect_ready, find, message_ids
from practice_fixture import SUBSCRIPTION, run_tests, wait_until


def test_happy_path():
    with Console() as console:
        report = console.create("wallacefalls")[-1]
        point = expect_ready(console, report, "wallacefalls")
        assert point["azureFqdn"].startswith("wallacefalls.westeurope."), point
        assert point["publicIp"].startswith("127.77."), point
        assert point["groupIsOurs"] is True, point
        assert message_ids(report, point) == [9408, 9403, 9404, 9405, 9406, 9409], report["messages"]
        log = console.log
        assert "Deployment instance status for service wallacefalls is BusyRole." in log
        assert "Deployment instance status for service wallacefalls is ReadyRole." in log
        # no secret anywhere in the clear
        everything = b"".join(path.read_bytes() for path in console.home.glob("depot.sqlite*")) + log.encode()
        for word in (b"BEGIN ", b"PRIVATE", b"refresh_token", b"Bearer "):
            assert word not in everything, word


def test_second_run_changes_nothing():
    with Console() as console:
        console.create("wallacefalls")
        before = console.resources("wallacefalls")
        journal = len(console.log)
        report = console.drive("run", 20)[-1]
        expect_ready(console, report, "wallacefalls")
        assert console.resources("wallacefalls") == before
        assert len(console.log) == journal, console.log[journal:]


def test_existing_group_is_left_alone():
    with Console() as console:
        arm = console.arm()
        before = arm.group("shared", tags={"owner": "finance"})
        report = console.create("snoqualmie", groupName="shared", groupIsNew=False, groupRegion="westeurope")[-1]
        point, operation = find(report, "snoqualmie")
        assert (point["state"], operation["state"]) == ("ready", "done"), operation
        assert not point.get("groupIsOurs"), point
        after = arm.get(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shared")
        assert after["tags"] == before["tags"], after


def test_requested_by_one_process_run_by_another():
    with Console() as console:
        draft = console.write_draft("granitefalls")
        console.drive("create", draft)
        report = console.drive("report")[-1]
        point, operation = find(report, "granitefalls")
        assert (point["state"], operation["state"]) == ("provisioning", "queued"), operation
        assert console.resources("granitefalls") is None
        expect_ready(console, console.drive("run", 60)[-1], "granitefalls")


def test_two_processes_one_keeper():
    with Console() as console:
        first = console.start("hold", 60)
        try:
            wait_until(lambda: json.loads(first.stdout.readline()) == {"keeper": "me"})
            second = console.start("hold", 60)
            try:
                assert json.loads(second.stdout.readline()) == {"keeper": "other"}
                # a third only asks; whoever keeps does it
                console.drive("create", console.write_draft("palouse"))
                wait_until(lambda: find(console.drive("report")[-1], "palouse")[0]["state"] == "ready", 60)
                first.kill()
                wait_until(lambda: json.loads(second.stdout.readline()) == {"keeper": "me"}, 20)
            finally:
                second.kill()
                console.end(second)
        finally:
            first.kill()
            console.end(first)
        report = console.drive("run", 30)[-1]
        expect_ready(console, report, "palouse")


def test_same_name_twice_is_refused():
    with Console() as console:
        console.drive("create", console.write_draft("palouse"))
        error = console.drive("create", console.write_draft("palouse"), expect=1)[-1]["error"]
        assert error["code"] == "conflict", error
        assert len(console.drive("report")[-1]["points"]) == 1


def test_same_name_at_the_same_moment():
    """P9: two consoles of one site are let go together; one creates the point, the other is told who does."""
    with Console() as console:
        draft = console.write_draft("palouse")
        gated = [subprocess.Popen(["sh", "-c", 'read _; exec "$@"', "gate", os.environ["FLOW_DRIVER"], "create", str(draft)],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                  env={**os.environ, "DEPOT_HOME": str(console.home), "DEPOT_CLOCK_SPEED": CLOCK_SPEED})
                 for _ in range(2)]
        for process in gated:
            process.stdin.write("\n")
            process.stdin.flush()
        ended = [console.end(process) for process in gated]
        for process in gated:
            process.stdin.close()
        assert sorted(status for status, _ in ended) == [0, 1], ended
        refused = next(lines[-1]["error"] for status, lines in ended if status == 1)
        assert refused["code"] == "conflict", refused
        expect_ready(console, console.drive("run", 60)[-1], "palouse")


def test_connection_and_plan():
    with Console() as console:
        draft = console.write_draft("palouse")
        items = console.drive("test", draft)
        assert [item["state"] for item in items][:2] == ["good", "good"], items
        assert len(items) == 4, items
        plan = console.drive("plan", draft)
        kinds = [line["type"] for line in plan]
        for kind in ("Microsoft.Resources/resourceGroups", "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults",
                     "Microsoft.Compute/virtualMachineScaleSets"):
            assert kind in kinds, kinds
        console.arm().group("there")
        asked = console.drive("plan", console.write_draft("palouse", groupName="there", groupIsNew=False,
                                                          groupRegion="westeurope"))
        assert {line["source"] for line in asked} == {"what-if"}, asked


def test_clean_up_takes_only_our_own():
    with Console() as console:
        arm = console.arm()
        group = arm.group("shared")
        arm.deploy_base("shared", "bystander")
        console.cloud.fault(resourceType="Microsoft.Compute/virtualMachineScaleSets",
                            effect={"status": 409, "code": "QuotaExceeded", "message": "No more cores."})
        report = console.create("snoqualmie", groupName="shared", groupIsNew=False, groupRegion="westeurope")[-1]
        point, operation = find(report, "snoqualmie")
        assert (point["state"], operation["state"], operation["step"]) == ("failed", "failed", "service"), operation
        assert any(r.get("tags", {}).get("depot-service") == point["id"] for r in console.resources("shared"))
        report = console.drive("clean-up", operation["id"], 60)[-1]
        assert find(report, "snoqualmie") == (None, None), report["points"]
        assert [o["state"] for o in report["operations"]] == ["cleaned-up"], report["operations"]
        left = sorted(resource["name"] for resource in console.resources("shared"))
        assert left and all("bystander" in name for name in left), left
        assert group["location"] == arm.get(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shared")["location"]
        # the names are free again, the vault's too
        expect_ready(console, console.create("snoqualmie")[-1], "snoqualmie")


def test_clean_up_deletes_our_own_group():
    with Console() as console:
        console.cloud.fault(resourceType="Microsoft.Network/loadBalancers",
                            effect={"status": 409, "code": "QuotaExceeded", "message": "No more."})
        report = console.create("snoqualmie")[-1]
        operation = find(report, "snoqualmie")[1]
        assert operation["state"] == "failed", operation
        console.drive("clean-up", operation["id"], 60)
        assert not console.group_exists("snoqualmie")


run_tests(globals())
