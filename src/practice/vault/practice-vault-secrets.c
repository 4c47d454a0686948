/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-vault.h"

#include "arm/practice-arm-json.h"

#include <string.h>

/* Azure's limit for a secret */
#define MAX_SECRET 25600

static char *
make_version (void)
{
  g_autofree char *guid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (guid, "-", -1);

  return g_strjoinv ("", parts);
}

static JsonObject *
make_bundle (PracticeVaultCall *call,
             const char *name,
             const char *version,
             const char *value,
             const char *content_type,
             JsonObject *attributes)
{
  JsonObject *bundle = json_object_new ();
  g_autofree char *id = g_strconcat (call->base, "/secrets/", name, "/", version, NULL);

  json_object_set_string_member (bundle, "value", value);
  if (content_type != NULL)
    json_object_set_string_member (bundle, "contentType", content_type);
  json_object_set_string_member (bundle, "id", id);
  json_object_set_object_member (bundle, "attributes", attributes);
  return bundle;
}

void
practice_vault_put_managed_secret (PracticeVaultCall *call,
                                   const char *name,
                                   const char *version,
                                   GBytes *pfx,
                                   JsonObject *attributes)
{
  g_autoptr (JsonObject) object = practice_vault_get (call, PRACTICE_VAULT_SECRETS, name);
  gsize size;
  const guchar *data = g_bytes_get_data (pfx, &size);
  g_autofree char *value = g_base64_encode (data, size);
  g_autofree char *key_id = g_strconcat (call->base, "/keys/", name, "/", version, NULL);
  g_autoptr (JsonObject) bundle = make_bundle (call,
                                               name,
                                               version,
                                               value,
                                               "application/x-pkcs12",
                                               practice_arm_json_clone_object (attributes));

  json_object_set_string_member (bundle, "kid", key_id);
  json_object_set_boolean_member (bundle, "managed", TRUE);
  if (object == NULL)
    object = json_object_new ();
  practice_vault_add_version (object, bundle);
  practice_vault_put (call, PRACTICE_VAULT_SECRETS, name, object);
}

static gboolean
check_settable (PracticeVaultCall *call, const char *name, JsonObject *object, const char *value)
{
  JsonObject *newest = object != NULL ? practice_vault_find_version (object, NULL) : NULL;

  if (object != NULL && practice_vault_is_deleted (object))
    practice_vault_refuse (call->request,
                           409,
                           "Conflict",
                           "ObjectIsDeletedButRecoverable",
                           "Secret %s is currently in a deleted but recoverable state, and its "
                           "name cannot be reused; in this state, the secret can only be "
                           "recovered or purged.",
                           name);
  else if (newest != NULL && practice_arm_json_bool (newest, "managed", FALSE))
    practice_vault_refuse (call->request,
                           403,
                           "Forbidden",
                           "ForbiddenByPolicy",
                           "Operation set is not allowed on a secret associated with a "
                           "certificate.");
  else if (value == NULL || strlen (value) > MAX_SECRET)
    practice_vault_refuse (call->request,
                           400,
                           "BadParameter",
                           NULL,
                           "The parameter value is missing or longer than %d characters.",
                           MAX_SECRET);
  else
    return TRUE;
  return FALSE;
}

static void
set_secret (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  const char *name = practice_request_get_capture (request, "name");
  g_autofree char *version = make_version ();
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonObject) bundle = NULL;
  JsonObject *tags;

  if (!practice_vault_enter (&call, request, "secrets", "setSecret/action"))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  object = practice_vault_get (&call, PRACTICE_VAULT_SECRETS, name);
  if (!check_settable (&call, name, object, practice_arm_json_string (body, "value")))
    return;
  bundle = make_bundle (
      &call,
      name,
      version,
      practice_arm_json_string (body, "value"),
      practice_arm_json_string (body, "contentType"),
      practice_vault_make_attributes (&call, practice_arm_json_object (body, "attributes")));
  tags = practice_arm_json_object (body, "tags");
  if (tags != NULL)
    json_object_set_object_member (bundle, "tags", practice_arm_json_clone_object (tags));
  if (object == NULL)
    object = json_object_new ();
  practice_vault_add_version (object, bundle);
  practice_vault_put (&call, PRACTICE_VAULT_SECRETS, name, object);
  practice_request_reply_json (request, 200, bundle);
}

static void
refuse_absent (PracticeVaultCall *call)
{
  practice_vault_refuse (call->request,
                         404,
                         "SecretNotFound",
                         NULL,
                         "A secret with (name/id) %s was not found in this key vault. If you "
                         "recently deleted this secret you may be able to recover it using the "
                         "correct recovery command.",
                         practice_request_get_capture (call->request, "name"));
}

static void
get_secret (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = NULL;
  JsonObject *bundle = NULL;

  if (!practice_vault_enter (&call, request, "secrets", "getSecret/action"))
    return;
  object = practice_vault_get (
      &call, PRACTICE_VAULT_SECRETS, practice_request_get_capture (request, "name"));
  if (object != NULL && !practice_vault_is_deleted (object))
    bundle
        = practice_vault_find_version (object, practice_request_get_capture (request, "version"));
  if (bundle == NULL)
    refuse_absent (&call);
  else if (!practice_arm_json_bool (
               practice_arm_json_object (bundle, "attributes"), "enabled", TRUE))
    practice_vault_refuse (request,
                           403,
                           "Forbidden",
                           "SecretDisabled",
                           "Operation get is not allowed on a disabled secret.");
  else
    practice_request_reply_json (request, 200, bundle);
}

static JsonObject *
make_item (JsonObject *bundle, gboolean with_version)
{
  JsonObject *item = practice_arm_json_clone_object (bundle);
  g_autofree char *id = g_strdup (practice_arm_json_string (bundle, "id"));

  if (!with_version)
    *strrchr (id, '/') = '\0';
  json_object_set_string_member (item, "id", id);
  json_object_remove_member (item, "value");
  json_object_remove_member (item, "kid");
  return item;
}

static void
list_secrets (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (JsonArray) value = json_array_new ();

  if (!practice_vault_enter (&call, request, "secrets", "readMetadata/action"))
    return;
  all = practice_vault_list (&call, PRACTICE_VAULT_SECRETS);
  for (guint i = 0; i < all->len; i++)
    if (!practice_vault_is_deleted (all->pdata[i]))
      json_array_add_object_element (
          value, make_item (practice_vault_find_version (all->pdata[i], NULL), FALSE));
  practice_vault_reply_list (&call, value);
}

static void
list_versions (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonArray) value = json_array_new ();
  JsonArray *versions;

  if (!practice_vault_enter (&call, request, "secrets", "readMetadata/action"))
    return;
  object = practice_vault_get (
      &call, PRACTICE_VAULT_SECRETS, practice_request_get_capture (request, "name"));
  if (object == NULL || practice_vault_is_deleted (object))
    {
      refuse_absent (&call);
      return;
    }
  versions = practice_arm_json_array (object, "versions");
  for (guint i = 0; i < json_array_get_length (versions); i++)
    json_array_add_object_element (value,
                                   make_item (json_array_get_object_element (versions, i), TRUE));
  practice_vault_reply_list (&call, value);
}

static void
delete_secret (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  const char *name = practice_request_get_capture (request, "name");
  g_autoptr (JsonObject) object = NULL;

  if (!practice_vault_enter (&call, request, "secrets", "delete"))
    return;
  object = practice_vault_get (&call, PRACTICE_VAULT_SECRETS, name);
  if (object == NULL || practice_vault_is_deleted (object))
    refuse_absent (&call);
  else if (practice_arm_json_bool (practice_vault_find_version (object, NULL), "managed", FALSE))
    practice_vault_refuse (request,
                           403,
                           "Forbidden",
                           "ForbiddenByPolicy",
                           "Operation delete is not allowed on a secret associated with a "
                           "certificate.");
  else
    practice_vault_delete (&call, PRACTICE_VAULT_SECRETS, name);
}

void
practice_vault_secrets_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    const char *pattern;
    PracticeHandler handler;
  } routes[] = {
    { "PUT", "/secrets/{name}", set_secret },
    { "GET", "/secrets/{name}", get_secret },
    { "GET", "/secrets/{name}/versions", list_versions },
    { "GET", "/secrets/{name}/{version}", get_secret },
    { "GET", "/secrets", list_secrets },
    { "DELETE", "/secrets/{name}", delete_secret },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    practice_router_add (practice_cloud_get_router (cloud),
                         PRACTICE_SURFACE_VAULT,
                         routes[i].method,
                         routes[i].pattern,
                         routes[i].handler,
                         NULL);
}
