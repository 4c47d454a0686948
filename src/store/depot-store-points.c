/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-points.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

/* Saving. */

static GError *
refuse_twin (const DepotStatement *twin)
{
  const char *name, *requested_by;
  g_autofree char *since = NULL;

  if (depot_statement_get_n_rows (twin) == 0)
    return NULL;
  name = depot_statement_get_text (twin, 0, 0);
  requested_by = depot_statement_get_text (twin, 0, 1);
  if (requested_by == NULL)
    return depot_error_new (
        DEPOT_ERROR_CONFLICT,
        _ ("The cloud distribution point “%s” already uses this service name or service FQDN"),
        name);
  since = depot_time_to_iso8601 (depot_statement_get_int (twin, 0, 2));
  /* Translators: name of a point, user@host, time in UTC. */
  return depot_error_new (
      DEPOT_ERROR_CONFLICT,
      _ ("The cloud distribution point “%s” uses this service name or service FQDN: %s has been "
         "working on it since %s"),
      name,
      requested_by,
      since);
}

static GError *
refuse_unknown_site (const DepotStatement *missing)
{
  if (depot_statement_get_n_rows (missing) == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_NOT_FOUND,
                          _ ("The site %s is not known"),
                          depot_statement_peek_given_text (missing, 1));
}

static GError *
refuse_lost_update (const DepotStatement *foreign)
{
  if (depot_statement_get_n_rows (foreign) == 0)
    return NULL;
  return depot_error_new (
      DEPOT_ERROR_CONFLICT,
      _ ("Another process has changed the cloud distribution point “%s” meanwhile. Read it again"),
      depot_statement_get_text (foreign, 0, 0));
}

static GError *
refuse_removed (const DepotStatement *removed)
{
  if (depot_statement_get_n_rows (removed) == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_NOT_FOUND,
                          _ ("The cloud distribution point has been removed meanwhile"));
}

static void
add_checked (GPtrArray *statements, DepotStatement *statement, DepotStatementCheck check)
{
  depot_statement_set_check (statement, check);
  g_ptr_array_add (statements, statement);
}

static void
check_point (GPtrArray *statements, DepotPoint *point, const char *cloud_id, const char *writer)
{
  const char *id = depot_point_get_id (point);

  add_checked (
      statements,
      depot_statement_new (
          "SELECT p.name, o.requested_by, o.created_at FROM points p "
          "LEFT JOIN operations o ON o.is_settled = 0 AND (o.id = p.operation_id OR o.subject = "
          "p.id) "
          "WHERE p.id <> $2 AND p.id IN ("
          /* two looks into an index; an OR would read every point of the environment */
          "SELECT id FROM points WHERE cloud_id = $1 AND service_name = $4 "
          "UNION ALL SELECT id FROM points WHERE cloud_id = $1 AND service_fqdn = $3 "
          "AND id <> coalesce($5, '') AND coalesce(replaces_id, '') <> $2) "
          "LIMIT 1",
          "sssss",
          cloud_id,
          id,
          depot_point_get_service_fqdn (point),
          depot_point_get_service_name (point),
          depot_point_get_replaces_id (point)),
      refuse_twin);
  if (depot_point_get_site_code (point) != NULL)
    add_checked (statements,
                 depot_statement_new ("SELECT 1 FROM counters WHERE name = 'points' "
                                      "AND NOT EXISTS (SELECT 1 FROM sites WHERE code = $1)",
                                      "s",
                                      depot_point_get_site_code (point)),
                 refuse_unknown_site);
  if (depot_point_get_serial (point) == 0)
    return;
  add_checked (
      statements,
      depot_statement_new ("SELECT name FROM points WHERE id = $1 AND serial > $2 AND writer <> $3",
                           "sis",
                           id,
                           depot_point_get_serial (point),
                           writer),
      refuse_lost_update);
  add_checked (statements,
               depot_statement_new ("SELECT id FROM removed_points WHERE id = $1", "s", id),
               refuse_removed);
}

DepotStatement *
depot_rows_save_point (GPtrArray *statements, DepotPoint *point, const char *writer)
{
  const char *cloud_id
      = depot_point_get_cloud_id (point) != NULL ? depot_point_get_cloud_id (point) : "";
  g_autoptr (JsonObject) json = depot_point_to_json (point);
  g_autofree char *data = depot_json_object_to_text (json);
  DepotStatement *serial;

  check_point (statements, point, cloud_id, writer);
  serial = depot_statement_new (
      "UPDATE counters SET value = value + 1 WHERE name = 'points' RETURNING value", "");
  g_ptr_array_add (statements, serial);
  depot_statements_add (
      statements, "DELETE FROM removed_points WHERE id = $1", "s", depot_point_get_id (point));
  depot_statements_add (
      statements,
      "INSERT INTO points (id, cloud_id, name, state, site_code, subscription_id, region, "
      "group_name, service_fqdn, "
      "service_name, operation_id, created_at, writer, data, replaces_id, serial) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
      "(SELECT value FROM counters WHERE name = 'points')) "
      "ON CONFLICT (id) DO UPDATE SET cloud_id = $2, name = $3, state = $4, site_code = $5, "
      "subscription_id = $6, "
      "region = $7, group_name = $8, service_fqdn = $9, service_name = $10, operation_id = $11, "
      "created_at = $12, "
      "writer = $13, data = $14, replaces_id = $15, serial = (SELECT value FROM counters WHERE "
      "name = 'points')",
      "sssssssssssisss",
      depot_point_get_id (point),
      cloud_id,
      depot_point_get_name (point),
      depot_point_state_get_nick (depot_point_get_state (point)),
      depot_point_get_site_code (point),
      depot_point_get_subscription_id (point),
      depot_point_get_region (point),
      depot_point_get_group_name (point),
      depot_point_get_service_fqdn (point),
      depot_point_get_service_name (point),
      depot_point_get_operation_id (point),
      depot_point_get_created_at (point),
      writer,
      data,
      depot_point_get_replaces_id (point));
  return serial;
}

void
depot_store_save_point_async (DepotStore *self,
                              DepotPoint *point,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_save_point (batch, point);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_save_point_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

/* Reading. */

/* The serial is the column's: the text was made before the number was given. */
static DepotPoint *
make_point (DepotStatement *rows, guint row, GError **error)
{
  DepotPoint *point = depot_point_from_text (depot_statement_get_text (rows, row, 0), error);

  if (point != NULL)
    g_object_set (point, "serial", depot_statement_get_int (rows, row, 1), NULL);
  return point;
}

/* In pages: neither the main thread nor the memory shall see ten thousand rows of JSON at once.
 * While the main thread makes the points of one page, the store's thread reads the next. A point
 * that is saved between two pages moves behind the last serial there was: the pages go on up to
 * there, or it would be missing altogether. One that was read already comes twice then, and again
 * with the next list. */
#define ROWS_PER_PAGE 500

typedef struct
{
  GPtrArray *points;
  char **removed;
  gint64 serial; /* the list reaches so far */
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_pointer (&listing->points, g_ptr_array_unref);
  g_strfreev (listing->removed);
  g_free (listing);
}

static void page_read (GObject *source, GAsyncResult *result, gpointer data);

static void
read_page (DepotStore *self, GTask *task, gint64 above_serial)
{
  DepotStatement *statement;

  statement = depot_statement_new ("SELECT data, serial FROM points WHERE serial > $1 "
                                   "ORDER BY serial LIMIT $2",
                                   "ii",
                                   above_serial,
                                   (gint64) ROWS_PER_PAGE);
  depot_store_read_async (self, statement, page_read, g_object_ref (task));
}

static gboolean
take_page (Listing *listing, DepotStatement *rows, GError **error)
{
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      DepotPoint *point = make_point (rows, row, error);

      if (point == NULL)
        return FALSE;
      g_ptr_array_add (listing->points, point);
    }
  return TRUE;
}

static void
page_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotStatement *rows = depot_store_read_finish (DEPOT_STORE (source), result, &error);
  guint n_rows = rows != NULL ? depot_statement_get_n_rows (rows) : 0;

  if (g_task_get_completed (task) || g_task_had_error (task))
    return; /* an earlier page had a row that cannot be read */
  if (n_rows == ROWS_PER_PAGE)
    read_page (DEPOT_STORE (source), task, depot_statement_get_int (rows, n_rows - 1, 1));
  if (rows == NULL || !take_page (g_task_get_task_data (task), rows, &error))
    g_task_return_error (task, error);
  else if (n_rows < ROWS_PER_PAGE)
    g_task_return_boolean (task, TRUE);
}

static void
extent_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *statements = depot_store_run_finish (DEPOT_STORE (source), result, &error);
  gint64 since_serial = listing->serial;

  if (statements == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  listing->removed = depot_statement_dup_column (statements->pdata[0], 0);
  listing->serial = depot_statement_get_int (statements->pdata[1], 0, 0);
  read_page (DEPOT_STORE (source), task, since_serial);
}

void
depot_store_list_points_async (DepotStore *self,
                               gint64 since_serial,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  Listing *listing;
  GPtrArray *statements;
  GTask *task;

  g_return_if_fail (DEPOT_IS_STORE (self));

  listing = g_new0 (Listing, 1);
  listing->points = g_ptr_array_new_with_free_func (g_object_unref);
  listing->serial = since_serial;
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, depot_store_list_points_async);
  g_task_set_task_data (task, listing, listing_free);

  statements = depot_statements_new ();
  depot_statements_add (
      statements, "SELECT id FROM removed_points WHERE serial > $1", "i", since_serial);
  depot_statements_add (statements, "SELECT value FROM counters WHERE name = 'points'", "");
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_READ, extent_read, task);
}

GPtrArray *
depot_store_list_points_finish (
    DepotStore *self, GAsyncResult *result, char ***removed, gint64 *serial, GError **error)
{
  Listing *listing;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  listing = g_task_get_task_data (G_TASK (result));
  if (removed != NULL)
    *removed = g_steal_pointer (&listing->removed);
  if (serial != NULL)
    *serial = listing->serial;
  return g_steal_pointer (&listing->points);
}

void
depot_store_get_point_async (DepotStore *self,
                             const char *id,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  DepotStatement *statement;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  statement = depot_statement_new ("SELECT data, serial FROM points WHERE id = $1", "s", id);
  depot_store_read_async (self, statement, callback, data);
}

DepotPoint *
depot_store_get_point_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);

  if (rows == NULL)
    return NULL;
  if (depot_statement_get_n_rows (rows) > 0)
    return make_point (rows, 0, error);
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no such cloud distribution point")));
  return NULL;
}

/* Removing. */

void
depot_rows_remove_point (GPtrArray *statements, const char *id)
{
  depot_statements_add (
      statements, "UPDATE counters SET value = value + 1 WHERE name = 'points'", "");
  depot_statements_add (
      statements,
      "INSERT INTO removed_points (id, serial) "
      "SELECT p.id, c.value FROM points p, counters c WHERE p.id = $1 AND c.name = 'points' "
      "ON CONFLICT (id) DO NOTHING",
      "s",
      id);
  depot_rows_forget_point_content (statements, id);
  depot_statements_add (statements, "DELETE FROM points WHERE id = $1", "s", id);
}

void
depot_store_remove_point_async (DepotStore *self,
                                const char *id,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;

  g_return_if_fail (DEPOT_IS_STORE (self));

  batch = depot_store_batch_new (self);
  depot_store_batch_remove_point (batch, id);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_point_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}
