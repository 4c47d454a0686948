/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-content.h"

#include <gio/gio.h>
#include <string.h>

#include "blob/practice-blob-store.h"
#include "practice-json.h"

#define POINTER "published.json"
#define MAX_POINTER (64 * 1024)
#define MAX_LINE (3 * 1024 * 1024)
#define HEX_LENGTH 64

typedef struct
{
  PracticeCloud *cloud;
  const char *account;
  const char *container;
} Place;

static GDataInputStream *
open_blob (const Place *place, const char *name, guint64 most)
{
  g_autoptr (PracticeBlob) blob
      = practice_blob_store_get (place->cloud, place->account, place->container, name);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GPtrArray) parts = NULL;

  if (blob == NULL || blob->uncommitted || blob->size > most)
    return NULL;
  segments = practice_blob_store_get_segments (place->cloud, blob);
  parts = practice_blob_store_map (place->cloud, segments, 0, blob->size);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    g_memory_input_stream_add_bytes (G_MEMORY_INPUT_STREAM (stream), parts->pdata[i]);
  return g_data_input_stream_new (stream);
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == HEX_LENGTH && strspn (text, "0123456789abcdef") == HEX_LENGTH;
}

/* "b/<hash>" of the manifest, or NULL. */
static char *
read_pointer (const Place *place, const char *package)
{
  g_autofree char *name = g_strconcat (package, "/" POINTER, NULL);
  g_autoptr (GDataInputStream) stream = open_blob (place, name, MAX_POINTER);
  g_autofree char *text = g_malloc0 (MAX_POINTER + 1);
  g_autoptr (JsonObject) pointer = NULL;
  const char *manifest;
  gsize length = 0;

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_POINTER, &length, NULL, NULL))
    return NULL;
  pointer = practice_json_parse_object (text, (gssize) length, FALSE, NULL);
  manifest = pointer != NULL ? practice_json_get_string (pointer, "manifest") : NULL;
  if (manifest == NULL || g_strcmp0 (practice_json_get_string (pointer, "package"), package) != 0
      || !g_str_has_prefix (manifest, "b/") || !is_hash (manifest + strlen ("b/")))
    return NULL;
  return g_strdup (manifest);
}

/* One entry stands on a line. */
static gboolean
line_names (char *line, gsize length, const char *hash)
{
  g_autoptr (JsonObject) entry = NULL;

  if (length > MAX_LINE || g_strstr_len (line, (gssize) length, hash) == NULL)
    return FALSE;
  if (line[length - 1] == ',')
    length--;
  entry = practice_json_parse_object (line, (gssize) length, FALSE, NULL);
  return entry != NULL && practice_json_get_string (entry, "file") != NULL
         && g_strcmp0 (practice_json_get_string (entry, "sha256"), hash) == 0;
}

static gboolean
manifest_names (const Place *place, const char *manifest, const char *hash)
{
  g_autoptr (GDataInputStream) stream = open_blob (place, manifest, G_MAXUINT64);
  gboolean found = FALSE;
  gsize length;
  char *line;

  while (stream != NULL && !found
         && (line = g_data_input_stream_read_line (stream, &length, NULL, NULL)) != NULL)
    {
      found = line_names (line, length, hash);
      g_free (line);
    }
  return found;
}

char *
practice_edge_content_find (PracticeCloud *cloud,
                            const char *account,
                            const char *container,
                            const char *package,
                            const char *file)
{
  Place place = { cloud, account, container };
  g_autofree char *manifest = NULL;

  if (strcmp (file, POINTER) == 0)
    return g_strconcat (package, "/", file, NULL);
  if (!is_hash (file))
    return NULL;
  manifest = read_pointer (&place, package);
  if (manifest == NULL
      || (strcmp (manifest + strlen ("b/"), file) != 0 && !manifest_names (&place, manifest, file)))
    return NULL;
  return g_strconcat ("b/", file, NULL);
}
