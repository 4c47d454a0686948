/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-scale-set.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-resources.h"

#include <string.h>

#define SET_PATTERN                                                                                \
  "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/"              \
  "virtualMachineScaleSets/{name}"

static JsonObject *
make_status (const char *code, const char *title, const char *time)
{
  JsonObject *status = json_object_new ();

  json_object_set_string_member (status, "code", code);
  json_object_set_string_member (status, "level", "Info");
  json_object_set_string_member (status, "displayStatus", title);
  if (time != NULL)
    json_object_set_string_member (status, "time", time);
  return status;
}

static JsonArray *
make_instance_statuses (JsonObject *instance)
{
  JsonArray *statuses = json_array_new ();
  const char *power = practice_arm_json_string (instance, "power");
  g_autofree char *code = g_strconcat ("PowerState/", power, NULL);
  g_autofree char *title = g_strconcat ("VM ", power, NULL);

  json_array_add_object_element (statuses,
                                 make_status ("ProvisioningState/succeeded",
                                              "Provisioning succeeded",
                                              practice_arm_json_string (instance, "created")));
  json_array_add_object_element (statuses, make_status (code, title, NULL));
  return statuses;
}

static JsonObject *
make_instance_view (JsonObject *instance)
{
  JsonObject *view = json_object_new ();

  json_object_set_int_member (view, "platformUpdateDomain", 0);
  json_object_set_int_member (view, "platformFaultDomain", 0);
  json_object_set_array_member (view, "statuses", make_instance_statuses (instance));
  return view;
}

static JsonObject *
instance_to_json (JsonObject *scale_set, JsonObject *instance, gboolean with_view)
{
  JsonObject *json = json_object_new ();
  JsonObject *properties = json_object_new ();
  const char *number = practice_arm_json_string (instance, "id");
  JsonObject *sku = practice_arm_json_object (scale_set, "sku");
  JsonObject *its_sku = json_object_new ();
  g_autofree char *id
      = g_strconcat (practice_arm_json_string (scale_set, "id"), "/virtualMachines/", number, NULL);
  g_autofree char *name
      = g_strconcat (practice_arm_json_string (scale_set, "name"), "_", number, NULL);

  json_object_set_string_member (its_sku, "name", practice_arm_json_string (sku, "name"));
  json_object_set_string_member (its_sku, "tier", "Standard");
  json_object_set_boolean_member (
      properties, "latestModelApplied", practice_arm_json_bool (instance, "latest", TRUE));
  json_object_set_string_member (properties, "vmId", practice_arm_json_string (instance, "vmId"));
  json_object_set_string_member (properties, "provisioningState", "Succeeded");
  json_object_set_string_member (
      properties, "timeCreated", practice_arm_json_string (instance, "created"));
  if (with_view)
    json_object_set_object_member (properties, "instanceView", make_instance_view (instance));
  json_object_set_string_member (json, "name", name);
  json_object_set_string_member (json, "instanceId", number);
  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (
      json, "type", "Microsoft.Compute/virtualMachineScaleSets/virtualMachines");
  json_object_set_string_member (
      json, "location", practice_arm_json_string (scale_set, "location"));
  json_object_set_object_member (json, "sku", its_sku);
  json_object_set_object_member (json, "properties", properties);
  return json;
}

/* The scale set that the path begins with, or NULL after answering. */
static JsonObject *
find_scale_set (PracticeRequest *request, const char *action)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter_group (request, action);
  g_autofree char *id = NULL;
  JsonObject *scale_set;

  if (principal == NULL)
    return NULL;
  id = g_strdup_printf ("/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Compute/"
                        "virtualMachineScaleSets/%s",
                        practice_request_get_capture (request, "subscription"),
                        practice_request_get_capture (request, "group"),
                        practice_request_get_capture (request, "name"));
  scale_set = practice_resources_get (cloud, id);
  if (scale_set == NULL)
    practice_request_reply_error (request,
                                  404,
                                  "ResourceNotFound",
                                  "The Resource 'Microsoft.Compute/virtualMachineScaleSets/%s' "
                                  "under resource group '%s' was not found.",
                                  practice_request_get_capture (request, "name"),
                                  practice_request_get_capture (request, "group"));
  return scale_set;
}

static JsonArray *
dup_instances (PracticeRequest *request, JsonObject *scale_set)
{
  g_autoptr (JsonObject) inner = practice_resources_get_inner (
      practice_request_get_cloud (request), practice_arm_json_string (scale_set, "id"));
  JsonArray *instances = practice_arm_json_array (inner, "instances");

  return instances != NULL ? json_array_ref (instances) : json_array_new ();
}

static void
add_count (JsonArray *summary, const char *code, gint64 count)
{
  JsonObject *one = json_object_new ();

  json_object_set_string_member (one, "code", code);
  json_object_set_int_member (one, "count", count);
  json_array_add_object_element (summary, one);
}

static JsonArray *
summarise (JsonArray *instances)
{
  static const char *const powers[]
      = { "running", "starting", "stopping", "stopped", "deallocating", "deallocated" };
  JsonArray *summary = json_array_new ();

  if (json_array_get_length (instances) > 0)
    add_count (summary, "ProvisioningState/succeeded", json_array_get_length (instances));
  for (guint i = 0; i < G_N_ELEMENTS (powers); i++)
    {
      g_autofree char *code = g_strconcat ("PowerState/", powers[i], NULL);
      gint64 count = 0;

      for (guint j = 0; j < json_array_get_length (instances); j++)
        if (g_strcmp0 (
                practice_arm_json_string (json_array_get_object_element (instances, j), "power"),
                powers[i])
            == 0)
          count++;
      if (count > 0)
        add_count (summary, code, count);
    }
  return summary;
}

static void
get_set_view (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) scale_set
      = find_scale_set (request, "Microsoft.Compute/virtualMachineScaleSets/instanceView/read");
  g_autoptr (JsonArray) instances = NULL;
  g_autoptr (JsonObject) view = NULL;
  JsonObject *machines;
  JsonArray *statuses;
  gboolean busy;

  if (scale_set == NULL)
    return;
  instances = dup_instances (request, scale_set);
  busy = practice_resources_is_busy (scale_set);
  view = json_object_new ();
  machines = json_object_new ();
  statuses = json_array_new ();
  json_object_set_array_member (machines, "statusesSummary", summarise (instances));
  json_array_add_object_element (
      statuses,
      make_status (busy ? "ProvisioningState/updating" : "ProvisioningState/succeeded",
                   busy ? "Updating" : "Provisioning succeeded",
                   NULL));
  json_object_set_object_member (view, "virtualMachine", machines);
  json_object_set_array_member (view, "statuses", statuses);
  practice_request_reply_json (request, 200, view);
}

static gboolean
wants_view (PracticeRequest *request)
{
  const char *expand = practice_request_get_query (request, "$expand");

  return expand != NULL && g_ascii_strcasecmp (expand, "instanceView") == 0;
}

static void
list_instances (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) scale_set
      = find_scale_set (request, "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read");
  g_autoptr (JsonArray) instances = NULL;
  g_autoptr (JsonArray) value = json_array_new ();

  if (scale_set == NULL)
    return;
  instances = dup_instances (request, scale_set);
  for (guint i = 0; i < json_array_get_length (instances); i++)
    json_array_add_object_element (value,
                                   instance_to_json (scale_set,
                                                     json_array_get_object_element (instances, i),
                                                     wants_view (request)));
  practice_arm_list_reply (request, value);
}

/* `data` is not NULL for the instance's view alone. */
static void
get_instance (PracticeRequest *request, gpointer data)
{
  g_autoptr (JsonObject) scale_set
      = find_scale_set (request, "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read");
  const char *wanted = practice_request_get_capture (request, "instance");
  g_autoptr (JsonArray) instances = NULL;

  if (scale_set == NULL)
    return;
  instances = dup_instances (request, scale_set);
  for (guint i = 0; i < json_array_get_length (instances); i++)
    {
      JsonObject *instance = json_array_get_object_element (instances, i);
      g_autoptr (JsonObject) json = NULL;

      if (strcmp (practice_arm_json_string (instance, "id"), wanted) != 0)
        continue;
      json = data != NULL ? make_instance_view (instance)
                          : instance_to_json (scale_set, instance, wants_view (request));
      practice_request_reply_json (request, 200, json);
      return;
    }
  practice_request_reply_error (
      request, 404, "InvalidParameter", "The entity was not found: instance '%s'.", wanted);
}

void
practice_scale_set_instances_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);

  practice_router_add (
      router, PRACTICE_SURFACE_MANAGEMENT, "GET", SET_PATTERN "/instanceView", get_set_view, NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       SET_PATTERN "/virtualMachines",
                       list_instances,
                       NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       SET_PATTERN "/virtualMachines/{instance}",
                       get_instance,
                       NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       SET_PATTERN "/virtualMachines/{instance}/instanceView",
                       get_instance,
                       (gpointer) SET_PATTERN);
}
