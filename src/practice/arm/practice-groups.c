/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-groups.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-deployments.h"
#include "practice-locations.h"
#include "practice-locks.h"
#include "practice-operation.h"
#include "practice-resources.h"
#include "practice-roles.h"

#include <string.h>

#define COLLECTION "resource-groups"
#define GROUPS "Microsoft.Resources/subscriptions/resourceGroups/"

static gboolean
name_is_valid (const char *name)
{
  gsize length = strlen (name);

  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._()-", *at) == NULL)
      return FALSE;
  return length >= 1 && length <= 90 && name[length - 1] != '.';
}

static PracticeRefusal *
check_group (
    PracticeCloud *cloud, const char *id, const char *name, JsonObject *body, JsonObject *old)
{
  const char *location = practice_arm_json_string (body, "location");
  g_autofree char *folded = location != NULL ? practice_arm_fold_location (location) : NULL;

  if (!name_is_valid (name))
    return practice_refusal_new (400,
                                 "InvalidParameter",
                                 "The provided resource group name '%s' has these invalid "
                                 "characters: '.'. The name can only be a letter, digit, '-', "
                                 "'.', '(', ')' or '_'.",
                                 name);
  if (folded == NULL)
    return practice_refusal_new (
        400, "LocationRequired", "The location property is required for this definition.");
  if (!practice_locations_has (folded))
    return practice_refusal_new (400,
                                 "LocationNotAvailableForResourceGroup",
                                 "The provided location '%s' is not available for resource group.",
                                 location);
  if (old != NULL && strcmp (practice_arm_json_string (old, "location"), folded) != 0)
    return practice_refusal_new (409,
                                 "InvalidResourceGroupLocation",
                                 "Invalid resource group location '%s'. The Resource group already "
                                 "exists in location '%s'.",
                                 folded,
                                 practice_arm_json_string (old, "location"));
  if (old != NULL
      && strcmp (json_node_get_string (
                     practice_arm_json_at (old, "properties", "provisioningState", NULL)),
                 "Deleting")
             == 0)
    return practice_refusal_new (409,
                                 "ResourceGroupBeingDeleted",
                                 "The resource group '%s' is in deprovisioning state and cannot "
                                 "perform this operation.",
                                 name);
  return practice_locks_check (cloud, id, FALSE);
}

static JsonObject *
make_group (const char *id, const char *name, JsonObject *body)
{
  JsonObject *group = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonObject *tags = practice_arm_json_object (body, "tags");
  g_autofree char *folded
      = practice_arm_fold_location (practice_arm_json_string (body, "location"));

  json_object_set_string_member (group, "id", id);
  json_object_set_string_member (group, "name", name);
  json_object_set_string_member (group, "type", "Microsoft.Resources/resourceGroups");
  json_object_set_string_member (group, "location", folded);
  if (tags != NULL)
    json_object_set_object_member (group, "tags", practice_arm_json_clone_object (tags));
  json_object_set_string_member (properties, "provisioningState", "Succeeded");
  json_object_set_object_member (group, "properties", properties);
  return group;
}

PracticeRefusal *
practice_groups_put (PracticeCloud *cloud,
                     const char *subscription,
                     const char *name,
                     JsonObject *body,
                     gboolean *created,
                     JsonObject **group)
{
  g_autoptr (JsonObject) old = practice_arm_get_group (cloud, subscription, name);
  g_autofree char *id = practice_arm_id_for_group (subscription, name);
  PracticeRefusal *refusal = check_group (cloud, id, name, body, old);

  if (refusal != NULL)
    return refusal;
  *created = old == NULL;
  *group = make_group (old != NULL ? practice_arm_json_string (old, "id") : id,
                       old != NULL ? practice_arm_json_string (old, "name") : name,
                       body);
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, id, *group);
  return NULL;
}

static void
put_group (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, GROUPS "write");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) group = NULL;
  g_autoptr (PracticeRefusal) refusal = NULL;
  gboolean created = FALSE;

  if (principal == NULL)
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  refusal = practice_groups_put (practice_request_get_cloud (request),
                                 practice_request_get_capture (request, "subscription"),
                                 practice_request_get_capture (request, "group"),
                                 body,
                                 &created,
                                 &group);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  else
    practice_request_reply_json (request, created ? 201 : 200, group);
}

static void
patch_group (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter_group (request, GROUPS "write");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) group = NULL;
  JsonObject *tags;

  if (principal == NULL)
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  group = practice_arm_get_group (cloud,
                                  practice_request_get_capture (request, "subscription"),
                                  practice_request_get_capture (request, "group"));
  tags = practice_arm_json_object (body, "tags");
  if (tags != NULL)
    json_object_set_object_member (group, "tags", practice_arm_json_clone_object (tags));
  practice_state_put (
      practice_cloud_get_state (cloud), COLLECTION, practice_arm_json_string (group, "id"), group);
  practice_request_reply_json (request, 200, group);
}

static void
get_group (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal = practice_arm_enter_group (request, GROUPS "read");
  g_autoptr (JsonObject) group = NULL;

  if (principal == NULL)
    return;
  group = practice_arm_get_group (practice_request_get_cloud (request),
                                  practice_request_get_capture (request, "subscription"),
                                  practice_request_get_capture (request, "group"));
  practice_request_reply_json (request, 200, group);
}

static void
head_group (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, GROUPS "read");
  g_autoptr (JsonObject) group = NULL;

  if (principal == NULL)
    return;
  group = practice_arm_get_group (practice_request_get_cloud (request),
                                  practice_request_get_capture (request, "subscription"),
                                  practice_request_get_capture (request, "group"));
  practice_request_reply_empty (request, group != NULL ? 204 : 404);
}

/* "tagName eq 'x' and tagValue eq 'y'" → the two values; NULL where there is no such part. */
static char *
read_filter (const char *filter, const char *word)
{
  const char *at = filter != NULL ? strstr (filter, word) : NULL;
  const char *from = at != NULL ? strchr (at, '\'') : NULL;
  const char *to = from != NULL ? strchr (from + 1, '\'') : NULL;

  return to != NULL ? g_strndup (from + 1, to - from - 1) : NULL;
}

static gboolean
filter_takes (PracticeRequest *request, JsonObject *object)
{
  const char *filter = practice_request_get_query (request, "$filter");
  g_autofree char *name = read_filter (filter, "tagName eq");
  g_autofree char *value = read_filter (filter, "tagValue eq");
  g_autofree char *type = read_filter (filter, "resourceType eq");
  JsonObject *tags = practice_arm_json_object (object, "tags");

  if (type != NULL && g_ascii_strcasecmp (practice_arm_json_string (object, "type"), type) != 0)
    return FALSE;
  if (name == NULL)
    return TRUE;
  if (practice_arm_json_string (tags, name) == NULL)
    return FALSE;
  return value == NULL || strcmp (practice_arm_json_string (tags, name), value) == 0;
}

static void
list_groups (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, GROUPS "read");
  g_autofree char *prefix = NULL;
  g_autoptr (JsonArray) value = json_array_new ();
  g_autoptr (GPtrArray) all = NULL;

  if (principal == NULL)
    return;
  prefix = g_strconcat ("/subscriptions/",
                        practice_request_get_capture (request, "subscription"),
                        "/resourceGroups/",
                        NULL);
  all = practice_state_list (state, COLLECTION, prefix);
  for (guint i = 0; i < all->len; i++)
    if (filter_takes (request, all->pdata[i]))
      json_array_add_object_element (value, json_object_ref (all->pdata[i]));
  practice_arm_list_reply (request, value);
}

/* A list shows what all resources have, not their properties. */
static JsonObject *
make_entry (PracticeRequest *request, JsonObject *resource)
{
  static const char *const members[]
      = { "id", "name", "type", "location", "tags", "kind", "identity", "zones" };
  JsonObject *entry = json_object_new ();
  JsonObject *sku = practice_arm_json_object (resource, "sku");
  JsonNode *state = practice_arm_json_at (resource, "properties", "provisioningState", NULL);
  const char *expand = practice_request_get_query (request, "$expand");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = practice_arm_json_member (resource, members[i]);

      if (node != NULL)
        json_object_set_member (entry, members[i], practice_arm_json_clone (node));
    }
  if (sku != NULL)
    json_object_set_object_member (entry, "sku", practice_arm_json_clone_object (sku));
  if (expand != NULL && strstr (expand, "provisioningState") != NULL && state != NULL)
    json_object_set_member (entry, "provisioningState", practice_arm_json_clone (state));
  return entry;
}

static void
reply_resources (PracticeRequest *request, const char *scope)
{
  g_autoptr (GPtrArray) all
      = practice_resources_list (practice_request_get_cloud (request), scope, NULL);
  g_autoptr (JsonArray) value = json_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      const PracticeResourceType *type
          = practice_resource_type_find (practice_arm_json_string (all->pdata[i], "type"));

      if (type != NULL && !(type->flags & PRACTICE_RESOURCE_CHILD)
          && filter_takes (request, all->pdata[i]))
        json_array_add_object_element (value, make_entry (request, all->pdata[i]));
    }
  practice_arm_list_reply (request, value);
}

static void
list_group_resources (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter_group (request, GROUPS "resources/read");
  g_autofree char *scope = NULL;

  if (principal == NULL)
    return;
  scope = practice_arm_id_for_group (practice_request_get_capture (request, "subscription"),
                                     practice_request_get_capture (request, "group"));
  reply_resources (request, scope);
}

static void
list_subscription_resources (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Resources/subscriptions/resources/read");
  g_autofree char *scope = NULL;

  if (principal == NULL)
    return;
  scope = g_strconcat (
      "/subscriptions/", practice_request_get_capture (request, "subscription"), NULL);
  reply_resources (request, scope);
}

/* Scale sets take longest; the rest of a group goes while they do. */
static double
seconds_to_delete (PracticeCloud *cloud, const char *id)
{
  g_autoptr (GPtrArray) all = practice_resources_list (cloud, id, NULL);
  double longest = 5;

  for (guint i = 0; i < all->len; i++)
    {
      const PracticeResourceType *type
          = practice_resource_type_find (practice_arm_json_string (all->pdata[i], "type"));

      if (type != NULL)
        longest = MAX (longest, type->delete_seconds + 10);
    }
  return longest;
}

static double
delete_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  const char *id = practice_arm_json_string (practice_operation_get_data (operation), "id");

  practice_resources_finish_delete (cloud, id);
  practice_deployments_forget (cloud, id);
  practice_roles_forget_scope (cloud, id);
  practice_state_remove (practice_cloud_get_state (cloud), COLLECTION, id);
  practice_operation_succeed (operation, NULL);
  return 0;
}

static void
start_delete (PracticeRequest *request, const char *id)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (JsonObject) group
      = practice_state_get (practice_cloud_get_state (cloud), COLLECTION, id);
  g_autoptr (PracticeOperation) operation = NULL;
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autofree char *base = g_strconcat (
      "/subscriptions/", practice_request_get_capture (request, "subscription"), NULL);

  practice_arm_json_set (practice_arm_json_object (group, "properties"),
                         "provisioningState",
                         practice_arm_json_new_string ("Deleting"));
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, id, group);
  json_object_set_string_member (facts, "id", id);
  operation = practice_operation_start (
      cloud, "group-delete", base, seconds_to_delete (cloud, id), facts);
  practice_operation_reply (operation, request, 202, PRACTICE_ASYNC_LOCATION, NULL);
}

static void
delete_group (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter_group (request, GROUPS "delete");
  g_autofree char *id = NULL;
  g_autoptr (PracticeRefusal) refusal = NULL;

  if (principal == NULL)
    return;
  id = practice_arm_id_for_group (practice_request_get_capture (request, "subscription"),
                                  practice_request_get_capture (request, "group"));
  refusal = practice_locks_check (cloud, id, TRUE);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  else
    start_delete (request, id);
}

void
practice_groups_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    const char *rest;
    PracticeHandler handler;
  } routes[] = {
    { "PUT", "resourceGroups/{group}", put_group },
    { "PATCH", "resourceGroups/{group}", patch_group },
    { "GET", "resourceGroups/{group}", get_group },
    { "HEAD", "resourceGroups/{group}", head_group },
    { "DELETE", "resourceGroups/{group}", delete_group },
    { "GET", "resourceGroups", list_groups },
    { "GET", "resourceGroups/{group}/resources", list_group_resources },
    { "GET", "resources", list_subscription_resources },
  };

  practice_operation_add_kind (cloud, "group-delete", delete_step, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      g_autofree char *pattern
          = g_strconcat ("/subscriptions/{subscription}/", routes[i].rest, NULL);

      practice_router_add (practice_cloud_get_router (cloud),
                           PRACTICE_SURFACE_MANAGEMENT,
                           routes[i].method,
                           pattern,
                           routes[i].handler,
                           NULL);
    }
}
