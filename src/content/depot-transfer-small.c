/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small file is read whole, hashed and sent from the same bytes. */
#include "config.h"

#include "depot-transfer-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-hash.h"

#define MAX_TRIES 3

static GError *
file_error (const DepotManifestEntry *entry, const char *why)
{
  g_autofree char *path = depot_manifest_escape_path (entry->path);

  return depot_error_new (DEPOT_ERROR_FILE, "“%s”: %s", path, why);
}

/* The number of bytes, or -1 and errno. Reads one more than expected, to see that there are none.
 */
static gssize
read_whole (int descriptor, guint8 *data, gsize expected)
{
  gsize done = 0;

  while (done <= expected)
    {
      gssize got = pread (descriptor, data + done, expected + 1 - done, (off_t) done);

      if (got < 0 && errno != EINTR)
        return -1;
      if (got == 0)
        break;
      done += (gsize) MAX (got, 0);
    }
  return (gssize) done;
}

typedef enum
{
  READ,
  CHANGED,
  BROKEN,
} Outcome;

static Outcome
read_once (DepotManifestEntry *entry,
           int descriptor,
           guint8 *data,
           gsize room,
           guint8 *digest,
           gsize *size)
{
  struct stat before, after;
  gssize got;

  if (fstat (descriptor, &before) < 0)
    return BROKEN;
  if (!S_ISREG (before.st_mode) || (gsize) before.st_size >= room)
    return CHANGED;
  got = read_whole (descriptor, data, (gsize) before.st_size);
  if (got < 0 || fstat (descriptor, &after) < 0)
    return BROKEN;
  if (got != before.st_size || after.st_size != before.st_size || after.st_ino != before.st_ino
      || memcmp (&before.st_mtim, &after.st_mtim, sizeof before.st_mtim) != 0
      || memcmp (&before.st_ctim, &after.st_ctim, sizeof before.st_ctim) != 0)
    return CHANGED;
  *size = (gsize) got;
  depot_hash_bytes (data, *size, digest);
  /* What the snapshot hashed counts, whatever the file's times say. */
  if (entry->is_hashed)
    return *size == entry->size_bytes && memcmp (digest, entry->sha256, 32) == 0 ? READ : CHANGED;
  depot_folder_note_file (entry, &after);
  return READ;
}

static gboolean
read_file (DepotTransfer *self, DepotManifestEntry *entry, guint8 *data, gsize room, GError **error)
{
  Outcome outcome = CHANGED;
  guint8 digest[32];
  gsize size = 0;

  for (guint try = 0; try < MAX_TRIES && outcome == CHANGED; try++)
    {
      int descriptor = depot_folder_open_file (self->folder, entry->path);

      if (descriptor < 0)
        outcome = BROKEN;
      else
        {
          outcome = read_once (entry, descriptor, data, room, digest, &size);
          close (descriptor);
        }
    }
  if (outcome == READ)
    {
      memcpy (entry->sha256, digest, sizeof digest);
      entry->is_hashed = TRUE;
      return TRUE;
    }
  g_propagate_error (error,
                     file_error (entry,
                                 outcome == CHANGED ? _ ("the file changed since the snapshot")
                                                    : g_strerror (errno)));
  return FALSE;
}

/* TRUE: the service copied it. FALSE without error: it does not copy. */
static gboolean
copy_file (DepotTransfer *self,
           DepotManifestEntry *entry,
           const char *name,
           DepotBlobPutFlags flags,
           GError **error)
{
  static const char id[] = "c21hbGwgZmlsZSBjb3BpZWQgMQ==";
  GError *flaw = NULL;

  if (depot_blob_place_copy_block (
          self->place, name, id, self->source, name, 0, entry->size_bytes, self->cancellable, &flaw)
      && depot_blob_place_put_block_list (self->place,
                                          name,
                                          (const char *const[]) { id, NULL },
                                          name + 2,
                                          flags,
                                          self->cancellable,
                                          &flaw))
    {
      depot_transfer_count (self, entry->size_bytes, 0, entry->size_bytes);
      depot_transfer_file_done (self, 0);
      return TRUE;
    }
  if (self->folder == NULL || !g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_OFFERED))
    g_propagate_error (error, flaw);
  else
    g_error_free (flaw);
  g_mutex_lock (&self->lock);
  self->copies_nothing = TRUE;
  g_mutex_unlock (&self->lock);
  return FALSE;
}

static gboolean
may_copy (DepotTransfer *self, const DepotManifestEntry *entry)
{
  gboolean may;

  g_mutex_lock (&self->lock);
  may = self->source != NULL && entry->is_hashed && entry->size_bytes > 0
        && (!self->copies_nothing || self->folder == NULL);
  g_mutex_unlock (&self->lock);
  return may;
}

gboolean
depot_transfer_small (
    DepotTransfer *self, DepotManifestEntry *entry, guint8 *data, gsize size_bytes, GError **error)
{
  gboolean was_hashed = entry->is_hashed, taken = FALSE;
  char name[DEPOT_CONTENT_NAME_SIZE];
  DepotBlobPutFlags flags;
  GError *flaw = NULL;

  if (was_hashed && may_copy (self, entry))
    {
      depot_content_name (entry->sha256, name);
      g_mutex_lock (&self->lock);
      flags = depot_transfer_flags_for (self, entry);
      g_mutex_unlock (&self->lock);
      if (copy_file (self, entry, name, flags, &flaw))
        return TRUE;
      if (flaw != NULL)
        {
          g_propagate_error (error, flaw);
          return FALSE;
        }
    }
  if ((self->folder != NULL || entry->size_bytes > 0)
      && !read_file (self, entry, data, size_bytes, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  if (!was_hashed)
    taken = depot_transfer_is_taken (self, entry);
  flags = depot_transfer_flags_for (self, entry);
  g_mutex_unlock (&self->lock);
  if (taken)
    {
      depot_transfer_count (self, entry->size_bytes, 0, 0);
      depot_transfer_file_done (self, entry->size_bytes);
      return TRUE;
    }
  depot_content_name (entry->sha256, name);
  if ((self->options.limit != NULL
       && !depot_rate_limit_take (self->options.limit, entry->size_bytes, self->cancellable, error))
      || !depot_blob_place_put (self->place,
                                name,
                                "application/octet-stream",
                                name + 2,
                                data,
                                entry->size_bytes,
                                flags,
                                self->cancellable,
                                error))
    return FALSE;
  depot_transfer_count (self, entry->size_bytes, entry->size_bytes, 0);
  depot_transfer_file_done (self, 0);
  return TRUE;
}
