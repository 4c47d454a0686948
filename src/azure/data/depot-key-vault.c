/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key vault: certificates and secrets of a service. */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-azure-url.h"
#include "depot-data-plane.h"
#include "depot-json.h"
#include "depot-secret-json.h"

#define VAULT_DATA_VERSION "7.5"
#define SHA1_BYTES 20

static DepotAzureRequest *
make_request (DepotAzureClient *client,
              const char *method,
              const char *vault_uri,
              const char *collection,
              const char *name,
              const char *verb)
{
  DepotCloud *cloud = depot_azure_client_get_cloud (client);
  g_autofree char *base = g_strdup (vault_uri);
  g_autofree char *url = NULL;
  g_autofree char *versioned = NULL;
  DepotAzureRequest *request;

  if (g_str_has_suffix (base, "/"))
    base[strlen (base) - 1] = '\0';
  url = depot_azure_url_join (base, collection, name, verb, NULL);
  versioned = g_strconcat (url, "?api-version=" VAULT_DATA_VERSION, NULL);
  request = depot_azure_request_new (method, versioned);
  depot_azure_request_set_scope (request, depot_cloud_get_vault_scope (cloud));
  return request;
}

/* "x5t" is base64url of the SHA-1; people compare it in hex. */
static char *
read_thumbprint (JsonObject *certificate, GError **error)
{
  const char *x5t = depot_json_get_string (certificate, "x5t", error);
  g_autofree char *padded = NULL;
  g_autofree guchar *digest = NULL;
  GString *hex;
  gsize length;

  if (x5t == NULL)
    return NULL;
  padded = g_strconcat (x5t, &"==="[3 - (4 - strlen (x5t) % 4) % 4], NULL);
  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  digest = g_base64_decode (padded, &length);
  if (length != SHA1_BYTES)
    {
      g_propagate_error (
          error, depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("“x5t” is not a thumbprint")));
      return NULL;
    }
  hex = g_string_new (NULL);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02X", digest[i]);
  return g_string_free_and_steal (hex);
}

static void
certificate_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  JsonObject *certificate = NULL;
  char *thumbprint = NULL;

  if (reply != NULL && reply->status != 404)
    certificate = depot_azure_reply_get_json (reply, &error);
  if (certificate != NULL)
    thumbprint = read_thumbprint (certificate, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, thumbprint, g_free);
}

/* The vault forgets the password; the certificate stays exportable because the edges fetch it. */
static DepotSecretBytes *
make_import_body (DepotSecretBytes *pfx, DepotSecretBytes *password)
{
  static const char policy[] = ",\"policy\":{\"key_props\":{\"exportable\":true},"
                               "\"secret_props\":{\"contentType\":\"application/x-pkcs12\"}},"
                               "\"attributes\":{\"enabled\":true}}";
  g_autoptr (DepotSecretBytes) value = depot_secret_json_base64 (pfx);
  g_autoptr (DepotSecretBytes) head = NULL;

  if (password == NULL)
    return depot_secret_json_quote ("{\"value\":", value, policy);
  head = depot_secret_json_quote ("{\"value\":", value, ",\"pwd\":");
  return depot_secret_json_quote (depot_secret_bytes_peek_text (head), password, policy);
}

void
depot_vault_import_async (DepotAzureClient *client,
                          DepotTokenSource *tokens,
                          const char *vault_uri,
                          const char *name,
                          DepotSecretBytes *pfx,
                          DepotSecretBytes *password,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request
      = make_request (client, "POST", vault_uri, "certificates", name, "import");
  g_autoptr (DepotSecretBytes) body = make_import_body (pfx, password);

  g_task_set_source_tag (task, depot_vault_import_async);
  depot_azure_request_set_secret (request, "application/json", body);
  /* twice the same file is two versions with one thumbprint */
  depot_azure_request_set_repeatable (request);
  depot_azure_client_send_async (client, tokens, request, cancellable, certificate_answered, task);
}

char *
depot_vault_import_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
depot_vault_get_thumbprint_async (DepotAzureClient *client,
                                  DepotTokenSource *tokens,
                                  const char *vault_uri,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "GET", vault_uri, "certificates", name, NULL);

  g_task_set_source_tag (task, depot_vault_get_thumbprint_async);
  depot_azure_request_accept (request, 404);
  depot_azure_client_send_async (client, tokens, request, cancellable, certificate_answered, task);
}

char *
depot_vault_get_thumbprint_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The vault repeats the value in its answers; nobody here needs it. */
static void
wipe_value (const DepotAzureReply *reply)
{
  const char *value = reply->json != NULL ? depot_json_peek_string (reply->json, "value") : NULL;

  if (value != NULL)
    explicit_bzero ((char *) value, strlen (value));
}

static void
secret_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  wipe_value (reply);
  g_task_return_int (task, reply->status != 404);
}

void
depot_vault_set_secret_async (DepotAzureClient *client,
                              DepotTokenSource *tokens,
                              const char *vault_uri,
                              const char *name,
                              DepotSecretBytes *value,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "PUT", vault_uri, "secrets", name, NULL);
  g_autoptr (DepotSecretBytes) body = depot_secret_json_quote ("{\"value\":", value, "}");

  g_task_set_source_tag (task, depot_vault_set_secret_async);
  depot_azure_request_set_secret (request, "application/json", body);
  depot_azure_client_send_async (client, tokens, request, cancellable, secret_answered, task);
}

gboolean
depot_vault_set_secret_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

static void
secret_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  JsonObject *secret = reply != NULL ? depot_azure_reply_get_json (reply, &error) : NULL;
  const char *value = secret != NULL ? depot_json_get_string (secret, "value", &error) : NULL;

  if (value == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (
      task, depot_secret_bytes_new_text (value), (GDestroyNotify) depot_secret_bytes_unref);
  wipe_value (reply);
}

void
depot_vault_get_secret_async (DepotAzureClient *client,
                              DepotTokenSource *tokens,
                              const char *vault_uri,
                              const char *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "GET", vault_uri, "secrets", name, NULL);

  g_task_set_source_tag (task, depot_vault_get_secret_async);
  depot_azure_client_send_async (client, tokens, request, cancellable, secret_read, task);
}

DepotSecretBytes *
depot_vault_get_secret_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
depot_vault_has_secret_async (DepotAzureClient *client,
                              DepotTokenSource *tokens,
                              const char *vault_uri,
                              const char *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "GET", vault_uri, "secrets", name, NULL);

  g_task_set_source_tag (task, depot_vault_has_secret_async);
  depot_azure_request_accept (request, 404);
  depot_azure_client_send_async (client, tokens, request, cancellable, secret_answered, task);
}

gboolean
depot_vault_has_secret_finish (DepotAzureClient *client,
                               GAsyncResult *result,
                               gboolean *has,
                               GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  if (answer < 0)
    return FALSE;
  *has = answer > 0;
  return TRUE;
}
