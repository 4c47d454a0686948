/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A changed scale set changes nothing at the instances it has: each is brought to it, one after the
 * other, so that somebody always serves clients.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-json.h"

static const char *
find_outdated (JsonObject *reply)
{
  JsonArray *list = depot_json_peek_array (reply, "value");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (item != NULL && !depot_json_peek_bool (item, "properties.latestModelApplied", TRUE))
        return depot_json_peek_string (item, "instanceId");
    }
  return NULL;
}

static void
upgrade_instance (DepotVerbOperation *self, const char *instance)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *ids = json_array_new ();

  json_array_add_string_element (ids, instance);
  json_object_set_array_member (body, "instanceIds", ids);
  depot_verb_act (self, "manualupgrade", NULL, body);
}

static void
instances_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) reply = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  const char *outdated;

  if (depot_verb_operation_went_wrong (self, error))
    return;
  outdated = reply != NULL ? find_outdated (reply) : NULL;
  if (outdated != NULL)
    upgrade_instance (self, outdated);
  else
    depot_verb_operation_next (self);
}

void
depot_verb_upgrade_instances (DepotVerbOperation *self)
{
  g_autofree char *list = NULL;

  if (!depot_verb_operation_need (self, self->scale_set_id, _ ("scale set"))
      || depot_point_operation_is_polling (&self->parent))
    return;
  list = g_strconcat (self->scale_set_id, "/virtualMachines", NULL);
  depot_arm_get_resource_async (depot_verb_operation_get_arm (self),
                                list,
                                DEPOT_COMPUTE_VERSION,
                                depot_verb_operation_get_cancellable (self),
                                instances_listed,
                                g_object_ref (self));
}
