/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-groups-columns.h"

#include <glib/gi18n.h>

#include "depot-point-group.h"
#include "depot-text.h"

static gint64
get_number (gpointer item, const char *property)
{
  guint number = 0;

  g_object_get (item, property, &number, NULL);
  return number;
}

static char *
dup_number (gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static char *
dup_name (gpointer item)
{
  return g_strdup (depot_point_group_get_name (item));
}

static char *
dup_status (gpointer item)
{
  DepotContentCounts counts;

  if (get_number (item, "n-out-of-sync") > 0)
    return g_strdup (_ ("Out of Sync"));
  depot_point_group_get_counts (item, &counts);
  return g_strdup (depot_content_word_get_label (depot_content_counts_get_word (&counts)));
}

static gint64
get_changed_at (gpointer item)
{
  gint64 at = 0;

  g_object_get (item, "changed-at", &at, NULL);
  return at;
}

static char *
dup_changed (gpointer item)
{
  return depot_text_time_exact (get_changed_at (item));
}

static gint64
get_members (gpointer item)
{
  return get_number (item, "n-members");
}

static char *
dup_members (gpointer item)
{
  return dup_number (get_members (item));
}

static gint64
get_packages (gpointer item)
{
  return get_number (item, "n-packages");
}

static char *
dup_packages (gpointer item)
{
  return dup_number (get_packages (item));
}

static gint64
get_success (gpointer item)
{
  return get_number (item, "n-success");
}

static char *
dup_success (gpointer item)
{
  return dup_number (get_success (item));
}

static gint64
get_in_progress (gpointer item)
{
  return get_number (item, "n-in-progress");
}

static char *
dup_in_progress (gpointer item)
{
  return dup_number (get_in_progress (item));
}

static gint64
get_error (gpointer item)
{
  return get_number (item, "n-error");
}

static char *
dup_error (gpointer item)
{
  return dup_number (get_error (item));
}

static gint64
get_unknown (gpointer item)
{
  return get_number (item, "n-unknown");
}

static char *
dup_unknown (gpointer item)
{
  return dup_number (get_unknown (item));
}

static gint64
get_out_of_sync (gpointer item)
{
  return get_number (item, "n-out-of-sync");
}

static char *
dup_out_of_sync (gpointer item)
{
  return dup_number (get_out_of_sync (item));
}

#define TEXT (DEPOT_COLUMN_EXPAND | DEPOT_COLUMN_LONG | DEPOT_COLUMN_SEARCHED)

static const DepotColumn columns[] = {
  { "name", N_ ("Name"), "name", dup_name, .flags = TEXT, .width = 0 },
  { "status", N_ ("Status"), "n-out-of-sync", dup_status, .width = 120 },
  { "members",
    N_ ("Members"),
    "n-members",
    dup_members,
    get_members,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 90 },
  { "packages",
    N_ ("Packages"),
    "n-packages",
    dup_packages,
    get_packages,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 90 },
  { "out-of-sync",
    N_ ("Out of Sync"),
    "n-out-of-sync",
    dup_out_of_sync,
    get_out_of_sync,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 110 },
};

static const DepotColumn status_columns[] = {
  { "name", N_ ("Name"), "name", dup_name, .flags = TEXT, .width = 150 },
  { "status", N_ ("Status"), "n-out-of-sync", dup_status, .width = 100 },
  { "members",
    N_ ("Members"),
    "n-members",
    dup_members,
    get_members,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 78 },
  { "packages",
    N_ ("Packages"),
    "n-packages",
    dup_packages,
    get_packages,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 78 },
  { "success",
    N_ ("Success"),
    "n-success",
    dup_success,
    get_success,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 78 },
  { "in-progress",
    N_ ("In Progress"),
    "n-in-progress",
    dup_in_progress,
    get_in_progress,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 100 },
  { "error",
    N_ ("Error"),
    "n-error",
    dup_error,
    get_error,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 60 },
  { "unknown",
    N_ ("Unknown"),
    "n-unknown",
    dup_unknown,
    get_unknown,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 78 },
  { "out-of-sync",
    N_ ("Out of Sync"),
    "n-out-of-sync",
    dup_out_of_sync,
    get_out_of_sync,
    .flags = DEPOT_COLUMN_NUMERIC,
    .width = 96 },
  { "changed", N_ ("Last Change"), "changed-at", dup_changed, get_changed_at, .width = 160 },
};

const DepotColumn *
depot_groups_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

const DepotColumn *
depot_groups_columns_get_status (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (status_columns);
  return status_columns;
}
