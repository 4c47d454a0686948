/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQL statement with its values on the way to the store's thread, and the rows on the way back: plain values, so
 * that no model object ever crosses threads. Private to the store.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _DepotStatement DepotStatement;

/* Judges the rows within the transaction; an error (caller owns) takes all of it back. Runs on the store's thread: only
 * values, no objects. */
typedef GError *(*DepotStatementCheck) (const DepotStatement *self);

/* sql must be static and name its values $1, $2 …; types has one letter for each: s = text or NULL (copied),
 * i = gint64, d = double. */
DepotStatement *depot_statement_new         (const char *sql, const char *types, ...);
void            depot_statement_free        (DepotStatement *self);
void            depot_statement_set_check   (DepotStatement *self, DepotStatementCheck check);
/* This column is JSON: parsed on the store's thread, to keep the main thread free. */
void            depot_statement_set_json    (DepotStatement *self, int column);

/* The values given, for checks. */
const char     *depot_statement_peek_given_text (const DepotStatement *self, guint parameter);   /* from 1 */

guint           depot_statement_get_n_rows  (const DepotStatement *self);
gboolean        depot_statement_is_null     (const DepotStatement *self, guint row, guint column);
const char     *depot_statement_get_text    (const DepotStatement *self, guint row, guint column);   /* NULL for NULL */
gint64          depot_statement_get_int     (const DepotStatement *self, guint row, guint column);
double          depot_statement_get_double  (const DepotStatement *self, guint row, guint column);
/* All texts of a column; caller owns. */
char          **depot_statement_dup_column  (const DepotStatement *self, guint column);
JsonObject     *depot_statement_get_json    (const DepotStatement *self, guint row, guint column, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotStatement, depot_statement_free)

/* A list of statements, owned by it. */
GPtrArray      *depot_statements_new        (void);
void            depot_statements_add        (GPtrArray *self, const char *sql, const char *types, ...);

G_END_DECLS
