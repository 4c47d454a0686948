#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Judges recorded traffic by Azure's published OpenAPI descriptions.
//
// Usage: oav.mjs RESULT FOLDER…    folders of the practice cloud's --record
// Writes one JSON document into the file RESULT (oav itself speaks on standard output): { judged, unknown: [...], findings: [{ file, request, where, code, message }] }
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import oav from 'oav';

const [output, ...folders] = process.argv.slice(2);
const shared = process.env.DEPOT_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const specs = path.join(shared, 'azure-specs');

function roots() {
  const list = readFileSync(path.join(specs, 'ROOTS.txt'), 'utf8').split('\n').filter(Boolean);
  // The blob service speaks XML, which this judge does not read.
  return list.filter((name) => !name.includes('Microsoft.BlobStorage')).map((name) => name.replace(/^specification\//, ''));
}

// Addresses that Azure hands out for polling are not described anywhere; the practice cloud's own pages,
// identity and blobs are judged by other tests.
const isPoll = (url) => /\/(operationresults|operationstatuses|operations|locations\/[^/]+\/(operation|async)[^/]*|asyncoperations)\//i.test(url.pathname)
  && !/\/deployments\/[^/]+\/operations/i.test(url.pathname);
const isJudged = (url) => /^\/(subscriptions|tenants|providers)(\/|$)/i.test(url.pathname)
  || (/\.vault\./.test(url.hostname) && /^\/(certificates|secrets|deletedcertificates|deletedsecrets)(\/|$)/.test(url.pathname));

function read(folder) {
  return readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => {
    const exchange = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    return { file: name, exchange, url: new URL(exchange.liveRequest.url, 'https://localhost') };
  });
}

const judge = new oav.LiveValidator({
  directory: path.join(specs, 'specification'),
  swaggerPathsPattern: roots(),
  git: { shouldClone: false },
  loadValidatorInInitialize: true,
  isPathCaseSensitive: false,
});
await judge.initialize();

// The judge looks for a description among those of the provider an address ends in. Asking *about* a provider
// is described elsewhere, with Resource Manager itself.
const isAboutProvider = (url) => /^\/subscriptions\/[^/]+\/providers\/[^/]+(\/register)?$/i.test(url.pathname);

function operationOf({ liveRequest: { url, method, headers } }) {
  const request = oav.parseValidationRequest(url, method, headers);
  return { apiVersion: request.apiVersion, operationId: 'unknown', validationRequest: { ...request, providerNamespace: 'microsoft.unknown' } };
}

async function verdictOf(exchange, url) {
  if (!isAboutProvider(url)) return judge.validateLiveRequestResponse(exchange);
  const { liveRequest, liveResponse } = exchange;
  return {
    requestValidationResult: await judge.validateLiveRequest(liveRequest, {}, operationOf(exchange)),
    responseValidationResult: await judge.validateLiveResponse(liveResponse, liveRequest, {}, operationOf(exchange)),
  };
}

const result = { judged: 0, unknown: [], findings: [] };
for (const folder of folders) {
  for (const { file, exchange, url } of read(folder)) {
    if (!isJudged(url) || isPoll(url)) continue;
    // The description has the version in the path; Azure takes the newest when it is left out.
    if (/^\/(certificates|secrets)\/[^/]+\/?$/.test(url.pathname) && exchange.liveRequest.method === 'GET') {
      url.pathname = url.pathname.replace(/\/?$/, '/newest');
      exchange.liveRequest.url = url.href;
    }
    const request = `${exchange.liveRequest.method} ${url.pathname}${url.search} → ${exchange.liveResponse.statusCode}`;
    const verdict = await verdictOf(exchange, url);
    const halves = { request: verdict.requestValidationResult, response: verdict.responseValidationResult };
    const lost = [verdict, ...Object.values(halves)].find(({ runtimeException }) => runtimeException);
    if (lost) {
      result.unknown.push(`${file}: ${request}: ${lost.runtimeException.code}`);
      continue;
    }
    result.judged++;
    for (const [where, half] of Object.entries(halves)) {
      for (const { code, message, jsonPathsInPayload, pathsInPayload } of half.errors)
        result.findings.push({ file, request, where, code, message, path: (jsonPathsInPayload ?? pathsInPayload ?? []).join(' ') });
    }
  }
}
writeFileSync(output, JSON.stringify(result, null, 2));
