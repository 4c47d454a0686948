/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite file itself: opened with the rules of the house, brought up to date, asked. Private to the store; used
 * only by its one thread. Errors are DEPOT_ERROR_STORE with SQLite's text and what to do.
 */
#pragma once

#include "depot-statement.h"

G_BEGIN_DECLS

typedef struct _DepotDatabase DepotDatabase;

typedef enum
{
  DEPOT_TRANSACTION_READ,
  DEPOT_TRANSACTION_WRITE,
  DEPOT_TRANSACTION_QUIET, /* written, but nobody needs to look: heartbeats */
} DepotTransaction;

/* Scripts in order: scripts[0] makes version 1, and so on. NULL: the ones of this program. Tests bring their own. */
DepotDatabase *depot_database_open         (const char *path, const char *const *scripts, GError **error);
void           depot_database_close        (DepotDatabase *self);
/* All statements or none. Rows stay with their statement. */
gboolean       depot_database_run          (DepotDatabase *self, GPtrArray *statements, DepotTransaction kind, GError **error);
/* Everything func does (on this thread, with data) or nothing. */
typedef gboolean (*DepotDatabaseFunc) (DepotDatabase *self, gpointer data, GError **error);
gboolean       depot_database_transact     (DepotDatabase *self, DepotTransaction kind, DepotDatabaseFunc func, gpointer data,
                                            GError **error);
/* Within a transaction that the caller has begun and will end. */
gboolean       depot_database_run_inside   (DepotDatabase *self, GPtrArray *statements, GError **error);
/* TRUE once after another process committed something worth looking at. */
gboolean       depot_database_has_changed  (DepotDatabase *self);
/* Changes counted in the file, by whomever, as far as seen. */
gint64         depot_database_get_commits  (DepotDatabase *self);
/* NULL when sound, else what SQLite found; caller owns. */
gboolean       depot_database_verify       (DepotDatabase *self, char **finding, GError **error);
guint          depot_database_get_version  (DepotDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDatabase, depot_database_close)

G_END_DECLS
