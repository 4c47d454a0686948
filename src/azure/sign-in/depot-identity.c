/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-identity.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-azure-url.h"
#include "depot-identity-error.h"
#include "depot-json.h"

#define MAX_TOKEN_BYTES (64 * 1024)

void
depot_identity_endpoints_free (DepotIdentityEndpoints *endpoints)
{
  g_free (endpoints->authorization);
  g_free (endpoints->token);
  g_free (endpoints->issuer);
  g_free (endpoints->device);
  g_free (endpoints);
}

gboolean
depot_identity_is_tenant (const char *tenant)
{
  gsize length = tenant != NULL ? strlen (tenant) : 0;

  if (length == 0 || length > 253 || tenant[0] == '.' || tenant[0] == '-')
    return FALSE;
  return strspn (tenant, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
         == length;
}

/* Does the environment sign in on this very computer, as the practice cloud does? */
static gboolean
is_local (DepotCloud *cloud)
{
  g_autoptr (GUri) authority
      = g_uri_parse (depot_cloud_get_authority (cloud), G_URI_FLAGS_NONE, NULL);

  return authority != NULL && g_strcmp0 (g_uri_get_host (authority), "localhost") == 0;
}

/* A browser needs no trust in such a cloud's CA when its pages are plain loopback ones (RFC 8252,
 * 8.3). */
static gboolean
check_authorization (DepotCloud *cloud, const char *url, GError **error)
{
  if (is_local (cloud) && depot_azure_url_is_loopback_page (url))
    return TRUE;
  return depot_azure_url_check (cloud, url, "authorization_endpoint", error);
}

/* "{tenantid}" stands in the issuer of a document for several tenants. */
static gboolean
check_issuer (DepotCloud *cloud, const char *issuer, GError **error)
{
  g_autoptr (GString) filled = g_string_new (issuer);

  g_string_replace (filled, "{tenantid}", "tenant", 0);
  return depot_azure_url_check (cloud, filled->str, "issuer", error);
}

DepotIdentityEndpoints *
depot_identity_read_endpoints (DepotCloud *cloud, JsonObject *answer, GError **error)
{
  const char *authorization = depot_json_get_string (answer, "authorization_endpoint", error);
  const char *device = depot_json_peek_string (answer, "device_authorization_endpoint");
  const char *token, *issuer;
  DepotIdentityEndpoints *endpoints;

  if (authorization == NULL || !check_authorization (cloud, authorization, error))
    return NULL;
  token = depot_json_get_string (answer, "token_endpoint", error);
  if (token == NULL || !depot_azure_url_check (cloud, token, "token_endpoint", error))
    return NULL;
  issuer = depot_json_get_string (answer, "issuer", error);
  if (issuer == NULL || !check_issuer (cloud, issuer, error))
    return NULL;
  if (device != NULL
      && !depot_azure_url_check (cloud, device, "device_authorization_endpoint", error))
    return NULL;
  endpoints = g_new0 (DepotIdentityEndpoints, 1);
  endpoints->authorization = g_strdup (authorization);
  endpoints->token = g_strdup (token);
  endpoints->issuer = g_strdup (issuer);
  endpoints->device = g_strdup (device);
  return endpoints;
}

/* A wrong tenant is told by the same words as a wrong grant. */
static void
endpoints_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotAzureClient *client = DEPOT_AZURE_CLIENT (source);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply = depot_azure_client_send_finish (client, result, &error);
  DepotIdentityEndpoints *endpoints = NULL;
  JsonObject *answer = reply != NULL ? depot_azure_reply_get_json (reply, &error) : NULL;

  if (answer != NULL && reply->status == 200)
    endpoints
        = depot_identity_read_endpoints (depot_azure_client_get_cloud (client), answer, &error);
  else if (answer != NULL)
    error = json_object_has_member (answer, "error_description")
                ? depot_identity_error_from_answer (answer)
                : depot_azure_error_from_reply (reply);
  if (endpoints != NULL)
    g_task_return_pointer (task, endpoints, (GDestroyNotify) depot_identity_endpoints_free);
  else
    g_task_return_error (task, error);
}

void
depot_identity_discover_async (DepotAzureClient *client,
                               const char *tenant,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotCloud *cloud = depot_azure_client_get_cloud (client);
  g_autofree char *url = NULL;
  DepotAzureRequest *request;

  g_task_set_source_tag (task, depot_identity_discover_async);
  if (!depot_identity_is_tenant (tenant))
    {
      g_task_return_error (task,
                           depot_error_new (DEPOT_ERROR_SIGN_IN_SETTINGS,
                                            _ ("This is not a tenant ID or domain name")));
      g_object_unref (task);
      return;
    }
  if (g_str_equal (depot_cloud_get_identity_provider (cloud), "ADFS"))
    url = depot_azure_url_join (
        depot_cloud_get_authority (cloud), "adfs", ".well-known", "openid-configuration", NULL);
  else
    url = depot_azure_url_join (depot_cloud_get_authority (cloud),
                                tenant,
                                "v2.0",
                                ".well-known",
                                "openid-configuration",
                                NULL);
  request = depot_azure_request_new ("GET", url);
  depot_azure_request_accept (request, 400);
  depot_azure_request_accept (request, 404);
  depot_azure_client_send_async (client, NULL, request, cancellable, endpoints_answered, task);
}

DepotIdentityEndpoints *
depot_identity_discover_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
depot_token_answer_free (DepotTokenAnswer *answer)
{
  g_clear_pointer (&answer->access_token, depot_secret_bytes_unref);
  g_clear_pointer (&answer->refresh_token, depot_secret_bytes_unref);
  g_clear_pointer (&answer->id_token, depot_secret_free_text);
  g_free (answer);
}

/* json-glib keeps its own copy of a string; it is wiped in place because nobody reads it again. */
static DepotSecretBytes *
take_secret (JsonObject *answer, const char *name)
{
  const char *text = depot_json_peek_string (answer, name);
  DepotSecretBytes *secret;

  if (text == NULL || *text == '\0' || strlen (text) > MAX_TOKEN_BYTES)
    return NULL;
  secret = depot_secret_bytes_new_text (text);
  explicit_bzero ((char *) text, strlen (text));
  return secret;
}

/* A token goes into a header: nothing but visible ASCII may be in it. */
static gboolean
is_token (DepotSecretBytes *token)
{
  for (const char *at = depot_secret_bytes_peek_text (token); *at != '\0'; at++)
    if (*at <= ' ' || *at > '~')
      return FALSE;
  return TRUE;
}

DepotTokenAnswer *
depot_identity_read_tokens (JsonObject *answer, GError **error)
{
  g_autoptr (DepotTokenAnswer) tokens = g_new0 (DepotTokenAnswer, 1);

  if (depot_json_get_string (answer, "access_token", error) == NULL
      || !depot_json_get_int (
          answer, "expires_in", 1, 10 * 365 * 86400, &tokens->expires_in_seconds, error))
    return NULL;
  tokens->access_token = take_secret (answer, "access_token");
  tokens->refresh_token = take_secret (answer, "refresh_token");
  tokens->id_token = g_strdup (depot_json_peek_string (answer, "id_token"));
  if (tokens->access_token != NULL && is_token (tokens->access_token))
    return g_steal_pointer (&tokens);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("The access token in the answer is not a token")));
  return NULL;
}

static void
tokens_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  JsonObject *answer = reply != NULL ? depot_azure_reply_get_json (reply, &error) : NULL;
  DepotTokenAnswer *tokens = NULL;

  if (answer != NULL && reply->status == 200)
    tokens = depot_identity_read_tokens (answer, &error);
  else if (answer != NULL)
    error = depot_identity_error_from_answer (answer);
  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) depot_token_answer_free);
  else
    g_task_return_error (task, error);
}

static DepotAzureRequest *
new_form_request (const char *endpoint, DepotTokenForm *form)
{
  DepotAzureRequest *request = depot_azure_request_new ("POST", endpoint);
  g_autoptr (DepotSecretBytes) body = depot_token_form_to_secret (form);

  depot_azure_request_set_secret (request, "application/x-www-form-urlencoded", body);
  depot_azure_request_accept (request, 400);
  depot_azure_request_accept (request, 401);
  depot_azure_request_accept (request, 403);
  return request;
}

void
depot_identity_ask_token_async (DepotAzureClient *client,
                                const char *token_endpoint,
                                DepotTokenForm *form,
                                gboolean repeatable,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = new_form_request (token_endpoint, form);

  g_task_set_source_tag (task, depot_identity_ask_token_async);
  if (repeatable)
    depot_azure_request_set_repeatable (request);
  depot_azure_client_send_async (client, NULL, request, cancellable, tokens_answered, task);
}

DepotTokenAnswer *
depot_identity_ask_token_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
object_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  JsonObject *answer = reply != NULL ? depot_azure_reply_get_json (reply, &error) : NULL;

  if (answer != NULL && reply->status != 200)
    error = depot_identity_error_from_answer (answer);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, json_object_ref (answer), (GDestroyNotify) json_object_unref);
}

void
depot_identity_ask_device_code_async (DepotAzureClient *client,
                                      const char *endpoint,
                                      DepotTokenForm *form,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);

  g_task_set_source_tag (task, depot_identity_ask_device_code_async);
  depot_azure_client_send_async (
      client, NULL, new_form_request (endpoint, form), cancellable, object_answered, task);
}

JsonObject *
depot_identity_ask_device_code_finish (DepotAzureClient *client,
                                       GAsyncResult *result,
                                       GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

DepotAccount *
depot_identity_read_account (DepotAzureClient *client,
                             const DepotIdentityEndpoints *endpoints,
                             const DepotTokenAnswer *answer,
                             const DepotIdTokenRules *asked,
                             GError **error)
{
  DepotIdTokenRules rules = *asked;

  rules.issuer = endpoints->issuer;
  rules.cloud_id = depot_cloud_get_id (depot_azure_client_get_cloud (client));
  rules.now = depot_clock_now (depot_azure_client_get_clock (client))
              - depot_azure_client_get_skew_seconds (client);
  if (answer->refresh_token == NULL || answer->id_token == NULL)
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                          _ ("“%s” is missing in the answer"),
                                          answer->id_token == NULL ? "id_token" : "refresh_token"));
      return NULL;
    }
  return depot_id_token_read (answer->id_token, &rules, error);
}
