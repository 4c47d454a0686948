/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names a file of certificates (PEM) that are trusted in one environment besides this computer's:
 * those of an inspecting proxy, or of an environment with an authority of its own. The file is read
 * when it is needed. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_TRUST_ROW (depot_trust_row_get_type ())
G_DECLARE_FINAL_TYPE (DepotTrustRow, depot_trust_row, DEPOT, TRUST_ROW, AdwEntryRow)

/* NULL without error when no file is named. FILE when it cannot be read or cannot be one. */
void depot_trust_row_read_async (DepotTrustRow *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
char *depot_trust_row_read_finish (DepotTrustRow *self, GAsyncResult *result, GError **error);

G_END_DECLS
