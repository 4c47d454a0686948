/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-deployment-place.h"

#include "practice-arm-access.h"
#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-deployments.h"
#include "practice-operation.h"

#define DEPLOYMENTS "Microsoft.Resources/deployments/"

gboolean
practice_deployment_enter (PracticeRequest *request,
                           const char *action,
                           PracticeDeploymentPlace *place)
{
  const char *subscription = practice_request_get_capture (request, "subscription");
  const char *group = practice_request_get_capture (request, "group");

  place->cloud = practice_request_get_cloud (request);
  place->name = practice_request_get_capture (request, "deployment");
  place->principal = group != NULL ? practice_arm_enter_group (request, action)
                                   : practice_arm_enter (request, action);
  if (place->principal == NULL)
    return FALSE;
  place->scope_id = group != NULL ? practice_arm_id_for_group (subscription, group)
                                  : g_strconcat ("/subscriptions/", subscription, NULL);
  if (place->name != NULL)
    place->id = g_strconcat (
        place->scope_id, "/providers/Microsoft.Resources/deployments/", place->name, NULL);
  return TRUE;
}

void
practice_deployment_place_clear (PracticeDeploymentPlace *place)
{
  g_clear_pointer (&place->principal, practice_principal_free);
  g_clear_pointer (&place->scope_id, g_free);
  g_clear_pointer (&place->id, g_free);
}

static JsonObject *
make_validation (PracticeRequest *request,
                 PracticeDeploymentPlace *place,
                 PracticeTemplate *template)
{
  GPtrArray *resources = practice_template_get_resources (template);
  JsonObject *result = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *validated = json_array_new ();
  g_autofree char *now = practice_cloud_format_now (place->cloud);

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];
      JsonObject *one;

      if (!resource->wanted)
        continue;
      one = json_object_new ();
      json_object_set_string_member (one, "id", resource->id);
      json_array_add_object_element (validated, one);
    }
  json_object_set_string_member (properties, "mode", "Incremental");
  json_object_set_string_member (properties, "provisioningState", "Succeeded");
  json_object_set_string_member (properties, "timestamp", now);
  json_object_set_string_member (properties, "duration", "PT0S");
  json_object_set_string_member (
      properties, "correlationId", practice_request_get_correlation_id (request));
  json_object_set_object_member (
      properties, "parameters", practice_template_show_parameters (template));
  json_object_set_array_member (properties, "validatedResources", validated);
  json_object_set_object_member (result, "properties", properties);
  return result;
}

/* Reads the body and looks at it as a deployment would; NULL after answering. */
static PracticeTemplate *
read_checked (PracticeRequest *request, PracticeDeploymentPlace *place, JsonObject *body)
{
  g_autoptr (PracticeRefusal) refusal = NULL;
  g_autoptr (PracticeTemplate) template
      = practice_deployment_read (place->cloud, place->scope_id, place->name, body, &refusal);

  if (refusal == NULL)
    refusal = practice_deployment_preflight (place->cloud, template, place->principal, place->name);
  if (refusal == NULL)
    return g_steal_pointer (&template);
  practice_refusal_reply (refusal, request);
  return NULL;
}

void
practice_deployment_validate (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (PracticeTemplate) template = NULL;
  g_autoptr (JsonObject) result = NULL;

  if (!practice_deployment_enter (request, DEPLOYMENTS "validate/action", &place))
    return;
  body = practice_request_read_json (request, TRUE);
  template = body != NULL ? read_checked (request, &place, body) : NULL;
  if (template == NULL)
    return;
  result = make_validation (request, &place, template);
  practice_request_reply_json (request, 200, result);
}

static double
what_if_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  practice_operation_succeed (
      operation, practice_arm_json_object (practice_operation_get_data (operation), "result"));
  return 0;
}

void
practice_deployment_what_if (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (PracticeTemplate) template = NULL;
  g_autoptr (PracticeOperation) operation = NULL;
  JsonNode *format;
  JsonObject *result;

  if (!practice_deployment_enter (request, DEPLOYMENTS "whatIf/action", &place))
    return;
  body = practice_request_read_json (request, TRUE);
  template = body != NULL ? read_checked (request, &place, body) : NULL;
  if (template == NULL)
    return;
  format = practice_arm_json_at (body, "properties", "whatIfSettings", "resultFormat", NULL);
  result = practice_what_if (
      place.cloud,
      place.scope_id,
      template,
      !practice_arm_json_is_string (format)
          || g_ascii_strcasecmp (json_node_get_string (format), "ResourceIdOnly") != 0);
  json_object_set_object_member (facts, "result", result);
  if (practice_scenario_get_flag (practice_cloud_get_scenario (place.cloud), "whatIfAtOnce"))
    {
      practice_request_reply_json (request, 200, result);
      return;
    }
  operation = practice_operation_start (place.cloud, "what-if", place.id, 5, facts);
  practice_operation_reply (operation, request, 202, PRACTICE_ASYNC_LOCATION, NULL);
}

void
practice_deployment_checks_register (PracticeCloud *cloud)
{
  practice_operation_add_kind (cloud, "what-if", what_if_step, NULL);
}
