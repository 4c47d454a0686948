/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusals of the identity service, in the exact shape of Entra ID: error, error_description with
 * trace and correlation ids, error_codes, timestamp. Source: Azure reference, 2.3.
 */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

typedef struct
{
  guint status;      /* HTTP: 400 or 401 */
  const char *error; /* "invalid_grant" … */
  int number;        /* of AADSTS */
  const char *text;
  const char *suberror; /* may be NULL */
  const char *claims;   /* may be NULL */
} PracticeRefusal;

void practice_identity_refuse (PracticeRequest *request, const PracticeRefusal *refusal);

/* "AADSTS50011: …" with the ids, as it also appears in redirects and pages. */
char *practice_identity_describe (PracticeRequest *request, int number, const char *text);

G_END_DECLS
