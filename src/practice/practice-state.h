/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the practice cloud remembers: JSON documents in named collections, in one SQLite file of the
 * state folder. Keys are folded to lower case, because Azure compares resource ids without case.
 * Every request runs in one transaction, which is committed before its answer leaves: a killed
 * process forgets nothing it has confirmed. Failing storage ends the program: a cloud that forgets
 * is no use.
 *
 * Collections other parts read (key → document):
 *   resources          resource id → the resource as ARM answers it (owner: arm)
 *   resource-groups    group id → the group as ARM answers it (owner: arm)
 *   storage-accounts   account name → {"id": resource id} (owner: arm)
 *   vaults             vault name → {"id": resource id} (owner: arm)
 */
#pragma once

#include <json-glib/json-glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define PRACTICE_TYPE_STATE (practice_state_get_type ())
G_DECLARE_FINAL_TYPE (PracticeState, practice_state, PRACTICE, STATE, GObject)

PracticeState *practice_state_open (const char *folder, GError **error);

/* A document that is the caller's to change and to put back; NULL when there is none. */
JsonObject *practice_state_get (PracticeState *self, const char *collection, const char *key);
gboolean practice_state_has (PracticeState *self, const char *collection, const char *key);
void practice_state_put (PracticeState *self,
                         const char *collection,
                         const char *key,
                         JsonObject *document);
gboolean practice_state_remove (PracticeState *self, const char *collection, const char *key);

/* Documents whose key begins with `prefix` (NULL: all), in the order of their keys. */
GPtrArray *practice_state_list (PracticeState *self, const char *collection, const char *prefix);
char **practice_state_list_keys (PracticeState *self, const char *collection, const char *prefix);
guint
practice_state_remove_prefix (PracticeState *self, const char *collection, const char *prefix);

/* How often documents of the collection were put or removed since the start; for who keeps in
 * memory what was read. */
guint practice_state_count_changes (PracticeState *self, const char *collection);

/* Transactions nest; only the outermost commit writes. */
void practice_state_begin (PracticeState *self);
void practice_state_commit (PracticeState *self);

/* For a part that keeps its own tables (blob). The statement is finalized by the caller. */
void practice_state_execute (PracticeState *self, const char *sql);
sqlite3_stmt *practice_state_prepare (PracticeState *self, const char *sql);
gboolean practice_state_step (PracticeState *self, sqlite3_stmt *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
