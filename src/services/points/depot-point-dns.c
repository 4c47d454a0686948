/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-dns.h"

#include <glib/gi18n.h>

#include "depot-dns-judge.h"
#include "depot-house-private.h"

#define SERVER_VARIABLE "DEPOT_DNS_SERVER"

static const char *
named_server (void)
{
  const char *server = g_getenv (SERVER_VARIABLE);

  return server != NULL && *server != '\0' ? server : NULL;
}

gboolean
depot_point_dns_is_watched (DepotPoint *point)
{
  g_return_val_if_fail (DEPOT_IS_POINT (point), FALSE);

  return depot_point_get_azure_fqdn (point) != NULL
         && (named_server () != NULL
             || g_strcmp0 (depot_point_get_cloud_id (point), DEPOT_CLOUD_PRACTICE) != 0);
}

DepotPoint *
depot_point_find_successor (DepotHouse *house, DepotPoint *point)
{
  GListModel *points = depot_house_get_points (house);

  g_return_val_if_fail (DEPOT_IS_POINT (point), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) other = g_list_model_get_item (points, i);

      if (g_strcmp0 (depot_point_get_replaces_id (other), depot_point_get_id (point)) == 0)
        return other;
    }
  return NULL;
}

static void
looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotPoint *point = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotDnsAnswer) answer = depot_dns_look_up_finish (result, &error);
  DepotDnsReport *report;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  report = depot_dns_judge (point, answer, depot_house_get_points (house));
  g_task_return_pointer (task, report, (GDestroyNotify) depot_dns_report_free);
}

void
depot_point_dns_async (DepotHouse *house,
                       DepotPoint *point,
                       const char *server,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  g_task_set_source_tag (task, depot_point_dns_async);
  g_task_set_task_data (task, g_object_ref (point), g_object_unref);
  if (depot_point_get_azure_fqdn (point) == NULL)
    g_task_return_error (
        task, depot_error_new (DEPOT_ERROR_CONFLICT, _ ("Azure has given the point no name yet.")));
  else
    depot_dns_look_up_async (depot_point_get_service_fqdn (point),
                             server != NULL ? server : named_server (),
                             cancellable,
                             looked_up,
                             g_object_ref (task));
}

DepotDnsReport *
depot_point_dns_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
