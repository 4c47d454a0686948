/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-secret-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-error.h"

#define MOST_BYTES (1024 * 1024)

typedef struct
{
  gsize size;
  guint8 bytes[MOST_BYTES + 1];
} Memory;

static void
memory_free (gpointer data)
{
  Memory *memory = data;

  explicit_bzero (memory->bytes, memory->size);
  g_free (memory);
}

static void
fail (GTask *task, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Cancelled")));
  else
    g_task_return_error (
        task,
        depot_error_new (DEPOT_ERROR_FILE, _ ("The file cannot be read: %s"), error->message));
}

static void
bytes_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Memory *memory = g_task_get_task_data (task);

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &memory->size, &error))
    fail (task, error);
  else if (memory->size > MOST_BYTES)
    g_task_return_error (
        task,
        depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                         _ ("The file is larger than 1 MiB; it is no certificate file.")));
  else
    g_task_return_boolean (task, TRUE);
}

static void
file_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);
  Memory *memory;

  if (stream == NULL)
    {
      fail (task, error);
      return;
    }
  memory = g_new0 (Memory, 1);
  g_task_set_task_data (task, memory, memory_free);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream),
                                 memory->bytes,
                                 sizeof memory->bytes,
                                 G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task),
                                 bytes_read,
                                 g_object_ref (task));
}

void
depot_secret_file_read_async (GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, depot_secret_file_read_async);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, file_opened, g_object_ref (task));
}

/* The bytes keep the task, and with it the memory that is wiped, alive. */
GBytes *
depot_secret_file_read_finish (GAsyncResult *result, GError **error)
{
  Memory *memory;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  memory = g_task_get_task_data (G_TASK (result));
  return g_bytes_new_with_free_func (
      memory->bytes, memory->size, g_object_unref, g_object_ref (result));
}
