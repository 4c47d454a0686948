/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The written form of a manifest: one JSON document with one entry on a line, so that it is read
 * and written line by line whatever its size (docs/content.md). */
#include "config.h"

#include "depot-manifest-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"

#define FORMAT "cloud-depot-manifest"
/* 65,536 marks are 2 MiB of digits. */
#define MAX_LINE_BYTES (3 * 1024 * 1024)
#define MAX_ENTRIES 20000000

static void
append_string (GString *line, const char *name, const char *value)
{
  g_string_append_printf (line, "%s\"%s\":\"", line->str[line->len - 1] == '{' ? "" : ",", name);
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (line, '\\');
      g_string_append_c (line, *value);
    }
  g_string_append_c (line, '"');
}

static void
append_hex (GString *line, const char *name, const guint8 *bytes, gsize n_bytes)
{
  g_autofree char *text = g_malloc (2 * n_bytes + 1);

  depot_hex_write (bytes, n_bytes, text);
  append_string (line, name, text);
}

static void
append_file (GString *line, const DepotManifestEntry *entry, DepotManifestForm form)
{
  g_string_append_printf (line, ",\"size\":%" G_GUINT64_FORMAT, entry->size_bytes);
  append_hex (line, "sha256", entry->sha256, sizeof entry->sha256);
  g_string_append_printf (line, ",\"modified\":%" G_GINT64_FORMAT, entry->modified_ns);
  if (entry->is_executable)
    g_string_append (line, ",\"executable\":true");
  if (entry->parts != NULL)
    append_hex (line,
                "parts",
                entry->parts,
                (gsize) depot_manifest_n_parts (entry->size_bytes) * DEPOT_PART_MARK_BYTES);
  if (form == DEPOT_MANIFEST_LOCAL && entry->inode != 0 && entry->inode <= G_MAXINT64)
    g_string_append_printf (line,
                            ",\"changed\":%" G_GINT64_FORMAT ",\"inode\":%" G_GUINT64_FORMAT,
                            entry->changed_ns,
                            entry->inode);
}

static void
append_entry (GString *line, const DepotManifestEntry *entry, DepotManifestForm form)
{
  g_autofree char *path = depot_manifest_escape_path (entry->path);

  g_string_append_c (line, '{');
  if (entry->kind == DEPOT_ENTRY_FOLDER)
    append_string (line, "folder", path);
  else if (entry->kind == DEPOT_ENTRY_LINK)
    {
      g_autofree char *target = depot_manifest_escape_path (entry->target);

      append_string (line, "link", path);
      append_string (line, "target", target);
    }
  else
    {
      append_string (line, "file", path);
      append_file (line, entry, form);
    }
  g_string_append_c (line, '}');
}

static void
append_head (GString *line, const DepotManifest *self)
{
  g_string_append (line, "{\"format\":\"" FORMAT "\",\"version\":1");
  append_hex (line, "partKey", depot_manifest_get_part_key (self), DEPOT_PART_KEY_BYTES);
  g_string_append (line, ",\"entries\":[\n");
}

gboolean
depot_manifest_write (const DepotManifest *self,
                      DepotManifestForm form,
                      GOutputStream *stream,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  guint count = depot_manifest_get_count (self);

  append_head (lines, self);
  for (guint i = 0; i < count; i++)
    {
      append_entry (lines, depot_manifest_get (self, i), form);
      g_string_append (lines, i + 1 < count ? ",\n" : "\n");
      if (lines->len < 64 * 1024)
        continue;
      if (!g_output_stream_write_all (stream, lines->str, lines->len, NULL, cancellable, error))
        return FALSE;
      g_string_truncate (lines, 0);
    }
  g_string_append (lines, "]}\n");
  return g_output_stream_write_all (stream, lines->str, lines->len, NULL, cancellable, error);
}

static gboolean
refuse (guint number, const char *why, GError **error)
{
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("Line %u of the manifest cannot be used: %s"),
                                      number,
                                      why));
  return FALSE;
}

static gboolean
read_parts (JsonObject *object, DepotManifestEntry *entry)
{
  const char *text = depot_json_peek_string (object, "parts");
  gsize n_bytes = (gsize) depot_manifest_n_parts (entry->size_bytes) * DEPOT_PART_MARK_BYTES;

  if (text == NULL)
    return TRUE;
  if (n_bytes == 0 || strlen (text) != 2 * n_bytes)
    return FALSE;
  entry->parts = g_malloc (n_bytes);
  return depot_hex_read (text, n_bytes, entry->parts);
}

static gboolean
read_file (JsonObject *object, DepotManifestEntry *entry, GError **error)
{
  gint64 size;

  if (!depot_json_get_int (object, "size", 0, G_MAXINT64, &size, error)
      || !depot_json_get_int (
          object, "modified", G_MININT64, G_MAXINT64, &entry->modified_ns, error))
    return FALSE;
  entry->size_bytes = (guint64) size;
  entry->is_executable = depot_json_peek_bool (object, "executable", FALSE);
  entry->changed_ns = depot_json_peek_int (object, "changed", 0);
  entry->inode = (guint64) MAX (depot_json_peek_int (object, "inode", 0), 0);
  entry->is_hashed = TRUE;
  if (depot_hex_read (
          depot_json_peek_string (object, "sha256"), sizeof entry->sha256, entry->sha256)
      && read_parts (object, entry))
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The manifest holds a hash that is none")));
  return FALSE;
}

static gboolean
read_link (JsonObject *object, DepotManifestEntry *entry, GError **error)
{
  const char *text = depot_json_get_string (object, "target", error);

  if (text == NULL)
    return FALSE;
  entry->target = g_uri_unescape_string (text, NULL);
  if (entry->target != NULL && *entry->target != '\0')
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The manifest holds a link to nowhere")));
  return FALSE;
}

static gboolean
read_entry (DepotManifest *self, const char *line, gsize length, GError **error)
{
  static const char *const kinds[] = { "file", "link", "folder" };
  g_autoptr (JsonObject) object = depot_json_parse_object (line, (gssize) length, error);
  g_autofree char *path = NULL;
  DepotManifestEntry *entry;
  const char *text;
  guint kind = 0;

  if (object == NULL)
    return FALSE;
  while (kind < DEPOT_ENTRY_FOLDER && !json_object_has_member (object, kinds[kind]))
    kind++;
  text = depot_json_get_string (object, kinds[kind], error);
  path = text != NULL ? depot_manifest_unescape_path (text, error) : NULL;
  if (path == NULL)
    return FALSE;
  entry = depot_manifest_add (self, path, kind);
  if (kind == DEPOT_ENTRY_FOLDER)
    return TRUE;
  return kind == DEPOT_ENTRY_FILE ? read_file (object, entry, error)
                                  : read_link (object, entry, error);
}

static DepotManifest *
read_head (const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat (line, "]}", NULL);
  g_autoptr (JsonObject) object = depot_json_parse_object (whole, -1, error);
  guint8 key[DEPOT_PART_KEY_BYTES];

  if (object == NULL)
    return NULL;
  if (g_strcmp0 (depot_json_peek_string (object, "format"), FORMAT) == 0
      && depot_json_peek_int (object, "version", 0) == 1
      && depot_json_peek_array (object, "entries") != NULL
      && depot_hex_read (depot_json_peek_string (object, "partKey"), sizeof key, key))
    return depot_manifest_new (key);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("This is no manifest, or one of a newer version")));
  return NULL;
}

/* The next line without its end; NULL without error at the end of the stream. */
static char *
next_line (GDataInputStream *stream, gsize *length, GCancellable *cancellable, GError **error)
{
  GBufferedInputStream *buffer = G_BUFFERED_INPUT_STREAM (stream);

  /* Never lets a line without end fill the memory. */
  while (TRUE)
    {
      const void *ahead = g_buffered_input_stream_peek_buffer (buffer, length);
      gssize more;

      if (memchr (ahead, '\n', *length) != NULL)
        break;
      if (*length >= MAX_LINE_BYTES)
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                              _ ("A line of the manifest is too long")));
          return NULL;
        }
      if (*length == g_buffered_input_stream_get_buffer_size (buffer))
        g_buffered_input_stream_set_buffer_size (buffer, 4 * *length);
      more = g_buffered_input_stream_fill (buffer, -1, cancellable, error);
      if (more < 0)
        return NULL;
      if (more == 0)
        break;
    }
  return g_data_input_stream_read_line (stream, length, cancellable, error);
}

/* Takes the comma off; all but the last entry have one. */
static gboolean
take_line (DepotManifest *self,
           char *line,
           gsize length,
           guint number,
           gboolean *had_comma,
           GError **error)
{
  g_autoptr (GError) flaw = NULL;
  guint count = depot_manifest_get_count (self);

  if (!*had_comma || count >= MAX_ENTRIES)
    return refuse (number, _ ("an entry after the last"), error);
  *had_comma = length > 0 && line[length - 1] == ',';
  if (!read_entry (self, line, length - (*had_comma ? 1 : 0), &flaw))
    return refuse (number, flaw->message, error);
  if (count > 0
      && strcmp (depot_manifest_get (self, count - 1)->path, depot_manifest_get (self, count)->path)
             >= 0)
    return refuse (number, _ ("the entries are not in order"), error);
  return TRUE;
}

DepotManifest *
depot_manifest_read (GInputStream *source, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (source);
  g_autoptr (DepotManifest) self = NULL;
  gboolean had_comma = TRUE, ended = FALSE;
  GError *flaw = NULL;
  gsize length;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  for (guint number = 1;; number++)
    {
      g_autofree char *line = next_line (stream, &length, cancellable, &flaw);
      gboolean good = TRUE;

      if (line == NULL)
        break;
      if (number == 1)
        good = (self = read_head (line, &flaw)) != NULL;
      else if (ended)
        good = refuse (number, _ ("there is something after the end"), &flaw);
      else if (g_str_equal (line, "]}"))
        ended = TRUE;
      else
        good = take_line (self, line, length, number, &had_comma, &flaw);
      if (!good)
        break;
    }
  if (flaw == NULL && (!ended || (had_comma && depot_manifest_get_count (self) > 0)))
    refuse (1, _ ("it is cut off"), &flaw);
  if (flaw == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, flaw);
  return NULL;
}

gboolean
depot_manifest_save (const DepotManifest *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream
      = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  g_autoptr (GCancellable) undo = g_cancellable_new ();

  if (stream == NULL)
    return FALSE;
  if (depot_manifest_write (self, DEPOT_MANIFEST_LOCAL, G_OUTPUT_STREAM (stream), NULL, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
  /* A cancelled close leaves the old file. */
  g_cancellable_cancel (undo);
  g_output_stream_close (G_OUTPUT_STREAM (stream), undo, NULL);
  return FALSE;
}

DepotManifest *
depot_manifest_load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL ? depot_manifest_read (G_INPUT_STREAM (stream), NULL, error) : NULL;
}
