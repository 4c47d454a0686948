/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-conditions.h"

#include <string.h>

static gboolean
is_read (PracticeBlobCall *call)
{
  return g_str_equal (call->method, "GET") || g_str_equal (call->method, "HEAD");
}

static gboolean
etag_fits (const char *header, const char *etag)
{
  g_auto (GStrv) items = NULL;

  if (etag == NULL)
    return FALSE;
  if (g_str_equal (header, "*"))
    return TRUE;
  items = g_strsplit (header, ",", -1);
  for (guint i = 0; items[i] != NULL; i++)
    {
      const char *item = g_strstrip (items[i]);

      item += g_str_has_prefix (item, "W/") ? 2 : 0;
      /* Some clients send the tag without its quotes. */
      if (g_str_equal (item, etag)
          || (strlen (item) + 2 == strlen (etag) && strncmp (item, etag + 1, strlen (item)) == 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_after (gint64 modified, const char *header)
{
  g_autoptr (GDateTime) limit = soup_date_time_new_from_http_string (header);

  return limit == NULL || modified / G_USEC_PER_SEC > g_date_time_to_unix (limit);
}

static gboolean
refuse (PracticeBlobCall *call, gboolean unchanged)
{
  if (unchanged && is_read (call))
    {
      practice_blob_call_set_header (call, "x-ms-error-code", "ConditionNotMet");
      practice_request_reply_empty (call->request, SOUP_STATUS_NOT_MODIFIED);
    }
  else
    practice_blob_call_refuse (
        call,
        412,
        "ConditionNotMet",
        "The condition specified using HTTP conditional header(s) is not met.");
  return FALSE;
}

gboolean
practice_blob_conditions_hold (PracticeBlobCall *call, const char *etag, gint64 modified)
{
  const char *match = practice_blob_call_get_header (call, "If-Match");
  const char *none_match = practice_blob_call_get_header (call, "If-None-Match");
  const char *since = practice_blob_call_get_header (call, "If-Modified-Since");
  const char *not_since = practice_blob_call_get_header (call, "If-Unmodified-Since");

  if (match != NULL && !etag_fits (match, etag))
    return refuse (call, FALSE);
  if (none_match != NULL && etag_fits (none_match, etag))
    {
      if (g_str_equal (none_match, "*") && !is_read (call))
        {
          practice_blob_call_refuse (
              call, 409, "BlobAlreadyExists", "The specified blob already exists.");
          return FALSE;
        }
      return refuse (call, TRUE);
    }
  if (not_since != NULL && etag != NULL && is_after (modified, not_since))
    return refuse (call, FALSE);
  if (since != NULL && none_match == NULL && etag != NULL && !is_after (modified, since))
    return refuse (call, TRUE);
  return TRUE;
}
