/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a request about deployments takes place: the group of its path, or the subscription. */

#include "practice-principal.h"

typedef struct
{
  PracticeCloud *cloud;
  PracticePrincipal *principal;
  char *scope_id;
  char *id; /* of the deployment; NULL when the path names none */
  const char *name;
} PracticeDeploymentPlace;

/* The door (practice-arm-access.h) for such a request; FALSE after answering. */
gboolean practice_deployment_enter (PracticeRequest *request,
                                    const char *action,
                                    PracticeDeploymentPlace *place);
void practice_deployment_place_clear (PracticeDeploymentPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PracticeDeploymentPlace, practice_deployment_place_clear)

/* Handlers that look at a deployment without starting it. */
void practice_deployment_validate (PracticeRequest *request, gpointer data);
void practice_deployment_what_if (PracticeRequest *request, gpointer data);
void practice_deployment_checks_register (PracticeCloud *cloud);
