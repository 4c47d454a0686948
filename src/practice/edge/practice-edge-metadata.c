/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-metadata.h"

#include "arm/practice-arm-json.h"
#include "arm/practice-resources.h"
#include "classic/practice-classic-edge.h"

#include "practice-directory.h"
#include "practice-principal.h"

#include <string.h>

#define LIFETIME 86400

static JsonObject *
find_scale_set (PracticeCloud *cloud, const char *key)
{
  g_autoptr (GPtrArray) all = practice_resources_list (
      cloud, "/subscriptions", "Microsoft.Compute/virtualMachineScaleSets");

  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (JsonObject) inner
          = practice_resources_get_inner (cloud, practice_arm_json_string (all->pdata[i], "id"));

      if (g_strcmp0 (practice_arm_json_string (inner, "metadataKey"), key) == 0)
        return json_object_ref (all->pdata[i]);
    }
  return NULL;
}

/* The identity's own document decides: it may have been deleted since. */
static JsonObject *
find_identity (PracticeCloud *cloud, JsonObject *scale_set, const char *client_id)
{
  JsonObject *assigned = practice_arm_json_object (practice_arm_json_object (scale_set, "identity"),
                                                   "userAssignedIdentities");
  g_autoptr (GList) ids = assigned != NULL ? json_object_get_members (assigned) : NULL;

  for (GList *l = ids; l != NULL; l = l->next)
    {
      g_autoptr (JsonObject) identity = practice_resources_get (cloud, l->data);
      JsonObject *properties = practice_arm_json_object (identity, "properties");
      const char *its = practice_arm_json_string (properties, "clientId");

      if (its != NULL && (client_id == NULL || g_ascii_strcasecmp (its, client_id) == 0))
        return json_object_ref (properties);
    }
  return NULL;
}

char *
practice_edge_metadata_issue (PracticeCloud *cloud,
                              JsonObject *scale_set,
                              const char *client_id,
                              const char *resource,
                              int lifetime_seconds)
{
  g_autoptr (JsonObject) identity = find_identity (cloud, scale_set, client_id);
  g_autofree char *audience = g_strdup (resource);
  gsize length = strlen (audience);

  if (identity == NULL)
    return NULL;
  if (length > 0 && audience[length - 1] == '/')
    audience[length - 1] = '\0';
  return practice_identity_issue_token (cloud,
                                        practice_arm_json_string (identity, "tenantId"),
                                        practice_arm_json_string (identity, "principalId"),
                                        practice_arm_json_string (identity, "clientId"),
                                        audience,
                                        lifetime_seconds);
}

char *
practice_edge_metadata_dup_principal (PracticeCloud *cloud,
                                      JsonObject *scale_set,
                                      const char *client_id)
{
  g_autoptr (JsonObject) identity = find_identity (cloud, scale_set, client_id);

  return g_strdup (practice_arm_json_string (identity, "principalId"));
}

static void
refuse (PracticeRequest *request, guint status, const char *code, const char *message)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "error", code);
  json_object_set_string_member (body, "error_description", message);
  practice_request_reply_json (request, status, body);
}

static void
reply_token (PracticeRequest *request,
             const char *token,
             const char *client_id,
             const char *resource)
{
  g_autoptr (JsonObject) body = json_object_new ();
  gint64 now = practice_cloud_get_now (practice_request_get_cloud (request)) / G_USEC_PER_SEC;
  g_autofree char *expires_in = g_strdup_printf ("%d", LIFETIME - 1);
  g_autofree char *expires_on = g_strdup_printf ("%" G_GINT64_FORMAT, now + LIFETIME - 1);
  g_autofree char *not_before = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  json_object_set_string_member (body, "access_token", token);
  json_object_set_string_member (body, "client_id", client_id != NULL ? client_id : "");
  json_object_set_string_member (body, "expires_in", expires_in);
  json_object_set_string_member (body, "expires_on", expires_on);
  json_object_set_string_member (body, "ext_expires_in", expires_in);
  json_object_set_string_member (body, "not_before", not_before);
  json_object_set_string_member (body, "resource", resource);
  json_object_set_string_member (body, "token_type", "Bearer");
  practice_request_reply_json (request, 200, body);
}

static void
get_token (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *metadata = practice_request_get_header (request, "Metadata");
  const char *resource = practice_request_get_query (request, "resource");
  const char *client_id = practice_request_get_query (request, "client_id");
  const char *key = practice_request_get_capture (request, "key");
  g_autoptr (JsonObject) scale_set = find_scale_set (cloud, key);
  g_autoptr (JsonObject) role = scale_set == NULL ? practice_classic_edge_find (cloud, key) : NULL;
  g_autofree char *token = NULL;

  if (metadata == NULL || g_ascii_strcasecmp (metadata, "true") != 0)
    refuse (request, 400, "bad_request", "Required metadata header not specified");
  else if (resource == NULL || practice_request_get_query (request, "api-version") == NULL)
    refuse (request, 400, "invalid_request", "Required query variable 'resource' is missing");
  else if (scale_set == NULL && role == NULL)
    refuse (request, 404, "not_found", "There is no such instance");
  else
    token = practice_edge_metadata_issue (
        cloud, scale_set != NULL ? scale_set : role, client_id, resource, LIFETIME);

  if (token != NULL)
    reply_token (request, token, client_id, resource);
  else if (!practice_request_is_answered (request))
    refuse (request, 400, "invalid_request", "Identity not found");
}

char *
practice_edge_metadata_dup_url (PracticeCloud *cloud, const char *key)
{
  return g_strdup_printf (
      "http://127.0.0.1:%u/%s", practice_cloud_get_port (cloud, "metadata"), key);
}

void
practice_edge_metadata_register (PracticeCloud *cloud)
{
  g_autoptr (GError) error = NULL;

  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_METADATA,
                       "GET",
                       "/{key}/metadata/identity/oauth2/token",
                       get_token,
                       NULL);
  if (!practice_cloud_listen (cloud, "metadata", PRACTICE_SURFACE_METADATA, FALSE, &error))
    g_warning ("The metadata service of instances does not answer: %s", error->message);
}
