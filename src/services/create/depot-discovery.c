/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-discovery.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"

typedef GListModel *(*ListFinish) (DepotArm *arm, GAsyncResult *result, GError **error);

/* A task for a question to Azure; NULL when it was answered already because the account or its
 * environment is missing. */
static GTask *
begin (DepotHouse *house,
       DepotAccount *account,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer data,
       DepotArm **arm)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  GError *error = NULL;

  g_task_set_source_tag (task, begin);
  *arm = depot_house_find_arm (house, depot_account_get_id (account), &error);
  if (*arm != NULL)
    return g_steal_pointer (&task);
  g_task_return_error (task, error);
  return NULL;
}

static void
return_list (GObject *source, GAsyncResult *result, GTask *task, ListFinish finish)
{
  GError *error = NULL;
  GListModel *list = finish (DEPOT_ARM (source), result, &error);

  if (list != NULL)
    g_task_return_pointer (task, list, g_object_unref);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static GListModel *
list_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
subscriptions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  return_list (source, result, data, depot_arm_list_subscriptions_finish);
}

void
depot_discovery_subscriptions_async (DepotHouse *house,
                                     DepotAccount *account,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  DepotArm *arm;
  GTask *task;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  task = begin (house, account, cancellable, callback, data, &arm);
  if (task != NULL)
    depot_arm_list_subscriptions_async (arm, cancellable, subscriptions_listed, task);
}

GListModel *
depot_discovery_subscriptions_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  return list_finish (house, result, error);
}

/* Azure's list is where the names of regions come from: kept for all that later shows only an id.
 */
static void
regions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GListModel *regions = depot_arm_list_regions_finish (DEPOT_ARM (source), result, &error);

  if (regions == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_learn_regions (g_task_get_source_object (task), g_task_get_task_data (task), regions);
  g_task_return_pointer (task, regions, g_object_unref);
}

void
depot_discovery_regions_async (DepotHouse *house,
                               DepotAccount *account,
                               const char *subscription_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  DepotArm *arm;
  GTask *task;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  task = begin (house, account, cancellable, callback, data, &arm);
  if (task == NULL)
    return;
  g_task_set_task_data (task, g_strdup (depot_account_get_cloud_id (account)), g_free);
  depot_arm_list_regions_async (arm, subscription_id, cancellable, regions_listed, task);
}

GListModel *
depot_discovery_regions_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  return list_finish (house, result, error);
}

static void
groups_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  return_list (source, result, data, depot_arm_list_groups_finish);
}

void
depot_discovery_groups_async (DepotHouse *house,
                              DepotAccount *account,
                              const char *subscription_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  DepotArm *arm;
  GTask *task;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  task = begin (house, account, cancellable, callback, data, &arm);
  if (task != NULL)
    depot_arm_list_groups_async (arm, subscription_id, cancellable, groups_listed, task);
}

GListModel *
depot_discovery_groups_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  return list_finish (house, result, error);
}

static void
sizes_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  return_list (source, result, data, depot_arm_list_sizes_finish);
}

void
depot_discovery_sizes_async (DepotHouse *house,
                             DepotAccount *account,
                             const char *subscription_id,
                             const char *region,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  DepotArm *arm;
  GTask *task;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  task = begin (house, account, cancellable, callback, data, &arm);
  if (task != NULL)
    depot_arm_list_sizes_async (arm, subscription_id, region, cancellable, sizes_listed, task);
}

GListModel *
depot_discovery_sizes_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  return list_finish (house, result, error);
}
