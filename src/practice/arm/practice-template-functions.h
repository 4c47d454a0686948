/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The functions of the template language, in three tables: texts, values (arrays, objects, numbers,
 * logic) and the scope of the deployment. "if" is not here: the evaluator takes only one of its
 * branches. Arguments arrive worked out and counted. */

#include "practice-template-evaluate.h"

#define PRACTICE_TEMPLATE_ANY_NUMBER 1000

typedef JsonNode *(*PracticeTemplateCall) (PracticeTemplateContext *context,
                                           const char *name,
                                           GPtrArray *arguments,
                                           GError **error);

typedef struct
{
  const char *name;
  guint min;
  guint max;
  PracticeTemplateCall call;
} PracticeTemplateFunction;

extern const PracticeTemplateFunction practice_template_text_functions[];
extern const PracticeTemplateFunction practice_template_value_functions[];
extern const PracticeTemplateFunction practice_template_scope_functions[];

const PracticeTemplateFunction *practice_template_function_find (const char *name);

/* How a value reads inside a text: a truth is True or False, an object its JSON. */
char *practice_template_value_to_text (JsonNode *node);

/* Arguments that must have a type; otherwise the error names the function. */
const char *practice_template_string_argument (const char *name,
                                               GPtrArray *arguments,
                                               guint index,
                                               GError **error);
gboolean practice_template_int_argument (
    const char *name, GPtrArray *arguments, guint index, gint64 *number, GError **error);

gpointer practice_template_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
