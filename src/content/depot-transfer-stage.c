/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large new file is called by its SHA-256 in the end, and that is known when its last byte was
 * read. So it goes up under another name while one worker reads and hashes it: each piece is read
 * once, hashed, and given to whoever is free. Then the service makes the copy with the right name.
 * The name on the way says which state of which file it is, a block's name what is in it: a run
 * after a kill finds its blocks again, and a block of other bytes never gets into the blob. */
#include "config.h"

#include "depot-transfer-private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <nettle/sha2.h>

#include "depot-error.h"
#include "depot-fault.h"
#include "depot-hash.h"

#define STAGE_FROM_BYTES (2 * DEPOT_WHOLE_FILE_BYTES)
/* Of many large files some are sent while others are hashed, anyway. */
#define STAGE_SHARE 8
#define READ_AHEAD 4
#define SLICE_BYTES (G_GUINT64_CONSTANT (128) * 1024)
#define LOOK_AGAIN_US (G_USEC_PER_SEC / 5)

struct _DepotStageFilled
{
  guint index;
  guint8 *data;
};

struct _DepotStage
{
  const guint8 *part_key;
  guint8 old_key[DEPOT_PART_KEY_BYTES]; /* of the run before, in its blocks' names */
  gboolean has_old_key;
  GHashTable *leftovers; /* block name → size */
  GPtrArray *ids;        /* block names, by piece */
  guint8 *marks;
  DepotBlobFacts there;
  GQueue filled;    /* locked: of DepotStageFilled */
  GPtrArray *spare; /* locked: buffers */
  guint64 kept_bytes;
};

/* The beginning of a block's name, before base64; what it holds follows from its mark. */
typedef struct
{
  guint8 letter;
  guint8 part_key[DEPOT_PART_KEY_BYTES];
  guint8 mark[16];
  guint8 offset[9];
} BlockName;

static void
filled_free (gpointer data)
{
  DepotStageFilled *filled = data;

  g_free (filled->data);
  g_free (filled);
}

void
depot_stage_free (DepotStage *stage)
{
  g_queue_clear_full (&stage->filled, filled_free);
  g_ptr_array_unref (stage->spare);
  g_ptr_array_unref (stage->ids);
  g_hash_table_unref (stage->leftovers);
  g_free (stage->marks);
  g_free (stage);
}

/* ---- is it worth it ----------------------------------------------------------------------------
 */

static gboolean
has_same_size (DepotTransfer *self, const DepotManifestEntry *entry)
{
  for (guint i = 0; i < self->stored->len; i++)
    if (g_array_index (self->stored, DepotStored, i).size_bytes == entry->size_bytes)
      return TRUE;
  for (guint i = 0; i < depot_manifest_get_count (self->manifest); i++)
    {
      const DepotManifestEntry *other = depot_manifest_get (self->manifest, i);

      if (other != entry && other->kind == DEPOT_ENTRY_FILE
          && other->size_bytes == entry->size_bytes)
        return TRUE;
    }
  return FALSE;
}

/* Content that could be there already, or of which parts are, is not sent before it is known. */
gboolean
depot_stage_is_wanted (DepotTransfer *self, const DepotManifestEntry *entry)
{
  return self->folder != NULL && self->source == NULL && !self->options.sends_all
         && !self->stages_nothing && entry->size_bytes >= STAGE_FROM_BYTES
         && entry->size_bytes >= self->progress.total_bytes / STAGE_SHARE
         && (self->previous == NULL
             || depot_manifest_find (self->previous->manifest, entry->path) == NULL)
         && !has_same_size (self, entry);
}

/* ---- the beginning ------------------------------------------------------------------------------
 */

static void
make_name (DepotTransfer *self, const DepotManifestEntry *entry, char *name)
{
  g_autofree char *text = g_strdup_printf ("%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s",
                                           self->package_id,
                                           entry->size_bytes,
                                           entry->modified_ns,
                                           entry->path);
  guint8 digest[32];

  depot_hash_bytes ((const guint8 *) text, strlen (text), digest);
  depot_content_name (digest, name);
  memcpy (name, DEPOT_STAGED_PREFIX, strlen (DEPOT_STAGED_PREFIX));
}

static void
plan (DepotLargeFile *large)
{
  guint64 piece_bytes = depot_large_piece_bytes (large->entry);

  for (guint64 offset = 0; offset < large->entry->size_bytes; offset += piece_bytes)
    {
      DepotPiece piece = { .offset = offset,
                           .size_bytes = MIN (piece_bytes, large->entry->size_bytes - offset) };

      g_array_append_val (large->pieces, piece);
    }
  large->left = large->pieces->len;
}

/* NULL: the file is not there as it was when the folder was walked. */
static DepotLargeFile *
open_file (DepotTransfer *self, DepotManifestEntry *entry)
{
  int descriptor = depot_folder_open_file (self->folder, entry->path);
  DepotLargeFile *large;
  DepotStage *stage;
  struct stat now;

  if (descriptor < 0 || fstat (descriptor, &now) < 0 || !depot_folder_same_file (entry, &now))
    {
      if (descriptor >= 0)
        close (descriptor);
      return NULL;
    }
  large = g_new0 (DepotLargeFile, 1);
  large->entry = entry;
  large->descriptor = descriptor;
  large->pieces = g_array_new (FALSE, FALSE, sizeof (DepotPiece));
  large->flags = self->options.is_checked ? DEPOT_BLOB_PUT_CHECKED : 0;
  make_name (self, entry, large->name);
  plan (large);
  stage = large->stage = g_new0 (DepotStage, 1);
  stage->part_key = depot_manifest_get_part_key (self->manifest);
  stage->leftovers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  stage->ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_size (stage->ids, (int) large->pieces->len + 1);
  stage->marks
      = g_malloc ((gsize) depot_manifest_n_parts (entry->size_bytes) * DEPOT_PART_MARK_BYTES);
  stage->spare = g_ptr_array_new_with_free_func (g_free);
  return large;
}

static void
note_block (const char *block_id, guint64 size_bytes, gpointer user)
{
  DepotStage *stage = user;
  gsize size = 0;
  g_autofree guint8 *name = g_base64_decode (block_id, &size);

  if (size != sizeof (BlockName) || name[0] != 's')
    return;
  memcpy (stage->old_key, ((BlockName *) name)->part_key, sizeof stage->old_key);
  stage->has_old_key = TRUE;
  g_hash_table_insert (
      stage->leftovers, g_strdup (block_id), g_memdup2 (&size_bytes, sizeof size_bytes));
}

static gboolean
look_there (DepotTransfer *self, DepotLargeFile *large, GError **error)
{
  return depot_blob_place_head (
             self->place, large->name, &large->stage->there, self->cancellable, error)
         && depot_blob_place_list_uncommitted (
             self->place, large->name, note_block, large->stage, self->cancellable, error);
}

/* ---- one piece ----------------------------------------------------------------------------------
 */

static char *
make_id (const DepotLargeFile *large,
         const DepotPiece *piece,
         const guint8 *part_key,
         const guint8 *marks)
{
  guint64 part_bytes = depot_manifest_part_bytes (large->entry->size_bytes);
  gsize n_parts = (gsize) ((piece->size_bytes + part_bytes - 1) / part_bytes);
  guint64 offset = GUINT64_TO_BE (piece->offset);
  BlockName name = { .letter = 's' };
  guint8 digest[32];

  depot_hash_bytes (marks, n_parts * DEPOT_PART_MARK_BYTES, digest);
  memcpy (name.part_key, part_key, sizeof name.part_key);
  memcpy (name.mark, digest, sizeof name.mark);
  memcpy (name.offset, &offset, sizeof offset);
  return g_base64_encode ((const guchar *) &name, sizeof name);
}

static gboolean
is_left (DepotStage *stage, const char *id, const DepotPiece *piece)
{
  const guint64 *size = g_hash_table_lookup (stage->leftovers, id);

  return size != NULL && *size == piece->size_bytes;
}

/* A first version's key is another one in each run: then the bytes are marked with the old one,
 * too. */
static char *
find_left (DepotLargeFile *large, const DepotPiece *piece, const guint8 *data)
{
  DepotStage *stage = large->stage;
  guint64 part_bytes = depot_manifest_part_bytes (large->entry->size_bytes);
  g_autofree guint8 *marks
      = g_malloc ((gsize) (piece->size_bytes / part_bytes + 1) * DEPOT_PART_MARK_BYTES);
  g_autofree char *id = NULL;

  if (!stage->has_old_key || memcmp (stage->old_key, stage->part_key, sizeof stage->old_key) == 0)
    return NULL;
  depot_hash_parts (stage->old_key, part_bytes, data, piece->size_bytes, marks);
  id = make_id (large, piece, stage->old_key, marks);
  return is_left (stage, id, piece) ? g_steal_pointer (&id) : NULL;
}

static gboolean
send_piece (DepotTransfer *self,
            DepotLargeFile *large,
            const DepotPiece *piece,
            const char *id,
            const guint8 *data,
            GError **error)
{
  return (self->options.limit == NULL
          || depot_rate_limit_take (
              self->options.limit, piece->size_bytes, self->cancellable, error))
         && depot_blob_place_put_block (self->place,
                                        large->name,
                                        id,
                                        data,
                                        piece->size_bytes,
                                        large->flags,
                                        self->cancellable,
                                        error);
}

static void
piece_ended (DepotTransfer *self,
             DepotLargeFile *large,
             DepotStageFilled *filled,
             gboolean good,
             gboolean was_left)
{
  guint64 size = g_array_index (large->pieces, DepotPiece, filled->index).size_bytes;

  if (good)
    depot_transfer_count (self, size, was_left ? 0 : size, 0);
  g_mutex_lock (&self->lock);
  if (good)
    {
      large->left--;
      large->counted_bytes += size;
      large->stage->kept_bytes += was_left ? size : 0;
      self->progress.kept_bytes += was_left ? size : 0;
    }
  g_ptr_array_add (large->stage->spare, g_steal_pointer (&filled->data));
  filled_free (filled);
  depot_transfer_use_memory (self, -(gint64) size);
  large->in_flight--;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

gboolean
depot_stage_send (DepotTransfer *self,
                  DepotLargeFile *large,
                  DepotStageFilled *filled,
                  GError **error)
{
  DepotStage *stage = large->stage;
  const DepotPiece *piece = &g_array_index (large->pieces, DepotPiece, filled->index);
  guint64 part_bytes = depot_manifest_part_bytes (large->entry->size_bytes);
  guint8 *marks = stage->marks + piece->offset / part_bytes * DEPOT_PART_MARK_BYTES;
  gboolean was_left = TRUE, good = TRUE;
  GError *flaw = NULL;
  char *id;

  depot_hash_parts (stage->part_key, part_bytes, filled->data, piece->size_bytes, marks);
  id = find_left (large, piece, filled->data);
  if (id == NULL)
    {
      id = make_id (large, piece, stage->part_key, marks);
      was_left = is_left (stage, id, piece);
      good = was_left || send_piece (self, large, piece, id, filled->data, &flaw);
    }
  stage->ids->pdata[filled->index] = id;
  depot_fault_point ("block-sent");
  piece_ended (self, large, filled, good, was_left);
  if (good)
    return TRUE;
  if (depot_large_is_blocked (flaw))
    {
      g_mutex_lock (&self->lock);
      large->must_restart = TRUE;
      g_mutex_unlock (&self->lock);
      g_error_free (flaw);
      return TRUE;
    }
  g_propagate_error (error, flaw);
  return FALSE;
}

DepotStageFilled *
depot_stage_take (DepotLargeFile *large)
{
  DepotStageFilled *filled = g_queue_pop_head (&large->stage->filled);

  large->in_flight += filled != NULL;
  return filled;
}

/* ---- reading and hashing ------------------------------------------------------------------------
 */

static gboolean
is_over (DepotTransfer *self, DepotLargeFile *large)
{
  return large->must_restart || depot_transfer_has_ended (self);
}

/* Locked, but not while it sends. FALSE: nothing waits to be sent. */
static gboolean
help (DepotTransfer *self, DepotLargeFile *large)
{
  DepotStageFilled *filled = depot_stage_take (large);
  GError *error = NULL;

  if (filled == NULL)
    return FALSE;
  g_mutex_unlock (&self->lock);
  if (!depot_stage_send (self, large, filled, &error))
    depot_transfer_fail (self, error);
  g_mutex_lock (&self->lock);
  return TRUE;
}

static void
look_again (DepotTransfer *self)
{
  g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_AGAIN_US);
}

/* A buffer for the next piece, when there is room. If all who might send are reading, the reader
 * sends. NULL: over. */
static guint8 *
take_buffer (DepotTransfer *self, DepotLargeFile *large, guint64 size)
{
  DepotStage *stage = large->stage;
  guint8 *buffer = NULL;

  g_mutex_lock (&self->lock);
  while (!is_over (self, large)
         && (stage->filled.length >= READ_AHEAD || !depot_transfer_has_room (self, size)))
    if (self->tuner.allowed > self->opening || !help (self, large))
      look_again (self);
  if (!is_over (self, large))
    {
      buffer = stage->spare->len > 0
                   ? g_ptr_array_steal_index_fast (stage->spare, stage->spare->len - 1)
                   : g_malloc (depot_large_piece_bytes (large->entry));
      depot_transfer_use_memory (self, (gint64) size);
    }
  g_mutex_unlock (&self->lock);
  return buffer;
}

static void
offer (DepotTransfer *self, DepotLargeFile *large, guint index, guint8 *data)
{
  DepotStageFilled *filled = g_new0 (DepotStageFilled, 1);

  filled->index = index;
  filled->data = data;
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&large->stage->filled, filled);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* In slices that are in the processor's cache still when they are hashed. */
static gboolean
read_piece (DepotLargeFile *large,
            const DepotPiece *piece,
            guint8 *data,
            struct sha256_ctx *context)
{
  for (guint64 done = 0; done < piece->size_bytes; done += SLICE_BYTES)
    {
      DepotPiece slice = { .offset = piece->offset + done,
                           .size_bytes = MIN (SLICE_BYTES, piece->size_bytes - done) };

      if (!depot_large_read (large, &slice, data + done))
        return FALSE;
      sha256_update (context, slice.size_bytes, data + done);
    }
  return TRUE;
}

/* FALSE: over, or the file is not what it was. */
static gboolean
read_all (DepotTransfer *self, DepotLargeFile *large, guint8 *sha256)
{
  struct sha256_ctx context;
  struct stat now;
  gboolean is_read;

  sha256_init (&context);
  posix_fadvise (large->descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  for (guint i = 0; i < large->pieces->len; i++)
    {
      const DepotPiece *piece = &g_array_index (large->pieces, DepotPiece, i);
      guint8 *data = take_buffer (self, large, piece->size_bytes);

      if (data == NULL)
        return FALSE;
      is_read = read_piece (large, piece, data, &context);
      offer (self, large, i, data);
      if (!is_read)
        return FALSE;
    }
  sha256_digest (&context, 32, sha256);
  return fstat (large->descriptor, &now) == 0 && depot_folder_same_file (large->entry, &now);
}

/* Until all is sent, or nobody has anything of it in the hands any more. */
static gboolean
wait_for_others (DepotTransfer *self, DepotLargeFile *large, gboolean sends)
{
  DepotStage *stage = large->stage;
  gboolean all_sent;
  guint index;

  g_mutex_lock (&self->lock);
  while (sends && large->left > 0 && !is_over (self, large))
    if (!help (self, large))
      look_again (self);
  if (g_ptr_array_find (self->large, large, &index))
    g_ptr_array_steal_index_fast (self->large, index);
  while (large->in_flight > 0)
    look_again (self);
  for (DepotStageFilled *filled = g_queue_pop_head (&stage->filled); filled != NULL;
       filled = g_queue_pop_head (&stage->filled))
    {
      depot_transfer_use_memory (
          self, -(gint64) g_array_index (large->pieces, DepotPiece, filled->index).size_bytes);
      filled_free (filled);
    }
  all_sent = sends && large->left == 0 && !is_over (self, large);
  g_mutex_unlock (&self->lock);
  return all_sent;
}

/* ---- the right name -----------------------------------------------------------------------------
 */

static gboolean
copy_there (DepotTransfer *self, DepotLargeFile *large, gboolean *done, GError **error)
{
  DepotManifestEntry *entry = large->entry;
  char name[DEPOT_CONTENT_NAME_SIZE];
  DepotBlobPutFlags flags;
  gboolean taken;
  GError *flaw = NULL;

  depot_content_name (entry->sha256, name);
  g_mutex_lock (&self->lock);
  taken = depot_transfer_is_taken (self, entry);
  flags = depot_transfer_flags_for (self, entry);
  g_mutex_unlock (&self->lock);
  depot_fault_point ("before-copy");
  if (!taken)
    depot_blob_place_copy_whole (
        self->place, name, large->name, name + 2, flags, self->cancellable, &flaw);
  depot_fault_point ("copied");
  *done = flaw == NULL;
  if (flaw == NULL)
    return depot_blob_place_remove (self->place, large->name, self->cancellable, error);
  if (!g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_OFFERED))
    {
      g_propagate_error (error, flaw);
      return FALSE;
    }
  g_error_free (flaw);
  /* The bytes go up again under their own name, and the next file's at once. */
  g_mutex_lock (&self->lock);
  self->stages_nothing = TRUE;
  g_hash_table_remove (self->taken, entry->sha256);
  g_mutex_unlock (&self->lock);
  return depot_blob_place_remove (self->place, large->name, self->cancellable, error);
}

static gboolean
commit (DepotTransfer *self, DepotLargeFile *large, gboolean *done, GError **error)
{
  char name[DEPOT_CONTENT_NAME_SIZE];
  GError *flaw = NULL;

  depot_content_name (large->entry->sha256, name);
  depot_fault_point ("before-list");
  if (depot_blob_place_put_block_list (self->place,
                                       large->name,
                                       (const char *const *) large->stage->ids->pdata,
                                       name + 2,
                                       large->flags | DEPOT_BLOB_PUT_REPLACE,
                                       self->cancellable,
                                       &flaw))
    {
      depot_fault_point ("list-sent");
      return copy_there (self, large, done, error);
    }
  if (depot_large_is_blocked (flaw))
    {
      g_error_free (flaw);
      return TRUE;
    }
  g_propagate_error (error, flaw);
  return FALSE;
}

/* ---- the whole ----------------------------------------------------------------------------------
 */

static void
take_back (DepotTransfer *self, DepotLargeFile *large)
{
  g_mutex_lock (&self->lock);
  self->progress.done_bytes -= large->counted_bytes;
  self->progress.kept_bytes -= large->stage->kept_bytes;
  g_mutex_unlock (&self->lock);
}

static gboolean
send_hashing (DepotTransfer *self, DepotLargeFile *large, gboolean *done, GError **error)
{
  DepotManifestEntry *entry = large->entry;
  gboolean is_read;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->large, large);
  g_mutex_unlock (&self->lock);
  is_read = read_all (self, large, entry->sha256);
  if (!wait_for_others (self, large, is_read))
    return TRUE;
  g_free (entry->parts);
  entry->parts = g_steal_pointer (&large->stage->marks);
  entry->is_hashed = TRUE;
  return commit (self, large, done, error);
}

/* A run before came as far as the list: only the name is missing, if it is the same file still. */
static gboolean
go_on (DepotTransfer *self, DepotLargeFile *large, gboolean *done, GError **error)
{
  char name[DEPOT_CONTENT_NAME_SIZE];

  if (!depot_large_hash (self, large->entry, error))
    return FALSE;
  depot_content_name (large->entry->sha256, name);
  if (!g_str_equal (name + 2, large->stage->there.sha256))
    return depot_blob_place_remove (self->place, large->name, self->cancellable, error);
  if (!copy_there (self, large, done, error))
    return FALSE;
  if (*done)
    depot_transfer_count (self, large->entry->size_bytes, 0, 0);
  return TRUE;
}

gboolean
depot_stage_run (DepotTransfer *self, DepotManifestEntry *entry, gboolean *done, GError **error)
{
  DepotLargeFile *large = open_file (self, entry);
  const DepotBlobFacts *there = large != NULL ? &large->stage->there : NULL;
  gboolean good;

  if (large == NULL)
    return TRUE;
  good = look_there (self, large, error);
  if (good && there->exists && there->size_bytes == entry->size_bytes && *there->sha256 != '\0')
    good = go_on (self, large, done, error);
  else if (good)
    good = send_hashing (self, large, done, error);
  if (*done)
    depot_transfer_file_done (self, 0);
  else
    take_back (self, large);
  depot_large_free (large);
  return good;
}
