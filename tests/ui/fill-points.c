/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a site and many cloud distribution points into the store below DEPOT_HOME, for tables that
 * should be long. Usage: fill-points COUNT
 */
#include "config.h"

#include <stdlib.h>

#include "depot-paths.h"
#include "depot-store-points.h"
#include "depot-store-sites.h"

static guint n_waiting;
static GError *failure;

static const DepotPointState states[] = {
  DEPOT_POINT_READY,   DEPOT_POINT_READY,  DEPOT_POINT_READY,
  DEPOT_POINT_STOPPED, DEPOT_POINT_FAILED, DEPOT_POINT_UNKNOWN,
};

static const char *const regions[]
    = { "westeurope", "northeurope", "eastus", "germanywestcentral", "southeastasia" };

static const char *const places[]
    = { "wallacefalls", "granitefalls", "snoqualmie", "palouse", "deceptionpass" };

static void
site_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  n_waiting
      -= depot_store_save_site_finish (DEPOT_STORE (source), result, &failure) || failure != NULL;
}

static void
point_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_store_save_point_finish (DEPOT_STORE (source), result, &error) && failure == NULL)
    failure = g_steal_pointer (&error);
  n_waiting--;
}

static DepotPoint *
make_point (guint index)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strdup_printf ("%s%u", places[index % G_N_ELEMENTS (places)], index);
  g_autofree char *fqdn = g_strdup_printf ("%s.content.distribution.contoso.com", name);
  const char *region = regions[index % G_N_ELEMENTS (regions)];
  g_autofree char *azure = g_strdup_printf ("%s.%s.cloudapp.azure.com", name, region);
  DepotPoint *point = depot_point_new (id);

  g_object_set (point,
                "name",
                name,
                "cloud-id",
                DEPOT_CLOUD_PUBLIC,
                "region",
                region,
                "group-name",
                "rg-content-distribution",
                "site-code",
                "PRI",
                "service-fqdn",
                fqdn,
                "service-name",
                name,
                "azure-fqdn",
                azure,
                "public-ip",
                "203.0.113.7",
                "subscription-id",
                "3f1f2d6a-57a3-4f1c-9d38-6f3f5a0f9e11",
                "subscription-name",
                "Contoso Production",
                "description",
                "Serves software packages to computers on the road",
                "created-at",
                (gint64) 1795000000 + index,
                NULL);
  depot_point_set_state (point, states[index % G_N_ELEMENTS (states)], 1795000000);
  return point;
}

static void
store_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  *(DepotStore **) data = depot_store_open_finish (result, &failure);
  n_waiting--;
}

static gboolean
wait_for_all (void)
{
  while (n_waiting > 0 && failure == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (failure != NULL)
    g_printerr ("%s\n", failure->message);
  return failure == NULL;
}

static gboolean
fill (DepotStore *store, guint count)
{
  g_autoptr (DepotSite) site
      = depot_site_new ("PRI", "Contoso", DEPOT_SITE_STANDALONE_PRIMARY, NULL);

  n_waiting = 1;
  depot_store_save_site_async (store, site, site_saved, NULL);
  if (!wait_for_all ())
    return FALSE;
  n_waiting = count;
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (DepotPoint) point = make_point (i);

      depot_store_save_point_async (store, point, point_saved, NULL);
    }
  return wait_for_all ();
}

int
main (int argc, char **argv)
{
  g_autofree char *path = depot_paths_dup_store ();
  g_autoptr (DepotClock) clock = depot_clock_new (1);
  g_autoptr (DepotStore) store = NULL;
  gboolean is_filled;

  if (argc != 2)
    {
      g_printerr ("Usage: fill-points COUNT\n");
      return 2;
    }
  n_waiting = 1;
  depot_store_open_async (path, clock, NULL, store_opened, &store);
  if (!wait_for_all ())
    return 1;
  is_filled = fill (store, (guint) atoi (argv[1]));
  depot_store_close (store);
  return is_filled ? 0 : 1;
}
