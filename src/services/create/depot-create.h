/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From chosen PFX file to requested distribution point: the verbs behind the wizard's certificate row and its Create
 * button, and behind `depotctl point create`.
 */
#pragma once

#include "depot-house.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

/* Opens and judges the PFX in a worker (abandonable through cancellable), keeps PFX and password under the fingerprint in the keyring
 * (or in this run's memory when session_only), returns the facts. CERTIFICATE_PASSWORD, CERTIFICATE_UNREADABLE, CERTIFICATE_COSTLY, KEYRING. */
void              depot_certificate_choose_async  (DepotHouse *house, GBytes *pfx, DepotSecretBytes *password, gboolean session_only,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotCertificate *depot_certificate_choose_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* Public half as DER for a .cer file; caller owns. */
void              depot_certificate_export_async  (DepotHouse *house, const char *fingerprint, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GBytes           *depot_certificate_export_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* Takes PFX and password out of the keyring. CONFLICT while a point that is not being deleted has this certificate, for its
 * service or for its management. No error when they are not there. */
void              depot_certificate_forget_async  (DepotHouse *house, const char *fingerprint, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean          depot_certificate_forget_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* What depot_create_point_async() would refuse; NULL: nothing. Caller owns. */
GError         *depot_create_point_judge  (DepotHouse *house, DepotDraft *draft);
/* Freezes the draft into a create operation and a point in state Provisioning; durable when finished. Refuses an incomplete draft
 * (INVALID_INPUT naming the field), a site that is not top-level, a name used here (CONFLICT). Borrowed operation. */
void            depot_create_point_async  (DepotHouse *house, DepotDraft *draft, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotOperation *depot_create_point_finish (DepotHouse *house, GAsyncResult *result, DepotPoint **point, GError **error);

G_END_DECLS
