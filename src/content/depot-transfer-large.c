/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A large file goes up in pieces, many at once: parts the version before had are copied by the
 * service, the others are read, compared with their marks and sent. What Azure still holds of an
 * earlier try is not sent again: a block's name tells its place in content that never changes. */
#include "config.h"

#include "depot-transfer-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-fault.h"
#include "depot-hash.h"

#define MAX_BLOCKS 50000
#define MAX_COPY_BYTES (256 * 1024 * 1024)
#define MAX_RESTARTS 3
#define ID_BYTES 24

void
depot_large_free (DepotLargeFile *large)
{
  if (large->descriptor >= 0)
    close (large->descriptor);
  g_clear_pointer (&large->pieces, g_array_unref);
  g_clear_pointer (&large->stage, depot_stage_free);
  g_clear_object (&large->copy_place);
  g_free (large->copy_name);
  g_free (large);
}

/* 8 MiB, more for files that would need too many; whole parts, so that marks can be compared. */
guint64
depot_large_piece_bytes (const DepotManifestEntry *entry)
{
  guint64 part = depot_manifest_part_bytes (entry->size_bytes);
  guint64 piece = MAX (DEPOT_WHOLE_FILE_BYTES, part);

  while (piece * (MAX_BLOCKS - 1) < entry->size_bytes)
    piece += part;
  return piece;
}

/* ---- the plan ----------------------------------------------------------------------------------
 */

static void
plan_run (DepotLargeFile *large,
          guint64 from,
          guint64 to,
          guint64 piece_bytes,
          gboolean is_copy,
          guint64 copy_from)
{
  for (guint64 offset = from; offset < to; offset += piece_bytes)
    {
      DepotPiece piece = { .offset = offset,
                           .size_bytes = MIN (piece_bytes, to - offset),
                           .is_copy = is_copy,
                           .copy_offset = copy_from + (offset - from) };

      g_array_append_val (large->pieces, piece);
    }
}

static guint
hash_mark (gconstpointer mark)
{
  guint value;

  memcpy (&value, mark, sizeof value);
  return value;
}

static gboolean
equal_marks (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, DEPOT_PART_MARK_BYTES) == 0;
}

/* Mark → number of the part + 1, for the whole parts of the old file. */
static GHashTable *
index_parts (const DepotManifestEntry *old)
{
  GHashTable *index = g_hash_table_new (hash_mark, equal_marks);
  guint count = (guint) (old->size_bytes / depot_manifest_part_bytes (old->size_bytes));

  for (guint i = 0; i < count; i++)
    g_hash_table_insert (
        index, old->parts + (gsize) i * DEPOT_PART_MARK_BYTES, GUINT_TO_POINTER (i + 1));
  return index;
}

/* Where the old file has this part, or -1. At the same place if it can be: longer runs. */
static gint64
find_part (const DepotManifestEntry *entry,
           const DepotManifestEntry *old,
           GHashTable *index,
           guint part,
           gint64 expected)
{
  guint64 part_bytes = depot_manifest_part_bytes (entry->size_bytes);
  const guint8 *mark = entry->parts + (gsize) part * DEPOT_PART_MARK_BYTES;
  guint n_whole = (guint) (old->size_bytes / part_bytes);
  gpointer found;

  /* A shorter last part was marked over fewer bytes. */
  if ((guint64) (part + 1) * part_bytes > entry->size_bytes)
    return entry->size_bytes == old->size_bytes
                   && equal_marks (mark, old->parts + (gsize) part * DEPOT_PART_MARK_BYTES)
               ? (gint64) part
               : -1;
  if (expected >= 0 && expected < n_whole
      && equal_marks (mark, old->parts + (gsize) expected * DEPOT_PART_MARK_BYTES))
    return expected;
  if (part < n_whole && equal_marks (mark, old->parts + (gsize) part * DEPOT_PART_MARK_BYTES))
    return part;
  found = g_hash_table_lookup (index, mark);
  return (gint64) GPOINTER_TO_UINT (found) - 1;
}

static void
plan_differences (DepotLargeFile *large, const DepotManifestEntry *old)
{
  const DepotManifestEntry *entry = large->entry;
  guint64 part_bytes = depot_manifest_part_bytes (entry->size_bytes);
  guint64 piece_bytes = depot_large_piece_bytes (entry);
  guint count = depot_manifest_n_parts (entry->size_bytes);
  g_autoptr (GHashTable) index = index_parts (old);
  guint first = 0;
  gint64 first_found = -1;

  /* Runs of parts that follow each other in both files, or in none. */
  for (guint part = 0; part <= count; part++)
    {
      gint64 expected = first_found >= 0 ? first_found + (part - first) : -1;
      gint64 found = part < count ? find_part (entry, old, index, part, expected) : -2;

      if (part > first && ((first_found < 0) ? found != -1 : found != expected))
        {
          plan_run (large,
                    first * part_bytes,
                    MIN (part * part_bytes, entry->size_bytes),
                    first_found >= 0 ? MAX_COPY_BYTES : piece_bytes,
                    first_found >= 0,
                    first_found >= 0 ? (guint64) first_found * part_bytes : 0);
          first = part;
          first_found = found;
        }
      else if (part == 0)
        first_found = found;
    }
}

/* The same file in the version clients have now, if its blob is still whole. */
static const DepotManifestEntry *
find_old (DepotTransfer *self, const DepotManifestEntry *entry)
{
  const DepotManifestEntry *old = NULL;
  const DepotStored *stored;

  if (self->previous == NULL || entry->parts == NULL
      || memcmp (depot_manifest_get_part_key (self->previous->manifest),
                 depot_manifest_get_part_key (self->manifest),
                 DEPOT_PART_KEY_BYTES)
             != 0)
    return NULL;
  old = depot_manifest_find (self->previous->manifest, entry->path);
  if (old == NULL || old->parts == NULL
      || depot_manifest_part_bytes (old->size_bytes)
             != depot_manifest_part_bytes (entry->size_bytes)
      || memcmp (old->sha256, entry->sha256, sizeof old->sha256) == 0)
    return NULL;
  stored = depot_stored_find (self->stored, old->sha256);
  return stored != NULL && stored->size_bytes == old->size_bytes
                 && !g_hash_table_contains (self->suspects, old->sha256)
             ? old
             : NULL;
}

static void
copy_from (DepotLargeFile *large, DepotBlobPlace *place, const guint8 *sha256)
{
  g_set_object (&large->copy_place, place);
  g_free (large->copy_name);
  large->copy_name = g_malloc (DEPOT_CONTENT_NAME_SIZE);
  depot_content_name (sha256, large->copy_name);
}

static void
make_plan (DepotTransfer *self, DepotLargeFile *large)
{
  const DepotManifestEntry *entry = large->entry;
  gboolean copies = !large->copies_nothing && (!self->copies_nothing || self->folder == NULL);
  const DepotManifestEntry *old
      = copies && self->source == NULL && !self->options.sends_all ? find_old (self, entry) : NULL;

  g_array_set_size (large->pieces, 0);
  if (copies && self->source != NULL)
    {
      copy_from (large, self->source, entry->sha256);
      plan_run (large, 0, entry->size_bytes, MAX_COPY_BYTES, TRUE, 0);
    }
  else if (old != NULL)
    {
      copy_from (large, self->place, old->sha256);
      plan_differences (large, old);
    }
  if (large->pieces->len == 0 || large->pieces->len > MAX_BLOCKS)
    {
      g_array_set_size (large->pieces, 0);
      plan_run (large, 0, entry->size_bytes, depot_large_piece_bytes (entry), FALSE, 0);
    }
}

/* ---- what is there already ----------------------------------------------------------------------
 */

static char *
make_id (const DepotPiece *piece)
{
  g_autofree char *text = g_strdup_printf (
      "d%012" G_GINT64_MODIFIER "x%011" G_GINT64_MODIFIER "x", piece->offset, piece->size_bytes);

  return g_base64_encode ((const guchar *) text, ID_BYTES);
}

static void
note_block (const char *block_id, guint64 size_bytes, gpointer user)
{
  g_hash_table_insert (user, g_strdup (block_id), g_memdup2 (&size_bytes, sizeof size_bytes));
}

static void
skip_leftovers (DepotTransfer *self, DepotLargeFile *large, GHashTable *sizes)
{
  large->left = large->pieces->len;
  for (guint i = 0; i < large->pieces->len; i++)
    {
      DepotPiece *piece = &g_array_index (large->pieces, DepotPiece, i);
      g_autofree char *id = make_id (piece);
      const guint64 *size = g_hash_table_lookup (sizes, id);

      piece->is_there = size != NULL && *size == piece->size_bytes;
      if (!piece->is_there)
        continue;
      large->left--;
      large->counted_bytes += piece->size_bytes;
      self->progress.kept_bytes += piece->size_bytes;
      self->progress.done_bytes += piece->size_bytes;
    }
}

/* Plans from the beginning; bytes counted before are taken back. */
static gboolean
prepare (DepotTransfer *self, DepotLargeFile *large, GError **error)
{
  g_autoptr (GHashTable) sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!large->trusts_nothing
      && !depot_blob_place_list_uncommitted (
          self->place, large->name, note_block, sizes, self->cancellable, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->progress.done_bytes -= large->counted_bytes;
  large->counted_bytes = 0;
  large->next = 0;
  make_plan (self, large);
  skip_leftovers (self, large, sizes);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* ---- the beginning ------------------------------------------------------------------------------
 */

static gboolean
keep_reading (gint64 size_bytes, gpointer user)
{
  DepotTransfer *self = user;
  gboolean ended;

  g_mutex_lock (&self->lock);
  ended = depot_transfer_has_ended (self);
  g_mutex_unlock (&self->lock);
  return !ended;
}

gboolean
depot_large_hash (DepotTransfer *self, DepotManifestEntry *entry, GError **error)
{
  g_autofree char *detail = NULL;
  g_autofree char *path = NULL;
  DepotHashOutcome outcome = depot_hash_entry (entry,
                                               self->folder,
                                               depot_manifest_get_part_key (self->manifest),
                                               keep_reading,
                                               self,
                                               &detail);

  if (outcome == DEPOT_HASH_GOOD)
    return TRUE;
  path = depot_manifest_escape_path (entry->path);
  if (outcome == DEPOT_HASH_CHANGING)
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_FILE, _ ("The file “%s” changes while it is read"), path));
  else
    g_propagate_error (error, depot_error_new (DEPOT_ERROR_FILE, "“%s”: %s", path, detail));
  return FALSE;
}

static gboolean
open_descriptor (DepotTransfer *self, DepotLargeFile *large, GError **error)
{
  struct stat now;

  if (self->folder == NULL)
    return TRUE;
  large->descriptor = depot_folder_open_file (self->folder, large->entry->path);
  if (large->descriptor < 0)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_FILE,
                                          _ ("“%s” cannot be read: %s"),
                                          large->entry->path,
                                          g_strerror (errno)));
      return FALSE;
    }
  /* With marks each piece is compared; without, the times have to do. */
  if (fstat (large->descriptor, &now) == 0 && (guint64) now.st_size == large->entry->size_bytes
      && (large->entry->parts != NULL || depot_folder_same_file (large->entry, &now)))
    return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_FILE,
                                      _ ("The file “%s” changed since the snapshot"),
                                      large->entry->path));
  return FALSE;
}

DepotLargeFile *
depot_large_open (DepotTransfer *self, DepotManifestEntry *entry, GError **error)
{
  gboolean was_hashed = entry->is_hashed, taken;
  DepotLargeFile *large;

  if (!was_hashed && depot_stage_is_wanted (self, entry))
    {
      gboolean done = FALSE;

      if (!depot_stage_run (self, entry, &done, error) || done)
        return NULL;
    }
  if (!entry->is_hashed && !depot_large_hash (self, entry, error))
    return NULL;
  g_mutex_lock (&self->lock);
  taken = !was_hashed && depot_transfer_is_taken (self, entry);
  g_mutex_unlock (&self->lock);
  if (taken)
    {
      depot_transfer_count (self, entry->size_bytes, 0, 0);
      depot_transfer_file_done (self, entry->size_bytes);
      return NULL;
    }
  large = g_new0 (DepotLargeFile, 1);
  large->entry = entry;
  large->descriptor = -1;
  large->pieces = g_array_new (FALSE, FALSE, sizeof (DepotPiece));
  depot_content_name (entry->sha256, large->name);
  g_mutex_lock (&self->lock);
  large->flags = depot_transfer_flags_for (self, entry);
  large->trusts_nothing
      = self->options.sends_all || g_hash_table_contains (self->suspects, entry->sha256);
  g_mutex_unlock (&self->lock);
  if (open_descriptor (self, large, error) && prepare (self, large, error))
    return large;
  depot_large_free (large);
  return NULL;
}

/* ---- one piece ----------------------------------------------------------------------------------
 */

gboolean
depot_large_read (DepotLargeFile *large, const DepotPiece *piece, guint8 *data)
{
  for (gsize done = 0; done < piece->size_bytes;)
    {
      gssize got = pread (
          large->descriptor, data + done, piece->size_bytes - done, (off_t) (piece->offset + done));

      if (got == 0 || (got < 0 && errno != EINTR))
        return FALSE;
      done += (gsize) MAX (got, 0);
    }
  return TRUE;
}

/* The bytes just read are those the snapshot hashed. */
static gboolean
is_unchanged (DepotTransfer *self,
              DepotLargeFile *large,
              const DepotPiece *piece,
              const guint8 *data)
{
  const DepotManifestEntry *entry = large->entry;
  /* A file that shrank since the walk has no parts. */
  guint64 part_bytes = MAX (depot_manifest_part_bytes (entry->size_bytes), 1);
  gsize n_parts = (gsize) ((piece->size_bytes + part_bytes - 1) / part_bytes);
  g_autofree guint8 *marks = g_malloc (n_parts * DEPOT_PART_MARK_BYTES);
  struct stat now;

  if (entry->parts == NULL)
    return fstat (large->descriptor, &now) == 0 && depot_folder_same_file (entry, &now);
  depot_hash_parts (
      depot_manifest_get_part_key (self->manifest), part_bytes, data, piece->size_bytes, marks);
  return memcmp (marks,
                 entry->parts + piece->offset / part_bytes * DEPOT_PART_MARK_BYTES,
                 n_parts * DEPOT_PART_MARK_BYTES)
         == 0;
}

static gboolean
send_bytes (DepotTransfer *self,
            DepotLargeFile *large,
            const DepotPiece *piece,
            guint8 *data,
            GError **error)
{
  g_autofree char *id = make_id (piece);

  if (!depot_large_read (large, piece, data) || !is_unchanged (self, large, piece, data))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_FILE,
                                          _ ("The file “%s” changed since the snapshot"),
                                          large->entry->path));
      return FALSE;
    }
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

static gboolean
send_copy (DepotTransfer *self, DepotLargeFile *large, const DepotPiece *piece, GError **error)
{
  g_autofree char *id = make_id (piece);

  return depot_blob_place_copy_block (self->place,
                                      large->name,
                                      id,
                                      large->copy_place,
                                      large->copy_name,
                                      piece->copy_offset,
                                      piece->size_bytes,
                                      self->cancellable,
                                      error);
}

gboolean
depot_large_is_blocked (const GError *flaw)
{
  const char *code = flaw->domain == DEPOT_ERROR ? depot_error_get_azure_code (flaw) : NULL;

  return g_strcmp0 (code, "InvalidBlobOrBlock") == 0 || g_strcmp0 (code, "InvalidBlockId") == 0
         || g_strcmp0 (code, "InvalidBlockList") == 0;
}

/* TRUE: goes on in another way, by a restart. Takes flaw then. */
static gboolean
can_restart (DepotTransfer *self, DepotLargeFile *large, GError *flaw)
{
  gboolean no_copy
      = g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_OFFERED) && self->folder != NULL;
  gboolean may = no_copy || (depot_large_is_blocked (flaw) && large->restarts < MAX_RESTARTS);

  if (!may)
    return FALSE;
  g_mutex_lock (&self->lock);
  large->must_restart = TRUE;
  large->is_blocked = large->is_blocked || !no_copy;
  large->copies_nothing = large->copies_nothing || no_copy;
  g_mutex_unlock (&self->lock);
  g_error_free (flaw);
  return TRUE;
}

gboolean
depot_large_send (
    DepotTransfer *self, DepotLargeFile *large, guint index, guint8 *data, GError **error)
{
  const DepotPiece *piece = &g_array_index (large->pieces, DepotPiece, index);
  GError *flaw = NULL;
  gboolean good = piece->is_copy ? send_copy (self, large, piece, &flaw)
                                 : send_bytes (self, large, piece, data, &flaw);

  if (!good)
    {
      if (can_restart (self, large, flaw))
        return TRUE;
      g_propagate_error (error, flaw);
      return FALSE;
    }
  depot_fault_point ("block-sent");
  g_mutex_lock (&self->lock);
  large->left--;
  large->counted_bytes += piece->size_bytes;
  g_mutex_unlock (&self->lock);
  depot_transfer_count (self,
                        piece->size_bytes,
                        piece->is_copy ? 0 : piece->size_bytes,
                        piece->is_copy ? piece->size_bytes : 0);
  return TRUE;
}

gboolean
depot_large_commit (DepotTransfer *self, DepotLargeFile *large, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GError *flaw = NULL;

  for (guint i = 0; i < large->pieces->len; i++)
    g_ptr_array_add (ids, make_id (&g_array_index (large->pieces, DepotPiece, i)));
  g_ptr_array_add (ids, NULL);
  depot_fault_point ("before-list");
  if (depot_blob_place_put_block_list (self->place,
                                       large->name,
                                       (const char *const *) ids->pdata,
                                       large->name + 2,
                                       large->flags,
                                       self->cancellable,
                                       &flaw))
    {
      depot_fault_point ("list-sent");
      depot_transfer_file_done (self, 0);
      return TRUE;
    }
  if (can_restart (self, large, flaw))
    return TRUE;
  g_propagate_error (error, flaw);
  return FALSE;
}

/* An empty blob in its place makes Azure forget all leftover blocks; nobody knows its name yet. */
gboolean
depot_large_restart (DepotTransfer *self, DepotLargeFile *large, GError **error)
{
  if (large->is_blocked
      && (!depot_blob_place_put (self->place,
                                 large->name,
                                 "application/octet-stream",
                                 NULL,
                                 (const guint8 *) "",
                                 0,
                                 DEPOT_BLOB_PUT_REPLACE,
                                 self->cancellable,
                                 error)
          || !depot_blob_place_remove (self->place, large->name, self->cancellable, error)))
    return FALSE;
  large->restarts++;
  large->is_blocked = FALSE;
  if (!prepare (self, large, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  large->must_restart = FALSE;
  g_mutex_unlock (&self->lock);
  return TRUE;
}
