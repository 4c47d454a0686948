/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of a compound file (Microsoft's open specification [MS-CFB]), which is what an MSI file is: small ones, by name, from
 * the root. The bytes are hostile: chains that turn back on themselves end, what does not fit is not there. Pure; any thread.
 */
#pragma once

#include "depot-package-guess-private.h"

G_BEGIN_DECLS

typedef struct _DepotCompoundFile DepotCompoundFile;

/* NULL if it is none. bytes is borrowed. Caller owns. */
DepotCompoundFile *depot_compound_file_open (const DepotByteSource *bytes);
void               depot_compound_file_free (DepotCompoundFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotCompoundFile, depot_compound_file_free)

/* name: UTF-16 units, at most 31. NULL if there is no such stream, it is empty, damaged or longer than max. Caller owns. */
guint8 *depot_compound_file_read (DepotCompoundFile *self, const gunichar2 *name, guint n_units, gsize max, gsize *size);

G_END_DECLS
