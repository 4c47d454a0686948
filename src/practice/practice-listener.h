/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One loopback port: a SoupServer whose requests become PracticeRequests, meet the scenario's rules
 * and go to the router inside one transaction. On the main port the Host header decides which
 * services answer.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

typedef struct _PracticeListener PracticeListener;

PracticeListener *practice_listener_new (PracticeCloud *cloud,
                                         PracticeSurface surfaces,
                                         guint16 port,
                                         GTlsCertificate *certificate,
                                         GError **error);
void practice_listener_free (PracticeListener *self);

G_END_DECLS
