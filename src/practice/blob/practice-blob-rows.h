/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of the blob store share: rows of their tables and names of their files. */
#pragma once

#include "practice-blob-store.h"

G_BEGIN_DECLS

char *practice_blob_store_make_path (PracticeCloud *cloud, const char *file);

/* Binds text parameters up to NULL. SQLite numbers them as they first appear: $1 must come first.
 */
sqlite3_stmt *practice_blob_rows_prepare (PracticeCloud *cloud, const char *sql, ...);
gboolean practice_blob_rows_step (PracticeCloud *cloud, sqlite3_stmt *statement);
const char *practice_blob_rows_column (sqlite3_stmt *statement, int number);

/* Removes the files that `files` names, once the transaction is over and unless a row still needs
 * them. */
void practice_blob_rows_consider_files (PracticeCloud *cloud, sqlite3_stmt *files);
void practice_blob_rows_remove (PracticeCloud *cloud, const PracticeBlob *blob, const char *table);

G_END_DECLS
