/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-authorize.h"

#include <string.h>

#include "depot-challenge.h"
#include "depot-pkce.h"

static void
append (GString *address, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (address, "%c%s=", strchr (address->str, '?') == NULL ? '?' : '&', name);
  g_string_append_uri_escaped (address, value, NULL, FALSE);
}

char *
depot_authorize_dup_address (const DepotAuthorize *self)
{
  GString *address = g_string_new (self->endpoint);
  g_autofree char *challenge = depot_pkce_dup_challenge (self->verifier);
  g_autofree char *claims = depot_challenge_merge_claims (self->claims_json);

  append (address, "client_id", self->client_id);
  append (address, "response_type", "code");
  append (address, "redirect_uri", self->redirect);
  append (address, "response_mode", "query");
  append (address, "scope", self->scope);
  append (address, "state", self->state);
  append (address, "nonce", self->nonce);
  append (address, "code_challenge", challenge);
  append (address, "code_challenge_method", "S256");
  /* a known person is not asked which account to take */
  append (address, "prompt", self->login_hint == NULL ? "select_account" : NULL);
  append (address, "login_hint", self->login_hint);
  append (address, "claims", claims);
  return g_string_free_and_steal (address);
}
