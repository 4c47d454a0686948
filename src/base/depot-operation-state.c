/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-operation-queue.h"

#include <glib/gi18n.h>

#include "depot-operation-private.h"

static const struct
{
  const char *nick, *label;
} words[] = {
  [DEPOT_OPERATION_QUEUED] = { "queued", N_ ("Queued") },
  [DEPOT_OPERATION_RUNNING] = { "running", N_ ("Running") },
  [DEPOT_OPERATION_WAITING] = { "waiting", N_ ("Waiting for you") },
  [DEPOT_OPERATION_CANCELLING] = { "cancelling", N_ ("Cancelling") },
  [DEPOT_OPERATION_DONE] = { "done", N_ ("Done") },
  [DEPOT_OPERATION_FAILED] = { "failed", N_ ("Failed") },
  [DEPOT_OPERATION_CANCELLED] = { "cancelled", N_ ("Cancelled") },
  [DEPOT_OPERATION_CLEANING_UP] = { "cleaning-up", N_ ("Cleaning up") },
  [DEPOT_OPERATION_CLEANED_UP] = { "cleaned-up", N_ ("Cleaned up") },
};

const char *
depot_operation_state_get_nick (DepotOperationState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (words), NULL);

  return words[state].nick;
}

const char *
depot_operation_state_get_label (DepotOperationState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (words), NULL);

  return _ (words[state].label);
}

DepotOperationState
depot_operation_state_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].nick, nick) == 0)
      return i;
  /* a word of a later version: it is not ours to run */
  return DEPOT_OPERATION_FAILED;
}

gboolean
depot_operation_is_settled (DepotOperation *self)
{
  switch (depot_operation_get_state (self))
    {
    case DEPOT_OPERATION_DONE:
    case DEPOT_OPERATION_FAILED:
    case DEPOT_OPERATION_CANCELLED:
    case DEPOT_OPERATION_CLEANED_UP:
      return TRUE;
    case DEPOT_OPERATION_QUEUED:
    case DEPOT_OPERATION_RUNNING:
    case DEPOT_OPERATION_WAITING:
    case DEPOT_OPERATION_CANCELLING:
    case DEPOT_OPERATION_CLEANING_UP:
    default:
      return FALSE;
    }
}

gboolean
depot_operation_can_cancel (DepotOperation *operation)
{
  switch (depot_operation_get_state (operation))
    {
    case DEPOT_OPERATION_QUEUED:
    case DEPOT_OPERATION_RUNNING:
    case DEPOT_OPERATION_WAITING:
    case DEPOT_OPERATION_CLEANING_UP:
      return TRUE;
    case DEPOT_OPERATION_CANCELLING:
    case DEPOT_OPERATION_DONE:
    case DEPOT_OPERATION_FAILED:
    case DEPOT_OPERATION_CANCELLED:
    case DEPOT_OPERATION_CLEANED_UP:
    default:
      return FALSE;
    }
}

static gboolean
has_stopped_early (DepotOperation *operation)
{
  DepotOperationState state = depot_operation_get_state (operation);

  return (state == DEPOT_OPERATION_FAILED || state == DEPOT_OPERATION_CANCELLED)
         && !depot_operation_get_private (operation)->is_unreadable;
}

gboolean
depot_operation_can_retry (DepotOperation *operation)
{
  return has_stopped_early (operation)
         || depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING;
}

gboolean
depot_operation_can_clean_up (DepotOperation *operation)
{
  return has_stopped_early (operation)
         && depot_operation_find_undo (operation, depot_operation_get_step_index (operation), NULL);
}
