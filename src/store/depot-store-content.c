/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-store-content.h"

#include "depot-content-read-private.h"
#include "depot-content-writer-private.h"
#include "depot-store-batch-private.h"
#include "depot-store-private.h"
#include "depot-store-rows.h"

/* Writing. */

typedef struct
{
  GArray *rows;
  char *only_operation;
  GPtrArray *statements; /* of a batch, or NULL */
  gboolean (*change) (DepotContentWriter *writer, const DepotContentRow *row, GError **error);
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_array_unref (writing->rows);
  g_clear_pointer (&writing->statements, g_ptr_array_unref);
  g_free (writing->only_operation);
  g_free (writing);
}

static gboolean
write_all (DepotDatabase *database, gpointer data, GError **error)
{
  Writing *writing = data;
  g_autoptr (DepotContentWriter) writer
      = depot_content_writer_new (database, writing->only_operation);

  if (writing->statements != NULL
      && !depot_database_run_inside (database, writing->statements, error))
    return FALSE;
  for (guint i = 0; i < writing->rows->len; i++)
    if (!writing->change (writer, &g_array_index (writing->rows, DepotContentRow, i), error))
      return FALSE;
  return depot_content_writer_finish (writer, error);
}

static gboolean
write_job (DepotDatabase *database, gpointer data, GError **error)
{
  return depot_database_transact (database, DEPOT_TRANSACTION_WRITE, write_all, data, error);
}

static void
row_clear (gpointer data)
{
  depot_content_row_clear (data);
}

GArray *
depot_content_rows_new (void)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (DepotContentRow));

  g_array_set_clear_func (rows, row_clear);
  return rows;
}

static GArray *
copy_rows (GArray *rows)
{
  GArray *copy = depot_content_rows_new ();

  g_array_set_size (copy, rows->len);
  for (guint i = 0; i < rows->len; i++)
    depot_content_row_copy (&g_array_index (rows, DepotContentRow, i),
                            &g_array_index (copy, DepotContentRow, i));
  return copy;
}

static Writing *
writing_new (GArray *rows, const char *only_operation)
{
  Writing *writing = g_new0 (Writing, 1);

  writing->rows = copy_rows (rows);
  writing->only_operation = g_strdup (only_operation);
  return writing;
}

void
depot_store_write_content_async (DepotStore *self,
                                 GArray *rows,
                                 const char *only_operation,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  Writing *writing;

  g_return_if_fail (DEPOT_IS_STORE (self));

  writing = writing_new (rows, only_operation);
  writing->change = depot_content_writer_put;
  depot_store_job_async (self, write_job, writing, writing_free, callback, data);
}

void
depot_store_request_content_async (DepotStore *self,
                                   GArray *rows,
                                   DepotStoreBatch *batch,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  Writing *writing;

  g_return_if_fail (DEPOT_IS_STORE (self));

  writing = writing_new (rows, NULL);
  writing->change = depot_content_writer_put;
  writing->statements = depot_store_batch_steal_statements (batch);
  depot_store_job_async (self, write_job, writing, writing_free, callback, data);
}

gboolean
depot_store_write_content_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  return depot_store_job_finish (self, result, error) != NULL;
}

void
depot_store_remove_content_async (DepotStore *self,
                                  GArray *rows,
                                  const char *only_operation,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  Writing *writing;

  g_return_if_fail (DEPOT_IS_STORE (self));

  writing = writing_new (rows, only_operation);
  writing->change = depot_content_writer_remove;
  depot_store_job_async (self, write_job, writing, writing_free, callback, data);
}

#define OF_POINT "(SELECT number FROM content_points WHERE point_id = $1)"
#define ROWS_OF_POINT                                                                              \
  "FROM packages p CROSS JOIN content_status c ON c.package = p.number AND c.point = " OF_POINT

void
depot_rows_forget_point_content (GPtrArray *statements, const char *point_id)
{
  static const char *const texts[] = {
    "UPDATE content_counts SET n = content_counts.n - lost.n, "
    "bytes = content_counts.bytes - lost.bytes FROM content_point_counts lost "
    "WHERE lost.point = " OF_POINT " AND lost.state = content_counts.state",
    "UPDATE content_package_counts SET n = n - 1, bytes = bytes - lost.size_bytes FROM "
    "(SELECT c.package, c.state, c.size_bytes " ROWS_OF_POINT ") lost "
    "WHERE lost.package = content_package_counts.package "
    "AND lost.state = content_package_counts.state",
    /* numbers differ, so each gets a serial of its own */
    "UPDATE packages SET serial = number + (SELECT value FROM counters WHERE name = 'packages') "
    "WHERE number IN (SELECT c.package " ROWS_OF_POINT ")",
    "UPDATE counters SET value = value + (SELECT value FROM counters "
    "WHERE name = 'package-numbers') WHERE name = 'packages' AND $1 IS NOT NULL",
    "DELETE FROM content_status WHERE point = " OF_POINT
    " AND package IN (SELECT number FROM packages)",
    "DELETE FROM content_point_counts WHERE point = " OF_POINT,
    "DELETE FROM content_points WHERE point_id = $1",
    "UPDATE counters SET value = value + 1 WHERE name IN ('content', 'groups') "
    "AND $1 IS NOT NULL",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    depot_statements_add (statements, texts[i], "s", point_id);
}

/* Reading. */

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

void
depot_content_read_row (sqlite3_stmt *statement, DepotContentRow *row)
{
  gint64 state = sqlite3_column_int64 (statement, 2);

  *row = (DepotContentRow) {
    .package = (guint32) sqlite3_column_int64 (statement, 0),
    .point = (guint32) sqlite3_column_int64 (statement, 1),
    .state = state >= 0 && state < DEPOT_N_CONTENT_STATES ? (DepotContentState) state
                                                          : DEPOT_CONTENT_UNKNOWN,
    .version = (guint) sqlite3_column_int64 (statement, 3),
    .published_version = (guint) sqlite3_column_int64 (statement, 4),
    .retries_left = (guint) sqlite3_column_int64 (statement, 5),
    .message_id = (guint) sqlite3_column_int64 (statement, 6),
    .size_bytes = (guint64) sqlite3_column_int64 (statement, 7),
    .sent_bytes = (guint64) sqlite3_column_int64 (statement, 8),
    .speed = (guint64) sqlite3_column_int64 (statement, 9),
    .retry_at = sqlite3_column_int64 (statement, 10),
    .changed_at = sqlite3_column_int64 (statement, 11),
    .checked_at = sqlite3_column_int64 (statement, 12),
    .reason = dup_text (statement, 13),
    .operation_id = dup_text (statement, 14),
    .package_id = dup_text (statement, 15),
    .package_name = dup_text (statement, 16),
    .point_id = dup_text (statement, 17),
    .point_name = dup_text (statement, 18),
  };
}

typedef struct
{
  char *package_id, *point_id;
  guint32 after_package, after_point;
  guint limit;
  guint32 *pairs;
  guint n_pairs;
  GArray *rows;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->package_id);
  g_free (reading->point_id);
  g_free (reading->pairs);
  g_array_unref (reading->rows);
  g_free (reading);
}

static int
take_rows (sqlite3_stmt *statement, GArray *rows)
{
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      DepotContentRow row;

      depot_content_read_row (statement, &row);
      g_array_append_val (rows, row);
    }
  return code;
}

/* A point's rows lie scattered among the packages: each is looked up by its key, which needs no
 * second index. */
static const char *
list_text (const Reading *reading)
{
  if (reading->package_id != NULL)
    return "SELECT " DEPOT_CONTENT_COLUMNS "FROM content_status c " DEPOT_CONTENT_NAMES
           "WHERE c.package = (SELECT number FROM packages WHERE id = ?1) AND c.point > "
           "CASE WHEN c.package = ?3 THEN ?4 ELSE 0 END "
           "AND (?2 IS NULL OR k.point_id = ?2) ORDER BY c.package, c.point LIMIT ?5";
  if (reading->point_id != NULL)
    return "SELECT " DEPOT_CONTENT_COLUMNS
           "FROM content_points k CROSS JOIN packages p CROSS JOIN content_status c "
           "LEFT JOIN points t ON t.id = k.point_id WHERE k.point_id = ?2 AND p.number > ?3 "
           "AND c.package = p.number AND c.point = k.number AND ?1 IS NULL AND ?4 >= 0 "
           "ORDER BY p.number LIMIT ?5";
  return "SELECT " DEPOT_CONTENT_COLUMNS "FROM content_status c " DEPOT_CONTENT_NAMES
         "WHERE (c.package, c.point) > (?3, ?4) AND ?1 IS NULL AND ?2 IS NULL "
         "ORDER BY c.package, c.point LIMIT ?5";
}

static gboolean
list_inside (DepotDatabase *database, gpointer data, GError **error)
{
  Reading *reading = data;
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (database->connection, list_text (reading), -1, &statement, NULL);
  gboolean is_good;

  if (code == SQLITE_OK)
    {
      sqlite3_bind_text (statement, 1, reading->package_id, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 2, reading->point_id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 3, reading->after_package);
      sqlite3_bind_int64 (statement, 4, reading->after_point);
      sqlite3_bind_int64 (statement, 5, reading->limit);
      code = take_rows (statement, reading->rows);
    }
  is_good = depot_database_check (database, code, error);
  sqlite3_finalize (statement);
  return is_good;
}

static gboolean
list_job (DepotDatabase *database, gpointer data, GError **error)
{
  return depot_database_transact (database, DEPOT_TRANSACTION_READ, list_inside, data, error);
}

void
depot_store_list_content_async (DepotStore *self,
                                const char *package_id,
                                const char *point_id,
                                guint32 after_package,
                                guint32 after_point,
                                guint limit,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  Reading *reading;

  g_return_if_fail (DEPOT_IS_STORE (self));

  reading = g_new0 (Reading, 1);
  reading->package_id = g_strdup (package_id);
  reading->point_id = g_strdup (point_id);
  reading->after_package = after_package;
  reading->after_point = after_point;
  reading->limit = limit;
  reading->rows = depot_content_rows_new ();
  depot_store_job_async (self, list_job, reading, reading_free, callback, data);
}

static gboolean
get_pair (DepotDatabase *database,
          sqlite3_stmt *statement,
          const guint32 *pair,
          GArray *rows,
          GError **error)
{
  DepotContentRow gone = { .package = pair[0], .point = pair[1], .state = DEPOT_CONTENT_UNKNOWN };
  guint before = rows->len;
  int code;

  sqlite3_bind_int64 (statement, 1, pair[0]);
  sqlite3_bind_int64 (statement, 2, pair[1]);
  code = take_rows (statement, rows);
  sqlite3_reset (statement);
  if (rows->len == before)
    g_array_append_val (rows, gone);
  return depot_database_check (database, code, error);
}

static gboolean
get_inside (DepotDatabase *database, gpointer data, GError **error)
{
  Reading *reading = data;
  sqlite3_stmt *statement = NULL;
  gboolean is_good
      = depot_database_check (database,
                              sqlite3_prepare_v2 (database->connection,
                                                  "SELECT " DEPOT_CONTENT_COLUMNS
                                                  "FROM content_status c " DEPOT_CONTENT_NAMES
                                                  "WHERE c.package = ?1 AND c.point = ?2",
                                                  -1,
                                                  &statement,
                                                  NULL),
                              error);

  for (guint i = 0; is_good && i < reading->n_pairs; i++)
    is_good = get_pair (database, statement, reading->pairs + 2 * i, reading->rows, error);
  sqlite3_finalize (statement);
  return is_good;
}

static gboolean
get_job (DepotDatabase *database, gpointer data, GError **error)
{
  return depot_database_transact (database, DEPOT_TRANSACTION_READ, get_inside, data, error);
}

void
depot_store_get_content_async (DepotStore *self,
                               const guint32 *pairs,
                               guint n_pairs,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  Reading *reading;

  g_return_if_fail (DEPOT_IS_STORE (self));

  reading = g_new0 (Reading, 1);
  reading->pairs = g_memdup2 (pairs, sizeof *pairs * 2 * n_pairs);
  reading->n_pairs = n_pairs;
  reading->rows = depot_content_rows_new ();
  depot_store_job_async (self, get_job, reading, reading_free, callback, data);
}

GArray *
depot_store_get_content_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  Reading *reading = depot_store_job_finish (self, result, error);

  return reading != NULL ? g_array_ref (reading->rows) : NULL;
}

/* Counting. */

void
depot_store_sum_content_async (DepotStore *self,
                               const char *package_id,
                               const char *point_id,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  GPtrArray *statements;

  g_return_if_fail (DEPOT_IS_STORE (self));

  statements = depot_statements_new ();
  if (package_id != NULL)
    depot_statements_add (statements,
                          "SELECT state, n, bytes FROM content_package_counts "
                          "WHERE package = (SELECT number FROM packages WHERE id = $1)",
                          "s",
                          package_id);
  else if (point_id != NULL)
    depot_statements_add (statements,
                          "SELECT state, n, bytes FROM content_point_counts "
                          "WHERE point = (SELECT number FROM content_points WHERE point_id = $1)",
                          "s",
                          point_id);
  else
    depot_statements_add (statements, "SELECT state, n, bytes FROM content_counts", "");
  depot_statements_add (statements, "SELECT value FROM counters WHERE name = 'content'", "");
  depot_store_run_async (self, statements, DEPOT_TRANSACTION_READ, callback, data);
}

gboolean
depot_store_sum_content_finish (DepotStore *self,
                                GAsyncResult *result,
                                DepotContentSums *sums,
                                GError **error)
{
  GPtrArray *statements = depot_store_run_finish (self, result, error);

  if (statements == NULL)
    return FALSE;
  *sums = (DepotContentSums) { 0 };
  for (guint row = 0; row < depot_statement_get_n_rows (statements->pdata[0]); row++)
    {
      gint64 state = depot_statement_get_int (statements->pdata[0], row, 0);

      if (state < 0 || state >= DEPOT_N_CONTENT_STATES)
        continue;
      sums->counts.n[state] = (guint64) depot_statement_get_int (statements->pdata[0], row, 1);
      sums->bytes[state] = (guint64) depot_statement_get_int (statements->pdata[0], row, 2);
    }
  sums->serial = depot_statement_get_int (statements->pdata[1], 0, 0);
  return TRUE;
}
