/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error as the journal keeps it and --json prints it: {code, message, azureCode, azureText, requestId, claims}.
 * Secrets are taken out on the way. Any thread; caller owns.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-error.h"

G_BEGIN_DECLS

JsonObject *depot_error_to_json   (const GError *error);
/* NULL for a NULL object. Members that are missing count as absent: an old journal must stay readable. */
GError     *depot_error_from_json (JsonObject *object);

G_END_DECLS
