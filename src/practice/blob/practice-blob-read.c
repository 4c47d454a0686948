/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include "practice-blob-conditions.h"
#include "practice-json.h"

#define MAX_RANGE_WITH_MD5 (4 * 1024 * 1024)

typedef struct
{
  gboolean asked;
  guint64 start;
  guint64 size;
} Range;

static void
set_content_headers (PracticeBlobCall *self, PracticeBlob *blob)
{
  static const char *const names[] = {
    "Content-Type", "Content-Encoding", "Content-Language", "Cache-Control", "Content-Disposition"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folded = g_ascii_strdown (names[i], -1);
      const char *value = practice_json_get_string (blob->headers, folded);

      if (value != NULL)
        practice_request_set_reply_header (self->request, names[i], value);
    }
}

static void
set_headers (PracticeBlobCall *self, PracticeBlob *blob)
{
  const char *copy_id = practice_json_get_string (blob->headers, "x-ms-copy-id");

  practice_blob_call_set_header (self, "ETag", "%s", blob->etag);
  practice_blob_call_set_time (self, "Last-Modified", blob->modified);
  practice_blob_call_set_time (self, "x-ms-creation-time", blob->created);
  practice_blob_call_set_header (self, "Accept-Ranges", "bytes");
  practice_blob_call_set_header (self, "x-ms-blob-type", "BlockBlob");
  practice_blob_call_set_header (self, "x-ms-lease-status", "unlocked");
  practice_blob_call_set_header (self, "x-ms-lease-state", "available");
  practice_blob_call_set_header (self, "x-ms-server-encrypted", "true");
  practice_blob_call_set_header (self, "x-ms-access-tier", "Hot");
  practice_blob_call_set_header (self, "x-ms-access-tier-inferred", "true");
  if (copy_id != NULL)
    {
      practice_blob_call_set_header (self, "x-ms-copy-id", "%s", copy_id);
      practice_blob_call_set_header (self, "x-ms-copy-status", "success");
    }
  practice_blob_call_set_metadata (self, blob->metadata);
  set_content_headers (self, blob);
}

/* "bytes=a-b" or "bytes=a-"; anything else is passed over, as Azure does. FALSE after 416. */
static gboolean
read_range (PracticeBlobCall *self, PracticeBlob *blob, Range *range)
{
  const char *text = practice_blob_call_get_header (self, "x-ms-range");
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) regex
      = g_regex_new ("^bytes=([0-9]{1,18})-([0-9]{0,18})$", G_REGEX_CASELESS, 0, NULL);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  guint64 end;

  *range = (Range) { FALSE, 0, blob->size };
  if (text == NULL)
    text = practice_blob_call_get_header (self, "Range");
  if (text == NULL || !g_regex_match (regex, text, 0, &match))
    return TRUE;
  first = g_match_info_fetch (match, 1);
  last = g_match_info_fetch (match, 2);
  range->start = g_ascii_strtoull (first, NULL, 10);
  end = *last != '\0' ? g_ascii_strtoull (last, NULL, 10) : blob->size - 1;
  if (range->start >= blob->size || end < range->start)
    {
      practice_blob_call_set_header (
          self, "Content-Range", "bytes */%" G_GUINT64_FORMAT, blob->size);
      practice_blob_call_refuse (self,
                                 416,
                                 "InvalidRange",
                                 "The range specified is invalid for the current size of the "
                                 "resource.");
      return FALSE;
    }
  range->asked = TRUE;
  range->size = MIN (end, blob->size - 1) - range->start + 1;
  return TRUE;
}

static char *
compute_md5 (GPtrArray *parts)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 digest[16];
  gsize length = sizeof digest;

  for (guint i = 0; i < parts->len; i++)
    {
      gsize size;
      const guchar *data = g_bytes_get_data (g_ptr_array_index (parts, i), &size);

      g_checksum_update (checksum, data, size);
    }
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

static gboolean
wants_md5 (PracticeBlobCall *self)
{
  const char *asked = practice_blob_call_get_header (self, "x-ms-range-get-content-md5");

  return asked != NULL && g_ascii_strcasecmp (asked, "true") == 0;
}

static void
set_md5 (PracticeBlobCall *self, PracticeBlob *blob, const Range *range, GPtrArray *parts)
{
  const char *whole = practice_json_get_string (blob->headers, "content-md5");

  if (range->asked && whole != NULL)
    practice_blob_call_set_header (self, "x-ms-blob-content-md5", "%s", whole);
  if (range->asked && wants_md5 (self))
    {
      g_autofree char *md5 = compute_md5 (parts);

      practice_blob_call_set_header (self, "Content-MD5", "%s", md5);
    }
  else if (!range->asked && whole != NULL)
    practice_blob_call_set_header (self, "Content-MD5", "%s", whole);
}

/* libsoup would cut a 200 itself by the Range header; what it may cut is decided here. */
static void
send (PracticeBlobCall *self, GPtrArray *parts, const Range *range, guint64 whole_size)
{
  SoupServerMessage *message = practice_request_get_message (self->request);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  soup_message_headers_remove (practice_request_get_headers (self->request), "Range");
  for (guint i = 0; i < parts->len; i++)
    soup_message_body_append_bytes (body, g_ptr_array_index (parts, i));
  if (range->asked)
    practice_blob_call_set_header (self,
                                   "Content-Range",
                                   "bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT
                                   "/%" G_GUINT64_FORMAT,
                                   range->start,
                                   range->start + range->size - 1,
                                   whole_size);
  practice_request_reply_empty (self->request,
                                range->asked ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK);
}

static void
get_blob (PracticeBlobCall *self, PracticeBlob *blob)
{
  g_autoptr (GPtrArray) segments = practice_blob_store_get_segments (self->cloud, blob);
  g_autoptr (GPtrArray) parts = NULL;
  Range range;

  if (!read_range (self, blob, &range))
    return;
  if (range.asked && wants_md5 (self) && range.size > MAX_RANGE_WITH_MD5)
    {
      practice_blob_call_refuse (
          self, 400, "InvalidHeaderValue", "A checksum is given for ranges of at most 4 MiB.");
      return;
    }
  parts = practice_blob_store_map (self->cloud, segments, range.start, range.size);
  if (parts == NULL)
    {
      practice_blob_call_refuse (self, 500, "InternalError", "The bytes of the blob are lost.");
      return;
    }
  set_headers (self, blob);
  set_md5 (self, blob, &range, parts);
  send (self, parts, &range, blob->size);
}

static void
head_blob (PracticeBlobCall *self, PracticeBlob *blob)
{
  SoupServerMessage *message = practice_request_get_message (self->request);
  const char *md5 = practice_json_get_string (blob->headers, "content-md5");

  set_headers (self, blob);
  if (md5 != NULL)
    practice_blob_call_set_header (self, "Content-MD5", "%s", md5);
  if (g_str_equal (self->method, "HEAD"))
    soup_message_headers_set_content_length (soup_server_message_get_response_headers (message),
                                             blob->size);
  practice_request_reply_empty (self->request, SOUP_STATUS_OK);
}

static void
append_blocks (GString *xml, const char *element, GPtrArray *blocks)
{
  g_string_append_printf (xml, "<%s>", element);
  for (guint i = 0; blocks != NULL && i < blocks->len; i++)
    {
      PracticeSegment *block = g_ptr_array_index (blocks, i);

      if (*block->block_id != '\0')
        g_string_append_printf (xml,
                                "<Block><Name>%s</Name><Size>%" G_GUINT64_FORMAT "</Size></Block>",
                                block->block_id,
                                block->size);
    }
  g_string_append_printf (xml, "</%s>", element);
}

static void
get_block_list (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob = practice_blob_call_get_blob (self);
  g_autoptr (PracticeBlob) named
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_autoptr (GPtrArray) waiting = practice_blob_store_get_blocks (self->cloud, named);
  g_autoptr (GPtrArray) committed = NULL;
  g_autoptr (GString) xml = g_string_new ("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
  const char *type = practice_blob_call_get_query (self, "blocklisttype");

  if (!practice_blob_call_require_container (self))
    return;
  if (blob == NULL && waiting->len == 0)
    {
      practice_blob_call_refuse (self, 404, "BlobNotFound", "The specified blob does not exist.");
      return;
    }
  if (blob != NULL)
    {
      committed = practice_blob_store_get_segments (self->cloud, blob);
      practice_blob_call_set_header (self, "ETag", "%s", blob->etag);
      practice_blob_call_set_time (self, "Last-Modified", blob->modified);
      practice_blob_call_set_header (
          self, "x-ms-blob-content-length", "%" G_GUINT64_FORMAT, blob->size);
    }
  if (type == NULL || !g_str_equal (type, "uncommitted"))
    append_blocks (xml, "CommittedBlocks", committed);
  if (type != NULL && !g_str_equal (type, "committed"))
    append_blocks (xml, "UncommittedBlocks", waiting);
  g_string_append (xml, "</BlockList>");
  practice_request_reply_text (self->request, SOUP_STATUS_OK, "application/xml", xml->str);
}

void
practice_blob_read_handle (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob = NULL;

  if (!practice_blob_call_authorize (self, self->container, "containers/blobs/read"))
    return;
  if (g_str_equal (self->method, "GET") && g_str_equal (self->comp, "blocklist"))
    {
      get_block_list (self);
      return;
    }
  blob = practice_blob_call_require_blob (self);
  if (blob == NULL || !practice_blob_conditions_hold (self, blob->etag, blob->modified))
    return;
  if (g_str_equal (self->method, "HEAD") || g_str_equal (self->comp, "metadata"))
    head_blob (self, blob);
  else
    get_blob (self, blob);
}
