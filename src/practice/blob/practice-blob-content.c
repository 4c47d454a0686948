/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-rows.h"

#include <glib/gstdio.h>

/* The bytes of blobs: segments, waiting blocks, and the files behind both. */

static PracticeSegment *
read_segment (sqlite3_stmt *statement)
{
  PracticeSegment *segment = g_new0 (PracticeSegment, 1);

  segment->block_id = g_strdup (practice_blob_rows_column (statement, 0));
  segment->file = g_strdup (practice_blob_rows_column (statement, 1));
  segment->offset = sqlite3_column_int64 (statement, 2);
  segment->size = sqlite3_column_int64 (statement, 3);
  return segment;
}

static GPtrArray *
list_segments (PracticeCloud *cloud, const PracticeBlob *blob, const char *sql)
{
  g_autoptr (sqlite3_stmt) statement
      = practice_blob_rows_prepare (cloud, sql, blob->account, blob->container, blob->name, NULL);
  GPtrArray *segments = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_segment_free);

  while (practice_blob_rows_step (cloud, statement))
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
  g_autoptr (sqlite3_stmt) replaced = practice_blob_rows_prepare (
      cloud,
      "SELECT file FROM blocks WHERE account = $1 AND container = $2 AND name = $3"
      " AND block_id = $4",
      blob->account,
      blob->container,
      blob->name,
      segment->block_id,
      NULL);
  g_autoptr (sqlite3_stmt) statement = practice_blob_rows_prepare (
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

  practice_blob_rows_consider_files (cloud, replaced);
  sqlite3_bind_int64 (statement, 6, segment->offset);
  sqlite3_bind_int64 (statement, 7, segment->size);
  practice_blob_rows_step (cloud, statement);
}

void
practice_blob_store_remove_blocks (PracticeCloud *cloud, const PracticeBlob *blob)
{
  practice_blob_rows_remove (cloud, blob, "blocks");
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
  path = practice_blob_store_make_path (cloud, segment->file);
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
  path = practice_blob_store_make_path (cloud, segment->file);
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
  g_autofree char *path = practice_blob_store_make_path (cloud, segment->file);
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
