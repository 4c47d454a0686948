#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A point replaced by one of another name without a gap; where the DNS leads its clients; how long its tokens hold. The same
name once more, killed between the end of the old point and the request for the new one."""
import contextlib
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from dns_server import DnsServer   # noqa: E402
from flow_fixture import KILLED, find, message_ids   # noqa: E402
from flow_verbs import Depot   # noqa: E402
from practice_fixture import run_tests   # noqa: E402


def alias(*points, leads_to):
    name = points[0]["serviceFqdn"]
    return "\n".join(["contoso.com SOA", f"{name} CNAME {leads_to['azureFqdn']}",
                      *(f"{point['azureFqdn']} A {point['publicIp']}" for point in points)]) + "\n"


@contextlib.contextmanager
def dns_of(depot, text=""):
    """A DNS server that every program started meanwhile asks."""
    with DnsServer(pathlib.Path(depot.scratch.name) / "zone", text) as server:
        os.environ["DEPOT_DNS_SERVER"] = server.address
        try:
            yield server
        finally:
            del os.environ["DEPOT_DNS_SERVER"]


def dns_findings(depot):
    return {row["point"]: row for row in depot.ctl("point", "check", "--all") if row["kind"] == "dns"}


def test_where_the_dns_leads():
    with Depot() as depot, dns_of(depot, "contoso.com SOA\n") as server:
        point = depot.new_point("wallacefalls")
        missing = depot.ctl("point", "dns", "wallacefalls")
        assert (missing["verdict"], missing["zone"]) == ("missing", "contoso.com"), missing
        assert missing["zoneFile"] == f"wallacefalls.contoso.com. 3600 IN CNAME {point['azureFqdn']}.", missing
        assert "-ZoneName \"contoso.com\" -Name \"wallacefalls\"" in missing["windows"], missing
        assert "az network dns record-set cname" in missing["azureDns"], missing
        assert dns_findings(depot)["wallacefalls"]["severity"] == "warning"
        assert dns_findings(depot), "said once, found every time"
        said = message_ids(depot.drive("report")[-1], point)
        assert said.count(9433) == 1, said

        server.say(alias(point, leads_to=point))
        good = depot.ctl("point", "dns", "wallacefalls")
        assert good["verdict"] == "good", good
        assert good["way"] == f"wallacefalls.contoso.com → {point['azureFqdn']} → {point['publicIp']}", good
        assert dns_findings(depot) == {}
        assert 9440 in message_ids(depot.drive("report")[-1], point)

        server.say("wallacefalls.contoso.com SERVFAIL\n")
        error = depot.ctl("point", "dns", "wallacefalls", expect=7)["error"]
        assert error["code"] == "not-reachable", error
        # no answer is no finding
        assert dns_findings(depot) == {}
        assert depot.ctl("point", "dns", "wallacefalls", "--server", "nowhere", expect=2)["error"]["code"] == "invalid-input"


def test_another_name_without_a_gap():
    with Depot() as depot, dns_of(depot) as server:
        old = depot.new_point("wallacefalls")
        server.say(alias(old, leads_to=old))
        depot.ctl("point", "set", "wallacefalls", "--description", "Kept", "--token-hours", "2")
        folder = pathlib.Path(depot.scratch.name) / "viewer"
        folder.mkdir()
        (folder / "setup.exe").write_bytes(os.urandom(100_000))
        package = depot.ctl("package", "add", folder, "--name", "Contoso Viewer")["id"]
        depot.ctl("content", "distribute", package, "--to", "wallacefalls", "--wait")

        for options in (["--new-name", "wallacefalls"], ["--new-name", "No Name"]):
            error = depot.ctl("point", "redeploy", "wallacefalls", *options, expect=2)["error"]
            assert error["code"] == "invalid-input", error

        depot.ctl("point", "redeploy", "wallacefalls", "--new-name", "granitefalls", "--wait")
        report = depot.drive("run", 60)[-1]
        new, same = find(report, "granitefalls")[0], find(report, "wallacefalls")[0]
        assert (new["state"], same["state"]) == ("ready", "ready"), (new, same)
        assert (same["id"], same["azureFqdn"]) == (old["id"], old["azureFqdn"]), same
        for fact in ("serviceFqdn", "region", "groupName", "certificate", "tokenHours"):
            assert new[fact] == same[fact], (fact, new[fact], same[fact])
        assert (new["description"], new["replacesId"], new["groupIsOurs"]) == ("Kept", old["id"], False), new
        assert depot.edge(new)[1].startswith("HTTP/1.1 200") and depot.edge(old)[1].startswith("HTTP/1.1 200")
        states = {row["pointName"]: row["status"] for row in depot.ctl("content", "status")}
        assert states == {"wallacefalls": "success", "granitefalls": "success"}, states

        # Only one takes the place of another.
        error = depot.ctl("point", "redeploy", "wallacefalls", "--new-name", "index", expect=9)["error"]
        assert error["code"] == "conflict", error

        # The reminder, until the record is moved; then the old one is offered for deletion.
        server.say(alias(old, new, leads_to=old))
        reminder = dns_findings(depot)
        assert set(reminder) == {"granitefalls"} and "still leads to wallacefalls" in reminder["granitefalls"]["text"], reminder
        server.say(alias(old, new, leads_to=new))
        offer = dns_findings(depot)
        assert set(offer) == {"wallacefalls"} and offer["wallacefalls"]["remedy"] == "delete", offer

        depot.ctl("point", "delete", "wallacefalls", "--yes", "wallacefalls", "--wait")
        assert depot.with_tag(old) == [] and depot.with_tag(new)
        assert dns_findings(depot) == {}
        assert depot.edge(new)[1].startswith("HTTP/1.1 200")


def test_token_hours_of_the_point():
    with Depot() as depot:
        depot.new_point("wallacefalls")
        for wrong in ("0", "25", "many"):
            error = depot.ctl("point", "set", "wallacefalls", "--token-hours", wrong, expect=2)["error"]
            assert error["code"] == "invalid-input", error
        for hours in (8, 3):
            if hours != 8:
                depot.ctl("point", "set", "wallacefalls", "--token-hours", hours)
            before = time.time()
            token = depot.ctl("edge", "token", "wallacefalls", "CEN00001")
            assert hours * 3600 - 5 < token["expiresAt"] - before < hours * 3600 + 600, (hours, token["expiresAt"] - before)


def test_killed_between_gone_and_again():
    """The last fault points of a redeployment: whichever it is, exactly one new point comes of it."""
    with Depot() as depot:
        count = pathlib.Path(depot.scratch.name) / "count"
        depot.new_point("whole")
        redeploy = ("point", "redeploy", "{0}", "--yes", "{0}")

        def ask(name, **environment):
            # the keeper of this process ends with the request for the new point: --wait would build that, too
            depot.ctl(*(word.format(name) for word in redeploy))
            status, _ = depot.end(depot.start("run", 60, **environment))
            return status

        assert ask("whole", DEPOT_KILL_COUNT_FILE=str(count)) == 0
        total = int(count.read_text())
        made = depot.point("whole")
        assert made["state"] == "ready", made
        # where it is asked for again lies before all that building takes: halve towards it
        low, high = 1, total
        tried = 0
        while low < high and tried < 5:
            tried += 1
            middle = (low + high) // 2
            name = f"kill{tried}"
            before = depot.new_point(name)
            status = ask(name, DEPOT_KILL_AT=str(middle))
            assert status == KILLED, (middle, status)
            now = [point for point in depot.drive("report")[-1]["points"] if point["name"] == name]
            assert len(now) <= 1, now
            is_new = bool(now) and now[0]["id"] != before["id"]
            report = depot.drive("run", 60)[-1]
            after = [point for point in report["points"] if point["name"] == name]
            assert len(after) == 1 and after[0]["state"] == "ready" and after[0]["id"] != before["id"], (middle, after)
            assert depot.with_tag(before) == [], middle
            low, high = (low, middle) if is_new else (middle + 1, high)
        print(f"# asked for again at fault point {low} of {total}", flush=True)


if __name__ == "__main__":
    run_tests(globals())
