/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a sign-in, each a form that goes to PRACTICE_SIGN_IN_PATH with the flow's word. */
#pragma once

#include "practice-cloud.h"
#include "practice-directory.h"

G_BEGIN_DECLS

#define PRACTICE_SIGN_IN_PATH "/_practice/sign-in"

/* `wrong` is what was wrong with the last try, NULL at first. */
void practice_sign_in_pages_show_accounts (PracticeRequest *request,
                                           const char *flow,
                                           const char *user_name,
                                           const char *wrong);
void practice_sign_in_pages_show_password (PracticeRequest *request,
                                           const char *flow,
                                           const PracticeAccount *account,
                                           const char *wrong);
void practice_sign_in_pages_show_second_factor (PracticeRequest *request,
                                                const char *flow,
                                                const char *wrong);

G_END_DECLS
