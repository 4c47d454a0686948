/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-portal.h"

#include "practice-directory.h"
#include "practice-json.h"
#include "practice-page.h"

static void
append_row (GString *html, const char *first, const char *second, const char *third)
{
  g_autofree char *row = g_markup_printf_escaped ("<tr><td>%s</td><td>%s</td><td>%s</td></tr>",
                                                  first != NULL ? first : "",
                                                  second != NULL ? second : "",
                                                  third != NULL ? third : "");

  g_string_append (html, row);
}

static void
append_scenario (GString *html, PracticeCloud *cloud)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (cloud);
  g_autofree char *text = g_markup_printf_escaped ("<p>Scenario <code>%s</code>: %s.</p>",
                                                   practice_scenario_get_name (scenario),
                                                   practice_scenario_get_title (scenario) ?: "");

  g_string_append (html, text);
}

static void
append_resources (GString *html, PracticeCloud *cloud)
{
  g_autoptr (GPtrArray) resources
      = practice_state_list (practice_cloud_get_state (cloud), "resources", NULL);

  g_string_append (html, "<h2>Resources</h2>");
  if (resources->len == 0)
    {
      g_string_append (html, "<p class=\"quiet\">There is none yet.</p>");
      return;
    }
  g_string_append (html, "<table><tr><th>Name</th><th>Type</th><th>State</th></tr>");
  for (guint i = 0; i < resources->len; i++)
    {
      JsonObject *resource = g_ptr_array_index (resources, i);

      append_row (html,
                  practice_json_get_string (resource, "name"),
                  practice_json_get_string (resource, "type"),
                  practice_json_get_string (resource, "properties.provisioningState"));
    }
  g_string_append (html, "</table>");
}

static void
append_directory (GString *html)
{
  guint count;
  const PracticeSubscription *subscriptions = practice_directory_get_subscriptions (&count);
  const PracticeAccount *accounts;

  g_string_append (html,
                   "<h2>Subscriptions</h2><table><tr><th>Name</th><th>Id</th>"
                   "<th>State</th></tr>");
  for (guint i = 0; i < count; i++)
    append_row (html, subscriptions[i].name, subscriptions[i].id, subscriptions[i].state);
  g_string_append (html,
                   "</table><h2>Accounts</h2><table><tr><th>User name</th><th>Name</th>"
                   "<th></th></tr>");
  accounts = practice_directory_get_accounts (&count);
  for (guint i = 0; i < count; i++)
    append_row (html, accounts[i].user_name, accounts[i].name, accounts[i].about);
  g_string_append (html,
                   "</table><p class=\"quiet\">Every password is "
                   "<code>" PRACTICE_PASSWORD "</code>.</p>");
}

static void
reply_portal (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (GString) html = g_string_new (NULL);

  append_scenario (html, cloud);
  append_resources (html, cloud);
  append_directory (html);
  g_string_append (html, "<p><a href=\"/portal\">Management certificates</a></p>");
  practice_page_reply (request, SOUP_STATUS_OK, "What is in the practice cloud", html->str);
}

void
practice_portal_register (PracticeCloud *cloud)
{
  practice_router_add (
      practice_cloud_get_router (cloud), PRACTICE_SURFACE_BROWSER, "GET", "/", reply_portal, NULL);
}
