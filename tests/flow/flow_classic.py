# SPDX-License-Identifier: GPL-3.0-or-later
"""A console whose admin deploys in the classic way: a management certificate, a draft, and Azure asked with the same certificate."""
import base64
import json
import re
import ssl
import subprocess

from flow_fixture import find
from flow_verbs import PASSWORD, Depot
from practice_fixture import SUBSCRIPTION

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

    def content_address(self):
        """Where the content of the one point lies, and a file with the key that opens it."""
        listed = self.ask_classic("/services/storageservices").decode()
        account = re.search("<ServiceName>([a-z0-9]+)</ServiceName>", listed)[1]
        keys = self.ask_classic(f"/services/storageservices/{account}/keys").decode()
        secret = self.folder / "account-key"
        secret.write_text(re.search("<Primary>([^<]+)</Primary>", keys)[1])
        return f"https://{account}.blob.{self.cloud.endpoints['storageSuffix']}/content", secret

    def is_empty(self):
        """Has Azure anything of it left? Asked as Azure's portal would, with the same certificate."""
        for collection in ("hostedservices", "storageservices"):
            answer = self.ask_classic(f"/services/{collection}")
            if b"<ServiceName>" in answer:
                return False
        return True

    def ask_classic(self, path, method="GET", body=None):
        pem = self.folder / "management.pem"
        subprocess.run(["openssl", "pkcs12", "-in", self.management, "-nodes", "-out", pem,
                        "-passin", f"file:{self.folder / 'password'}"], check=True, capture_output=True, timeout=30)
        tls = ssl.create_default_context(cafile=self.cloud.endpoints["caFile"])
        tls.load_cert_chain(pem)
        headers = {"x-ms-version": "2014-10-01", **({"Content-Type": "application/xml"} if body else {})}
        answer = self.cloud.ask(method, f"/{SUBSCRIPTION}{path}", body, headers=headers, tls=tls,
                                port=int(self.cloud.endpoints["classic"].rpartition(":")[2]))
        assert answer.status in (200, 202), answer.body
        return answer.body
