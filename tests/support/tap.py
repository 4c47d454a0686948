# SPDX-License-Identifier: GPL-3.0-or-later
"""Test points for Python tests: functions marked with @point run in order and report in TAP."""
import sys
import traceback

POINTS = []


class Failed(AssertionError):
    """What a point found wrong; every line of its text becomes a diagnostic."""


def point(description):
    def mark(function):
        POINTS.append((description, function))
        return function
    return mark


def expect_none(findings):
    findings = [str(finding) for finding in findings]
    if findings:
        raise Failed('\n'.join(findings))


def note(text):
    for line in str(text).splitlines():
        print('# ' + line, flush=True)


def run(*arguments):
    """Runs every point with the arguments; the exit code for sys.exit()."""
    print(f'1..{len(POINTS)}', flush=True)
    failures = 0
    for number, (description, function) in enumerate(POINTS, 1):
        try:
            function(*arguments)
        except Exception as error:          # a point must never take the others with it
            failures += 1
            print(f'not ok {number} - {description}', flush=True)
            note(error if isinstance(error, Failed) else traceback.format_exc())
        else:
            print(f'ok {number} - {description}', flush=True)
    sys.stdout.flush()
    return 1 if failures else 0
