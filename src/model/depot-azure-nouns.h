/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small read-only nouns that Azure lists for the wizard: accounts, subscriptions, regions, resource
 * groups, planned resources. Immutable GObjects with construct properties of the same names; main
 * thread.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Someone signed in: no token here. id = "oid.tid". */
#define DEPOT_TYPE_ACCOUNT (depot_account_get_type ())
G_DECLARE_FINAL_TYPE (DepotAccount, depot_account, DEPOT, ACCOUNT, GObject)
DepotAccount *depot_account_new (const char *id,
                                 const char *cloud_id,
                                 const char *tenant_id,
                                 const char *client_id,
                                 const char *object_id,
                                 const char *user_name,
                                 const char *display_name);
const char *depot_account_get_id (DepotAccount *self);
const char *depot_account_get_cloud_id (DepotAccount *self);
const char *depot_account_get_tenant_id (DepotAccount *self);
const char *depot_account_get_client_id (DepotAccount *self);
const char *depot_account_get_object_id (DepotAccount *self);
const char *depot_account_get_user_name (DepotAccount *self);
const char *depot_account_get_display_name (DepotAccount *self);

#define DEPOT_TYPE_SUBSCRIPTION (depot_subscription_get_type ())
G_DECLARE_FINAL_TYPE (DepotSubscription, depot_subscription, DEPOT, SUBSCRIPTION, GObject)
DepotSubscription *
depot_subscription_new (const char *id, const char *name, const char *tenant_id, const char *state);
const char *depot_subscription_get_id (DepotSubscription *self);
const char *depot_subscription_get_name (DepotSubscription *self);
const char *depot_subscription_get_tenant_id (DepotSubscription *self);
const char *depot_subscription_get_state (
    DepotSubscription *self); /* Enabled, Warned, PastDue, Disabled, Deleted */
gboolean depot_subscription_is_usable (DepotSubscription *self); /* Enabled, Warned, PastDue */

#define DEPOT_TYPE_REGION (depot_region_get_type ())
G_DECLARE_FINAL_TYPE (DepotRegion, depot_region, DEPOT, REGION, GObject)
DepotRegion *depot_region_new (const char *id, const char *name, const char *geography);
const char *depot_region_get_id (DepotRegion *self);   /* westeurope */
const char *depot_region_get_name (DepotRegion *self); /* West Europe */
const char *depot_region_get_geography (DepotRegion *self);

#define DEPOT_TYPE_RESOURCE_GROUP (depot_resource_group_get_type ())
G_DECLARE_FINAL_TYPE (DepotResourceGroup, depot_resource_group, DEPOT, RESOURCE_GROUP, GObject)
DepotResourceGroup *depot_resource_group_new (const char *name, const char *region);
const char *depot_resource_group_get_name (DepotResourceGroup *self);
const char *depot_resource_group_get_region (DepotResourceGroup *self);

/* A size of virtual machines in a region. */
#define DEPOT_TYPE_VM_SIZE (depot_vm_size_get_type ())
G_DECLARE_FINAL_TYPE (DepotVmSize, depot_vm_size, DEPOT, VM_SIZE, GObject)
DepotVmSize *depot_vm_size_new (const char *name, const char *cores, const char *memory_gb, const char *reason);
const char *depot_vm_size_get_name (DepotVmSize *self);      /* Standard_B2s_v2 */
const char *depot_vm_size_get_cores (DepotVmSize *self);     /* Azure's text: "2"; may be NULL */
const char *depot_vm_size_get_memory_gb (DepotVmSize *self); /* "8", "0.5"; may be NULL */
const char *depot_vm_size_get_reason (DepotVmSize *self);    /* Azure's code why it is not to be had; NULL: it is */

/* One line of "what will be made". change: "create", "modify", "no-change", "delete",
 * "unsupported". source: "what-if" when Azure answered, "template" when the group does not exist
 * yet and the list comes from our template. */
#define DEPOT_TYPE_PLANNED_RESOURCE (depot_planned_resource_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotPlannedResource, depot_planned_resource, DEPOT, PLANNED_RESOURCE, GObject)
DepotPlannedResource *depot_planned_resource_new (const char *type,
                                                  const char *name,
                                                  const char *change,
                                                  const char *source);
const char *depot_planned_resource_get_kind (
    DepotPlannedResource *self); /* Microsoft.Storage/storageAccounts */
const char *depot_planned_resource_get_name (DepotPlannedResource *self);
const char *depot_planned_resource_get_change (DepotPlannedResource *self);
const char *depot_planned_resource_get_source (DepotPlannedResource *self);
const char *depot_planned_resource_get_label (
    DepotPlannedResource *self); /* translated kind: "Storage account" */

/* What people call a resource type ("Microsoft.KeyVault/vaults": "Key vault"); the type itself when
 * it has no name here. */
const char *depot_resource_type_get_label (const char *type);

G_END_DECLS
