/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Service principals as Graph lists them: those of Azure's own services, with the permissions they
 * offer, and those of registrations. Setting "missingResources" of a scenario names services the
 * tenant has never used: it has no service principal of theirs. */
#include "config.h"
#include "practice-graph-private.h"

#include <string.h>

#include "practice-json.h"

#define PERMISSION "user_impersonation"

static const PracticeResource *
find_resource (PracticeRequest *request, const char *app_id)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (practice_request_get_cloud (request));
  guint count;
  const PracticeResource *resources = practice_directory_get_resources (&count);

  for (guint i = 0; app_id != NULL && i < count; i++)
    if (g_ascii_strcasecmp (resources[i].app_id, app_id) == 0)
      return practice_scenario_lists (scenario, "missingResources", resources[i].app_id)
                 ? NULL
                 : &resources[i];
  return NULL;
}

static JsonObject *
make_principal (const char *id, const char *app_id, const char *name, const char *permission_id)
{
  JsonObject *principal
      = practice_json_object ("id", id, "appId", app_id, "displayName", name, NULL);
  JsonArray *scopes = json_array_new ();
  JsonObject *scope;

  if (permission_id != NULL)
    {
      scope = practice_json_object ("id", permission_id, "type", "User", "value", PERMISSION, NULL);
      json_object_set_boolean_member (scope, "isEnabled", TRUE);
      json_array_add_object_element (scopes, scope);
    }
  json_object_set_array_member (principal, "oauth2PermissionScopes", scopes);
  return principal;
}

/* NULL: the tenant has none. */
static JsonObject *
find_principal (PracticeRequest *request, const PracticePrincipal *caller, const char *app_id)
{
  const PracticeResource *resource = find_resource (request, app_id);
  g_autoptr (JsonObject) document = NULL;

  if (resource != NULL)
    return make_principal (
        resource->object_id, resource->app_id, resource->name, resource->permission_id);
  document = practice_graph_find_document (request, caller, "appId", app_id);
  if (document == NULL || !json_object_has_member (document, "practicePrincipal"))
    return NULL;
  return make_principal (practice_json_get_string (document, "practicePrincipal"),
                         practice_json_get_string (document, "appId"),
                         practice_json_get_string (document, "displayName"),
                         NULL);
}

/* "appId eq '…'", the one filter there is; NULL after answering. */
static char *
dup_app_id (PracticeRequest *request)
{
  static const char prefix[] = "appId eq '";
  const char *filter = practice_request_get_query (request, "$filter");
  g_autofree char *app_id = NULL;

  if (filter != NULL && g_str_has_prefix (filter, prefix) && g_str_has_suffix (filter, "'"))
    app_id = g_strndup (filter + strlen (prefix), strlen (filter) - strlen (prefix) - 1);
  if (app_id != NULL && g_uuid_string_is_valid (app_id))
    return g_steal_pointer (&app_id);
  practice_graph_reply_error (request,
                              400,
                              "Request_UnsupportedQuery",
                              "Unsupported or invalid query filter clause specified for property "
                              "'appId' of resource 'ServicePrincipal'.");
  return NULL;
}

/* Leaves what $select names; FALSE after answering. */
static gboolean
select_members (PracticeRequest *request, JsonObject *principal)
{
  const char *select = practice_request_get_query (request, "$select");
  g_auto (GStrv) names = g_strsplit (select != NULL ? select : "", ",", -1);
  g_autoptr (GList) members = json_object_get_members (principal);

  for (guint i = 0; names[i] != NULL; i++)
    if (!json_object_has_member (principal, names[i]))
      {
        practice_graph_reply_error (
            request, 400, "BadRequest", "Parsing OData Select and Expand failed.");
        return FALSE;
      }
  for (GList *one = members; select != NULL && one != NULL; one = one->next)
    if (!g_strv_contains ((const char *const *) names, one->data))
      json_object_remove_member (principal, one->data);
  return TRUE;
}

void
practice_graph_list_principals (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) caller = practice_graph_enter (request);
  g_autofree char *app_id = caller != NULL ? dup_app_id (request) : NULL;
  g_autoptr (JsonObject) principal = NULL;
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *value;

  if (app_id == NULL)
    return;
  principal = find_principal (request, caller, app_id);
  if (principal != NULL && !select_members (request, principal))
    return;
  answer = json_object_new ();
  value = json_array_new ();
  if (principal != NULL)
    json_array_add_object_element (value, g_steal_pointer (&principal));
  json_object_set_array_member (answer, "value", value);
  practice_request_reply_json (request, 200, answer);
}

static gboolean
is_offered (PracticeRequest *request, JsonNode *node)
{
  JsonObject *access = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const PracticeResource *resource
      = access != NULL ? find_resource (request, practice_json_get_string (access, "resourceAppId"))
                       : NULL;
  JsonArray *wanted = resource != NULL ? practice_json_get_array (access, "resourceAccess") : NULL;

  for (guint i = 0; wanted != NULL && i < json_array_get_length (wanted); i++)
    {
      JsonNode *element = json_array_get_element (wanted, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (one == NULL
          || g_strcmp0 (practice_json_get_string (one, "id"), resource->permission_id) != 0
          || g_strcmp0 (practice_json_get_string (one, "type"), "Scope") != 0)
        return FALSE;
    }
  return wanted != NULL;
}

/* Azure finds out only when somebody consents; here the mistake shows where it was made. */
gboolean
practice_graph_check_accesses (PracticeRequest *request, JsonObject *body)
{
  JsonArray *accesses = practice_json_get_array (body, "requiredResourceAccess");

  for (guint i = 0; accesses != NULL && i < json_array_get_length (accesses); i++)
    if (!is_offered (request, json_array_get_element (accesses, i)))
      {
        practice_graph_reply_error (request,
                                    400,
                                    "Request_BadRequest",
                                    "Invalid value specified for property "
                                    "'requiredResourceAccess' of resource 'Application'.");
        return FALSE;
      }
  return TRUE;
}
