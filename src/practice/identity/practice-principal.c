/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-principal.h"

#include <string.h>

#include "practice-directory.h"
#include "practice-identity.h"
#include "practice-json.h"
#include "practice-storage-error.h"
#include "practice-trust.h"

#define SECOND_FACTOR_CLAIMS                                                                       \
  "{\"access_token\":{\"acrs\":{\"essential\":true,\"values\":[\"p1\"]}}}"

typedef enum
{
  TOKEN_GOOD,
  TOKEN_MISSING,
  TOKEN_INVALID,
  TOKEN_EXPIRED,
  TOKEN_AUDIENCE,
} TokenVerdict;

void
practice_principal_free (PracticePrincipal *self)
{
  g_free (self->object_id);
  g_free (self->tenant_id);
  g_free (self->app_id);
  g_free (self->name);
  g_free (self->audience);
  g_strfreev (self->acrs);
  g_free (self);
}

static char **
read_acrs (JsonObject *claims)
{
  JsonArray *array = practice_json_get_array (claims, "acrs");
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (practice_json_get_element (array, i) != NULL)
      g_strv_builder_add (values, practice_json_get_element (array, i));
  return g_strv_builder_end (values);
}

static PracticePrincipal *
principal_new (JsonObject *claims)
{
  PracticePrincipal *self = g_new0 (PracticePrincipal, 1);
  const char *name = practice_json_get_string (claims, "upn");

  self->is_user = g_strcmp0 (practice_json_get_string (claims, "idtyp"), "user") == 0;
  self->object_id = g_strdup (practice_json_get_string (claims, "oid"));
  self->tenant_id = g_strdup (practice_json_get_string (claims, "tid"));
  self->app_id = g_strdup (practice_json_get_string (claims, "appid"));
  self->name = g_strdup (name != NULL ? name : self->app_id);
  self->audience = practice_identity_dup_resource (practice_json_get_string (claims, "aud"));
  self->acrs = read_acrs (claims);
  return self;
}

static const char *
get_bearer (PracticeRequest *request)
{
  const char *value = practice_request_get_header (request, "Authorization");

  return value != NULL && g_ascii_strncasecmp (value, "Bearer ", 7) == 0 ? value + 7 : NULL;
}

static gboolean
takes_audience (PracticeCloud *cloud, PracticeAudience kind, const char *audience)
{
  static const char *const management[]
      = { "https://management.azure.com", "https://management.core.windows.net", NULL };
  static const char *const storage[] = { "https://storage.azure.com", NULL };
  static const char *const vault[] = { "https://vault.localhost", "https://vault.azure.net", NULL };

  g_autofree char *graph = g_strconcat (practice_cloud_get_base_url (cloud), "/graph", NULL);

  switch (kind)
    {
    case PRACTICE_AUDIENCE_GRAPH:
      return g_str_equal (audience, graph) || g_str_equal (audience, "https://graph.microsoft.com");
    case PRACTICE_AUDIENCE_MANAGEMENT:
      return g_str_equal (audience, practice_cloud_get_base_url (cloud))
             || g_strv_contains (management, audience);
    case PRACTICE_AUDIENCE_STORAGE:
      return g_strv_contains (storage, audience);
    case PRACTICE_AUDIENCE_VAULT:
      return g_strv_contains (vault, audience);
    default:
      return FALSE;
    }
}

/* A sign-in that the scenario says has ended is expired even though its date lies ahead. */
static gboolean
has_ended (PracticeCloud *cloud, JsonObject *claims)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (cloud);
  gint64 now = practice_cloud_get_now (cloud) / G_USEC_PER_SEC;

  if (practice_json_get_int (claims, "exp", 0) <= now)
    return TRUE;
  return practice_scenario_get_flag (scenario, "refuseEarlierSignIns")
         && practice_json_get_int (claims, "xms_issued_us", 0)
                < practice_scenario_get_set_at (scenario);
}

static TokenVerdict
judge (PracticeCloud *cloud, const char *token, PracticeAudience kind, JsonObject **claims)
{
  g_autofree char *audience = NULL;

  *claims = NULL;
  if (token == NULL)
    return TOKEN_MISSING;
  *claims = practice_identity_read_token (cloud, token);
  if (*claims == NULL)
    *claims = practice_trust_read_token (cloud, token);
  if (*claims == NULL || practice_json_get_string (*claims, "oid") == NULL)
    return TOKEN_INVALID;
  if (has_ended (cloud, *claims))
    return TOKEN_EXPIRED;
  audience = practice_identity_dup_resource (practice_json_get_string (*claims, "aud"));
  return takes_audience (cloud, kind, audience) ? TOKEN_GOOD : TOKEN_AUDIENCE;
}

static void
refuse_management (PracticeCloud *cloud, PracticeRequest *request, TokenVerdict verdict)
{
  static const char *const codes[] = { NULL,
                                       "AuthenticationFailed",
                                       "InvalidAuthenticationToken",
                                       "ExpiredAuthenticationToken",
                                       "InvalidAuthenticationTokenAudience" };
  static const char *const messages[]
      = { NULL,
          "Authentication failed. The 'Authorization' header is missing.",
          "The access token is invalid.",
          "The access token expiry time is earlier than the current time.",
          "The access token has been obtained for wrong audience or resource." };
  g_autofree char *header = g_strdup_printf (
      "Bearer authorization_uri=\"%s/%s\", error=\"invalid_token\", error_description=\"%s\"",
      practice_cloud_get_base_url (cloud),
      PRACTICE_TENANT,
      messages[verdict]);

  practice_request_set_reply_header (request, "WWW-Authenticate", header);
  practice_request_reply_error (request, 401, codes[verdict], "%s", messages[verdict]);
}

static void
refuse_storage (PracticeCloud *cloud, PracticeRequest *request, TokenVerdict verdict)
{
  g_autofree char *header = g_strdup_printf (
      "Bearer authorization_uri=%s/%s/oauth2/authorize resource_id=https://storage.azure.com",
      practice_cloud_get_base_url (cloud),
      PRACTICE_TENANT);

  practice_request_set_reply_header (request, "WWW-Authenticate", header);
  if (verdict == TOKEN_MISSING)
    practice_storage_reply_error (
        request,
        401,
        "NoAuthenticationInformation",
        "Server failed to authenticate the request. Please refer to the information in the "
        "www-authenticate header.");
  else
    practice_storage_reply_error_full (
        request,
        401,
        "InvalidAuthenticationInfo",
        "Server failed to authenticate the request. Please refer to the information in the "
        "www-authenticate header.",
        "AuthenticationErrorDetail",
        verdict == TOKEN_EXPIRED    ? "Lifetime validation failed. The token is expired."
        : verdict == TOKEN_AUDIENCE ? "Audience validation failed. Audience did not match."
                                    : "Signature validation failed.");
}

static void
refuse_vault (PracticeCloud *cloud, PracticeRequest *request, TokenVerdict verdict)
{
  g_autofree char *header
      = g_strdup_printf ("Bearer authorization=\"%s/%s\", resource=\"https://vault.localhost\"",
                         practice_cloud_get_base_url (cloud),
                         PRACTICE_TENANT);

  practice_request_set_reply_header (request, "WWW-Authenticate", header);
  practice_request_reply_error (
      request,
      401,
      "Unauthorized",
      "%s",
      verdict == TOKEN_MISSING ? "AKV10000: Request is missing a Bearer or PoP token."
                               : "AKV10032: Invalid issuer, audience or lifetime of the token.");
}

static void
refuse_graph (PracticeRequest *request, TokenVerdict verdict)
{
  static const char *const messages[] = { NULL,
                                          "Access token is empty.",
                                          "Invalid JWT access token.",
                                          "Lifetime validation failed, the token is expired.",
                                          "Access token validation failure. Invalid audience." };

  practice_request_set_reply_header (request, "WWW-Authenticate", "Bearer realm=\"\"");
  practice_request_reply_error (
      request, 401, "InvalidAuthenticationToken", "%s", messages[verdict]);
}

static void
refuse (PracticeCloud *cloud, PracticeRequest *request, PracticeAudience kind, TokenVerdict verdict)
{
  switch (kind)
    {
    case PRACTICE_AUDIENCE_MANAGEMENT:
      refuse_management (cloud, request, verdict);
      break;
    case PRACTICE_AUDIENCE_STORAGE:
      refuse_storage (cloud, request, verdict);
      break;
    case PRACTICE_AUDIENCE_GRAPH:
      refuse_graph (request, verdict);
      break;
    case PRACTICE_AUDIENCE_VAULT:
    default:
      refuse_vault (cloud, request, verdict);
      break;
    }
}

/* Questions that Azure words as POST change nothing and need no second factor. */
static gboolean
is_write (PracticeRequest *request)
{
  static const char *const questions[]
      = { "/checknameavailability", "/validate", "/whatif", "/listkeys", NULL };
  const char *method = practice_request_get_method (request);
  g_autofree char *path = g_ascii_strdown (practice_request_get_path (request), -1);

  if (g_str_equal (method, "GET") || g_str_equal (method, "HEAD"))
    return FALSE;
  for (guint i = 0; questions[i] != NULL; i++)
    if (g_str_has_suffix (path, questions[i]))
      return FALSE;
  return TRUE;
}

static gboolean
needs_second_factor (PracticeCloud *cloud, PracticeRequest *request, PracticePrincipal *caller)
{
  const char *setting
      = practice_scenario_get_string (practice_cloud_get_scenario (cloud), "secondFactor");

  return g_strcmp0 (setting, "writes") == 0 && caller->is_user && is_write (request)
         && !g_strv_contains ((const char *const *) caller->acrs, "p1");
}

static void
demand_second_factor (PracticeCloud *cloud, PracticeRequest *request)
{
  g_autofree char *claims
      = g_base64_encode ((const guchar *) SECOND_FACTOR_CLAIMS, strlen (SECOND_FACTOR_CLAIMS));
  g_autofree char *header
      = g_strdup_printf ("Bearer realm=\"\", authorization_uri=\"%s/common/oauth2/authorize\", "
                         "error=\"insufficient_claims\", claims=\"%s\"",
                         practice_cloud_get_base_url (cloud),
                         claims);

  practice_request_set_reply_header (request, "WWW-Authenticate", header);
  practice_request_reply_error (request,
                                401,
                                "RequestDisallowedByPolicy",
                                "Resource was disallowed by policy. Users must use multi-factor "
                                "authentication to create, change or delete resources.");
}

PracticePrincipal *
practice_identity_authenticate (PracticeCloud *cloud,
                                PracticeRequest *request,
                                PracticeAudience audience)
{
  g_autoptr (JsonObject) claims = NULL;
  g_autoptr (PracticePrincipal) caller = NULL;
  TokenVerdict verdict = judge (cloud, get_bearer (request), audience, &claims);

  if (verdict != TOKEN_GOOD)
    {
      refuse (cloud, request, audience, verdict);
      return NULL;
    }
  caller = principal_new (claims);
  if (audience == PRACTICE_AUDIENCE_MANAGEMENT && needs_second_factor (cloud, request, caller))
    {
      demand_second_factor (cloud, request);
      return NULL;
    }
  return g_steal_pointer (&caller);
}

PracticePrincipal *
practice_identity_authenticate_source (PracticeCloud *cloud, PracticeRequest *request)
{
  const char *header = practice_request_get_header (request, "x-ms-copy-source-authorization");
  g_autoptr (JsonObject) claims = NULL;

  if (header == NULL || !g_str_has_prefix (header, "Bearer ")
      || judge (cloud, header + strlen ("Bearer "), PRACTICE_AUDIENCE_STORAGE, &claims)
             != TOKEN_GOOD)
    return NULL;
  return principal_new (claims);
}
