/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON text with secrets in it. A JSON library would leave copies of every string behind; here each
 * piece is escaped straight into memory that is wiped. Any thread; caller owns.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* prefix "secret" suffix: the secret as a quoted JSON string between plain pieces of JSON. secret
 * is UTF-8 text. */
DepotSecretBytes *
depot_secret_json_quote (const char *prefix, DepotSecretBytes *secret, const char *suffix);
/* The bytes in base64, as text. */
DepotSecretBytes *depot_secret_json_base64 (DepotSecretBytes *secret);

G_END_DECLS
