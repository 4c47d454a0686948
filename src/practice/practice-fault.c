/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-fault.h"

#include <sys/socket.h>

#include "practice-cloud.h"
#include "practice-json.h"
#include "practice-storage-error.h"

static gboolean
is_kind (JsonObject *effect, const char *kind)
{
  const char *name = practice_json_get_string (effect, "kind");

  return g_strcmp0 (name != NULL ? name : "answer", kind) == 0;
}

double
practice_fault_get_delay (JsonObject *effect)
{
  return is_kind (effect, "delay") ? practice_json_get_number (effect, "seconds", 1) : 0;
}

/* Lingering for no time makes the kernel send RST instead of FIN. */
static void
reset_connection (PracticeRequest *request)
{
  SoupServerMessage *message = practice_request_get_message (request);
  g_autoptr (GSocket) socket = g_object_ref (soup_server_message_get_socket (message));
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  struct linger none = { 1, 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &none, sizeof none);
  g_socket_close (socket, NULL);
}

static void
set_retry_after (PracticeRequest *request, JsonObject *effect)
{
  JsonNode *node = practice_json_get (effect, "retryAfter");
  const char *text = practice_json_get_string (effect, "retryAfter");
  g_autofree char *value = NULL;

  if (node == NULL)
    return;
  if (text != NULL)
    value = g_strdup (text);
  else if (practice_json_get_flag (effect, "asDate", FALSE))
    {
      gint64 seconds = practice_json_get_int (effect, "retryAfter", 1);
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autoptr (GDateTime) then = g_date_time_add_seconds (now, seconds);

      value = soup_date_time_to_string (then, SOUP_DATE_HTTP);
    }
  else
    value = g_strdup_printf ("%" G_GINT64_FORMAT, practice_json_get_int (effect, "retryAfter", 1));
  practice_request_set_reply_header (request, "Retry-After", value);
}

static void
answer (PracticeRequest *request, JsonObject *effect)
{
  guint status = practice_json_get_int (effect, "status", 500);
  const char *code = practice_json_get_string (effect, "code");
  const char *message = practice_json_get_string (effect, "message");

  set_retry_after (request, effect);
  if (practice_request_get_surfaces (request) & PRACTICE_SURFACE_BLOB)
    {
      practice_storage_reply_error (request,
                                    status,
                                    code != NULL ? code : "InternalError",
                                    message != NULL ? message : "An internal error occurred.");
      return;
    }
  practice_request_reply_error (request,
                                status,
                                code != NULL ? code : "InternalServerError",
                                "%s",
                                message != NULL ? message : "An internal error occurred.");
}

gboolean
practice_fault_replace_work (PracticeRequest *request, JsonObject *effect)
{
  if (is_kind (effect, "answer"))
    answer (request, effect);
  else if (is_kind (effect, "html"))
    practice_request_reply_text (request,
                                 practice_json_get_int (effect, "status", 200),
                                 "text/html",
                                 "<!DOCTYPE html><title>Sign in to the network</title>"
                                 "<h1>Sign in to the network</h1>");
  else if (is_kind (effect, "stall"))
    practice_request_pause (request);
  else if (is_kind (effect, "reset"))
    reset_connection (request);
  else
    return FALSE;
  return TRUE;
}

static void
append_header (const char *name, const char *value, gpointer text)
{
  g_string_append_printf (text, "%s: %s\r\n", name, value);
}

/* Writes the answer by hand: the true length in the header, fewer bytes after it. */
static void
cut_answer (
    PracticeRequest *request, GIOStream *stream, JsonObject *effect, guint status, GBytes *body)
{
  SoupServerMessage *message = practice_request_get_message (request);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize length = body != NULL ? g_bytes_get_size (body) : 0;
  gsize kept = CLAMP (practice_json_get_int (effect, "bytes", length / 2), 0, (gint64) length);

  g_string_append_printf (text, "HTTP/1.1 %u Answer\r\n", status);
  soup_message_headers_foreach (
      soup_server_message_get_response_headers (message), append_header, text);
  g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
  if (kept > 0)
    g_string_append_len (text, g_bytes_get_data (body, NULL), kept);
  g_output_stream_write_all (
      g_io_stream_get_output_stream (stream), text->str, text->len, NULL, NULL, NULL);
}

void
practice_fault_bend_answer (PracticeRequest *request,
                            JsonObject *effect,
                            guint status,
                            GBytes *body)
{
  g_autoptr (GIOStream) stream = NULL;

  if (!is_kind (effect, "drop") && !is_kind (effect, "cut"))
    return;
  stream = soup_server_message_steal_connection (practice_request_get_message (request));
  if (stream == NULL)
    return;
  if (is_kind (effect, "cut"))
    cut_answer (request, stream, effect, status, body);
  g_io_stream_close (stream, NULL, NULL);
}
