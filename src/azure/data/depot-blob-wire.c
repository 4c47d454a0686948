/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-blob-wire.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "depot-error.h"
#include "depot-fault.h"
#include "depot-json.h"
#include "depot-tunnel.h"

#define IDLE_SECONDS 60
/* Azure closes a quiet connection after some minutes; Azurite after seconds. */
#define KEEP_US (4 * G_USEC_PER_SEC)
#define MAX_HEAD_BYTES (64 * 1024)
#define MAX_CHUNK_LINE 256
#define PIECE_BYTES (64 * 1024)
/* The idle limit does not end an answer that drips byte by byte. */
#define HEAD_LIMIT_US (300 * G_USEC_PER_SEC)

typedef struct
{
  GIOStream *stream;
  GBufferedInputStream *input;
  GOutputStream *output;
  gint64 idle_since_us;
} Connection;

struct _DepotBlobWire
{
  GUri *base;
  GTlsDatabase *database;
  GProxyResolver *proxy;
  GMutex lock;
  GQueue idle; /* of Connection; the one used last is first */
};

static void
connection_free (Connection *self)
{
  g_clear_object (&self->input);
  g_clear_object (&self->stream);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connection, connection_free)

DepotBlobWire *
depot_blob_wire_new (GUri *base, GTlsDatabase *database, GProxyResolver *proxy)
{
  DepotBlobWire *self = g_new0 (DepotBlobWire, 1);

  self->base = g_uri_ref (base);
  g_set_object (&self->database, database);
  g_set_object (&self->proxy, proxy);
  g_mutex_init (&self->lock);
  g_queue_init (&self->idle);
  return self;
}

void
depot_blob_wire_free (DepotBlobWire *self)
{
  g_queue_clear_full (&self->idle, (GDestroyNotify) connection_free);
  g_uri_unref (self->base);
  g_clear_object (&self->database);
  g_clear_object (&self->proxy);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
depot_blob_answer_clear (DepotBlobAnswer *answer)
{
  g_clear_pointer (&answer->headers, soup_message_headers_unref);
  g_clear_pointer (&answer->body, g_bytes_unref);
}

/* ---- connections ------------------------------------------------------------------------------
 */

static void
send_at_once (GSocketConnection *stream)
{
  g_socket_set_option (g_socket_connection_get_socket (stream), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

/* An address of GIO's own making would be asked for through no proxy that is set for https alone.
 */
static GSocketConnectable *
make_address (DepotBlobWire *self, GError **error)
{
  g_autofree char *text = g_uri_to_string (self->base);

  return g_network_address_parse_uri (
      text, g_str_equal (g_uri_get_scheme (self->base), "https") ? 443 : 80, error);
}

/* Through the proxy, if one leads to the service. */
static GIOStream *
reach (DepotBlobWire *self, gboolean is_tls, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketConnectable) address = make_address (self, error);
  g_autoptr (GSocketClient) client = depot_tunnel_make_client (self->proxy, IDLE_SECONDS);
  g_autoptr (DepotTunnel) tunnel = depot_tunnel_new ();

  /* Plain http goes to loopback only. */
  g_socket_client_set_enable_proxy (client, is_tls);
  while (address != NULL)
    {
      g_autoptr (GSocketConnection) stream
          = g_socket_client_connect (client, address, cancellable, error);

      if (stream == NULL)
        return NULL;
      send_at_once (stream);
      switch (depot_tunnel_dig (tunnel, stream, cancellable, error))
        {
        case DEPOT_TUNNEL_OPEN:
          return G_IO_STREAM (g_steal_pointer (&stream));
        case DEPOT_TUNNEL_AGAIN:
          break;
        case DEPOT_TUNNEL_SHUT:
        default:
          return NULL;
        }
    }
  return NULL;
}

static GIOStream *
secure (DepotBlobWire *self, GIOStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketConnectable) identity = make_address (self, error);
  g_autoptr (GIOStream) tls
      = identity != NULL ? g_tls_client_connection_new (stream, identity, error) : NULL;

  if (tls == NULL)
    return NULL;
  if (self->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (tls), self->database);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), cancellable, error))
    return NULL;
  return g_steal_pointer (&tls);
}

static Connection *
connect_anew (DepotBlobWire *self, GCancellable *cancellable, GError **error)
{
  gboolean is_tls = g_str_equal (g_uri_get_scheme (self->base), "https");
  g_autoptr (GIOStream) bare = reach (self, is_tls, cancellable, error);
  GIOStream *stream;
  Connection *connection;

  if (bare == NULL)
    return NULL;
  stream = is_tls ? secure (self, bare, cancellable, error) : g_object_ref (bare);
  if (stream == NULL)
    return NULL;
  connection = g_new0 (Connection, 1);
  connection->stream = stream;
  connection->input = G_BUFFERED_INPUT_STREAM (
      g_buffered_input_stream_new_sized (g_io_stream_get_input_stream (stream), 16 * 1024));
  connection->output = g_io_stream_get_output_stream (stream);
  return connection;
}

static Connection *
take_idle (DepotBlobWire *self)
{
  Connection *found = NULL;

  g_mutex_lock (&self->lock);
  while (found == NULL && !g_queue_is_empty (&self->idle))
    {
      found = g_queue_pop_head (&self->idle);
      if (g_get_monotonic_time () - found->idle_since_us > KEEP_US)
        g_clear_pointer (&found, connection_free);
    }
  g_mutex_unlock (&self->lock);
  return found;
}

static void
give_back (DepotBlobWire *self, Connection *connection)
{
  connection->idle_since_us = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->idle, connection);
  g_mutex_unlock (&self->lock);
}

/* ---- one exchange -----------------------------------------------------------------------------
 */

typedef struct
{
  Connection *connection;
  SoupMessage *message;
  const guint8 *body;
  gsize body_bytes;
  DepotBlobSink sink;
  gpointer user;
  DepotBlobAnswer *answer;
  GCancellable *cancellable;
  gboolean got_byte, stays_open;
} Exchange;

static void
append_header (const char *name, const char *value, gpointer text)
{
  g_string_append_printf (text, "%s: %s\r\n", name, value);
}

static char *
make_head (Exchange *exchange, gsize *length)
{
  GUri *uri = soup_message_get_uri (exchange->message);
  GString *text = g_string_sized_new (4096);

  g_string_append_printf (
      text, "%s %s", soup_message_get_method (exchange->message), g_uri_get_path (uri));
  if (g_uri_get_query (uri) != NULL)
    g_string_append_printf (text, "?%s", g_uri_get_query (uri));
  g_string_append_printf (text, " HTTP/1.1\r\nHost: %s", g_uri_get_host (uri));
  if (g_uri_get_port (uri) > 0)
    g_string_append_printf (text, ":%d", g_uri_get_port (uri));
  g_string_append_printf (text, "\r\nUser-Agent: CloudDepot/" VERSION "\r\n");
  soup_message_headers_foreach (
      soup_message_get_request_headers (exchange->message), append_header, text);
  g_string_append (text, "\r\n");
  *length = text->len;
  return g_string_free_and_steal (text);
}

static gboolean
write_request (Exchange *exchange, GError **error)
{
  gsize head_bytes;
  char *head = make_head (exchange, &head_bytes);
  GOutputVector vectors[] = { { head, head_bytes }, { exchange->body, exchange->body_bytes } };
  gboolean good = g_output_stream_writev_all (exchange->connection->output,
                                              vectors,
                                              exchange->body_bytes > 0 ? 2 : 1,
                                              NULL,
                                              exchange->cancellable,
                                              error);

  /* The token was in it. */
  explicit_bzero (head, head_bytes);
  g_free (head);
  depot_fault_point ("request-sent");
  return good;
}

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return FALSE;
}

static gboolean
fill (Exchange *exchange, GError **error)
{
  gssize got = g_buffered_input_stream_fill (
      exchange->connection->input, -1, exchange->cancellable, error);

  if (got > 0)
    exchange->got_byte = TRUE;
  else if (got == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "Connection closed");
  return got > 0;
}

/* The bytes up to and with the empty line. Takes no more than they are out of the buffer. */
static char *
read_head (Exchange *exchange, gsize *length, GError **error)
{
  GBufferedInputStream *input = exchange->connection->input;
  gint64 until_us = g_get_monotonic_time () + HEAD_LIMIT_US;

  for (;;)
    {
      gsize available;
      const char *data = g_buffered_input_stream_peek_buffer (input, &available);
      const char *end = memmem (data, available, "\r\n\r\n", 4);
      char *head;

      if (end != NULL)
        {
          *length = (gsize) (end - data) + 4;
          head = g_malloc (*length + 1);
          if (g_input_stream_read (G_INPUT_STREAM (input), head, *length, NULL, NULL)
              == (gssize) *length)
            return head;
          g_free (head);
          refuse ("The answer cannot be read", error);
          return NULL;
        }
      if (available >= MAX_HEAD_BYTES || g_get_monotonic_time () > until_us)
        {
          refuse ("The head of the answer is too long", error);
          return NULL;
        }
      if (available == g_buffered_input_stream_get_buffer_size (input))
        g_buffered_input_stream_set_buffer_size (input, 2 * available);
      if (!fill (exchange, error))
        return NULL;
    }
}

static gboolean
parse_head (Exchange *exchange, GError **error)
{
  DepotBlobAnswer *answer = exchange->answer;
  SoupHTTPVersion version;
  gsize length;
  gboolean good;

  do
    {
      g_autofree char *head = read_head (exchange, &length, error);

      if (head == NULL)
        return FALSE;
      head[length - 2] = '\0';
      g_clear_pointer (&answer->headers, soup_message_headers_unref);
      answer->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
      good = soup_headers_parse_response (
          head, (int) length - 2, answer->headers, &version, &answer->status, NULL);
    }
  while (good && answer->status < 200);
  exchange->stays_open
      = version == SOUP_HTTP_1_1
        && !soup_message_headers_header_contains (answer->headers, "Connection", "close");
  return good || refuse ("The answer is no HTTP", error);
}

typedef struct
{
  Exchange *exchange;
  GByteArray *kept;
} Body;

static gboolean
take_bytes (Body *body, const guint8 *data, gsize size, GError **error)
{
  Exchange *exchange = body->exchange;

  if (exchange->sink != NULL
      && (exchange->answer->status == 200 || exchange->answer->status == 206))
    return exchange->sink (data, size, exchange->user, error);
  if (body->kept->len + size > DEPOT_JSON_MAX_BYTES)
    return refuse ("The answer is too large", error);
  g_byte_array_append (body->kept, data, (guint) size);
  return TRUE;
}

/* size < 0: to the end of the connection. */
static gboolean
read_plain (Body *body, gint64 size, GError **error)
{
  Exchange *exchange = body->exchange;
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);

  while (size != 0)
    {
      gsize wanted = size < 0 ? PIECE_BYTES : (gsize) MIN (size, PIECE_BYTES);
      gssize got = g_input_stream_read (G_INPUT_STREAM (exchange->connection->input),
                                        piece,
                                        wanted,
                                        exchange->cancellable,
                                        error);

      if (got < 0)
        return FALSE;
      if (got == 0 && size < 0)
        return TRUE;
      if (got == 0)
        {
          g_set_error_literal (
              error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "Connection closed");
          return FALSE;
        }
      if (!take_bytes (body, piece, (gsize) got, error))
        return FALSE;
      size -= size > 0 ? got : 0;
    }
  return TRUE;
}

static gboolean
read_line (Exchange *exchange, char *line, GError **error)
{
  for (gsize length = 0; length < MAX_CHUNK_LINE; length++)
    {
      int byte = g_buffered_input_stream_read_byte (
          exchange->connection->input, exchange->cancellable, error);

      if (byte < 0)
        return *error != NULL ? FALSE : refuse ("The answer is cut off", error);
      line[length] = (char) byte;
      if (byte == '\n')
        {
          line[length] = '\0';
          g_strchomp (line);
          return TRUE;
        }
    }
  return refuse ("A chunk of the answer is no chunk", error);
}

static gboolean
read_chunks (Body *body, GError **error)
{
  char line[MAX_CHUNK_LINE];
  GError *flaw = NULL;
  gint64 size = -1;

  while (size != 0)
    {
      char *end;

      if (!read_line (body->exchange, line, &flaw))
        break;
      size = g_ascii_xdigit_value (*line) < 0 ? -1 : (gint64) g_ascii_strtoull (line, &end, 16);
      if (size < 0 || (*end != '\0' && *end != ';') || size > G_MAXINT32)
        {
          refuse ("A chunk of the answer is no chunk", &flaw);
          break;
        }
      if (size > 0 && (!read_plain (body, size, &flaw) || !read_line (body->exchange, line, &flaw)))
        break;
    }
  /* Trailers, up to the empty line. */
  while (flaw == NULL && read_line (body->exchange, line, &flaw) && *line != '\0')
    ;
  if (flaw == NULL)
    return TRUE;
  g_propagate_error (error, flaw);
  return FALSE;
}

static gboolean
read_body (Exchange *exchange, GError **error)
{
  DepotBlobAnswer *answer = exchange->answer;
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  Body body = { .exchange = exchange, .kept = kept };
  SoupEncoding encoding = soup_message_headers_get_encoding (answer->headers);
  gboolean good = TRUE;

  if (g_str_equal (soup_message_get_method (exchange->message), "HEAD") || answer->status == 204
      || answer->status == 304)
    good = TRUE;
  else if (encoding == SOUP_ENCODING_CHUNKED)
    good = read_chunks (&body, error);
  else if (encoding == SOUP_ENCODING_CONTENT_LENGTH)
    good = read_plain (&body, soup_message_headers_get_content_length (answer->headers), error);
  else
    {
      exchange->stays_open = FALSE;
      good = read_plain (&body, -1, error);
    }
  if (good)
    answer->body = g_byte_array_free_to_bytes (g_steal_pointer (&kept));
  return good;
}

static gboolean
answer_is_success (const DepotBlobAnswer *answer)
{
  return SOUP_STATUS_IS_SUCCESSFUL (answer->status);
}

/* A service that refuses at once answers before it has taken the whole body. */
static gboolean
run_exchange (Exchange *exchange, GError **error)
{
  GError *flaw = NULL;

  if (!write_request (exchange, &flaw)
      && (g_cancellable_is_cancelled (exchange->cancellable)
          || g_buffered_input_stream_fill (exchange->connection->input, -1, NULL, NULL) <= 0))
    {
      g_propagate_error (error, flaw);
      return FALSE;
    }
  if (!parse_head (exchange, flaw == NULL ? error : NULL))
    {
      if (flaw != NULL)
        g_propagate_error (error, flaw);
      return FALSE;
    }
  if (flaw != NULL)
    exchange->stays_open = FALSE;
  if (flaw != NULL && answer_is_success (exchange->answer))
    {
      g_propagate_error (error, flaw);
      return FALSE;
    }
  g_clear_error (&flaw);
  return read_body (exchange, error);
}

gboolean
depot_blob_wire_exchange (DepotBlobWire *self,
                          SoupMessage *message,
                          const guint8 *body,
                          gsize body_bytes,
                          DepotBlobSink sink,
                          gpointer user,
                          DepotBlobAnswer *answer,
                          GCancellable *cancellable,
                          GError **error)
{
  for (;;)
    {
      Exchange exchange = { .message = message,
                            .body = body,
                            .body_bytes = body_bytes,
                            .sink = sink,
                            .user = user,
                            .answer = answer,
                            .cancellable = cancellable };
      g_autoptr (Connection) connection = take_idle (self);
      gboolean was_kept = connection != NULL;
      g_autoptr (GError) flaw = NULL;

      if (!was_kept)
        connection = connect_anew (self, cancellable, error);
      if (connection == NULL)
        return FALSE;
      exchange.connection = connection;
      if (run_exchange (&exchange, &flaw))
        {
          if (exchange.stays_open)
            give_back (self, g_steal_pointer (&connection));
          return TRUE;
        }
      depot_blob_answer_clear (answer);
      if (!was_kept || exchange.got_byte || g_cancellable_is_cancelled (cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&flaw));
          return FALSE;
        }
    }
}
