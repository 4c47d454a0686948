// SPDX-License-Identifier: GPL-3.0-or-later
// Azure's own SDK for JavaScript against the practice cloud: nobody of this project wrote its idea of the protocol.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ClientSecretCredential } from '@azure/identity';
import { ResourceManagementClient } from '@azure/arm-resources';
import { DeploymentsClient } from '@azure/arm-resourcesdeployments';
import { application, endpoints, publicSshKey, shared, subscription, tenant } from './practice.mjs';

const credential = new ClientSecretCredential(tenant, application.clientId, application.secret,
  { authorityHost: endpoints.authority, disableInstanceDiscovery: true });
const options = { endpoint: endpoints.resourceManager, credentials: { scopes: [endpoints.managementScope] },
  credentialScopes: [endpoints.managementScope], retryOptions: { retryDelayInMs: 50, maxRetryDelayInMs: 500 } };
const resources = new ResourceManagementClient(credential, subscription, options);
const { deployments, deploymentOperations } = new DeploymentsClient(credential, subscription, options);

const group = 'peers-sdk';
const location = 'westeurope';
const tags = { madeBy: 'peers' };
const often = { updateIntervalInMs: 100 };

async function all(pages) {
  const found = [];
  for await (const one of pages) found.push(one);
  return found;
}

const values = (object) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, { value }]));

function deploy(name, template, parameters) {
  return deployments.createOrUpdate(group, name,
    { properties: { mode: 'Incremental', template, parameters: values(parameters) } }, often);
}

test('@azure/identity signs in with a client secret', async () => {
  const token = await credential.getToken(endpoints.managementScope);
  assert.ok(token.expiresOnTimestamp > Date.now());
});

test('@azure/identity reports a wrong secret as Azure does', async () => {
  const wrong = new ClientSecretCredential(tenant, application.clientId, 'not-the-secret',
    { authorityHost: endpoints.authority, disableInstanceDiscovery: true });
  await assert.rejects(wrong.getToken(endpoints.managementScope), /AADSTS7000215/);
});

test('@azure/arm-resources makes a resource group and finds it again', async () => {
  const made = await resources.resourceGroups.createOrUpdate(group, { location, tags });
  assert.equal(made.properties.provisioningState, 'Succeeded');
  assert.deepEqual((await resources.resourceGroups.get(group)).tags, tags);
  assert.ok((await all(resources.resourceGroups.list())).some(({ name }) => name === group));
});

test('@azure/arm-resources is told what is not there', async () => {
  await assert.rejects(resources.resourceGroups.get('not-there'), { statusCode: 404, code: 'ResourceGroupNotFound' });
});

test('@azure/arm-resources registers a resource provider', async () => {
  await resources.providers.register('Microsoft.KeyVault');
  const provider = await resources.providers.get('Microsoft.KeyVault');
  assert.match(provider.registrationState, /^Regist/);
});

const names = { storageName: 'peerssdkstore', vaultName: 'peers-sdk-vault', identityName: 'peers-sdk-edge' };

test('what-if names what the base template would make and makes nothing', async () => {
  const answer = await deployments.whatIf(group, 'base', {
    properties: {
      mode: 'Incremental',
      template: JSON.parse(shared('azure-template', 'base.json').text),
      parameters: values({ location, ...names, consolePrincipalId: application.objectId }),
    },
  }, often);
  const made = answer.changes.filter(({ changeType }) => changeType === 'Create').map(({ resourceId }) => resourceId);
  assert.ok(made.some((id) => id.endsWith('/storageAccounts/peerssdkstore')), made.join('\n'));
  assert.deepEqual(await all(resources.resources.listByResourceGroup(group)), []);
});

test('the base template is deployed', async () => {
  const done = await deploy('base', JSON.parse(shared('azure-template', 'base.json').text),
    { location, tags, ...names, consolePrincipalId: application.objectId });
  assert.equal(done.properties.provisioningState, 'Succeeded');
  assert.match(done.properties.outputs.vaultUri.value, /^https:\/\/peers-sdk-vault\./);
  const types = (await all(resources.resources.listByResourceGroup(group))).map(({ type }) => type.toLowerCase());
  for (const type of ['microsoft.storage/storageaccounts', 'microsoft.keyvault/vaults', 'microsoft.managedidentity/userassignedidentities'])
    assert.ok(types.includes(type), `${type} among ${types}`);
});

test('the service template is deployed', async () => {
  const done = await deploy('service', JSON.parse(shared('azure-template', 'service.json').text), {
    location, tags, name: 'peers-sdk-service', dnsLabel: 'peers-sdk-service', identityName: names.identityName,
    sshPublicKey: publicSshKey(), customData: Buffer.from('#cloud-config\n').toString('base64'),
  });
  assert.equal(done.properties.provisioningState, 'Succeeded');
  assert.ok(done.properties.outputs.azureServiceFqdn.value.startsWith('peers-sdk-service.'));
  assert.match(done.properties.outputs.publicIp.value, /^\d+\.\d+\.\d+\.\d+$/);
});

test('the operations of a deployment are listed', async () => {
  const operations = await all(deploymentOperations.list(group, 'service'));
  const targets = operations.map(({ properties }) => properties.targetResource?.resourceType?.toLowerCase());
  assert.ok(targets.includes('microsoft.compute/virtualmachinescalesets'), String(targets));
  assert.ok(operations.every(({ properties }) => properties.provisioningState === 'Succeeded'));
});

test('a template that cannot be is refused with its reason', async () => {
  const template = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: "[parameters('nowhere')]", location,
      sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} }] };
  await assert.rejects(deploy('broken', template, {}), { statusCode: 400, code: 'InvalidTemplate' });
});

test('@azure/arm-resources deletes the group and everything in it', async () => {
  await resources.resourceGroups.beginDeleteAndWait(group, often);
  await assert.rejects(resources.resourceGroups.get(group), { statusCode: 404 });
});
