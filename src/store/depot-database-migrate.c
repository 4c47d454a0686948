/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-database-private.h"

#include <fcntl.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-clock.h"
#include "depot-error.h"
#include "depot-fault.h"

static guint
count (const char *const *scripts)
{
  guint n = 0;

  while (scripts[n] != NULL)
    n++;
  return n;
}

static gboolean
refuse_newer (DepotDatabase *self, guint version, guint known, GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_STORE,
                       _ ("The database %s has version %u, made by a later program; this one knows "
                          "version %u. Update this program. The file has not been changed"),
                       self->path,
                       version,
                       known));
  return FALSE;
}

/* By SQLite itself: copying the file could catch it in the middle of a commit. */
static gboolean
back_up (DepotDatabase *self, guint version, GError **error)
{
  g_autofree char *time = depot_time_to_iso8601 (g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *copy = g_strdup_printf ("%s.version-%u-%s-%.8s", self->path, version, time, id);
  sqlite3_stmt *statement = NULL;
  int fd = open (copy, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  int code;

  if (fd >= 0)
    close (fd); /* SQLite fills an empty file and leaves its mode alone */
  code = sqlite3_prepare_v2 (self->connection, "VACUUM INTO $1", -1, &statement, NULL);
  if (code == SQLITE_OK)
    {
      sqlite3_bind_text (statement, 1, copy, -1, SQLITE_TRANSIENT);
      code = sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
  return depot_database_check (self, code, error);
}

static gboolean
run_scripts (DepotDatabase *self, const char *const *scripts, GError **error)
{
  guint known = count (scripts);
  g_autofree char *set_version = g_strdup_printf ("PRAGMA user_version = %u", known);

  /* asked again within the transaction: another process may have done it meanwhile */
  for (guint version = depot_database_get_version (self); version < known; version++)
    {
      depot_fault_point ("migration");
      if (!depot_database_exec (self, scripts[version], error))
        return FALSE;
    }
  return depot_database_exec (self, set_version, error);
}

gboolean
depot_database_migrate (DepotDatabase *self, const char *const *scripts, GError **error)
{
  guint version = depot_database_get_version (self);
  guint known = count (scripts);

  if (version == known)
    return TRUE;
  if (version > known)
    return refuse_newer (self, version, known, error);
  if (version > 0 && !back_up (self, version, error))
    return FALSE;

  if (!depot_database_exec (self, "BEGIN EXCLUSIVE", error))
    return FALSE;
  if (run_scripts (self, scripts, error) && depot_database_exec (self, "COMMIT", error))
    {
      depot_fault_point ("migrated");
      return TRUE;
    }
  depot_database_exec (self, "ROLLBACK", NULL);
  return FALSE;
}
