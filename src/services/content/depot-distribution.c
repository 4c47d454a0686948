/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-distribution.h"

#include <glib/gi18n.h>

#include "depot-content-operation.h"
#include "depot-content-queue.h"
#include "depot-distribution-plan.h"
#include "depot-store-content.h"
#include "depot-store-groups.h"

typedef struct
{
  DepotContentAction action;
  DepotDistributionOutcome *outcome;
  GPtrArray *operations; /* DepotOperation, to be shown before the answer goes out */
} Request;

void
depot_distribution_outcome_free (DepotDistributionOutcome *outcome)
{
  g_ptr_array_unref (outcome->operation_ids);
  g_clear_pointer (&outcome->skipped, g_ptr_array_unref);
  g_free (outcome);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_pointer (&request->outcome, depot_distribution_outcome_free);
  g_ptr_array_unref (request->operations);
  g_free (request);
}

static GTask *
request_task_new (DepotHouse *house,
                  DepotContentAction action,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Request *request = g_new0 (Request, 1);

  request->action = action;
  request->outcome = g_new0 (DepotDistributionOutcome, 1);
  request->outcome->operation_ids = g_ptr_array_new_with_free_func (g_free);
  request->operations = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, request, request_free);
  return task;
}

/* The new states. */

static DepotContentState
first_state (DepotContentAction action)
{
  switch (action)
    {
    case DEPOT_CONTENT_REMOVE:
      return DEPOT_CONTENT_REMOVAL_PENDING;
    case DEPOT_CONTENT_VALIDATE:
      return DEPOT_CONTENT_MONITORING;
    case DEPOT_CONTENT_DISTRIBUTE:
    case DEPOT_CONTENT_UPDATE:
    case DEPOT_CONTENT_REDISTRIBUTE:
    case DEPOT_CONTENT_CANCEL:
    default:
      return DEPOT_CONTENT_INSTALL_PENDING;
    }
}

static void
add_row (GArray *rows,
         const DepotPlanPackage *entry,
         DepotPoint *point,
         DepotContentAction action,
         const char *operation_id,
         gint64 now)
{
  const DepotContentRow *known = depot_plan_package_find_row (entry, depot_point_get_id (point));
  DepotContentRow row = { 0 };

  if (known != NULL)
    depot_content_row_copy (known, &row);
  g_set_str (&row.package_id, depot_package_get_id (entry->package));
  g_set_str (&row.point_id, depot_point_get_id (point));
  g_set_str (&row.operation_id, operation_id);
  g_set_str (&row.reason, NULL);
  row.state = first_state (action);
  row.retries_left = DEPOT_CONTENT_RETRIES;
  row.retry_at = 0;
  row.sent_bytes = 0;
  row.speed = 0;
  row.changed_at = now;
  if (row.size_bytes == 0)
    row.size_bytes = depot_package_get_size_bytes (entry->package);
  g_array_append_val (rows, row);
}

static void
keep_operation (Request *request, DepotOperation *operation, DepotStoreBatch *batch)
{
  g_autoptr (DepotJournalEntry) journal_entry = depot_journal_entry_new_from_operation (operation);

  depot_store_batch_write_entry (batch, journal_entry);
  g_ptr_array_add (request->outcome->operation_ids, g_strdup (depot_operation_get_id (operation)));
  g_ptr_array_add (request->operations, g_object_ref (operation));
}

static void
add_operation (DepotHouse *house,
               Request *request,
               const DepotPlanPackage *entry,
               GArray *rows,
               DepotStoreBatch *batch)
{
  g_autoptr (DepotOperation) operation
      = depot_content_operation_new_for (house, entry->package, request->action);
  gint64 now = depot_clock_now (depot_house_get_clock (house));

  for (guint i = 0; i < entry->points->len; i++)
    add_row (rows,
             entry,
             entry->points->pdata[i],
             request->action,
             depot_operation_get_id (operation),
             now);
  request->outcome->n_assignments += entry->points->len;
  keep_operation (request, operation, batch);
}

/* One job for each point: reading back and removing look through a point as a whole. */

static GPtrArray *
collect_points (DepotDistributionPlan *plan)
{
  GPtrArray *points = g_ptr_array_new ();

  for (guint i = 0; i < plan->packages->len; i++)
    {
      const DepotPlanPackage *entry = plan->packages->pdata[i];

      for (guint j = 0; j < entry->points->len; j++)
        if (!g_ptr_array_find (points, entry->points->pdata[j], NULL))
          g_ptr_array_add (points, entry->points->pdata[j]);
    }
  return points;
}

static guint
count_packages_at (DepotDistributionPlan *plan, DepotPoint *point)
{
  guint n = 0;

  for (guint i = 0; i < plan->packages->len; i++)
    n += g_ptr_array_find (((DepotPlanPackage *) plan->packages->pdata[i])->points, point, NULL);
  return n;
}

static void
add_operation_at (DepotHouse *house,
                  Request *request,
                  DepotDistributionPlan *plan,
                  DepotPoint *point,
                  GArray *rows,
                  DepotStoreBatch *batch)
{
  guint n_packages = count_packages_at (plan, point);
  g_autoptr (DepotOperation) operation
      = depot_content_operation_new_at (house, point, request->action, n_packages);
  gint64 now = depot_clock_now (depot_house_get_clock (house));

  for (guint i = 0; i < plan->packages->len; i++)
    {
      const DepotPlanPackage *entry = plan->packages->pdata[i];

      if (g_ptr_array_find (entry->points, point, NULL))
        add_row (rows, entry, point, request->action, depot_operation_get_id (operation), now);
    }
  request->outcome->n_assignments += n_packages;
  keep_operation (request, operation, batch);
}

static gboolean
is_by_point (DepotDistributionPlan *plan)
{
  return plan->packages->len > 1
         && (plan->action == DEPOT_CONTENT_VALIDATE || plan->action == DEPOT_CONTENT_REMOVE);
}

/* What the group is to get from now on. */
static void
note_groups (DepotDistributionPlan *plan, DepotStoreBatch *batch)
{
  if (plan->action != DEPOT_CONTENT_DISTRIBUTE && plan->action != DEPOT_CONTENT_REMOVE)
    return;
  for (guint i = 0; i < plan->groups->len; i++)
    for (guint j = 0; j < plan->packages->len; j++)
      depot_store_batch_set_group_package (
          batch,
          depot_point_group_get_id (plan->groups->pdata[i]),
          depot_package_get_id (((DepotPlanPackage *) plan->packages->pdata[j])->package),
          plan->action == DEPOT_CONTENT_DISTRIBUTE);
}

static void
add_audit (DepotHouse *house,
           const DepotPlanPackage *entry,
           Request *request,
           DepotStoreBatch *batch)
{
  g_autofree char *who = depot_house_dup_user_at_host ();
  g_autofree char *reason
      = g_strdup_printf ("%s: %s", depot_content_action_get_label (request->action), who);
  const char *inserts[] = {
    "",  depot_package_get_name (entry->package), depot_package_get_id (entry->package), "", reason,
    NULL
  };
  g_autoptr (DepotStatusMessage) message
      = depot_house_make_message (house, DEPOT_MESSAGE_PACKAGE_REQUESTED, NULL, NULL, inserts);

  depot_store_batch_add_message (batch, message);
}

/* The answer goes out when the lists show what was asked. */

static void
library_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    g_task_return_pointer (task,
                           g_steal_pointer (&request->outcome),
                           (GDestroyNotify) depot_distribution_outcome_free);
  else
    g_task_return_error (task, error);
}

static void
answer (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);

  depot_house_refresh (house);
  depot_library_load_async (depot_house_get_library (house),
                            g_task_get_cancellable (task),
                            library_loaded,
                            g_object_ref (task));
}

static void
request_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_store_write_content_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_log (g_task_get_source_object (task),
                   DEPOT_SEVERITY_INFO,
                   "%s of %u packages, %u assignments, was requested",
                   depot_content_action_get_nick (request->action),
                   request->operations->len,
                   request->outcome->n_assignments);
  answer (task);
}

static void
write_request (GTask *task, DepotDistributionPlan *plan)
{
  DepotHouse *house = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (depot_house_get_store (house));
  g_autoptr (GArray) rows = depot_content_rows_new ();

  note_groups (plan, batch);
  for (guint i = 0; i < plan->packages->len; i++)
    {
      DepotPlanPackage *entry = plan->packages->pdata[i];

      if (entry->points->len == 0)
        continue;
      if (!is_by_point (plan))
        add_operation (house, request, entry, rows, batch);
      add_audit (house, entry, request, batch);
    }
  if (is_by_point (plan))
    {
      g_autoptr (GPtrArray) points = collect_points (plan);

      for (guint i = 0; i < points->len; i++)
        add_operation_at (house, request, plan, points->pdata[i], rows, batch);
    }
  depot_store_request_content_async (
      depot_house_get_store (house), rows, batch, request_written, g_object_ref (task));
}

/* Cancel. A job of which everything is named is cancelled as a whole; of others only the named rows
 * are taken away, which the job sees in the store. */

static guint
count_under_way (const DepotPlanPackage *entry, const char *operation_id)
{
  guint n = 0;

  for (guint i = 0; i < entry->rows->len; i++)
    {
      const DepotContentRow *row = &g_array_index (entry->rows, DepotContentRow, i);

      n += g_strcmp0 (row->operation_id, operation_id) == 0
           && depot_content_state_get_word (row->state) == DEPOT_CONTENT_WORD_IN_PROGRESS;
    }
  return n;
}

static guint
count_named (const DepotPlanPackage *entry, const char *operation_id)
{
  guint n = 0;

  for (guint i = 0; i < entry->points->len; i++)
    n += g_strcmp0 (
             depot_plan_package_find_row (entry, depot_point_get_id (entry->points->pdata[i]))
                 ->operation_id,
             operation_id)
         == 0;
  return n;
}

static void
take_row (GArray *rows, const DepotContentRow *known, gint64 now)
{
  gboolean removes = known->state == DEPOT_CONTENT_REMOVAL_PENDING
                     || known->state == DEPOT_CONTENT_REMOVAL_RETRYING;
  DepotContentRow row = { 0 };

  depot_content_row_copy (known, &row);
  g_set_str (&row.operation_id, NULL);
  g_set_str (&row.reason, _ ("Cancelled by the user"));
  row.state = removes ? DEPOT_CONTENT_REMOVAL_FAILED : DEPOT_CONTENT_INSTALL_FAILED;
  row.speed = 0;
  row.retry_at = 0;
  row.changed_at = now;
  g_array_append_val (rows, row);
}

static void
cancel_package (DepotHouse *house, Request *request, const DepotPlanPackage *entry, GArray *rows)
{
  DepotOperationQueue *queue = depot_house_get_queue (house);
  gint64 now = depot_clock_now (depot_house_get_clock (house));

  for (guint i = 0; i < entry->points->len; i++)
    {
      const DepotContentRow *row
          = depot_plan_package_find_row (entry, depot_point_get_id (entry->points->pdata[i]));
      DepotOperation *operation = depot_operation_queue_find (queue, row->operation_id);
      gboolean is_whole
          = operation != NULL
            && g_str_has_prefix (depot_operation_get_subject (operation), DEPOT_CONTENT_PACKAGE)
            && count_named (entry, row->operation_id) == count_under_way (entry, row->operation_id);

      request->outcome->n_assignments++;
      if (!is_whole)
        take_row (rows, row, now);
      if (operation == NULL || g_ptr_array_find (request->operations, operation, NULL))
        continue;
      if (is_whole)
        depot_operation_queue_cancel (queue, operation);
      g_ptr_array_add (request->outcome->operation_ids, g_strdup (row->operation_id));
      g_ptr_array_add (request->operations, g_object_ref (operation));
    }
}

static void
cancel_all (GTask *task, DepotDistributionPlan *plan)
{
  DepotHouse *house = g_task_get_source_object (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (depot_house_get_store (house));
  g_autoptr (GArray) rows = depot_content_rows_new ();

  for (guint i = 0; i < plan->packages->len; i++)
    cancel_package (house, request, plan->packages->pdata[i], rows);
  if (rows->len > 0)
    depot_store_request_content_async (
        depot_house_get_store (house), rows, batch, request_written, g_object_ref (task));
  else
    answer (task);
}

static void
planned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotDistributionPlan) plan
      = depot_distribution_plan_finish (DEPOT_HOUSE (source), result, &error);

  if (plan == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  request->outcome->skipped = g_ptr_array_ref (plan->skipped);
  if (request->action == DEPOT_CONTENT_CANCEL)
    cancel_all (task, plan);
  else
    write_request (task, plan);
}

void
depot_distribution_request_async (DepotHouse *house,
                                  const DepotDistribution *distribution,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (distribution != NULL);

  task = request_task_new (house, distribution->action, cancellable, callback, data);
  g_task_set_source_tag (task, depot_distribution_request_async);
  depot_distribution_plan_async (house, distribution, cancellable, planned, task);
}

DepotDistributionOutcome *
depot_distribution_request_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Repair of groups: a request for each package that is missing somewhere. */

typedef struct
{
  GPtrArray *pairs; /* DepotOutOfSync, by package */
  guint at;
  guint n_assignments;
} Repair;

static void
repair_free (gpointer data)
{
  Repair *repair = data;

  g_clear_pointer (&repair->pairs, g_ptr_array_unref);
  g_free (repair);
}

static void repair_next (GTask *task);

static void
repaired (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Repair *repair = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  repair->n_assignments += outcome->n_assignments;
  repair_next (g_steal_pointer (&task));
}

/* Points of the next run of pairs that share package and kind of work. Only what was damaged is
 * sent as a whole. */
static char **
take_run (Repair *repair, const char **package_id, DepotContentAction *action)
{
  const DepotOutOfSync *first = repair->pairs->pdata[repair->at];
  g_autoptr (GStrvBuilder) points = g_strv_builder_new ();

  *package_id = first->package_id;
  *action = first->is_damaged ? DEPOT_CONTENT_REDISTRIBUTE : DEPOT_CONTENT_DISTRIBUTE;
  for (; repair->at < repair->pairs->len; repair->at++)
    {
      const DepotOutOfSync *pair = repair->pairs->pdata[repair->at];

      if (g_strcmp0 (pair->package_id, first->package_id) != 0
          || pair->is_damaged != first->is_damaged)
        break;
      g_strv_builder_add (points, pair->point_id);
    }
  return g_strv_builder_end (points);
}

/* Takes task. */
static void
repair_next (GTask *task)
{
  Repair *repair = g_task_get_task_data (task);
  const char *package_ids[] = { NULL, NULL };
  DepotDistribution distribution = { .package_ids = package_ids };
  g_auto (GStrv) point_ids = NULL;

  if (repair->at == repair->pairs->len)
    {
      g_task_return_int (task, repair->n_assignments);
      g_object_unref (task);
      return;
    }
  point_ids = take_run (repair, &package_ids[0], &distribution.action);
  distribution.point_ids = (const char *const *) point_ids;
  depot_distribution_request_async (g_task_get_source_object (task),
                                    &distribution,
                                    g_task_get_cancellable (task),
                                    repaired,
                                    task);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const DepotOutOfSync *one = *(DepotOutOfSync *const *) a;
  const DepotOutOfSync *other = *(DepotOutOfSync *const *) b;
  int order = g_strcmp0 (one->package_id, other->package_id);

  return order != 0 ? order : (int) one->is_damaged - (int) other->is_damaged;
}

static void
pairs_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Repair *repair = g_task_get_task_data (task);
  GError *error = NULL;

  repair->pairs = depot_store_list_out_of_sync_finish (DEPOT_STORE (source), result, &error);
  if (repair->pairs == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_sort (repair->pairs, compare_pairs);
  repair_next (g_steal_pointer (&task));
}

void
depot_group_repair_async (DepotHouse *house,
                          DepotPointGroup *group,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  g_task_set_source_tag (task, depot_group_repair_async);
  g_task_set_task_data (task, g_new0 (Repair, 1), repair_free);
  depot_store_list_out_of_sync_async (depot_house_get_store (house),
                                      group != NULL ? depot_point_group_get_id (group) : NULL,
                                      pairs_listed,
                                      task);
}

gint
depot_group_repair_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), -1);
  return (gint) g_task_propagate_int (G_TASK (result), error);
}
