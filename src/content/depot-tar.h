/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heads of a tar archive's members (POSIX.1-1988 "ustar"; sizes of 8 GiB and more as GNU tar writes them), as far as a
 * bundle needs them: regular files with short names, and nothing else. Why no library: docs/design.md. Pure; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DEPOT_TAR_BLOCK 512

typedef enum
{
  DEPOT_TAR_FILE,
  DEPOT_TAR_END,
  DEPOT_TAR_BAD, /* damaged, or a member of another kind */
} DepotTarHead;

/* name: at most 100 bytes. */
void         depot_tar_write_head (guint8 *block, const char *name, guint64 size_bytes);
/* name: room for 101 bytes. */
DepotTarHead depot_tar_read_head  (const guint8 *block, char *name, guint64 *size_bytes);
/* Zeros that follow so many bytes. */
gsize        depot_tar_get_padding (guint64 size_bytes);

G_END_DECLS
