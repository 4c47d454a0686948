/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resources.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-directory.h"
#include "practice-locations.h"
#include "practice-locks.h"
#include "practice-providers.h"
#include "practice-roles.h"

#include <string.h>

#define COLLECTION "resources"
#define INNER "resource-inner"

JsonObject *
practice_resources_get (PracticeCloud *cloud, const char *id)
{
  return practice_state_get (practice_cloud_get_state (cloud), COLLECTION, id);
}

void
practice_resources_put (PracticeCloud *cloud, const char *id, JsonObject *resource)
{
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, id, resource);
}

JsonObject *
practice_resources_get_inner (PracticeCloud *cloud, const char *id)
{
  JsonObject *inner = practice_state_get (practice_cloud_get_state (cloud), INNER, id);

  return inner != NULL ? inner : json_object_new ();
}

void
practice_resources_put_inner (PracticeCloud *cloud, const char *id, JsonObject *inner)
{
  practice_state_put (practice_cloud_get_state (cloud), INNER, id, inner);
}

GPtrArray *
practice_resources_list (PracticeCloud *cloud, const char *scope, const char *type)
{
  g_autofree char *prefix = g_strconcat (scope, "/", NULL);
  GPtrArray *all = practice_state_list (practice_cloud_get_state (cloud), COLLECTION, prefix);

  for (guint i = all->len; type != NULL && i > 0; i--)
    if (g_ascii_strcasecmp (practice_arm_json_string (all->pdata[i - 1], "type"), type) != 0)
      g_ptr_array_remove_index (all, i - 1);
  return all;
}

gboolean
practice_resources_scope_exists (PracticeCloud *cloud, const char *scope)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_auto (GStrv) parts = g_strsplit (scope, "/", -1);
  guint length = g_strv_length (parts);

  if (length == 3)
    return practice_directory_find_subscription (parts[2]) != NULL;
  if (length == 5)
    return practice_state_has (state, "resource-groups", scope);
  return practice_state_has (state, COLLECTION, scope);
}

gboolean
practice_resources_is_busy (JsonObject *resource)
{
  JsonNode *node = practice_arm_json_at (resource, "properties", "provisioningState", NULL);
  const char *state = practice_arm_json_is_string (node) ? json_node_get_string (node) : NULL;

  return state != NULL && strcmp (state, "Succeeded") != 0 && strcmp (state, "Failed") != 0
         && strcmp (state, "Canceled") != 0;
}

static PracticeRefusal *
refuse_busy (const PracticeArmId *id)
{
  if (g_ascii_strcasecmp (id->provider, "Microsoft.Network") == 0)
    return practice_refusal_new (429,
                                 "RetryableErrorDueToAnotherOperation",
                                 "Operation on resource %s cannot proceed because another "
                                 "operation is in progress on it. Please retry later.",
                                 id->id);
  return practice_refusal_new (409,
                               "OperationNotAllowed",
                               "The resource '%s' has another operation in progress. Try again "
                               "when it is finished.",
                               id->name);
}

static PracticeRefusal *
check_place (PracticeCloud *cloud, const PracticeArmId *id)
{
  g_autoptr (JsonObject) parent = NULL;

  if (!practice_resources_scope_exists (cloud, id->scope))
    return practice_refusal_new (404,
                                 id->group != NULL && g_str_has_suffix (id->scope, id->group)
                                     ? "ResourceGroupNotFound"
                                     : "ResourceNotFound",
                                 "The scope '%s' could not be found.",
                                 id->scope);
  if (id->parent_id == NULL)
    return NULL;
  parent = practice_resources_get (cloud, id->parent_id);
  if (parent != NULL)
    return NULL;
  return practice_refusal_new (404,
                               "ParentResourceNotFound",
                               "Failed to perform 'write' on resource(s) of type '%s', because the "
                               "parent resource '%s' could not be found.",
                               id->type,
                               id->parent_id);
}

static PracticeRefusal *
check_location (PracticeCloud *cloud,
                const PracticeResourceType *type,
                const PracticeArmId *id,
                JsonObject *body,
                JsonObject *old)
{
  const char *location = practice_arm_json_string (body, "location");
  const char *was = practice_arm_json_string (old, "location");
  g_autofree char *folded = location != NULL ? practice_arm_fold_location (location) : NULL;

  if (type->flags & (PRACTICE_RESOURCE_NO_LOCATION | PRACTICE_RESOURCE_GLOBAL))
    return NULL;
  if (folded == NULL)
    return practice_refusal_new (
        400, "LocationRequired", "The location property is required for this definition.");
  if (!practice_locations_has (folded))
    return practice_refusal_new (400,
                                 "LocationNotAvailableForResourceType",
                                 "The provided location '%s' is not available for resource type "
                                 "'%s'.",
                                 location,
                                 type->type);
  if (was != NULL && strcmp (was, folded) != 0)
    return practice_refusal_new (409,
                                 "InvalidResourceLocation",
                                 "The resource '%s' already exists in location '%s' in resource "
                                 "group '%s'. A resource with the same name cannot be created in "
                                 "location '%s'. Please select a new resource name.",
                                 id->name,
                                 was,
                                 id->group,
                                 folded);
  return NULL;
}

static PracticeRefusal *
check_scenario (PracticeCloud *cloud, const PracticeArmId *id)
{
  JsonObject *effect
      = practice_scenario_fail_resource (practice_cloud_get_scenario (cloud), id->type, id->leaf);

  return effect != NULL ? practice_refusal_from_effect (effect) : NULL;
}

static PracticeRefusal *
check_all (PracticeCloud *cloud,
           const PracticeResourceType *type,
           const PracticeArmId *id,
           JsonObject *body,
           JsonObject *old)
{
  PracticeRefusal *refusal = practice_providers_check (cloud, id->subscription, id->provider);

  if (refusal == NULL)
    refusal = check_place (cloud, id);
  if (refusal == NULL)
    refusal = practice_locks_check (cloud, id->id, FALSE);
  if (refusal == NULL)
    refusal = check_location (cloud, type, id, body, old);
  if (refusal == NULL && old != NULL && practice_resources_is_busy (old))
    refusal = refuse_busy (id);
  if (refusal == NULL && type->check != NULL)
    refusal = type->check (cloud, id, body, old);
  if (refusal == NULL)
    refusal = check_scenario (cloud, id);
  return refusal;
}

/* What a client may set on any resource; what Azure adds comes from the type. */
static JsonObject *
make_document (const PracticeResourceType *type, const PracticeArmId *id, JsonObject *body)
{
  static const char *const members[] = { "tags", "sku", "kind", "identity", "zones" };
  JsonObject *resource = json_object_new ();
  JsonObject *properties = practice_arm_json_object (body, "properties");
  const char *location = practice_arm_json_string (body, "location");

  json_object_set_string_member (resource, "id", id->id);
  json_object_set_string_member (resource, "name", id->leaf);
  json_object_set_string_member (resource, "type", type->type);
  if (type->flags & PRACTICE_RESOURCE_GLOBAL)
    json_object_set_string_member (resource, "location", "global");
  else if (!(type->flags & PRACTICE_RESOURCE_NO_LOCATION))
    {
      g_autofree char *folded = practice_arm_fold_location (location);

      json_object_set_string_member (resource, "location", folded);
    }
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = practice_arm_json_member (body, members[i]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        json_object_set_member (resource, members[i], practice_arm_json_clone (node));
    }
  json_object_set_object_member (resource,
                                 "properties",
                                 properties != NULL ? practice_arm_json_clone_object (properties)
                                                    : json_object_new ());
  return resource;
}

static void
set_state (const PracticeResourceType *type, JsonObject *resource, const char *state)
{
  if (!(type->flags & PRACTICE_RESOURCE_NO_STATE))
    practice_arm_json_set (practice_arm_json_object (resource, "properties"),
                           "provisioningState",
                           practice_arm_json_new_string (state));
}

static void
set_etag (const PracticeResourceType *type, JsonObject *resource)
{
  g_autofree char *guid = g_uuid_string_random ();
  g_autofree char *etag = g_strdup_printf ("W/\"%s\"", guid);

  if (type->flags & PRACTICE_RESOURCE_ETAG)
    json_object_set_string_member (resource, "etag", etag);
}

PracticeRefusal *
practice_resources_begin (PracticeCloud *cloud,
                          const PracticeArmId *id,
                          JsonObject *body,
                          gboolean *created,
                          double *seconds)
{
  const PracticeResourceType *type = practice_resource_type_find (id->type);
  g_autoptr (JsonObject) old = practice_resources_get (cloud, id->id);
  g_autoptr (JsonObject) resource = NULL;
  PracticeRefusal *refusal;
  const char *state;

  if (type == NULL)
    return practice_refusal_new (400,
                                 "NoRegisteredProviderFound",
                                 "No registered resource provider found for the resource type "
                                 "'%s'.",
                                 id->type);
  refusal = check_all (cloud, type, id, body, old);
  if (refusal != NULL)
    return refusal;

  *created = old == NULL;
  *seconds = old == NULL ? type->create_seconds : type->update_seconds;
  resource = make_document (type, id, body);
  set_etag (type, resource);
  state = old == NULL ? type->creating : type->updating;
  if (state == NULL)
    state = old == NULL ? "Creating" : "Updating";
  set_state (type, resource, type->put == PRACTICE_PUT_AT_ONCE ? "Succeeded" : state);
  if (type->fill != NULL)
    type->fill (cloud, id, resource, old);
  practice_resources_put (cloud, id->id, resource);
  return NULL;
}

void
practice_resources_finish (PracticeCloud *cloud, const char *id_text)
{
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (id_text);
  g_autoptr (JsonObject) resource = practice_resources_get (cloud, id_text);
  const PracticeResourceType *type = practice_resource_type_find (id->type);

  if (resource == NULL || type == NULL)
    return;
  set_state (type, resource, "Succeeded");
  if (type->ready != NULL)
    type->ready (cloud, id, resource);
  practice_resources_put (cloud, id_text, resource);
}

/* Only whole ids count: "…/publicIPAddresses/depot" is not used by "…/publicIPAddresses/depot2". */
static gboolean
text_names (const char *text, const char *id)
{
  g_autofree char *folded_text = g_ascii_strdown (text, -1);
  g_autofree char *folded_id = g_ascii_strdown (id, -1);
  gsize length = strlen (folded_id);

  for (const char *at = strstr (folded_text, folded_id); at != NULL;
       at = strstr (at + 1, folded_id))
    if (at[length] == '"' || at[length] == '/')
      return TRUE;
  return FALSE;
}

char *
practice_resources_find_user (PracticeCloud *cloud, const char *id)
{
  g_autoptr (GPtrArray) all
      = practice_state_list (practice_cloud_get_state (cloud), COLLECTION, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      const char *other = practice_arm_json_string (all->pdata[i], "id");
      g_autofree char *text = NULL;

      if (practice_arm_id_is_within (other, id))
        continue;
      text = practice_arm_json_object_to_text (all->pdata[i]);
      if (text_names (text, id))
        return g_strdup (other);
    }
  return NULL;
}

PracticeRefusal *
practice_resources_begin_delete (PracticeCloud *cloud, const PracticeArmId *id, double *seconds)
{
  const PracticeResourceType *type = practice_resource_type_find (id->type);
  g_autoptr (JsonObject) resource = practice_resources_get (cloud, id->id);
  PracticeRefusal *refusal = practice_locks_check (cloud, id->id, TRUE);

  if (refusal == NULL && practice_resources_is_busy (resource))
    refusal = refuse_busy (id);
  if (refusal == NULL && type->check_delete != NULL)
    refusal = type->check_delete (cloud, id, resource);
  if (refusal != NULL)
    return refusal;
  *seconds = type->delete_seconds;
  if (type->delete != PRACTICE_DELETE_AT_ONCE)
    {
      set_state (type, resource, "Deleting");
      practice_resources_put (cloud, id->id, resource);
    }
  return NULL;
}

static void
remove_one (PracticeCloud *cloud, const char *id_text, JsonObject *resource)
{
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (id_text);
  const PracticeResourceType *type = practice_resource_type_find (id->type);

  practice_state_remove (practice_cloud_get_state (cloud), COLLECTION, id_text);
  if (type != NULL && type->gone != NULL)
    type->gone (cloud, id, resource);
  practice_state_remove (practice_cloud_get_state (cloud), INNER, id_text);
  practice_roles_forget_scope (cloud, id_text);
}

void
practice_resources_finish_delete (PracticeCloud *cloud, const char *id_text)
{
  g_autoptr (GPtrArray) below = practice_resources_list (cloud, id_text, NULL);
  g_autoptr (JsonObject) resource = practice_resources_get (cloud, id_text);

  for (guint i = below->len; i > 0; i--)
    remove_one (cloud, practice_arm_json_string (below->pdata[i - 1], "id"), below->pdata[i - 1]);
  if (resource != NULL)
    remove_one (cloud, id_text, resource);
}

JsonObject *
practice_resources_patched (JsonObject *resource, JsonObject *patch)
{
  JsonObject *body = practice_arm_json_clone_object (resource);
  JsonNode *tags = practice_arm_json_member (patch, "tags");

  practice_arm_json_merge (body, patch);
  if (tags != NULL && JSON_NODE_HOLDS_OBJECT (tags))
    practice_arm_json_set (body, "tags", practice_arm_json_clone (tags));
  return body;
}
