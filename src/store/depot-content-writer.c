/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-writer-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"

enum
{
  STATEMENT_INSERT,
  STATEMENT_FIND,
  STATEMENT_UPDATE,
  STATEMENT_NOTE_PUBLISHED,
  STATEMENT_DELETE,
  STATEMENT_FIND_PACKAGE,
  STATEMENT_FIND_POINT,
  STATEMENT_ADD_POINT,
  STATEMENT_COUNT_PACKAGE,
  STATEMENT_COUNT_POINT,
  STATEMENT_COUNT_ALL,
  STATEMENT_NEXT_SERIAL,
  STATEMENT_TOUCH_PACKAGE,
  STATEMENT_TOUCH_CONTENT,
  N_STATEMENTS,
};

/* The values of a whole row are bound in this order. */
#define COLUMNS                                                                                    \
  "package, point, state, version, published_version, retries_left, message_id, size_bytes, "      \
  "sent_bytes, speed, retry_at, changed_at, checked_at, reason, operation_id"

static const char *const texts[N_STATEMENTS] = {
  [STATEMENT_INSERT] = "INSERT INTO content_status (" COLUMNS ") "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) "
                       "ON CONFLICT (package, point) DO NOTHING",
  [STATEMENT_FIND] = "SELECT state, size_bytes, operation_id FROM content_status "
                     "WHERE package = ?1 AND point = ?2",
  [STATEMENT_UPDATE]
  = "UPDATE content_status SET state = ?3, version = ?4, published_version = ?5, "
    "retries_left = ?6, message_id = ?7, size_bytes = ?8, sent_bytes = ?9, speed = ?10, "
    "retry_at = ?11, changed_at = ?12, checked_at = ?13, reason = ?14, operation_id = ?15 "
    "WHERE package = ?1 AND point = ?2",
  [STATEMENT_NOTE_PUBLISHED] = "UPDATE content_status SET published_version = ?3 "
                               "WHERE package = ?1 AND point = ?2",
  [STATEMENT_DELETE] = "DELETE FROM content_status WHERE package = ?1 AND point = ?2",
  [STATEMENT_FIND_PACKAGE] = "SELECT number FROM packages WHERE id = ?1",
  [STATEMENT_FIND_POINT] = "SELECT number FROM content_points WHERE point_id = ?1",
  [STATEMENT_ADD_POINT]
  = "INSERT INTO content_points (point_id) SELECT id FROM points WHERE id = ?1",
  [STATEMENT_COUNT_PACKAGE]
  = "INSERT INTO content_package_counts (package, state, n, bytes) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (package, state) DO UPDATE SET n = n + ?3, bytes = bytes + ?4",
  [STATEMENT_COUNT_POINT]
  = "INSERT INTO content_point_counts (point, state, n, bytes) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (point, state) DO UPDATE SET n = n + ?3, bytes = bytes + ?4",
  [STATEMENT_COUNT_ALL] = "INSERT INTO content_counts (state, n, bytes) VALUES (?2, ?3, ?4) "
                          "ON CONFLICT (state) DO UPDATE SET n = n + ?3, bytes = bytes + ?4",
  [STATEMENT_NEXT_SERIAL] = "UPDATE counters SET value = value + 1 WHERE name = 'packages'",
  [STATEMENT_TOUCH_PACKAGE]
  = "UPDATE packages SET serial = (SELECT value FROM counters WHERE name = 'packages') "
    "WHERE number = ?1",
  [STATEMENT_TOUCH_CONTENT] = "UPDATE counters SET value = value + 1 WHERE name = 'content'",
};

/* What a package, a point or the whole gained or lost. */
typedef struct
{
  gint64 n[DEPOT_N_CONTENT_STATES];
  gint64 bytes[DEPOT_N_CONTENT_STATES];
} Delta;

struct _DepotContentWriter
{
  DepotDatabase *database;
  char *only_operation;
  sqlite3_stmt *statements[N_STATEMENTS];   /* prepared when first used */
  GHashTable *packages, *points;            /* id → number */
  GPtrArray *package_deltas, *point_deltas; /* Delta at its number; NULL: untouched */
  Delta all;
};

/* Statements. */

static sqlite3_stmt *
get_statement (DepotContentWriter *self, guint which, GError **error)
{
  if (self->statements[which] == NULL
      && !depot_database_check (self->database,
                                sqlite3_prepare_v3 (self->database->connection,
                                                    texts[which],
                                                    -1,
                                                    SQLITE_PREPARE_PERSISTENT,
                                                    &self->statements[which],
                                                    NULL),
                                error))
    return NULL;
  return self->statements[which];
}

/* Steps to the end or to its first row; the caller resets it. */
static gboolean
step (DepotContentWriter *self, sqlite3_stmt *statement, gboolean *has_row, GError **error)
{
  int code = sqlite3_step (statement);

  if (has_row != NULL)
    *has_row = code == SQLITE_ROW;
  if (depot_database_check (self->database, code, error))
    return TRUE;
  sqlite3_reset (statement);
  return FALSE;
}

static gboolean
run (DepotContentWriter *self, sqlite3_stmt *statement, GError **error)
{
  if (!step (self, statement, NULL, error))
    return FALSE;
  sqlite3_reset (statement);
  return TRUE;
}

/* Runs a statement whose values are whole numbers. */
static gboolean
run_numbers (
    DepotContentWriter *self, guint which, const gint64 *values, guint n_values, GError **error)
{
  sqlite3_stmt *statement = get_statement (self, which, error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < n_values; i++)
    sqlite3_bind_int64 (statement, (int) i + 1, values[i]);
  return run (self, statement, error);
}

/* Numbers of ids. */

static gboolean
find_number (DepotContentWriter *self, guint which, const char *id, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = get_statement (self, which, error);
  gboolean has_row = FALSE;

  *number = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  if (!step (self, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
refuse_unknown (const char *id, GError **error)
{
  g_propagate_error (error, depot_error_new (DEPOT_ERROR_NOT_FOUND, _ ("“%s” is not known"), id));
  return FALSE;
}

static gboolean
look_up_package (DepotContentWriter *self, const char *id, guint32 *number, GError **error)
{
  gint64 found = GPOINTER_TO_UINT (g_hash_table_lookup (self->packages, id));

  if (found == 0 && !find_number (self, STATEMENT_FIND_PACKAGE, id, &found, error))
    return FALSE;
  if (found == 0)
    return refuse_unknown (id, error);
  g_hash_table_insert (self->packages, g_strdup (id), GUINT_TO_POINTER ((guint) found));
  *number = (guint32) found;
  return TRUE;
}

static gboolean
look_up_point (DepotContentWriter *self, const char *id, guint32 *number, GError **error)
{
  gint64 found = GPOINTER_TO_UINT (g_hash_table_lookup (self->points, id));
  gint64 nothing;

  if (found == 0
      && (!find_number (self, STATEMENT_FIND_POINT, id, &found, error)
          || (found == 0
              && (!find_number (self, STATEMENT_ADD_POINT, id, &nothing, error)
                  || !find_number (self, STATEMENT_FIND_POINT, id, &found, error)))))
    return FALSE;
  if (found == 0)
    return refuse_unknown (id, error);
  g_hash_table_insert (self->points, g_strdup (id), GUINT_TO_POINTER ((guint) found));
  *number = (guint32) found;
  return TRUE;
}

static gboolean
complete_key (DepotContentWriter *self,
              const DepotContentRow *row,
              guint32 *package,
              guint32 *point,
              GError **error)
{
  *package = row->package;
  *point = row->point;
  return (*package != 0 || look_up_package (self, row->package_id, package, error))
         && (*point != 0 || look_up_point (self, row->point_id, point, error));
}

/* Counting. */

/* numbers are given one after the other, so a plain array is small */
static Delta *
get_delta (GPtrArray *deltas, guint32 number)
{
  if (number >= deltas->len)
    g_ptr_array_set_size (deltas, (int) number + 1);
  if (deltas->pdata[number] == NULL)
    deltas->pdata[number] = g_new0 (Delta, 1);
  return deltas->pdata[number];
}

static void
count (DepotContentWriter *self,
       guint32 package,
       guint32 point,
       gint64 state,
       gint64 n,
       gint64 size_bytes)
{
  Delta *places[] = { get_delta (self->package_deltas, package),
                      get_delta (self->point_deltas, point),
                      &self->all };

  if (state < 0 || state >= DEPOT_N_CONTENT_STATES)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      places[i]->n[state] += n;
      places[i]->bytes[state] += n * size_bytes;
    }
}

static gboolean
write_delta (DepotContentWriter *self,
             guint which,
             guint32 number,
             const Delta *delta,
             gboolean *is_touched,
             GError **error)
{
  for (gint64 state = 0; state < DEPOT_N_CONTENT_STATES; state++)
    {
      const gint64 values[] = { number, state, delta->n[state], delta->bytes[state] };

      if (delta->n[state] == 0 && delta->bytes[state] == 0)
        continue;
      *is_touched = TRUE;
      if (!run_numbers (self, which, values, G_N_ELEMENTS (values), error))
        return FALSE;
    }
  return TRUE;
}

/* The package's row in a list shows its counts. */
static gboolean
touch_package (DepotContentWriter *self, guint32 package, GError **error)
{
  const gint64 number = package;

  return run_numbers (self, STATEMENT_NEXT_SERIAL, NULL, 0, error)
         && run_numbers (self, STATEMENT_TOUCH_PACKAGE, &number, 1, error);
}

static gboolean
write_deltas (DepotContentWriter *self, GPtrArray *deltas, guint which, GError **error)
{
  for (guint number = 0; number < deltas->len; number++)
    {
      gboolean is_touched = FALSE;

      if (deltas->pdata[number] == NULL)
        continue;
      if (!write_delta (self, which, number, deltas->pdata[number], &is_touched, error)
          || (is_touched && which == STATEMENT_COUNT_PACKAGE
              && !touch_package (self, number, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
depot_content_writer_finish (DepotContentWriter *self, GError **error)
{
  gboolean is_touched = FALSE;

  return write_deltas (self, self->package_deltas, STATEMENT_COUNT_PACKAGE, error)
         && write_deltas (self, self->point_deltas, STATEMENT_COUNT_POINT, error)
         && write_delta (self, STATEMENT_COUNT_ALL, 0, &self->all, &is_touched, error)
         && run_numbers (self, STATEMENT_TOUCH_CONTENT, NULL, 0, error);
}

/* Rows. */

typedef struct
{
  gboolean is_there;
  gboolean is_mine; /* belongs to the operation that writes, or anybody may write */
  gint64 state;
  gint64 size_bytes;
} Known;

static gboolean
find (DepotContentWriter *self, guint32 package, guint32 point, Known *known, GError **error)
{
  sqlite3_stmt *statement = get_statement (self, STATEMENT_FIND, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, package);
  sqlite3_bind_int64 (statement, 2, point);
  if (!step (self, statement, &known->is_there, error))
    return FALSE;
  if (known->is_there)
    {
      known->state = sqlite3_column_int64 (statement, 0);
      known->size_bytes = sqlite3_column_int64 (statement, 1);
      known->is_mine
          = self->only_operation == NULL
            || g_strcmp0 ((const char *) sqlite3_column_text (statement, 2), self->only_operation)
                   == 0;
    }
  sqlite3_reset (statement);
  return TRUE;
}

static gboolean
write_row (DepotContentWriter *self,
           guint which,
           guint32 package,
           guint32 point,
           const DepotContentRow *row,
           GError **error)
{
  sqlite3_stmt *statement = get_statement (self, which, error);
  const gint64 numbers[] = { package,
                             point,
                             row->state,
                             row->version,
                             row->published_version,
                             row->retries_left,
                             row->message_id,
                             (gint64) row->size_bytes,
                             (gint64) row->sent_bytes,
                             (gint64) row->speed,
                             row->retry_at,
                             row->changed_at,
                             row->checked_at };

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_int64 (statement, (int) i + 1, numbers[i]);
  sqlite3_bind_text (statement, G_N_ELEMENTS (numbers) + 1, row->reason, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, G_N_ELEMENTS (numbers) + 2, row->operation_id, -1, SQLITE_STATIC);
  return run (self, statement, error);
}

static gboolean
replace (DepotContentWriter *self,
         guint32 package,
         guint32 point,
         const DepotContentRow *row,
         const Known *known,
         GError **error)
{
  const gint64 published[] = { package, point, row->published_version };

  if (!known->is_there)
    return TRUE; /* an assignment that was taken back does not return */
  if (!known->is_mine)
    return run_numbers (self, STATEMENT_NOTE_PUBLISHED, published, G_N_ELEMENTS (published), error);
  if (!write_row (self, STATEMENT_UPDATE, package, point, row, error))
    return FALSE;
  count (self, package, point, known->state, -1, known->size_bytes);
  count (self, package, point, row->state, 1, (gint64) row->size_bytes);
  return TRUE;
}

gboolean
depot_content_writer_put (DepotContentWriter *self, const DepotContentRow *row, GError **error)
{
  guint32 package, point;
  Known known = { 0 };

  if (!complete_key (self, row, &package, &point, error))
    return FALSE;
  if (self->only_operation == NULL)
    {
      /* a new row is the common one when there are many */
      if (!write_row (self, STATEMENT_INSERT, package, point, row, error))
        return FALSE;
      if (sqlite3_changes (self->database->connection) > 0)
        {
          count (self, package, point, row->state, 1, (gint64) row->size_bytes);
          return TRUE;
        }
    }
  return find (self, package, point, &known, error)
         && replace (self, package, point, row, &known, error);
}

gboolean
depot_content_writer_remove (DepotContentWriter *self, const DepotContentRow *row, GError **error)
{
  guint32 package, point;
  Known known = { 0 };
  gint64 key[2];

  if (!complete_key (self, row, &package, &point, error)
      || !find (self, package, point, &known, error))
    return FALSE;
  if (!known.is_there || !known.is_mine)
    return TRUE;
  key[0] = package;
  key[1] = point;
  count (self, package, point, known.state, -1, known.size_bytes);
  return run_numbers (self, STATEMENT_DELETE, key, G_N_ELEMENTS (key), error);
}

DepotContentWriter *
depot_content_writer_new (DepotDatabase *database, const char *only_operation)
{
  DepotContentWriter *self = g_new0 (DepotContentWriter, 1);

  self->database = database;
  self->only_operation = g_strdup (only_operation);
  self->packages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->package_deltas = g_ptr_array_new_with_free_func (g_free);
  self->point_deltas = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
depot_content_writer_free (DepotContentWriter *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  g_hash_table_unref (self->packages);
  g_hash_table_unref (self->points);
  g_ptr_array_unref (self->package_deltas);
  g_ptr_array_unref (self->point_deltas);
  g_free (self->only_operation);
  g_free (self);
}
