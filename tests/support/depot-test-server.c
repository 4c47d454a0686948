/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-test-server.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <libsoup/soup.h>

struct _DepotTestServer
{
  GObject parent_instance;

  SoupServer *server;
  guint port;
  char *base, *pem, *ca_file;
  GHashTable *scripts;  /* key → GQueue of reply text */
  GHashTable *served;   /* keys whose last reply was given at least once */
  GPtrArray *exchanges; /* of DepotTestExchange */
};

G_DEFINE_FINAL_TYPE (DepotTestServer, depot_test_server, G_TYPE_OBJECT)

static void
exchange_free (gpointer data)
{
  DepotTestExchange *exchange = data;

  g_free (exchange->method);
  g_free (exchange->path);
  g_free (exchange->query);
  g_free (exchange->body);
  g_hash_table_unref (exchange->headers);
  g_free (exchange);
}

static void
queue_free (gpointer data)
{
  g_queue_free_full (data, g_free);
}

/* ---- a certificate of its own ---- */

static void
write_ca_file (DepotTestServer *self, const char *pem)
{
  g_autoptr (GError) error = NULL;
  int file = g_file_open_tmp ("depot-test-XXXXXX.pem", &self->ca_file, &error);

  g_assert_no_error (error);
  close (file);
  g_file_set_contents (self->ca_file, strstr (pem, "-----BEGIN CERTIFICATE-----"), -1, &error);
  g_assert_no_error (error);
}

/* ---- answering ---- */

static void
copy_header (const char *name, const char *value, gpointer headers)
{
  g_hash_table_insert (headers, g_ascii_strdown (name, -1), g_strdup (value));
}

static void
note (DepotTestServer *self, SoupServerMessage *message, const char *path)
{
  DepotTestExchange *exchange = g_new0 (DepotTestExchange, 1);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

  exchange->method = g_strdup (soup_server_message_get_method (message));
  exchange->path = g_strdup (path);
  exchange->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  exchange->body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  exchange->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  exchange->arrived_us = g_get_monotonic_time ();
  soup_message_headers_foreach (
      soup_server_message_get_request_headers (message), copy_header, exchange->headers);
  g_ptr_array_add (self->exchanges, exchange);
}

static char *
dup_reply (DepotTestServer *self, const char *key)
{
  GQueue *queue = g_hash_table_lookup (self->scripts, key);
  GString *text;
  char *reply;

  if (queue == NULL)
    return NULL;
  if (g_queue_get_length (queue) == 1)
    g_hash_table_add (self->served, g_strdup (key));
  reply = g_queue_get_length (queue) > 1 ? g_queue_pop_head (queue)
                                         : g_strdup (g_queue_peek_head (queue));
  text = g_string_new_take (reply);
  g_string_replace (text, "{base}", self->base, 0);
  return g_string_free_and_steal (text);
}

static void
send_raw (SoupServerMessage *message, const char *text)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (
      g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
set_headers (SoupMessageHeaders *headers, char **lines)
{
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (lines[i], ": ", 2);

      if (g_strv_length (pair) == 2)
        soup_message_headers_append (headers, pair[0], pair[1]);
    }
}

/* Azure names every answer; "x-ms-request-id: none" in a script leaves that out. */
static void
set_defaults (DepotTestServer *self, SoupMessageHeaders *headers, gboolean has_body)
{
  g_autofree char *id = g_strdup_printf ("request-%u", self->exchanges->len);

  if (soup_message_headers_get_one (headers, "x-ms-request-id") == NULL)
    soup_message_headers_append (headers, "x-ms-request-id", id);
  else if (soup_message_headers_header_equals (headers, "x-ms-request-id", "none"))
    soup_message_headers_remove (headers, "x-ms-request-id");
  if (has_body && soup_message_headers_get_one (headers, "Content-Type") == NULL)
    soup_message_headers_append (headers, "Content-Type", "application/json; charset=utf-8");
}

static void
send_reply (DepotTestServer *self, SoupServerMessage *message, const char *reply)
{
  const char *blank = strstr (reply, "\n\n");
  g_autofree char *head = blank != NULL ? g_strndup (reply, blank - reply) : g_strdup (reply);
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);
  const char *body = blank != NULL ? blank + 2 : "";
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  set_headers (headers, lines);
  set_defaults (self, headers, *body != '\0');
  soup_server_message_set_status (message, (guint) atoi (lines[0]), NULL);
  soup_message_body_append (
      soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, body, strlen (body));
}

static void
answer (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  DepotTestServer *self = data;
  g_autofree char *key = g_strconcat (soup_server_message_get_method (message), " ", path, NULL);
  g_autofree char *reply = NULL;

  note (self, message, path);
  reply = dup_reply (self, key);
  if (reply == NULL)
    reply = dup_reply (self, "*");
  if (reply == NULL)
    reply = g_strdup ("500\n\n{\"error\":{\"code\":\"NotScripted\",\"message\":\"not scripted\"}}");
  if (g_str_has_prefix (reply, "RAW\n"))
    send_raw (message, reply + strlen ("RAW\n"));
  else
    send_reply (self, message, reply);
}

/* ---- life ---- */

static GPtrArray *
get_retired (void)
{
  static GPtrArray *retired;

  if (retired == NULL)
    retired = g_ptr_array_new ();
  return retired;
}

static void
depot_test_server_finalize (GObject *object)
{
  DepotTestServer *self = DEPOT_TEST_SERVER (object);

  /* libsoup trips over a client whose handshake ends after the server has gone; some thread of
   * GnuTLS says when. So it stays until the program ends, and has nothing to say. */
  soup_server_remove_handler (self->server, NULL);
  g_ptr_array_add (get_retired (), self->server);
  g_unlink (self->ca_file);
  g_free (self->ca_file);
  g_free (self->pem);
  g_free (self->base);
  g_hash_table_unref (self->scripts);
  g_hash_table_unref (self->served);
  g_ptr_array_unref (self->exchanges);
  G_OBJECT_CLASS (depot_test_server_parent_class)->finalize (object);
}

static void
depot_test_server_class_init (DepotTestServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_test_server_finalize;
}

static void
depot_test_server_init (DepotTestServer *self)
{
  self->scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, queue_free);
  self->served = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->exchanges = g_ptr_array_new_with_free_func (exchange_free);
}

static void
listen (DepotTestServer *self, GTlsCertificate *certificate)
{
  g_autoslist (GUri) uris = NULL;
  g_autoptr (GError) error = NULL;

  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, answer, self, NULL);
  soup_server_listen_local (
      self->server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->port = g_uri_get_port (uris->data);
  self->base = g_strdup_printf ("https://localhost:%u", self->port);
}

DepotTestServer *
depot_test_server_new (void)
{
  const DepotTestCertificate usual = { 0 };

  return depot_test_server_new_showing (&usual);
}

DepotTestServer *
depot_test_server_new_showing (const DepotTestCertificate *plan)
{
  DepotTestServer *self = g_object_new (DEPOT_TYPE_TEST_SERVER, NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  self->pem = depot_test_certificate_dup_pem (plan);
  certificate = g_tls_certificate_new_from_pem (self->pem, -1, &error);
  g_assert_no_error (error);
  write_ca_file (self, self->pem);
  listen (self, certificate);
  return self;
}

const char *
depot_test_server_get_pem (DepotTestServer *self)
{
  return self->pem;
}

guint
depot_test_server_get_port (DepotTestServer *self)
{
  return self->port;
}

char *
depot_test_server_dup_url (DepotTestServer *self, const char *path)
{
  return g_strconcat (self->base, path, NULL);
}

DepotCloud *
depot_test_server_dup_cloud (DepotTestServer *self)
{
  return depot_test_server_dup_cloud_trusting (self, self);
}

DepotCloud *
depot_test_server_dup_cloud_trusting (DepotTestServer *self, DepotTestServer *other)
{
  return depot_test_server_dup_cloud_at (other, self->port);
}

DepotCloud *
depot_test_server_dup_cloud_at (DepotTestServer *self, guint port)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_strdup_printf ("https://localhost:%u", port);
  g_autofree char *storage_suffix = g_strdup_printf ("localhost:%u", port);
  g_autofree char *vault_suffix = g_strdup_printf ("vault.localhost:%u", port);
  g_autofree char *arm_scope = g_strconcat (base, "/.default", NULL);
  g_autofree char *graph = g_strconcat (base, "/graph", NULL);
  g_autoptr (JsonObject) endpoints
      = depot_json_object_of_strings ("name",
                                      "Scripted",
                                      "authority",
                                      base,
                                      "resourceManager",
                                      base,
                                      "managementScope",
                                      arm_scope,
                                      "classic",
                                      base,
                                      "storageSuffix",
                                      storage_suffix,
                                      "storageScope",
                                      "https://storage.azure.com/.default",
                                      "vaultSuffix",
                                      vault_suffix,
                                      "vaultScope",
                                      "https://vault.localhost/.default",
                                      "vmDnsSuffix",
                                      "cloudapp.localhost",
                                      "graph",
                                      graph,
                                      "portal",
                                      base,
                                      "caFile",
                                      self->ca_file,
                                      "tenantId",
                                      "11111111-1111-1111-1111-111111111111",
                                      "clientId",
                                      "22222222-2222-2222-2222-222222222222",
                                      NULL);
  DepotCloud *cloud;

  json_object_set_int_member (endpoints, "edgePort", 8443);
  cloud = depot_cloud_new_practice (endpoints, &error);
  g_assert_no_error (error);
  return cloud;
}

void
depot_test_server_say (DepotTestServer *self, const char *key, const char *reply)
{
  GQueue *queue = g_hash_table_lookup (self->scripts, key);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->scripts, g_strdup (key), queue);
    }
  if (g_hash_table_remove (self->served, key))
    g_free (g_queue_pop_head (queue));
  g_queue_push_tail (queue, g_strdup (reply));
}

void
depot_test_server_say_json (DepotTestServer *self, const char *key, const char *json)
{
  g_autofree char *reply = g_strconcat ("200\n\n", json, NULL);

  depot_test_server_say (self, key, reply);
}

guint
depot_test_server_count (DepotTestServer *self)
{
  return self->exchanges->len;
}

const DepotTestExchange *
depot_test_server_get (DepotTestServer *self, guint index)
{
  g_assert_cmpuint (index, <, self->exchanges->len);
  return g_ptr_array_index (self->exchanges, index);
}

guint
depot_test_server_count_of (DepotTestServer *self, const char *method, const char *path)
{
  guint count = 0;

  for (guint i = 0; i < self->exchanges->len; i++)
    {
      const DepotTestExchange *exchange = g_ptr_array_index (self->exchanges, i);

      if (g_str_equal (exchange->method, method) && g_str_equal (exchange->path, path))
        count++;
    }
  return count;
}
