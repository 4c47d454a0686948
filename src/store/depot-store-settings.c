/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-settings.h"

#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

void
depot_rows_set_setting (GPtrArray *statements, const char *key, const char *value)
{
  if (value == NULL)
    depot_statements_add (statements, "DELETE FROM settings WHERE name = $1", "s", key);
  else
    depot_statements_add (statements,
                          "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) "
                          "DO UPDATE SET value = $2",
                          "ss",
                          key,
                          value);
}

/* Where somebody wrote something else there, it was of no use to anybody. */
void
depot_rows_merge_setting (GPtrArray *statements, const char *key, const char *changes)
{
  depot_statements_add (statements,
                        "INSERT INTO settings (name, value) VALUES ($1, json_patch ('{}', $2)) "
                        "ON CONFLICT (name) DO UPDATE SET value = json_patch ("
                        "CASE WHEN json_valid (value) THEN value ELSE '{}' END, $2)",
                        "ss",
                        key,
                        changes);
}

void
depot_store_set_setting_async (DepotStore *self,
                               const char *key,
                               const char *value,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_set_setting (batch, key, value);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_set_setting_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_merge_setting_async (DepotStore *self,
                                 const char *key,
                                 const char *changes,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_merge_setting (batch, key, changes);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_merge_setting_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_get_setting_async (DepotStore *self,
                               const char *key,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (key != NULL);

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT value FROM settings WHERE name = $1", "s", key),
      callback,
      data);
}

char *
depot_store_get_setting_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);

  if (rows == NULL || depot_statement_get_n_rows (rows) == 0)
    return NULL;
  return g_strdup (depot_statement_get_text (rows, 0, 0));
}
