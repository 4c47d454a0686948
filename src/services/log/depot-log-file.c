/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-service-log.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "depot-log-format.h"

/* What a viewer can hold; older lines fall off the top. */
#define MAX_LINES 20000
/* Nothing longer is read at once; the rest comes with the next look. */
#define MAX_READ_BYTES (4 * 1024 * 1024)

struct _DepotLogFile
{
  GObject parent_instance;

  char *path;
  char *old_path;
  GFileMonitor *monitor;
  GPtrArray *lines; /* DepotLogLine */

  /* How far it was read. */
  guint64 inode;
  guint64 offset;
  gboolean is_reading;
  gboolean look_again;
};

static void depot_log_file_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotLogFile,
                               depot_log_file,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      depot_log_file_list_model_init))

/* One look at the files, in a worker: where to begin, and what came of it. */
typedef struct
{
  char *path;
  char *old_path;
  guint64 inode;
  guint64 offset;
  gboolean is_first;
  gboolean is_cut; /* there is more than one look takes */
  GPtrArray *lines;
} Look;

static void
look_free (Look *look)
{
  g_free (look->path);
  g_free (look->old_path);
  g_ptr_array_unref (look->lines);
  g_free (look);
}

static void
parse_text (Look *look, char *text)
{
  char *rest = text;
  char *line;

  while ((line = strsep (&rest, "\n")) != NULL)
    {
      if (line[0] != '\0')
        g_ptr_array_add (look->lines, depot_log_line_parse (line));
    }
}

/* Whole lines only: the end of a line being written waits for the next look. */
static guint64
read_from (Look *look, int fd, guint64 offset)
{
  g_autofree char *text = g_malloc (MAX_READ_BYTES + 1);
  gssize n_read = pread (fd, text, MAX_READ_BYTES, (off_t) offset);
  char *end;

  if (n_read <= 0)
    return offset;
  text[n_read] = '\0';
  end = memrchr (text, '\n', (gsize) n_read);
  if (end == NULL)
    return offset;
  end[1] = '\0';
  look->is_cut = n_read == MAX_READ_BYTES;
  offset += (guint64) (end + 1 - text);
  parse_text (look, text);
  return offset;
}

/* The file moved away since the last look: the rest of the old one, then the new one from its
 * beginning. */
static void
read_old (Look *look)
{
  int fd = g_open (look->old_path, O_RDONLY | O_CLOEXEC, 0);
  struct stat facts;

  if (fd < 0)
    return;
  if (fstat (fd, &facts) == 0 && (look->is_first || facts.st_ino == look->inode))
    read_from (look, fd, look->is_first ? 0 : look->offset);
  close (fd);
}

static void
read_new (Look *look)
{
  int fd = g_open (look->path, O_RDONLY | O_CLOEXEC, 0);
  struct stat facts;

  if (fd < 0)
    return;
  if (fstat (fd, &facts) == 0)
    {
      if (facts.st_ino != look->inode)
        read_old (look);
      if (facts.st_ino != look->inode || (guint64) facts.st_size < look->offset)
        look->offset = 0;
      look->inode = facts.st_ino;
      look->offset = read_from (look, fd, look->offset);
    }
  close (fd);
}

static void
look_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  read_new (data);
  g_task_return_boolean (task, TRUE);
}

static void look (DepotLogFile *self);

static void
take_lines (DepotLogFile *self, GPtrArray *lines)
{
  guint before = self->lines->len;
  guint too_many;

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (self->lines, g_object_ref (g_ptr_array_index (lines, i)));
  if (lines->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, lines->len);

  too_many = self->lines->len > MAX_LINES ? self->lines->len - MAX_LINES : 0;
  if (too_many > 0)
    {
      g_ptr_array_remove_range (self->lines, 0, too_many);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, too_many, 0);
    }
}

static void
look_done (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotLogFile *self = DEPOT_LOG_FILE (source);
  Look *seen = g_task_get_task_data (G_TASK (result));

  self->is_reading = FALSE;
  self->inode = seen->inode;
  self->offset = seen->offset;
  take_lines (self, seen->lines);
  if (self->look_again || seen->is_cut)
    look (self);
}

static void
look (DepotLogFile *self)
{
  g_autoptr (GTask) task = NULL;
  Look *job;

  self->look_again = self->is_reading;
  if (self->is_reading)
    return;
  self->is_reading = TRUE;

  job = g_new0 (Look, 1);
  job->path = g_strdup (self->path);
  job->old_path = g_strdup (self->old_path);
  job->inode = self->inode;
  job->offset = self->offset;
  job->is_first = self->inode == 0;
  job->lines = g_ptr_array_new_with_free_func (g_object_unref);

  task = g_task_new (self, NULL, look_done, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, job, (GDestroyNotify) look_free);
  g_task_run_in_thread (task, look_in_worker);
}

static void
on_file_changed (DepotLogFile *self)
{
  look (self);
}

const char *
depot_log_file_get_path (DepotLogFile *self)
{
  g_return_val_if_fail (DEPOT_IS_LOG_FILE (self), NULL);
  return self->path;
}

static GType
get_item_type (GListModel *model)
{
  return DEPOT_TYPE_LOG_LINE;
}

static guint
get_n_items (GListModel *model)
{
  return DEPOT_LOG_FILE (model)->lines->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DepotLogFile *self = DEPOT_LOG_FILE (model);

  return position < self->lines->len ? g_object_ref (self->lines->pdata[position]) : NULL;
}

static void
depot_log_file_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
depot_log_file_finalize (GObject *object)
{
  DepotLogFile *self = DEPOT_LOG_FILE (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_ptr_array_unref (self->lines);
  g_free (self->path);
  g_free (self->old_path);
  G_OBJECT_CLASS (depot_log_file_parent_class)->finalize (object);
}

static void
depot_log_file_class_init (DepotLogFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_log_file_finalize;
}

static void
depot_log_file_init (DepotLogFile *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
}

DepotLogFile *
depot_log_file_new (const char *folder, const char *file_name)
{
  DepotLogFile *self = g_object_new (DEPOT_TYPE_LOG_FILE, NULL);
  g_autoptr (GFile) file = NULL;
  g_autofree char *stem = NULL;

  self->path = g_build_filename (folder, file_name, NULL);
  stem = g_strndup (self->path, strlen (self->path) - 1);
  self->old_path = g_strconcat (stem, DEPOT_LOG_OLD_SUFFIX, NULL);

  file = g_file_new_for_path (self->path);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (
        self->monitor, "changed", G_CALLBACK (on_file_changed), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}
