# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenID provider that others wrote (npm oidc-provider) as the authority of a practice cloud, which trusts it."""
import json
import os
import pathlib
import subprocess

PEERS = pathlib.Path(__file__).resolve().parent.parent / 'peers'
ADMIN = 'b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b01'      # the practice cloud's admin@contoso.com


def make_certificates(folder):
    """An authority of its own and a certificate for localhost; Chromium is told to trust it."""
    folder.mkdir()

    def openssl(*words):
        subprocess.run(['openssl', *words], cwd=folder, check=True, capture_output=True)
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Test authority',
            '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'request.pem')
    (folder / 'names').write_text('subjectAltName=DNS:localhost,IP:127.0.0.1\n')
    openssl('x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
            '-extfile', 'names', '-out', 'certificate.pem')
    database = f'sql:{pathlib.Path(os.environ["HOME"]) / ".pki/nssdb"}'
    (pathlib.Path(os.environ['HOME']) / '.pki/nssdb').mkdir(parents=True, exist_ok=True)
    subprocess.run(['certutil', '-d', database, '-N', '--empty-password'], check=True, capture_output=True)
    subprocess.run(['certutil', '-d', database, '-A', '-t', 'C,,', '-n', 'test', '-i', folder / 'ca.pem'], check=True)


class OpenIdProvider:
    """with OpenIdProvider(cloud, folder): whoever reads the cloud's endpoints now signs in at the provider."""

    def __init__(self, cloud, folder):
        self.cloud = cloud
        self.folder = folder
        make_certificates(folder)
        self.endpoints = cloud.endpoints
        self.log = folder / 'provider.log'

    def __enter__(self):
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(['node', PEERS / 'oidc.mjs', self.cloud.endpoints_path, self.folder / 'certificate.pem',
                                             self.folder / 'key.pem', ADMIN], stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()      # ends with the process; meson limits the time
        if not line.startswith('ready '):
            self.process.wait(10)
            raise AssertionError('oidc-provider did not start:\n' + self.words)
        self.authority = line.split()[1]
        both = self.folder / 'both.pem'
        both.write_text(pathlib.Path(self.endpoints['caFile']).read_text() + (self.folder / 'ca.pem').read_text())
        self.cloud.endpoints_path.write_text(json.dumps({**self.endpoints, 'authority': self.authority, 'caFile': str(both)}))
        self.ask_for_trust()
        return self

    def ask_for_trust(self):
        """Resource Manager and the others take the provider's access tokens from now on."""
        issuer = f'{self.authority}/{self.endpoints["tenantId"]}/v2.0'
        self.cloud.pull('PUT', 'trusted-issuer', {'issuer': issuer, 'caFile': str(self.folder / 'ca.pem')})

    @property
    def words(self):
        return self.log.read_text(errors='replace')[-4000:]

    def __exit__(self, *why):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        if why[0]:
            print('# ---- oidc-provider said\n# ' + self.words.replace('\n', '\n# '), flush=True)
