/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-pause.h"

#include <glib/gi18n.h>

#include "depot-content-limits.h"
#include "depot-content-queue.h"
#include "depot-error.h"
#include "depot-packages.h"

/* Somebody else changed the package in the same moment: read it again. */
#define MAX_TRIES 5

typedef struct
{
  GStrv ids;
  guint at;
  guint tries;
  gboolean is_pause; /* else the priority */
  guint value;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_strfreev (change->ids);
  g_free (change);
}

static void change_next (GTask *task);

/* Whoever waited for this goes on, in whichever process that is. */
static void
wake (DepotHouse *house, Change *change, const char *id)
{
  g_autofree char *whom = g_strconcat (DEPOT_CONTENT_PACKAGE, id, NULL);

  if (change->is_pause && !change->value)
    depot_operation_queue_wake (depot_house_get_queue (house), whom);
}

static void
reloaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    change_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = DEPOT_HOUSE (source);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;

  if (depot_package_change_finish (house, result, &error))
    {
      wake (house, change, change->ids[change->at]);
      change->at++;
      change->tries = 0;
      change_next (g_steal_pointer (&task));
    }
  else if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT)
           && ++change->tries < MAX_TRIES)
    {
      g_error_free (error);
      depot_library_load_async (depot_house_get_library (house),
                                g_task_get_cancellable (task),
                                reloaded,
                                g_object_ref (task));
    }
  else
    g_task_return_error (task, error);
}

static gboolean
is_so_already (DepotPackage *package, Change *change)
{
  return change->is_pause ? depot_package_is_paused (package) == (gboolean) change->value
                          : depot_package_get_priority (package) == change->value;
}

/* Takes task. */
static void
change_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  DepotHouse *house = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  const char *id = change->ids[change->at];
  DepotPackage *package
      = id != NULL ? depot_library_find_package (depot_house_get_library (house), id) : NULL;
  g_autoptr (DepotPackage) copy = NULL;

  if (id == NULL)
    g_task_return_boolean (task, TRUE);
  else if (package == NULL)
    g_task_return_new_error (
        task, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND, _ ("There is no package “%s”."), id);
  else if (is_so_already (package, change))
    {
      wake (house, change, id);
      change->at++;
      change_next (g_steal_pointer (&owned));
    }
  else
    {
      copy = depot_package_copy (package);
      if (change->is_pause)
        g_object_set (copy, "paused", (gboolean) change->value, NULL);
      else
        g_object_set (copy, "priority", change->value, NULL);
      depot_package_change_async (
          house, copy, g_task_get_cancellable (task), changed, g_steal_pointer (&owned));
    }
}

static gboolean
knows_all (DepotHouse *house, Change *change, GError **error)
{
  for (char **id = change->ids; *id != NULL; id++)
    if (depot_library_find_package (depot_house_get_library (house), *id) == NULL)
      {
        g_propagate_error (
            error, depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("There is no package “%s”."), *id));
        return FALSE;
      }
  return TRUE;
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  GError *error = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error)
      && knows_all (house, g_task_get_task_data (task), &error))
    change_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
begin (
    DepotHouse *house, const char *const *package_ids, gboolean is_pause, guint value, GTask *task)
{
  Change *change = g_new0 (Change, 1);

  change->ids = g_strdupv ((char **) package_ids);
  change->is_pause = is_pause;
  change->value = value;
  g_task_set_source_tag (task, depot_content_pause_async);
  g_task_set_task_data (task, change, change_free);
  depot_library_load_async (
      depot_house_get_library (house), g_task_get_cancellable (task), loaded, task);
}

void
depot_content_pause_async (DepotHouse *house,
                           const char *const *package_ids,
                           gboolean paused,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (package_ids != NULL);

  begin (house, package_ids, TRUE, paused, g_task_new (house, cancellable, callback, data));
}

void
depot_content_set_priority_async (DepotHouse *house,
                                  const char *const *package_ids,
                                  DepotPriority priority,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (package_ids != NULL);

  begin (house, package_ids, FALSE, priority, g_task_new (house, cancellable, callback, data));
}

gboolean
depot_content_pause_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
depot_content_get_hold (DepotHouse *house, const char *package_id, gboolean sends)
{
  DepotPackage *package = depot_library_find_package (depot_house_get_library (house), package_id);
  DepotContentLimits limits;

  if (package != NULL && depot_package_is_paused (package))
    return _ ("Paused. It goes on when somebody resumes the package.");
  depot_house_get_content_limits (house, &limits);
  if (sends && limits.waits_on_metered
      && g_network_monitor_get_network_metered (g_network_monitor_get_default ()))
    return _ ("Paused, because the network costs by the byte. It goes on with another network.");
  return NULL;
}
