/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-journal.h"

#include <string.h>

#include <glib/gstdio.h>

#include "practice-json.h"

#define MAX_ENTRIES 10000
#define REDACTED "redacted"

struct _PracticeJournal
{
  char *record_dir;
  GQueue entries;
  guint64 number;
};

PracticeJournal *
practice_journal_new (const char *record_dir)
{
  PracticeJournal *self = g_new0 (PracticeJournal, 1);

  self->record_dir = g_strdup (record_dir);
  g_queue_init (&self->entries);
  if (record_dir != NULL && g_mkdir_with_parents (record_dir, 0700) != 0)
    g_warning ("The folder %s for the record cannot be made", record_dir);
  return self;
}

void
practice_journal_clear (PracticeJournal *self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify) json_object_unref);
}

void
practice_journal_free (PracticeJournal *self)
{
  practice_journal_clear (self);
  g_free (self->record_dir);
  g_free (self);
}

static JsonObject *
make_entry (PracticeJournal *self, PracticeRequest *request, guint status)
{
  JsonObject *entry
      = practice_json_object ("method",
                              practice_request_get_method (request),
                              "host",
                              practice_request_get_host (request),
                              "path",
                              practice_request_get_path (request),
                              "query",
                              practice_request_get_query_string (request),
                              "clientRequestId",
                              practice_request_get_header (request, "x-ms-client-request-id"),
                              NULL);

  json_object_set_int_member (entry, "number", self->number);
  json_object_set_int_member (entry, "status", status);
  json_object_set_int_member (entry, "time", g_get_real_time ());
  return entry;
}

static void
set_header (const char *name, const char *value, gpointer headers)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  json_object_set_string_member (
      headers, folded, g_str_equal (folded, "authorization") ? REDACTED : value);
}

static JsonObject *
make_headers (SoupMessageHeaders *headers)
{
  JsonObject *object = json_object_new ();

  soup_message_headers_foreach (headers, set_header, object);
  return object;
}

static gboolean
is_secret (const char *name)
{
  static const char *const secrets[]
      = { "pwd", "password", "client_secret", "access_token", "refresh_token", "id_token", NULL };

  return g_strv_contains (secrets, name);
}

static void redact (JsonNode *node);

static void
redact_member (JsonObject *object, const char *name, JsonNode *member, gpointer data)
{
  if (is_secret (name) && JSON_NODE_HOLDS_VALUE (member))
    json_object_set_string_member (object, name, REDACTED);
  else
    redact (member);
}

static void
redact_element (JsonArray *array, guint index, JsonNode *element, gpointer data)
{
  redact (element);
}

static void
redact (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), redact_member, NULL);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), redact_element, NULL);
}

/* A body that is no JSON object is left out: the validator judges JSON only. */
static void
set_body (JsonObject *half, GBytes *body)
{
  gsize length = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  JsonObject *object = NULL;
  JsonNode *node;

  if (length > 0)
    object = practice_json_parse_object (text, length, TRUE, NULL);
  if (object == NULL)
    return;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  redact (node);
  json_object_set_member (half, "body", node);
}

static JsonObject *
make_query (PracticeRequest *request)
{
  JsonObject *object = json_object_new ();
  const char *text = practice_request_get_query_string (request);
  g_autoptr (GHashTable) pairs = text != NULL ? soup_form_decode (text) : NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (pairs == NULL)
    return object;
  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    json_object_set_string_member (object, name, value);
  return object;
}

static JsonObject *
make_exchange (PracticeRequest *request, guint status, GBytes *body)
{
  SoupServerMessage *message = practice_request_get_message (request);
  g_autofree char *url = practice_request_dup_url (request);
  g_autofree char *status_text = g_strdup_printf ("%u", status);
  JsonObject *exchange = json_object_new ();
  JsonObject *asked
      = practice_json_object ("method", practice_request_get_method (request), "url", url, NULL);
  JsonObject *answered = practice_json_object ("statusCode", status_text, NULL);

  json_object_set_object_member (
      asked, "headers", make_headers (practice_request_get_headers (request)));
  json_object_set_object_member (asked, "query", make_query (request));
  set_body (asked, practice_request_get_body (request));
  json_object_set_object_member (
      answered, "headers", make_headers (soup_server_message_get_response_headers (message)));
  set_body (answered, body);
  json_object_set_object_member (exchange, "liveRequest", asked);
  json_object_set_object_member (exchange, "liveResponse", answered);
  return exchange;
}

static void
record (PracticeJournal *self, PracticeRequest *request, guint status, GBytes *body)
{
  g_autoptr (JsonObject) exchange = make_exchange (request, status, body);
  g_autofree char *text = practice_json_to_string (exchange);
  g_autofree char *name = g_strdup_printf ("%06" G_GUINT64_FORMAT ".json", self->number);
  g_autofree char *path = g_build_filename (self->record_dir, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_warning ("An exchange could not be recorded: %s", error->message);
}

void
practice_journal_add (PracticeJournal *self, PracticeRequest *request, guint status, GBytes *body)
{
  PracticeSurface surface = practice_request_get_surface (request);

  self->number++;
  g_queue_push_tail (&self->entries, make_entry (self, request, status));
  if (g_queue_get_length (&self->entries) > MAX_ENTRIES)
    json_object_unref (g_queue_pop_head (&self->entries));
  if (self->record_dir != NULL
      && (surface & (PRACTICE_SURFACE_MANAGEMENT | PRACTICE_SURFACE_VAULT)) != 0)
    record (self, request, status, body);
}

JsonObject *
practice_journal_to_json (PracticeJournal *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (GList *link = self->entries.head; link != NULL; link = link->next)
    json_array_add_object_element (array, json_object_ref (link->data));
  json_object_set_array_member (object, "value", array);
  return object;
}
