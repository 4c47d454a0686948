/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resources.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-operation.h"

#include <string.h>

/* The calls every type of resource has. What a type can do beyond them has routes of its own, which
 * are longer and so are found first. */

static PracticeRefusal *
refuse_absent (const PracticeArmId *id)
{
  return practice_refusal_new (404,
                               "ResourceNotFound",
                               "The Resource '%s/%s' under resource group '%s' was not found. For "
                               "more details please go to https://aka.ms/ARMResourceNotFoundFix",
                               id->type,
                               id->name,
                               id->group != NULL ? id->group : "<null>");
}

/* The id of the path, checked for the caller's right; NULL after answering. */
static PracticeArmId *
enter (PracticeRequest *request, const char *verb)
{
  g_autoptr (PracticeArmId) id = practice_arm_id_parse (practice_request_get_path (request));
  const PracticeResourceType *type = id != NULL ? practice_resource_type_find (id->type) : NULL;
  g_autofree char *action
      = g_strconcat (type != NULL ? type->type : (id != NULL ? id->type : "*"), "/", verb, NULL);
  g_autoptr (PracticePrincipal) principal = practice_request_get_capture (request, "group") != NULL
                                                ? practice_arm_enter_group (request, action)
                                                : practice_arm_enter (request, action);

  if (principal == NULL)
    return NULL;
  if (type != NULL)
    return g_steal_pointer (&id);
  practice_request_reply_error (request,
                                404,
                                "InvalidResourceType",
                                "The resource type '%s' could not be found in the practice cloud.",
                                id != NULL ? id->type : practice_request_get_path (request));
  return NULL;
}

static void
reply_collection (PracticeRequest *request, const PracticeArmId *id)
{
  g_autoptr (GPtrArray) all
      = practice_resources_list (practice_request_get_cloud (request), id->scope, id->type);
  g_autoptr (JsonArray) value = json_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (practice_arm_id_is_within (practice_arm_json_string (all->pdata[i], "id"), id->id)
        || id->group == NULL)
      json_array_add_object_element (value, json_object_ref (all->pdata[i]));
  practice_arm_list_reply (request, value);
}

static void
get_resource (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeArmId) id = enter (request, "read");
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (PracticeRefusal) refusal = NULL;

  if (id == NULL)
    return;
  if (id->leaf == NULL)
    {
      reply_collection (request, id);
      return;
    }
  resource = practice_resources_get (practice_request_get_cloud (request), id->id);
  if (resource != NULL)
    {
      practice_request_reply_json (request, 200, resource);
      return;
    }
  refusal = refuse_absent (id);
  practice_refusal_reply (refusal, request);
}

static PracticeRefusal *
check_conditions (PracticeRequest *request, const PracticeArmId *id, JsonObject *resource)
{
  const char *none = practice_request_get_header (request, "If-None-Match");
  const char *match = practice_request_get_header (request, "If-Match");
  const char *etag = practice_arm_json_string (resource, "etag");

  if ((none != NULL && strcmp (none, "*") == 0 && resource != NULL)
      || (match != NULL && strcmp (match, "*") != 0 && g_strcmp0 (match, etag) != 0)
      || (match != NULL && resource == NULL))
    return practice_refusal_new (412,
                                 "PreconditionFailed",
                                 "The condition '%s' evaluated to false for '%s'.",
                                 none != NULL ? "If-None-Match" : "If-Match",
                                 id->id);
  return NULL;
}

static char *
operation_base (const PracticeArmId *id, JsonObject *resource)
{
  const char *location = practice_arm_json_string (resource, "location");

  return g_strdup_printf ("/subscriptions/%s/providers/%s/locations/%s",
                          id->subscription,
                          id->provider,
                          location != NULL ? location : "global");
}

static PracticeOperation *
start (PracticeRequest *request,
       const char *kind,
       const PracticeArmId *id,
       JsonObject *resource,
       double seconds)
{
  g_autofree char *base = operation_base (id, resource);
  g_autoptr (JsonObject) facts = json_object_new ();

  json_object_set_string_member (facts, "id", id->id);
  return practice_operation_start (
      practice_request_get_cloud (request), kind, base, seconds, facts);
}

static double
put_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  const char *id = practice_arm_json_string (practice_operation_get_data (operation), "id");
  g_autoptr (JsonObject) resource = NULL;

  practice_resources_finish (cloud, id);
  resource = practice_resources_get (cloud, id);
  practice_operation_succeed (operation, resource);
  return 0;
}

static void
reply_at_once (PracticeRequest *request, const PracticeArmId *id, guint status)
{
  g_autoptr (JsonObject) resource = NULL;

  practice_resources_finish (practice_request_get_cloud (request), id->id);
  resource = practice_resources_get (practice_request_get_cloud (request), id->id);
  practice_request_reply_json (request, status, resource);
}

static void
reply_put (PracticeRequest *request, const PracticeArmId *id, gboolean created, double seconds)
{
  const PracticeResourceType *type = practice_resource_type_find (id->type);
  g_autoptr (JsonObject) resource
      = practice_resources_get (practice_request_get_cloud (request), id->id);
  g_autoptr (PracticeOperation) operation = NULL;
  guint status = created && !(type->flags & PRACTICE_RESOURCE_CREATED_IS_OK) ? 201 : 200;
  gboolean quick = !created && g_strcmp0 (type->updating, "Succeeded") == 0;

  if (type->put == PRACTICE_PUT_AT_ONCE || quick)
    {
      reply_at_once (request, id, status);
      return;
    }
  operation = start (request, "resource-put", id, resource, seconds);
  if (type->put == PRACTICE_PUT_LOCATION)
    practice_operation_reply (operation, request, 202, PRACTICE_ASYNC_LOCATION, NULL);
  else if (type->put == PRACTICE_PUT_HEADER)
    practice_operation_reply (operation, request, status, PRACTICE_ASYNC_HEADER, resource);
  else
    practice_request_reply_json (request, status, resource);
}

static void
begin_put (PracticeRequest *request, const PracticeArmId *id, JsonObject *body, JsonObject *old)
{
  g_autoptr (PracticeRefusal) refusal = check_conditions (request, id, old);
  gboolean created = FALSE;
  double seconds = 0;

  if (refusal == NULL)
    refusal = practice_resources_begin (
        practice_request_get_cloud (request), id, body, &created, &seconds);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  else
    reply_put (request, id, created, seconds);
}

static void
put_resource (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeArmId) id = enter (request, "write");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) old = NULL;

  if (id == NULL)
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  old = practice_resources_get (practice_request_get_cloud (request), id->id);
  begin_put (request, id, body, old);
}

static void
patch_resource (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeArmId) id = enter (request, "write");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) patch = NULL;
  g_autoptr (JsonObject) old = NULL;
  g_autoptr (PracticeRefusal) refusal = NULL;

  if (id == NULL)
    return;
  patch = practice_request_read_json (request, FALSE);
  if (patch == NULL)
    return;
  old = practice_resources_get (practice_request_get_cloud (request), id->id);
  if (old == NULL)
    {
      refusal = refuse_absent (id);
      practice_refusal_reply (refusal, request);
      return;
    }
  body = practice_resources_patched (old, patch);
  begin_put (request, id, body, old);
}

static double
delete_step (PracticeCloud *cloud, PracticeOperation *operation, gpointer data)
{
  practice_resources_finish_delete (
      cloud, practice_arm_json_string (practice_operation_get_data (operation), "id"));
  practice_operation_succeed (operation, NULL);
  return 0;
}

static void
delete_existing (PracticeRequest *request, const PracticeArmId *id, JsonObject *resource)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const PracticeResourceType *type = practice_resource_type_find (id->type);
  g_autoptr (PracticeRefusal) refusal = check_conditions (request, id, resource);
  g_autoptr (PracticeOperation) operation = NULL;
  double seconds = 0;

  if (refusal == NULL)
    refusal = practice_resources_begin_delete (cloud, id, &seconds);
  if (refusal != NULL)
    practice_refusal_reply (refusal, request);
  else if (type->delete == PRACTICE_DELETE_AT_ONCE)
    {
      practice_resources_finish_delete (cloud, id->id);
      practice_request_reply_empty (request, 200);
    }
  else
    {
      operation = start (request, "resource-delete", id, resource, seconds);
      practice_operation_reply (
          operation, request, 202, PRACTICE_ASYNC_HEADER | PRACTICE_ASYNC_LOCATION, NULL);
    }
}

static void
delete_resource (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeArmId) id = enter (request, "delete");
  g_autoptr (JsonObject) resource = NULL;

  if (id == NULL)
    return;
  resource = practice_resources_get (practice_request_get_cloud (request), id->id);
  if (resource == NULL)
    practice_request_reply_empty (request, 204);
  else
    delete_existing (request, id, resource);
}

/* HEAD answers without a body whether it is there. */
static void
head_resource (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticeArmId) id = enter (request, "read");

  if (id == NULL)
    return;
  practice_request_reply_empty (
      request,
      practice_state_has (
          practice_cloud_get_state (practice_request_get_cloud (request)), "resources", id->id)
          ? 204
          : 404);
}

void
practice_resources_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    PracticeHandler handler;
  } verbs[] = {
    { "GET", get_resource },     { "HEAD", head_resource },     { "PUT", put_resource },
    { "PATCH", patch_resource }, { "DELETE", delete_resource },
  };

  practice_operation_add_kind (cloud, "resource-put", put_step, NULL);
  practice_operation_add_kind (cloud, "resource-delete", delete_step, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    practice_router_add (
        practice_cloud_get_router (cloud),
        PRACTICE_SURFACE_MANAGEMENT,
        verbs[i].method,
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/{provider}/{rest*}",
        verbs[i].handler,
        NULL);
  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/subscriptions/{subscription}/providers/{provider}/{type}",
                       get_resource,
                       NULL);
}
