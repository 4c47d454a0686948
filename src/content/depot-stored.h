/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content a place holds, by SHA-256: forty bytes each. Any thread; built by one. */
#pragma once

#include "depot-blob-place.h"

G_BEGIN_DECLS

#define DEPOT_CONTENT_PREFIX "b/"
/* On its way up, before its hash is known. */
#define DEPOT_STAGED_PREFIX "u/"
#define DEPOT_CONTENT_NAME_SIZE (2 + 64 + 1)

typedef struct
{
  guint8 sha256[32];
  guint64 size_bytes : 63;
  guint64 is_used : 1; /* for who looks for unused ones */
} DepotStored;

/* The blob's name, into DEPOT_CONTENT_NAME_SIZE bytes. */
void depot_content_name (const guint8 *sha256, char *name);
/* GArray of DepotStored in order. grace_seconds > 0: without blobs younger than that. */
GArray *depot_stored_list (DepotBlobPlace *place,
                           guint grace_seconds,
                           GCancellable *cancellable,
                           GError **error);
/* NULL: not there. Borrowed. */
DepotStored *depot_stored_find (GArray *stored, const guint8 *sha256);

G_END_DECLS
