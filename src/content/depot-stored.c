/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-stored.h"

#include <stdlib.h>
#include <string.h>

#include "depot-manifest-private.h"

typedef struct
{
  GArray *stored;
  gint64 youngest_at; /* 0: any age */
} Listing;

void
depot_content_name (const guint8 *sha256, char *name)
{
  memcpy (name, DEPOT_CONTENT_PREFIX, 2);
  depot_hex_write (sha256, 32, name + 2);
}

/* Names we did not make are nobody's business here. */
static gboolean
note_blob (const char *name, const DepotBlobFacts *facts, gpointer user, GError **error)
{
  Listing *listing = user;
  DepotStored item = { .size_bytes = facts->size_bytes };

  if (g_str_has_prefix (name, DEPOT_CONTENT_PREFIX) && depot_hex_read (name + 2, 32, item.sha256)
      && (listing->youngest_at == 0 || facts->modified_at <= listing->youngest_at))
    g_array_append_val (listing->stored, item);
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 32);
}

GArray *
depot_stored_list (DepotBlobPlace *place,
                   guint grace_seconds,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GArray) stored = g_array_new (FALSE, FALSE, sizeof (DepotStored));
  Listing listing = { .stored = stored };

  if (grace_seconds > 0)
    listing.youngest_at = g_get_real_time () / G_USEC_PER_SEC - grace_seconds;
  if (!depot_blob_place_list (place, DEPOT_CONTENT_PREFIX, note_blob, &listing, cancellable, error))
    return NULL;
  g_array_sort (stored, compare);
  return g_steal_pointer (&stored);
}

DepotStored *
depot_stored_find (GArray *stored, const guint8 *sha256)
{
  return stored->len == 0
             ? NULL
             : bsearch (sha256, stored->data, stored->len, sizeof (DepotStored), compare);
}
