/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the desktop when an operation of this console ends while its window is not the one being
 * looked at. Main thread; owned by the application.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_NOTIFIER (depot_notifier_get_type ())
G_DECLARE_FINAL_TYPE (DepotNotifier, depot_notifier, DEPOT, NOTIFIER, GObject)

/* Does the person want to be told (setting: key of the preferences), and not look at the window anyway? */
gboolean       depot_notifier_may_tell (GApplication *application, const char *setting);

DepotNotifier *depot_notifier_new (GApplication *application, DepotHouse *house);

G_END_DECLS
