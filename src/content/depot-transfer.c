/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-transfer-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-fault.h"
#include "depot-publish.h"
#include "depot-transfer-flag.h"

/* What is missing or wrong after a round goes up once more; who meets the third time meets a wall.
 */
#define MAX_ROUNDS 3
#define RATE_US (2 * G_USEC_PER_SEC)
#define BUSY_PLACE "depot-transfers-here"

G_DEFINE_FINAL_TYPE (DepotTransfer, depot_transfer, G_TYPE_OBJECT)

static guint
hash_sha256 (gconstpointer sha256)
{
  guint value;

  memcpy (&value, sha256, sizeof value);
  return value;
}

static gboolean
equal_sha256 (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 32) == 0;
}

static void
depot_transfer_finalize (GObject *object)
{
  DepotTransfer *self = DEPOT_TRANSFER (object);

  g_clear_pointer (&self->manifest, depot_manifest_unref);
  g_clear_pointer (&self->folder, depot_folder_unref);
  g_clear_pointer (&self->options.limit, depot_rate_limit_unref);
  g_clear_pointer (&self->previous, depot_published_free);
  g_clear_pointer (&self->stored, g_array_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->suspects, g_hash_table_unref);
  g_clear_pointer (&self->large, g_ptr_array_unref);
  g_clear_object (&self->place);
  g_clear_object (&self->source);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->package_id);
  g_free (self->flag);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  G_OBJECT_CLASS (depot_transfer_parent_class)->finalize (object);
}

static void
depot_transfer_class_init (DepotTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_transfer_finalize;
}

static void
depot_transfer_init (DepotTransfer *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->taken = g_hash_table_new (hash_sha256, equal_sha256);
  self->suspects = g_hash_table_new (hash_sha256, equal_sha256);
  self->large = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_large_free);
}

DepotTransfer *
depot_transfer_new (DepotManifest *manifest,
                    DepotFolder *folder,
                    DepotBlobPlace *place,
                    DepotBlobPlace *source,
                    const DepotTransferOptions *options)
{
  DepotTransfer *self = g_object_new (DEPOT_TYPE_TRANSFER, NULL);

  self->manifest = depot_manifest_ref (manifest);
  self->folder = folder != NULL ? depot_folder_ref (folder) : NULL;
  g_set_object (&self->place, place);
  g_set_object (&self->source, source);
  self->options = *options;
  self->package_id = g_strdup (options->package_id);
  self->options.package_id = self->package_id;
  self->flag = options->writer != NULL
                   ? g_strconcat (options->package_id, ".", options->writer, NULL)
                   : g_strdup (options->package_id);
  self->options.writer = NULL;
  if (options->limit != NULL)
    depot_rate_limit_ref (options->limit);
  self->progress.total_files = depot_manifest_count_files (manifest);
  self->progress.total_bytes = depot_manifest_get_size_bytes (manifest);
  return self;
}

static void
enter (DepotTransfer *self, DepotTransferPhase phase)
{
  g_mutex_lock (&self->lock);
  self->progress.phase = phase;
  g_mutex_unlock (&self->lock);
}

/* ---- the rounds
 * ---------------------------------------------------------------------------------- */

static gboolean
list_stored (DepotTransfer *self, GError **error)
{
  GArray *stored = depot_stored_list (self->place, 0, self->cancellable, error);

  if (stored == NULL)
    return FALSE;
  g_clear_pointer (&self->stored, g_array_unref);
  self->stored = stored;
  return TRUE;
}

/* What clients have now helps to send less; if it cannot be read, more is sent. */
static gboolean
read_previous (DepotTransfer *self, GError **error)
{
  GError *flaw = NULL;

  self->previous
      = depot_content_get_published (self->place, self->package_id, self->cancellable, &flaw);
  if (flaw == NULL || g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY)
      || g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_clear_error (&flaw);
      return TRUE;
    }
  g_propagate_error (error, flaw);
  return FALSE;
}

static gboolean
is_complete (DepotTransfer *self)
{
  for (guint i = 0; i < depot_manifest_get_count (self->manifest); i++)
    {
      const DepotManifestEntry *entry = depot_manifest_get (self->manifest, i);
      const DepotStored *stored;

      if (entry->kind != DEPOT_ENTRY_FILE)
        continue;
      stored = depot_stored_find (self->stored, entry->sha256);
      if (stored == NULL || stored->size_bytes != entry->size_bytes)
        return FALSE;
    }
  return TRUE;
}

/* Reads all back. What is wrong becomes suspect and goes up again in the next round. */
static gboolean
read_back (DepotTransfer *self, gboolean *all_well, GError **error)
{
  g_autoptr (GPtrArray) flaws
      = depot_content_validate (self->place, self->manifest, NULL, NULL, self->cancellable, error);

  if (flaws == NULL)
    return FALSE;
  *all_well = flaws->len == 0;
  for (guint i = 0; i < flaws->len; i++)
    {
      g_autofree char *path
          = depot_manifest_unescape_path (((DepotFlaw *) g_ptr_array_index (flaws, i))->path, NULL);
      const DepotManifestEntry *entry
          = path != NULL ? depot_manifest_find (self->manifest, path) : NULL;

      if (entry != NULL)
        g_hash_table_add (self->suspects, (gpointer) entry->sha256);
    }
  return TRUE;
}

static gboolean
verify (DepotTransfer *self, gboolean *all_well, GError **error)
{
  enter (self, DEPOT_TRANSFER_VERIFYING);
  g_hash_table_remove_all (self->suspects);
  if (!list_stored (self, error))
    return FALSE;
  *all_well = is_complete (self);
  return !*all_well || self->options.verify != DEPOT_VERIFY_FULL
         || read_back (self, all_well, error);
}

static void
begin_round (DepotTransfer *self)
{
  g_mutex_lock (&self->lock);
  self->progress.done_bytes = 0;
  self->progress.done_files = 0;
  self->progress.kept_bytes = 0;
  g_mutex_unlock (&self->lock);
  enter (self, DEPOT_TRANSFER_SENDING);
}

static gboolean
send_until_well (DepotTransfer *self, GError **error)
{
  gboolean all_well = FALSE;

  for (guint round = 0; round < MAX_ROUNDS && !all_well; round++)
    {
      begin_round (self);
      if (!depot_transfer_send (self, error) || !verify (self, &all_well, error))
        return FALSE;
      self->options.sends_all = FALSE;
    }
  if (all_well)
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                       _ ("What arrives in Azure is not what was sent, three times in a row")));
  return FALSE;
}

/* ---- the end
 * ------------------------------------------------------------------------------------- */

static gboolean
publish (DepotTransfer *self, GError **error)
{
  enter (self, DEPOT_TRANSFER_PUBLISHING);
  depot_fault_point ("before-publish");
  if (!depot_publish (self->place,
                      self->package_id,
                      self->options.version,
                      self->manifest,
                      self->options.is_checked ? DEPOT_BLOB_PUT_CHECKED : 0,
                      self->cancellable,
                      error))
    return FALSE;
  depot_fault_point ("published");
  return TRUE;
}

/* Before the new version is there: from then on nothing else names what clients are loading. */
static gboolean
retire (DepotTransfer *self, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  return self->previous == NULL || self->options.keep_seconds == 0
         || depot_content_retire (self->place,
                                  self->package_id,
                                  self->previous,
                                  now + self->options.keep_seconds,
                                  self->cancellable,
                                  error);
}

static GMutex places_lock;

/* How many transfers of this process write to the place. */
static guint
count_here (DepotTransfer *self, int change)
{
  guint count;

  g_mutex_lock (&places_lock);
  count = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self->place), BUSY_PLACE));
  count = (guint) ((int) count + change);
  g_object_set_data (G_OBJECT (self->place), BUSY_PLACE, GUINT_TO_POINTER (count));
  g_mutex_unlock (&places_lock);
  return count;
}

/* While others write here, what nobody names yet may be named in a moment: the next clean-up is
 * soon. */
static gboolean
clean (DepotTransfer *self, GError **error)
{
  gboolean may;

  if (self->previous == NULL || self->options.keeps_unused || self->options.keep_seconds > 0
      || count_here (self, 0) > 1)
    return TRUE;
  enter (self, DEPOT_TRANSFER_CLEANING);
  if (!depot_flag_lock (self->place, self->flag, &may, self->cancellable, error))
    return FALSE;
  return !may
         || (depot_remove_superseded (self->place, self->previous, self->cancellable, error)
             && depot_flag_unlock (self->place, self->flag, self->cancellable, error));
}

static gboolean
run_phases (DepotTransfer *self, GError **error)
{
  g_autofree char *name = depot_published_name (self->package_id, error);

  enter (self, DEPOT_TRANSFER_PREPARING);
  if (name == NULL || !depot_flag_raise (self->place, self->flag, self->cancellable, error)
      || !list_stored (self, error) || !read_previous (self, error)
      || !send_until_well (self, error) || !retire (self, error) || !publish (self, error)
      || !clean (self, error)
      || !depot_flag_lower (self->place, self->flag, self->cancellable, error))
    return FALSE;
  enter (self, DEPOT_TRANSFER_DONE);
  return TRUE;
}

gboolean
depot_transfer_run (DepotTransfer *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) flaw = NULL;
  gboolean good;

  g_return_val_if_fail (DEPOT_IS_TRANSFER (self), FALSE);

  g_set_object (&self->cancellable, cancellable);
  count_here (self, 1);
  good = run_phases (self, &flaw);
  /* What it sent is young and stays for the next try; a flag that stayed would keep others from
   * cleaning up for a week. */
  if (!good)
    depot_flag_lower (self->place, self->flag, NULL, NULL);
  count_here (self, -1);
  if (!good)
    g_propagate_error (error, depot_error_from_any (flaw));
  return good;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (depot_transfer_run (source, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
depot_transfer_run_async (DepotTransfer *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, depot_transfer_run_async);
  g_task_run_in_thread (task, run_in_thread);
}

gboolean
depot_transfer_run_finish (DepotTransfer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
depot_transfer_get_progress (DepotTransfer *self, DepotTransferProgress *progress)
{
  gint64 now_us = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  if (now_us - self->rate_since_us >= RATE_US)
    {
      if (self->rate_since_us != 0 && self->progress.done_bytes >= self->rate_bytes)
        self->progress.bytes_per_second = (double) (self->progress.done_bytes - self->rate_bytes)
                                          * G_USEC_PER_SEC
                                          / (double) (now_us - self->rate_since_us);
      self->rate_since_us = now_us;
      self->rate_bytes = self->progress.done_bytes;
    }
  *progress = self->progress;
  g_mutex_unlock (&self->lock);
}
