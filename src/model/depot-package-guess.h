/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name and version of software from the file an admin dropped on the window: programs and installers of Windows,
 * Debian and RPM packages, and otherwise the file's or folder's name. The bytes are hostile: every read is bounded, and
 * whatever does not fit is simply not known. Pure; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All may be NULL. */
typedef struct
{
  char *name, *version, *publisher, *language;
} DepotPackageGuess;

/* Fills buffer with n_bytes from offset; FALSE if it cannot fill it whole. */
typedef gboolean (*DepotReadAt) (gpointer data, guint64 offset, guint8 *buffer, gsize n_bytes);

typedef struct
{
  DepotReadAt read_at;
  gpointer data;
  guint64 size_bytes;
} DepotByteSource;

/* bytes NULL: a folder, or a file that cannot be read. Caller owns; never NULL. */
DepotPackageGuess *depot_package_guess      (const char *file_name, const DepotByteSource *bytes);
void               depot_package_guess_free (DepotPackageGuess *guess);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotPackageGuess, depot_package_guess_free)

G_END_DECLS
