/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-applications.h"

#include <string.h>

#include "practice-json.h"

#define KNOWN_KEY "practice-known-applications"
/* Azure tells a new registration to its other servers within seconds. */
#define SETTLE_SECONDS 4

typedef struct
{
  PracticeApplication application;
  char *client_id, *object_id, *name;
} Known;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->client_id);
  g_free (known->object_id);
  g_free (known->name);
  g_free (known);
}

/* A handler borrows what it found for as long as it likes, so nothing is ever taken out. */
static GHashTable *
get_known (PracticeCloud *cloud)
{
  GHashTable *known = g_object_get_data (G_OBJECT (cloud), KNOWN_KEY);

  if (known == NULL)
    {
      known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
      g_object_set_data_full (
          G_OBJECT (cloud), KNOWN_KEY, known, (GDestroyNotify) g_hash_table_unref);
    }
  return known;
}

JsonObject *
practice_applications_get_document (PracticeCloud *cloud, const char *client_id)
{
  return practice_state_get (practice_cloud_get_state (cloud), PRACTICE_APPLICATIONS, client_id);
}

void
practice_applications_put_document (PracticeCloud *cloud, JsonObject *document)
{
  practice_state_put (practice_cloud_get_state (cloud),
                      PRACTICE_APPLICATIONS,
                      practice_json_get_string (document, "appId"),
                      document);
}

static const PracticeApplication *
remember (PracticeCloud *cloud, JsonObject *document)
{
  const char *principal = practice_json_get_string (document, "practicePrincipal");
  Known *known = g_new0 (Known, 1);

  known->client_id = g_strdup (practice_json_get_string (document, "appId"));
  known->object_id = g_strdup (principal);
  known->name = g_strdup (practice_json_get_string (document, "displayName"));
  known->application.client_id = known->client_id;
  known->application.object_id = known->object_id;
  known->application.name = known->name;
  g_hash_table_insert (
      get_known (cloud),
      g_strdup_printf ("%s %s", known->client_id, principal != NULL ? principal : ""),
      known);
  return &known->application;
}

const PracticeApplication *
practice_applications_find (PracticeCloud *cloud, const char *client_id)
{
  const PracticeApplication *built_in = practice_directory_find_application (client_id);
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *key = NULL;
  const char *principal;
  Known *known;

  if (built_in != NULL)
    return built_in;
  document = practice_applications_get_document (cloud, client_id);
  if (document == NULL)
    return NULL;
  principal = practice_json_get_string (document, "practicePrincipal");
  key = g_strdup_printf (
      "%s %s", practice_json_get_string (document, "appId"), principal != NULL ? principal : "");
  known = g_hash_table_lookup (get_known (cloud), key);
  return known != NULL ? &known->application : remember (cloud, document);
}

char *
practice_applications_hash (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

static gboolean
is_over (PracticeCloud *cloud, const char *end)
{
  g_autoptr (GDateTime) time = end != NULL ? g_date_time_new_from_iso8601 (end, NULL) : NULL;

  return time == NULL
         || g_date_time_to_unix (time) <= practice_cloud_get_now (cloud) / G_USEC_PER_SEC;
}

static PracticeSecretVerdict
judge_by_document (PracticeCloud *cloud, JsonObject *document, const char *secret)
{
  JsonArray *passwords = practice_json_get_array (document, "passwordCredentials");
  g_autofree char *hash = practice_applications_hash (secret);

  for (guint i = 0; passwords != NULL && i < json_array_get_length (passwords); i++)
    {
      JsonObject *password = json_array_get_object_element (passwords, i);

      if (g_strcmp0 (practice_json_get_string (password, "practiceHash"), hash) == 0)
        return is_over (cloud, practice_json_get_string (password, "endDateTime"))
                   ? PRACTICE_SECRET_EXPIRED
                   : PRACTICE_SECRET_RIGHT;
    }
  return PRACTICE_SECRET_WRONG;
}

PracticeSecretVerdict
practice_applications_judge_secret (PracticeCloud *cloud,
                                    const PracticeApplication *application,
                                    const char *secret)
{
  g_autoptr (JsonObject) document
      = practice_applications_get_document (cloud, application->client_id);

  if (document != NULL)
    return judge_by_document (cloud, document, secret);
  return g_strcmp0 (secret, application->secret) == 0 ? PRACTICE_SECRET_RIGHT
                                                      : PRACTICE_SECRET_WRONG;
}

gboolean
practice_applications_has_localhost (PracticeCloud *cloud, const char *client_id)
{
  g_autoptr (JsonObject) document = practice_applications_get_document (cloud, client_id);
  JsonArray *redirects;

  if (document == NULL)
    return TRUE;
  redirects = practice_json_get_array (document, "publicClient.redirectUris");
  for (guint i = 0; redirects != NULL && i < json_array_get_length (redirects); i++)
    if (g_strcmp0 (practice_json_get_element (redirects, i), "http://localhost") == 0)
      return TRUE;
  return FALSE;
}

gboolean
practice_applications_is_public (PracticeCloud *cloud, const char *client_id)
{
  g_autoptr (JsonObject) document = practice_applications_get_document (cloud, client_id);

  return document == NULL || practice_json_get_flag (document, "isFallbackPublicClient", FALSE);
}

gboolean
practice_applications_is_settled (PracticeCloud *cloud, JsonObject *document)
{
  double azure_seconds = practice_scenario_get_number (
      practice_cloud_get_scenario (cloud), "directorySeconds", SETTLE_SECONDS);
  gint64 age
      = practice_cloud_get_now (cloud) - practice_json_get_int (document, "practiceCreated", 0);

  return age >= practice_cloud_seconds (cloud, azure_seconds) * G_USEC_PER_SEC;
}
