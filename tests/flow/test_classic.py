#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classic deployment: from a management certificate to Ready, and what is said when Azure does not know it."""
import base64
import hashlib
import json
import ssl
import subprocess

from flow_fixture import KILLED, expect_failed, find, message_ids
from flow_verbs import PASSWORD, Depot
from practice_fixture import SUBSCRIPTION, run_tests, wait_until

NAME = "granitefalls"


class Classic(Depot):
    """A console whose admin has a management certificate."""

    def __enter__(self):
        super().__enter__()
        self.make_pfx("management.fabrikam.com")
        self.folder = self.home.parent
        self.management = self.folder / "management.pfx"
        (self.folder / "new.pfx").rename(self.management)
        self.cer = ssl.PEM_cert_to_DER_cert((self.folder / "certificate.pem").read_text())
        self.make_pfx(f"{NAME}.contoso.com")
        return self

    def register(self, subscription=SUBSCRIPTION):
        answer = self.cloud.ask("PUT", "/_practice/management-certificate", {
            "subscription": subscription, "certificate": base64.b64encode(self.cer).decode()})
        assert answer.status == 204, answer.body

    def draft_file(self, **changes):
        draft = {"cloudId": "practice", "method": "classic", "subscriptionId": SUBSCRIPTION, "region": "westeurope",
                 "certificateFile": "new.pfx", "managementCertificateFile": "management.pfx",
                 "serviceFqdn": f"{NAME}.contoso.com", "serviceName": NAME, "instanceCount": 2, **changes}
        path = self.folder / "classic.json"
        path.write_text(json.dumps(draft))
        return path

    def create_classic(self, *options, expect=0, management_password=None, **environment):
        secret = self.folder / "management-password"
        secret.write_text(management_password or PASSWORD)
        done = self.run_ctl("point", "create", "--draft", self.draft_file(), "--json",
                            "--password-file", self.folder / "password",
                            "--management-password-file", secret, *options, **environment)
        assert done.returncode == expect, (done.returncode, done.stdout[-1500:], done.stderr[-1500:])
        return json.loads(done.stdout) if done.stdout.strip() else None

    def found(self):
        return find(self.drive("report")[-1], NAME)

    def is_empty(self):
        """Has Azure anything of it left? Asked as Azure's portal would, with the same certificate."""
        for collection in ("hostedservices", "storageservices"):
            answer = self.ask_classic(f"/services/{collection}")
            if b"<ServiceName>" in answer:
                return False
        return True

    def ask_classic(self, path):
        pem = self.folder / "management.pem"
        subprocess.run(["openssl", "pkcs12", "-in", self.management, "-nodes", "-out", pem,
                        "-passin", f"file:{self.folder / 'password'}"], check=True, capture_output=True, timeout=30)
        tls = ssl.create_default_context(cafile=self.cloud.endpoints["caFile"])
        tls.load_cert_chain(pem)
        answer = self.cloud.ask("GET", f"/{SUBSCRIPTION}{path}", headers={"x-ms-version": "2014-10-01"}, tls=tls,
                                port=int(self.cloud.endpoints["classic"].rpartition(":")[2]))
        assert answer.status == 200, answer.body
        return answer.body


def expect_classic_ready(console, failures=0):
    point, operation = console.found()
    assert (point["state"], operation["state"]) == ("ready", "done"), (point, operation)
    ids = message_ids(console.drive("report")[-1], point)
    assert (ids.count(9409), ids.count(9407)) == (1, failures), ids
    service = point["azureFqdn"].partition(".")[0]
    assert len(service) == 24 and not service.strip("0123456789abcdef"), point["azureFqdn"]
    assert point["storageAccount"] == service, point
    thumbprint, status = console.edge(point)
    assert thumbprint == point["certificate"]["thumbprint"] and status.startswith("HTTP/1.1 200"), (thumbprint, status)
    return point


def test_from_certificate_to_ready():
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        expect_classic_ready(console)
        log = console.log
        for line in ("Waiting for check if container exists. Will check again in 10 seconds",
                     f"Deployment instance status for service {NAME} is BusyRole.",
                     f"Deployment instance status for service {NAME} is ReadyRole.",
                     f"Installation of cloud distribution point {NAME} ({NAME}.contoso.com) is complete."):
            assert line in log, line
        assert PASSWORD not in log and "SharedKey" not in log and "StorageKey" not in log


def test_unregistered_certificate_is_explained_and_mended():
    with Classic() as console:
        error = console.create_classic("--wait", expect=9)["error"]
        thumbprint = hashlib.sha1(console.cer).hexdigest().upper()
        assert error["code"] == "permission-denied" and thumbprint in error["message"], error
        assert SUBSCRIPTION in error["message"] and error["azureCode"] == "ForbiddenError", error
        expect_failed(console.drive("run", 60)[-1], NAME, "permission-denied", "connection")
        point, operation = console.found()
        draft = console.draft_file(managementFingerprint=point["managementFingerprint"], siteCode=point["siteCode"])
        *items, last = console.drive("test", draft, expect=1)
        assert [(item["title"], item["state"]) for item in items] == [
            ("Management certificate", "good"), ("Subscription", "bad")], items
        assert thumbprint in items[1]["detail"] and last["error"]["code"] == "permission-denied", (items, last)
        console.register()
        assert [item["state"] for item in console.drive("test", draft)] == ["good", "good"]
        console.drive("retry", operation["id"], 60)
        expect_classic_ready(console, failures=1)


def test_wrong_password_of_the_management_certificate():
    with Classic() as console:
        console.register()
        error = console.create_classic(management_password="wrong", expect=6)["error"]
        assert error["code"] == "certificate-password", error
        assert console.found() == (None, None)


def test_clean_up_leaves_nothing():
    with Classic() as console:
        console.register()
        console.cloud.fault(method="POST", path="*/deploymentslots/production", effect={
            "status": 400, "code": "BadRequest", "message": "Azure cannot do this."})
        console.create_classic("--wait", expect=2)
        _, operation = console.found()
        assert operation["step"] == "deployment", operation
        assert not console.is_empty()
        console.drive("clean-up", operation["id"], 60)
        assert console.found()[0] is None
        assert console.is_empty()


def test_stop_start_and_delete():
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        point = expect_classic_ready(console)
        console.ctl("point", "stop", NAME, "--wait")
        assert console.point(NAME)["state"] == "stopped"
        wait_until(lambda: console.refuses(point))
        error = console.ctl("point", "scale", NAME, "--instances", "3", expect=9)["error"]
        assert error["code"] == "conflict", error
        console.ctl("point", "start", NAME, "--wait")
        assert expect_classic_ready(console)["publicIp"] == point["publicIp"]
        error = console.ctl("point", "scale", NAME, "--instances", "3", expect=2)["error"]
        assert error["code"] == "invalid-input", error
        console.ctl("point", "delete", NAME, "--wait", "--yes", NAME)
        assert console.point(NAME) is None
        assert console.is_empty()
        wait_until(lambda: console.refuses(point))


def test_killed_on_the_way():
    with Classic() as console:
        console.register()
        console.create_classic()
        killed = 0
        # every run gets a little further before it is killed
        for number in (3, 5, 7, 9, 11, 8, 6, 4, 10):
            status, lines = console.end(console.start("run", 60, DEPOT_KILL_AT=str(number)))
            assert status in (0, KILLED), (status, lines)
            killed += status == KILLED
        assert killed > 5, killed
        console.drive("run", 60)
        expect_classic_ready(console)


if __name__ == "__main__":
    run_tests(globals())
