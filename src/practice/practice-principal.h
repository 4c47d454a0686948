/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls: the claims of a checked access token. Made by practice_identity_authenticate(). */
#pragma once

#include "practice-cloud.h"

G_BEGIN_DECLS

struct _PracticePrincipal
{
  char *object_id;  /* oid: what role assignments name */
  char *tenant_id;  /* tid */
  char *app_id;     /* appid: the client that got the token */
  char *name;       /* user principal name, or the application's display name */
  char *audience;   /* resource, without a slash at the end */
  gboolean is_user; /* FALSE: service principal or managed identity */
  char **acrs;      /* authentication contexts that were satisfied, e.g. "p1" */
};

void practice_principal_free (PracticePrincipal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticePrincipal, practice_principal_free)

typedef enum
{
  PRACTICE_AUDIENCE_MANAGEMENT,
  PRACTICE_AUDIENCE_STORAGE,
  PRACTICE_AUDIENCE_VAULT,
  PRACTICE_AUDIENCE_GRAPH,
} PracticeAudience;

/* The caller, or NULL after answering 401 with the WWW-Authenticate header of that service (for
 * MANAGEMENT: also the claims challenge that writes by users meet in scenario second-factor). */
PracticePrincipal *practice_identity_authenticate (PracticeCloud *cloud,
                                                   PracticeRequest *request,
                                                   PracticeAudience audience);

/* Who may read the source of a copy, by x-ms-copy-source-authorization; NULL if that says nothing
 * that counts, and nothing is answered. */
PracticePrincipal *practice_identity_authenticate_source (PracticeCloud *cloud,
                                                          PracticeRequest *request);

/* An access token for an identity without a user, such as a managed identity of an instance. */
char *practice_identity_issue_token (PracticeCloud *cloud,
                                     const char *tenant_id,
                                     const char *object_id,
                                     const char *app_id,
                                     const char *resource,
                                     int lifetime_seconds);

void practice_identity_register (PracticeCloud *cloud);

G_END_DECLS
