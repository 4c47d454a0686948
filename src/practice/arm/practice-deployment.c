/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-deployments.h"

#include "practice-arm-access.h"
#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-resources.h"
#include "practice-subscriptions.h"

#include <string.h>

#define COLLECTION "deployments"
#define INNER "deployment-inner"

JsonObject *
practice_deployment_get (PracticeCloud *cloud, const char *id)
{
  return practice_state_get (practice_cloud_get_state (cloud), COLLECTION, id);
}

JsonObject *
practice_deployment_get_inner (PracticeCloud *cloud, const char *id)
{
  return practice_state_get (practice_cloud_get_state (cloud), INNER, id);
}

void
practice_deployment_put (PracticeCloud *cloud, const char *id, JsonObject *document)
{
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, id, document);
}

void
practice_deployment_put_inner (PracticeCloud *cloud, const char *id, JsonObject *inner)
{
  practice_state_put (practice_cloud_get_state (cloud), INNER, id, inner);
}

void
practice_deployments_forget (PracticeCloud *cloud, const char *scope_id)
{
  g_autofree char *prefix = g_strconcat (scope_id, "/", NULL);

  practice_state_remove_prefix (practice_cloud_get_state (cloud), COLLECTION, prefix);
  practice_state_remove_prefix (practice_cloud_get_state (cloud), INNER, prefix);
}

gboolean
practice_deployment_is_active (JsonObject *document)
{
  JsonNode *node = practice_arm_json_at (document, "properties", "provisioningState", NULL);
  const char *state = node != NULL ? json_node_get_string (node) : "Succeeded";

  return strcmp (state, "Accepted") == 0 || strcmp (state, "Running") == 0;
}

void
practice_deployment_set_state (PracticeCloud *cloud, JsonObject *document, const char *state)
{
  JsonObject *properties = practice_arm_json_object (document, "properties");
  g_autofree char *now = practice_cloud_format_now (cloud);

  json_object_set_string_member (properties, "provisioningState", state);
  json_object_set_string_member (properties, "timestamp", now);
}

/* What deployment () gives: the template and the parameters without their values would be a circle,
 * so only the name and the mode are there. */
static JsonObject *
make_deployment_words (const char *name)
{
  JsonObject *words = json_object_new ();
  JsonObject *properties = json_object_new ();

  json_object_set_string_member (words, "name", name);
  json_object_set_string_member (properties, "mode", "Incremental");
  json_object_set_string_member (properties, "provisioningState", "Accepted");
  json_object_set_object_member (words, "properties", properties);
  return words;
}

static PracticeRefusal *
check_body (JsonObject *properties)
{
  const char *mode = practice_arm_json_string (properties, "mode");

  if (properties == NULL || mode == NULL)
    return practice_refusal_new (400,
                                 "InvalidRequestContent",
                                 "The request content was invalid and could not be deserialized: "
                                 "'Required property 'properties.mode' not found in JSON.'.");
  if (g_ascii_strcasecmp (mode, "Incremental") != 0)
    return practice_refusal_new (
        400, "InvalidRequestContent", "The practice cloud deploys in the mode 'Incremental' only.");
  if (practice_arm_json_object (properties, "template") == NULL)
    return practice_refusal_new (400,
                                 "InvalidTemplate",
                                 "The deployment has no template; links to templates are not "
                                 "followed by the practice cloud.");
  return NULL;
}

PracticeTemplate *
practice_deployment_read (PracticeCloud *cloud,
                          const char *scope_id,
                          const char *name,
                          JsonObject *body,
                          PracticeRefusal **refusal)
{
  JsonObject *properties = practice_arm_json_object (body, "properties");
  g_auto (GStrv) parts = g_strsplit (scope_id, "/", -1);
  g_autoptr (JsonObject) subscription = practice_subscription_to_json (parts[2]);
  g_autoptr (JsonObject) group
      = practice_state_get (practice_cloud_get_state (cloud), "resource-groups", scope_id);
  g_autoptr (JsonObject) words = make_deployment_words (name);
  g_autoptr (JsonObject) environment = practice_environment_to_json (cloud);
  g_autoptr (GError) error = NULL;
  PracticeTemplateScope scope = { scope_id, subscription, group, words, environment };
  PracticeTemplate *template;

  *refusal = check_body (properties);
  if (*refusal != NULL)
    return NULL;
  template = practice_template_new (practice_arm_json_object (properties, "template"),
                                    practice_arm_json_object (properties, "parameters"),
                                    &scope,
                                    &error);
  if (template == NULL)
    *refusal = practice_refusal_new (400, "InvalidTemplate", "%s", error->message);
  return template;
}

static PracticeRefusal *
check_rights (PracticeCloud *cloud,
              PracticeTemplate *template,
              const PracticePrincipal *principal,
              const char *name)
{
  GPtrArray *resources = practice_template_get_resources (template);

  for (guint i = 0; i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];
      g_autofree char *action = g_strconcat (resource->type, "/write", NULL);

      if (!resource->wanted || practice_cloud_allows (cloud, principal, resource->id, action))
        continue;
      return practice_refusal_new (
          403,
          "InvalidTemplateDeployment",
          "Deployment failed with multiple errors: 'Authorization failed for template resource "
          "'%s' of type '%s'. The client '%s' with object id '%s' does not have permission to "
          "perform action '%s' at scope '%s'.'",
          resource->name,
          resource->type,
          principal->name != NULL ? principal->name : principal->app_id,
          principal->object_id,
          action,
          resource->id);
    }
  return NULL;
}

static JsonNode *
not_yet (const char *what, gboolean full, gpointer data, GError **error)
{
  g_set_error (error,
               PRACTICE_TEMPLATE_ERROR,
               PRACTICE_TEMPLATE_ERROR_NOT_YET,
               "The resource '%s' is not made yet.",
               what);
  return NULL;
}

/* Providers that look at their part of a template beforehand, without the other resources. */
static gboolean
looks_beforehand (const char *type)
{
  static const char *const types[] = { "Microsoft.Storage/storageAccounts",
                                       "Microsoft.KeyVault/vaults",
                                       "Microsoft.Network/publicIPAddresses" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_ascii_strcasecmp (types[i], type) == 0)
      return TRUE;
  return FALSE;
}

static PracticeRefusal *
check_beforehand (PracticeCloud *cloud,
                  PracticeTemplate *template,
                  PracticeTemplateResource *resource)
{
  const PracticeResourceType *type = practice_resource_type_find (resource->type);
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (resource->id);
  g_autoptr (JsonObject) old = practice_resources_get (cloud, resource->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body
      = practice_template_evaluate_resource (template, resource, TRUE, not_yet, NULL, &error);

  if (body == NULL)
    return practice_refusal_new (400, "InvalidTemplate", "%s", error->message);
  if (type == NULL || !resource->wanted || !looks_beforehand (resource->type))
    return NULL;
  return type->check (cloud, id, body, old);
}

static PracticeRefusal *
wrap_preflight (PracticeRefusal *inner, const char *name, const char *target)
{
  g_autofree char *tracking = g_uuid_string_random ();
  PracticeRefusal *outer = practice_refusal_new (
      400,
      "InvalidTemplateDeployment",
      "The template deployment '%s' is not valid according to the validation procedure. The "
      "tracking id is '%s'. See inner errors for details.",
      name,
      tracking);
  JsonObject *middle = json_object_new ();
  JsonArray *details = json_array_new ();

  inner->target = g_strdup (target);
  json_array_add_object_element (details, practice_refusal_to_json (inner, FALSE));
  json_object_set_string_member (middle, "code", "PreflightValidationCheckFailed");
  json_object_set_string_member (middle,
                                 "message",
                                 "Preflight validation failed. Please refer to the details for "
                                 "the specific errors.");
  json_object_set_array_member (middle, "details", details);
  outer->details = json_array_new ();
  json_array_add_object_element (outer->details, middle);
  practice_refusal_free (inner);
  return outer;
}

PracticeRefusal *
practice_deployment_preflight (PracticeCloud *cloud,
                               PracticeTemplate *template,
                               const PracticePrincipal *principal,
                               const char *name)
{
  GPtrArray *resources = practice_template_get_resources (template);
  PracticeRefusal *refusal = check_rights (cloud, template, principal, name);

  for (guint i = 0; refusal == NULL && i < resources->len; i++)
    {
      PracticeTemplateResource *resource = resources->pdata[i];

      refusal = check_beforehand (cloud, template, resource);
      if (refusal != NULL && strcmp (refusal->code, "InvalidTemplate") != 0)
        return wrap_preflight (refusal, name, resource->name);
    }
  return refusal;
}

JsonNode *
practice_deployment_resolve (const char *what, gboolean full, gpointer data, GError **error)
{
  PracticeReferenceScope *scope = data;
  g_autofree char *id = practice_template_dup_reference_id (scope->template, what, error);
  g_autoptr (JsonObject) resource = NULL;
  JsonNode *properties;

  if (id == NULL)
    return NULL;
  resource = practice_resources_get (scope->cloud, id);
  if (resource == NULL)
    {
      g_set_error (error,
                   PRACTICE_TEMPLATE_ERROR,
                   PRACTICE_TEMPLATE_ERROR_NOT_YET,
                   "The resource '%s' referenced by the template was not found.",
                   id);
      return NULL;
    }
  if (full)
    return practice_arm_json_from_object (resource);
  properties = practice_arm_json_member (resource, "properties");
  return properties != NULL ? practice_arm_json_clone (properties)
                            : json_node_init_object (json_node_alloc (), NULL);
}
