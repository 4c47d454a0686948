/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-place.h"

#include <string.h>

#include "depot-error.h"

typedef struct
{
  GBytes *bytes;
  gint64 modified_at;
  char sha256[65];
} Blob;

struct _MemoryPlace
{
  GObject parent_instance;

  GMutex lock;
  GCond changed;
  GHashTable *blobs;  /* name → Blob */
  GHashTable *blocks; /* "name\nid" → GBytes */
  gboolean is_closed, is_gone, copies;
  guint n_waiting;
  guint64 received;
};

static void init_place (DepotBlobPlaceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MemoryPlace,
                               memory_place,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_BLOB_PLACE, init_place))

static void
blob_free (gpointer data)
{
  g_bytes_unref (((Blob *) data)->bytes);
  g_free (data);
}

/* Locks. FALSE: gone or cancelled, unlocked. */
static gboolean
enter (MemoryPlace *self, gboolean writes, GCancellable *cancellable, GError **error)
{
  g_mutex_lock (&self->lock);
  self->n_waiting++;
  while (writes && self->is_closed && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (
        &self->changed, &self->lock, g_get_monotonic_time () + G_TIME_SPAN_MILLISECOND * 20);
  self->n_waiting--;
  if (!self->is_gone && !g_cancellable_set_error_if_cancelled (cancellable, error))
    return TRUE;
  if (self->is_gone)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_NOT_FOUND, "The container does not exist"));
  g_mutex_unlock (&self->lock);
  return FALSE;
}

static void
keep (MemoryPlace *self, const char *name, GBytes *bytes, const char *sha256)
{
  Blob *blob = g_new0 (Blob, 1);

  blob->bytes = g_bytes_ref (bytes);
  blob->modified_at = g_get_real_time () / G_USEC_PER_SEC;
  if (sha256 != NULL)
    g_strlcpy (blob->sha256, sha256, sizeof blob->sha256);
  g_hash_table_replace (self->blobs, g_strdup (name), blob);
}

static gboolean
put (DepotBlobPlace *place,
     const char *name,
     const char *content_type,
     const char *sha256,
     const guint8 *data,
     gsize size_bytes,
     DepotBlobPutFlags flags,
     GCancellable *cancellable,
     GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size_bytes);

  if (!enter (self, g_str_has_prefix (name, "b/"), cancellable, error))
    return FALSE;
  self->received += size_bytes;
  if ((flags & DEPOT_BLOB_PUT_REPLACE) != 0 || !g_hash_table_contains (self->blobs, name))
    keep (self, name, bytes, sha256);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
put_block (DepotBlobPlace *place,
           const char *name,
           const char *block_id,
           const guint8 *data,
           gsize size_bytes,
           DepotBlobPutFlags flags,
           GCancellable *cancellable,
           GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);

  if (!enter (self, TRUE, cancellable, error))
    return FALSE;
  self->received += size_bytes;
  g_hash_table_replace (
      self->blocks, g_strconcat (name, "\n", block_id, NULL), g_bytes_new (data, size_bytes));
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
no_copy (GError **error)
{
  g_propagate_error (error, depot_error_new (DEPOT_ERROR_NOT_OFFERED, "No copies here"));
  return FALSE;
}

static gboolean
copy_block (DepotBlobPlace *place,
            const char *name,
            const char *block_id,
            DepotBlobPlace *source,
            const char *source_name,
            guint64 offset,
            guint64 size_bytes,
            GCancellable *cancellable,
            GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);
  g_autoptr (GBytes) whole = memory_place_get_bytes (MEMORY_PLACE (source), source_name);

  if (!self->copies || whole == NULL)
    return no_copy (error);
  if (!enter (self, FALSE, cancellable, error))
    return FALSE;
  g_hash_table_replace (self->blocks,
                        g_strconcat (name, "\n", block_id, NULL),
                        g_bytes_new_from_bytes (whole, offset, size_bytes));
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
copy_whole (DepotBlobPlace *place,
            const char *name,
            const char *source_name,
            const char *sha256,
            DepotBlobPutFlags flags,
            GCancellable *cancellable,
            GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);
  g_autoptr (GBytes) whole = memory_place_get_bytes (self, source_name);

  if (!self->copies || whole == NULL)
    return no_copy (error);
  if (!enter (self, FALSE, cancellable, error))
    return FALSE;
  keep (self, name, whole, sha256);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
put_block_list (DepotBlobPlace *place,
                const char *name,
                const char *const *block_ids,
                const char *sha256,
                DepotBlobPutFlags flags,
                GCancellable *cancellable,
                GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (!enter (self, TRUE, cancellable, error))
    return FALSE;
  for (gsize i = 0; block_ids[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat (name, "\n", block_ids[i], NULL);
      GBytes *block = g_hash_table_lookup (self->blocks, key);

      g_assert_nonnull (block);
      g_byte_array_append (all, g_bytes_get_data (block, NULL), (guint) g_bytes_get_size (block));
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  keep (self, name, bytes, sha256);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
list_uncommitted (DepotBlobPlace *place,
                  const char *name,
                  DepotBlockListed listed,
                  gpointer user,
                  GCancellable *cancellable,
                  GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);
  g_autofree char *prefix = g_strconcat (name, "\n", NULL);
  GHashTableIter iter;
  gpointer key, block;

  if (!enter (self, FALSE, cancellable, error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->blocks);
  while (g_hash_table_iter_next (&iter, &key, &block))
    if (g_str_has_prefix (key, prefix))
      listed ((char *) key + strlen (prefix), g_bytes_get_size (block), user);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
describe (const Blob *blob, DepotBlobFacts *facts)
{
  *facts = (DepotBlobFacts) { .exists = blob != NULL };
  if (blob == NULL)
    return;
  facts->size_bytes = g_bytes_get_size (blob->bytes);
  facts->modified_at = blob->modified_at;
  g_strlcpy (facts->sha256, blob->sha256, sizeof facts->sha256);
}

static gboolean
head (DepotBlobPlace *place,
      const char *name,
      DepotBlobFacts *facts,
      GCancellable *cancellable,
      GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);

  if (!enter (self, FALSE, cancellable, error))
    return FALSE;
  describe (g_hash_table_lookup (self->blobs, name), facts);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
get (DepotBlobPlace *place,
     const char *name,
     guint64 offset,
     guint64 size_bytes,
     DepotBlobSink sink,
     gpointer user,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GBytes) bytes = memory_place_get_bytes (MEMORY_PLACE (place), name);
  gsize size;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    {
      g_propagate_error (error, depot_error_new (DEPOT_ERROR_NOT_FOUND, "No blob %s", name));
      return FALSE;
    }
  return sink (
      data + offset, size_bytes != 0 ? (gsize) size_bytes : size - (gsize) offset, user, error);
}

static gboolean
list (DepotBlobPlace *place,
      const char *prefix,
      DepotBlobListed listed,
      gpointer user,
      GCancellable *cancellable,
      GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);
  g_autoptr (GPtrArray) names = NULL;
  gboolean good = TRUE;

  if (!enter (self, FALSE, cancellable, error))
    return FALSE;
  names = g_hash_table_get_keys_as_ptr_array (self->blobs);
  g_ptr_array_sort_values (names, (GCompareFunc) strcmp);
  for (guint i = 0; good && i < names->len; i++)
    {
      DepotBlobFacts facts;

      describe (g_hash_table_lookup (self->blobs, names->pdata[i]), &facts);
      if (g_str_has_prefix (names->pdata[i], prefix))
        good = listed (names->pdata[i], &facts, user, error);
    }
  g_mutex_unlock (&self->lock);
  return good;
}

static gboolean
remove_blob (DepotBlobPlace *place, const char *name, GCancellable *cancellable, GError **error)
{
  MemoryPlace *self = MEMORY_PLACE (place);

  if (!enter (self, FALSE, cancellable, error))
    return FALSE;
  g_hash_table_remove (self->blobs, name);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static guint
get_busy_answers (DepotBlobPlace *place)
{
  return 0;
}

static void
init_place (DepotBlobPlaceInterface *iface)
{
  iface->put = put;
  iface->put_block = put_block;
  iface->copy_block = copy_block;
  iface->copy_whole = copy_whole;
  iface->put_block_list = put_block_list;
  iface->list_uncommitted = list_uncommitted;
  iface->head = head;
  iface->get = get;
  iface->list = list;
  iface->remove = remove_blob;
  iface->get_busy_answers = get_busy_answers;
}

/* ---- for tests ---------------------------------------------------------------------------------
 */

static void
memory_place_finalize (GObject *object)
{
  MemoryPlace *self = MEMORY_PLACE (object);

  g_hash_table_unref (self->blobs);
  g_hash_table_unref (self->blocks);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (memory_place_parent_class)->finalize (object);
}

static void
memory_place_class_init (MemoryPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = memory_place_finalize;
}

static void
memory_place_init (MemoryPlace *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->copies = TRUE;
  self->blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, blob_free);
  self->blocks
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

MemoryPlace *
memory_place_new (void)
{
  return g_object_new (MEMORY_TYPE_PLACE, NULL);
}

void
memory_place_set_closed (MemoryPlace *self, gboolean closed)
{
  g_mutex_lock (&self->lock);
  self->is_closed = closed;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

guint
memory_place_count_waiting (MemoryPlace *self)
{
  guint count;

  g_mutex_lock (&self->lock);
  count = self->n_waiting;
  g_mutex_unlock (&self->lock);
  return count;
}

void
memory_place_set_gone (MemoryPlace *self, gboolean gone)
{
  g_mutex_lock (&self->lock);
  self->is_gone = gone;
  g_mutex_unlock (&self->lock);
}

void
memory_place_set_copies (MemoryPlace *self, gboolean copies)
{
  self->copies = copies;
}

guint64
memory_place_get_received (MemoryPlace *self)
{
  guint64 received;

  g_mutex_lock (&self->lock);
  received = self->received;
  g_mutex_unlock (&self->lock);
  return received;
}

guint
memory_place_count (MemoryPlace *self, const char *prefix)
{
  GHashTableIter iter;
  gpointer name;
  guint count = 0;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->blobs);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    count += g_str_has_prefix (name, prefix);
  g_mutex_unlock (&self->lock);
  return count;
}

char *
memory_place_dup_first (MemoryPlace *self, const char *prefix)
{
  GHashTableIter iter;
  gpointer name;
  char *found = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->blobs);
  while (found == NULL && g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      found = g_strdup (name);
  g_mutex_unlock (&self->lock);
  g_assert_nonnull (found);
  return found;
}

GBytes *
memory_place_get_bytes (MemoryPlace *self, const char *name)
{
  const Blob *blob;
  GBytes *bytes;

  g_mutex_lock (&self->lock);
  blob = g_hash_table_lookup (self->blobs, name);
  bytes = blob != NULL ? g_bytes_ref (blob->bytes) : NULL;
  g_mutex_unlock (&self->lock);
  return bytes;
}

void
memory_place_set_bytes (MemoryPlace *self, const char *name, const char *text, gint64 modified_at)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_mutex_lock (&self->lock);
  keep (self, name, bytes, NULL);
  ((Blob *) g_hash_table_lookup (self->blobs, name))->modified_at = modified_at;
  g_mutex_unlock (&self->lock);
}
