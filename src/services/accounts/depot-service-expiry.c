/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-service-expiry.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"

/* What was said last, "1795435200:7", so that no restart says it again. */
static char *
dup_setting (DepotAzureService *service)
{
  g_autofree char *id = depot_azure_service_dup_id (service);

  return g_strconcat ("service-expiry:", id, NULL);
}

static char *
dup_end (DepotAzureService *service)
{
  g_autoptr (GDateTime) end
      = g_date_time_new_from_unix_local (depot_azure_service_get_expires (service));

  return g_date_time_format (end, "%x");
}

static void
say (DepotHouse *house, DepotAzureService *service, int stage)
{
  g_autofree char *end = dup_end (service);
  const char *inserts[] = {
    depot_azure_service_get_name (service), depot_azure_service_get_tenant_id (service), end, NULL
  };

  depot_house_say (house,
                   stage == 0 ? DEPOT_MESSAGE_SERVICE_EXPIRED : DEPOT_MESSAGE_SERVICE_EXPIRES,
                   NULL,
                   inserts);
}

static void
look_at (DepotHouse *house, DepotAzureService *service)
{
  int stage = depot_azure_service_get_expiry_stage (service, depot_clock_now (house->clock));
  g_autofree char *key = dup_setting (service);
  g_autofree char *mark = NULL;

  if (stage < 0)
    return;
  mark = g_strdup_printf (
      "%" G_GINT64_FORMAT ":%d", depot_azure_service_get_expires (service), stage);
  if (g_strcmp0 (depot_house_peek_setting (house, key), mark) == 0)
    return;
  depot_house_set_setting (house, key, mark);
  say (house, service, stage);
}

void
depot_service_expiry_look (DepotHouse *house)
{
  GListModel *services = depot_house_get_azure_services (house);

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (DepotAzureService) service = g_list_model_get_item (services, i);

      look_at (house, service);
    }
}

static DepotAzureService *
find_first_to_end (DepotHouse *house, gint64 now)
{
  GListModel *services = depot_house_get_azure_services (house);
  DepotAzureService *first = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr (DepotAzureService) service = g_list_model_get_item (services, i);

      /* the list keeps it */
      if (depot_azure_service_get_expiry_stage (service, now) >= 0
          && (first == NULL
              || depot_azure_service_get_expires (service)
                     < depot_azure_service_get_expires (first)))
        first = service;
    }
  return first;
}

char *
depot_service_expiry_dup_banner (DepotHouse *house)
{
  gint64 now = depot_clock_now (depot_house_get_clock (house));
  DepotAzureService *service = find_first_to_end (house, now);
  g_autofree char *end = service != NULL ? dup_end (service) : NULL;

  if (service == NULL)
    return NULL;
  if (depot_azure_service_get_expiry_stage (service, now) == 0)
    /* Translators: name of an Azure service, then a date */
    return g_strdup_printf (_ ("The credential of Azure service %s ended on %s"),
                            depot_azure_service_get_name (service),
                            end);
  /* Translators: name of an Azure service, then a date */
  return g_strdup_printf (_ ("The credential of Azure service %s ends on %s"),
                          depot_azure_service_get_name (service),
                          end);
}
