/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-arm-list.h"

#include "practice-cloud.h"

#define PAGE_SIZE 1000

static guint64
read_number (PracticeRequest *request, const char *name, guint64 otherwise)
{
  const char *text = practice_request_get_query (request, name);
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    return otherwise;
  return number;
}

/* The same URL with another $skiptoken. */
static char *
make_next_link (PracticeRequest *request, const char *base_url, guint64 at)
{
  const char *query = practice_request_get_query_string (request);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);
  g_autoptr (GString) link = g_string_new (base_url);
  char mark = '?';

  g_string_append (link, practice_request_get_raw_path (request));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0' || g_ascii_strncasecmp (parts[i], "$skiptoken=", 11) == 0
          || g_ascii_strncasecmp (parts[i], "%24skiptoken=", 13) == 0)
        continue;
      g_string_append_printf (link, "%c%s", mark, parts[i]);
      mark = '&';
    }
  g_string_append_printf (link, "%c%%24skiptoken=%" G_GUINT64_FORMAT, mark, at);
  return g_strdup (link->str);
}

/* The part of the list that the request asks for; `closed` for an empty nextLink at the end. */
static void
reply_page (PracticeRequest *request,
            JsonArray *all,
            const char *base_url,
            const char *size_word,
            guint64 most,
            gboolean closed)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (practice_request_get_cloud (request));
  guint64 size = (guint64) practice_scenario_get_number (scenario, "pageSize", (double) most);
  guint64 start = read_number (request, "$skiptoken", 0);
  guint64 length = json_array_get_length (all);
  guint64 end;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *link = NULL;
  JsonArray *value = json_array_new ();

  size = MAX (1, MIN (size, read_number (request, size_word, size)));
  end = MIN (length, start + size);
  for (guint64 i = start; i < end; i++)
    json_array_add_element (value, json_node_copy (json_array_get_element (all, (guint) i)));
  json_object_set_array_member (body, "value", value);
  if (end < length)
    link = make_next_link (request, base_url, end);
  if (link != NULL || closed)
    json_object_set_string_member (body, "nextLink", link != NULL ? link : "");
  practice_request_reply_json (request, 200, body);
}

void
practice_arm_list_reply_page (PracticeRequest *request,
                              JsonArray *all,
                              const char *base_url,
                              const char *size_word,
                              guint64 most)
{
  reply_page (request, all, base_url, size_word, most, FALSE);
}

void
practice_arm_list_reply (PracticeRequest *request, JsonArray *all)
{
  const char *base_url = practice_cloud_get_base_url (practice_request_get_cloud (request));

  reply_page (request, all, base_url, "$top", PAGE_SIZE, FALSE);
}

void
practice_arm_list_reply_closed (PracticeRequest *request, JsonArray *all)
{
  const char *base_url = practice_cloud_get_base_url (practice_request_get_cloud (request));

  reply_page (request, all, base_url, "$top", PAGE_SIZE, TRUE);
}
