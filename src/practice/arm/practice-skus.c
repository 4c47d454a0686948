/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-skus.h"

#include "practice-arm-access.h"
#include "practice-arm-list.h"
#include "practice-locations.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *size;
  const char *family;
  int cores;
  const char *memory_gb;
  const char *not_in; /* a region, "*" for all: restricted for the subscription */
} Sku;

static const Sku skus[] = {
  { "Standard_B2s_v2", "B2s_v2", "standardBsv2Family", 2, "8", NULL },
  { "Standard_B2ts_v2", "B2ts_v2", "standardBsv2Family", 2, "1", NULL },
  { "Standard_B4s_v2", "B4s_v2", "standardBsv2Family", 4, "16", NULL },
  { "Standard_D2as_v5", "D2as_v5", "standardDASv5Family", 2, "8", NULL },
  { "Standard_D2s_v5", "D2s_v5", "standardDSv5Family", 2, "8", "uksouth" },
  { "Standard_D4s_v5", "D4s_v5", "standardDSv5Family", 4, "16", "*" },
};

static const Sku *
find_sku (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (skus); i++)
    if (g_ascii_strcasecmp (skus[i].name, name) == 0)
      return &skus[i];
  return NULL;
}

static gboolean
is_restricted (PracticeCloud *cloud, const Sku *sku, const char *location)
{
  if (practice_scenario_lists (practice_cloud_get_scenario (cloud), "missingSkus", sku->name))
    return TRUE;
  return sku->not_in != NULL
         && (strcmp (sku->not_in, "*") == 0 || strcmp (sku->not_in, location) == 0);
}

gboolean
practice_skus_has (PracticeCloud *cloud, const char *name, const char *location)
{
  const Sku *sku = find_sku (name);

  return sku != NULL && !is_restricted (cloud, sku, location);
}

static void
add_capability (JsonArray *capabilities, const char *name, const char *value)
{
  JsonObject *capability = json_object_new ();

  json_object_set_string_member (capability, "name", name);
  json_object_set_string_member (capability, "value", value);
  json_array_add_object_element (capabilities, capability);
}

static JsonArray *
make_capabilities (const Sku *sku)
{
  JsonArray *capabilities = json_array_new ();
  g_autofree char *cores = g_strdup_printf ("%d", sku->cores);

  add_capability (capabilities, "vCPUs", cores);
  add_capability (capabilities, "MemoryGB", sku->memory_gb);
  add_capability (capabilities, "HyperVGenerations", "V1,V2");
  add_capability (capabilities, "PremiumIO", "True");
  add_capability (capabilities, "EncryptionAtHostSupported", "True");
  return capabilities;
}

static JsonArray *
one_string (const char *text)
{
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, text);
  return array;
}

static JsonArray *
make_restrictions (PracticeCloud *cloud, const Sku *sku, const char *location)
{
  JsonArray *restrictions = json_array_new ();
  JsonObject *restriction, *info;

  if (!is_restricted (cloud, sku, location))
    return restrictions;
  restriction = json_object_new ();
  info = json_object_new ();
  json_object_set_array_member (info, "locations", one_string (location));
  json_object_set_string_member (restriction, "type", "Location");
  json_object_set_array_member (restriction, "values", one_string (location));
  json_object_set_object_member (restriction, "restrictionInfo", info);
  json_object_set_string_member (restriction, "reasonCode", "NotAvailableForSubscription");
  json_array_add_object_element (restrictions, restriction);
  return restrictions;
}

static JsonObject *
sku_to_json (PracticeCloud *cloud, const Sku *sku, const char *location)
{
  JsonObject *json = json_object_new ();
  JsonArray *infos = json_array_new ();
  JsonObject *info = json_object_new ();

  json_object_set_string_member (info, "location", location);
  json_object_set_array_member (info, "zones", json_array_new ());
  json_array_add_object_element (infos, info);
  json_object_set_string_member (json, "resourceType", "virtualMachines");
  json_object_set_string_member (json, "name", sku->name);
  json_object_set_string_member (json, "tier", "Standard");
  json_object_set_string_member (json, "size", sku->size);
  json_object_set_string_member (json, "family", sku->family);
  json_object_set_array_member (json, "locations", one_string (location));
  json_object_set_array_member (json, "locationInfo", infos);
  json_object_set_array_member (json, "capabilities", make_capabilities (sku));
  json_object_set_array_member (json, "restrictions", make_restrictions (cloud, sku, location));
  return json;
}

static void
list_skus (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Compute/skus/read");
  const char *filter = practice_request_get_query (request, "$filter");
  g_autoptr (JsonArray) value = json_array_new ();
  const PracticeLocation *location;

  if (principal == NULL)
    return;
  for (guint i = 0; (location = practice_locations_at (i)) != NULL; i++)
    {
      g_autofree char *quoted = g_strconcat ("'", location->name, "'", NULL);

      if (location->is_logical || (filter != NULL && strstr (filter, quoted) == NULL))
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (skus); j++)
        json_array_add_object_element (
            value, sku_to_json (practice_request_get_cloud (request), &skus[j], location->name));
    }
  practice_arm_list_reply (request, value);
}

void
practice_skus_register (PracticeCloud *cloud)
{
  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/subscriptions/{subscription}/providers/Microsoft.Compute/skus",
                       list_skus,
                       NULL);
}
