/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the handler of a request. A pattern is a path of segments: literals are compared without
 * case,
 * `{name}` takes one segment, `{name*}` one or more (joined by '/', such as a scope). The pattern
 * with most literals wins, then the one with fewest `*`, then the first added. Captures are
 * decoded. Requests to PRACTICE_SURFACE_MANAGEMENT must carry a well-formed api-version (any date
 * is taken).
 */
#pragma once

#include "practice-request.h"

G_BEGIN_DECLS

typedef void (*PracticeHandler) (PracticeRequest *request, gpointer data);

#define PRACTICE_TYPE_ROUTER (practice_router_get_type ())
G_DECLARE_FINAL_TYPE (PracticeRouter, practice_router, PRACTICE, ROUTER, GObject)

PracticeRouter *practice_router_new (void);

void practice_router_add (PracticeRouter *self,
                          PracticeSurface surface,
                          const char *method,
                          const char *pattern,
                          PracticeHandler handler,
                          gpointer data);

/* Takes every request of `surface` that no pattern fits. */
void practice_router_set_fallback (PracticeRouter *self,
                                   PracticeSurface surface,
                                   PracticeHandler handler,
                                   gpointer data);

void practice_router_dispatch (PracticeRouter *self, PracticeRequest *request);

G_END_DECLS
