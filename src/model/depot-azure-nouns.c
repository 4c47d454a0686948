/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-nouns.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"

/* All of them are the same kind of thing: a handful of texts that never change. One macro writes
 * the GObject around the struct and its table of fields. */
#define DEFINE_NOUN(Type, type, fields)                                                            \
  G_DEFINE_FINAL_TYPE (Type, type, G_TYPE_OBJECT)                                                  \
  static GParamSpec *type##_props[G_N_ELEMENTS (fields)];                                          \
  static void type##_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)     \
  {                                                                                                \
    depot_fields_get (object, &fields[id], value);                                                 \
  }                                                                                                \
  static void type##_set_property (                                                                \
      GObject *object, guint id, const GValue *value, GParamSpec *spec)                            \
  {                                                                                                \
    depot_fields_set (object, &fields[id], value);                                                 \
  }                                                                                                \
  static void type##_finalize (GObject *object)                                                    \
  {                                                                                                \
    depot_fields_clear (object, fields, G_N_ELEMENTS (fields));                                    \
    G_OBJECT_CLASS (type##_parent_class)->finalize (object);                                       \
  }                                                                                                \
  static void type##_class_init (Type##Class *klass)                                               \
  {                                                                                                \
    GObjectClass *object_class = G_OBJECT_CLASS (klass);                                           \
    object_class->get_property = type##_get_property;                                              \
    object_class->set_property = type##_set_property;                                              \
    object_class->finalize = type##_finalize;                                                      \
    depot_fields_install (object_class,                                                            \
                          fields,                                                                  \
                          G_N_ELEMENTS (fields),                                                   \
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY,                              \
                          type##_props);                                                           \
  }                                                                                                \
  static void type##_init (Type *self)                                                             \
  {                                                                                                \
  }

#define TEXT(Type, property, member) { property, DEPOT_FIELD_TEXT, G_STRUCT_OFFSET (Type, member) }

#define DEFINE_GETTER(Type, type, TYPE, member)                                                    \
  const char *type##_get_##member (Type *self)                                                     \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_##TYPE (self), NULL);                                           \
    return self->member;                                                                           \
  }

struct _DepotAccount
{
  GObject parent_instance;

  char *id, *cloud_id, *tenant_id, *client_id, *object_id, *user_name, *display_name;
};

static const DepotField account_fields[] = {
  { NULL },
  TEXT (DepotAccount, "id", id),
  TEXT (DepotAccount, "cloud-id", cloud_id),
  TEXT (DepotAccount, "tenant-id", tenant_id),
  TEXT (DepotAccount, "client-id", client_id),
  TEXT (DepotAccount, "object-id", object_id),
  TEXT (DepotAccount, "user-name", user_name),
  TEXT (DepotAccount, "display-name", display_name),
};

DEFINE_NOUN (DepotAccount, depot_account, account_fields)

DepotAccount *
depot_account_new (const char *id,
                   const char *cloud_id,
                   const char *tenant_id,
                   const char *client_id,
                   const char *object_id,
                   const char *user_name,
                   const char *display_name)
{
  return g_object_new (DEPOT_TYPE_ACCOUNT,
                       "id",
                       id,
                       "cloud-id",
                       cloud_id,
                       "tenant-id",
                       tenant_id,
                       "client-id",
                       client_id,
                       "object-id",
                       object_id,
                       "user-name",
                       user_name,
                       "display-name",
                       display_name,
                       NULL);
}

DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, id)
DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, cloud_id)
DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, tenant_id)
DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, client_id)
DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, object_id)
DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, user_name)
DEFINE_GETTER (DepotAccount, depot_account, ACCOUNT, display_name)

struct _DepotSubscription
{
  GObject parent_instance;

  char *id, *name, *tenant_id, *state;
};

static const DepotField subscription_fields[] = {
  { NULL },
  TEXT (DepotSubscription, "id", id),
  TEXT (DepotSubscription, "name", name),
  TEXT (DepotSubscription, "tenant-id", tenant_id),
  TEXT (DepotSubscription, "state", state),
};

DEFINE_NOUN (DepotSubscription, depot_subscription, subscription_fields)

DepotSubscription *
depot_subscription_new (const char *id, const char *name, const char *tenant_id, const char *state)
{
  return g_object_new (DEPOT_TYPE_SUBSCRIPTION,
                       "id",
                       id,
                       "name",
                       name,
                       "tenant-id",
                       tenant_id,
                       "state",
                       state,
                       NULL);
}

DEFINE_GETTER (DepotSubscription, depot_subscription, SUBSCRIPTION, id)
DEFINE_GETTER (DepotSubscription, depot_subscription, SUBSCRIPTION, name)
DEFINE_GETTER (DepotSubscription, depot_subscription, SUBSCRIPTION, tenant_id)
DEFINE_GETTER (DepotSubscription, depot_subscription, SUBSCRIPTION, state)

gboolean
depot_subscription_is_usable (DepotSubscription *self)
{
  static const char *const usable[] = { "Enabled", "Warned", "PastDue", NULL };

  g_return_val_if_fail (DEPOT_IS_SUBSCRIPTION (self), FALSE);

  return self->state && g_strv_contains (usable, self->state);
}

struct _DepotRegion
{
  GObject parent_instance;

  char *id, *name, *geography;
};

static const DepotField region_fields[] = {
  { NULL },
  TEXT (DepotRegion, "id", id),
  TEXT (DepotRegion, "name", name),
  TEXT (DepotRegion, "geography", geography),
};

DEFINE_NOUN (DepotRegion, depot_region, region_fields)

DepotRegion *
depot_region_new (const char *id, const char *name, const char *geography)
{
  return g_object_new (DEPOT_TYPE_REGION, "id", id, "name", name, "geography", geography, NULL);
}

DEFINE_GETTER (DepotRegion, depot_region, REGION, id)
DEFINE_GETTER (DepotRegion, depot_region, REGION, name)
DEFINE_GETTER (DepotRegion, depot_region, REGION, geography)

struct _DepotResourceGroup
{
  GObject parent_instance;

  char *name, *region;
};

static const DepotField group_fields[] = {
  { NULL },
  TEXT (DepotResourceGroup, "name", name),
  TEXT (DepotResourceGroup, "region", region),
};

DEFINE_NOUN (DepotResourceGroup, depot_resource_group, group_fields)

DepotResourceGroup *
depot_resource_group_new (const char *name, const char *region)
{
  return g_object_new (DEPOT_TYPE_RESOURCE_GROUP, "name", name, "region", region, NULL);
}

DEFINE_GETTER (DepotResourceGroup, depot_resource_group, RESOURCE_GROUP, name)
DEFINE_GETTER (DepotResourceGroup, depot_resource_group, RESOURCE_GROUP, region)

struct _DepotVmSize
{
  GObject parent_instance;

  char *name, *cores, *memory_gb, *reason;
};

static const DepotField vm_size_fields[] = {
  { NULL },
  TEXT (DepotVmSize, "name", name),
  TEXT (DepotVmSize, "cores", cores),
  TEXT (DepotVmSize, "memory-gb", memory_gb),
  TEXT (DepotVmSize, "reason", reason),
};

DEFINE_NOUN (DepotVmSize, depot_vm_size, vm_size_fields)

DepotVmSize *
depot_vm_size_new (const char *name, const char *cores, const char *memory_gb, const char *reason)
{
  return g_object_new (DEPOT_TYPE_VM_SIZE,
                       "name",
                       name,
                       "cores",
                       cores,
                       "memory-gb",
                       memory_gb,
                       "reason",
                       reason,
                       NULL);
}

DEFINE_GETTER (DepotVmSize, depot_vm_size, VM_SIZE, name)
DEFINE_GETTER (DepotVmSize, depot_vm_size, VM_SIZE, cores)
DEFINE_GETTER (DepotVmSize, depot_vm_size, VM_SIZE, memory_gb)
DEFINE_GETTER (DepotVmSize, depot_vm_size, VM_SIZE, reason)

struct _DepotPlannedResource
{
  GObject parent_instance;

  char *kind, *name, *change, *source;
};

static const DepotField planned_fields[] = {
  { NULL },
  TEXT (DepotPlannedResource, "kind", kind),
  TEXT (DepotPlannedResource, "name", name),
  TEXT (DepotPlannedResource, "change", change),
  TEXT (DepotPlannedResource, "source", source),
};

DEFINE_NOUN (DepotPlannedResource, depot_planned_resource, planned_fields)

DepotPlannedResource *
depot_planned_resource_new (const char *type,
                            const char *name,
                            const char *change,
                            const char *source)
{
  return g_object_new (DEPOT_TYPE_PLANNED_RESOURCE,
                       "kind",
                       type,
                       "name",
                       name,
                       "change",
                       change,
                       "source",
                       source,
                       NULL);
}

DEFINE_GETTER (DepotPlannedResource, depot_planned_resource, PLANNED_RESOURCE, kind)
DEFINE_GETTER (DepotPlannedResource, depot_planned_resource, PLANNED_RESOURCE, name)
DEFINE_GETTER (DepotPlannedResource, depot_planned_resource, PLANNED_RESOURCE, change)
DEFINE_GETTER (DepotPlannedResource, depot_planned_resource, PLANNED_RESOURCE, source)

/* Azure writes types in any mixture of capitals */
static const struct
{
  const char *kind, *label;
} kind_labels[] = {
  { "Microsoft.Authorization/roleAssignments", N_ ("Role assignment") },
  { "Microsoft.Compute/virtualMachineScaleSets", N_ ("Virtual machine scale set") },
  { "Microsoft.Insights/autoscaleSettings", N_ ("Autoscale setting") },
  { "Microsoft.Insights/diagnosticSettings", N_ ("Diagnostic setting") },
  { "Microsoft.KeyVault/vaults", N_ ("Key vault") },
  { "Microsoft.KeyVault/vaults/secrets", N_ ("Key vault secret") },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", N_ ("Managed identity") },
  { "Microsoft.Network/loadBalancers", N_ ("Load balancer") },
  { "Microsoft.Network/networkSecurityGroups", N_ ("Network security group") },
  { "Microsoft.Network/publicIPAddresses", N_ ("Public IP address") },
  { "Microsoft.Network/virtualNetworks", N_ ("Virtual network") },
  { "Microsoft.Network/virtualNetworks/subnets", N_ ("Subnet") },
  { "Microsoft.Resources/deployments", N_ ("Deployment") },
  { "Microsoft.Resources/resourceGroups", N_ ("Resource group") },
  { "Microsoft.Storage/storageAccounts", N_ ("Storage account") },
  { "Microsoft.Storage/storageAccounts/blobServices", N_ ("Blob service") },
  { "Microsoft.Storage/storageAccounts/blobServices/containers", N_ ("Blob container") },
};

const char *
depot_resource_type_get_label (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (kind_labels); i++)
    if (g_ascii_strcasecmp (kind_labels[i].kind, type) == 0)
      return _ (kind_labels[i].label);
  return type;
}

const char *
depot_planned_resource_get_label (DepotPlannedResource *self)
{
  g_return_val_if_fail (DEPOT_IS_PLANNED_RESOURCE (self), NULL);
  return depot_resource_type_get_label (self->kind);
}
