/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the desktop when the health watch finds something wrong with a point while the window is not the one being
 * looked at, and takes that back when it is over. A click opens the point. Main thread; owned by the application.
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_ALERT_NOTIFIER (depot_alert_notifier_get_type ())
G_DECLARE_FINAL_TYPE (DepotAlertNotifier, depot_alert_notifier, DEPOT, ALERT_NOTIFIER, GObject)

DepotAlertNotifier *depot_alert_notifier_new (GApplication *application, DepotHouse *house);

G_END_DECLS
