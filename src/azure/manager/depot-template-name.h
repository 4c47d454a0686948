/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works out the few expressions that names in our own templates use, to show what will be made
 * before Azure can be asked. parameters(), variables(), format() and plain strings; anything else
 * is "not known yet". Pure, any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Plain text or "[expression]"; NULL when it cannot be known. Caller owns. */
char *
depot_template_name_evaluate (JsonObject *template_, JsonObject *parameters, const char *text);

G_END_DECLS
