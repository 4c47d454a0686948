/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the service answer, and with which certificate? Goes straight to an address, because the
 * public name may not exist yet, and trusts nothing: the caller compares the thumbprint.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-certificate.h"
#include "depot-data-plane.h"
#include "depot-edge-answer.h"
#include "depot-tunnel.h"

#define IDLE_SECONDS 10
#define LIMIT_SECONDS 30

typedef struct
{
  char *service_fqdn;
  GSocketClient *client;
  GSocketConnectable *target;
  DepotTunnel *tunnel;
  GSocketConnection *socket;
  GIOStream *tls;
  DepotEdgeProbe *probe;
  GCancellable *limit;
  gulong cancel_id;
  guint limit_id;
  char *request;
  gsize length;
  char answer[DEPOT_EDGE_ANSWER_MAX_BYTES];
} Probing;

void
depot_edge_probe_free (DepotEdgeProbe *probe)
{
  g_free (probe->thumbprint);
  g_free (probe->body);
  g_free (probe);
}

static void
probing_free (gpointer data)
{
  Probing *probing = data;

  g_clear_handle_id (&probing->limit_id, g_source_remove);
  g_clear_object (&probing->limit);
  g_clear_object (&probing->client);
  g_clear_object (&probing->target);
  g_clear_pointer (&probing->tunnel, depot_tunnel_free);
  g_clear_object (&probing->tls);
  g_clear_object (&probing->socket);
  g_clear_pointer (&probing->probe, depot_edge_probe_free);
  g_free (probing->service_fqdn);
  g_free (probing->request);
  g_free (probing);
}

static void
end (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);

  g_clear_handle_id (&probing->limit_id, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), probing->cancel_id);
  probing->cancel_id = 0;
  if (probing->tls != NULL)
    g_io_stream_close_async (probing->tls, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

/* Takes error. */
static void
fail (GTask *task, GError *error)
{
  g_autoptr (GError) cause = error;

  end (task);
  if (g_task_return_error_if_cancelled (task))
    ;
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (
        task,
        depot_error_new (DEPOT_ERROR_NOT_REACHABLE, _ ("The service did not answer in time")));
  else
    g_task_return_error (task, depot_error_from_any (cause));
  g_object_unref (task);
}

static void
succeed (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);

  end (task);
  g_task_return_pointer (
      task, g_steal_pointer (&probing->probe), (GDestroyNotify) depot_edge_probe_free);
  g_object_unref (task);
}

static void read_more (GTask *task);

static void
some_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Probing *probing = g_task_get_task_data (task);
  GError *error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (length > 0)
    {
      probing->length += length;
      if (probing->length < sizeof probing->answer)
        read_more (task);
      else
        fail (task,
              depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                               _ ("The answer of the service is too long")));
    }
  else if (length < 0
           || !depot_edge_answer_read (probing->answer, probing->length, probing->probe, &error))
    fail (task, error);
  else
    succeed (task);
}

static void
read_more (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);

  g_input_stream_read_async (g_io_stream_get_input_stream (probing->tls),
                             probing->answer + probing->length,
                             sizeof probing->answer - probing->length,
                             G_PRIORITY_DEFAULT,
                             probing->limit,
                             some_read,
                             task);
}

static void
request_written (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    read_more (task);
  else
    fail (task, error);
}

static char *
dup_thumbprint (GTlsConnection *tls)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (tls);
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *hex = NULL;

  if (certificate != NULL)
    g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL)
    return NULL;
  hex = g_compute_checksum_for_data (G_CHECKSUM_SHA1, der->data, der->len);
  return g_ascii_strup (hex, -1);
}

static gint64
read_end (GTlsConnection *tls)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (tls);
  g_autoptr (GDateTime) end
      = certificate != NULL ? g_tls_certificate_get_not_valid_after (certificate) : NULL;

  return end != NULL ? g_date_time_to_unix (end) : 0;
}

static void
hands_shaken (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Probing *probing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    {
      fail (task, error);
      return;
    }
  probing->probe = g_new0 (DepotEdgeProbe, 1);
  probing->probe->thumbprint = dup_thumbprint (G_TLS_CONNECTION (source));
  probing->probe->not_after = read_end (G_TLS_CONNECTION (source));
  probing->request = g_strdup_printf ("GET /healthz HTTP/1.1\r\n"
                                      "Host: %s\r\n"
                                      "User-Agent: CloudDepot/" VERSION "\r\n"
                                      "Connection: close\r\n\r\n",
                                      probing->service_fqdn);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (probing->tls),
                                   probing->request,
                                   strlen (probing->request),
                                   G_PRIORITY_DEFAULT,
                                   probing->limit,
                                   request_written,
                                   task);
}

/* No secret is sent, and the caller judges by the thumbprint: any certificate may be shown. */
static gboolean
on_certificate_shown (GTlsConnection *tls,
                      GTlsCertificate *certificate,
                      GTlsCertificateFlags flaws,
                      gpointer data)
{
  return TRUE;
}

static void
shake_hands (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (probing->service_fqdn, 443);
  GError *error = NULL;

  probing->tls = g_tls_client_connection_new (G_IO_STREAM (probing->socket), identity, &error);
  if (probing->tls == NULL)
    {
      fail (task, error);
      return;
    }
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (probing->tls), FALSE);
  g_signal_connect (probing->tls, "accept-certificate", G_CALLBACK (on_certificate_shown), NULL);
  g_tls_connection_handshake_async (
      G_TLS_CONNECTION (probing->tls), G_PRIORITY_DEFAULT, probing->limit, hands_shaken, task);
}

static void connect_to_edge (GTask *task);

static void
tunnel_dug (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Probing *probing = g_task_get_task_data (task);
  GError *error = NULL;

  switch (depot_tunnel_dig_finish (result, &error))
    {
    case DEPOT_TUNNEL_OPEN:
      shake_hands (task);
      break;
    case DEPOT_TUNNEL_AGAIN:
      g_clear_object (&probing->socket);
      connect_to_edge (task);
      break;
    case DEPOT_TUNNEL_SHUT:
    default:
      fail (task, error);
    }
}

static void
connected (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Probing *probing = g_task_get_task_data (task);
  GError *error = NULL;

  probing->socket = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (probing->socket != NULL)
    depot_tunnel_dig_async (probing->tunnel, probing->socket, probing->limit, tunnel_dug, task);
  else
    fail (task, error);
}

static void
connect_to_edge (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);

  g_socket_client_connect_async (probing->client, probing->target, probing->limit, connected, task);
}

static gboolean
on_limit_reached (gpointer data)
{
  Probing *probing = data;

  probing->limit_id = 0;
  g_cancellable_cancel (probing->limit);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer limit)
{
  g_cancellable_cancel (limit);
}

static void
bound (GTask *task, Probing *probing)
{
  probing->limit = g_cancellable_new ();
  probing->limit_id = g_timeout_add_seconds (LIMIT_SECONDS, on_limit_reached, probing);
  if (g_task_get_cancellable (task) != NULL)
    probing->cancel_id = g_cancellable_connect (g_task_get_cancellable (task),
                                                G_CALLBACK (on_cancelled),
                                                g_object_ref (probing->limit),
                                                g_object_unref);
}

void
depot_edge_probe_async (const char *address,
                        guint port,
                        const char *service_fqdn,
                        GProxyResolver *proxy,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autofree char *text = NULL;
  Probing *probing = g_new0 (Probing, 1);

  g_task_set_source_tag (task, depot_edge_probe_async);
  probing->service_fqdn = g_strdup (service_fqdn);
  g_task_set_task_data (task, probing, probing_free);
  if (inet == NULL || port == 0 || port > G_MAXUINT16 || !depot_name_is_host_name (service_fqdn))
    {
      fail (task,
            depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                             _ ("The address of the service is not one that can be asked")));
      return;
    }
  bound (task, probing);
  /* with a scheme, or no proxy that is set for https alone would be found */
  text = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, address, (int) port, "", NULL, NULL);
  probing->target = g_network_address_parse_uri (text, 443, NULL);
  probing->client = depot_tunnel_make_client (proxy, IDLE_SECONDS);
  probing->tunnel = depot_tunnel_new ();
  connect_to_edge (task);
}

DepotEdgeProbe *
depot_edge_probe_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;
  DepotEdgeProbe *probe = g_task_propagate_pointer (G_TASK (result), &cause);

  if (probe == NULL)
    g_propagate_error (error, depot_error_from_any (cause));
  return probe;
}
