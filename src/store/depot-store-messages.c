/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-messages.h"

#include "depot-json.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

#define DEFAULT_LIMIT 500

/* A list with gaps: an insert may be NULL. */
static char *
inserts_to_text (const char *const *inserts)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = 0; inserts != NULL && inserts[i] != NULL; i++)
    {
      g_autofree char *member = g_strdup_printf ("%u", i);

      json_object_set_string_member (object, member, inserts[i]);
    }
  return depot_json_object_to_text (object);
}

DepotStatement *
depot_rows_add_message (GPtrArray *statements, DepotStatusMessage *message)
{
  g_autofree char *inserts = inserts_to_text (depot_status_message_get_inserts (message));
  DepotStatement *record;

  record = depot_statement_new (
      "UPDATE counters SET value = value + 1 WHERE name = 'messages' RETURNING value", "");
  g_ptr_array_add (statements, record);
  depot_statements_add (statements,
                        "INSERT INTO messages (message_id, severity, component, site_code, system, "
                        "said_at, point_id, inserts, record) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT value FROM counters WHERE "
                        "name = 'messages'))",
                        "iisssiss",
                        (gint64) depot_status_message_get_message_id (message),
                        (gint64) depot_status_message_get_severity (message),
                        depot_status_message_get_component (message),
                        depot_status_message_get_site_code (message),
                        depot_status_message_get_system (message),
                        depot_status_message_get_at (message),
                        depot_status_message_get_point_id (message),
                        inserts);
  return record;
}

void
depot_store_add_message_async (DepotStore *self,
                               DepotStatusMessage *message,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_add_message (batch, message);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_add_message_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_list_messages_async (DepotStore *self,
                                 const DepotMessageQuery *query,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  DepotStatement *statement;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (query != NULL);

  statement = depot_statement_new (
      "SELECT record, message_id, component, site_code, system, said_at, point_id, inserts FROM "
      "messages "
      "WHERE ($1 IS NULL OR component = $1) AND ($2 IS NULL OR point_id = $2) AND ($3 < 0 OR "
      "severity = $3) "
      "AND said_at >= $4 AND ($5 <= 0 OR record < $5) ORDER BY record DESC LIMIT $6",
      "ssiiii",
      query->component,
      query->point_id,
      (gint64) query->severity,
      query->since,
      query->before_record,
      (gint64) (query->limit > 0 ? query->limit : DEFAULT_LIMIT));
  depot_statement_set_json (statement, 7);
  depot_store_read_async (self, statement, callback, data);
}

static char **
inserts_from_json (JsonObject *object)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = json_object_get_size (object);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *member = g_strdup_printf ("%u", i);
      const char *insert = depot_json_peek_string (object, member);

      g_strv_builder_add (builder, insert != NULL ? insert : "");
    }
  return g_strv_builder_end (builder);
}

static DepotStatusMessage *
make_message (DepotStatement *rows, guint row, GError **error)
{
  JsonObject *json = depot_statement_get_json (rows, row, 7, error);
  g_auto (GStrv) inserts = NULL;
  DepotStatusMessage *message;

  if (json == NULL)
    return NULL;
  inserts = inserts_from_json (json);
  message = depot_status_message_new ((guint) depot_statement_get_int (rows, row, 1),
                                      depot_statement_get_text (rows, row, 2),
                                      depot_statement_get_text (rows, row, 3),
                                      depot_statement_get_text (rows, row, 4),
                                      depot_statement_get_int (rows, row, 5),
                                      depot_statement_get_text (rows, row, 6),
                                      (const char *const *) inserts);
  depot_status_message_set_record (message, depot_statement_get_int (rows, row, 0));
  return message;
}

GPtrArray *
depot_store_list_messages_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  g_autoptr (GPtrArray) messages = NULL;

  if (rows == NULL)
    return NULL;
  messages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      DepotStatusMessage *message = make_message (rows, row, error);

      if (message == NULL)
        return NULL;
      g_ptr_array_add (messages, message);
    }
  return g_steal_pointer (&messages);
}

void
depot_store_count_messages_async (DepotStore *self,
                                  const char *component,
                                  gint64 since,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (component != NULL);

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT severity, count(*) FROM messages "
                           "WHERE component = $1 AND said_at >= $2 GROUP BY severity",
                           "si",
                           component,
                           since),
      callback,
      data);
}

gboolean
depot_store_count_messages_finish (DepotStore *self,
                                   GAsyncResult *result,
                                   DepotMessageCounts *counts,
                                   GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);

  if (rows == NULL)
    return FALSE;
  *counts = (DepotMessageCounts) { 0 };
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      gint64 severity = depot_statement_get_int (rows, row, 0);
      guint n = (guint) depot_statement_get_int (rows, row, 1);

      if (severity == DEPOT_SEVERITY_INFO)
        counts->info = n;
      else if (severity == DEPOT_SEVERITY_WARNING)
        counts->warning = n;
      else if (severity == DEPOT_SEVERITY_ERROR)
        counts->error = n;
    }
  return TRUE;
}
