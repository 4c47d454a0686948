/* SPDX-License-Identifier: GPL-3.0-or-later */
/* About Cloud Depot, filled from the metainfo that the desktop's software centre shows too. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void depot_about_present (GtkWidget *parent);

G_END_DECLS
