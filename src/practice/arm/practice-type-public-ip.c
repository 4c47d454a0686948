/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-json.h"
#include "practice-names.h"
#include "practice-network-parts.h"
#include "practice-public-address.h"
#include "practice-resources.h"

#define DNS_SUFFIX "cloudapp.localhost"
#define FIRST_ADDRESS 11

static char *
make_label_key (JsonObject *resource)
{
  JsonObject *settings
      = practice_arm_json_object (practice_arm_json_object (resource, "properties"), "dnsSettings");
  const char *label = practice_arm_json_string (settings, "domainNameLabel");

  if (label == NULL)
    return NULL;
  return g_strconcat (practice_arm_json_string (resource, "location"), "/", label, NULL);
}

static PracticeRefusal *
check_address (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonObject *settings
      = practice_arm_json_object (practice_arm_json_object (body, "properties"), "dnsSettings");
  const char *label = practice_arm_json_string (settings, "domainNameLabel");
  const char *location = practice_arm_json_string (body, "location");

  if (label == NULL)
    return NULL;
  if (!practice_names_label_is_valid (label))
    return practice_refusal_new (400,
                                 "InvalidDomainNameLabel",
                                 "The domain name label %s is invalid. It must conform to the "
                                 "following regular expression: "
                                 "^[a-z][a-z0-9-]{1,61}[a-z0-9]$.",
                                 label);
  if (practice_names_label_is_taken (cloud, label, location, id->id))
    return practice_refusal_new (400,
                                 "DnsRecordInUse",
                                 "DNS record %s.%s." DNS_SUFFIX
                                 " is already used by another public IP.",
                                 label,
                                 location);
  return NULL;
}

char *
practice_public_address_allocate (PracticeCloud *cloud)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autoptr (JsonObject) counter = practice_state_get (state, "counters", "public-ip");
  gint64 next;

  if (counter == NULL)
    counter = json_object_new ();
  next = practice_arm_json_int (counter, "next", FIRST_ADDRESS);
  json_object_set_int_member (counter, "next", next + 1);
  practice_state_put (state, "counters", "public-ip", counter);
  return g_strdup_printf ("127.77.%d.%d", (int) (next / 250 % 250), (int) (next % 250 + 1));
}

static void
remember_label (PracticeCloud *cloud,
                const PracticeArmId *id,
                JsonObject *resource,
                JsonObject *old)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autofree char *was = old != NULL ? make_label_key (old) : NULL;
  g_autofree char *now = make_label_key (resource);
  g_autoptr (JsonObject) owner = json_object_new ();

  json_object_set_string_member (owner, "id", id->id);
  if (was != NULL)
    practice_state_remove (state, "dns-labels", was);
  if (now != NULL)
    practice_state_put (state, "dns-labels", now, owner);
}

static void
fill_address (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");
  JsonObject *was = practice_arm_json_object (old, "properties");
  JsonObject *settings = practice_arm_json_object (properties, "dnsSettings");
  const char *label = practice_arm_json_string (settings, "domainNameLabel");
  const char *guid = practice_arm_json_string (was, "resourceGuid");
  const char *address = practice_arm_json_string (was, "ipAddress");
  g_autofree char *new_guid = guid == NULL ? g_uuid_string_random () : NULL;
  g_autofree char *new_address = address == NULL ? practice_public_address_allocate (cloud) : NULL;

  practice_arm_json_set_default (
      properties, "publicIPAddressVersion", practice_arm_json_new_string ("IPv4"));
  practice_arm_json_set_default (
      properties, "publicIPAllocationMethod", practice_arm_json_new_string ("Static"));
  practice_arm_json_set_default (properties, "idleTimeoutInMinutes", practice_arm_json_new_int (4));
  practice_arm_json_set (
      properties, "resourceGuid", practice_arm_json_new_string (guid != NULL ? guid : new_guid));
  practice_arm_json_set (properties,
                         "ipAddress",
                         practice_arm_json_new_string (address != NULL ? address : new_address));
  if (label != NULL)
    {
      g_autofree char *fqdn = g_strconcat (
          label, ".", practice_arm_json_string (resource, "location"), "." DNS_SUFFIX, NULL);

      practice_arm_json_set (settings, "fqdn", practice_arm_json_new_string (fqdn));
    }
  remember_label (cloud, id, resource, old);
}

static PracticeRefusal *
check_address_unused (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  return practice_network_check_unused (cloud, id, "PublicIPAddressCannotBeDeleted");
}

static void
address_gone (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource)
{
  g_autofree char *key = make_label_key (resource);

  if (key != NULL)
    practice_state_remove (practice_cloud_get_state (cloud), "dns-labels", key);
}

const PracticeResourceType practice_type_public_ip = {
  .type = "Microsoft.Network/publicIPAddresses",
  .flags = PRACTICE_RESOURCE_ETAG,
  .put = PRACTICE_PUT_HEADER,
  .delete = PRACTICE_DELETE_LOCATION,
  .create_seconds = 6,
  .update_seconds = 4,
  .delete_seconds = 12,
  .creating = "Updating",
  .check = check_address,
  .fill = fill_address,
  .check_delete = check_address_unused,
  .gone = address_gone,
};
