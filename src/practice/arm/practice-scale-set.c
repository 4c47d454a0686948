/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-scale-set.h"

#include "practice-arm-json.h"
#include "practice-resources.h"

#include <string.h>

static JsonArray *
ensure_instances (JsonObject *inner)
{
  JsonArray *instances = practice_arm_json_array (inner, "instances");

  if (instances != NULL)
    return instances;
  instances = json_array_new ();
  json_object_set_array_member (inner, "instances", instances);
  return instances;
}

static JsonObject *
make_instance (PracticeCloud *cloud, gint64 number)
{
  JsonObject *instance = json_object_new ();
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autofree char *guid = g_uuid_string_random ();
  g_autofree char *now = practice_cloud_format_now (cloud);

  json_object_set_string_member (instance, "id", id);
  json_object_set_string_member (instance, "vmId", guid);
  json_object_set_string_member (instance, "power", "running");
  json_object_set_string_member (instance, "created", now);
  json_object_set_boolean_member (instance, "latest", TRUE);
  return instance;
}

void
practice_scale_set_fit_instances (PracticeCloud *cloud, const char *id, JsonObject *resource)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id);
  JsonArray *instances = ensure_instances (inner);
  gint64 wanted = practice_arm_json_int (practice_arm_json_object (resource, "sku"), "capacity", 1);
  gint64 next = practice_arm_json_int (inner, "nextInstance", 0);

  while (json_array_get_length (instances) > wanted)
    json_array_remove_element (instances, json_array_get_length (instances) - 1);
  while (json_array_get_length (instances) < wanted)
    json_array_add_object_element (instances, make_instance (cloud, next++));
  json_object_set_int_member (inner, "nextInstance", next);
  practice_resources_put_inner (cloud, id, inner);
}

void
practice_scale_set_outdate_instances (PracticeCloud *cloud, const char *id)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id);
  JsonArray *instances = ensure_instances (inner);

  for (guint i = 0; i < json_array_get_length (instances); i++)
    json_object_set_boolean_member (json_array_get_object_element (instances, i), "latest", FALSE);
  practice_resources_put_inner (cloud, id, inner);
}

gboolean
practice_scale_set_has_running (PracticeCloud *cloud, const char *id)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id);
  JsonArray *instances = ensure_instances (inner);

  for (guint i = 0; i < json_array_get_length (instances); i++)
    if (g_strcmp0 (practice_arm_json_string (json_array_get_object_element (instances, i), "power"),
                   "running")
        == 0)
      return TRUE;
  return FALSE;
}

char *
practice_scale_set_dup_custom_data (PracticeCloud *cloud, const char *id)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id);

  return g_strdup (practice_arm_json_string (inner, "customData"));
}

void
practice_scale_set_set_listener (PracticeCloud *cloud, PracticeInstancesChanged listener)
{
  g_object_set_data (G_OBJECT (cloud), "instances-changed", (gpointer) listener);
}

static void
on_changed (PracticeCloud *cloud, gpointer data)
{
  PracticeInstancesChanged listener
      = (PracticeInstancesChanged) g_object_get_data (G_OBJECT (cloud), "instances-changed");

  if (listener != NULL)
    listener (cloud);
}

/* Later, when the change that is being made is written down. */
void
practice_scale_set_changed (PracticeCloud *cloud)
{
  practice_cloud_after (cloud, 0, on_changed, NULL, NULL);
}
