/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in the shape of Azure Storage: XML, with the code repeated in x-ms-error-code, which is
 * all an answer to HEAD has. Source: Azure reference, 6.
 */
#pragma once

#include "practice-request.h"

G_BEGIN_DECLS

void practice_storage_reply_error (PracticeRequest *request,
                                   guint status,
                                   const char *code,
                                   const char *message);

/* With one more element, such as AuthenticationErrorDetail. */
void practice_storage_reply_error_full (PracticeRequest *request,
                                        guint status,
                                        const char *code,
                                        const char *message,
                                        const char *element,
                                        const char *text);

G_END_DECLS
