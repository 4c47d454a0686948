/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-store.h"

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

static char *
make_path (PracticeCloud *cloud, const char *file)
{
  return g_build_filename (practice_cloud_get_state_dir (cloud), "blobs", file, NULL);
}

/* Binds text parameters up to NULL. SQLite numbers them as they first appear: $1 must come first,
 * then $2. */
static sqlite3_stmt *
prepare (PracticeCloud *cloud, const char *sql, ...)
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

static gboolean
step (PracticeCloud *cloud, sqlite3_stmt *statement)
{
  return practice_state_step (practice_cloud_get_state (cloud), statement);
}

static const char *
column (sqlite3_stmt *statement, int number)
{
  return (const char *) sqlite3_column_text (statement, number);
}

/* Files that no row needs */

static gboolean
is_file_used (PracticeCloud *cloud, const char *file)
{
  g_autoptr (sqlite3_stmt) statement = prepare (
      cloud,
      "SELECT 1 FROM segments WHERE file = $1 UNION SELECT 1 FROM blocks WHERE file = $1",
      file,
      NULL);

  return step (cloud, statement);
}

static void
remove_if_unused (PracticeCloud *cloud, gpointer file)
{
  g_autofree char *path = make_path (cloud, file);

  if (!is_file_used (cloud, file))
    g_unlink (path);
}

/* Later, when the rows are surely gone: a kill in between leaves a file too many, never one too
 * few. */
static void
consider_files (PracticeCloud *cloud, sqlite3_stmt *files)
{
  while (step (cloud, files))
    practice_cloud_after (cloud, 0, remove_if_unused, g_strdup (column (files, 0)), g_free);
}

static void
remove_leftovers (PracticeCloud *cloud)
{
  g_autofree char *folder = make_path (cloud, NULL);
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
  JsonObject *object = practice_json_parse_object (column (statement, number), -1, FALSE, NULL);

  return object != NULL ? object : json_object_new ();
}

#define BLOB_COLUMNS "name, etag, created, modified, size, headers, metadata"

static PracticeBlob *
read_blob (const char *account, const char *container, sqlite3_stmt *statement)
{
  PracticeBlob *blob = g_new0 (PracticeBlob, 1);

  blob->account = g_strdup (account);
  blob->container = g_strdup (container);
  blob->name = g_strdup (column (statement, 0));
  blob->etag = g_strdup (column (statement, 1));
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
  g_autoptr (sqlite3_stmt) statement = prepare (
      cloud,
      "SELECT " BLOB_COLUMNS " FROM blobs WHERE account = $1 AND container = $2 AND name = $3",
      account,
      container,
      name,
      NULL);

  return step (cloud, statement) ? read_blob (account, container, statement) : NULL;
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
  g_autoptr (sqlite3_stmt) statement
      = prepare (cloud,
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
  step (cloud, statement);
}

static void
remove_rows (PracticeCloud *cloud, const PracticeBlob *blob, const char *table)
{
  g_autofree char *where
      = g_strconcat (table, " WHERE account = $1 AND container = $2 AND name = $3", NULL);
  g_autofree char *select = g_strconcat ("SELECT file FROM ", where, NULL);
  g_autofree char *delete = g_strconcat ("DELETE FROM ", where, NULL);
  g_autoptr (sqlite3_stmt) files
      = prepare (cloud, select, blob->account, blob->container, blob->name, NULL);
  g_autoptr (sqlite3_stmt) removal
      = prepare (cloud, delete, blob->account, blob->container, blob->name, NULL);

  consider_files (cloud, files);
  step (cloud, removal);
}

static void
put_segments (PracticeCloud *cloud, PracticeBlob *blob, GPtrArray *segments)
{
  g_autoptr (sqlite3_stmt) statement
      = prepare (cloud,
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
      step (cloud, statement);
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
      remove_rows (cloud, blob, "segments");
      put_segments (cloud, blob, segments);
    }
  put_row (cloud, blob);
}

void
practice_blob_store_remove (PracticeCloud *cloud, PracticeBlob *blob)
{
  g_autoptr (sqlite3_stmt) removal
      = prepare (cloud,
                 "DELETE FROM blobs WHERE account = $1 AND container = $2 AND name = $3",
                 blob->account,
                 blob->container,
                 blob->name,
                 NULL);

  remove_rows (cloud, blob, "segments");
  remove_rows (cloud, blob, "blocks");
  step (cloud, removal);
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
      g_autoptr (sqlite3_stmt) removal
          = prepare (cloud, delete, account, container != NULL ? container : "", NULL);

      if (i < 2)
        {
          g_autoptr (sqlite3_stmt) files
              = prepare (cloud, select, account, container != NULL ? container : "", NULL);

          consider_files (cloud, files);
        }
      step (cloud, removal);
    }
}

/* Content */

static PracticeSegment *
read_segment (sqlite3_stmt *statement)
{
  PracticeSegment *segment = g_new0 (PracticeSegment, 1);

  segment->block_id = g_strdup (column (statement, 0));
  segment->file = g_strdup (column (statement, 1));
  segment->offset = sqlite3_column_int64 (statement, 2);
  segment->size = sqlite3_column_int64 (statement, 3);
  return segment;
}

static GPtrArray *
list_segments (PracticeCloud *cloud, const PracticeBlob *blob, const char *sql)
{
  g_autoptr (sqlite3_stmt) statement
      = prepare (cloud, sql, blob->account, blob->container, blob->name, NULL);
  GPtrArray *segments = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_segment_free);

  while (step (cloud, statement))
    g_ptr_array_add (segments, read_segment (statement));
  return segments;
}

GPtrArray *
practice_blob_store_get_segments (PracticeCloud *cloud, PracticeBlob *blob)
{
  return list_segments (cloud,
                        blob,
                        "SELECT block_id, file, start, size FROM segments"
                        " WHERE account = $1 AND container = $2 AND name = $3 ORDER BY position");
}

GPtrArray *
practice_blob_store_get_blocks (PracticeCloud *cloud, const PracticeBlob *blob)
{
  return list_segments (cloud,
                        blob,
                        "SELECT block_id, file, start, size FROM blocks"
                        " WHERE account = $1 AND container = $2 AND name = $3 ORDER BY number");
}

void
practice_blob_store_put_block (PracticeCloud *cloud,
                               const PracticeBlob *blob,
                               PracticeSegment *segment)
{
  g_autoptr (sqlite3_stmt) replaced
      = prepare (cloud,
                 "SELECT file FROM blocks WHERE account = $1 AND container = $2 AND name = $3"
                 " AND block_id = $4",
                 blob->account,
                 blob->container,
                 blob->name,
                 segment->block_id,
                 NULL);
  g_autoptr (sqlite3_stmt) statement = prepare (
      cloud,
      "INSERT INTO blocks (account, container, name, block_id, file, start, size, number)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7,"
      "  (SELECT count (*) FROM blocks WHERE account = $1 AND container = $2"
      "   AND name = $3))"
      " ON CONFLICT (account, container, name, block_id) DO UPDATE"
      " SET file = excluded.file, start = excluded.start, size = excluded.size",
      blob->account,
      blob->container,
      blob->name,
      segment->block_id,
      segment->file,
      NULL);

  consider_files (cloud, replaced);
  sqlite3_bind_int64 (statement, 6, segment->offset);
  sqlite3_bind_int64 (statement, 7, segment->size);
  step (cloud, statement);
}

void
practice_blob_store_remove_blocks (PracticeCloud *cloud, const PracticeBlob *blob)
{
  remove_rows (cloud, blob, "blocks");
}

PracticeSegment *
practice_blob_store_take_body (PracticeCloud *cloud, PracticeRequest *request)
{
  PracticeSegment *segment = g_new0 (PracticeSegment, 1);
  g_autofree char *spooled = NULL;
  g_autofree char *path = NULL;
  gboolean moved;

  segment->block_id = g_strdup ("");
  segment->file = g_uuid_string_random ();
  path = make_path (cloud, segment->file);
  practice_request_get_body_file (request, &segment->size);
  spooled = practice_request_steal_body_file (request);
  if (spooled != NULL)
    moved = g_rename (spooled, path) == 0;
  else
    {
      GBytes *body = practice_request_get_body (request);

      segment->size = g_bytes_get_size (body);
      moved = g_file_set_contents_full (path,
                                        g_bytes_get_data (body, NULL) ?: "",
                                        segment->size,
                                        G_FILE_SET_CONTENTS_NONE,
                                        0600,
                                        NULL);
    }
  if (!moved)
    g_clear_pointer (&segment, practice_segment_free);
  return segment;
}

PracticeSegment *
practice_blob_store_write (PracticeCloud *cloud, GPtrArray *parts)
{
  PracticeSegment *segment = g_new0 (PracticeSegment, 1);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) stream = NULL;
  gboolean written;

  segment->block_id = g_strdup ("");
  segment->file = g_uuid_string_random ();
  path = make_path (cloud, segment->file);
  file = g_file_new_for_path (path);
  stream = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, NULL);
  written = stream != NULL;
  for (guint i = 0; i < parts->len && written; i++)
    {
      gsize size;
      const void *data = g_bytes_get_data (g_ptr_array_index (parts, i), &size);

      written = g_output_stream_write_all (G_OUTPUT_STREAM (stream), data, size, NULL, NULL, NULL);
      segment->size += size;
    }
  if (!written || !g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL))
    g_clear_pointer (&segment, practice_segment_free);
  return segment;
}

static GBytes *
map_segment (PracticeCloud *cloud, PracticeSegment *segment, guint64 skip, guint64 size)
{
  g_autofree char *path = make_path (cloud, segment->file);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) whole = NULL;

  if (file == NULL || g_mapped_file_get_length (file) < segment->offset + skip + size)
    return NULL;
  whole = g_mapped_file_get_bytes (file);
  return g_bytes_new_from_bytes (whole, segment->offset + skip, size);
}

GPtrArray *
practice_blob_store_map (PracticeCloud *cloud, GPtrArray *segments, guint64 offset, guint64 size)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < segments->len && size > 0; i++)
    {
      PracticeSegment *segment = g_ptr_array_index (segments, i);
      guint64 taken;
      GBytes *part;

      if (offset >= segment->size)
        {
          offset -= segment->size;
          continue;
        }
      taken = MIN (size, segment->size - offset);
      part = map_segment (cloud, segment, offset, taken);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
      size -= taken;
      offset = 0;
    }
  return g_steal_pointer (&parts);
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
  g_autoptr (sqlite3_stmt) statement
      = prepare (cloud,
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
  while (step (cloud, statement))
    g_ptr_array_add (blobs, read_blob (account, container, statement));
  return blobs;
}

guint64
practice_blob_store_get_used_bytes (PracticeCloud *cloud, const char *account)
{
  g_autoptr (sqlite3_stmt) statement
      = prepare (cloud, "SELECT total (size) FROM blobs WHERE account = $1", account, NULL);

  return step (cloud, statement) ? sqlite3_column_double (statement, 0) : 0;
}
