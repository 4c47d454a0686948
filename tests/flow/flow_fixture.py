# SPDX-License-Identifier: GPL-3.0-or-later
"""A console without a window, one process per call, beside a practice cloud of its own."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "practice"))

from practice_arm import Arm   # noqa: E402
from practice_fixture import SUBSCRIPTION, FormReader, PracticeCloud   # noqa: E402

PASSWORD = "Practice-1"
SECOND_FACTOR = "123456"
# Azure's limits shrink with it, too: the 15 minutes of a look at a new edge are 15 seconds here.
CLOCK_SPEED = "60"
PRACTICE_SPEED = 4000
STEPS = ["group", "providers", "names", "storage", "container", "certificate", "edge-key", "service", "address",
         "verify", "ready"]
# What one point is made of: kind and name, N for the service name.
EXPECTED = sorted([
    ("microsoft.managedidentity/userassignedidentities", "N"), ("microsoft.storage/storageaccounts", "N"),
    ("microsoft.keyvault/vaults", "N"), ("microsoft.network/networksecuritygroups", "N"),
    ("microsoft.network/publicipaddresses", "N"), ("microsoft.network/virtualnetworks", "N"),
    ("microsoft.network/loadbalancers", "N"), ("microsoft.compute/virtualmachinescalesets", "N"),
    ("microsoft.insights/autoscalesettings", "N")])


class Ended(AssertionError):
    pass


class Console:
    """`with Console () as console:` has a practice cloud, a signed-in admin, a site and a certificate."""

    def __init__(self, *practice_options, prepared=True):
        self.scratch = tempfile.TemporaryDirectory(prefix="flow-", ignore_cleanup_errors=True)
        self.home = pathlib.Path(self.scratch.name) / "home"
        (self.home / "practice").mkdir(parents=True, mode=0o700)
        self.cloud = PracticeCloud(*practice_options, state_dir=str(self.home / "practice"), speed=PRACTICE_SPEED)
        self.prepared = prepared
        self.draft = None

    def __enter__(self):
        self.cloud.start()
        if self.prepared:
            self.sign_in()
            self.draft = self.drive("setup")[-1]
        return self

    def __exit__(self, *reason):
        if reason[0]:
            self.tell_log()
        self.cloud.stop()
        self.scratch.cleanup()

    def tell_log(self):
        for line in self.log.splitlines()[-25:]:
            print("# | " + line.rpartition("  $$<")[0])

    @property
    def log(self):
        path = self.home / "log" / "CloudMgr.log"
        return path.read_text() if path.exists() else ""

    # ---- processes ----

    def start(self, *arguments, speed=CLOCK_SPEED, **environment):
        return subprocess.Popen(
            [os.environ["FLOW_DRIVER"], *map(str, arguments)], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "DEPOT_HOME": str(self.home), "DEPOT_CLOCK_SPEED": speed, **environment})

    def end(self, process, seconds=90):
        """Exit status and the JSON lines it printed; it is killed when it hangs."""
        watchdog = threading.Timer(seconds, process.kill)
        watchdog.start()
        lines = [json.loads(line) for line in process.stdout]
        status = process.wait()
        watchdog.cancel()
        process.stdout.close()
        return status, lines

    def drive(self, *arguments, expect=0, **environment):
        status, lines = self.end(self.start(*arguments, **environment))
        if status != expect:
            raise Ended(f"{arguments}: ended with {status}: {json.dumps(lines)[-1500:]}")
        return lines

    # ---- what an admin does ----

    def walk_sign_in(self, address, user, factor):
        """The browser: the pages of the practice cloud, then the console's own loopback address."""
        parts = urllib.parse.urlsplit(address)
        page = self.cloud.ask("GET", f"{parts.path}?{parts.query}", browser=True)
        for _ in range(4):
            if page.status != 200:
                break
            page = self.cloud.form(FormReader(page.text()).action, self.fill(page.text(), user, factor), browser=True)
        assert page.status == 303, (page.status, page.text())
        with urllib.request.urlopen(page.headers["Location"], timeout=10) as answer:
            answer.read()

    @staticmethod
    def fill(page, user, factor):
        """Whatever this page asks for."""
        if 'name="otc"' in page:
            assert factor, "a second factor was not expected"
            given = {"otc": SECOND_FACTOR}
        elif 'name="password"' in page:
            given = {"password": PASSWORD}
        else:
            given = {"pick": user}
        return {**FormReader(page).fields, **given}

    def sign_in(self, operation=None, user="admin@contoso.com", factor=False, expect="account", **environment):
        # at full speed the five minutes a person has would be three seconds
        process = self.start("sign-in", *([operation] if operation else []), speed="1", **environment)
        first = json.loads(process.stdout.readline())
        if "open" not in first:
            raise Ended(f"sign-in: {first}")
        self.walk_sign_in(first["open"], user, factor)
        status, lines = self.end(process)
        if expect not in lines[-1]:
            raise Ended(f"sign-in ended with {status}: {lines}")
        return lines[-1][expect] if expect == "account" else lines[-1]

    def write_draft(self, name, **changes):
        draft = {**self.draft, "serviceName": name, "serviceFqdn": f"{name}.contoso.com", "groupName": name,
                 "groupIsNew": True, "region": "westeurope", "subscriptionId": SUBSCRIPTION, **changes}
        path = self.home.parent / f"{name}.json"
        path.write_text(json.dumps(draft))
        return path

    def create(self, name, seconds=60, expect=0, environment=None, **changes):
        return self.drive("create", self.write_draft(name, **changes), seconds, expect=expect,
                          **(environment or {}))

    # ---- what came of it ----

    def arm(self):
        return Arm(self.cloud)

    def resources(self, group):
        answer = self.arm().ask("GET", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/resources")
        if answer.status == 404:
            return None
        assert answer.status == 200, answer.body
        return answer.json()["value"]

    def group_exists(self, group):
        return self.arm().ask("GET", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}").status == 200


def find(report, name):
    """Point and newest operation of a service name; None where there is none."""
    points = [point for point in report["points"] if point.get("serviceName") == name]
    assert len(points) < 2, points
    if not points:
        return None, None
    operations = [one for one in report["operations"] if one["subject"] == points[0]["id"]]
    return points[0], operations[0] if operations else None


def message_ids(report, point):
    return [message["id"] for message in report["messages"] if message.get("point") == point["id"]]


def expect_ready(console, report, name):
    point, operation = find(report, name)
    assert point, f"{name} is not there"
    assert (point["state"], operation["state"]) == ("ready", "done"), (point["state"], operation)
    expect_resources(console, point, name)
    ids = message_ids(report, point)
    assert ids.count(9409) == 1 and 9407 not in ids, ids
    assert ids.count(9408) == 1, ids
    return point


def expect_resources(console, point, name):
    """Exactly one set, everything with the tag of this point."""
    found = console.resources(name)
    kinds = sorted(resource["type"].lower() for resource in found)
    assert kinds == [kind for kind, _ in EXPECTED], kinds
    untagged = [resource["id"] for resource in found if resource.get("tags", {}).get("depot-service") != point["id"]]
    assert not untagged, untagged


def expect_waiting(report, name, code):
    point, operation = find(report, name)
    assert operation["state"] == "waiting", operation
    assert operation["error"]["code"] == code, operation
    assert point["state"] == "provisioning", point
    return operation


def expect_failed(report, name, code, step=None):
    point, operation = find(report, name)
    assert operation["state"] == "failed", operation
    assert operation["error"]["code"] == code, operation
    assert step is None or operation["step"] == step, operation
    assert point["state"] == "failed" and point["statusText"], point
    assert message_ids(report, point)[-1] == 9407, message_ids(report, point)
    return operation


KILLED = -signal.SIGKILL
