/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token source for tests: hands out "token-1", "token-2" … and remembers what it was asked for.
 */
#pragma once

#include "depot-token-source.h"

#define DEPOT_TYPE_TEST_TOKENS (depot_test_tokens_get_type ())
G_DECLARE_FINAL_TYPE (DepotTestTokens, depot_test_tokens, DEPOT, TEST_TOKENS, GObject)

DepotTestTokens *depot_test_tokens_new (void);
/* From now on the answer is a copy of this error; NULL: tokens again. */
void depot_test_tokens_refuse (DepotTestTokens *self, const GError *error);
guint depot_test_tokens_get_asked (DepotTestTokens *self);
guint depot_test_tokens_get_refused (DepotTestTokens *self);
const char *depot_test_tokens_get_claims (DepotTestTokens *self); /* of the last one that had any */
const char *depot_test_tokens_get_scope (DepotTestTokens *self);
