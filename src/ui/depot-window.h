/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one window: sidebar of places, the chosen page, toasts; before that the first run's
 * questions. Shown at once and filled when the house is open. Owned by the application.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_WINDOW (depot_window_get_type ())
G_DECLARE_FINAL_TYPE (DepotWindow, depot_window, DEPOT, WINDOW, AdwApplicationWindow)

DepotWindow *depot_window_new (GtkApplication *application, DepotHouse *house);
/* The house is open: first run or the places. */
void depot_window_show_house (DepotWindow *self);
/* The house could not be opened. */
void depot_window_show_failure (DepotWindow *self, const GError *error);
void depot_window_go (DepotWindow *self, const char *place);
void depot_window_toast (DepotWindow *self, const char *text);

G_END_DECLS
