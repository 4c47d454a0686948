/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two certificates side by side, fact by fact; in the new one the letters that differ are marked by weight and underline,
 * not by colour alone, and a screen reader hears "differs". Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-certificate.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CERTIFICATE_COMPARE (depot_certificate_compare_get_type ())
G_DECLARE_FINAL_TYPE (DepotCertificateCompare, depot_certificate_compare, DEPOT, CERTIFICATE_COMPARE, AdwBin)

/* Either may be NULL. */
void depot_certificate_compare_set (DepotCertificateCompare *self, DepotCertificate *present, DepotCertificate *other);

G_END_DECLS
