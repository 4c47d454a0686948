#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`depotctl edge token`: what it prints opens one package of one point for as long as it says, in both ways of deployment."""
import base64
import hashlib
import json
import time

from flow_classic import Classic
from flow_verbs import Depot
from practice_fixture import run_tests, wait_until


def status_of(depot, point, package, token):
    with depot.connection(point) as tls:
        tls.sendall(f"GET /content/{package}/published.json HTTP/1.1\r\nHost: {point['serviceFqdn']}\r\n"
                    f"X-Depot-Token: {token}\r\n\r\n".encode())
        return int(tls.recv(4096).split(b" ", 2)[1])


def check_token(depot, point):
    name = point["name"]
    given = depot.ctl("edge", "token", name, "CEN00001")
    claims = json.loads(base64.urlsafe_b64decode(given["token"].partition(".")[0] + "=="))
    assert claims == {"p": "/content/CEN00001/", "exp": given["expiresAt"], "aud": point["serviceName"]}, claims
    assert abs(given["expiresAt"] - time.time() - 8 * 3600) < 120, given
    assert given["url"] == f"https://{point['serviceFqdn']}/content/CEN00001/"
    assert given["id"] == hashlib.sha256(given["token"].encode()).hexdigest()[:16]

    # nothing is there to fetch; whoever may not, is not told so
    assert status_of(depot, point, "CEN00001", given["token"]) == 404
    assert status_of(depot, point, "CEN00002", given["token"]) == 403
    assert status_of(depot, point, "CEN00001", given["token"][:-2] + "__") == 401

    plain = depot.run_ctl("edge", "token", name, "CEN00001", "--hours", "24")
    assert plain.returncode == 0 and plain.stdout.count("\n") == 1, plain.stderr
    assert status_of(depot, point, "CEN00001", plain.stdout.strip()) == 404
    assert plain.stdout.strip() not in plain.stderr
    kept = b"".join(path.read_bytes() for path in depot.home.rglob("*") if path.is_file() and "practice" not in path.parts)
    for token in (given["token"], plain.stdout.strip()):
        assert token.encode() not in kept, "the token is written down"
    assert given["id"].encode() in kept, "that one was given out is not"


def test_a_token_opens_its_package():
    with Depot() as depot:
        point = depot.new_point("wallacefalls")
        check_token(depot, point)
        for wrong in (("wallacefalls", "a/b"), ("wallacefalls", "CEN00001", "--hours", "25"),
                      ("wallacefalls", "CEN00001", "--hours", "0"), ("wallacefalls", "CEN00001", "--hours", "-1")):
            done = depot.run_ctl("edge", "token", *wrong)
            assert done.returncode not in (0, 5) and not done.stdout, (wrong, done)
        assert depot.run_ctl("edge", "token", "wallacefalls").returncode == 2
        assert depot.run_ctl("edge", "token", "granitefalls", "CEN00001").returncode == 5


def test_in_the_classic_way():
    with Classic() as depot:
        depot.register()
        depot.create_classic("--wait")
        point, _ = depot.found()
        wait_until(lambda: not depot.refuses(point), 30)
        check_token(depot, point)


if __name__ == "__main__":
    run_tests(globals())
