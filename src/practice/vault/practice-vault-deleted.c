/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-vault.h"

#include "arm/practice-arm-json.h"

#include <string.h>

/* A kind of object that can be deleted softly. */
typedef struct
{
  const char *collection;
  const char *kind;    /* word of rights and ids */
  const char *deleted; /* word of paths */
  const char *read_action;
  const char *not_found;
} Kind;

static const Kind kinds[] = {
  { PRACTICE_VAULT_CERTIFICATES,
    "certificates",
    "deletedcertificates",
    "read",
    "CertificateNotFound" },
  { PRACTICE_VAULT_SECRETS, "secrets", "deletedsecrets", "getSecret/action", "SecretNotFound" },
};

static const Kind *
find_kind (const char *collection)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].collection, collection) == 0)
      return &kinds[i];
  return NULL;
}

/* What a deleted object shows: its newest version, without a secret's value, and until when. */
static JsonObject *
make_deleted_bundle (JsonObject *object)
{
  JsonObject *bundle = practice_arm_json_clone_object (practice_vault_find_version (object, NULL));

  json_object_remove_member (bundle, "value");
  practice_arm_json_merge (bundle, practice_arm_json_object (object, "deleted"));
  return bundle;
}

static void
mark (PracticeVaultCall *call, const Kind *kind, const char *name)
{
  g_autoptr (JsonObject) object = practice_vault_get (call, kind->collection, name);
  JsonObject *deleted;
  gint64 now = practice_cloud_get_now (call->cloud) / G_USEC_PER_SEC;
  g_autofree char *recovery = g_strconcat (call->base, "/", kind->deleted, "/", name, NULL);

  if (object == NULL)
    return;
  deleted = json_object_new ();
  json_object_set_string_member (deleted, "recoveryId", recovery);
  json_object_set_int_member (deleted, "deletedDate", now);
  json_object_set_int_member (
      deleted, "scheduledPurgeDate", now + call->retention_days * 24 * 3600);
  json_object_set_object_member (object, "deleted", deleted);
  practice_vault_put (call, kind->collection, name, object);
}

/* A certificate takes its secret along. */
static void
for_both (PracticeVaultCall *call,
          const Kind *kind,
          const char *name,
          void (*act) (PracticeVaultCall *call, const Kind *kind, const char *name))
{
  act (call, kind, name);
  if (strcmp (kind->collection, PRACTICE_VAULT_CERTIFICATES) == 0)
    act (call, find_kind (PRACTICE_VAULT_SECRETS), name);
}

void
practice_vault_delete (PracticeVaultCall *call, const char *collection, const char *name)
{
  const Kind *kind = find_kind (collection);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) bundle = NULL;

  for_both (call, kind, name, mark);
  object = practice_vault_get (call, collection, name);
  bundle = make_deleted_bundle (object);
  practice_request_reply_json (call->request, 200, bundle);
}

/* The deleted object asked for, or NULL after answering. */
static JsonObject *
enter (PracticeVaultCall *call, PracticeRequest *request, const Kind *kind, const char *action)
{
  const char *name = practice_request_get_capture (request, "name");
  g_autoptr (JsonObject) object = NULL;

  if (!practice_vault_enter (call, request, kind->kind, action))
    return NULL;
  object = practice_vault_get (call, kind->collection, name);
  if (object != NULL && practice_vault_is_deleted (object))
    return g_steal_pointer (&object);
  practice_vault_refuse (request,
                         404,
                         kind->not_found,
                         NULL,
                         "A deleted object with the name %s was not found in this key vault.",
                         name);
  return NULL;
}

static void
get_deleted (PracticeRequest *request, gpointer data)
{
  const Kind *kind = data;
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = enter (&call, request, kind, kind->read_action);
  g_autoptr (JsonObject) bundle = NULL;

  if (object == NULL)
    return;
  bundle = make_deleted_bundle (object);
  practice_request_reply_json (request, 200, bundle);
}

static void
list_deleted (PracticeRequest *request, gpointer data)
{
  const Kind *kind = data;
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (JsonArray) value = json_array_new ();

  if (!practice_vault_enter (&call, request, kind->kind, kind->read_action))
    return;
  all = practice_vault_list (&call, kind->collection);
  for (guint i = 0; i < all->len; i++)
    {
      JsonObject *bundle;

      if (!practice_vault_is_deleted (all->pdata[i]))
        continue;
      bundle = make_deleted_bundle (all->pdata[i]);
      json_object_remove_member (bundle, "policy");
      json_object_remove_member (bundle, "cer");
      json_object_remove_member (bundle, "kid");
      json_object_remove_member (bundle, "sid");
      json_array_add_object_element (value, bundle);
    }
  practice_vault_reply_list (&call, value);
}

static void
remove_object (PracticeVaultCall *call, const Kind *kind, const char *name)
{
  practice_vault_remove (call, kind->collection, name);
}

static void
purge (PracticeRequest *request, gpointer data)
{
  const Kind *kind = data;
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = enter (&call, request, kind, "purge/action");

  if (object == NULL)
    return;
  for_both (&call, kind, practice_request_get_capture (request, "name"), remove_object);
  practice_request_reply_empty (request, 204);
}

static void
unmark (PracticeVaultCall *call, const Kind *kind, const char *name)
{
  g_autoptr (JsonObject) object = practice_vault_get (call, kind->collection, name);

  if (object == NULL)
    return;
  json_object_remove_member (object, "deleted");
  practice_vault_put (call, kind->collection, name, object);
}

static void
recover (PracticeRequest *request, gpointer data)
{
  const Kind *kind = data;
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = enter (&call, request, kind, "recover/action");
  g_autoptr (JsonObject) bundle = NULL;

  if (object == NULL)
    return;
  for_both (&call, kind, practice_request_get_capture (request, "name"), unmark);
  bundle = practice_arm_json_clone_object (practice_vault_find_version (object, NULL));
  json_object_remove_member (bundle, "value");
  practice_request_reply_json (request, 200, bundle);
}

static void
add_route (PracticeCloud *cloud,
           const Kind *kind,
           const char *method,
           const char *rest,
           PracticeHandler handler)
{
  g_autofree char *pattern = g_strconcat ("/", kind->deleted, rest, NULL);

  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_VAULT,
                       method,
                       pattern,
                       handler,
                       (gpointer) kind);
}

void
practice_vault_deleted_register (PracticeCloud *cloud)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      add_route (cloud, &kinds[i], "GET", "/{name}", get_deleted);
      add_route (cloud, &kinds[i], "GET", "", list_deleted);
      add_route (cloud, &kinds[i], "DELETE", "/{name}", purge);
      add_route (cloud, &kinds[i], "POST", "/{name}/recover", recover);
    }
}
