/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-scale-set.h"

#include "practice-arm-json.h"
#include "practice-network-parts.h"
#include "practice-resources.h"
#include "practice-skus.h"

#include <string.h>

/* Azure's limit: 64 KiB before Base64 */
#define MAX_CUSTOM_DATA 87380
#define MAX_CAPACITY 1000

static PracticeRefusal *
check_sku (PracticeCloud *cloud, JsonObject *body)
{
  JsonObject *sku = practice_arm_json_object (body, "sku");
  const char *name = practice_arm_json_string (sku, "name");
  const char *location = practice_arm_json_string (body, "location");
  gint64 capacity = practice_arm_json_int (sku, "capacity", 0);

  if (name == NULL)
    return practice_refusal_new (
        400, "InvalidParameter", "Required parameter 'sku' is missing (null).");
  if (capacity < 0 || capacity > MAX_CAPACITY)
    return practice_refusal_new (
        400, "InvalidParameter", "The value of parameter sku.capacity is invalid.");
  if (practice_skus_has (cloud, name, location))
    return NULL;
  return practice_refusal_new (409,
                               "SkuNotAvailable",
                               "The requested VM size for resource 'Following SKUs have failed "
                               "for Capacity Restrictions: %s' is currently not available in "
                               "location '%s'. Please try another size or deploy to a different "
                               "location or different zone.",
                               name,
                               location);
}

static PracticeRefusal *
check_os_profile (JsonObject *profile)
{
  JsonObject *os = practice_arm_json_object (profile, "osProfile");
  const char *custom = practice_arm_json_string (os, "customData");
  gsize length = custom != NULL ? strlen (custom) : 0;

  if (practice_arm_json_string (os, "computerNamePrefix") == NULL
      || practice_arm_json_string (os, "adminUsername") == NULL)
    return practice_refusal_new (400,
                                 "InvalidParameter",
                                 "Required parameter 'osProfile.computerNamePrefix' or "
                                 "'osProfile.adminUsername' is missing (null).");
  if (length > MAX_CUSTOM_DATA || length % 4 != 0
      || (custom != NULL
          && strspn (custom, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
                 != length))
    return practice_refusal_new (400,
                                 "InvalidParameter",
                                 "Custom data in OSProfile must be in Base64 encoding and with a "
                                 "maximum length of 87380 characters.");
  return NULL;
}

static PracticeRefusal *
check_ip_configuration (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *configuration)
{
  JsonObject *properties = practice_arm_json_object (configuration, "properties");
  JsonArray *pools = practice_arm_json_array (properties, "loadBalancerBackendAddressPools");
  PracticeRefusal *refusal = practice_network_check_reference (
      cloud, id, practice_arm_json_object (properties, "subnet"));

  for (guint i = 0; refusal == NULL && pools != NULL && i < json_array_get_length (pools); i++)
    {
      JsonNode *pool = json_array_get_element (pools, i);

      if (JSON_NODE_HOLDS_OBJECT (pool))
        refusal = practice_network_check_reference (cloud, id, json_node_get_object (pool));
    }
  return refusal;
}

static PracticeRefusal *
check_network_profile (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *profile)
{
  JsonArray *cards = practice_arm_json_array (practice_arm_json_object (profile, "networkProfile"),
                                              "networkInterfaceConfigurations");

  if (cards == NULL || json_array_get_length (cards) == 0)
    return practice_refusal_new (
        400, "InvalidParameter", "Required parameter 'networkProfile' is missing (null).");
  for (guint i = 0; i < json_array_get_length (cards); i++)
    {
      JsonNode *card = json_array_get_element (cards, i);
      JsonArray *all
          = JSON_NODE_HOLDS_OBJECT (card)
                ? practice_arm_json_array (
                      practice_arm_json_object (json_node_get_object (card), "properties"),
                      "ipConfigurations")
                : NULL;

      for (guint j = 0; all != NULL && j < json_array_get_length (all); j++)
        {
          JsonNode *one = json_array_get_element (all, j);
          PracticeRefusal *refusal
              = JSON_NODE_HOLDS_OBJECT (one)
                    ? check_ip_configuration (cloud, id, json_node_get_object (one))
                    : NULL;

          if (refusal != NULL)
            return refusal;
        }
    }
  return NULL;
}

static PracticeRefusal *
check_identities (PracticeCloud *cloud, JsonObject *body)
{
  JsonObject *identities = practice_arm_json_object (practice_arm_json_object (body, "identity"),
                                                     "userAssignedIdentities");
  g_autoptr (GList) ids = identities != NULL ? json_object_get_members (identities) : NULL;

  for (GList *l = ids; l != NULL; l = l->next)
    {
      g_autoptr (JsonObject) identity = practice_resources_get (cloud, l->data);

      if (identity == NULL)
        return practice_refusal_new (400,
                                     "FailedIdentityOperation",
                                     "Identity operation for resource failed with error 'The "
                                     "assigned identity '%s' was not found.'.",
                                     (const char *) l->data);
    }
  return NULL;
}

static JsonObject *
get_profile (JsonObject *resource)
{
  return practice_arm_json_object (practice_arm_json_object (resource, "properties"),
                                   "virtualMachineProfile");
}

static void
set_clone (JsonObject *object, const char *name, JsonNode *node, gpointer target)
{
  json_object_set_member (target, name, practice_arm_json_clone (node));
}

/* az scales by a PUT that names nothing but place and size; Compute leaves the rest as it is. */
static void
complete_from_old (JsonObject *body, JsonObject *old)
{
  g_autoptr (JsonObject) whole = NULL;

  if (old == NULL || get_profile (body) != NULL)
    return;
  whole = practice_arm_json_clone_object (old);
  practice_arm_json_merge (whole, body);
  json_object_foreach_member (whole, set_clone, body);
}

static PracticeRefusal *
check_scale_set (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  PracticeRefusal *refusal;
  JsonObject *profile;

  complete_from_old (body, old);
  profile = get_profile (body);
  refusal = check_sku (cloud, body);
  if (refusal == NULL)
    refusal = check_identities (cloud, body);
  if (refusal == NULL && profile == NULL)
    refusal = practice_refusal_new (400,
                                    "InvalidParameter",
                                    "Required parameter 'virtualMachineProfile' is missing "
                                    "(null).");
  if (refusal == NULL)
    refusal = check_os_profile (profile);
  if (refusal == NULL)
    refusal = check_network_profile (cloud, id, profile);
  return refusal;
}

/* Custom data goes in and never comes out again. */
static void
hide_custom_data (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *profile)
{
  JsonObject *os = practice_arm_json_object (profile, "osProfile");
  const char *custom = practice_arm_json_string (os, "customData");
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id->id);

  if (custom == NULL)
    return;
  json_object_set_string_member (inner, "customData", custom);
  practice_resources_put_inner (cloud, id->id, inner);
  json_object_remove_member (os, "customData");
}

static void
fill_identities (PracticeCloud *cloud, JsonObject *resource)
{
  JsonObject *identities = practice_arm_json_object (
      practice_arm_json_object (resource, "identity"), "userAssignedIdentities");
  g_autoptr (GList) ids = identities != NULL ? json_object_get_members (identities) : NULL;

  for (GList *l = ids; l != NULL; l = l->next)
    {
      g_autoptr (JsonObject) identity = practice_resources_get (cloud, l->data);
      JsonObject *properties = practice_arm_json_object (identity, "properties");
      JsonObject *facts = json_object_new ();

      json_object_set_string_member (
          facts, "principalId", practice_arm_json_string (properties, "principalId"));
      json_object_set_string_member (
          facts, "clientId", practice_arm_json_string (properties, "clientId"));
      json_object_set_object_member (identities, l->data, facts);
    }
}

static gboolean
has_other_size (JsonObject *resource, JsonObject *old)
{
  return old != NULL
         && g_strcmp0 (
                practice_arm_json_string (practice_arm_json_object (resource, "sku"), "name"),
                practice_arm_json_string (practice_arm_json_object (old, "sku"), "name"))
                != 0;
}

static void
fill_scale_set (PracticeCloud *cloud,
                const PracticeArmId *id,
                JsonObject *resource,
                JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  JsonObject *was = practice_arm_json_object (old, "properties");
  JsonObject *profile = practice_arm_json_object (properties, "virtualMachineProfile");
  JsonObject *disk
      = practice_arm_json_object (practice_arm_json_object (profile, "storageProfile"), "osDisk");
  const char *unique = practice_arm_json_string (was, "uniqueId");
  const char *created = practice_arm_json_string (was, "timeCreated");
  g_autofree char *guid = g_uuid_string_random ();
  g_autofree char *now = practice_cloud_format_now (cloud);

  practice_arm_json_set_default (practice_arm_json_object (resource, "sku"),
                                 "tier",
                                 practice_arm_json_new_string ("Standard"));
  practice_arm_json_set (
      properties, "uniqueId", practice_arm_json_new_string (unique != NULL ? unique : guid));
  practice_arm_json_set (
      properties, "timeCreated", practice_arm_json_new_string (created != NULL ? created : now));
  if (disk != NULL)
    practice_arm_json_set_default (disk, "osType", practice_arm_json_new_string ("Linux"));
  hide_custom_data (cloud, id, profile);
  fill_identities (cloud, resource);
  if (has_other_size (resource, old))
    practice_scale_set_outdate_instances (cloud, id->id);
}

static void
scale_set_ready (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_scale_set_fit_instances (cloud, id->id, resource);
  practice_resources_put (cloud, id->id, resource);
  practice_scale_set_changed (cloud);
}

static void
scale_set_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_scale_set_changed (cloud);
}

const PracticeResourceType practice_type_scale_set = {
  .type = "Microsoft.Compute/virtualMachineScaleSets",
  .flags = PRACTICE_RESOURCE_ETAG,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 330,
  .update_seconds = 60,
  .delete_seconds = 90,
  .check = check_scale_set,
  .fill = fill_scale_set,
  .ready = scale_set_ready,
  .gone = scale_set_gone,
};

void
practice_type_scale_set_register (PracticeCloud *cloud)
{
  practice_scale_set_actions_register (cloud);
  practice_scale_set_instances_register (cloud);
}
