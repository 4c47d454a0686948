/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-orphans.h"

#include "depot-fleet.h"
#include "depot-house-private.h"
#include "depot-json.h"
#include "depot-point-verbs.h"
#include "depot-store-points.h"

#define SCALE_SET "Microsoft.Compute/virtualMachineScaleSets"

typedef struct
{
  GPtrArray *accounts; /* still to be asked, from the end */
  GPtrArray *orphans;
  GHashTable *seen; /* service ids: two accounts may see the same subscription */
} Search;

void
depot_orphan_free (DepotOrphan *orphan)
{
  g_free (orphan->service_id);
  g_free (orphan->name);
  g_free (orphan->cloud_id);
  g_free (orphan->account_id);
  g_free (orphan->subscription_id);
  g_free (orphan->group);
  g_clear_object (&orphan->resources);
  g_free (orphan);
}

static void
search_free (gpointer data)
{
  Search *search = data;

  g_ptr_array_unref (search->accounts);
  g_clear_pointer (&search->orphans, g_ptr_array_unref);
  g_hash_table_unref (search->seen);
  g_free (search);
}

/* "/subscriptions/S/resourceGroups/G/…" */
static char *
dup_part (const char *id, guint index)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", -1);

  return index < g_strv_length (parts) ? g_strdup (parts[index]) : g_strdup ("");
}

/* Of storage accounts and of scale sets Azure tells when they were made. */
static gint64
time_of (JsonObject *row)
{
  static const char *const paths[] = { "properties.creationTime", "properties.timeCreated" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *text = depot_json_peek_string (row, paths[i]);
      g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

      if (time != NULL)
        return g_date_time_to_unix (time);
    }
  return 0;
}

static void
take_row (DepotOrphan *orphan, GListStore *resources, JsonObject *row)
{
  const char *id = depot_json_peek_string (row, "id");
  const char *type = depot_json_peek_string (row, "type");
  g_autofree char *name = g_path_get_basename (id);
  gint64 created_at = time_of (row);
  g_autoptr (DepotPlannedResource) planned
      = depot_planned_resource_new (type != NULL ? type : "", name, "delete", "tag");

  g_list_store_append (resources, planned);
  if (created_at > 0 && (orphan->created_at == 0 || created_at < orphan->created_at))
    orphan->created_at = created_at;
  if (orphan->subscription_id == NULL)
    {
      orphan->subscription_id = dup_part (id, 2);
      orphan->group = dup_part (id, 4);
    }
  if (type != NULL && g_ascii_strcasecmp (type, SCALE_SET) == 0)
    g_set_str (&orphan->name, name);
}

static DepotOrphan *
make_orphan (const char *service_id, DepotAccount *account, GPtrArray *rows)
{
  DepotOrphan *orphan = g_new0 (DepotOrphan, 1);
  GListStore *resources = g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE);

  orphan->service_id = g_strdup (service_id);
  orphan->cloud_id = g_strdup (depot_account_get_cloud_id (account));
  orphan->account_id = g_strdup (depot_account_get_id (account));
  orphan->resources = G_LIST_MODEL (resources);
  for (guint i = 0; i < rows->len; i++)
    take_row (orphan, resources, rows->pdata[i]);
  if (orphan->name == NULL)
    orphan->name = g_strdup (service_id);
  return orphan;
}

static gboolean
is_ours (DepotHouse *house, const char *service_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->points)); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (house->points), i);

      if (g_ascii_strcasecmp (depot_point_get_id (point), service_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
take_fleet (DepotHouse *house, Search *search, DepotAccount *account, DepotFleet *fleet)
{
  GHashTableIter iterator;
  gpointer service_id, rows;

  g_hash_table_iter_init (&iterator, fleet->resources);
  while (g_hash_table_iter_next (&iterator, &service_id, &rows))
    if (!is_ours (house, service_id) && g_hash_table_add (search->seen, g_strdup (service_id)))
      g_ptr_array_add (search->orphans, make_orphan (service_id, account, rows));
}

static void ask_account (GTask *task);

static void
fleet_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotFleet) fleet = depot_fleet_look_finish (DEPOT_ARM (source), result, &error);
  g_autoptr (DepotAccount) account
      = g_ptr_array_steal_index (search->accounts, search->accounts->len - 1);

  if (fleet == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  take_fleet (g_task_get_source_object (task), search, account, fleet);
  ask_account (task);
}

static int
by_name (gconstpointer left, gconstpointer right)
{
  return g_strcmp0 (((const DepotOrphan *) left)->name, ((const DepotOrphan *) right)->name);
}

static void
ask_account (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  DepotArm *arm;

  if (search->accounts->len == 0)
    {
      g_ptr_array_sort_values (search->orphans, by_name);
      g_task_return_pointer (
          task, g_steal_pointer (&search->orphans), (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  arm = depot_house_find_arm (
      house, depot_account_get_id (search->accounts->pdata[search->accounts->len - 1]), &error);
  if (arm == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  depot_fleet_look_async (arm, NULL, g_task_get_cancellable (task), fleet_seen, task);
}

void
depot_orphans_find_async (DepotHouse *house,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, depot_orphans_find_async);
  search->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  search->orphans = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_orphan_free);
  search->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, search, search_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->accounts)); i++)
    g_ptr_array_add (search->accounts, g_list_model_get_item (G_LIST_MODEL (house->accounts), i));
  ask_account (task);
}

GPtrArray *
depot_orphans_find_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Taking away: once more a point, so that the deletion is in the journal like every other. */

static void
deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotOperation *operation = depot_point_verb_finish (DEPOT_HOUSE (source), result, &error);

  if (operation != NULL)
    g_task_return_pointer (task, operation, NULL);
  else
    g_task_return_error (task, error);
}

static void
adopted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!depot_store_save_point_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_delete_point_async (g_task_get_source_object (task),
                            g_task_get_task_data (task),
                            g_task_get_cancellable (task),
                            deleted,
                            g_object_ref (task));
}

DepotPoint *
depot_orphan_make_point (DepotHouse *house, DepotOrphan *orphan)
{
  DepotPoint *point = depot_point_new (orphan->service_id);
  gint64 now = depot_clock_now (house->clock);

  g_object_set (point,
                "name",
                orphan->name,
                "cloud-id",
                orphan->cloud_id,
                "account-id",
                orphan->account_id,
                "subscription-id",
                orphan->subscription_id,
                "group-name",
                orphan->group,
                "created-at",
                now,
                NULL);
  depot_point_set_state (point, DEPOT_POINT_FAILED, now);
  return point;
}

void
depot_orphan_delete_async (DepotHouse *house,
                           DepotOrphan *orphan,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  DepotPoint *point = depot_orphan_make_point (house, orphan);

  g_task_set_source_tag (task, depot_orphan_delete_async);
  g_task_set_task_data (task, point, g_object_unref);
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "Resources of %s (%s), which belong to no point, will be deleted",
                   orphan->name,
                   orphan->service_id);
  depot_store_save_point_async (house->store, point, adopted, task);
}

DepotOperation *
depot_orphan_delete_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
