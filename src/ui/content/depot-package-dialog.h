/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A package's properties: its words, and what makes it an application: deployment types and the packages it needs.
 * Nothing is written before Save. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"
#include "depot-package.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PACKAGE_DIALOG (depot_package_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotPackageDialog, depot_package_dialog, DEPOT, PACKAGE_DIALOG, AdwDialog)

AdwDialog *depot_package_dialog_new (DepotHouse *house, DepotPackage *package);

G_END_DECLS
