/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-drafts.h"

#include "depot-json.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

void
depot_store_save_draft_async (DepotStore *self,
                              const char *name,
                              JsonObject *draft,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (name != NULL && draft != NULL);

  text = depot_json_object_to_text (draft);
  batch = depot_store_batch_new (self);
  depot_statements_add (
      depot_store_batch_get_statements (batch),
      "INSERT INTO drafts (name, data) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = $2",
      "ss",
      name,
      text);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_draft_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_load_draft_async (DepotStore *self,
                              const char *name,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  DepotStatement *statement;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (name != NULL);

  statement = depot_statement_new ("SELECT data FROM drafts WHERE name = $1", "s", name);
  depot_statement_set_json (statement, 0);
  depot_store_read_async (self, statement, callback, data);
}

JsonObject *
depot_store_load_draft_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  JsonObject *json;

  if (rows == NULL || depot_statement_get_n_rows (rows) == 0)
    return NULL;
  json = depot_statement_get_json (rows, 0, 0, error);
  return json != NULL ? json_object_ref (json) : NULL;
}

void
depot_rows_remove_draft (GPtrArray *statements, const char *name)
{
  depot_statements_add (statements, "DELETE FROM drafts WHERE name = $1", "s", name);
}

void
depot_store_remove_draft_async (DepotStore *self,
                                const char *name,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_remove_draft (batch, name);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_draft_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}
