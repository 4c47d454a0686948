/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-gate.h"

struct _DepotAzureGate
{
  GObject parent_instance;

  DepotClock *clock;
  GHashTable *closed; /* host → number of silences that still run */
  GPtrArray *waits;   /* of Wait, borrowed: a wait ends itself */
};

typedef struct
{
  DepotAzureGate *gate;
  char *host;
  guint timer_id;
  GSource *cancel_source;
} Wait;

typedef struct
{
  DepotAzureGate *gate;
  char *host;
} Silence;

G_DEFINE_FINAL_TYPE (DepotAzureGate, depot_azure_gate, G_TYPE_OBJECT)

static gboolean
is_closed (DepotAzureGate *self, const char *host)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->closed, host)) > 0;
}

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_free (wait->host);
  g_free (wait);
}

/* The task may outlive its return by a turn of the main loop: nothing may wake it then. */
static void
leave (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);

  if (wait->timer_id != 0)
    depot_clock_forget (wait->gate->clock, wait->timer_id);
  wait->timer_id = 0;
  if (wait->cancel_source != NULL)
    g_source_destroy (wait->cancel_source);
  g_clear_pointer (&wait->cancel_source, g_source_unref);
  g_ptr_array_remove (wait->gate->waits, task);
}

static void
end_wait_if_due (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);
  DepotAzureGate *self = wait->gate;

  if (wait->timer_id != 0 || is_closed (self, wait->host))
    return;
  leave (task);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static gboolean
wait_is_over (gpointer data)
{
  Wait *wait = g_task_get_task_data (data);

  wait->timer_id = 0;
  end_wait_if_due (data);
  return G_SOURCE_REMOVE;
}

static gboolean
wait_is_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;

  leave (task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
open_gate (DepotAzureGate *self, const char *host)
{
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->waits->len; i++)
    g_ptr_array_add (due, g_object_ref (g_ptr_array_index (self->waits, i)));
  for (guint i = 0; i < due->len; i++)
    {
      Wait *wait = g_task_get_task_data (g_ptr_array_index (due, i));

      if (g_str_equal (wait->host, host))
        end_wait_if_due (g_ptr_array_index (due, i));
    }
}

static gboolean
silence_is_over (gpointer data)
{
  Silence *silence = data;
  DepotAzureGate *self = silence->gate;
  guint left = GPOINTER_TO_UINT (g_hash_table_lookup (self->closed, silence->host)) - 1;

  if (left > 0)
    g_hash_table_insert (self->closed, g_strdup (silence->host), GUINT_TO_POINTER (left));
  else
    g_hash_table_remove (self->closed, silence->host);
  if (left == 0)
    open_gate (self, silence->host);
  return G_SOURCE_REMOVE;
}

static void
silence_free (gpointer data)
{
  Silence *silence = data;

  g_object_unref (silence->gate);
  g_free (silence->host);
  g_free (silence);
}

void
depot_azure_gate_close (DepotAzureGate *self, const char *host, double seconds)
{
  guint silences = GPOINTER_TO_UINT (g_hash_table_lookup (self->closed, host));
  Silence *silence = g_new0 (Silence, 1);

  silence->gate = g_object_ref (self);
  silence->host = g_strdup (host);
  g_hash_table_insert (self->closed, g_strdup (host), GUINT_TO_POINTER (silences + 1));
  depot_clock_call_after (self->clock, seconds, silence_is_over, silence, silence_free);
}

void
depot_azure_gate_wait_async (DepotAzureGate *self,
                             const char *host,
                             double seconds,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Wait *wait = g_new0 (Wait, 1);

  g_task_set_source_tag (task, depot_azure_gate_wait_async);
  wait->gate = self;
  wait->host = g_strdup (host);
  g_task_set_task_data (task, wait, wait_free);
  g_ptr_array_add (self->waits, task);
  if (cancellable != NULL)
    {
      wait->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (wait->cancel_source, G_SOURCE_FUNC (wait_is_cancelled), task, NULL);
      g_source_attach (wait->cancel_source, g_task_get_context (task));
    }
  if (seconds > 0)
    wait->timer_id = depot_clock_call_after (self->clock, seconds, wait_is_over, task, NULL);
  else
    end_wait_if_due (task);
}

gboolean
depot_azure_gate_wait_finish (DepotAzureGate *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
depot_azure_gate_finalize (GObject *object)
{
  DepotAzureGate *self = DEPOT_AZURE_GATE (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->closed, g_hash_table_unref);
  g_clear_pointer (&self->waits, g_ptr_array_unref);
  G_OBJECT_CLASS (depot_azure_gate_parent_class)->finalize (object);
}

static void
depot_azure_gate_class_init (DepotAzureGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_azure_gate_finalize;
}

static void
depot_azure_gate_init (DepotAzureGate *self)
{
  self->closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waits = g_ptr_array_new ();
}

DepotAzureGate *
depot_azure_gate_new (DepotClock *clock)
{
  DepotAzureGate *self = g_object_new (DEPOT_TYPE_AZURE_GATE, NULL);

  self->clock = g_object_ref (clock);
  return self;
}
