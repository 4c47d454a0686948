/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Distribute would send, and what it would do to the quotas. */
#include "config.h"

#include "depot-distribution.h"

#include "depot-distribution-plan.h"
#include "depot-house-private.h"
#include "depot-size.h"
#include "depot-store-content.h"

typedef struct
{
  DepotDistributionPlan *plan;
  DepotDistributionPreview *preview;
  GArray *sizes;        /* guint64, of each package of the plan */
  GHashTable *by_point; /* id → DepotPreviewPoint */
  guint at;
} Work;

static void
preview_point_free (gpointer data)
{
  DepotPreviewPoint *point = data;

  g_free (point->point_id);
  g_free (point->name);
  g_free (point);
}

void
depot_distribution_preview_free (DepotDistributionPreview *preview)
{
  g_strfreev (preview->package_ids);
  g_ptr_array_unref (preview->points);
  g_ptr_array_unref (preview->warnings);
  g_free (preview);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->plan, depot_distribution_plan_free);
  g_clear_pointer (&work->preview, depot_distribution_preview_free);
  g_array_unref (work->sizes);
  g_hash_table_unref (work->by_point);
  g_free (work);
}

/* Last: the quotas. */

static void
judge_quota (DepotHouse *house, DepotPreviewPoint *row)
{
  DepotPoint *point = depot_house_find_point (house, row->point_id);
  gboolean is_enabled = FALSE;
  guint warning = 0, critical = 0, quota_gb = 0;
  guint64 after = row->used_bytes + row->new_bytes;

  if (point == NULL)
    return;
  g_object_get (point,
                "storage-quota-enabled",
                &is_enabled,
                "storage-quota-gb",
                &quota_gb,
                "storage-warning-percent",
                &warning,
                "storage-critical-percent",
                &critical,
                NULL);
  if (!is_enabled || quota_gb == 0)
    return;
  row->quota_gb = quota_gb;
  row->percent_after = depot_size_percent (after, quota_gb);
  if (depot_size_reaches (after, quota_gb, critical)
      && !depot_size_reaches (row->used_bytes, quota_gb, critical))
    row->effect = DEPOT_QUOTA_CRITICAL;
  else if (depot_size_reaches (after, quota_gb, warning)
           && !depot_size_reaches (row->used_bytes, quota_gb, warning))
    row->effect = DEPOT_QUOTA_WARNING;
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(DepotPreviewPoint *const *) a)->name,
                    (*(DepotPreviewPoint *const *) b)->name);
}

static void read_usage (GTask *task);

static void
usage_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  DepotPreviewPoint *row = work->preview->points->pdata[work->at];
  DepotContentSums sums;
  GError *error = NULL;

  if (!depot_store_sum_content_finish (DEPOT_STORE (source), result, &sums, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  row->used_bytes = sums.bytes[DEPOT_CONTENT_INSTALLED];
  judge_quota (g_task_get_source_object (task), row);
  work->preview->effect = MAX (work->preview->effect, row->effect);
  work->at++;
  read_usage (g_steal_pointer (&task));
}

/* Takes task. */
static void
read_usage (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  DepotPreviewPoint *row;

  if (work->at == work->preview->points->len)
    {
      g_ptr_array_sort (work->preview->points, compare_points);
      g_task_return_pointer (
          task, g_steal_pointer (&work->preview), (GDestroyNotify) depot_distribution_preview_free);
      g_object_unref (task);
      return;
    }
  row = work->preview->points->pdata[work->at];
  depot_store_sum_content_async (depot_house_get_store (g_task_get_source_object (task)),
                                 NULL,
                                 row->point_id,
                                 usage_read,
                                 task);
}

/* Then the sums. */

static DepotPreviewPoint *
get_point (Work *work, DepotPoint *point)
{
  const char *id = depot_point_get_id (point);
  DepotPreviewPoint *row = g_hash_table_lookup (work->by_point, id);

  if (row != NULL)
    return row;
  row = g_new0 (DepotPreviewPoint, 1);
  row->point_id = g_strdup (id);
  row->name = g_strdup (depot_point_get_name (point));
  g_ptr_array_add (work->preview->points, row);
  g_hash_table_insert (work->by_point, row->point_id, row);
  return row;
}

/* A version that lies at the point already needs room only for what is new; how much that is shows
 * when it is sent. */
static void
add_package (Work *work, const DepotPlanPackage *entry, guint64 size_bytes)
{
  const char *warning = depot_package_get_warning (entry->package);

  for (guint i = 0; i < entry->points->len; i++)
    {
      DepotPoint *point = entry->points->pdata[i];
      const DepotContentRow *known
          = depot_plan_package_find_row (entry, depot_point_get_id (point));
      guint64 held = known != NULL && known->published_version > 0 ? known->size_bytes : 0;
      DepotPreviewPoint *row = get_point (work, point);

      row->n_packages++;
      row->new_bytes += size_bytes > held ? size_bytes - held : 0;
    }
  work->preview->n_assignments += entry->points->len;
  if (entry->points->len > 0 && !entry->is_held)
    work->preview->bytes_to_send += size_bytes;
  if (entry->points->len > 0 && warning != NULL
      && !g_ptr_array_find_with_equal_func (work->preview->warnings, warning, g_str_equal, NULL))
    g_ptr_array_add (work->preview->warnings, g_strdup (warning));
}

static void
add_up (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < work->plan->packages->len; i++)
    {
      DepotPlanPackage *entry = work->plan->packages->pdata[i];

      g_strv_builder_add (ids, depot_package_get_id (entry->package));
      add_package (work, entry, g_array_index (work->sizes, guint64, i));
    }
  work->preview->package_ids = g_strv_builder_end (ids);
  work->at = 0;
  read_usage (task);
}

/* First the sizes: of the last snapshot, else of the folder as it is now. */

static void measure_next (GTask *task);

static void
measured (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  guint64 size_bytes = 0;
  g_autoptr (GError) error = NULL;

  /* a folder that cannot be read is told when it is sent */
  if (!g_file_measure_disk_usage_finish (G_FILE (source), result, &size_bytes, NULL, NULL, &error))
    g_debug ("The source folder cannot be measured: %s", error->message);
  g_array_append_val (work->sizes, size_bytes);
  measure_next (g_steal_pointer (&task));
}

/* Takes task. */
static void
measure_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_autoptr (GFile) folder = NULL;

  while (work->sizes->len < work->plan->packages->len)
    {
      DepotPlanPackage *entry = work->plan->packages->pdata[work->sizes->len];
      guint64 size_bytes = depot_package_get_size_bytes (entry->package);

      if (depot_package_get_source_version (entry->package) == 0
          && depot_package_get_source_uri (entry->package) != NULL)
        {
          folder = g_file_new_for_uri (depot_package_get_source_uri (entry->package));
          g_file_measure_disk_usage_async (folder,
                                           G_FILE_MEASURE_APPARENT_SIZE,
                                           G_PRIORITY_DEFAULT,
                                           g_task_get_cancellable (task),
                                           NULL,
                                           NULL,
                                           measured,
                                           task);
          return;
        }
      g_array_append_val (work->sizes, size_bytes);
    }
  add_up (task);
}

static void
planned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->plan = depot_distribution_plan_finish (DEPOT_HOUSE (source), result, &error);
  if (work->plan == NULL)
    g_task_return_error (task, error);
  else
    measure_next (g_steal_pointer (&task));
}

void
depot_distribution_preview_async (DepotHouse *house,
                                  const DepotDistribution *distribution,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task;
  Work *work;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (distribution != NULL);

  work = g_new0 (Work, 1);
  work->preview = g_new0 (DepotDistributionPreview, 1);
  work->preview->points = g_ptr_array_new_with_free_func (preview_point_free);
  work->preview->warnings = g_ptr_array_new_with_free_func (g_free);
  work->sizes = g_array_new (FALSE, FALSE, sizeof (guint64));
  work->by_point = g_hash_table_new (g_str_hash, g_str_equal);
  task = g_task_new (house, cancellable, callback, data);
  g_task_set_source_tag (task, depot_distribution_preview_async);
  g_task_set_task_data (task, work, work_free);
  depot_distribution_plan_async (house, distribution, cancellable, planned, task);
}

DepotDistributionPreview *
depot_distribution_preview_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
