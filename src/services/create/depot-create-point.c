/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moment a draft becomes a request: point, first status message and the operation's row reach
 * the disk in one commit; from then on the window may close.
 */
#include "config.h"

#include "depot-create.h"

#include <glib/gi18n.h>

#include "depot-create-classic.h"
#include "depot-create-operation.h"
#include "depot-point-request.h"

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

static gboolean
is_classic (DepotDraft *draft)
{
  return depot_draft_get_method (draft) == DEPOT_METHOD_CLASSIC;
}

GError *
depot_create_point_judge (DepotHouse *house, DepotDraft *draft)
{
  GError *error = judge_fields (draft, depot_clock_now (house->clock));

  if (error == NULL)
    error = depot_point_judge_site (house, depot_draft_get_site_code (draft));
  if (error == NULL && !is_classic (draft))
    depot_house_find_arm (house, depot_draft_get_account_id (draft), &error);
  return error;
}

/* Delete may come before the first step: it has to know the name then, too. */
static DepotOperation *
make_operation (DepotHouse *house, DepotPoint *point, DepotDraft *draft)
{
  const char *id = depot_point_get_id (point);
  DepotOperation *operation;

  if (!is_classic (draft))
    return depot_create_operation_new_for (house, id, draft);
  operation = depot_create_classic_new_for (house, id, draft);
  g_object_set (point,
                "storage-account",
                depot_create_classic_get_azure_name (DEPOT_CREATE_CLASSIC (operation)),
                NULL);
  return operation;
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
  g_autoptr (DepotStoreBatch) batch = NULL;
  DepotPointRequest *request = g_new0 (DepotPointRequest, 1);
  GError *error;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_DRAFT (draft));

  g_task_set_source_tag (task, depot_create_point_async);
  g_task_set_task_data (task, request, (GDestroyNotify) depot_point_request_free);
  error = depot_create_point_judge (house, draft);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  request->point = depot_point_new_from_draft (draft, id, depot_clock_now (house->clock));
  request->operation = make_operation (house, request->point, draft);
  request->deed = "Creation";
  batch = depot_store_batch_new (house->store);
  depot_store_batch_remove_draft (batch, DEPOT_DRAFT_NAME);
  depot_point_request_save (task, batch, DEPOT_MESSAGE_CREATION_REQUESTED, NULL);
}

DepotOperation *
depot_create_point_finish (DepotHouse *house,
                           GAsyncResult *result,
                           DepotPoint **point,
                           GError **error)
{
  DepotPointRequest *request = g_task_get_task_data (G_TASK (result));
  DepotOperation *operation;

  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  operation = depot_point_request_finish (house, result, error);
  if (operation != NULL && point != NULL)
    *point = depot_point_list_find (house->points, depot_point_get_id (request->point));
  return operation;
}
