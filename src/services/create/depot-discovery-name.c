/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-discovery.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"
#include "depot-name-check.h"

static void
names_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotNameVerdicts verdicts;

  if (depot_name_check_finish (result, &verdicts, &error))
    g_task_return_pointer (
        task, depot_name_verdicts_dup_text (&verdicts, g_task_get_task_data (task)), g_free);
  else
    g_task_return_error (task, error);
}

/* Azure need not be asked for what stands in our own table. */
static char *
dup_used_here (DepotHouse *house, DepotAccount *account, const char *service_name)
{
  DepotPoint *point = depot_point_list_find_by_name (house->points, service_name);

  if (point == NULL
      || g_strcmp0 (depot_point_get_cloud_id (point), depot_account_get_cloud_id (account)) != 0)
    return NULL;
  return g_strdup_printf (_ ("The cloud distribution point %s exists here already."), service_name);
}

void
depot_discovery_name_async (DepotHouse *house,
                            DepotAccount *account,
                            const char *subscription_id,
                            const char *region,
                            const char *service_name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  GError *error = NULL;
  DepotArm *arm;
  char *used;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_ACCOUNT (account));

  g_task_set_source_tag (task, depot_discovery_name_async);
  g_task_set_task_data (task, g_strdup (service_name), g_free);
  used = dup_used_here (house, account, service_name);
  arm = depot_house_find_arm (house, depot_account_get_id (account), &error);
  if (used != NULL)
    {
      g_clear_error (&error);
      g_task_return_pointer (task, used, g_free);
    }
  else if (arm == NULL)
    g_task_return_error (task, error);
  else
    depot_name_check_async (arm,
                            subscription_id,
                            region,
                            service_name,
                            cancellable,
                            names_checked,
                            g_steal_pointer (&task));
}

gboolean
depot_discovery_name_finish (DepotHouse *house,
                             GAsyncResult *result,
                             DepotAvailability *availability,
                             char **text,
                             GError **error)
{
  g_autofree char *taken = NULL;
  GError *failure = NULL;

  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);

  taken = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *availability = taken != NULL ? DEPOT_AVAILABILITY_TAKEN : DEPOT_AVAILABILITY_FREE;
  if (text != NULL)
    *text = g_steal_pointer (&taken);
  return TRUE;
}
