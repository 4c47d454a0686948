/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-json.h"
#include "practice-network-parts.h"
#include "practice-resources.h"

static void
set_guid (JsonObject *resource, JsonObject *old)
{
  const char *known
      = practice_arm_json_string (practice_arm_json_object (old, "properties"), "resourceGuid");
  g_autofree char *guid = known != NULL ? g_strdup (known) : g_uuid_string_random ();

  practice_arm_json_set (practice_arm_json_object (resource, "properties"),
                         "resourceGuid",
                         practice_arm_json_new_string (guid));
}

static PracticeRefusal *
check_subnet_properties (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *properties)
{
  if (practice_arm_json_string (properties, "addressPrefix") == NULL
      && practice_arm_json_array (properties, "addressPrefixes") == NULL)
    return practice_refusal_new (
        400, "InvalidRequestFormat", "A subnet of %s has no address prefix.", id->id);
  return practice_network_check_reference (
      cloud, id, practice_arm_json_object (properties, "networkSecurityGroup"));
}

static PracticeRefusal *
check_network (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (body, "properties");
  JsonObject *space = practice_arm_json_object (properties, "addressSpace");
  JsonArray *prefixes = practice_arm_json_array (space, "addressPrefixes");
  JsonArray *subnets = practice_arm_json_array (properties, "subnets");

  if (prefixes == NULL || json_array_get_length (prefixes) == 0)
    return practice_refusal_new (
        400, "InvalidRequestFormat", "The virtual network %s has no address space.", id->id);
  for (guint i = 0; subnets != NULL && i < json_array_get_length (subnets); i++)
    {
      JsonNode *node = json_array_get_element (subnets, i);
      JsonObject *subnet = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      PracticeRefusal *refusal
          = check_subnet_properties (cloud, id, practice_arm_json_object (subnet, "properties"));

      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

static void
fill_network (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  set_guid (resource, old);
  practice_network_fill_parts (cloud, id, resource, "subnets", TRUE);
  practice_arm_json_set_default (practice_arm_json_object (resource, "properties"),
                                 "enableDdosProtection",
                                 practice_arm_json_new_bool (FALSE));
}

static PracticeRefusal *
check_network_unused (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  return practice_network_check_unused (cloud, id, "InUseSubnetCannotBeDeleted");
}

const PracticeResourceType practice_type_network = {
  .type = "Microsoft.Network/virtualNetworks",
  .flags = PRACTICE_RESOURCE_ETAG,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 8,
  .update_seconds = 4,
  .delete_seconds = 8,
  .creating = "Updating",
  .check = check_network,
  .fill = fill_network,
  .check_delete = check_network_unused,
};

static PracticeRefusal *
check_subnet (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  return check_subnet_properties (cloud, id, practice_arm_json_object (body, "properties"));
}

static void
subnet_ready (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_network_join_part (cloud, id, "subnets", resource);
}

static void
subnet_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_network_leave_part (cloud, id, "subnets");
}

const PracticeResourceType practice_type_subnet = {
  .type = "Microsoft.Network/virtualNetworks/subnets",
  .flags = PRACTICE_RESOURCE_ETAG | PRACTICE_RESOURCE_CHILD | PRACTICE_RESOURCE_NO_LOCATION,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 4,
  .update_seconds = 4,
  .delete_seconds = 4,
  .creating = "Updating",
  .check = check_subnet,
  .ready = subnet_ready,
  .gone = subnet_gone,
};

static PracticeRefusal *
check_balancer (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (body, "properties");
  JsonArray *fronts = practice_arm_json_array (properties, "frontendIPConfigurations");

  for (guint i = 0; fronts != NULL && i < json_array_get_length (fronts); i++)
    {
      JsonNode *node = json_array_get_element (fronts, i);
      JsonNode *address
          = JSON_NODE_HOLDS_OBJECT (node)
                ? practice_arm_json_at (
                      json_node_get_object (node), "properties", "publicIPAddress", NULL)
                : NULL;
      PracticeRefusal *refusal;

      if (address == NULL || !JSON_NODE_HOLDS_OBJECT (address))
        continue;
      refusal = practice_network_check_reference (cloud, id, json_node_get_object (address));
      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

static void
fill_balancer (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  static const char *const arrays[]
      = { "frontendIPConfigurations", "backendAddressPools", "loadBalancingRules", "probes",
          "inboundNatRules",          "outboundRules",       "inboundNatPools" };

  set_guid (resource, old);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    practice_network_fill_parts (cloud, id, resource, arrays[i], FALSE);
}

static PracticeRefusal *
check_balancer_unused (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  return practice_network_check_unused (cloud, id, "LoadBalancerInUseByVirtualMachineScaleSet");
}

const PracticeResourceType practice_type_load_balancer = {
  .type = "Microsoft.Network/loadBalancers",
  .flags = PRACTICE_RESOURCE_ETAG,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 8,
  .update_seconds = 4,
  .delete_seconds = 10,
  .creating = "Updating",
  .check = check_balancer,
  .fill = fill_balancer,
  .check_delete = check_balancer_unused,
};
