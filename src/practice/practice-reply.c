/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-request.h"

#include <string.h>

#include "practice-json.h"

/* The shapes of an answer; all end in practice_request_reply_bytes(). */

void
practice_request_reply_empty (PracticeRequest *self, guint status)
{
  practice_request_reply_bytes (self, status, NULL, NULL);
}

void
practice_request_reply_text (PracticeRequest *self,
                             guint status,
                             const char *content_type,
                             const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  practice_request_reply_bytes (self, status, content_type, bytes);
}

void
practice_request_reply_json (PracticeRequest *self, guint status, JsonObject *body)
{
  g_autofree char *text = body != NULL ? practice_json_to_string (body) : g_strdup ("");

  practice_request_reply_text (self, status, "application/json; charset=utf-8", text);
}

void
practice_request_reply_error_full (PracticeRequest *self,
                                   guint status,
                                   const char *code,
                                   const char *message,
                                   const char *target,
                                   JsonArray *details)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *error
      = practice_json_object ("code", code, "message", message, "target", target, NULL);

  if (details != NULL)
    json_object_set_array_member (error, "details", json_array_ref (details));
  json_object_set_object_member (body, "error", error);
  if (practice_request_get_surface (self) & PRACTICE_SURFACE_MANAGEMENT)
    practice_request_set_reply_header (self, "x-ms-failure-cause", "gateway");
  practice_request_reply_json (self, status, body);
}

void
practice_request_reply_error (
    PracticeRequest *self, guint status, const char *code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  practice_request_reply_error_full (self, status, code, message, NULL, NULL);
}
