/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-put.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-blob-container.h"
#include "depot-content-place.h"
#include "depot-error.h"
#include "depot-scan.h"
#include "depot-storage-key.h"
#include "depot-transfer.h"

#define TELL_EVERY_MS 250

typedef struct
{
  DepotContentPut what;
  char *folder, *package_id, *manifest_file;
  GStrv urls;
  GPtrArray *places; /* of DepotBlobContainer */
  DepotRateLimit *limit;
  DepotContentPutProgress progress;
  gpointer user;
  guint tick_id;
  GMutex lock;
  DepotTransfer *running; /* locked */
  guint n_done;           /* locked: places that are finished */
} Put;

void
depot_content_put_summary_free (DepotContentPutSummary *self)
{
  g_free (self->left_out_text);
  g_free (self);
}

static void
put_free (gpointer data)
{
  Put *self = data;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->running);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->limit, depot_rate_limit_unref);
  g_strfreev (self->urls);
  g_free (self->folder);
  g_free (self->package_id);
  g_free (self->manifest_file);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- the places
 * ---------------------------------------------------------------------------------- */

/* "account" of https://account.blob.core.windows.net/c, and of http://127.0.0.1:10000/account/c. */
static char *
dup_account (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_auto (GStrv) segments = uri != NULL ? g_strsplit (g_uri_get_path (uri), "/", -1) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : "";

  if (segments != NULL && g_strv_length (segments) >= 3 && *segments[2] != '\0')
    return g_strdup (segments[1]);
  return g_strndup (host, strcspn (host, "."));
}

static gboolean
is_account_key (const char *text)
{
  gsize length = strlen (text);

  return length % 4 == 0 && length >= 40
         && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/=") == length;
}

static DepotBlobContainer *
make_place (const DepotContentPut *what, const char *url, GError **error)
{
  const char *text
      = what->credential != NULL ? depot_secret_bytes_peek_text (what->credential) : "";
  g_autoptr (DepotTokenSource) key = NULL;
  DepotBlobContainer *place;

  if (is_account_key (text))
    {
      g_autofree char *account = dup_account (url);

      key = DEPOT_TOKEN_SOURCE (depot_storage_key_new (account, what->credential));
    }
  place = depot_blob_container_new (NULL, url, key, NULL, error);
  if (place == NULL)
    return NULL;
  if (key == NULL && strstr (text, "sig=") != NULL)
    {
      g_autoptr (DepotSecretBytes) sas
          = depot_secret_bytes_new_text (*text == '?' ? text + 1 : text);

      depot_blob_container_set_sas (place, sas);
    }
  else if (key == NULL && *text != '\0')
    depot_blob_container_set_bearer (place, what->credential);
  if (what->ca_file != NULL && !depot_blob_container_set_ca_file (place, what->ca_file, error))
    g_clear_object (&place);
  return place;
}

static gboolean
make_places (Put *self, GError **error)
{
  for (gsize i = 0; self->urls[i] != NULL; i++)
    {
      DepotBlobContainer *place = make_place (&self->what, self->urls[i], error);

      if (place == NULL)
        return FALSE;
      g_ptr_array_add (self->places, place);
    }
  return TRUE;
}

/* ---- in the thread
 * -------------------------------------------------------------------------------- */

static DepotScanResult *
scan (Put *self, DepotFolder *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (DepotManifest) previous
      = self->manifest_file != NULL ? depot_manifest_load (self->manifest_file, NULL) : NULL;
  g_autoptr (DepotPublished) published = NULL;
  DepotScanOptions options = { .leaves_hashing = TRUE };
  g_autoptr (DepotScanResult) result = NULL;

  /* The key of the marks is that of the version clients have: only so they can be compared. */
  if (previous == NULL)
    published = depot_content_get_published (
        g_ptr_array_index (self->places, 0), self->package_id, cancellable, NULL);
  options.previous = previous != NULL ? previous : published != NULL ? published->manifest : NULL;
  result = depot_scan_run (folder, &options, cancellable, error);
  if (result == NULL)
    return NULL;
  for (guint i = 0; i < result->refusals->len; i++)
    if (((DepotRefusal *) g_ptr_array_index (result->refusals, i))->is_fatal)
      {
        g_propagate_error (error, depot_scan_result_dup_error (result));
        return NULL;
      }
  return g_steal_pointer (&result);
}

static DepotContentPutSummary *
make_summary (const DepotScanResult *scan)
{
  DepotContentPutSummary *summary = g_new0 (DepotContentPutSummary, 1);
  g_autoptr (GString) text = g_string_new (NULL);

  summary->files = depot_manifest_count_files (scan->manifest);
  summary->left_out = scan->refusals->len;
  for (guint i = 0; i < scan->refusals->len; i++)
    g_string_append_printf (
        text, "%s\n", ((DepotRefusal *) g_ptr_array_index (scan->refusals, i))->text);
  summary->left_out_text = g_string_free_and_steal (g_steal_pointer (&text));
  return summary;
}

static void
add_figures (DepotContentPutSummary *summary, DepotTransfer *transfer)
{
  DepotTransferProgress progress;

  depot_transfer_get_progress (transfer, &progress);
  summary->total_bytes = progress.total_bytes;
  summary->sent_bytes += progress.sent_bytes;
  summary->kept_bytes += progress.kept_bytes;
  summary->copied_bytes += progress.copied_bytes;
  summary->busy_answers += progress.busy_answers;
}

static void
show (Put *self, DepotTransfer *transfer)
{
  g_mutex_lock (&self->lock);
  self->n_done += transfer == NULL;
  g_set_object (&self->running, transfer);
  g_mutex_unlock (&self->lock);
}

static gboolean
send_to (Put *self,
         guint index,
         DepotManifest *manifest,
         DepotFolder *folder,
         DepotContentPutSummary *summary,
         GCancellable *cancellable,
         GError **error)
{
  DepotTransferOptions options = {
    .package_id = self->package_id,
    .version = self->what.version,
    .verify = self->what.reads_back ? DEPOT_VERIFY_FULL : DEPOT_VERIFY_LIST,
    .sends_all = self->what.sends_all,
    .is_checked = self->what.is_checked,
    .keeps_unused = self->what.keeps_unused,
    .max_connections = self->what.max_connections,
    .limit = self->limit,
  };
  g_autoptr (DepotTransfer) transfer
      = depot_transfer_new (manifest,
                            folder,
                            g_ptr_array_index (self->places, index),
                            index > 0 ? g_ptr_array_index (self->places, 0) : NULL,
                            &options);
  gboolean good;

  show (self, transfer);
  good = depot_transfer_run (transfer, cancellable, error);
  show (self, NULL);
  add_figures (summary, transfer);
  return good;
}

/* getrusage() would count whatever started the program, too. */
static guint64
read_peak_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmHWM:");
  return line != NULL ? g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10) * 1024 : 0;
}

static DepotContentPutSummary *
run_put (Put *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (DepotFolder) folder = depot_folder_open (self->folder, error);
  g_autoptr (DepotScanResult) scanned
      = folder != NULL ? scan (self, folder, cancellable, error) : NULL;
  g_autoptr (DepotContentPutSummary) summary = scanned != NULL ? make_summary (scanned) : NULL;

  for (guint i = 0; summary != NULL && i < self->places->len; i++)
    if (!send_to (self, i, scanned->manifest, folder, summary, cancellable, error))
      return NULL;
  if (summary == NULL
      || (self->manifest_file != NULL
          && !depot_manifest_save (scanned->manifest, self->manifest_file, error)))
    return NULL;
  summary->peak_memory_bytes = read_peak_memory ();
  return g_steal_pointer (&summary);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  DepotContentPutSummary *summary = run_put (data, cancellable, &error);

  if (summary != NULL)
    g_task_return_pointer (task, summary, (GDestroyNotify) depot_content_put_summary_free);
  else
    g_task_return_error (task, error);
}

/* ---- on the main thread
 * ---------------------------------------------------------------------------- */

static gboolean
tell (gpointer data)
{
  Put *self = data;
  DepotTransferProgress progress = { 0 };
  double fraction;

  g_mutex_lock (&self->lock);
  if (self->running != NULL)
    depot_transfer_get_progress (self->running, &progress);
  fraction = self->n_done;
  g_mutex_unlock (&self->lock);
  if (progress.total_bytes > 0)
    fraction += (double) progress.done_bytes / (double) progress.total_bytes;
  self->progress (MIN (fraction / self->places->len, 1), progress.done_bytes, self->user);
  return G_SOURCE_CONTINUE;
}

static void
limit_speed (Put *self)
{
  guint32 week[DEPOT_HOURS_PER_WEEK];

  for (gsize i = 0; i < G_N_ELEMENTS (week); i++)
    week[i] = self->what.kbit_per_second;
  if (self->what.kbit_per_second > 0)
    self->limit = depot_rate_limit_new (week, NULL);
}

void
depot_content_put_async (const DepotContentPut *what,
                         DepotContentPutProgress progress,
                         gpointer user,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Put *self = g_new0 (Put, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, depot_content_put_async);
  g_mutex_init (&self->lock);
  self->what = *what;
  self->folder = g_strdup (what->folder);
  self->package_id = g_strdup (what->package_id);
  self->manifest_file = g_strdup (what->manifest_file);
  self->urls = g_strdupv ((GStrv) what->urls);
  self->places = g_ptr_array_new_with_free_func (g_object_unref);
  self->progress = progress;
  self->user = user;
  g_task_set_task_data (task, self, put_free);
  if (!make_places (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  limit_speed (self);
  if (progress != NULL)
    self->tick_id = g_timeout_add (TELL_EVERY_MS, tell, self);
  g_task_run_in_thread (task, run_in_thread);
}

DepotContentPutSummary *
depot_content_put_finish (GAsyncResult *result, GError **error)
{
  Put *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) cause = NULL;
  DepotContentPutSummary *summary = g_task_propagate_pointer (G_TASK (result), &cause);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (summary == NULL)
    g_propagate_error (error, depot_error_from_any (cause));
  return summary;
}
