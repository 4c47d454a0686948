# SPDX-License-Identifier: GPL-3.0-or-later
"""A practice cloud for a test: started before, ended after, its words told when it went wrong."""
import json
import pathlib
import select
import subprocess
import sys
import urllib.request


def pull(endpoints_path, method, lever, body=None):
    """A lever of the practice cloud that wrote these endpoints."""
    portal = json.loads(pathlib.Path(endpoints_path).read_text())['portal']
    request = urllib.request.Request(f'{portal}/_practice/{lever}', method=method, headers={'Content-Type': 'application/json'},
                                     data=None if body is None else json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=20) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class PracticeCloud:
    """with PracticeCloud(build, state_dir, '--speed', '600') as cloud: cloud.endpoints['authority']"""

    def __init__(self, build, state_dir, *options):
        self.program = pathlib.Path(build) / 'src/practice/depot-practice-cloud'
        self.state = pathlib.Path(state_dir)
        self.options = [str(option) for option in options]
        self.log = self.state.with_name(self.state.name + '.log')
        self.process = None

    def __enter__(self):
        self.state.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen([self.program, '--state-dir', self.state, *self.options],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        if not select.select([self.process.stdout], [], [], 30)[0] or self.process.stdout.readline().strip() != 'ready':
            self.stop()
            raise AssertionError('The practice cloud did not start:\n' + self.words)
        return self

    @property
    def endpoints_path(self):
        return self.state / 'endpoints.json'

    @property
    def endpoints(self):
        return json.loads(self.endpoints_path.read_text())

    def pull(self, method, lever, body=None):
        """Pulls one of the levers of docs/practice.md."""
        return pull(self.endpoints_path, method, lever, body)

    @property
    def words(self):
        return self.log.read_text(errors='replace')[-6000:]

    def stop(self):
        """Whether it was still alive, as it should be."""
        alive = self.process.poll() is None
        if alive:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        return alive

    def __exit__(self, kind, value, trace):
        alive = self.stop()
        if kind or not alive:
            sys.stderr.write('# ---- the practice cloud said\n' + self.words + '\n')
        if not alive and not kind:
            raise AssertionError(f'The practice cloud ended by itself: {self.process.returncode}')
        return False
