/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that takes secrets out of text before it is logged or shown: tokens, codes, signatures,
 * passwords in URLs, JSON and headers. Any thread; caller owns.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *depot_redact (const char *text);

G_END_DECLS
