/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the file: made under another name first, so that an empty file is never ours. */
#include "config.h"

#include "depot-database-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "depot-error.h"
#include "depot-schema.h"

/* Another process may hold the file for the length of one commit; a slow disk takes a second or two
 * for it. */
#define BUSY_MILLISECONDS 20000

static GError *
file_error (const char *path, const char *what)
{
  return depot_error_new (
      DEPOT_ERROR_STORE, _ ("The database %s cannot be opened: %s"), path, what);
}

static gboolean
look_at_file (const char *path, GError **error)
{
  struct stat info;

  if (stat (path, &info) != 0)
    g_propagate_error (error, file_error (path, g_strerror (errno)));
  else if (!S_ISREG (info.st_mode))
    g_propagate_error (error, file_error (path, _ ("it is not a file")));
  else if (info.st_size == 0)
    g_propagate_error (
        error,
        file_error (path,
                    _ ("it is empty. Put a backup copy in its place, or remove it to start anew")));
  else if (access (path, R_OK | W_OK) != 0)
    g_propagate_error (error, file_error (path, g_strerror (errno)));
  else
    {
      /* it names subscriptions and hosts: nobody else's business */
      if ((info.st_mode & 077) != 0 && chmod (path, 0600) != 0)
        g_debug ("The mode of %s cannot be changed", path);
      return TRUE;
    }
  return FALSE;
}

static gboolean
set_up_connection (DepotDatabase *self, GError **error)
{
  g_autofree char *mode = NULL;

  sqlite3_extended_result_codes (self->connection, 1);
  sqlite3_busy_timeout (self->connection, BUSY_MILLISECONDS);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  if (!depot_database_exec (self, "PRAGMA mmap_size = 0", error)
      /* KiB, taken as needed: a million rows of content are worked through within it */
      || !depot_database_exec (self, "PRAGMA cache_size = -32768", error)
      || !depot_database_exec (self, "PRAGMA foreign_keys = ON", error)
      || !depot_database_exec (self, "PRAGMA synchronous = FULL", error)
      || !depot_database_exec (self, "PRAGMA cell_size_check = ON", error)
      /* not WAL: it can corrupt with two writing processes before SQLite 3.51.3 */
      || !depot_database_get_text (self, "PRAGMA journal_mode = TRUNCATE", &mode, error))
    return FALSE;
  if (g_strcmp0 (mode, "truncate") == 0)
    return TRUE;
  g_propagate_error (error, file_error (self->path, _ ("its journal mode cannot be set")));
  return FALSE;
}

static gboolean
check_whose_it_is (DepotDatabase *self, GError **error)
{
  gint64 id = 0;

  if (!depot_database_get_number (self, "PRAGMA application_id", &id, error))
    return FALSE;
  if (id == DEPOT_APPLICATION_ID)
    return TRUE;
  g_propagate_error (
      error,
      file_error (self->path, _ ("it belongs to another program. Move it away to start anew")));
  return FALSE;
}

/* Seconds with a million rows, on the store's thread: so not when the file is as we left it. */
static gboolean
check_soundness (DepotDatabase *self, GError **error)
{
  g_autofree char *finding = NULL;

  self->checked_at = depot_database_trusted_since (self->path);
  if (self->checked_at > 0)
    return TRUE;
  if (!depot_database_get_text (self, "PRAGMA quick_check(1)", &finding, error))
    return FALSE;
  if (g_strcmp0 (finding, "ok") == 0)
    {
      self->checked_at = g_get_real_time () / G_USEC_PER_SEC;
      return TRUE;
    }
  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_STORE,
          _ ("The database %s is damaged (%s). It has not been changed. Put a backup copy in "
             "its place, or move it away to start anew"),
          self->path,
          finding));
  return FALSE;
}

DepotDatabase *
depot_database_connect (const char *path, GError **error)
{
  g_autoptr (DepotDatabase) self = g_new0 (DepotDatabase, 1);

  self->path = g_strdup (path);
  if (!depot_database_check (
          self,
          sqlite3_open_v2 (
              path, &self->connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL),
          error)
      || !set_up_connection (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
make_empty_file (const char *path, GError **error)
{
  int fd = open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_propagate_error (error, file_error (path, g_strerror (errno)));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
fill_new_file (const char *path, const char *const *scripts, GError **error)
{
  g_autofree char *set_id = g_strdup_printf ("PRAGMA application_id = %d", DEPOT_APPLICATION_ID);
  g_autoptr (DepotDatabase) self = NULL;

  if (!make_empty_file (path, error))
    return FALSE;
  self = depot_database_connect (path, error);
  return self != NULL && depot_database_exec (self, set_id, error)
         && depot_database_migrate (self, scripts, error);
}

/* What a program that was killed while making its first database has left. */
static void
remove_old_attempts (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".new-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 hour_ago = g_get_real_time () / G_USEC_PER_SEC - 3600;
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *attempt = g_build_filename (folder, entry, NULL);
      struct stat info;

      if (g_str_has_prefix (entry, prefix) && lstat (attempt, &info) == 0
          && info.st_mtime < hour_ago)
        g_unlink (attempt);
    }
}

/* Whole under another name, then put in place unless somebody else was faster. */
static gboolean
create_file (const char *path, const char *const *scripts, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *attempt = g_strconcat (path, ".new-", id, NULL);
  g_autofree char *attempt_journal = g_strconcat (attempt, "-journal", NULL);
  gboolean is_made;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_propagate_error (error, file_error (path, g_strerror (errno)));
      return FALSE;
    }
  remove_old_attempts (path);
  is_made = fill_new_file (attempt, scripts, error);
  if (is_made && link (attempt, path) != 0 && errno != EEXIST)
    {
      g_propagate_error (error, file_error (path, g_strerror (errno)));
      is_made = FALSE;
    }
  g_unlink (attempt);
  g_unlink (attempt_journal);
  return is_made;
}

static gboolean
add_script (GPtrArray *scripts, guint version)
{
  g_autofree char *path = g_strdup_printf ("/depot/schema/%04u.sql", version);
  g_autoptr (GBytes) text = g_resources_lookup_data (path, 0, NULL);

  if (text != NULL)
    g_ptr_array_add (scripts, g_strdup (g_bytes_get_data (text, NULL)));
  return text != NULL;
}

/* 0001.sql, 0002.sql and so on, without a gap. */
static const char *const *
scripts_of_this_program (void)
{
  static char **scripts;

  if (g_once_init_enter_pointer (&scripts))
    {
      g_autoptr (GPtrArray) found = g_ptr_array_new_null_terminated (2, g_free, TRUE);

      depot_schema_register_resource ();
      while (add_script (found, found->len + 1))
        ;
      g_once_init_leave_pointer (&scripts,
                                 (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE));
    }
  return (const char *const *) scripts;
}

DepotDatabase *
depot_database_open (const char *path, const char *const *scripts, GError **error)
{
  g_autoptr (DepotDatabase) self = NULL;

  if (scripts == NULL)
    scripts = scripts_of_this_program ();
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK)
      && !create_file (path, scripts, error))
    return NULL;
  if (!look_at_file (path, error))
    return NULL;
  self = depot_database_connect (path, error);
  if (self == NULL || !check_whose_it_is (self, error) || !check_soundness (self, error)
      || !depot_database_migrate (self, scripts, error))
    return NULL;
  depot_database_has_changed (self); /* what is there now is not news */
  return g_steal_pointer (&self);
}
