/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-health.h"

#include "depot-json.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"

/* Counts up with every round that was written. */
#define SERIAL "(SELECT value FROM counters WHERE name = 'health')"

static void
add_finding (GPtrArray *statements, DepotHealthFinding *finding)
{
  g_autoptr (JsonObject) json = depot_health_finding_to_json (finding);
  g_autofree char *data = depot_json_object_to_text (json);

  depot_statements_add (statements,
                        "INSERT INTO findings (point_id, kind, data) SELECT id, $2, $3 FROM points "
                        "WHERE id = $1",
                        "sss",
                        depot_health_finding_get_point_id (finding),
                        depot_health_kind_get_nick (depot_health_finding_get_kind (finding)),
                        data);
}

void
depot_store_batch_save_health (DepotStoreBatch *self,
                               const char *point_id,
                               gint64 checked_at,
                               GPtrArray *findings)
{
  GPtrArray *statements = depot_store_batch_get_statements (self);

  depot_statements_add (
      statements, "UPDATE counters SET value = value + 1 WHERE name = 'health'", "");
  depot_statements_add (statements, "DELETE FROM findings WHERE point_id = $1", "s", point_id);
  depot_statements_add (statements, "DELETE FROM health WHERE point_id = $1", "s", point_id);
  depot_statements_add (statements,
                        "INSERT INTO health (point_id, checked_at) SELECT id, $2 FROM points WHERE "
                        "id = $1",
                        "si",
                        point_id,
                        checked_at);
  for (guint i = 0; i < findings->len; i++)
    add_finding (statements, findings->pdata[i]);
}

void
depot_store_list_health_async (DepotStore *self,
                               gint64 since_serial,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GPtrArray *statements = depot_statements_new ();
  DepotStatement *findings;

  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_statements_add (statements,
                        "SELECT point_id, checked_at FROM health WHERE " SERIAL " > $1",
                        "i",
                        since_serial);
  findings = depot_statement_new (
      "SELECT data FROM findings WHERE " SERIAL " > $1 ORDER BY point_id, kind", "i", since_serial);
  depot_statement_set_json (findings, 0);
  g_ptr_array_add (statements, findings);
  depot_statements_add (statements, "SELECT " SERIAL, "");
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_READ, callback, data);
}

static GHashTable *
read_times (DepotStatement *rows)
{
  GHashTable *times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      gint64 at = depot_statement_get_int (rows, row, 1);

      g_hash_table_insert (
          times, g_strdup (depot_statement_get_text (rows, row, 0)), g_memdup2 (&at, sizeof at));
    }
  return times;
}

static GPtrArray *
read_findings (DepotStatement *rows, GError **error)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      JsonObject *json = depot_statement_get_json (rows, row, 0, error);
      DepotHealthFinding *finding
          = json != NULL ? depot_health_finding_from_json (json, error) : NULL;

      if (finding == NULL)
        return NULL;
      g_ptr_array_add (findings, finding);
    }
  return g_steal_pointer (&findings);
}

GPtrArray *
depot_store_list_health_finish (
    DepotStore *self, GAsyncResult *result, GHashTable **checked_at, gint64 *serial, GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);
  GPtrArray *findings = statements != NULL ? read_findings (statements->pdata[1], error) : NULL;

  if (findings == NULL)
    return NULL;
  if (checked_at != NULL)
    *checked_at = read_times (statements->pdata[0]);
  if (serial != NULL)
    *serial = depot_statement_get_int (statements->pdata[2], 0, 0);
  return findings;
}
