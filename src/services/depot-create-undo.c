/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clean Up: takes back what this operation made, last thing first, and only what carries our tag.
 * Each look asks Azure what is left and deletes one thing of it, so being killed in the middle
 * costs nothing.
 */
#include "config.h"

#include "depot-create-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-service-template.h"

#define GROUP_VERSION "2024-03-01"
#define ROLES_VERSION "2022-04-01"
#define VAULT_VERSION "2026-02-01"
#define POLL_SECONDS 5
#define MAX_POLL_SECONDS 60

typedef struct
{
  const char *type;
  const char *version;
} Kind;

/* In the order they let go of each other. */
static const Kind service_kinds[] = {
  { "Microsoft.Insights/autoscalesettings", "2022-10-01" },
  { "Microsoft.Compute/virtualMachineScaleSets", "2024-03-01" },
  { "Microsoft.Network/loadBalancers", "2024-01-01" },
  { "Microsoft.Network/publicIPAddresses", "2024-01-01" },
  { "Microsoft.Network/virtualNetworks", "2024-01-01" },
  { "Microsoft.Network/networkSecurityGroups", "2024-01-01" },
  { NULL },
};

static const Kind base_kinds[] = {
  { "Microsoft.Storage/storageAccounts", "2023-05-01" },
  { "Microsoft.KeyVault/vaults", VAULT_VERSION },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31" },
  { NULL },
};

/* A deletion or a list under way. */
typedef struct
{
  DepotCreateOperation *operation;
  const Kind *kinds;
  DepotCreateBody then; /* when nothing of these kinds is left */
  char *id;
  const char *version;
} Undo;

static Undo *
undo_new (DepotCreateOperation *self, const Kind *kinds, DepotCreateBody then)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->operation = g_object_ref (self);
  undo->kinds = kinds;
  undo->then = then;
  return undo;
}

static void
undo_free (Undo *undo)
{
  g_free (undo->id);
  g_object_unref (undo->operation);
  g_free (undo);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Undo, undo_free)

static void
deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Undo) undo = data;
  DepotCreateOperation *self = undo->operation;
  GError *error = NULL;

  g_free (self->poll_url);
  self->poll_url = depot_arm_delete_resource_finish (DEPOT_ARM (source), result, &error);
  if (!depot_create_went_wrong (self, error))
    depot_create_again (self, self->poll_url != NULL ? POLL_SECONDS : 0);
}

static void
delete_it (Undo *undo)
{
  DepotCreateOperation *self = undo->operation;

  depot_house_log (self->house, DEPOT_SEVERITY_INFO, "Deleting %s", undo->id);
  depot_operation_set_status (DEPOT_OPERATION (self), strrchr (undo->id, '/') + 1, 0.5);
  depot_arm_delete_resource_async (depot_create_get_arm (self),
                                   undo->id,
                                   undo->version,
                                   depot_create_get_cancellable (self),
                                   deleted,
                                   undo);
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
  g_autoptr (Undo) undo = data;
  GError *error = NULL;
  g_autoptr (JsonObject) reply = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  char *assignment;

  if (depot_create_went_wrong (undo->operation, error))
    return;
  assignment = reply != NULL ? find_assignment (reply, undo->id) : NULL;
  if (assignment != NULL)
    {
      g_free (undo->id);
      undo->id = assignment;
      undo->version = ROLES_VERSION;
    }
  delete_it (g_steal_pointer (&undo));
}

static void
delete_with_assignments (Undo *undo)
{
  DepotCreateOperation *self = undo->operation;
  g_autofree char *list
      = g_strconcat (undo->id, "/providers/Microsoft.Authorization/roleAssignments", NULL);

  depot_arm_get_resource_async (depot_create_get_arm (self),
                                list,
                                ROLES_VERSION,
                                depot_create_get_cancellable (self),
                                assignments_listed,
                                undo);
}

static gboolean
pick (Undo *undo, GPtrArray *ids)
{
  for (const Kind *kind = undo->kinds; kind->type != NULL; kind++)
    {
      for (guint i = 0; i < ids->len; i++)
        {
          if (!depot_create_id_is (ids->pdata[i], kind->type, NULL))
            continue;
          undo->id = g_strdup (ids->pdata[i]);
          undo->version = kind->version;
          return TRUE;
        }
    }
  return FALSE;
}

static void
tagged_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Undo) undo = data;
  DepotCreateOperation *self = undo->operation;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids = depot_arm_list_tagged_finish (DEPOT_ARM (source), result, &error);

  /* the whole group is gone: nothing is left of it */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      ids = g_ptr_array_new ();
    }
  if (depot_create_went_wrong (self, error))
    return;
  if (!pick (undo, ids))
    undo->then (self);
  else if (undo->kinds == base_kinds)
    delete_with_assignments (g_steal_pointer (&undo));
  else
    delete_it (g_steal_pointer (&undo));
}

static void
delete_kinds (DepotCreateOperation *self, const Kind *kinds, DepotCreateBody then)
{
  depot_arm_list_tagged_async (depot_create_get_arm (self),
                               depot_create_get_subscription (self),
                               depot_create_get_group (self),
                               depot_create_get_tag (self),
                               depot_create_get_cancellable (self),
                               tagged_listed,
                               undo_new (self, kinds, then));
}

/* A deletion that Azure still carries out is watched before the next look. */

static void
polled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  gboolean finished = FALSE;
  double seconds = -1;
  GError *error = NULL;

  depot_arm_poll_finish (DEPOT_ARM (source), result, &finished, &seconds, &error);
  if (finished || error != NULL)
    g_clear_pointer (&self->poll_url, g_free);
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (!depot_create_went_wrong (self, error))
    depot_create_again (
        self, finished ? 0 : CLAMP (seconds > 0 ? seconds : POLL_SECONDS, 1, MAX_POLL_SECONDS));
}

/* TRUE: the step will end by itself. */
static gboolean
is_polling (DepotCreateOperation *self)
{
  if (self->poll_url == NULL)
    return FALSE;
  depot_arm_poll_async (depot_create_get_arm (self),
                        self->poll_url,
                        depot_create_get_cancellable (self),
                        polled,
                        g_object_ref (self));
  return TRUE;
}

/* service */

static void
delete_service (DepotCreateOperation *self)
{
  g_clear_pointer (&self->scale_set_id, g_free);
  g_clear_pointer (&self->public_ip_id, g_free);
  g_clear_pointer (&self->azure_fqdn, g_free);
  g_clear_pointer (&self->public_ip, g_free);
  delete_kinds (self, service_kinds, depot_create_say_next);
}

static void
undo_service (DepotCreateOperation *self)
{
  if (!is_polling (self))
    depot_create_end_deployment (self, &depot_create_stage_service, delete_service);
}

void
depot_create_undo_service (DepotOperation *operation)
{
  depot_create_begin_undo (operation, undo_service);
}

/* storage, with identity and vault; a deleted vault keeps its name until it is purged, which not
 * everybody may. */

static void
vault_purged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply == NULL)
    depot_house_log (self->house,
                     DEPOT_SEVERITY_WARNING,
                     "The deleted key vault of service %s could not be purged: %s. It keeps its "
                     "name for some days.",
                     depot_create_get_name (self),
                     error->message);
  depot_operation_next (DEPOT_OPERATION (self));
}

static char *
dup_deleted_vault_id (DepotCreateOperation *self)
{
  g_autofree char *vault = depot_template_vault_name (depot_create_get_name (self));

  return g_strdup_printf (
      "/subscriptions/%s/providers/Microsoft.KeyVault/locations/%s/deletedVaults/%s",
      depot_create_get_subscription (self),
      depot_draft_get_region (self->draft),
      vault);
}

static void
purge_vault (DepotCreateOperation *self)
{
  DepotArm *arm = depot_create_get_arm (self);
  DepotCloud *cloud = depot_azure_client_get_cloud (depot_arm_get_client (arm));
  g_autofree char *id = dup_deleted_vault_id (self);
  g_autofree char *url = g_strdup_printf (
      "%s%s/purge?api-version=%s", depot_cloud_get_arm (cloud), id, VAULT_VERSION);
  DepotAzureRequest *request = depot_azure_request_new ("POST", url);

  depot_azure_request_set_scope (request, depot_cloud_get_arm_scope (cloud));
  depot_azure_client_send_async (depot_arm_get_client (arm),
                                 depot_arm_get_tokens (arm),
                                 request,
                                 depot_create_get_cancellable (self),
                                 vault_purged,
                                 g_object_ref (self));
}

static void
deleted_vault_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) vault = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  const char *tag
      = vault != NULL ? depot_json_peek_string (vault, "properties.tags." DEPOT_TAG_SERVICE) : NULL;

  /* looking may be forbidden, too; the name being kept some days is no failure */
  if (g_strcmp0 (tag, depot_create_get_tag (self)) == 0)
    purge_vault (self);
  else
    depot_operation_next (DEPOT_OPERATION (self));
}

static void
look_at_deleted_vault (DepotCreateOperation *self)
{
  g_autofree char *id = dup_deleted_vault_id (self);

  depot_arm_get_resource_async (depot_create_get_arm (self),
                                id,
                                VAULT_VERSION,
                                depot_create_get_cancellable (self),
                                deleted_vault_seen,
                                g_object_ref (self));
}

static void
delete_base (DepotCreateOperation *self)
{
  g_clear_pointer (&self->blob_endpoint, g_free);
  g_clear_pointer (&self->vault_uri, g_free);
  g_clear_pointer (&self->identity_client_id, g_free);
  g_clear_pointer (&self->identity_id, g_free);
  delete_kinds (self, base_kinds, look_at_deleted_vault);
}

static void
undo_storage (DepotCreateOperation *self)
{
  if (!is_polling (self))
    depot_create_end_deployment (self, &depot_create_stage_base, delete_base);
}

void
depot_create_undo_storage (DepotOperation *operation)
{
  depot_create_begin_undo (operation, undo_storage);
}

/* group: only if we made it and nothing else moved in. */

static void
group_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;

  g_free (self->poll_url);
  self->poll_url = depot_arm_delete_group_finish (DEPOT_ARM (source), result, &error);
  if (!depot_create_went_wrong (self, error))
    depot_create_again (self, self->poll_url != NULL ? POLL_SECONDS : 0);
}

static void
group_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_group_resources_finish (DEPOT_ARM (source), result, &error);

  if (depot_create_went_wrong (self, error))
    return;
  if (ids->len > 0)
    {
      depot_house_log (self->house,
                       DEPOT_SEVERITY_INFO,
                       "Resource group %s holds %u other resources and stays",
                       depot_create_get_group (self),
                       ids->len);
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Deleting resource group %s",
                   depot_create_get_group (self));
  depot_arm_delete_group_async (depot_create_get_arm (self),
                                depot_create_get_subscription (self),
                                depot_create_get_group (self),
                                depot_create_get_cancellable (self),
                                group_deleted,
                                g_object_ref (self));
}

static void
group_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) group = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_create_went_wrong (self, error))
    return;
  if (!depot_create_is_ours (self, group))
    {
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  depot_arm_list_group_resources_async (depot_create_get_arm (self),
                                        depot_create_get_subscription (self),
                                        depot_create_get_group (self),
                                        depot_create_get_cancellable (self),
                                        group_listed,
                                        g_object_ref (self));
}

static void
undo_group (DepotCreateOperation *self)
{
  g_autofree char *id = depot_create_dup_group_id (self);

  if (!is_polling (self))
    depot_arm_get_resource_async (depot_create_get_arm (self),
                                  id,
                                  GROUP_VERSION,
                                  depot_create_get_cancellable (self),
                                  group_seen,
                                  g_object_ref (self));
}

void
depot_create_undo_group (DepotOperation *operation)
{
  depot_create_begin_undo (operation, undo_group);
}
