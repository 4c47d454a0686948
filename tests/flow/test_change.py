#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a point can be changed later without Azure, and the same point made once more."""
from flow_fixture import find, message_ids
from flow_verbs import Depot
from practice_fixture import run_tests, wait_until


def test_properties_are_changed():
    with Depot() as depot:
        point = depot.new_point("wallacefalls")
        depot.ctl("point", "set", "wallacefalls", "--description", "Content for the road", "--storage-quota", "3000",
                  "--storage-warning", "60", "--transfer-quota", "off")
        report = depot.drive("report")[-1]
        changed = find(report, "wallacefalls")[0]
        assert changed["description"] == "Content for the road", changed
        assert (changed["storageQuotaGb"], changed["storageWarningPercent"]) == (3000, 60), changed
        assert changed["transferQuotaEnabled"] is False, changed
        assert (changed["state"], changed["transferQuotaGb"]) == ("ready", point["transferQuotaGb"]), changed
        assert message_ids(report, point)[-1] == 9434, message_ids(report, point)

        # Refused as a whole: nothing of it is written.
        for options in (["--storage-warning", "95"], ["--storage-quota", "many"], ["--site", "XYZ"], ["--storage-quota", "0"]):
            error = depot.ctl("point", "set", "wallacefalls", "--description", "Never", *options, expect=2)["error"]
            assert error["code"] == "invalid-input", error
        assert depot.point("wallacefalls")["description"] == "Content for the road"

        # Nothing differs: nothing is said.
        depot.ctl("point", "set", "wallacefalls", "--storage-quota", "3000")
        assert message_ids(depot.drive("report")[-1], point).count(9434) == 1


def test_redeploy_under_the_same_name():
    with Depot() as depot:
        point = depot.new_point("wallacefalls")
        depot.ctl("point", "set", "wallacefalls", "--description", "Kept")
        depot.ctl("point", "redeploy", "wallacefalls", "--yes", "granitefalls", expect=2)
        assert depot.point("wallacefalls")["state"] == "ready"
        depot.ctl("point", "redeploy", "wallacefalls", "--yes", "wallacefalls", "--wait")
        new = depot.point("wallacefalls")
        assert new["state"] == "ready" and new["id"] != point["id"], new
        for fact in ("serviceFqdn", "serviceName", "region", "groupName", "azureFqdn", "certificate"):
            assert new[fact] == point[fact], (fact, new[fact], point[fact])
        assert new["description"] == "Kept", new
        assert depot.with_tag(point) == [] and depot.with_tag(new)
        wait_until(lambda: depot.edge(new)[1].startswith("HTTP/1.1 200"))


if __name__ == "__main__":
    run_tests(globals())
