/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-places.h"

#include <glib/gi18n.h>

#include "depot-activity-page.h"
#include "depot-azure-services-page.h"
#include "depot-component-page.h"
#include "depot-distribution-page.h"
#include "depot-groups-page.h"
#include "depot-logs-page.h"
#include "depot-overview-page.h"
#include "depot-packages-page.h"
#include "depot-points-page.h"
#include "depot-sites-page.h"

static const DepotPlace places[] = {
  { "overview", N_ ("Overview"), "go-home-symbolic", NULL, depot_overview_page_new },
  { "points",
    N_ ("Cloud Distribution Points"),
    "folder-remote-symbolic",
    N_ ("Administration"),
    depot_points_page_new },
  { "groups",
    N_ ("Distribution Point Groups"),
    "network-workgroup-symbolic",
    N_ ("Administration"),
    depot_groups_page_new },
  { "sites",
    N_ ("Sites and Servers"),
    "network-server-symbolic",
    N_ ("Administration"),
    depot_sites_page_new },
  { "azure-services",
    N_ ("Azure Services"),
    "dialog-password-symbolic",
    N_ ("Administration"),
    depot_azure_services_page_new },
  { "packages",
    N_ ("Packages"),
    "package-x-generic-symbolic",
    N_ ("Software Library"),
    depot_packages_page_new },
  { "applications",
    N_ ("Applications"),
    "application-x-executable-symbolic",
    N_ ("Software Library"),
    depot_applications_page_new },
  { "distribution",
    N_ ("Distribution Status"),
    "network-transmit-receive-symbolic",
    N_ ("Monitoring"),
    depot_distribution_page_new },
  { "components",
    N_ ("Component Status"),
    "applications-system-symbolic",
    N_ ("Monitoring"),
    depot_component_page_new },
  { "activity",
    N_ ("Activity"),
    "view-list-bullet-symbolic",
    N_ ("Monitoring"),
    depot_activity_page_new },
  { "logs", N_ ("Logs"), "text-x-generic-symbolic", N_ ("Monitoring"), depot_logs_page_new },
};

const DepotPlace *
depot_places_get (guint *n_places)
{
  *n_places = G_N_ELEMENTS (places);
  return places;
}

const DepotPlace *
depot_places_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i].id, id))
      return &places[i];
  return NULL;
}
