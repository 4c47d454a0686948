/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of an operation, and what its steps call. */
#include "config.h"

#include "depot-operation-run-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"

const DepotStep *
depot_operation_get_steps (DepotOperation *self, guint *n_steps)
{
  guint n = 0;
  const DepotStep *steps;

  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);

  steps = DEPOT_OPERATION_GET_CLASS (self)->get_steps (self, &n);
  if (n_steps != NULL)
    *n_steps = n;
  return steps;
}

const DepotStep *
depot_operation_get_step (DepotOperation *self)
{
  guint n_steps, at;
  const DepotStep *steps;

  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);

  steps = depot_operation_get_steps (self, &n_steps);
  at = depot_operation_get_step_index (self);
  return at < n_steps ? &steps[at] : NULL;
}

double
depot_operation_fraction_at (DepotOperation *self, guint step_index, double within)
{
  guint n_steps;
  const DepotStep *steps = depot_operation_get_steps (self, &n_steps);
  double done = 0, all = 0;

  for (guint i = 0; i < n_steps; i++)
    {
      all += steps[i].weight;
      done += i < step_index ? steps[i].weight : i == step_index ? steps[i].weight * within : 0;
    }
  return all > 0 ? done / all : 0;
}

gboolean
depot_operation_find_undo (DepotOperation *self, guint step_index, guint *found)
{
  guint n_steps;
  const DepotStep *steps = depot_operation_get_steps (self, &n_steps);

  for (guint i = MIN (step_index + 1, n_steps); i > 0; i--)
    if (steps[i - 1].undo != NULL)
      {
        if (found != NULL)
          *found = i - 1;
        return TRUE;
      }
  return FALSE;
}

/* Takes error. */
static void
end_step (DepotOperation *self, DepotStepEnd end, double seconds, GError *error)
{
  DepotOperationPrivate *priv = depot_operation_get_private (self);

  if (priv->is_in_step)
    {
      priv->is_in_step = FALSE;
      if (priv->run != NULL)
        depot_operation_run_ended (priv->run, end, seconds, error);
      else
        g_clear_error (&error); /* its queue is gone; the journal holds the position */
      return;
    }
  g_critical (
      "%s: a step of %s ended although none is running", depot_operation_get_kind (self), priv->id);
  g_clear_error (&error);
  if (priv->run != NULL)
    depot_operation_run_misused (priv->run);
}

void
depot_operation_next (DepotOperation *self)
{
  g_return_if_fail (DEPOT_IS_OPERATION (self));

  end_step (self, DEPOT_STEP_NEXT, 0, NULL);
}

void
depot_operation_again (DepotOperation *self, double seconds)
{
  g_return_if_fail (DEPOT_IS_OPERATION (self));

  end_step (self, DEPOT_STEP_AGAIN, seconds, NULL);
}

void
depot_operation_wait (DepotOperation *self, GError *error)
{
  g_return_if_fail (DEPOT_IS_OPERATION (self));
  g_return_if_fail (error != NULL);

  end_step (self, DEPOT_STEP_WAIT, 0, error);
}

void
depot_operation_fail (DepotOperation *self, GError *error)
{
  g_return_if_fail (DEPOT_IS_OPERATION (self));
  g_return_if_fail (error != NULL);

  end_step (self, DEPOT_STEP_FAIL, 0, error);
}

void
depot_operation_set_status (DepotOperation *self, const char *text, double within_step)
{
  DepotOperationPrivate *priv;
  g_autofree char *shown = NULL;

  g_return_if_fail (DEPOT_IS_OPERATION (self));

  priv = depot_operation_get_private (self);
  shown = g_strdup (text != NULL ? text : priv->status_text);
  depot_operation_show_progress (
      self, shown, depot_operation_fraction_at (self, priv->step_index, CLAMP (within_step, 0, 1)));
  if (priv->run != NULL)
    depot_operation_run_progress (priv->run);
}

void
depot_operation_save_async (DepotOperation *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  DepotOperationPrivate *priv;

  g_return_if_fail (DEPOT_IS_OPERATION (self));

  priv = depot_operation_get_private (self);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, depot_operation_save_async);
  if (priv->run != NULL)
    depot_operation_run_save (priv->run, g_steal_pointer (&task));
  else
    g_task_return_error (
        task, depot_error_new (DEPOT_ERROR_FAILED, _ ("This program does not run the operation")));
}

gboolean
depot_operation_save_finish (DepotOperation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

GCancellable *
depot_operation_get_cancellable (DepotOperation *self)
{
  g_return_val_if_fail (DEPOT_IS_OPERATION (self), NULL);

  return depot_operation_get_private (self)->cancellable;
}
