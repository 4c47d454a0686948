/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-control.h"

#include <string.h>

#include "practice-journal.h"
#include "practice-json.h"

/* A page in the browser can send simple requests to loopback: a lever is pulled only by a client
 * that says it sends JSON, which a page of another origin may not do unasked. */
gboolean
practice_control_refuse_page (PracticeRequest *request)
{
  const char *type = practice_request_get_header (request, "Content-Type");

  if (practice_request_get_header (request, "Origin") == NULL
      && (type == NULL || g_str_has_prefix (type, "application/json")))
    return FALSE;
  practice_request_reply_error (request,
                                SOUP_STATUS_FORBIDDEN,
                                "Forbidden",
                                "The levers of the practice cloud take JSON from programs only.");
  return TRUE;
}

static void
reply_scenario (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  PracticeScenario *scenario = practice_cloud_get_scenario (cloud);
  g_auto (GStrv) names = practice_scenario_list_names ();
  JsonArray *array = json_array_new ();
  g_autoptr (JsonObject) body = practice_json_object ("name",
                                                      practice_scenario_get_name (scenario),
                                                      "title",
                                                      practice_scenario_get_title (scenario),
                                                      NULL);

  for (guint i = 0; names[i] != NULL; i++)
    json_array_add_string_element (array, names[i]);
  json_object_set_array_member (body, "names", array);
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static PracticeScenario *
read_scenario (JsonObject *body, GError **error)
{
  const char *name = practice_json_get_string (body, "name");

  if (name != NULL && strchr (name, '/') == NULL && json_object_get_size (body) == 1)
    return practice_scenario_load (name, error);
  return practice_scenario_new (body, error);
}

static void
set_scenario (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  PracticeScenario *scenario;

  if (practice_control_refuse_page (request))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  scenario = read_scenario (body, &error);
  if (scenario == NULL)
    {
      practice_request_reply_error (request, 400, "InvalidScenario", "%s", error->message);
      return;
    }
  practice_cloud_set_scenario (practice_request_get_cloud (request), scenario);
  reply_scenario (request, NULL);
}

static void
add_fault (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (practice_control_refuse_page (request))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  if (!json_object_has_member (body, "count"))
    json_object_set_int_member (body, "count", 1);
  if (practice_scenario_add_rule (practice_cloud_get_scenario (cloud), body, &error))
    practice_request_reply_empty (request, SOUP_STATUS_NO_CONTENT);
  else
    practice_request_reply_error (request, 400, "InvalidRule", "%s", error->message);
}

static void
reply_journal (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) body = practice_journal_to_json (practice_cloud_get_journal (cloud));

  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static void
clear_journal (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);

  if (practice_control_refuse_page (request))
    return;
  practice_journal_clear (practice_cloud_get_journal (cloud));
  practice_request_reply_empty (request, SOUP_STATUS_NO_CONTENT);
}

static void
reply_clock (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autofree char *now = practice_cloud_format_now (cloud);
  g_autoptr (JsonObject) body = practice_json_object ("now", now, NULL);

  json_object_set_double_member (body, "shiftSeconds", practice_cloud_get_clock_shift (cloud));
  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

static void
set_clock (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) body = NULL;

  if (practice_control_refuse_page (request))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  practice_cloud_shift_clock (cloud, practice_json_get_number (body, "shiftSeconds", 0));
  reply_clock (request, NULL);
}

static void
reply_health (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) body = practice_json_object ("status", "ok", NULL);

  practice_request_reply_json (request, SOUP_STATUS_OK, body);
}

void
practice_control_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    const char *path;
    PracticeHandler handler;
  } levers[] = {
    { "GET", "/_practice/scenario", reply_scenario },
    { "PUT", "/_practice/scenario", set_scenario },
    { "POST", "/_practice/fault", add_fault },
    { "GET", "/_practice/journal", reply_journal },
    { "DELETE", "/_practice/journal", clear_journal },
    { "GET", "/_practice/clock", reply_clock },
    { "PUT", "/_practice/clock", set_clock },
    { "GET", "/_practice/health", reply_health },
  };
  PracticeRouter *router = practice_cloud_get_router (cloud);

  for (guint i = 0; i < G_N_ELEMENTS (levers); i++)
    practice_router_add (router,
                         PRACTICE_SURFACE_PLAIN | PRACTICE_SURFACE_BROWSER,
                         levers[i].method,
                         levers[i].path,
                         levers[i].handler,
                         NULL);
}
