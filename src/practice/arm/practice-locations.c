/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-locations.h"

#include <string.h>

static const PracticeLocation locations[] = {
  { "eastus", "East US", "(US) East US", "US", "westus", FALSE },
  { "westus", "West US", "(US) West US", "US", "eastus", FALSE },
  { "westus2", "West US 2", "(US) West US 2", "US", NULL, FALSE },
  { "northeurope", "North Europe", "(Europe) North Europe", "Europe", "westeurope", FALSE },
  { "westeurope", "West Europe", "(Europe) West Europe", "Europe", "northeurope", FALSE },
  { "germanywestcentral",
    "Germany West Central",
    "(Europe) Germany West Central",
    "Europe",
    NULL,
    FALSE },
  { "uksouth", "UK South", "(Europe) UK South", "Europe", NULL, FALSE },
  { "japaneast", "Japan East", "(Asia Pacific) Japan East", "Asia Pacific", NULL, FALSE },
  { "europe", "Europe", "Europe", "Europe", NULL, TRUE },
};

const PracticeLocation *
practice_locations_at (guint index)
{
  return index < G_N_ELEMENTS (locations) ? &locations[index] : NULL;
}

gboolean
practice_locations_has (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    if (!locations[i].is_logical && strcmp (locations[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static JsonObject *
make_metadata (const PracticeLocation *self, const char *subscription)
{
  JsonObject *metadata = json_object_new ();
  JsonArray *pairs = json_array_new ();

  json_object_set_string_member (metadata, "regionType", self->is_logical ? "Logical" : "Physical");
  json_object_set_string_member (
      metadata, "regionCategory", self->is_logical ? "Other" : "Recommended");
  json_object_set_string_member (metadata, "geographyGroup", self->geography);
  if (self->pair != NULL)
    {
      JsonObject *pair = json_object_new ();
      g_autofree char *id
          = g_strconcat ("/subscriptions/", subscription, "/locations/", self->pair, NULL);

      json_object_set_string_member (pair, "name", self->pair);
      json_object_set_string_member (pair, "id", id);
      json_array_add_object_element (pairs, pair);
    }
  json_object_set_array_member (metadata, "pairedRegion", pairs);
  return metadata;
}

JsonObject *
practice_location_to_json (const PracticeLocation *self, const char *subscription)
{
  JsonObject *json = json_object_new ();
  g_autofree char *id
      = g_strconcat ("/subscriptions/", subscription, "/locations/", self->name, NULL);

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "name", self->name);
  json_object_set_string_member (json, "type", "Region");
  json_object_set_string_member (json, "displayName", self->title);
  json_object_set_string_member (json, "regionalDisplayName", self->regional_title);
  json_object_set_object_member (json, "metadata", make_metadata (self, subscription));
  return json;
}
