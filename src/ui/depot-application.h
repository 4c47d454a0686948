/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console as a program: one house, one window, the actions every window shares. Opening the
 * house takes a moment, so the window is shown first and filled when the store has been read. Main
 * thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_APPLICATION (depot_application_get_type ())
G_DECLARE_FINAL_TYPE (DepotApplication, depot_application, DEPOT, APPLICATION, AdwApplication)

DepotApplication *depot_application_new (void);

G_END_DECLS
