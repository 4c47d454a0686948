/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one request, top to bottom: wait until the host may be asked, ask for a token, send,
 * read, judge; then be done, or come back to the top with a new token or after a pause.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "depot-azure-allowance.h"
#include "depot-azure-body.h"
#include "depot-azure-client-private.h"
#include "depot-azure-error.h"
#include "depot-azure-reply-private.h"
#include "depot-azure-url.h"
#include "depot-backoff.h"
#include "depot-challenge.h"
#include "depot-fault.h"
#include "depot-json.h"
#include "depot-proxy.h"
#include "depot-storage-key.h"

/* A proxy is asked without a password, then with it; a kept connection may have been closed. After
 * that libsoup would offer a refused password for ever. */
#define MAX_CONNECTIONS_PER_TRY 3

typedef struct
{
  DepotTokenSource *tokens;
  DepotAzureRequest *request;
  DepotBackoff backoff;
  char *host, *client_request_id, *claims;
  gboolean was_refused, was_challenged, is_refused;
  guint broken_tries;
  /* the running try */
  SoupMessage *message;
  DepotAzureBody *body;
  GCancellable *attempt;
  gulong cancel_id;
  guint limit_id;
  gboolean is_over_limit, is_shut_out, has_left;
  guint connections;
  gint64 started_us;
} Send;

static void
end_try (GTask *task)
{
  Send *send = g_task_get_task_data (task);

  g_clear_handle_id (&send->limit_id, g_source_remove);
  g_cancellable_disconnect (g_task_get_cancellable (task), send->cancel_id);
  send->cancel_id = 0;
  if (send->message != NULL)
    g_signal_handlers_disconnect_by_data (send->message, send);
  g_clear_object (&send->message);
  g_clear_object (&send->attempt);
  g_clear_pointer (&send->body, depot_azure_body_free);
}

static void
send_free (gpointer data)
{
  Send *send = data;

  g_clear_object (&send->tokens);
  depot_azure_request_free (send->request);
  g_free (send->host);
  g_free (send->client_request_id);
  g_free (send->claims);
  g_free (send);
}

static void
fail (GTask *task, GError *error)
{
  end_try (task);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void wait_for_host (GTask *task, double seconds);

/* Gives up by returning FALSE when no try is left. */
static gboolean
try_later (GTask *task, double retry_after_seconds)
{
  Send *send = g_task_get_task_data (task);
  double pause = depot_backoff_next (&send->backoff, retry_after_seconds, g_random_double ());

  if (pause < 0)
    return FALSE;
  g_debug ("Trying %s again in %.1f s", send->request->url, pause);
  end_try (task);
  wait_for_host (task, pause);
  return TRUE;
}

/* A refusal of the proxy, where the proxy keeps its connection. */
static gboolean
is_unending (Send *send, const GError *cause)
{
  return !send->has_left
         && g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_RESTARTS);
}

/* Nothing of an answer came, or only a part of it. Takes error. */
static void
connection_broke (GTask *task, GError *error)
{
  Send *send = g_task_get_task_data (task);
  DepotAzureClient *self = g_task_get_source_object (task);
  g_autoptr (GError) cause = error;
  g_autoptr (GError) told = NULL;
  gboolean may_pass;

  depot_azure_client_note_answer (self, send->message, send->started_us, cause);
  if (g_task_return_error_if_cancelled (task))
    {
      end_try (task);
      g_object_unref (task);
      return;
    }
  if (send->is_over_limit)
    told = depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                            _ ("Azure did not finish its answer in time"));
  else if (send->is_shut_out || is_unending (send, cause))
    told = depot_proxy_refusal_new (SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED);
  else
    told = depot_azure_error_from_transport (cause, send->message);
  may_pass = told->code == DEPOT_ERROR_NOT_REACHABLE
             && depot_azure_request_may_repeat (send->request)
             && ++send->broken_tries < DEPOT_AZURE_MAX_BROKEN_TRIES;
  if (!may_pass || !try_later (task, -1))
    fail (task, g_steal_pointer (&told));
}

/* TRUE: the answer was "later", and later it will be. */
static gboolean
obey_pause (GTask *task, const DepotAzureReply *reply)
{
  Send *send = g_task_get_task_data (task);
  DepotAzureGate *gate = depot_azure_client_get_gate (g_task_get_source_object (task));

  if (!depot_azure_status_is_passing (reply->status)
      || depot_azure_request_accepts (send->request, reply->status))
    return FALSE;
  if (reply->retry_after_seconds > 0 && (reply->status == 429 || reply->status == 503))
    depot_azure_gate_close (gate, send->host, reply->retry_after_seconds);
  /* A throttled request was not looked at: even a POST may go again. */
  if (!depot_azure_request_may_repeat (send->request) && reply->status != 429)
    return FALSE;
  return try_later (task, reply->retry_after_seconds);
}

/* TRUE: asks once more, with what the challenge wants or with a fresh token. */
static gboolean
obey_challenge (GTask *task, const DepotAzureReply *reply)
{
  Send *send = g_task_get_task_data (task);
  g_autofree char *claims = NULL;

  if (reply->status != 401 || send->request->scope == NULL)
    return FALSE;
  claims = depot_challenge_dup_claims (reply->headers);
  if (claims != NULL ? send->was_challenged : send->was_refused)
    return FALSE;
  if (claims != NULL)
    send->was_challenged = TRUE;
  else
    send->was_refused = send->is_refused = TRUE;
  g_set_str (&send->claims, claims);
  end_try (task);
  wait_for_host (task, 0);
  return TRUE;
}

static GError *
error_of_answer (Send *send, const DepotAzureReply *reply)
{
  g_autofree char *claims
      = reply->status == 401 ? depot_challenge_dup_claims (reply->headers) : NULL;
  GError *error;

  if (claims == NULL)
    return depot_azure_error_from_reply (reply);
  error
      = depot_error_new (DEPOT_ERROR_SECOND_FACTOR_NEEDED,
                         _ ("Azure asks for a second factor before it lets you change resources"));
  depot_error_set_azure (error, NULL, NULL, reply->request_id);
  depot_error_set_claims (error, claims);
  return error;
}

static void
heed_count_down (GTask *task, const DepotAzureReply *reply)
{
  Send *send = g_task_get_task_data (task);
  DepotAzureGate *gate = depot_azure_client_get_gate (g_task_get_source_object (task));
  double seconds = depot_azure_allowance_get_silence (reply->headers);

  if (seconds > 0)
    depot_azure_gate_close (gate, send->host, seconds);
}

static void
judge_answer (GTask *task, GBytes *body)
{
  Send *send = g_task_get_task_data (task);
  DepotAzureClient *self = g_task_get_source_object (task);
  g_autoptr (DepotAzureReply) reply = NULL;
  GError *error = NULL;

  depot_azure_client_note_answer (self, send->message, send->started_us, NULL);
  if (!send->has_left)
    {
      fail (task, depot_proxy_refusal_new (soup_message_get_status (send->message)));
      return;
    }
  reply = depot_azure_reply_new (depot_azure_client_get_cloud (self),
                                 send->request,
                                 soup_message_get_status (send->message),
                                 soup_message_get_response_headers (send->message),
                                 body,
                                 depot_clock_now (depot_azure_client_get_clock (self)),
                                 &error);
  depot_fault_point ("reply-read");
  if (reply != NULL)
    heed_count_down (task, reply);
  if (reply == NULL)
    fail (task, error);
  else if (obey_pause (task, reply) || obey_challenge (task, reply))
    return;
  else if (!depot_azure_request_accepts (send->request, reply->status))
    fail (task, error_of_answer (send, reply));
  else
    {
      end_try (task);
      g_task_return_pointer (
          task, g_steal_pointer (&reply), (GDestroyNotify) depot_azure_reply_free);
      g_object_unref (task);
    }
}

static void
body_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) body = depot_azure_body_read_finish (send->body, result, &error);

  if (body != NULL)
    judge_answer (task, body);
  else if (error->domain == DEPOT_ERROR)
    fail (task, error);
  else
    connection_broke (task, error);
}

static void
answer_began (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GInputStream) stream
      = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream == NULL)
    {
      connection_broke (task, error);
      return;
    }
  send->body = depot_azure_body_new (DEPOT_JSON_MAX_BYTES);
  depot_azure_body_read_async (send->body, stream, send->attempt, body_read, task);
}

static gboolean
on_limit_reached (gpointer data)
{
  Send *send = g_task_get_task_data (data);

  send->limit_id = 0;
  send->is_over_limit = TRUE;
  g_cancellable_cancel (send->attempt);
  return G_SOURCE_REMOVE;
}

/* Never said of a request that got no further than the proxy. */
static void
on_request_leaves (SoupMessage *message, gpointer data)
{
  Send *send = data;

  send->has_left = TRUE;
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  Send *send = data;

  if (event != G_SOCKET_CLIENT_CONNECTED || ++send->connections <= MAX_CONNECTIONS_PER_TRY)
    return;
  send->is_shut_out = TRUE;
  g_cancellable_cancel (send->attempt);
}

static void
on_request_sent (SoupMessage *message, gpointer data)
{
  depot_fault_point ("request-sent");
}

static void
on_cancelled (GCancellable *cancellable, gpointer attempt)
{
  g_cancellable_cancel (attempt);
}

static void
bound_try (GTask *task)
{
  Send *send = g_task_get_task_data (task);

  send->attempt = g_cancellable_new ();
  send->is_over_limit = FALSE;
  send->limit_id = g_timeout_add_seconds (
      depot_azure_client_get_limit_seconds (g_task_get_source_object (task)),
      on_limit_reached,
      task);
  if (g_task_get_cancellable (task) != NULL)
    send->cancel_id = g_cancellable_connect (g_task_get_cancellable (task),
                                             G_CALLBACK (on_cancelled),
                                             g_object_ref (send->attempt),
                                             g_object_unref);
}

static void
send_message (GTask *task, DepotSecretBytes *token)
{
  Send *send = g_task_get_task_data (task);
  DepotAzureClient *self = g_task_get_source_object (task);
  SoupMessageHeaders *headers;

  send->message = depot_azure_request_to_message (send->request);
  headers = soup_message_get_request_headers (send->message);
  soup_message_headers_replace (headers, "x-ms-client-request-id", send->client_request_id);
  if (token != NULL)
    {
      char *value = g_strconcat ("Bearer ", depot_secret_bytes_peek_text (token), NULL);

      soup_message_headers_replace (headers, "Authorization", value);
      depot_secret_free_text (value);
    }
  send->has_left = send->is_shut_out = FALSE;
  send->connections = 0;
  g_signal_connect (send->message, "network-event", G_CALLBACK (on_network_event), send);
  g_signal_connect (send->message, "wrote-headers", G_CALLBACK (on_request_leaves), send);
  if (send->tokens != NULL && DEPOT_IS_STORAGE_KEY (send->tokens))
    depot_storage_key_sign (DEPOT_STORAGE_KEY (send->tokens),
                            send->message,
                            send->request->body != NULL ? g_bytes_get_size (send->request->body)
                                                        : 0,
                            depot_clock_now (depot_azure_client_get_clock (self)));
  g_signal_connect (send->message, "wrote-body", G_CALLBACK (on_request_sent), NULL);
  send->started_us = g_get_monotonic_time ();
  bound_try (task);
  soup_session_send_async (depot_azure_client_get_session (self),
                           send->message,
                           G_PRIORITY_DEFAULT,
                           send->attempt,
                           answer_began,
                           task);
}

static void
token_came (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) token
      = depot_token_source_get_token_finish (DEPOT_TOKEN_SOURCE (source), result, &error);

  if (token == NULL)
    {
      if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED)
          && depot_error_get_claims (error) == NULL)
        depot_error_set_claims (error, send->claims);
      fail (task, error);
      return;
    }
  g_clear_pointer (&send->claims, g_free);
  send->is_refused = FALSE;
  send_message (task, token);
}

static void
host_is_free (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!depot_azure_gate_wait_finish (DEPOT_AZURE_GATE (source), result, &error))
    fail (task, depot_error_from_any (error));
  else if (send->request->scope == NULL || send->tokens == NULL
           || DEPOT_IS_STORAGE_KEY (send->tokens))
    send_message (task, NULL);
  else
    depot_token_source_get_token_async (send->tokens,
                                        send->request->scope,
                                        send->is_refused,
                                        send->claims,
                                        g_task_get_cancellable (task),
                                        token_came,
                                        task);
}

static void
wait_for_host (GTask *task, double seconds)
{
  Send *send = g_task_get_task_data (task);

  depot_azure_gate_wait_async (depot_azure_client_get_gate (g_task_get_source_object (task)),
                               send->host,
                               seconds,
                               g_task_get_cancellable (task),
                               host_is_free,
                               task);
}

void
depot_azure_client_send_async (DepotAzureClient *self,
                               DepotTokenSource *tokens,
                               DepotAzureRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Send *send = g_new0 (Send, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, depot_azure_client_send_async);
  send->request = request;
  send->backoff.max_tries = DEPOT_AZURE_MAX_TRIES;
  send->host = depot_azure_url_dup_host (request->url);
  send->client_request_id = g_uuid_string_random ();
  g_set_object (&send->tokens, tokens);
  g_task_set_task_data (task, send, send_free);
  if (!depot_azure_url_check (depot_azure_client_get_cloud (self), request->url, "URL", &error)
      || !depot_azure_client_prepare (self, &error))
    fail (task, error);
  else
    wait_for_host (task, 0);
}

DepotAzureReply *
depot_azure_client_send_finish (DepotAzureClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;
  DepotAzureReply *reply = g_task_propagate_pointer (G_TASK (result), &cause);

  if (reply == NULL)
    g_propagate_error (error, depot_error_from_any (cause));
  return reply;
}
