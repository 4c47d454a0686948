/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-connection-roles.h"

#include <glib/gi18n.h>

#include "depot-azure-nouns.h"
#include "depot-error.h"
#include "depot-requirements.h"

/* A subscription may have a thousand groups; somebody with roles in a few only sees those few. */
#define MAX_GROUPS 16

typedef struct
{
  char *subscription_id;
  GListModel *groups;
  guint next;

  DepotRolesVerdict verdict;
  char *detail, *missing;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->subscription_id);
  g_clear_object (&look->groups);
  g_free (look->detail);
  g_free (look->missing);
  g_free (look);
}

/* Takes detail. */
static void
conclude (GTask *task, DepotRolesVerdict verdict, char *detail)
{
  Look *look = g_task_get_task_data (task);

  look->verdict = verdict;
  look->detail = detail;
  g_task_return_boolean (task, TRUE);
}

/* Takes error. Azure answered, but did not tell: it will judge the request itself. */
static void
conclude_without_answer (GTask *task, GError *error)
{
  g_autoptr (GError) cause = error;

  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_PERMISSION_DENIED)
      || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND)
      || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_UNEXPECTED_REPLY))
    /* Translators: %s is a sentence */
    conclude (
        task,
        DEPOT_ROLES_UNSURE,
        g_strdup_printf (_ ("Azure did not tell what this account may do: %s"), error->message));
  else
    g_task_return_error (task, g_steal_pointer (&cause));
}

static char *
dup_missing_roles (GPtrArray *permissions)
{
  g_autofree const char **missing
      = depot_arm_find_missing_actions (permissions, depot_required_actions);

  return depot_requirements_dup_missing_roles (missing);
}

static void look_at_next_group (GTask *task);

static void
group_permissions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  g_autoptr (GPtrArray) permissions
      = depot_arm_list_permissions_finish (DEPOT_ARM (source), result, NULL);
  g_autoptr (DepotResourceGroup) group = g_list_model_get_item (look->groups, look->next);
  g_autofree char *missing = permissions != NULL ? dup_missing_roles (permissions) : NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (permissions != NULL && missing == NULL)
    {
      /* Translators: the name of a resource group */
      conclude (task,
                DEPOT_ROLES_UNSURE,
                g_strdup_printf (_ ("Not at the subscription, but sufficient in the resource "
                                    "group %s: choose it on the next page."),
                                 depot_resource_group_get_name (group)));
      return;
    }
  look->next++;
  look_at_next_group (task);
}

static void
look_at_next_group (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (DepotResourceGroup) group = NULL;
  g_autofree char *scope = NULL;

  if (look->next < MAX_GROUPS)
    group = g_list_model_get_item (look->groups, look->next);
  if (group == NULL)
    {
      gboolean has_seen_all = look->next == g_list_model_get_n_items (look->groups);

      /* Translators: %s is one role or two, such as "Contributor, User Access Administrator" */
      conclude (task,
                has_seen_all ? DEPOT_ROLES_LACKING : DEPOT_ROLES_UNSURE,
                g_strdup_printf (_ ("Missing at the subscription: %s"), look->missing));
      return;
    }
  scope = g_strdup_printf ("/subscriptions/%s/resourceGroups/%s",
                           look->subscription_id,
                           depot_resource_group_get_name (group));
  depot_arm_list_permissions_async (g_task_get_source_object (task),
                                    scope,
                                    g_task_get_cancellable (task),
                                    group_permissions_listed,
                                    g_object_ref (task));
}

static void
groups_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  look->groups = depot_arm_list_groups_finish (DEPOT_ARM (source), result, &error);
  if (look->groups != NULL)
    look_at_next_group (task);
  else
    conclude_without_answer (task, error);
}

static void
permissions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) permissions
      = depot_arm_list_permissions_finish (DEPOT_ARM (source), result, &error);

  if (permissions == NULL)
    {
      conclude_without_answer (task, error);
      return;
    }
  look->missing = dup_missing_roles (permissions);
  if (look->missing == NULL)
    conclude (task, DEPOT_ROLES_ENOUGH, g_strdup (_ ("The roles are sufficient.")));
  else
    depot_arm_list_groups_async (DEPOT_ARM (source),
                                 look->subscription_id,
                                 g_task_get_cancellable (task),
                                 groups_listed,
                                 g_object_ref (task));
}

void
depot_connection_roles_async (DepotArm *arm,
                              const char *subscription_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (arm, cancellable, callback, data);
  Look *look = g_new0 (Look, 1);
  g_autofree char *scope = g_strdup_printf ("/subscriptions/%s", subscription_id);

  g_task_set_source_tag (task, depot_connection_roles_async);
  g_task_set_task_data (task, look, look_free);
  look->subscription_id = g_strdup (subscription_id);
  depot_arm_list_permissions_async (arm, scope, cancellable, permissions_listed, task);
}

gboolean
depot_connection_roles_finish (DepotArm *arm,
                               GAsyncResult *result,
                               DepotRolesVerdict *verdict,
                               char **detail,
                               char **missing,
                               GError **error)
{
  Look *look = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, arm), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *verdict = look->verdict;
  *detail = g_steal_pointer (&look->detail);
  *missing = g_steal_pointer (&look->missing);
  return TRUE;
}
