/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moment a draft becomes a request: point, first status message and the operation's row reach
 * the disk in one commit; from then on the window may close.
 */
#include "config.h"

#include "depot-create.h"

#include <glib/gi18n.h>

#include "depot-create-operation.h"
#include "depot-house-private.h"

#define LOOK_MILLISECONDS 20
#define MAX_LOOKS 500

typedef struct
{
  DepotPoint *point;
  DepotOperation *operation;
  guint n_looks;
} Request;

static void
request_free (Request *request)
{
  g_clear_object (&request->point);
  g_clear_object (&request->operation);
  g_free (request);
}

/* The first wrong field of the pages a person fills in. */
static GError *
judge_fields (DepotDraft *draft, gint64 now)
{
  for (guint page = DEPOT_DRAFT_PAGE_GENERAL; page <= DEPOT_DRAFT_PAGE_ALERTS; page++)
    {
      const char *const *field = depot_draft_page_get_fields (draft, page);

      for (; *field != NULL; field++)
        {
          const char *wrong = depot_draft_check (draft, *field, now);

          if (wrong != NULL)
            /* Translators: a field and what is wrong with it: "Service FQDN: …" */
            return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                    _ ("%s: %s"),
                                    depot_draft_field_get_label (*field),
                                    wrong);
        }
    }
  return NULL;
}

static GError *
judge_site (DepotHouse *house, DepotDraft *draft)
{
  const char *code = depot_draft_get_site_code (draft);

  if (depot_house_get_top_site (house) == NULL)
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("This console has no site yet."));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->sites)); i++)
    {
      g_autoptr (DepotSite) site = g_list_model_get_item (G_LIST_MODEL (house->sites), i);

      if (g_strcmp0 (depot_site_get_code (site), code) == 0)
        return depot_site_is_primary (site)
                   ? NULL
                   : depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                      _ ("The site %s is no primary site. A primary site manages a "
                                         "distribution point."),
                                      code);
    }
  return depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("There is no site %s."), code);
}

static GError *
judge (DepotHouse *house, DepotDraft *draft)
{
  GError *error = judge_fields (draft, depot_clock_now (house->clock));

  if (error == NULL)
    error = judge_site (house, draft);
  if (error == NULL && depot_draft_get_method (draft) != DEPOT_METHOD_RESOURCE_MANAGER)
    error = depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                             _ ("The classic deployment cannot be created by this version."));
  if (error == NULL)
    depot_house_find_arm (house, depot_draft_get_account_id (draft), &error);
  return error;
}

/* The queue makes its own object from the journal's row; it is there after its next look. */
static gboolean
look_for_operation (gpointer data)
{
  GTask *task = data;
  DepotHouse *house = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);

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
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "Creation of cloud distribution point %s (%s) was requested by %s",
                   depot_point_get_name (request->point),
                   depot_point_get_service_fqdn (request->point),
                   depot_operation_get_requested_by (request->operation));
  depot_house_refresh (house);
  g_timeout_add_full (G_PRIORITY_DEFAULT,
                      LOOK_MILLISECONDS,
                      look_for_operation,
                      g_object_ref (task),
                      g_object_unref);
}

static DepotStatusMessage *
make_message (DepotHouse *house, Request *request)
{
  const char *inserts[] = { depot_point_get_name (request->point),
                            depot_point_get_service_fqdn (request->point),
                            depot_operation_get_requested_by (request->operation),
                            NULL };

  return depot_house_make_message (house,
                                   DEPOT_MESSAGE_CREATION_REQUESTED,
                                   depot_point_get_site_code (request->point),
                                   depot_point_get_id (request->point),
                                   inserts);
}

static void
save_request (DepotHouse *house, GTask *task, Request *request)
{
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (house->store);
  g_autoptr (DepotStatusMessage) message = make_message (house, request);
  g_autoptr (DepotJournalEntry) entry = depot_journal_entry_new_from_operation (request->operation);

  depot_store_batch_save_point (batch, request->point);
  depot_store_batch_add_message (batch, message);
  depot_store_batch_write_entry (batch, entry);
  depot_store_batch_remove_draft (batch, DEPOT_DRAFT_NAME);
  depot_store_batch_commit_async (batch, request_saved, g_object_ref (task));
}

void
depot_create_point_async (DepotHouse *house,
                          DepotDraft *draft,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  g_autofree char *id = g_uuid_string_random ();
  Request *request = g_new0 (Request, 1);
  GError *error;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_DRAFT (draft));

  g_task_set_source_tag (task, depot_create_point_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  error = judge (house, draft);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  request->point = depot_point_new_from_draft (draft, id, depot_clock_now (house->clock));
  request->operation = depot_create_operation_new_for (house, id, draft);
  g_object_set (request->point, "operation-id", depot_operation_get_id (request->operation), NULL);
  save_request (house, task, request);
}

DepotOperation *
depot_create_point_finish (DepotHouse *house,
                           GAsyncResult *result,
                           DepotPoint **point,
                           GError **error)
{
  Request *request = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (point != NULL)
    *point = depot_point_list_find (house->points, depot_point_get_id (request->point));
  return depot_operation_queue_find (house->queue, depot_operation_get_id (request->operation));
}
