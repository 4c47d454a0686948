/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Azure environment: Public, US Government, China, custom, or the practice cloud. Pure data: hosts, scopes and
 * suffixes (Azure reference, "Azure environments"). Immutable. A request of one environment may only go to hosts that
 * depot_cloud_owns_host() accepts. Any thread.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_CLOUD (depot_cloud_get_type ())
G_DECLARE_FINAL_TYPE (DepotCloud, depot_cloud, DEPOT, CLOUD, GObject)

#define DEPOT_CLOUD_PUBLIC "public"
#define DEPOT_CLOUD_US_GOVERNMENT "us-government"
#define DEPOT_CLOUD_CHINA "china"
#define DEPOT_CLOUD_PRACTICE "practice"

/* GListModel of the built-in DepotClouds (public, us-government, china); caller owns. */
GListModel *depot_cloud_list_built_in       (void);
/* From the practice cloud's endpoints.json; refuses hosts that are not loopback. */
DepotCloud *depot_cloud_new_practice        (JsonObject *endpoints, GError **error);

/* What an environment says of itself (Azure reference 1: metadata/endpoints, array of 2022-09-01 or the older single
 * object), read strictly: UNEXPECTED_REPLY names the member. resource_manager: the https address the admin gave; the
 * environment must own it. ca_pem: certificates trusted besides the system's, or NULL. Its id is its host name. */
DepotCloud *depot_cloud_new_custom          (const char *resource_manager, JsonNode *metadata, const char *ca_pem, GError **error);
/* NULL if text is an https address without path, user or query, as a custom environment wants; else a translated sentence. */
const char *depot_cloud_check_address       (const char *text);
/* All that is needed to ask that address: an environment which owns just this one host. */
DepotCloud *depot_cloud_new_stranger        (const char *resource_manager, const char *ca_pem);
/* The same with other certificates trusted besides the system's (an inspecting proxy's); NULL takes them back. */
DepotCloud *depot_cloud_with_trust          (DepotCloud *self, const char *ca_pem);
JsonObject *depot_cloud_to_json             (DepotCloud *self);
DepotCloud *depot_cloud_from_json           (JsonObject *object, GError **error);

const char *depot_cloud_get_id              (DepotCloud *self);
const char *depot_cloud_get_name            (DepotCloud *self);   /* translated: "Azure public cloud" */
const char *depot_cloud_get_authority       (DepotCloud *self);   /* https://login.microsoftonline.com, no slash at the end */
const char *depot_cloud_get_arm             (DepotCloud *self);   /* https://management.azure.com */
const char *depot_cloud_get_arm_scope       (DepotCloud *self);
const char *depot_cloud_get_storage_scope   (DepotCloud *self);
const char *depot_cloud_get_vault_scope     (DepotCloud *self);
const char *depot_cloud_get_classic         (DepotCloud *self);
const char *depot_cloud_get_storage_suffix  (DepotCloud *self);   /* core.windows.net; <account>.blob.<suffix> */
const char *depot_cloud_get_vault_suffix    (DepotCloud *self);   /* vault.azure.net */
const char *depot_cloud_get_portal          (DepotCloud *self);
const char *depot_cloud_get_graph           (DepotCloud *self);   /* Microsoft Graph: https://graph.microsoft.com; NULL where there is none */
guint       depot_cloud_get_edge_port       (DepotCloud *self);   /* 443; the practice cloud says its own */
const char *depot_cloud_get_ca_file         (DepotCloud *self);   /* extra trust anchor (PEM path) or NULL */
const char *depot_cloud_get_ca_pem          (DepotCloud *self);   /* certificates trusted besides the system's, PEM, or NULL */
const char *depot_cloud_get_identity_provider (DepotCloud *self); /* "AAD" or "ADFS" */
gboolean    depot_cloud_is_custom           (DepotCloud *self);
const char *depot_cloud_get_default_client_id (DepotCloud *self); /* practice only, else NULL */
const char *depot_cloud_get_default_tenant  (DepotCloud *self);   /* "organizations", or the practice tenant */
gboolean    depot_cloud_is_practice         (DepotCloud *self);
/* TRUE if an https URL with this host and port belongs to this environment (identity, ARM, storage, vault, classic, Graph). */
gboolean    depot_cloud_owns_host           (DepotCloud *self, const char *host, int port);
/* Link into the portal for a resource id; caller owns. */
char       *depot_cloud_dup_portal_link     (DepotCloud *self, const char *resource_id);

G_END_DECLS
