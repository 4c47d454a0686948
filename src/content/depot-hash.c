/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <nettle/sha2.h>
#include <nettle/umac.h>

#include "depot-error.h"

#define PIECE_BYTES (512 * 1024)
#define MAX_TRIES 3
/* From here on a second thread makes the marks while the first one hashes. */
#define TWO_THREADS_BYTES (32 * 1024 * 1024)

typedef struct
{
  const DepotManifestEntry *entry;
  const guint8 *part_key;
  int descriptor;
  DepotHashProgress progress;
  gpointer user;
  struct sha256_ctx *sha256; /* NULL: marks only */
  guint8 *marks;             /* NULL: SHA-256 only */
  GError *error;
} Reading;

static gboolean
cannot_read (Reading *reading, int flaw)
{
  g_autofree char *name = g_filename_display_name (reading->entry->path);

  reading->error
      = flaw != 0
            ? depot_error_new (
                  DEPOT_ERROR_FILE, _ ("The file “%s” cannot be read: %s"), name, g_strerror (flaw))
            : depot_error_new (DEPOT_ERROR_FILE, _ ("The file “%s” became shorter"), name);
  return FALSE;
}

static gboolean
read_piece (Reading *reading, guint64 offset, guint8 *data, gsize size)
{
  for (gsize done = 0; done < size;)
    {
      gssize got = pread (reading->descriptor, data + done, size - done, (off_t) (offset + done));

      if (got == 0)
        return cannot_read (reading, 0);
      if (got < 0 && errno != EINTR)
        return cannot_read (reading, errno);
      done += (gsize) MAX (got, 0);
    }
  return TRUE;
}

typedef struct
{
  struct umac128_ctx umac;
  guint64 part_bytes, in_part;
  guint8 *next;
} Marking;

static void
start_marking (Marking *marking, const guint8 *part_key, guint64 part_bytes, guint8 *marks)
{
  *marking = (Marking) { .part_bytes = part_bytes, .next = marks };
  umac128_set_key (&marking->umac, part_key);
}

static void
end_part (Marking *marking)
{
  static const guint8 nonce[16] = { 0 };

  /* The nonce stays the same: marks are compared, never given to anybody as a proof. */
  umac128_set_nonce (&marking->umac, sizeof nonce, nonce);
  umac128_digest (&marking->umac, DEPOT_PART_MARK_BYTES, marking->next);
  marking->next += DEPOT_PART_MARK_BYTES;
  marking->in_part = 0;
}

static void
mark (Marking *marking, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gsize now = MIN (size, marking->part_bytes - marking->in_part);

      umac128_update (&marking->umac, now, data);
      marking->in_part += now;
      data += now;
      size -= now;
      if (marking->in_part == marking->part_bytes)
        end_part (marking);
    }
}

void
depot_hash_parts (
    const guint8 *part_key, guint64 part_bytes, const guint8 *data, gsize size_bytes, guint8 *marks)
{
  Marking marking;

  start_marking (&marking, part_key, part_bytes, marks);
  mark (&marking, data, size_bytes);
  if (marking.in_part > 0)
    end_part (&marking);
}

static gpointer
read_all (gpointer data)
{
  Reading *reading = data;
  guint64 size = reading->entry->size_bytes;
  g_autofree guint8 *piece = g_malloc (MIN (size, PIECE_BYTES) + 1);
  Marking marking;

  if (reading->marks != NULL)
    start_marking (&marking, reading->part_key, depot_manifest_part_bytes (size), reading->marks);
  for (guint64 offset = 0; offset < size; offset += PIECE_BYTES)
    {
      gsize now = (gsize) MIN (size - offset, PIECE_BYTES);

      if (!read_piece (reading, offset, piece, now))
        return NULL;
      if (reading->sha256 != NULL)
        sha256_update (reading->sha256, now, piece);
      if (reading->marks != NULL)
        mark (&marking, piece, now);
      if (reading->progress != NULL && !reading->progress ((gint64) now, reading->user))
        {
          reading->error = depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Reading was stopped"));
          return NULL;
        }
    }
  if (reading->marks != NULL && marking.in_part > 0)
    end_part (&marking);
  return NULL;
}

/* Both threads read the file; the second one finds the bytes in the page cache. */
static void
read_twice (Reading *reading)
{
  Reading marks = *reading;
  GThread *thread;

  marks.sha256 = NULL;
  marks.progress = NULL;
  reading->marks = NULL;
  thread = g_thread_new ("depot-marks", read_all, &marks);
  read_all (reading);
  g_thread_join (thread);
  if (reading->error == NULL)
    reading->error = g_steal_pointer (&marks.error);
  g_clear_error (&marks.error);
}

gboolean
depot_hash_file (DepotManifestEntry *entry,
                 const guint8 *part_key,
                 int descriptor,
                 DepotHashProgress progress,
                 gpointer user,
                 GError **error)
{
  guint n_parts = depot_manifest_n_parts (entry->size_bytes);
  g_autofree guint8 *marks
      = n_parts > 0 ? g_malloc ((gsize) n_parts * DEPOT_PART_MARK_BYTES) : NULL;
  struct sha256_ctx sha256;
  Reading reading = { .entry = entry,
                      .part_key = part_key,
                      .descriptor = descriptor,
                      .progress = progress,
                      .user = user,
                      .sha256 = &sha256,
                      .marks = marks };

  sha256_init (&sha256);
  posix_fadvise (descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  if (entry->size_bytes >= TWO_THREADS_BYTES)
    read_twice (&reading);
  else
    read_all (&reading);
  if (reading.error != NULL)
    {
      g_propagate_error (error, reading.error);
      return FALSE;
    }
  sha256_digest (&sha256, sizeof entry->sha256, entry->sha256);
  g_free (entry->parts);
  entry->parts = g_steal_pointer (&marks);
  entry->is_hashed = TRUE;
  return TRUE;
}

void
depot_hash_bytes (const guint8 *data, gsize size_bytes, guint8 *sha256)
{
  struct sha256_ctx context;

  sha256_init (&context);
  sha256_update (&context, size_bytes, data);
  sha256_digest (&context, 32, sha256);
}

/* Hashes entry afresh; *counted bytes were told to the progress. */
typedef struct
{
  DepotHashProgress progress;
  gpointer user;
  gint64 counted;
} Count;

static gboolean
count_piece (gint64 size_bytes, gpointer user)
{
  Count *count = user;

  count->counted += size_bytes;
  return count->progress == NULL || count->progress (size_bytes, count->user);
}

static DepotHashOutcome
hash_once (
    DepotManifestEntry *entry, int descriptor, const guint8 *part_key, Count *count, GError **error)
{
  struct stat now;

  if (fstat (descriptor, &now) < 0 || !S_ISREG (now.st_mode))
    return DEPOT_HASH_BROKEN;
  depot_folder_note_file (entry, &now);
  if (!depot_hash_file (entry, part_key, descriptor, count_piece, count, error)
      && !g_error_matches (*error, DEPOT_ERROR, DEPOT_ERROR_FILE))
    return DEPOT_HASH_BROKEN;
  if (fstat (descriptor, &now) < 0 || !depot_folder_same_file (entry, &now))
    return DEPOT_HASH_CHANGING;
  return *error == NULL ? DEPOT_HASH_GOOD : DEPOT_HASH_BROKEN;
}

DepotHashOutcome
depot_hash_entry (DepotManifestEntry *entry,
                  DepotFolder *folder,
                  const guint8 *part_key,
                  DepotHashProgress progress,
                  gpointer user,
                  char **detail)
{
  DepotHashOutcome outcome = DEPOT_HASH_CHANGING;

  for (guint try = 0; try < MAX_TRIES && outcome == DEPOT_HASH_CHANGING; try++)
    {
      int descriptor = depot_folder_open_file (folder, entry->path);
      Count count = { .progress = progress, .user = user };
      g_autoptr (GError) error = NULL;

      if (descriptor < 0)
        {
          *detail = g_strdup (g_strerror (errno));
          return DEPOT_HASH_BROKEN;
        }
      outcome = hash_once (entry, descriptor, part_key, &count, &error);
      close (descriptor);
      if (outcome == DEPOT_HASH_BROKEN && error != NULL)
        *detail = g_strdup (error->message);
      if (outcome != DEPOT_HASH_GOOD && progress != NULL)
        progress (-count.counted, user);
    }
  return outcome;
}
