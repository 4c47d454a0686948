/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-distribution-plan.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"
#include "depot-store-content.h"

typedef struct
{
  DepotDistributionPlan *plan;
  GPtrArray *wanted; /* DepotPoint; NULL: wherever it is assigned */
  guint at;          /* package whose rows are being read */
} Planning;

static void
plan_package_free (gpointer data)
{
  DepotPlanPackage *entry = data;

  g_object_unref (entry->package);
  g_clear_pointer (&entry->rows, g_array_unref);
  g_ptr_array_unref (entry->points);
  g_free (entry);
}

static void
skip_free (gpointer data)
{
  DepotDistributionSkip *skip = data;

  g_free (skip->package_id);
  g_free (skip->point_id);
  g_free (skip);
}

void
depot_distribution_plan_free (DepotDistributionPlan *plan)
{
  g_ptr_array_unref (plan->packages);
  g_ptr_array_unref (plan->groups);
  g_ptr_array_unref (plan->skipped);
  g_free (plan);
}

static void
planning_free (gpointer data)
{
  Planning *planning = data;

  g_clear_pointer (&planning->plan, depot_distribution_plan_free);
  g_clear_pointer (&planning->wanted, g_ptr_array_unref);
  g_free (planning);
}

/* Names become objects. */

static gboolean
refuse_unknown (const char *name, GError **error)
{
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("“%s” is not known."), name));
  return FALSE;
}

static gboolean
has_package (DepotDistributionPlan *plan, const char *id)
{
  for (guint i = 0; i < plan->packages->len; i++)
    if (g_strcmp0 (depot_package_get_id (((DepotPlanPackage *) plan->packages->pdata[i])->package),
                   id)
        == 0)
      return TRUE;
  return FALSE;
}

static gboolean
add_package (DepotHouse *house,
             DepotDistributionPlan *plan,
             const char *id,
             gboolean with_dependencies,
             GError **error)
{
  DepotPackage *package = depot_library_find_package (depot_house_get_library (house), id);
  DepotPlanPackage *entry;

  if (package == NULL)
    return refuse_unknown (id, error);
  if (has_package (plan, id))
    return TRUE;
  entry = g_new0 (DepotPlanPackage, 1);
  entry->package = g_object_ref (package);
  entry->points = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (plan->packages, entry);
  for (const char *const *needed = depot_package_get_dependencies (package);
       with_dependencies && *needed != NULL;
       needed++)
    if (!add_package (house, plan, *needed, TRUE, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_point (DepotHouse *house, Planning *planning, const char *id, GError **error)
{
  DepotPoint *point = depot_house_find_point (house, id);

  if (point == NULL)
    return refuse_unknown (id, error);
  if (!g_ptr_array_find (planning->wanted, point, NULL))
    g_ptr_array_add (planning->wanted, g_object_ref (point));
  return TRUE;
}

static gboolean
add_group (DepotHouse *house, Planning *planning, const char *name, GError **error)
{
  DepotPointGroup *group = depot_library_find_group (depot_house_get_library (house), name);

  if (group == NULL)
    return refuse_unknown (name, error);
  g_ptr_array_add (planning->plan->groups, g_object_ref (group));
  for (const char *const *id = depot_point_group_get_members (group); *id != NULL; id++)
    if (!add_point (house, planning, *id, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_empty (const char *const *list)
{
  return list == NULL || *list == NULL;
}

static gboolean
resolve (DepotHouse *house,
         Planning *planning,
         const DepotDistribution *distribution,
         GError **error)
{
  gboolean goes_everywhere
      = distribution->action == DEPOT_CONTENT_UPDATE
        || (is_empty (distribution->point_ids) && is_empty (distribution->group_ids));

  if (is_empty (distribution->package_ids)
      || (goes_everywhere && distribution->action == DEPOT_CONTENT_DISTRIBUTE))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                          _ ("Name at least one package and one destination.")));
      return FALSE;
    }
  for (const char *const *id = distribution->package_ids; *id != NULL; id++)
    if (!add_package (house,
                      planning->plan,
                      *id,
                      distribution->with_dependencies
                          && distribution->action == DEPOT_CONTENT_DISTRIBUTE,
                      error))
      return FALSE;
  if (goes_everywhere)
    return TRUE;
  planning->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  for (const char *const *id = distribution->point_ids; id != NULL && *id != NULL; id++)
    if (!add_point (house, planning, *id, error))
      return FALSE;
  for (const char *const *id = distribution->group_ids; id != NULL && *id != NULL; id++)
    if (!add_group (house, planning, *id, error))
      return FALSE;
  return TRUE;
}

/* The rules, for each pair. */

const DepotContentRow *
depot_plan_package_find_row (const DepotPlanPackage *entry, const char *point_id)
{
  for (guint i = 0; i < entry->rows->len; i++)
    {
      const DepotContentRow *row = &g_array_index (entry->rows, DepotContentRow, i);

      if (g_strcmp0 (row->point_id, point_id) == 0)
        return row;
    }
  return NULL;
}

/* NULL if the action applies. */
static const char *
why_not (DepotContentAction action, const DepotPlanPackage *entry, const DepotContentRow *row)
{
  gboolean reads_source = action == DEPOT_CONTENT_UPDATE
                          || (action == DEPOT_CONTENT_DISTRIBUTE
                              && depot_package_get_source_version (entry->package) == 0);

  gboolean has_content;

  if (reads_source && depot_package_get_source_uri (entry->package) == NULL)
    return _ ("The package has no source folder.");
  if (row == NULL)
    return depot_content_action_starts (action) ? NULL : _ ("The package was not sent there.");
  /* an older version there is no reason not to send the newer one */
  has_content = row->published_version > 0
                && (action != DEPOT_CONTENT_DISTRIBUTE
                    || row->published_version >= depot_package_get_source_version (entry->package));
  if (depot_content_state_allows (row->state, has_content, action))
    return NULL;
  if (action == DEPOT_CONTENT_DISTRIBUTE && has_content)
    return _ ("The package is there already.");
  if (action == DEPOT_CONTENT_CANCEL)
    return _ ("Nothing is under way there.");
  if (action == DEPOT_CONTENT_VALIDATE && row->published_version == 0)
    return _ ("There is nothing to validate yet.");
  return _ ("Other work on it is under way there.");
}

static void
judge (DepotDistributionPlan *plan, DepotPlanPackage *entry, DepotPoint *point)
{
  const char *point_id = depot_point_get_id (point);
  const char *reason = why_not (plan->action, entry, depot_plan_package_find_row (entry, point_id));
  DepotDistributionSkip *skip;

  if (reason == NULL)
    {
      g_ptr_array_add (entry->points, g_object_ref (point));
      return;
    }
  skip = g_new0 (DepotDistributionSkip, 1);
  skip->package_id = g_strdup (depot_package_get_id (entry->package));
  skip->point_id = g_strdup (point_id);
  skip->reason = reason;
  g_ptr_array_add (plan->skipped, skip);
}

static void
judge_all (DepotHouse *house, Planning *planning, DepotPlanPackage *entry)
{
  guint version = depot_package_get_source_version (entry->package);

  for (guint i = 0; i < entry->rows->len; i++)
    {
      const DepotContentRow *row = &g_array_index (entry->rows, DepotContentRow, i);
      DepotPoint *point = depot_house_find_point (house, row->point_id);

      entry->is_held = entry->is_held || (version > 0 && row->published_version == version);
      if (planning->wanted == NULL && point != NULL)
        judge (planning->plan, entry, point);
    }
  for (guint i = 0; planning->wanted != NULL && i < planning->wanted->len; i++)
    judge (planning->plan, entry, planning->wanted->pdata[i]);
}

static void read_next (GTask *task);

static void
rows_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Planning *planning = g_task_get_task_data (task);
  DepotPlanPackage *entry = planning->plan->packages->pdata[planning->at];
  GError *error = NULL;

  entry->rows = depot_store_get_content_finish (DEPOT_STORE (source), result, &error);
  if (entry->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  judge_all (g_task_get_source_object (task), planning, entry);
  planning->at++;
  read_next (g_steal_pointer (&task));
}

/* Takes task. */
static void
read_next (GTask *task)
{
  Planning *planning = g_task_get_task_data (task);
  DepotPlanPackage *entry;

  if (planning->at == planning->plan->packages->len)
    {
      g_task_return_pointer (
          task, g_steal_pointer (&planning->plan), (GDestroyNotify) depot_distribution_plan_free);
      g_object_unref (task);
      return;
    }
  entry = planning->plan->packages->pdata[planning->at];
  depot_store_list_content_async (depot_house_get_store (g_task_get_source_object (task)),
                                  depot_package_get_id (entry->package),
                                  NULL,
                                  0,
                                  0,
                                  G_MAXINT,
                                  rows_read,
                                  task);
}

/* What was asked, kept until the lists are there. */
static GStrv
copy_list (const char *const *list)
{
  return g_strdupv ((char **) list);
}

typedef struct
{
  DepotContentAction action;
  GStrv package_ids, point_ids, group_ids;
  gboolean with_dependencies;
  GTask *task;
} Asked;

static void
asked_free (Asked *asked)
{
  g_strfreev (asked->package_ids);
  g_strfreev (asked->point_ids);
  g_strfreev (asked->group_ids);
  g_clear_object (&asked->task);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
library_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  DepotDistribution distribution = { .action = asked->action,
                                     .package_ids = (const char *const *) asked->package_ids,
                                     .point_ids = (const char *const *) asked->point_ids,
                                     .group_ids = (const char *const *) asked->group_ids,
                                     .with_dependencies = asked->with_dependencies };
  Planning *planning = g_task_get_task_data (asked->task);
  GError *error = NULL;

  if (!depot_library_load_finish (DEPOT_LIBRARY (source), result, &error)
      || !resolve (g_task_get_source_object (asked->task), planning, &distribution, &error))
    g_task_return_error (asked->task, error);
  else
    read_next (g_steal_pointer (&asked->task));
}

void
depot_distribution_plan_async (DepotHouse *house,
                               const DepotDistribution *distribution,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  Planning *planning = g_new0 (Planning, 1);
  Asked *asked = g_new0 (Asked, 1);

  planning->plan = g_new0 (DepotDistributionPlan, 1);
  planning->plan->action = distribution->action;
  planning->plan->packages = g_ptr_array_new_with_free_func (plan_package_free);
  planning->plan->groups = g_ptr_array_new_with_free_func (g_object_unref);
  planning->plan->skipped = g_ptr_array_new_with_free_func (skip_free);
  asked->action = distribution->action;
  asked->package_ids = copy_list (distribution->package_ids);
  asked->point_ids = copy_list (distribution->point_ids);
  asked->group_ids = copy_list (distribution->group_ids);
  asked->with_dependencies = distribution->with_dependencies;
  asked->task = g_task_new (house, cancellable, callback, data);
  g_task_set_source_tag (asked->task, depot_distribution_plan_async);
  g_task_set_task_data (asked->task, planning, planning_free);
  depot_library_load_async (depot_house_get_library (house), cancellable, library_loaded, asked);
}

DepotDistributionPlan *
depot_distribution_plan_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
