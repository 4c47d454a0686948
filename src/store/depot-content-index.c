/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-index.h"

#include <string.h>

#include "depot-database-private.h"
#include "depot-store-private.h"

/* About ten milliseconds of the store's thread: pages and writes of others come in between. */
#define ROWS_PER_SLICE 65536

struct _DepotContentIndex
{
  grefcount refs;
  guint n;
  guint32 *pairs;
  DepotContentCounts counts;
};

DepotContentIndex *
depot_content_index_ref (DepotContentIndex *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
depot_content_index_unref (DepotContentIndex *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  g_free (self->pairs);
  g_free (self);
}

guint
depot_content_index_get_n (const DepotContentIndex *self)
{
  return self->n;
}

const guint32 *
depot_content_index_get_pairs (const DepotContentIndex *self)
{
  return self->pairs;
}

const DepotContentCounts *
depot_content_index_get_counts (const DepotContentIndex *self)
{
  return &self->counts;
}

/* What is known of a package or a point while the index is made, by its number. */
typedef struct
{
  guint32 rank; /* place in the order of names */
  guint is_known : 1;
  guint matches_text : 1;
  guint is_wanted : 1; /* by id or group */
} Party;

typedef struct
{
  guint64 key;
  guint32 package, point;
} Entry;

typedef struct
{
  /* Asked for. */
  char *package_id, *point_id, *group_id, *folded_text;
  guint words;
  DepotContentSort sort;
  gboolean is_descending;

  /* The store's thread. */
  GArray *packages, *points; /* Party */
  guint32 after_package, after_point;
  gboolean is_begun, is_read;
  GArray *entries;
  DepotContentIndex *index;
} Build;

static void
build_free (gpointer data)
{
  Build *build = data;

  g_free (build->package_id);
  g_free (build->point_id);
  g_free (build->group_id);
  g_free (build->folded_text);
  g_array_unref (build->packages);
  g_array_unref (build->points);
  g_array_unref (build->entries);
  depot_content_index_unref (build->index);
  g_free (build);
}

/* Names first. */

typedef struct
{
  char *key;
  guint32 number;
} Name;

static void
name_clear (gpointer data)
{
  g_free (((Name *) data)->key);
}

static int
compare_names (gconstpointer one, gconstpointer other)
{
  const Name *a = one, *b = other;
  int order = strcmp (a->key, b->key);

  return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static gboolean
contains_folded (const char *text, const char *folded)
{
  g_autofree char *candidate = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return candidate != NULL && strstr (candidate, folded) != NULL;
}

static Party *
get_party (GArray *parties, guint32 number)
{
  if (number >= parties->len)
    g_array_set_size (parties, number + 1);
  return &g_array_index (parties, Party, number);
}

/* Columns: number, id, name, is it in the group. */
static void
take_name (
    Build *build, sqlite3_stmt *statement, GArray *parties, const char *only_id, GArray *names)
{
  const char *id = (const char *) sqlite3_column_text (statement, 1);
  const char *name = (const char *) sqlite3_column_text (statement, 2);
  Name entry = { NULL, (guint32) sqlite3_column_int64 (statement, 0) };
  Party *party = get_party (parties, entry.number);
  gboolean is_package = parties == build->packages;

  party->is_known = TRUE;
  party->is_wanted = (only_id == NULL || g_strcmp0 (only_id, id) == 0)
                     && (build->group_id == NULL || sqlite3_column_int (statement, 3) != 0);
  party->matches_text = build->folded_text == NULL || contains_folded (name, build->folded_text)
                        || (is_package && contains_folded (id, build->folded_text));
  entry.key = g_utf8_collate_key (name != NULL ? name : "", -1);
  g_array_append_val (names, entry);
}

static gboolean
read_names (DepotDatabase *database,
            Build *build,
            const char *text,
            GArray *parties,
            const char *only_id,
            GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (database->connection, text, -1, &statement, NULL);
  gboolean is_good;

  g_array_set_clear_func (names, name_clear);
  if (code == SQLITE_OK)
    {
      sqlite3_bind_text (statement, 1, build->group_id, -1, SQLITE_STATIC);
      while ((code = sqlite3_step (statement)) == SQLITE_ROW)
        take_name (build, statement, parties, only_id, names);
    }
  is_good = depot_database_check (database, code, error);
  sqlite3_finalize (statement);
  g_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    get_party (parties, g_array_index (names, Name, i).number)->rank = i;
  return is_good;
}

static gboolean
begin (DepotDatabase *database, Build *build, GError **error)
{
  build->is_begun = TRUE;
  return read_names (database,
                     build,
                     "SELECT number, id, name, EXISTS (SELECT 1 FROM group_packages g "
                     "WHERE g.group_id = ?1 AND g.package_id = packages.id) FROM packages",
                     build->packages,
                     build->package_id,
                     error)
         && read_names (database,
                        build,
                        "SELECT k.number, k.point_id, t.name, EXISTS (SELECT 1 FROM group_members "
                        "g WHERE g.group_id = ?1 AND g.point_id = k.point_id) "
                        "FROM content_points k LEFT JOIN points t ON t.id = k.point_id",
                        build->points,
                        build->point_id,
                        error);
}

/* Then the rows. */

static guint64
by_both_names (guint32 first, guint32 second)
{
  return (guint64) first << 32 | second;
}

/* Columns: package, point, state, sent_bytes, size_bytes, changed_at. */
static guint64
make_key (const Build *build, sqlite3_stmt *statement, const Party *package, const Party *point)
{
  DepotContentRow row;

  switch (build->sort)
    {
    case DEPOT_CONTENT_SORT_PACKAGE:
      return by_both_names (package->rank, point->rank);
    case DEPOT_CONTENT_SORT_POINT:
      return by_both_names (point->rank, package->rank);
    case DEPOT_CONTENT_SORT_STATE:
      return (guint64) sqlite3_column_int64 (statement, 2);
    case DEPOT_CONTENT_SORT_PERCENT:
      row = (DepotContentRow) { .state = (DepotContentState) sqlite3_column_int (statement, 2),
                                .sent_bytes = (guint64) sqlite3_column_int64 (statement, 3),
                                .size_bytes = (guint64) sqlite3_column_int64 (statement, 4) };
      return depot_content_row_get_percent (&row);
    case DEPOT_CONTENT_SORT_SIZE:
      return (guint64) sqlite3_column_int64 (statement, 4);
    case DEPOT_CONTENT_SORT_CHANGED:
      return (guint64) sqlite3_column_int64 (statement, 5);
    case DEPOT_CONTENT_SORT_NONE:
    default:
      return 0;
    }
}

static void
take_row (Build *build, sqlite3_stmt *statement)
{
  Entry entry = { 0,
                  (guint32) sqlite3_column_int64 (statement, 0),
                  (guint32) sqlite3_column_int64 (statement, 1) };
  gint64 state = sqlite3_column_int64 (statement, 2);
  const Party *package, *point;

  build->after_package = entry.package;
  build->after_point = entry.point;
  /* one that came since the names were read is shown by the next index */
  if (entry.package >= build->packages->len || entry.point >= build->points->len || state < 0
      || state >= DEPOT_N_CONTENT_STATES)
    return;
  package = &g_array_index (build->packages, Party, entry.package);
  point = &g_array_index (build->points, Party, entry.point);
  if (!package->is_known || !point->is_known || !package->is_wanted || !point->is_wanted
      || !(package->matches_text || point->matches_text)
      || (build->words != 0
          && (build->words & 1u << depot_content_state_get_word ((DepotContentState) state)) == 0))
    return;
  entry.key = make_key (build, statement, package, point);
  build->index->counts.n[state]++;
  g_array_append_val (build->entries, entry);
}

/* A point's rows lie scattered among the packages: each is looked up by its key. */
static const char *
slice_text (const Build *build)
{
  if (build->point_id != NULL)
    return "SELECT c.package, c.point, c.state, c.sent_bytes, c.size_bytes, c.changed_at "
           "FROM content_points k CROSS JOIN packages p CROSS JOIN content_status c "
           "WHERE k.point_id = ?4 AND p.number > ?1 AND ?2 >= 0 AND ?5 IS ?5 "
           "AND c.package = p.number AND c.point = k.number ORDER BY p.number LIMIT ?3";
  if (build->package_id != NULL)
    return "SELECT package, point, state, sent_bytes, size_bytes, changed_at FROM content_status "
           "WHERE package = (SELECT number FROM packages WHERE id = ?5) AND point > ?2 "
           "AND ?1 >= 0 AND ?4 IS NULL ORDER BY package, point LIMIT ?3";
  return "SELECT package, point, state, sent_bytes, size_bytes, changed_at FROM content_status "
         "WHERE (package, point) > (?1, ?2) AND ?4 IS NULL AND ?5 IS NULL "
         "ORDER BY package, point LIMIT ?3";
}

static gboolean
read_rows (DepotDatabase *database, Build *build, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (database->connection, slice_text (build), -1, &statement, NULL);
  guint n_rows = 0;
  gboolean is_good;

  if (code == SQLITE_OK)
    {
      sqlite3_bind_int64 (statement, 1, build->after_package);
      sqlite3_bind_int64 (statement, 2, build->after_point);
      sqlite3_bind_int64 (statement, 3, ROWS_PER_SLICE);
      sqlite3_bind_text (statement, 4, build->point_id, -1, SQLITE_STATIC);
      sqlite3_bind_text (statement, 5, build->package_id, -1, SQLITE_STATIC);
      for (; (code = sqlite3_step (statement)) == SQLITE_ROW; n_rows++)
        take_row (build, statement);
    }
  is_good = depot_database_check (database, code, error);
  sqlite3_finalize (statement);
  build->is_read = n_rows < ROWS_PER_SLICE;
  return is_good;
}

static gboolean
read_slice (DepotDatabase *database, gpointer data, GError **error)
{
  Build *build = data;

  return (build->is_begun || begin (database, build, error)) && read_rows (database, build, error);
}

static gboolean
slice_job (DepotDatabase *database, gpointer data, GError **error)
{
  return depot_database_transact (
      database, DEPOT_TRANSACTION_READ, read_slice, *(gpointer *) data, error);
}

/* Then the order, on a thread of its own. */

#define DIGIT_BITS 11
#define N_DIGITS (1 << DIGIT_BITS)

/* One pass of a sort by digits, lowest first: equal keys keep their order. FALSE when all have the
 * same digit. */
static gboolean
sort_by_digit (const Entry *from, Entry *to, guint n, guint shift, gboolean is_descending)
{
  guint places[N_DIGITS] = { 0 };
  guint flip = is_descending ? N_DIGITS - 1 : 0;
  guint at = 0;

  for (guint i = 0; i < n; i++)
    places[(from[i].key >> shift & (N_DIGITS - 1)) ^ flip]++;
  if (n == 0 || places[(from[0].key >> shift & (N_DIGITS - 1)) ^ flip] == n)
    return FALSE;
  for (guint digit = 0; digit < N_DIGITS; digit++)
    {
      guint n_here = places[digit];

      places[digit] = at;
      at += n_here;
    }
  for (guint i = 0; i < n; i++)
    to[places[(from[i].key >> shift & (N_DIGITS - 1)) ^ flip]++] = from[i];
  return TRUE;
}

static void
sort_entries (GArray *entries, gboolean is_descending)
{
  g_autofree Entry *spare = g_new (Entry, MAX (entries->len, 1));
  Entry *from = (Entry *) (gpointer) entries->data;
  Entry *to = spare;

  for (guint shift = 0; shift < 64; shift += DIGIT_BITS)
    if (sort_by_digit (from, to, entries->len, shift, is_descending))
      {
        Entry *sorted = to;

        to = from;
        from = sorted;
      }
  if (entries->len > 0 && from == spare)
    memcpy (entries->data, spare, sizeof (Entry) * entries->len);
}

static void
fill_index (Build *build)
{
  build->index->n = build->entries->len;
  build->index->pairs = g_new (guint32, MAX (1, 2 * (gsize) build->index->n));
  for (guint i = 0; i < build->index->n; i++)
    {
      const Entry *entry = &g_array_index (build->entries, Entry, i);

      build->index->pairs[2 * i] = entry->package;
      build->index->pairs[2 * i + 1] = entry->point;
    }
}

static void
order (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Build *build = data;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (build->sort != DEPOT_CONTENT_SORT_NONE)
    sort_entries (build->entries, build->is_descending);
  fill_index (build);
  g_task_return_pointer (
      task, depot_content_index_ref (build->index), (GDestroyNotify) depot_content_index_unref);
}

static void read_next (DepotStore *self, GTask *task);

static void
slice_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Build *build = g_task_get_task_data (task);
  GError *error = NULL;

  if (depot_store_job_finish (DEPOT_STORE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else if (g_task_return_error_if_cancelled (task))
    return;
  else if (build->is_read)
    g_task_run_in_thread (task, order);
  else
    read_next (DEPOT_STORE (source), g_steal_pointer (&task));
}

/* Each slice is a job of its own; the build belongs to the task all the while. */
static void
read_next (DepotStore *self, GTask *task)
{
  gpointer *place = g_new (gpointer, 1);

  *place = g_task_get_task_data (task);
  depot_store_job_async (self, slice_job, place, g_free, slice_read, task);
}

static Build *
build_new (const DepotContentQuery *query)
{
  Build *build = g_new0 (Build, 1);

  build->package_id = g_strdup (query->package_id);
  build->point_id = g_strdup (query->point_id);
  build->group_id = g_strdup (query->group_id);
  if (query->text != NULL && *query->text != '\0')
    build->folded_text = g_utf8_casefold (query->text, -1);
  build->words = query->words;
  build->sort = query->sort;
  build->is_descending = query->is_descending;
  build->packages = g_array_new (FALSE, TRUE, sizeof (Party));
  build->points = g_array_new (FALSE, TRUE, sizeof (Party));
  build->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  build->index = g_new0 (DepotContentIndex, 1);
  g_ref_count_init (&build->index->refs);
  return build;
}

void
depot_store_index_content_async (DepotStore *self,
                                 const DepotContentQuery *query,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task;

  g_return_if_fail (DEPOT_IS_STORE (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, depot_store_index_content_async);
  g_task_set_task_data (task, build_new (query), build_free);
  read_next (self, task);
}

DepotContentIndex *
depot_store_index_content_finish (DepotStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
