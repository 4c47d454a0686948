/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How this person likes the window: size, hidden columns, details pane. Kept in GSettings; without
 * an installed schema everything works and nothing is remembered. Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* NULL when the schema is not installed. Borrowed, made once. */
GSettings *depot_preferences_get (void);
/* Bind a key to a property both ways; does nothing without settings. */
void depot_preferences_bind (const char *key, gpointer object, const char *property);

G_END_DECLS
