# SPDX-License-Identifier: GPL-3.0-or-later
"""A small client of Resource Manager for the tests of the practice cloud: standard library only."""

import json
import pathlib
import urllib.parse

from practice_fixture import SUBSCRIPTION, wait_until

GROUPS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
VERSIONS = {
    "microsoft.storage": "2023-05-01", "microsoft.keyvault": "2026-02-01",
    "microsoft.network": "2024-01-01", "microsoft.compute": "2024-03-01",
    "microsoft.managedidentity": "2023-01-31", "microsoft.insights": "2022-10-01",
    "microsoft.authorization": "2022-04-01", "microsoft.resources": "2024-03-01"}
FIXTURES = pathlib.Path(__file__).parent / "templates"


def load_template(name):
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def version_of(path):
    folded = path.lower().partition("?")[0]
    if folded == "/tenants" or folded.count("/") <= 2 or folded.endswith("/locations"):
        return "2022-12-01"
    if folded.endswith("/skus"):
        return "2021-07-01"
    provider = folded.rpartition("/providers/")[2].partition("/")[0]
    return VERSIONS.get(provider, "2024-03-01")


class Arm:
    """Resource Manager as the service principal of the tests sees it."""

    def __init__(self, cloud, token=None, subscription=SUBSCRIPTION):
        self.cloud = cloud
        self.token = token or cloud.app_token()
        self.subscription = f"/subscriptions/{subscription}"

    def ask(self, method, path, body=None, headers=None):
        if "api-version=" not in path:
            path += ("&" if "?" in path else "?") + "api-version=" + version_of(path)
        headers = {"Authorization": "Bearer " + self.token, **(headers or {})}
        return self.cloud.ask(method, path, body, headers)

    def get(self, path):
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status, answer.body)
        return answer.json()

    def group(self, name, location="westeurope", **more):
        answer = self.ask("PUT", f"{self.subscription}/resourceGroups/{name}",
                          {"location": location, **more})
        assert answer.status in (200, 201), answer.body
        return answer.json()

    def follow(self, answer, seconds=30):
        """Polls the URL an asynchronous answer gave; its last answer."""
        url = answer.headers.get("Azure-AsyncOperation") or answer.headers.get("Location")
        assert url and url.startswith(self.cloud.endpoints["resourceManager"] + "/"), url
        parts = urllib.parse.urlsplit(url)
        by_status = "Azure-AsyncOperation" in answer.headers

        def done():
            last = self.ask("GET", f"{parts.path}?{parts.query}")
            if by_status:
                assert last.status == 200, last.body
                return last if last.json()["status"] in ("Succeeded", "Failed", "Canceled") else None
            return last if last.status != 202 else None
        return wait_until(done, seconds)

    def deploy(self, group, deployment, template, /, follow=True, **parameters):
        body = {"properties": {"mode": "Incremental", "template": template, "parameters": {
            key: {"value": value} for key, value in parameters.items()}}}
        path = f"{self.subscription}/resourceGroups/{group}/providers/Microsoft.Resources/deployments/{deployment}"
        answer = self.ask("PUT", path, body)
        if not follow or answer.status not in (200, 201):
            return answer
        self.follow(answer)
        return self.get(path)

    def deploy_base(self, group, name="granitefalls", **more):
        return self.deploy(group, "base", load_template("base"), **{
            "location": "westeurope", "storageName": name + "st", "vaultName": name + "-kv",
            "identityName": name, "consolePrincipalId": CONSOLE_PRINCIPAL, **more})

    def deploy_service(self, group, name="granitefalls", **more):
        return self.deploy(group, "service", load_template("service"), **{
            "location": "westeurope", "name": name, "dnsLabel": name, "identityName": name,
            "sshPublicKey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJustForATest", "customData": "e30=",
            **more})


# the service principal of the practice directory's unattended application
CONSOLE_PRINCIPAL = "b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b0b"
