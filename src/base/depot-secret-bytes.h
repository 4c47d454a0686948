/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that must not leave traces: a PFX, a password, a token. Held in memory that is locked where the
 * system allows it, kept out of core dumps, and wiped when the last reference goes. Immutable after
 * construction, atomic reference count: any thread. Never put one into a GString, log or error.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_SECRET_BYTES (depot_secret_bytes_get_type ())
typedef struct _DepotSecretBytes DepotSecretBytes;

GType             depot_secret_bytes_get_type (void) G_GNUC_CONST;
DepotSecretBytes *depot_secret_bytes_new      (gconstpointer data, gsize size_bytes);      /* copies */
DepotSecretBytes *depot_secret_bytes_new_text (const char *text);                          /* copies; NULL text gives NULL */
/* Takes an ordinary string (or memory), copies it, wipes and frees the original. */
DepotSecretBytes *depot_secret_bytes_take_text (char *text);
DepotSecretBytes *depot_secret_bytes_ref      (DepotSecretBytes *self);
void              depot_secret_bytes_unref    (DepotSecretBytes *self);
gconstpointer     depot_secret_bytes_get_data (const DepotSecretBytes *self, gsize *size_bytes);
gsize             depot_secret_bytes_get_size (const DepotSecretBytes *self);
/* The same memory for a function that wants GBytes; the secret lives as long as they do. Caller owns. */
GBytes           *depot_secret_bytes_share    (DepotSecretBytes *self);
/* NUL-terminated view (a NUL is always kept behind the data). Borrowed. */
const char       *depot_secret_bytes_peek_text (const DepotSecretBytes *self);
gboolean          depot_secret_bytes_equal    (const DepotSecretBytes *a, const DepotSecretBytes *b);  /* constant time */
/* Wipe a string that GTK or GLib gave us, then free it. */
void              depot_secret_free_text      (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotSecretBytes, depot_secret_bytes_unref)

G_END_DECLS
