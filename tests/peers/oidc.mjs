#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// An OpenID provider that others wrote (npm oidc-provider) where an Azure authority is expected.
//
// Azure names a resource by a scope ("https://storage.azure.com/.default"), this provider by RFC 8707's parameter: the
// one is turned into the other on its way in, so that its access tokens are signed for the resources of the cloud.
//
// Usage: oidc.mjs ENDPOINTS.json CERTIFICATE.pem KEY.pem OBJECT-ID    prints "ready ADDRESS"
import { createServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [endpoints, certificate, key, oid] = process.argv.slice(2);
const cloud = JSON.parse(readFileSync(endpoints, 'utf8'));
const tenant = cloud.tenantId;
const prefix = `/${tenant}/v2.0`;
const person = (id) => ({ sub: id, oid, tid: tenant, preferred_username: id, name: 'A Person' });

const isResource = (scope) => scope.endsWith('/.default');
const resourceOf = (scope) => scope.slice(0, -'/.default'.length);
const resources = [cloud.managementScope, cloud.storageScope, cloud.vaultScope].map(resourceOf);

// What Azure puts into one parameter, in two.
function nameResources(parameters, wanted) {
  const scopes = (parameters.get('scope') ?? '').split(' ');
  parameters.set('scope', scopes.filter((scope) => !isResource(scope)).join(' '));
  for (const resource of wanted ?? scopes.filter(isResource).map(resourceOf)) parameters.append('resource', resource);
  return parameters;
}

function readAuthorize(request) {
  const [path, query] = request.url.split('?');
  const parameters = nameResources(new URLSearchParams(query), resources);
  parameters.delete('prompt');      // its log-in page asks who somebody is anyway; a chooser of accounts it does not have
  request.url = `${path}?${parameters}`;
}

async function readForm(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  const form = new URLSearchParams(text);
  if (form.has('grant_type')) nameResources(form);
  if (form.get('grant_type') === 'refresh_token') form.delete('scope');      // what was granted; it takes no other words for that
  request.body = Object.fromEntries(form);
}

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
server.listen(0, '127.0.0.1', () => {
  const authority = `https://localhost:${server.address().port}`;
  const provider = new Provider(authority + prefix, {
    clients: [{
      client_id: cloud.clientId,
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
    extraTokenClaims: async (context, token) => ({ oid, tid: tenant, upn: token.accountId, appid: cloud.clientId, idtyp: 'user' }),
    issueRefreshToken: async () => true,
    cookies: { keys: ['only for this run'] },
    ttl: { AccessToken: 600, IdToken: 600, RefreshToken: 3600, Session: 600, Grant: 3600, Interaction: 600 },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async () => ({ scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
        useGrantedResource: async () => true,
      },
    },
  });
  provider.on('server_error', (context, error) => console.error(error));
  provider.on('authorization.error', (context, error) => console.error('authorize:', error.message, error.error_description));
  provider.on('grant.error', (context, error) => console.error('token:', error.message, error.error_description));
  const handle = provider.callback();
  server.on('request', async (request, response) => {
    if (request.method === 'POST') await readForm(request);
    request.originalUrl = request.url;
    if (request.url.startsWith(prefix)) request.url = request.url.slice(prefix.length) || '/';
    if (request.url.startsWith('/auth?')) readAuthorize(request);
    handle(request, response);
  });
  console.log(`ready ${authority}`);
});
