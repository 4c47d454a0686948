/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-secret-bytes.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct _DepotSecretBytes
{
  int ref_count; /* atomic */
  gsize size_bytes;
  gsize mapped_bytes;
  guint8
      *data; /* own pages: nothing else shares them, so they can be locked and left out of dumps */
};

G_DEFINE_BOXED_TYPE (DepotSecretBytes,
                     depot_secret_bytes,
                     depot_secret_bytes_ref,
                     depot_secret_bytes_unref)

static guint8 *
map_pages (gsize size_bytes, gsize *mapped_bytes)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  guint8 *data;

  *mapped_bytes = (size_bytes / page + 1) * page;
  data = mmap (NULL, *mapped_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED)
    g_error ("Out of memory for %" G_GSIZE_FORMAT " secret bytes", size_bytes);

  /* best effort: a user's limit on locked memory is small, and an old kernel knows less advice */
  if (mlock (data, *mapped_bytes) != 0)
    g_debug ("Secret memory could not be locked");
  madvise (data, *mapped_bytes, MADV_DONTDUMP);
  madvise (data, *mapped_bytes, MADV_WIPEONFORK);
  return data;
}

DepotSecretBytes *
depot_secret_bytes_new (gconstpointer data, gsize size_bytes)
{
  DepotSecretBytes *self;

  g_return_val_if_fail (data != NULL || size_bytes == 0, NULL);
  g_return_val_if_fail (size_bytes < G_MAXSIZE / 2, NULL);

  self = g_new0 (DepotSecretBytes, 1);
  self->ref_count = 1;
  self->size_bytes = size_bytes;
  self->data = map_pages (size_bytes, &self->mapped_bytes);
  if (size_bytes > 0)
    memcpy (self->data, data, size_bytes);
  return self;
}

DepotSecretBytes *
depot_secret_bytes_new_text (const char *text)
{
  return text != NULL ? depot_secret_bytes_new (text, strlen (text)) : NULL;
}

DepotSecretBytes *
depot_secret_bytes_take_text (char *text)
{
  DepotSecretBytes *self = depot_secret_bytes_new_text (text);

  depot_secret_free_text (text);
  return self;
}

DepotSecretBytes *
depot_secret_bytes_ref (DepotSecretBytes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
depot_secret_bytes_unref (DepotSecretBytes *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  explicit_bzero (self->data, self->mapped_bytes);
  munmap (self->data, self->mapped_bytes);
  g_free (self);
}

gconstpointer
depot_secret_bytes_get_data (const DepotSecretBytes *self, gsize *size_bytes)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (size_bytes != NULL)
    *size_bytes = self->size_bytes;
  return self->data;
}

gsize
depot_secret_bytes_get_size (const DepotSecretBytes *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size_bytes;
}

static void
stop_sharing (gpointer secret)
{
  depot_secret_bytes_unref (secret);
}

GBytes *
depot_secret_bytes_share (DepotSecretBytes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_bytes_new_with_free_func (
      self->data, self->size_bytes, stop_sharing, depot_secret_bytes_ref (self));
}

const char *
depot_secret_bytes_peek_text (const DepotSecretBytes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *) self->data;
}

gboolean
depot_secret_bytes_equal (const DepotSecretBytes *a, const DepotSecretBytes *b)
{
  volatile guint8 difference = 0;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->size_bytes != b->size_bytes)
    return FALSE;
  for (gsize i = 0; i < a->size_bytes; i++)
    difference |= a->data[i] ^ b->data[i];
  return difference == 0;
}

void
depot_secret_free_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
