/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a large file is still as it was left: then it need not be read whole before it is used.
 */
#include "config.h"

#include "depot-database-private.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

/* Smaller files are read whole at every start: that takes a few hundredths of a second. */
#define LARGE_BYTES (16 * 1024 * 1024)
/* A disk forgets silently: from time to time it is read whole although nobody wrote to it. */
#define TRUSTED_SECONDS (7 * 24 * 3600)
#define ATTRIBUTE "user.depot.sound"

/* Any other copy of the file, or a file anyone wrote to since, has another one. */
static char *
describe (const char *path, gint64 checked_at)
{
  struct stat info;

  if (stat (path, &info) != 0 || info.st_size < LARGE_BYTES)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                          " %" G_GINT64_FORMAT ".%09ld",
                          checked_at,
                          (guint64) info.st_ino,
                          (guint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec,
                          info.st_mtim.tv_nsec);
}

gint64
depot_database_trusted_since (const char *path)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  char noted[128] = { 0 };
  g_autofree char *wanted = NULL;
  gint64 checked_at;

  if (getxattr (path, ATTRIBUTE, noted, sizeof noted - 1) <= 0)
    return 0;
  checked_at = g_ascii_strtoll (noted, NULL, 10);
  wanted = describe (path, checked_at);
  if (g_strcmp0 (noted, wanted) != 0 || checked_at > now || now - checked_at > TRUSTED_SECONDS)
    return 0;
  return checked_at;
}

/* Where the file system keeps no such notes, every start reads the file whole. */
void
depot_database_leave (DepotDatabase *self)
{
  g_autofree char *note = self->checked_at > 0 ? describe (self->path, self->checked_at) : NULL;

  if (self->checked_at == 0)
    removexattr (self->path, ATTRIBUTE);
  else if (note != NULL && setxattr (self->path, ATTRIBUTE, note, strlen (note), 0) != 0)
    g_debug ("%s cannot be marked as sound", self->path);
}
