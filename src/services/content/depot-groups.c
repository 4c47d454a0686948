/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-packages.h"

#include "depot-distribution.h"
#include "depot-error.h"
#include "depot-house-private.h"
#include "depot-store-groups.h"

static void
lists_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
reload (GTask *task)
{
  depot_library_load_async (depot_house_get_library (g_task_get_source_object (task)),
                            g_task_get_cancellable (task),
                            lists_loaded,
                            g_object_ref (task));
}

static void
group_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_save_group_finish (DEPOT_STORE (source), result, &error))
    reload (task);
  else
    g_task_return_error (task, error);
}

static void
complete (DepotHouse *house, DepotPointGroup *group)
{
  g_autofree char *who = depot_house_dup_user_at_host ();
  g_autofree char *id = g_uuid_string_random ();
  gint64 now = depot_clock_now (depot_house_get_clock (house));
  DepotSite *site = depot_house_get_top_site (house);
  gint64 created_at;

  g_object_get (group, "created-at", &created_at, NULL);
  if (created_at == 0)
    g_object_set (group,
                  "created-at",
                  now,
                  "created-by",
                  who,
                  "site-code",
                  site != NULL ? depot_site_get_code (site) : NULL,
                  NULL);
  if (depot_point_group_get_id (group) == NULL)
    g_object_set (group, "id", id, NULL);
  g_object_set (group, "changed-at", now, "changed-by", who, NULL);
}

void
depot_group_save_async (DepotHouse *house,
                        DepotPointGroup *group,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  const char *refusal;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT_GROUP (group));

  g_task_set_source_tag (task, depot_group_save_async);
  refusal = depot_point_group_check_name (depot_point_group_get_name (group));
  if (refusal != NULL)
    {
      g_task_return_error (task, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", refusal));
      return;
    }
  complete (house, group);
  g_task_set_task_data (task, g_strdup (depot_point_group_get_id (group)), g_free);
  depot_store_save_group_async (
      depot_house_get_store (house), group, group_saved, g_object_ref (task));
}

DepotPointGroup *
depot_group_save_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return depot_library_find_group (depot_house_get_library (house),
                                   g_task_get_task_data (G_TASK (result)));
}

/* Members: who joins gets what the group has. */

static void
newcomers_supplied (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

typedef struct
{
  DepotPointGroup *group;
  GStrv join;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->group);
  g_strfreev (change->join);
  g_free (change);
}

static void
members_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Change *change = g_task_get_task_data (task);
  DepotDistribution distribution = { .action = DEPOT_CONTENT_DISTRIBUTE,
                                     .package_ids = depot_point_group_get_packages (change->group),
                                     .point_ids = (const char *const *) change->join };
  GError *error = NULL;

  if (!depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    g_task_return_error (task, error);
  else if (change->join == NULL || *change->join == NULL || *distribution.package_ids == NULL)
    g_task_return_boolean (task, TRUE);
  else
    depot_distribution_request_async (g_task_get_source_object (task),
                                      &distribution,
                                      g_task_get_cancellable (task),
                                      newcomers_supplied,
                                      g_object_ref (task));
}

static void
members_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_change_group_finish (DEPOT_STORE (source), result, &error))
    depot_library_load_async (depot_house_get_library (g_task_get_source_object (task)),
                              g_task_get_cancellable (task),
                              members_loaded,
                              g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
depot_group_change_async (DepotHouse *house,
                          DepotPointGroup *group,
                          const char *const *join,
                          const char *const *leave,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Change *change;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT_GROUP (group));

  change = g_new0 (Change, 1);
  change->group = g_object_ref (group);
  change->join = g_strdupv ((char **) join);
  g_task_set_source_tag (task, depot_group_change_async);
  g_task_set_task_data (task, change, change_free);
  depot_store_change_group_async (depot_house_get_store (house),
                                  depot_point_group_get_id (group),
                                  join,
                                  leave,
                                  NULL,
                                  NULL,
                                  members_changed,
                                  task);
}

gboolean
depot_group_change_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
group_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_remove_group_finish (DEPOT_STORE (source), result, &error))
    reload (task);
  else
    g_task_return_error (task, error);
}

void
depot_group_remove_async (DepotHouse *house,
                          DepotPointGroup *group,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  g_task_set_source_tag (task, depot_group_remove_async);
  depot_store_remove_group_async (
      depot_house_get_store (house), depot_point_group_get_id (group), group_removed, task);
}

gboolean
depot_group_remove_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
