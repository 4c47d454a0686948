#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Graph of the practice cloud: the queries a health watch sends, and the refusal of all others."""

from practice_arm import GROUPS, Arm
from practice_fixture import SUBSCRIPTION, PracticeCloud, run_tests

PATH = "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01"
ALL = "Resources | project id, type, tags | order by id asc"


def ask(arm, query, subscriptions=(SUBSCRIPTION,), **options):
    return arm.ask("POST", PATH, {"subscriptions": list(subscriptions), "query": query, "options": options})


def rows(arm, query, **options):
    answer = ask(arm, query, **options)
    assert answer.status == 200, answer.body
    return answer.json()["data"]


def prepare(cloud):
    arm = Arm(cloud)
    arm.group("shared")
    arm.deploy_base("shared", "bystander")
    return arm


def test_rows():
    with PracticeCloud() as cloud:
        arm = prepare(cloud)
        everything = rows(arm, ALL)
        listed = arm.get(f"{GROUPS}/shared/resources")["value"]
        assert [row["id"] for row in everything] == sorted(one["id"] for one in listed), everything
        assert {row["type"] for row in everything} == {one["type"].lower() for one in listed}

        one = rows(arm, "Resources | where type =~ 'Microsoft.KeyVault/vaults' "
                        "| project id, tenant = tostring(properties.tenantId)")
        assert len(one) == 1 and one[0]["tenant"], one
        picked = rows(arm, f"resources | where id in~ ('{everything[0]['id'].upper()}', 'x') | project id")
        assert picked == [{"id": everything[0]["id"]}], picked
        assert rows(arm, "Resources | where isnotempty(tags['no-such-tag']) | project id") == []
        assert rows(arm, "ComputeResources | project id") == []


def test_pages_overlap_nowhere():
    with PracticeCloud() as cloud:
        arm = prepare(cloud)
        want = [row["id"] for row in rows(arm, ALL)]
        found, token = [], None
        while True:
            page = ask(arm, ALL, **{"$top": 2, **({"$skipToken": token} if token else {})}).json()
            found += [row["id"] for row in page["data"]]
            assert page["totalRecords"] == len(want) and page["count"] <= 2, page
            token = page.get("$skipToken")
            if not token:
                break
        assert found == want


def test_refuses_what_it_has_not_learnt():
    with PracticeCloud() as cloud:
        arm = prepare(cloud)
        for query in ("", "Resources | summarize count()", "Resources | where type == 'x'", "Resources | take 5",
                      "Resources | where id =~ 'x", "Resources project id", "Nonsense | project id",
                      "Resources | order by id desc", "Resources | where tags[depot] =~ 'x'", "Resources |"):
            answer = ask(arm, query)
            error = answer.json()["error"]
            assert (answer.status, error["code"]) == (400, "BadRequest"), (query, answer.body)
            assert error["details"][0]["code"] == "InvalidQuery", error


def test_shows_only_what_the_caller_may_read():
    with PracticeCloud() as cloud:
        arm = prepare(cloud)
        answer = ask(arm, ALL, ("00000000-0000-0000-0000-000000000001",))
        assert (answer.status, answer.json()["error"]["code"]) == (403, "AccessDenied"), answer.body


def test_throttles_by_caller():
    with PracticeCloud(speed=1) as cloud:
        arm = Arm(cloud)
        answers = [ask(arm, ALL) for _ in range(16)]
        assert [answer.status for answer in answers] == [200] * 15 + [429], [a.status for a in answers]
        assert answers[0].headers["x-ms-user-quota-remaining"] == "14"
        assert answers[15].headers["Retry-After"] == "5"


def test_subscriptions_of_the_day():
    with PracticeCloud() as cloud:
        arm = Arm(cloud)
        cloud.scenario(disabledSubscriptions=[SUBSCRIPTION])
        assert arm.get(f"/subscriptions/{SUBSCRIPTION}")["state"] == "Disabled"
        answer = arm.ask("PUT", f"{GROUPS}/depot", {"location": "westeurope"})
        assert (answer.status, answer.json()["error"]["code"]) == (409, "ReadOnlyDisabledSubscription"), answer.body
        cloud.scenario(pastDueSubscriptions=[SUBSCRIPTION])
        assert arm.get(f"/subscriptions/{SUBSCRIPTION}")["state"] == "PastDue"
        arm.group("depot")


if __name__ == "__main__":
    run_tests(globals())
