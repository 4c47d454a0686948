/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-rows.h"

#include <string.h>

#include <glib/gstdio.h>

#include "practice-json.h"

static const char schema[]
    = "CREATE TABLE IF NOT EXISTS blobs ("
      "  account TEXT NOT NULL, container TEXT NOT NULL, name TEXT NOT NULL,"
      "  etag TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,"
      "  size INTEGER NOT NULL, headers TEXT NOT NULL, metadata TEXT NOT NULL,"
      "  PRIMARY KEY (account, container, name)) WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS segments ("
      "  account TEXT NOT NULL, container TEXT NOT NULL, name TEXT NOT NULL,"
      "  position INTEGER NOT NULL, block_id TEXT NOT NULL, file TEXT NOT NULL,"
      "  start INTEGER NOT NULL, size INTEGER NOT NULL,"
      "  PRIMARY KEY (account, container, name, position)) WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS segment_files ON segments (file);"
      "CREATE TABLE IF NOT EXISTS blocks ("
      "  account TEXT NOT NULL, container TEXT NOT NULL, name TEXT NOT NULL,"
      "  block_id TEXT NOT NULL, file TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL,"
      "  number INTEGER NOT NULL,"
      "  PRIMARY KEY (account, container, name, block_id)) WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS block_files ON blocks (file);";

void
practice_blob_free (PracticeBlob *blob)
{
  g_free (blob->account);
  g_free (blob->container);
  g_free (blob->name);
  g_free (blob->etag);
  g_clear_pointer (&blob->headers, json_object_unref);
  g_clear_pointer (&blob->metadata, json_object_unref);
  g_free (blob);
}

void
practice_segment_free (PracticeSegment *segment)
{
  g_free (segment->block_id);
  g_free (segment->file);
  g_free (segment);
}

PracticeBlob *
practice_blob_new (const char *account, const char *container, const char *name)
{
  PracticeBlob *blob = g_new0 (PracticeBlob, 1);

  blob->account = g_strdup (account);
  blob->container = g_strdup (container);
  blob->name = g_strdup (name);
  blob->headers = json_object_new ();
  blob->metadata = json_object_new ();
  return blob;
}

char *
practice_blob_store_make_path (PracticeCloud *cloud, const char *file)
{
  return g_build_filename (practice_cloud_get_state_dir (cloud), "blobs", file, NULL);
}

/* Binds text parameters up to NULL. SQLite numbers them as they first appear: $1 must come first,
 * then $2. */
sqlite3_stmt *
practice_blob_rows_prepare (PracticeCloud *cloud, const char *sql, ...)
{
  sqlite3_stmt *statement = practice_state_prepare (practice_cloud_get_state (cloud), sql);
  va_list texts;
  int number = 1;

  va_start (texts, sql);
  for (const char *text = va_arg (texts, const char *); text != NULL;
       text = va_arg (texts, const char *))
    sqlite3_bind_text (statement, number++, text, -1, SQLITE_TRANSIENT);
  va_end (texts);
  return statement;
}

gboolean
practice_blob_rows_step (PracticeCloud *cloud, sqlite3_stmt *statement)
{
  return practice_state_step (practice_cloud_get_state (cloud), statement);
}

const char *
practice_blob_rows_column (sqlite3_stmt *statement, int number)
{
  return (const char *) sqlite3_column_text (statement, number);
}

/* Files that no row needs */

static gboolean
is_file_used (PracticeCloud *cloud, const char *file)
{
  g_autoptr (sqlite3_stmt) statement = practice_blob_rows_prepare (
      cloud,
      "SELECT 1 FROM segments WHERE file = $1 UNION SELECT 1 FROM blocks WHERE file = $1",
      file,
      NULL);

  return practice_blob_rows_step (cloud, statement);
}

static void
remove_if_unused (PracticeCloud *cloud, gpointer file)
{
  g_autofree char *path = practice_blob_store_make_path (cloud, file);

  if (!is_file_used (cloud, file))
    g_unlink (path);
}

/* Later, when the rows are surely gone: a kill in between leaves a file too many, never one too
 * few. */
void
practice_blob_rows_consider_files (PracticeCloud *cloud, sqlite3_stmt *files)
{
  while (practice_blob_rows_step (cloud, files))
    practice_cloud_after (
        cloud, 0, remove_if_unused, g_strdup (practice_blob_rows_column (files, 0)), g_free);
}

static void
remove_leftovers (PracticeCloud *cloud)
{
  g_autofree char *folder = practice_blob_store_make_path (cloud, NULL);
  g_autofree char *spool = g_build_filename (practice_cloud_get_state_dir (cloud), "spool", NULL);
  g_autoptr (GDir) blobs = NULL;
  g_autoptr (GDir) parts = NULL;
  const char *name;

  g_mkdir_with_parents (folder, 0700);
  g_mkdir_with_parents (spool, 0700);
  blobs = g_dir_open (folder, 0, NULL);
  while (blobs != NULL && (name = g_dir_read_name (blobs)) != NULL)
    remove_if_unused (cloud, (gpointer) name);
  parts = g_dir_open (spool, 0, NULL);
  while (parts != NULL && (name = g_dir_read_name (parts)) != NULL)
    {
      g_autofree char *path = g_build_filename (spool, name, NULL);

      g_unlink (path);
    }
}

void
practice_blob_store_open (PracticeCloud *cloud)
{
  practice_state_execute (practice_cloud_get_state (cloud), schema);
  remove_leftovers (cloud);
}

/* Blobs */

static JsonObject *
read_object (sqlite3_stmt *statement, int number)
{
  JsonObject *object
      = practice_json_parse_object (practice_blob_rows_column (statement, number), -1, FALSE, NULL);

  return object != NULL ? object : json_object_new ();
}

#define BLOB_COLUMNS "name, etag, created, modified, size, headers, metadata"

static PracticeBlob *
read_blob (const char *account, const char *container, sqlite3_stmt *statement)
{
  PracticeBlob *blob = g_new0 (PracticeBlob, 1);

  blob->account = g_strdup (account);
  blob->container = g_strdup (container);
  blob->name = g_strdup (practice_blob_rows_column (statement, 0));
  blob->etag = g_strdup (practice_blob_rows_column (statement, 1));
  blob->created = sqlite3_column_int64 (statement, 2);
  blob->modified = sqlite3_column_int64 (statement, 3);
  blob->size = sqlite3_column_int64 (statement, 4);
  blob->headers = read_object (statement, 5);
  blob->metadata = read_object (statement, 6);
  blob->uncommitted = *blob->etag == '\0';
  return blob;
}

PracticeBlob *
practice_blob_store_get (PracticeCloud *cloud,
                         const char *account,
                         const char *container,
                         const char *name)
{
  g_autoptr (sqlite3_stmt) statement = practice_blob_rows_prepare (
      cloud,
      "SELECT " BLOB_COLUMNS " FROM blobs WHERE account = $1 AND container = $2 AND name = $3",
      account,
      container,
      name,
      NULL);

  return practice_blob_rows_step (cloud, statement) ? read_blob (account, container, statement)
                                                    : NULL;
}

/* 100 ns ticks, as Azure's etags are; never the same twice. */
char *
practice_blob_store_make_etag (PracticeCloud *cloud)
{
  static gint64 last;

  last = MAX (last + 1, practice_cloud_get_now (cloud) * 10);
  return g_strdup_printf ("\"0x%" G_GINT64_MODIFIER "X\"", last);
}

static void
put_row (PracticeCloud *cloud, PracticeBlob *blob)
{
  g_autofree char *headers = practice_json_to_string (blob->headers);
  g_autofree char *metadata = practice_json_to_string (blob->metadata);
  g_autoptr (sqlite3_stmt) statement = practice_blob_rows_prepare (
      cloud,
      "INSERT INTO blobs (account, container, name, etag, headers, metadata, created,"
      " modified, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
      " ON CONFLICT (account, container, name) DO UPDATE SET etag = excluded.etag,"
      " headers = excluded.headers, metadata = excluded.metadata,"
      " modified = excluded.modified, size = excluded.size",
      blob->account,
      blob->container,
      blob->name,
      blob->etag,
      headers,
      metadata,
      NULL);

  sqlite3_bind_int64 (statement, 7, blob->created);
  sqlite3_bind_int64 (statement, 8, blob->modified);
  sqlite3_bind_int64 (statement, 9, blob->size);
  practice_blob_rows_step (cloud, statement);
}

void
practice_blob_rows_remove (PracticeCloud *cloud, const PracticeBlob *blob, const char *table)
{
  g_autofree char *where
      = g_strconcat (table, " WHERE account = $1 AND container = $2 AND name = $3", NULL);
  g_autofree char *select = g_strconcat ("SELECT file FROM ", where, NULL);
  g_autofree char *delete = g_strconcat ("DELETE FROM ", where, NULL);
  g_autoptr (sqlite3_stmt) files = practice_blob_rows_prepare (
      cloud, select, blob->account, blob->container, blob->name, NULL);
  g_autoptr (sqlite3_stmt) removal = practice_blob_rows_prepare (
      cloud, delete, blob->account, blob->container, blob->name, NULL);

  practice_blob_rows_consider_files (cloud, files);
  practice_blob_rows_step (cloud, removal);
}

static void
put_segments (PracticeCloud *cloud, PracticeBlob *blob, GPtrArray *segments)
{
  g_autoptr (sqlite3_stmt) statement = practice_blob_rows_prepare (
      cloud,
      "INSERT INTO segments (account, container, name, block_id, file, position, start,"
      " size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      blob->account,
      blob->container,
      blob->name,
      NULL);

  blob->size = 0;
  for (guint i = 0; i < segments->len; i++)
    {
      PracticeSegment *segment = g_ptr_array_index (segments, i);

      sqlite3_bind_text (statement, 4, segment->block_id, -1, SQLITE_TRANSIENT);
      sqlite3_bind_text (statement, 5, segment->file, -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64 (statement, 6, i);
      sqlite3_bind_int64 (statement, 7, segment->offset);
      sqlite3_bind_int64 (statement, 8, segment->size);
      practice_blob_rows_step (cloud, statement);
      sqlite3_reset (statement);
      blob->size += segment->size;
    }
}

void
practice_blob_store_put (PracticeCloud *cloud, PracticeBlob *blob, GPtrArray *segments)
{
  g_free (blob->etag);
  blob->etag = practice_blob_store_make_etag (cloud);
  blob->modified = practice_cloud_get_now (cloud);
  if (blob->created == 0)
    blob->created = blob->modified;
  if (segments != NULL)
    {
      practice_blob_rows_remove (cloud, blob, "segments");
      put_segments (cloud, blob, segments);
    }
  put_row (cloud, blob);
}

void
practice_blob_store_remove (PracticeCloud *cloud, PracticeBlob *blob)
{
  g_autoptr (sqlite3_stmt) removal = practice_blob_rows_prepare (
      cloud,
      "DELETE FROM blobs WHERE account = $1 AND container = $2 AND name = $3",
      blob->account,
      blob->container,
      blob->name,
      NULL);

  practice_blob_rows_remove (cloud, blob, "segments");
  practice_blob_rows_remove (cloud, blob, "blocks");
  practice_blob_rows_step (cloud, removal);
}

void
practice_blob_store_remove_all (PracticeCloud *cloud, const char *account, const char *container)
{
  static const char *const tables[] = { "segments", "blocks", "blobs" };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *where
          = g_strconcat (tables[i], " WHERE account = $1 AND ($2 = '' OR container = $2)", NULL);
      g_autofree char *delete = g_strconcat ("DELETE FROM ", where, NULL);
      g_autofree char *select = g_strconcat ("SELECT file FROM ", where, NULL);
      g_autoptr (sqlite3_stmt) removal = practice_blob_rows_prepare (
          cloud, delete, account, container != NULL ? container : "", NULL);

      if (i < 2)
        {
          g_autoptr (sqlite3_stmt) files = practice_blob_rows_prepare (
              cloud, select, account, container != NULL ? container : "", NULL);

          practice_blob_rows_consider_files (cloud, files);
        }
      practice_blob_rows_step (cloud, removal);
    }
}

/* A blob of which only blocks exist has an empty etag in this union. */
GPtrArray *
practice_blob_store_list (PracticeCloud *cloud,
                          const char *account,
                          const char *container,
                          const char *prefix,
                          const char *from,
                          gboolean uncommitted,
                          guint limit)
{
  g_autoptr (sqlite3_stmt) statement = practice_blob_rows_prepare (
      cloud,
      "SELECT " BLOB_COLUMNS " FROM blobs WHERE account = $1 AND container = $2"
      " AND substr (name, 1, length ($3)) = $3 AND name >= $4"
      " UNION ALL SELECT DISTINCT name, '', 0, 0, 0, '{}', '{}' FROM blocks AS b"
      " WHERE $5 AND account = $1 AND container = $2 AND name >= $4"
      " AND substr (name, 1, length ($3)) = $3 AND NOT EXISTS (SELECT 1 FROM blobs"
      "  WHERE account = b.account AND container = b.container AND name = b.name)"
      " ORDER BY name LIMIT $6",
      account,
      container,
      prefix,
      strcmp (from, prefix) > 0 ? from : prefix,
      NULL);
  GPtrArray *blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_blob_free);

  sqlite3_bind_int (statement, 5, uncommitted);
  sqlite3_bind_int64 (statement, 6, limit);
  while (practice_blob_rows_step (cloud, statement))
    g_ptr_array_add (blobs, read_blob (account, container, statement));
  return blobs;
}
