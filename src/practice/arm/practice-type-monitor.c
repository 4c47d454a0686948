/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-type.h"

#include "practice-arm-json.h"

static PracticeRefusal *
check_autoscale (PracticeCloud *cloud, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (body, "properties");
  JsonArray *profiles = practice_arm_json_array (properties, "profiles");

  if (profiles == NULL || json_array_get_length (profiles) == 0
      || practice_arm_json_string (properties, "targetResourceUri") == NULL)
    return practice_refusal_new (400,
                                 "InvalidRequestContent",
                                 "The autoscale setting needs a target resource and at least one "
                                 "profile.");
  return NULL;
}

static void
fill_autoscale (PracticeCloud *cloud,
                const PracticeArmId *id,
                JsonObject *resource,
                JsonObject *old)
{
  JsonObject *properties = practice_arm_json_object (resource, "properties");

  practice_arm_json_set (properties, "name", practice_arm_json_new_string (id->leaf));
  practice_arm_json_set_default (properties, "enabled", practice_arm_json_new_bool (FALSE));
}

const PracticeResourceType practice_type_autoscale = {
  .type = "Microsoft.Insights/autoscalesettings",
  .flags = PRACTICE_RESOURCE_NO_STATE,
  .create_seconds = 3,
  .update_seconds = 1,
  .check = check_autoscale,
  .fill = fill_autoscale,
};

const PracticeResourceType practice_type_diagnostics = {
  .type = "Microsoft.Insights/diagnosticSettings",
  .flags = PRACTICE_RESOURCE_NO_STATE | PRACTICE_RESOURCE_CHILD | PRACTICE_RESOURCE_NO_LOCATION
           | PRACTICE_RESOURCE_CREATED_IS_OK,
  .create_seconds = 2,
  .update_seconds = 1,
};
