#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classic deployment: from a management certificate to Ready, and what is said when Azure does not know it."""
import hashlib
import json
import os
import pathlib
import ssl

from flow_classic import NAME, Classic
from flow_fixture import KILLED, expect_failed, find, message_ids
from flow_place import Place
from flow_verbs import PASSWORD
from practice_fixture import SUBSCRIPTION, run_tests, wait_until


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
        console.ctl("point", "delete", NAME, "--wait", "--yes", NAME)
        assert console.point(NAME) is None
        assert console.is_empty()
        wait_until(lambda: console.refuses(point))


def count_instances(console, point):
    """As Azure's portal shows them."""
    answer = console.ask_classic(f"/services/hostedservices/{point['storageAccount']}/deploymentslots/production")
    return answer.count(b"<InstanceStatus>ReadyRole</InstanceStatus>")


def test_scale():
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        point = expect_classic_ready(console)
        error = console.ctl("point", "scale", NAME, "--instances", "3", "--size", "Standard_F4s_v2", expect=2)["error"]
        assert error["code"] == "invalid-input" and "package" in error["message"], error
        console.ctl("point", "scale", NAME, "--instances", "4", "--wait")
        scaled = expect_classic_ready(console)
        assert (scaled["instanceCount"], scaled["publicIp"]) == (4, point["publicIp"]), scaled
        assert count_instances(console, point) == 4
        # killed on the way down
        console.ctl("point", "scale", NAME, "--instances", "1")
        killed = 0
        for number in (3, 5, 7, 4, 6, 8):
            status, lines = console.end(console.start("run", 60, DEPOT_KILL_AT=str(number)))
            assert status in (0, KILLED), (status, lines)
            killed += status == KILLED
        assert killed > 2, killed
        console.drive("run", 60)
        assert expect_classic_ready(console)["instanceCount"] == 1
        assert count_instances(console, point) == 1


def test_another_certificate():
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        old = expect_classic_ready(console)["certificate"]["thumbprint"]
        error = console.ctl("point", "renew", NAME, *console.make_pfx("wallacefalls.contoso.com"), expect=6)["error"]
        assert error["code"] == "certificate-refused", error
        console.ctl("point", "renew", NAME, *console.make_pfx(f"{NAME}.contoso.com"), "--wait")
        second = expect_classic_ready(console)["certificate"]["thumbprint"]
        assert second != old
        # a stopped point shows it when it starts
        console.ctl("point", "stop", NAME, "--wait")
        console.ctl("point", "renew", NAME, *console.make_pfx(f"{NAME}.contoso.com"), "--wait")
        point = console.point(NAME)
        assert point["state"] == "stopped" and console.refuses(point), point
        console.ctl("point", "start", NAME, "--wait")
        assert expect_classic_ready(console)["certificate"]["thumbprint"] not in (old, second)


def test_another_management_certificate():
    """The one that was chosen first is lost, and the subscription does not know the next one yet."""
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        expect_classic_ready(console)
        options = console.make_pfx("next.fabrikam.com")
        console.management = options[1].rename(options[1].with_name("management.pfx"))
        console.cer = ssl.PEM_cert_to_DER_cert((console.folder / "certificate.pem").read_text())
        console.ctl("point", "set", NAME, "--management-certificate", console.management, "--management-password-file", options[3])
        thumbprint = hashlib.sha1(console.cer).hexdigest().upper()
        assert thumbprint in check(console)["access"]["text"]
        console.register()
        assert "access" not in check(console)
        console.ctl("point", "scale", NAME, "--instances", "1", "--wait")
        assert expect_classic_ready(console)["instanceCount"] == 1


def test_storage_key_changed_outside():
    """The instances are shut out of the content until they have the new key."""
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        place = Place(console, expect_classic_ready(console))
        folder = pathlib.Path(console.home) / "viewer"
        folder.mkdir()
        (folder / "setup.exe").write_bytes(os.urandom(100_000))
        package = console.ctl("package", "add", folder, "--name", "Contoso Viewer")["id"]
        console.ctl("content", "distribute", package, "--to", NAME, "--wait")
        assert place.status(package, "published.json", place.token(package)) == 200
        assert "storage-key" not in check(console)

        console.ask_classic(f"/services/storageservices/{place.point['storageAccount']}/keys?action=regenerate", "POST",
                            '<RegenerateKeys xmlns="http://schemas.microsoft.com/windowsazure">'
                            "<KeyType>Primary</KeyType></RegenerateKeys>")
        wait_until(lambda: place.status(package, "published.json", place.token(package)) != 200, 60)
        found = check(console)["storage-key"]
        assert (found["severity"], found["remedy"]) == ("error", "re-apply"), found
        console.ctl("content", "validate", package, "--wait")      # the console asks for the key anew
        console.ctl("point", "re-apply", NAME, "--wait")
        wait_until(lambda: place.status(package, "published.json", place.token(package)) == 200, 60)
        assert "storage-key" not in check(console)
        console.ctl("point", "re-apply", NAME, "--wait")           # as it should be: nothing is sent
        assert console.log.count("Changing the configuration of service") == 1


def check(console):
    """One round of the health watch: kind → finding."""
    done = console.run_ctl("point", "check", NAME, "--json", speed="1")
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)
    return {finding["kind"]: finding for finding in json.loads(done.stdout)}


def set_status(console, point, status):
    """As in Azure's portal; the role instances follow."""
    service = point["storageAccount"]
    name = console.ask_classic(f"/services/hostedservices/{service}/deploymentslots/production").decode()
    name = name.partition("<Name>")[2].partition("</Name>")[0]
    console.ask_classic(f"/services/hostedservices/{service}/deployments/{name}/?comp=status", "POST",
                        '<UpdateDeploymentStatus xmlns="http://schemas.microsoft.com/windowsazure">'
                        f"<Status>{status}</Status></UpdateDeploymentStatus>")
    wait_until(lambda: console.refuses(point) == (status == "Suspended"))


def test_health_is_watched():
    """In two calls for a point: what stops, starts, fails and goes outside, and how long the certificates last."""
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        point = expect_classic_ready(console)
        console.cloud.ask("DELETE", "/_practice/journal")
        found = check(console)
        assert sorted(found) == ["certificate", "management-certificate"], found     # both were made for 30 days
        ending = found["management-certificate"]
        assert (ending["severity"], ending["remedy"]) == ("warning", "portal"), ending
        asked = [entry["path"] for entry in console.cloud.ask("GET", "/_practice/journal").json()["value"]]
        service = point["storageAccount"]
        assert [path for path in asked if "/services/" in path] == [
            f"/{SUBSCRIPTION}/services/hostedservices/{service}/deploymentslots/production",
            f"/{SUBSCRIPTION}/services/storageservices/{service}/keys"], asked
        assert message_ids(console.drive("report")[-1], point).count(9443) == 1

        set_status(console, point, "Suspended")
        wait_until(lambda: "stopped" in check(console))
        found = check(console)
        assert (found["stopped"]["remedy"], console.point(NAME)["state"]) == ("start", "stopped"), found
        set_status(console, point, "Running")
        wait_until(lambda: "stopped" not in check(console))
        assert console.point(NAME)["state"] == "ready"

        console.cloud.scenario(failedInstances=[point["storageAccount"]])
        found = check(console)
        assert (found["instances"]["severity"], found["instances"]["remedy"]) == ("error", "portal"), found
        console.cloud.scenario("normal")
        console.ask_classic(f"/services/hostedservices/{point['storageAccount']}/deploymentslots/production", "DELETE")
        wait_until(lambda: "missing" in check(console))
        assert check(console)["missing"]["remedy"] == "delete"
        console.cloud.fault(method="GET", path="*/deploymentslots/production", count=1, effect={
            "status": 403, "code": "ForbiddenError", "message": "The server failed to authenticate the request."})
        found = check(console)
        assert hashlib.sha1(console.cer).hexdigest().upper() in found["access"]["text"], found
        assert "missing" in found, found        # what could not be looked at is as it was


def test_content_goes_in_with_the_accounts_key():
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        folder = pathlib.Path(console.home) / "viewer"
        folder.mkdir()
        (folder / "setup.exe").write_bytes(os.urandom(1_000_000))
        package = console.ctl("package", "add", folder, "--name", "Contoso Viewer")["id"]
        console.ctl("content", "distribute", package, "--to", NAME, "--wait")
        row = console.ctl("content", "status")[0]
        assert (row["status"], row["publishedVersion"]) == ("success", 1), row
        console.ctl("content", "validate", package, "--wait")
        console.ctl("content", "remove", package, "--wait")
        assert console.ctl("content", "status") == []
        assert "SharedKey" not in console.log


def test_becomes_resource_manager():
    """The second recipe of redeploying: beside the classic point, one of Azure Resource Manager."""
    with Classic() as console:
        console.register()
        console.create_classic("--wait")
        error = console.ctl("point", "redeploy", NAME, "--new-name", "wallacefalls", expect=2)["error"]
        assert error["code"] == "invalid-input", error      # nobody is said to build it
        console.ctl("point", "redeploy", NAME, "--new-name", "wallacefalls", "--account", "admin@contoso.com", "--wait")
        report = console.drive("report")[-1]
        old, new = find(report, NAME)[0], find(report, "wallacefalls")[0]
        assert (old["method"], old["state"], new["method"], new["state"]) == ("classic", "ready", "resource-manager", "ready"), (old, new)
        assert (new["serviceFqdn"], new["replacesId"], new["groupName"]) == (old["serviceFqdn"], old["id"], "wallacefalls"), new
        assert new["certificate"]["thumbprint"] == old["certificate"]["thumbprint"], new
        assert console.edge(new)[1].startswith("HTTP/1.1 200")


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
