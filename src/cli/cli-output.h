/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How results look: aligned columns on a terminal, one JSON document with --json, a progress line
 * that redraws itself.
 */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* A table filled row by row; printed at once. Each row is also a JSON object with the columns' JSON
 * names. */
typedef struct _CliTable CliTable;

typedef struct
{
  const char *name;   /* JSON member */
  const char *title;  /* N_(): column head */
  gboolean is_number; /* right-aligned; a bare number in JSON */
} CliColumn;

CliTable *cli_table_new (const CliColumn *columns, guint n_columns);
/* As many strings as columns; NULL prints as "–" and is null in JSON. Copies. */
void cli_table_add (CliTable *self, const char *const *cells);
void cli_table_print (CliTable *self, CliContext *context);
void cli_table_free (CliTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTable, cli_table_free)

/* DepotCheckItems as a table; FALSE: one of them is bad. */
gboolean cli_print_checks (CliContext *context, GListModel *checks);
void cli_print_object (JsonObject *object); /* pretty JSON and a newline */
/* "  Service FQDN  wallacefalls.contoso.com": one fact of an object; nothing when the value is NULL
 * or empty. */
void cli_print_fact (const char *label, const char *value);
char *cli_time_to_text (gint64 at); /* local time, or NULL for 0; caller owns */

/* Follows an operation until it settles or waits for a person; draws a line on a terminal, prints
 * steps otherwise. Ctrl+C leaves the operation going and says how to come back. TRUE when it is
 * done. */
gboolean cli_follow_operation (CliContext *context, DepotOperation *operation, GError **error);

G_END_DECLS
