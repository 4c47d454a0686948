/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-plan.h"

#include "arm/practice-arm-id.h"
#include "arm/practice-arm-json.h"
#include "arm/practice-resources.h"
#include "arm/practice-scale-set.h"

#include <string.h>

#define CONFIG_PATH "/etc/depot-edge/config.json"
#define CLOUD_CONFIG "#cloud-config\n"

static JsonObject *
first_object (JsonObject *object, const char *array)
{
  JsonArray *elements = practice_arm_json_array (object, array);
  JsonNode *node = elements != NULL && json_array_get_length (elements) > 0
                       ? json_array_get_element (elements, 0)
                       : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonObject *
properties_of (JsonObject *object)
{
  return practice_arm_json_object (object, "properties");
}

static JsonObject *
find_ip_configuration (JsonObject *scale_set)
{
  JsonObject *profile
      = practice_arm_json_object (properties_of (scale_set), "virtualMachineProfile");
  JsonObject *card = first_object (practice_arm_json_object (profile, "networkProfile"),
                                   "networkInterfaceConfigurations");

  return properties_of (first_object (properties_of (card), "ipConfigurations"));
}

static gboolean
balances_https (JsonObject *balancer)
{
  JsonArray *rules = practice_arm_json_array (properties_of (balancer), "loadBalancingRules");

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    if (practice_arm_json_int (
            properties_of (json_array_get_object_element (rules, i)), "frontendPort", 0)
        == 443)
      return TRUE;
  return FALSE;
}

static char *
find_address (PracticeCloud *cloud, JsonObject *ip_configuration)
{
  JsonObject *pool = first_object (ip_configuration, "loadBalancerBackendAddressPools");
  const char *pool_id = practice_arm_json_string (pool, "id");
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (pool_id);
  g_autoptr (JsonObject) balancer = NULL;
  g_autoptr (JsonObject) address = NULL;
  JsonObject *front;
  const char *address_id;

  if (id == NULL || id->parent_id == NULL)
    return NULL;
  balancer = practice_resources_get (cloud, id->parent_id);
  if (balancer == NULL || !balances_https (balancer))
    return NULL;
  front = properties_of (first_object (properties_of (balancer), "frontendIPConfigurations"));
  address_id = practice_arm_json_string (practice_arm_json_object (front, "publicIPAddress"), "id");
  if (address_id == NULL)
    return NULL;
  address = practice_resources_get (cloud, address_id);
  return g_strdup (practice_arm_json_string (properties_of (address), "ipAddress"));
}

static gboolean
is_about_https (JsonObject *rule)
{
  JsonArray *ranges = practice_arm_json_array (rule, "destinationPortRanges");
  const char *range = practice_arm_json_string (rule, "destinationPortRange");

  for (guint i = 0; ranges != NULL && i < json_array_get_length (ranges); i++)
    if (g_strcmp0 (json_array_get_string_element (ranges, i), "443") == 0)
      return TRUE;
  return g_strcmp0 (range, "443") == 0 || g_strcmp0 (range, "*") == 0;
}

/* The rule with the lowest number decides; without any, nothing comes in. */
static gboolean
lets_in (JsonObject *group)
{
  JsonArray *rules = practice_arm_json_array (properties_of (group), "securityRules");
  gint64 best = G_MAXINT64;
  gboolean allowed = FALSE;

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      JsonObject *rule = properties_of (json_array_get_object_element (rules, i));
      gint64 priority = practice_arm_json_int (rule, "priority", G_MAXINT64);
      const char *direction = practice_arm_json_string (rule, "direction");

      if (direction == NULL || g_ascii_strcasecmp (direction, "Inbound") != 0
          || !is_about_https (rule) || priority >= best)
        continue;
      best = priority;
      allowed = g_ascii_strcasecmp (practice_arm_json_string (rule, "access"), "Allow") == 0;
    }
  return allowed;
}

static gboolean
firewall_lets_in (PracticeCloud *cloud, JsonObject *ip_configuration)
{
  const char *subnet_id
      = practice_arm_json_string (practice_arm_json_object (ip_configuration, "subnet"), "id");
  g_autoptr (JsonObject) subnet
      = subnet_id != NULL ? practice_resources_get (cloud, subnet_id) : NULL;
  const char *group_id = practice_arm_json_string (
      practice_arm_json_object (properties_of (subnet), "networkSecurityGroup"), "id");
  g_autoptr (JsonObject) group = group_id != NULL ? practice_resources_get (cloud, group_id) : NULL;

  return group != NULL && lets_in (group);
}

static JsonObject *
decode_file (JsonObject *file)
{
  const char *content = practice_arm_json_string (file, "content");
  g_autofree char *text = NULL;
  gsize length = 0;

  if (content == NULL || g_strcmp0 (practice_arm_json_string (file, "encoding"), "b64") != 0)
    return NULL;
  text = (char *) g_base64_decode (content, &length);
  return g_utf8_validate (text, (gssize) length, NULL) ? practice_arm_json_parse_object (text)
                                                       : NULL;
}

/* "#cloud-config" followed by JSON, which is YAML as well; other custom data starts no service. */
static JsonObject *
read_config (PracticeCloud *cloud, const char *id)
{
  g_autofree char *encoded = practice_scale_set_dup_custom_data (cloud, id);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) frame = NULL;
  JsonArray *files;
  gsize length = 0;

  if (encoded == NULL)
    return NULL;
  text = (char *) g_base64_decode (encoded, &length);
  if (!g_utf8_validate (text, (gssize) length, NULL) || !g_str_has_prefix (text, CLOUD_CONFIG))
    return NULL;
  frame = practice_arm_json_parse_object (text + strlen (CLOUD_CONFIG));
  files = practice_arm_json_array (frame, "write_files");
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);

      if (JSON_NODE_HOLDS_OBJECT (node)
          && g_strcmp0 (practice_arm_json_string (json_node_get_object (node), "path"), CONFIG_PATH)
                 == 0)
        return decode_file (json_node_get_object (node));
    }
  return NULL;
}

static char *
ensure_key (PracticeCloud *cloud, const char *id)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (cloud, id);
  const char *key = practice_arm_json_string (inner, "metadataKey");
  g_autofree char *guid = NULL;

  if (key != NULL)
    return g_strdup (key);
  guid = g_uuid_string_random ();
  json_object_set_string_member (inner, "metadataKey", guid);
  practice_resources_put_inner (cloud, id, inner);
  return g_steal_pointer (&guid);
}

PracticeEdgePlan *
practice_edge_plan_make (PracticeCloud *cloud, JsonObject *scale_set)
{
  const char *id = practice_arm_json_string (scale_set, "id");
  JsonObject *ip_configuration = find_ip_configuration (scale_set);
  g_autofree char *address = NULL;
  JsonObject *config;
  PracticeEdgePlan *self;

  if (!practice_scale_set_has_running (cloud, id) || !firewall_lets_in (cloud, ip_configuration))
    return NULL;
  address = find_address (cloud, ip_configuration);
  if (address == NULL)
    return NULL;
  config = read_config (cloud, id);
  if (config == NULL)
    return NULL;
  self = g_new0 (PracticeEdgePlan, 1);
  self->id = g_strdup (id);
  self->address = g_steal_pointer (&address);
  self->key = ensure_key (cloud, id);
  self->config = config;
  return self;
}

PracticeEdgePlan *
practice_edge_plan_copy (PracticeEdgePlan *self)
{
  PracticeEdgePlan *copy = g_new0 (PracticeEdgePlan, 1);

  copy->id = g_strdup (self->id);
  copy->address = g_strdup (self->address);
  copy->key = g_strdup (self->key);
  copy->config = json_object_ref (self->config);
  return copy;
}

void
practice_edge_plan_free (PracticeEdgePlan *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->address);
  g_free (self->key);
  json_object_unref (self->config);
  g_free (self);
}

gboolean
practice_edge_plan_equal (PracticeEdgePlan *left, PracticeEdgePlan *right)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (left == NULL || right == NULL)
    return left == right;
  a = practice_arm_json_object_to_text (left->config);
  b = practice_arm_json_object_to_text (right->config);
  return strcmp (a, b) == 0 && strcmp (left->address, right->address) == 0;
}
