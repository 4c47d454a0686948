#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure services through depotctl: registered for the admin, verified, renewed, removed; and the sign-in on another
device."""
import json
import os
import re
import subprocess

from flow_fixture import SUBSCRIPTION, Console, FormReader
from flow_verbs import Depot
from practice_fixture import APP, TENANT, run_tests, wait_until

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def start(console, *arguments, speed="20", **more):
    return subprocess.Popen([os.environ["DEPOTCTL"], *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            stdin=subprocess.DEVNULL, text=True,
                            env={**os.environ, "DEPOT_HOME": str(console.home), "DEPOT_CLOCK_SPEED": speed}, **more)


def run(console, *arguments, expect=0, speed="20"):
    process = start(console, *arguments, "--json", speed=speed)
    out, err = process.communicate(timeout=60)
    assert process.returncode == expect, (arguments, process.returncode, out, err)
    return json.loads(out) if out.strip() else None


def read_code(process):
    line = process.stderr.readline()
    found = re.search(r"open (\S+) and enter the code (\S+)", line)
    assert found, line
    return found.groups()


def decide(console, address, code, approve=True):
    """What the person does on the other device."""
    path = re.sub(r"^https?://[^/]+", "", address)
    page = console.cloud.form(path, {"user_code": code}, browser=True)
    for _ in range(4):
        reader = FormReader(page.text())
        if reader.action is None:
            break
        if 'name="password"' in page.text():
            given = {"password": "Practice-1"}
        elif reader.buttons and reader.buttons[0][0] == "pick":
            given = {"pick": "admin@contoso.com"} if approve else {"decision": "decline"}
        else:
            given = dict(reader.buttons[:1])
        page = console.cloud.form(reader.action, {**reader.fields, **given}, browser=True)
    return page


def sign_in(console):
    process = start(console, "sign-in", "--device-code")
    address, code = read_code(process)
    decide(console, address, code)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err


def test_device_code():
    with Console(prepared=False) as console:
        sign_in(console)
        accounts = run(console, "account", "list")
        assert [one["userName"] for one in accounts] == ["admin@contoso.com"], accounts
        assert run(console, "subscription", "list")


def test_device_code_that_nobody_uses():
    with Console(prepared=False) as console:
        process = start(console, "sign-in", "--device-code", "--json", speed="600")
        read_code(process)
        out, _ = process.communicate(timeout=60)
        assert process.returncode != 0 and json.loads(out)["error"]["code"] == "timed-out", out


def test_device_code_interrupted():
    with Console(prepared=False) as console:
        process = start(console, "sign-in", "--device-code")
        read_code(process)
        process.send_signal(2)
        process.communicate(timeout=20)
        assert process.returncode == 8, process.returncode


def assign_role(console, object_id, role):
    scope = f"/subscriptions/{SUBSCRIPTION}"
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments/7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c99"
    answer = console.arm().ask("PUT", path, {"properties": {
        "roleDefinitionId": f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{role}",
        "principalId": object_id, "principalType": "ServicePrincipal"}})
    assert answer.status == 201, answer.body


def states(checks):
    return [check["state"] for check in checks]


def create_and_use(console, *options):
    sign_in(console)
    run(console, "service", "create", "--name", "Contoso watch", *options)
    (service,) = run(console, "service", "list")
    assert service["name"] == "Contoso watch" and service["tenantId"] == TENANT, service
    assert service["credential"] == ("certificate" if options else "secret"), service
    assert states(run(console, "service", "verify")) == ["good", "warning"]

    assign_role(console, service["objectId"], READER)
    wait_until(lambda: states(run(console, "service", "verify")) == ["good", "good", "good"])

    run(console, "service", "renew")
    (renewed,) = run(console, "service", "list")
    assert renewed["clientId"] == service["clientId"], renewed
    assert states(run(console, "service", "verify")) == ["good", "good", "good"]
    # nobody needs to be signed in for it
    run(console, "sign-out")
    assert states(run(console, "service", "verify")) == ["good", "good", "good"]
    run(console, "service", "remove")
    assert run(console, "service", "list") == []
    run(console, "service", "verify", expect=5)


def test_service_with_secret():
    with Console(prepared=False) as console:
        create_and_use(console)


def test_service_with_certificate():
    with Console(prepared=False) as console:
        create_and_use(console, "--certificate")


def add(console, secret, *more, client=APP, expect=0):
    path = console.home.parent / "secret"
    path.write_text(secret + "\n")
    return run(console, "service", "add", "--client-id", client, "--tenant", TENANT, "--secret-file", str(path), *more,
               expect=expect)


def test_service_from_a_pfx():
    with Depot(prepared=False) as depot:
        def add_pfx(*password, expect=0):
            return depot.ctl("service", "add", "--client-id", APP, "--tenant", TENANT, *pfx[:2], *password, expect=expect)

        pfx = depot.make_pfx("wallacefalls.contoso.com")
        wrong = depot.home.parent / "wrong"
        wrong.write_text("another\n")
        refused = add_pfx("--password-file", wrong, expect=6)
        assert refused["error"]["code"] == "certificate-password", refused
        assert add_pfx(expect=6)["error"]["code"] == "certificate-password"     # nobody is there to be asked
        assert depot.ctl("service", "list") == []
        add_pfx(*pfx[2:])
        (service,) = depot.ctl("service", "list")
        assert service["credential"] == "certificate" and service["expires"], service


def test_service_entered_by_hand():
    with Console(prepared=False) as console:
        add(console, "practice-secret", "--expires", "2027-01-01T00:00:00Z")
        # it sees two subscriptions: a role in each
        assert states(run(console, "service", "verify")) == ["good"] * 4
        (service,) = run(console, "service", "list")
        assert service["objectId"] and service["expires"], service
        for place in console.home.rglob("*"):
            if place.is_file() and "practice" not in place.relative_to(console.home).parts[0]:
                assert b"practice-secret" not in place.read_bytes(), place

        add(console, "wrong")
        process = start(console, "service", "verify")
        out, err = process.communicate(timeout=60)
        assert process.returncode != 0 and "Invalid client secret" in out + err, (out, err)
        add(console, "practice-secret", client="not-a-guid", expect=2)


def test_reader_may_not_register():
    with Console(prepared=False) as console:
        console.sign_in(user="reader@contoso.com")
        refusal = run(console, "service", "create", expect=9)
        assert refusal["error"]["code"] == "permission-denied", refusal
        assert refusal["error"]["azureCode"] == "Authorization_RequestDenied", refusal
        assert run(console, "service", "list") == []


def test_old_secret_that_stays():
    """Azure does not remove it: the new one is good, and that the old one works on is said."""
    with Console(prepared=False) as console:
        sign_in(console)
        run(console, "service", "create")
        console.cloud.fault(method="POST", path="/graph/v1.0/applications/*/removePassword",
                            effect={"status": 403, "code": "Authorization_RequestDenied", "message": "Not you."})
        process = start(console, "service", "renew")
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0 and "The old secret still works" in out + err, (out, err)


def test_service_the_tenant_never_used():
    """Its permission is left out, and that is said; the rest is registered."""
    with Console("--scenario", "vault-never-used", prepared=False) as console:
        sign_in(console)
        out, err = start(console, "service", "create").communicate(timeout=60)
        assert "no permission for Azure Key Vault:" in out + err, (out, err)
        (service,) = run(console, "service", "list")
        assert states(run(console, "service", "verify")) == ["good", "warning"], service


def test_check_of_a_person():
    with Console("--scenario", "provider-not-registered", prepared=False) as console:
        console.sign_in(user="reader@contoso.com")
        checks = run(console, "service", "check", "--subscription", SUBSCRIPTION)
        assert states(checks) == ["good", "good", "bad", "bad"], checks
        assert "Contributor, User Access Administrator" in checks[-1]["detail"], checks
        out, err = start(console, "service", "check", "--subscription", SUBSCRIPTION).communicate(timeout=60)
        assert f"/subscriptions/{SUBSCRIPTION}" in out + err and "Microsoft.Compute" in out + err, (out, err)
        run(console, "service", "check", "--subscription", SUBSCRIPTION, "--register", expect=9)
        run(console, "sign-out")
        sign_in(console)
        checks = run(console, "service", "check", "--subscription", SUBSCRIPTION, "--register")
        assert states(checks) == ["good"] * 4, checks


if __name__ == "__main__":
    run_tests(dict(globals()))
