/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who does what next. Each worker is one connection: it takes the next piece of a large file that
 * is open, else the next file; large files are hashed and opened while others send. The tuner says
 * how many workers there are, the memory for pieces bounds how many of them hold one. */
#include "config.h"

#include "depot-transfer-private.h"

#include <string.h>

#include "depot-error.h"
#include "depot-fault.h"

/* 32 blocks of 8 MiB on their way, by all transfers of the process together; each may have one
 * more. */
#define MEMORY_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define MAX_CONNECTIONS 64
#define LOOK_AGAIN_US (G_USEC_PER_SEC / 5)

typedef enum
{
  NOTHING_YET,
  SEND_SMALL,
  OPEN_LARGE,
  SEND_PIECE,
  SEND_STAGED,
  RESTART_LARGE,
} Work;

typedef struct
{
  Work work;
  DepotManifestEntry *entry;
  DepotLargeFile *large;
  DepotStageFilled *filled;
  guint index;
  guint64 memory_bytes;
} Job;

void
depot_transfer_fail (DepotTransfer *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

gboolean
depot_transfer_has_ended (DepotTransfer *self)
{
  return self->error != NULL || g_cancellable_is_cancelled (self->cancellable);
}

void
depot_transfer_count (DepotTransfer *self,
                      guint64 done_bytes,
                      guint64 sent_bytes,
                      guint64 copied_bytes)
{
  guint busy = depot_blob_place_get_busy_answers (self->place);

  g_mutex_lock (&self->lock);
  self->progress.done_bytes += done_bytes;
  self->progress.sent_bytes += sent_bytes;
  self->progress.copied_bytes += copied_bytes;
  self->progress.busy_answers = busy;
  self->requests++;
  depot_tuner_note (&self->tuner,
                    g_get_monotonic_time (),
                    self->progress.sent_bytes + self->progress.copied_bytes,
                    self->requests,
                    busy);
  g_mutex_unlock (&self->lock);
}

void
depot_transfer_file_done (DepotTransfer *self, guint64 kept_bytes)
{
  g_mutex_lock (&self->lock);
  self->progress.done_files++;
  self->progress.kept_bytes += kept_bytes;
  g_mutex_unlock (&self->lock);
}

DepotBlobPutFlags
depot_transfer_flags_for (DepotTransfer *self, const DepotManifestEntry *entry)
{
  DepotBlobPutFlags flags = self->options.is_checked ? DEPOT_BLOB_PUT_CHECKED : 0;

  /* There, and yet on its way up: something is wrong with it. */
  if (self->options.sends_all || g_hash_table_contains (self->suspects, entry->sha256)
      || depot_stored_find (self->stored, entry->sha256) != NULL)
    flags |= DEPOT_BLOB_PUT_REPLACE;
  return flags;
}

static gboolean
is_stored (DepotTransfer *self, const DepotManifestEntry *entry)
{
  const DepotStored *stored = depot_stored_find (self->stored, entry->sha256);

  return stored != NULL && stored->size_bytes == entry->size_bytes && !self->options.sends_all
         && !g_hash_table_contains (self->suspects, entry->sha256);
}

gboolean
depot_transfer_is_taken (DepotTransfer *self, const DepotManifestEntry *entry)
{
  return is_stored (self, entry) || !g_hash_table_add (self->taken, (gpointer) entry->sha256);
}

/* ---- taking work (locked) -----------------------------------------------------------------------
 */

static GMutex memory_lock;
static guint64 memory_in_use;

gboolean
depot_transfer_has_room (DepotTransfer *self, guint64 bytes)
{
  gboolean has;

  g_mutex_lock (&memory_lock);
  has = self->memory_bytes == 0 || memory_in_use + bytes <= MEMORY_BYTES;
  g_mutex_unlock (&memory_lock);
  return has;
}

void
depot_transfer_use_memory (DepotTransfer *self, gint64 bytes)
{
  self->memory_bytes += (guint64) bytes;
  g_mutex_lock (&memory_lock);
  memory_in_use += (guint64) bytes;
  g_mutex_unlock (&memory_lock);
}

static gboolean
take_piece_of (DepotTransfer *self, DepotLargeFile *large, Job *job)
{
  while (large->next < large->pieces->len
         && g_array_index (large->pieces, DepotPiece, large->next).is_there)
    large->next++;
  if (large->next >= large->pieces->len)
    return FALSE;
  job->memory_bytes = g_array_index (large->pieces, DepotPiece, large->next).is_copy
                          ? 0
                          : g_array_index (large->pieces, DepotPiece, large->next).size_bytes;
  if (!depot_transfer_has_room (self, job->memory_bytes))
    return FALSE;
  job->work = SEND_PIECE;
  job->large = large;
  job->index = large->next++;
  large->in_flight++;
  return TRUE;
}

static gboolean
take_filled (DepotLargeFile *large, Job *job)
{
  job->filled = depot_stage_take (large);
  if (job->filled == NULL)
    return FALSE;
  job->work = SEND_STAGED;
  job->large = large;
  return TRUE;
}

static gboolean
take_large (DepotTransfer *self, Job *job)
{
  for (guint i = 0; i < self->large->len; i++)
    {
      DepotLargeFile *large = g_ptr_array_index (self->large, i);

      if (large->stage != NULL)
        {
          if (take_filled (large, job))
            return TRUE;
          continue;
        }
      if (large->must_restart && large->in_flight == 0)
        {
          large->in_flight++;
          job->work = RESTART_LARGE;
          job->large = large;
          return TRUE;
        }
      if (!large->must_restart && take_piece_of (self, large, job))
        return TRUE;
    }
  return FALSE;
}

static void
skip_stored (DepotTransfer *self, const DepotManifestEntry *entry)
{
  self->progress.done_files++;
  self->progress.done_bytes += entry->size_bytes;
  self->progress.kept_bytes += entry->size_bytes;
  self->next_entry++;
}

/* TRUE if the next file can begin now. */
static gboolean
take_entry (DepotTransfer *self, DepotManifestEntry *entry, Job *job)
{
  gboolean is_large = entry->size_bytes > DEPOT_WHOLE_FILE_BYTES;
  guint at_once = MAX (g_get_num_processors (), 2);

  if (is_large && (self->opening >= at_once || self->large->len >= 2 * at_once))
    return FALSE;
  job->memory_bytes = is_large ? 0 : entry->size_bytes;
  if (!depot_transfer_has_room (self, job->memory_bytes))
    return FALSE;
  if (entry->is_hashed)
    depot_transfer_is_taken (self, entry);
  self->opening += is_large;
  self->next_entry++;
  job->work = is_large ? OPEN_LARGE : SEND_SMALL;
  job->entry = entry;
  return TRUE;
}

static Work
take_next (DepotTransfer *self, Job *job)
{
  guint count = depot_manifest_get_count (self->manifest);

  if (take_large (self, job))
    return job->work;
  while (self->next_entry < count)
    {
      DepotManifestEntry *entry = depot_manifest_edit (self->manifest, self->next_entry);

      if (entry->kind != DEPOT_ENTRY_FILE)
        self->next_entry++;
      else if (entry->is_hashed
               && (is_stored (self, entry) || g_hash_table_contains (self->taken, entry->sha256)))
        skip_stored (self, entry);
      else
        return take_entry (self, entry, job) ? job->work : NOTHING_YET;
    }
  return NOTHING_YET;
}

static gboolean
is_over (DepotTransfer *self)
{
  return depot_transfer_has_ended (self)
         || (self->next_entry >= depot_manifest_get_count (self->manifest) && self->working == 0
             && self->large->len == 0);
}

/* Waits until there is something to do for worker number. FALSE: all done, or over. */
static gboolean
take_job (DepotTransfer *self, guint number, Job *job)
{
  gboolean found = FALSE;

  g_mutex_lock (&self->lock);
  while (!found && !is_over (self))
    {
      Work work = NOTHING_YET;

      *job = (Job) { 0 };
      if (number < self->tuner.allowed)
        work = take_next (self, job);
      found = work != NOTHING_YET;
      if (!found)
        g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_AGAIN_US);
    }
  if (found)
    {
      self->working++;
      depot_transfer_use_memory (self, (gint64) job->memory_bytes);
      self->progress.connections = self->working;
    }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return found;
}

/* ---- doing it
 * ------------------------------------------------------------------------------------ */

static gboolean
open_large (DepotTransfer *self, Job *job, GError **error)
{
  GError *flaw = NULL;
  DepotLargeFile *large = depot_large_open (self, job->entry, &flaw);

  g_mutex_lock (&self->lock);
  self->opening--;
  if (large != NULL)
    {
      g_ptr_array_add (self->large, large);
      /* All of it may lie in Azure since the last run: only the list is missing. */
      if (large->left == 0)
        {
          large->in_flight++;
          job->large = large;
        }
    }
  g_mutex_unlock (&self->lock);
  if (flaw != NULL)
    g_propagate_error (error, flaw);
  return flaw == NULL;
}

/* The worker that ends the last piece puts the list. */
static gboolean
end_piece (DepotTransfer *self, DepotLargeFile *large, GError **error)
{
  gboolean is_last, good;

  g_mutex_lock (&self->lock);
  is_last = large->left == 0 && large->in_flight == 1 && !large->must_restart;
  if (!is_last)
    large->in_flight--;
  g_mutex_unlock (&self->lock);
  if (!is_last)
    return TRUE;
  good = depot_large_commit (self, large, error);
  g_mutex_lock (&self->lock);
  large->in_flight--;
  if (good && !large->must_restart)
    g_ptr_array_remove (self->large, large);
  g_mutex_unlock (&self->lock);
  return good;
}

static gboolean
do_job (DepotTransfer *self, Job *job, guint8 *data, gsize size, GError **error)
{
  switch (job->work)
    {
    case SEND_SMALL:
      return depot_transfer_small (self, job->entry, data, size, error);
    case OPEN_LARGE:
      return open_large (self, job, error)
             && (job->large == NULL || end_piece (self, job->large, error));
    case SEND_PIECE:
      return depot_large_send (self, job->large, job->index, data, error)
             && end_piece (self, job->large, error);
    case SEND_STAGED:
      return depot_stage_send (self, job->large, job->filled, error);
    case RESTART_LARGE:
      return depot_large_restart (self, job->large, error) && end_piece (self, job->large, error);
    case NOTHING_YET:
    default:
      return TRUE;
    }
}

static gsize
buffer_bytes (const Job *job)
{
  if (job->work == SEND_SMALL)
    return (gsize) job->entry->size_bytes + 1;
  return (gsize) job->memory_bytes + 1;
}

static gpointer
worker (gpointer data)
{
  DepotTransfer *self = data;
  g_autofree guint8 *buffer = NULL;
  gsize size = 0;
  guint number;
  Job job;

  g_mutex_lock (&self->lock);
  number = self->started++;
  g_mutex_unlock (&self->lock);
  while (take_job (self, number, &job))
    {
      gsize needed = buffer_bytes (&job);
      GError *error = NULL;

      if (needed > size)
        {
          g_free (buffer);
          buffer = g_malloc (needed);
          size = needed;
        }
      if (!do_job (self, &job, buffer, size, &error))
        depot_transfer_fail (self, error);
      g_mutex_lock (&self->lock);
      self->working--;
      depot_transfer_use_memory (self, -(gint64) job.memory_bytes);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
    }
  return NULL;
}

/* ---- the round
 * ------------------------------------------------------------------------------------ */

/* As many threads as the tuner wants; those it does not want any more wait. */
static void
run_workers (DepotTransfer *self)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  g_mutex_lock (&self->lock);
  while (!is_over (self))
    {
      if (threads->len < self->tuner.allowed)
        g_ptr_array_add (threads, g_thread_new ("depot-transfer", worker, self));
      else
        g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK_AGAIN_US);
    }
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
}

gboolean
depot_transfer_send (DepotTransfer *self, GError **error)
{
  guint max = self->options.max_connections != 0 ? self->options.max_connections : MAX_CONNECTIONS;

  self->next_entry = self->opening = self->working = self->started = 0;
  self->memory_bytes = 0;
  g_hash_table_remove_all (self->taken);
  depot_tuner_init (&self->tuner, max, self->options.max_connections != 0, g_get_monotonic_time ());
  self->tuner.busy_then = depot_blob_place_get_busy_answers (self->place);
  self->tuner.requests_then = self->requests;
  self->tuner.bytes_then = self->progress.sent_bytes + self->progress.copied_bytes;
  run_workers (self);
  g_ptr_array_set_size (self->large, 0);
  if (self->error == NULL)
    g_cancellable_set_error_if_cancelled (self->cancellable, &self->error);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
