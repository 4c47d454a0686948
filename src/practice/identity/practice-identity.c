/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-identity.h"

#include <string.h>

#include "practice-authorize.h"
#include "practice-directory.h"
#include "practice-grants.h"
#include "practice-json.h"
#include "practice-principal.h"
#include "practice-signing.h"
#include "practice-trust.h"

#define SIGNING_KEY "practice-signing"

static PracticeSigning *
get_signing (PracticeCloud *cloud)
{
  PracticeSigning *signing = g_object_get_data (G_OBJECT (cloud), SIGNING_KEY);
  g_autoptr (GError) error = NULL;

  if (signing != NULL)
    return signing;
  signing = practice_signing_open (practice_cloud_get_state_dir (cloud), &error);
  if (signing == NULL)
    g_error ("The key of the identity service: %s", error->message);
  g_object_set_data_full (
      G_OBJECT (cloud), SIGNING_KEY, signing, (GDestroyNotify) practice_signing_free);
  return signing;
}

char *
practice_identity_dup_resource (const char *scope_or_audience)
{
  static const char *const endings[] = { "/.default", "/user_impersonation" };
  char *resource = g_strdup (scope_or_audience != NULL ? scope_or_audience : "");

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (resource, endings[i]))
      resource[strlen (resource) - strlen (endings[i])] = '\0';
  while (g_str_has_suffix (resource, "/"))
    resource[strlen (resource) - 1] = '\0';
  return resource;
}

int
practice_identity_get_token_seconds (PracticeCloud *cloud)
{
  return practice_scenario_get_number (
      practice_cloud_get_scenario (cloud), "accessTokenSeconds", 3599);
}

static void
set_times (PracticeCloud *cloud, JsonObject *claims, int lifetime_seconds)
{
  gint64 now = practice_cloud_get_now (cloud) / G_USEC_PER_SEC;

  json_object_set_int_member (claims, "iat", now);
  json_object_set_int_member (claims, "nbf", now);
  json_object_set_int_member (claims, "exp", now + lifetime_seconds);
}

static void
describe_user (JsonObject *claims, const PracticeSignIn *sign_in)
{
  const PracticeAccount *account = practice_directory_find_account (sign_in->object_id);
  JsonArray *methods = json_array_new ();

  json_object_set_string_member (claims, "scp", "user_impersonation");
  json_object_set_string_member (claims, "idtyp", "user");
  json_array_add_string_element (methods, "pwd");
  if (sign_in->second_factor)
    {
      JsonArray *contexts = json_array_new ();

      json_array_add_string_element (methods, "mfa");
      json_array_add_string_element (contexts, "p1");
      json_object_set_array_member (claims, "acrs", contexts);
    }
  json_object_set_array_member (claims, "amr", methods);
  if (account == NULL)
    return;
  json_object_set_string_member (claims, "name", account->name);
  json_object_set_string_member (claims, "upn", account->user_name);
  json_object_set_string_member (claims, "unique_name", account->user_name);
}

/* Azure's management tokens have the older shape (ver 1.0, issuer sts.windows.net). xms_issued_us
 * is ours: the real time of issue, which a scenario that ends earlier sign-ins looks at. */
char *
practice_identity_make_access_token (PracticeCloud *cloud,
                                     const PracticeSignIn *sign_in,
                                     const char *resource,
                                     int lifetime_seconds)
{
  g_autofree char *issuer = g_strdup_printf ("https://sts.windows.net/%s/", sign_in->tenant_id);
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (JsonObject) claims = practice_json_object ("aud",
                                                        resource,
                                                        "iss",
                                                        issuer,
                                                        "oid",
                                                        sign_in->object_id,
                                                        "sub",
                                                        sign_in->object_id,
                                                        "tid",
                                                        sign_in->tenant_id,
                                                        "appid",
                                                        sign_in->client_id,
                                                        "appidacr",
                                                        sign_in->is_user ? "0" : "1",
                                                        "uti",
                                                        id,
                                                        "ver",
                                                        "1.0",
                                                        NULL);

  set_times (cloud, claims, lifetime_seconds);
  json_object_set_int_member (claims, "xms_issued_us", g_get_real_time ());
  if (sign_in->is_user)
    describe_user (claims, sign_in);
  else
    json_object_set_string_member (claims, "idtyp", "app");
  return practice_signing_make_token (get_signing (cloud), claims);
}

static JsonObject *
begin_id_token (PracticeCloud *cloud, const PracticeSignIn *sign_in, const char *nonce)
{
  g_autofree char *issuer
      = g_strdup_printf ("%s/%s/v2.0", practice_cloud_get_base_url (cloud), sign_in->tenant_id);

  return practice_json_object ("aud",
                               sign_in->client_id,
                               "iss",
                               issuer,
                               "oid",
                               sign_in->object_id,
                               "sub",
                               sign_in->object_id,
                               "tid",
                               sign_in->tenant_id,
                               "nonce",
                               nonce,
                               "ver",
                               "2.0",
                               NULL);
}

/* Federation services know neither tenants nor object ids, and name a person by "upn". */
static JsonObject *
begin_federated_id_token (PracticeCloud *cloud, const PracticeSignIn *sign_in, const char *nonce)
{
  g_autofree char *issuer = g_strconcat (practice_cloud_get_base_url (cloud), "/adfs", NULL);

  return practice_json_object (
      "aud", sign_in->client_id, "iss", issuer, "sub", sign_in->object_id, "nonce", nonce, NULL);
}

char *
practice_identity_make_id_token (PracticeCloud *cloud,
                                 const PracticeSignIn *sign_in,
                                 const char *nonce,
                                 gboolean federated,
                                 int lifetime_seconds)
{
  const PracticeAccount *account = practice_directory_find_account (sign_in->object_id);
  g_autoptr (JsonObject) claims = federated ? begin_federated_id_token (cloud, sign_in, nonce)
                                            : begin_id_token (cloud, sign_in, nonce);

  set_times (cloud, claims, lifetime_seconds);
  if (account != NULL)
    {
      json_object_set_string_member (claims, "name", account->name);
      json_object_set_string_member (
          claims, federated ? "upn" : "preferred_username", account->user_name);
    }
  return practice_signing_make_token (get_signing (cloud), claims);
}

JsonObject *
practice_identity_read_token (PracticeCloud *cloud, const char *token)
{
  return practice_signing_read_token (get_signing (cloud), token);
}

char *
practice_identity_issue_token (PracticeCloud *cloud,
                               const char *tenant_id,
                               const char *object_id,
                               const char *app_id,
                               const char *resource,
                               int lifetime_seconds)
{
  const PracticeSignIn sign_in
      = { .object_id = object_id, .tenant_id = tenant_id, .client_id = app_id };

  return practice_identity_make_access_token (cloud, &sign_in, resource, lifetime_seconds);
}

static void
reply_keys (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) keys = practice_signing_make_key_set (get_signing (cloud));

  practice_request_reply_json (request, SOUP_STATUS_OK, keys);
}

void
practice_identity_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);

  get_signing (cloud);
  practice_grants_prune (cloud);
  practice_router_add (
      router, PRACTICE_SURFACE_IDENTITY, "GET", "/{tenant}/discovery/v2.0/keys", reply_keys, NULL);
  practice_discovery_register (cloud);
  practice_authorize_register (cloud);
  practice_device_code_register (cloud);
  practice_token_endpoint_register (cloud);
  practice_trust_register (cloud);
}
