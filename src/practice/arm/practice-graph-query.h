/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A query of Azure Resource Graph, as far as the practice cloud plays it: a table, then any of
 *   | where <path> =~ 'text'      | where <path> in~ ('a', 'b')      | where isnotempty(<path>)
 *   | project name, name = <path>, name = tostring(<path>)
 *   | order by <name> asc
 * Everything else is refused, as Azure refuses what it cannot read, so that no query passes here
 * that was never checked. Pure values, any thread.
 * Source: Azure Resource Graph reference, "Understanding the query language". */

#include <json-glib/json-glib.h>

typedef struct _PracticeGraphQuery PracticeGraphQuery;

/* NULL when it is none of these; `place` and `token` (the caller's) then tell where it went wrong.
 */
PracticeGraphQuery *practice_graph_query_parse (const char *text, guint *place, char **token);
void practice_graph_query_free (PracticeGraphQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeGraphQuery, practice_graph_query_free)

/* Lower case: "resources", "computeresources", "resourcecontainers". */
const char *practice_graph_query_get_table (PracticeGraphQuery *self);
gboolean practice_graph_query_keeps (PracticeGraphQuery *self, JsonObject *row);
/* The columns asked for; a reference. */
JsonObject *practice_graph_query_project (PracticeGraphQuery *self, JsonObject *row);
gboolean practice_graph_query_has_order (PracticeGraphQuery *self);
/* For g_ptr_array_sort_values_with_data(): projected rows. */
int practice_graph_query_compare (gconstpointer left, gconstpointer right, gpointer query);
