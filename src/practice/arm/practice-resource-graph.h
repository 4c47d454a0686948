/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Azure Resource Graph: one question about the resources of many subscriptions. Shows what the
 * caller may read, 1,000 rows in a page, fifteen questions in five seconds. Queries it has not
 * learnt (practice-graph-query.h) are refused with Azure's own form of error.
 * Source: Azure Resource Graph reference, "Resources" 2021-03-01 and "Guidance for throttled
 * requests". */

#include "practice-cloud.h"

void practice_resource_graph_register (PracticeCloud *cloud);
