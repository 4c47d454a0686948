/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operation to and from its row in the journal. */
#include "config.h"

#include "depot-operation-private.h"

#include <glib/gi18n.h>

#include "depot-error-json.h"
#include "depot-error.h"
#include "depot-json.h"

static char *
dup_memory (DepotOperation *operation)
{
  DepotOperationClass *klass = DEPOT_OPERATION_GET_CLASS (operation);
  g_autoptr (JsonObject) memory = klass->save != NULL ? klass->save (operation) : NULL;

  return memory != NULL ? depot_json_object_to_text (memory) : NULL;
}

static char *
dup_error (const GError *error)
{
  g_autoptr (JsonObject) object = error != NULL ? depot_error_to_json (error) : NULL;

  return object != NULL ? depot_json_object_to_text (object) : NULL;
}

DepotJournalEntry *
depot_journal_entry_new_from_operation (DepotOperation *operation)
{
  DepotOperationPrivate *priv;
  DepotJournalEntry *entry;
  const DepotStep *step;

  g_return_val_if_fail (DEPOT_IS_OPERATION (operation), NULL);

  priv = depot_operation_get_private (operation);
  step = depot_operation_get_step (operation);
  entry = g_new0 (DepotJournalEntry, 1);
  entry->id = g_strdup (priv->id);
  entry->kind = g_strdup (depot_operation_get_kind (operation));
  entry->title = g_strdup (priv->title);
  entry->subject = g_strdup (priv->subject);
  entry->step_id = g_strdup (step != NULL ? step->id : NULL);
  entry->status_text = g_strdup (priv->status_text);
  entry->requested_by = g_strdup (priv->requested_by);
  entry->state = priv->state;
  entry->fraction = priv->fraction;
  entry->attempt = priv->attempt;
  entry->memory_json = dup_memory (operation);
  entry->error_json = dup_error (priv->error);
  entry->created_at = priv->created_at > 0 ? priv->created_at : g_get_real_time () / G_USEC_PER_SEC;
  entry->started_at = priv->started_at;
  entry->ended_at = priv->ended_at;
  return entry;
}

static gboolean
apply_memory (DepotOperation *self, const char *memory_json, GError **error)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);
  DepotOperationClass *klass = DEPOT_OPERATION_GET_CLASS (self);
  g_autoptr (JsonObject) memory = NULL;

  if (memory_json == NULL || klass->load == NULL || g_strcmp0 (memory_json, priv->memory_seen) == 0)
    return TRUE;
  memory = depot_json_parse_object (memory_json, -1, error);
  if (memory == NULL || !klass->load (self, memory, error))
    return FALSE;
  g_set_str (&priv->memory_seen, memory_json);
  return TRUE;
}

static gboolean
find_step (DepotOperation *self, const DepotJournalEntry *entry, guint *found, GError **error)
{
  guint n_steps;
  const DepotStep *steps = depot_operation_get_steps (self, &n_steps);

  if (entry->step_id == NULL)
    {
      *found = entry->state == DEPOT_OPERATION_DONE ? n_steps : 0;
      return TRUE;
    }
  for (*found = 0; *found < n_steps; (*found)++)
    if (g_str_equal (steps[*found].id, entry->step_id))
      return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_FAILED,
                                      _ ("The step “%s” is not known to this version"),
                                      entry->step_id));
  return FALSE;
}

static GError *
error_of (const DepotJournalEntry *entry)
{
  g_autoptr (JsonObject) object = NULL;

  if (entry->error_json == NULL)
    return NULL;
  object = depot_json_parse_object (entry->error_json, -1, NULL);
  if (object == NULL)
    return depot_error_new (DEPOT_ERROR_FAILED, _ ("The reason in the journal cannot be read"));
  return depot_error_from_json (object);
}

gboolean
depot_operation_apply_entry (DepotOperation *self, const DepotJournalEntry *entry)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);
  g_autoptr (GError) problem = NULL;
  guint step_index = 0;

  g_set_str (&priv->id, entry->id);
  g_object_set (self,
                "title",
                entry->title,
                "subject",
                entry->subject,
                "requested-by",
                entry->requested_by,
                NULL);
  depot_operation_set_times (self, entry->created_at, entry->started_at, entry->ended_at);

  priv->is_unreadable = !apply_memory (self, entry->memory_json, &problem)
                        || !find_step (self, entry, &step_index, &problem);
  if (priv->is_unreadable)
    {
      depot_operation_take_error (self, g_steal_pointer (&problem));
      depot_operation_set_state (self, DEPOT_OPERATION_FAILED);
      return FALSE;
    }
  depot_operation_go_to (self, step_index, entry->attempt);
  depot_operation_show_progress (self, entry->status_text, entry->fraction);
  depot_operation_take_error (self, error_of (entry));
  depot_operation_set_state (self, entry->state);
  return TRUE;
}
