/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An expression of a Resource Manager template, read into a tree: what stands between the brackets
 * of
 * "[concat('a', parameters('b').c[0])]". A string literal doubles its quote to hold one; numbers
 * are whole; names of functions and members are matched without regard to case. Reading needs no
 * template: that is the evaluator's part (practice-template-evaluate.h). Source: the template
 * syntax page of Azure Resource Manager. */

#include <glib.h>

typedef enum
{
  PRACTICE_EXPRESSION_STRING,
  PRACTICE_EXPRESSION_INT,
  PRACTICE_EXPRESSION_CALL,
  PRACTICE_EXPRESSION_MEMBER,
  PRACTICE_EXPRESSION_INDEX,
} PracticeExpressionKind;

typedef struct _PracticeExpression PracticeExpression;

struct _PracticeExpression
{
  PracticeExpressionKind kind;
  char *text; /* the literal, the function's name or the member's name */
  gint64 number;
  PracticeExpression *inner; /* what a member or an index is taken from */
  GPtrArray *arguments;      /* of a call; one element for an index */
};

/* Whether a string of a template is an expression at all: "[…]" but not "[[…". */
gboolean practice_expression_is_one (const char *text);

/* `text` with its brackets. NULL and an error of PRACTICE_TEMPLATE_ERROR when it cannot be read. */
PracticeExpression *practice_expression_parse (const char *text, GError **error);
void practice_expression_free (PracticeExpression *self);

typedef void (*PracticeExpressionVisitor) (PracticeExpression *call, gpointer data);

/* Visits every call of the function `name`, at any depth. */
void practice_expression_visit_calls (PracticeExpression *self,
                                      const char *name,
                                      PracticeExpressionVisitor visitor,
                                      gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeExpression, practice_expression_free)
