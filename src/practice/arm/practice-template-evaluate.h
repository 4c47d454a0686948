/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Works out the values a template's expressions stand for. The context holds what the functions may
 * look at; the caller owns all of it. What another resource is worth (reference ()) comes from a
 * resolver, which answers PRACTICE_TEMPLATE_ERROR_NOT_YET while that resource is not made.
 * Source: the template functions pages of Azure Resource Manager. */

#include "practice-template-error.h"
#include "practice-template-expression.h"

#include <json-glib/json-glib.h>

/* `what` is an id or the bare name of a resource of the template; `full` asks for the whole
 * resource instead of its properties. Gives a node the caller owns. */
typedef JsonNode *(*PracticeTemplateResolver) (const char *what,
                                               gboolean full,
                                               gpointer data,
                                               GError **error);

typedef struct
{
  JsonObject *parameters; /* name → value, already bound */
  JsonObject *variables;  /* name → as written */
  GHashTable *worked_out; /* name of a variable → JsonNode */

  JsonObject *subscription;
  JsonObject *resource_group; /* NULL at subscription scope */
  JsonObject *deployment;
  JsonObject *environment;

  PracticeTemplateResolver resolve; /* NULL where reference () is not allowed */
  gpointer resolve_data;

  guint depth;
} PracticeTemplateContext;

JsonNode *practice_template_evaluate_expression (PracticeTemplateContext *context,
                                                 PracticeExpression *expression,
                                                 GError **error);

/* A node with every expression in it worked out, names of members too. With `keep_unknown` an
 * expression whose value is not known yet stays as it is written, as what-if shows it. */
JsonNode *practice_template_evaluate_node (PracticeTemplateContext *context,
                                           JsonNode *node,
                                           gboolean keep_unknown,
                                           GError **error);

/* The same for one text; fails when the value is no string. */
char *practice_template_evaluate_text (PracticeTemplateContext *context,
                                       const char *text,
                                       GError **error);

JsonNode *practice_template_get_parameter (PracticeTemplateContext *context,
                                           const char *name,
                                           GError **error);
JsonNode *
practice_template_get_variable (PracticeTemplateContext *context, const char *name, GError **error);
