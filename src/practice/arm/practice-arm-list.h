/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A list as Resource Manager answers it: {"value": […], "nextLink": …}. The scenario's "pageSize"
 * makes pages shorter than Azure's, so that a client's paging is used even on short lists. */

#include "practice-request.h"

/* Answers with the page that the request's $skiptoken asks for. */
void practice_arm_list_reply (PracticeRequest *request, JsonArray *all);
