/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instances of a point: what they do now is Azure's word (the instance view), never our memory
 * of having asked. */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-arm-actions.h"
#include "depot-json.h"

#define CHANGING_SECONDS 5
#define POWER_PREFIX "PowerState/"

static void
acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  char *poll_url = depot_arm_post_action_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  self->has_changed = TRUE;
  depot_point_operation_poll_later (&self->parent, poll_url);
}

void
depot_verb_act (DepotVerbOperation *self, const char *action, const char *query, JsonObject *body)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Asking Azure to %s the instances of service %s",
                   action,
                   depot_verb_operation_get_name (self));
  depot_arm_post_action_async (depot_verb_operation_get_arm (self),
                               self->scale_set_id,
                               DEPOT_COMPUTE_VERSION,
                               action,
                               query,
                               body,
                               depot_verb_operation_get_cancellable (self),
                               acted,
                               g_object_ref (self));
}

/* One question about the power of all instances. */
typedef struct
{
  DepotVerbOperation *operation;
  const char *const *states;
  const char *action, *query;
} Power;

static void
power_free (Power *power)
{
  g_object_unref (power->operation);
  g_free (power);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Power, power_free)

static gboolean
is_changing (const char *state)
{
  static const char *const words[] = { "starting", "stopping", "deallocating", NULL };

  return g_strv_contains (words, state);
}

/* How many instances are in none of the wanted states, and how many of those are on their way. */
static guint
count_others (const Power *power, JsonObject *view, guint *n_changing)
{
  JsonArray *summary = depot_json_peek_array (view, "virtualMachine.statusesSummary");
  guint n_others = 0;

  *n_changing = 0;
  for (guint i = 0; summary != NULL && i < json_array_get_length (summary); i++)
    {
      JsonNode *node = json_array_get_element (summary, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *code = item != NULL ? depot_json_peek_string (item, "code") : NULL;
      guint count = item != NULL ? (guint) depot_json_peek_int (item, "count", 0) : 0;
      const char *state;

      if (code == NULL || !g_str_has_prefix (code, POWER_PREFIX))
        continue;
      state = code + strlen (POWER_PREFIX);
      if (g_strv_contains (power->states, state))
        continue;
      n_others += count;
      *n_changing += is_changing (state) ? count : 0;
    }
  return n_others;
}

static void
power_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Power) power = data;
  DepotVerbOperation *self = power->operation;
  GError *error = NULL;
  g_autoptr (JsonObject) view = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  guint n_others, n_changing;

  if (depot_verb_operation_went_wrong (self, error))
    return;
  if (!depot_verb_operation_need (self, view != NULL ? self->scale_set_id : NULL, _ ("scale set")))
    return;
  n_others = count_others (power, view, &n_changing);
  if (n_others == 0)
    depot_verb_operation_next (self);
  else if (n_changing == n_others)
    depot_point_operation_again (&self->parent, CHANGING_SECONDS);
  else
    depot_verb_act (self, power->action, power->query, NULL);
}

void
depot_verb_bring_power (DepotVerbOperation *self,
                        const char *const *states,
                        const char *action,
                        const char *query)
{
  g_autofree char *view = NULL;
  Power *power;

  if (!depot_verb_operation_need (self, self->scale_set_id, _ ("scale set"))
      || depot_point_operation_is_polling (&self->parent))
    return;
  view = g_strconcat (self->scale_set_id, "/instanceView", NULL);
  power = g_new0 (Power, 1);
  power->operation = g_object_ref (self);
  power->states = states;
  power->action = action;
  power->query = query;
  depot_arm_get_resource_async (depot_verb_operation_get_arm (self),
                                view,
                                DEPOT_COMPUTE_VERSION,
                                depot_verb_operation_get_cancellable (self),
                                power_read,
                                power);
}

void
depot_verb_power_on (DepotVerbOperation *self)
{
  static const char *const on[] = { "running", NULL };

  depot_verb_bring_power (self, on, "start", NULL);
}
