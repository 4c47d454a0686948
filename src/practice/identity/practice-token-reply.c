/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-token-reply.h"

#include <string.h>

#include "practice-grants.h"
#include "practice-identity-error.h"
#include "practice-json.h"
#include "practice-signing.h"

void
practice_token_refuse (PracticeRequest *request, const char *error, int number, const char *text)
{
  const PracticeRefusal refusal
      = { g_str_equal (error, "invalid_client") ? 401 : 400, error, number, text, NULL, NULL };

  practice_identity_refuse (request, &refusal);
}

static gboolean
scope_has (const char *scope, const char *word)
{
  g_auto (GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

/* The one resource of the scopes; NULL when only sign-in scopes are asked for. */
static char *
dup_asked_resource (const char *scope)
{
  static const char *const plain[] = { "openid", "profile", "offline_access", "email", "", NULL };
  g_auto (GStrv) words = g_strsplit (scope != NULL ? scope : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!g_strv_contains (plain, words[i]))
      return practice_identity_dup_resource (words[i]);
  return NULL;
}

static gboolean
is_known_resource (PracticeCloud *cloud, const char *resource)
{
  static const char *const known[] = { "https://management.azure.com",
                                       "https://management.core.windows.net",
                                       "https://storage.azure.com",
                                       "https://vault.azure.net",
                                       "https://vault.localhost",
                                       "https://graph.microsoft.com",
                                       NULL };

  return g_str_has_prefix (resource, practice_cloud_get_base_url (cloud))
         || g_strv_contains (known, resource);
}

/* Before a grant is used up: a mistake in the scope costs nobody the sign-in. */
gboolean
practice_token_check_scope (PracticeRequest *request, const char *scope)
{
  g_autofree char *resource = dup_asked_resource (scope);

  if (resource == NULL || is_known_resource (practice_request_get_cloud (request), resource))
    return TRUE;
  practice_token_refuse (
      request,
      "invalid_resource",
      500011,
      "The resource principal was not found in the tenant. You might have sent your "
      "authentication request to the wrong tenant.");
  return FALSE;
}

static char *
make_client_info (const PracticeSignIn *sign_in)
{
  g_autoptr (JsonObject) object
      = practice_json_object ("uid", sign_in->object_id, "utid", sign_in->tenant_id, NULL);
  g_autofree char *text = practice_json_to_string (object);

  return practice_base64url_encode (text, strlen (text));
}

static char *
issue_refresh_token (PracticeCloud *cloud, const PracticeSignIn *sign_in, const char *family)
{
  g_autoptr (JsonObject) document = practice_json_object ("object_id",
                                                          sign_in->object_id,
                                                          "tenant_id",
                                                          sign_in->tenant_id,
                                                          "client_id",
                                                          sign_in->client_id,
                                                          "family",
                                                          family,
                                                          NULL);

  json_object_set_boolean_member (document, "second_factor", sign_in->second_factor);
  return practice_grants_issue (cloud, PRACTICE_REFRESH_TOKENS, document);
}

static void
add_user_parts (PracticeRequest *request, const PracticeGrant *grant, JsonObject *body)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  int seconds = practice_identity_get_token_seconds (cloud);

  if (grant->family != NULL && scope_has (grant->scope, "offline_access"))
    {
      g_autofree char *token = issue_refresh_token (cloud, &grant->sign_in, grant->family);

      json_object_set_string_member (body, "refresh_token", token);
    }
  if (scope_has (grant->scope, "openid"))
    {
      g_autofree char *token = practice_identity_make_id_token (
          cloud,
          &grant->sign_in,
          grant->nonce,
          g_strcmp0 (practice_request_get_capture (request, "tenant"), "adfs") == 0,
          seconds);

      json_object_set_string_member (body, "id_token", token);
    }
  if (g_strcmp0 (practice_request_get_form (request, "client_info"), "1") == 0)
    {
      g_autofree char *info = make_client_info (&grant->sign_in);

      json_object_set_string_member (body, "client_info", info);
    }
}

void
practice_token_reply (PracticeRequest *request, const PracticeGrant *grant)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  int seconds = practice_identity_get_token_seconds (cloud);
  g_autofree char *resource = dup_asked_resource (grant->scope);
  g_autofree char *token = NULL;
  g_autoptr (JsonObject) body = NULL;

  token = practice_identity_make_access_token (
      cloud, &grant->sign_in, resource != NULL ? resource : "https://graph.microsoft.com", seconds);
  body = practice_json_object ("token_type", "Bearer", "scope", grant->scope, NULL);
  json_object_set_int_member (body, "expires_in", seconds);
  json_object_set_int_member (body, "ext_expires_in", seconds);
  json_object_set_string_member (body, "access_token", token);
  if (grant->sign_in.is_user)
    add_user_parts (request, grant, body);
  practice_request_set_reply_header (request, "Pragma", "no-cache");
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}
