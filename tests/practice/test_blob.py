#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blob storage of the practice cloud: containers, block blobs, conditions, lists, roles and keys."""

import base64
import email.utils
import hashlib
import hmac
import os
import time
import urllib.parse
import uuid
import xml.etree.ElementTree

from practice_fixture import SUBSCRIPTION, PracticeCloud, run_tests, wait_until

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/blobs"
CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
APP_OBJECT = "b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b0b"


class Storage:
    """An account with one container, reached as a client reaches it."""

    def __init__(self, cloud, role=CONTRIBUTOR, shared_key=False):
        self.cloud = cloud
        self.name = "granitefalls" + uuid.uuid4().hex[:8]
        self.id = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/{self.name}"
        self.host = f"{self.name}.blob.localhost"
        self.manage("PUT", GROUP, "2024-03-01", {"location": "westeurope"})
        self.manage("PUT", self.id, "2023-05-01", {
            "location": "westeurope", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2",
            "properties": {"allowSharedKeyAccess": shared_key, "allowBlobPublicAccess": False}})
        wait_until(lambda: self.manage("GET", self.id, "2023-05-01").json()["properties"].get(
            "provisioningState") == "Succeeded")
        if role:
            self.assign(role)
        self.token = cloud.app_token("https://storage.azure.com/.default")

    def manage(self, method, path, version, body=None):
        answer = self.cloud.ask(method, f"{path}?api-version={version}", body,
                                {"Authorization": "Bearer " + self.cloud.app_token()})
        assert answer.status < 400, (answer.status, answer.body)
        return answer

    def assign(self, role):
        path = f"{self.id}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid4()}"
        definition = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        self.manage("PUT", path, "2022-04-01", {"properties": {
            "roleDefinitionId": definition, "principalId": APP_OBJECT,
            "principalType": "ServicePrincipal"}})

    def ask(self, method, path, body=None, expect=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers.setdefault("x-ms-version", "2024-08-04")
        headers.setdefault("Authorization", "Bearer " + self.token)
        headers = {name: value for name, value in headers.items() if value is not None}
        answer = self.cloud.ask(method, path, body, headers, host=self.host)
        if expect is not None:
            assert answer.status == expect, (answer.status, answer.headers.items(), answer.body)
        return answer

    def refuse(self, status, code, method, path, body=None, **headers):
        answer = self.ask(method, path, body, status, **headers)
        assert answer.headers["x-ms-error-code"] == code, (answer.headers.items(), answer.body)
        if method != "HEAD" and status != 304:
            root = xml.etree.ElementTree.fromstring(answer.body)
            assert root.tag == "Error" and root.findtext("Code") == code, answer.body
            assert "\nRequestId:" in root.findtext("Message") and "\nTime:" in root.findtext("Message")
        return answer

    def put(self, path, body, **headers):
        return self.ask("PUT", path, body, 201, x_ms_blob_type="BlockBlob", **headers)

    def ready(self, container="content"):
        """Waits, as the console does, until the roles act, and makes the container."""
        wait_until(lambda: self.ask("PUT", f"/{container}?restype=container").status == 201)
        return self

    def names(self, query=""):
        answer = self.ask("GET", "/content?restype=container&comp=list" + query, expect=200)
        root = xml.etree.ElementTree.fromstring(answer.body)
        blobs = root.find("Blobs")
        return ([blob.findtext("Name") for blob in blobs.findall("Blob")],
                [prefix.findtext("Name") for prefix in blobs.findall("BlobPrefix")],
                root.findtext("NextMarker"))


def block_id(number):
    return base64.b64encode(f"{number:08d}".encode()).decode()


def block_path(blob, number):
    return f"{blob}?comp=block&blockid={urllib.parse.quote(block_id(number), safe='')}"


def block_list(*numbers, kind="Latest"):
    items = "".join(f"<{kind}>{block_id(number)}</{kind}>" for number in numbers)
    return f'<?xml version="1.0" encoding="utf-8"?><BlockList>{items}</BlockList>'


def md5(data):
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def test_containers():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        storage.refuse(409, "ContainerAlreadyExists", "PUT", "/content?restype=container")
        storage.ask("HEAD", "/content?restype=container", expect=200)
        storage.refuse(404, "ContainerNotFound", "HEAD", "/other?restype=container")
        storage.refuse(409, "PublicAccessNotPermitted", "PUT", "/open?restype=container",
                       x_ms_blob_public_access="blob")
        for bad in ("ab", "Upper", "two--dashes", "-first", "x" * 64):
            storage.refuse(400, "InvalidResourceName", "PUT", f"/{bad}?restype=container")
        storage.ask("PUT", "/content?restype=container&comp=metadata", expect=200, x_ms_meta_Kind="depot")
        answer = storage.ask("GET", "/content?restype=container", expect=200)
        assert answer.headers["x-ms-meta-kind"] == "depot"
        listed = storage.ask("GET", "/?comp=list", expect=200).text()
        assert "<Name>content</Name>" in listed
        # Resource Manager sees the same container, and what it makes is there at once.
        path = storage.id + "/blobServices/default/containers/"
        storage.manage("PUT", storage.id + "/blobServices/default", "2023-05-01", {"properties": {}})
        assert storage.manage("GET", path + "content", "2023-05-01").json()["name"] == "content"
        storage.manage("PUT", path + "second", "2023-05-01", {"properties": {}})
        wait_until(lambda: storage.ask("HEAD", "/second?restype=container").status == 200)
        cloud.scenario(slowness=1000)
        storage.ask("DELETE", "/content?restype=container", expect=202)
        storage.refuse(404, "ContainerNotFound", "GET", "/content?restype=container")
        storage.refuse(409, "ContainerBeingDeleted", "PUT", "/content?restype=container")


def test_put_and_get():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        data = os.urandom(300_000)
        made = storage.put("/content/p/1", data, Content_MD5=md5(data), Content_Type="application/x-depot",
                           x_ms_meta_sha256=hashlib.sha256(data).hexdigest())
        assert made.headers["Content-MD5"] == md5(data)
        answer = storage.ask("GET", "/content/p/1", expect=200)
        assert answer.body == data
        assert answer.headers["ETag"] == made.headers["ETag"]
        assert answer.headers["Content-Type"] == "application/x-depot"
        assert answer.headers["Content-MD5"] == md5(data)
        assert answer.headers["x-ms-meta-sha256"] == hashlib.sha256(data).hexdigest()
        assert answer.headers["x-ms-blob-type"] == "BlockBlob" and answer.headers["Accept-Ranges"] == "bytes"
        head = storage.ask("HEAD", "/content/p/1", expect=200)
        assert head.headers["Content-Length"] == str(len(data)) and head.body == b""
        storage.put("/content/empty", b"")
        assert storage.ask("GET", "/content/empty", expect=200).body == b""
        storage.refuse(404, "BlobNotFound", "GET", "/content/none")
        storage.refuse(404, "BlobNotFound", "HEAD", "/content/none")
        storage.refuse(404, "ContainerNotFound", "GET", "/nothing/none")
        storage.refuse(400, "Md5Mismatch", "PUT", "/content/bad", data, x_ms_blob_type="BlockBlob",
                       Content_MD5=md5(b"other"))
        storage.refuse(404, "BlobNotFound", "HEAD", "/content/bad")
        storage.refuse(400, "MissingRequiredHeader", "PUT", "/content/bad", data)
        storage.refuse(400, "InvalidHeaderValue", "PUT", "/content/bad", b"", x_ms_blob_type="PageBlob")


def test_large_body_and_ranges():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        data = os.urandom(5_000_000)
        storage.put("/content/large", data)
        for name in ("Range", "x_ms_range"):
            answer = storage.ask("GET", "/content/large", expect=206, **{name: "bytes=1000-1999"})
            assert answer.body == data[1000:2000]
            assert answer.headers["Content-Range"] == "bytes 1000-1999/5000000"
            assert answer.headers["Content-MD5"] is None
            assert answer.headers["x-ms-blob-content-md5"] == md5(data)
        answer = storage.ask("GET", "/content/large", expect=206, Range="bytes=4999990-")
        assert answer.body == data[-10:]
        answer = storage.ask("GET", "/content/large", expect=206, Range="bytes=0-99999999")
        assert answer.body == data
        answer = storage.ask("GET", "/content/large", expect=206, x_ms_range="bytes=5-9",
                             x_ms_range_get_content_md5="true")
        assert answer.headers["Content-MD5"] == md5(data[5:10])
        answer = storage.refuse(416, "InvalidRange", "GET", "/content/large", Range="bytes=5000000-")
        assert answer.headers["Content-Range"] == "bytes */5000000"
        storage.refuse(400, "InvalidHeaderValue", "GET", "/content/large", Range="bytes=0-4999999",
                       x_ms_range_get_content_md5="true")
        assert len(storage.ask("GET", "/content/large", expect=200, Range="bytes=-5").body) == 5_000_000
        assert not os.listdir(os.path.join(cloud.folder, "spool"))


def test_blocks():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        parts = [os.urandom(700_000 + i) for i in range(4)]
        blob = "/content/p.1/0"
        for number in (2, 0, 3, 1):
            answer = storage.ask("PUT", block_path(blob, number), parts[number], 201,
                                 Content_MD5=md5(parts[number]))
            assert answer.headers["Content-MD5"] == md5(parts[number])
        storage.refuse(404, "BlobNotFound", "HEAD", blob)
        waiting = storage.ask("GET", blob + "?comp=blocklist&blocklisttype=uncommitted", expect=200)
        root = xml.etree.ElementTree.fromstring(waiting.body)
        assert {b.findtext("Name") for b in root.find("UncommittedBlocks")} == {block_id(i) for i in range(4)}
        assert storage.names() == ([], [], "")
        assert storage.names("&include=uncommittedblobs")[0] == ["p.1/0"]
        storage.refuse(400, "InvalidBlockList", "PUT", blob + "?comp=blocklist", block_list(0, 9))
        whole = b"".join(parts)
        storage.ask("PUT", blob + "?comp=blocklist", block_list(0, 1, 2, 3), 201,
                    x_ms_blob_content_md5=md5(whole), x_ms_meta_sha256="abc",
                    x_ms_blob_content_type="text/plain")
        answer = storage.ask("GET", blob, expect=200)
        assert answer.body == whole and answer.headers["Content-MD5"] == md5(whole)
        assert answer.headers["Content-Type"] == "text/plain"
        answer = storage.ask("GET", blob, expect=206, Range="bytes=699999-1400003")
        assert answer.body == whole[699999:1400004], "across three blocks"
        root = xml.etree.ElementTree.fromstring(
            storage.ask("GET", blob + "?comp=blocklist&blocklisttype=all", expect=200).body)
        assert [b.findtext("Name") for b in root.find("CommittedBlocks")] == [block_id(i) for i in range(4)]
        assert len(root.find("UncommittedBlocks")) == 0
        # A new list may take old blocks, twice too; what it leaves out is gone from the disk.
        storage.ask("PUT", blob + "?comp=blocklist", block_list(3, 0, 3, kind="Committed"), 201)
        assert storage.ask("GET", blob, expect=200).body == parts[3] + parts[0] + parts[3]
        folder = os.path.join(cloud.folder, "blobs")
        wait_until(lambda: len(os.listdir(folder)) == 2)
        storage.refuse(400, "InvalidBlockList", "PUT", blob + "?comp=blocklist",
                       block_list(0, kind="Uncommitted"))


def test_block_rules():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        blob = "/content/rules"
        storage.ask("PUT", block_path(blob, 1), b"x", 201)
        other = urllib.parse.quote(base64.b64encode(b"longer than it").decode())
        storage.refuse(400, "InvalidBlobOrBlock", "PUT", f"{blob}?comp=block&blockid={other}", b"x")
        storage.refuse(400, "InvalidQueryParameterValue", "PUT", f"{blob}?comp=block&blockid=%21%21", b"x")
        storage.refuse(400, "MissingRequiredQueryParameter", "PUT", f"{blob}?comp=block", b"x")
        storage.refuse(400, "OutOfRangeInput", "PUT",
                       f"{blob}?comp=block&blockid=" + urllib.parse.quote(base64.b64encode(b"x" * 65)), b"x")
        storage.refuse(400, "Md5Mismatch", "PUT", block_path(blob, 1), b"x", Content_MD5=md5(b"y"))
        storage.refuse(400, "Crc64Mismatch", "PUT", block_path(blob, 1), b"x",
                       x_ms_content_crc64=base64.b64encode(bytes(8)).decode())
        answer = storage.ask("PUT", block_path(blob, 1), b"123456789", 201,
                             x_ms_content_crc64=crc64(b"123456789"))
        assert answer.headers["x-ms-content-crc64"] == crc64(b"123456789")
        assert answer.headers["Content-MD5"] is None
        for bad in (b"", b"<BlockList>", b"<Other/>", b"<BlockList><Latest>x</Wrong></BlockList>",
                    b'<!DOCTYPE x [<!ENTITY y "z">]><BlockList><Latest>&y;</Latest></BlockList>'):
            storage.refuse(400, "InvalidXmlDocument", "PUT", blob + "?comp=blocklist", bad)


def crc64(data):
    """Azure's checksum, bit by bit: slow and plain on purpose."""
    value = (1 << 64) - 1
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x9A6C9329AC4BC9B5 if value & 1 else 0)
    return base64.b64encode((value ^ ((1 << 64) - 1)).to_bytes(8, "little")).decode()


def test_conditions():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        storage.put("/content/c", b"one", If_None_Match="*")
        storage.refuse(409, "BlobAlreadyExists", "PUT", "/content/c", b"two", x_ms_blob_type="BlockBlob",
                       If_None_Match="*")
        etag = storage.ask("HEAD", "/content/c", expect=200).headers["ETag"]
        storage.refuse(304, "ConditionNotMet", "GET", "/content/c", If_None_Match=etag)
        storage.ask("GET", "/content/c", expect=200, If_None_Match='"0x1"')
        storage.refuse(412, "ConditionNotMet", "GET", "/content/c", If_Match='"0x1"')
        storage.ask("GET", "/content/c", expect=200, If_Match=etag)
        storage.refuse(412, "ConditionNotMet", "PUT", "/content/c", b"x", x_ms_blob_type="BlockBlob",
                       If_Match='"0x1"')
        storage.refuse(412, "ConditionNotMet", "PUT", "/content/new", b"x", x_ms_blob_type="BlockBlob",
                       If_Match="*")
        storage.put("/content/c", b"two", If_Match=etag)
        storage.refuse(412, "ConditionNotMet", "DELETE", "/content/c", If_Match=etag)
        future = email.utils.formatdate(time.time() + 60, usegmt=True)
        past = email.utils.formatdate(time.time() - 60, usegmt=True)
        storage.refuse(304, "ConditionNotMet", "GET", "/content/c", If_Modified_Since=future)
        storage.ask("GET", "/content/c", expect=200, If_Modified_Since=past)
        storage.refuse(412, "ConditionNotMet", "GET", "/content/c", If_Unmodified_Since=past)
        storage.ask("DELETE", "/content/c", expect=202)
        storage.refuse(404, "BlobNotFound", "DELETE", "/content/c")


def test_metadata_and_properties():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        storage.put("/content/m", b"x", x_ms_meta_First="1")
        before = storage.ask("HEAD", "/content/m").headers["ETag"]
        storage.ask("PUT", "/content/m?comp=metadata", expect=200, x_ms_meta_Second="2")
        answer = storage.ask("GET", "/content/m?comp=metadata", expect=200)
        assert answer.headers["x-ms-meta-second"] == "2" and answer.headers["x-ms-meta-first"] is None
        assert answer.headers["ETag"] != before and answer.body == b""
        storage.ask("PUT", "/content/m?comp=properties", expect=200, x_ms_blob_content_type="text/x-depot")
        assert storage.ask("HEAD", "/content/m").headers["Content-Type"] == "text/x-depot"
        storage.refuse(400, "MetadataTooLarge", "PUT", "/content/m?comp=metadata", x_ms_meta_big="x" * 8200)
        storage.refuse(400, "InvalidMetadata", "PUT", "/content/m?comp=metadata", **{"x-ms-meta-1bad": "x"})


def test_lists():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        names = ["a/1", "a/2", "a/b/3", "b", "c/1", "d<&>", "Ünïcode ☂"]
        for name in names:
            storage.put("/content/" + urllib.parse.quote(name), b"x", x_ms_meta_name="n")
        ordered = sorted(names, key=lambda name: name.encode())
        assert storage.names() == (ordered, [], "")
        assert storage.names("&prefix=a/")[0] == ["a/1", "a/2", "a/b/3"]
        assert storage.names("&delimiter=/") == (["b", "d<&>", "Ünïcode ☂"], ["a/", "c/"], "")
        assert storage.names("&delimiter=/&prefix=a/") == (["a/1", "a/2"], ["a/b/"], "")
        for query in ("", "&delimiter=/"):
            seen, marker = [], ""
            while True:
                blobs, prefixes, marker = storage.names(f"&maxresults=2{query}&marker={marker}")
                assert 0 < len(blobs) + len(prefixes) <= 2
                seen += blobs + prefixes
                if not marker:
                    break
            expected = ordered if not query else ["a/", "b", "c/", "d<&>", "Ünïcode ☂"]
            assert sorted(seen) == sorted(expected) and len(seen) == len(expected), seen
        text = storage.ask("GET", "/content?restype=container&comp=list&include=metadata").text()
        assert "<Metadata><name>n</name></Metadata>" in text
        storage.refuse(400, "OutOfRangeQueryParameterValue", "GET",
                       "/content?restype=container&comp=list&maxresults=0")
        storage.refuse(400, "InvalidQueryParameterValue", "GET",
                       "/content?restype=container&comp=list&maxresults=x")


def test_names():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        for name in ("a b", "x%25y", "100%.txt", "%2e", "q?s", "plus+", "ä/ö", "x" * 1024, "deep/" * 200 + "end"):
            path = "/content/" + urllib.parse.quote(name)
            storage.put(path, name.encode())
            assert storage.ask("GET", path, expect=200).body == name.encode()
            assert name in storage.names("&prefix=" + urllib.parse.quote(name[:5]))[0]
        for bad in ("x" * 1025, "tab%09"):
            storage.refuse(400, "InvalidUri", "PUT", "/content/" + bad, b"x", x_ms_blob_type="BlockBlob")
        # Dots are resolved before anything is looked up: what is judged is what is meant.
        for path in ("/content/../second/x", "/content/%2e%2e/second/x"):
            storage.refuse(404, "ContainerNotFound", "GET", path)


def test_copies():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        data = os.urandom(600_000)
        storage.put("/content/from", data, x_ms_meta_a="1")
        source = f"https://{storage.host}:{cloud.port}/content/from"
        answer = storage.ask("PUT", "/content/to", b"", 202, x_ms_copy_source=source)
        assert answer.headers["x-ms-copy-status"] == "success"
        storage.ask("DELETE", "/content/from", expect=202)
        copy = storage.ask("GET", "/content/to", expect=200)
        assert copy.body == data and copy.headers["x-ms-meta-a"] == "1"
        storage.refuse(404, "CannotVerifyCopySource", "PUT", "/content/x", b"", x_ms_copy_source=source)
        storage.refuse(404, "CannotVerifyCopySource", "PUT", "/content/x", b"",
                       x_ms_copy_source="https://elsewhere.example/c/b")
        source = f"https://{storage.host}:{cloud.port}/content/to"
        storage.ask("PUT", block_path("/content/parts", 0), b"", 201, x_ms_copy_source=source,
                    x_ms_source_range="bytes=100-199")
        storage.ask("PUT", "/content/parts?comp=blocklist", block_list(0), 201)
        assert storage.ask("GET", "/content/parts", expect=200).body == data[100:200]


def test_who_may():
    with PracticeCloud() as cloud:
        storage = Storage(cloud, role=None)
        answer = storage.refuse(401, "NoAuthenticationInformation", "GET", "/content/x", Authorization=None)
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge.startswith("Bearer authorization_uri=") and "resource_id=https://storage.azure.com" in challenge
        storage.refuse(401, "InvalidAuthenticationInfo", "GET", "/content/x",
                       Authorization="Bearer " + cloud.app_token())
        storage.refuse(400, "MissingRequiredHeader", "GET", "/content/x", x_ms_version=None)
        storage.refuse(400, "InvalidHeaderValue", "GET", "/content/x", x_ms_version="now")
        # Owner of the subscription, and still no access to data.
        storage.refuse(403, "AuthorizationPermissionMismatch", "HEAD", "/content?restype=container")
        cloud.scenario(roleDelay=100000)
        storage.assign(CONTRIBUTOR)
        storage.refuse(403, "AuthorizationPermissionMismatch", "PUT", "/content?restype=container")
        cloud.scenario("normal")
        reading = Storage(cloud, role=READER)
        wait_until(lambda: reading.ask("HEAD", "/none?restype=container").status == 404)
        reading.refuse(403, "AuthorizationPermissionMismatch", "PUT", "/content?restype=container")
        missing = cloud.ask("GET", "/content/b", host="nosuchaccount.blob.localhost",
                            headers={"Authorization": "Bearer " + storage.token, "x-ms-version": "2024-08-04"})
        assert missing.status == 404, (missing.status, missing.body)


def sign(storage, key, method, path, length=""):
    date = email.utils.formatdate(usegmt=True)
    text = f"{method}\n\n\n{length}\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2024-08-04\n"
    parts = urllib.parse.urlsplit(path)
    text += f"/{storage.name}{parts.path}"
    for name, value in sorted(urllib.parse.parse_qsl(parts.query)):
        text += f"\n{name}:{value}"
    signature = base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest())
    return {"x_ms_date": date, "Authorization": f"SharedKey {storage.name}:{signature.decode()}"}


def test_shared_key():
    with PracticeCloud() as cloud:
        closed = Storage(cloud, role=None)
        closed.refuse(403, "KeyBasedAuthenticationNotPermitted", "GET", "/?comp=list",
                      **sign(closed, "AAAA", "GET", "/?comp=list"))
        storage = Storage(cloud, role=None, shared_key=True)
        keys = storage.manage("POST", storage.id + "/listKeys", "2023-05-01").json()["keys"]
        path = "/content?restype=container"
        storage.ask("PUT", path, None, 201, **sign(storage, keys[0]["value"], "PUT", path))
        storage.ask("GET", "/?comp=list", expect=200, **sign(storage, keys[1]["value"], "GET", "/?comp=list"))
        storage.refuse(403, "AuthenticationFailed", "GET", "/?comp=list",
                       **sign(storage, "AAAA", "GET", "/?comp=list"))


def test_path_style():
    with PracticeCloud() as cloud:
        storage = Storage(cloud).ready()
        storage.put("/content/x", b"hello")
        port = urllib.parse.urlsplit(cloud.endpoints["blobPathStyle"]).port
        answer = cloud.ask("GET", f"/{storage.name}/content/x", port=port,
                           headers={"Authorization": "Bearer " + storage.token,
                                    "x-ms-version": "2024-08-04"})
        assert answer.status == 200 and answer.body == b"hello"


if __name__ == "__main__":
    run_tests(dict(globals()))
