/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short forms of an error for banners and lines under a field. What it means and what to do
 * comes from services (depot-error-advice.h); the details dialog shows that at length. Strings
 * translated; main thread.
 */
#pragma once

#include "depot-error-advice.h"

G_BEGIN_DECLS

/* "Sign-in needed". Borrowed. */
const char *depot_error_text_get_title (const GError *error);
/* "Sign-in needed: the session ended." Caller owns. */
char *depot_error_text_dup_line (const GError *error);
/* The person stopped it: nothing to tell. */
gboolean depot_error_text_is_cancelled (const GError *error);
/* Signing in again is what helps: perhaps with a second factor, or, where the keyring gives the last
 * sign-in out no longer, with one kept for this run. NULL: no. */
gboolean depot_error_text_asks_for_sign_in (const GError *error);

G_END_DECLS
