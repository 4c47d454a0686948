/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a token request, application/x-www-form-urlencoded. Holds secrets (code, verifier,
 * refresh token), so every piece of it is wiped. Main thread; owned by whoever made it.
 */
#pragma once

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

typedef struct _DepotTokenForm DepotTokenForm;

DepotTokenForm *depot_token_form_new (void);
void depot_token_form_add (DepotTokenForm *self,
                           const char *name,
                           const char *value); /* NULL value: left out */
DepotSecretBytes *depot_token_form_to_secret (DepotTokenForm *self);
void depot_token_form_free (DepotTokenForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotTokenForm, depot_token_form_free)

G_END_DECLS
