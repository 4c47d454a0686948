/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token source for tests that hands out one token somebody else obtained. */
#pragma once

#include "depot-token-source.h"

#define FIXED_TYPE_TOKEN (fixed_token_get_type ())
G_DECLARE_FINAL_TYPE (FixedToken, fixed_token, FIXED, TOKEN, GObject)

FixedToken *fixed_token_new (const char *token);
