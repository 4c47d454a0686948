/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-database-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-fault.h"
#include "depot-json.h"
#include "depot-statement-private.h"

static const char *
remedy (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return _ ("Another program has been busy with it for too long; try again");
    case SQLITE_FULL:
      return _ ("Make room on the disk and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return _ ("Check the permissions of the file and its folder");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return _ ("It is damaged or not a database and has not been changed. Put a backup copy in "
                "its place, or move it "
                "away to start anew");
    case SQLITE_IOERR:
      return _ ("Check the disk");
    default:
      return _ ("Run depotctl doctor");
    }
}

gboolean
depot_database_check (DepotDatabase *self, int code, GError **error)
{
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
    return TRUE;
  if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_IOERR)
    self->checked_at = 0;
  if (error != NULL)
    *error = depot_error_new (DEPOT_ERROR_STORE,
                              _ ("The database %s reports: %s. %s"),
                              self->path,
                              self->connection != NULL ? sqlite3_errmsg (self->connection)
                                                       : sqlite3_errstr (code),
                              remedy (code));
  return FALSE;
}

gboolean
depot_database_exec (DepotDatabase *self, const char *sql, GError **error)
{
  return depot_database_check (self, sqlite3_exec (self->connection, sql, NULL, NULL, NULL), error);
}

gboolean
depot_database_get_text (DepotDatabase *self, const char *sql, char **text, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (self->connection, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  if (code == SQLITE_ROW || code == SQLITE_DONE)
    {
      sqlite3_finalize (statement);
      return TRUE;
    }
  depot_database_check (self, code, error);
  sqlite3_finalize (statement);
  return FALSE;
}

gboolean
depot_database_get_number (DepotDatabase *self, const char *sql, gint64 *number, GError **error)
{
  g_autofree char *text = NULL;

  if (!depot_database_get_text (self, sql, &text, error))
    return FALSE;
  *number = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  return TRUE;
}

guint
depot_database_get_version (DepotDatabase *self)
{
  gint64 version = 0;

  depot_database_get_number (self, "PRAGMA user_version", &version, NULL);
  return (guint) CLAMP (version, 0, G_MAXINT);
}

/* SQLite numbers $1, $2 … by their first appearance, so they are looked up by name. */
static int
bind (sqlite3_stmt *prepared, guint parameter, const DepotValue *value)
{
  g_autofree char *name = g_strdup_printf ("$%u", parameter);
  int at = sqlite3_bind_parameter_index (prepared, name);

  switch (value->type)
    {
    case DEPOT_VALUE_NULL:
      return sqlite3_bind_null (prepared, at);
    case DEPOT_VALUE_INT:
      return sqlite3_bind_int64 (prepared, at, value->number);
    case DEPOT_VALUE_DOUBLE:
      return sqlite3_bind_double (prepared, at, value->real);
    case DEPOT_VALUE_TEXT:
      return sqlite3_bind_text (prepared, at, value->text, -1, SQLITE_STATIC);
    case DEPOT_VALUE_JSON:
    default:
      return SQLITE_MISUSE;
    }
}

static DepotValue
read_value (sqlite3_stmt *prepared, int column, gboolean is_json)
{
  DepotValue value = { DEPOT_VALUE_NULL };

  switch (sqlite3_column_type (prepared, column))
    {
    case SQLITE_INTEGER:
      value.type = DEPOT_VALUE_INT;
      value.number = sqlite3_column_int64 (prepared, column);
      break;
    case SQLITE_FLOAT:
      value.type = DEPOT_VALUE_DOUBLE;
      value.real = sqlite3_column_double (prepared, column);
      break;
    case SQLITE_TEXT:
      if (is_json)
        {
          value.json
              = depot_json_parse_object ((const char *) sqlite3_column_text (prepared, column),
                                         sqlite3_column_bytes (prepared, column),
                                         NULL);
          value.type = value.json != NULL ? DEPOT_VALUE_JSON : DEPOT_VALUE_NULL;
          break;
        }
      value.type = DEPOT_VALUE_TEXT;
      value.text = g_strdup ((const char *) sqlite3_column_text (prepared, column));
      break;
    default:
      break;
    }
  return value;
}

static void
read_row (DepotStatement *statement, sqlite3_stmt *prepared)
{
  statement->n_columns = (guint) sqlite3_column_count (prepared);
  for (guint column = 0; column < statement->n_columns; column++)
    {
      DepotValue value
          = read_value (prepared, (int) column, statement->json_column == (int) column);

      g_array_append_val (statement->found, value);
    }
}

static int
bind_all (sqlite3_stmt *prepared, DepotStatement *statement)
{
  for (guint i = 0; i < statement->given->len; i++)
    {
      int code = bind (prepared, i + 1, &g_array_index (statement->given, DepotValue, i));

      if (code != SQLITE_OK)
        return code;
    }
  return SQLITE_OK;
}

static gboolean
run_statement (DepotDatabase *self, DepotStatement *statement, GError **error)
{
  sqlite3_stmt *prepared = NULL;
  int code = sqlite3_prepare_v2 (self->connection, statement->sql, -1, &prepared, NULL);
  gboolean is_good;
  GError *refusal;

  if (code == SQLITE_OK)
    code = bind_all (prepared, statement);
  if (code == SQLITE_OK)
    while ((code = sqlite3_step (prepared)) == SQLITE_ROW)
      read_row (statement, prepared);
  is_good = depot_database_check (self, code, error);
  sqlite3_finalize (prepared);

  refusal = is_good && statement->check != NULL ? statement->check (statement) : NULL;
  if (refusal == NULL)
    return is_good;
  g_propagate_error (error, refusal);
  return FALSE;
}

/* Counted within the transaction, so that other processes tell a change from a heartbeat. */
static gboolean
count_commit (DepotDatabase *self, GError **error)
{
  return depot_database_get_number (
      self,
      "UPDATE counters SET value = value + 1 WHERE name = 'commits' RETURNING value",
      &self->commits_seen,
      error);
}

gboolean
depot_database_run_inside (DepotDatabase *self, GPtrArray *statements, GError **error)
{
  for (guint i = 0; i < statements->len; i++)
    if (!run_statement (self, statements->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
depot_database_transact (DepotDatabase *self,
                         DepotTransaction kind,
                         DepotDatabaseFunc func,
                         gpointer data,
                         GError **error)
{
  gint64 seen = self->commits_seen;
  gboolean is_write = kind != DEPOT_TRANSACTION_READ;

  /* a writer takes its place at once: two readers that both want to write later would block each
   * other */
  if (!depot_database_exec (self, is_write ? "BEGIN IMMEDIATE" : "BEGIN", error))
    return FALSE;
  if ((kind != DEPOT_TRANSACTION_WRITE || count_commit (self, error)) && func (self, data, error)
      && depot_database_exec (self, "COMMIT", error))
    {
      if (kind == DEPOT_TRANSACTION_WRITE)
        depot_fault_point ("commit");
      return TRUE;
    }
  self->commits_seen = seen;
  sqlite3_exec (self->connection, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
run_all (DepotDatabase *self, gpointer statements, GError **error)
{
  return depot_database_run_inside (self, statements, error);
}

gboolean
depot_database_run (DepotDatabase *self,
                    GPtrArray *statements,
                    DepotTransaction kind,
                    GError **error)
{
  return depot_database_transact (self, kind, run_all, statements, error);
}

gboolean
depot_database_has_changed (DepotDatabase *self)
{
  gint64 data_version = self->data_version;
  gint64 commits = self->commits_seen;

  if (!depot_database_get_number (self, "PRAGMA data_version", &data_version, NULL)
      || data_version == self->data_version)
    return FALSE;
  if (!depot_database_get_number (
          self, "SELECT value FROM counters WHERE name = 'commits'", &commits, NULL))
    return FALSE; /* busy just now: asked again in a second */
  self->data_version = data_version;
  if (commits == self->commits_seen)
    return FALSE;
  self->commits_seen = commits;
  return TRUE;
}

gint64
depot_database_get_commits (DepotDatabase *self)
{
  return self->commits_seen;
}

gboolean
depot_database_verify (DepotDatabase *self, char **finding, GError **error)
{
  g_autofree char *said = NULL;

  if (!depot_database_get_text (self, "PRAGMA integrity_check", &said, error))
    return FALSE;
  *finding = g_strcmp0 (said, "ok") == 0 ? NULL : g_steal_pointer (&said);
  return TRUE;
}

void
depot_database_close (DepotDatabase *self)
{
  if (self == NULL)
    return;
  sqlite3_close (self->connection);
  depot_database_leave (self);
  g_free (self->path);
  g_free (self);
}
