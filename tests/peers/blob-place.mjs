#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a blob container, describes it in a file (DEPOT_TEST_BLOB_PLACE) and runs a command that uses it.
//
// Usage: blob-place.mjs azurite COMMAND…
//        blob-place.mjs practice COMMAND…     inside tests/support/with-practice-cloud
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const [kind, ...command] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'blob-place-'));

function run(program, args, environment) {
  return new Promise((resolve) => {
    spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...environment } })
      .on('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

async function until(what, look) {
  const end = Date.now() + 40000;
  for (;;) {
    const found = await look().catch(() => null);
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not in 40 s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

// ---- Azurite -------------------------------------------------------------------------------------

function makeCertificate() {
  const file = (name) => path.join(scratch, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
    'subjectAltName=DNS:localhost,DNS:*.blob.localhost', '-keyout', file('key.pem'), '-out', file('certificate.pem')], { stdio: 'ignore' });
  return { key: file('key.pem'), certificate: file('certificate.pem') };
}

// Azurite wants a well-formed token of the right audience and time; it does not check who signed it.
function unsignedToken() {
  const now = Math.floor(Date.now() / 1000);
  const part = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
  return [part({ alg: 'none', typ: 'JWT' }), part({
    aud: 'https://storage.azure.com', iss: 'https://sts.windows.net/7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c01/',
    iat: now - 60, nbf: now - 60, exp: now + 3600, oid: 'nobody', tid: 'nowhere' }), 'unsigned'].join('.');
}

async function withAzurite(use) {
  const { key, certificate } = makeCertificate();
  const port = await freePort();
  const account = 'depotpeers';
  const accountKey = randomBytes(64).toString('base64');
  const token = unsignedToken();
  const azurite = spawn(process.execPath, [
    path.join(import.meta.dirname, 'node_modules/azurite/dist/src/blob/main.js'), '--blobHost', '127.0.0.1', '--blobPort', port,
    '--cert', certificate, '--key', key, '--oauth', 'basic', '--skipApiVersionCheck', '--disableTelemetry', '--silent',
    '--inMemoryPersistence',
  ], { env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${accountKey}` }, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const https = await import('node:https');
    const ca = readFileSync(certificate);
    const ask = (method, where) => new Promise((resolve, reject) => {
      https.request({ host: '127.0.0.1', port, method, path: where, ca, servername: 'localhost',
        headers: { host: `${account}.blob.localhost:${port}`, authorization: `Bearer ${token}`, 'x-ms-version': '2024-08-04' } },
      (answer) => { answer.resume(); resolve(answer.statusCode); }).on('error', reject).end();
    });
    await until('Azurite', async () => [201, 409].includes(await ask('PUT', '/content?restype=container')));
    const base = `https://localhost:${port}`;
    return await use({
      container: `https://${account}.blob.localhost:${port}/content`,
      token,
      account,
      accountKey,
      endpoints: {
        name: 'Azurite', pid: azurite.pid, authority: base, resourceManager: base, managementScope: `${base}/.default`,
        classic: base, storageSuffix: `localhost:${port}`, storageScope: 'https://storage.azure.com/.default',
        vaultSuffix: `vault.localhost:${port}`, vaultScope: 'https://vault.localhost/.default', vmDnsSuffix: 'cloudapp.localhost',
        graph: `${base}/graph`, portal: `http://localhost:${port}`, edgePort: port, caFile: certificate,
        tenantId: '7a1c4c52-0f7e-4d39-9a55-2f6c1f4f0c01', clientId: '3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d01',
      },
    });
  } finally {
    azurite.kill();
  }
}

// ---- the practice cloud --------------------------------------------------------------------------

async function withPractice(use) {
  const { application, endpoints, subscription, token } = await import('./practice.mjs');
  const management = await token(endpoints.managementScope);
  const group = `/subscriptions/${subscription}/resourceGroups/peers-blob`;

  async function put(id, version, body) {
    const answer = await fetch(`${endpoints.resourceManager}${id}?api-version=${version}`, {
      method: 'PUT', headers: { authorization: `Bearer ${management}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
  await put(group, '2024-03-01', { location: 'westeurope' });
  async function makeAccount(name, assignment) {
    const account = `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
    await until(name, async () => {
      const answer = await put(account, '2023-05-01', { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} });
      return answer.status === 200;
    });
    await put(`${account}/blobServices/default/containers/content`, '2023-05-01', { properties: {} });
    // Storage Blob Data Contributor: being Owner does not open the blobs.
    await put(`${account}/providers/Microsoft.Authorization/roleAssignments/${assignment}`, '2022-04-01', {
      properties: {
        roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
        principalId: application.objectId, principalType: 'ServicePrincipal' } });
    return `https://${name}.blob.${endpoints.storageSuffix}/content`;
  }
  const container = await makeAccount('peersblob', '5f0c8e0a-9a51-4c8d-8f35-0a8a2b6d1e77');
  const secondContainer = await makeAccount('peersblobtwo', '5f0c8e0a-9a51-4c8d-8f35-0a8a2b6d1e78');
  return use({
    container,
    secondContainer,
    token: await token(endpoints.storageScope),
    endpoints,
  });
}

try {
  process.exitCode = await { azurite: withAzurite, practice: withPractice }[kind](async (place) => {
    const file = path.join(scratch, 'place.json');
    writeFileSync(file, JSON.stringify(place), { mode: 0o600 });
    return run(command[0], command.slice(1), { DEPOT_TEST_BLOB_PLACE: file });
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
