/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way out to Azure: adds token, client request id and time-outs, retries what may be
 * retried (408, 429, 5xx and broken connections, honouring Retry-After), answers a claims challenge
 * once, caps and checks the reply, and turns failures into DEPOT_ERROR with Azure's words. Refuses
 * hosts that are not the environment's own and never follows a redirect with a token. Main thread;
 * one per environment, owned by the house.
 */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "depot-clock.h"
#include "depot-cloud.h"
#include "depot-token-source.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_AZURE_CLIENT (depot_azure_client_get_type ())
G_DECLARE_FINAL_TYPE (DepotAzureClient, depot_azure_client, DEPOT, AZURE_CLIENT, GObject)

/* proxy: NULL = the desktop's. */
DepotAzureClient *
depot_azure_client_new (DepotCloud *cloud, DepotClock *clock, GProxyResolver *proxy);
DepotCloud *depot_azure_client_get_cloud (DepotAzureClient *self);
SoupSession *depot_azure_client_get_session (DepotAzureClient *self);
DepotClock *depot_azure_client_get_clock (DepotAzureClient *self);
/* Clock skew against Azure's Date header, seconds (positive: our clock is ahead); 0 before the
 * first answer. */
gint depot_azure_client_get_skew_seconds (DepotAzureClient *self);
/* One redacted line per try, "PUT https://… 201, 312 ms, request id …", for the service log. */
typedef void (*DepotAzureClientLog) (const char *line, gpointer data);
void depot_azure_client_set_log (DepotAzureClient *self,
                                 DepotAzureClientLog log,
                                 gpointer data,
                                 GDestroyNotify destroy);

/* A request, filled in by the service files. All strings are copied. */
typedef struct _DepotAzureRequest DepotAzureRequest;
DepotAzureRequest *depot_azure_request_new (const char *method, const char *url);
void depot_azure_request_set_scope (DepotAzureRequest *self,
                                    const char *scope); /* NULL: no token */
void depot_azure_request_set_json (DepotAzureRequest *self, JsonObject *body);
void
depot_azure_request_set_bytes (DepotAzureRequest *self, const char *content_type, GBytes *body);
/* A body with a secret in it; wiped after sending, never logged. */
void depot_azure_request_set_secret (DepotAzureRequest *self,
                                     const char *content_type,
                                     DepotSecretBytes *body);
/* A client certificate in place of a token: the connection is opened with it and used once, so that
 * nothing else goes out under this identity. */
void depot_azure_request_set_certificate (DepotAzureRequest *self, GTlsCertificate *certificate);
void depot_azure_request_set_header (DepotAzureRequest *self, const char *name, const char *value);
/* Statuses besides 2xx that are answers, not errors (e.g. 404 for "exists?"). */
void depot_azure_request_accept (DepotAzureRequest *self, guint status);
/* A POST that asks a question or may be done twice: tried again like a GET. */
void depot_azure_request_set_repeatable (DepotAzureRequest *self);
void depot_azure_request_free (DepotAzureRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotAzureRequest, depot_azure_request_free)

typedef struct
{
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;     /* whole, capped */
  JsonObject *json; /* parsed when the answer is JSON and an object, else NULL */
  char *request_id; /* x-ms-request-id */
  char
      *async_url; /* Azure-AsyncOperation, else NULL; checked to be on the environment's own host */
  char *location_url;
  double retry_after_seconds; /* -1: none */
} DepotAzureReply;

void depot_azure_reply_free (DepotAzureReply *reply);
/* The object where one is expected: UNEXPECTED_REPLY or CAPTIVE_PORTAL when there is none.
 * Borrowed. */
JsonObject *depot_azure_reply_get_json (const DepotAzureReply *reply, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotAzureReply, depot_azure_reply_free)

/* Takes the request. */
void depot_azure_client_send_async (DepotAzureClient *self,
                                    DepotTokenSource *tokens,
                                    DepotAzureRequest *request,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
DepotAzureReply *
depot_azure_client_send_finish (DepotAzureClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
