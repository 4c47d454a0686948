/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A service principal proves itself by a token it signed with its certificate. The public
 * certificate of an application is registered by putting it into the state folder as
 * applications/<client id>.pem. Source: Azure reference, 2.6.
 */
#pragma once

#include "practice-directory.h"
#include "practice-request.h"

G_BEGIN_DECLS

/* NULL when the assertion holds, otherwise what is wrong with it. */
char *practice_client_assertion_check (PracticeRequest *request,
                                       const PracticeApplication *application,
                                       const char *assertion);

G_END_DECLS
