/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-roles.h"

#include "practice-arm-access.h"
#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-directory.h"
#include "practice-locks.h"
#include "practice-resources.h"
#include "practice-role-definitions.h"

#include <string.h>

#define COLLECTION "role-assignments"
#define ASSIGNMENTS "Microsoft.Authorization/roleAssignments/"

static PracticePrincipal *
enter (PracticeRequest *request, const char *action)
{
  g_autofree char *scope = g_strconcat ("/", practice_request_get_capture (request, "scope"), NULL);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, action);

  if (principal == NULL)
    return NULL;
  if (practice_resources_scope_exists (practice_request_get_cloud (request), scope))
    return g_steal_pointer (&principal);
  practice_request_reply_error (
      request, 404, "ResourceNotFound", "The resource at scope '%s' was not found.", scope);
  return NULL;
}

static void
put_assignment (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal = enter (request, ASSIGNMENTS "write");
  g_autoptr (PracticeRefusal) refusal = NULL;
  g_autoptr (JsonObject) assignment = NULL;
  g_autoptr (JsonObject) body = NULL;
  gboolean created = FALSE;

  if (principal == NULL)
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  refusal = practice_locks_check (cloud, practice_request_get_path (request), FALSE);
  if (refusal == NULL)
    refusal = practice_roles_assign (cloud,
                                     practice_request_get_path (request),
                                     body,
                                     principal->object_id,
                                     &created,
                                     &assignment);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  else
    practice_request_reply_json (request, created ? 201 : 200, assignment);
}

static void
get_assignment (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal = enter (request, ASSIGNMENTS "read");
  g_autoptr (JsonObject) assignment = NULL;

  if (principal == NULL)
    return;
  assignment = practice_state_get (practice_cloud_get_state (practice_request_get_cloud (request)),
                                   COLLECTION,
                                   practice_request_get_path (request));
  if (assignment != NULL)
    practice_request_reply_json (request, 200, assignment);
  else
    practice_request_reply_error (request,
                                  404,
                                  "RoleAssignmentNotFound",
                                  "The role assignment '%s' is not found.",
                                  practice_request_get_capture (request, "name"));
}

static void
delete_assignment (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  const char *path = practice_request_get_path (request);
  g_autoptr (PracticePrincipal) principal = enter (request, ASSIGNMENTS "delete");
  g_autoptr (PracticeRefusal) refusal = NULL;
  g_autoptr (JsonObject) assignment = NULL;

  if (principal == NULL)
    return;
  refusal = practice_locks_check (practice_request_get_cloud (request), path, TRUE);
  assignment = practice_state_get (state, COLLECTION, path);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  else if (assignment == NULL)
    practice_request_reply_empty (request, 204);
  else
    {
      practice_state_remove (state, COLLECTION, path);
      practice_request_reply_json (request, 200, assignment);
    }
}

/* "principalId eq '…'", "assignedTo('…')" and "atScope()" are what clients ask with. */
static gboolean
filter_takes (PracticeRequest *request, JsonObject *assignment, const char *scope)
{
  const char *filter = practice_request_get_query (request, "$filter");
  JsonObject *properties = practice_arm_json_object (assignment, "properties");
  const char *at = practice_arm_json_string (properties, "scope");
  const char *principal = practice_arm_json_string (properties, "principalId");
  g_autofree char *quoted = g_strconcat ("'", principal, "'", NULL);

  if (filter != NULL && strstr (filter, "atScope()") != NULL
      && !practice_arm_id_is_within (scope, at))
    return FALSE;
  if (!practice_arm_id_is_within (scope, at) && !practice_arm_id_is_within (at, scope))
    return FALSE;
  if (filter == NULL || strchr (filter, '\'') == NULL)
    return TRUE;
  return strstr (filter, quoted) != NULL;
}

static void
list_assignments (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autofree char *scope = g_strconcat ("/", practice_request_get_capture (request, "scope"), NULL);
  g_autoptr (PracticePrincipal) principal = enter (request, ASSIGNMENTS "read");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (JsonArray) value = json_array_new ();

  if (principal == NULL)
    return;
  all = practice_state_list (state, COLLECTION, NULL);
  for (guint i = 0; i < all->len; i++)
    if (filter_takes (request, all->pdata[i], scope))
      json_array_add_object_element (value, json_object_ref (all->pdata[i]));
  practice_arm_list_reply (request, value);
}

static void
list_definitions (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = enter (request, "Microsoft.Authorization/roleDefinitions/read");
  const char *filter = practice_request_get_query (request, "$filter");
  g_autoptr (JsonArray) value = json_array_new ();
  const PracticeRoleDefinition *all;
  guint length;

  if (principal == NULL)
    return;
  all = practice_role_definitions_get_all (&length);
  for (guint i = 0; i < length; i++)
    {
      g_autofree char *quoted = g_strconcat ("'", all[i].name, "'", NULL);

      if (filter == NULL || strstr (filter, "roleName eq") == NULL
          || strstr (filter, quoted) != NULL)
        json_array_add_object_element (
            value,
            practice_role_definition_to_json (&all[i], practice_request_get_segments (request)[1]));
    }
  practice_arm_list_reply (request, value);
}

static void
get_definition (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = enter (request, "Microsoft.Authorization/roleDefinitions/read");
  const char *name = practice_request_get_capture (request, "name");
  const PracticeRoleDefinition *definition = practice_role_definitions_find (name);
  g_autoptr (JsonObject) json = NULL;

  if (principal == NULL)
    return;
  if (definition == NULL)
    {
      practice_request_reply_error (request,
                                    404,
                                    "RoleDefinitionDoesNotExist",
                                    "The specified role definition with ID '%s' does not exist.",
                                    name);
      return;
    }
  json = practice_role_definition_to_json (definition, practice_request_get_segments (request)[1]);
  practice_request_reply_json (request, 200, json);
}

/* What the caller may do here, role by role: every assignment at the scope or above that acts. */
static void
list_permissions (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autofree char *scope = g_strconcat ("/", practice_request_get_capture (request, "scope"), NULL);
  g_autoptr (PracticePrincipal) principal
      = enter (request, "Microsoft.Authorization/permissions/read");
  g_autoptr (JsonArray) value = NULL;

  if (principal == NULL)
    return;
  value = practice_roles_list_permissions (cloud, principal, scope);
  practice_arm_list_reply (request, value);
}

static void
seed_roles (PracticeCloud *cloud)
{
  const PracticeInitialRole *roles;
  guint count;

  roles = practice_directory_get_initial_roles (&count);
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *scope = g_strconcat ("/subscriptions/", roles[i].subscription_id, NULL);
      gboolean is_user = practice_directory_find_account (roles[i].object_id) != NULL;

      practice_roles_seed (cloud,
                           scope,
                           roles[i].object_id,
                           is_user ? "User" : "ServicePrincipal",
                           roles[i].role_id);
    }
}

void
practice_roles_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    const char *pattern;
    PracticeHandler handler;
  } routes[] = {
    { "PUT", "roleAssignments/{name}", put_assignment },
    { "GET", "roleAssignments/{name}", get_assignment },
    { "DELETE", "roleAssignments/{name}", delete_assignment },
    { "GET", "roleAssignments", list_assignments },
    { "GET", "roleDefinitions", list_definitions },
    { "GET", "permissions", list_permissions },
    { "GET", "roleDefinitions/{name}", get_definition },
  };

  practice_cloud_set_role_check (cloud, practice_roles_allow);
  seed_roles (cloud);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      g_autofree char *pattern
          = g_strconcat ("/{scope*}/providers/Microsoft.Authorization/", routes[i].pattern, NULL);

      practice_router_add (practice_cloud_get_router (cloud),
                           PRACTICE_SURFACE_MANAGEMENT,
                           routes[i].method,
                           pattern,
                           routes[i].handler,
                           NULL);
    }
}
