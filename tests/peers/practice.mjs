// SPDX-License-Identifier: GPL-3.0-or-later
// Where the practice cloud listens (tests/support/with-practice-cloud started it) and who may sign in there.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { generateKeyPairSync } from 'node:crypto';

export const top = path.resolve(import.meta.dirname, '../..');
export const endpoints = JSON.parse(readFileSync(process.env.DEPOT_PRACTICE_ENDPOINTS, 'utf8'));
export const tenant = endpoints.tenantId;
export const subscription = '0c1d7ac0-5e2b-4f6a-9d61-8a2f5b7e0a01';

// An application with the role Owner: what a company would make for unattended work.
export const application = {
  clientId: '3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d02',
  objectId: 'b5e0a9d4-3c1f-4a8e-9f20-6d7c8e9f0b0b',
  secret: 'practice-secret',
};

// Azure's published material. Without it these tests prove nothing, so they fail and say so.
export function shared(...parts) {
  const folder = process.env.DEPOT_SHARED ?? path.join(top, '../shared');
  const file = path.join(folder, ...parts);
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    throw new Error(`This test reads ${parts.join('/')} in the folder "shared" beside the checkout (or DEPOT_SHARED): ${error.message}`);
  }
}

// A public key in the form OpenSSH writes; its private half is thrown away.
export function publicSshKey() {
  const { n, e } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const part = (bytes) => Buffer.concat([Buffer.from(Uint32Array.of(bytes.length).buffer).reverse(), bytes]);
  const number = (text) => Buffer.concat([Buffer.from([0]), Buffer.from(text, 'base64url')]);
  const wire = Buffer.concat([part(Buffer.from('ssh-rsa')), part(Buffer.from(e, 'base64url')), part(number(n))]);
  return `ssh-rsa ${wire.toString('base64')}`;
}

export async function token(scope) {
  const answer = await fetch(`${endpoints.authority}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials', client_id: application.clientId, client_secret: application.secret, scope,
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).access_token;
}
