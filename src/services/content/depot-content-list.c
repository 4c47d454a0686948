/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-list.h"

#include <string.h>

#include "depot-content-index.h"
#include "depot-house-private.h"
#include "depot-library.h"
#include "depot-store-content.h"

#define ROWS_PER_PAGE 256
#define MAX_PAGES 32
/* A window shows rows of these; they are read again after a change, the others when they are looked
 * at. */
#define FRESH_PAGES 4
#define FRAME_MILLISECONDS 16
#define REBUILD_MILLISECONDS 1000

typedef struct
{
  guint number;
  guint64 used; /* when it was looked at last */
  gboolean is_asked;
  gboolean is_outdated;                    /* something was written after it was asked */
  DepotContentStatus *rows[ROWS_PER_PAGE]; /* NULL past the end */
} Page;

struct _DepotContentList
{
  GObject parent_instance;

  DepotHouse *house;

  /* Asked for. */
  DepotContentQuery query;
  char *package_id, *point_id, *group_id, *text;

  /* Shown. */
  DepotContentIndex *index; /* NULL: only the first page, in the order of the store */
  guint n_items;
  DepotContentCounts counts;
  GHashTable *pages; /* number → Page */
  guint64 uses;

  /* Under way. */
  GCancellable *building;
  char *failure;      /* why the rows are not those asked for */
  guint64 generation; /* of index and pages: answers for an older one are dropped */
  gint64 built_at;    /* monotonic */
  guint rebuild_timer, refresh_timer;
  gboolean is_busy;
};

typedef enum
{
  PROP_IS_BUSY = 1,
  PROP_COUNTS,
  PROP_FAILURE,
} DepotContentListProperty;

static GParamSpec *props[PROP_FAILURE + 1];

static void depot_content_list_list_model_init (GListModelInterface *iface);
static void build (DepotContentList *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotContentList,
                               depot_content_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      depot_content_list_list_model_init))

static void
page_free (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < ROWS_PER_PAGE; i++)
    g_clear_object (&page->rows[i]);
  g_free (page);
}

static DepotStore *
get_store (DepotContentList *self)
{
  return depot_house_get_store (self->house);
}

/* Pages. */

typedef struct
{
  DepotContentList *list;
  guint number;
  guint64 generation;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->list);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void read_page (DepotContentList *self, Page *page);

static void
page_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  DepotContentList *self = reading->list;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = depot_store_get_content_finish (DEPOT_STORE (source), result, &error);
  Page *page = reading->generation == self->generation
                   ? g_hash_table_lookup (self->pages, GUINT_TO_POINTER (reading->number))
                   : NULL;

  if (rows == NULL)
    g_warning ("Rows of the distribution status could not be read: %s", error->message);
  if (rows == NULL || page == NULL)
    return;
  page->is_asked = FALSE;
  for (guint i = 0; i < rows->len && i < ROWS_PER_PAGE; i++)
    if (page->rows[i] != NULL)
      depot_content_status_take (page->rows[i], &g_array_index (rows, DepotContentRow, i));
  if (page->is_outdated)
    read_page (self, page);
}

static void
read_page (DepotContentList *self, Page *page)
{
  guint first = page->number * ROWS_PER_PAGE;
  Reading *reading;

  /* before there is an index, only the store's first rows can be named */
  page->is_outdated = page->is_asked;
  if (page->is_asked || (self->index == NULL && page->number > 0))
    return;
  page->is_asked = TRUE;
  reading = g_new0 (Reading, 1);
  reading->list = g_object_ref (self);
  reading->number = page->number;
  reading->generation = self->generation;
  if (self->index != NULL)
    depot_store_get_content_async (get_store (self),
                                   depot_content_index_get_pairs (self->index) + 2 * (gsize) first,
                                   MIN (ROWS_PER_PAGE, self->n_items - first),
                                   page_read,
                                   reading);
  else
    depot_store_list_content_async (
        get_store (self), NULL, NULL, 0, 0, ROWS_PER_PAGE, page_read, reading);
}

static void
drop_oldest_page (DepotContentList *self)
{
  GHashTableIter iter;
  gpointer value;
  Page *oldest = NULL;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (oldest == NULL || ((Page *) value)->used < oldest->used)
      oldest = value;
  if (oldest != NULL)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (oldest->number));
}

static Page *
add_page (DepotContentList *self, guint number)
{
  Page *page = g_new0 (Page, 1);
  guint n_rows = MIN (ROWS_PER_PAGE, self->n_items - number * ROWS_PER_PAGE);

  if (g_hash_table_size (self->pages) >= MAX_PAGES)
    drop_oldest_page (self);
  page->number = number;
  for (guint i = 0; i < n_rows; i++)
    page->rows[i] = depot_content_status_new ();
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  read_page (self, page);
  return page;
}

static GType
get_item_type (GListModel *model)
{
  return DEPOT_TYPE_CONTENT_STATUS;
}

static guint
get_n_items (GListModel *model)
{
  return DEPOT_CONTENT_LIST (model)->n_items;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DepotContentList *self = DEPOT_CONTENT_LIST (model);
  guint number = position / ROWS_PER_PAGE;
  Page *page;

  if (position >= self->n_items)
    return NULL;
  page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
  if (page == NULL)
    page = add_page (self, number);
  page->used = ++self->uses;
  return g_object_ref (page->rows[position % ROWS_PER_PAGE]);
}

static void
depot_content_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Another order or other rows. */

static void
set_busy (DepotContentList *self, gboolean is_busy)
{
  if (self->is_busy == is_busy)
    return;
  self->is_busy = is_busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_BUSY]);
}

static void
show_counts (DepotContentList *self, const DepotContentCounts *counts)
{
  if (memcmp (counts, &self->counts, sizeof *counts) == 0)
    return;
  self->counts = *counts;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNTS]);
}

/* How many rows at the start, and behind them at the end, are the same ones. */
static void
find_same (DepotContentIndex *before, DepotContentIndex *after, guint *n_first, guint *n_last)
{
  const guint64 *old = (const guint64 *) (gconstpointer) depot_content_index_get_pairs (before);
  const guint64 *new = (const guint64 *) (gconstpointer) depot_content_index_get_pairs (after);
  guint n_old = depot_content_index_get_n (before);
  guint n_new = depot_content_index_get_n (after);
  guint n_both = MIN (n_old, n_new);

  *n_first = *n_last = 0;
  while (*n_first < n_both && old[*n_first] == new[*n_first])
    ++*n_first;
  while (*n_last < n_both - *n_first && old[n_old - 1 - *n_last] == new[n_new - 1 - *n_last])
    ++*n_last;
}

static gboolean
shows_everything (const DepotContentQuery *query)
{
  return query->package_id == NULL && query->point_id == NULL && query->group_id == NULL
         && query->words == 0 && (query->text == NULL || *query->text == '\0')
         && query->sort == DEPOT_CONTENT_SORT_NONE && !query->is_descending;
}

static void
read_fresh_pages (DepotContentList *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Page *) value)->used + FRESH_PAGES * ROWS_PER_PAGE > self->uses)
      read_page (self, value);
    else
      g_hash_table_iter_remove (&iter);
}

/* Removed and added in two steps: a list view that is told of both at once walks all rows looking
 * for the focused one. */
static void
swap (DepotContentList *self, DepotContentIndex *index)
{
  g_autoptr (DepotContentIndex) before = g_steal_pointer (&self->index);
  guint n_before = self->n_items;
  guint n_first = 0, n_last = 0;

  if (before != NULL)
    find_same (before, index, &n_first, &n_last);
  self->index = depot_content_index_ref (index);
  if (before != NULL && n_first == n_before && n_first == depot_content_index_get_n (index))
    return;
  if (before == NULL && n_before == depot_content_index_get_n (index)
      && shows_everything (&self->query))
    {
      /* the order of the store, of which the first page is on view already */
      read_fresh_pages (self);
      return;
    }
  self->generation++;
  g_hash_table_remove_all (self->pages);
  self->n_items = n_first + n_last;
  if (n_before > self->n_items)
    g_list_model_items_changed (G_LIST_MODEL (self), n_first, n_before - self->n_items, 0);
  n_before = self->n_items;
  self->generation++;
  g_hash_table_remove_all (self->pages);
  self->n_items = depot_content_index_get_n (index);
  if (self->n_items > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_first, 0, self->n_items - n_before);
}

static void
set_failure (DepotContentList *self, const char *failure)
{
  if (g_set_str (&self->failure, failure))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
}

static void
built (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentList) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotContentIndex) index
      = depot_store_index_content_finish (DEPOT_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* a newer one is under way */
  g_clear_object (&self->building);
  self->built_at = g_get_monotonic_time ();
  if (index != NULL)
    {
      swap (self, index);
      show_counts (self, depot_content_index_get_counts (index));
    }
  else
    g_warning ("The distribution status could not be put in order: %s", error->message);
  set_failure (self, error != NULL ? error->message : NULL);
  set_busy (self, FALSE);
}

static void
build (DepotContentList *self)
{
  g_clear_handle_id (&self->rebuild_timer, g_source_remove);
  g_cancellable_cancel (self->building);
  g_clear_object (&self->building);
  self->building = g_cancellable_new ();
  depot_store_index_content_async (
      get_store (self), &self->query, self->building, built, g_object_ref (self));
}

/* Following the store. */

static gboolean
on_refresh (gpointer data)
{
  DepotContentList *self = data;

  self->refresh_timer = 0;
  read_fresh_pages (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_rebuild (gpointer data)
{
  DepotContentList *self = data;

  self->rebuild_timer = 0;
  build (self);
  return G_SOURCE_REMOVE;
}

static void
on_content_changed (DepotContentList *self)
{
  gint64 since = (g_get_monotonic_time () - self->built_at) / 1000;

  if (self->refresh_timer == 0)
    self->refresh_timer = g_timeout_add (FRAME_MILLISECONDS, on_refresh, self);
  /* one that is under way may have missed it */
  if (self->rebuild_timer == 0)
    self->rebuild_timer = g_timeout_add (
        (guint) CLAMP (REBUILD_MILLISECONDS - since, 0, REBUILD_MILLISECONDS), on_rebuild, self);
}

static void
summed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentList) self = data;
  DepotContentSums sums;
  guint64 total;

  /* rows are there before their order is: the first page is that of the store */
  if (!depot_store_sum_content_finish (DEPOT_STORE (source), result, &sums, NULL)
      || self->index != NULL || self->n_items > 0)
    return;
  total = depot_content_counts_get_total (&sums.counts);
  self->n_items = (guint) MIN (total, G_MAXUINT / 2);
  show_counts (self, &sums.counts);
  if (self->n_items > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->n_items);
}

void
depot_content_list_set_query (DepotContentList *self, const DepotContentQuery *query)
{
  g_return_if_fail (DEPOT_IS_CONTENT_LIST (self));
  g_return_if_fail (query != NULL);

  g_set_str (&self->package_id, query->package_id);
  g_set_str (&self->point_id, query->point_id);
  g_set_str (&self->group_id, query->group_id);
  g_set_str (&self->text, query->text);
  self->query = *query;
  self->query.package_id = self->package_id;
  self->query.point_id = self->point_id;
  self->query.group_id = self->group_id;
  self->query.text = self->text;
  set_busy (self, TRUE);
  if (self->index == NULL && shows_everything (query))
    depot_store_sum_content_async (get_store (self), NULL, NULL, summed, g_object_ref (self));
  build (self);
}

void
depot_content_list_get_counts (DepotContentList *self, DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_CONTENT_LIST (self));
  *counts = self->counts;
}

gboolean
depot_content_list_is_busy (DepotContentList *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_LIST (self), FALSE);
  return self->is_busy;
}

const char *
depot_content_list_get_failure (DepotContentList *self)
{
  g_return_val_if_fail (DEPOT_IS_CONTENT_LIST (self), NULL);
  return self->failure;
}

static void
depot_content_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotContentList *self = DEPOT_CONTENT_LIST (object);

  switch ((DepotContentListProperty) id)
    {
    case PROP_IS_BUSY:
      g_value_set_boolean (value, self->is_busy);
      break;
    case PROP_COUNTS:
      g_value_set_pointer (value, &self->counts);
      break;
    case PROP_FAILURE:
      g_value_set_string (value, self->failure);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_content_list_dispose (GObject *object)
{
  DepotContentList *self = DEPOT_CONTENT_LIST (object);

  g_clear_handle_id (&self->rebuild_timer, g_source_remove);
  g_clear_handle_id (&self->refresh_timer, g_source_remove);
  g_cancellable_cancel (self->building);
  g_clear_object (&self->building);
  G_OBJECT_CLASS (depot_content_list_parent_class)->dispose (object);
}

static void
depot_content_list_finalize (GObject *object)
{
  DepotContentList *self = DEPOT_CONTENT_LIST (object);

  g_hash_table_unref (self->pages);
  g_clear_pointer (&self->index, depot_content_index_unref);
  g_clear_object (&self->house);
  g_free (self->package_id);
  g_free (self->point_id);
  g_free (self->group_id);
  g_free (self->text);
  g_free (self->failure);
  G_OBJECT_CLASS (depot_content_list_parent_class)->finalize (object);
}

static void
depot_content_list_class_init (DepotContentListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_content_list_get_property;
  object_class->dispose = depot_content_list_dispose;
  object_class->finalize = depot_content_list_finalize;
  props[PROP_IS_BUSY] = g_param_spec_boolean ("is-busy", NULL, NULL, FALSE, flags);
  props[PROP_COUNTS] = g_param_spec_pointer ("counts", NULL, NULL, flags);
  props[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_content_list_init (DepotContentList *self)
{
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
}

DepotContentList *
depot_content_list_new (DepotHouse *house)
{
  DepotContentList *self = g_object_new (DEPOT_TYPE_CONTENT_LIST, NULL);

  self->house = g_object_ref (house);
  g_signal_connect_object (depot_house_get_library (house),
                           "content-changed",
                           G_CALLBACK (on_content_changed),
                           self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* All at once. */

static void
all_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GArray *rows = depot_store_get_content_finish (DEPOT_STORE (source), result, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void
all_indexed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotContentIndex) index
      = depot_store_index_content_finish (DEPOT_STORE (source), result, &error);

  if (index != NULL)
    depot_store_get_content_async (DEPOT_STORE (source),
                                   depot_content_index_get_pairs (index),
                                   depot_content_index_get_n (index),
                                   all_read,
                                   g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
depot_content_rows_async (DepotHouse *house,
                          const DepotContentQuery *query,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_task_set_source_tag (task, depot_content_rows_async);
  depot_store_index_content_async (
      depot_house_get_store (house), query, cancellable, all_indexed, task);
}

GArray *
depot_content_rows_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
