/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-scale-set.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-operation.h"
#include "practice-resources.h"

#include <string.h>

/* What an action makes of an instance's power: while it lasts, and afterwards. NULL leaves it. */
typedef struct
{
  const char *name;
  double seconds;
  const char *during;
  const char *after;
  gboolean applies_model;
} Action;

static const Action actions[] = {
  { "start", 45, "starting", "running", FALSE },
  { "poweroff", 30, "stopping", "stopped", FALSE },
  { "deallocate", 60, "deallocating", "deallocated", FALSE },
  { "restart", 40, "starting", "running", FALSE },
  { "reimage", 90, "starting", "running", TRUE },
  { "reimageall", 90, "starting", "running", TRUE },
  { "manualupgrade", 60, NULL, NULL, TRUE },
};

static const Action *
find_action (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_ascii_strcasecmp (actions[i].name, name) == 0)
      return &actions[i];
  return NULL;
}

static gboolean
is_chosen (JsonArray *chosen, const char *instance)
{
  if (chosen == NULL || json_array_get_length (chosen) == 0)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (chosen); i++)
    {
      JsonNode *node = json_array_get_element (chosen, i);

      if (practice_arm_json_is_string (node)
          && (strcmp (json_node_get_string (node), instance) == 0
              || strcmp (json_node_get_string (node), "*") == 0))
        return TRUE;
    }
  return FALSE;
}

static void
set_power (PracticeCloud *cloud,
           const char *id,
           JsonArray *chosen,
           const char *power,
           gboolean applies_model)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id);
  JsonArray *instances = practice_arm_json_array (inner, "instances");

  for (guint i = 0; instances != NULL && i < json_array_get_length (instances); i++)
    {
      JsonObject *instance = json_array_get_object_element (instances, i);

      if (!is_chosen (chosen, practice_arm_json_string (instance, "id")))
        continue;
      if (power != NULL)
        json_object_set_string_member (instance, "power", power);
      if (applies_model)
        json_object_set_boolean_member (instance, "latest", TRUE);
    }
  practice_resources_put_inner (cloud, id, inner);
}

static double
action_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  JsonObject *facts = practice_operation_get_data (operation);
  const char *id = practice_arm_json_string (facts, "id");
  const Action *action = find_action (practice_arm_json_string (facts, "action"));
  JsonArray *chosen = practice_arm_json_array (facts, "instances");

  set_power (cloud, id, chosen, action->after, action->applies_model);
  practice_operation_succeed (operation, NULL);
  practice_scale_set_changed (cloud);
  return 0;
}

/* The ids of the body, {"instanceIds": ["0", …]}; a body is not needed. */
static gboolean
read_chosen (PracticeRequest *request, JsonObject *facts)
{
  GBytes *bytes = practice_request_get_body (request);
  g_autoptr (JsonObject) body = NULL;
  JsonArray *chosen;

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return TRUE;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return FALSE;
  chosen = practice_arm_json_array (body, "instanceIds");
  if (chosen != NULL)
    json_object_set_array_member (facts, "instances", json_array_ref (chosen));
  return TRUE;
}

static void
start_action (PracticeRequest *request, const Action *action, const char *id, JsonObject *scale_set)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (PracticeOperation) operation = NULL;
  g_autofree char *base
      = g_strdup_printf ("/subscriptions/%s/providers/Microsoft.Compute/locations/%s",
                         practice_request_get_capture (request, "subscription"),
                         practice_arm_json_string (scale_set, "location"));

  json_object_set_string_member (facts, "id", id);
  json_object_set_string_member (facts, "action", action->name);
  if (!read_chosen (request, facts))
    return;
  set_power (cloud, id, practice_arm_json_array (facts, "instances"), action->during, FALSE);
  operation = practice_operation_start (cloud, "scale-set-action", base, action->seconds, facts);
  practice_operation_reply (
      operation, request, 202, PRACTICE_ASYNC_HEADER | PRACTICE_ASYNC_LOCATION, NULL);
  practice_scale_set_changed (cloud);
}

static void
post_action (PracticeRequest *request, gpointer data)
{
  const Action *action = data;
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autofree char *right
      = g_strdup_printf ("Microsoft.Compute/virtualMachineScaleSets/%s/action", action->name);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter_group (request, right);
  const char *path = practice_request_get_path (request);
  g_autofree char *id = g_strndup (path, strlen (path) - strlen (action->name) - 1);
  g_autoptr (JsonObject) scale_set = NULL;

  if (principal == NULL)
    return;
  scale_set = practice_resources_get (cloud, id);
  if (scale_set == NULL)
    practice_request_reply_error (request,
                                  404,
                                  "ResourceNotFound",
                                  "The Resource 'Microsoft.Compute/virtualMachineScaleSets/%s' "
                                  "under resource group '%s' was not found.",
                                  practice_request_get_capture (request, "name"),
                                  practice_request_get_capture (request, "group"));
  else if (practice_resources_is_busy (scale_set))
    practice_request_reply_error (request,
                                  409,
                                  "OperationNotAllowed",
                                  "The scale set has another operation in progress. Try again "
                                  "when it is finished.");
  else
    start_action (request, action, id, scale_set);
}

void
practice_scale_set_actions_register (PracticeCloud *cloud)
{
  practice_operation_add_kind (cloud, "scale-set-action", action_step, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *pattern
          = g_strconcat ("/subscriptions/{subscription}/resourceGroups/{group}/providers/"
                         "Microsoft.Compute/virtualMachineScaleSets/{name}/",
                         actions[i].name,
                         NULL);

      practice_router_add (practice_cloud_get_router (cloud),
                           PRACTICE_SURFACE_MANAGEMENT,
                           "POST",
                           pattern,
                           post_action,
                           (gpointer) &actions[i]);
    }
}
