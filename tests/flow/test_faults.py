#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong in Azure, and how the create operation comes out of it."""
import json

from flow_fixture import PRACTICE_SPEED, Console, expect_failed, expect_ready, expect_waiting, find, message_ids
from practice_fixture import SUBSCRIPTION, run_tests, wait_until


def clean_up(console, operation, name):
    console.drive("clean-up", operation["id"], 60)
    report = console.drive("report")[-1]
    assert find(report, name) == (None, None), report["points"]
    assert not console.group_exists(name)


def retry(console, operation):
    return console.drive("retry", operation["id"], 60)[-1]


def test_name_taken_is_seen_by_the_check():
    with Console() as console:
        console.cloud.scenario("name-taken")
        operation = expect_failed(console.create("contosofalls")[-1], "contosofalls", "name-taken", "names")
        clean_up(console, operation, "contosofalls")


def test_name_taken_between_check_and_use():
    with Console() as console:
        console.cloud.fault(resourceType="Microsoft.Storage/storageAccounts", count=1, effect={
            "status": 409, "code": "StorageAccountAlreadyTaken",
            "message": "The storage account named palouse is already taken."})
        operation = expect_failed(console.create("palouse")[-1], "palouse", "name-taken", "storage")
        # whoever had it let it go
        point, operation = find(retry(console, operation), "palouse")
        assert (point["state"], operation["state"]) == ("ready", "done"), operation


def test_quota_exceeded_then_clean_up():
    with Console() as console:
        console.cloud.scenario("quota-exceeded")
        operation = expect_failed(console.create("palouse")[-1], "palouse", "quota-exceeded", "service")
        assert operation["error"]["azureCode"], operation
        console.cloud.scenario("normal")
        clean_up(console, operation, "palouse")


def test_quota_exceeded_then_retry():
    with Console() as console:
        console.cloud.scenario("quota-exceeded")
        operation = expect_failed(console.create("palouse")[-1], "palouse", "quota-exceeded", "service")
        console.cloud.scenario("normal")
        report = retry(console, operation)
        point, operation = find(report, "palouse")
        assert (point["state"], operation["state"]) == ("ready", "done"), operation
        # told once each, the failure in between
        assert message_ids(report, point) == [9408, 9403, 9404, 9405, 9407, 9406, 9409], message_ids(report, point)


def test_deployment_active():
    """P3: Azure still works on a deployment of that name; it is watched to its end instead of failing."""
    with Console() as console:
        console.cloud.fault(method="PUT", path="*/deployments/depot-service-*", count=2, effect={
            "status": 409, "code": "DeploymentActive",
            "message": "The deployment cannot be saved, because this would overwrite an existing deployment which is still active."})
        expect_ready(console, console.create("palouse")[-1], "palouse")


def test_answers_lost_after_the_work():
    """N7: the group, the deployments and the certificate are made, and nobody hears of it: asked again, nothing twice."""
    with Console() as console:
        for path in ("*/resourcegroups/palouse", "*/deployments/depot-base-*", "*/deployments/depot-service-*"):
            console.cloud.fault(method="PUT", path=path, count=1, effect={"kind": "drop"})
        console.cloud.fault(method="POST", path="/certificates/*/import", count=1, effect={"kind": "drop"})
        expect_ready(console, console.create("palouse")[-1], "palouse")
        asked = [entry["path"].partition("?")[0] for entry in console.cloud.ask("GET", "/_practice/journal").json()["value"]]
        assert len([path for path in asked if path.endswith("/import")]) == 2, asked


def test_provider_not_registered():
    with Console() as console:
        console.cloud.scenario("provider-not-registered")
        expect_ready(console, console.create("palouse")[-1], "palouse")
        assert "Registering resource provider Microsoft." in console.log


def test_policy_denied():
    with Console() as console:
        console.cloud.scenario("policy-denied")
        operation = expect_failed(console.create("palouse")[-1], "palouse", "policy", "storage")
        clean_up(console, operation, "palouse")


def test_second_factor_at_first_write():
    with Console() as console:
        console.cloud.scenario("second-factor")
        operation = expect_waiting(console.create("palouse")[-1], "palouse", "second-factor-needed")
        assert operation["step"] == "group", operation
        assert not console.group_exists("palouse")
        console.sign_in(operation["id"], factor=True)
        expect_ready(console, console.drive("run", 60)[-1], "palouse")


def test_second_factor_wakes_the_keeper():
    """The console keeps and waits; the sign-in happens in another process."""
    with Console() as console:
        console.cloud.scenario("second-factor")
        operation = expect_waiting(console.create("palouse")[-1], "palouse", "second-factor-needed")
        keeper = console.start("hold", 60)
        try:
            console.sign_in(operation["id"], factor=True)
            for _ in range(200):
                if find(console.drive("report")[-1], "palouse")[0]["state"] == "ready":
                    break
        finally:
            keeper.kill()
            console.end(keeper)
        expect_ready(console, console.drive("run", 30)[-1], "palouse")


def test_throttled():
    with Console() as console:
        console.cloud.scenario("throttled")
        expect_ready(console, console.create("palouse")[-1], "palouse")


def test_sign_in_ends_midway():
    with Console() as console:
        console.drive("create", console.write_draft("palouse"))
        # whatever was handed out before no longer holds
        console.cloud.scenario("expired-sign-in")
        operation = expect_waiting(console.drive("run", 60)[-1], "palouse", "sign-in-needed")
        console.cloud.scenario("normal")
        console.sign_in(operation["id"])
        expect_ready(console, console.drive("run", 60)[-1], "palouse")


def test_role_not_yet_active():
    with Console() as console:
        # half a second here
        console.cloud.scenario(roleDelay=PRACTICE_SPEED / 2)
        expect_ready(console, console.create("palouse")[-1], "palouse")
        assert console.log.count("Waiting for check if container exists. Will check again in 10 seconds") > 1


def test_connections_cut():
    with Console() as console:
        console.cloud.scenario("connection-cut")
        report = console.create("palouse", seconds=80)[-1]
        console.cloud.scenario("normal")
        expect_ready(console, report, "palouse")


def test_slow_provisioning():
    with Console() as console:
        console.cloud.scenario("slow-provisioning")
        expect_ready(console, console.create("palouse", seconds=80)[-1], "palouse")


def test_group_in_another_region():
    with Console() as console:
        console.arm().group("shared", location="northeurope")
        report = console.create("palouse", groupName="shared", groupIsNew=False, groupRegion="westeurope")[-1]
        expect_failed(report, "palouse", "invalid-input", "group")
        assert console.resources("shared") == []


def test_group_of_somebody_else():
    with Console() as console:
        arm = console.arm()
        before = arm.group("palouse", tags={"owner": "finance"})
        operation = expect_failed(console.create("palouse")[-1], "palouse", "conflict", "group")
        console.drive("clean-up", operation["id"], 30)
        after = arm.get(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/palouse")
        assert after["tags"] == before["tags"], after


def test_cloud_away_and_back():
    with Console() as console:
        draft = console.write_draft("palouse")
        process = console.start("create", draft, 80)
        process.stdout.readline()
        console.cloud.kill()
        console.cloud.start()
        status, lines = console.end(process)
        assert status == 0, lines
        expect_ready(console, lines[-1], "palouse")


def test_container_never_comes():
    """Half an hour of looking every ten seconds, then a clear end with nothing deleted; a retry has its time again."""
    with Console() as console:
        console.cloud.fault(method="HEAD", path="/content*", count=100000, effect={
            "kind": "answer", "status": 404, "code": "ContainerNotFound"})
        report = console.create("palouse", environment={"DEPOT_CLOCK_SPEED": "5000"})[-1]
        operation = expect_failed(report, "palouse", "timed-out", "container")
        waiting = "Waiting for check if container exists. Will check again in 10 seconds  $$<SMS_CLOUD_SERVICES_MANAGER><"
        assert console.log.count(waiting) == 181, console.log.count(waiting)
        assert console.resources("palouse")
        console.cloud.scenario("normal")
        point, operation = find(retry(console, operation), "palouse")
        assert (point["state"], operation["state"]) == ("ready", "done"), operation


def test_deployment_never_ends():
    """The whole has 45 minutes. Cleaning up ends what Azure still builds, so that nothing appears afterwards."""
    with Console() as console:
        console.cloud.scenario(slowness=1000000)
        report = console.create("palouse", environment={"DEPOT_CLOCK_SPEED": "2000"})[-1]
        operation = expect_failed(report, "palouse", "timed-out", "storage")
        console.cloud.scenario("normal")
        clean_up(console, operation, "palouse")


def test_cancelled_by_a_person():
    with Console() as console:
        console.cloud.scenario(slowness=1000000)
        keeper = console.start("create", console.write_draft("palouse"), 60)
        operation = json.loads(keeper.stdout.readline())["operation"]
        wait_until(lambda: "Starting deployment" in console.log)
        wish = console.start("cancel", operation, 60)
        assert console.end(keeper)[0] == 0
        report = console.end(wish)[1][-1]
        point, operation = find(report, "palouse")
        assert (point["state"], operation["state"]) == ("failed", "cancelled"), operation
        console.cloud.scenario("normal")
        clean_up(console, operation, "palouse")


def test_tokens_of_a_second():
    """Every request finds its token stale: refreshed without anybody noticing."""
    with Console() as console:
        console.cloud.scenario(accessTokenSeconds=1)
        expect_ready(console, console.create("palouse")[-1], "palouse")


def test_certificate_gone_from_the_keyring():
    with Console() as console:
        fingerprint = console.draft["certificate"]["fingerprint"]
        draft = json.loads(console.write_draft("palouse").read_text())
        draft["certificate"] = {**draft["certificate"], "fingerprint": "0" * len(fingerprint)}
        path = console.home.parent / "other.json"
        path.write_text(json.dumps(draft))
        report = console.drive("create", path, 60)[-1]
        operation = expect_waiting(report, "palouse", "keyring")
        assert operation["step"] == "certificate", operation


def test_without_a_keyring():
    with Console(prepared=False) as console:
        nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
        refused = console.sign_in(expect="error", **nowhere)
        assert refused["error"]["code"] == "keyring", refused
        assert console.sign_in(FLOW_KEEP_FOR_RUN="1", **nowhere)


run_tests(globals())
