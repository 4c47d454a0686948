/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the database share. */
#pragma once

#include <sqlite3.h>

#include "depot-database.h"

G_BEGIN_DECLS

struct _DepotDatabase
{
  char *path;
  sqlite3 *connection;
  gint64 data_version;  /* SQLite's own count of foreign commits */
  gint64 commits_seen;  /* our counter */
  gint64 checked_at;    /* when it was last read whole and found sound; 0 once SQLite reported damage */
};

/* "DPOT": tells our file from another program's. */
#define DEPOT_APPLICATION_ID 0x44504f54

/* FALSE, with the error made from what the connection says, unless code is SQLITE_OK, SQLITE_ROW or SQLITE_DONE. */
gboolean depot_database_check     (DepotDatabase *self, int code, GError **error);
gboolean depot_database_exec      (DepotDatabase *self, const char *sql, GError **error);
/* First column of the first row of a PRAGMA or SELECT. */
gboolean depot_database_get_number (DepotDatabase *self, const char *sql, gint64 *number, GError **error);
gboolean depot_database_get_text  (DepotDatabase *self, const char *sql, char **text, GError **error);

/* depot-database-migrate.c: refuses a newer file, backs an older one up and brings it up to date in one transaction. */
gboolean depot_database_migrate   (DepotDatabase *self, const char *const *scripts, GError **error);
/* depot-database-open.c: the connection with all its settings; the file must exist. */
DepotDatabase *depot_database_connect (const char *path, GError **error);

/* depot-database-trust.c: when a file that is still as a program left it was found sound; 0: it has to be read whole. */
gint64 depot_database_trusted_since (const char *path);
/* Notes that it was left sound, or takes that back; after the connection is closed. */
void depot_database_leave         (DepotDatabase *self);

G_END_DECLS
