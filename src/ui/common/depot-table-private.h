/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the table and what it remembers of itself. */
#pragma once

#include "depot-live-model.h"
#include "depot-reverse-model.h"
#include "depot-table.h"

G_BEGIN_DECLS

struct _DepotTable
{
  GObject parent_instance;

  GtkColumnView *view; /* borrowed: it owns us */
  const DepotColumn *columns;
  guint n_columns;

  DepotLiveModel *live; /* NULL: the items never change */
  guint tell_id;        /* at the next frame */
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
  DepotReverseModel *reversed;
  GtkMultiSelection *selection;
  GtkFilter *search_filter, *extra_filter;
  char *search; /* case-folded */
  GMenu *header_menu;
  GSimpleActionGroup *actions;
  const char *columns_key, *sort_key;
};

/* Borrowed; NULL: there is none of that id. */
GtkColumnViewColumn *depot_table_find_column (DepotTable *self, const char *id);
void
depot_table_remember_sort (DepotTable *self, GtkColumnViewColumn *column, gboolean is_descending);

G_END_DECLS
