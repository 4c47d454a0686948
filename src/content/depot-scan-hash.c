/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-scan-private.h"

#include <string.h>

#include "depot-hash.h"

#define MAX_THREADS 8

typedef struct
{
  DepotScan *scan;
  gint next; /* atomic */
  guint8 *refused;
} Work;

typedef struct
{
  Work *work;
  const char *path;
  gboolean was_interrupted;
} Progress;

static gboolean
piece_hashed (gint64 size_bytes, gpointer user)
{
  Progress *progress = user;
  DepotScan *scan = progress->work->scan;

  depot_scan_advance (scan, 0, (guint64) size_bytes);
  if (size_bytes > 0 && !progress->was_interrupted && scan->options->while_hashing != NULL)
    scan->options->while_hashing (progress->path, scan->options->user);
  progress->was_interrupted = size_bytes > 0;
  return !g_cancellable_is_cancelled (scan->cancellable);
}

static void
refuse (Work *work, guint index, DepotRefusalReason reason, const char *detail)
{
  work->refused[index] = TRUE;
  depot_scan_refuse (
      work->scan, depot_manifest_get (work->scan->manifest, index)->path, reason, detail);
}

/* The hashes of the version before, if nothing about the file has changed since. */
static gboolean
was_known (Work *work, DepotManifestEntry *entry)
{
  const DepotManifest *previous = work->scan->options->previous;
  const DepotManifestEntry *old
      = previous != NULL ? depot_manifest_find (previous, entry->path) : NULL;
  gsize n_bytes = (gsize) depot_manifest_n_parts (entry->size_bytes) * DEPOT_PART_MARK_BYTES;

  if (old == NULL || !old->is_hashed || old->inode == 0 || old->inode != entry->inode
      || old->size_bytes != entry->size_bytes || old->modified_ns != entry->modified_ns
      || old->changed_ns != entry->changed_ns || (n_bytes > 0 && old->parts == NULL))
    return FALSE;
  memcpy (entry->sha256, old->sha256, sizeof entry->sha256);
  entry->parts = n_bytes > 0 ? g_memdup2 (old->parts, n_bytes) : NULL;
  entry->is_hashed = TRUE;
  return TRUE;
}

static void
take_file (Work *work, guint index)
{
  DepotScan *scan = work->scan;
  DepotManifestEntry *entry = depot_manifest_edit (scan->manifest, index);
  Progress progress = { .work = work, .path = entry->path };
  DepotHashOutcome outcome;
  g_autofree char *detail = NULL;

  if (was_known (work, entry) || scan->options->leaves_hashing)
    {
      depot_scan_advance (scan, 0, entry->size_bytes);
      return;
    }
  outcome = depot_hash_entry (entry,
                              scan->folder,
                              depot_manifest_get_part_key (scan->manifest),
                              piece_hashed,
                              &progress,
                              &detail);
  if (outcome == DEPOT_HASH_CHANGING)
    refuse (work, index, DEPOT_REFUSAL_CHANGING, NULL);
  else if (outcome == DEPOT_HASH_BROKEN)
    refuse (work, index, DEPOT_REFUSAL_UNREADABLE, detail);
}

static gpointer
work_thread (gpointer data)
{
  Work *work = data;
  guint count = depot_manifest_get_count (work->scan->manifest);
  guint index;

  while ((index = (guint) g_atomic_int_add (&work->next, 1)) < count
         && !g_cancellable_is_cancelled (work->scan->cancellable))
    if (depot_manifest_get (work->scan->manifest, index)->kind == DEPOT_ENTRY_FILE)
      take_file (work, index);
  return NULL;
}

gboolean
depot_scan_hash (DepotScan *self, GError **error)
{
  guint count = depot_manifest_get_count (self->manifest);
  guint n_threads = self->options->threads != 0 ? self->options->threads : g_get_num_processors ();
  g_autofree guint8 *refused = g_malloc0 (count + 1);
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  Work work = { .scan = self, .refused = refused };

  n_threads = CLAMP (n_threads, 1, MAX_THREADS);
  for (guint i = 1; i < MIN (n_threads, count); i++)
    g_ptr_array_add (threads, g_thread_new ("depot-hash", work_thread, &work));
  work_thread (&work);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (g_ptr_array_index (threads, i));
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  depot_manifest_drop (self->manifest, refused);
  return TRUE;
}
