/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an operation on a point writes down: point, status message and its own memory, together or
 * not at all. */
#include "config.h"

#include "depot-point-operation.h"

#include "depot-point-verbs.h"
#include "depot-store-points.h"

/* One commit under way. */
typedef struct
{
  DepotPointOperation *operation;
  guint message_id;
  char *value;
  DepotPointChange change;
  DepotPointBody then;
} Commit;

static void
commit_free (Commit *commit)
{
  g_free (commit->value);
  g_object_unref (commit->operation);
  g_free (commit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Commit, commit_free)

static guint
bit_of (guint message_id)
{
  return 1u << (message_id - DEPOT_MESSAGE_TASK_QUEUED);
}

gboolean
depot_point_operation_has_said (DepotPointOperation *self, guint message_id)
{
  return (self->said & bit_of (message_id)) != 0;
}

void
depot_point_operation_add_message (DepotPointOperation *self,
                                   DepotStoreBatch *batch,
                                   guint message_id,
                                   const char *value,
                                   const char *reason)
{
  DepotPointFacts facts = depot_point_operation_get_facts (self);
  const char *inserts[] = { facts.name, facts.service_fqdn, value, "", reason, NULL };
  g_autoptr (DepotStatusMessage) message = depot_house_make_message (
      self->house, message_id, facts.site_code, depot_point_operation_get_tag (self), inserts);

  depot_store_batch_add_message (batch, message);
}

static void
committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Commit) commit = data;
  DepotPointOperation *self = commit->operation;
  GError *error = NULL;

  if (depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    {
      commit->then (self);
      return;
    }
  if (commit->message_id != 0)
    self->said &= ~bit_of (commit->message_id);
  self->is_marked = FALSE;
  /* somebody else saved the point between our look and our write: look again */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    {
      g_error_free (error);
      depot_point_operation_again (self, 1);
      return;
    }
  depot_point_operation_went_wrong (self, error);
}

static void
say (Commit *commit, DepotStoreBatch *batch)
{
  DepotPointOperation *self = commit->operation;
  const char *value = commit->value != NULL
                          ? commit->value
                          : depot_operation_get_requested_by (DEPOT_OPERATION (self));

  if (commit->message_id == 0 || depot_point_operation_has_said (self, commit->message_id))
    return;
  depot_point_operation_add_message (self, batch, commit->message_id, value, "");
  self->said |= bit_of (commit->message_id);
}

/* The entry is taken last: it remembers that the message is in the same commit. */
static void
write_all (Commit *commit, DepotStoreBatch *batch)
{
  g_autoptr (DepotJournalEntry) entry = NULL;

  say (commit, batch);
  entry = depot_journal_entry_new_from_operation (DEPOT_OPERATION (commit->operation));
  depot_store_batch_write_entry (batch, entry);
  depot_store_batch_commit_async (batch, committed, commit);
}

static void
point_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Commit) commit = data;
  GError *error = NULL;
  g_autoptr (DepotPoint) point
      = depot_store_get_point_finish (DEPOT_STORE (source), result, &error);
  g_autoptr (DepotStoreBatch) batch = NULL;

  if (depot_point_operation_went_wrong (commit->operation, error))
    return;
  batch = depot_store_batch_new (DEPOT_STORE (source));
  if (commit->change != NULL)
    {
      commit->change (commit->operation, point);
      depot_store_batch_save_point (batch, point);
    }
  write_all (g_steal_pointer (&commit), batch);
}

static Commit *
commit_new (DepotPointOperation *self, guint message_id, DepotPointBody then)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->operation = g_object_ref (self);
  commit->message_id = message_id;
  commit->then = then;
  return commit;
}

void
depot_point_operation_commit (DepotPointOperation *self,
                              guint message_id,
                              const char *value,
                              DepotPointChange change,
                              DepotPointBody then)
{
  Commit *commit = commit_new (self, message_id, then);

  commit->value = g_strdup (value);
  commit->change = change;
  depot_store_get_point_async (
      self->house->store, depot_point_operation_get_tag (self), point_read, commit);
}

void
depot_point_operation_commit_removal (DepotPointOperation *self,
                                      guint message_id,
                                      DepotPointBody then)
{
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (self->house->store);

  depot_store_batch_remove_point (batch, depot_point_operation_get_tag (self));
  write_all (commit_new (self, message_id, then), batch);
}

/* The end: what the journal knows already is told to the point and to the admin. */

static void
settled_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  g_autoptr (GError) error = NULL;

  self->is_settling = FALSE;
  if (!depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    depot_house_log (self->house,
                     DEPOT_SEVERITY_WARNING,
                     "The state of %s could not be written: %s",
                     depot_point_operation_get_facts (self).name,
                     error->message);
}

static void
settle_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  g_autoptr (DepotPoint) point = depot_store_get_point_finish (DEPOT_STORE (source), result, NULL);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (DEPOT_STORE (source));

  /* a point that others are at work on already has their words */
  if (point != NULL
      && g_strcmp0 (depot_point_get_operation_id (point),
                    depot_operation_get_id (DEPOT_OPERATION (self)))
             == 0
      && DEPOT_POINT_OPERATION_GET_CLASS (self)->settle_point (self, batch, point))
    depot_store_batch_commit_async (batch, settled_written, g_object_ref (self));
  else
    self->is_settling = FALSE;
}

void
depot_point_operation_settle (DepotPointOperation *self)
{
  g_return_if_fail (DEPOT_IS_POINT_OPERATION (self));

  if (self->is_settling)
    return;
  self->is_settling = TRUE;
  self->is_marked = FALSE;
  self->budget_from = 0;
  g_clear_pointer (&self->poll_url, g_free);
  depot_store_get_point_async (
      self->house->store, depot_point_operation_get_tag (self), settle_read, g_object_ref (self));
}

/* The keeper looks after every renewal of its lease; in a healthy run there is nothing to do. */

#define SETTLE_AFTER_SECONDS 3

void
depot_house_settle_points (DepotHouse *self)
{
  gint64 now = depot_clock_now (self->clock);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->points)); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (self->points), i);
      DepotOperation *operation;

      if (!depot_point_state_is_busy (depot_point_get_state (point)))
        continue;
      operation = depot_operation_queue_find_for_subject (self->queue, depot_point_get_id (point));
      if (operation != NULL && DEPOT_IS_POINT_OPERATION (operation)
          && depot_operation_is_settled (operation)
          && depot_operation_get_ended_at (operation) + SETTLE_AFTER_SECONDS < now)
        depot_point_operation_settle (DEPOT_POINT_OPERATION (operation));
    }
}
