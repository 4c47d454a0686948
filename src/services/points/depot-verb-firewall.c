/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two switches beside the instances: the rule that refuses clients within seconds, and the
 * autoscale setting, which would start instances again behind Stop's back.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-arm-actions.h"
#include "depot-json.h"

#define RULE_SECONDS 2
/* before depot-https (200) of our template */
#define RULE_PRIORITY 100
#define TAG_AUTOSCALE "depot-autoscale"

static char *
dup_rule_id (DepotVerbOperation *self)
{
  return g_strconcat (self->firewall_id, "/securityRules/depot-stop", NULL);
}

static void
look_at_rule (DepotVerbOperation *self, GAsyncReadyCallback read)
{
  g_autofree char *id = dup_rule_id (self);

  depot_arm_get_resource_async (depot_verb_operation_get_arm (self),
                                id,
                                DEPOT_NETWORK_VERSION,
                                depot_verb_operation_get_cancellable (self),
                                read,
                                g_object_ref (self));
}

/* closing */

static JsonObject *
make_rule (void)
{
  JsonObject *rule = json_object_new ();
  JsonObject *properties = depot_json_object_of_strings ("direction",
                                                         "Inbound",
                                                         "access",
                                                         "Deny",
                                                         "protocol",
                                                         "Tcp",
                                                         "sourceAddressPrefix",
                                                         "*",
                                                         "sourcePortRange",
                                                         "*",
                                                         "destinationAddressPrefix",
                                                         "*",
                                                         "destinationPortRange",
                                                         "443",
                                                         NULL);

  json_object_set_int_member (properties, "priority", RULE_PRIORITY);
  json_object_set_object_member (rule, "properties", properties);
  return rule;
}

static void
rule_put (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) rule = depot_arm_put_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  self->has_changed = TRUE;
  depot_point_operation_again (&self->parent, RULE_SECONDS);
}

static void
put_rule (DepotVerbOperation *self)
{
  g_autofree char *id = dup_rule_id (self);
  g_autoptr (JsonObject) rule = make_rule ();

  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Closing the firewall of service %s",
                   depot_verb_operation_get_name (self));
  depot_arm_put_resource_async (depot_verb_operation_get_arm (self),
                                id,
                                DEPOT_NETWORK_VERSION,
                                rule,
                                depot_verb_operation_get_cancellable (self),
                                rule_put,
                                g_object_ref (self));
}

static void
rule_read_to_close (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) rule = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  if (rule == NULL || g_strcmp0 (depot_json_peek_string (rule, "properties.access"), "Deny") != 0)
    {
      put_rule (self);
      return;
    }
  self->has_changed = TRUE;
  if (g_strcmp0 (depot_json_peek_string (rule, "properties.provisioningState"), "Succeeded") == 0)
    depot_verb_operation_next (self);
  else
    depot_point_operation_again (&self->parent, RULE_SECONDS);
}

void
depot_verb_close_firewall (DepotVerbOperation *self)
{
  if (depot_verb_operation_need (self, self->firewall_id, _ ("network security group")))
    look_at_rule (self, rule_read_to_close);
}

/* opening */

static void
rule_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  char *poll_url = depot_arm_delete_resource_finish (DEPOT_ARM (source), result, &error);

  if (!depot_verb_operation_went_wrong (self, error))
    depot_point_operation_poll_later (&self->parent, poll_url);
}

static void
rule_read_to_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) rule = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  g_autofree char *id = NULL;

  if (depot_verb_operation_went_wrong (self, error))
    return;
  if (rule == NULL)
    {
      depot_verb_operation_next (self);
      return;
    }
  id = dup_rule_id (self);
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Opening the firewall of service %s",
                   depot_verb_operation_get_name (self));
  depot_arm_delete_resource_async (depot_verb_operation_get_arm (self),
                                   id,
                                   DEPOT_NETWORK_VERSION,
                                   depot_verb_operation_get_cancellable (self),
                                   rule_deleted,
                                   g_object_ref (self));
}

void
depot_verb_open_firewall (DepotVerbOperation *self)
{
  if (depot_verb_operation_need (self, self->firewall_id, _ ("network security group"))
      && !depot_point_operation_is_polling (&self->parent))
    look_at_rule (self, rule_read_to_open);
}

/* autoscale */

static void
autoscale_patched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  char *poll_url = depot_arm_patch_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  self->has_changed = TRUE;
  depot_point_operation_poll_later (&self->parent, poll_url);
}

/* Switch and tag change in one request: there is no moment in which one of them is wrong. */
static void
switch_autoscale (DepotVerbOperation *self, JsonObject *setting, gboolean on)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonNode *properties = json_object_dup_member (setting, "properties");
  JsonNode *tags = json_object_dup_member (setting, "tags");

  json_object_set_boolean_member (json_node_get_object (properties), "enabled", on);
  json_object_set_string_member (
      json_node_get_object (tags), TAG_AUTOSCALE, on ? "as-set" : "resting");
  json_object_set_member (body, "properties", properties);
  json_object_set_member (body, "tags", tags);
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Switching autoscale of service %s %s",
                   depot_verb_operation_get_name (self),
                   on ? "on" : "off");
  depot_arm_patch_resource_async (depot_verb_operation_get_arm (self),
                                  self->autoscale_id,
                                  DEPOT_AUTOSCALE_VERSION,
                                  body,
                                  depot_verb_operation_get_cancellable (self),
                                  autoscale_patched,
                                  g_object_ref (self));
}

static gboolean
is_on (JsonObject *setting)
{
  return depot_json_peek_bool (setting, "properties.enabled", FALSE);
}

static gboolean
is_resting (JsonObject *setting)
{
  return g_strcmp0 (depot_json_peek_string (setting, "tags." TAG_AUTOSCALE), "resting") == 0;
}

static void
autoscale_read_to_rest (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) setting
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  if (depot_point_operation_is_ours (&self->parent, setting) && is_on (setting))
    switch_autoscale (self, setting, FALSE);
  else
    depot_verb_operation_next (self);
}

static void
autoscale_read_to_resume (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) setting
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (self, error))
    return;
  if (depot_point_operation_is_ours (&self->parent, setting) && is_resting (setting)
      && !is_on (setting))
    switch_autoscale (self, setting, TRUE);
  else
    depot_verb_operation_next (self);
}

/* Whoever deleted the setting does not want it. */
static void
look_at_autoscale (DepotVerbOperation *self, GAsyncReadyCallback read)
{
  if (self->autoscale_id == NULL)
    depot_verb_operation_next (self);
  else if (!depot_point_operation_is_polling (&self->parent))
    depot_arm_get_resource_async (depot_verb_operation_get_arm (self),
                                  self->autoscale_id,
                                  DEPOT_AUTOSCALE_VERSION,
                                  depot_verb_operation_get_cancellable (self),
                                  read,
                                  g_object_ref (self));
}

void
depot_verb_rest_autoscale (DepotVerbOperation *self)
{
  look_at_autoscale (self, autoscale_read_to_rest);
}

void
depot_verb_resume_autoscale (DepotVerbOperation *self)
{
  look_at_autoscale (self, autoscale_read_to_resume);
}
