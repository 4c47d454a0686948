/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-prune.h"

#include "depot-store-private.h"

void
depot_store_prune_async (DepotStore *self,
                         gint64 messages_before,
                         gint64 operations_before,
                         guint limit,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  GPtrArray *statements = depot_statements_new ();

  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_statements_add (
      statements,
      "DELETE FROM messages WHERE record IN (SELECT m.record FROM messages m WHERE m.said_at < $1 "
      "AND (NOT EXISTS (SELECT 1 FROM points p WHERE p.id = m.point_id) "
      "OR EXISTS (SELECT 1 FROM messages n WHERE n.point_id = m.point_id AND n.record > m.record)) "
      "ORDER BY m.said_at, m.record LIMIT $2) RETURNING record",
      "ii",
      messages_before,
      (gint64) limit);
  depot_statements_add (
      statements,
      "DELETE FROM operations WHERE id IN (SELECT o.id FROM operations o WHERE o.is_settled = 1 "
      "AND o.ended_at < $1 AND o.wish IS NULL "
      "AND (NOT EXISTS (SELECT 1 FROM points p WHERE p.id = o.subject) "
      "OR EXISTS (SELECT 1 FROM operations n WHERE n.subject = o.subject AND n.number > o.number)) "
      "ORDER BY o.ended_at, o.number LIMIT $2) RETURNING id",
      "ii",
      operations_before,
      (gint64) limit);
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_WRITE, callback, data);
}

int
depot_store_prune_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);

  if (statements == NULL)
    return -1;
  return (int) (depot_statement_get_n_rows (statements->pdata[0])
                + depot_statement_get_n_rows (statements->pdata[1]));
}
