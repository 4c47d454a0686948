/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-thread.h"

#include <glib/gi18n.h>

#include "depot-error.h"

#define LOOK_SECONDS 1

typedef struct
{
  GTask *task; /* touched on the main thread only */
  DepotStoreFunc func;
  gpointer data; /* owned by the task */
  GError *error;
  gboolean is_last;
} Job;

struct _DepotStoreThread
{
  char *path;
  char *holder;
  GMainContext *context;
  GSourceFunc on_changed;
  gpointer on_changed_data;
  GAsyncQueue *jobs;
  GThread *thread;
  GSource *changed; /* main thread; set ready from the other one */

  /* The thread's own. */
  DepotDatabase *database;
  gint64 looked_at;
};

static void
job_free (Job *job)
{
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* On the main thread. */
static gboolean
complete (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
  job_free (job);
  return G_SOURCE_REMOVE;
}

static void
give_back (DepotStoreThread *self, Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "depot-store job done");
  g_source_set_callback (source, complete, job, NULL);
  g_source_attach (source, self->context);
}

static void
run_job (DepotStoreThread *self, Job *job)
{
  if (job->func == NULL)
    self->database = depot_database_open (self->path, NULL, &job->error);
  else if (self->database == NULL)
    job->error = depot_error_new (DEPOT_ERROR_STORE, _ ("The database is not open"));
  else
    job->func (self->database, job->data, &job->error);
}

static void
tell_changed (DepotStoreThread *self)
{
  g_source_set_ready_time (self->changed, 0);
}

static void
look_for_changes (DepotStoreThread *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->database == NULL || now - self->looked_at < LOOK_SECONDS * G_USEC_PER_SEC)
    return;
  self->looked_at = now;
  if (depot_database_has_changed (self->database))
    tell_changed (self);
}

static void
leave (DepotStoreThread *self)
{
  if (self->database == NULL)
    return;
  depot_lease_release (self->database, self->holder);
  g_clear_pointer (&self->database, depot_database_close);
}

static gint64
get_commits (DepotStoreThread *self)
{
  return self->database != NULL ? depot_database_get_commits (self->database) : G_MAXINT64;
}

static gpointer
work (gpointer data)
{
  DepotStoreThread *self = data;
  gboolean is_last = FALSE;

  while (!is_last)
    {
      Job *job = g_async_queue_timeout_pop (self->jobs, LOOK_SECONDS * G_USEC_PER_SEC);
      gint64 commits = get_commits (self);

      if (job != NULL && job->is_last)
        {
          is_last = TRUE;
          job_free (job);
          continue;
        }
      if (job != NULL)
        {
          run_job (self, job);
          give_back (self, job);
        }
      if (get_commits (self) > commits)
        tell_changed (self);
      look_for_changes (self);
    }
  leave (self);
  return NULL;
}

static gboolean
on_changed_ready (gpointer data)
{
  DepotStoreThread *self = data;

  g_source_set_ready_time (self->changed, -1);
  return self->on_changed (self->on_changed_data);
}

static gboolean
changed_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs changed_funcs = { .dispatch = changed_dispatch };

DepotStoreThread *
depot_store_thread_new (const char *path,
                        const char *holder,
                        GMainContext *context,
                        GSourceFunc on_changed,
                        gpointer data)
{
  DepotStoreThread *self = g_new0 (DepotStoreThread, 1);

  self->path = g_strdup (path);
  self->holder = g_strdup (holder);
  self->context = g_main_context_ref (context);
  self->on_changed = on_changed;
  self->on_changed_data = data;
  self->jobs = g_async_queue_new ();
  self->changed = g_source_new (&changed_funcs, sizeof (GSource));
  g_source_set_static_name (self->changed, "depot-store changed");
  g_source_set_callback (self->changed, on_changed_ready, self, NULL);
  g_source_attach (self->changed, context);
  self->thread = g_thread_new ("depot-store", work, self);
  return self;
}

void
depot_store_thread_push (DepotStoreThread *self, GTask *task, DepotStoreFunc func)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  job->data = g_task_get_task_data (task);
  g_async_queue_push (self->jobs, job);
}

void
depot_store_thread_free (DepotStoreThread *self)
{
  Job *last = g_new0 (Job, 1);

  last->is_last = TRUE;
  g_async_queue_push (self->jobs, last);
  g_thread_join (self->thread);

  g_source_destroy (self->changed);
  g_source_unref (self->changed);
  g_async_queue_unref (self->jobs);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self->holder);
  g_free (self);
}
