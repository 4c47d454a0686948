/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of a place, one request each (a list has pages, a read may be taken up again). */
#include "config.h"

#include "depot-blob-container-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-blob-xml.h"
#include "depot-data-plane.h"

#define MAX_PAGES 2000
#define MAX_BREAKS 5
#define COPY_TRIES 3
#define FIRST_LOOK_US (G_USEC_PER_SEC / 10)
#define LAST_LOOK_US (5 * G_USEC_PER_SEC)

static const guint exists_already[] = { 409, 412, 0 };
static const guint missing[] = { 404, 0 };

static gboolean
send (DepotBlobContainer *self, DepotBlobCall *call, GCancellable *cancellable, GError **error)
{
  g_autoptr (DepotAzureReply) reply = depot_blob_call_send (self, call, cancellable, error);

  return reply != NULL;
}

/* 409 says a number of things; that the blob is there is the one that was wanted. */
static DepotAzureReply *
call_new (DepotBlobContainer *self,
          DepotBlobCall *call,
          DepotBlobPutFlags flags,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (DepotAzureReply) reply = NULL;
  const char *code;

  if ((flags & DEPOT_BLOB_PUT_REPLACE) == 0)
    {
      depot_azure_request_set_header (call->request, "If-None-Match", "*");
      call->told_statuses = exists_already;
    }
  reply = depot_blob_call_send (self, call, cancellable, error);
  if (reply == NULL || reply->status < 400)
    return g_steal_pointer (&reply);
  code = soup_message_headers_get_one (reply->headers, "x-ms-error-code");
  if (g_strcmp0 (code, "BlobAlreadyExists") == 0 || g_strcmp0 (code, "ConditionNotMet") == 0)
    return g_steal_pointer (&reply);
  g_propagate_error (error, depot_azure_error_from_reply (reply));
  return NULL;
}

static gboolean
send_new (DepotBlobContainer *self,
          DepotBlobCall *call,
          DepotBlobPutFlags flags,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (DepotAzureReply) reply = call_new (self, call, flags, cancellable, error);

  return reply != NULL;
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
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call = depot_blob_call_new (self, "PUT", name, NULL);

  call.body = data;
  call.body_bytes = size_bytes;
  call.is_checked = (flags & DEPOT_BLOB_PUT_CHECKED) != 0;
  depot_azure_request_set_header (call.request, "x-ms-blob-type", "BlockBlob");
  depot_azure_request_set_header (call.request, "x-ms-blob-content-type", content_type);
  if (sha256 != NULL)
    depot_azure_request_set_header (call.request, "x-ms-meta-sha256", sha256);
  return send_new (self, &call, flags, cancellable, error);
}

static DepotBlobCall
block_call (DepotBlobContainer *self, const char *name, const char *block_id)
{
  g_autofree char *escaped = g_uri_escape_string (block_id, NULL, FALSE);
  g_autofree char *query = g_strdup_printf ("comp=block&blockid=%s", escaped);

  return depot_blob_call_new (self, "PUT", name, query);
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
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call = block_call (self, name, block_id);

  call.body = data;
  call.body_bytes = size_bytes;
  call.is_checked = (flags & DEPOT_BLOB_PUT_CHECKED) != 0;
  return send (self, &call, cancellable, error);
}

/* The service says in many ways that it cannot read there, or not at all. The bytes can still be
 * sent, and what is wrong with this place itself is seen then. */
static gboolean
is_no_copy (const GError *flaw)
{
  const char *code = depot_error_get_azure_code (flaw);

  if (code == NULL)
    return g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_BUSY);
  return !g_str_equal (code, "InvalidBlobOrBlock") && !g_str_equal (code, "ServerBusy");
}

/* Takes flaw. */
static gboolean
copy_failed (GError *flaw, GError **error)
{
  GError *told = flaw;

  if (is_no_copy (flaw))
    {
      told = depot_error_new (DEPOT_ERROR_NOT_OFFERED,
                              _ ("The service does not copy: %s"),
                              depot_error_get_azure_code (flaw) != NULL
                                  ? depot_error_get_azure_code (flaw)
                                  : flaw->message);
      g_error_free (flaw);
    }
  g_propagate_error (error, told);
  return FALSE;
}

static gboolean
send_copy (DepotBlobContainer *self, DepotBlobCall *call, GCancellable *cancellable, GError **error)
{
  GError *flaw = NULL;

  return send (self, call, cancellable, &flaw) || copy_failed (flaw, error);
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
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  g_autofree char *range = g_strdup_printf (
      "bytes=%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, offset, offset + size_bytes - 1);
  char *url = NULL, *authorization = NULL;
  DepotBlobCall call;

  if (!DEPOT_IS_BLOB_CONTAINER (source))
    {
      g_propagate_error (
          error, depot_error_new (DEPOT_ERROR_NOT_OFFERED, _ ("The source is no storage account")));
      return FALSE;
    }
  if (!depot_blob_container_dup_source (
          DEPOT_BLOB_CONTAINER (source), source_name, &url, &authorization, cancellable, error))
    {
      depot_secret_free_text (url);
      return FALSE;
    }
  call = block_call (self, name, block_id);
  depot_azure_request_set_header (call.request, "x-ms-copy-source", url);
  depot_azure_request_set_header (call.request, "x-ms-source-range", range);
  if (authorization != NULL)
    depot_azure_request_set_header (call.request, "x-ms-copy-source-authorization", authorization);
  depot_secret_free_text (url);
  depot_secret_free_text (authorization);
  return send_copy (self, &call, cancellable, error);
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
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call = depot_blob_call_new (self, "PUT", name, "comp=blocklist");
  g_autoptr (GString) xml
      = g_string_new ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<BlockList>");

  for (gsize i = 0; block_ids[i] != NULL; i++)
    g_string_append_printf (xml, "<Latest>%s</Latest>", block_ids[i]);
  g_string_append (xml, "</BlockList>");
  call.body = (const guint8 *) xml->str;
  call.body_bytes = xml->len;
  if (sha256 != NULL)
    depot_azure_request_set_header (call.request, "x-ms-meta-sha256", sha256);
  depot_azure_request_set_header (
      call.request, "x-ms-blob-content-type", "application/octet-stream");
  return send_new (self, &call, flags, cancellable, error);
}

/* ---- a whole blob ------------------------------------------------------------------------------
 */

/* "success", "pending", "failed", "aborted"; success if the service says nothing. Caller owns. */
static char *
dup_copy_status (const DepotAzureReply *reply)
{
  const char *status = soup_message_headers_get_one (reply->headers, "x-ms-copy-status");

  return g_strdup (status != NULL ? status : "success");
}

static char *
ask_copy_status (DepotBlobContainer *self,
                 const char *name,
                 GCancellable *cancellable,
                 GError **error)
{
  DepotBlobCall call = depot_blob_call_new (self, "HEAD", name, NULL);
  g_autoptr (DepotAzureReply) reply = depot_blob_call_send (self, &call, cancellable, error);

  return reply != NULL ? dup_copy_status (reply) : NULL;
}

static void
wait_for_copy (DepotBlobContainer *self,
               const char *name,
               char *status,
               GCancellable *cancellable,
               GError **error)
{
  gint64 pause_us = FIRST_LOOK_US;

  while (g_strcmp0 (status, "pending") == 0)
    {
      g_free (status);
      status = depot_blob_container_pause (pause_us, cancellable, error)
                   ? ask_copy_status (self, name, cancellable, error)
                   : NULL;
      pause_us = MIN (2 * pause_us, LAST_LOOK_US);
    }
  if (g_strcmp0 (status, "success") != 0 && status != NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_NOT_OFFERED,
                                        _ ("The service did not copy to the end: %s"),
                                        status));
  g_free (status);
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
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call = depot_blob_call_new (self, "PUT", name, NULL);
  char *url = depot_blob_container_dup_url (self, source_name);
  g_autoptr (DepotAzureReply) reply = NULL;
  GError *flaw = NULL;

  /* A service that cannot reach the source says so by 500 as well; sending again is the other way.
   */
  call.max_tries = COPY_TRIES;
  depot_azure_request_set_header (call.request, "x-ms-copy-source", url);
  depot_azure_request_set_header (call.request, "x-ms-meta-sha256", sha256);
  depot_secret_free_text (url);
  reply = call_new (self, &call, flags, cancellable, &flaw);
  /* One that is there already may be of a try whose answer was lost, and not at its end yet. */
  if (reply != NULL)
    wait_for_copy (self,
                   name,
                   reply->status < 400 ? dup_copy_status (reply)
                                       : ask_copy_status (self, name, cancellable, &flaw),
                   cancellable,
                   &flaw);
  return flaw == NULL || copy_failed (flaw, error);
}

static gboolean
list_uncommitted (DepotBlobPlace *place,
                  const char *name,
                  DepotBlockListed listed,
                  gpointer user,
                  GCancellable *cancellable,
                  GError **error)
{
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call
      = depot_blob_call_new (self, "GET", name, "comp=blocklist&blocklisttype=uncommitted");
  g_autoptr (DepotAzureReply) reply = NULL;

  call.told_statuses = missing;
  reply = depot_blob_call_send (self, &call, cancellable, error);
  if (reply == NULL || reply->status == 404)
    return reply != NULL;
  return depot_blob_xml_read_blocks (reply->body, listed, user, error);
}

static void
read_facts (const DepotAzureReply *reply, DepotBlobFacts *facts)
{
  const char *modified = soup_message_headers_get_one (reply->headers, "Last-Modified");
  const char *sha256 = soup_message_headers_get_one (reply->headers, "x-ms-meta-sha256");
  g_autoptr (GDateTime) time
      = modified != NULL ? soup_date_time_new_from_http_string (modified) : NULL;

  *facts = (DepotBlobFacts) { .exists = reply->status != 404 };
  if (!facts->exists)
    return;
  facts->size_bytes = (guint64) MAX (soup_message_headers_get_content_length (reply->headers), 0);
  facts->modified_at = time != NULL ? g_date_time_to_unix (time) : 0;
  if (sha256 != NULL)
    g_strlcpy (facts->sha256, sha256, sizeof facts->sha256);
}

static gboolean
head (DepotBlobPlace *place,
      const char *name,
      DepotBlobFacts *facts,
      GCancellable *cancellable,
      GError **error)
{
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call = depot_blob_call_new (self, "HEAD", name, NULL);
  g_autoptr (DepotAzureReply) reply = NULL;

  call.told_statuses = missing;
  reply = depot_blob_call_send (self, &call, cancellable, error);
  if (reply != NULL)
    read_facts (reply, facts);
  return reply != NULL;
}

typedef struct
{
  DepotBlobSink sink;
  gpointer user;
  guint64 taken, wanted; /* wanted 0: all there is */
  gboolean sink_failed;
} Download;

static gboolean
take_piece (const guint8 *data, gsize size_bytes, gpointer user, GError **error)
{
  Download *download = user;

  if (download->wanted > 0 && download->taken + size_bytes > download->wanted)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                          _ ("Azure sent more of the blob than was asked for")));
      download->sink_failed = TRUE;
      return FALSE;
    }
  download->taken += size_bytes;
  download->sink_failed = !download->sink (data, size_bytes, download->user, error);
  return !download->sink_failed;
}

static gboolean
get_once (DepotBlobContainer *self,
          const char *name,
          guint64 offset,
          Download *download,
          GCancellable *cancellable,
          GError **error)
{
  DepotBlobCall call = depot_blob_call_new (self, "GET", name, NULL);
  g_autofree char *range = NULL;
  guint64 first = offset + download->taken;

  if (download->wanted > 0)
    range = g_strdup_printf (
        "bytes=%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT, first, offset + download->wanted - 1);
  else if (first > 0)
    range = g_strdup_printf ("bytes=%" G_GUINT64_FORMAT "-", first);
  if (range != NULL)
    depot_azure_request_set_header (call.request, "x-ms-range", range);
  call.sink = take_piece;
  call.user = download;
  return send (self, &call, cancellable, error);
}

/* What broke in the middle goes on where it broke: content never changes under its name. */
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
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  Download download = { .sink = sink, .user = user, .wanted = size_bytes };

  for (guint breaks = 0;; breaks++)
    {
      GError *flaw = NULL;

      if (get_once (self, name, offset, &download, cancellable, &flaw))
        return TRUE;
      if (download.sink_failed || breaks >= MAX_BREAKS || download.taken == 0
          || !g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_REACHABLE))
        {
          g_propagate_error (error, flaw);
          return FALSE;
        }
      g_error_free (flaw);
    }
}

static gboolean
list_page (DepotBlobContainer *self,
           const char *prefix,
           char **marker,
           GPtrArray *items,
           GCancellable *cancellable,
           GError **error)
{
  g_autofree char *escaped_prefix = g_uri_escape_string (prefix, NULL, FALSE);
  g_autofree char *escaped_marker
      = *marker != NULL ? g_uri_escape_string (*marker, NULL, FALSE) : NULL;
  g_autofree char *query = g_strconcat ("restype=container&comp=list&maxresults=5000&prefix=",
                                        escaped_prefix,
                                        escaped_marker != NULL ? "&marker=" : NULL,
                                        escaped_marker,
                                        NULL);
  DepotBlobCall call = depot_blob_call_new (self, "GET", NULL, query);
  g_autoptr (DepotAzureReply) reply = depot_blob_call_send (self, &call, cancellable, error);

  g_clear_pointer (marker, g_free);
  return reply != NULL && depot_blob_xml_read_list (reply->body, items, marker, error);
}

static gboolean
tell_items (GPtrArray *items, DepotBlobListed listed, gpointer user, GError **error)
{
  for (guint i = 0; i < items->len; i++)
    {
      const DepotBlobItem *item = g_ptr_array_index (items, i);
      DepotBlobFacts facts
          = { .exists = TRUE, .size_bytes = item->size_bytes, .modified_at = item->modified_at };

      if (!listed (item->name, &facts, user, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
list (DepotBlobPlace *place,
      const char *prefix,
      DepotBlobListed listed,
      gpointer user,
      GCancellable *cancellable,
      GError **error)
{
  g_autofree char *marker = NULL;

  for (guint page = 0; page < MAX_PAGES; page++)
    {
      g_autoptr (GPtrArray) items = depot_blob_items_new ();

      if (!list_page (DEPOT_BLOB_CONTAINER (place), prefix, &marker, items, cancellable, error)
          || !tell_items (items, listed, user, error))
        return FALSE;
      if (marker == NULL)
        return TRUE;
    }
  g_propagate_error (
      error, depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The list of blobs does not end")));
  return FALSE;
}

static gboolean
remove_blob (DepotBlobPlace *place, const char *name, GCancellable *cancellable, GError **error)
{
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (place);
  DepotBlobCall call = depot_blob_call_new (self, "DELETE", name, NULL);

  call.told_statuses = missing;
  return send (self, &call, cancellable, error);
}

static guint
get_busy_answers (DepotBlobPlace *place)
{
  return depot_blob_container_get_busy (DEPOT_BLOB_CONTAINER (place));
}

void
depot_blob_container_init_place (DepotBlobPlaceInterface *iface)
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
