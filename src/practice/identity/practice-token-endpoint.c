/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-authorize.h"

#include <string.h>

#include "practice-applications.h"
#include "practice-client-assertion.h"
#include "practice-directory.h"
#include "practice-grants.h"
#include "practice-identity-error.h"
#include "practice-identity.h"
#include "practice-json.h"
#include "practice-signing.h"
#include "practice-token-reply.h"

#define CODE_SECONDS 600
#define DEVICE_SECONDS 900
#define ROTATION_GRACE_SECONDS 60
#define REFRESH_DAYS_SECONDS (90 * 24 * 60 * 60)

/* RFC 7636: BASE64URL (SHA256 (verifier)). */
static gboolean
verifier_fits (const char *verifier, const char *challenge)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *computed = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (verifier == NULL || challenge == NULL || strlen (verifier) < 43 || strlen (verifier) > 128
      || strspn (verifier, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._~") != strlen (verifier))
    return FALSE;
  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, digest, &length);
  computed = practice_base64url_encode (digest, length);
  return g_str_equal (computed, challenge);
}

static gboolean
check_code (PracticeRequest *request, JsonObject *code, const char *word)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *client_id = practice_request_get_form (request, "client_id");
  const char *redirect_uri = practice_request_get_form (request, "redirect_uri");

  if (code == NULL)
    practice_token_refuse (
        request, "invalid_grant", 70000, "The provided authorization code is not valid.");
  else if (practice_json_get_flag (code, "used", FALSE))
    {
      practice_grants_revoke_family (cloud, practice_json_get_string (code, "family"));
      practice_token_refuse (
          request,
          "invalid_grant",
          54005,
          "OAuth2 Authorization code was already redeemed, please retry with a new valid code "
          "or use an existing refresh token.");
    }
  else if (practice_grants_get_age (cloud, code) > CODE_SECONDS)
    practice_token_refuse (
        request, "invalid_grant", 70008, "The provided authorization code has expired.");
  else if (g_strcmp0 (client_id, practice_json_get_string (code, "client_id")) != 0)
    practice_token_refuse (
        request, "invalid_grant", 700005, "The code was issued for another client.");
  else if (g_strcmp0 (redirect_uri, practice_json_get_string (code, "redirect_uri")) != 0)
    practice_token_refuse (
        request,
        "invalid_client",
        500112,
        "The reply address does not match the reply address provided when requesting the code.");
  else if (!verifier_fits (practice_request_get_form (request, "code_verifier"),
                           practice_json_get_string (code, "code_challenge")))
    practice_token_refuse (
        request,
        "invalid_grant",
        501481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization "
        "request.");
  else
    return TRUE;
  return FALSE;
}

static void
redeem_code (PracticeRequest *request)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *word = practice_request_get_form (request, "code");
  const char *asked = practice_request_get_form (request, "scope");
  g_autoptr (JsonObject) code = practice_grants_find (cloud, PRACTICE_CODES, word);
  g_autofree char *family = g_uuid_string_random ();

  if (!check_code (request, code, word) || !practice_token_check_scope (request, asked))
    return;
  json_object_set_boolean_member (code, "used", TRUE);
  json_object_set_string_member (code, "family", family);
  practice_grants_update (cloud, PRACTICE_CODES, word, code);
  practice_token_reply (
      request,
      &(PracticeGrant) { .sign_in = { practice_json_get_string (code, "object_id"),
                                      practice_json_get_string (code, "account_tenant"),
                                      practice_json_get_string (code, "client_id"),
                                      TRUE,
                                      practice_json_get_flag (code, "second_factor", FALSE) },
                         .scope = asked != NULL ? asked : practice_json_get_string (code, "scope"),
                         .nonce = practice_json_get_string (code, "nonce"),
                         .family = family });
}

static gboolean
is_inactive (PracticeCloud *cloud, JsonObject *token)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (cloud);

  if (practice_scenario_get_flag (scenario, "refuseEarlierSignIns")
      && practice_json_get_int (token, "issuedReal", 0) < practice_scenario_get_set_at (scenario))
    return TRUE;
  return practice_grants_get_age (cloud, token)
         >= practice_scenario_get_number (scenario, "refreshTokenSeconds", REFRESH_DAYS_SECONDS);
}

static gboolean
was_replaced (PracticeCloud *cloud, JsonObject *token)
{
  gint64 replaced = practice_json_get_int (token, "replaced", 0);
  double grace = practice_scenario_get_number (
      practice_cloud_get_scenario (cloud), "rotationGraceSeconds", ROTATION_GRACE_SECONDS);

  return replaced > 0 && practice_cloud_get_now (cloud) / G_USEC_PER_SEC - replaced >= grace;
}

static void
refuse_without_second_factor (PracticeRequest *request, const char *claims)
{
  const PracticeRefusal refusal
      = { 400,
          "interaction_required",
          50076,
          "Due to a configuration change made by your administrator, or because you moved to a new "
          "location, you must use multi-factor authentication to access the resource.",
          "basic_action",
          claims };

  practice_identity_refuse (request, &refusal);
}

static gboolean
check_refresh_token (PracticeRequest *request, JsonObject *token)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *client_id = practice_request_get_form (request, "client_id");
  const char *claims = practice_request_get_form (request, "claims");
  gboolean unknown;
  const char *tenant = practice_discovery_get_tenant (request, &unknown);

  if (token == NULL)
    practice_token_refuse (request, "invalid_grant", 70000, "The provided grant is not valid.");
  else if (g_strcmp0 (client_id, practice_json_get_string (token, "client_id")) != 0)
    practice_token_refuse (
        request, "invalid_grant", 700005, "The grant was issued for another client.");
  else if (was_replaced (cloud, token))
    practice_token_refuse (
        request,
        "invalid_grant",
        50173,
        "The provided grant has expired due to it being revoked, a fresh auth token is needed.");
  else if (is_inactive (cloud, token))
    practice_token_refuse (
        request,
        "invalid_grant",
        700082,
        "The refresh token has expired due to inactivity. The token was inactive for "
        "90.00:00:00.");
  else if (tenant != NULL && g_strcmp0 (tenant, practice_json_get_string (token, "tenant_id")) != 0)
    practice_token_refuse (
        request,
        "invalid_grant",
        50020,
        "The user account does not exist in the tenant and cannot access the application in "
        "that tenant.");
  else if (practice_authorize_wants_second_factor (claims)
           && !practice_json_get_flag (token, "second_factor", FALSE))
    refuse_without_second_factor (request, claims);
  else
    return TRUE;
  return FALSE;
}

static void
redeem_refresh_token (PracticeRequest *request)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *word = practice_request_get_form (request, "refresh_token");
  const char *scope = practice_request_get_form (request, "scope");
  g_autoptr (JsonObject) token = practice_grants_find (cloud, PRACTICE_REFRESH_TOKENS, word);
  g_autofree char *with_refresh = NULL;

  if (!check_refresh_token (request, token) || !practice_token_check_scope (request, scope))
    return;
  if (practice_json_get_int (token, "replaced", 0) == 0)
    json_object_set_int_member (token, "replaced", practice_cloud_get_now (cloud) / G_USEC_PER_SEC);
  practice_grants_update (cloud, PRACTICE_REFRESH_TOKENS, word, token);
  with_refresh = g_strconcat (scope != NULL ? scope : "", " offline_access", NULL);
  practice_token_reply (
      request,
      &(PracticeGrant) { .sign_in = { practice_json_get_string (token, "object_id"),
                                      practice_json_get_string (token, "tenant_id"),
                                      practice_json_get_string (token, "client_id"),
                                      TRUE,
                                      practice_json_get_flag (token, "second_factor", FALSE) },
                         .scope = with_refresh,
                         .family = practice_json_get_string (token, "family") });
}

static void
redeem_device_code (PracticeRequest *request)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *word = practice_request_get_form (request, "device_code");
  g_autoptr (JsonObject) device = NULL;
  const PracticeAccount *account;
  g_autofree char *family = g_uuid_string_random ();
  const char *verdict, *id;

  if (word == NULL)
    word = practice_request_get_form (request, "code");
  device = practice_grants_find (cloud, PRACTICE_DEVICE_CODES, word);
  if (device == NULL)
    {
      practice_token_refuse (request, "bad_verification_code", 70018, "Invalid verification code.");
      return;
    }
  verdict = practice_json_get_string (device, "verdict");
  id = practice_json_get_string (device, "object_id");
  account = practice_directory_find_account (id != NULL ? id : "");
  if (practice_grants_get_age (cloud, device) > DEVICE_SECONDS)
    practice_token_refuse (
        request, "expired_token", 70020, "The provided value for 'device_code' has expired.");
  else if (g_strcmp0 (verdict, "declined") == 0)
    practice_token_refuse (
        request, "authorization_declined", 70019, "The user declined the request.");
  else if (g_strcmp0 (verdict, "approved") != 0 || account == NULL)
    practice_token_refuse (request,
                           "authorization_pending",
                           70016,
                           "OAuth 2.0 device flow error. Authorization is "
                           "pending. Continue polling.");
  else
    {
      practice_grants_remove (cloud, PRACTICE_DEVICE_CODES, word);
      practice_token_reply (
          request,
          &(PracticeGrant) { .sign_in = { account->object_id,
                                          account->tenant_id,
                                          practice_json_get_string (device, "client_id"),
                                          TRUE,
                                          practice_json_get_flag (device, "second_factor", FALSE) },
                             .scope = practice_json_get_string (device, "scope"),
                             .family = family });
    }
}

static gboolean
check_secret_value (PracticeRequest *request,
                    const PracticeApplication *application,
                    const char *secret)
{
  switch (practice_applications_judge_secret (
      practice_request_get_cloud (request), application, secret))
    {
    case PRACTICE_SECRET_RIGHT:
      return TRUE;
    case PRACTICE_SECRET_EXPIRED:
      practice_token_refuse (
          request,
          "invalid_client",
          7000222,
          "The provided client secret keys for app are expired. Create new keys for your app.");
      return FALSE;
    case PRACTICE_SECRET_WRONG:
    default:
      practice_token_refuse (
          request,
          "invalid_client",
          7000215,
          "Invalid client secret provided. Ensure the secret being sent in the request is the "
          "client secret value, not the client secret ID.");
      return FALSE;
    }
}

/* A registration alone is nobody who could get a token in a tenant. */
static gboolean
check_principal (PracticeRequest *request, const PracticeApplication *application)
{
  if (application->object_id != NULL)
    return TRUE;
  practice_token_refuse (request,
                         "unauthorized_client",
                         7000229,
                         "The client application is missing service principal in the tenant.");
  return FALSE;
}

static gboolean
check_secret (PracticeRequest *request, const PracticeApplication *application)
{
  const char *secret = practice_request_get_form (request, "client_secret");
  const char *assertion = practice_request_get_form (request, "client_assertion");

  if (assertion != NULL)
    {
      g_autofree char *wrong = practice_client_assertion_check (request, application, assertion);

      if (wrong != NULL)
        practice_token_refuse (request, "invalid_client", 700027, wrong);
      return wrong == NULL;
    }
  if (secret == NULL)
    practice_token_refuse (
        request,
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or "
        "'client_secret'.");
  else
    return check_secret_value (request, application, secret);
  return FALSE;
}

static void
redeem_credentials (PracticeRequest *request, const PracticeApplication *application)
{
  gboolean unknown;
  const char *tenant = practice_discovery_get_tenant (request, &unknown);

  if (!check_secret (request, application) || !check_principal (request, application)
      || !practice_token_check_scope (request, practice_request_get_form (request, "scope")))
    return;
  practice_token_reply (request,
                        &(PracticeGrant) { .sign_in = { application->object_id,
                                                        tenant != NULL ? tenant : PRACTICE_TENANT,
                                                        application->client_id,
                                                        FALSE,
                                                        FALSE },
                                           .scope = practice_request_get_form (request, "scope") });
}

/* The client and the tenant, before any grant is looked at. */
static const PracticeApplication *
check_client (PracticeRequest *request)
{
  const char *client_id = practice_request_get_form (request, "client_id");
  const PracticeApplication *application = NULL;
  gboolean unknown;

  practice_discovery_get_tenant (request, &unknown);
  if (client_id != NULL)
    application = practice_applications_find (practice_request_get_cloud (request), client_id);
  if (unknown)
    practice_token_refuse (
        request,
        "invalid_request",
        90002,
        "Tenant not found. Check to make sure you have the correct tenant ID and are signing "
        "into the correct cloud.");
  else if (client_id == NULL)
    practice_token_refuse (request,
                           "invalid_request",
                           900144,
                           "The request body must contain the following parameter: 'client_id'.");
  else if (application == NULL)
    practice_token_refuse (
        request,
        "unauthorized_client",
        700016,
        "The application was not found in the directory. This can happen if the application has "
        "not been installed by the administrator of the tenant.");
  return unknown ? NULL : application;
}

static void
take_grant (PracticeRequest *request, gpointer data)
{
  const char *type = practice_request_get_form (request, "grant_type");
  const PracticeApplication *application = check_client (request);

  if (application == NULL)
    return;
  if (g_strcmp0 (type, "client_credentials") == 0)
    redeem_credentials (request, application);
  else if (application->secret == NULL
           && practice_request_get_form (request, "client_secret") != NULL)
    practice_token_refuse (
        request,
        "invalid_client",
        700025,
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");
  else if (g_strcmp0 (type, "authorization_code") == 0)
    redeem_code (request);
  else if (g_strcmp0 (type, "refresh_token") == 0)
    redeem_refresh_token (request);
  else if (g_strcmp0 (type, "urn:ietf:params:oauth:grant-type:device_code") == 0
           || g_strcmp0 (type, "device_code") == 0)
    redeem_device_code (request);
  else
    practice_token_refuse (
        request,
        type != NULL ? "unsupported_grant_type" : "invalid_request",
        type != NULL ? 70003 : 900144,
        type != NULL ? "The app requested an unsupported grant type."
                     : "The request body must contain the following parameter: 'grant_type'.");
}

void
practice_token_endpoint_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);
  const PracticeSurface surface = PRACTICE_SURFACE_IDENTITY;

  practice_router_add (router, surface, "POST", "/{tenant}/oauth2/v2.0/token", take_grant, NULL);
  practice_router_add (router, surface, "POST", "/{tenant}/oauth2/token", take_grant, NULL);
}
