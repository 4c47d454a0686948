#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console starts the practice cloud by itself, leaves it running and finds it again."""
import json
import os
import signal
import ssl
import urllib.request

from flow_fixture import Console
from practice_fixture import run_tests, wait_until


class Unprepared(Console):
    """Without a practice cloud: the console has to see to that."""

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        path = self.home / "practice" / "endpoints.json"
        pid = json.loads(path.read_text())["pid"] if path.exists() else None
        if pid and is_alive(pid):
            os.kill(pid, signal.SIGTERM)
            wait_until(lambda: not is_alive(pid))
        self.scratch.cleanup()

    @property
    def pid(self):
        return json.loads((self.home / "practice" / "endpoints.json").read_text())["pid"]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_started_once_and_left_running():
    with Unprepared(prepared=False) as console:
        first = console.drive("practice")[-1]["arm"]
        pid = console.pid
        assert is_alive(pid)
        assert os.getsid(pid) != os.getsid(0)
        assert console.drive("practice")[-1]["arm"] == first
        assert console.pid == pid


def test_started_again_after_it_died():
    with Unprepared(prepared=False) as console:
        first = console.drive("practice")[-1]["arm"]
        pid = console.pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(pid))
        # the same place, so that what was made there is found
        assert console.drive("practice")[-1]["arm"] == first
        assert console.pid != pid


def test_scenario():
    """At its start, and while it runs; it stays until another is named."""
    with Unprepared(prepared=False) as console:
        for given, wanted in (("throttled", "throttled"), ("quota-exceeded", "quota-exceeded"), ("", "quota-exceeded")):
            console.drive("practice", DEPOT_PRACTICE_SCENARIO=given)
            endpoints = json.loads((console.home / "practice" / "endpoints.json").read_text())
            tls = ssl.create_default_context(cafile=endpoints["caFile"])
            with urllib.request.urlopen(endpoints["resourceManager"] + "/_practice/scenario", timeout=10, context=tls) as answer:
                assert json.load(answer)["name"] == wanted
        error = console.drive("practice", expect=1, DEPOT_PRACTICE_SCENARIO="rainy")[-1]["error"]
        assert "rainy" in error["message"], error


def test_two_at_once():
    with Unprepared(prepared=False) as console:
        both = [console.start("practice"), console.start("practice")]
        answers = [console.end(process) for process in both]
        assert [status for status, _ in answers] == [0, 0], answers
        assert answers[0][1] == answers[1][1], answers


def test_program_is_missing():
    with Unprepared(prepared=False) as console:
        error = console.drive("practice", expect=1, DEPOT_LIBEXECDIR="/nowhere")[-1]["error"]
        assert error["code"] == "failed", error


if __name__ == "__main__":
    run_tests(globals())
