/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single values out of a service configuration that this console wrote (depot_classic_write_configuration), without a
 * parser that would leave copies of its secrets behind. Pure; any thread; caller owns.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* UNEXPECTED_REPLY when it is not there, or not base64 as the keys in it are. */
DepotSecretBytes *depot_classic_read_key_setting (DepotSecretBytes *configuration, const char *name, GError **error);
/* Does it carry this key of its storage account? */
gboolean          depot_classic_storage_key_agrees (DepotSecretBytes *configuration, DepotSecretBytes *storage_key);
/* Does it hold these three? What Azure wrote again in other words counts as another one. */
gboolean          depot_classic_settings_agree   (DepotSecretBytes *configuration, DepotSecretBytes *storage_key,
                                                  const char *thumbprint, guint n_instances);

G_END_DECLS
