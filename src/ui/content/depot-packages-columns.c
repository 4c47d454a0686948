/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-packages-columns.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-package.h"

static char *
dup_property (gpointer item, const char *property)
{
  char *text = NULL;

  g_object_get (item, property, &text, NULL);
  return text;
}

static guint
get_number (gpointer item, const char *property)
{
  guint number = 0;

  g_object_get (item, property, &number, NULL);
  return number;
}

static char *
dup_id (gpointer item)
{
  return dup_property (item, "id");
}

static char *
dup_name (gpointer item)
{
  return dup_property (item, "name");
}

static char *
dup_version (gpointer item)
{
  return dup_property (item, "version");
}

static char *
dup_publisher (gpointer item)
{
  return dup_property (item, "publisher");
}

static char *
dup_kind (gpointer item)
{
  return g_strdup (depot_package_kind_get_label (depot_package_get_kind (item)));
}

static char *
dup_size (gpointer item)
{
  return depot_package_get_source_version (item) > 0
             ? depot_size_to_text (depot_package_get_size_bytes (item))
             : NULL;
}

static gint64
get_size (gpointer item)
{
  return (gint64) depot_package_get_size_bytes (item);
}

static char *
dup_source (gpointer item)
{
  return depot_package_dup_source_text (item);
}

static char *
dup_targeted (gpointer item)
{
  return g_strdup_printf ("%u", get_number (item, "n-targeted"));
}

static gint64
get_targeted (gpointer item)
{
  return get_number (item, "n-targeted");
}

static char *
dup_success (gpointer item)
{
  return g_strdup_printf ("%u", get_number (item, "n-success"));
}

static gint64
get_success (gpointer item)
{
  return get_number (item, "n-success");
}

static char *
dup_progress (gpointer item)
{
  return g_strdup_printf ("%u", get_number (item, "n-in-progress"));
}

static gint64
get_progress (gpointer item)
{
  return get_number (item, "n-in-progress");
}

static char *
dup_error (gpointer item)
{
  return g_strdup_printf ("%u", get_number (item, "n-error"));
}

static gint64
get_error (gpointer item)
{
  return get_number (item, "n-error");
}

#define SEARCHED (DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_LONG)

static const DepotColumn columns[] = {
  { "name", N_ ("Name"), "name", dup_name, NULL, NULL, NULL, SEARCHED | DEPOT_COLUMN_EXPAND, 220 },
  { "id", N_ ("Package ID"), "id", dup_id, NULL, NULL, NULL, DEPOT_COLUMN_SEARCHED, 100 },
  { "version", N_ ("Version"), "version", dup_version, NULL, NULL, NULL, DEPOT_COLUMN_LONG, 100 },
  { "publisher", N_ ("Publisher"), "publisher", dup_publisher, NULL, NULL, NULL, SEARCHED, 120 },
  { "kind", N_ ("Kind"), "kind", dup_kind, NULL, NULL, NULL, DEPOT_COLUMN_HIDDEN, 120 },
  { "size", N_ ("Size"), "size-bytes", dup_size, get_size, NULL, NULL, DEPOT_COLUMN_NUMERIC, 90 },
  { "targeted",
    N_ ("Targeted"),
    "n-targeted",
    dup_targeted,
    get_targeted,
    NULL,
    NULL,
    DEPOT_COLUMN_NUMERIC,
    80 },
  { "success",
    N_ ("Success"),
    "n-success",
    dup_success,
    get_success,
    NULL,
    NULL,
    DEPOT_COLUMN_NUMERIC,
    80 },
  { "in-progress",
    N_ ("In Progress"),
    "n-in-progress",
    dup_progress,
    get_progress,
    NULL,
    NULL,
    DEPOT_COLUMN_NUMERIC,
    90 },
  { "error", N_ ("Error"), "n-error", dup_error, get_error, NULL, NULL, DEPOT_COLUMN_NUMERIC, 70 },
  { "source",
    N_ ("Source Folder"),
    "source-uri",
    dup_source,
    NULL,
    NULL,
    NULL,
    DEPOT_COLUMN_HIDDEN | DEPOT_COLUMN_LONG,
    200 },
};

const DepotColumn *
depot_packages_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}
