/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preferences › Content: how many packages and points are sent at once, how fast in which hours, and whether content waits on a
 * network that costs by the byte. Settings of the site: all its consoles follow. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_CONTENT_PREFERENCES (depot_content_preferences_get_type ())
G_DECLARE_FINAL_TYPE (DepotContentPreferences, depot_content_preferences, DEPOT, CONTENT_PREFERENCES, AdwPreferencesPage)

AdwPreferencesPage *depot_content_preferences_new (DepotHouse *house);

G_END_DECLS
