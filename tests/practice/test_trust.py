#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens of a sign-in service that others run: taken once it is trusted, and only what it signed for people here."""

import contextlib
import http.server
import json
import os
import ssl
import threading
import time

from practice_fixture import CLIENT, OTHER_TENANT, TENANT, PracticeCloud, run_tests
from test_identity import ask_operation, make_assertion, openssl, url64

ADMIN = "b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b01"


class Issuer:
    """Discovery document and keys over https; signs with the key it shows."""

    def __init__(self, folder):
        self.folder = folder
        self.key = os.path.join(folder, "issuer-key.pem")
        self.certificate = os.path.join(folder, "issuer.pem")
        self.says = {}

    def __enter__(self):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", self.key,
                "-out", self.certificate, "-addext", "subjectAltName=DNS:localhost")
        says = self.says

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = says.get(self.path)
                self.send_response(200 if body is not None else 404)
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            def log_message(self, *words):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.address = f"https://localhost:{self.server.server_port}/issuer"
        self.document = {"issuer": self.address, "jwks_uri": self.address + "/keys"}
        modulus = openssl("rsa", "-in", self.key, "-noout", "-modulus").decode().strip().split("=")[1]
        self.says.update({"/issuer/.well-known/openid-configuration": self.document,
                          "/issuer/keys": {"keys": [{"kty": "RSA", "alg": "RS256", "e": "AQAB",
                                                     "n": url64(bytes.fromhex(modulus))}]}})
        return self

    def __exit__(self, *reason):
        self.server.shutdown()
        self.server.server_close()

    def token(self, cloud, key=None, **change):
        now = int(time.time())
        claims = {"iss": self.address, "aud": cloud.endpoints["resourceManager"], "oid": ADMIN, "tid": TENANT,
                  "upn": "admin@contoso.com", "appid": CLIENT, "idtyp": "user", "iat": now, "exp": now + 600, **change}
        return make_assertion(key or self.key, "RS256", claims)


def trust(cloud, issuer, **more):
    return cloud.ask("PUT", "/_practice/trusted-issuer", {"issuer": issuer.address, "caFile": issuer.certificate, **more})


def code_of(cloud, token):
    return ask_operation(cloud, token).json()["error"]["code"]


@contextlib.contextmanager
def both():
    with PracticeCloud() as cloud, Issuer(cloud.folder) as issuer:
        yield cloud, issuer


def test_taken_only_while_trusted():
    with both() as (cloud, issuer):
        token = issuer.token(cloud)
        assert code_of(cloud, token) == "InvalidAuthenticationToken"
        assert trust(cloud, issuer).status == 204
        assert cloud.ask("GET", "/_practice/trusted-issuer").json() == {"issuer": issuer.address}
        assert code_of(cloud, token) == "OperationNotFound"
        names = [one["displayName"] for one in cloud.ask(
            "GET", "/subscriptions?api-version=2022-12-01", headers={"Authorization": f"Bearer {token}"}).json()["value"]]
        assert "Contoso Production" in names, names
        assert ask_operation(cloud, cloud.app_token()).status == 404, "its own tokens are good as before"
        assert cloud.ask("DELETE", "/_practice/trusted-issuer").status == 204
        assert code_of(cloud, token) == "InvalidAuthenticationToken"


def test_only_what_it_signed_for_somebody_here():
    with both() as (cloud, issuer):
        assert trust(cloud, issuer).status == 204
        other = os.path.join(cloud.folder, "other-key.pem")
        openssl("genrsa", "-out", other, "2048")
        head, body, signature = issuer.token(cloud).split(".")
        unsigned = url64(b'{"alg":"none"}') + "." + body + "."
        for bad in (issuer.token(cloud, key=other), issuer.token(cloud, iss=issuer.address + "x"), unsigned,
                    issuer.token(cloud, oid="9d0d6b3c-2f41-4c55-8a53-1f6f3a4c7e11"), issuer.token(cloud, oid=None),
                    issuer.token(cloud, tid=OTHER_TENANT), issuer.token(cloud, tid=3)):
            assert code_of(cloud, bad) == "InvalidAuthenticationToken", bad
        assert code_of(cloud, issuer.token(cloud, aud="https://storage.azure.com")) == "InvalidAuthenticationTokenAudience"
        assert code_of(cloud, issuer.token(cloud, exp=int(time.time()) - 1)) == "ExpiredAuthenticationToken"


def test_an_issuer_that_cannot_be_used():
    with both() as (cloud, issuer):
        lever = "/_practice/trusted-issuer"
        assert cloud.ask("PUT", lever, {"issuer": "https://login.contoso.com/x"}).status == 400, "nothing beyond loopback"
        assert cloud.ask("PUT", lever, {"issuer": issuer.address.replace("https", "http")}).status == 400
        assert cloud.ask("PUT", lever, {}).status == 400
        assert trust(cloud, issuer, caFile="/nonexistent").status == 400
        assert trust(cloud, issuer, caFile=cloud.endpoints["caFile"]).status == 502, "another authority signed it"
        page = cloud.ask("PUT", lever, json.dumps({"issuer": issuer.address}), {"Content-Type": "text/plain"})
        assert page.status == 403, "a web page may not pull it"
        keys = issuer.says["/issuer/keys"]
        for path, body in (("/issuer/keys", {"keys": []}), ("/issuer/keys", {"keys": ["x"]}), ("/issuer/keys", b"x"),
                           ("/issuer/keys", b"{" + b" " * 70000 + b"}"), ("/issuer/keys", {"keys": [{}] * 17}),
                           ("/issuer/.well-known/openid-configuration", {**issuer.document, "issuer": "https://other"}),
                           ("/issuer/.well-known/openid-configuration", {**issuer.document, "jwks_uri": "https://contoso.com/"}),
                           ("/issuer/.well-known/openid-configuration", {"issuer": issuer.address})):
            before, issuer.says[path] = issuer.says[path], body
            answer = trust(cloud, issuer)
            assert answer.status == 502 and answer.json()["error"]["code"] == "IssuerNotUsable", (path, body, answer.body)
            issuer.says[path] = before
        assert cloud.ask("GET", lever).json() == {}
        assert issuer.says["/issuer/keys"] is keys and trust(cloud, issuer).status == 204


run_tests(dict(globals()))
