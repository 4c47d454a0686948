#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the edge refuses, and what running downloads live through: the real agent and nginx, and clients that
write their requests byte by byte. Whatever is refused, the blob store has not seen."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import threading
import time

from practice_arm import GROUPS
from practice_fixture import PracticeCloud, run_tests, wait_until
from test_edge import (CONTENT, FILE, GOOD, KEY, OTHER, OTHER_FILE, RULE, SCALE_SET, THEIRS, Service, encode, make_manifest,
                       make_pointer, make_token, name_of, read)

LARGE = os.urandom(1 << 20) * 48
DENY = {"properties": {
    "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*",
    "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443"}}


def say_raw(service, data):
    """Status of the answer to these very bytes; 0 when the connection just ends."""
    with contextlib.closing(service.connect()) as connection:
        connection.settimeout(15)
        answer = b""
        with contextlib.suppress(OSError):
            connection.sendall(data)
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in answer and len(answer) < 65536:
                part = connection.recv(65536)
                if not part:
                    break
                answer += part
    assert b"everyone" not in answer and CONTENT[:40] not in answer, answer[:200]
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def request(target=GOOD, method="GET", host="granitefalls.contoso.com", version="1.1", token=None, more=()):
    lines = [f"{method} {target} HTTP/{version}"]
    if host is not None:
        lines.append("Host: " + host)
    if token is not None:
        lines.append("X-Depot-Token: " + token)
    return "\r\n".join([*lines, *more, "Connection: close", "", ""]).encode("latin-1")


def asked_of_store(service):
    journal = service.cloud.ask("GET", "/_practice/journal").json()["value"]
    return [x for x in journal if ".blob." in x["host"] and "/content/" in x["path"]]


def check_refused(service, attempts, statuses):
    """Each of them, and at the end nothing of it has reached the store."""
    assert service.cloud.ask("DELETE", "/_practice/journal", headers={
        "Content-Type": "application/json"}).status == 204
    wrong = [(name, status) for name, status in (
        (name, say_raw(service, data)) for name, data in attempts.items()) if status not in statuses]
    assert not wrong, wrong
    assert asked_of_store(service) == []
    assert service.get(GOOD, make_token("pkg1"))[1] == CONTENT
    asked = [x["path"] for x in asked_of_store(service)]
    assert asked.count("/content/b/" + FILE) == 1, "the journal would have shown it"


def sign(claims, key=KEY, algorithm=hashlib.sha256):
    first = encode(claims if isinstance(claims, bytes) else json.dumps(claims).encode())
    return first + "." + encode(hmac.new(key, first.encode(), algorithm).digest())


def bad_tokens():
    now = int(time.time())
    claims = {"p": "/content/pkg1/", "exp": now + 600, "aud": "granitefalls"}
    good = make_token("pkg1")
    first, second = good.split(".")
    return {
        "missing": None, "empty": "", "dot": ".", "no signature": first, "empty signature": first + ".",
        "three parts": good + "." + second, "expired": sign({**claims, "exp": now - 1}),
        "lives too long": sign({**claims, "exp": now + 3 * 86400}), "no end": sign({"p": claims["p"], "aud": claims["aud"]}),
        "end is text": sign({**claims, "exp": str(now + 600)}), "end is true": sign({**claims, "exp": True}),
        "end is a fraction": sign({**claims, "exp": now + 600.5}), "end is infinite": sign(
            b'{"p":"/content/pkg1/","exp":Infinity,"aud":"granitefalls"}'),
        "another service": sign({**claims, "aud": "wallacefalls"}), "no service": sign({"p": claims["p"], "exp": claims["exp"]}),
        "another key": sign(claims, b"x" * 32), "empty key": sign(claims, b""),
        "key as text": sign(claims, base64.b64encode(KEY)), "SHA-1": sign(claims, algorithm=hashlib.sha1),
        "SHA-512": sign(claims, algorithm=hashlib.sha512), "signature cut": good[:-1], "signature longer": good + "A",
        "padding": good + "=", "signature of another": first + "." + make_token("pkg2").split(".")[1],
        "none": encode(b'{"alg":"none"}') + "." + first + ".", "not JSON": sign(b"hello"), "an array": sign(b"[]"),
        "not text": sign(b"\xff\xfe"), "deep": sign(b"[" * 1500), "long": sign({**claims, "x": "y" * 4000}),
        "claims changed": encode(json.dumps({**claims, "p": "/content/pkg2/"}).encode()) + "." + second,
        "other alphabet": good.replace("-", "+").replace("_", "/") + "+/", "blank inside": good[:9] + " " + good[9:],
        "beyond ASCII": good + "\xe9"}


def check_bad_tokens(service):
    attempts = {name: request(token=token) for name, token in bad_tokens().items()}
    check_refused(service, attempts, (401, 400))
    check_refused(service, {"twice": request(token=make_token("pkg1"), more=["X-Depot-Token: " + make_token("pkg1")]),
                            "in the query": request(GOOD + "?t=" + sign({"p": "/content/pkg1/", "exp": 1, "aud": "granitefalls"}))},
                  (401, 400))
    pattern = sign({"p": "/content/", "exp": int(time.time()) + 600, "aud": "granitefalls"})
    check_refused(service, {
        "another package": request(THEIRS, token=make_token("pkg1")),
        "every package": request(token=pattern), "package in capitals": request(token=make_token("PKG1")),
        "named by hand": request(THEIRS, token=make_token("pkg1"), more=["X-Depot-Package: pkg1"])},
        (403,))


def strange_targets():
    tail = "pkg2/" + OTHER_FILE
    name = FILE
    targets = ["/content/pkg1/../" + tail, "/content/pkg1/%2e%2e/" + tail, "/content/pkg1/.%2e/" + tail,
               "/content/pkg1/..%2f" + tail, "/content/pkg1%2f../" + tail, "/content/pkg1/..%5c" + tail,
               "/content/pkg1/..\\" + tail, "/content/pkg1/%252e%252e/" + tail, "/content/./pkg1/" + name,
               "/content/pkg1/../pkg1/" + name, "/" + GOOD, "/content//pkg1/" + name,
               "/content/pkg1//" + name, GOOD + "/", GOOD + "%00", f"/content/pkg1/{name[:9]}%00{name[9:]}",
               GOOD + "%0d%0aHost:%20x", "/content/pkg1/%6" + name[1:], f"/content/pkg1/%{ord(name[0]):02x}{name[1:]}", "/content/pkg1/b/" + name,
               "/content/pkg1/" + name.upper(), "/content/pkg1/" + name + "0", "/content/pkg1/" + name[1:], "/content/pkg1/Published.json",
               "/content/pkg1/published.json/", "/content/pkg1/%70ublished.json", GOOD + ";x",
               GOOD + "#x", GOOD + "?comp=blocklist", GOOD + "?t=x&comp=list",
               "/content/pkg1/.hidden", "/content/pkg1/..", "/content/pkg1/.", "/content/pkg1/", "/content/pkg1", "/content/",
               "/content", "/content/pkg1/" + "a" * 129, "/content/" + "p" * 65 + "/x", "/content/pkg1/f\xc3\xafle.bin",
               GOOD + "%20", "/CONTENT/pkg1/" + name, "/content/pkg1/%EF%BC%8E%EF%BC%8E/x", "/check", "/logs/x/y",
               "/healthz/../content/pkg1/" + name, "/content/pkg1/a/../" + name, "/", "*", "" + name, "http:", "",
               "https://granitefallsst.blob.localhost/content/pkg1/../pkg2/" + OTHER_FILE]
    return {target[:60]: target for target in targets}


def check_strange_paths(service):
    token = make_token("pkg1")
    attempts = {name: request(target, token=token) for name, target in strange_targets().items()}
    attempts["NUL"] = request(f"/content/pkg1/{FILE[:9]}\0{FILE[9:]}", token=token)
    attempts["line end"] = b"GET /content/pkg2/\r" + OTHER_FILE.encode() + b" HTTP/1.1\r\nHost: granitefalls.contoso.com\r\n\r\n"
    attempts["giant target"] = request("/content/pkg1/" + "a" * 100000, token=token)
    check_refused(service, attempts, (0, 400, 403, 404, 414))


def strange_requests(token):
    parts = {
        "giant header": request(token=token, more=["X-Fill: " + "x" * 100000]),
        "many headers": request(token=token, more=[f"X-Fill-{n}: {'x' * 2000}" for n in range(100)]),
        "name with a blank": request(token=token, more=["X Fill: 1", "Host : other"]),
        "two hosts": request(token=token, more=["Host: wallacefalls.contoso.com"]),
        "no host": request(token=token, host=None), "bad host": request(token=token, host="a/../b"),
        "another host": request(token=token, host="wallacefalls.contoso.com"),
        "by address": request(token=token, host="127.0.0.1"),
        "storage as host": request(token=token, host="granitefallsst.blob.localhost"),
        "old protocol": request(token=token, version="1.0", host=None), "no version": f"GET {GOOD}\r\n\r\n".encode(),
        "version 9": request(token=token, version="9.9"), "garbage": b"\x16\x03\x01\x00\xff" * 40,
        "two lengths": request(token=token, more=["Content-Length: 5", "Content-Length: 6"]),
        "length and chunks": request(token=token, more=["Content-Length: 5", "Transfer-Encoding: chunked"]),
        "another coding": request(token=token, more=["Transfer-Encoding: xchunked"]),
        "large body": request(token=token, more=["Content-Length: 100000"]) + b"x" * 100000}
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GETS", "MERGE"):
        parts[method] = request(method=method, token=token)
    return parts


def check_strange_requests(service):
    token = make_token("pkg1")
    check_refused(service, strange_requests(token), (0, 400, 405, 413, 414, 421, 431, 494, 501, 505))
    ranges = ["bytes=0-1,5-6", "bytes=0-,0-", "bytes=0-10,5-15,3-4", "bytes=" + ",".join(f"{n}-" for n in range(1000)),
              "bytes=-5", "bytes=-", "bytes=", "bytes=a-b", "bytes=1", "lines=1-2", "bytes=0x1-2", "bytes= 1-2", "bytes=--5",
              "bytes=99999999999999999999-", "bytes=0-18446744073709551616", "Bytes=1-2\t"]
    attempts = {text[:40]: request(token=token, more=["Range: " + text]) for text in ranges}
    attempts["twice"] = request(token=token, more=["Range: bytes=0-1", "Range: bytes=5-6"])
    check_refused(service, attempts, (416, 400))
    check_what_holds(service, token)


def check_what_holds(service, token):
    status, body, headers = service.get(GOOD, token, Range="bytes=299990-")
    assert (status, body) == (206, CONTENT[299990:]) and headers["Content-Range"] == "bytes 299990-299999/300000"
    assert service.get(GOOD, token, Range="bytes=400000-")[0] == 416
    status, body, headers = service.get(GOOD, token, If_None_Match=headers["ETag"])
    assert status == 304 and not body
    status, body, headers = service.ask("/healthz")
    assert status == 200 and headers["Strict-Transport-Security"] and "nginx/" not in headers["Server"]
    names = {name.lower() for name in service.get(GOOD, token)[2].keys()}
    assert not names & {"x-ms-request-id", "x-ms-version", "www-authenticate", "authorization", "x-depot-authorization"}, names


def test_a_removed_file_is_gone_at_once():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        token = make_token("pkg1")
        assert service.get(GOOD, token)[1] == CONTENT
        assert service.remove("b/" + FILE) == 202
        assert service.get(GOOD, token)[0] == 404


def is_given(service, content, package="pkg1"):
    status, body, _ = service.get(f"/content/{package}/{name_of(content)}", make_token(package))
    assert (status, body == content) in ((200, True), (404, False)), (status, body[:80])
    return status == 200


def test_a_package_opens_what_it_names():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        assert is_given(service, CONTENT)
        # a client that knows of the new version gets it at once, and what the old one had a while longer
        new = os.urandom(5000)
        service.publish("pkg1", {"new.bin": new}, 2)
        assert is_given(service, new) and is_given(service, make_manifest({"new.bin": new})) and is_given(service, CONTENT)
        # the version before the one before is no longer given out
        service.publish("pkg1", {"last.bin": b"last"}, 3)
        wait_until(lambda: is_given(service, b"last"), 15)
        assert is_given(service, new) and not is_given(service, CONTENT)
        assert not is_given(service, OTHER), "its hash alone opens nothing"
        # content that another package has, too, ends with this one
        service.publish("pkg2", {"same.bin": b"last"}, 2)
        assert service.remove("pkg1/published.json") == 202
        assert service.get("/content/pkg1/published.json", make_token("pkg1"))[0] == 404
        wait_until(lambda: not is_given(service, b"last"), 14)
        assert not is_given(service, new) and is_given(service, b"last", "pkg2")


def check_asking_for_what_is_not_there_costs_storage_nothing(service):
    assert is_given(service, CONTENT)
    service.cloud.ask("DELETE", "/_practice/journal", headers={"Content-Type": "application/json"})
    since = time.monotonic()
    for number in range(300):
        assert not is_given(service, b"%d" % number)
        assert not is_given(service, b"%d" % number, "pkg3")
    looks = 2 * (1 + int((time.monotonic() - since) / 10)) + 1
    asked = [x["path"] for x in asked_of_store(service)]
    assert set(asked) <= {"/content/pkg1/published.json", "/content/pkg3/published.json"}, set(asked)
    assert all(asked.count(path) <= looks for path in set(asked)), (asked, looks)


def check_strange_versions_open_nothing(service):
    assert is_given(service, OTHER, "pkg2")
    manifest, hidden = make_manifest({"a": OTHER}), b"hidden"
    strange = {
        "not JSON": b"{", "an array": b"[]", "of another": make_pointer("pkg2", manifest), "large": b" " * 70000,
        "another format": make_pointer("x", manifest).replace(b"cloud-depot-version", b"other"),
        "no name": make_pointer("x", manifest).replace(b'"b/', b'"../b/'), "deep": b"[" * 60000}
    lines = {
        "another name": manifest + b" ", "cut": manifest[:-4], "no lines": manifest.replace(b"\n", b""),
        "later version": manifest.replace(b'"version":1', b'"version":2'), "numbers": manifest.replace(b'{"file', b'1,{"file'),
        "short hash": manifest.replace(OTHER_FILE.encode(), OTHER_FILE[:-1].encode()), "empty": b"", "long line": b"[" * (4 << 20)}
    for number, (what, text) in enumerate([*strange.items(), *lines.items()]):
        package = f"strange{number}"
        if what in lines:
            assert service.put("b/" + name_of(text), text) == 201
            text = make_pointer(package, manifest if what == "another name" else text)
        if what == "another name":
            assert service.put("b/" + name_of(manifest), manifest + b" ") == 201
        assert service.put(package + "/published.json", text.replace(b'"package": "x"', b'"package": "%s"' % package.encode())) == 201
        status, body, _ = service.get(f"/content/{package}/{OTHER_FILE}", make_token(package))
        assert status == 502 and body != OTHER and hidden not in body, (what, status)
    assert is_given(service, CONTENT), "the others live"


def test_what_is_refused():
    """One after the other at one service: none of them may change what it gives to the next."""
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        check_bad_tokens(service)
        check_strange_paths(service)
        check_strange_requests(service)
        check_asking_for_what_is_not_there_costs_storage_nothing(service)
        check_strange_versions_open_nothing(service)


def test_another_key_ends_all_tokens():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        other = bytes(reversed(KEY))
        service.vault.ask("PUT", "/secrets/edge-key", {"value": base64.b64encode(other).decode()})
        wait_until(lambda: service.get(GOOD, make_token("pkg1", key=other))[0] == 200)
        # what nginx remembers of the old key is ten seconds old at most
        old = make_token("pkg1")
        wait_until(lambda: service.get(GOOD, old)[0] == 401, 12)


def test_storage_refusing_the_instance_is_not_the_clients_fault():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        account = GROUPS + "/depot/providers/Microsoft.Storage/storageAccounts/granitefallsst"
        listed = service.arm.get(account + "/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()")["value"]
        reader = [a for a in listed if a["properties"]["roleDefinitionId"].endswith("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1")]
        assert len(reader) == 1
        service.arm.ask("DELETE", reader[0]["id"])
        wait_until(lambda: service.get(GOOD, make_token("pkg1"))[0] == 502)
        assert service.get(THEIRS, make_token("pkg1"))[0] == 403


class Download(threading.Thread):
    """Reads a part, waits to be told, and reads the rest."""

    def __init__(self, service, path, token):
        super().__init__(daemon=True)
        self.service, self.path, self.token = service, path, token
        self.begun, self.go = threading.Event(), threading.Event()
        self.digest, self.received, self.ended = hashlib.sha256(), 0, None
        self.start()

    def run(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.read_all()
        self.ended = time.monotonic()
        self.begun.set()

    def read_all(self):
        connection = http.client.HTTPConnection(self.service.address, timeout=30)
        connection.sock = self.service.connect()
        with contextlib.closing(connection):
            connection.request("GET", self.path, headers={"Host": "granitefalls.contoso.com", "X-Depot-Token": self.token})
            answer = connection.getresponse()
            while part := answer.read(65536):
                self.digest.update(part)
                self.received += len(part)
                if self.received >= 1 << 20 and not self.begun.is_set():
                    self.begun.set()
                    self.go.wait(60)


def begin_downloads(service, count=8):
    token = make_token("pkg1")
    downloads = [Download(service, "/content/pkg1/" + name_of(LARGE), token) for _ in range(count)]
    for download in downloads:
        assert download.begun.wait(20) and download.ended is None, download.received
    return downloads


def finish(downloads):
    for download in downloads:
        download.go.set()
    for download in downloads:
        download.join(40)
        assert not download.is_alive()
    return downloads


def is_whole(download):
    return download.digest.digest() == hashlib.sha256(LARGE).digest()


def test_stop_cuts_running_downloads():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        service.publish("pkg1", {"large.bin": LARGE})
        downloads = begin_downloads(service)
        since = time.monotonic()
        service.arm.follow(service.arm.ask("PUT", RULE, DENY))
        service.arm.follow(service.arm.ask("POST", SCALE_SET + "/poweroff?skipShutdown=true"))
        finish(downloads)
        assert all(download.received < len(LARGE) for download in downloads), [x.received for x in downloads]
        assert max(download.ended for download in downloads) - since < 8
        assert service.certificate() is None
        service.arm.follow(service.arm.ask("POST", SCALE_SET + "/deallocate"))

        service.arm.follow(service.arm.ask("POST", SCALE_SET + "/start"))
        service.arm.follow(service.arm.ask("DELETE", RULE))
        service.wait()
        assert all(map(is_whole, finish(begin_downloads(service))))


def test_a_new_certificate_loses_no_download():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        service.publish("pkg1", {"large.bin": LARGE})
        downloads = begin_downloads(service)
        for _ in range(2):
            service.renew()
            service.wait()
        assert all(download.ended is None for download in downloads)
        assert all(map(is_whole, finish(downloads))), [x.received for x in downloads]


def test_who_says_nothing_is_let_go():
    with PracticeCloud(speed=300) as cloud:
        service = Service(cloud).wait()
        with contextlib.closing(service.connect()) as silent, contextlib.closing(service.connect()) as slow:
            slow.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
            for connection in (silent, slow):
                connection.settimeout(15)
                with contextlib.suppress(OSError):
                    assert connection.recv(100) == b""
        assert service.ask("/healthz")[0] == 200


def log_blobs(service):
    cloud = service.cloud
    headers = {"Authorization": "Bearer " + cloud.app_token(cloud.endpoints["storageScope"]), "x-ms-version": "2024-08-04"}
    text = cloud.ask("GET", "/logs?restype=container&comp=list&include=metadata", headers=headers,
                     host="granitefallsst.blob.localhost").text()
    names = [part.partition("</Name>")[0] for part in text.split("<Name>")[1:]]
    return {name: cloud.ask("GET", "/logs/" + name, headers=headers, host="granitefallsst.blob.localhost") for name in names}


def lines_of(service):
    return [json.loads(line) for answer in log_blobs(service).values() for line in answer.text().splitlines()]


def test_the_log_reaches_storage():
    with PracticeCloud(speed=1800) as cloud:
        service = Service(cloud).wait()
        token = make_token("pkg1")
        assert service.get(GOOD, token)[0] == 200
        assert service.ask(GOOD + "?t=" + token, Range="bytes=0-99")[0] == 206
        assert service.get(THEIRS, token)[0] == 403
        assert service.get(GOOD, "x" + token)[0] == 401
        assert service.ask("/elsewhere")[0] == 404
        folder = pathlib.Path(cloud.folder, "instances", service.address, "logs")
        (folder / "2026010100.log").write_text('{"status":200}\n')
        os.utime(folder / "2026010100.log", (0, 0))
        found = wait_until(lambda: (lines := lines_of(service)) and len(lines) >= 6 and lines, 20)

        name = hashlib.sha256(token.encode()).hexdigest()[:16]
        whole, part = [x for x in found if x.get("token") == name and x["status"] in (200, 206)]
        assert whole["body"] == len(CONTENT) and whole["sent"] > whole["body"], whole
        assert (part["body"], part["range"], part["package"], part["blob"]) == (100, "bytes=0-99", "pkg1", FILE)
        assert whole["time"].endswith("+00:00") and whole["method"] == "GET" and whole["client"], whole
        assert {x["status"] for x in found} >= {200, 206, 401, 403}
        blobs = log_blobs(service)
        for blob, answer in blobs.items():
            instance, _, hour = blob.partition("/")
            assert instance.startswith("edge000000-") and len(hour) == len("2026112315.log"), blob
            assert token not in answer.text() and token.split(".")[1] not in answer.text()
        old = [answer for blob, answer in blobs.items() if blob.endswith("/2026010100.log")]
        assert old[0].headers["x-ms-meta-complete"] == "true"
        wait_until(lambda: not (folder / "2026010100.log").exists())
        kept = b"".join(map(read, pathlib.Path(cloud.folder, "instances").glob("*/*.log")))
        assert token.split(".")[1].encode() not in kept


if __name__ == "__main__":
    run_tests(dict(globals()), at_once=4)
