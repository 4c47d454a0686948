#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Template deployments of the practice cloud, with the two stages of a distribution point."""

import json

from practice_arm import CONSOLE_PRINCIPAL, GROUPS, Arm, load_template
from practice_fixture import PracticeCloud, run_tests, wait_until

DEPLOYMENTS = GROUPS + "/depot/providers/Microsoft.Resources/deployments/"


def states(arm, name):
    operations = arm.get(DEPLOYMENTS + name + "/operations")["value"]
    return {o["properties"]["targetResource"]["resourceType"].rpartition("/")[2]:
            o["properties"]["provisioningState"] for o in operations}


def test_two_stages():
    with PracticeCloud(speed=400) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        base = arm.deploy_base("depot")
        properties = base["properties"]
        assert properties["provisioningState"] == "Succeeded", properties
        assert properties["outputs"]["vaultUri"]["value"].startswith("https://granitefalls-kv.vault.")
        assert len(properties["outputResources"]) == 12
        assert set(states(arm, "base").values()) == {"Succeeded"}

        service = arm.deploy_service("depot")
        properties = service["properties"]
        assert properties["provisioningState"] == "Succeeded", properties
        assert properties["outputs"]["azureServiceFqdn"]["value"] == \
            "granitefalls.westeurope.cloudapp.localhost"
        assert properties["parameters"]["customData"] == {"type": "SecureString"}
        scale_set = GROUPS + "/depot/providers/Microsoft.Compute/virtualMachineScaleSets/granitefalls"
        assert "e30=" not in json.dumps(arm.get(scale_set))
        view = arm.get(scale_set + "/instanceView")
        assert {"code": "PowerState/running", "count": 1} in view["virtualMachine"]["statusesSummary"]

        for action, power in (("poweroff", "stopped"), ("deallocate", "deallocated"), ("start", "running")):
            arm.follow(arm.ask("POST", f"{scale_set}/{action}"))
            machines = arm.get(scale_set + "/virtualMachines?$expand=instanceView")["value"]
            codes = [s["code"] for s in machines[0]["properties"]["instanceView"]["statuses"]]
            assert "PowerState/" + power in codes, codes
        arm.follow(arm.ask("PATCH", scale_set, {"sku": {"name": "Standard_B2s_v2", "capacity": 3}}))
        assert len(arm.get(scale_set + "/virtualMachines")["value"]) == 3
        # az scales by a PUT that names nothing else; the rest stays
        before = arm.get(scale_set)["properties"]["virtualMachineProfile"]
        arm.follow(arm.ask("PUT", scale_set, {"location": "westeurope", "sku": {"name": "Standard_B2s_v2", "capacity": 2}}))
        assert len(arm.get(scale_set + "/virtualMachines")["value"]) == 2
        assert arm.get(scale_set)["properties"]["virtualMachineProfile"] == before

        address = GROUPS + "/depot/providers/Microsoft.Network/publicIPAddresses/granitefalls"
        assert arm.ask("DELETE", address).json()["error"]["code"] == "PublicIPAddressCannotBeDeleted"
        resources = arm.get(GROUPS + "/depot/resources")["value"]
        assert len(resources) == 9, [r["type"] for r in resources]
        cloud.scenario(leastRetryAfter=2)
        deletion = arm.ask("DELETE", GROUPS + "/depot")
        assert deletion.headers["Retry-After"] == "2", deletion.headers
        arm.follow(deletion)
        assert arm.ask("HEAD", GROUPS + "/depot").status == 404


def test_order_follows_dependencies():
    with PracticeCloud(speed=20) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        arm.deploy_base("depot", follow=False)
        seen = []

        def finished():
            now = states(arm, "base")
            for kind, state in now.items():
                if state == "Succeeded" and kind not in seen:
                    seen.append(kind)
            return arm.get(DEPLOYMENTS + "base")["properties"]["provisioningState"] == "Succeeded"
        wait_until(finished, 20)
        finished()  # the last resource may have ended between the two questions
        assert seen.index("storageAccounts") < seen.index("blobServices") < seen.index("containers"), seen


def test_active_then_cancelled():
    with PracticeCloud(speed=20) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        first = arm.deploy_base("depot", follow=False)
        assert first.status == 201 and first.json()["properties"]["provisioningState"] == "Accepted"
        again = arm.deploy_base("depot", follow=False)
        assert (again.status, again.json()["error"]["code"]) == (409, "DeploymentActive")
        assert arm.ask("POST", DEPLOYMENTS + "base/cancel").status == 204
        assert arm.follow(first).json()["status"] == "Canceled"
        assert arm.get(DEPLOYMENTS + "base")["properties"]["provisioningState"] == "Canceled"
        assert arm.ask("POST", DEPLOYMENTS + "base/cancel").status == 409
        arm.follow(arm.ask("DELETE", DEPLOYMENTS + "base"))
        assert arm.ask("HEAD", DEPLOYMENTS + "base").status == 404


def test_what_if_and_validate():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        parameters = {key: {"value": value} for key, value in {
            "location": "westeurope", "storageName": "granitefallsst", "vaultName": "granitefalls-kv",
            "identityName": "granitefalls", "consolePrincipalId": CONSOLE_PRINCIPAL}.items()}
        body = {"properties": {"mode": "Incremental", "template": load_template("base"),
                               "parameters": parameters}}

        def changes(form):
            body["properties"]["whatIfSettings"] = {"resultFormat": form}
            answer = arm.ask("POST", DEPLOYMENTS + "base/whatIf", body)
            assert answer.status == 202 and "Location" in answer.headers
            result = arm.follow(answer).json()
            assert result["status"] == "Succeeded"
            return [c["changeType"] for c in result["properties"]["changes"]]
        assert changes("FullResourcePayloads") == ["Create"] * 12
        validated = arm.ask("POST", DEPLOYMENTS + "base/validate", body)
        assert len(validated.json()["properties"]["validatedResources"]) == 12
        arm.deploy_base("depot")
        assert changes("ResourceIdOnly") == ["Deploy"] * 12
        assert set(changes("FullResourcePayloads")) == {"NoChange"}
        body["properties"]["parameters"]["tags"] = {"value": {"x": "y"}}
        assert "Modify" in changes("FullResourcePayloads")
        exported = arm.ask("POST", DEPLOYMENTS + "base/exportTemplate").json()
        assert exported["template"] == load_template("base")


def test_bad_templates():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        missing = arm.deploy("depot", "bad", load_template("base"), location="westeurope")
        assert missing.status == 400
        assert missing.json()["error"]["code"] == "InvalidTemplate"
        assert "'storageName' is not provided" in missing.json()["error"]["message"]
        lenient = '{"properties": {mode: "Incremental", // as az sends it\n template: ' + json.dumps(
            {"$schema": "s", "contentVersion": "1.0.0.0", "resources": []}) + '}}'
        answer = arm.ask("PUT", DEPLOYMENTS + "lenient", lenient, {"Content-Type": "application/json"})
        assert answer.status == 201, answer.body
        assert arm.follow(answer).json()["status"] == "Succeeded"


def failed_inner(arm, deployment):
    error = deployment["properties"]["error"]
    assert error["code"] == "DeploymentFailed", error
    return [json.loads(detail["message"])["error"]["code"] for detail in error["details"]]


def test_scenario_quota_exceeded():
    with PracticeCloud("--scenario", "quota-exceeded", speed=400) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        arm.deploy_base("depot")
        service = arm.deploy_service("depot")
        assert failed_inner(arm, service) == ["QuotaExceeded"]
        now = states(arm, "service")
        assert now["virtualMachineScaleSets"] == "Failed" and now["loadBalancers"] == "Succeeded"
        assert "autoscalesettings" not in now
        cloud.scenario("normal")
        assert arm.deploy_service("depot")["properties"]["provisioningState"] == "Succeeded"


def test_scenario_policy_denied():
    with PracticeCloud("--scenario", "policy-denied") as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        base = arm.deploy_base("depot")
        assert failed_inner(arm, base) == ["RequestDisallowedByPolicy"]
        inner = json.loads(base["properties"]["error"]["details"][0]["message"])["error"]
        assert inner["additionalInfo"][0]["type"] == "PolicyViolation", inner


def test_scenario_provider_not_registered():
    with PracticeCloud("--scenario", "provider-not-registered") as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        assert "MissingSubscriptionRegistration" in failed_inner(arm, arm.deploy_base("depot"))


def test_scenario_name_taken():
    with PracticeCloud("--scenario", "name-taken") as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        refused = arm.deploy_base("depot", name="contosofalls")
        assert (refused.status, refused.json()["error"]["code"]) == (400, "InvalidTemplateDeployment")
        inner = refused.json()["error"]["details"][0]["details"][0]
        assert inner["code"] == "StorageAccountAlreadyTaken", inner


def test_name_taken_between_check_and_use():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        answer = cloud.ask("PUT", "/_practice/scenario", {
            "name": "race", "title": "race", "settings": {}, "rules": [{
                "resourceType": "Microsoft.Storage/storageAccounts", "count": 1, "effect": {
                    "status": 409, "code": "StorageAccountAlreadyTaken", "message": "Taken."}}]})
        assert answer.status == 200, answer.body
        assert failed_inner(arm, arm.deploy_base("depot")) == ["StorageAccountAlreadyTaken"]
        assert arm.deploy_base("depot")["properties"]["provisioningState"] == "Succeeded"


def test_missing_size():
    with PracticeCloud(speed=400) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        arm.deploy_base("depot")
        service = arm.deploy_service("depot", vmSize="Standard_D4s_v5")
        assert failed_inner(arm, service) == ["SkuNotAvailable"]


def test_goes_on_after_kill():
    with PracticeCloud(speed=40) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        arm.deploy_base("depot")
        first = arm.deploy_service("depot", follow=False)
        wait_until(lambda: states(arm, "service").get("virtualMachineScaleSets") == "Running", 20)
        cloud.kill()
        cloud.start()
        assert arm.follow(first).json()["status"] == "Succeeded"
        service = arm.get(DEPLOYMENTS + "service")
        assert service["properties"]["provisioningState"] == "Succeeded"
        assert set(states(arm, "service").values()) == {"Succeeded"}


def test_at_subscription_scope():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        template = {
            "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate"
                       ".json#", "contentVersion": "1.0.0.0", "resources": [{
                           "type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01",
                           "name": "[concat('depot', '-made')]", "location": "westeurope"}]}
        path = arm.subscription + "/providers/Microsoft.Resources/deployments/group"
        answer = arm.ask("PUT", path, {"location": "westeurope", "properties": {
            "mode": "Incremental", "template": template}})
        assert answer.status == 201, answer.body
        assert arm.follow(answer).json()["status"] == "Succeeded"
        assert arm.ask("HEAD", GROUPS + "/depot-made").status == 204


if __name__ == "__main__":
    run_tests(dict(globals()), at_once=3)
