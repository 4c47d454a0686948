#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity service of the practice cloud, driven as a browser and a client would drive it."""

import base64
import hashlib
import json
import os
import secrets
import subprocess
import time
import urllib.parse
import uuid

from practice_fixture import (APP, CLIENT, OTHER_TENANT, SUBSCRIPTION, TENANT, FormReader, PracticeCloud,
                              run_tests)

REDIRECT = "http://localhost:43210/"
PASSWORD = "Practice-1"


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims_of(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Client:
    """What a console keeps during one sign-in."""

    def __init__(self, cloud, tenant="organizations", **more):
        self.cloud = cloud
        self.tenant = tenant
        self.verifier = secrets.token_urlsafe(48)
        self.state = secrets.token_urlsafe(12)
        self.nonce = secrets.token_urlsafe(12)
        self.parameters = {
            "client_id": CLIENT, "response_type": "code", "redirect_uri": REDIRECT,
            "scope": cloud.endpoints["managementScope"] + " offline_access openid profile",
            "state": self.state, "nonce": self.nonce, "code_challenge_method": "S256",
            "code_challenge": url64(hashlib.sha256(self.verifier.encode()).digest()), **more}

    def open(self):
        query = urllib.parse.urlencode({k: v for k, v in self.parameters.items() if v is not None})
        return self.cloud.ask("GET", f"/{self.tenant}/oauth2/v2.0/authorize?{query}", browser=True)

    def send(self, page, **fields):
        reader = FormReader(page.text())
        return self.cloud.form(reader.action, {**reader.fields, **fields}, browser=True)

    def walk(self, user="admin@contoso.com", password=PASSWORD):
        page = self.send(self.open(), pick=user)
        return self.send(page, password=password)

    def parameters_of(self, answer):
        assert answer.status == 303, (answer.status, answer.body)
        location = answer.headers["Location"]
        assert location.startswith(REDIRECT), location
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))

    def redeem(self, code, **more):
        fields = {"grant_type": "authorization_code", "client_id": CLIENT, "code": code,
                  "redirect_uri": REDIRECT, "code_verifier": self.verifier, "client_info": "1",
                  "scope": self.parameters["scope"], **more}
        return self.cloud.form(f"/{self.tenant}/oauth2/v2.0/token", fields)

    def sign_in(self, **who):
        answer = self.redeem(self.parameters_of(self.walk(**who))["code"])
        assert answer.status == 200, answer.body
        return answer.json()

    def refresh(self, token, tenant=None, **more):
        fields = {"grant_type": "refresh_token", "client_id": CLIENT, "refresh_token": token,
                  "scope": self.parameters["scope"], **more}
        return self.cloud.form(f"/{tenant or self.tenant}/oauth2/v2.0/token", fields)


def expect_refusal(answer, error, number, status=400):
    body = answer.json()
    assert answer.status == status, (answer.status, body)
    assert body["error"] == error, body
    assert body["error_codes"] == [number], body
    assert body["error_description"].startswith(f"AADSTS{number}: "), body
    assert "\r\nTrace ID: " in body["error_description"]
    assert "\r\nCorrelation ID: " in body["error_description"]
    for name in ("timestamp", "trace_id", "correlation_id"):
        assert body[name], body
    return body


def test_discovery():
    with PracticeCloud() as cloud:
        for tenant, issuer in (("organizations", "{tenantid}/v2.0"), ("common", "{tenantid}/v2.0"),
                               (TENANT, TENANT + "/v2.0"), ("contoso.com", TENANT + "/v2.0"),
                               ("adfs", "adfs")):
            body = cloud.ask("GET", f"/{tenant}/v2.0/.well-known/openid-configuration").json()
            assert body["issuer"] == f"https://localhost:{cloud.port}/{issuer}", body
            assert body["authorization_endpoint"].startswith(cloud.endpoints["portal"] + "/")
            assert body["token_endpoint"].startswith(cloud.endpoints["authority"] + "/")
        answer = cloud.ask("GET", "/nowhere.example/v2.0/.well-known/openid-configuration")
        expect_refusal(answer, "invalid_tenant", 90002)
        metadata = cloud.ask("GET", "/common/discovery/instance?api-version=1.1").json()
        assert f"localhost:{cloud.port}" in metadata["metadata"][0]["aliases"]


def test_whole_sign_in():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        page = client.open()
        assert page.status == 200
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"
        parameters = client.parameters_of(client.walk())
        assert parameters["state"] == client.state
        answer = client.redeem(parameters["code"])
        assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
        tokens = answer.json()
        identity = claims_of(tokens["id_token"])
        assert identity["nonce"] == client.nonce and identity["aud"] == CLIENT
        assert identity["iss"] == f"https://localhost:{cloud.port}/{TENANT}/v2.0"
        assert identity["preferred_username"] == "admin@contoso.com"
        access = claims_of(tokens["access_token"])
        assert access["iss"] == f"https://sts.windows.net/{TENANT}/" and access["ver"] == "1.0"
        assert access["aud"] == cloud.endpoints["resourceManager"] and access["appid"] == CLIENT
        info = tokens["client_info"]
        info = json.loads(base64.urlsafe_b64decode(info + "=" * (-len(info) % 4)))
        assert info == {"uid": identity["oid"], "utid": TENANT}
        assert tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3599


def test_typed_names_and_wrong_passwords():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        page = client.send(client.open(), username="nobody@contoso.com")
        assert "AADSTS50034" in page.text()
        page = client.send(page, username=" Admin@Contoso.com ")
        page = client.send(page, password="wrong")
        assert "AADSTS50126" in page.text()
        assert "code" in client.parameters_of(client.send(page, password=PASSWORD))
        assert "AADSTS50057" in client.walk(user="disabled@contoso.com").text()


def test_names_cannot_bring_markup():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        page = client.send(client.open(), username='"><script>alert(1)</script>')
        assert "<script" not in page.text() and "&lt;script" in page.text()


def test_cancel():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        parameters = client.parameters_of(client.send(client.open(), cancel="1"))
        assert parameters["error"] == "access_denied" and parameters["state"] == client.state
        assert "code" not in parameters


def test_redirect_rule():
    with PracticeCloud() as cloud:
        for good in ("http://localhost", "http://localhost:1", "http://127.0.0.1:55555/"):
            assert Client(cloud, redirect_uri=good).open().status == 200
        for bad in ("https://localhost:1/", "http://localhost:1/other", "http://evil.example/",
                    "http://localhost.evil.example/", "http://user@localhost/", "http://localhost/?a=b",
                    "javascript:alert(1)", "", None):
            answer = Client(cloud, redirect_uri=bad).open()
            assert answer.status == 400 and "AADSTS50011" in answer.text(), bad
            assert answer.headers["Location"] is None
        assert "AADSTS700016" in Client(cloud, client_id=TENANT).open().text()
        assert "AADSTS90002" in Client(cloud, tenant="nowhere.example").open().text()


def test_proof_key_is_demanded():
    with PracticeCloud() as cloud:
        for change in ({"code_challenge": None}, {"code_challenge_method": "plain"},
                       {"code_challenge_method": None}, {"code_challenge": "short"}):
            client = Client(cloud, **change)
            assert client.parameters_of(client.open())["error"] == "invalid_request"
        client = Client(cloud)
        code = client.parameters_of(client.walk())["code"]
        expect_refusal(client.redeem(code, code_verifier="x" * 43), "invalid_grant", 501481)
        expect_refusal(client.redeem(code, code_verifier=""), "invalid_grant", 501481)
        assert client.redeem(code).status == 200


def test_code_is_good_once_and_for_ten_minutes():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        code = client.parameters_of(client.walk())["code"]
        expect_refusal(client.redeem(code, redirect_uri="http://localhost:1/"), "invalid_client", 500112,
                       401)
        tokens = client.redeem(code).json()
        expect_refusal(client.redeem(code), "invalid_grant", 54005)
        # Whoever used it twice may be a thief: what came from it holds no longer.
        expect_refusal(client.refresh(tokens["refresh_token"]), "invalid_grant", 70000)
        late = client.parameters_of(client.walk())["code"]
        cloud.shift_clock(601)
        expect_refusal(client.redeem(late), "invalid_grant", 70008)


def test_refresh_rotates():
    with PracticeCloud() as cloud:
        cloud.scenario(rotationGraceSeconds=60)
        client = Client(cloud)
        first = client.sign_in()["refresh_token"]
        second = client.refresh(first).json()
        assert second["refresh_token"] != first
        assert client.refresh(first).status == 200, "within the grace"
        cloud.shift_clock(61)
        expect_refusal(client.refresh(first), "invalid_grant", 50173)
        storage = client.refresh(second["refresh_token"], scope="https://storage.azure.com/.default").json()
        assert claims_of(storage["access_token"])["aud"] == "https://storage.azure.com"
        assert "id_token" not in storage


def test_refresh_limits():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        token = client.sign_in()["refresh_token"]
        expect_refusal(client.refresh("nonsense"), "invalid_grant", 70000)
        expect_refusal(client.refresh(token, client_id=APP), "invalid_grant", 700005)
        expect_refusal(client.refresh(token, tenant=OTHER_TENANT), "invalid_grant", 50020)
        expect_refusal(client.refresh(token, client_secret="x"), "invalid_client", 700025, 401)
        expect_refusal(client.refresh(token, scope="https://unknown.example/.default"),
                       "invalid_resource", 500011)
        cloud.shift_clock(91 * 24 * 3600)
        expect_refusal(client.refresh(token), "invalid_grant", 700082)


def test_expired_sign_in_scenario():
    with PracticeCloud() as cloud:
        client = Client(cloud)
        before = client.sign_in()
        cloud.scenario("expired-sign-in")
        expect_refusal(client.refresh(before["refresh_token"]), "invalid_grant", 700082)
        after = client.sign_in()
        assert after["expires_in"] == 120
        assert client.refresh(after["refresh_token"]).status == 200


def ask_operation(cloud, token, method="GET"):
    path = f"/subscriptions/{SUBSCRIPTION}/operationresults/none?api-version=2022-12-01"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return cloud.ask(method, path, headers=headers)


def test_who_may_call():
    with PracticeCloud() as cloud:
        answer = ask_operation(cloud, None)
        assert answer.status == 401 and answer.json()["error"]["code"] == "AuthenticationFailed"
        assert f"{cloud.endpoints['authority']}/{TENANT}" in answer.headers["WWW-Authenticate"]
        good = cloud.app_token()
        assert ask_operation(cloud, good).json()["error"]["code"] == "OperationNotFound"
        head, body, signature = good.split(".")
        claims = claims_of(good)
        claims["oid"] = "someone-else"
        forged = ".".join((head, url64(json.dumps(claims).encode()), signature))
        for bad in (forged, "x", "a.b.c", head + "." + body + "."):
            answer = ask_operation(cloud, bad)
            assert answer.json()["error"]["code"] == "InvalidAuthenticationToken", bad
        wrong = cloud.app_token("https://storage.azure.com/.default")
        assert ask_operation(cloud, wrong).json()["error"]["code"] == "InvalidAuthenticationTokenAudience"
        cloud.shift_clock(3600)
        assert ask_operation(cloud, good).json()["error"]["code"] == "ExpiredAuthenticationToken"


def test_second_factor_challenge():
    with PracticeCloud() as cloud:
        cloud.scenario("second-factor")
        client = Client(cloud)
        tokens = client.sign_in()
        path = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/depot?api-version=2024-03-01"
        answer = cloud.ask("PUT", path, {"location": "westeurope"},
                           {"Authorization": "Bearer " + tokens["access_token"]})
        assert answer.status == 401, answer.body
        challenge = answer.headers["WWW-Authenticate"]
        assert 'error="insufficient_claims"' in challenge
        claims = base64.b64decode(challenge.split('claims="')[1].split('"')[0]).decode()
        assert json.loads(claims) == {"access_token": {"acrs": {"essential": True, "values": ["p1"]}}}
        body = expect_refusal(client.refresh(tokens["refresh_token"], claims=claims),
                              "interaction_required", 50076)
        assert body["claims"] == claims
        for odd in ("x", "[]", '{"access_token":{"acrs":{"values":[1,{},null]}}}', "{" * 5000):
            assert Client(cloud, claims=odd).open().status == 200
            assert client.refresh(tokens["refresh_token"], claims=odd).status == 200
        again = Client(cloud, claims=claims)
        page = again.walk()
        assert "second factor" in page.text()
        page = again.send(page, otc="000000")
        assert "AADSTS500121" in page.text()
        strong = again.redeem(again.parameters_of(again.send(page, otc="123456"))["code"]).json()
        assert claims_of(strong["access_token"])["acrs"] == ["p1"]
        answer = cloud.ask("PUT", path, {"location": "westeurope"},
                           {"Authorization": "Bearer " + strong["access_token"]})
        assert answer.status != 401, answer.body
        answer = cloud.ask("PUT", path, {"location": "westeurope"},
                           {"Authorization": "Bearer " + cloud.app_token()})
        assert answer.status != 401, "a service principal is exempt"


def test_client_credentials():
    with PracticeCloud() as cloud:
        fields = {"grant_type": "client_credentials", "client_id": APP,
                  "scope": cloud.endpoints["managementScope"]}
        path = f"/{TENANT}/oauth2/v2.0/token"
        expect_refusal(cloud.form(path, fields), "invalid_client", 7000218, 401)
        expect_refusal(cloud.form(path, {**fields, "client_secret": "x"}), "invalid_client", 7000215, 401)
        expect_refusal(cloud.form(path, {**fields, "client_id": CLIENT, "client_secret": ""}),
                       "invalid_client", 7000215, 401)
        body = cloud.form(path, {**fields, "client_secret": "practice-secret"}).json()
        assert "refresh_token" not in body and claims_of(body["access_token"])["idtyp"] == "app"
        expect_refusal(cloud.form("/nowhere.example/oauth2/v2.0/token", fields), "invalid_request", 90002)
        expect_refusal(cloud.form(path, {"client_id": CLIENT, "grant_type": "password"}),
                       "unsupported_grant_type", 70003)


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def make_assertion(key, algorithm, claims):
    header = {"typ": "JWT", "alg": algorithm}
    text = ".".join(url64(json.dumps(part).encode()) for part in (header, claims)).encode()
    padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] if algorithm == "PS256" else []
    signature = openssl("dgst", "-sha256", "-sign", key, *padding, data=text)
    return text.decode() + "." + url64(signature)


def test_client_assertion():
    with PracticeCloud() as cloud:
        folder = os.path.join(cloud.folder, "applications")
        key = os.path.join(cloud.folder, "app-key.pem")
        os.mkdir(folder)
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=unattended", "-keyout", key,
                "-out", os.path.join(folder, APP + ".pem"))
        other = os.path.join(cloud.folder, "other.pem")
        openssl("genrsa", "-out", other, "2048")
        audience = f"https://localhost:{cloud.port}/{TENANT}/oauth2/v2.0/token"

        def ask(key=key, algorithm="PS256", **change):
            now = int(time.time())
            claims = {"aud": audience, "iss": APP, "sub": APP, "jti": str(uuid.uuid4()), "nbf": now,
                      "iat": now, "exp": now + 600, **change}
            return cloud.form(f"/{TENANT}/oauth2/v2.0/token", {
                "grant_type": "client_credentials", "client_id": APP,
                "scope": cloud.endpoints["managementScope"],
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": make_assertion(key, algorithm, claims)})

        assert ask().status == 200
        assert ask(algorithm="RS256").status == 200
        assert ask(jti="once").status == 200
        for bad in ({"jti": "once"}, {"key": other}, {"iss": CLIENT}, {"sub": CLIENT}, {"algorithm": "none"},
                    {"aud": "https://login.microsoftonline.com/"}, {"exp": int(time.time()) - 900},
                    {"exp": int(time.time()) + 3600}, {"nbf": int(time.time()) + 900}):
            expect_refusal(ask(**bad), "invalid_client", 700027, 401)


def test_device_code():
    with PracticeCloud() as cloud:
        scope = cloud.endpoints["managementScope"] + " offline_access openid"
        begun = cloud.form("/organizations/oauth2/v2.0/devicecode",
                           {"client_id": CLIENT, "scope": scope}).json()
        assert begun["expires_in"] == 900 and begun["interval"] == 5
        assert begun["user_code"] in begun["message"]
        for name in ("device_code", "urn:ietf:params:oauth:grant-type:device_code"):
            expect_refusal(cloud.form("/organizations/oauth2/v2.0/token",
                                      {"client_id": CLIENT, "grant_type": name,
                                       "device_code": begun["device_code"]}),
                           "authorization_pending", 70016)
        path = urllib.parse.urlsplit(begun["verification_uri"]).path
        page = cloud.ask("GET", path, browser=True)
        client = Client(cloud)
        page = client.send(page, user_code=begun["user_code"].lower())
        page = client.send(page, pick="admin@contoso.com")
        page = client.send(page, password=PASSWORD)
        assert "You are signed in" in page.text()
        fields = {"client_id": CLIENT, "grant_type": "device_code", "device_code": begun["device_code"]}
        tokens = cloud.form("/organizations/oauth2/v2.0/token", fields).json()
        assert tokens["refresh_token"] and tokens["id_token"]
        expect_refusal(cloud.form("/organizations/oauth2/v2.0/token", fields), "bad_verification_code",
                       70018)


def test_signature_can_be_checked_by_others():
    with PracticeCloud() as cloud:
        token = cloud.app_token()
        keys = cloud.ask("GET", "/common/discovery/v2.0/keys").json()["keys"]
        header, body, signature = token.split(".")
        decode = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        key = next(k for k in keys if k["kid"] == json.loads(decode(header))["kid"])
        modulus = int.from_bytes(decode(key["n"]), "big")
        exponent = int.from_bytes(decode(key["e"]), "big")
        opened = pow(int.from_bytes(decode(signature), "big"), exponent, modulus).to_bytes(256, "big")
        digest = hashlib.sha256(f"{header}.{body}".encode()).digest()
        assert opened.startswith(b"\x00\x01\xff") and opened.endswith(digest)


if __name__ == "__main__":
    run_tests(dict(globals()))
