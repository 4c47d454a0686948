/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-locks.h"

#include "practice-arm-access.h"
#include "practice-arm-id.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-resources.h"

#define COLLECTION "locks"
#define LOCKS "Microsoft.Authorization/locks/"

static gboolean
is_level (const char *level)
{
  return g_strcmp0 (level, "CanNotDelete") == 0 || g_strcmp0 (level, "ReadOnly") == 0;
}

PracticeRefusal *
practice_locks_check (PracticeCloud *cloud, const char *scope_id, gboolean deleting)
{
  g_autoptr (GPtrArray) locks
      = practice_state_list (practice_cloud_get_state (cloud), COLLECTION, NULL);

  for (guint i = 0; i < locks->len; i++)
    {
      g_autoptr (PracticeArmId) lock
          = practice_arm_id_parse (practice_arm_json_string (locks->pdata[i], "id"));
      const char *level = json_node_get_string (
          practice_arm_json_at (locks->pdata[i], "properties", "level", NULL));
      gboolean above = practice_arm_id_is_within (scope_id, lock->scope);
      gboolean below = practice_arm_id_is_within (lock->scope, scope_id);

      if (deleting ? (above || below) : (above && g_strcmp0 (level, "ReadOnly") == 0))
        return practice_refusal_new (409,
                                     "ScopeLocked",
                                     "The scope '%s' cannot perform %s operation because following "
                                     "scope(s) are locked: '%s'. Please remove the lock and try "
                                     "again.",
                                     scope_id,
                                     deleting ? "delete" : "write",
                                     lock->scope);
    }
  return NULL;
}

static JsonObject *
make_lock (PracticeRequest *request, const char *level, const char *notes)
{
  JsonObject *lock = json_object_new ();
  JsonObject *properties = json_object_new ();

  json_object_set_string_member (properties, "level", level);
  if (notes != NULL)
    json_object_set_string_member (properties, "notes", notes);
  json_object_set_object_member (lock, "properties", properties);
  json_object_set_string_member (lock, "id", practice_request_get_path (request));
  json_object_set_string_member (lock, "type", "Microsoft.Authorization/locks");
  json_object_set_string_member (lock, "name", practice_request_get_capture (request, "name"));
  return lock;
}

static void
put_lock (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, LOCKS "write");
  g_autofree char *scope = g_strconcat ("/", practice_request_get_capture (request, "scope"), NULL);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) lock = NULL;
  JsonObject *properties;
  gboolean is_new;

  if (principal == NULL)
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  properties = practice_arm_json_object (body, "properties");
  if (!is_level (practice_arm_json_string (properties, "level"))
      || !practice_resources_scope_exists (cloud, scope))
    {
      practice_request_reply_error (request,
                                    400,
                                    "InvalidLock",
                                    "The lock needs an existing scope and the level "
                                    "'CanNotDelete' or 'ReadOnly'.");
      return;
    }
  lock = make_lock (request,
                    practice_arm_json_string (properties, "level"),
                    practice_arm_json_string (properties, "notes"));
  is_new = !practice_state_has (
      practice_cloud_get_state (cloud), COLLECTION, practice_request_get_path (request));
  practice_state_put (
      practice_cloud_get_state (cloud), COLLECTION, practice_request_get_path (request), lock);
  practice_request_reply_json (request, is_new ? 201 : 200, lock);
}

static void
get_lock (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, LOCKS "read");
  g_autoptr (JsonObject) lock = NULL;

  if (principal == NULL)
    return;
  lock = practice_state_get (state, COLLECTION, practice_request_get_path (request));
  if (lock != NULL)
    practice_request_reply_json (request, 200, lock);
  else
    practice_request_reply_error (request,
                                  404,
                                  "LockNotFound",
                                  "The lock '%s' could not be found.",
                                  practice_request_get_capture (request, "name"));
}

static void
delete_lock (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, LOCKS "delete");

  if (principal == NULL)
    return;
  if (practice_state_remove (state, COLLECTION, practice_request_get_path (request)))
    practice_request_reply_empty (request, 200);
  else
    practice_request_reply_empty (request, 204);
}

static void
list_locks (PracticeRequest *request, gpointer data)
{
  PracticeState *state = practice_cloud_get_state (practice_request_get_cloud (request));
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, LOCKS "read");
  g_autofree char *scope = g_strconcat ("/", practice_request_get_capture (request, "scope"), NULL);
  g_autoptr (JsonArray) value = json_array_new ();
  g_autoptr (GPtrArray) locks = NULL;

  if (principal == NULL)
    return;
  locks = practice_state_list (state, COLLECTION, NULL);
  for (guint i = 0; i < locks->len; i++)
    {
      g_autoptr (PracticeArmId) lock
          = practice_arm_id_parse (practice_arm_json_string (locks->pdata[i], "id"));

      if (practice_arm_id_is_within (lock->scope, scope)
          || practice_arm_id_is_within (scope, lock->scope))
        json_array_add_object_element (value, json_object_ref (locks->pdata[i]));
    }
  practice_arm_list_reply (request, value);
}

void
practice_locks_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);
  const char *one = "/{scope*}/providers/Microsoft.Authorization/locks/{name}";

  practice_router_add (router, PRACTICE_SURFACE_MANAGEMENT, "PUT", one, put_lock, NULL);
  practice_router_add (router, PRACTICE_SURFACE_MANAGEMENT, "GET", one, get_lock, NULL);
  practice_router_add (router, PRACTICE_SURFACE_MANAGEMENT, "DELETE", one, delete_lock, NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/{scope*}/providers/Microsoft.Authorization/locks",
                       list_locks,
                       NULL);
}
