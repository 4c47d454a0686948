/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-authorize.h"

#include "practice-directory.h"
#include "practice-identity-error.h"
#include "practice-json.h"

const char *
practice_discovery_get_tenant (PracticeRequest *request, gboolean *unknown)
{
  static const char *const open[] = { "organizations", "common", "adfs", NULL };
  const char *asked = practice_request_get_capture (request, "tenant");
  g_autofree char *folded = g_ascii_strdown (asked != NULL ? asked : "adfs", -1);
  const PracticeTenant *tenant;

  *unknown = FALSE;
  if (g_strv_contains (open, folded))
    return NULL;
  tenant = practice_directory_find_tenant (folded);
  *unknown = tenant == NULL;
  return tenant != NULL ? tenant->id : NULL;
}

static void
set_list (JsonObject *object, const char *name, const char *const *values)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; values[i] != NULL; i++)
    json_array_add_string_element (array, values[i]);
  json_object_set_array_member (object, name, array);
}

static void
set_url (JsonObject *object, const char *name, const char *base, const char *rest)
{
  g_autofree char *url = g_strconcat (base, "/", rest, NULL);

  json_object_set_string_member (object, name, url);
}

/* The browser gets the http address: it does not know the practice cloud's certificate authority.
 */
static JsonObject *
make_configuration (PracticeCloud *cloud, const char *segment, const char *issuer)
{
  g_autofree char *base = g_strconcat (practice_cloud_get_base_url (cloud), "/", segment, NULL);
  g_autofree char *browser
      = g_strconcat (practice_cloud_get_browser_url (cloud), "/", segment, NULL);
  JsonObject *body = practice_json_object ("issuer", issuer, NULL);

  set_url (body, "authorization_endpoint", browser, "oauth2/v2.0/authorize");
  set_url (body, "token_endpoint", base, "oauth2/v2.0/token");
  set_url (body, "device_authorization_endpoint", base, "oauth2/v2.0/devicecode");
  set_url (body, "end_session_endpoint", browser, "oauth2/v2.0/logout");
  set_url (body, "jwks_uri", base, "discovery/v2.0/keys");
  json_object_set_string_member (body, "cloud_instance_name", "localhost");
  json_object_set_string_member (body, "tenant_region_scope", "EU");
  set_list (body, "response_types_supported", (const char *const[]) { "code", NULL });
  set_list (body, "response_modes_supported", (const char *const[]) { "query", NULL });
  set_list (body, "subject_types_supported", (const char *const[]) { "pairwise", NULL });
  set_list (body, "id_token_signing_alg_values_supported", (const char *const[]) { "RS256", NULL });
  set_list (body, "code_challenge_methods_supported", (const char *const[]) { "S256", NULL });
  set_list (body,
            "token_endpoint_auth_methods_supported",
            (const char *const[]) { "client_secret_post", "private_key_jwt", NULL });
  set_list (body,
            "scopes_supported",
            (const char *const[]) { "openid", "profile", "offline_access", NULL });
  return body;
}

static void
reply_configuration (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *base = practice_cloud_get_base_url (cloud);
  const char *segment = practice_request_get_capture (request, "tenant");
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *issuer = NULL;
  gboolean unknown;
  const char *tenant = practice_discovery_get_tenant (request, &unknown);

  if (unknown)
    {
      practice_identity_refuse (
          request,
          &(PracticeRefusal) {
              400,
              "invalid_tenant",
              90002,
              "Tenant not found. Check to make sure you have the correct tenant ID "
              "and are signing into the correct cloud.",
              NULL,
              NULL });
      return;
    }
  if (tenant != NULL)
    issuer = g_strdup_printf ("%s/%s/v2.0", base, tenant);
  else if (segment == NULL || g_ascii_strcasecmp (segment, "adfs") == 0)
    issuer = g_strconcat (base, "/adfs", NULL);
  else
    issuer = g_strconcat (base, "/{tenantid}/v2.0", NULL);
  body = make_configuration (cloud,
                             tenant != NULL    ? tenant
                             : segment != NULL ? segment
                                               : "adfs",
                             issuer);
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static void
reply_instance (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *base = practice_cloud_get_base_url (cloud);
  const char *host = base + sizeof "https://" - 1;
  g_autoptr (JsonObject) body = practice_json_object ("api-version", "1.1", NULL);
  JsonObject *entry
      = practice_json_object ("preferred_network", host, "preferred_cache", host, NULL);
  JsonArray *metadata = json_array_new ();

  set_list (entry, "aliases", (const char *const[]) { host, "localhost", NULL });
  json_array_add_object_element (metadata, entry);
  json_object_set_array_member (body, "metadata", metadata);
  set_url (body,
           "tenant_discovery_endpoint",
           base,
           "organizations/v2.0/.well-known/openid-configuration");
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

void
practice_discovery_register (PracticeCloud *cloud)
{
  static const char *const paths[] = { "/{tenant}/v2.0/.well-known/openid-configuration",
                                       "/{tenant}/.well-known/openid-configuration",
                                       "/adfs/adfs/.well-known/openid-configuration" };
  PracticeRouter *router = practice_cloud_get_router (cloud);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    practice_router_add (
        router, PRACTICE_SURFACE_IDENTITY, "GET", paths[i], reply_configuration, NULL);
  practice_router_add (
      router, PRACTICE_SURFACE_IDENTITY, "GET", "/common/discovery/instance", reply_instance, NULL);
}
