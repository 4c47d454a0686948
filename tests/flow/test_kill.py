#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed at every commit, request and step of the create operation; the next start brings it to Ready.

Usage: test_kill.py SHARE OF: this run takes every OF-th point, beginning with SHARE.
"""
import os
import sys

from flow_fixture import KILLED, Console, expect_ready, find
from practice_fixture import SUBSCRIPTION

# The instances' real nginx is tried by the other flow tests. A practice cloud that does not find it answers for them
# itself, which saves a second for each of more than a hundred services.
os.environ["PATH"] = "/nowhere"
share, of = int(sys.argv[1]), int(sys.argv[2])


def bystanders(arm):
    """What is not ours: a group with a whole set of resources of the same kinds, without our tag."""
    return {resource["id"]: arm.get(resource["id"])
            for resource in arm.get(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/bystander/resources")["value"]}


def count_points(console):
    count = console.home.parent / "count"
    report = console.create("whole", environment={"DEPOT_KILL_COUNT_FILE": str(count)})[-1]
    expect_ready(console, report, "whole")
    return int(count.read_text())


def killed_at(console, number):
    name = f"kill{number}"
    process = console.start("create", console.write_draft(name), 60, DEPOT_KILL_AT=str(number))
    status, lines = console.end(process)
    if status not in (0, KILLED):
        return f"ended with {status}: {lines}"
    # before the request is on disk nothing may be in Azure; afterwards it ends in Ready
    report = console.drive("run", 60)[-1]
    if find(report, name)[0] is None:
        return None if console.resources(name) is None else "no point, but resources"
    expect_ready(console, report, name)
    console.arm().ask("DELETE", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}")
    return None


def main():
    with Console() as console:
        arm = console.arm()
        arm.group("bystander")
        arm.deploy_base("bystander", "bystander")
        before = bystanders(arm)
        total = count_points(console)
        numbers = list(range(share, total + 1, of))
        print(f"TAP version 13\n1..{len(numbers) + 1}\n# {total} fault points", flush=True)
        failed = 0
        for place, number in enumerate(numbers, 1):
            try:
                wrong = killed_at(console, number)
            except AssertionError as error:
                wrong = str(error)
            failed += wrong is not None
            for line in (wrong or "").splitlines():
                print("# " + line)
            print(f"{'not ok' if wrong else 'ok'} {place} - killed at point {number} of {total}", flush=True)
        same = bystanders(arm) == before
        print(f"{'ok' if same else 'not ok'} {len(numbers) + 1} - what is not ours is untouched", flush=True)
        return 1 if failed or not same else 0


sys.exit(main())
