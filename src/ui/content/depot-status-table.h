/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tab of Distribution Status that has a row for each group, or for each point: search, sort, what stands there while there
 * is nothing, and how many rows there are. What the rows are, the page says. Main thread.
 */
#pragma once

#include "depot-table.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_STATUS_TABLE (depot_status_table_get_type ())
G_DECLARE_FINAL_TYPE (DepotStatusTable, depot_status_table, DEPOT, STATUS_TABLE, AdwBin)

/* Must stay. */
typedef struct
{
  const char *label;          /* N_(): of the table */
  const char *search;         /* N_(): what can be searched for */
  const char *icon, *title, *description;   /* N_(): while there is nothing */
  const DepotColumn *columns;
  guint n_columns;
  const char *action;         /* window's, with the row's id, when a row is opened */
  const char *(*get_id) (gpointer item);
  char *(*dup_line) (guint n_shown);   /* below the table */
} DepotStatusTableWords;

/* Call once. */
void depot_status_table_set_model    (DepotStatusTable *self, const DepotStatusTableWords *words, GListModel *model);
/* TRUE at first if nobody says otherwise. */
void depot_status_table_set_loaded   (DepotStatusTable *self, gboolean is_loaded);
void depot_status_table_start_search (DepotStatusTable *self);

G_END_DECLS
