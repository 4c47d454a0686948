/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to an Azure environment, to read and copy, and the certificates trusted there besides
 * this computer's: a proxy that inspects connections needs its own added. There is no way to ignore a
 * flaw of a certificate. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ENVIRONMENT_PROPERTIES (depot_environment_properties_get_type ())
G_DECLARE_FINAL_TYPE (DepotEnvironmentProperties,
                      depot_environment_properties,
                      DEPOT,
                      ENVIRONMENT_PROPERTIES,
                      AdwDialog)

AdwDialog *depot_environment_properties_new (DepotHouse *house, DepotCloud *cloud);

G_END_DECLS
