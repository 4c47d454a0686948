/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking away what a point has in Azure: by tag, one thing at a time, asked about anew after each.
 * Clean Up of a failed creation and Delete go this way.
 */
#include "config.h"

#include "depot-point-operation.h"

#include "depot-json.h"
#include "depot-service-template.h"

#define GROUP_VERSION "2024-03-01"
#define ROLES_VERSION "2022-04-01"
#define VAULT_VERSION "2026-02-01"

const DepotPointKind depot_point_service_kinds[] = {
  { "Microsoft.Insights/autoscalesettings", "2022-10-01", FALSE },
  { "Microsoft.Compute/virtualMachineScaleSets", "2024-03-01", FALSE },
  { "Microsoft.Network/loadBalancers", "2024-01-01", FALSE },
  { "Microsoft.Network/publicIPAddresses", "2024-01-01", FALSE },
  { "Microsoft.Network/virtualNetworks", "2024-01-01", FALSE },
  { "Microsoft.Network/networkSecurityGroups", "2024-01-01", FALSE },
  { NULL, NULL, FALSE },
};

const DepotPointKind depot_point_base_kinds[] = {
  { "Microsoft.Storage/storageAccounts", "2023-05-01", TRUE },
  { "Microsoft.KeyVault/vaults", VAULT_VERSION, TRUE },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31", TRUE },
  { NULL, NULL, FALSE },
};

/* A deletion or a list under way. */
typedef struct
{
  DepotPointOperation *operation;
  const DepotPointKind *kinds;
  DepotPointBody then; /* when nothing of these kinds is left */
  char *id;
  const char *version;
} Removal;

static Removal *
removal_new (DepotPointOperation *self, const DepotPointKind *kinds, DepotPointBody then)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->operation = g_object_ref (self);
  removal->kinds = kinds;
  removal->then = then;
  return removal;
}

static void
removal_free (Removal *removal)
{
  g_free (removal->id);
  g_object_unref (removal->operation);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  GError *error = NULL;
  char *poll_url = depot_arm_delete_resource_finish (DEPOT_ARM (source), result, &error);

  if (!depot_point_operation_went_wrong (removal->operation, error))
    depot_point_operation_poll_later (removal->operation, poll_url);
}

static void
delete_it (Removal *removal)
{
  DepotPointOperation *self = removal->operation;

  depot_house_log (self->house, DEPOT_SEVERITY_INFO, "Deleting %s", removal->id);
  depot_operation_set_status (DEPOT_OPERATION (self), strrchr (removal->id, '/') + 1, 0.5);
  depot_arm_delete_resource_async (depot_point_operation_get_arm (self),
                                   removal->id,
                                   removal->version,
                                   depot_point_operation_get_cancellable (self),
                                   deleted,
                                   removal);
}

/* Role assignments carry no tag; those at the scope of a tagged resource go with it. */

static char *
find_assignment (JsonObject *reply, const char *scope)
{
  JsonArray *list = depot_json_peek_array (reply, "value");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *at = item != NULL ? depot_json_peek_string (item, "properties.scope") : NULL;
      const char *id = item != NULL ? depot_json_peek_string (item, "id") : NULL;

      if (at != NULL && id != NULL && g_ascii_strcasecmp (at, scope) == 0)
        return g_strdup (id);
    }
  return NULL;
}

static void
assignments_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  GError *error = NULL;
  g_autoptr (JsonObject) reply = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  char *assignment;

  if (depot_point_operation_went_wrong (removal->operation, error))
    return;
  assignment = reply != NULL ? find_assignment (reply, removal->id) : NULL;
  if (assignment != NULL)
    {
      g_free (removal->id);
      removal->id = assignment;
      removal->version = ROLES_VERSION;
    }
  delete_it (g_steal_pointer (&removal));
}

static void
delete_with_assignments (Removal *removal)
{
  DepotPointOperation *self = removal->operation;
  g_autofree char *list
      = g_strconcat (removal->id, "/providers/Microsoft.Authorization/roleAssignments", NULL);

  depot_arm_get_resource_async (depot_point_operation_get_arm (self),
                                list,
                                ROLES_VERSION,
                                depot_point_operation_get_cancellable (self),
                                assignments_listed,
                                removal);
}

static const DepotPointKind *
pick (Removal *removal, GPtrArray *ids)
{
  for (const DepotPointKind *kind = removal->kinds; kind->type != NULL; kind++)
    {
      for (guint i = 0; i < ids->len; i++)
        {
          if (!depot_point_id_is (ids->pdata[i], kind->type, NULL))
            continue;
          removal->id = g_strdup (ids->pdata[i]);
          removal->version = kind->version;
          return kind;
        }
    }
  return NULL;
}

static void
tagged_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  DepotPointOperation *self = removal->operation;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids = depot_arm_list_tagged_finish (DEPOT_ARM (source), result, &error);
  const DepotPointKind *kind;

  /* the whole group is gone: nothing is left of it */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      ids = g_ptr_array_new ();
    }
  if (depot_point_operation_went_wrong (self, error))
    return;
  g_clear_pointer (&self->left, g_ptr_array_unref);
  self->left = g_ptr_array_ref (ids);
  kind = pick (removal, ids);
  if (kind == NULL)
    removal->then (self);
  else if (kind->has_roles)
    delete_with_assignments (g_steal_pointer (&removal));
  else
    delete_it (g_steal_pointer (&removal));
}

void
depot_point_operation_remove (DepotPointOperation *self,
                              const DepotPointKind *kinds,
                              DepotPointBody then)
{
  DepotPointFacts facts = depot_point_operation_get_facts (self);

  if (!depot_point_operation_is_polling (self))
    depot_arm_list_tagged_async (depot_point_operation_get_arm (self),
                                 facts.subscription_id,
                                 facts.group,
                                 depot_point_operation_get_tag (self),
                                 depot_point_operation_get_cancellable (self),
                                 tagged_listed,
                                 removal_new (self, kinds, then));
}

/* The vault's name. */

static void
vault_purged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  DepotPointOperation *self = removal->operation;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply == NULL)
    depot_house_log (self->house,
                     DEPOT_SEVERITY_WARNING,
                     "The deleted key vault of service %s could not be purged: %s. Azure keeps it "
                     "and its name for 7 days.",
                     depot_point_operation_get_facts (self).name,
                     error->message);
  removal->then (self);
}

static char *
dup_deleted_vault_id (DepotPointOperation *self)
{
  DepotPointFacts facts = depot_point_operation_get_facts (self);
  g_autofree char *vault = depot_template_vault_name (facts.name);

  return g_strdup_printf (
      "/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/deletedVaults/%s",
      facts.subscription_id,
      facts.region,
      vault);
}

static void
purge_it (Removal *removal)
{
  DepotPointOperation *self = removal->operation;
  DepotArm *arm = depot_point_operation_get_arm (self);
  DepotCloud *cloud = depot_azure_client_get_cloud (depot_arm_get_client (arm));
  g_autofree char *id = dup_deleted_vault_id (self);
  g_autofree char *url = g_strdup_printf (
      "%s%s/purge?api-version=%s", depot_cloud_get_arm (cloud), id, VAULT_VERSION);
  DepotAzureRequest *request = depot_azure_request_new ("POST", url);

  depot_azure_request_set_scope (request, depot_cloud_get_arm_scope (cloud));
  depot_azure_client_send_async (depot_arm_get_client (arm),
                                 depot_arm_get_tokens (arm),
                                 request,
                                 depot_point_operation_get_cancellable (self),
                                 vault_purged,
                                 removal);
}

static void
deleted_vault_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) vault = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  const char *tag
      = vault != NULL ? depot_json_peek_string (vault, "properties.tags." DEPOT_TAG_SERVICE) : NULL;

  /* looking may be forbidden, too; the name being kept some days is no failure */
  if (g_strcmp0 (tag, depot_point_operation_get_tag (removal->operation)) == 0)
    purge_it (g_steal_pointer (&removal));
  else
    removal->then (removal->operation);
}

void
depot_point_operation_purge_vault (DepotPointOperation *self, DepotPointBody then)
{
  g_autofree char *id = dup_deleted_vault_id (self);

  depot_arm_get_resource_async (depot_point_operation_get_arm (self),
                                id,
                                VAULT_VERSION,
                                depot_point_operation_get_cancellable (self),
                                deleted_vault_seen,
                                removal_new (self, NULL, then));
}

/* The group. */

static void
group_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  GError *error = NULL;
  char *poll_url = depot_arm_delete_group_finish (DEPOT_ARM (source), result, &error);

  if (!depot_point_operation_went_wrong (self, error))
    depot_point_operation_poll_later (self, poll_url);
}

static void
group_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  DepotPointOperation *self = removal->operation;
  DepotPointFacts facts = depot_point_operation_get_facts (self);
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_group_resources_finish (DEPOT_ARM (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  if (ids->len > 0)
    {
      depot_house_log (self->house,
                       DEPOT_SEVERITY_INFO,
                       "Resource group %s holds %u other resources and stays",
                       facts.group,
                       ids->len);
      removal->then (self);
      return;
    }
  depot_house_log (self->house, DEPOT_SEVERITY_INFO, "Deleting resource group %s", facts.group);
  depot_arm_delete_group_async (depot_point_operation_get_arm (self),
                                facts.subscription_id,
                                facts.group,
                                depot_point_operation_get_cancellable (self),
                                group_deleted,
                                g_object_ref (self));
}

static void
group_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  DepotPointOperation *self = removal->operation;
  DepotPointFacts facts = depot_point_operation_get_facts (self);
  GError *error = NULL;
  g_autoptr (JsonObject) group = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_point_operation_went_wrong (self, error))
    return;
  if (!depot_point_operation_is_ours (self, group))
    {
      removal->then (self);
      return;
    }
  depot_arm_list_group_resources_async (depot_point_operation_get_arm (self),
                                        facts.subscription_id,
                                        facts.group,
                                        depot_point_operation_get_cancellable (self),
                                        group_listed,
                                        g_steal_pointer (&removal));
}

void
depot_point_operation_remove_group (DepotPointOperation *self, DepotPointBody then)
{
  g_autofree char *id = depot_point_operation_dup_group_id (self);

  if (!depot_point_operation_is_polling (self))
    depot_arm_get_resource_async (depot_point_operation_get_arm (self),
                                  id,
                                  GROUP_VERSION,
                                  depot_point_operation_get_cancellable (self),
                                  group_seen,
                                  removal_new (self, NULL, then));
}
