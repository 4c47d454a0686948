#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Manager of the practice cloud: subscriptions, groups, names, roles, locks, resources."""

import uuid

from practice_arm import GROUPS, Arm
from practice_fixture import SUBSCRIPTION, TENANT, PracticeCloud, run_tests, wait_until

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
SUB = f"/subscriptions/{SUBSCRIPTION}"


def code_of(answer):
    return answer.json()["error"]["code"]


def test_tenants_and_subscriptions():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        tenants = arm.get("/tenants")["value"]
        assert [t["tenantId"] for t in tenants] == [TENANT], tenants
        subscriptions = arm.get("/subscriptions")["value"]
        assert SUBSCRIPTION in [s["subscriptionId"] for s in subscriptions]
        locations = arm.get(SUB + "/locations")["value"]
        assert {x["metadata"]["regionType"] for x in locations} == {"Physical", "Logical"}
        unknown = arm.ask("GET", f"/subscriptions/{uuid.uuid4()}")
        assert (unknown.status, code_of(unknown)) == (404, "SubscriptionNotFound")


def test_pages_follow_next_link():
    with PracticeCloud() as cloud:
        cloud.scenario(pageSize=3)
        arm = Arm(cloud)
        path, names = SUB + "/locations", []
        for _ in range(10):
            page = arm.get(path)
            names += [x["name"] for x in page["value"]]
            if "nextLink" not in page:
                break
            assert len(page["value"]) == 3
            assert page["nextLink"].startswith(cloud.endpoints["resourceManager"] + "/")
            path = page["nextLink"][len(cloud.endpoints["resourceManager"]):]
        assert len(names) == len(set(names)) == 9, names


def test_no_token_no_answer():
    with PracticeCloud() as cloud:
        answer = cloud.ask("GET", "/subscriptions?api-version=2022-12-01")
        assert answer.status == 401 and "Bearer" in answer.headers["WWW-Authenticate"]
        missing = cloud.ask("GET", "/subscriptions",
                            headers={"Authorization": "Bearer " + cloud.app_token()})
        assert (missing.status, code_of(missing)) == (400, "MissingApiVersionParameter")


def test_groups():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        first = arm.ask("PUT", GROUPS + "/depot-west", {"location": "West Europe", "tags": {"a": "b"}})
        assert first.status == 201 and first.json()["location"] == "westeurope", first.body
        assert arm.ask("PUT", GROUPS + "/DEPOT-WEST", {"location": "westeurope"}).status == 200
        moved = arm.ask("PUT", GROUPS + "/depot-west", {"location": "eastus"})
        assert (moved.status, code_of(moved)) == (409, "InvalidResourceGroupLocation")
        assert arm.ask("HEAD", GROUPS + "/depot-west").status == 204
        assert arm.ask("HEAD", GROUPS + "/nothing").status == 404
        absent = arm.ask("GET", GROUPS + "/nothing")
        assert (absent.status, code_of(absent)) == (404, "ResourceGroupNotFound")
        bad = arm.ask("PUT", GROUPS + "/dot.", {"location": "westeurope"})
        assert bad.status == 400, bad.body
        patched = arm.ask("PATCH", GROUPS + "/depot-west", {"tags": {"depot-service": "1"}}).json()
        assert patched["tags"] == {"depot-service": "1"}
        found = arm.get(GROUPS + "?$filter=tagName%20eq%20'depot-service'%20and%20tagValue%20eq%20'1'")
        assert [g["name"] for g in found["value"]] == ["depot-west"]
        gone = arm.ask("DELETE", GROUPS + "/depot-west")
        assert gone.status == 202 and "Location" in gone.headers
        assert arm.follow(gone).status == 200
        assert arm.ask("HEAD", GROUPS + "/depot-west").status == 404


def test_names():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        cloud.scenario("name-taken")

        def ask(provider, kind, name):
            return arm.ask("POST", f"{SUB}/providers/{provider}/checkNameAvailability",
                           {"name": name, "type": f"{provider}/{kind}"}).json()
        assert ask("Microsoft.Storage", "storageAccounts", "wallacefalls")["nameAvailable"] is True
        assert ask("Microsoft.Storage", "storageAccounts", "contosofiles")["reason"] == "AlreadyExists"
        assert ask("Microsoft.Storage", "storageAccounts", "Bad")["reason"] == "AccountNameInvalid"
        assert ask("Microsoft.KeyVault", "vaults", "wallace-falls")["nameAvailable"] is True
        assert ask("Microsoft.KeyVault", "vaults", "a--b")["reason"] == "AccountNameInvalid"
        place = f"{SUB}/providers/Microsoft.Network/locations/westeurope/CheckDnsNameAvailability"
        assert arm.get(place + "?domainNameLabel=wallacefalls")["available"] is True
        assert arm.get(place + "?domainNameLabel=contosofalls")["available"] is False
        assert arm.ask("GET", place + "?domainNameLabel=-x").status == 400


def test_providers_register():
    with PracticeCloud("--scenario", "provider-not-registered") as cloud:
        arm = Arm(cloud)
        path = SUB + "/providers/Microsoft.Compute"
        assert arm.get(path)["registrationState"] == "NotRegistered"
        arm.group("depot")
        refused = arm.ask("PUT", GROUPS + "/depot/providers/Microsoft.ManagedIdentity/"
                                          "userAssignedIdentities/edge", {"location": "westeurope"})
        assert (refused.status, code_of(refused)) == (409, "MissingSubscriptionRegistration")
        assert arm.ask("POST", path + "/register").json()["registrationState"] == "Registering"
        wait_until(lambda: arm.get(path)["registrationState"] == "Registered")


def test_roles_need_time_and_scope():
    with PracticeCloud(speed=50) as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        scope = GROUPS + "/depot"
        name = str(uuid.uuid4())
        path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
        body = {"properties": {
            "roleDefinitionId": f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{READER}",
            "principalId": str(uuid.uuid4()), "principalType": "ServicePrincipal"}}
        assert arm.ask("PUT", path, body).status == 201
        assert arm.ask("PUT", path, body).status == 200
        again = arm.ask("PUT", path.replace(name, str(uuid.uuid4())), body)
        assert (again.status, code_of(again)) == (409, "RoleAssignmentExists")
        assert arm.ask("PUT", path.replace(name, "no-guid"), body).status == 400
        assert arm.get(path)["properties"]["scope"].lower() == scope.lower()
        listed = arm.get(f"{scope}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()")
        assert name in [a["name"] for a in listed["value"]]
        assert arm.ask("DELETE", path).status == 200
        assert arm.ask("DELETE", path).status == 204
        definitions = arm.get(f"{SUB}/providers/Microsoft.Authorization/roleDefinitions?"
                              "$filter=roleName%20eq%20'Reader'")["value"]
        assert [d["name"] for d in definitions] == [READER]


def test_contributor_may_not_assign_roles():
    with PracticeCloud() as cloud:
        other = SUBSCRIPTION[:-1] + "2"
        arm = Arm(cloud, subscription=other)
        arm.group("depot")
        path = (f"/subscriptions/{other}/resourceGroups/depot/providers/Microsoft.Authorization/"
                f"roleAssignments/{uuid.uuid4()}")
        refused = arm.ask("PUT", path, {"properties": {}})
        assert (refused.status, code_of(refused)) == (403, "AuthorizationFailed")


def test_locks():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        identity = GROUPS + "/depot/providers/Microsoft.ManagedIdentity/userAssignedIdentities/edge"
        assert arm.ask("PUT", identity, {"location": "westeurope"}).status == 201
        lock = identity + "/providers/Microsoft.Authorization/locks/keep"
        assert arm.ask("PUT", lock, {"properties": {"level": "CanNotDelete"}}).status == 201
        for path in (identity, GROUPS + "/depot"):
            refused = arm.ask("DELETE", path)
            assert (refused.status, code_of(refused)) == (409, "ScopeLocked"), refused.body
        assert arm.ask("PUT", identity, {"location": "westeurope"}).status == 200
        arm.ask("PUT", lock, {"properties": {"level": "ReadOnly"}})
        assert code_of(arm.ask("PUT", identity, {"location": "westeurope"})) == "ScopeLocked"
        assert arm.ask("DELETE", lock).status == 200
        assert arm.ask("DELETE", identity).status == 200
        assert arm.ask("DELETE", identity).status == 204


def test_resources_answer_in_their_own_style():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        base = GROUPS + "/depot/providers/"
        account = base + "Microsoft.Storage/storageAccounts/wallacefalls"
        made = arm.ask("PUT", account, {
            "location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
        assert made.status == 202 and made.body == b"" and "Azure-AsyncOperation" not in made.headers
        resource = arm.follow(made).json()
        assert resource["properties"]["provisioningState"] == "Succeeded"
        assert resource["properties"]["primaryEndpoints"]["blob"] == (
            "https://wallacefalls.blob." + cloud.endpoints["storageSuffix"] + "/")
        assert arm.ask("PATCH", account, {"tags": {"x": "y"}}).json()["tags"] == {"x": "y"}

        address = base + "Microsoft.Network/publicIPAddresses/falls"
        made = arm.ask("PUT", address, {
            "location": "westeurope", "sku": {"name": "Standard"},
            "properties": {"publicIPAllocationMethod": "Static", "dnsSettings": {"domainNameLabel": "falls"}}})
        assert made.status == 201 and "Azure-AsyncOperation" in made.headers
        assert made.json()["properties"]["provisioningState"] == "Updating"
        assert arm.follow(made).json()["status"] == "Succeeded"
        properties = arm.get(address)["properties"]
        assert properties["dnsSettings"]["fqdn"] == "falls.westeurope.cloudapp.localhost"
        assert properties["ipAddress"].startswith("127.77.")
        gone = arm.ask("DELETE", address)
        assert gone.status == 202 and "Location" in gone.headers
        arm.follow(gone)
        assert arm.ask("GET", address).status == 404

        taken = arm.ask("PUT", base + "Microsoft.Storage/storageAccounts/Not-Valid", {
            "location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}})
        assert (taken.status, code_of(taken)) == (400, "AccountNameInvalid")


def test_vault_is_deleted_softly():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        vault = GROUPS + "/depot/providers/Microsoft.KeyVault/vaults/falls-kv"
        body = {"location": "westeurope", "properties": {
            "tenantId": TENANT, "sku": {"family": "A", "name": "standard"}, "softDeleteRetentionInDays": 7}}
        assert arm.ask("PUT", vault, body).json()["properties"]["provisioningState"] == "RegisteringDns"
        wait_until(lambda: arm.get(vault)["properties"]["provisioningState"] == "Succeeded")
        assert arm.ask("DELETE", vault).status == 200
        taken = arm.ask("POST", SUB + "/providers/Microsoft.KeyVault/checkNameAvailability",
                        {"name": "falls-kv", "type": "Microsoft.KeyVault/vaults"}).json()
        assert taken["nameAvailable"] is False
        assert arm.ask("PUT", vault, body).status == 409
        deleted = SUB + "/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/falls-kv"
        assert arm.get(deleted)["properties"]["vaultId"] == vault
        assert arm.follow(arm.ask("POST", deleted + "/purge")).status == 200
        assert arm.ask("GET", deleted).status == 404
        assert arm.ask("PUT", vault, body).status == 200


def test_rules_are_parts_of_their_group():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        arm.group("depot")
        group = GROUPS + "/depot/providers/Microsoft.Network/networkSecurityGroups/falls"
        arm.follow(arm.ask("PUT", group, {"location": "westeurope", "properties": {}}))
        rule = {"properties": {"priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*",
                               "sourceAddressPrefix": "*", "sourcePortRange": "*",
                               "destinationAddressPrefix": "*", "destinationPortRange": "443"}}
        arm.follow(arm.ask("PUT", group + "/securityRules/depot-stop", rule))
        assert [r["name"] for r in arm.get(group)["properties"]["securityRules"]] == ["depot-stop"]
        clash = arm.ask("PUT", group + "/securityRules/other", rule)
        assert (clash.status, code_of(clash)) == (400, "SecurityRuleConflict")
        arm.follow(arm.ask("DELETE", group + "/securityRules/depot-stop"))
        assert arm.get(group)["properties"]["securityRules"] == []


def test_sizes():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        value = arm.get(SUB + "/providers/Microsoft.Compute/skus?$filter=location%20eq%20'uksouth'")["value"]
        restricted = {s["name"] for s in value if s["restrictions"]}
        assert {"Standard_B2s_v2", "Standard_D2s_v5"} <= {s["name"] for s in value}
        assert "Standard_D2s_v5" in restricted and "Standard_B2s_v2" not in restricted


def test_endpoints_need_no_sign_in():
    with PracticeCloud() as cloud:
        new = cloud.ask("GET", "/metadata/endpoints?api-version=2022-09-01").json()
        old = cloud.ask("GET", "/metadata/endpoints?api-version=2015-01-01").json()
        assert isinstance(new, list) and isinstance(old, dict)
        assert new[0]["microsoftGraphResourceId"] == cloud.endpoints["graph"]
        assert new[0]["suffixes"]["storage"] == cloud.endpoints["storageSuffix"]
        assert old["authentication"]["loginEndpoint"] == cloud.endpoints["authority"]


if __name__ == "__main__":
    run_tests(dict(globals()))
