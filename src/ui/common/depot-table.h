/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sortable, searchable table over a list of objects: columns come as a table of functions, the
 * header menu hides and shows them, and all of it is remembered. Sorting happens on keys in the
 * sort model, not in the view's own sorter, which compares objects one by one and costs seconds
 * from ten thousand rows on. Main thread; lives as long as its view.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  DEPOT_COLUMN_HIDDEN = 1 << 0, /* not shown at first */
  DEPOT_COLUMN_EXPAND = 1 << 1,
  DEPOT_COLUMN_NUMERIC = 1 << 2, /* right-aligned, tabular figures */
  DEPOT_COLUMN_SEARCHED = 1 << 3,
  DEPOT_COLUMN_LONG = 1 << 4, /* may be cut off: the tooltip says it whole */
} DepotColumnFlags;

typedef struct
{
  const char *id;
  const char *title;    /* N_() */
  const char *property; /* of the item: the cell follows it; NULL: never changes */
  char *(*dup_text) (gpointer item);
  gint64 (*get_number) (gpointer item); /* sorts by number; NULL: by text */
  GtkWidget *(*make_cell) (void);       /* NULL: a label */
  void (*show_cell) (GtkWidget *cell, gpointer item);
  DepotColumnFlags flags;
  int width; /* 0: as its content */
} DepotColumn;

#define DEPOT_TYPE_TABLE (depot_table_get_type ())
G_DECLARE_FINAL_TYPE (DepotTable, depot_table, DEPOT, TABLE, GObject)

/* Attached to the view and borrowed. columns must stay. Signal: changed, when other rows are shown
 * or selected. */
DepotTable *depot_table_attach (GtkColumnView *view, const DepotColumn *columns, guint n_columns);
void depot_table_set_model (DepotTable *self, GListModel *model);
/* The same for items that change while they are shown: their rows move to where they belong, at
 * most once a frame, and stay selected and focused. Follows every item: not for lists that make
 * their items on demand. */
void depot_table_set_live_model (DepotTable *self, GListModel *model);
void depot_table_set_search (DepotTable *self, const char *text);
/* An additional filter (severity, one point); data is the caller's. NULL shows all. */
void depot_table_set_filter (DepotTable *self, GtkCustomFilterFunc func, gpointer data);
/* GSettings keys; either may be NULL. Call once, after attaching. */
void depot_table_remember (DepotTable *self, const char *columns_key, const char *sort_key);
void depot_table_sort (DepotTable *self, const char *column_id, gboolean is_descending);
GtkMultiSelection *depot_table_get_selection (DepotTable *self);
guint depot_table_get_n_shown (DepotTable *self);
guint depot_table_get_n_selected (DepotTable *self);
/* The only selected item, or NULL. Caller owns. */
gpointer depot_table_dup_selected (DepotTable *self);

/* All columns of a row as facts with copy buttons, for lists whose rows have no page of their own.
 */
void depot_table_show_row (DepotTable *self, guint position, const char *title);

G_END_DECLS
