/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Azure administrator has to do, to read, to copy and to pass on. Main thread. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DEPOT_TYPE_SHEET_DIALOG (depot_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotSheetDialog, depot_sheet_dialog, DEPOT, SHEET_DIALOG, AdwDialog)

void depot_sheet_dialog_present (GtkWidget *parent, const char *text);

G_END_DECLS
