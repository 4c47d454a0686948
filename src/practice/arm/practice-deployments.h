/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Template deployments at a resource group or a subscription. A deployment is a document of the
 * state, with its template and the progress of each resource beside it ("deployment-inner"), so a
 * restart of the program goes on where it was. Source: Azure reference, 3.4; the OpenAPI file of
 * Microsoft.Resources. */

#include "practice-refusal.h"
#include "practice-template.h"

#include "practice-cloud.h"

/* Reads and checks the body of a deployment for `scope_id`. On refusal NULL. */
PracticeTemplate *practice_deployment_read (PracticeCloud *cloud,
                                            const char *scope_id,
                                            const char *name,
                                            JsonObject *body,
                                            PracticeRefusal **refusal);

/* What Azure looks at before it starts: rights, and names that only one can have. */
PracticeRefusal *practice_deployment_preflight (PracticeCloud *cloud,
                                                PracticeTemplate *template,
                                                const PracticePrincipal *principal,
                                                const char *name);

/* Progress of a deployment. */
JsonObject *practice_deployment_get (PracticeCloud *cloud, const char *id);
JsonObject *practice_deployment_get_inner (PracticeCloud *cloud, const char *id);
void practice_deployment_put (PracticeCloud *cloud, const char *id, JsonObject *document);
void practice_deployment_put_inner (PracticeCloud *cloud, const char *id, JsonObject *inner);
gboolean practice_deployment_is_active (JsonObject *document);
void practice_deployment_set_state (PracticeCloud *cloud, JsonObject *document, const char *state);

/* The document of a new deployment, and what it needs to run. */
void practice_deployment_prepare (PracticeRequest *request,
                                  const char *id,
                                  const char *scope_id,
                                  JsonObject *body,
                                  PracticeTemplate *template,
                                  const char *principal_id);

/* {"status", "properties": {"changes"}} */
JsonObject *practice_what_if (PracticeCloud *cloud,
                              const char *scope_id,
                              PracticeTemplate *template,
                              gboolean with_payload);

/* Answers reference () from the resources there are; `data` is a PracticeReferenceScope. */
typedef struct
{
  PracticeCloud *cloud;
  PracticeTemplate *template;
} PracticeReferenceScope;

JsonNode *
practice_deployment_resolve (const char *what, gboolean full, gpointer data, GError **error);

/* {"id", "operationId", "properties"} for each resource that was begun. */
JsonArray *practice_deployment_list_operations (PracticeCloud *cloud, const char *id);

void practice_deployments_forget (PracticeCloud *cloud, const char *scope_id);

void practice_deployment_run_register (PracticeCloud *cloud);
void practice_deployments_register (PracticeCloud *cloud);
