/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a certificate file for trying things in the practice cloud. Signal: made (path s, password
 * s). */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PRACTICE_CERTIFICATE (depot_practice_certificate_get_type ())
G_DECLARE_FINAL_TYPE (
    DepotPracticeCertificate, depot_practice_certificate, DEPOT, PRACTICE_CERTIFICATE, AdwDialog)

AdwDialog *depot_practice_certificate_new (DepotHouse *house);

G_END_DECLS
