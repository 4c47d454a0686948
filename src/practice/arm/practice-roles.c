/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-roles.h"

#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-role-definitions.h"
#include "practice-role-view.h"

#include <string.h>

#define COLLECTION PRACTICE_ROLE_ASSIGNMENTS
#define ACTIVE_AT PRACTICE_ROLE_ACTIVE_AT
#define DEFAULT_DELAY 60

static char *
scope_of (const char *assignment_id)
{
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (assignment_id);

  if (id == NULL)
    return NULL;
  return *id->scope != '\0' ? g_strdup (id->scope) : g_strdup ("/");
}

static gboolean
is_in_force (PracticeCloud *cloud, const PracticeRoleGrant *grant, const char *scope_id)
{
  return practice_arm_id_is_within (scope_id, grant->scope)
         && grant->active_at <= practice_cloud_get_now (cloud);
}

static void
add_permissions (JsonArray *permissions, const PracticeRoleDefinition *role)
{
  g_autoptr (JsonObject) definition = practice_role_definition_to_json (role, "");
  JsonArray *list = json_object_get_array_member (
      practice_arm_json_object (definition, "properties"), "permissions");

  json_array_add_object_element (permissions,
                                 json_object_ref (json_array_get_object_element (list, 0)));
}

JsonArray *
practice_roles_list_permissions (PracticeCloud *cloud,
                                 const PracticePrincipal *principal,
                                 const char *scope_id)
{
  GPtrArray *grants = practice_role_view_list (cloud, principal->object_id);
  JsonArray *permissions = json_array_new ();

  for (guint i = 0; grants != NULL && i < grants->len; i++)
    {
      const PracticeRoleGrant *grant = grants->pdata[i];

      if (is_in_force (cloud, grant, scope_id))
        add_permissions (permissions, grant->role);
    }
  return permissions;
}

gboolean
practice_roles_allow (PracticeCloud *cloud,
                      const PracticePrincipal *principal,
                      const char *scope_id,
                      const char *action)
{
  GPtrArray *grants = practice_role_view_list (cloud, principal->object_id);

  for (guint i = 0; grants != NULL && i < grants->len; i++)
    {
      const PracticeRoleGrant *grant = grants->pdata[i];

      if (is_in_force (cloud, grant, scope_id)
          && practice_role_definition_allows (grant->role, action))
        return TRUE;
    }
  return FALSE;
}

static PracticeRefusal *
check_assignment (PracticeCloud *cloud,
                  const char *assignment_id,
                  JsonObject *properties,
                  JsonObject *old)
{
  const char *role = practice_arm_json_string (properties, "roleDefinitionId");
  const char *principal = practice_arm_json_string (properties, "principalId");
  const char *name = strrchr (assignment_id, '/') + 1;
  JsonObject *was = practice_arm_json_object (old, "properties");

  if (!g_uuid_string_is_valid (name))
    return practice_refusal_new (400,
                                 "InvalidRoleAssignmentId",
                                 "The role assignment ID '%s' is not valid. The role assignment "
                                 "ID must be a GUID.",
                                 name);
  if (principal == NULL || !g_uuid_string_is_valid (principal))
    return practice_refusal_new (
        400, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.");
  if (practice_role_definitions_find (role) == NULL)
    return practice_refusal_new (404,
                                 "RoleDefinitionDoesNotExist",
                                 "The specified role definition with ID '%s' does not exist.",
                                 role != NULL ? role : "");
  if (was != NULL
      && (g_ascii_strcasecmp (practice_arm_json_string (was, "principalId"), principal) != 0
          || practice_role_definitions_find (practice_arm_json_string (was, "roleDefinitionId"))
                 != practice_role_definitions_find (role)))
    return practice_refusal_new (400,
                                 "RoleAssignmentUpdateNotPermitted",
                                 "Tenant ID, application ID, principal ID, and scope are not "
                                 "allowed to be updated.");
  return NULL;
}

static PracticeRefusal *
check_not_twice (PracticeCloud *cloud, const char *scope, JsonObject *properties)
{
  g_autoptr (GPtrArray) all
      = practice_state_list (practice_cloud_get_state (cloud), COLLECTION, NULL);
  const char *principal = practice_arm_json_string (properties, "principalId");
  const PracticeRoleDefinition *role
      = practice_role_definitions_find (practice_arm_json_string (properties, "roleDefinitionId"));

  for (guint i = 0; i < all->len; i++)
    {
      JsonObject *other = practice_arm_json_object (all->pdata[i], "properties");

      if (g_ascii_strcasecmp (practice_arm_json_string (other, "principalId"), principal) == 0
          && practice_arm_id_equal (practice_arm_json_string (other, "scope"), scope)
          && practice_role_definitions_find (practice_arm_json_string (other, "roleDefinitionId"))
                 == role)
        return practice_refusal_new (
            409, "RoleAssignmentExists", "The role assignment already exists.");
    }
  return NULL;
}

static JsonObject *
make_assignment (PracticeCloud *cloud,
                 const char *assignment_id,
                 const char *scope,
                 JsonObject *given,
                 const char *assigner)
{
  JsonObject *assignment = json_object_new ();
  JsonObject *properties = json_object_new ();
  g_autofree char *now = practice_cloud_format_now (cloud);
  const char *type = practice_arm_json_string (given, "principalType");
  const char *description = practice_arm_json_string (given, "description");

  json_object_set_string_member (
      properties, "roleDefinitionId", practice_arm_json_string (given, "roleDefinitionId"));
  json_object_set_string_member (
      properties, "principalId", practice_arm_json_string (given, "principalId"));
  json_object_set_string_member (properties, "principalType", type != NULL ? type : "User");
  json_object_set_string_member (properties, "scope", scope);
  if (description != NULL)
    json_object_set_string_member (properties, "description", description);
  json_object_set_string_member (properties, "createdOn", now);
  json_object_set_string_member (properties, "updatedOn", now);
  json_object_set_string_member (properties, "createdBy", assigner);
  json_object_set_string_member (properties, "updatedBy", assigner);
  json_object_set_object_member (assignment, "properties", properties);
  json_object_set_string_member (assignment, "id", assignment_id);
  json_object_set_string_member (assignment, "type", "Microsoft.Authorization/roleAssignments");
  json_object_set_string_member (assignment, "name", strrchr (assignment_id, '/') + 1);
  return assignment;
}

static void
remember_delay (PracticeCloud *cloud, const char *assignment_id)
{
  g_autoptr (JsonObject) when = json_object_new ();
  double delay = practice_scenario_get_number (
      practice_cloud_get_scenario (cloud), "roleDelay", DEFAULT_DELAY);

  json_object_set_int_member (
      when,
      "at",
      practice_cloud_get_now (cloud)
          + (gint64) (practice_cloud_seconds (cloud, delay) * G_USEC_PER_SEC));
  practice_state_put (practice_cloud_get_state (cloud), ACTIVE_AT, assignment_id, when);
}

PracticeRefusal *
practice_roles_assign (PracticeCloud *cloud,
                       const char *assignment_id,
                       JsonObject *body,
                       const char *assigner,
                       gboolean *created,
                       JsonObject **assignment)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autoptr (JsonObject) old = practice_state_get (state, COLLECTION, assignment_id);
  JsonObject *given = practice_arm_json_object (body, "properties");
  g_autofree char *scope = scope_of (assignment_id);
  PracticeRefusal *refusal;

  *created = old == NULL;
  refusal = check_assignment (cloud, assignment_id, given, old);
  if (refusal == NULL && old == NULL)
    refusal = check_not_twice (cloud, scope, given);
  if (refusal != NULL)
    return refusal;
  if (old != NULL)
    {
      *assignment = g_steal_pointer (&old);
      return NULL;
    }
  *assignment = make_assignment (cloud, assignment_id, scope, given, assigner);
  practice_state_put (state, COLLECTION, assignment_id, *assignment);
  remember_delay (cloud, assignment_id);
  return NULL;
}

void
practice_roles_seed (PracticeCloud *cloud,
                     const char *scope,
                     const char *principal_id,
                     const char *principal_type,
                     const char *role_guid)
{
  g_autoptr (JsonObject) given = json_object_new ();
  g_autoptr (JsonObject) assignment = NULL;
  g_autofree char *key = g_strconcat (scope, principal_id, role_guid, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA1, key, -1);
  g_autofree char *id = g_strdup_printf (
      "%s/providers/Microsoft.Authorization/roleAssignments/%.8s-%.4s-5%.3s-8%.3s-%.12s",
      scope,
      digest,
      digest + 8,
      digest + 12,
      digest + 15,
      digest + 18);
  g_autofree char *role
      = g_strconcat (scope, "/providers/Microsoft.Authorization/roleDefinitions/", role_guid, NULL);

  json_object_set_string_member (given, "roleDefinitionId", role);
  json_object_set_string_member (given, "principalId", principal_id);
  json_object_set_string_member (given, "principalType", principal_type);
  if (practice_state_has (practice_cloud_get_state (cloud), COLLECTION, id))
    return;
  assignment = make_assignment (cloud, id, scope, given, principal_id);
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, id, assignment);
}

void
practice_roles_forget_scope (PracticeCloud *cloud, const char *scope_id)
{
  g_autofree char *prefix
      = g_strconcat (scope_id, "/providers/Microsoft.Authorization/roleAssignments/", NULL);

  practice_state_remove_prefix (practice_cloud_get_state (cloud), COLLECTION, prefix);
  practice_state_remove_prefix (practice_cloud_get_state (cloud), ACTIVE_AT, prefix);
}
