/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-state.h"

#include <glib/gstdio.h>

#include "practice-json.h"

struct _PracticeState
{
  GObject parent_instance;

  char *folder;
  sqlite3 *database;
  sqlite3_stmt *get;
  sqlite3_stmt *put;
  sqlite3_stmt *remove;
  guint depth;
  GHashTable *changes; /* collection → how many */
};

G_DEFINE_FINAL_TYPE (PracticeState, practice_state, G_TYPE_OBJECT)

static const char schema[] = "PRAGMA journal_mode = TRUNCATE;"
                             "PRAGMA synchronous = NORMAL;"
                             "CREATE TABLE IF NOT EXISTS documents ("
                             "  collection TEXT NOT NULL,"
                             "  key TEXT NOT NULL,"
                             "  body TEXT NOT NULL,"
                             "  PRIMARY KEY (collection, key)) WITHOUT ROWID;";

static void
practice_state_finalize (GObject *object)
{
  PracticeState *self = PRACTICE_STATE (object);

  sqlite3_finalize (self->get);
  sqlite3_finalize (self->put);
  sqlite3_finalize (self->remove);
  sqlite3_close (self->database);
  g_hash_table_unref (self->changes);
  g_free (self->folder);
  G_OBJECT_CLASS (practice_state_parent_class)->finalize (object);
}

static void
practice_state_class_init (PracticeStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = practice_state_finalize;
}

static void
practice_state_init (PracticeState *self)
{
  self->changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static const char *
say_why (PracticeState *self)
{
  if (sqlite3_errcode (self->database) == SQLITE_BUSY)
    return "another practice cloud is at work there";
  return sqlite3_errmsg (self->database);
}

/* The lock keeps a second practice cloud from the same folder: two would answer from stale memory.
 */
static gboolean
open_database (PracticeState *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "state.sqlite", NULL);

  if (sqlite3_open (path, &self->database) != SQLITE_OK
      || sqlite3_busy_timeout (self->database, 3000) != SQLITE_OK
      || sqlite3_exec (self->database, "PRAGMA locking_mode = EXCLUSIVE;", NULL, NULL, NULL)
             != SQLITE_OK
      || sqlite3_exec (self->database, schema, NULL, NULL, NULL) != SQLITE_OK
      || sqlite3_exec (self->database, "BEGIN IMMEDIATE; COMMIT;", NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_FAILED,
                   "The state in %s cannot be used: %s",
                   self->folder,
                   say_why (self));
      return FALSE;
    }
  return TRUE;
}

PracticeState *
practice_state_open (const char *folder, GError **error)
{
  g_autoptr (PracticeState) self = g_object_new (PRACTICE_TYPE_STATE, NULL);

  self->folder = g_canonicalize_filename (folder, NULL);
  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   g_io_error_from_errno (errno),
                   "The folder %s cannot be made: %s",
                   self->folder,
                   g_strerror (errno));
      return NULL;
    }
  if (!open_database (self, error))
    return NULL;
  self->get = practice_state_prepare (
      self, "SELECT body FROM documents WHERE collection = $1 AND key = $2");
  self->put = practice_state_prepare (
      self,
      "INSERT INTO documents (collection, key, body) VALUES ($1, $2, $3)"
      " ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body");
  self->remove
      = practice_state_prepare (self, "DELETE FROM documents WHERE collection = $1 AND key = $2");
  return g_steal_pointer (&self);
}

void
practice_state_execute (PracticeState *self, const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (self->database, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("The state in %s failed: %s", self->folder, message);
}

sqlite3_stmt *
practice_state_prepare (PracticeState *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->database, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("The state in %s failed: %s", self->folder, sqlite3_errmsg (self->database));
  return statement;
}

gboolean
practice_state_step (PracticeState *self, sqlite3_stmt *statement)
{
  int result = sqlite3_step (statement);

  if (result != SQLITE_ROW && result != SQLITE_DONE)
    g_error ("The state in %s failed: %s", self->folder, sqlite3_errmsg (self->database));
  return result == SQLITE_ROW;
}

static void
bind_key (sqlite3_stmt *statement, const char *collection, const char *key)
{
  sqlite3_bind_text (statement, 1, collection, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, 2, g_ascii_strdown (key, -1), -1, g_free);
}

JsonObject *
practice_state_get (PracticeState *self, const char *collection, const char *key)
{
  JsonObject *document = NULL;

  bind_key (self->get, collection, key);
  if (practice_state_step (self, self->get))
    document = practice_json_parse_object (
        (const char *) sqlite3_column_text (self->get, 0), -1, FALSE, NULL);
  sqlite3_reset (self->get);
  return document;
}

gboolean
practice_state_has (PracticeState *self, const char *collection, const char *key)
{
  gboolean found;

  bind_key (self->get, collection, key);
  found = practice_state_step (self, self->get);
  sqlite3_reset (self->get);
  return found;
}

guint
practice_state_count_changes (PracticeState *self, const char *collection)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->changes, collection));
}

static void
count_change (PracticeState *self, const char *collection)
{
  guint count = practice_state_count_changes (self, collection) + 1;

  g_hash_table_replace (self->changes, g_strdup (collection), GUINT_TO_POINTER (count));
}

void
practice_state_put (PracticeState *self,
                    const char *collection,
                    const char *key,
                    JsonObject *document)
{
  bind_key (self->put, collection, key);
  sqlite3_bind_text (self->put, 3, practice_json_to_string (document), -1, g_free);
  practice_state_step (self, self->put);
  sqlite3_reset (self->put);
  count_change (self, collection);
}

gboolean
practice_state_remove (PracticeState *self, const char *collection, const char *key)
{
  bind_key (self->remove, collection, key);
  practice_state_step (self, self->remove);
  sqlite3_reset (self->remove);
  count_change (self, collection);
  return sqlite3_changes (self->database) > 0;
}

/* substr() instead of LIKE: ids may contain '_' and '%'. */
static sqlite3_stmt *
prepare_prefix (PracticeState *self, const char *verb, const char *collection, const char *prefix)
{
  g_autofree char *sql = g_strconcat (
      verb,
      " FROM documents WHERE collection = $1 AND key >= $2 AND substr (key, 1, length ($2)) = $2",
      g_str_has_prefix (verb, "SELECT") ? " ORDER BY key" : "",
      NULL);
  sqlite3_stmt *statement = practice_state_prepare (self, sql);

  bind_key (statement, collection, prefix != NULL ? prefix : "");
  return statement;
}

GPtrArray *
practice_state_list (PracticeState *self, const char *collection, const char *prefix)
{
  g_autoptr (sqlite3_stmt) statement = prepare_prefix (self, "SELECT body", collection, prefix);
  GPtrArray *documents = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  while (practice_state_step (self, statement))
    {
      const char *body = (const char *) sqlite3_column_text (statement, 0);
      JsonObject *document = practice_json_parse_object (body, -1, FALSE, NULL);

      if (document != NULL)
        g_ptr_array_add (documents, document);
    }
  return documents;
}

char **
practice_state_list_keys (PracticeState *self, const char *collection, const char *prefix)
{
  g_autoptr (sqlite3_stmt) statement = prepare_prefix (self, "SELECT key", collection, prefix);
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  while (practice_state_step (self, statement))
    g_strv_builder_add (keys, (const char *) sqlite3_column_text (statement, 0));
  return g_strv_builder_end (keys);
}

guint
practice_state_remove_prefix (PracticeState *self, const char *collection, const char *prefix)
{
  g_autoptr (sqlite3_stmt) statement = prepare_prefix (self, "DELETE", collection, prefix);

  practice_state_step (self, statement);
  count_change (self, collection);
  return sqlite3_changes (self->database);
}

void
practice_state_begin (PracticeState *self)
{
  if (self->depth++ == 0)
    practice_state_execute (self, "BEGIN");
}

void
practice_state_commit (PracticeState *self)
{
  g_return_if_fail (self->depth > 0);

  if (--self->depth == 0)
    practice_state_execute (self, "COMMIT");
}
