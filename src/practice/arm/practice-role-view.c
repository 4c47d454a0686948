/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-role-view.h"

#include "practice-arm-json.h"

#define DATA_NAME "practice-role-view"

typedef struct
{
  guint assignments; /* what was counted when it was read */
  guint active_at;
  GHashTable *grants; /* principal, lower case → GPtrArray of PracticeRoleGrant */
} View;

static void
grant_free (gpointer data)
{
  PracticeRoleGrant *grant = data;

  g_free (grant->scope);
  g_free (grant);
}

static void
view_free (gpointer data)
{
  View *view = data;

  g_hash_table_unref (view->grants);
  g_free (view);
}

static GPtrArray *
find_or_make_list (View *view, const char *principal)
{
  g_autofree char *key = g_ascii_strdown (principal, -1);
  GPtrArray *list = g_hash_table_lookup (view->grants, key);

  if (list != NULL)
    return list;
  list = g_ptr_array_new_with_free_func (grant_free);
  g_hash_table_insert (view->grants, g_steal_pointer (&key), list);
  return list;
}

static void
add_assignment (View *view, PracticeState *state, JsonObject *assignment)
{
  JsonObject *properties = practice_arm_json_object (assignment, "properties");
  g_autoptr (JsonObject) when = practice_state_get (
      state, PRACTICE_ROLE_ACTIVE_AT, practice_arm_json_string (assignment, "id"));
  const PracticeRoleDefinition *role
      = practice_role_definitions_find (practice_arm_json_string (properties, "roleDefinitionId"));
  PracticeRoleGrant *grant;

  if (role == NULL)
    return;
  grant = g_new0 (PracticeRoleGrant, 1);
  grant->scope = g_strdup (practice_arm_json_string (properties, "scope"));
  grant->role = role;
  grant->active_at = when != NULL ? practice_arm_json_int (when, "at", 0) : 0;
  g_ptr_array_add (find_or_make_list (view, practice_arm_json_string (properties, "principalId")),
                   grant);
}

static View *
read_view (PracticeState *state)
{
  g_autoptr (GPtrArray) all = practice_state_list (state, PRACTICE_ROLE_ASSIGNMENTS, NULL);
  View *view = g_new0 (View, 1);

  view->assignments = practice_state_count_changes (state, PRACTICE_ROLE_ASSIGNMENTS);
  view->active_at = practice_state_count_changes (state, PRACTICE_ROLE_ACTIVE_AT);
  view->grants
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < all->len; i++)
    add_assignment (view, state, all->pdata[i]);
  return view;
}

GPtrArray *
practice_role_view_list (PracticeCloud *cloud, const char *principal_id)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  View *view = g_object_get_data (G_OBJECT (state), DATA_NAME);
  g_autofree char *key = g_ascii_strdown (principal_id, -1);

  if (view == NULL
      || view->assignments != practice_state_count_changes (state, PRACTICE_ROLE_ASSIGNMENTS)
      || view->active_at != practice_state_count_changes (state, PRACTICE_ROLE_ACTIVE_AT))
    {
      view = read_view (state);
      g_object_set_data_full (G_OBJECT (state), DATA_NAME, view, view_free);
    }
  return g_hash_table_lookup (view->grants, key);
}
