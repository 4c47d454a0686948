/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-arrival.h"

#include "depot-error.h"

typedef struct
{
  DepotAccount *account;
  DepotSecretBytes *refresh_token;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  g_clear_object (&arrival->account);
  g_clear_pointer (&arrival->refresh_token, depot_secret_bytes_unref);
  g_free (arrival);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Arrival, arrival_free)

void
depot_arrival_return (GTask *task, DepotAccount *account, DepotTokenAnswer *answer)
{
  Arrival *arrival = g_new0 (Arrival, 1);

  arrival->account = g_object_ref (account);
  arrival->refresh_token = g_steal_pointer (&answer->refresh_token);
  g_task_return_pointer (task, arrival, arrival_free);
}

DepotAccount *
depot_arrival_finish (GAsyncResult *result, DepotSecretBytes **refresh_token, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (Arrival) arrival = g_task_propagate_pointer (G_TASK (result), &cause);

  if (arrival == NULL)
    {
      g_propagate_error (error, depot_error_from_any (cause));
      return NULL;
    }
  if (refresh_token != NULL)
    *refresh_token = g_steal_pointer (&arrival->refresh_token);
  return g_steal_pointer (&arrival->account);
}
