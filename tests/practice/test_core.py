#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The core of the practice cloud: start, memory over kill -9, scenarios, faults, journal, record."""

import http.client
import json
import os
import socket
import subprocess
import time
import urllib.parse

from practice_fixture import APP, CLIENT, SUBSCRIPTION, TENANT, PracticeCloud, run_tests, wait_until
from test_blob import Storage, block_list, block_path

PROGRAM = os.environ["DEPOT_PRACTICE_CLOUD"]
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/core?api-version=2024-03-01"
SCENARIOS = {"normal", "slow-provisioning", "name-taken", "quota-exceeded", "provider-not-registered",
             "policy-denied", "second-factor", "throttled", "expired-sign-in", "role-not-active",
             "connection-cut", "vault-never-used"}


def manage(cloud, method="GET", path=GROUP, body=None, **headers):
    headers["Authorization"] = "Bearer " + cloud.app_token()
    return cloud.ask(method, path, body, headers)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=20, check=False)


def test_second_on_the_same_folder():
    with PracticeCloud() as cloud:
        result = run("--state-dir", cloud.folder)
        assert result.returncode == 1 and "another practice cloud" in result.stderr, result.stderr
        assert "ready" not in result.stdout
        # the first goes on, and nothing of what it wrote was touched
        assert manage(cloud, "PUT", body={"location": "westeurope"}).status == 201
        with open(os.path.join(cloud.folder, "endpoints.json"), encoding="utf-8") as file:
            assert json.load(file) == cloud.endpoints


def test_command_line():
    result = run("--help")
    assert result.returncode == 0 and "--state-dir" in result.stdout and "--scenario" in result.stdout
    result = run("--list-scenarios")
    assert {line.split()[0] for line in result.stdout.splitlines()} == SCENARIOS
    assert run().returncode == 2
    result = run("--state-dir", "/proc/none/such")
    assert result.returncode == 1 and "depot-practice-cloud: " in result.stderr
    with PracticeCloud() as cloud:
        result = run("--state-dir", cloud.folder)
        assert result.returncode == 1, "two at once on one state would forget each other's answers"
        assert run("--state-dir", cloud.folder + "-x", "--scenario", "nonsense").returncode == 1


def test_endpoints():
    with PracticeCloud() as cloud:
        base = f"https://localhost:{cloud.port}"
        expected = {"name": "PracticeCloud", "authority": base, "resourceManager": base,
                    "managementScope": base + "/.default", "storageSuffix": f"localhost:{cloud.port}",
                    "storageScope": "https://storage.azure.com/.default",
                    "vaultSuffix": f"vault.localhost:{cloud.port}",
                    "vaultScope": "https://vault.localhost/.default", "vmDnsSuffix": "cloudapp.localhost",
                    "graph": base + "/graph", "portal": f"http://localhost:{cloud.browser_port}",
                    "tenantId": TENANT, "clientId": CLIENT, "pid": cloud.process.pid}
        for name, value in expected.items():
            assert cloud.endpoints[name] == value, name
        assert cloud.endpoints["classic"].startswith("https://localhost:")
        assert isinstance(cloud.endpoints["edgePort"], int)
        assert os.path.isabs(cloud.endpoints["caFile"])
        for name in ("endpoints.json", "ca-key.pem", "server-key.pem", "identity-key.pem"):
            assert os.stat(os.path.join(cloud.folder, name)).st_mode & 0o077 == 0, name


def test_memory_over_kill():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        storage.put("/content/kept", b"bytes")
        storage.ask("PUT", block_path("/content/half", 0), b"0" * 600_000, 201)
        endpoints = dict(cloud.endpoints)
        cloud.kill()
        # What a killed upload leaves behind is cleared away at the next start.
        for folder in ("spool", "blobs"):
            with open(os.path.join(cloud.folder, folder, "leftover"), "wb") as file:
                file.write(b"x")
        cloud.start()
        assert {k: v for k, v in cloud.endpoints.items() if k != "pid"} == {
            k: v for k, v in endpoints.items() if k != "pid"}
        assert storage.ask("GET", "/content/kept", expect=200).body == b"bytes"
        storage.ask("PUT", "/content/half?comp=blocklist", block_list(0), 201)
        assert storage.ask("GET", "/content/half", expect=200).body == b"0" * 600_000
        assert os.listdir(os.path.join(cloud.folder, "spool")) == []
        assert len(os.listdir(os.path.join(cloud.folder, "blobs"))) == 2
        assert manage(cloud, path=storage.id + "?api-version=2023-05-01").status == 200


def test_operations_go_on_after_kill():
    with PracticeCloud(speed=20) as cloud:
        manage(cloud, "PUT", body={"location": "westeurope"})
        path = GROUP.replace("?", "/providers/Microsoft.Storage/storageAccounts/wallacefalls1?").replace(
            "2024-03-01", "2023-05-01")
        answer = manage(cloud, "PUT", path, {"location": "westeurope", "kind": "StorageV2",
                                             "sku": {"name": "Standard_LRS"}})
        assert answer.status == 202, answer.body
        parts = urllib.parse.urlsplit(answer.headers["Location"])
        result = f"{parts.path}?{parts.query}"
        assert manage(cloud, path=result).status == 202
        cloud.kill()
        cloud.start()
        done = wait_until(lambda: (lambda a: a if a.status != 202 else None)(manage(cloud, path=result)))
        assert done.status == 200 and done.json()["name"] == "wallacefalls1", done.body


def test_lost_answer_means_work_done():
    with PracticeCloud() as cloud:
        for effect in ({"kind": "drop"}, {"kind": "cut", "bytes": 10}):
            name = GROUP.replace("core", "lost-" + effect["kind"])
            cloud.fault(method="PUT", path="*lost-*", effect=effect)
            try:
                answer = manage(cloud, "PUT", name, {"location": "westeurope"})
                raise AssertionError(f"an answer came: {answer.status}")
            except (http.client.HTTPException, ConnectionError):
                pass
            assert manage(cloud, path=name).status == 200
            assert manage(cloud, "PUT", name, {"location": "westeurope"}).status == 200, "fault acts once"


def test_reset_means_no_work():
    with PracticeCloud() as cloud:
        cloud.fault(method="PUT", path="*/core", effect={"kind": "reset"})
        try:
            manage(cloud, "PUT", body={"location": "westeurope"})
            raise AssertionError("an answer came")
        except ConnectionError:
            pass
        assert manage(cloud).status == 404


def test_other_faults():
    with PracticeCloud() as cloud:
        cloud.fault(path="*/core", effect={"status": 429, "code": "TooManyRequests", "retryAfter": 7})
        answer = manage(cloud)
        assert answer.status == 429 and answer.headers["Retry-After"] == "7"
        assert answer.json()["error"]["code"] == "TooManyRequests"
        cloud.fault(path="*/core", effect={"status": 503, "retryAfter": 7, "asDate": True})
        assert manage(cloud).headers["Retry-After"].endswith(" GMT")
        cloud.fault(path="*/core", effect={"status": 429, "retryAfter": "soon"})
        assert manage(cloud).headers["Retry-After"] == "soon"
        cloud.fault(path="*/core", effect={"kind": "html"})
        answer = manage(cloud)
        assert answer.status == 200 and answer.headers["Content-Type"] == "text/html"
        assert b"Sign in to the network" in answer.body
        cloud.fault(path="*/core", effect={"kind": "delay", "seconds": 0.3})
        before = time.monotonic()
        assert manage(cloud).status == 404
        assert time.monotonic() - before >= 0.3
        cloud.fault(path="*/core", **{"from": 3}, effect={"status": 500})
        assert [manage(cloud).status for _ in range(4)] == [404, 404, 500, 404]
        cloud.fault(path="*/core", effect={"kind": "stall"})
        try:
            connection = socket.create_connection(("127.0.0.1", cloud.port), 5)
            with cloud.tls.wrap_socket(connection, server_hostname="localhost") as stream:
                stream.settimeout(0.5)
                stream.sendall(f"GET {GROUP} HTTP/1.1\r\nHost: localhost:{cloud.port}\r\n\r\n".encode())
                stream.recv(1)
            raise AssertionError("an answer came")
        except TimeoutError:
            pass
        storage = Storage(cloud).ready()
        cloud.fault(path="/content/x", effect={"status": 503, "code": "ServerBusy"})
        storage.refuse(503, "ServerBusy", "GET", "/content/x")


def open_stream(cloud, host, text):
    stream = cloud.tls.wrap_socket(socket.create_connection(("127.0.0.1", cloud.port), 5), server_hostname=host)
    stream.sendall(text)
    return stream


def test_clients_that_go_away():
    with PracticeCloud() as cloud:
        cloud.fault(path="*/core", effect={"kind": "delay", "seconds": 0.2})
        request = f"GET {GROUP} HTTP/1.1\r\nHost: localhost:{cloud.port}\r\n\r\n".encode()
        open_stream(cloud, "localhost", request).close()
        storage = Storage(cloud).ready()
        spool = os.path.join(cloud.folder, "spool")
        head = (f"PUT /content/half HTTP/1.1\r\nHost: {storage.host}:{cloud.port}\r\nx-ms-version: 2024-08-04"
                f"\r\nx-ms-blob-type: BlockBlob\r\nAuthorization: Bearer {storage.token}\r\n"
                "Content-Length: 2000000\r\n\r\n").encode()
        stream = open_stream(cloud, storage.host, head + b"x" * 1_000_000)
        wait_until(lambda: os.listdir(spool))
        stream.close()
        wait_until(lambda: not os.listdir(spool))
        storage.refuse(404, "BlobNotFound", "HEAD", "/content/half")
        journal = lambda: cloud.ask("GET", "/_practice/journal").json()["value"]
        wait_until(lambda: any(e["path"].endswith("/core") for e in journal()))


def test_memory_stays():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        storage.put("/content/large", b"x" * 4_000_000)

        def resident():
            with open(f"/proc/{cloud.process.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        for _ in range(5):
            storage.ask("GET", "/content/large", expect=200)
        before = resident()
        for _ in range(100):
            storage.ask("GET", "/content/large", expect=200)
        # Kept answers would be 400 MB; a sanitizer keeps up to 256 MB of what was freed.
        assert resident() - before < 300_000_000, "answers are let go once they are sent"


def test_scenarios_can_be_switched():
    with PracticeCloud() as cloud:
        for name in SCENARIOS:
            cloud.scenario(name)
            assert cloud.ask("GET", "/_practice/scenario").json()["name"] == name
        assert cloud.ask("PUT", "/_practice/scenario", {"name": "nonsense"}).status == 400
        assert cloud.ask("PUT", "/_practice/scenario", {"title": "x", "rules": []}).status == 400
        assert cloud.ask("PUT", "/_practice/scenario", {"name": "x", "rules": [{}]}).status == 400
        cloud.scenario("throttled")
        statuses = [manage(cloud).status for _ in range(9)]
        assert statuses.count(429) == 2, statuses
        cloud.kill()
        cloud.start()
        assert cloud.ask("GET", "/_practice/scenario").json()["name"] == "throttled", "kept over a restart"


def test_levers_are_not_for_pages():
    with PracticeCloud() as cloud:
        for headers in ({"Content-Type": "text/plain"}, {"Origin": "http://evil.example"}):
            answer = cloud.ask("POST", "/_practice/fault", '{"effect":{"kind":"drop"}}', headers)
            assert answer.status == 403, headers
        for host in ("evil.example", "localhost.evil.example", "a.b.localhost"):
            connection = http.client.HTTPConnection("127.0.0.1", cloud.browser_port, timeout=5)
            connection.request("GET", "/_practice/health", headers={"Host": host})
            assert connection.getresponse().status == 421, host
            connection.close()


def test_journal():
    with PracticeCloud() as cloud:
        manage(cloud, path=GROUP, **{"x-ms-client-request-id": "abc"})
        entries = cloud.ask("GET", "/_practice/journal").json()["value"]
        entry = next(e for e in entries if e["path"].endswith("/core"))
        assert entry["method"] == "GET" and entry["status"] == 404 and entry["clientRequestId"] == "abc"
        assert entry["query"] == "api-version=2024-03-01"
        assert cloud.ask("DELETE", "/_practice/journal").status == 204


def test_record_holds_no_secret():
    with PracticeCloud() as cloud:
        record = os.path.join(cloud.folder, "record")
        cloud.stop()
        cloud.options += ["--record", record]
        cloud.start()
        token = cloud.app_token()
        manage(cloud, "PUT", body={"location": "westeurope"})
        names = os.listdir(record)
        assert len(names) == 1, names
        with open(os.path.join(record, names[0]), encoding="utf-8") as file:
            text = file.read()
        exchange = json.loads(text)
        assert exchange["liveRequest"]["method"] == "PUT"
        assert exchange["liveRequest"]["body"] == {"location": "westeurope"}
        assert exchange["liveRequest"]["headers"]["authorization"] == "redacted"
        assert exchange["liveRequest"]["query"] == {"api-version": "2024-03-01"}
        assert exchange["liveResponse"]["statusCode"] == "201"
        assert exchange["liveResponse"]["body"]["name"] == "core"
        assert token not in text and "eyJ" not in text


def test_request_ids_and_versions():
    with PracticeCloud() as cloud:
        ids = {"x-ms-client-request-id": "11111111-2222-3333-4444-555555555555",
               "x-ms-return-client-request-id": "true"}
        answer = manage(cloud, **ids)
        assert answer.headers["x-ms-client-request-id"] == ids["x-ms-client-request-id"]
        for name in ("x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id", "Date"):
            assert answer.headers[name], name
        path = GROUP.split("?", maxsplit=1)[0]
        assert manage(cloud, path=path).json()["error"]["code"] == "MissingApiVersionParameter"
        for bad in ("x", "2024", "2024-3-1", "2024-03-01;drop"):
            answer = manage(cloud, path=f"{path}?api-version={bad}")
            assert answer.json()["error"]["code"] == "InvalidApiVersionParameter", bad
        assert manage(cloud, path=path.upper() + "?api-version=2030-01-01-preview").status == 404
        assert manage(cloud, "PATCH", "/tenants?api-version=2022-12-01").status == 405
        assert manage(cloud, path="/nowhere?api-version=2022-12-01").status == 404
        assert manage(cloud, path="/a%00b?api-version=2022-12-01").status == 400


def test_bodies_are_capped_and_strict():
    with PracticeCloud() as cloud:
        for body in (b"", b"{", b"[]", b'{"location":"x",}', b"\xff", b'{"a":"\x00"}'):
            answer = manage(cloud, "PUT", body=body, **{"Content-Type": "application/json"})
            assert answer.status == 400, (body, answer.body)
        answer = manage(cloud, "PUT", body=b" " * (9 * 1024 * 1024))
        assert answer.status == 413
        assert cloud.form(f"/{TENANT}/oauth2/v2.0/token", {"client_id": APP}).status == 400


if __name__ == "__main__":
    run_tests(dict(globals()))
