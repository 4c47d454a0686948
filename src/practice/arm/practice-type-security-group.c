/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-json.h"
#include "practice-network-parts.h"
#include "practice-resources.h"
#include "practice-scale-set.h"

static gboolean
is_one_of (const char *word, const char *first, const char *second)
{
  return word != NULL
         && (g_ascii_strcasecmp (word, first) == 0 || g_ascii_strcasecmp (word, second) == 0);
}

static PracticeRefusal *
check_rule_properties (const char *name, JsonObject *properties)
{
  gint64 priority = practice_arm_json_int (properties, "priority", 0);

  if (priority < 100 || priority > 4096)
    return practice_refusal_new (400,
                                 "SecurityRuleInvalidPriority",
                                 "Security rule has invalid Priority. Value provided: %d Allowed "
                                 "range 100-4096.",
                                 (int) priority);
  if (!is_one_of (practice_arm_json_string (properties, "access"), "Allow", "Deny")
      || !is_one_of (practice_arm_json_string (properties, "direction"), "Inbound", "Outbound")
      || practice_arm_json_string (properties, "protocol") == NULL)
    return practice_refusal_new (400,
                                 "InvalidRequestFormat",
                                 "Security rule %s needs protocol, access and direction.",
                                 name);
  return NULL;
}

static PracticeRefusal *
check_priority_free (JsonArray *rules, const char *name, JsonObject *properties)
{
  gint64 priority = practice_arm_json_int (properties, "priority", 0);

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      JsonObject *other = json_array_get_object_element (rules, i);
      JsonObject *its = practice_arm_json_object (other, "properties");

      if (g_ascii_strcasecmp (practice_arm_json_string (other, "name"), name) != 0
          && practice_arm_json_int (its, "priority", 0) == priority
          && g_ascii_strcasecmp (practice_arm_json_string (its, "direction"),
                                 practice_arm_json_string (properties, "direction"))
                 == 0)
        return practice_refusal_new (400,
                                     "SecurityRuleConflict",
                                     "Security rule %s conflicts with rule %s. Rules cannot have "
                                     "the same Priority and Direction.",
                                     name,
                                     practice_arm_json_string (other, "name"));
    }
  return NULL;
}

static PracticeRefusal *
check_group (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonArray *rules
      = practice_arm_json_array (practice_arm_json_object (body, "properties"), "securityRules");

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      JsonNode *node = json_array_get_element (rules, i);
      JsonObject *rule = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *name = practice_arm_json_string (rule, "name");
      PracticeRefusal *refusal;

      if (name == NULL)
        return practice_refusal_new (400, "InvalidRequestFormat", "A security rule has no name.");
      refusal = check_rule_properties (name, practice_arm_json_object (rule, "properties"));
      if (refusal != NULL)
        return refusal;
    }
  return NULL;
}

static JsonObject *
make_default_rule (const char *name, const char *direction, const char *access, gint64 priority)
{
  JsonObject *rule = json_object_new ();
  JsonObject *properties = json_object_new ();

  json_object_set_string_member (properties, "protocol", "*");
  json_object_set_string_member (properties, "sourcePortRange", "*");
  json_object_set_string_member (properties, "destinationPortRange", "*");
  json_object_set_string_member (properties, "sourceAddressPrefix", "*");
  json_object_set_string_member (properties, "destinationAddressPrefix", "*");
  json_object_set_string_member (properties, "access", access);
  json_object_set_int_member (properties, "priority", priority);
  json_object_set_string_member (properties, "direction", direction);
  json_object_set_string_member (rule, "name", name);
  json_object_set_object_member (rule, "properties", properties);
  return rule;
}

static void
fill_group (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  const char *known
      = practice_arm_json_string (practice_arm_json_object (old, "properties"), "resourceGuid");
  g_autofree char *guid = known != NULL ? g_strdup (known) : g_uuid_string_random ();
  JsonArray *defaults = json_array_new ();

  json_array_add_object_element (defaults,
                                 make_default_rule ("DenyAllInBound", "Inbound", "Deny", 65500));
  json_array_add_object_element (
      defaults, make_default_rule ("AllowInternetOutBound", "Outbound", "Allow", 65001));
  json_object_set_array_member (properties, "defaultSecurityRules", defaults);
  practice_arm_json_set (properties, "resourceGuid", practice_arm_json_new_string (guid));
  practice_network_fill_parts (cloud, id, resource, "securityRules", TRUE);
  practice_network_fill_parts (cloud, id, resource, "defaultSecurityRules", FALSE);
}

static void
group_ready (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_scale_set_changed (cloud);
}

static PracticeRefusal *
check_group_unused (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  return practice_network_check_unused (cloud, id, "InUseNetworkSecurityGroupCannotBeDeleted");
}

const PracticeResourceType practice_type_security_group = {
  .type = "Microsoft.Network/networkSecurityGroups",
  .flags = PRACTICE_RESOURCE_ETAG,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 8,
  .update_seconds = 4,
  .delete_seconds = 8,
  .creating = "Updating",
  .check = check_group,
  .fill = fill_group,
  .ready = group_ready,
  .check_delete = check_group_unused,
};

static PracticeRefusal *
check_rule (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  g_autoptr (JsonObject) group = practice_resources_get (cloud, id->parent_id);
  JsonObject *properties = practice_arm_json_object (body, "properties");
  PracticeRefusal *refusal = check_rule_properties (id->leaf, properties);

  if (refusal != NULL)
    return refusal;
  return check_priority_free (
      practice_arm_json_array (practice_arm_json_object (group, "properties"), "securityRules"),
      id->leaf,
      properties);
}

static void
rule_ready (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_network_join_part (cloud, id, "securityRules", resource);
  practice_scale_set_changed (cloud);
}

static void
rule_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  practice_network_leave_part (cloud, id, "securityRules");
  practice_scale_set_changed (cloud);
}

const PracticeResourceType practice_type_security_rule = {
  .type = "Microsoft.Network/networkSecurityGroups/securityRules",
  .flags = PRACTICE_RESOURCE_ETAG | PRACTICE_RESOURCE_CHILD | PRACTICE_RESOURCE_NO_LOCATION,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 4,
  .update_seconds = 4,
  .delete_seconds = 4,
  .creating = "Updating",
  .check = check_rule,
  .ready = rule_ready,
  .gone = rule_gone,
};
