/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the identity platform says when it says no, in our codes. Decides on the number in
 * "AADSTSnnnnn" where that says more than the word of OAuth; unknown errors keep the platform's
 * text. Source: Azure reference, sign-in errors. Pure.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* An answer of the token endpoint. */
GError *depot_identity_error_from_answer (JsonObject *answer);
/* error and error_description of a redirect; description may be NULL. */
GError *depot_identity_error_new (const char *word, const char *description);

G_END_DECLS
