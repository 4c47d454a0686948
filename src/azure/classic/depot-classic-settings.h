/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A single setting out of a service configuration that this console wrote (depot_classic_write_configuration), without a
 * parser that would leave copies of its secrets behind. Pure; any thread; caller owns.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* UNEXPECTED_REPLY when it is not there, or not base64 as the keys in it are. */
DepotSecretBytes *depot_classic_read_key_setting (DepotSecretBytes *configuration, const char *name, GError **error);

G_END_DECLS
