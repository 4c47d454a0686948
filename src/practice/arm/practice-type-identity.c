/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-json.h"
#include "practice-directory.h"

static void
set_guid (JsonObject *properties, JsonObject *was, const char *name)
{
  const char *known = practice_arm_json_string (was, name);
  g_autofree char *guid = known != NULL ? g_strdup (known) : g_uuid_string_random ();

  practice_arm_json_set (properties, name, practice_arm_json_new_string (guid));
}

static void
fill_identity (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *resource, JsonObject *old)
{
  JsonObject *properties = json_object_new ();
  JsonObject *was = practice_arm_json_object (old, "properties");
  const PracticeSubscription *subscription
      = practice_directory_find_subscription (id->subscription);

  json_object_set_string_member (properties, "tenantId", subscription->tenant_id);
  set_guid (properties, was, "principalId");
  set_guid (properties, was, "clientId");
  json_object_set_object_member (resource, "properties", properties);
}

const PracticeResourceType practice_type_identity = {
  .type = "Microsoft.ManagedIdentity/userAssignedIdentities",
  .flags = PRACTICE_RESOURCE_NO_STATE,
  .create_seconds = 5,
  .update_seconds = 1,
  .delete_seconds = 1,
  .fill = fill_identity,
};
