/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delete: stops answering, then content, service, vault, storage and our group go, each proved
 * gone; what is left is named (domain reference F7). Only what carries our tag is touched.
 * Everything is asked about anew at each step, so a part that somebody removed already, or a kill
 * in the middle, makes no difference.
 */
#include "config.h"

#include "depot-delete-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"

G_DEFINE_FINAL_TYPE (DepotDeletePoint, depot_delete_point, DEPOT_TYPE_VERB_OPERATION)

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "inventory", 2, N_ ("Listing what it has in Azure"), depot_delete_step_inventory, NULL },
  { "building", 3, N_ ("Ending unfinished deployments"), depot_delete_step_building, NULL },
  { "close", 3, N_ ("Closing the firewall"), depot_delete_step_close, NULL },
  { "content", 5, N_ ("Deleting the content"), depot_delete_step_content, NULL },
  { "service", 50, N_ ("Deleting the service"), depot_delete_step_service, NULL },
  { "vault", 10, N_ ("Deleting the key vault"), depot_delete_step_vault, NULL },
  { "storage", 12, N_ ("Deleting storage and identity"), depot_delete_step_storage, NULL },
  { "group", 8, N_ ("Deleting the resource group"), depot_delete_step_group, NULL },
  { "verify", 5, N_ ("Checking that nothing is left"), depot_delete_step_verify, NULL },
  { "gone", 2, N_ ("Finishing"), depot_delete_step_gone, NULL },
  { "again", 2, N_ ("Asking for it again"), depot_delete_step_again, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps) - (DEPOT_DELETE_POINT (operation)->is_redeploy ? 0 : 1);
  return steps;
}

static char *
dup_left (DepotVerbOperation *self)
{
  return depot_delete_dup_names (self->parent.left != NULL ? self->parent.left
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
  json_object_set_boolean_member (memory, "isRedeploy", self->is_redeploy);
}

static gboolean
load_more (DepotVerbOperation *operation, JsonObject *memory, GError **error)
{
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);
  JsonArray *seen = depot_json_peek_array (memory, "seen");

  self->is_redeploy = depot_json_peek_bool (memory, "isRedeploy", FALSE);
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

void
depot_delete_point_ask_again (DepotDeletePoint *self)
{
  self->is_redeploy = TRUE;
}
