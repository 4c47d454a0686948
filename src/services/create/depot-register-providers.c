/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-register-providers.h"

#include <glib/gi18n.h>

#include "depot-discovery.h"
#include "depot-house-private.h"
#include "depot-requirements.h"

#define POLL_SECONDS 10
#define MAX_ROUNDS 90

typedef struct
{
  DepotArm *arm;
  DepotCheckItem *item;
  char *subscription_id;
  guint next, n_rounds;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->arm);
  g_clear_object (&work->item);
  g_free (work->subscription_id);
  g_free (work);
}

/* Takes task and error. */
static void
fail (GTask *task, GError *error)
{
  Work *work = g_task_get_task_data (task);

  if (work->item != NULL)
    depot_check_item_set (work->item,
                          "bad",
                          g_cancellable_is_cancelled (g_task_get_cancellable (task))
                              ? _ ("Stopped. Azure goes on with what it has begun.")
                              : error->message);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void look (GTask *task);

static gboolean
look_again (gpointer task)
{
  look (g_object_ref (task));
  return G_SOURCE_REMOVE;
}

static void
show (Work *work)
{
  g_autofree char *detail = NULL;

  if (work->item == NULL)
    return;
  if (depot_required_providers[work->next] == NULL)
    {
      depot_check_item_set_remedy (work->item, NULL);
      depot_check_item_set_sheet (work->item, NULL);
      depot_check_item_set (work->item, "good", _ ("All are registered."));
      return;
    }
  /* Translators: a resource provider such as Microsoft.Compute, then two numbers. */
  detail = g_strdup_printf (_ ("Registering %s (%u of %d)…"),
                            depot_required_providers[work->next],
                            work->next + 1,
                            DEPOT_N_REQUIRED_PROVIDERS);
  depot_check_item_set (work->item, "running", detail);
}

/* One provider after the other: each is asked for until it is there. Registering twice is harmless
 * and tells the state. Takes the task; state may be NULL. */
static void
take_state (GTask *task, const char *state)
{
  DepotHouse *house = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);

  if (g_strcmp0 (state, "Registered") == 0)
    {
      work->next++;
      work->n_rounds = 0;
      look (task);
    }
  else if (++work->n_rounds > MAX_ROUNDS)
    fail (task,
          depot_error_new (DEPOT_ERROR_TIMED_OUT,
                           _ ("%s is still not registered."),
                           depot_required_providers[work->next]));
  else
    depot_clock_call_after (house->clock, POLL_SECONDS, look_again, task, g_object_unref);
}

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autofree char *state = depot_arm_register_provider_finish (DEPOT_ARM (source), result, &error);

  if (error != NULL)
    fail (task, error);
  else
    take_state (task, state);
}

static void
state_known (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *state = depot_arm_get_provider_state_finish (DEPOT_ARM (source), result, &error);

  if (error != NULL)
    fail (task, error);
  else if (g_strcmp0 (state, "Registered") == 0 || g_strcmp0 (state, "Registering") == 0)
    take_state (task, state);
  else
    depot_arm_register_provider_async (work->arm,
                                       work->subscription_id,
                                       depot_required_providers[work->next],
                                       g_task_get_cancellable (task),
                                       registered,
                                       task);
}

/* Takes the task. */
static void
look (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      fail (task, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Stopped.")));
      return;
    }
  show (work);
  if (depot_required_providers[work->next] == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  depot_arm_get_provider_state_async (work->arm,
                                      work->subscription_id,
                                      depot_required_providers[work->next],
                                      g_task_get_cancellable (task),
                                      state_known,
                                      task);
}

void
depot_register_providers_async (DepotHouse *house,
                                const char *account_id,
                                const char *subscription_id,
                                GObject *item,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Work *work = g_new0 (Work, 1);
  GError *error = NULL;
  DepotArm *arm = depot_house_find_arm (house, account_id, &error);

  g_task_set_source_tag (task, depot_register_providers_async);
  g_task_set_task_data (task, work, work_free);
  work->subscription_id = g_strdup (subscription_id);
  work->item = item != NULL ? g_object_ref (DEPOT_CHECK_ITEM (item)) : NULL;
  if (arm == NULL)
    {
      fail (task, error);
      return;
    }
  work->arm = g_object_ref (arm);
  look (task);
}

gboolean
depot_register_providers_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
