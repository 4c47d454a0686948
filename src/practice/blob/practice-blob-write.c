/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include "practice-blob-block-list.h"
#include "practice-blob-conditions.h"
#include "practice-blob-crc64.h"
#include "practice-json.h"

#define MAX_BLOCK_ID 64
#define MAX_BLOCKS 50000

/* Checksums of a body, and whether they are what the client said. */

typedef struct
{
  char *md5;
  char *crc64;
} Checksums;

static void
checksums_clear (Checksums *checksums)
{
  g_free (checksums->md5);
  g_free (checksums->crc64);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Checksums, checksums_clear)

static GBytes *
map_body (PracticeBlobCall *self)
{
  const char *path = practice_request_get_body_file (self->request, NULL);
  g_autoptr (GMappedFile) file = NULL;

  if (path == NULL)
    return g_bytes_ref (practice_request_get_body (self->request));
  file = g_mapped_file_new (path, FALSE, NULL);
  return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
}

static void
compute_checksums (PracticeBlobCall *self, Checksums *checksums)
{
  g_autoptr (GBytes) body = map_body (self);
  g_autoptr (GChecksum) md5 = g_checksum_new (G_CHECKSUM_MD5);
  guint8 digest[16];
  gsize length = sizeof digest;
  gsize size = 0;
  const guchar *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;

  g_checksum_update (md5, data != NULL ? data : (const guchar *) "", size);
  g_checksum_get_digest (md5, digest, &length);
  checksums->md5 = g_base64_encode (digest, length);
  if (practice_blob_call_get_header (self, "x-ms-content-crc64") != NULL)
    {
      guint64 crc = GUINT64_TO_LE (practice_crc64 (data, size));

      checksums->crc64 = g_base64_encode ((const guchar *) &crc, sizeof crc);
    }
}

static gboolean
check_checksums (PracticeBlobCall *self, Checksums *checksums)
{
  const char *md5 = practice_blob_call_get_header (self, "Content-MD5");
  const char *crc64 = practice_blob_call_get_header (self, "x-ms-content-crc64");

  compute_checksums (self, checksums);
  if (md5 != NULL && !g_str_equal (md5, checksums->md5))
    practice_blob_call_refuse (self,
                               400,
                               "Md5Mismatch",
                               "The MD5 value specified in the request did not match with the MD5 "
                               "value calculated by the server.");
  else if (crc64 != NULL && !g_str_equal (crc64, checksums->crc64))
    practice_blob_call_refuse (self,
                               400,
                               "Crc64Mismatch",
                               "The CRC64 value specified in the request did not match with the "
                               "CRC64 value calculated by the server.");
  else
    return TRUE;
  return FALSE;
}

static void
set_checksum_header (PracticeBlobCall *self, Checksums *checksums)
{
  if (checksums->crc64 != NULL)
    practice_blob_call_set_header (self, "x-ms-content-crc64", "%s", checksums->crc64);
  else
    practice_blob_call_set_header (self, "Content-MD5", "%s", checksums->md5);
}

/* What a blob is stored with */

static void
take_header (PracticeBlobCall *self, JsonObject *headers, const char *asked, const char *stored)
{
  const char *value = practice_blob_call_get_header (self, asked);

  if (value != NULL && *value != '\0' && g_utf8_validate (value, -1, NULL))
    json_object_set_string_member (headers, stored, value);
}

static JsonObject *
read_headers (PracticeBlobCall *self, gboolean whole)
{
  JsonObject *headers = json_object_new ();

  json_object_set_string_member (headers, "content-type", "application/octet-stream");
  if (whole)
    {
      take_header (self, headers, "Content-Type", "content-type");
      take_header (self, headers, "Content-Encoding", "content-encoding");
      take_header (self, headers, "Content-Language", "content-language");
      take_header (self, headers, "Cache-Control", "cache-control");
    }
  take_header (self, headers, "x-ms-blob-content-type", "content-type");
  take_header (self, headers, "x-ms-blob-content-encoding", "content-encoding");
  take_header (self, headers, "x-ms-blob-content-language", "content-language");
  take_header (self, headers, "x-ms-blob-cache-control", "cache-control");
  take_header (self, headers, "x-ms-blob-content-disposition", "content-disposition");
  take_header (self, headers, "x-ms-blob-content-md5", "content-md5");
  return headers;
}

static gboolean
conditions_hold (PracticeBlobCall *self, PracticeBlob *existing)
{
  return practice_blob_conditions_hold (
      self, existing != NULL ? existing->etag : NULL, existing != NULL ? existing->modified : 0);
}

static void
reply_stored (PracticeBlobCall *self, PracticeBlob *blob, guint status)
{
  practice_blob_call_set_header (self, "ETag", "%s", blob->etag);
  practice_blob_call_set_time (self, "Last-Modified", blob->modified);
  practice_blob_call_set_header (self, "x-ms-request-server-encrypted", "true");
  practice_request_reply_empty (self->request, status);
}

static PracticeSegment *
take_body (PracticeBlobCall *self)
{
  PracticeSegment *segment = practice_blob_store_take_body (self->cloud, self->request);

  if (segment == NULL)
    practice_blob_call_refuse (self, 500, "InternalError", "The bytes could not be stored.");
  return segment;
}

static void
put_blob (PracticeBlobCall *self)
{
  const char *type = practice_blob_call_get_header (self, "x-ms-blob-type");
  g_autoptr (PracticeBlob) existing = practice_blob_call_get_blob (self);
  g_autoptr (PracticeBlob) blob
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_autoptr (GPtrArray) segments
      = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_segment_free);
  g_auto (Checksums) checksums = { NULL, NULL };
  g_autoptr (JsonObject) metadata = NULL;
  PracticeSegment *segment;

  if (g_strcmp0 (type, "BlockBlob") != 0)
    {
      practice_blob_call_refuse (self,
                                 400,
                                 type == NULL ? "MissingRequiredHeader" : "InvalidHeaderValue",
                                 "The practice cloud keeps block blobs: x-ms-blob-type must be "
                                 "BlockBlob.");
      return;
    }
  if (!conditions_hold (self, existing) || !check_checksums (self, &checksums))
    return;
  metadata = practice_blob_call_read_metadata (self);
  segment = metadata != NULL ? take_body (self) : NULL;
  if (segment == NULL)
    return;
  g_ptr_array_add (segments, segment);
  blob->created = existing != NULL ? existing->created : 0;
  g_clear_pointer (&blob->headers, json_object_unref);
  blob->headers = read_headers (self, TRUE);
  if (!json_object_has_member (blob->headers, "content-md5"))
    json_object_set_string_member (blob->headers, "content-md5", checksums.md5);
  g_clear_pointer (&blob->metadata, json_object_unref);
  blob->metadata = g_steal_pointer (&metadata);
  practice_blob_store_remove_blocks (self->cloud, blob);
  practice_blob_store_put (self->cloud, blob, segments);
  set_checksum_header (self, &checksums);
  reply_stored (self, blob, SOUP_STATUS_CREATED);
}

/* Blocks */

static gsize
decoded_length (const char *block_id)
{
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (block_id, &length);

  return length;
}

static gboolean
is_base64 (const char *text)
{
  return strlen (text) % 4 == 0 && *text != '\0'
         && g_regex_match_simple ("^[A-Za-z0-9+/]+={0,2}$", text, 0, 0);
}

/* All blocks of a blob that wait must have names of one length. */
static gboolean
has_same_length (PracticeBlobCall *self, const char *block_id)
{
  g_autoptr (PracticeBlob) blob
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_autoptr (GPtrArray) waiting = practice_blob_store_get_blocks (self->cloud, blob);
  PracticeSegment *first = waiting->len > 0 ? g_ptr_array_index (waiting, 0) : NULL;

  return first == NULL || strlen (first->block_id) == strlen (block_id);
}

gboolean
practice_blob_read_block_id (PracticeBlobCall *self, char **block_id)
{
  const char *text = practice_blob_call_get_query (self, "blockid");

  *block_id = NULL;
  if (text == NULL)
    practice_blob_call_refuse (self,
                               400,
                               "MissingRequiredQueryParameter",
                               "A query parameter that's mandatory for this request is not "
                               "specified: blockid.");
  else if (!is_base64 (text))
    practice_blob_call_refuse (
        self, 400, "InvalidQueryParameterValue", "The block id is not base64.");
  else if (decoded_length (text) > MAX_BLOCK_ID || decoded_length (text) == 0)
    practice_blob_call_refuse (
        self, 400, "OutOfRangeInput", "One of the request inputs is out of range.");
  else if (!has_same_length (self, text))
    practice_blob_call_refuse (
        self, 400, "InvalidBlobOrBlock", "The specified blob or block content is invalid.");
  else
    *block_id = g_strdup (text);
  return *block_id != NULL;
}

static void
put_block (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_auto (Checksums) checksums = { NULL, NULL };
  g_autofree char *block_id = NULL;
  PracticeSegment *segment;

  if (!practice_blob_read_block_id (self, &block_id) || !check_checksums (self, &checksums))
    return;
  segment = take_body (self);
  if (segment == NULL)
    return;
  g_free (segment->block_id);
  segment->block_id = g_steal_pointer (&block_id);
  practice_blob_store_put_block (self->cloud, blob, segment);
  practice_segment_free (segment);
  set_checksum_header (self, &checksums);
  practice_blob_call_set_header (self, "x-ms-request-server-encrypted", "true");
  practice_request_reply_empty (self->request, SOUP_STATUS_CREATED);
}

static GHashTable *
index_blocks (GPtrArray *blocks)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; blocks != NULL && i < blocks->len; i++)
    {
      PracticeSegment *block = g_ptr_array_index (blocks, i);

      g_hash_table_insert (index, block->block_id, block);
    }
  return index;
}

static PracticeSegment *
copy_segment (const PracticeSegment *segment)
{
  PracticeSegment *copy = g_memdup2 (segment, sizeof *segment);

  copy->block_id = g_strdup (segment->block_id);
  copy->file = g_strdup (segment->file);
  return copy;
}

/* NULL when the list names a block that is not where it says. */
static GPtrArray *
choose_segments (GPtrArray *items, GPtrArray *committed, GPtrArray *waiting)
{
  g_autoptr (GPtrArray) chosen
      = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_segment_free);
  g_autoptr (GHashTable) old = index_blocks (committed);
  g_autoptr (GHashTable) fresh = index_blocks (waiting);

  for (guint i = 0; i < items->len; i++)
    {
      PracticeBlockListItem *item = g_ptr_array_index (items, i);
      PracticeSegment *segment = NULL;

      if (item->kind != PRACTICE_BLOCK_COMMITTED)
        segment = g_hash_table_lookup (fresh, item->block_id);
      if (segment == NULL && item->kind != PRACTICE_BLOCK_UNCOMMITTED)
        segment = g_hash_table_lookup (old, item->block_id);
      if (segment == NULL)
        return NULL;
      g_ptr_array_add (chosen, copy_segment (segment));
    }
  return g_steal_pointer (&chosen);
}

static GPtrArray *
read_block_list (PracticeBlobCall *self)
{
  g_autoptr (GBytes) body = map_body (self);
  g_autoptr (GPtrArray) items = body != NULL ? practice_block_list_read (body) : NULL;

  if (items == NULL)
    practice_blob_call_refuse (
        self, 400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
  else if (items->len > MAX_BLOCKS)
    practice_blob_call_refuse (
        self, 400, "BlockListTooLong", "The block list may not contain more than 50,000 blocks.");
  else
    return g_steal_pointer (&items);
  return NULL;
}

static void
put_block_list (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) existing = practice_blob_call_get_blob (self);
  g_autoptr (PracticeBlob) blob
      = practice_blob_new (self->account, self->container, self->blob_name);
  g_auto (Checksums) checksums = { NULL, NULL };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) committed = NULL;
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (JsonObject) metadata = NULL;

  if (!conditions_hold (self, existing) || !check_checksums (self, &checksums))
    return;
  items = read_block_list (self);
  metadata = items != NULL ? practice_blob_call_read_metadata (self) : NULL;
  if (metadata == NULL)
    return;
  waiting = practice_blob_store_get_blocks (self->cloud, blob);
  committed = existing != NULL ? practice_blob_store_get_segments (self->cloud, existing) : NULL;
  segments = choose_segments (items, committed, waiting);
  if (segments == NULL)
    {
      practice_blob_call_refuse (
          self, 400, "InvalidBlockList", "The specified block list is invalid.");
      return;
    }
  blob->created = existing != NULL ? existing->created : 0;
  g_clear_pointer (&blob->headers, json_object_unref);
  blob->headers = read_headers (self, FALSE);
  g_clear_pointer (&blob->metadata, json_object_unref);
  blob->metadata = g_steal_pointer (&metadata);
  practice_blob_store_put (self->cloud, blob, segments);
  practice_blob_store_remove_blocks (self->cloud, blob);
  set_checksum_header (self, &checksums);
  reply_stored (self, blob, SOUP_STATUS_CREATED);
}

/* Changes without new bytes */

static void
set_metadata (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob = practice_blob_call_require_blob (self);
  JsonObject *metadata;

  if (blob == NULL || !conditions_hold (self, blob))
    return;
  metadata = practice_blob_call_read_metadata (self);
  if (metadata == NULL)
    return;
  g_clear_pointer (&blob->metadata, json_object_unref);
  blob->metadata = metadata;
  practice_blob_store_put (self->cloud, blob, NULL);
  reply_stored (self, blob, SOUP_STATUS_OK);
}

static void
set_properties (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob = practice_blob_call_require_blob (self);

  if (blob == NULL || !conditions_hold (self, blob))
    return;
  g_clear_pointer (&blob->headers, json_object_unref);
  blob->headers = read_headers (self, FALSE);
  practice_blob_store_put (self->cloud, blob, NULL);
  reply_stored (self, blob, SOUP_STATUS_OK);
}

static void
delete_blob (PracticeBlobCall *self)
{
  g_autoptr (PracticeBlob) blob = NULL;

  if (!practice_blob_call_authorize (self, self->container, "containers/blobs/delete"))
    return;
  blob = practice_blob_call_require_blob (self);
  if (blob == NULL || !conditions_hold (self, blob))
    return;
  practice_blob_store_remove (self->cloud, blob);
  practice_blob_call_set_header (self, "x-ms-delete-type-permanent", "true");
  practice_request_reply_empty (self->request, SOUP_STATUS_ACCEPTED);
}

static void
put (PracticeBlobCall *self)
{
  gboolean copies = practice_blob_call_get_header (self, "x-ms-copy-source") != NULL;

  if (!practice_blob_call_authorize (self, self->container, "containers/blobs/write")
      || !practice_blob_call_require_container (self))
    return;
  if (g_str_equal (self->comp, "block"))
    (copies ? practice_blob_copy_block : put_block) (self);
  else if (g_str_equal (self->comp, "blocklist"))
    put_block_list (self);
  else if (g_str_equal (self->comp, "metadata"))
    set_metadata (self);
  else if (g_str_equal (self->comp, "properties"))
    set_properties (self);
  else if (*self->comp == '\0')
    (copies ? practice_blob_copy_whole : put_blob) (self);
  else
    practice_blob_call_refuse (self,
                               400,
                               "InvalidQueryParameterValue",
                               "Value for one of the query parameters specified in the request URI "
                               "is invalid.");
}

void
practice_blob_write_handle (PracticeBlobCall *self)
{
  if (g_str_equal (self->method, "PUT"))
    put (self);
  else if (g_str_equal (self->method, "DELETE"))
    delete_blob (self);
  else
    practice_blob_call_refuse (
        self, 405, "UnsupportedHttpVerb", "The resource doesn't support specified Http Verb.");
}
