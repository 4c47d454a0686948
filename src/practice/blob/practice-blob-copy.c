/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include "practice-blob-conditions.h"
#include "practice-json.h"

/* Copies inside the practice cloud share the bytes. A source anywhere else cannot be reached from
 * here, which Azure words as not being able to verify it. */

static gboolean
refuse_source (PracticeBlobCall *self)
{
  practice_blob_call_refuse (self,
                             404,
                             "CannotVerifyCopySource",
                             "The specified source does not exist or cannot be read.");
  return FALSE;
}

static gboolean
split_source (PracticeBlobCall *self, char **account, char **container, char **name)
{
  const char *text = practice_blob_call_get_header (self, "x-ms-copy-source");
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_auto (GStrv) parts = NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean path_style;
  guint first;

  if (host == NULL)
    return FALSE;
  path_style = !g_str_has_suffix (host, ".blob.localhost");
  if (path_style && !g_str_equal (host, "localhost") && !g_str_equal (host, "127.0.0.1"))
    return FALSE;
  first = path_style ? 2 : 1;
  parts = g_strsplit (g_uri_get_path (uri), "/", first + 2);
  if (g_strv_length (parts) != first + 2)
    return FALSE;
  *account = path_style ? g_strdup (parts[1]) : g_strndup (host, strcspn (host, "."));
  *container = g_strdup (parts[first]);
  *name = g_strdup (parts[first + 1]);
  return TRUE;
}

/* Another account is opened by the roles of who is named for the source, not by the caller's. */
static gboolean
may_read_elsewhere (PracticeBlobCall *self, const char *account, const char *container)
{
  g_autoptr (PracticePrincipal) reader
      = practice_identity_authenticate_source (self->cloud, self->request);
  g_autoptr (JsonObject) entry
      = practice_state_get (practice_cloud_get_state (self->cloud), "storage-accounts", account);
  g_autofree char *scope = NULL;

  if (reader == NULL || entry == NULL)
    return FALSE;
  scope = g_strconcat (
      practice_json_get_string (entry, "id"), "/blobServices/default/containers/", container, NULL);
  return practice_cloud_allows (
      self->cloud,
      reader,
      scope,
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read");
}

static PracticeBlob *
find_source (PracticeBlobCall *self)
{
  g_autofree char *account = NULL;
  g_autofree char *container = NULL;
  g_autofree char *name = NULL;
  PracticeBlob *source = NULL;

  if (split_source (self, &account, &container, &name))
    {
      gboolean is_same = g_str_equal (account, self->account);

      if (is_same && !practice_blob_call_authorize (self, container, "containers/blobs/read"))
        return NULL;
      if (is_same || may_read_elsewhere (self, account, container))
        source = practice_blob_store_get (self->cloud, account, container, name);
    }
  if (source == NULL)
    refuse_source (self);
  return source;
}

void
practice_blob_copy_whole (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) existing = practice_blob_call_get_blob (self);
  g_autoptr (PracticeBlob) source = NULL;
  g_autoptr (PracticeBlob) blob
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (JsonObject) metadata = NULL;
  g_autofree char *copy_id = g_uuid_string_random ();
  gboolean at_once = practice_blob_call_get_header (self, "x-ms-blob-type") != NULL
                     || practice_blob_call_get_header (self, "x-ms-requires-sync") != NULL;

  if (!practice_blob_conditions_hold (self,
                                      existing != NULL ? existing->etag : NULL,
                                      existing != NULL ? existing->modified : 0))
    return;
  source = find_source (self);
  metadata = source != NULL ? practice_blob_call_read_metadata (self) : NULL;
  if (metadata == NULL)
    return;
  segments = practice_blob_store_get_segments (self->cloud, source);
  g_clear_pointer (&blob->headers, json_object_unref);
  blob->headers = practice_json_copy (source->headers);
  json_object_set_string_member (blob->headers, "x-ms-copy-id", copy_id);
  g_clear_pointer (&blob->metadata, json_object_unref);
  blob->metadata = json_object_get_size (metadata) > 0 ? g_steal_pointer (&metadata)
                                                       : practice_json_copy (source->metadata);
  blob->created = existing != NULL ? existing->created : 0;
  practice_blob_store_put (self->cloud, blob, segments);
  practice_blob_call_set_header (self, "ETag", "%s", blob->etag);
  practice_blob_call_set_time (self, "Last-Modified", blob->modified);
  practice_blob_call_set_header (self, "x-ms-copy-id", "%s", copy_id);
  practice_blob_call_set_header (self, "x-ms-copy-status", "success");
  practice_request_reply_empty (self->request,
                                at_once ? SOUP_STATUS_CREATED : SOUP_STATUS_ACCEPTED);
}

static gboolean
read_source_range (PracticeBlobCall *self, PracticeBlob *source, guint64 *start, guint64 *size)
{
  const char *text = practice_blob_call_get_header (self, "x-ms-source-range");
  guint64 end = source->size - 1;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("^bytes=([0-9]{1,18})-([0-9]{1,18})$", 0, 0, NULL);

  *start = 0;
  if (text != NULL && g_regex_match (regex, text, 0, &match))
    {
      g_autofree char *first = g_match_info_fetch (match, 1);
      g_autofree char *last = g_match_info_fetch (match, 2);

      *start = g_ascii_strtoull (first, NULL, 10);
      end = MIN (end, g_ascii_strtoull (last, NULL, 10));
    }
  *size = end - *start + 1;
  if (source->size > 0 && *start <= end)
    return TRUE;
  practice_blob_call_refuse (
      self,
      416,
      "InvalidRange",
      "The range specified is invalid for the current size of the resource.");
  return FALSE;
}

void
practice_blob_copy_block (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_autoptr (PracticeBlob) source = NULL;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *block_id = NULL;
  PracticeSegment *segment = NULL;
  guint64 start, size;

  if (!practice_blob_read_block_id (self, &block_id))
    return;
  source = find_source (self);
  if (source == NULL || !read_source_range (self, source, &start, &size))
    return;
  segments = practice_blob_store_get_segments (self->cloud, source);
  parts = practice_blob_store_map (self->cloud, segments, start, size);
  if (parts != NULL)
    segment = practice_blob_store_write (self->cloud, parts);
  if (segment == NULL)
    {
      practice_blob_call_refuse (self, 500, "InternalError", "The bytes could not be stored.");
      return;
    }
  g_free (segment->block_id);
  segment->block_id = g_steal_pointer (&block_id);
  practice_blob_store_put_block (self->cloud, blob, segment);
  practice_segment_free (segment);
  practice_blob_call_set_header (self, "x-ms-request-server-encrypted", "true");
  practice_request_reply_empty (self->request, SOUP_STATUS_CREATED);
}
