/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A Resource Manager template with its parameters: what an admin's deployment asks to be made.
 * Reading it binds and checks the parameters, names every resource (children inside parents
 * included), finds what depends on what (dependsOn and reference ()) and refuses a circle. The
 * bodies of resources and the outputs are worked out later, when the resources they refer to exist.
 * Not thread-safe; the caller owns it. Errors: PRACTICE_TEMPLATE_ERROR.
 * Source: the template syntax page of Azure Resource Manager. */

#include "practice-template-evaluate.h"

typedef struct _PracticeTemplate PracticeTemplate;

typedef struct
{
  char *id;
  char *type;
  char *name; /* with the parents' names, such as "vnet/edge" */
  char *api_version;
  GPtrArray *depends_on; /* ids of other resources of the template */
  gboolean wanted;       /* its condition */

  JsonObject *source; /* for the template itself */
} PracticeTemplateResource;

typedef struct
{
  const char *base_id; /* of the group or the subscription */
  JsonObject *subscription;
  JsonObject *resource_group; /* NULL at subscription scope */
  JsonObject *deployment;
  JsonObject *environment;
} PracticeTemplateScope;

/* `parameters` is {"name": {"value": …}} and may be NULL. */
PracticeTemplate *practice_template_new (JsonObject *source,
                                         JsonObject *parameters,
                                         const PracticeTemplateScope *scope,
                                         GError **error);
void practice_template_free (PracticeTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeTemplate, practice_template_free)

/* In the order of the template; borrowed. */
GPtrArray *practice_template_get_resources (PracticeTemplate *self);
PracticeTemplateResource *practice_template_find (PracticeTemplate *self, const char *id);

/* {"name": {"type", "value"}} as a deployment shows it: what is secure has no value. */
JsonObject *practice_template_show_parameters (PracticeTemplate *self);

/* The resource's body. With `keep_unknown` what is not known yet stays an expression. */
JsonObject *practice_template_evaluate_resource (PracticeTemplate *self,
                                                 PracticeTemplateResource *resource,
                                                 gboolean keep_unknown,
                                                 PracticeTemplateResolver resolve,
                                                 gpointer data,
                                                 GError **error);

/* {"name": {"type", "value"}}; an empty object when the template has none. */
JsonObject *practice_template_evaluate_outputs (PracticeTemplate *self,
                                                PracticeTemplateResolver resolve,
                                                gpointer data,
                                                GError **error);

/* The id that reference () means by `what`: an id as it is, or the name of one resource here. */
char *practice_template_dup_reference_id (PracticeTemplate *self, const char *what, GError **error);
