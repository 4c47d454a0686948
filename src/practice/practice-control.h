/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Levers of the practice cloud for people and tests, on the browser's http port and on the main
 * port: GET    /_practice/scenario        {"name","title","names":[…]} PUT    /_practice/scenario
 * {"name": name of the set} or a whole scenario POST   /_practice/fault           a rule:
 * {"method","path","from","count","effect"} GET    /_practice/journal         what was asked;
 * DELETE forgets it GET    /_practice/clock           {"shiftSeconds"}; PUT sets it GET
 * /_practice/health          {"status":"ok"}
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

void practice_control_register (PracticeCloud *cloud);

/* TRUE after answering 403: a page in a browser asks, not a program. For every lever. */
gboolean practice_control_refuse_page (PracticeRequest *request);

G_END_DECLS
