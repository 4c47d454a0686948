/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Delete takes away, in the order it goes. */
#include "config.h"

#include "depot-delete-private.h"

#include "depot-json.h"
#include "depot-service-template.h"

#define STORAGE_VERSION "2023-05-01"
#define RESOURCES_VERSION "2024-03-01"
#define BUILDING_SECONDS 5

static const DepotPointKind vault_kinds[] = {
  { "Microsoft.KeyVault/vaults", "2026-02-01", TRUE },
  { NULL, NULL, FALSE },
};

static const DepotPointKind storage_kinds[] = {
  { "Microsoft.Storage/storageAccounts", STORAGE_VERSION, TRUE },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31", TRUE },
  { NULL, NULL, FALSE },
};

/* building: what an unfinished creation still makes would appear after we looked. */

static const char *
find_building (DepotVerbOperation *self, JsonObject *reply)
{
  static const char *const ends[] = { "Succeeded", "Failed", "Canceled", "Cancelled", NULL };
  JsonArray *list = depot_json_peek_array (reply, "value");
  g_autofree char *mark = g_strdup_printf ("-%.8s-", depot_point_operation_get_tag (&self->parent));

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *name = item != NULL ? depot_json_peek_string (item, "name") : NULL;
      const char *state
          = item != NULL ? depot_json_peek_string (item, "properties.provisioningState") : NULL;

      if (name != NULL && g_str_has_prefix (name, "depot-") && strstr (name, mark) != NULL
          && state != NULL && !g_strv_contains (ends, state))
        return name;
    }
  return NULL;
}

static void
building_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;

  depot_arm_cancel_deployment_finish (DEPOT_ARM (source), result, &error);
  /* it ended by itself meanwhile: the next look tells */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    g_clear_error (&error);
  if (!depot_verb_operation_went_wrong (self, error))
    depot_point_operation_again (&self->parent, BUILDING_SECONDS);
}

static void
deployments_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  DepotPointFacts facts = depot_point_operation_get_facts (&self->parent);
  GError *error = NULL;
  g_autoptr (JsonObject) reply = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  const char *building;

  if (depot_verb_operation_went_wrong (self, error))
    return;
  building = reply != NULL ? find_building (self, reply) : NULL;
  if (building == NULL)
    {
      depot_verb_operation_next (self);
      return;
    }
  self->has_changed = TRUE;
  depot_arm_cancel_deployment_async (depot_verb_operation_get_arm (self),
                                     facts.subscription_id,
                                     facts.group,
                                     building,
                                     depot_verb_operation_get_cancellable (self),
                                     building_ended,
                                     g_object_ref (self));
}

static void
end_building (DepotVerbOperation *self)
{
  g_autofree char *group = depot_point_operation_dup_group_id (&self->parent);
  g_autofree char *list = g_strconcat (group, "/providers/Microsoft.Resources/deployments", NULL);

  depot_arm_get_resource_async (depot_verb_operation_get_arm (self),
                                list,
                                RESOURCES_VERSION,
                                depot_verb_operation_get_cancellable (self),
                                deployments_listed,
                                g_object_ref (self));
}

void
depot_delete_step_building (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, end_building);
}

/* close: clients are refused from here on */

static void
close_door (DepotVerbOperation *self)
{
  if (self->firewall_id != NULL && self->scale_set_id != NULL)
    depot_verb_close_firewall (self);
  else
    depot_verb_operation_next (self);
}

void
depot_delete_step_close (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, close_door);
}

/* content: one call takes the container with every blob */

static void
content_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autofree char *poll_url = depot_arm_delete_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  self->has_changed = TRUE;
  depot_verb_operation_next (self);
}

static void
delete_content (DepotVerbOperation *self)
{
  g_autofree char *container = NULL;

  if (self->storage_id == NULL)
    {
      depot_verb_operation_next (self);
      return;
    }
  container = g_strconcat (
      self->storage_id, "/blobServices/default/containers/", DEPOT_TEMPLATE_CONTAINER_NAME, NULL);
  depot_house_log (self->parent.house, DEPOT_SEVERITY_INFO, "Deleting %s", container);
  depot_arm_delete_resource_async (depot_verb_operation_get_arm (self),
                                   container,
                                   STORAGE_VERSION,
                                   depot_verb_operation_get_cancellable (self),
                                   content_deleted,
                                   g_object_ref (self));
}

void
depot_delete_step_content (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, delete_content);
}

/* service, vault, storage, group */

static void
remove_kinds (DepotVerbOperation *self, const DepotPointKind *kinds, DepotPointBody then)
{
  self->has_changed = TRUE;
  depot_point_operation_remove (&self->parent, kinds, then);
}

static void
remove_service (DepotVerbOperation *self)
{
  remove_kinds (self, depot_point_service_kinds, depot_point_operation_say_next);
}

void
depot_delete_step_service (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_service);
}

static void
purge_vault (DepotPointOperation *operation)
{
  depot_point_operation_purge_vault (operation, depot_point_operation_say_next);
}

static void
remove_vault (DepotVerbOperation *self)
{
  remove_kinds (self, vault_kinds, purge_vault);
}

void
depot_delete_step_vault (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_vault);
}

static void
remove_storage (DepotVerbOperation *self)
{
  remove_kinds (self, storage_kinds, depot_point_operation_say_next);
}

void
depot_delete_step_storage (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_storage);
}

static void
remove_group (DepotVerbOperation *self)
{
  depot_point_operation_remove_group (&self->parent, depot_point_operation_say_next);
}

void
depot_delete_step_group (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_group);
}

/* gone */

static void
say_gone (DepotVerbOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Cloud distribution point %s is deleted.",
                   depot_verb_operation_get_name (self));
  depot_point_operation_commit_removal (
      &self->parent, DEPOT_MESSAGE_DELETED, depot_point_operation_say_next);
}

void
depot_delete_step_gone (DepotOperation *operation)
{
  /* the point's row may be gone already, then there is nothing to mark */
  if (depot_point_operation_has_said (DEPOT_POINT_OPERATION (operation), DEPOT_MESSAGE_DELETED))
    depot_operation_next (operation);
  else
    depot_verb_operation_begin (operation, say_gone);
}
