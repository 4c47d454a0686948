/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-points-columns.h"

#include <glib/gi18n.h>

#include "depot-point-facts.h"
#include "depot-status-cell.h"

static char *
dup_name (gpointer item)
{
  return g_strdup (depot_point_get_name (item));
}

static char *
dup_region (gpointer item)
{
  return g_strdup (depot_point_get_region_name (item));
}

static char *
dup_service_fqdn (gpointer item)
{
  return g_strdup (depot_point_get_service_fqdn (item));
}

static char *
dup_site (gpointer item)
{
  return g_strdup (depot_point_get_site_code (item));
}

static char *
dup_azure_fqdn (gpointer item)
{
  return g_strdup (depot_point_get_azure_fqdn (item));
}

static char *
dup_public_ip (gpointer item)
{
  return g_strdup (depot_point_get_public_ip (item));
}

static char *
dup_status (gpointer item)
{
  return depot_point_dup_status (item);
}

static gint64
get_created_at (gpointer item)
{
  return depot_point_get_created_at (item);
}

static GtkWidget *
make_status (void)
{
  return depot_status_cell_new ();
}

static void
show_status (GtkWidget *cell, gpointer item)
{
  depot_status_cell_set_point (DEPOT_STATUS_CELL (cell), item);
}

/* Those that are shown at first fit beside the details pane. */
static const DepotColumn columns[] = {
  { "name", N_ ("Name"), "name", dup_name, .flags = DEPOT_COLUMN_SEARCHED, .width = 140 },
  { "status",
    N_ ("Status"),
    NULL,
    dup_status,
    NULL,
    make_status,
    show_status,
    DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_EXPAND,
    180 },
  { "region", N_ ("Region"), "region", dup_region, .flags = DEPOT_COLUMN_SEARCHED, .width = 128 },
  { "service-fqdn",
    N_ ("Service FQDN"),
    "service-fqdn",
    dup_service_fqdn,
    .flags = DEPOT_COLUMN_SEARCHED,
    .width = 190 },
  { "site", N_ ("Site"), "site-code", dup_site, .flags = DEPOT_COLUMN_SEARCHED, .width = 56 },
  { "method",
    N_ ("Deployment Method"),
    "method",
    depot_point_facts_dup_method,
    .flags = DEPOT_COLUMN_HIDDEN,
    .width = 150 },
  { "azure-fqdn",
    N_ ("Azure FQDN"),
    "azure-fqdn",
    dup_azure_fqdn,
    .flags = DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_HIDDEN,
    .width = 260 },
  { "public-ip",
    N_ ("Public IP"),
    "public-ip",
    dup_public_ip,
    .flags = DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_NUMERIC | DEPOT_COLUMN_HIDDEN,
    .width = 120 },
  { "subscription",
    N_ ("Subscription"),
    "subscription-name",
    depot_point_facts_dup_subscription,
    .flags = DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_HIDDEN,
    .width = 160 },
  { "created",
    N_ ("Created"),
    "created-at",
    depot_point_facts_dup_created,
    get_created_at,
    .flags = DEPOT_COLUMN_NUMERIC | DEPOT_COLUMN_HIDDEN,
    .width = 140 },
};

const DepotColumn *
depot_points_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}
