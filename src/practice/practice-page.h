/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages for people: one frame, one style sheet, no script, a strict Content-Security-Policy. The
 * inner HTML is built by the caller with g_markup_printf_escaped().
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

void practice_page_reply (PracticeRequest *request,
                          guint status,
                          const char *title,
                          const char *inner_html);
void practice_page_register (PracticeCloud *cloud);

G_END_DECLS
