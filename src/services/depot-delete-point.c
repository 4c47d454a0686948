/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delete: stops answering, then content, service, vault, storage and our group go, each proved
 * gone; what is left is named (domain reference F7). Only what carries our tag is touched.
 * Everything is asked about anew at each step, so a part that somebody removed already, or a kill
 * in the middle, makes no difference.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-arm-actions.h"
#include "depot-json.h"
#include "depot-service-template.h"

#define STORAGE_VERSION "2023-05-01"
#define RESOURCES_VERSION "2024-03-01"
#define BUILDING_SECONDS 5

struct _DepotDeletePoint
{
  DepotVerbOperation parent_instance;

  /* In the memory. */
  GPtrArray *seen; /* ids that carried our tag at the beginning: to be proved gone */

  /* This run only. */
  guint n_proved;
};

G_DEFINE_FINAL_TYPE (DepotDeletePoint, depot_delete_point, DEPOT_TYPE_VERB_OPERATION)

static const DepotPointKind vault_kinds[] = {
  { "Microsoft.KeyVault/vaults", "2026-02-01", TRUE },
  { NULL, NULL, FALSE },
};

static const DepotPointKind storage_kinds[] = {
  { "Microsoft.Storage/storageAccounts", STORAGE_VERSION, TRUE },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31", TRUE },
  { NULL, NULL, FALSE },
};

/* inventory */

static gboolean
is_seen (DepotDeletePoint *self, const char *id)
{
  for (guint i = 0; i < self->seen->len; i++)
    if (g_ascii_strcasecmp (self->seen->pdata[i], id) == 0)
      return TRUE;
  return FALSE;
}

static void
inventory_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeletePoint) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_tagged_everywhere_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (DEPOT_VERB_OPERATION (self), error))
    return;
  for (guint i = 0; i < ids->len; i++)
    if (!is_seen (self, ids->pdata[i]))
      g_ptr_array_add (self->seen, g_strdup (ids->pdata[i]));
  depot_house_log (self->parent_instance.parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Service %s has %u resources in Azure",
                   depot_verb_operation_get_name (DEPOT_VERB_OPERATION (self)),
                   ids->len);
  depot_verb_operation_next (DEPOT_VERB_OPERATION (self));
}

static void
list_everywhere (DepotVerbOperation *self, GAsyncReadyCallback listed)
{
  DepotPointFacts facts = depot_point_operation_get_facts (&self->parent);

  depot_arm_list_tagged_everywhere_async (depot_verb_operation_get_arm (self),
                                          facts.subscription_id,
                                          depot_point_operation_get_tag (&self->parent),
                                          depot_verb_operation_get_cancellable (self),
                                          listed,
                                          g_object_ref (self));
}

static void
take_inventory (DepotVerbOperation *self)
{
  list_everywhere (self, inventory_taken);
}

static void
step_inventory (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, take_inventory);
}

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

static void
step_building (DepotOperation *operation)
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

static void
step_close (DepotOperation *operation)
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

static void
step_content (DepotOperation *operation)
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

static void
step_service (DepotOperation *operation)
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

static void
step_vault (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_vault);
}

static void
remove_storage (DepotVerbOperation *self)
{
  remove_kinds (self, storage_kinds, depot_point_operation_say_next);
}

static void
step_storage (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_storage);
}

static void
remove_group (DepotVerbOperation *self)
{
  depot_point_operation_remove_group (&self->parent, depot_point_operation_say_next);
}

static void
step_group (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, remove_group);
}

/* verify */

static char *
dup_names (GPtrArray *ids)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", strrchr (ids->pdata[i], '/') + 1);
  return g_string_free (names, FALSE);
}

static GError *
left_error (GPtrArray *ids)
{
  g_autofree char *names = dup_names (ids);

  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          /* Translators: %s is a list of names of Azure resources */
                          _ ("Azure still has resources with the tag of this point: %s"),
                          names);
}

static void
leftovers_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_tagged_everywhere_finish (DEPOT_ARM (source), result, &error);

  if (error == NULL)
    {
      g_clear_pointer (&self->parent.left, g_ptr_array_unref);
      self->parent.left = g_ptr_array_ref (ids);
      if (ids->len > 0)
        error = left_error (ids);
    }
  if (!depot_point_operation_went_wrong (&self->parent, error))
    depot_verb_operation_next (self);
}

static const char *
find_version (const char *id)
{
  const DepotPointKind *const lists[] = { depot_point_service_kinds, depot_point_base_kinds };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const DepotPointKind *kind = lists[i]; kind->type != NULL; kind++)
      if (depot_point_id_is (id, kind->type, NULL))
        return kind->version;
  return NULL;
}

static void
looked_for (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) operation = data;
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);
  const char *id = self->seen->pdata[self->n_proved];
  GError *error = NULL;
  g_autoptr (JsonObject) resource
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (error == NULL && resource != NULL)
    error = depot_error_new (
        DEPOT_ERROR_CONFLICT, _ ("“%s” is still there in Azure."), strrchr (id, '/') + 1);
  if (depot_point_operation_went_wrong (&operation->parent, error))
    return;
  self->n_proved++;
  depot_point_operation_again (&operation->parent, 0);
}

/* Each one seen is asked for by name; then the tag is searched for everywhere. */
static void
verify (DepotVerbOperation *operation)
{
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);

  while (self->n_proved < self->seen->len
         && find_version (self->seen->pdata[self->n_proved]) == NULL)
    self->n_proved++;
  if (self->n_proved < self->seen->len)
    depot_arm_get_resource_async (depot_verb_operation_get_arm (operation),
                                  self->seen->pdata[self->n_proved],
                                  find_version (self->seen->pdata[self->n_proved]),
                                  depot_verb_operation_get_cancellable (operation),
                                  looked_for,
                                  g_object_ref (self));
  else
    list_everywhere (operation, leftovers_listed);
}

static void
step_verify (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, verify);
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

static void
step_gone (DepotOperation *operation)
{
  /* the point's row may be gone already, then there is nothing to mark */
  if (depot_point_operation_has_said (DEPOT_POINT_OPERATION (operation), DEPOT_MESSAGE_DELETED))
    depot_operation_next (operation);
  else
    depot_verb_operation_begin (operation, say_gone);
}

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "inventory", 2, N_ ("Listing what it has in Azure"), step_inventory, NULL },
  { "building", 3, N_ ("Ending unfinished deployments"), step_building, NULL },
  { "close", 3, N_ ("Closing the firewall"), step_close, NULL },
  { "content", 5, N_ ("Deleting the content"), step_content, NULL },
  { "service", 50, N_ ("Deleting the service"), step_service, NULL },
  { "vault", 10, N_ ("Deleting the key vault"), step_vault, NULL },
  { "storage", 12, N_ ("Deleting storage and identity"), step_storage, NULL },
  { "group", 8, N_ ("Deleting the resource group"), step_group, NULL },
  { "verify", 5, N_ ("Checking that nothing is left"), step_verify, NULL },
  { "gone", 2, N_ ("Finishing"), step_gone, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static char *
dup_left (DepotVerbOperation *self)
{
  return dup_names (self->parent.left != NULL ? self->parent.left
                                              : DEPOT_DELETE_POINT (self)->seen);
}

static void
save_more (DepotVerbOperation *operation, JsonObject *memory)
{
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);
  JsonArray *seen = json_array_new ();

  for (guint i = 0; i < self->seen->len; i++)
    json_array_add_string_element (seen, self->seen->pdata[i]);
  json_object_set_array_member (memory, "seen", seen);
}

static gboolean
load_more (DepotVerbOperation *operation, JsonObject *memory, GError **error)
{
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);
  JsonArray *seen = depot_json_peek_array (memory, "seen");

  g_ptr_array_set_size (self->seen, 0);
  for (guint i = 0; seen != NULL && i < json_array_get_length (seen); i++)
    {
      JsonNode *node = json_array_get_element (seen, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING
          && strrchr (json_node_get_string (node), '/') != NULL)
        g_ptr_array_add (self->seen, json_node_dup_string (node));
    }
  return TRUE;
}

static void
run_began (DepotPointOperation *operation)
{
  DEPOT_POINT_OPERATION_CLASS (depot_delete_point_parent_class)->run_began (operation);
  DEPOT_DELETE_POINT (operation)->n_proved = 0;
}

static void
depot_delete_point_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_DELETE_POINT (object)->seen);
  G_OBJECT_CLASS (depot_delete_point_parent_class)->finalize (object);
}

static void
depot_delete_point_class_init (DepotDeletePointClass *klass)
{
  DepotVerbOperationClass *verb_class = DEPOT_VERB_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = depot_delete_point_finalize;
  DEPOT_OPERATION_CLASS (klass)->kind = "delete-point";
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = DEPOT_POINT_DELETING;
  DEPOT_POINT_OPERATION_CLASS (klass)->run_began = run_began;
  verb_class->save_more = save_more;
  verb_class->load_more = load_more;
  verb_class->dup_left = dup_left;
  verb_class->failed_message = DEPOT_MESSAGE_DELETION_INCOMPLETE;
}

static void
depot_delete_point_init (DepotDeletePoint *self)
{
  self->seen = g_ptr_array_new_with_free_func (g_free);
}
