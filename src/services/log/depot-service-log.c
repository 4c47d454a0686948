/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-service-log.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "depot-log-format.h"
#include "depot-redact.h"

struct _DepotServiceLog
{
  GObject parent_instance;

  char *path;
  char *old_path;
  guint64 max_bytes;
  GThreadPool *writer; /* one thread: lines reach the file in the order written */
};

G_DEFINE_FINAL_TYPE (DepotServiceLog, depot_service_log, G_TYPE_OBJECT)

/* One thing for the writer: a line, or somebody who waits until all lines before it are on disk. */
typedef struct
{
  char *line;
  GTask *flushed;
} Job;

static void
job_free (Job *job)
{
  g_free (job->line);
  g_clear_object (&job->flushed);
  g_free (job);
}

/* CloudMgr.log → CloudMgr.lo_: the last letter of the ending gives way, as the original does it. */
static char *
dup_old_path (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - 1);

  return g_strconcat (stem, DEPOT_LOG_OLD_SUFFIX, NULL);
}

/* Several processes append: whoever gets the lock may find that the file was moved away meanwhile.
 */
static gboolean
is_still_the_file (int fd, const char *path)
{
  struct stat ours, theirs;

  return fstat (fd, &ours) == 0 && stat (path, &theirs) == 0 && ours.st_ino == theirs.st_ino
         && ours.st_dev == theirs.st_dev;
}

static int
open_locked (const char *path)
{
  for (int tries = 0; tries < 8; tries++)
    {
      int fd = g_open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

      if (fd < 0)
        return -1;
      if (flock (fd, LOCK_EX) == 0 && is_still_the_file (fd, path))
        return fd;
      close (fd);
    }
  return -1;
}

static int
open_with_room (DepotServiceLog *self, gsize length)
{
  int fd = open_locked (self->path);
  struct stat facts;

  if (fd < 0 || fstat (fd, &facts) != 0)
    return fd;
  if (facts.st_size == 0 || (guint64) facts.st_size + length <= self->max_bytes)
    return fd;
  g_rename (self->path, self->old_path);
  close (fd);
  return open_locked (self->path);
}

static void
append (DepotServiceLog *self, const char *line)
{
  gsize length = strlen (line);
  int fd = open_with_room (self, length);

  if (fd < 0 || write (fd, line, length) != (gssize) length)
    g_warning ("%s cannot be written: %s", self->path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
}

static gboolean
return_flushed (gpointer task)
{
  g_task_return_boolean (G_TASK (task), TRUE);
  return G_SOURCE_REMOVE;
}

/* The last reference to a task must go on its own thread: it may hold the last one to us, and we
 * join the writer. */
static void
hand_back (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_flushed, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;

  if (job->line != NULL)
    append (DEPOT_SERVICE_LOG (user_data), job->line);
  if (job->flushed != NULL)
    hand_back (g_steal_pointer (&job->flushed));
  job_free (job);
}

static const char *
prefix_for (DepotSeverity severity)
{
  switch (severity)
    {
    case DEPOT_SEVERITY_WARNING:
      return "WARNING: ";
    case DEPOT_SEVERITY_ERROR:
      return "ERROR: ";
    case DEPOT_SEVERITY_INFO:
    default:
      return "";
    }
}

/* A line break or the mark inside a text would forge another line. */
static char *
clean_text (const char *text)
{
  char *clean = depot_redact (text);
  char *mark;

  for (char *c = clean; *c != '\0'; c++)
    {
      if ((guchar) *c < ' ')
        *c = ' ';
    }
  while ((mark = strstr (clean, DEPOT_LOG_MARK)) != NULL)
    mark[2] = ' ';
  return clean;
}

static char *
format_line (DepotSeverity severity, const char *component, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = g_date_time_format (now, "%m-%d-%Y %H:%M:%S");
  g_autofree char *clean = clean_text (text);
  int bias = (int) (-g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE);
  guint thread = (guint) gettid ();

  return g_strdup_printf ("%s%s  " DEPOT_LOG_MARK "%s><%s.%03d%+04d><thread=%u (0x%X)>\n",
                          prefix_for (severity),
                          clean,
                          component,
                          when,
                          g_date_time_get_microsecond (now) / 1000,
                          bias,
                          thread,
                          thread);
}

static void
push (DepotServiceLog *self, char *line, GTask *flushed)
{
  Job *job = g_new0 (Job, 1);

  job->line = line;
  job->flushed = flushed;
  g_thread_pool_push (self->writer, job, NULL);
}

void
depot_service_log_write (
    DepotServiceLog *self, DepotSeverity severity, const char *component, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  g_return_if_fail (DEPOT_IS_SERVICE_LOG (self));
  g_return_if_fail (component != NULL);

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  push (self, format_line (severity, component, text), NULL);
}

void
depot_service_log_flush_async (DepotServiceLog *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_return_if_fail (DEPOT_IS_SERVICE_LOG (self));

  g_task_set_source_tag (task, depot_service_log_flush_async);
  push (self, NULL, task);
}

gboolean
depot_service_log_flush_finish (DepotServiceLog *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
depot_service_log_finalize (GObject *object)
{
  DepotServiceLog *self = DEPOT_SERVICE_LOG (object);

  g_thread_pool_free (self->writer, FALSE, TRUE);
  g_free (self->path);
  g_free (self->old_path);
  G_OBJECT_CLASS (depot_service_log_parent_class)->finalize (object);
}

static void
depot_service_log_class_init (DepotServiceLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_service_log_finalize;
}

static void
depot_service_log_init (DepotServiceLog *self)
{
  self->writer = g_thread_pool_new (run_job, self, 1, FALSE, NULL);
}

DepotServiceLog *
depot_service_log_new (const char *folder, const char *file_name, guint64 max_bytes)
{
  DepotServiceLog *self = g_object_new (DEPOT_TYPE_SERVICE_LOG, NULL);

  self->path = g_build_filename (folder, file_name, NULL);
  self->old_path = dup_old_path (self->path);
  self->max_bytes = max_bytes;
  return self;
}
