/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-store-thread.h"

struct _DepotStore
{
  GObject parent_instance;

  char *path;
  char *holder;
  DepotClock *clock;
  DepotStoreThread *thread; /* NULL once closed */
  gboolean is_keeper;
};

G_DEFINE_FINAL_TYPE (DepotStore, depot_store, G_TYPE_OBJECT)

typedef enum
{
  PROP_IS_KEEPER = 1,
} DepotStoreProperty;

static GParamSpec *props[PROP_IS_KEEPER + 1];
static guint changed_signal;

static gboolean
on_changed (gpointer data)
{
  g_autoptr (DepotStore) self = g_object_ref (data);

  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_CONTINUE;
}

/* Opening. */

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (!depot_store_flush_finish (DEPOT_STORE (source), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
}

void
depot_store_open_async (const char *path,
                        DepotClock *clock,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (DepotStore) self = NULL;
  GTask *task;

  g_return_if_fail (path != NULL);
  g_return_if_fail (DEPOT_IS_CLOCK (clock));

  self = g_object_new (DEPOT_TYPE_STORE, NULL);
  task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, depot_store_open_async);
  self->path = g_strdup (path);
  self->clock = g_object_ref (clock);
  self->thread = depot_store_thread_new (path, self->holder, context, on_changed, self);
  depot_store_job_async (self, NULL, NULL, NULL, opened, task);
}

DepotStore *
depot_store_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Jobs. */

void
depot_store_job_async (DepotStore *self,
                       DepotStoreFunc func,
                       gpointer data,
                       GDestroyNotify destroy,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, depot_store_job_async);
  g_task_set_task_data (task, data, destroy);
  if (self->thread != NULL)
    depot_store_thread_push (self->thread, g_steal_pointer (&task), func);
  else
    g_task_return_error (task,
                         depot_error_new (DEPOT_ERROR_STORE, _ ("The database has been closed")));
}

gpointer
depot_store_job_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

typedef struct
{
  GPtrArray *statements;
  DepotTransaction kind;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_ptr_array_unref (run->statements);
  g_free (run);
}

static gboolean
run_statements (DepotDatabase *database, gpointer data, GError **error)
{
  Run *run = data;

  return depot_database_run (database, run->statements, run->kind, error);
}

void
depot_store_run_async (DepotStore *self,
                       GPtrArray *statements,
                       DepotTransaction kind,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Run *run = g_new0 (Run, 1);

  run->statements = statements;
  run->kind = kind;
  depot_store_job_async (self, run_statements, run, run_free, callback, user_data);
}

GPtrArray *
depot_store_run_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  Run *run = depot_store_job_finish (self, result, error);

  return run != NULL ? run->statements : NULL;
}

void
depot_store_read_async (DepotStore *self,
                        DepotStatement *statement,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GPtrArray *statements = depot_statements_new ();

  g_ptr_array_add (statements, statement);
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_READ, callback, user_data);
}

DepotStatement *
depot_store_read_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);

  return statements != NULL ? statements->pdata[0] : NULL;
}

static gboolean
do_nothing (DepotDatabase *database, gpointer data, GError **error)
{
  return TRUE;
}

void
depot_store_flush_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_job_async (self, do_nothing, NULL, NULL, callback, data);
}

gboolean
depot_store_flush_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
verify (DepotDatabase *database, gpointer data, GError **error)
{
  return depot_database_verify (database, data, error);
}

static void
finding_free (gpointer data)
{
  char **finding = data;

  g_free (*finding);
  g_free (finding);
}

void
depot_store_verify_async (DepotStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  depot_store_job_async (self, verify, g_new0 (char *, 1), finding_free, callback, data);
}

gboolean
depot_store_verify_finish (DepotStore *self, GAsyncResult *result, char **finding, GError **error)
{
  char **found = depot_store_job_finish (self, result, error);

  if (found == NULL)
    return FALSE;
  if (finding != NULL)
    *finding = g_steal_pointer (found);
  return TRUE;
}

/* Closing. */

void
depot_store_close (DepotStore *self)
{
  g_return_if_fail (DEPOT_IS_STORE (self));

  g_clear_pointer (&self->thread, depot_store_thread_free);
  depot_store_set_keeper (self, FALSE);
}

static void
depot_store_dispose (GObject *object)
{
  depot_store_close (DEPOT_STORE (object));
  G_OBJECT_CLASS (depot_store_parent_class)->dispose (object);
}

static void
depot_store_finalize (GObject *object)
{
  DepotStore *self = DEPOT_STORE (object);

  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->holder);
  G_OBJECT_CLASS (depot_store_parent_class)->finalize (object);
}

static void
depot_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotStore *self = DEPOT_STORE (object);

  switch ((DepotStoreProperty) id)
    {
    case PROP_IS_KEEPER:
      g_value_set_boolean (value, self->is_keeper);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_store_class_init (DepotStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_store_get_property;
  object_class->dispose = depot_store_dispose;
  object_class->finalize = depot_store_finalize;

  props[PROP_IS_KEEPER] = g_param_spec_boolean (
      "is-keeper", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  changed_signal = g_signal_new (
      "changed", DEPOT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_store_init (DepotStore *self)
{
  self->holder = g_uuid_string_random ();
}

const char *
depot_store_get_path (DepotStore *self)
{
  g_return_val_if_fail (DEPOT_IS_STORE (self), NULL);

  return self->path;
}

DepotClock *
depot_store_get_clock (DepotStore *self)
{
  return self->clock;
}

const char *
depot_store_get_holder (DepotStore *self)
{
  return self->holder;
}

gboolean
depot_store_is_keeper (DepotStore *self)
{
  g_return_val_if_fail (DEPOT_IS_STORE (self), FALSE);

  return self->is_keeper;
}

void
depot_store_set_keeper (DepotStore *self, gboolean is_keeper)
{
  if (self->is_keeper == is_keeper)
    return;
  self->is_keeper = is_keeper;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_KEEPER]);
}
