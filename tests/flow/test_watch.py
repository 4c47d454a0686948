#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The health watch: every finding made by changing things in the portal's way, said once, and over when it is over."""
import json
import os
import subprocess

from flow_fixture import KILLED, message_ids
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, run_tests, wait_until

GRAPH = "/providers/Microsoft.ResourceGraph/resources"


class Watched(Depot):
    """`speed=1`: only the rounds asked for by name run."""

    def check(self, name, expect=0):
        return self.ctl("point", "check", name, expect=expect, speed="1")

    def ctl(self, *arguments, expect=0, speed=None):
        if speed is None:
            return super().ctl(*arguments, expect=expect)
        done = self.run_ctl(*arguments, "--json", speed=speed)
        assert done.returncode == expect, (arguments, done.returncode, done.stdout[-1500:], done.stderr[-500:])
        return json.loads(done.stdout) if done.stdout.strip() else None

    def kinds(self, name):
        return sorted(finding["kind"] for finding in self.check(name))

    def status(self, name):
        return next(point["status"] for point in self.ctl("point", "list") if point["name"] == name)

    def part(self, point, path):
        return f"{self.group_of(point)}/providers/{path}"

    def count(self, point, message_id):
        return message_ids(self.drive("report")[-1], point).count(message_id)

    def journal(self):
        return self.cloud.ask("GET", "/_practice/journal").json()

    def clear_journal(self):
        self.cloud.ask("DELETE", "/_practice/journal")


def calls(depot):
    return [entry["path"].partition("?")[0] for entry in depot.journal()["value"]]


def test_all_is_well_in_four_calls():
    with Watched() as depot:
        depot.new_point("palouse")
        assert depot.check("palouse") == []
        depot.clear_journal()
        assert depot.check("palouse") == []
        asked = [path for path in calls(depot) if path.startswith(("/subscriptions", "/providers"))]
        roles = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments"
        assert sorted(asked) == sorted([GRAPH, GRAPH, "/subscriptions", roles]), calls(depot)
        assert depot.status("palouse") == "Ready"


def test_stopped_and_started_in_the_portal():
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.arm().follow(depot.arm().ask("POST", point["scaleSetId"] + "/deallocate"))
        found = depot.check("palouse")
        assert [(f["kind"], f["remedy"]) for f in found] == [("stopped", "start")], found
        assert depot.status("palouse") == "Stopped outside"
        assert depot.point("palouse")["state"] == "stopped"
        assert depot.kinds("palouse") == ["stopped"]
        assert depot.count(point, 9418) == 1
        depot.arm().follow(depot.arm().ask("POST", point["scaleSetId"] + "/start"))
        wait_until(lambda: not depot.refuses(point))
        assert depot.kinds("palouse") == []
        assert depot.point("palouse")["state"] == "ready" and depot.status("palouse") == "Ready"
        assert depot.count(point, 9419) == 1


def test_started_again_by_its_remedy():
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.arm().follow(depot.arm().ask("POST", point["scaleSetId"] + "/deallocate"))
        assert depot.kinds("palouse") == ["stopped"]
        depot.ctl("point", "start", "palouse", "--wait")
        assert depot.kinds("palouse") == []
        assert depot.edge(point)[1].startswith("HTTP/1.1 200")


def test_scaled_in_the_portal():
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.arm().follow(depot.arm().ask("PATCH", point["scaleSetId"], {"sku": {
            "name": "Standard_B2s_v2", "tier": "Standard", "capacity": 2}}))
        assert depot.kinds("palouse") == []
        assert depot.point("palouse")["instanceCount"] == 2
        assert depot.count(point, 9432) == 1
        assert depot.kinds("palouse") == [] and depot.count(point, 9432) == 1


def test_subscription():
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.cloud.scenario(disabledSubscriptions=[SUBSCRIPTION])
        assert depot.kinds("palouse") == ["subscription"]
        assert depot.status("palouse") == "Subscription disabled"
        assert depot.count(point, 9420) == 1
        depot.cloud.scenario(pastDueSubscriptions=[SUBSCRIPTION])
        found = depot.check("palouse")
        assert [(f["kind"], f["severity"]) for f in found] == [("subscription", "warning")], found
        depot.cloud.scenario("normal")
        assert depot.kinds("palouse") == []
        assert depot.count(point, 9440) == 1


def test_instance_failed():
    with Watched() as depot:
        depot.new_point("palouse")
        depot.cloud.scenario(failedInstances=["palouse"])
        found = depot.check("palouse")
        assert [(f["kind"], f["severity"]) for f in found] == [("instances", "error")], found
        assert depot.status("palouse") == "Instance failed"
        assert depot.point("palouse")["state"] == "ready"


def test_settings_changed_outside():
    with Watched() as depot:
        point = depot.new_point("palouse")
        firewall = depot.part(point, "Microsoft.Network/networkSecurityGroups/palouse-nsg")
        rule = {"properties": {"priority": 150, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
                               "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
                               "destinationPortRange": "22"}}
        answer = depot.arm().ask("PUT", firewall + "/securityRules/ssh", rule)
        assert answer.status in (200, 201), answer.body
        wait_until(lambda: "ssh" in depot.rules(point))
        found = depot.check("palouse")
        assert [f["kind"] for f in found] == ["drift"] and "ssh was added outside" in found[0]["text"], found
        assert found[0]["remedy"] == "re-apply" and depot.status("palouse") == "Settings differ"

        storage = depot.part(point, f"Microsoft.Storage/storageAccounts/{point['storageAccount']}")
        answer = depot.arm().ask("PATCH", storage, {"properties": {"allowBlobPublicAccess": True}})
        assert answer.status == 200, answer.body
        text = depot.check("palouse")[0]["text"]
        assert "allowBlobPublicAccess is true and was deployed as false" in text, text
        assert depot.count(point, 9432) == 2
        depot.ctl("point", "re-apply", "palouse", "--wait")
        assert depot.rules(point) == ["depot-https", "depot-nothing-else"], depot.rules(point)
        assert depot.kinds("palouse") == []
        assert depot.edge(point)[1].startswith("HTTP/1.1 200")
        assert depot.count(point, 9440) == 1


def test_closed_firewall_is_met_from_outside():
    with Watched() as depot:
        point = depot.new_point("palouse")
        firewall = depot.part(point, "Microsoft.Network/networkSecurityGroups/palouse-nsg")
        depot.arm().ask("DELETE", firewall + "/securityRules/depot-https")
        wait_until(lambda: depot.refuses(point))
        found = depot.check("palouse")
        assert [f["kind"] for f in found] == ["answer", "drift"], found
        assert depot.status("palouse") == "Not answering"
        assert "depot-https was deployed and is missing" in found[1]["text"], found
        assert depot.count(point, 9418) == 1 and depot.count(point, 9432) == 1


def test_removed_and_untagged_outside():
    with Watched() as depot:
        point = depot.new_point("palouse")
        network = depot.part(point, "Microsoft.Network/virtualNetworks/palouse-net")
        answer = depot.arm().ask("PATCH", network, {"tags": {"owner": "somebody"}})
        assert answer.status == 200, answer.body
        depot.arm().ask("DELETE", depot.autoscale_id(point))
        wait_until(lambda: depot.arm().ask("GET", depot.autoscale_id(point)).status == 404)
        found = {f["kind"]: f["text"] for f in depot.check("palouse")}
        assert found == {"missing": "Autoscale setting palouse-scaling", "tags": "Virtual network palouse-net"}, found
        assert depot.status("palouse") == "Resources missing"
        depot.ctl("point", "re-apply", "palouse", "--wait")
        assert depot.kinds("palouse") == []
        assert len(depot.with_tag(point)) == 9, depot.with_tag(point)


def test_re_applied_while_stopped():
    """It stays stopped, closed and at rest; what was changed outside is as it should be when it starts again."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "stop", "palouse", "--wait")
        before = depot.powers(point)
        storage = depot.part(point, f"Microsoft.Storage/storageAccounts/{point['storageAccount']}")
        assert depot.arm().ask("PATCH", storage, {"properties": {"allowBlobPublicAccess": True}}).status == 200
        assert depot.kinds("palouse") == ["drift"]
        depot.ctl("point", "re-apply", "palouse", "--wait")
        assert depot.point("palouse")["state"] == "stopped" and depot.refuses(point)
        assert depot.powers(point) == before and "depot-stop" in depot.rules(point)
        assert not depot.autoscale_is_on(point)
        assert depot.kinds("palouse") == []
        depot.ctl("point", "start", "palouse", "--wait")
        assert depot.edge(point)[1].startswith("HTTP/1.1 200")
        assert depot.kinds("palouse") == []


def test_re_apply_brings_instances_along():
    """A scale set changed outside is put right, and so are the instances that were made by the changed one."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.arm().follow(depot.arm().ask("PATCH", point["scaleSetId"], {"sku": {
            "name": "Standard_D2s_v5", "tier": "Standard", "capacity": 1}}))
        depot.arm().follow(depot.arm().ask("POST", point["scaleSetId"] + "/manualupgrade", {"instanceIds": ["*"]}))
        depot.ctl("point", "re-apply", "palouse", "--wait")
        listed = depot.arm().get(point["scaleSetId"] + "/virtualMachines")["value"]
        assert all(one["properties"]["latestModelApplied"] for one in listed), listed
        assert {one["sku"]["name"] for one in listed} == {depot.scale_set(point)["sku"]["name"]}, listed


def test_re_apply_killed_and_resumed():
    """At points spread over its way; the next start brings it to its end."""
    with Watched() as depot:
        count = depot.home.parent / "count"
        point = depot.new_point("palouse")
        firewall = depot.part(point, "Microsoft.Network/networkSecurityGroups/palouse-nsg")
        assert depot.run_ctl("point", "re-apply", "palouse", "--wait", DEPOT_KILL_COUNT_FILE=str(count)).returncode == 0
        total = int(count.read_text())
        for number in range(3, total, max(1, total // 5)):
            depot.arm().ask("DELETE", firewall + "/securityRules/depot-https")
            wait_until(lambda: depot.refuses(point))
            before = depot.point("palouse")["operationId"]
            done = depot.run_ctl("point", "re-apply", "palouse", "--wait", "--quiet", DEPOT_KILL_AT=str(number))
            assert done.returncode in (0, KILLED), (number, done.returncode, done.stderr)
            depot.drive("run", 60)
            if depot.point("palouse")["operationId"] == before:     # killed before the request was on disk
                depot.ctl("point", "re-apply", "palouse", "--wait")
            assert depot.point("palouse")["state"] == "ready", (number, depot.drive("report")[-1]["operations"])
            assert depot.rules(point) == ["depot-https", "depot-nothing-else"], (number, depot.rules(point))


def test_resource_group_removed_outside():
    """Everything is gone: said once with all its parts, no crash, no endless retry."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        group = depot.group_of(point)
        depot.arm().ask("DELETE", group)
        wait_until(lambda: depot.arm().ask("GET", group).status == 404)
        found = depot.check("palouse")
        assert [(f["kind"], f["severity"]) for f in found] == [("missing", "error")], found
        assert "Storage account" in found[0]["text"] and "Virtual network" in found[0]["text"], found
        assert depot.status("palouse") == "Resources missing"
        assert depot.kinds("palouse") == ["missing"] and depot.count(point, 9432) == 1


def test_two_consoles_ask_for_the_same():
    """The second one is told who works on the point; there is one operation, and the point ends as it should."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        first = subprocess.Popen([os.environ["DEPOTCTL"], "point", "re-apply", "palouse", "--wait", "--quiet"],
                                 stdout=subprocess.DEVNULL, env={**os.environ, "DEPOT_HOME": str(depot.home), "DEPOT_CLOCK_SPEED": "20"})
        wait_until(lambda: depot.point("palouse")["state"] == "upgrading")
        refused = depot.run_ctl("point", "re-apply", "palouse", "--wait", "--json")
        assert refused.returncode != 0 and json.loads(refused.stdout)["error"]["code"] == "conflict", refused.stdout
        assert first.wait(90) == 0
        asked = [one for one in depot.drive("report")[-1]["operations"]
                 if one["subject"] == point["id"] and one["kind"] == "reapply-point"]
        assert len(asked) == 1 and depot.point("palouse")["state"] == "ready", asked
        assert depot.kinds("palouse") == []


def test_resource_group_locked_outside():
    """The lock is named; taken away, the same request goes through."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        lock = depot.group_of(point) + "/providers/Microsoft.Authorization/locks/keep"
        answer = depot.arm().ask("PUT", lock, {"properties": {"level": "ReadOnly", "notes": "kept"}})
        assert answer.status in (200, 201), answer.body
        assert depot.kinds("palouse") == []
        done = depot.run_ctl("point", "re-apply", "palouse", "--wait", "--json")
        assert done.returncode != 0 and json.loads(done.stdout)["error"]["code"] == "locked", (done.stdout, done.stderr)
        assert depot.arm().ask("DELETE", lock).status in (200, 204)
        operation = next(one for one in depot.drive("report")[-1]["operations"] if one["subject"] == point["id"])
        depot.drive("retry", operation["id"], 60)
        assert depot.point("palouse")["state"] == "ready" and depot.kinds("palouse") == []


def test_stopped_while_a_round_looks():
    """What Azure said before the point was stopped says nothing about the point that is stopped now."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.clear_journal()
        depot.cloud.fault(method="GET", path="/subscriptions/?*/roleAssignments", count=1, effect={
            "kind": "delay", "seconds": 4})
        looking = subprocess.Popen([os.environ["DEPOTCTL"], "point", "check", "palouse", "--json"],
                                   stdout=subprocess.DEVNULL, env={**os.environ, "DEPOT_HOME": str(depot.home)})
        wait_until(lambda: calls(depot).count(GRAPH) == 2)
        depot.ctl("point", "stop", "palouse", "--wait")
        assert looking.wait(30) == 0
        assert depot.point("palouse")["state"] == "stopped" and depot.refuses(point)
        assert depot.count(point, 9418) == 0 and depot.kinds("palouse") == []


def test_certificate_expired():
    """One that ends while we look: a warning first, then an error; clients refuse the service from then on."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "renew", "palouse", *depot.make_pfx("*.contoso.com", seconds=25), "--wait")
        found = depot.check("palouse")
        assert [(f["kind"], f["severity"]) for f in found] == [("certificate", "warning")], found
        assert depot.status("palouse") == "Certificate 0 d"
        wait_until(lambda: depot.check("palouse")[0]["severity"] == "error", 60)
        found = depot.check("palouse")
        assert [(f["kind"], f["remedy"]) for f in found] == [("certificate", "renew")], found
        assert depot.status("palouse") == "Certificate expired"
        assert depot.count(point, 9423) == 1 and depot.count(point, 9425) == 1
        depot.ctl("point", "renew", "palouse", *depot.make_pfx("*.contoso.com", days=90), "--wait")
        assert depot.kinds("palouse") == [] and depot.status("palouse") == "Ready"


def roles_of_edge(depot, point):
    identity = depot.arm().get(depot.part(point, "Microsoft.ManagedIdentity/userAssignedIdentities/palouse-edge"))
    listed = depot.arm().get(f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments")["value"]
    return [one for one in listed if one["properties"]["principalId"] == identity["properties"]["principalId"]]


def test_role_removed_outside():
    """Without it the instances read no content: said, and given back by Re-apply. Who may not list roles is told nothing."""
    with Watched() as depot:
        point = depot.new_point("palouse")
        given = roles_of_edge(depot, point)
        assert len(given) == 3, given
        reader = next(one for one in given if one["properties"]["roleDefinitionId"].endswith("/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"))
        assert depot.arm().ask("DELETE", reader["id"]).status == 200
        depot.cloud.fault(method="GET", path="/subscriptions/?*/roleAssignments", count=1, effect={
            "status": 403, "code": "AuthorizationFailed", "message": "You may not look."})
        assert depot.kinds("palouse") == []
        depot.clear_journal()
        found = depot.check("palouse")
        assert [(f["kind"], f["severity"], f["remedy"]) for f in found] == [("roles", "error", "re-apply")], found
        assert f"Storage Blob Data Reader on {point['storageAccount']}" in found[0]["text"], found
        assert len([path for path in calls(depot) if path.endswith("/roleAssignments")]) == 1, calls(depot)
        assert depot.status("palouse") == "Role removed" and depot.count(point, 9432) == 1
        depot.ctl("point", "re-apply", "palouse", "--wait")
        assert len(roles_of_edge(depot, point)) == 3
        assert depot.kinds("palouse") == [] and depot.count(point, 9440) == 1


def test_certificate_ends_soon():
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.ctl("point", "renew", "palouse", *depot.make_pfx("*.contoso.com", days=6), "--wait")
        found = depot.check("palouse")
        assert [(f["kind"], f["remedy"]) for f in found] == [("certificate", "renew")], found
        status = depot.status("palouse")
        assert status == "Certificate 5 d", status
        found = depot.check("palouse")
        assert [f["kind"] for f in found] == ["certificate"], found
        assert depot.count(point, 9423) == 1, depot.drive("report")[-1]["messages"]


def test_another_way_where_the_graph_is_refused():
    with Watched() as depot:
        point = depot.new_point("palouse")
        depot.arm().follow(depot.arm().ask("POST", point["scaleSetId"] + "/deallocate"))
        depot.cloud.fault(method="POST", path=GRAPH, count=9, effect={
            "status": 400, "code": "BadRequest", "message": "Not offered in this environment."})
        depot.new_point("yakima")
        depot.clear_journal()
        assert depot.kinds("palouse") == ["stopped"]
        views = [path for path in calls(depot) if path.lower().endswith("/instanceview")]
        assert [path.lower() for path in views] == [(point["scaleSetId"] + "/instanceView").lower()], views


def test_no_right_to_look():
    with Watched() as depot:
        point = depot.new_point("palouse")
        refusal = {"status": 403, "code": "AuthorizationFailed", "message": "You may not look."}
        depot.cloud.fault(method="POST", path=GRAPH, count=9, effect=refusal)
        depot.cloud.fault(method="GET", path="/subscriptions/?*/providers/*", count=9, effect=refusal)
        found = depot.check("palouse")
        assert [(f["kind"], f["remedy"]) for f in found] == [("access", "portal")], found
        assert depot.count(point, 9402) == 1
        depot.cloud.scenario("normal")
        assert depot.kinds("palouse") == [] and depot.count(point, 9401) >= 1


def test_throttled_and_unreachable():
    with Watched() as depot:
        depot.new_point("palouse")
        depot.cloud.fault(method="POST", path=GRAPH, count=1, effect={
            "status": 429, "code": "RateLimiting", "message": "Later.", "retryAfter": 1})
        assert depot.kinds("palouse") == []
        # N7: answers that are lost on the way back are asked for again. On a kept connection libsoup does so by
        # itself; with another one at hand it did so too early, and every third such console crashed.
        for _ in range(8):
            depot.cloud.fault(method="POST", path=GRAPH, count=1, effect={"kind": "drop"})
            depot.cloud.fault(method="GET", path="/subscriptions/?*/roleAssignments", count=1, effect={"kind": "drop"})
            assert depot.kinds("palouse") == []
        depot.cloud.fault(method="GET", path="/subscriptions", count=99, effect={
            "status": 503, "code": "ServerBusy", "message": "Later."})
        done = depot.run_ctl("point", "check", "palouse", "--json")
        assert done.returncode == 7, (done.returncode, done.stdout, done.stderr)
        assert depot.status("palouse") == "Ready"


def test_the_keeper_looks_by_itself():
    with Watched() as depot:
        point = depot.new_point("palouse")
        keeper = depot.start("hold", 60)
        try:
            depot.arm().follow(depot.arm().ask("POST", point["scaleSetId"] + "/deallocate"))
            wait_until(lambda: depot.point("palouse")["state"] == "stopped", 30)
        finally:
            keeper.kill()
            depot.end(keeper)


if __name__ == "__main__":
    run_tests(globals())
