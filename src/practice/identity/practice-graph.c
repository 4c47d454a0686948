/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microsoft Graph, as far as registering applications goes. What it keeps of secrets are hashes; a
 * new secret is shown once. Reading and writing need the directory role an administrator has;
 * others are told so. */
#include "config.h"
#include "practice-graph-private.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "practice-json.h"

#define ROOT "/graph/v1.0/"
#define SECRET_BYTES 30
#define MAX_YEARS 2

void
practice_graph_reply_error (PracticeRequest *request,
                            guint status,
                            const char *code,
                            const char *message)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *error = practice_json_object ("code", code, "message", message, NULL);

  json_object_set_object_member (
      error,
      "innerError",
      practice_json_object ("request-id", practice_request_get_request_id (request), NULL));
  json_object_set_object_member (body, "error", error);
  practice_request_reply_json (request, status, body);
}

/* Graph puts the true reason of a bad request one level down. */
static void
reply_unknown_application (PracticeRequest *request, const char *client_id)
{
  g_autofree char *message
      = g_strdup_printf ("The appId '%s' of the service principal does not reference a valid "
                         "application object.",
                         client_id);
  JsonArray *details = json_array_new ();
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *error = practice_json_object ("code", "Request_BadRequest", "message", message, NULL);

  json_array_add_object_element (
      details,
      practice_json_object (
          "code", "NoBackingApplicationObject", "message", message, "target", "appId", NULL));
  json_object_set_array_member (error, "details", details);
  json_object_set_object_member (body, "error", error);
  practice_request_reply_json (request, 400, body);
}

static void
reply_not_found (PracticeRequest *request, const char *id)
{
  g_autofree char *message
      = g_strdup_printf ("Resource '%s' does not exist or one of its queried reference-property "
                         "objects are not present.",
                         id);

  practice_graph_reply_error (request, 404, "Request_ResourceNotFound", message);
}

/* Administrators of a tenant may register applications in it, readers and programs may not. */
static gboolean
may_register (const PracticePrincipal *caller)
{
  return caller->is_user && g_str_has_prefix (caller->name, "admin@");
}

PracticePrincipal *
practice_graph_enter (PracticeRequest *request)
{
  g_autoptr (PracticePrincipal) caller = practice_identity_authenticate (
      practice_request_get_cloud (request), request, PRACTICE_AUDIENCE_GRAPH);

  if (caller == NULL || may_register (caller))
    return g_steal_pointer (&caller);
  practice_graph_reply_error (request,
                              403,
                              "Authorization_RequestDenied",
                              "Insufficient privileges to complete the operation.");
  return NULL;
}

/* What Graph shows: nothing of our own bookkeeping. */
static void
reply_document (PracticeRequest *request, guint status, JsonObject *document)
{
  g_autoptr (JsonObject) shown = practice_json_copy (document);
  JsonArray *passwords = practice_json_get_array (shown, "passwordCredentials");

  json_object_remove_member (shown, "practiceCreated");
  json_object_remove_member (shown, "practicePrincipal");
  json_object_remove_member (shown, "practiceTenant");
  for (guint i = 0; passwords != NULL && i < json_array_get_length (passwords); i++)
    json_object_remove_member (json_array_get_object_element (passwords, i), "practiceHash");
  practice_request_reply_json (request, status, shown);
}

/* One of the caller's tenant, by object id (or by client id), settled or not. */
JsonObject *
practice_graph_find_document (PracticeRequest *request,
                              const PracticePrincipal *caller,
                              const char *member,
                              const char *id)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (GPtrArray) all = practice_state_list (state, PRACTICE_APPLICATIONS, NULL);

  for (guint i = 0; id != NULL && i < all->len; i++)
    {
      JsonObject *document = all->pdata[i];

      if (g_ascii_strcasecmp (practice_json_get_string (document, member), id) == 0
          && g_strcmp0 (practice_json_get_string (document, "practiceTenant"), caller->tenant_id)
                 == 0)
        return json_object_ref (document);
    }
  return NULL;
}

static void
copy_member (JsonObject *from, JsonObject *to, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node != NULL)
    json_object_set_member (to, name, json_node_copy (node));
}

static JsonObject *
make_document (PracticeCloud *cloud, const PracticePrincipal *caller, JsonObject *body)
{
  static const char *const copied[] = { "displayName",
                                        "signInAudience",
                                        "publicClient",
                                        "requiredResourceAccess",
                                        "isFallbackPublicClient" };
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *client_id = g_uuid_string_random ();
  g_autofree char *created = practice_cloud_format_now (cloud);
  JsonObject *document = practice_json_object ("id",
                                               id,
                                               "appId",
                                               client_id,
                                               "createdDateTime",
                                               created,
                                               "practiceTenant",
                                               caller->tenant_id,
                                               NULL);

  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    copy_member (body, document, copied[i]);
  json_object_set_array_member (document, "passwordCredentials", json_array_new ());
  json_object_set_array_member (document, "keyCredentials", json_array_new ());
  json_object_set_int_member (document, "practiceCreated", practice_cloud_get_now (cloud));
  return document;
}

static void
create_application (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) caller = practice_graph_enter (request);
  g_autoptr (JsonObject) body = caller != NULL ? practice_request_read_json (request, FALSE) : NULL;
  g_autoptr (JsonObject) document = NULL;
  const char *name;

  if (body == NULL)
    return;
  name = practice_json_get_string (body, "displayName");
  if (name == NULL || *name == '\0' || strlen (name) > 256)
    {
      practice_graph_reply_error (request,
                                  400,
                                  "Request_BadRequest",
                                  "Invalid value specified for property 'displayName' of resource "
                                  "'Application'.");
      return;
    }
  if (!practice_graph_check_accesses (request, body))
    return;
  document = make_document (cloud, caller, body);
  practice_applications_put_document (cloud, document);
  reply_document (request, 201, document);
}

static void
create_principal (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) caller = practice_graph_enter (request);
  g_autoptr (JsonObject) body = caller != NULL ? practice_request_read_json (request, FALSE) : NULL;
  const char *client_id = body != NULL ? practice_json_get_string (body, "appId") : NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *id = g_uuid_string_random ();

  if (body == NULL)
    return;
  document = practice_graph_find_document (request, caller, "appId", client_id);
  if (document == NULL || !practice_applications_is_settled (cloud, document))
    {
      reply_unknown_application (request, client_id != NULL ? client_id : "");
      return;
    }
  if (json_object_has_member (document, "practicePrincipal"))
    {
      practice_graph_reply_error (
          request,
          409,
          "Request_MultipleObjectsWithSameKeyValue",
          "The service principal cannot be created, updated, or restored because "
          "the service principal name is already in use.");
      return;
    }
  json_object_set_string_member (document, "practicePrincipal", id);
  practice_applications_put_document (cloud, document);
  answer = practice_json_object ("id",
                                 id,
                                 "appId",
                                 practice_json_get_string (document, "appId"),
                                 "displayName",
                                 practice_json_get_string (document, "displayName"),
                                 "servicePrincipalType",
                                 "Application",
                                 NULL);
  practice_request_reply_json (request, 201, answer);
}

/* "applications(appId='…')" */
static char *
dup_alternate_key (const char *segment)
{
  static const char prefix[] = "applications(appId='";
  const char *start = segment + strlen (prefix);

  if (g_ascii_strncasecmp (segment, prefix, strlen (prefix)) != 0
      || !g_str_has_suffix (start, "')"))
    return NULL;
  return g_strndup (start, strlen (start) - 2);
}

static void
get_by_key (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) caller = practice_graph_enter (request);
  const char *segment = practice_request_get_capture (request, "key");
  g_autofree char *client_id = dup_alternate_key (segment);
  g_autoptr (JsonObject) document = NULL;

  if (caller == NULL)
    return;
  document = practice_graph_find_document (request, caller, "appId", client_id);
  if (document != NULL)
    reply_document (request, 200, document);
  else if (client_id != NULL)
    reply_not_found (request, client_id);
  else
    practice_graph_reply_error (
        request, 400, "BadRequest", "Resource not found for the segment in the request.");
}

/* The application the path names, or NULL after answering. */
static JsonObject *
enter_application (PracticeRequest *request)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) caller = practice_graph_enter (request);
  const char *id = practice_request_get_capture (request, "id");
  g_autoptr (JsonObject) document = NULL;

  if (caller == NULL)
    return NULL;
  document = practice_graph_find_document (request, caller, "id", id);
  if (document != NULL && practice_applications_is_settled (cloud, document))
    return g_steal_pointer (&document);
  reply_not_found (request, id);
  return NULL;
}

static void
get_application (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) document = enter_application (request);

  if (document != NULL)
    reply_document (request, 200, document);
}

static void
delete_application (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (JsonObject) document = enter_application (request);

  if (document == NULL)
    return;
  practice_state_remove (
      state, PRACTICE_APPLICATIONS, practice_json_get_string (document, "appId"));
  practice_request_reply_empty (request, 204);
}

static gboolean
is_certificate (const char *base64)
{
  gsize length;
  g_autofree guchar *der = base64 != NULL ? g_base64_decode (base64, &length) : NULL;
  gnutls_datum_t datum;
  gnutls_x509_crt_t certificate;
  gboolean is_one;

  if (der == NULL)
    return FALSE;
  datum = (gnutls_datum_t) { der, length };
  gnutls_x509_crt_init (&certificate);
  is_one = gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER) >= 0;
  gnutls_x509_crt_deinit (certificate);
  return is_one;
}

static gboolean
check_keys (JsonArray *keys)
{
  for (guint i = 0; keys != NULL && i < json_array_get_length (keys); i++)
    {
      JsonNode *node = json_array_get_element (keys, i);
      JsonObject *key = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *id = g_uuid_string_random ();

      if (key == NULL
          || g_strcmp0 (practice_json_get_string (key, "type"), "AsymmetricX509Cert") != 0
          || g_strcmp0 (practice_json_get_string (key, "usage"), "Verify") != 0
          || !is_certificate (practice_json_get_string (key, "key")))
        return FALSE;
      if (!json_object_has_member (key, "keyId"))
        json_object_set_string_member (key, "keyId", id);
    }
  return TRUE;
}

static void
change_application (PracticeRequest *request, gpointer data)
{
  static const char *const changed[] = { "displayName",
                                         "publicClient",
                                         "requiredResourceAccess",
                                         "isFallbackPublicClient",
                                         "keyCredentials" };
  g_autoptr (JsonObject) document = enter_application (request);
  g_autoptr (JsonObject) body
      = document != NULL ? practice_request_read_json (request, FALSE) : NULL;

  if (body == NULL)
    return;
  if (!check_keys (practice_json_get_array (body, "keyCredentials")))
    {
      practice_graph_reply_error (request,
                                  400,
                                  "Request_BadRequest",
                                  "The value for the property \"keyCredentials\" is not valid.");
      return;
    }
  if (!practice_graph_check_accesses (request, body))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    copy_member (body, document, changed[i]);
  practice_applications_put_document (practice_request_get_cloud (request), document);
  practice_request_reply_empty (request, 204);
}

static char *
make_secret (void)
{
  guint8 random[SECRET_BYTES];

  gnutls_rnd (GNUTLS_RND_KEY, random, sizeof random);
  return g_base64_encode (random, sizeof random);
}

/* Asked for, but never longer than a tenant allows; without a date, two years. */
static char *
dup_end (PracticeCloud *cloud, const char *asked)
{
  g_autoptr (GDateTime) now
      = g_date_time_new_from_unix_utc (practice_cloud_get_now (cloud) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) latest = g_date_time_add_years (now, MAX_YEARS);
  g_autoptr (GDateTime) end = asked != NULL ? g_date_time_new_from_iso8601 (asked, NULL) : NULL;

  return g_date_time_format (end != NULL && g_date_time_compare (end, latest) < 0 ? end : latest,
                             "%Y-%m-%dT%H:%M:%SZ");
}

static void
add_password (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) document = enter_application (request);
  g_autoptr (JsonObject) body
      = document != NULL ? practice_request_read_json (request, FALSE) : NULL;
  g_autofree char *secret = make_secret ();
  g_autofree char *hash = practice_applications_hash (secret);
  g_autofree char *key_id = g_uuid_string_random ();
  g_autofree char *end = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonObject *kept;

  if (body == NULL)
    return;
  end = dup_end (cloud, practice_json_get_string (body, "passwordCredential.endDateTime"));
  answer = practice_json_object ("keyId",
                                 key_id,
                                 "endDateTime",
                                 end,
                                 "displayName",
                                 practice_json_get_string (body, "passwordCredential.displayName"),
                                 NULL);
  kept = practice_json_copy (answer);
  json_object_set_string_member (kept, "practiceHash", hash);
  json_array_add_object_element (practice_json_get_array (document, "passwordCredentials"), kept);
  practice_applications_put_document (cloud, document);
  json_object_set_string_member (answer, "secretText", secret);
  practice_request_reply_json (request, 200, answer);
}

static void
remove_password (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) document = enter_application (request);
  g_autoptr (JsonObject) body
      = document != NULL ? practice_request_read_json (request, FALSE) : NULL;
  JsonArray *passwords;

  if (body == NULL)
    return;
  passwords = practice_json_get_array (document, "passwordCredentials");
  for (guint i = 0; i < json_array_get_length (passwords); i++)
    {
      JsonObject *password = json_array_get_object_element (passwords, i);

      if (g_strcmp0 (practice_json_get_string (password, "keyId"),
                     practice_json_get_string (body, "keyId"))
          != 0)
        continue;
      json_array_remove_element (passwords, i);
      practice_applications_put_document (practice_request_get_cloud (request), document);
      practice_request_reply_empty (request, 204);
      return;
    }
  practice_graph_reply_error (
      request, 400, "Request_BadRequest", "No password credential found with keyId.");
}

void
practice_graph_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method, *path;
    PracticeHandler handler;
  } routes[] = {
    { "POST", ROOT "applications", create_application },
    { "POST", ROOT "servicePrincipals", create_principal },
    { "GET", ROOT "servicePrincipals", practice_graph_list_principals },
    { "GET", ROOT "{key}", get_by_key },
    { "GET", ROOT "applications/{id}", get_application },
    { "PATCH", ROOT "applications/{id}", change_application },
    { "DELETE", ROOT "applications/{id}", delete_application },
    { "POST", ROOT "applications/{id}/addPassword", add_password },
    { "POST", ROOT "applications/{id}/removePassword", remove_password },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    practice_router_add (practice_cloud_get_router (cloud),
                         PRACTICE_SURFACE_PLAIN,
                         routes[i].method,
                         routes[i].path,
                         routes[i].handler,
                         NULL);
}
