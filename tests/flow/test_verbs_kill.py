#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed at commits, requests and steps of a verb; the next start brings it to its end.

Usage: test_verbs_kill.py VERB AT_MOST: of all fault points of the verb, AT_MOST at equal distances are taken.
"""
import sys

from flow_fixture import KILLED, find
from flow_verbs import Depot
from practice_fixture import SUBSCRIPTION, wait_until

verb, at_most = sys.argv[1], int(sys.argv[2])
ENDS = {"stop": "stopped", "start": "ready", "scale": "ready", "renew": "ready", "re-apply": "ready", "delete": None}


def ask(depot, name, **environment):
    options = {"delete": ["--yes", name], "scale": ["--instances", "2"],
               "renew": depot.make_pfx("*.contoso.com") if verb == "renew" else []}
    return depot.run_ctl("point", verb, name, *options.get(verb, []), "--wait", "--quiet", **environment).returncode


def prepare(depot, name):
    point = depot.new_point(name)
    if verb == "start":
        depot.ctl("point", "stop", name, "--wait")
    return depot.point(name) if verb == "start" else point


def bystanders(arm):
    """What is not ours: a group with a whole set of resources of the same kinds, without our tag."""
    return {resource["id"]: arm.get(resource["id"])
            for resource in arm.get(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/bystander/resources")["value"]}


def count_points(depot):
    count = depot.home.parent / "count"
    prepare(depot, "whole")
    status = ask(depot, "whole", DEPOT_KILL_COUNT_FILE=str(count))
    assert status == 0, status
    return int(count.read_text())


def killed_at(depot, number):
    name = f"kill{number}"
    before = prepare(depot, name)
    status = ask(depot, name, DEPOT_KILL_AT=str(number))
    if status not in (0, KILLED):
        return f"ended with {status}"
    report = depot.drive("run", 60)[-1]
    point = find(report, name)[0]
    if point is not None and point["operationId"] == before["operationId"]:
        # killed before the request was on disk: nothing happened, and the verb still fits
        if point["state"] != before["state"]:
            return f"no request, but {point['state']}"
        if ask(depot, name) != 0:
            return "the request could not be repeated"
        report = depot.drive("run", 60)[-1]
        point = find(report, name)[0]
    if ENDS[verb] is None:
        if point is not None:
            return f"still there: {point['state']}, {find(report, name)[1]}"
        left = depot.with_tag(before)
        return f"left: {left}" if left else None
    if point["state"] != ENDS[verb] or point["publicIp"] != before["publicIp"]:
        return f"{point['state']}, {find(report, name)[1]}"
    # the instances follow within seconds
    wait_until(lambda: depot.refuses(point) == (verb == "stop"))
    depot.arm().ask("DELETE", f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}")
    return None


def main():
    with Depot() as depot:
        arm = depot.arm()
        arm.group("bystander")
        arm.deploy_base("bystander", "bystander")
        before = bystanders(arm)
        total = count_points(depot)
        step = max(1, -(-total // at_most))
        numbers = list(range(1, total + 1, step))
        print(f"TAP version 13\n1..{len(numbers) + 1}\n# {total} fault points", flush=True)
        failed = 0
        for place, number in enumerate(numbers, 1):
            try:
                wrong = killed_at(depot, number)
            except AssertionError as error:
                wrong = str(error)
            failed += wrong is not None
            for line in (wrong or "").splitlines():
                print("# " + line)
            print(f"{'not ok' if wrong else 'ok'} {place} - {verb} killed at point {number} of {total}", flush=True)
        same = bystanders(arm) == before
        print(f"{'ok' if same else 'not ok'} {len(numbers) + 1} - what is not ours is untouched", flush=True)
        return 1 if failed or not same else 0


sys.exit(main())
