/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers nobody should believe: each is refused, and the sentence says which flaw it has and what
 * to do about it. */
#include "config.h"

#include <string.h>

#include <gnutls/gnutls.h>

#include "depot-azure-client.h"
#include "depot-error.h"
#include "depot-test-server.h"
#include "depot-test-tokens.h"
#include "depot-test-wait.h"
#include "depot-tls.h"
#include "depot-trust.h"

/* Tries of a broken connection follow each other at once. */
#define SPEED 600.0
#define LIST_MARK "-----BEGIN X509 CRL-----"

/* What one GET to the environment ends with. */
static GError *
ask (DepotCloud *cloud, GCancellable *cancellable)
{
  g_autoptr (DepotClock) clock = depot_clock_new (SPEED);
  g_autoptr (DepotAzureClient) client = depot_azure_client_new (cloud, clock, NULL);
  g_autoptr (DepotTestTokens) tokens = depot_test_tokens_new ();
  g_autofree char *url = g_strconcat (depot_cloud_get_arm (cloud), "/x", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DepotAzureReply) reply = NULL;
  GError *error = NULL;

  depot_azure_client_send_async (client,
                                 DEPOT_TOKEN_SOURCE (tokens),
                                 depot_azure_request_new ("GET", url),
                                 cancellable,
                                 depot_test_keep_result,
                                 &result);
  reply = depot_azure_client_send_finish (client, depot_test_result (result), &error);
  g_assert_true ((reply == NULL) == (error != NULL));
  if (error != NULL)
    g_test_message ("%s", error->message);
  return error;
}

/* ---- a server that gets no further than the handshake ---- */

typedef struct
{
  const char *name;
  const char *pem;      /* what it shows */
  const char *priority; /* of GnuTLS; NULL: answers with these bytes and closes */
  const char *bytes;
  gsize length;
  int code;
  const char *words;
} Handshake;

static void
shake_hands (GSocketConnection *connection, const Handshake *handshake)
{
  gnutls_certificate_credentials_t credentials;
  gnutls_datum_t datum
      = { (unsigned char *) handshake->pem, (unsigned int) strlen (handshake->pem) };
  gnutls_session_t session;
  int done;

  gnutls_certificate_allocate_credentials (&credentials);
  g_assert_cmpint (
      gnutls_certificate_set_x509_key_mem (credentials, &datum, &datum, GNUTLS_X509_FMT_PEM),
      >=,
      0);
  gnutls_init (&session, GNUTLS_SERVER);
  g_assert_cmpint (gnutls_priority_set_direct (session, handshake->priority, NULL), ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, g_socket_get_fd (g_socket_connection_get_socket (connection)));
  gnutls_handshake_set_timeout (session, 5000);
  do
    done = gnutls_handshake (session);
  while (done < 0 && gnutls_error_is_fatal (done) == 0);
  if (done < 0)
    gnutls_alert_send_appropriate (session, done);
  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);
}

static gboolean
on_hand_held_out (GThreadedSocketService *service,
                  GSocketConnection *connection,
                  GObject *source,
                  gpointer data)
{
  const Handshake *handshake = data;
  char asked[4096];

  if (handshake->priority != NULL)
    {
      shake_hands (connection, handshake);
      return TRUE;
    }
  g_input_stream_read (
      g_io_stream_get_input_stream (G_IO_STREAM (connection)), asked, sizeof asked, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             handshake->bytes,
                             handshake->length,
                             NULL,
                             NULL,
                             NULL);
  return TRUE;
}

/* anchor: whose certificate is trusted */
static GError *
ask_hand_shaker (const Handshake *handshake, DepotTestServer *anchor)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autoptr (DepotCloud) cloud = depot_test_server_dup_cloud_at (anchor, port);
  GError *error;

  g_signal_connect (service, "run", G_CALLBACK (on_hand_held_out), (gpointer) handshake);
  error = ask (cloud, NULL);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  return error;
}

static GError *
ask_shower (DepotTestServer *shown, DepotTestServer *anchor)
{
  Handshake handshake = { .pem = depot_test_server_get_pem (shown), .priority = "NORMAL" };

  return ask_hand_shaker (&handshake, anchor);
}

/* ---- certificates ---- */

typedef struct
{
  DepotTestCertificate plan;
  gboolean is_trusted; /* its issuer */
  const char *flaw, *remedy;
} Bad;

static void
test_certificates (void)
{
  static const Bad rows[] = {
    { { .begins = -30, .ends = -2 }, TRUE, "it has expired", "date and time" },
    { { .begins = 2, .ends = 30 }, TRUE, "it is not valid yet", "date and time" },
    { { .host = "fabrikam.com" }, TRUE, "it belongs to another host name", "DNS" },
    { { .host = "blob.localhost" }, TRUE, "it belongs to another host name", "DNS" },
    { { .is_named_in_subject_only = TRUE }, TRUE, "it belongs to another host name", "DNS" },
    { { .rsa_bits = 1024 }, TRUE, "its key or its signature is too weak", "owner" },
    { { .issuer = "Wallace Falls CA", .is_signed_with_sha1 = TRUE },
      TRUE,
      "its key or its signature is too weak",
      "owner" },
    { { 0 }, FALSE, "it is signed by itself and not trusted", "add its authority" },
    { { .issuer = "Wallace Falls CA" }, FALSE, "its issuer is not trusted", "add its authority" },
    { { .issuer = "Wallace Falls CA" }, FALSE, "(issuer: CN=Wallace Falls CA)", "proxy" },
    { { .issuer = "Wallace Falls CA", .begins = -30, .ends = -2 },
      FALSE,
      "its issuer is not trusted by this computer, it has expired",
      "add its authority" },
  };
  /* a namesake of the issuer would be another flaw: a signature that does not fit */
  static const DepotTestCertificate stranger = { .host = "granitefalls.fabrikam.com" };
  g_autoptr (DepotTestServer) other = depot_test_server_new_showing (&stranger);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotTestServer) server = depot_test_server_new_showing (&rows[i].plan);
      g_autoptr (GError) error = ask_shower (server, rows[i].is_trusted ? server : other);

      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_TLS);
      g_assert_nonnull (strstr (error->message, "localhost"));
      g_assert_nonnull (strstr (error->message, rows[i].flaw));
      g_assert_nonnull (strstr (error->message, rows[i].remedy));
    }
}

/* By a list an admin has put beside the authority; without the list the same certificate will do.
 */
static void
test_revoked (void)
{
  static const DepotTestCertificate plan = { .is_revoked = TRUE };
  g_autoptr (DepotTestServer) server = depot_test_server_new_showing (&plan);
  g_autofree char *url = depot_test_server_dup_url (server, "");
  g_autofree char *pem = g_strdup (depot_test_server_get_pem (server));
  g_autoptr (DepotCloud) warned = depot_cloud_new_stranger (url, pem);
  g_autoptr (DepotCloud) unaware = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;

  *strstr (pem, LIST_MARK) = '\0';
  unaware = depot_cloud_new_stranger (url, pem);
  depot_test_server_say_json (server, "GET /x", "{}");
  error = ask (warned, NULL);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "it was revoked"));
  g_assert_nonnull (strstr (error->message, "owner"));
  none = ask (unaware, NULL);
  g_assert_no_error (none);
  g_assert_cmpuint (depot_test_server_count (server), ==, 1);
}

static void
test_broken_list (void)
{
  static const DepotTestCertificate plan = { .is_revoked = TRUE };
  g_autofree char *pem = depot_test_certificate_dup_pem (&plan);
  char *list = strstr (pem, LIST_MARK);
  g_autoptr (GTlsDatabase) good = depot_trust_new (NULL, pem, NULL);
  g_autoptr (GTlsDatabase) bad = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (good);
  memset (strchr (list, '\n') + 1, 'A', 40);
  bad = depot_trust_new (NULL, pem, &error);
  g_assert_null (bad);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "revoked"));
}

/* ---- handshakes ---- */

#define ALERT "\x15\x03\x03\x00\x02\x02\x28"
#define HALF_HELLO "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"

static void
test_handshakes (void)
{
  g_autofree char *garbage = g_strnfill (64 * 1024, 'g');
  g_autoptr (DepotTestServer) believed = depot_test_server_new ();
  Handshake rows[] = {
    { .name = "TLS 1.1 only",
      .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.1",
      .code = DEPOT_ERROR_TLS,
      .words = "no TLS newer than 1.1" },
    { .name = "TLS 1.0 only",
      .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.0",
      .code = DEPOT_ERROR_TLS,
      .words = "no TLS newer than 1.1" },
    { .name = "old ciphers only",
      .priority = "NONE:+VERS-TLS1.2:+3DES-CBC:+ARCFOUR-128:+RSA:+SHA1:+MD5:+COMP-NULL:+SIGN-ALL",
      .code = DEPOT_ERROR_TLS,
      .words = "localhost" },
    { .name = "alert",
      .bytes = ALERT,
      .length = sizeof ALERT - 1,
      .code = DEPOT_ERROR_TLS,
      .words = "found no secure way" },
    { .name = "closed at once",
      .bytes = "",
      .code = DEPOT_ERROR_NOT_REACHABLE,
      .words = "ended before it was secure" },
    { .name = "cut in the hello",
      .bytes = HALF_HELLO,
      .length = sizeof HALF_HELLO - 1,
      .code = DEPOT_ERROR_NOT_REACHABLE,
      .words = "ended before it was secure" },
    { .name = "garbage",
      .bytes = garbage,
      .length = 64 * 1024,
      .code = DEPOT_ERROR_TLS,
      .words = "found no secure way" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].name);
      rows[i].pem = depot_test_server_get_pem (believed);
      error = ask_hand_shaker (&rows[i], believed);
      g_assert_error (error, DEPOT_ERROR, rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].words));
    }
}

/* The good one, so that the refusals above mean something. */
static void
test_accepted (void)
{
  g_autoptr (DepotTestServer) server = depot_test_server_new ();
  g_autoptr (DepotCloud) cloud = depot_test_server_dup_cloud (server);
  g_autoptr (GError) error = NULL;

  depot_test_server_say_json (server, "GET /x", "{}");
  error = ask (cloud, NULL);
  g_assert_no_error (error);
  g_assert_cmpuint (depot_test_server_count (server), ==, 1);
}

int
main (int argc, char **argv)
{
  depot_tls_refuse_old_versions ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/azure/tls/accepted", test_accepted);
  g_test_add_func ("/azure/tls/certificates", test_certificates);
  g_test_add_func ("/azure/tls/revoked", test_revoked);
  g_test_add_func ("/azure/tls/broken-list", test_broken_list);
  g_test_add_func ("/azure/tls/handshakes", test_handshakes);
  return g_test_run ();
}
