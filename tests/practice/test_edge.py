#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances of a distribution point: the real agent and nginx where they are installed.

The whole way is walked: two deployments, a certificate into the vault, content into the container, and then
what a client gets when tokens, certificates, power, firewall and roles change.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import socket
import ssl
import time

from practice_arm import GROUPS, Arm
from practice_fixture import PracticeCloud, run_tests, wait_until
from test_vault import Vault, make_pfx

PROVIDERS = GROUPS + "/depot/providers/"
SCALE_SET = PROVIDERS + "Microsoft.Compute/virtualMachineScaleSets/granitefalls"
RULE = PROVIDERS + "Microsoft.Network/networkSecurityGroups/granitefalls/securityRules/depot-stop"
KEY = bytes(range(32))
CONTENT = os.urandom(300000)
OTHER = b"not for everyone"


def name_of(content):
    return hashlib.sha256(content).hexdigest()


FILE, OTHER_FILE = name_of(CONTENT), name_of(OTHER)
GOOD, THEIRS = f"/content/pkg1/{FILE}", f"/content/pkg2/{OTHER_FILE}"


def make_manifest(files):
    """As docs/content.md has it."""
    lines = [json.dumps({"file": path, "size": len(files[path]), "sha256": name_of(files[path]), "modified": 0})
             for path in sorted(files)]
    return ('{"format":"cloud-depot-manifest","version":1,"partKey":"' + "0" * 32 + '","entries":[\n'
            + ",\n".join(lines) + ("\n" if lines else "") + "]}\n").encode()


def make_pointer(package, manifest, version=1):
    return json.dumps({"format": "cloud-depot-version", "version": 1, "package": package, "packageVersion": version,
                       "manifest": "b/" + name_of(manifest), "publishedAt": 0}).encode()


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_token(package, key=KEY, service="granitefalls", seconds=600):
    first = encode(json.dumps({"p": f"/content/{package}/", "exp": int(time.time()) + seconds,
                               "aud": service}).encode())
    return first + "." + encode(hmac.new(key, first.encode(), hashlib.sha256).digest())


def make_custom_data(outputs):
    """What the console sends: cloud-init as JSON, with the configuration of the agent in a file."""
    config = {
        "serviceId": "7b1a", "serviceName": "granitefalls", "serviceFqdn": "granitefalls.contoso.com",
        "vaultUri": outputs["vaultUri"]["value"], "blobEndpoint": outputs["blobEndpoint"]["value"],
        "container": "content", "identityClientId": outputs["edgeClientId"]["value"],
        "certificateName": "service", "edgeKeyName": "edge-key"}
    files = [{"path": "/etc/depot-edge/config.json", "permissions": "0644", "encoding": "b64",
              "content": base64.b64encode(json.dumps(config).encode()).decode()}]
    return base64.b64encode(("#cloud-config\n" + json.dumps({"write_files": files})).encode()).decode()


class Service:
    """A distribution point, made as the console makes it, and a client of it."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.arm = Arm(cloud)
        self.arm.group("depot")
        base = self.arm.deploy_base("depot")
        self.vault = Vault(cloud, self.arm).wait_for_role()
        self.renew()
        self.vault.ask("PUT", "/secrets/edge-key", {"value": base64.b64encode(KEY).decode()})
        wait_until(lambda: self.put("b/" + FILE, CONTENT) == 201)
        self.publish("pkg1", {"file.bin": CONTENT})
        self.publish("pkg2", {"other.bin": OTHER})
        service = self.arm.deploy_service(
            "depot", customData=make_custom_data(base["properties"]["outputs"]))
        assert service["properties"]["provisioningState"] == "Succeeded", service["properties"]
        self.address = service["properties"]["outputs"]["publicIp"]["value"]

    def renew(self, name="granitefalls.contoso.com"):
        pfx, self.der = make_pfx("right", name)
        assert self.vault.bring("service", pfx, "right").status == 200

    def put(self, blob, content):
        token = self.cloud.app_token(self.cloud.endpoints["storageScope"])
        return self.cloud.ask("PUT", "/content/" + blob, content, {
            "Authorization": "Bearer " + token, "x-ms-version": "2024-08-04",
            "x-ms-blob-type": "BlockBlob"}, host="granitefallsst.blob.localhost").status

    def publish(self, package, files, version=1):
        """Content, manifest, and last what makes it the version that clients get."""
        manifest = make_manifest(files)
        for content in (*files.values(), manifest):
            assert self.put("b/" + name_of(content), content) == 201
        assert self.put(package + "/published.json", make_pointer(package, manifest, version)) == 201
        return "b/" + name_of(manifest)

    def remove(self, blob):
        token = self.cloud.app_token(self.cloud.endpoints["storageScope"])
        return self.cloud.ask("DELETE", "/content/" + blob, headers={
            "Authorization": "Bearer " + token, "x-ms-version": "2024-08-04"}, host="granitefallsst.blob.localhost").status

    def connect(self, tls=None):
        context = tls or ssl._create_unverified_context()
        raw = socket.create_connection((self.address, self.cloud.endpoints["edgePort"]), 10)
        return context.wrap_socket(raw, server_hostname="granitefalls.contoso.com")

    def certificate(self):
        """The certificate the service shows, or None while it does not answer."""
        try:
            with contextlib.closing(self.connect()) as connection:
                return connection.getpeercert(True)
        except OSError:
            return None

    def ask(self, path, method="GET", raw=False, **headers):
        connection = http.client.HTTPConnection(self.address, timeout=10)
        connection.sock = self.connect()
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", "granitefalls.contoso.com")
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers

    def get(self, path, token, **headers):
        return self.ask(path, X_Depot_Token=token, **headers)

    def wait(self, seconds=45):
        try:
            wait_until(lambda: self.certificate() == self.der, seconds)
            wait_until(lambda: self.ask("/healthz")[0] == 200, seconds)
        except AssertionError as problem:
            logs = pathlib.Path(self.cloud.folder, "instances").glob("*/*.log")
            raise AssertionError("\n".join(f"{log.name}: {log.read_text()}" for log in logs)) from problem
        return self


def test_a_client_gets_what_its_token_opens():
    with PracticeCloud(speed=300) as cloud:
        check_client(Service(cloud).wait())


def check_client(service):
    status, body, _ = service.ask("/healthz")
    assert status == 200 and json.loads(body)["service"] == "granitefalls", body

    good = make_token("pkg1")
    status, body, headers = service.get(GOOD, good)
    assert status == 200 and body == CONTENT and headers["ETag"], (status, body[:200])
    assert service.ask(GOOD + "?t=" + good)[1] == CONTENT
    status, body, headers = service.get(GOOD, good, Range="bytes=100-199")
    assert status == 206 and body == CONTENT[100:200], status
    status, body, headers = service.ask(GOOD, "HEAD", X_Depot_Token=good)
    assert status == 200 and headers["Content-Length"] == str(len(CONTENT)) and not body
    status, body, headers = service.get("/content/pkg1/published.json", good)
    assert status == 200 and json.loads(body)["package"] == "pkg1", (status, body)
    manifest = service.get("/content/pkg1/" + json.loads(body)["manifest"][2:], good)[1]
    assert manifest == make_manifest({"file.bin": CONTENT}), manifest
    for nothing in ("file.bin", name_of(b"nothing"), OTHER_FILE, FILE.upper(), FILE[:-1], "other.json"):
        assert service.get("/content/pkg1/" + nothing, good)[0] == 404, nothing
    assert service.get("/content/b/" + FILE, good)[0] == 403
    assert service.get("/content/b/" + FILE, make_token("b"))[0] == 404

    assert service.ask(GOOD)[0] == 401
    for bad in (make_token("pkg1", seconds=-1), make_token("pkg1", key=b"x" * 32),
                make_token("pkg1", service="other"), "a.b", ".", "x" * 5000, good + "x"):
        assert service.get(GOOD, bad)[0] in (401, 400), bad
    assert service.get(THEIRS, good)[0] == 403
    assert service.ask(GOOD, "PUT", X_Depot_Token=good)[0] == 405
    for path in ("/", "/content/", "/content/pkg1/", "/content/pkg1/a/b", "/check", "/content/pk%201/x"):
        assert service.get(path, good)[0] == 404, path


def test_no_way_around_the_check():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        good = make_token("pkg1")
        tail = "pkg2/" + OTHER_FILE
        for path in ("/content/pkg1/../" + tail, "/content/pkg1/%2e%2e/" + tail,
                     "/content/pkg1/..%2fpkg2%2f" + OTHER_FILE, "/content//" + tail,
                     "/content/pkg1/./../" + tail, "/content/pkg1%2f..%2f" + tail,
                     THEIRS + "%0d%0aX-Depot-Package:%20pkg1", THEIRS + "?x=/content/pkg1/",
                     "/content/pkg1/../b/" + OTHER_FILE, "/content/pkg1/b/" + OTHER_FILE):
            status, body, _ = service.get(path, good)
            assert status in (400, 401, 403, 404) and b"everyone" not in body, (path, status)
        status, _, _ = service.ask(THEIRS, X_Depot_Token=good, X_Depot_Package="pkg1")
        assert status == 403


def test_a_new_certificate_is_shown():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        old = service.der
        service.renew()
        assert service.der != old
        service.wait()
        assert service.get(GOOD, make_token("pkg1"))[0] == 200


def test_stop_and_start():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        arm = service.arm
        arm.follow(arm.ask("PUT", RULE, {"properties": {
            "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*",
            "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
            "destinationPortRange": "443"}}))
        wait_until(lambda: service.certificate() is None)
        arm.follow(arm.ask("DELETE", RULE))
        service.wait()
        arm.follow(arm.ask("POST", SCALE_SET + "/poweroff?skipShutdown=true"))
        wait_until(lambda: service.certificate() is None)
        arm.follow(arm.ask("POST", SCALE_SET + "/deallocate"))
        arm.follow(arm.ask("POST", SCALE_SET + "/start"))
        service.wait()
        arm.follow(arm.ask("DELETE", SCALE_SET))
        wait_until(lambda: service.certificate() is None)


def test_the_identity_needs_its_role():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        listed = service.arm.get(
            PROVIDERS + "Microsoft.KeyVault/vaults/granitefalls-kv/providers/Microsoft.Authorization/"
            "roleAssignments?$filter=atScope()")["value"]
        role = [a for a in listed if a["properties"]["roleDefinitionId"].endswith(
            "4633458b-17de-408a-b874-0445c86b69e6")]
        assert len(role) == 1
        shown = service.der
        service.arm.ask("DELETE", role[0]["id"])
        service.renew()
        wait_until(lambda: refusals(cloud) >= 2)
        assert service.certificate() == shown, "without the role the new certificate cannot come"
        service.arm.ask("PUT", role[0]["id"], {"properties": {
            key: role[0]["properties"][key]
            for key in ("roleDefinitionId", "principalId", "principalType")}})
        service.wait()


def refusals(cloud):
    journal = cloud.ask("GET", "/_practice/journal").json()["value"]
    return len([x for x in journal if x["path"] == "/secrets/service" and x["status"] == 403])


def test_without_nginx_the_cloud_answers_itself():
    with PracticeCloud(speed=300) as cloud:
        cloud.scenario(edgeInside=True, roleDelay=20)
        service = Service(cloud).wait()
        assert not pathlib.Path(cloud.folder, "instances").exists()
        check_client(service)
        old = service.der
        service.renew()
        assert service.wait().der != old
        service.arm.follow(service.arm.ask("POST", SCALE_SET + "/poweroff"))
        wait_until(lambda: service.certificate() is None)
        service.arm.follow(service.arm.ask("POST", SCALE_SET + "/start"))
        service.wait()


def test_comes_back_after_kill():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        cloud.kill()
        wait_until(lambda: service.certificate() is None)
        cloud.start()
        service.wait()
        assert service.get(GOOD, make_token("pkg1"))[1] == CONTENT
        cloud.stop()
        assert service.certificate() is None
        left = [p for p in pathlib.Path("/proc").glob("[0-9]*/cmdline")
                if cloud.folder.encode() in read(p)]
        assert not left, left


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    run_tests(dict(globals()), at_once=3)
