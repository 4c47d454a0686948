/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-groups.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

static void
count_change (GPtrArray *statements)
{
  depot_statements_add (
      statements, "UPDATE counters SET value = value + 1 WHERE name = 'groups'", "");
}

static GError *
refuse_taken (const DepotStatement *other)
{
  if (depot_statement_get_n_rows (other) == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          _ ("There is already a group called “%s”"),
                          depot_statement_get_text (other, 0, 0));
}

static gint64
get_time (DepotPointGroup *group, const char *property)
{
  gint64 time;

  g_object_get (group, property, &time, NULL);
  return time;
}

static void
add_save (GPtrArray *statements, DepotPointGroup *group)
{
  const char *id = depot_point_group_get_id (group);
  const char *name = depot_point_group_get_name (group);
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autofree char *description = NULL, *site_code = NULL, *created_by = NULL, *changed_by = NULL;
  DepotStatement *other = depot_statement_new (
      "SELECT name FROM point_groups WHERE folded_name = $1 AND id <> $2", "ss", folded, id);

  g_object_get (group,
                "description",
                &description,
                "site-code",
                &site_code,
                "created-by",
                &created_by,
                "changed-by",
                &changed_by,
                NULL);
  depot_statement_set_check (other, refuse_taken);
  g_ptr_array_add (statements, other);
  depot_statements_add (
      statements,
      "INSERT INTO point_groups (id, name, folded_name, description, site_code, created_at, "
      "created_by, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (id) DO UPDATE SET name = $2, folded_name = $3, description = $4, "
      "changed_at = $8, changed_by = $9",
      "sssssisis",
      id,
      name,
      folded,
      description,
      site_code,
      get_time (group, "created-at"),
      created_by,
      get_time (group, "changed-at"),
      changed_by);
}

void
depot_store_save_group_async (DepotStore *self,
                              DepotPointGroup *group,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (DEPOT_IS_POINT_GROUP (group));

  batch = depot_store_batch_new (self);
  statements = depot_store_batch_get_statements (batch);
  add_save (statements, group);
  count_change (statements);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_group_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

static GError *
refuse_missing (const DepotStatement *found)
{
  if (depot_statement_get_n_rows (found) > 0)
    return NULL;
  return depot_error_new (
      DEPOT_ERROR_NOT_FOUND, _ ("“%s” is not known"), depot_statement_peek_given_text (found, 1));
}

static void
require (GPtrArray *statements, const char *sql, const char *id)
{
  DepotStatement *found = depot_statement_new (sql, "s", id);

  depot_statement_set_check (found, refuse_missing);
  g_ptr_array_add (statements, found);
}

static void
change_each (GPtrArray *statements,
             const char *require_sql,
             const char *sql,
             const char *group_id,
             const char *const *ids)
{
  for (; ids != NULL && *ids != NULL; ids++)
    {
      if (require_sql != NULL)
        require (statements, require_sql, *ids);
      depot_statements_add (statements, sql, "ss", group_id, *ids);
    }
}

#define ADD_PACKAGE                                                                                \
  "INSERT INTO group_packages (group_id, package_id) VALUES ($1, $2) "                             \
  "ON CONFLICT (group_id, package_id) DO NOTHING"
#define DROP_PACKAGE "DELETE FROM group_packages WHERE group_id = $1 AND package_id = $2"

void
depot_rows_set_group_package (GPtrArray *statements,
                              const char *group_id,
                              const char *package_id,
                              gboolean is_in)
{
  depot_statements_add (statements, is_in ? ADD_PACKAGE : DROP_PACKAGE, "ss", group_id, package_id);
  count_change (statements);
}

void
depot_store_change_group_async (DepotStore *self,
                                const char *group_id,
                                const char *const *join,
                                const char *const *leave,
                                const char *const *add_packages,
                                const char *const *drop_packages,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (group_id != NULL);

  batch = depot_store_batch_new (self);
  statements = depot_store_batch_get_statements (batch);
  require (statements, "SELECT 1 FROM point_groups WHERE id = $1", group_id);
  change_each (statements,
               "SELECT 1 FROM points WHERE id = $1",
               "INSERT INTO group_members (group_id, point_id) VALUES ($1, $2) "
               "ON CONFLICT (group_id, point_id) DO NOTHING",
               group_id,
               join);
  change_each (statements,
               NULL,
               "DELETE FROM group_members WHERE group_id = $1 AND point_id = $2",
               group_id,
               leave);
  change_each (
      statements, "SELECT 1 FROM packages WHERE id = $1", ADD_PACKAGE, group_id, add_packages);
  change_each (statements, NULL, DROP_PACKAGE, group_id, drop_packages);
  count_change (statements);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_change_group_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_remove_group_async (DepotStore *self,
                                const char *group_id,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (group_id != NULL);

  batch = depot_store_batch_new (self);
  statements = depot_store_batch_get_statements (batch);
  depot_statements_add (statements, "DELETE FROM point_groups WHERE id = $1", "s", group_id);
  count_change (statements);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_group_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

/* Reading. The pairs of a group are its packages times its members; one without a row in
 * content_status was never sent. */
#define PAIRS                                                                                      \
  "FROM group_packages gp JOIN packages p ON p.id = gp.package_id "                                \
  "JOIN group_members gm ON gm.group_id = gp.group_id "                                            \
  "LEFT JOIN content_points k ON k.point_id = gm.point_id "                                        \
  "LEFT JOIN content_status c ON c.package = p.number AND c.point = k.number "

void
depot_store_list_groups_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));

  statements = depot_statements_new ();
  depot_statements_add (statements,
                        "SELECT id, name, description, site_code, created_by, changed_by, "
                        "created_at, changed_at FROM point_groups ORDER BY folded_name",
                        "");
  depot_statements_add (
      statements, "SELECT group_id, point_id FROM group_members ORDER BY group_id, point_id", "");
  depot_statements_add (
      statements,
      "SELECT group_id, package_id FROM group_packages ORDER BY group_id, package_id",
      "");
  depot_statements_add (statements,
                        "SELECT gp.group_id, c.state, count(*), "
                        "sum (CASE WHEN c.state = 0 AND c.published_version >= p.source_version "
                        "THEN 0 ELSE 1 END) " PAIRS "GROUP BY gp.group_id, c.state",
                        "");
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_READ, callback, data);
}

/* What column 1 holds in the rows whose column 0 is id. */
static char **
dup_list (const DepotStatement *rows, const char *id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    if (g_strcmp0 (depot_statement_get_text (rows, row, 0), id) == 0)
      g_strv_builder_add (builder, depot_statement_get_text (rows, row, 1));
  return g_strv_builder_end (builder);
}

static void
take_counts (const DepotStatement *rows, DepotPointGroup *group)
{
  DepotContentCounts counts = { { 0 } };
  gint64 n_out_of_sync = 0;

  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      gint64 state = depot_statement_get_int (rows, row, 1);

      if (g_strcmp0 (depot_statement_get_text (rows, row, 0), depot_point_group_get_id (group))
          != 0)
        continue;
      n_out_of_sync += depot_statement_get_int (rows, row, 3);
      if (!depot_statement_is_null (rows, row, 1) && state >= 0 && state < DEPOT_N_CONTENT_STATES)
        counts.n[state] = (guint64) depot_statement_get_int (rows, row, 2);
    }
  depot_point_group_set_counts (group, &counts, (guint) MIN (n_out_of_sync, G_MAXUINT));
}

static DepotPointGroup *
make_group (GPtrArray *statements, guint row)
{
  const DepotStatement *rows = statements->pdata[0];
  const char *id = depot_statement_get_text (rows, row, 0);
  g_auto (GStrv) members = dup_list (statements->pdata[1], id);
  g_auto (GStrv) packages = dup_list (statements->pdata[2], id);
  DepotPointGroup *group = g_object_new (DEPOT_TYPE_POINT_GROUP,
                                         "id",
                                         id,
                                         "name",
                                         depot_statement_get_text (rows, row, 1),
                                         "description",
                                         depot_statement_get_text (rows, row, 2),
                                         "site-code",
                                         depot_statement_get_text (rows, row, 3),
                                         "created-by",
                                         depot_statement_get_text (rows, row, 4),
                                         "changed-by",
                                         depot_statement_get_text (rows, row, 5),
                                         "created-at",
                                         depot_statement_get_int (rows, row, 6),
                                         "changed-at",
                                         depot_statement_get_int (rows, row, 7),
                                         NULL);

  depot_point_group_set_members (group, (const char *const *) members);
  depot_point_group_set_packages (group, (const char *const *) packages);
  take_counts (statements->pdata[3], group);
  return group;
}

GPtrArray *
depot_store_list_groups_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);
  GPtrArray *groups;

  if (statements == NULL)
    return NULL;
  groups = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint row = 0; row < depot_statement_get_n_rows (statements->pdata[0]); row++)
    g_ptr_array_add (groups, make_group (statements, row));
  return groups;
}

void
depot_out_of_sync_free (DepotOutOfSync *pair)
{
  g_free (pair->package_id);
  g_free (pair->point_id);
  g_free (pair);
}

void
depot_store_list_out_of_sync_async (DepotStore *self,
                                    const char *group_id,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_read_async (
      self,
      depot_statement_new (
          "SELECT DISTINCT gp.package_id, gm.point_id, c.state IS NOT NULL, "
          "coalesce (c.state IN (3, 6, 9) AND c.published_version > 0 "
          "AND c.published_version >= p.source_version, 0) " PAIRS
          "WHERE ($1 IS NULL OR gp.group_id = $1) AND (c.state IS NULL OR c.state IN (3, 6, 9) "
          "OR c.state = 0 AND c.published_version < p.source_version) "
          "ORDER BY gp.package_id, gm.point_id",
          "s",
          group_id),
      callback,
      data);
}

GPtrArray *
depot_store_list_out_of_sync_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  GPtrArray *pairs;

  if (rows == NULL)
    return NULL;
  pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_out_of_sync_free);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      DepotOutOfSync *pair = g_new0 (DepotOutOfSync, 1);

      pair->package_id = g_strdup (depot_statement_get_text (rows, row, 0));
      pair->point_id = g_strdup (depot_statement_get_text (rows, row, 1));
      pair->is_assigned = depot_statement_get_int (rows, row, 2) != 0;
      pair->is_damaged = depot_statement_get_int (rows, row, 3) != 0;
      g_ptr_array_add (pairs, pair);
    }
  return pairs;
}
