#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key vaults of the practice cloud: certificates really opened, secrets, versions, soft delete."""

import base64
import hashlib
import pathlib
import ssl
import subprocess
import tempfile

from practice_arm import Arm
from practice_fixture import PracticeCloud, run_tests, wait_until

UNREADABLE = ("The specified PKCS#12 X.509 certificate content can not be read. Please check if "
              "certificate is in valid PKCS#12 format.")


def make_pfx(password, name="granitefalls.contoso.com", key="rsa:2048", more=()):
    """A self-signed certificate and its PKCS #12 file, made by openssl."""
    with tempfile.TemporaryDirectory() as folder:
        here = pathlib.Path(folder)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", key, "-nodes", "-days", "30", "-subj", "/CN=" + name,
             "-addext", "subjectAltName=DNS:" + name, "-keyout", here / "key.pem", "-out", here / "cert.pem"]
            + (["-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else []),
            check=True, capture_output=True)
        subprocess.run(
            ["openssl", "pkcs12", "-export", "-inkey", here / "key.pem", "-in", here / "cert.pem",
             "-out", here / "out.pfx", "-passout", "stdin", *more],
            check=True, capture_output=True, input=password.encode())
        der = ssl.PEM_cert_to_DER_cert((here / "cert.pem").read_text())
        return (here / "out.pfx").read_bytes(), der


class Vault:
    """A vault that is there, and whoever may use it."""

    def __init__(self, cloud, arm, name="granitefalls-kv"):
        self.cloud = cloud
        self.host = name + ".vault.localhost"
        self.token = cloud.app_token(cloud.endpoints["vaultScope"])

    def ask(self, method, path, body=None):
        return self.cloud.ask(method, f"{path}{'&' if '?' in path else '?'}api-version=7.5", body,
                              {"Authorization": "Bearer " + self.token}, host=self.host)

    def bring(self, name, pfx, password, **more):
        return self.ask("POST", f"/certificates/{name}/import", {
            "value": base64.b64encode(pfx).decode(), "pwd": password, **more})

    def wait_for_role(self):
        wait_until(lambda: self.ask("GET", "/certificates").status == 200)
        return self


def open_vault(cloud):
    arm = Arm(cloud)
    arm.group("depot")
    assert arm.deploy_base("depot")["properties"]["provisioningState"] == "Succeeded"
    return Vault(cloud, arm).wait_for_role()


def test_challenge_comes_first():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        answer = cloud.ask("GET", "/certificates?api-version=7.5", host=vault.host)
        assert answer.status == 401
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge.startswith("Bearer authorization=") and "resource=" in challenge, challenge
        other = cloud.ask("GET", "/certificates?api-version=7.5", host="nothing.vault.localhost")
        assert other.status == 404
        wrong = cloud.ask("GET", "/certificates?api-version=7.5", host=vault.host,
                          headers={"Authorization": "Bearer " + cloud.app_token()})
        assert wrong.status == 401


def test_import_tells_what_is_in_the_file():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        for key, more, facts in (("rsa:2048", (), ("RSA", 2048)), ("ec", (), ("EC", 256)),
                                 ("rsa:2048", ("-legacy",), ("RSA", 2048))):
            pfx, der = make_pfx("right", key=key, more=more)
            answer = vault.bring("edge", pfx, "right", tags={"depot-service": "1"})
            assert answer.status == 200, (more, answer.body)
            bundle = answer.json()
            assert base64.b64decode(bundle["cer"]) == der
            thumbprint = base64.urlsafe_b64decode(bundle["x5t"] + "==")
            assert thumbprint == hashlib.sha1(der).digest()
            assert (bundle["policy"]["key_props"]["kty"], bundle["policy"]["key_props"]["key_size"]) == facts
            assert bundle["policy"]["x509_props"]["sans"]["dns_names"] == ["granitefalls.contoso.com"]
            assert bundle["attributes"]["exp"] > bundle["attributes"]["nbf"]
            assert "pwd" not in answer.text() and "right" not in answer.text()
        versions = vault.ask("GET", "/certificates/edge/versions").json()["value"]
        assert len(versions) == 3
        newest = vault.ask("GET", "/certificates/edge").json()
        assert newest["id"] == bundle["id"]
        first = versions[0]["id"].rpartition("/")[2]
        assert vault.ask("GET", "/certificates/edge/" + first).json()["id"] == versions[0]["id"]


def test_wrong_password_and_broken_file_are_the_same():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        pfx, _ = make_pfx("right")
        for file, password in ((pfx, "wrong"), (pfx[:-40], "right"), (b"no file at all", "right"), (b"", ""),
                               (pfx, "")):
            answer = vault.bring("edge", file, password)
            error = answer.json()["error"]
            assert (answer.status, error["code"], error["message"]) == (400, "BadParameter", UNREADABLE)
        assert vault.ask("GET", "/certificates/edge").json()["error"]["code"] == "CertificateNotFound"


def test_the_secret_has_no_password():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        pfx, der = make_pfx("right")
        vault.bring("edge", pfx, "right")
        # the officer of secrets may read the managed secret; the edge's identity does the same
        secret = vault.ask("GET", "/secrets/edge").json()
        assert secret["contentType"] == "application/x-pkcs12" and secret["managed"] is True
        stored = base64.b64decode(secret["value"])
        opened = subprocess.run(["openssl", "pkcs12", "-nodes", "-passin", "pass:"], input=stored,
                                capture_output=True, check=True).stdout.decode()
        start = opened.index("-----BEGIN CERTIFICATE")
        end = opened.index("-----END CERTIFICATE-----") + len("-----END CERTIFICATE-----")
        assert ssl.PEM_cert_to_DER_cert(opened[start:end]) == der
        assert "PRIVATE KEY" in opened


def test_secrets():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        assert vault.ask("PUT", "/secrets/edge-key", {"value": "one"}).status == 200
        second = vault.ask("PUT", "/secrets/edge-key", {"value": "two", "contentType": "text/plain"}).json()
        assert vault.ask("GET", "/secrets/edge-key").json()["value"] == "two"
        assert len(vault.ask("GET", "/secrets/edge-key/versions").json()["value"]) == 2
        assert "value" not in vault.ask("GET", "/secrets").json()["value"][0]
        version = second["id"].rpartition("/")[2]
        assert vault.ask("GET", "/secrets/edge-key/" + version).json()["value"] == "two"
        assert vault.ask("PUT", "/secrets/no_good", {"value": "x"}).status == 400
        assert vault.ask("PUT", "/secrets/big", {"value": "x" * 30000}).status == 400
        absent = vault.ask("GET", "/secrets/nothing")
        assert (absent.status, absent.json()["error"]["code"]) == (404, "SecretNotFound")


def test_pages():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        for number in range(5):
            vault.ask("PUT", f"/secrets/s{number}", {"value": "x"})
        page = vault.ask("GET", "/secrets?maxresults=3").json()
        assert len(page["value"]) == 3 and page["nextLink"].startswith(f"https://{vault.host}:")
        rest = page["nextLink"].partition(str(cloud.port))[2]
        more = cloud.ask("GET", rest, headers={"Authorization": "Bearer " + vault.token}, host=vault.host)
        assert len(more.json()["value"]) == 2 and "nextLink" not in more.json()


def test_deleted_is_recoverable():
    with PracticeCloud() as cloud:
        vault = open_vault(cloud)
        pfx, _ = make_pfx("right")
        vault.bring("edge", pfx, "right")
        deleted = vault.ask("DELETE", "/certificates/edge").json()
        assert deleted["recoveryId"].endswith("/deletedcertificates/edge")
        assert vault.ask("GET", "/certificates/edge").status == 404
        assert vault.ask("GET", "/secrets/edge").status == 404
        again = vault.bring("edge", pfx, "right")
        error = again.json()["error"]
        assert (again.status, error["innererror"]["code"]) == (409, "ObjectIsDeletedButRecoverable"), error
        assert vault.ask("POST", "/deletedcertificates/edge/recover").status == 200
        assert vault.ask("GET", "/certificates/edge").status == 200
        vault.ask("DELETE", "/certificates/edge")
        assert vault.ask("DELETE", "/deletedcertificates/edge").status == 204
        assert vault.ask("GET", "/deletedcertificates/edge").status == 404
        assert vault.bring("edge", pfx, "right").status == 200


def test_role_is_needed_and_takes_time():
    with PracticeCloud(speed=20) as cloud:
        cloud.scenario("role-not-active")
        arm = Arm(cloud)
        arm.group("depot")
        arm.deploy_base("depot")
        vault = Vault(cloud, arm)
        refused = vault.ask("GET", "/secrets")
        error = refused.json()["error"]
        assert (refused.status, error["code"]) == (403, "Forbidden")
        assert error["innererror"]["code"] == "ForbiddenByRbac"
        cloud.shift_clock(700)
        assert vault.ask("GET", "/secrets").status == 200


if __name__ == "__main__":
    run_tests(dict(globals()))
