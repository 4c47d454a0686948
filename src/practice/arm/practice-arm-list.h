/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A list as Resource Manager answers it: {"value": […], "nextLink": …}. The scenario's "pageSize"
 * makes pages shorter than Azure's, so that a client's paging is used even on short lists. */

#include "practice-request.h"

/* Answers with the page that the request's $skiptoken asks for. */
void practice_arm_list_reply (PracticeRequest *request, JsonArray *all);

/* The same for tenants and subscriptions, which end a list with an empty nextLink. */
void practice_arm_list_reply_closed (PracticeRequest *request, JsonArray *all);

/* The same for a service with a host, a page size and a word for it of its own. */
void practice_arm_list_reply_page (PracticeRequest *request,
                                   JsonArray *all,
                                   const char *base_url,
                                   const char *size_word,
                                   guint64 most);
