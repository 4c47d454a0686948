/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-json.h"
#include "practice-resources.h"

#include <string.h>

static void
fill_zone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  JsonArray *servers = json_array_new ();

  json_array_add_string_element (servers, "ns1.practice.localhost.");
  json_object_set_array_member (properties, "nameServers", servers);
  practice_arm_json_set (properties, "maxNumberOfRecordSets", practice_arm_json_new_int (10000));
  practice_arm_json_set (properties, "numberOfRecordSets", practice_arm_json_new_int (2));
  practice_arm_json_set_default (properties, "zoneType", practice_arm_json_new_string ("Public"));
}

const PracticeResourceType practice_type_dns_zone = {
  .type = "Microsoft.Network/dnszones",
  .flags = PRACTICE_RESOURCE_NO_STATE | PRACTICE_RESOURCE_GLOBAL | PRACTICE_RESOURCE_ETAG,
  .create_seconds = 3,
  .update_seconds = 1,
  .fill = fill_zone,
};

static PracticeRefusal *
check_cname (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonNode *target = practice_arm_json_at (body, "properties", "CNAMERecord", "cname", NULL);

  if (strcmp (id->leaf, "@") == 0)
    return practice_refusal_new (
        400, "BadRequest", "The CNAME record set cannot be made at the zone apex.");
  if (!practice_arm_json_is_string (target))
    return practice_refusal_new (400, "BadRequest", "The record set has no CNAME record.");
  return NULL;
}

static void
fill_cname (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  g_autoptr (PracticeArmId) zone = practice_arm_id_parse (id->parent_id);
  g_autofree char *fqdn = g_strconcat (id->leaf, ".", zone->leaf, ".", NULL);
  JsonObject *properties = practice_arm_json_object (resource, "properties");

  practice_arm_json_set (properties, "fqdn", practice_arm_json_new_string (fqdn));
}

const PracticeResourceType practice_type_dns_cname = {
  .type = "Microsoft.Network/dnszones/CNAME",
  .flags = PRACTICE_RESOURCE_ETAG | PRACTICE_RESOURCE_CHILD | PRACTICE_RESOURCE_NO_LOCATION,
  .create_seconds = 2,
  .update_seconds = 1,
  .check = check_cname,
  .fill = fill_cname,
};
