/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-loopback.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-redirect.h"

#define MAX_CONNECTIONS 16
#define CONNECTION_SECONDS 5
#define PORT_TRIES 10

struct _DepotLoopback
{
  GObject parent_instance;

  DepotClock *clock;
  GSocketListener *listener;
  GCancellable *accepting;
  guint port;
  guint connections;
  DepotLoopbackFunc func;
  gpointer data;
};

/* One connection; freed when its page is sent, its time is up or it hangs up. */
typedef struct
{
  DepotLoopback *loopback;
  GSocketConnection *connection;
  GCancellable *limit;
  guint limit_id;
  gsize length;
  char *page;
  char data[DEPOT_REDIRECT_MAX_BYTES];
} Visit;

G_DEFINE_FINAL_TYPE (DepotLoopback, depot_loopback, G_TYPE_OBJECT)

/* Nothing a visitor sent is ever part of the page. */
static char *
make_page (const char *status, const char *title, const char *text)
{
  g_autofree char *body = g_strdup_printf ("<!DOCTYPE html><html><head><meta charset=\"utf-8\">"
                                           "<title>%s</title></head><body><h1>%s</h1><p>%s</p>"
                                           "</body></html>",
                                           title,
                                           title,
                                           text);

  return g_strdup_printf ("HTTP/1.1 %s\r\n"
                          "Content-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                          "Cache-Control: no-store\r\n"
                          "Referrer-Policy: no-referrer\r\n"
                          "X-Content-Type-Options: nosniff\r\n"
                          "Connection: close\r\n\r\n%s",
                          status,
                          strlen (body),
                          body);
}

static char *
make_refusal (const char *status)
{
  return make_page (
      status, _ ("Not found"), _ ("This page belongs to no sign-in that Cloud Depot waits for."));
}

static char *
make_answer (Visit *visit, GHashTable *parameters)
{
  DepotLoopback *self = visit->loopback;

  if (self->func == NULL || !self->func (parameters, self->data))
    return make_refusal ("404 Not Found");
  depot_loopback_close (self);
  return make_page ("200 OK",
                    _ ("Cloud Depot has the answer"),
                    _ ("Close this page and go back to Cloud Depot."));
}

static void
end_visit (Visit *visit)
{
  visit->loopback->connections--;
  if (visit->limit_id != 0)
    depot_clock_forget (visit->loopback->clock, visit->limit_id);
  g_io_stream_close_async (G_IO_STREAM (visit->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (visit->connection);
  g_object_unref (visit->limit);
  g_object_unref (visit->loopback);
  g_free (visit->page);
  /* the query held the code */
  explicit_bzero (visit->data, sizeof visit->data);
  g_free (visit);
}

static gboolean
on_visit_too_long (gpointer data)
{
  Visit *visit = data;

  visit->limit_id = 0;
  g_cancellable_cancel (visit->limit);
  return G_SOURCE_REMOVE;
}

static void
page_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  end_visit (data);
}

static void
send_page (Visit *visit, char *page)
{
  visit->page = page;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (visit->connection)),
                                   page,
                                   strlen (page),
                                   G_PRIORITY_DEFAULT,
                                   visit->limit,
                                   page_written,
                                   visit);
}

static void read_more (Visit *visit);

static void
judge_visit (Visit *visit)
{
  g_autoptr (GHashTable) parameters = NULL;

  switch (depot_redirect_read (visit->data, visit->length, visit->loopback->port, &parameters))
    {
    case DEPOT_REDIRECT_INCOMPLETE:
      read_more (visit);
      break;
    case DEPOT_REDIRECT_ANSWER:
      send_page (visit, make_answer (visit, parameters));
      break;
    case DEPOT_REDIRECT_BAD_METHOD:
      send_page (visit, make_refusal ("405 Method Not Allowed"));
      break;
    case DEPOT_REDIRECT_NOT_FOUND:
      send_page (visit, make_refusal ("404 Not Found"));
      break;
    case DEPOT_REDIRECT_BAD_REQUEST:
    default:
      send_page (visit, make_refusal ("400 Bad Request"));
      break;
    }
}

static void
some_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Visit *visit = data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (length <= 0)
    {
      end_visit (visit);
      return;
    }
  visit->length += length;
  judge_visit (visit);
}

static void
read_more (Visit *visit)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (visit->connection)),
                             visit->data + visit->length,
                             sizeof visit->data - visit->length,
                             G_PRIORITY_DEFAULT,
                             visit->limit,
                             some_read,
                             visit);
}

static void
begin_visit (DepotLoopback *self, GSocketConnection *connection)
{
  Visit *visit;

  if (self->connections >= MAX_CONNECTIONS)
    {
      g_io_stream_close_async (G_IO_STREAM (connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      return;
    }
  self->connections++;
  visit = g_new0 (Visit, 1);
  visit->loopback = g_object_ref (self);
  visit->connection = g_object_ref (connection);
  visit->limit = g_cancellable_new ();
  visit->limit_id
      = depot_clock_call_after (self->clock, CONNECTION_SECONDS, on_visit_too_long, visit, NULL);
  read_more (visit);
}

static void accept_next (DepotLoopback *self);

static gboolean
accept_again (gpointer data)
{
  DepotLoopback *self = data;

  if (self->listener != NULL)
    accept_next (self);
  return G_SOURCE_REMOVE;
}

static void
visitor_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotLoopback) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection
      = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->listener == NULL)
    return;
  if (connection == NULL)
    {
      /* no file descriptor left, perhaps: asking again at once would turn in circles */
      depot_clock_call_after (self->clock, 0.1, accept_again, g_object_ref (self), g_object_unref);
      return;
    }
  begin_visit (self, connection);
  accept_next (self);
}

static void
accept_next (DepotLoopback *self)
{
  g_socket_listener_accept_async (
      self->listener, self->accepting, visitor_came, g_object_ref (self));
}

/* port 0: any free one. Returns the port, 0 on error. */
static guint
add_address (GSocketListener *listener, const char *text, guint port, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, port);
  g_autoptr (GSocketAddress) got = NULL;

  if (!g_socket_listener_add_address (
          listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    return 0;
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
}

/* The same port on both families, because "localhost" may lead a browser to either. A computer
 * without IPv6 does with one; a port taken on ::1 by somebody else is not used at all. */
static gboolean
try_open (DepotLoopback *self, gboolean *again, GError **error)
{
  g_autoptr (GError) flaw = NULL;

  self->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (self->listener, 4 * MAX_CONNECTIONS);
  self->port = add_address (self->listener, "127.0.0.1", 0, error);
  if (self->port == 0)
    return FALSE;
  if (add_address (self->listener, "::1", self->port, &flaw) != 0
      || !g_error_matches (flaw, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return TRUE;
  g_socket_listener_close (self->listener);
  g_clear_object (&self->listener);
  *again = TRUE;
  return FALSE;
}

gboolean
depot_loopback_open (DepotLoopback *self, DepotLoopbackFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) flaw = NULL;
  gboolean again = TRUE;

  g_return_val_if_fail (DEPOT_IS_LOOPBACK (self), FALSE);

  for (guint i = 0; i < PORT_TRIES && again; i++)
    {
      again = FALSE;
      if (!try_open (self, &again, &flaw))
        continue;
      self->func = func;
      self->data = data;
      self->accepting = g_cancellable_new ();
      accept_next (self);
      return TRUE;
    }
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_FAILED,
                       _ ("No port on this computer can be opened for the sign-in: %s"),
                       flaw != NULL ? flaw->message : _ ("all are taken")));
  return FALSE;
}

guint
depot_loopback_get_port (DepotLoopback *self)
{
  g_return_val_if_fail (DEPOT_IS_LOOPBACK (self), 0);

  return self->port;
}

void
depot_loopback_close (DepotLoopback *self)
{
  g_return_if_fail (DEPOT_IS_LOOPBACK (self));

  self->func = NULL;
  if (self->accepting != NULL)
    g_cancellable_cancel (self->accepting);
  if (self->listener != NULL)
    g_socket_listener_close (self->listener);
  g_clear_object (&self->listener);
  g_clear_object (&self->accepting);
}

static void
depot_loopback_dispose (GObject *object)
{
  DepotLoopback *self = DEPOT_LOOPBACK (object);

  depot_loopback_close (self);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (depot_loopback_parent_class)->dispose (object);
}

static void
depot_loopback_class_init (DepotLoopbackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_loopback_dispose;
}

static void
depot_loopback_init (DepotLoopback *self)
{
}

DepotLoopback *
depot_loopback_new (DepotClock *clock)
{
  DepotLoopback *self = g_object_new (DEPOT_TYPE_LOOPBACK, NULL);

  self->clock = g_object_ref (clock);
  return self;
}
