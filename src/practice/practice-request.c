/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-request.h"

#include <string.h>

#include <glib/gstdio.h>

#include "practice-cloud.h"
#include "practice-fault.h"
#include "practice-journal.h"
#include "practice-json.h"

struct _PracticeRequest
{
  GObject parent_instance;

  /* What was asked. */
  PracticeCloud *cloud;       /* not owned: outlives its requests */
  SoupServerMessage *message; /* owns this object; owned only while paused */
  PracticeSurface surfaces;
  PracticeSurface surface;
  char *host;
  char *path;
  char **segments;
  GHashTable *query;
  GHashTable *captures;
  GHashTable *form;

  /* Its body. */
  guint64 limit;
  gboolean spool;
  gboolean too_large;
  GByteArray *memory;
  char *file;
  GOutputStream *file_stream;
  guint64 file_size;
  GBytes *body;

  /* The answer. */
  char *request_id;
  char *correlation_id;
  JsonObject *effect;
  gboolean paused;
  gboolean answered;
};

G_DEFINE_FINAL_TYPE (PracticeRequest, practice_request, G_TYPE_OBJECT)

static void
practice_request_finalize (GObject *object)
{
  PracticeRequest *self = PRACTICE_REQUEST (object);

  g_clear_object (&self->file_stream);
  if (self->file != NULL)
    g_unlink (self->file);
  g_free (self->file);
  g_free (self->host);
  g_free (self->path);
  g_strfreev (self->segments);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_pointer (&self->captures, g_hash_table_unref);
  g_clear_pointer (&self->form, g_hash_table_unref);
  g_clear_pointer (&self->memory, g_byte_array_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->request_id);
  g_free (self->correlation_id);
  g_clear_pointer (&self->effect, json_object_unref);
  G_OBJECT_CLASS (practice_request_parent_class)->finalize (object);
}

static void
practice_request_class_init (PracticeRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = practice_request_finalize;
}

static void
practice_request_init (PracticeRequest *self)
{
  self->memory = g_byte_array_new ();
  self->request_id = g_uuid_string_random ();
}

/* NULL when a segment is no valid text or hides a NUL. */
static char **
decode_segments (const char *raw_path)
{
  g_auto (GStrv) raw = g_strsplit (raw_path, "/", -1);
  g_autoptr (GStrvBuilder) segments = g_strv_builder_new ();

  for (guint i = 0; raw[i] != NULL; i++)
    {
      g_autofree char *decoded = g_uri_unescape_string (raw[i], NULL);

      if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
        return NULL;
      if (*decoded != '\0')
        g_strv_builder_add (segments, decoded);
    }
  return g_strv_builder_end (segments);
}

static GHashTable *
decode_pairs (const char *text)
{
  GHashTable *folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) pairs = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (text == NULL || *text == '\0')
    return folded;
  pairs = soup_form_decode (text);
  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_utf8_validate (value, -1, NULL))
      g_hash_table_insert (folded, g_ascii_strdown (name, -1), g_strdup (value));
  return folded;
}

static char *
dup_host (SoupServerMessage *message)
{
  const char *host = g_uri_get_host (soup_server_message_get_uri (message));

  return g_ascii_strdown (host != NULL ? host : "", -1);
}

PracticeRequest *
practice_request_new (PracticeCloud *cloud, SoupServerMessage *message, PracticeSurface surfaces)
{
  PracticeRequest *self = g_object_new (PRACTICE_TYPE_REQUEST, NULL);
  GUri *uri = soup_server_message_get_uri (message);
  const char *correlation;

  self->cloud = cloud;
  self->message = message;
  self->surfaces = surfaces;
  self->host = dup_host (message);
  self->segments = decode_segments (g_uri_get_path (uri));
  if (self->segments != NULL)
    {
      g_autofree char *joined = g_strjoinv ("/", self->segments);

      self->path = g_strconcat ("/", joined, NULL);
    }
  self->query = decode_pairs (g_uri_get_query (uri));
  correlation = practice_request_get_header (self, "x-ms-correlation-request-id");
  self->correlation_id = g_strdup (
      correlation != NULL && g_uuid_string_is_valid (correlation) ? correlation : self->request_id);
  return self;
}

void
practice_request_set_limit (PracticeRequest *self, guint64 limit, gboolean spool)
{
  self->limit = limit;
  self->spool = spool;
}

static void
begin_spooling (PracticeRequest *self)
{
  const char *folder = practice_cloud_get_state_dir (self->cloud);
  g_autofree char *name = g_strconcat (self->request_id, ".part", NULL);
  g_autofree char *spool_folder = g_build_filename (folder, "spool", NULL);
  g_autoptr (GFile) file = NULL;

  g_mkdir_with_parents (spool_folder, 0700);
  self->file = g_build_filename (spool_folder, name, NULL);
  file = g_file_new_for_path (self->file);
  self->file_stream
      = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL));
}

static void
spool (PracticeRequest *self, gconstpointer data, gsize length)
{
  if (self->file_stream == NULL
      || !g_output_stream_write_all (self->file_stream, data, length, NULL, NULL, NULL))
    self->too_large = TRUE;
  self->file_size += length;
}

void
practice_request_take_chunk (PracticeRequest *self, GBytes *chunk)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (chunk, &length);

  if (self->too_large)
    return;
  if (self->file == NULL && self->memory->len + length <= self->limit)
    {
      g_byte_array_append (self->memory, data, length);
      return;
    }
  if (!self->spool)
    {
      self->too_large = TRUE;
      return;
    }
  if (self->file == NULL)
    {
      begin_spooling (self);
      spool (self, self->memory->data, self->memory->len);
      g_byte_array_set_size (self->memory, 0);
    }
  spool (self, data, length);
}

PracticeCloud *
practice_request_get_cloud (PracticeRequest *self)
{
  return self->cloud;
}

SoupServerMessage *
practice_request_get_message (PracticeRequest *self)
{
  return self->message;
}

PracticeSurface
practice_request_get_surfaces (PracticeRequest *self)
{
  return self->surfaces;
}

void
practice_request_set_surface (PracticeRequest *self, PracticeSurface surface)
{
  self->surface = surface;
}

PracticeSurface
practice_request_get_surface (PracticeRequest *self)
{
  return self->surface;
}

const char *
practice_request_get_method (PracticeRequest *self)
{
  return soup_server_message_get_method (self->message);
}

const char *
practice_request_get_host (PracticeRequest *self)
{
  return self->host;
}

const char *
practice_request_get_path (PracticeRequest *self)
{
  return self->path;
}

const char *const *
practice_request_get_segments (PracticeRequest *self)
{
  return (const char *const *) self->segments;
}

const char *
practice_request_get_raw_path (PracticeRequest *self)
{
  return g_uri_get_path (soup_server_message_get_uri (self->message));
}

void
practice_request_set_captures (PracticeRequest *self, GHashTable *captures)
{
  g_clear_pointer (&self->captures, g_hash_table_unref);
  self->captures = g_hash_table_ref (captures);
}

const char *
practice_request_get_capture (PracticeRequest *self, const char *name)
{
  return self->captures != NULL ? g_hash_table_lookup (self->captures, name) : NULL;
}

const char *
practice_request_get_query (PracticeRequest *self, const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->query, folded);
}

const char *
practice_request_get_query_string (PracticeRequest *self)
{
  return g_uri_get_query (soup_server_message_get_uri (self->message));
}

SoupMessageHeaders *
practice_request_get_headers (PracticeRequest *self)
{
  return soup_server_message_get_request_headers (self->message);
}

const char *
practice_request_get_header (PracticeRequest *self, const char *name)
{
  return soup_message_headers_get_one (practice_request_get_headers (self), name);
}

char *
practice_request_dup_url (PracticeRequest *self)
{
  return g_uri_to_string (soup_server_message_get_uri (self->message));
}

GBytes *
practice_request_get_body (PracticeRequest *self)
{
  if (self->body == NULL)
    self->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->memory));
  return self->body;
}

const char *
practice_request_get_body_file (PracticeRequest *self, guint64 *size)
{
  if (self->file_stream != NULL)
    g_output_stream_close (self->file_stream, NULL, NULL);
  if (size != NULL)
    *size = self->file_size;
  return self->file;
}

char *
practice_request_steal_body_file (PracticeRequest *self)
{
  practice_request_get_body_file (self, NULL);
  return g_steal_pointer (&self->file);
}

const char *
practice_request_get_form (PracticeRequest *self, const char *name)
{
  if (self->form == NULL)
    {
      GBytes *body = practice_request_get_body (self);
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

      self->form = decode_pairs (text);
    }
  return g_hash_table_lookup (self->form, name);
}

JsonObject *
practice_request_read_json (PracticeRequest *self, gboolean lenient)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (practice_request_get_body (self), &length);
  JsonObject *object = NULL;

  if (length > 0 && memchr (text, '\0', length) == NULL)
    object = practice_json_parse_object (text, length, lenient, &error);
  if (object == NULL)
    practice_request_reply_error (
        self,
        SOUP_STATUS_BAD_REQUEST,
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: '%s'.",
        error != NULL ? error->message : "the body is empty");
  return object;
}

void
practice_request_pause (PracticeRequest *self)
{
  g_return_if_fail (!self->answered);

  if (self->paused)
    return;
  self->paused = TRUE;
  g_object_ref (self);
  g_object_ref (self->message);
  soup_server_message_pause (self->message);
}

gboolean
practice_request_is_paused (PracticeRequest *self)
{
  return self->paused;
}

gboolean
practice_request_is_answered (PracticeRequest *self)
{
  return self->answered;
}

gboolean
practice_request_is_too_large (PracticeRequest *self)
{
  return self->too_large;
}

const char *
practice_request_get_request_id (PracticeRequest *self)
{
  return self->request_id;
}

const char *
practice_request_get_correlation_id (PracticeRequest *self)
{
  return self->correlation_id;
}

void
practice_request_set_effect (PracticeRequest *self, JsonObject *effect)
{
  g_clear_pointer (&self->effect, json_object_unref);
  self->effect = json_object_ref (effect);
}

void
practice_request_set_reply_header (PracticeRequest *self, const char *name, const char *value)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);

  soup_message_headers_replace (headers, name, value);
}

/* Azure Resource Manager echoes the client's id when asked to; storage always does. */
static void
set_standard_headers (PracticeRequest *self)
{
  const char *client_id = practice_request_get_header (self, "x-ms-client-request-id");
  const char *echo = practice_request_get_header (self, "x-ms-return-client-request-id");
  gboolean storage = (self->surface & PRACTICE_SURFACE_BLOB) != 0;

  practice_request_set_reply_header (self, "x-ms-request-id", self->request_id);
  if (client_id != NULL && strlen (client_id) <= 1024
      && (storage || (echo != NULL && g_ascii_strcasecmp (echo, "true") == 0)))
    practice_request_set_reply_header (self, "x-ms-client-request-id", client_id);
  if (self->surface & PRACTICE_SURFACE_MANAGEMENT)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
      g_autofree char *routing = g_strdup_printf ("LOOPBACK:%s:%s", stamp, self->request_id);

      practice_request_set_reply_header (self, "x-ms-correlation-request-id", self->correlation_id);
      practice_request_set_reply_header (self, "x-ms-routing-request-id", routing);
      practice_request_set_reply_header (self, "Strict-Transport-Security", "max-age=31536000");
    }
  if (self->surface & (PRACTICE_SURFACE_MANAGEMENT | PRACTICE_SURFACE_IDENTITY))
    practice_request_set_reply_header (self, "Cache-Control", "no-store");
}

/* The one way out: every answer passes here exactly once. */
void
practice_request_reply_bytes (PracticeRequest *self,
                              guint status,
                              const char *content_type,
                              GBytes *body)
{
  g_autoptr (PracticeRequest) kept = g_object_ref (self);
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);
  gboolean was_paused = self->paused;

  g_return_if_fail (!self->answered);

  self->answered = TRUE;
  set_standard_headers (self);
  if (content_type != NULL)
    practice_request_set_reply_header (self, "Content-Type", content_type);
  soup_server_message_set_status (
      self->message, status, status == 429 ? "Too Many Requests" : NULL);
  if (body != NULL && strcmp (practice_request_get_method (self), SOUP_METHOD_HEAD) != 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), body);
  practice_journal_add (practice_cloud_get_journal (self->cloud), self, status, body);
  if (self->effect != NULL)
    practice_fault_bend_answer (self, self->effect, status, body);
  self->paused = FALSE;
  if (was_paused)
    {
      soup_server_message_unpause (message);
      g_object_unref (message);
      g_object_unref (self);
    }
}
