/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Register of the connection test: asks Azure to register the resource providers a point needs and waits until they are.
 * Registering costs nothing and takes minutes. Main thread.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

/* item: shows the progress, "2 of 6"; may be NULL. PERMISSION_DENIED when the account may not, TIMED_OUT after 15 minutes. */
void     depot_register_providers_async  (DepotHouse *house, const char *account_id, const char *subscription_id, GObject *item,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean depot_register_providers_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
