/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-deployments.h"

#include "practice-arm-access.h"
#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-deployment-place.h"
#include "practice-locks.h"
#include "practice-operation.h"

#include <string.h>

#define DEPLOYMENTS "Microsoft.Resources/deployments/"

static gboolean
name_is_valid (const char *name)
{
  gsize length = strlen (name);

  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._()-", *at) == NULL)
      return FALSE;
  return length >= 1 && length <= 64;
}

/* The deployment asked for, or NULL after answering. */
static JsonObject *
enter_existing (PracticeRequest *request, const char *action, PracticeDeploymentPlace *place)
{
  JsonObject *document;

  if (!practice_deployment_enter (request, action, place))
    return NULL;
  document = practice_deployment_get (place->cloud, place->id);
  if (document == NULL)
    practice_request_reply_error (
        request, 404, "DeploymentNotFound", "Deployment '%s' could not be found.", place->name);
  return document;
}

static PracticeRefusal *
check_free (PracticeDeploymentPlace *place, gboolean *exists)
{
  g_autoptr (JsonObject) old = practice_deployment_get (place->cloud, place->id);

  *exists = old != NULL;
  if (!name_is_valid (place->name))
    return practice_refusal_new (400,
                                 "InvalidDeploymentName",
                                 "The deployment name '%s' is invalid. It must have 1 to 64 "
                                 "letters, digits, '-', '_', '.', '(' or ')'.",
                                 place->name);
  if (old != NULL && practice_deployment_is_active (old))
    return practice_refusal_new (409,
                                 "DeploymentActive",
                                 "The deployment with resource id '%s' cannot be saved, because "
                                 "this would overwrite an existing deployment which is still "
                                 "active. Please see https://aka.ms/arm-deploy for usage "
                                 "details.",
                                 place->id);
  return practice_locks_check (place->cloud, place->scope_id, FALSE);
}

static void
start_deployment (PracticeRequest *request, PracticeDeploymentPlace *place, gboolean existed)
{
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (JsonObject) document = practice_deployment_get (place->cloud, place->id);
  g_autoptr (PracticeOperation) operation = NULL;

  json_object_set_string_member (facts, "id", place->id);
  operation = practice_operation_start (place->cloud, "deployment", place->id, 2, facts);
  practice_operation_reply (
      operation, request, existed ? 200 : 201, PRACTICE_ASYNC_HEADER, document);
}

static void
put_deployment (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (PracticeRefusal) refusal = NULL;
  g_autoptr (PracticeTemplate) template = NULL;
  gboolean existed = FALSE;

  if (!practice_deployment_enter (request, DEPLOYMENTS "write", &place))
    return;
  body = practice_request_read_json (request, TRUE);
  if (body == NULL)
    return;
  refusal = check_free (&place, &existed);
  if (refusal == NULL)
    template = practice_deployment_read (place.cloud, place.scope_id, place.name, body, &refusal);
  if (refusal == NULL)
    refusal = practice_deployment_preflight (place.cloud, template, place.principal, place.name);
  if (refusal != NULL)
    {
      practice_refusal_reply (refusal, request);
      return;
    }
  practice_deployment_prepare (
      request, place.id, place.scope_id, body, template, place.principal->object_id);
  start_deployment (request, &place, existed);
}

static void
get_deployment (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document = enter_existing (request, DEPLOYMENTS "read", &place);

  if (document != NULL)
    practice_request_reply_json (request, 200, document);
}

static void
head_deployment (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document = NULL;

  if (!practice_deployment_enter (request, DEPLOYMENTS "read", &place))
    return;
  document = practice_deployment_get (place.cloud, place.id);
  practice_request_reply_empty (request, document != NULL ? 204 : 404);
}

static void
list_deployments (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autofree char *prefix = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (JsonArray) value = json_array_new ();

  if (!practice_deployment_enter (request, DEPLOYMENTS "read", &place))
    return;
  prefix = g_strconcat (place.scope_id, "/providers/Microsoft.Resources/deployments/", NULL);
  all = practice_state_list (practice_cloud_get_state (place.cloud), "deployments", prefix);
  for (guint i = 0; i < all->len; i++)
    json_array_add_object_element (value, json_object_ref (all->pdata[i]));
  practice_arm_list_reply (request, value);
}

static double
delete_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  const char *id = practice_arm_json_string (practice_operation_get_data (operation), "id");

  practice_state_remove (practice_cloud_get_state (cloud), "deployments", id);
  practice_state_remove (practice_cloud_get_state (cloud), "deployment-inner", id);
  practice_operation_succeed (operation, NULL);
  return 0;
}

static void
delete_deployment (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (PracticeOperation) operation = NULL;

  if (!practice_deployment_enter (request, DEPLOYMENTS "delete", &place))
    return;
  document = practice_deployment_get (place.cloud, place.id);
  if (document == NULL)
    {
      practice_request_reply_empty (request, 204);
      return;
    }
  if (practice_deployment_is_active (document))
    {
      practice_request_reply_error (request,
                                    409,
                                    "DeploymentBeingDeployed",
                                    "The deployment '%s' is still active and cannot be deleted.",
                                    place.name);
      return;
    }
  json_object_set_string_member (facts, "id", place.id);
  operation = practice_operation_start (place.cloud, "deployment-delete", place.id, 5, facts);
  practice_operation_reply (operation, request, 202, PRACTICE_ASYNC_LOCATION, NULL);
}

/* What runs is finished; what waits is not begun. */
static void
cancel_deployment (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document = enter_existing (request, DEPLOYMENTS "cancel/action", &place);
  g_autoptr (JsonObject) inner = NULL;

  if (document == NULL)
    return;
  if (!practice_deployment_is_active (document))
    {
      practice_request_reply_error (request,
                                    409,
                                    "DeploymentCannotBeCancelled",
                                    "The deployment '%s' cannot be cancelled, because it is not "
                                    "active.",
                                    place.name);
      return;
    }
  inner = practice_deployment_get_inner (place.cloud, place.id);
  json_object_set_boolean_member (inner, "cancelled", TRUE);
  practice_deployment_put_inner (place.cloud, place.id, inner);
  practice_deployment_set_state (place.cloud, document, "Canceled");
  practice_deployment_put (place.cloud, place.id, document);
  practice_request_reply_empty (request, 204);
}

static void
export_template (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document
      = enter_existing (request, DEPLOYMENTS "exportTemplate/action", &place);
  g_autoptr (JsonObject) inner = NULL;
  g_autoptr (JsonObject) result = NULL;
  JsonNode *template;

  if (document == NULL)
    return;
  inner = practice_deployment_get_inner (place.cloud, place.id);
  template = practice_arm_json_at (inner, "body", "properties", "template", NULL);
  result = json_object_new ();
  json_object_set_member (result, "template", practice_arm_json_clone (template));
  practice_request_reply_json (request, 200, result);
}

static void
list_operations (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document = enter_existing (request, DEPLOYMENTS "operations/read", &place);
  g_autoptr (JsonArray) operations = NULL;

  if (document == NULL)
    return;
  operations = practice_deployment_list_operations (place.cloud, place.id);
  practice_arm_list_reply (request, operations);
}

static void
get_operation (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeDeploymentPlace) place = { 0 };
  g_autoptr (JsonObject) document = enter_existing (request, DEPLOYMENTS "operations/read", &place);
  const char *wanted = practice_request_get_capture (request, "operation");
  g_autoptr (JsonArray) operations = NULL;

  if (document == NULL)
    return;
  operations = practice_deployment_list_operations (place.cloud, place.id);
  for (guint i = 0; i < json_array_get_length (operations); i++)
    {
      JsonObject *one = json_array_get_object_element (operations, i);

      if (g_ascii_strcasecmp (practice_arm_json_string (one, "operationId"), wanted) != 0)
        continue;
      practice_request_reply_json (request, 200, one);
      return;
    }
  practice_request_reply_error (request,
                                404,
                                "DeploymentOperationNotFound",
                                "Deployment operation '%s' could not be found.",
                                wanted);
}

static const struct
{
  const char *method;
  const char *rest;
  PracticeHandler handler;
} routes[] = {
  { "PUT", "/{deployment}", put_deployment },
  { "GET", "/{deployment}", get_deployment },
  { "HEAD", "/{deployment}", head_deployment },
  { "DELETE", "/{deployment}", delete_deployment },
  { "GET", "", list_deployments },
  { "POST", "/{deployment}/cancel", cancel_deployment },
  { "POST", "/{deployment}/validate", practice_deployment_validate },
  { "POST", "/{deployment}/whatIf", practice_deployment_what_if },
  { "POST", "/{deployment}/exportTemplate", export_template },
  { "GET", "/{deployment}/operations", list_operations },
  { "GET", "/{deployment}/operations/{operation}", get_operation },
};

/* Azure takes the operations' path with the provider in it and without. */
static void
add_routes (PracticeCloud *cloud, const char *scope)
{
  static const char *const stems[]
      = { "/providers/Microsoft.Resources/deployments", "/deployments" };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (stems); j++)
      {
        g_autofree char *pattern = g_strconcat (scope, stems[j], routes[i].rest, NULL);

        practice_router_add (practice_cloud_get_router (cloud),
                             PRACTICE_SURFACE_MANAGEMENT,
                             routes[i].method,
                             pattern,
                             routes[i].handler,
                             NULL);
      }
}

void
practice_deployments_register (PracticeCloud *cloud)
{
  practice_deployment_run_register (cloud);
  practice_operation_add_kind (cloud, "deployment-delete", delete_step, NULL);
  practice_deployment_checks_register (cloud);
  add_routes (cloud, "/subscriptions/{subscription}/resourceGroups/{group}");
  add_routes (cloud, "/subscriptions/{subscription}");
}
