#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop, start, scale, renew and delete through depotctl, seen from where clients and Azure's portal stand."""
from flow_fixture import find, message_ids
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, run_tests, wait_until


def expect_state(depot, name, state, operation_state="done"):
    point, operation = find(depot.drive("run", 60)[-1], name)
    assert (point["state"], operation["state"]) == (state, operation_state), (point["state"], operation)
    return point, operation


def is_cut(depot, connection, point):
    try:
        return depot.ask_health(connection, point) == ""
    except OSError:
        return True


def test_stop_cuts_and_start_restores():
    with Depot() as depot:
        point = depot.new_point("wallacefalls")
        before = depot.edge(point)
        assert before[1].startswith("HTTP/1.1 200"), before
        depot.switch_autoscale(point, True)

        with depot.connection(point) as download:
            assert depot.ask_health(download, point).startswith("HTTP/1.1 200")
            depot.ctl("point", "stop", "wallacefalls", "--wait")
            wait_until(lambda: is_cut(depot, download, point))
        stopped = depot.point("wallacefalls")
        assert stopped["state"] == "stopped", stopped
        wait_until(lambda: depot.refuses(point))
        assert depot.powers(point) == {"deallocated": 1}, depot.powers(point)
        assert "depot-stop" in depot.rules(point), depot.rules(point)
        assert not depot.autoscale_is_on(point)

        depot.ctl("point", "start", "wallacefalls", "--wait")
        report = depot.drive("report")[-1]
        started = find(report, "wallacefalls")[0]
        assert started["state"] == "ready", started
        assert depot.edge(point) == before
        assert (started["publicIp"], started["azureFqdn"]) == (point["publicIp"], point["azureFqdn"])
        assert "depot-stop" not in depot.rules(point), depot.rules(point)
        assert depot.autoscale_is_on(point)
        assert message_ids(report, point)[-4:] == [9410, 9411, 9412, 9413], message_ids(report, point)


def test_stop_leaves_autoscale_that_was_off():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "stop", "palouse", "--wait")
        depot.ctl("point", "start", "palouse", "--wait")
        assert not depot.autoscale_is_on(point)


def test_operations_are_told():
    with Depot() as depot:
        point = depot.new_point("palouse")
        listed = depot.ctl("operation", "list")
        assert [entry["id"] for entry in listed] == [point["operationId"]], listed
        shown = depot.ctl("operation", "show", point["operationId"])
        assert shown["state"] == "done" and {step["state"] for step in shown["steps"]} == {"done"}, shown


def test_rules_of_the_states():
    with Depot() as depot:
        depot.new_point("palouse")
        error = depot.ctl("point", "start", "palouse", expect=9)["error"]
        assert error["code"] == "conflict", error
        depot.ctl("point", "stop", "palouse", "--wait")
        for verb in (("stop",), ("scale", "--instances", "2")):
            error = depot.ctl("point", verb[0], "palouse", *verb[1:], expect=9)["error"]
            assert error["code"] == "conflict", error
        assert depot.point("palouse")["state"] == "stopped"


def test_stop_that_fails_half_way():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.cloud.fault(method="POST", path=point["scaleSetId"] + "/deallocate", count=1, effect={
            "status": 409, "code": "AllocationFailed", "message": "Azure cannot do this now."})
        depot.ctl("point", "stop", "palouse", "--wait", expect=9)
        failed, operation = expect_state(depot, "palouse", "failed", "failed")
        assert operation["step"] == "deallocate", operation
        assert failed["statusText"], failed
        assert depot.refuses(point)
        report = depot.drive("retry", operation["id"], 60)[-1]
        assert find(report, "palouse")[0]["state"] == "stopped", report["operations"]
        assert message_ids(report, point)[-3:] == [9410, 9414, 9411], message_ids(report, point)


def test_failed_point_comes_back_by_re_apply():
    """Half stopped: closed and powered off. Its settings applied again, it serves clients as before."""
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.cloud.fault(method="POST", path=point["scaleSetId"] + "/deallocate", count=1, effect={
            "status": 409, "code": "AllocationFailed", "message": "Azure cannot do this now."})
        depot.ctl("point", "stop", "palouse", "--wait", expect=9)
        expect_state(depot, "palouse", "failed", "failed")
        depot.ctl("point", "re-apply", "palouse", "--wait")
        back = expect_state(depot, "palouse", "ready", "done")[0]
        assert not back.get("statusText") and back["publicIp"] == point["publicIp"], back
        assert depot.powers(point) == {"running": point["instanceCount"]} and "depot-stop" not in depot.rules(point)
        assert depot.edge(point)[1].startswith("HTTP/1.1 200")


def test_failed_creation_is_tried_again_or_deleted():
    """Nothing to apply again: what was never made is made by trying again, or goes."""
    with Depot() as depot:
        depot.cloud.fault(method="PUT", path="*/deployments/depot-service-*", count=1, effect={
            "status": 409, "code": "QuotaExceeded", "message": "No more cores."})
        report = depot.create("palouse")[-1]
        operation = find(report, "palouse")[1]
        error = depot.ctl("point", "re-apply", "palouse", expect=9)["error"]
        assert error["code"] == "conflict" and "try that again" in error["message"], error
        depot.ctl("operation", "retry", operation["id"], "--wait")
        expect_state(depot, "palouse", "ready", "done")


def test_stop_waits_for_a_sign_in():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "stop", "palouse")
        depot.cloud.scenario("expired-sign-in")
        waiting, operation = find(depot.drive("run", 60)[-1], "palouse")
        assert (waiting["state"], operation["state"]) == ("stopping", "waiting"), operation
        assert operation["error"]["code"] == "sign-in-needed", operation
        depot.cloud.scenario("normal")
        depot.sign_in(operation["id"])
        expect_state(depot, "palouse", "stopped")
        assert depot.refuses(point)


def test_stop_of_what_is_gone():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.arm().ask("DELETE", depot.group_of(point))
        wait_until(lambda: not depot.group_exists("palouse"))
        depot.ctl("point", "stop", "palouse", "--wait", expect=5)
        failed = expect_state(depot, "palouse", "failed", "failed")[0]
        assert "missing in Azure" in failed["statusText"], failed


def test_scale():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "scale", "palouse", "--instances", 3, "--wait")
        scaled = depot.point("palouse")
        assert (scaled["state"], scaled["instanceCount"]) == ("ready", 3), scaled
        assert depot.scale_set(point)["sku"]["capacity"] == 3
        assert depot.powers(point) == {"running": 3}
        depot.ctl("point", "scale", "palouse", "--instances", 1, "--size", "Standard_D2s_v5", "--wait")
        sku = depot.scale_set(point)["sku"]
        assert (sku["capacity"], sku["name"]) == (1, "Standard_D2s_v5"), sku
        instances = depot.arm().get(point["scaleSetId"] + "/virtualMachines")["value"]
        assert [one["properties"]["latestModelApplied"] for one in instances] == [True], instances
        assert "manualupgrade" in depot.log
        for wrong in ("17", "-1"):
            error = depot.ctl("point", "scale", "palouse", f"--instances={wrong}", expect=2)["error"]
            assert error["code"] == "invalid-input", error


def test_scale_that_azure_refuses():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "scale", "palouse", "--size", "Standard_Nothing_v9", "--wait", expect=9)
        after = expect_state(depot, "palouse", "ready", "failed")[0]
        assert after["vmSize"] == point["vmSize"], after
        assert depot.edge(point)[1].startswith("HTTP/1.1 200")


def test_renew_is_proved_at_the_edge():
    with Depot() as depot:
        point = depot.new_point("palouse")
        old = depot.edge(point)[0]
        depot.ctl("point", "renew", "palouse", *depot.make_pfx("*.contoso.com"), "--wait")
        report = depot.drive("report")[-1]
        renewed = find(report, "palouse")[0]
        new = depot.edge(point)[0]
        assert renewed["state"] == "ready", renewed
        assert new != old and new == renewed["certificate"]["thumbprint"], (old, new, renewed["certificate"])
        assert message_ids(report, point)[-1] == 9424, message_ids(report, point)


def test_renew_while_stopped():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "stop", "palouse", "--wait")
        depot.ctl("point", "renew", "palouse", *depot.make_pfx("*.contoso.com"), "--wait")
        stopped = depot.point("palouse")
        assert stopped["state"] == "stopped", stopped
        assert depot.refuses(point)
        depot.ctl("point", "start", "palouse", "--wait")
        assert depot.edge(point)[0] == stopped["certificate"]["thumbprint"]


def test_renew_wants_the_same_name():
    with Depot() as depot:
        point = depot.new_point("palouse")
        for name in ("palouse.contoso.com", "*.Contoso.com"):
            answer = depot.ctl("point", "renew", "palouse", *depot.make_pfx(name), expect=6)
            assert answer["error"]["message"] == (
                f"The existing certificate has a CName of *.contoso.com. The new certificate has a CName of {name}. "
                "New certificate must have the same CName as previous certificate."), answer
        assert depot.point("palouse")["state"] == "ready"
        assert depot.edge(point)[0] == point["certificate"]["thumbprint"]


def test_delete_leaves_nothing_of_ours():
    with Depot() as depot:
        arm = depot.arm()
        arm.group("shared")
        arm.deploy_base("shared", "bystander")
        before = sorted(resource["id"] for resource in depot.resources("shared"))
        point = depot.new_point("palouse")
        other = depot.create("snoqualmie", groupName="shared", groupIsNew=False, groupRegion="westeurope")[-1]
        other = find(other, "snoqualmie")[0]

        plan = depot.ctl("point", "delete", "palouse", "--dry-run")
        assert len(plan) == len(depot.resources("palouse")), plan
        depot.ctl("point", "delete", "palouse", expect=2)
        depot.ctl("point", "delete", "palouse", "--yes", "snoqualmie", expect=2)
        assert depot.point("palouse")["state"] == "ready"

        depot.ctl("point", "delete", "palouse", "--yes", "palouse", "--wait")
        report = depot.drive("report")[-1]
        assert find(report, "palouse") == (None, None), report["points"]
        assert depot.with_tag(point) == []
        assert not depot.group_exists("palouse")
        assert message_ids(report, point)[-2:] == [9415, 9416], message_ids(report, point)
        assert depot.refuses(point)

        depot.ctl("point", "delete", "snoqualmie", "--yes", "snoqualmie", "--wait")
        assert depot.with_tag(other) == []
        assert sorted(resource["id"] for resource in depot.resources("shared")) == before
        # all names are free again, the vault's too
        depot.new_point("palouse")


def test_delete_that_may_not_begin():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.cloud.fault(method="GET", path=f"/subscriptions/{SUBSCRIPTION}/resources", count=1, effect={
            "status": 403, "code": "AuthorizationFailed", "message": "You may not look."})
        depot.ctl("point", "delete", "palouse", "--yes", "palouse", "--wait", expect=9)
        # nothing was touched: the point is what it was
        after, operation = expect_state(depot, "palouse", "ready", "failed")
        assert operation["error"]["code"] == "permission-denied", operation
        assert not after.get("statusText"), after
        assert depot.edge(point)[1].startswith("HTTP/1.1 200")
        depot.drive("retry", operation["id"], 60)
        assert depot.point("palouse") is None


def test_delete_meets_a_lock():
    with Depot() as depot:
        point = depot.new_point("palouse")
        lock = f"{depot.group_of(point)}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01"
        answer = depot.arm().ask("PUT", lock, {"properties": {"level": "CanNotDelete"}})
        assert answer.status in (200, 201), answer.body
        depot.ctl("point", "delete", "palouse", "--yes", "palouse", "--wait", expect=9)
        report = depot.drive("run", 60)[-1]
        failed, operation = find(report, "palouse")
        assert (failed["state"], operation["error"]["code"]) == ("failed", "locked"), operation
        last = [m for m in report["messages"] if m.get("point") == point["id"]][-1]
        assert last["id"] == 9417 and "palouse" in last["text"], last
        depot.arm().ask("DELETE", lock)
        report = depot.drive("retry", operation["id"], 60)[-1]
        assert find(report, "palouse") == (None, None), report["operations"]
        assert depot.with_tag(point) == []


def test_delete_of_what_is_gone_already():
    with Depot() as depot:
        point = depot.new_point("palouse")
        depot.arm().ask("DELETE", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/palouse")
        wait_until(lambda: not depot.group_exists("palouse"))
        depot.ctl("point", "delete", "palouse", "--yes", "palouse", "--wait")
        assert depot.point("palouse") is None
        assert depot.with_tag(point) == []


def test_delete_overtakes_a_creation():
    with Depot() as depot:
        depot.drive("create", depot.write_draft("palouse"))
        keeper = depot.start("hold", 60)
        try:
            wait_until(lambda: depot.resources("palouse"), 30)
            point = depot.point("palouse")
            depot.ctl("point", "delete", "palouse", "--yes", "palouse")
            wait_until(lambda: depot.point("palouse") is None, 60)
        finally:
            keeper.kill()
            depot.end(keeper)
        report = depot.drive("run", 30)[-1]
        assert find(report, "palouse") == (None, None), report["points"]
        assert depot.with_tag(point) == []
        assert not depot.group_exists("palouse")


if __name__ == "__main__":
    run_tests(globals())
