/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything here is hostile until its hash says otherwise, and what is unpacked so far is seen by
 * nobody else: a folder of its own, renamed when all is there. No link is made before the last file
 * is closed, so none leads a file elsewhere. */
#include "config.h"

#include "depot-bundle-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-manifest-private.h"
#include "depot-stored.h"
#include "depot-tar.h"

#define MAX_MANIFEST_BYTES (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)
#define UNPACKING ".import-"
#define LEFT_SECONDS (24 * 60 * 60)

typedef struct
{
  GInputStream *stream;
  const char *path;
  DepotBundleProgress progress;
  gpointer user;
  GCancellable *cancellable;
  guint64 done_bytes, total_bytes;
  guint8 *piece;
  DepotManifest *manifest;
  char *temporary;
  int folder; /* descriptor */
} Reader;

static gboolean
refuse (Reader *self, GError **error, const char *why)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *shown = g_filename_display_name (name);

  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_FILE, _ ("“%s” is no whole package file: %s"), shown, why));
  return FALSE;
}

static gboolean
fail (GError **error, const char *what)
{
  int reason = errno;

  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_FILE, _ ("“%s” cannot be unpacked: %s"), what, g_strerror (reason)));
  return FALSE;
}

static gboolean
read_exactly (Reader *self, guint8 *bytes, gsize size, GError **error)
{
  gsize n_read = 0;

  if (!g_input_stream_read_all (self->stream, bytes, size, &n_read, self->cancellable, error))
    return FALSE;
  return n_read == size || refuse (self, error, _ ("it ends too early"));
}

/* The next member has to be this one. */
static gboolean
expect_member (Reader *self, const char *name, guint64 *size, GError **error)
{
  guint8 head[DEPOT_TAR_BLOCK];
  char found[101];

  if (!read_exactly (self, head, sizeof head, error))
    return FALSE;
  if (depot_tar_read_head (head, found, size) != DEPOT_TAR_FILE || !g_str_equal (found, name))
    return refuse (self, error, _ ("it does not hold what has to come next"));
  return TRUE;
}

/* To descriptor, and the padding after it; hashed. */
static gboolean
copy_member (Reader *self, int descriptor, guint64 size, guint8 *sha256, GError **error)
{
  struct sha256_ctx context;
  guint8 padding[DEPOT_TAR_BLOCK];

  sha256_init (&context);
  for (guint64 left = size; left > 0;)
    {
      gsize now = (gsize) MIN (left, DEPOT_BUNDLE_PIECE);

      if (!read_exactly (self, self->piece, now, error))
        return FALSE;
      if (write (descriptor, self->piece, now) != (gssize) now)
        return fail (error, self->path);
      sha256_update (&context, now, self->piece);
      left -= now;
      self->done_bytes += now;
      if (self->progress != NULL && self->total_bytes > 0)
        self->progress (self->done_bytes, self->total_bytes, self->user);
    }
  sha256_digest (&context, 32, sha256);
  return read_exactly (self, padding, depot_tar_get_padding (size), error);
}

/* ---- what it says of itself ------------------------------------------------------------------
 */

static JsonObject *
read_description (Reader *self, guint8 *manifest_sha256, GError **error)
{
  guint64 size;
  g_autofree guint8 *text = NULL;
  guint8 padding[DEPOT_TAR_BLOCK];
  g_autoptr (JsonObject) object = NULL;
  const char *digits;

  if (!expect_member (self, DEPOT_BUNDLE_HEAD, &size, error))
    return NULL;
  if (size > DEPOT_BUNDLE_MAX_HEAD)
    {
      refuse (self, error, _ ("its description is too long"));
      return NULL;
    }
  text = g_malloc (size + 1);
  if (!read_exactly (self, text, (gsize) size, error)
      || !read_exactly (self, padding, depot_tar_get_padding (size), error))
    return NULL;
  object = depot_json_parse_object ((const char *) text, (gssize) size, NULL);
  digits = object != NULL ? depot_json_peek_string (object, "manifest") : NULL;
  if (digits == NULL || strlen (digits) != 64 || !depot_hex_read (digits, 32, manifest_sha256)
      || g_strcmp0 (depot_json_peek_string (object, "format"), DEPOT_BUNDLE_FORMAT) != 0
      || depot_json_peek_object (object, "package") == NULL)
    refuse (self, error, _ ("its description cannot be read"));
  else if (depot_json_peek_int (object, "version", 0) != 1)
    refuse (self, error, _ ("a later version of the program wrote it"));
  else
    return json_object_ref (depot_json_peek_object (object, "package"));
  return NULL;
}

static gboolean
read_manifest (Reader *self, const guint8 *expected, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) flaw = NULL;
  guint8 sha256[32];
  guint64 size;
  int descriptor;

  if (!expect_member (self, DEPOT_BUNDLE_MANIFEST, &size, error))
    return FALSE;
  if (size > MAX_MANIFEST_BYTES)
    return refuse (self, error, _ ("its list of files is too long"));
  descriptor = g_file_open_tmp ("depot-manifest-XXXXXX", &path, error);
  if (descriptor < 0)
    return FALSE;
  g_unlink (path);
  stream = g_unix_input_stream_new (descriptor, TRUE);
  if (!copy_member (self, descriptor, size, sha256, error))
    return FALSE;
  if (memcmp (sha256, expected, sizeof sha256) != 0 || lseek (descriptor, 0, SEEK_SET) != 0)
    return refuse (self, error, _ ("its list of files is damaged"));
  self->manifest = depot_manifest_read (stream, self->cancellable, &flaw);
  return self->manifest != NULL || refuse (self, error, flaw->message);
}

/* A small file may name the same gigabyte a thousand times. */
static gboolean
has_room (Reader *self, const char *parent, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_path (parent);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (
      folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, self->cancellable, NULL);
  guint64 needs = depot_manifest_get_size_bytes (self->manifest);

  self->done_bytes = 0;
  self->total_bytes = depot_manifest_get_stored_bytes (self->manifest);
  if (info == NULL
      || g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) > needs)
    return TRUE;
  errno = ENOSPC;
  return fail (error, self->path);
}

/* ---- unpacking -------------------------------------------------------------------------------
 */

/* Makes the folders above path and opens the last of them; -1 and errno. *name: what is below it.
 */
static int
open_parent (Reader *self, const char *path, const char **name)
{
  int folder = dup (self->folder);

  for (const char *slash; folder >= 0 && (slash = strchr (path, '/')) != NULL; path = slash + 1)
    {
      g_autofree char *part = g_strndup (path, (gsize) (slash - path));
      int below;

      if (mkdirat (folder, part, 0755) != 0 && errno != EEXIST)
        below = -1;
      else
        below = openat (folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      close (folder);
      folder = below;
    }
  *name = path;
  return folder;
}

static int
create_file (Reader *self, const DepotManifestEntry *entry)
{
  const char *name;
  int folder = open_parent (self, entry->path, &name);
  int descriptor = folder >= 0 ? openat (folder,
                                         name,
                                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                         entry->is_executable ? 0755 : 0644)
                               : -1;

  if (folder >= 0)
    close (folder);
  return descriptor;
}

static gboolean
finish_file (const DepotManifestEntry *entry, int descriptor)
{
  const gint64 second = 1000000000;
  gint64 seconds = entry->modified_ns / second - (entry->modified_ns % second < 0);
  struct timespec times[2] = { { .tv_nsec = UTIME_NOW },
                               { .tv_sec = (time_t) seconds,
                                 .tv_nsec = (long) (entry->modified_ns - seconds * second) } };

  return futimens (descriptor, times) == 0;
}

static gboolean
copy_again (Reader *self, int from, const DepotManifestEntry *entry, GError **error)
{
  int to = create_file (self, entry);
  gboolean good = to >= 0;
  off_t at = 0;

  while (good && (guint64) at < entry->size_bytes)
    {
      gssize now = pread (from, self->piece, DEPOT_BUNDLE_PIECE, at);

      good = now > 0 && write (to, self->piece, (gsize) now) == now
             && !g_cancellable_is_cancelled (self->cancellable);
      at += now;
    }
  good = good && finish_file (entry, to);
  if (!good && !g_cancellable_set_error_if_cancelled (self->cancellable, error))
    fail (error, entry->path);
  if (to >= 0)
    close (to);
  return good;
}

static gboolean
unpack_content (Reader *self, guint index, const guint *same, GError **error)
{
  const DepotManifestEntry *entry = depot_manifest_get (self->manifest, index);
  char name[DEPOT_CONTENT_NAME_SIZE];
  guint8 sha256[32];
  guint64 size;
  int descriptor;
  gboolean good = FALSE;

  depot_content_name (entry->sha256, name);
  if (!expect_member (self, name, &size, error))
    return FALSE;
  if (size != entry->size_bytes)
    return refuse (self, error, _ ("a content has another length than its list says"));
  descriptor = create_file (self, entry);
  if (descriptor < 0)
    return fail (error, entry->path);
  if (copy_member (self, descriptor, size, sha256, error))
    good = memcmp (sha256, entry->sha256, sizeof sha256) == 0
           || refuse (self, error, _ ("a content is damaged"));
  for (guint next = same[index]; good && next > 0; next = same[next - 1])
    good = depot_manifest_get (self->manifest, next - 1)->size_bytes == size
               ? copy_again (self, descriptor, depot_manifest_get (self->manifest, next - 1), error)
               : refuse (self, error, _ ("its list of files contradicts itself"));
  if (good && !finish_file (entry, descriptor))
    good = fail (error, entry->path);
  close (descriptor);
  return good;
}

static gboolean
unpack_other (Reader *self, const DepotManifestEntry *entry, GError **error)
{
  const char *name;
  int folder = open_parent (self, entry->path, &name);
  gboolean good = folder >= 0
                  && (entry->kind == DEPOT_ENTRY_LINK ? symlinkat (entry->target, folder, name)
                                                      : mkdirat (folder, name, 0755))
                         == 0;

  if (!good)
    fail (error, entry->path);
  if (folder >= 0)
    close (folder);
  return good;
}

static gboolean
unpack_kind (Reader *self, DepotEntryKind kind, GError **error)
{
  for (guint i = 0; i < depot_manifest_get_count (self->manifest); i++)
    {
      const DepotManifestEntry *entry = depot_manifest_get (self->manifest, i);

      if (entry->kind == kind && !unpack_other (self, entry, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
links_stay (Reader *self, GError **error)
{
  g_autoptr (DepotFolder) folder = depot_folder_open (self->temporary, error);

  if (folder == NULL)
    return FALSE;
  for (guint i = 0; i < depot_manifest_get_count (self->manifest); i++)
    {
      const DepotManifestEntry *entry = depot_manifest_get (self->manifest, i);

      if (entry->kind == DEPOT_ENTRY_LINK && !depot_folder_link_stays (folder, entry->path))
        return refuse (self, error, _ ("a link in it leads outside"));
    }
  return TRUE;
}

static gboolean
expect_end (Reader *self, GError **error)
{
  guint8 block[DEPOT_TAR_BLOCK];
  char name[101];
  guint64 size;

  return read_exactly (self, block, sizeof block, error)
         && (depot_tar_read_head (block, name, &size) == DEPOT_TAR_END
             || refuse (self, error, _ ("it holds more than its list says")));
}

static gboolean
unpack_all (Reader *self, GError **error)
{
  g_autofree guint *same = NULL;
  g_autoptr (GArray) contents = depot_bundle_list_contents (self->manifest, &same);

  for (guint i = 0; i < contents->len; i++)
    if (!unpack_content (self, g_array_index (contents, guint, i), same, error))
      return FALSE;
  return expect_end (self, error) && unpack_kind (self, DEPOT_ENTRY_FOLDER, error)
         && unpack_kind (self, DEPOT_ENTRY_LINK, error) && links_stay (self, error);
}

/* ---- all or nothing --------------------------------------------------------------------------
 */

void
depot_bundle_forget (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
      file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL)
         && child != NULL)
    depot_bundle_forget (child);
  g_file_delete (file, NULL, NULL);
}

/* What killed imports left; one that runs now is younger. */
static void
remove_left (const char *parent)
{
  g_autoptr (GDir) folder = g_dir_open (parent, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autoptr (GFile) file = g_file_new_build_filename (parent, name, NULL);
      GStatBuf facts;

      if (g_str_has_prefix (name, UNPACKING) && g_lstat (g_file_peek_path (file), &facts) == 0
          && g_get_real_time () / G_USEC_PER_SEC - facts.st_mtime > LEFT_SECONDS)
        depot_bundle_forget (file);
    }
}

static gboolean
open_temporary (Reader *self, const char *parent, GError **error)
{
  remove_left (parent);
  self->temporary = g_build_filename (parent, UNPACKING "XXXXXX", NULL);
  if (g_mkdtemp (self->temporary) == NULL)
    {
      g_clear_pointer (&self->temporary, g_free);
      return fail (error, parent);
    }
  self->folder = open (self->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return self->folder >= 0 || fail (error, parent);
}

static char *
keep (Reader *self, const char *parent, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (parent, id, NULL);

  if (syncfs (self->folder) == 0 && g_rename (self->temporary, path) == 0)
    return g_steal_pointer (&path);
  fail (error, parent);
  return NULL;
}

static void
reader_clear (Reader *self, gboolean is_kept)
{
  if (self->temporary != NULL && !is_kept)
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->temporary);

      depot_bundle_forget (file);
    }
  if (self->folder >= 0)
    close (self->folder);
  g_clear_pointer (&self->manifest, depot_manifest_unref);
  g_free (self->temporary);
}

/* A pipe would keep everybody waiting. */
static gboolean
is_file (int descriptor)
{
  struct stat facts;

  if (fstat (descriptor, &facts) == 0 && S_ISREG (facts.st_mode))
    return TRUE;
  errno = EINVAL;
  return FALSE;
}

JsonObject *
depot_bundle_read (const char *path,
                   const char *parent,
                   DepotBundleProgress progress,
                   gpointer user,
                   char **folder,
                   GCancellable *cancellable,
                   GError **error)
{
  int descriptor = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autoptr (GInputStream) stream
      = descriptor >= 0 ? g_unix_input_stream_new (descriptor, TRUE) : NULL;
  g_autofree guint8 *piece = g_malloc (DEPOT_BUNDLE_PIECE);
  g_autoptr (JsonObject) package = NULL;
  Reader reader = { .stream = stream,
                    .path = path,
                    .progress = progress,
                    .user = user,
                    .cancellable = cancellable,
                    .piece = piece,
                    .folder = -1 };
  guint8 sha256[32];
  GError *flaw = NULL;

  *folder = NULL;
  if (stream == NULL || !is_file (descriptor))
    {
      fail (error, path);
      return NULL;
    }
  package = read_description (&reader, sha256, &flaw);
  if (package != NULL && read_manifest (&reader, sha256, &flaw) && has_room (&reader, parent, &flaw)
      && open_temporary (&reader, parent, &flaw) && unpack_all (&reader, &flaw))
    *folder = keep (&reader, parent, &flaw);
  reader_clear (&reader, *folder != NULL);
  if (*folder != NULL)
    return g_steal_pointer (&package);
  g_propagate_error (error, depot_error_from_any (flaw));
  g_error_free (flaw);
  return NULL;
}
