/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-bundle-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <nettle/sha2.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-hash.h"
#include "depot-json.h"
#include "depot-manifest-private.h"
#include "depot-stored.h"
#include "depot-tar.h"

typedef struct
{
  GOutputStream *stream;
  DepotFolder *folder;
  DepotBundleProgress progress;
  gpointer user;
  GCancellable *cancellable;
  guint64 done_bytes, total_bytes;
  guint8 *piece;
} Writer;

static guint
hash_content (gconstpointer entry)
{
  guint value;

  memcpy (&value, ((const DepotManifestEntry *) entry)->sha256, sizeof value);
  return value;
}

static gboolean
equal_content (gconstpointer a, gconstpointer b)
{
  const DepotManifestEntry *one = a, *other = b;

  return memcmp (one->sha256, other->sha256, sizeof one->sha256) == 0;
}

GArray *
depot_bundle_list_contents (const DepotManifest *manifest, guint **same)
{
  g_autoptr (GHashTable) last = g_hash_table_new (hash_content, equal_content);
  guint n_entries = depot_manifest_get_count (manifest);
  guint *next = g_new0 (guint, n_entries + 1);
  GArray *contents = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n_entries; i++)
    {
      const DepotManifestEntry *entry = depot_manifest_get (manifest, i);
      gpointer before = NULL;

      if (entry->kind != DEPOT_ENTRY_FILE)
        continue;
      if (g_hash_table_lookup_extended (last, entry, NULL, &before))
        next[GPOINTER_TO_UINT (before)] = i + 1;
      else
        g_array_append_val (contents, i);
      g_hash_table_insert (last, (gpointer) entry, GUINT_TO_POINTER (i));
    }
  if (same != NULL)
    *same = next;
  else
    g_free (next);
  return contents;
}

static gboolean
write_bytes (Writer *self, gconstpointer bytes, gsize size, GError **error)
{
  return g_output_stream_write_all (self->stream, bytes, size, NULL, self->cancellable, error);
}

static gboolean
write_head (Writer *self, const char *name, guint64 size, GError **error)
{
  guint8 head[DEPOT_TAR_BLOCK];

  depot_tar_write_head (head, name, size);
  return write_bytes (self, head, sizeof head, error);
}

static gboolean
write_zeros (Writer *self, gsize size, GError **error)
{
  static const guint8 zeros[2 * DEPOT_TAR_BLOCK] = { 0 };

  return write_bytes (self, zeros, size, error);
}

/* size bytes from an open file, hashed on the way. FALSE without error: it has fewer, or cannot be
 * read. */
static gboolean
copy_file (Writer *self, int descriptor, guint64 size, guint8 *sha256, GError **error)
{
  struct sha256_ctx context;
  guint64 left = size;

  sha256_init (&context);
  while (left > 0)
    {
      gssize now = read (descriptor, self->piece, (gsize) MIN (left, DEPOT_BUNDLE_PIECE));

      if (now < 0 && errno == EINTR)
        continue;
      if (now <= 0 || !write_bytes (self, self->piece, (gsize) now, error))
        return FALSE;
      sha256_update (&context, (gsize) now, self->piece);
      left -= (guint64) now;
      self->done_bytes += (guint64) now;
      if (self->progress != NULL)
        self->progress (self->done_bytes, self->total_bytes, self->user);
    }
  sha256_digest (&context, 32, sha256);
  return write_zeros (self, depot_tar_get_padding (size), error);
}

static gboolean
write_content (Writer *self, const DepotManifestEntry *entry, GError **error)
{
  char name[DEPOT_CONTENT_NAME_SIZE];
  guint8 sha256[32];
  GError *flaw = NULL;
  int descriptor = depot_folder_open_file (self->folder, entry->path);
  gboolean good;

  depot_content_name (entry->sha256, name);
  good = descriptor >= 0 && entry->is_hashed && write_head (self, name, entry->size_bytes, &flaw)
         && copy_file (self, descriptor, entry->size_bytes, sha256, &flaw)
         && memcmp (sha256, entry->sha256, sizeof sha256) == 0;
  if (descriptor >= 0)
    close (descriptor);
  if (!good && flaw == NULL)
    {
      g_autofree char *path = depot_manifest_escape_path (entry->path);

      flaw = depot_error_new (DEPOT_ERROR_FILE,
                              _ ("“%s” is not as it was when this version of the package was "
                                 "made. Update the package first."),
                              path);
    }
  if (flaw != NULL)
    g_propagate_error (error, flaw);
  return good;
}

/* The manifest in a file without a name, and its SHA-256. */
static int
make_manifest (Writer *self,
               const DepotManifest *manifest,
               DepotManifestEntry *facts,
               GError **error)
{
  static const guint8 no_key[DEPOT_PART_KEY_BYTES] = { 0 };
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("depot-manifest-XXXXXX", &path, error);
  g_autoptr (GOutputStream) stream = NULL;

  if (descriptor < 0)
    return -1;
  g_unlink (path);
  stream = g_unix_output_stream_new (descriptor, FALSE);
  if (depot_manifest_write (manifest, DEPOT_MANIFEST_PUBLIC, stream, self->cancellable, error))
    {
      facts->size_bytes = (guint64) lseek (descriptor, 0, SEEK_END);
      if (depot_hash_file (facts, no_key, descriptor, NULL, NULL, error)
          && lseek (descriptor, 0, SEEK_SET) == 0)
        return descriptor;
    }
  close (descriptor);
  return -1;
}

static gboolean
write_description (Writer *self,
                   JsonObject *package,
                   const DepotManifestEntry *facts,
                   GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;
  char digits[65];
  gsize size;

  depot_hex_write (facts->sha256, 32, digits);
  json_object_set_string_member (object, "format", DEPOT_BUNDLE_FORMAT);
  json_object_set_int_member (object, "version", 1);
  json_object_set_string_member (object, "manifest", digits);
  json_object_set_object_member (object, "package", json_object_ref (package));
  text = depot_json_object_to_text (object);
  size = strlen (text);
  return write_head (self, DEPOT_BUNDLE_HEAD, size, error) && write_bytes (self, text, size, error)
         && write_zeros (self, depot_tar_get_padding (size), error);
}

static gboolean
write_all (Writer *self, JsonObject *package, const DepotManifest *manifest, GError **error)
{
  g_autofree DepotManifestEntry *facts = g_malloc0 (sizeof *facts + 1);
  g_autoptr (GArray) contents = depot_bundle_list_contents (manifest, NULL);
  int descriptor = make_manifest (self, manifest, facts, error);
  guint8 sha256[32];
  gboolean good = descriptor >= 0 && write_description (self, package, facts, error)
                  && write_head (self, DEPOT_BUNDLE_MANIFEST, facts->size_bytes, error)
                  && copy_file (self, descriptor, facts->size_bytes, sha256, error);

  g_free (facts->parts);
  if (descriptor >= 0)
    close (descriptor);
  self->done_bytes = 0;
  self->total_bytes = depot_manifest_get_stored_bytes (manifest);
  for (guint i = 0; good && i < contents->len; i++)
    good = write_content (
        self, depot_manifest_get (manifest, g_array_index (contents, guint, i)), error);
  return good && write_zeros (self, 2 * DEPOT_TAR_BLOCK, error);
}

static gboolean
file_error (const char *path, GError **error)
{
  int reason = errno;

  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_FILE, _ ("“%s” could not be written: %s"), path, g_strerror (reason)));
  return FALSE;
}

gboolean
depot_bundle_write (const char *path,
                    JsonObject *package,
                    const DepotManifest *manifest,
                    DepotFolder *folder,
                    DepotBundleProgress progress,
                    gpointer user,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *temporary = g_strdup_printf ("%s/.%.200s.XXXXXX", parent, name);
  int descriptor = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0644);
  g_autoptr (GOutputStream) stream
      = descriptor >= 0 ? g_unix_output_stream_new (descriptor, FALSE) : NULL;
  g_autofree guint8 *piece = g_malloc (DEPOT_BUNDLE_PIECE);
  Writer writer = { .stream = stream,
                    .folder = folder,
                    .progress = progress,
                    .user = user,
                    .cancellable = cancellable,
                    .piece = piece };
  GError *flaw = NULL;
  gboolean good;

  if (descriptor < 0)
    return file_error (path, error);
  good = write_all (&writer, package, manifest, &flaw);
  if (good && (fsync (descriptor) != 0 || g_rename (temporary, path) != 0))
    good = file_error (path, &flaw);
  close (descriptor);
  if (!good)
    {
      if (flaw == NULL)
        file_error (path, &flaw);
      g_unlink (temporary);
      g_propagate_error (error, depot_error_from_any (flaw));
      g_error_free (flaw);
    }
  return good;
}
