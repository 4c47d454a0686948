# SPDX-License-Identifier: GPL-3.0-or-later
"""A console with depotctl beside it, which looks at a point as clients and Azure's portal do."""
import contextlib
import hashlib
import json
import os
import socket
import ssl
import subprocess
import time

from flow_fixture import CLOCK_SPEED, Console, expect_ready, find
from practice_fixture import SUBSCRIPTION

PASSWORD = "renewed"


class Depot(Console):

    def run_ctl(self, *arguments, speed=CLOCK_SPEED, **environment):
        return subprocess.run(
            [os.environ["DEPOTCTL"], *map(str, arguments)], capture_output=True, text=True, timeout=90,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "DEPOT_HOME": str(self.home), "DEPOT_CLOCK_SPEED": speed, **environment})

    def ctl(self, *arguments, expect=0):
        done = self.run_ctl(*arguments, "--json")
        if done.returncode != expect:
            raise AssertionError(f"{arguments}: ended with {done.returncode}: {done.stdout[-1500:]} {done.stderr[-500:]}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def new_point(self, name, **changes):
        return expect_ready(self, self.create(name, **changes)[-1], name)

    def point(self, name):
        return find(self.drive("report")[-1], name)[0]

    # ---- as a client ----

    @contextlib.contextmanager
    def connection(self, point):
        """An open TLS connection to the edge; OSError when nobody lets a client in."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        address = (point["publicIp"], self.cloud.endpoints["edgePort"])
        with socket.create_connection(address, timeout=5) as raw, \
                context.wrap_socket(raw, server_hostname=point["serviceFqdn"]) as tls:
            yield tls

    @staticmethod
    def ask_health(tls, point):
        tls.sendall(f"GET /healthz HTTP/1.1\r\nHost: {point['serviceFqdn']}\r\n\r\n".encode())
        return tls.recv(4096).split(b"\r\n")[0].decode()

    def edge(self, point):
        """Thumbprint and status line of /healthz."""
        with self.connection(point) as tls:
            thumbprint = hashlib.sha1(tls.getpeercert(binary_form=True)).hexdigest().upper()
            return thumbprint, self.ask_health(tls, point)

    def refuses(self, point):
        try:
            self.edge(point)
        except OSError:
            return True
        return False

    # ---- in the portal ----

    @staticmethod
    def group_of(point):
        return point["scaleSetId"].partition("/providers/")[0]

    def scale_set(self, point):
        return self.arm().get(point["scaleSetId"])

    def powers(self, point):
        view = self.arm().get(point["scaleSetId"] + "/instanceView")
        return {entry["code"].removeprefix("PowerState/"): entry["count"]
                for entry in view["virtualMachine"]["statusesSummary"] if entry["code"].startswith("PowerState/")}

    def rules(self, point):
        firewall = f"{self.group_of(point)}/providers/Microsoft.Network/networkSecurityGroups/{point['name']}-nsg"
        return [rule["name"] for rule in self.arm().get(firewall)["properties"]["securityRules"]]

    def autoscale_id(self, point):
        return f"{self.group_of(point)}/providers/Microsoft.Insights/autoscalesettings/{point['name']}-scaling"

    def switch_autoscale(self, point, on):
        answer = self.arm().ask("PATCH", self.autoscale_id(point), {"properties": {"enabled": on}})
        assert answer.status == 200, answer.body

    def autoscale_is_on(self, point):
        return self.arm().get(self.autoscale_id(point))["properties"]["enabled"]

    def with_tag(self, point):
        everything = self.arm().get(f"/subscriptions/{SUBSCRIPTION}/resources")["value"]
        return [one["id"] for one in everything if one.get("tags", {}).get("depot-service") == point["id"]]

    # ---- at the admin's desk ----

    def make_pfx(self, name, days=30, seconds=None):
        """A self-signed certificate as an admin's own tools make it; the options that name it to depotctl."""
        folder = self.home.parent
        ends = ["-days", str(days)] if seconds is None else ["-not_after", time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + seconds))]
        (folder / "password").write_text(PASSWORD)
        key, certificate, pfx = folder / "key.pem", folder / "certificate.pem", folder / "new.pfx"
        for command in (
                ["req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", key, "-out", certificate, *ends,
                 "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                 "-addext", "extendedKeyUsage=serverAuth"],
                ["pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", pfx,
                 "-passout", f"file:{folder / 'password'}"]):
            subprocess.run(["openssl", *command], check=True, capture_output=True, timeout=30)
        return ["--certificate", pfx, "--password-file", folder / "password"]
