/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-columns.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-content-status.h"
#include "depot-table-column.h"
#include "depot-text.h"

/* Plain labels, because a jump binds all cells of a screen at once. */

static char *
dup_package (gpointer item)
{
  return g_strdup (depot_content_status_get_row (item)->package_name);
}

static char *
dup_id (gpointer item)
{
  return g_strdup (depot_content_status_get_row (item)->package_id);
}

static char *
dup_point (gpointer item)
{
  return g_strdup (depot_content_status_get_row (item)->point_name);
}

static char *
dup_status (gpointer item)
{
  return depot_content_status_is_loaded (item)
             ? depot_content_row_dup_text (depot_content_status_get_row (item))
             : g_strdup ("…");
}

static char *
dup_state (gpointer item)
{
  return g_strdup (depot_content_status_is_loaded (item)
                       ? depot_content_state_get_label (depot_content_status_get_row (item)->state)
                       : "…");
}

static gboolean
travels (const DepotContentRow *row)
{
  return row->state == DEPOT_CONTENT_UPDATING || row->state == DEPOT_CONTENT_MONITORING;
}

static char *
dup_percent (gpointer item)
{
  const DepotContentRow *row = depot_content_status_get_row (item);

  return travels (row) ? depot_text_percent (depot_content_row_get_percent (row) / 100.0) : NULL;
}

static char *
dup_speed (gpointer item)
{
  const DepotContentRow *row = depot_content_status_get_row (item);
  g_autofree char *size = row->speed > 0 ? depot_size_to_text (row->speed) : NULL;

  /* Translators: a size that travels in a second */
  return travels (row) && size != NULL ? g_strdup_printf (_ ("%s/s"), size) : NULL;
}

static char *
dup_time_left (gpointer item)
{
  const DepotContentRow *row = depot_content_status_get_row (item);
  gint64 seconds = travels (row) ? depot_content_row_get_seconds_left (row) : -1;

  return seconds >= 0 ? depot_text_duration (seconds) : NULL;
}

static char *
dup_retries (gpointer item)
{
  const DepotContentRow *row = depot_content_status_get_row (item);

  return row->state == DEPOT_CONTENT_INSTALL_RETRYING
                 || row->state == DEPOT_CONTENT_REMOVAL_RETRYING || travels (row)
             ? g_strdup_printf ("%u", row->retries_left)
             : NULL;
}

static char *
dup_version (gpointer item)
{
  guint version = depot_content_status_get_row (item)->published_version;

  return version > 0 ? g_strdup_printf ("%u", version) : NULL;
}

static char *
dup_size (gpointer item)
{
  guint64 size_bytes = depot_content_status_get_row (item)->size_bytes;

  return size_bytes > 0 ? depot_size_to_text (size_bytes) : NULL;
}

static char *
dup_changed (gpointer item)
{
  gint64 at = depot_content_status_get_row (item)->changed_at;

  return at > 0 ? depot_text_time_exact (at) : NULL;
}

#define ALL (1 << DEPOT_CONTENT_OF_ALL)
#define PACKAGE (1 << DEPOT_CONTENT_OF_PACKAGE)
#define GROUP (1 << DEPOT_CONTENT_OF_GROUP)
#define EXPANDING (DEPOT_COLUMN_EXPAND | DEPOT_COLUMN_LONG)

static const struct
{
  guint scopes;
  DepotContentSort sort;
  DepotColumn column;
} columns[] = {
  { ALL | GROUP,
    DEPOT_CONTENT_SORT_PACKAGE,
    { "package", N_ ("Package"), "row", dup_package, .flags = EXPANDING } },
  { ALL | GROUP,
    DEPOT_CONTENT_SORT_PACKAGE,
    { "id", N_ ("Package ID"), "row", dup_id, .width = 100 } },
  { ALL | PACKAGE | GROUP,
    DEPOT_CONTENT_SORT_POINT,
    { "point",
      N_ ("Distribution Point"),
      "row",
      dup_point,
      .flags = DEPOT_COLUMN_LONG,
      .width = 160 } },
  { ALL | GROUP,
    DEPOT_CONTENT_SORT_STATE,
    { "status", N_ ("Status"), "row", dup_status, .flags = EXPANDING } },
  { PACKAGE,
    DEPOT_CONTENT_SORT_STATE,
    { "status", N_ ("Status"), "row", dup_state, .flags = EXPANDING, .width = 130 } },
  { PACKAGE,
    DEPOT_CONTENT_SORT_PERCENT,
    { "percent", N_ ("Sent"), "row", dup_percent, .flags = DEPOT_COLUMN_NUMERIC, .width = 60 } },
  { PACKAGE,
    DEPOT_CONTENT_SORT_NONE,
    { "speed", N_ ("Speed"), "row", dup_speed, .flags = DEPOT_COLUMN_NUMERIC, .width = 86 } },
  { PACKAGE,
    DEPOT_CONTENT_SORT_NONE,
    { "left",
      N_ ("Time Left"),
      "row",
      dup_time_left,
      .flags = DEPOT_COLUMN_NUMERIC,
      .width = 86 } },
  { PACKAGE,
    DEPOT_CONTENT_SORT_NONE,
    { "retries",
      N_ ("Retries Left"),
      "row",
      dup_retries,
      .flags = DEPOT_COLUMN_NUMERIC,
      .width = 86 } },
  { PACKAGE,
    DEPOT_CONTENT_SORT_NONE,
    { "version", N_ ("Version"), "row", dup_version, .flags = DEPOT_COLUMN_NUMERIC, .width = 70 } },
  { ALL | PACKAGE | GROUP,
    DEPOT_CONTENT_SORT_SIZE,
    { "size", N_ ("Size"), "row", dup_size, .flags = DEPOT_COLUMN_NUMERIC, .width = 90 } },
  { ALL | PACKAGE | GROUP,
    DEPOT_CONTENT_SORT_CHANGED,
    { "changed", N_ ("Last Change"), "row", dup_changed, .width = 156 } },
};

/* The store sorts; the sorter of a column only makes its header one that can be clicked. */
static void
add_column (GtkColumnView *view, const DepotColumn *column, DepotContentSort sort)
{
  g_autoptr (GtkColumnViewColumn) made
      = gtk_column_view_column_new (_ (column->title), depot_table_column_make_factory (column));
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

  gtk_column_view_column_set_id (made, column->id);
  if (sort != DEPOT_CONTENT_SORT_NONE)
    gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, (column->flags & DEPOT_COLUMN_EXPAND) != 0);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (made, column->width);
  gtk_column_view_append_column (view, made);
}

void
depot_content_columns_add (GtkColumnView *view, DepotContentScope scope)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if ((columns[i].scopes & (1u << scope)) != 0)
      add_column (view, &columns[i].column, columns[i].sort);
}

DepotContentSort
depot_content_columns_get_sort (GtkColumnView *view, gboolean *is_descending)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (view));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  const char *id = column != NULL ? gtk_column_view_column_get_id (column) : NULL;

  *is_descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (id, columns[i].column.id))
      return columns[i].sort;
  return DEPOT_CONTENT_SORT_NONE;
}
