/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applications a sign-in may name: those every practice tenant has from the start
 * (practice-directory.h) and those registered since through Graph. The latter are documents of the
 * collection PRACTICE_APPLICATIONS, in the form Graph shows them, under their client id; secrets in
 * them are hashes. Sources: the Graph reference of application and servicePrincipal, v1.0.
 */
#pragma once

#include "practice-cloud.h"
#include "practice-directory.h"

G_BEGIN_DECLS

#define PRACTICE_APPLICATIONS "graph-applications"

/* NULL when no application of this name may be signed in to; owned by the cloud. */
const PracticeApplication *practice_applications_find (PracticeCloud *cloud, const char *client_id);

/* The registration as Graph shows it, with "practice" members behind; NULL for the built-in ones.
 * Caller owns. */
JsonObject *practice_applications_get_document (PracticeCloud *cloud, const char *client_id);
void practice_applications_put_document (PracticeCloud *cloud, JsonObject *document);

typedef enum
{
  PRACTICE_SECRET_RIGHT,
  PRACTICE_SECRET_WRONG,
  PRACTICE_SECRET_EXPIRED,
} PracticeSecretVerdict;

PracticeSecretVerdict practice_applications_judge_secret (PracticeCloud *cloud,
                                                          const PracticeApplication *application,
                                                          const char *secret);
char *practice_applications_hash (const char *secret);

/* Does the registration allow the console's ways in: a redirect to http://localhost, and public
 * client flows such as the device code? */
gboolean practice_applications_has_localhost (PracticeCloud *cloud, const char *client_id);
gboolean practice_applications_is_public (PracticeCloud *cloud, const char *client_id);

/* Registered so long ago that every server of the directory knows it. */
gboolean practice_applications_is_settled (PracticeCloud *cloud, JsonObject *document);

void practice_graph_register (PracticeCloud *cloud);

G_END_DECLS
