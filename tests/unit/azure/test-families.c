/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host with an IPv6 and an IPv4 address of which the first leads nowhere: whoever is behind a
 * network that only promises IPv6 works all the same. */
#include "config.h"

#include <gio/gio.h>

#include "depot-azure-client.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"

/* What a router that drops everything looks like from here: nobody accepts, the queue of those who
 * wait to be accepted is full, and the system answers no further greeting. */
typedef struct
{
  GSocket *listener, *waiting[2];
} Silence;

static GSocket *
open_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *opened
      = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_set_blocking (opened, FALSE);
  return opened;
}

/* Still unanswered after a third of a second? Takes nothing; the socket goes on trying. */
static gboolean
is_unanswered (GSocket *caller, GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) late = NULL;

  if (!g_socket_connect (caller, address, NULL, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  return !g_socket_condition_timed_wait (caller, G_IO_OUT, G_USEC_PER_SEC / 3, NULL, &late);
}

static void
silence_begin (Silence *self, guint port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("::1", port);
  g_autoptr (GSocket) probe = open_socket ();
  g_autoptr (GError) error = NULL;

  self->listener = open_socket ();
  g_socket_bind (self->listener, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_listen_backlog (self->listener, 0);
  g_socket_listen (self->listener, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (self->waiting); i++)
    {
      self->waiting[i] = open_socket ();
      is_unanswered (self->waiting[i], address);
    }
  g_assert_true (is_unanswered (probe, address));
}

static void
silence_end (Silence *self)
{
  g_clear_object (&self->listener);
  for (guint i = 0; i < G_N_ELEMENTS (self->waiting); i++)
    g_clear_object (&self->waiting[i]);
}

static void
test_silent_ipv6 (void)
{
  g_autoptr (DepotTestServer) server = depot_test_server_new ();
  g_autoptr (DepotCloud) cloud = depot_test_server_dup_cloud (server);
  g_autoptr (DepotClock) clock = depot_clock_new (1);
  g_autoptr (DepotAzureClient) client = depot_azure_client_new (cloud, clock, NULL);
  g_autoptr (DepotTestTokens) tokens = depot_test_tokens_new ();
  g_autofree char *url = depot_test_server_dup_url (server, "/x");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  Silence silence;

  silence_begin (&silence, depot_test_server_get_port (server));
  depot_test_server_say_json (server, "GET /x", "{}");
  depot_azure_client_send_async (client,
                                 DEPOT_TOKEN_SOURCE (tokens),
                                 depot_azure_request_new ("GET", url),
                                 NULL,
                                 depot_test_keep_result,
                                 &result);
  reply = depot_azure_client_send_finish (client, depot_test_result (result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count (server), ==, 1);
  silence_end (&silence);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/azure/families/silent-ipv6", test_silent_ipv6);
  return g_test_run ();
}
