/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Details of an error: what happened, what to do, what Azure said and under which request id, with
 * Copy. Never asks. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_ERROR_DIALOG (depot_error_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotErrorDialog, depot_error_dialog, DEPOT, ERROR_DIALOG, AdwDialog)

AdwDialog *depot_error_dialog_new (const GError *error);
void depot_error_dialog_present (GtkWidget *parent, const GError *error);

G_END_DECLS
