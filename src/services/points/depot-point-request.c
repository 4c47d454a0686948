/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-request.h"

#include <glib/gi18n.h>

#define LOOK_MILLISECONDS 20
#define MAX_LOOKS 500

void
depot_point_request_free (DepotPointRequest *request)
{
  g_clear_object (&request->point);
  g_clear_object (&request->operation);
  g_clear_object (&request->overtaken);
  g_free (request);
}

GError *
depot_point_judge_site (DepotHouse *house, const char *site_code)
{
  if (depot_house_get_top_site (house) == NULL)
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("This console has no site yet."));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->sites)); i++)
    {
      g_autoptr (DepotSite) site = g_list_model_get_item (G_LIST_MODEL (house->sites), i);

      if (g_strcmp0 (depot_site_get_code (site), site_code) == 0)
        return depot_site_is_primary (site)
                   ? NULL
                   : depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                      _ ("The site %s is no primary site. A primary site manages a "
                                         "distribution point."),
                                      site_code);
    }
  return depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("There is no site %s."), site_code);
}

/* The queue makes its own object from the journal's row; it is there after its next look. */
static gboolean
look_for_operation (gpointer data)
{
  GTask *task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotPointRequest *request = g_task_get_task_data (task);

  if (depot_operation_queue_find (house->queue, depot_operation_get_id (request->operation)) != NULL
      && depot_point_list_find (house->points, depot_point_get_id (request->point)) != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return G_SOURCE_REMOVE;
    }
  if (++request->n_looks < MAX_LOOKS)
    return G_SOURCE_CONTINUE;
  g_task_return_error (
      task,
      depot_error_new (DEPOT_ERROR_STORE,
                       _ ("The request was saved, but its operation does not appear.")));
  return G_SOURCE_REMOVE;
}

static void
request_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotPointRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "%s of cloud distribution point %s (%s) was requested by %s",
                   request->deed,
                   depot_point_get_name (request->point),
                   depot_point_get_service_fqdn (request->point),
                   depot_operation_get_requested_by (request->operation));
  if (request->overtaken != NULL && depot_operation_can_cancel (request->overtaken))
    depot_operation_queue_cancel (house->queue, request->overtaken);
  depot_house_refresh (house);
  g_timeout_add_full (G_PRIORITY_DEFAULT,
                      LOOK_MILLISECONDS,
                      look_for_operation,
                      g_object_ref (task),
                      g_object_unref);
}

void
depot_point_request_save (GTask *task, DepotStoreBatch *batch, guint message_id, const char *value)
{
  DepotHouse *house = g_task_get_source_object (task);
  DepotPointRequest *request = g_task_get_task_data (task);
  const char *inserts[] = {
    depot_point_get_name (request->point),
    depot_point_get_service_fqdn (request->point),
    value != NULL ? value : depot_operation_get_requested_by (request->operation),
    NULL,
  };
  g_autoptr (DepotStatusMessage) message
      = depot_house_make_message (house,
                                  message_id,
                                  depot_point_get_site_code (request->point),
                                  depot_point_get_id (request->point),
                                  inserts);
  g_autoptr (DepotJournalEntry) entry = depot_journal_entry_new_from_operation (request->operation);

  g_object_set (request->point, "operation-id", depot_operation_get_id (request->operation), NULL);
  depot_store_batch_save_point (batch, request->point);
  depot_store_batch_add_message (batch, message);
  depot_store_batch_write_entry (batch, entry);
  depot_store_batch_commit_async (batch, request_saved, g_object_ref (task));
}

DepotOperation *
depot_point_request_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  DepotPointRequest *request = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return depot_operation_queue_find (house->queue, depot_operation_get_id (request->operation));
}
