/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-authorize.h"

#include <string.h>

#include "practice-applications.h"
#include "practice-grants.h"
#include "practice-identity-error.h"
#include "practice-json.h"
#include "practice-page.h"
#include "practice-token-reply.h"

#define DEVICE_PATH "/_practice/device"
#define DEVICE_SECONDS 900

/* Nine letters without those that look alike. */
static char *
make_user_code (void)
{
  static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";
  char *code = g_new0 (char, 10);

  for (int i = 0; i < 9; i++)
    code[i] = letters[g_random_int_range (0, sizeof letters - 1)];
  return code;
}

static JsonObject *
make_answer (PracticeCloud *cloud, const char *device_code, const char *user_code)
{
  g_autofree char *uri = g_strconcat (practice_cloud_get_browser_url (cloud), DEVICE_PATH, NULL);
  g_autofree char *message = g_strdup_printf (
      "To sign in, use a web browser to open the page %s and enter the code %s to authenticate.",
      uri,
      user_code);
  JsonObject *body = practice_json_object ("user_code",
                                           user_code,
                                           "device_code",
                                           device_code,
                                           "verification_uri",
                                           uri,
                                           "message",
                                           message,
                                           NULL);

  json_object_set_int_member (body, "expires_in", DEVICE_SECONDS);
  json_object_set_int_member (body, "interval", 5);
  return body;
}

static void
begin (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *client_id = practice_request_get_form (request, "client_id");
  const char *scope = practice_request_get_form (request, "scope");
  gboolean unknown;
  const char *tenant = practice_discovery_get_tenant (request, &unknown);
  g_autofree char *user_code = make_user_code ();
  g_autofree char *device_code = NULL;
  g_autoptr (JsonObject) device = NULL;
  g_autoptr (JsonObject) body = NULL;

  if (unknown || client_id == NULL || practice_applications_find (cloud, client_id) == NULL)
    {
      practice_identity_refuse (request,
                                &(PracticeRefusal) { 400,
                                                     "unauthorized_client",
                                                     700016,
                                                     "The application was not found in the "
                                                     "directory.",
                                                     NULL,
                                                     NULL });
      return;
    }
  if (!practice_applications_is_public (cloud, client_id))
    {
      practice_token_refuse (request,
                             "invalid_client",
                             7000218,
                             "The request body must contain the following parameter: "
                             "'client_assertion' or 'client_secret'.");
      return;
    }
  device = practice_json_object ("client_id",
                                 client_id,
                                 "scope",
                                 scope,
                                 "tenant",
                                 tenant,
                                 "user_code",
                                 user_code,
                                 "verdict",
                                 "pending",
                                 NULL);
  device_code = practice_grants_issue (cloud, PRACTICE_DEVICE_CODES, device);
  body = make_answer (cloud, device_code, user_code);
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static void
show_page (PracticeRequest *request, const char *wrong)
{
  g_autofree char *inner = g_markup_printf_escaped (
      "<p class=\"wrong\" role=\"alert\">%s</p>"
      "<form method=\"post\" action=\"" DEVICE_PATH "\" autocomplete=\"off\">"
      "<label for=\"user_code\">Code shown by the program</label>"
      "<input id=\"user_code\" name=\"user_code\" type=\"text\" autofocus required>"
      "<div class=\"buttons\"><button type=\"submit\" class=\"primary\">Next</button></div></form>",
      wrong);

  practice_page_reply (request, SOUP_STATUS_OK, "Enter code to allow access", inner);
}

static void
reply_page (PracticeRequest *request, gpointer data)
{
  show_page (request, "");
}

/* The key under which the pending device code with this user code is kept. */
static char *
find_device (PracticeCloud *cloud, const char *user_code, JsonObject **device)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_auto (GStrv) keys = practice_state_list_keys (state, PRACTICE_DEVICE_CODES, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (JsonObject) found = practice_state_get (state, PRACTICE_DEVICE_CODES, keys[i]);
      const char *code = practice_json_get_string (found, "user_code");

      if (code != NULL && g_ascii_strcasecmp (code, user_code) == 0
          && practice_grants_get_age (cloud, found) < DEVICE_SECONDS)
        {
          *device = g_steal_pointer (&found);
          return g_strdup (keys[i]);
        }
    }
  return NULL;
}

static void
take_user_code (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *typed = practice_request_get_form (request, "user_code");
  g_autofree char *code = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  g_autoptr (JsonObject) device = NULL;
  g_autofree char *key = find_device (cloud, code, &device);
  g_autoptr (JsonObject) flow = NULL;

  if (key == NULL)
    {
      show_page (request, "That code didn’t work. Check the code and try again.");
      return;
    }
  flow = practice_json_object ("tenant",
                               practice_json_get_string (device, "tenant"),
                               "client_id",
                               practice_json_get_string (device, "client_id"),
                               "device",
                               key,
                               NULL);
  practice_authorize_begin (request, flow);
}

void
practice_device_code_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);
  const PracticeSurface surface = PRACTICE_SURFACE_IDENTITY;

  practice_router_add (router, surface, "POST", "/{tenant}/oauth2/v2.0/devicecode", begin, NULL);
  practice_router_add (router, surface, "GET", DEVICE_PATH, reply_page, NULL);
  practice_router_add (router, surface, "POST", DEVICE_PATH, take_user_code, NULL);
}
