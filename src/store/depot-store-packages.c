/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-packages.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"

/* The number of a package ID. */

void
depot_store_reserve_package_id_async (DepotStore *self,
                                      const char *site_code,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (site_code != NULL);

  statements = depot_statements_new ();
  depot_statements_add (statements,
                        "INSERT INTO counters (name, value) VALUES ('package-ids-' || $1, 1) "
                        "ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 "
                        "RETURNING $1, value",
                        "s",
                        site_code);
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_QUIET, callback, data);
}

char *
depot_store_reserve_package_id_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);
  gint64 number;
  char *id;

  if (statements == NULL)
    return NULL;
  number = depot_statement_get_int (statements->pdata[0], 0, 1);
  id = depot_package_dup_id (depot_statement_get_text (statements->pdata[0], 0, 0),
                             (guint) MIN (number, G_MAXUINT));
  if (id == NULL)
    g_propagate_error (
        error, depot_error_new (DEPOT_ERROR_CONFLICT, _ ("This site has no package ID left")));
  return id;
}

/* Saving. */

static GError *
refuse_outdated (const DepotStatement *saved)
{
  if (depot_statement_get_n_rows (saved) > 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          _ ("The package %s was changed or removed elsewhere meanwhile; look at "
                             "it again"),
                          depot_statement_peek_given_text (saved, 1));
}

/* An ID that was brought along (an imported package) must not be given to another one later. */
static void
keep_number (GPtrArray *statements, const char *id)
{
  g_autofree char *site_code = g_strndup (id, 3);

  depot_statements_add (statements,
                        "INSERT INTO counters (name, value) VALUES ('package-ids-' || $1, $2) "
                        "ON CONFLICT (name) DO UPDATE SET value = max (counters.value, $2)",
                        "si",
                        site_code,
                        (gint64) depot_package_id_get_number (id, site_code));
}

/* Returns the statement whose only row holds the serial. A package that was read before is changed
 * only if it is still the one that was read; a removed one does not come back. */
static DepotStatement *
add_save (GPtrArray *statements, DepotPackage *package)
{
  g_autoptr (JsonObject) json = depot_package_to_json (package);
  g_autofree char *text = depot_json_object_to_text (json);
  const char *id = depot_package_get_id (package);
  gboolean is_new = depot_package_get_serial (package) == 0;
  DepotStatement *saved;

  if (is_new)
    {
      keep_number (statements, id);
      depot_statements_add (
          statements, "UPDATE counters SET value = value + 1 WHERE name = 'package-numbers'", "");
      depot_statements_add (statements, "DELETE FROM removed_packages WHERE id = $1", "s", id);
    }
  depot_statements_add (
      statements, "UPDATE counters SET value = value + 1 WHERE name = 'packages'", "");
  saved
      = is_new
            ? depot_statement_new (
                  "INSERT INTO packages (id, number, name, source_version, serial, saved_serial, "
                  "data) SELECT $1, n.value, $2, $3, s.value, s.value, $4 FROM counters n, "
                  "counters s "
                  "WHERE n.name = 'package-numbers' AND s.name = 'packages' "
                  "ON CONFLICT (id) DO NOTHING RETURNING serial",
                  "ssis",
                  id,
                  depot_package_get_name (package),
                  (gint64) depot_package_get_source_version (package),
                  text)
            : depot_statement_new ("UPDATE packages SET name = $2, source_version = $3, data = $4, "
                                   "(serial, saved_serial) = "
                                   "(SELECT value, value FROM counters WHERE name = 'packages') "
                                   "WHERE id = $1 AND saved_serial = $5 RETURNING serial",
                                   "ssisi",
                                   id,
                                   depot_package_get_name (package),
                                   (gint64) depot_package_get_source_version (package),
                                   text,
                                   depot_package_get_serial (package));
  depot_statement_set_check (saved, refuse_outdated);
  g_ptr_array_add (statements, saved);
  return saved;
}

typedef struct
{
  DepotPackage *package;
  DepotStatement *saved; /* owned by the list of statements */
} Saving;

static void
saving_free (gpointer data)
{
  g_object_unref (((Saving *) data)->package);
  g_free (data);
}

static void
package_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;

  if (depot_store_run_finish (DEPOT_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_set (saving->package, "serial", depot_statement_get_int (saving->saved, 0, 0), NULL);
  g_task_return_boolean (task, TRUE);
}

static void
save (DepotStore *self,
      DepotPackage *package,
      const DepotPackageVersion *version,
      GAsyncReadyCallback callback,
      gpointer data)
{
  GPtrArray *statements = depot_statements_new ();
  Saving *saving = g_new0 (Saving, 1);
  GTask *task = g_task_new (self, NULL, callback, data);

  saving->package = g_object_ref (package);
  saving->saved = add_save (statements, package);
  if (version != NULL)
    depot_statements_add (statements,
                          "INSERT INTO package_versions (package_id, version, content_id, "
                          "size_bytes, n_files, manifest, made_at) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                          "sisiisi",
                          depot_package_get_id (package),
                          (gint64) version->version,
                          version->content_id,
                          (gint64) version->size_bytes,
                          (gint64) version->n_files,
                          version->manifest,
                          version->made_at);
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, saving, saving_free);
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_WRITE, package_saved, task);
}

void
depot_store_save_package_async (DepotStore *self,
                                DepotPackage *package,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (DEPOT_IS_PACKAGE (package));

  save (self, package, NULL, callback, data);
}

gboolean
depot_store_save_package_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_store_add_version_async (DepotStore *self,
                               DepotPackage *package,
                               const DepotPackageVersion *version,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (DEPOT_IS_PACKAGE (package));
  g_return_if_fail (version != NULL);

  save (self, package, version, callback, data);
}

gboolean
depot_store_add_version_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}

void
depot_package_version_free (DepotPackageVersion *version)
{
  g_free (version->content_id);
  g_free (version->manifest);
  g_free (version);
}

/* Reading. */

void
depot_store_list_packages_async (DepotStore *self,
                                 gint64 since_serial,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GPtrArray *statements;
  DepotStatement *rows;

  g_return_if_fail (DEPOT_IS_STORE (self));

  statements = depot_statements_new ();
  depot_statements_add (statements,
                        "SELECT id FROM removed_packages WHERE serial > $1 AND $1 > 0",
                        "i",
                        since_serial);
  depot_statements_add (statements, "SELECT value FROM counters WHERE name = 'packages'", "");
  rows = depot_statement_new ("SELECT data, saved_serial, number FROM packages WHERE serial > $1 "
                              "ORDER BY serial",
                              "i",
                              since_serial);
  depot_statement_set_json (rows, 0);
  g_ptr_array_add (statements, rows);
  depot_statements_add (statements,
                        "SELECT p.number, c.state, c.n FROM packages p "
                        "JOIN content_package_counts c ON c.package = p.number "
                        "WHERE p.serial > $1 ORDER BY p.serial",
                        "i",
                        since_serial);
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_READ, callback, data);
}

/* The rows of the counts stand in the same order as the packages: at is where those of number
 * begin. */
static void
take_counts (const DepotStatement *counts, guint *at, gint64 number, DepotPackage *package)
{
  DepotContentCounts found = { { 0 } };

  for (; *at < depot_statement_get_n_rows (counts)
         && depot_statement_get_int (counts, *at, 0) == number;
       ++*at)
    {
      gint64 state = depot_statement_get_int (counts, *at, 1);

      if (state >= 0 && state < DEPOT_N_CONTENT_STATES)
        found.n[state] = (guint64) depot_statement_get_int (counts, *at, 2);
    }
  depot_package_set_counts (package, &found);
}

static GPtrArray *
make_packages (const DepotStatement *rows, const DepotStatement *counts, GError **error)
{
  g_autoptr (GPtrArray) packages = g_ptr_array_new_with_free_func (g_object_unref);
  guint at = 0;

  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      JsonObject *json = depot_statement_get_json (rows, row, 0, error);
      DepotPackage *package = json != NULL ? depot_package_from_json (json, error) : NULL;

      if (package == NULL)
        return NULL;
      g_object_set (package, "serial", depot_statement_get_int (rows, row, 1), NULL);
      take_counts (counts, &at, depot_statement_get_int (rows, row, 2), package);
      g_ptr_array_add (packages, package);
    }
  return g_steal_pointer (&packages);
}

GPtrArray *
depot_store_list_packages_finish (
    DepotStore *self, GAsyncResult *result, char ***removed, gint64 *serial, GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);
  g_autoptr (GPtrArray) packages = NULL;

  if (statements == NULL)
    return NULL;
  packages = make_packages (statements->pdata[2], statements->pdata[3], error);
  if (packages == NULL)
    return NULL;
  if (removed != NULL)
    *removed = depot_statement_dup_column (statements->pdata[0], 0);
  if (serial != NULL)
    *serial = depot_statement_get_int (statements->pdata[1], 0, 0);
  return g_steal_pointer (&packages);
}

void
depot_store_list_versions_async (DepotStore *self,
                                 const char *package_id,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_read_async (
      self,
      depot_statement_new ("SELECT version, content_id, size_bytes, n_files, manifest, made_at "
                           "FROM package_versions WHERE package_id = $1 ORDER BY version DESC",
                           "s",
                           package_id),
      callback,
      data);
}

GPtrArray *
depot_store_list_versions_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  DepotStatement *rows = depot_store_read_finish (self, result, error);
  GPtrArray *versions;

  if (rows == NULL)
    return NULL;
  versions = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_package_version_free);
  for (guint row = 0; row < depot_statement_get_n_rows (rows); row++)
    {
      DepotPackageVersion *version = g_new0 (DepotPackageVersion, 1);

      version->version = (guint) depot_statement_get_int (rows, row, 0);
      version->content_id = g_strdup (depot_statement_get_text (rows, row, 1));
      version->size_bytes = (guint64) depot_statement_get_int (rows, row, 2);
      version->n_files = (guint64) depot_statement_get_int (rows, row, 3);
      version->manifest = g_strdup (depot_statement_get_text (rows, row, 4));
      version->made_at = depot_statement_get_int (rows, row, 5);
      g_ptr_array_add (versions, version);
    }
  return versions;
}

/* Removing. */

static GError *
refuse_carried (const DepotStatement *uses)
{
  gint64 n = depot_statement_get_int (uses, 0, 0);

  if (n == 0)
    return NULL;
  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          ngettext ("The content of %s is on %u cloud distribution point; remove "
                                    "it there first",
                                    "The content of %s is on %u cloud distribution points; remove "
                                    "it there first",
                                    (gulong) n),
                          depot_statement_peek_given_text (uses, 1),
                          (guint) n);
}

void
depot_store_remove_package_async (DepotStore *self,
                                  const char *id,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (DepotStoreBatch) batch = NULL;
  GPtrArray *statements;
  DepotStatement *uses;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  batch = depot_store_batch_new (self);
  statements = depot_store_batch_get_statements (batch);
  uses = depot_statement_new ("SELECT count(*) FROM content_status "
                              "WHERE package = (SELECT number FROM packages WHERE id = $1)",
                              "s",
                              id);
  depot_statement_set_check (uses, refuse_carried);
  g_ptr_array_add (statements, uses);
  depot_statements_add (
      statements, "UPDATE counters SET value = value + 1 WHERE name IN ('packages', 'groups')", "");
  depot_statements_add (statements,
                        "INSERT INTO removed_packages (id, serial) "
                        "SELECT p.id, c.value FROM packages p, counters c "
                        "WHERE p.id = $1 AND c.name = 'packages'",
                        "s",
                        id);
  depot_statements_add (statements,
                        "DELETE FROM content_package_counts "
                        "WHERE package = (SELECT number FROM packages WHERE id = $1)",
                        "s",
                        id);
  depot_statements_add (statements, "DELETE FROM packages WHERE id = $1", "s", id);
  depot_store_batch_commit_single (batch, callback, data);
}

gboolean
depot_store_remove_package_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_single_finish (self, result, error);
}
