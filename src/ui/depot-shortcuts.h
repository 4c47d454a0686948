/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the console: one table that both sets the accelerators and is shown to the person, so
 * that no key works unannounced. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void depot_shortcuts_install (GtkApplication *application);
void depot_shortcuts_present (GtkWidget *parent);

G_END_DECLS
