/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the package: the two lists it has besides its fields. */
#pragma once

#include "depot-package.h"

G_BEGIN_DECLS

void     depot_package_lists_to_json   (DepotPackage *self, JsonObject *object);
gboolean depot_package_lists_from_json (DepotPackage *self, JsonObject *object, GError **error);

G_END_DECLS
