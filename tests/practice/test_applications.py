#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registering applications through Graph: who may, what is kept, and which secrets open the door."""

import base64
import os
import subprocess
import time
import urllib.parse
import uuid

from practice_fixture import TENANT, PracticeCloud, run_tests, wait_until
from test_identity import Client, claims_of, expect_refusal, make_assertion

ROOT = "/graph/v1.0/"
MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
VAULT = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"
NEW = {"displayName": "Unattended", "signInAudience": "AzureADMyOrg", "isFallbackPublicClient": True,
       "publicClient": {"redirectUris": ["http://localhost"]}}


def access(resource, permission, kind="Scope"):
    return {"resourceAppId": resource, "resourceAccess": [{"id": permission, "type": kind}]}


class Graph:
    def __init__(self, cloud, user="admin@contoso.com"):
        self.cloud = cloud
        client = Client(cloud)
        tokens = client.sign_in(user=user)
        answer = client.refresh(tokens["refresh_token"], scope=cloud.endpoints["graph"] + "/.default")
        assert answer.status == 200, answer.body
        self.token = answer.json()["access_token"]

    def ask(self, method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.cloud.ask(method, ROOT + path, body, headers)

    def resource(self, app_id, select="id,appId,oauth2PermissionScopes"):
        query = urllib.parse.urlencode({"$filter": f"appId eq '{app_id}'", "$select": select})
        answer = self.ask("GET", f"servicePrincipals?{query}")
        assert answer.status == 200, answer.body
        return answer.json()["value"]

    def permission(self, app_id):
        (principal,) = self.resource(app_id)
        (scope,) = principal["oauth2PermissionScopes"]
        assert scope["value"] == "user_impersonation" and scope["isEnabled"], scope
        return scope["id"]

    def register(self):
        answer = self.ask("POST", "applications", {
            **NEW, "requiredResourceAccess": [access(MANAGEMENT, self.permission(MANAGEMENT))]})
        assert answer.status == 201, answer.body
        application = answer.json()
        principal = wait_until(lambda: self.principal(application["appId"]))
        return application, principal

    def principal(self, client_id):
        answer = self.ask("POST", "servicePrincipals", {"appId": client_id})
        if answer.status == 400:
            error = answer.json()["error"]
            assert error["details"][0]["code"] == "NoBackingApplicationObject", error
            return None
        assert answer.status == 201, answer.body
        return answer.json()


def token_of(cloud, application, **proof):
    return cloud.form(f"/{TENANT}/oauth2/v2.0/token", {
        "grant_type": "client_credentials", "client_id": application["appId"],
        "scope": cloud.endpoints["managementScope"], **proof})


def add_password(graph, application, end="2027-06-01T00:00:00Z"):
    answer = graph.ask("POST", f"applications/{application['id']}/addPassword",
                       {"passwordCredential": {"displayName": "test", "endDateTime": end}})
    assert answer.status == 200, answer.body
    return answer.json()


def test_secret():
    with PracticeCloud() as cloud:
        graph = Graph(cloud)
        application, principal = graph.register()
        for name in ("practiceCreated", "practiceTenant"):
            assert name not in application, application
        password = add_password(graph, application)
        answer = token_of(cloud, application, client_secret=password["secretText"])
        assert answer.status == 200, answer.body
        claims = claims_of(answer.json()["access_token"])
        assert claims["oid"] == principal["id"] and claims["appid"] == application["appId"], claims
        assert "refresh_token" not in answer.json()

        expect_refusal(token_of(cloud, application, client_secret="wrong"), "invalid_client", 7000215, 401)
        expect_refusal(token_of(cloud, application), "invalid_client", 7000218, 401)
        shown = graph.ask("GET", f"applications(appId='{application['appId']}')").json()
        assert shown["passwordCredentials"][0]["keyId"] == password["keyId"], shown
        assert password["secretText"] not in str(shown) and "practiceHash" not in str(shown), shown

        cloud.stop()
        cloud.start()
        assert token_of(cloud, application, client_secret=password["secretText"]).status == 200

        answer = graph.ask("POST", f"applications/{application['id']}/removePassword",
                           {"keyId": password["keyId"]})
        assert answer.status == 204, answer.body
        expect_refusal(token_of(cloud, application, client_secret=password["secretText"]),
                       "invalid_client", 7000215, 401)


def test_expired_secret():
    with PracticeCloud() as cloud:
        graph = Graph(cloud)
        application, _ = graph.register()
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
        password = add_password(graph, application, end)
        assert password["endDateTime"] == end, password
        assert token_of(cloud, application, client_secret=password["secretText"]).status == 200
        cloud.shift_clock(2 * 86400)
        expect_refusal(token_of(cloud, application, client_secret=password["secretText"]),
                       "invalid_client", 7000222, 401)


def make_certificate(cloud):
    key, path = os.path.join(cloud.folder, "a.key"), os.path.join(cloud.folder, "a.der")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-outform",
                    "DER", "-out", path, "-days", "9", "-subj", "/CN=a"], check=True, capture_output=True)
    with open(path, "rb") as file:
        return key, base64.b64encode(file.read()).decode()


def test_certificate():
    with PracticeCloud() as cloud:
        graph = Graph(cloud)
        application, _ = graph.register()
        key, der = make_certificate(cloud)
        path = f"applications/{application['id']}"
        bad = {"keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": "AAAA"}]}
        assert graph.ask("PATCH", path, bad).json()["error"]["code"] == "Request_BadRequest"
        good = {"keyCredentials": [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": der}]}
        assert graph.ask("PATCH", path, good).status == 204

        now = int(time.time())
        claims = {"aud": f"https://localhost:{cloud.port}/{TENANT}/oauth2/v2.0/token",
                  "iss": application["appId"], "sub": application["appId"], "jti": str(uuid.uuid4()),
                  "nbf": now, "iat": now, "exp": now + 300}
        proof = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                 "client_assertion": make_assertion(key, "PS256", claims)}
        assert token_of(cloud, application, **proof).status == 200
        expect_refusal(token_of(cloud, application, **proof), "invalid_client", 700027, 401)


def test_refusals():
    with PracticeCloud() as cloud:
        reader = Graph(cloud, "reader@contoso.com")
        answer = reader.ask("POST", "applications", NEW)
        assert answer.status == 403, answer.body
        assert answer.json()["error"]["code"] == "Authorization_RequestDenied", answer.body

        graph = Graph(cloud)
        assert graph.ask("POST", "applications", {}).status == 400
        assert graph.ask("POST", "applications", NEW, token="x").json()["error"]["code"] \
            == "InvalidAuthenticationToken"
        arm = Client(cloud).sign_in()["access_token"]
        assert graph.ask("POST", "applications", NEW, token=arm).status == 401
        assert cloud.ask("GET", "/subscriptions?api-version=2022-12-01",
                         headers={"Authorization": f"Bearer {graph.token}"}).status == 401
        answer = graph.ask("GET", f"applications(appId='{uuid.uuid4()}')")
        assert answer.status == 404 and answer.json()["error"]["code"] == "Request_ResourceNotFound"
        assert graph.ask("POST", "servicePrincipals", {"appId": str(uuid.uuid4())}).status == 400

        application, _ = graph.register()
        assert graph.ask("POST", "servicePrincipals", {"appId": application["appId"]}).status == 409
        other = Graph(cloud, "admin@fabrikam.com")
        assert other.ask("GET", f"applications/{application['id']}").status == 404
        assert graph.ask("DELETE", f"applications/{application['id']}").status == 204
        expect_refusal(token_of(cloud, application, client_secret="x"), "unauthorized_client", 700016)


def test_permissions():
    with PracticeCloud("--scenario", "vault-never-used") as cloud:
        graph = Graph(cloud)
        (principal,) = graph.resource(MANAGEMENT)
        assert sorted(principal) == ["appId", "id", "oauth2PermissionScopes"], principal
        assert graph.resource(VAULT) == [] and graph.resource(str(uuid.uuid4())) == []
        for query in ("", "$filter=appId%20eq%20'x'", "$filter=displayName%20eq%20'Azure'",
                      f"$filter=appId%20eq%20'{MANAGEMENT}'&$select=nothing"):
            answer = graph.ask("GET", f"servicePrincipals?{query}")
            assert answer.status == 400, (query, answer.body)

        permission = principal["oauth2PermissionScopes"][0]["id"]
        for wrong in (access(MANAGEMENT, str(uuid.uuid4())), access(VAULT, permission), "x",
                      access(MANAGEMENT, permission, "Role"), {"resourceAppId": MANAGEMENT}):
            answer = graph.ask("POST", "applications", {**NEW, "requiredResourceAccess": [wrong]})
            assert answer.status == 400, (wrong, answer.body)
        application, made = graph.register()
        assert graph.resource(application["appId"], "id") == [{"id": made["id"]}]
        answer = graph.ask("PATCH", f"applications/{application['id']}",
                           {"requiredResourceAccess": [access(VAULT, permission)]})
        assert answer.status == 400, answer.body


def test_people_sign_in_with_it():
    with PracticeCloud() as cloud:
        graph = Graph(cloud)
        application, _ = graph.register()
        for redirects, number in ((["http://localhost"], None), ([], 50011)):
            answer = graph.ask("PATCH", f"applications/{application['id']}",
                               {"publicClient": {"redirectUris": redirects},
                                "isFallbackPublicClient": bool(redirects)})
            assert answer.status == 204, answer.body
            page = Client(cloud, client_id=application["appId"]).open()
            assert (f"AADSTS{number}" in page.text()) == bool(number), page.text()
            device = cloud.form("/organizations/oauth2/v2.0/devicecode", {
                "client_id": application["appId"], "scope": cloud.endpoints["managementScope"]})
            assert device.status == (200 if redirects else 401), device.body


if __name__ == "__main__":
    run_tests(globals())
