/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-publish.h"

#include <errno.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-hash.h"
#include "depot-json.h"
#include "depot-manifest-private.h"
#include "depot-stored.h"
#include "depot-transfer-flag.h"

#define FORMAT "cloud-depot-version"
#define ID_LETTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-"

char *
depot_published_name (const char *package_id, GError **error)
{
  gsize length = package_id != NULL ? strlen (package_id) : 0;

  /* "b" is where the content lies, "u" what is on its way, "t" the flags. */
  if (length > 1 && length <= 64 && strspn (package_id, ID_LETTERS) == length)
    return g_strconcat (package_id, "/published.json", NULL);
  g_propagate_error (
      error, depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("The package ID cannot be used")));
  return NULL;
}

/* ---- the manifest ------------------------------------------------------------------------------
 */

static gboolean
put_pieces (DepotBlobPlace *place,
            const char *name,
            const char *sha256,
            int descriptor,
            guint64 size,
            DepotBlobPutFlags flags,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree guint8 *piece = g_malloc (DEPOT_WHOLE_FILE_BYTES);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint64 offset = 0; offset < size; offset += DEPOT_WHOLE_FILE_BYTES)
    {
      gsize now = (gsize) MIN (size - offset, DEPOT_WHOLE_FILE_BYTES);
      g_autofree char *text = g_strdup_printf ("m%023" G_GINT64_MODIFIER "x", offset);
      char *id = g_base64_encode ((const guchar *) text, 24);

      g_ptr_array_add (ids, id);
      if (pread (descriptor, piece, now, (off_t) offset) != (gssize) now)
        {
          g_propagate_error (
              error, depot_error_new (DEPOT_ERROR_FILE, _ ("A temporary file cannot be read")));
          return FALSE;
        }
      if (!depot_blob_place_put_block (place, name, id, piece, now, flags, cancellable, error))
        return FALSE;
    }
  g_ptr_array_add (ids, NULL);
  return depot_blob_place_put_block_list (
      place, name, (const char *const *) ids->pdata, sha256, flags, cancellable, error);
}

static gboolean
put_descriptor (DepotBlobPlace *place,
                char *name,
                int descriptor,
                DepotBlobPutFlags flags,
                GCancellable *cancellable,
                GError **error)
{
  g_autofree DepotManifestEntry *entry = g_malloc0 (sizeof *entry + 1);
  static const guint8 no_key[DEPOT_PART_KEY_BYTES] = { 0 };
  g_autofree guint8 *whole = NULL;
  gboolean good;

  entry->size_bytes = (guint64) lseek (descriptor, 0, SEEK_END);
  if (!depot_hash_file (entry, no_key, descriptor, NULL, NULL, error))
    return FALSE;
  depot_content_name (entry->sha256, name);
  if (entry->size_bytes > DEPOT_WHOLE_FILE_BYTES)
    good = put_pieces (
        place, name, name + 2, descriptor, entry->size_bytes, flags, cancellable, error);
  else
    {
      whole = g_malloc (entry->size_bytes + 1);
      good = pread (descriptor, whole, entry->size_bytes, 0) == (gssize) entry->size_bytes
             && depot_blob_place_put (place,
                                      name,
                                      DEPOT_MANIFEST_TYPE,
                                      name + 2,
                                      whole,
                                      entry->size_bytes,
                                      flags,
                                      cancellable,
                                      error);
    }
  g_free (entry->parts);
  return good;
}

/* By way of a file without name: a manifest may be larger than what a transfer holds in memory. */
static gboolean
put_manifest (DepotBlobPlace *place,
              const DepotManifest *manifest,
              char *name,
              DepotBlobPutFlags flags,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("depot-manifest-XXXXXX", &path, error);
  g_autoptr (GOutputStream) stream = NULL;
  gboolean good;

  if (descriptor < 0)
    return FALSE;
  g_unlink (path);
  stream = g_unix_output_stream_new (descriptor, FALSE);
  good = depot_manifest_write (manifest, DEPOT_MANIFEST_PUBLIC, stream, cancellable, error)
         && put_descriptor (place, name, descriptor, flags, cancellable, error);
  close (descriptor);
  return good;
}

/* keep_until 0: it is the one clients get. */
static GBytes *
make_pointer (const char *package_id, guint version, const char *manifest_name, gint64 keep_until)
{
  g_autoptr (JsonObject) object = json_object_new ();
  char *text;

  json_object_set_string_member (object, "format", FORMAT);
  json_object_set_int_member (object, "version", 1);
  json_object_set_string_member (object, "package", package_id);
  json_object_set_int_member (object, "packageVersion", version);
  json_object_set_string_member (object, "manifest", manifest_name);
  if (keep_until > 0)
    json_object_set_int_member (object, "keepUntil", keep_until);
  else
    json_object_set_int_member (object, "publishedAt", g_get_real_time () / G_USEC_PER_SEC);
  text = depot_json_object_to_text (object);
  return g_bytes_new_take (text, strlen (text));
}

gboolean
depot_publish (DepotBlobPlace *place,
               const char *package_id,
               guint version,
               const DepotManifest *manifest,
               DepotBlobPutFlags flags,
               GCancellable *cancellable,
               GError **error)
{
  char manifest_name[DEPOT_CONTENT_NAME_SIZE];
  g_autofree char *name = depot_published_name (package_id, error);
  g_autoptr (GBytes) pointer = NULL;
  gsize size;
  gconstpointer data;

  if (name == NULL || !put_manifest (place, manifest, manifest_name, flags, cancellable, error))
    return FALSE;
  pointer = make_pointer (package_id, version, manifest_name, 0);
  data = g_bytes_get_data (pointer, &size);
  return depot_blob_place_put (place,
                               name,
                               "application/json",
                               NULL,
                               data,
                               size,
                               flags | DEPOT_BLOB_PUT_REPLACE,
                               cancellable,
                               error);
}

gboolean
depot_content_retire (DepotBlobPlace *place,
                      const char *package_id,
                      const DepotPublished *previous,
                      gint64 keep_until,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *name
      = g_strconcat (DEPOT_RETIRED_PREFIX, package_id, ".", previous->manifest_name + 2, NULL);
  g_autoptr (GBytes) pointer
      = make_pointer (package_id, previous->version, previous->manifest_name, keep_until);
  gsize size;
  gconstpointer data = g_bytes_get_data (pointer, &size);

  return depot_blob_place_put (place,
                               name,
                               "application/json",
                               NULL,
                               data,
                               size,
                               DEPOT_BLOB_PUT_REPLACE,
                               cancellable,
                               error);
}

/* ---- what nobody names any more ----------------------------------------------------------------
 */

typedef struct
{
  GPtrArray *packages; /* char * */
  GPtrArray *retired;  /* char *: names of blobs */
} Named;

static gboolean
note_package (const char *name, const DepotBlobFacts *facts, gpointer user, GError **error)
{
  Named *named = user;
  const char *tail = strchr (name, '/');

  if (g_str_has_prefix (name, DEPOT_RETIRED_PREFIX))
    g_ptr_array_add (named->retired, g_strdup (name));
  else if (tail != NULL && g_str_equal (tail, "/published.json"))
    g_ptr_array_add (named->packages, g_strndup (name, (gsize) (tail - name)));
  return TRUE;
}

static void
mark_used (GArray *stored, const guint8 *sha256)
{
  DepotStored *item = depot_stored_find (stored, sha256);

  if (item != NULL)
    item->is_used = TRUE;
}

static void
mark_manifest (GArray *stored, const DepotPublished *published)
{
  guint8 sha256[32];

  if (depot_hex_read (published->manifest_name + 2, sizeof sha256, sha256))
    mark_used (stored, sha256);
  for (guint i = 0; i < depot_manifest_get_count (published->manifest); i++)
    if (depot_manifest_get (published->manifest, i)->kind == DEPOT_ENTRY_FILE)
      mark_used (stored, depot_manifest_get (published->manifest, i)->sha256);
}

/* A manifest that cannot be read could name anything: then nothing is unused. */
static gboolean
mark_packages (DepotBlobPlace *place,
               GArray *stored,
               GPtrArray *packages,
               GCancellable *cancellable,
               GError **error)
{
  for (guint i = 0; i < packages->len; i++)
    {
      GError *flaw = NULL;
      g_autoptr (DepotPublished) published = depot_content_get_published (
          place, g_ptr_array_index (packages, i), cancellable, &flaw);

      if (flaw != NULL)
        {
          g_propagate_error (error, flaw);
          return FALSE;
        }
      if (published != NULL)
        mark_manifest (stored, published);
    }
  return TRUE;
}

/* expired (may be NULL) gets the names of those whose time is over. */
static gboolean
mark_retired (DepotBlobPlace *place,
              GArray *stored,
              GPtrArray *retired,
              GPtrArray *expired,
              GCancellable *cancellable,
              GError **error)
{
  for (guint i = 0; i < retired->len; i++)
    {
      const char *name = g_ptr_array_index (retired, i);
      GError *flaw = NULL;
      g_autoptr (DepotPublished) published
          = depot_content_get_retired (place, name, cancellable, &flaw);

      if (flaw != NULL)
        {
          g_propagate_error (error, flaw);
          return FALSE;
        }
      if (published != NULL)
        mark_manifest (stored, published);
      else if (expired != NULL)
        g_ptr_array_add (expired, g_strdup (name));
    }
  return TRUE;
}

/* Marks what any published or kept version names. One manifest is in memory at a time. */
static gboolean
mark_all (DepotBlobPlace *place,
          GArray *stored,
          GPtrArray *expired,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GPtrArray) packages = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) retired = g_ptr_array_new_with_free_func (g_free);
  Named named = { packages, retired };

  return depot_blob_place_list (place, "", note_package, &named, cancellable, error)
         && mark_packages (place, stored, packages, cancellable, error)
         && mark_retired (place, stored, retired, expired, cancellable, error);
}

static void
unused_free (gpointer data)
{
  DepotUnusedBlob *blob = data;

  g_free (blob->name);
  g_free (blob);
}

static void
add_expired (GPtrArray *unused, GPtrArray *expired)
{
  for (guint i = 0; i < expired->len; i++)
    {
      DepotUnusedBlob *blob = g_new0 (DepotUnusedBlob, 1);

      blob->name = g_strdup (g_ptr_array_index (expired, i));
      g_ptr_array_add (unused, blob);
    }
}

static GPtrArray *
collect_unused (GArray *stored)
{
  GPtrArray *unused = g_ptr_array_new_with_free_func (unused_free);

  for (guint i = 0; i < stored->len; i++)
    {
      const DepotStored *item = &g_array_index (stored, DepotStored, i);
      DepotUnusedBlob *blob;

      if (item->is_used)
        continue;
      blob = g_new0 (DepotUnusedBlob, 1);
      blob->name = g_malloc (DEPOT_CONTENT_NAME_SIZE);
      depot_content_name (item->sha256, blob->name);
      blob->size_bytes = item->size_bytes;
      g_ptr_array_add (unused, blob);
    }
  return unused;
}

typedef struct
{
  GPtrArray *unused;
  gint64 youngest_at; /* 0: any age */
} Leftovers;

static gboolean
note_leftover (const char *name, const DepotBlobFacts *facts, gpointer user, GError **error)
{
  Leftovers *leftovers = user;
  DepotUnusedBlob *blob;

  if (leftovers->youngest_at != 0 && facts->modified_at > leftovers->youngest_at)
    return TRUE;
  blob = g_new0 (DepotUnusedBlob, 1);
  blob->name = g_strdup (name);
  blob->size_bytes = facts->size_bytes;
  g_ptr_array_add (leftovers->unused, blob);
  return TRUE;
}

/* What a killed transfer left under the name of its way. */
static gboolean
add_leftovers (DepotBlobPlace *place,
               GPtrArray *unused,
               guint grace_seconds,
               GCancellable *cancellable,
               GError **error)
{
  Leftovers leftovers = { .unused = unused };

  if (grace_seconds > 0)
    leftovers.youngest_at = g_get_real_time () / G_USEC_PER_SEC - grace_seconds;
  return depot_blob_place_list (
      place, DEPOT_STAGED_PREFIX, note_leftover, &leftovers, cancellable, error);
}

GPtrArray *
depot_content_find_unused (DepotBlobPlace *place,
                           guint grace_seconds,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GArray) stored = depot_stored_list (place, grace_seconds, cancellable, error);
  g_autoptr (GPtrArray) expired = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) unused = NULL;

  if (stored == NULL || !mark_all (place, stored, expired, cancellable, error))
    return NULL;
  unused = collect_unused (stored);
  add_expired (unused, expired);
  return add_leftovers (place, unused, grace_seconds, cancellable, error)
             ? g_steal_pointer (&unused)
             : NULL;
}

static gboolean
remove_all (DepotBlobPlace *place, GPtrArray *unused, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < unused->len; i++)
    {
      const DepotUnusedBlob *blob = g_ptr_array_index (unused, i);

      if (!depot_blob_place_remove (place, blob->name, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* While somebody raises a flag, what nobody named before may be named: it is looked at again. */
static gboolean
still_unused (DepotBlobPlace *place, GPtrArray *unused, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) now = depot_content_find_unused (place, 0, cancellable, error);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; now != NULL && i < now->len; i++)
    g_hash_table_add (names, ((DepotUnusedBlob *) g_ptr_array_index (now, i))->name);
  for (guint i = 0; now != NULL && i < unused->len; i++)
    if (!g_hash_table_contains (names, ((DepotUnusedBlob *) g_ptr_array_index (unused, i))->name))
      g_ptr_array_remove_index_fast (unused, i--);
  return now != NULL;
}

gboolean
depot_content_remove_unused (DepotBlobPlace *place,
                             GPtrArray *unused,
                             gboolean *is_busy,
                             GCancellable *cancellable,
                             GError **error)
{
  gboolean may, good;

  if (!depot_flag_lock (place, NULL, &may, cancellable, error))
    return FALSE;
  if (is_busy != NULL)
    *is_busy = !may;
  if (!may)
    {
      g_ptr_array_set_size (unused, 0);
      return TRUE;
    }
  good = still_unused (place, unused, cancellable, error)
         && remove_all (place, unused, cancellable, error);
  /* whoever waits for this does so no longer than needed */
  return depot_flag_unlock (place, NULL, good ? cancellable : NULL, good ? error : NULL) && good;
}

static int
compare_stored (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 32);
}

/* Only what previous named is in question: what others are just sending is left alone. */
gboolean
depot_remove_superseded (DepotBlobPlace *place,
                         const DepotPublished *previous,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GArray) stored = g_array_new (FALSE, FALSE, sizeof (DepotStored));
  g_autoptr (GPtrArray) unused = NULL;
  DepotStored item = { 0 };

  if (depot_hex_read (previous->manifest_name + 2, sizeof item.sha256, item.sha256))
    g_array_append_val (stored, item);
  for (guint i = 0; i < depot_manifest_get_count (previous->manifest); i++)
    {
      const DepotManifestEntry *entry = depot_manifest_get (previous->manifest, i);

      memcpy (item.sha256, entry->sha256, sizeof item.sha256);
      if (entry->kind == DEPOT_ENTRY_FILE)
        g_array_append_val (stored, item);
    }
  g_array_sort (stored, compare_stored);
  for (guint i = 1; i < stored->len; i++)
    if (compare_stored (&g_array_index (stored, DepotStored, i - 1),
                        &g_array_index (stored, DepotStored, i))
        == 0)
      g_array_remove_index (stored, i--);
  if (!mark_all (place, stored, NULL, cancellable, error))
    return FALSE;
  unused = collect_unused (stored);
  return remove_all (place, unused, cancellable, error);
}
