#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// An OpenID provider that others wrote (npm oidc-provider) where an Azure authority is expected.
//
// Usage: oidc.mjs TENANT CLIENT-ID CERTIFICATE.pem KEY.pem    prints "ready ADDRESS"
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [tenant, clientId, certificate, key] = process.argv.slice(2);
const prefix = `/${tenant}/v2.0`;
const person = (id) => ({ sub: id, oid: '9d0d6b3c-2f41-4c55-8a53-1f6f3a4c7e11', tid: tenant, preferred_username: id, name: 'A Person' });

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.listen(0, '127.0.0.1', () => {
  const authority = `https://localhost:${server.address().port}`;
  const provider = new Provider(authority + prefix, {
    clients: [{
      client_id: clientId,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1', 'http://[::1]', 'http://localhost', 'http://127.0.0.1/', 'http://[::1]/', 'http://localhost/'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'oid', 'tid', 'preferred_username', 'name'] },
    scopes: ['openid', 'offline_access', 'profile'],
    findAccount: async (context, id) => ({ accountId: id, claims: async () => person(id) }),
    issueRefreshToken: async () => true,
    cookies: { keys: ['only for this run'] },
    ttl: { AccessToken: 600, IdToken: 600, RefreshToken: 3600, Session: 600, Grant: 3600, Interaction: 600 },
    features: { devInteractions: { enabled: true } },
  });
  provider.on('server_error', (context, error) => console.error(error));
  provider.on('authorization.error', (context, error) => console.error('authorize:', error.message, error.error_description));
  provider.on('grant.error', (context, error) => console.error('token:', error.message, error.error_description));
  const handle = provider.callback();
  server.on('request', (request, response) => {
    // Its log-in page asks who somebody is anyway; a chooser of accounts it does not have.
    request.url = request.url.replace('&prompt=select_account', '');
    request.originalUrl = request.url;
    if (request.url.startsWith(prefix)) request.url = request.url.slice(prefix.length) || '/';
    handle(request, response);
  });
  console.log(`ready ${authority}`);
});
