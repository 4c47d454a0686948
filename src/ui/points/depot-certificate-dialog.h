/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new certificate for a point: chosen, compared with the present one, and put in its place. Differing letters are marked,
 * because a name that differs in one letter, or only in its case, is another name.
 */
#pragma once

#include "depot-point-dialog.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CERTIFICATE_DIALOG (depot_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotCertificateDialog, depot_certificate_dialog, DEPOT, CERTIFICATE_DIALOG, DepotPointDialog)

AdwDialog *depot_certificate_dialog_new (DepotHouse *house, DepotPoint *point);

G_END_DECLS
