/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two templates a Resource Manager deployment is made of, with their parameters: base
 * (identity, storage, container, vault, roles) and service (network, address, load balancer, scale
 * set). Read from data/azure; cloud-init is filled with the edge files. The same
 * values always give the same parameters, so that a repeated deployment changes nothing. Caller
 * owns what it gets. Any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *depot_template_load_base (GError **error);
JsonObject *depot_template_load_service (GError **error);

typedef struct
{
  const char *region, *service_id, *service_name, *service_fqdn;
  const char *console_principal_id;   /* object id of the signed-in person */
  const char *console_principal_type; /* "User" or "ServicePrincipal" */
  const char *vault_uri, *blob_endpoint,
      *identity_client_id;      /* service stage; "" while only planning */
  const char *certificate_name; /* in the vault */
  const char *vm_size;
  guint instance_count;
} DepotTemplateValues;

/* Parameter objects (plain values). Azure insists on an SSH key and refuses to change it later: the
 * one given is drawn from the service id and has no private half. */
JsonObject *depot_template_base_parameters (const DepotTemplateValues *values, GError **error);
JsonObject *depot_template_service_parameters (const DepotTemplateValues *values, GError **error);
/* type and name of every resource the template would make with these values, from the template
 * itself: for groups that do not exist yet. GListModel of DepotPlannedResource with source
 * "template". */
GListModel *depot_template_plan (JsonObject *template_, JsonObject *parameters, GError **error);
/* Names of the parts, derived from the service name in one place (and so found again after a
 * crash). */
char *depot_template_storage_name (const char *service_name);
char *depot_template_vault_name (const char *service_name);
char *depot_template_identity_name (const char *service_name);
/* Outputs of a finished deployment, each {type,value}. Base: blobEndpoint, vaultUri, edgeClientId,
 * identityId. Service: azureServiceFqdn, publicIp, publicIpId, scaleSetId. */
#define DEPOT_TEMPLATE_CERTIFICATE_NAME "service"
#define DEPOT_TEMPLATE_EDGE_KEY_NAME "edge-key"
#define DEPOT_TEMPLATE_CONTAINER_NAME "content"

G_END_DECLS
