/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to tell a person about an error and what to offer: title, explanation, remedy. The one place that turns codes into
 * words; the window shows the remedy as a button, depotctl as a hint. docs/errors.md tells the same at length. Pure;
 * strings are translated; any thread.
 */
#pragma once

#include "depot-error.h"

G_BEGIN_DECLS

/* Remedy ids: what the button does. */
#define DEPOT_ADVICE_SIGN_IN "sign-in"                        /* interactive sign-in, with the claims of the error if it has some */
#define DEPOT_ADVICE_RETRY "retry"                            /* the same thing again */
#define DEPOT_ADVICE_OPEN_SETTINGS "open-settings"            /* app registration of the environment, proxy */
#define DEPOT_ADVICE_EDIT "edit"                              /* back to the field that is wrong */
#define DEPOT_ADVICE_CHOOSE_CERTIFICATE "choose-certificate"  /* another file or password */
#define DEPOT_ADVICE_UNLOCK_KEYRING "unlock-keyring"          /* look for the keyring again, or keep for this run only */
#define DEPOT_ADVICE_OPEN_PORTAL "open-portal"                /* something to change in Azure first */
#define DEPOT_ADVICE_COPY_DETAILS "copy-details"              /* nothing to press: pass it on */

typedef struct
{
  const char *title;         /* "Sign-in needed" */
  char *explanation;         /* the error's own sentence, then what it means; caller's through the struct */
  const char *remedy;        /* one of the ids above */
  const char *remedy_label;  /* "Sign In…" */
  char *details;             /* for Copy Details: code, Azure's words, request id; never a secret */
} DepotErrorAdvice;

/* Any error of any domain. Caller owns. */
DepotErrorAdvice *depot_error_advise      (const GError *error);
void              depot_error_advice_free (DepotErrorAdvice *advice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotErrorAdvice, depot_error_advice_free)

/* What a code means, without an error at hand (docs and tests). Borrowed. */
const char       *depot_error_code_get_title  (DepotErrorCode code);
const char       *depot_error_code_get_remedy (DepotErrorCode code);

G_END_DECLS
