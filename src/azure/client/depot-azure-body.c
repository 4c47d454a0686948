/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-azure-body.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

#define ROOM_BYTES (32 * 1024)

typedef struct
{
  guint8 *data;
  gsize length, allocated;
} WipedBytes;

struct _DepotAzureBody
{
  WipedBytes *bytes;
  gsize max_bytes;
};

static void
wiped_bytes_free (gpointer data)
{
  WipedBytes *self = data;

  explicit_bzero (self->data, self->allocated);
  g_free (self->data);
  g_free (self);
}

/* realloc would leave the old copy behind unwiped. */
static void
wiped_bytes_make_room (WipedBytes *self)
{
  gsize allocated = self->allocated * 2 + ROOM_BYTES;
  guint8 *data;

  if (self->allocated - self->length >= ROOM_BYTES)
    return;
  data = g_malloc (allocated);
  memcpy (data, self->data, self->length);
  explicit_bzero (self->data, self->allocated);
  g_free (self->data);
  self->data = data;
  self->allocated = allocated;
}

static WipedBytes *
wiped_bytes_new (void)
{
  WipedBytes *self = g_new0 (WipedBytes, 1);

  self->allocated = ROOM_BYTES;
  self->data = g_malloc (self->allocated);
  return self;
}

DepotAzureBody *
depot_azure_body_new (gsize max_bytes)
{
  DepotAzureBody *self = g_new0 (DepotAzureBody, 1);

  self->bytes = wiped_bytes_new ();
  self->max_bytes = max_bytes;
  return self;
}

void
depot_azure_body_free (DepotAzureBody *self)
{
  g_clear_pointer (&self->bytes, wiped_bytes_free);
  g_free (self);
}

static void read_more (GTask *task);

static void
some_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotAzureBody *self = g_object_get_data (G_OBJECT (task), "body");
  GError *error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (length < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (length == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->bytes->length += length;
  if (self->bytes->length > self->max_bytes)
    {
      g_task_return_error (
          task,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                           _ ("The answer is larger than %" G_GSIZE_FORMAT " bytes"),
                           self->max_bytes));
      return;
    }
  read_more (g_steal_pointer (&task));
}

static void
read_more (GTask *task)
{
  DepotAzureBody *self = g_object_get_data (G_OBJECT (task), "body");
  WipedBytes *bytes = self->bytes;

  wiped_bytes_make_room (bytes);
  g_input_stream_read_async (g_task_get_task_data (task),
                             bytes->data + bytes->length,
                             bytes->allocated - bytes->length,
                             G_PRIORITY_DEFAULT,
                             g_task_get_cancellable (task),
                             some_read,
                             task);
}

void
depot_azure_body_read_async (DepotAzureBody *self,
                             GInputStream *stream,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, depot_azure_body_read_async);
  g_task_set_task_data (task, g_object_ref (stream), g_object_unref);
  g_object_set_data (G_OBJECT (task), "body", self);
  read_more (task);
}

GBytes *
depot_azure_body_read_finish (DepotAzureBody *self, GAsyncResult *result, GError **error)
{
  WipedBytes *bytes = self->bytes;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  self->bytes = wiped_bytes_new ();
  return g_bytes_new_with_free_func (bytes->data, bytes->length, wiped_bytes_free, bytes);
}
