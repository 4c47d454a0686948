/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret that is kept or sent as base64. GLib's decoder passes over what does not belong there, so that a damaged value
 * would come out as another, shorter secret; this one takes the whole text or nothing. Copies on the way are wiped. Any
 * thread.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* text: RFC 4648 section 4, with its padding and without breaks. NULL when it is anything else; caller owns. */
DepotSecretBytes *depot_secret_bytes_new_base64 (const char *text);

G_END_DECLS
