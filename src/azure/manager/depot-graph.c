/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-graph.h"

#include <string.h>

#include "depot-arm-private.h"
#include "depot-graph-private.h"
#include "depot-json.h"

#define MAX_TRIES 8
#define FIRST_WAIT_SECONDS 2
#define MAX_WAIT_SECONDS 20

void
depot_graph_application_free (DepotGraphApplication *application)
{
  g_free (application->object_id);
  g_free (application->client_id);
  g_free (application);
}

void
depot_graph_secret_free (DepotGraphSecret *secret)
{
  g_clear_pointer (&secret->secret, depot_secret_bytes_unref);
  g_free (secret->key_id);
  g_free (secret);
}

DepotAzureRequest *
depot_graph_request (DepotArm *arm, const char *method, const char *path)
{
  DepotCloud *cloud = depot_azure_client_get_cloud (depot_arm_get_client (arm));
  const char *graph = depot_cloud_get_graph (cloud);
  g_autofree char *url = g_strconcat (graph, "/v1.0/", path, NULL);
  g_autofree char *scope = g_strconcat (graph, "/.default", NULL);
  DepotAzureRequest *request = depot_azure_request_new (method, url);

  depot_azure_request_set_scope (request, scope);
  return request;
}

/* One call, kept whole so that it can go out again. */
typedef struct
{
  char *method, *path;
  JsonObject *body;
  DepotArmReader reader;
  GDestroyNotify destroy;
  gboolean may_be_young; /* it is about something made a moment ago */
  guint n_tries;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->method);
  g_free (call->path);
  g_clear_pointer (&call->body, json_object_unref);
  g_free (call);
}

static void run_call (GTask *task);

static gboolean
call_again (gpointer task)
{
  run_call (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
wait_and_call_again (GTask *task, Call *call)
{
  DepotAzureClient *client = depot_arm_get_client (g_task_get_source_object (task));
  guint seconds = MIN (FIRST_WAIT_SECONDS << MIN (call->n_tries, 8), MAX_WAIT_SECONDS);

  depot_clock_call_after (depot_azure_client_get_clock (client),
                          seconds,
                          call_again,
                          g_object_ref (task),
                          g_object_unref);
}

static void
call_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = depot_arm_take (result, &error);

  if (g_task_return_error_if_cancelled (task))
    g_clear_error (&error);
  else if (call->may_be_young && g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND)
           && ++call->n_tries < MAX_TRIES)
    {
      g_clear_error (&error);
      wait_and_call_again (task, call);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, call->destroy);
}

/* Takes the task. */
static void
run_call (GTask *task)
{
  DepotArm *arm = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  DepotAzureRequest *request = depot_graph_request (arm, call->method, call->path);

  if (call->body != NULL)
    depot_azure_request_set_json (request, call->body);
  if (g_str_equal (call->method, "GET"))
    depot_azure_request_accept (request, 404);
  depot_arm_send (
      arm, request, call->reader, call->destroy, g_task_get_cancellable (task), call_ended, task);
}

/* Takes body. path: below the version, without slash in front. */
static Call *
new_call (const char *method, const char *path, JsonObject *body)
{
  Call *call = g_new0 (Call, 1);

  call->method = g_strdup (method);
  call->path = g_strdup (path);
  call->body = body;
  call->reader = depot_arm_read_nothing;
  return call;
}

/* Takes call. */
static void
start_call (DepotArm *arm,
            Call *call,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  GTask *task = g_task_new (arm, cancellable, callback, data);

  g_task_set_source_tag (task, start_call);
  g_task_set_task_data (task, call, call_free);
  run_call (task);
}

static gboolean
finish_nothing (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;

  depot_arm_take (result, &cause);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static JsonObject *
make_application (const char *display_name, DepotGraphPermissions *permissions)
{
  JsonObject *body = depot_json_object_of_strings (
      "displayName", display_name, "signInAudience", "AzureADMyOrg", NULL);
  JsonObject *public_client = json_object_new ();
  JsonArray *redirects = json_array_new ();

  json_array_add_string_element (redirects, "http://localhost");
  json_object_set_array_member (public_client, "redirectUris", redirects);
  json_object_set_object_member (body, "publicClient", public_client);
  /* Without it nobody could sign in on another device. */
  json_object_set_boolean_member (body, "isFallbackPublicClient", TRUE);
  json_object_set_array_member (
      body, "requiredResourceAccess", depot_graph_permissions_make_accesses (permissions));
  return body;
}

static gpointer
read_application (const DepotAzureReply *reply, GError **error)
{
  JsonObject *answer = reply->status != 404 ? depot_azure_reply_get_json (reply, error) : NULL;
  const char *object_id = answer != NULL ? depot_json_get_string (answer, "id", error) : NULL;
  const char *client_id = object_id != NULL ? depot_json_get_string (answer, "appId", error) : NULL;
  DepotGraphApplication *application;

  if (client_id == NULL)
    return NULL;
  application = g_new0 (DepotGraphApplication, 1);
  application->object_id = g_strdup (object_id);
  application->client_id = g_strdup (client_id);
  return application;
}

void
depot_graph_create_application_async (DepotArm *arm,
                                      const char *display_name,
                                      DepotGraphPermissions *permissions,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  Call *call = new_call ("POST", "applications", make_application (display_name, permissions));

  call->reader = read_application;
  call->destroy = (GDestroyNotify) depot_graph_application_free;
  start_call (arm, call, cancellable, callback, data);
}

DepotGraphApplication *
depot_graph_create_application_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

static char *
dup_path_by_client (const char *collection, const char *client_id)
{
  g_autofree char *escaped = g_uri_escape_string (client_id, NULL, FALSE);

  return g_strdup_printf ("%s(appId='%s')", collection, escaped);
}

void
depot_graph_find_application_async (DepotArm *arm,
                                    const char *client_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *path = dup_path_by_client ("applications", client_id);
  Call *call = new_call ("GET", path, NULL);

  call->reader = read_application;
  call->destroy = (GDestroyNotify) depot_graph_application_free;
  start_call (arm, call, cancellable, callback, data);
}

DepotGraphApplication *
depot_graph_find_application_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

static char *
dup_path (const char *object_id, const char *action)
{
  g_autofree char *escaped = g_uri_escape_string (object_id, NULL, FALSE);

  return g_strconcat ("applications/", escaped, action, NULL);
}

void
depot_graph_delete_application_async (DepotArm *arm,
                                      const char *object_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  g_autofree char *path = dup_path (object_id, NULL);

  start_call (arm, new_call ("DELETE", path, NULL), cancellable, callback, data);
}

gboolean
depot_graph_delete_application_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return finish_nothing (result, error);
}

static gpointer
read_id (const DepotAzureReply *reply, GError **error)
{
  JsonObject *answer = depot_azure_reply_get_json (reply, error);

  return answer != NULL ? g_strdup (depot_json_get_string (answer, "id", error)) : NULL;
}

void
depot_graph_create_principal_async (DepotArm *arm,
                                    const char *client_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  Call *call = new_call (
      "POST", "servicePrincipals", depot_json_object_of_strings ("appId", client_id, NULL));

  call->reader = read_id;
  call->destroy = g_free;
  call->may_be_young = TRUE;
  start_call (arm, call, cancellable, callback, data);
}

char *
depot_graph_create_principal_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* json-glib keeps its own copy of the text; it is wiped in place because nobody reads it again. */
static gpointer
read_secret (const DepotAzureReply *reply, GError **error)
{
  JsonObject *answer = depot_azure_reply_get_json (reply, error);
  const char *text = answer != NULL ? depot_json_get_string (answer, "secretText", error) : NULL;
  const char *key_id = text != NULL ? depot_json_get_string (answer, "keyId", error) : NULL;
  const char *end = key_id != NULL ? depot_json_get_string (answer, "endDateTime", error) : NULL;
  DepotGraphSecret *secret;

  if (end == NULL)
    return NULL;
  secret = g_new0 (DepotGraphSecret, 1);
  secret->secret = depot_secret_bytes_new_text (text);
  explicit_bzero ((char *) text, strlen (text));
  secret->key_id = g_strdup (key_id);
  secret->expires = MAX (depot_time_from_iso8601 (end), 0);
  return secret;
}

void
depot_graph_add_secret_async (DepotArm *arm,
                              const char *object_id,
                              const char *display_name,
                              gint64 expires,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autofree char *path = dup_path (object_id, "/addPassword");
  g_autofree char *end = depot_time_to_iso8601 (expires);
  JsonObject *body = json_object_new ();
  Call *call;

  json_object_set_object_member (
      body,
      "passwordCredential",
      depot_json_object_of_strings ("displayName", display_name, "endDateTime", end, NULL));
  call = new_call ("POST", path, body);
  call->reader = read_secret;
  call->destroy = (GDestroyNotify) depot_graph_secret_free;
  call->may_be_young = TRUE;
  start_call (arm, call, cancellable, callback, data);
}

DepotGraphSecret *
depot_graph_add_secret_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

void
depot_graph_remove_secret_async (DepotArm *arm,
                                 const char *object_id,
                                 const char *key_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autofree char *path = dup_path (object_id, "/removePassword");

  start_call (arm,
              new_call ("POST", path, depot_json_object_of_strings ("keyId", key_id, NULL)),
              cancellable,
              callback,
              data);
}

gboolean
depot_graph_remove_secret_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return finish_nothing (result, error);
}

static JsonObject *
make_certificates (const char *display_name, GBytes *der)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (der, &size);
  g_autofree char *key = g_base64_encode (bytes, size);
  JsonObject *body = json_object_new ();
  JsonArray *certificates = json_array_new ();

  json_array_add_object_element (certificates,
                                 depot_json_object_of_strings ("type",
                                                               "AsymmetricX509Cert",
                                                               "usage",
                                                               "Verify",
                                                               "key",
                                                               key,
                                                               "displayName",
                                                               display_name,
                                                               NULL));
  json_object_set_array_member (body, "keyCredentials", certificates);
  return body;
}

void
depot_graph_set_certificate_async (DepotArm *arm,
                                   const char *object_id,
                                   const char *display_name,
                                   GBytes *der,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autofree char *path = dup_path (object_id, NULL);
  Call *call = new_call ("PATCH", path, make_certificates (display_name, der));

  call->may_be_young = TRUE;
  start_call (arm, call, cancellable, callback, data);
}

gboolean
depot_graph_set_certificate_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  return finish_nothing (result, error);
}
