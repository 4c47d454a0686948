/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-authorize.h"

#include <string.h>

#include "practice-applications.h"
#include "practice-directory.h"
#include "practice-grants.h"
#include "practice-identity-error.h"
#include "practice-json.h"
#include "practice-page.h"
#include "practice-sign-in-pages.h"

#define FLOW_SECONDS (15 * 60)

/* http://localhost and 127.0.0.1: the port does not matter, the path does (registered without one).
 */
static gboolean
is_registered_redirect (const char *text)
{
  g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && g_str_equal (g_uri_get_scheme (uri), "http")
         && (g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1"))
         && (*g_uri_get_path (uri) == '\0' || g_str_equal (g_uri_get_path (uri), "/"))
         && g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL
         && g_uri_get_fragment (uri) == NULL;
}

static void
reply_error_page (PracticeRequest *request, int number, const char *text)
{
  g_autofree char *description = practice_identity_describe (request, number, text);
  g_autofree char *inner = g_markup_printf_escaped (
      "<p class=\"wrong\">%s</p><p class=\"quiet\">The program that opened this page asked for "
      "something the sign-in service does not know. Close this page and check its settings.</p>",
      description);

  practice_page_reply (request, SOUP_STATUS_BAD_REQUEST, "Sorry, but we’re having trouble", inner);
}

/* Answers by way of the browser: the address of the waiting program, with parameters. */
static void
redirect (PracticeRequest *request, JsonObject *flow, const char *first, ...)
{
  const char *base = practice_json_get_string (flow, "redirect_uri");
  const char *state = practice_json_get_string (flow, "state");
  g_autoptr (GHashTable) parameters = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *query = NULL;
  g_autofree char *location = NULL;
  va_list pairs;

  va_start (pairs, first);
  for (const char *name = first; name != NULL; name = va_arg (pairs, const char *))
    g_hash_table_insert (parameters, (gpointer) name, va_arg (pairs, char *));
  va_end (pairs);
  if (state != NULL)
    g_hash_table_insert (parameters, (gpointer) "state", (gpointer) state);
  query = soup_form_encode_hash (parameters);
  location = g_strconcat (base, g_str_has_suffix (base, "/") ? "?" : "/?", query, NULL);
  practice_request_set_reply_header (request, "Location", location);
  practice_request_set_reply_header (request, "Referrer-Policy", "no-referrer");
  practice_request_reply_empty (request, SOUP_STATUS_SEE_OTHER);
}

static void
redirect_error (
    PracticeRequest *request, JsonObject *flow, const char *error, int number, const char *text)
{
  g_autofree char *description = practice_identity_describe (request, number, text);

  redirect (request, flow, "error", error, "error_description", description, NULL);
}

gboolean
practice_authorize_wants_second_factor (const char *claims)
{
  g_autoptr (JsonObject) object = NULL;
  JsonArray *values;

  if (claims != NULL && strlen (claims) <= 8192)
    object = practice_json_parse_object (claims, -1, FALSE, NULL);
  if (object == NULL)
    return FALSE;
  values = practice_json_get_array (object, "access_token.acrs.values");
  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++)
    if (g_strcmp0 (practice_json_get_element (values, i), "p1") == 0)
      return TRUE;
  return g_strcmp0 (practice_json_get_string (object, "access_token.acrs.value"), "p1") == 0;
}

static gboolean
must_use_second_factor (PracticeCloud *cloud, JsonObject *flow)
{
  const char *setting
      = practice_scenario_get_string (practice_cloud_get_scenario (cloud), "secondFactor");

  return g_strcmp0 (setting, "sign-in") == 0
         || practice_authorize_wants_second_factor (practice_json_get_string (flow, "claims"));
}

static JsonObject *
make_flow (PracticeRequest *request, const char *tenant)
{
  static const char *const names[] = { "client_id",
                                       "redirect_uri",
                                       "state",
                                       "nonce",
                                       "scope",
                                       "claims",
                                       "prompt",
                                       "login_hint",
                                       "code_challenge",
                                       "response_type",
                                       "code_challenge_method",
                                       "response_mode" };
  JsonObject *flow = practice_json_object ("tenant", tenant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = practice_request_get_query (request, names[i]);

      if (value != NULL)
        json_object_set_string_member (flow, names[i], value);
    }
  return flow;
}

/* What must be right before anything may be sent to the redirect address: a page, not a redirect.
 */
static gboolean
check_client (PracticeRequest *request, JsonObject *flow, gboolean tenant_unknown)
{
  const char *client_id = practice_json_get_string (flow, "client_id");

  if (tenant_unknown)
    reply_error_page (request,
                      90002,
                      "Tenant not found. Check to make sure you have the correct tenant ID and are "
                      "signing into the correct cloud.");
  else if (client_id == NULL)
    reply_error_page (
        request, 900144, "The request body must contain the following parameter: 'client_id'.");
  else if (practice_applications_find (practice_request_get_cloud (request), client_id) == NULL)
    reply_error_page (request,
                      700016,
                      "The application was not found in the directory. This can happen if the "
                      "application has not been installed by the administrator of the tenant.");
  else if (!practice_applications_has_localhost (practice_request_get_cloud (request), client_id)
           || !is_registered_redirect (practice_json_get_string (flow, "redirect_uri")))
    reply_error_page (request,
                      50011,
                      "The redirect URI specified in the request does not match the redirect URIs "
                      "configured for the application.");
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_parameters (PracticeRequest *request, JsonObject *flow)
{
  const char *type = practice_json_get_string (flow, "response_type");
  const char *mode = practice_json_get_string (flow, "response_mode");
  const char *scope = practice_json_get_string (flow, "scope");
  const char *challenge = practice_json_get_string (flow, "code_challenge");
  const char *method = practice_json_get_string (flow, "code_challenge_method");

  if (g_strcmp0 (type, "code") != 0)
    redirect_error (request,
                    flow,
                    "unsupported_response_type",
                    700054,
                    "response_type is not enabled for the application.");
  else if (mode != NULL && !g_str_equal (mode, "query"))
    redirect_error (request, flow, "invalid_request", 9002, "This response_mode is not supported.");
  else if (scope == NULL || *scope == '\0')
    redirect_error (request,
                    flow,
                    "invalid_request",
                    900144,
                    "The request body must contain the following parameter: 'scope'.");
  else if (challenge == NULL || strlen (challenge) != 43 || g_strcmp0 (method, "S256") != 0)
    redirect_error (request,
                    flow,
                    "invalid_request",
                    501491,
                    "A code_challenge with the method S256 is required.");
  else if (g_strcmp0 (practice_json_get_string (flow, "prompt"), "none") == 0)
    redirect_error (request,
                    flow,
                    "login_required",
                    50058,
                    "A silent sign-in request was sent but no user is signed in.");
  else
    return TRUE;
  return FALSE;
}

void
practice_authorize_begin (PracticeRequest *request, JsonObject *flow)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autofree char *word = practice_grants_issue (cloud, PRACTICE_FLOWS, flow);
  const char *hint = practice_json_get_string (flow, "login_hint");

  practice_sign_in_pages_show_accounts (request, word, hint, NULL);
}

static void
authorize (PracticeRequest *request, gpointer data)
{
  gboolean unknown;
  const char *tenant = practice_discovery_get_tenant (request, &unknown);
  g_autoptr (JsonObject) flow = make_flow (request, tenant);

  if (check_client (request, flow, unknown) && check_parameters (request, flow))
    practice_authorize_begin (request, flow);
}

/* The forms */

static void
finish_with_code (PracticeRequest *request, JsonObject *flow)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autofree char *session = g_uuid_string_random ();
  g_autofree char *code = practice_grants_issue (cloud, PRACTICE_CODES, flow);

  redirect (request, flow, "code", code, "session_state", session, NULL);
}

static void
finish_with_device (PracticeRequest *request, JsonObject *flow, const char *verdict)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  const char *key = practice_json_get_string (flow, "device");
  g_autoptr (JsonObject) device = practice_state_get (state, PRACTICE_DEVICE_CODES, key);
  gboolean approved = g_str_equal (verdict, "approved");

  if (device != NULL)
    {
      const char *account = practice_json_get_string (flow, "object_id");

      json_object_set_string_member (device, "verdict", verdict);
      if (account != NULL)
        json_object_set_string_member (device, "object_id", account);
      json_object_set_boolean_member (
          device, "second_factor", practice_json_get_flag (flow, "second_factor", FALSE));
      practice_state_put (state, PRACTICE_DEVICE_CODES, key, device);
    }
  practice_page_reply (request,
                       SOUP_STATUS_OK,
                       approved ? "You are signed in" : "The sign-in was cancelled",
                       approved ? "<p>Go back to the program that showed you the code. This page "
                                  "can be closed.</p>"
                                : "<p>Nothing was granted. This page can be closed.</p>");
}

static void
finish (PracticeRequest *request, JsonObject *flow, const char *word)
{
  practice_grants_remove (practice_request_get_cloud (request), PRACTICE_FLOWS, word);
  if (practice_json_get_string (flow, "device") != NULL)
    finish_with_device (request, flow, "approved");
  else
    finish_with_code (request, flow);
}

static void
cancel (PracticeRequest *request, JsonObject *flow, const char *word)
{
  practice_grants_remove (practice_request_get_cloud (request), PRACTICE_FLOWS, word);
  if (practice_json_get_string (flow, "device") != NULL)
    finish_with_device (request, flow, "declined");
  else
    redirect (request,
              flow,
              "error",
              "access_denied",
              "error_subcode",
              "cancel",
              "error_description",
              "AADSTS65004: User declined to consent to access the app.",
              NULL);
}

static const char *
refuse_account (const PracticeAccount *account, JsonObject *flow)
{
  const char *tenant = practice_json_get_string (flow, "tenant");

  if (account == NULL)
    return "AADSTS50034: This account does not exist in the practice cloud.";
  if (tenant != NULL && !g_str_equal (tenant, account->tenant_id))
    return "AADSTS50020: This account belongs to another tenant than the one asked for.";
  return NULL;
}

static void
take_account (PracticeRequest *request, JsonObject *flow, const char *word)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *picked = practice_request_get_form (request, "pick");
  const char *typed = practice_request_get_form (request, "username");
  const char *name = picked != NULL ? picked : typed != NULL ? typed : "";
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  const PracticeAccount *account = practice_directory_find_account (stripped);
  const char *refusal = refuse_account (account, flow);

  if (refusal != NULL)
    {
      practice_sign_in_pages_show_accounts (request, word, stripped, refusal);
      return;
    }
  json_object_set_string_member (flow, "account", account->object_id);
  practice_grants_update (cloud, PRACTICE_FLOWS, word, flow);
  practice_sign_in_pages_show_password (request, word, account, NULL);
}

static void
take_password (PracticeRequest *request, JsonObject *flow, const char *word)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *id = practice_json_get_string (flow, "account");
  const PracticeAccount *account = practice_directory_find_account (id != NULL ? id : "");

  if (account == NULL)
    practice_sign_in_pages_show_accounts (request, word, NULL, NULL);
  else if (g_strcmp0 (practice_request_get_form (request, "password"), PRACTICE_PASSWORD) != 0)
    practice_sign_in_pages_show_password (
        request, word, account, "AADSTS50126: Your account or password is incorrect.");
  else if (account->blocked != NULL)
    practice_sign_in_pages_show_password (
        request, word, account, "AADSTS50057: The user account is disabled.");
  else
    {
      json_object_set_string_member (flow, "object_id", account->object_id);
      json_object_set_string_member (flow, "account_tenant", account->tenant_id);
      practice_grants_update (cloud, PRACTICE_FLOWS, word, flow);
      if (must_use_second_factor (cloud, flow))
        practice_sign_in_pages_show_second_factor (request, word, NULL);
      else
        finish (request, flow, word);
    }
}

static void
take_second_factor (PracticeRequest *request, JsonObject *flow, const char *word)
{
  const char *typed = practice_request_get_form (request, "otc");

  if (practice_json_get_string (flow, "object_id") == NULL)
    {
      practice_sign_in_pages_show_accounts (request, word, NULL, NULL);
      return;
    }
  if (g_strcmp0 (typed, PRACTICE_SECOND_FACTOR) != 0)
    {
      practice_sign_in_pages_show_second_factor (request,
                                                 word,
                                                 "AADSTS500121: That code didn’t work. Check it "
                                                 "and try again.");
      return;
    }
  json_object_set_boolean_member (flow, "second_factor", TRUE);
  finish (request, flow, word);
}

static void
take_form (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *word = practice_request_get_form (request, "flow");
  const char *step = practice_request_get_form (request, "step");
  g_autoptr (JsonObject) flow = practice_grants_find (cloud, PRACTICE_FLOWS, word);

  if (flow == NULL || practice_grants_get_age (cloud, flow) > FLOW_SECONDS)
    reply_error_page (request, 50089, "This sign-in is over. Start it again from the program.");
  else if (practice_request_get_form (request, "cancel") != NULL)
    cancel (request, flow, word);
  else if (g_strcmp0 (step, "password") == 0)
    take_password (request, flow, word);
  else if (g_strcmp0 (step, "second-factor") == 0)
    take_second_factor (request, flow, word);
  else
    take_account (request, flow, word);
}

static void
sign_out (PracticeRequest *request, gpointer data)
{
  practice_page_reply (
      request, SOUP_STATUS_OK, "You are signed out", "<p>This page can be closed.</p>");
}

void
practice_authorize_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);
  const PracticeSurface surface = PRACTICE_SURFACE_IDENTITY;

  practice_router_add (router, surface, "GET", "/{tenant}/oauth2/v2.0/authorize", authorize, NULL);
  practice_router_add (router, surface, "GET", "/{tenant}/oauth2/authorize", authorize, NULL);
  practice_router_add (router, surface, "POST", PRACTICE_SIGN_IN_PATH, take_form, NULL);
  practice_router_add (router, surface, "GET", "/{tenant}/oauth2/v2.0/logout", sign_out, NULL);
}
