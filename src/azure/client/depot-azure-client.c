/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-client-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-redact.h"
#include "depot-trust.h"

#define IDLE_SECONDS 60
/* The idle limit does not end an answer that drips byte by byte. Real time: a clock turned faster
 * for a test makes no network faster. */
#define TRY_LIMIT_SECONDS 300
#define MAX_CONNECTIONS_PER_HOST 8

struct _DepotAzureClient
{
  GObject parent_instance;

  DepotCloud *cloud;
  DepotClock *clock;
  DepotAzureGate *gate;
  SoupSession *session;
  gboolean has_anchor;
  gint skew_seconds;
  guint limit_seconds;
  DepotAzureClientLog log;
  gpointer log_data;
  GDestroyNotify log_destroy;
};

G_DEFINE_FINAL_TYPE (DepotAzureClient, depot_azure_client, G_TYPE_OBJECT)

DepotAzureGate *
depot_azure_client_get_gate (DepotAzureClient *self)
{
  return self->gate;
}

guint
depot_azure_client_get_limit_seconds (DepotAzureClient *self)
{
  return self->limit_seconds;
}

void
depot_azure_client_set_limit_seconds (DepotAzureClient *self, guint seconds)
{
  self->limit_seconds = seconds;
}

/* Made at the first request: the practice cloud writes its CA only once it runs. */
gboolean
depot_azure_client_prepare (DepotAzureClient *self, GError **error)
{
  const char *ca_file = depot_cloud_get_ca_file (self->cloud);
  const char *ca_pem = depot_cloud_get_ca_pem (self->cloud);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) flaw = NULL;

  if (self->has_anchor)
    return TRUE;
  /* the practice cloud's own authority vouches for it alone; an added one helps the system's */
  database = depot_trust_new (ca_file, ca_file == NULL ? ca_pem : NULL, &flaw);
  if (database == NULL)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_TLS,
                                          _ ("The trust file of %s cannot be read: %s"),
                                          depot_cloud_get_name (self->cloud),
                                          flaw->message));
      return FALSE;
    }
  soup_session_set_tls_database (self->session, database);
  self->has_anchor = TRUE;
  return TRUE;
}

static void
learn_skew (DepotAzureClient *self, SoupMessage *message)
{
  const char *text
      = soup_message_headers_get_one (soup_message_get_response_headers (message), "Date");
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date != NULL)
    self->skew_seconds = (gint) CLAMP (
        depot_clock_now (self->clock) - g_date_time_to_unix (date), G_MININT, G_MAXINT);
}

/* The query may carry names a log should not: only the path is written. */
static char *
describe_try (SoupMessage *message, gint64 started_us, const GError *error)
{
  GUri *uri = soup_message_get_uri (message);
  const char *request_id = soup_message_headers_get_one (
      soup_message_get_response_headers (message), "x-ms-request-id");
  g_autofree char *line = g_strdup_printf ("%s %s://%s%s %u, %d ms, request id %s%s%s",
                                           soup_message_get_method (message),
                                           g_uri_get_scheme (uri),
                                           g_uri_get_host (uri),
                                           g_uri_get_path (uri),
                                           soup_message_get_status (message),
                                           (int) ((g_get_monotonic_time () - started_us) / 1000),
                                           request_id != NULL ? request_id : "none",
                                           error != NULL ? ": " : "",
                                           error != NULL ? error->message : "");

  return depot_redact (line);
}

void
depot_azure_client_note_answer (DepotAzureClient *self,
                                SoupMessage *message,
                                gint64 started_us,
                                const GError *error)
{
  g_autofree char *line = describe_try (message, started_us, error);

  learn_skew (self, message);
  g_debug ("%s", line);
  if (self->log != NULL)
    self->log (line, self->log_data);
}

static void
depot_azure_client_dispose (GObject *object)
{
  DepotAzureClient *self = DEPOT_AZURE_CLIENT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  depot_azure_client_set_log (self, NULL, NULL, NULL);
  g_clear_object (&self->gate);
  g_clear_object (&self->clock);
  g_clear_object (&self->cloud);
  G_OBJECT_CLASS (depot_azure_client_parent_class)->dispose (object);
}

static void
depot_azure_client_class_init (DepotAzureClientClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_azure_client_dispose;
}

static void
depot_azure_client_init (DepotAzureClient *self)
{
  self->limit_seconds = TRY_LIMIT_SECONDS;
}

/* libsoup asks a proxy that keeps its connection after 407 to be led to the proxy itself; on a new
 * connection it asks for the right host. */
static void
on_proxy_answered (SoupMessage *connect, gpointer data)
{
  if (soup_message_get_status (connect) == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    soup_message_headers_replace (
        soup_message_get_response_headers (connect), "Connection", "close");
}

static void
on_request_queued (SoupSession *session, SoupMessage *message, gpointer data)
{
  if (g_strcmp0 (soup_message_get_method (message), SOUP_METHOD_CONNECT) == 0)
    g_signal_connect (message, "got-headers", G_CALLBACK (on_proxy_answered), NULL);
}

static SoupSession *
make_session (GProxyResolver *proxy)
{
  SoupSession *session = soup_session_new_with_options ("timeout",
                                                        IDLE_SECONDS,
                                                        "idle-timeout",
                                                        IDLE_SECONDS,
                                                        "max-conns-per-host",
                                                        MAX_CONNECTIONS_PER_HOST,
                                                        "max-conns",
                                                        4 * MAX_CONNECTIONS_PER_HOST,
                                                        NULL);

  soup_session_set_user_agent (session, "CloudDepot/" VERSION);
  /* Nothing is ever asked for compressed, so the size cap counts what really arrives. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  g_signal_connect (session, "request-queued", G_CALLBACK (on_request_queued), NULL);
  if (proxy != NULL)
    soup_session_set_proxy_resolver (session, proxy);
  return session;
}

DepotAzureClient *
depot_azure_client_new (DepotCloud *cloud, DepotClock *clock, GProxyResolver *proxy)
{
  DepotAzureClient *self = g_object_new (DEPOT_TYPE_AZURE_CLIENT, NULL);

  self->cloud = g_object_ref (cloud);
  self->clock = g_object_ref (clock);
  self->gate = depot_azure_gate_new (clock);
  self->session = make_session (proxy);
  return self;
}

DepotCloud *
depot_azure_client_get_cloud (DepotAzureClient *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_CLIENT (self), NULL);

  return self->cloud;
}

SoupSession *
depot_azure_client_get_session (DepotAzureClient *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_CLIENT (self), NULL);

  return self->session;
}

DepotClock *
depot_azure_client_get_clock (DepotAzureClient *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_CLIENT (self), NULL);

  return self->clock;
}

gint
depot_azure_client_get_skew_seconds (DepotAzureClient *self)
{
  g_return_val_if_fail (DEPOT_IS_AZURE_CLIENT (self), 0);

  return self->skew_seconds;
}

void
depot_azure_client_set_log (DepotAzureClient *self,
                            DepotAzureClientLog log,
                            gpointer data,
                            GDestroyNotify destroy)
{
  g_return_if_fail (DEPOT_IS_AZURE_CLIENT (self));

  if (self->log_destroy != NULL)
    self->log_destroy (self->log_data);
  self->log = log;
  self->log_data = data;
  self->log_destroy = destroy;
}
