/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-place.h"

#include <nettle/sha2.h>
#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-manifest-private.h"
#include "depot-publish.h"
#include "depot-stored.h"

#define MAX_POINTER_BYTES (64 * 1024)
/* 20 million files. */
#define MAX_MANIFEST_BYTES (G_GUINT64_CONSTANT (16) * 1024 * 1024 * 1024)
#define VALIDATE_THREADS 8

void
depot_published_free (DepotPublished *self)
{
  g_clear_pointer (&self->manifest, depot_manifest_unref);
  g_free (self->manifest_name);
  g_free (self);
}

static gboolean
keep_bytes (const guint8 *data, gsize size_bytes, gpointer user, GError **error)
{
  GByteArray *bytes = user;

  if (bytes->len + size_bytes > MAX_POINTER_BYTES)
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The version's blob is too large")));
      return FALSE;
    }
  g_byte_array_append (bytes, data, (guint) size_bytes);
  return TRUE;
}

static JsonObject *
read_pointer (DepotBlobPlace *place, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (JsonObject) object = NULL;
  const char *manifest;

  if (!depot_blob_place_get (place, name, 0, 0, keep_bytes, bytes, cancellable, error))
    return NULL;
  object = depot_json_parse_object ((const char *) bytes->data, bytes->len, error);
  if (object == NULL)
    return NULL;
  manifest = depot_json_peek_string (object, "manifest");
  if (manifest != NULL && g_str_has_prefix (manifest, DEPOT_CONTENT_PREFIX)
      && strspn (manifest + 2, "0123456789abcdef") == 64 && strlen (manifest) == 66)
    return g_steal_pointer (&object);
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The version's blob names no manifest")));
  return NULL;
}

typedef struct
{
  GOutputStream *stream;
  struct sha256_ctx sha256;
  guint64 size;
} Copy;

static gboolean
write_piece (const guint8 *data, gsize size_bytes, gpointer user, GError **error)
{
  Copy *copy = user;

  copy->size += size_bytes;
  sha256_update (&copy->sha256, size_bytes, data);
  return copy->size <= MAX_MANIFEST_BYTES
         && g_output_stream_write_all (copy->stream, data, size_bytes, NULL, NULL, error);
}

/* Through a file, so that no manifest is too large, and read only when its hash is right. */
static DepotManifest *
read_manifest (DepotBlobPlace *place, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileIOStream) both = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("depot-manifest-XXXXXX", &both, error);
  Copy copy = { 0 };
  guint8 digest[32];
  char real_name[DEPOT_CONTENT_NAME_SIZE];

  if (file == NULL)
    return NULL;
  g_file_delete (file, NULL, NULL);
  sha256_init (&copy.sha256);
  copy.stream = g_io_stream_get_output_stream (G_IO_STREAM (both));
  if (!depot_blob_place_get (place, name, 0, 0, write_piece, &copy, cancellable, error))
    return NULL;
  sha256_digest (&copy.sha256, sizeof digest, digest);
  depot_content_name (digest, real_name);
  if (!g_str_equal (name, real_name))
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The manifest in Azure is damaged")));
      return NULL;
    }
  if (!g_seekable_seek (G_SEEKABLE (both), 0, G_SEEK_SET, cancellable, error))
    return NULL;
  return depot_manifest_read (
      g_io_stream_get_input_stream (G_IO_STREAM (both)), cancellable, error);
}

DepotPublished *
depot_content_get_published (DepotBlobPlace *place,
                             const char *package_id,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (DepotPublished) self = g_new0 (DepotPublished, 1);
  g_autofree char *name = depot_published_name (package_id, error);
  g_autoptr (JsonObject) pointer = NULL;
  DepotBlobFacts facts;

  if (name == NULL || !depot_blob_place_head (place, name, &facts, cancellable, error)
      || !facts.exists)
    return NULL;
  pointer = read_pointer (place, name, cancellable, error);
  if (pointer == NULL)
    return NULL;
  self->version = (guint) CLAMP (depot_json_peek_int (pointer, "packageVersion", 0), 0, G_MAXINT);
  self->published_at = depot_json_peek_int (pointer, "publishedAt", 0);
  self->manifest_name = g_strdup (depot_json_peek_string (pointer, "manifest"));
  self->manifest = read_manifest (place, self->manifest_name, cancellable, error);
  return self->manifest != NULL ? g_steal_pointer (&self) : NULL;
}

/* NULL without error: its time is over, or nothing of it is there. */
DepotPublished *
depot_content_get_retired (DepotBlobPlace *place,
                           const char *name,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (DepotPublished) self = g_new0 (DepotPublished, 1);
  GError *flaw = NULL;
  g_autoptr (JsonObject) pointer = read_pointer (place, name, cancellable, &flaw);

  if (pointer != NULL
      && depot_json_peek_int (pointer, "keepUntil", 0) > g_get_real_time () / G_USEC_PER_SEC)
    {
      self->manifest_name = g_strdup (depot_json_peek_string (pointer, "manifest"));
      self->manifest = read_manifest (place, self->manifest_name, cancellable, &flaw);
    }
  if (g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    g_clear_error (&flaw);
  if (flaw != NULL)
    g_propagate_error (error, flaw);
  return self->manifest != NULL ? g_steal_pointer (&self) : NULL;
}

gboolean
depot_content_unpublish (DepotBlobPlace *place,
                         const char *package_id,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autofree char *name = depot_published_name (package_id, error);

  return name != NULL && depot_blob_place_remove (place, name, cancellable, error);
}

/* ---- validate ----------------------------------------------------------------------------------
 */

typedef struct
{
  DepotBlobPlace *place;
  DepotManifest *manifest;
  DepotValidateProgress progress;
  gpointer user;
  GCancellable *cancellable;
  GArray *stored;
  GPtrArray *order; /* entries, each content once */
  gint next;
  GMutex lock; /* for what follows */
  GPtrArray *flaws;
  guint64 done_bytes, total_bytes;
  GError *error;
} Validation;

static void
flaw_free (gpointer data)
{
  DepotFlaw *flaw = data;

  g_free (flaw->path);
  g_free (flaw);
}

static void
add_flaw (Validation *self, const DepotManifestEntry *entry, DepotFlawKind kind)
{
  DepotFlaw *flaw = g_new0 (DepotFlaw, 1);

  flaw->path = depot_manifest_escape_path (entry->path);
  flaw->kind = kind;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->flaws, flaw);
  g_mutex_unlock (&self->lock);
}

typedef struct
{
  Validation *validation;
  struct sha256_ctx sha256;
} Reading;

static gboolean
hash_piece (const guint8 *data, gsize size_bytes, gpointer user, GError **error)
{
  Reading *reading = user;
  Validation *self = reading->validation;

  sha256_update (&reading->sha256, size_bytes, data);
  g_mutex_lock (&self->lock);
  self->done_bytes += size_bytes;
  if (self->progress != NULL)
    self->progress (self->done_bytes, self->total_bytes, self->user);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
validate_content (Validation *self, const DepotManifestEntry *entry)
{
  const DepotStored *stored = depot_stored_find (self->stored, entry->sha256);
  Reading reading = { .validation = self };
  char name[DEPOT_CONTENT_NAME_SIZE];
  guint8 digest[32];
  GError *error = NULL;

  if (stored == NULL || stored->size_bytes != entry->size_bytes)
    {
      add_flaw (self, entry, stored == NULL ? DEPOT_FLAW_MISSING : DEPOT_FLAW_SIZE);
      return;
    }
  sha256_init (&reading.sha256);
  depot_content_name (entry->sha256, name);
  if (entry->size_bytes == 0
      || depot_blob_place_get (
          self->place, name, 0, entry->size_bytes, hash_piece, &reading, self->cancellable, &error))
    {
      sha256_digest (&reading.sha256, sizeof digest, digest);
      if (memcmp (digest, entry->sha256, sizeof digest) != 0)
        add_flaw (self, entry, DEPOT_FLAW_CONTENT);
    }
  else if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    add_flaw (self, entry, DEPOT_FLAW_MISSING);
  else
    {
      g_mutex_lock (&self->lock);
      if (self->error == NULL)
        self->error = g_steal_pointer (&error);
      g_mutex_unlock (&self->lock);
    }
  g_clear_error (&error);
}

static gboolean
has_failed (Validation *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return failed || g_cancellable_is_cancelled (self->cancellable);
}

static gpointer
validate_thread (gpointer data)
{
  Validation *self = data;
  guint index;

  while (!has_failed (self)
         && (index = (guint) g_atomic_int_add (&self->next, 1)) < self->order->len)
    validate_content (self, g_ptr_array_index (self->order, index));
  return NULL;
}

static int
compare_content (gconstpointer a, gconstpointer b)
{
  return memcmp (
      (*(DepotManifestEntry *const *) a)->sha256, (*(DepotManifestEntry *const *) b)->sha256, 32);
}

static void
order_contents (Validation *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < depot_manifest_get_count (self->manifest); i++)
    if (depot_manifest_get (self->manifest, i)->kind == DEPOT_ENTRY_FILE)
      g_ptr_array_add (all, (gpointer) depot_manifest_get (self->manifest, i));
  g_ptr_array_sort (all, compare_content);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || compare_content (&all->pdata[i - 1], &all->pdata[i]) != 0)
      g_ptr_array_add (self->order, all->pdata[i]);
}

static void
run_threads (Validation *self)
{
  GThread *threads[VALIDATE_THREADS];

  for (guint i = 0; i < VALIDATE_THREADS; i++)
    threads[i] = g_thread_new ("depot-validate", validate_thread, self);
  for (guint i = 0; i < VALIDATE_THREADS; i++)
    g_thread_join (threads[i]);
}

GPtrArray *
depot_content_validate (DepotBlobPlace *place,
                        DepotManifest *manifest,
                        DepotValidateProgress progress,
                        gpointer user,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GArray) stored = depot_stored_list (place, 0, cancellable, error);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autoptr (GPtrArray) flaws = g_ptr_array_new_with_free_func (flaw_free);
  Validation self = { .place = place,
                      .manifest = manifest,
                      .progress = progress,
                      .user = user,
                      .cancellable = cancellable,
                      .stored = stored,
                      .order = order,
                      .flaws = flaws,
                      .total_bytes = depot_manifest_get_stored_bytes (manifest) };

  if (stored == NULL)
    return NULL;
  g_mutex_init (&self.lock);
  order_contents (&self);
  run_threads (&self);
  g_mutex_clear (&self.lock);
  if (self.error == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, &self.error);
  if (self.error == NULL)
    return g_steal_pointer (&flaws);
  g_propagate_error (error, self.error);
  return NULL;
}
