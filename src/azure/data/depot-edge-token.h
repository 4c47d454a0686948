/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content token: what a client shows an edge to get the files of one package. It cannot be taken back before it ends, so its
 * life is short: 8 hours unless the admin says otherwise, 1 to 24 (domain reference, "Download sequence"; the form is in
 * docs/edge.md and Azure reference 4.4). Pure; any thread; caller owns.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* 1–64 of A–Z a–z 0–9 _ -, which can stand in a client's address; else INVALID_INPUT. */
gboolean          depot_edge_token_check_package (const char *package, GError **error);
/* key: as the vault keeps it, base64. service_name: of a point, by its rules. expires_at: seconds since 1970. INVALID_INPUT: the package
 * cannot be named; UNEXPECTED_REPLY: this is no key. */
DepotSecretBytes *depot_edge_token_make          (DepotSecretBytes *key, const char *service_name, const char *package,
                                                  gint64 expires_at, GError **error);
/* What the edge's log calls a token: the first 16 digits of its SHA-256. */
char             *depot_edge_token_dup_id        (DepotSecretBytes *token);

G_END_DECLS
