/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Why Resource Manager will not do something: HTTP status, Azure's code and text, and details. A
 * check answers NULL when all is well. The same refusal becomes the answer of a request, the error
 * of a long-running operation, or the message inside a failed deployment. Source: Azure reference,
 * 3 (error bodies). */

#include "practice-request.h"

typedef struct
{
  guint status;
  char *code;
  char *message;
  char *target;
  JsonArray *details;
  JsonArray *additional_info; /* [{"type", "info"}], such as the policy that forbids it */
} PracticeRefusal;

PracticeRefusal *practice_refusal_new (guint status, const char *code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* From what a scenario tells: {"status", "code", "message", "details", "policyAssignment"}. */
PracticeRefusal *practice_refusal_from_effect (JsonObject *effect);
PracticeRefusal *practice_refusal_from_json (JsonObject *json);
void practice_refusal_free (PracticeRefusal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeRefusal, practice_refusal_free)

/* {"code", "message", …}; the status is kept under `status` only with `with_status`. */
JsonObject *practice_refusal_to_json (PracticeRefusal *self, gboolean with_status);

/* "Conflict" for 409: the words deployments use. */
const char *practice_refusal_get_status_word (PracticeRefusal *self);

void practice_refusal_reply (PracticeRefusal *self, PracticeRequest *request);
