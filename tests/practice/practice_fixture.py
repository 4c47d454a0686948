# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the practice cloud on free ports in a folder of its own and speaks to it over real HTTP.

Only Python's standard library is used: nothing here shares a line with the program under test or with the
console. Each test file calls run_tests (globals()), which prints TAP.
"""

import concurrent.futures
import contextlib
import html.parser
import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse


class Answer:
    """Status, headers (names without regard to case) and body of one exchange."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode()


class PracticeCloud:
    """A running practice cloud; `with PracticeCloud () as cloud:` stops it at the end."""

    def __init__(self, *options, state_dir=None, speed=200):
        self.folder = state_dir or tempfile.mkdtemp(prefix="practice-")
        self.owns_folder = state_dir is None
        self.options = ["--speed", str(speed), *options]
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *reason):
        self.stop()
        if self.owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        program = os.environ["DEPOT_PRACTICE_CLOUD"]
        self.process = subprocess.Popen(
            [program, "--state-dir", self.folder, *self.options], stdout=subprocess.PIPE, text=True)
        watchdog = threading.Timer(20, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if line != "ready\n":
            raise RuntimeError(f"the practice cloud did not start: {line!r}")
        self.join()

    def join(self):
        """Where it is; also of one that somebody else has started."""
        with open(os.path.join(self.folder, "endpoints.json"), encoding="utf-8") as file:
            self.endpoints = json.load(file)
        self.port = urllib.parse.urlsplit(self.endpoints["resourceManager"]).port
        self.browser_port = urllib.parse.urlsplit(self.endpoints["portal"]).port
        self.tls = ssl.create_default_context(cafile=self.endpoints["caFile"])

    def end_process(self, how):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
        if self.process is not None:
            self.process.wait(10)
            self.process.stdout.close()
        self.process = None

    def stop(self):
        self.end_process(signal.SIGTERM)

    def kill(self):
        self.end_process(signal.SIGKILL)

    def ask(self, method, path, body=None, headers=None, host="localhost", browser=False, tls=None,
            port=None):
        """One exchange. `host` is what the client believes to talk to; it is always loopback."""
        plain = browser
        port = port or (self.browser_port if browser else self.port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        connection.connect()
        if not plain:
            connection.sock = (tls or self.tls).wrap_socket(connection.sock, server_hostname=host)
        headers = {"Host": f"{host}:{port}", **(headers or {})}
        if isinstance(body, dict):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return Answer(response, response.read())

    def form(self, path, fields, browser=False):
        return self.ask("POST", path, urllib.parse.urlencode(fields),
                        {"Content-Type": "application/x-www-form-urlencoded"}, browser=browser)

    def fault(self, **rule):
        answer = self.ask("POST", "/_practice/fault", rule)
        assert answer.status == 204, answer.body

    def scenario(self, name=None, **settings):
        body = {"name": name} if name else {"name": "test", "title": "test", "settings": settings}
        answer = self.ask("PUT", "/_practice/scenario", body)
        assert answer.status == 200, answer.body

    def shift_clock(self, seconds):
        answer = self.ask("PUT", "/_practice/clock", {"shiftSeconds": seconds})
        assert answer.status == 200, answer.body

    def app_token(self, scope=None):
        """A token of the service principal, by its secret."""
        answer = self.form(f"/{TENANT}/oauth2/v2.0/token", {
            "grant_type": "client_credentials", "client_id": APP, "client_secret": "practice-secret",
            "scope": scope or self.endpoints["managementScope"]})
        assert answer.status == 200, answer.body
        return answer.json()["access_token"]


TENANT = "7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c01"
OTHER_TENANT = "7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c02"
CLIENT = "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d01"
APP = "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d02"
SUBSCRIPTION = "0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01"


class FormReader(html.parser.HTMLParser):
    """The hidden fields and the text of a page, as a browser would see them."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self.buttons = []
        self.words = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes["action"]
        elif tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes["value"]
        elif tag == "button" and "name" in attributes:
            self.buttons.append((attributes["name"], attributes["value"]))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def wait_until(ask, seconds=10):
    """Polls `ask` until it gives something true; fails at the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = ask()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def attempt(test):
    """What went wrong, line by line; nothing when all is well."""
    try:
        test()
    except Exception:
        return traceback.format_exc().splitlines()
    return []


def run_tests(names, at_once=1):
    """`at_once` is for tests with a practice cloud each that mostly wait for clocks nobody can make run faster."""
    tests = [(name, test) for name, test in names.items()
             if name.startswith("test_") and callable(test)]
    print(f"TAP version 13\n1..{len(tests)}", flush=True)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for number, ((name, _), wrong) in enumerate(zip(tests, pool.map(attempt, [test for _, test in tests])), 1):
            for line in wrong:
                print(f"# {line}")
            print(f"{'not ok' if wrong else 'ok'} {number} - {name}", flush=True)
            failed += bool(wrong)
    sys.exit(1 if failed else 0)
