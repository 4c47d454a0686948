/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proxy server of the site: how it connects, saved and then tried at once. */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_PROXY_DIALOG (depot_proxy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (DepotProxyDialog, depot_proxy_dialog, DEPOT, PROXY_DIALOG, AdwDialog)

AdwDialog *depot_proxy_dialog_new (DepotHouse *house);

G_END_DECLS
