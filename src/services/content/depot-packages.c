/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-packages.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"
#include "depot-store-packages.h"

/* The lists show what was written before the answer goes out. */
static void
lists_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  /* save and remove have the same finish */
  if (!depot_store_save_package_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_library_load_async (depot_house_get_library (g_task_get_source_object (task)),
                            g_task_get_cancellable (task),
                            lists_loaded,
                            g_object_ref (task));
}

/* Add. */

static void
id_reserved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotPackage *package = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *id
      = depot_store_reserve_package_id_finish (DEPOT_STORE (source), result, &error);

  if (id != NULL)
    g_object_set (package, "id", id, NULL);
  if (id == NULL || !depot_package_check (package, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_store_save_package_async (
      depot_house_get_store (house), package, written, g_object_ref (task));
}

static const char *
find_site (DepotHouse *house, const char *site_code, GError **error)
{
  DepotSite *top = depot_house_get_top_site (house);

  if (site_code != NULL)
    return site_code;
  if (top == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                        _ ("Say first which site this console works for.")));
  return top != NULL ? depot_site_get_code (top) : NULL;
}

/* What can be refused before an ID is spent. */
static gboolean
check_early (DepotPackage *package, GError **error)
{
  g_autoptr (JsonObject) json = depot_package_to_json (package);
  g_autoptr (DepotPackage) copy = NULL;

  json_object_set_string_member (json, "id", "XXX00001");
  copy = depot_package_from_json (json, error);
  return copy != NULL && depot_package_check (copy, error);
}

/* An application's content is named by it. */
static void
give_guid (DepotPackage *package)
{
  g_autofree char *old = NULL, *guid = NULL;

  g_object_get (package, "content-guid", &old, NULL);
  if (old != NULL || depot_package_get_kind (package) != DEPOT_PACKAGE_APPLICATION)
    return;
  guid = g_uuid_string_random ();
  g_object_set (package, "content-guid", guid, NULL);
}

static void
complete (DepotHouse *house, DepotPackage *package)
{
  gint64 now = depot_clock_now (depot_house_get_clock (house));
  g_autofree char *who = depot_house_dup_user_at_host ();

  g_object_set (
      package, "created-at", now, "changed-at", now, "created-by", who, "content-guid", NULL, NULL);
  give_guid (package);
}

void
depot_package_add_async (DepotHouse *house,
                         DepotPackage *package,
                         const char *site_code,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  GError *error = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_PACKAGE (package));

  g_task_set_source_tag (task, depot_package_add_async);
  g_task_set_task_data (task, g_object_ref (package), g_object_unref);
  complete (house, package);
  site_code = find_site (house, site_code, &error);
  if (site_code == NULL || !check_early (package, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_store_reserve_package_id_async (
      depot_house_get_store (house), site_code, id_reserved, g_object_ref (task));
}

DepotPackage *
depot_package_add_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  DepotPackage *package;

  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  package = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return depot_library_find_package (depot_house_get_library (house),
                                     depot_package_get_id (package));
}

/* Change and remove. */

void
depot_package_change_async (DepotHouse *house,
                            DepotPackage *package,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  GError *error = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_PACKAGE (package));

  g_task_set_source_tag (task, depot_package_change_async);
  g_object_set (package, "changed-at", depot_clock_now (depot_house_get_clock (house)), NULL);
  give_guid (package);
  if (!depot_package_check (package, &error))
    g_task_return_error (task, error);
  else
    depot_store_save_package_async (
        depot_house_get_store (house), package, written, g_object_ref (task));
}

gboolean
depot_package_change_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
depot_package_remove_async (DepotHouse *house,
                            const char *id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  g_task_set_source_tag (task, depot_package_remove_async);
  depot_store_remove_package_async (depot_house_get_store (house), id, written, task);
}

gboolean
depot_package_remove_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
