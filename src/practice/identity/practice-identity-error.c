/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-identity-error.h"

#include "practice-json.h"

static char *
format_timestamp (PracticeRequest *request)
{
  gint64 now = practice_cloud_get_now (practice_request_get_cloud (request));
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (now);

  return g_date_time_format (time, "%Y-%m-%d %H:%M:%SZ");
}

char *
practice_identity_describe (PracticeRequest *request, int number, const char *text)
{
  g_autofree char *timestamp = format_timestamp (request);

  return g_strdup_printf ("AADSTS%d: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s",
                          number,
                          text,
                          practice_request_get_request_id (request),
                          practice_request_get_correlation_id (request),
                          timestamp);
}

void
practice_identity_refuse (PracticeRequest *request, const PracticeRefusal *refusal)
{
  g_autofree char *timestamp = format_timestamp (request);
  g_autofree char *description
      = practice_identity_describe (request, refusal->number, refusal->text);
  g_autofree char *uri
      = g_strdup_printf ("%s/error?code=%d",
                         practice_cloud_get_base_url (practice_request_get_cloud (request)),
                         refusal->number);
  JsonArray *codes = json_array_new ();
  g_autoptr (JsonObject) body
      = practice_json_object ("error", refusal->error, "error_description", description, NULL);

  json_array_add_int_element (codes, refusal->number);
  json_object_set_array_member (body, "error_codes", codes);
  json_object_set_string_member (body, "timestamp", timestamp);
  json_object_set_string_member (body, "trace_id", practice_request_get_request_id (request));
  json_object_set_string_member (
      body, "correlation_id", practice_request_get_correlation_id (request));
  json_object_set_string_member (body, "error_uri", uri);
  if (refusal->suberror != NULL)
    json_object_set_string_member (body, "suberror", refusal->suberror);
  if (refusal->claims != NULL)
    json_object_set_string_member (body, "claims", refusal->claims);
  practice_request_reply_json (request, refusal->status, body);
}
