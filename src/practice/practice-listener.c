/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-listener.h"

#include <string.h>

#include "practice-fault.h"
#include "practice-json.h"

#define MAX_BODY (8 * 1024 * 1024)
#define MAX_IN_MEMORY (512 * 1024)
#define REQUEST_KEY "practice-request"

struct _PracticeListener
{
  PracticeCloud *cloud;
  PracticeSurface surfaces;
  SoupServer *server;
};

static gboolean
is_loopback_name (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1")
         || g_str_equal (host, "::1");
}

/* 0 when the host is none of ours: a page elsewhere must not reach the cloud by a name of its own.
 */
static PracticeSurface
surfaces_for_host (PracticeListener *self, const char *host)
{
  PracticeSurface named = PRACTICE_SURFACE_BLOB | PRACTICE_SURFACE_VAULT;

  if (host == NULL)
    return 0;
  if (g_str_has_suffix (host, ".blob.localhost"))
    return self->surfaces & PRACTICE_SURFACE_BLOB;
  if (g_str_has_suffix (host, ".vault.localhost"))
    return self->surfaces & PRACTICE_SURFACE_VAULT;
  if (!is_loopback_name (host) && (self->surfaces & PRACTICE_SURFACE_METADATA) == 0)
    return 0;
  return self->surfaces == PRACTICE_SURFACE_BLOB ? self->surfaces : self->surfaces & ~named;
}

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  practice_request_take_chunk (PRACTICE_REQUEST (data), chunk);
}

static void
on_headers (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  PracticeListener *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *host = NULL;
  PracticeSurface surfaces;
  PracticeRequest *request;

  host = g_ascii_strdown (g_uri_get_host (soup_server_message_get_uri (message)) ?: "", -1);
  surfaces = surfaces_for_host (self, host);
  if (surfaces == 0 || strchr (soup_message_headers_get_list (headers, "Host") ?: ",", ',') != NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_MISDIRECTED_REQUEST, NULL);
      return;
    }
  request = practice_request_new (self->cloud, message, surfaces);
  if (surfaces == PRACTICE_SURFACE_BLOB)
    practice_request_set_limit (request, MAX_IN_MEMORY, TRUE);
  else
    practice_request_set_limit (request, MAX_BODY, FALSE);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_object_set_data_full (G_OBJECT (message), REQUEST_KEY, request, g_object_unref);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (on_got_chunk), request, 0);
}

static void
work (PracticeRequest *request)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticeRequest) kept = g_object_ref (request);

  practice_state_begin (practice_cloud_get_state (cloud));
  practice_router_dispatch (practice_cloud_get_router (cloud), request);
  practice_state_commit (practice_cloud_get_state (cloud));
}

/* The message is still paused here; its answer ends that. */
static gboolean
work_after_delay (gpointer data)
{
  work (PRACTICE_REQUEST (data));
  return G_SOURCE_REMOVE;
}

/* The practice cloud's own controls are never hit by its faults. */
static JsonObject *
find_effect (PracticeRequest *request)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *path = practice_request_get_path (request);

  if (path == NULL || g_str_has_prefix (path, "/_practice/"))
    return NULL;
  return practice_scenario_match_request (
      practice_cloud_get_scenario (cloud), practice_request_get_method (request), path);
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer data)
{
  PracticeRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);
  JsonObject *effect;

  if (request == NULL)
    return;
  practice_request_set_surface (request, practice_request_get_surfaces (request));
  if (practice_request_is_too_large (request))
    {
      practice_request_reply_error (request,
                                    SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                    "RequestContentTooLarge",
                                    "The request content is larger than this service takes.");
      return;
    }
  effect = find_effect (request);
  if (effect != NULL && practice_fault_replace_work (request, effect))
    return;
  if (effect != NULL)
    practice_request_set_effect (request, effect);
  if (effect != NULL && practice_fault_get_delay (effect) > 0)
    {
      practice_request_pause (request);
      g_timeout_add_full (G_PRIORITY_DEFAULT,
                          practice_fault_get_delay (effect) * 1000,
                          work_after_delay,
                          request,
                          NULL);
      return;
    }
  work (request);
}

/* A management certificate may be self-signed: who it belongs to is asked at the classic door. */
static gboolean
on_accept_certificate (SoupServerMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer data)
{
  return TRUE;
}

static void
on_request_started (SoupServer *server, SoupServerMessage *message, gpointer data)
{
  g_signal_connect (message, "accept-certificate", G_CALLBACK (on_accept_certificate), NULL);
}

static void
ask_for_certificates (PracticeListener *self)
{
  soup_server_set_tls_auth_mode (self->server, G_TLS_AUTHENTICATION_REQUESTED);
  g_signal_connect (self->server, "request-started", G_CALLBACK (on_request_started), NULL);
}

PracticeListener *
practice_listener_new (PracticeCloud *cloud,
                       PracticeSurface surfaces,
                       guint16 port,
                       GTlsCertificate *certificate,
                       GError **error)
{
  PracticeListener *self = g_new0 (PracticeListener, 1);
  SoupServerListenOptions options = certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;

  self->cloud = cloud;
  self->surfaces = surfaces;
  /* Paths as sent: decoding them is the business of each service, and once is enough. */
  self->server = soup_server_new ("server-header", "PracticeCloud/1.0 ", "raw-paths", TRUE, NULL);
  if (certificate != NULL)
    soup_server_set_tls_certificate (self->server, certificate);
  if (surfaces & PRACTICE_SURFACE_CLASSIC)
    ask_for_certificates (self);
  soup_server_add_early_handler (self->server, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  if (!soup_server_listen_local (self->server, port, options, error))
    {
      practice_listener_free (self);
      return NULL;
    }
  return self;
}

void
practice_listener_free (PracticeListener *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_free (self);
}
