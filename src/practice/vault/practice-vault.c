/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-vault.h"

#include "arm/practice-arm-json.h"
#include "arm/practice-arm-list.h"

#include <stdarg.h>
#include <string.h>

#define NAME_ALPHABET "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
#define SUFFIX ".vault.localhost"
#define PAGE_SIZE 25

void
practice_vault_refuse (PracticeRequest *request,
                       guint status,
                       const char *code,
                       const char *inner_code,
                       const char *format,
                       ...)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *message = NULL;
  JsonObject *error = json_object_new ();
  va_list values;

  va_start (values, format);
  message = g_strdup_vprintf (format, values);
  va_end (values);
  json_object_set_string_member (error, "code", code);
  json_object_set_string_member (error, "message", message);
  if (inner_code != NULL)
    {
      JsonObject *inner = json_object_new ();

      json_object_set_string_member (inner, "code", inner_code);
      json_object_set_object_member (error, "innererror", inner);
    }
  json_object_set_object_member (body, "error", error);
  practice_request_reply_json (request, status, body);
}

static gboolean
check_version (PracticeRequest *request)
{
  const char *version = practice_request_get_query (request, "api-version");

  if (version != NULL && *version != '\0')
    return TRUE;
  practice_vault_refuse (request, 400, "BadParameter", NULL, "api-version must be specified");
  return FALSE;
}

static gboolean
find_vault (PracticeVaultCall *call)
{
  const char *host = practice_request_get_host (call->request);
  const char *port = strrchr (practice_cloud_get_base_url (call->cloud), ':');
  PracticeState *state = practice_cloud_get_state (call->cloud);
  g_autoptr (JsonObject) owner = NULL;
  g_autoptr (JsonObject) vault = NULL;
  JsonObject *properties;

  call->vault = g_strndup (host, strlen (host) - strlen (SUFFIX));
  call->base = g_strconcat ("https://", host, port, NULL);
  owner = practice_state_get (state, "vaults", call->vault);
  if (owner != NULL)
    vault = practice_state_get (state, "resources", practice_arm_json_string (owner, "id"));
  properties = practice_arm_json_object (vault, "properties");
  if (g_strcmp0 (practice_arm_json_string (properties, "provisioningState"), "Succeeded") != 0)
    {
      /* in Azure the name does not resolve; here every name ends on loopback */
      practice_vault_refuse (call->request,
                             404,
                             "VaultNotFound",
                             NULL,
                             "There is no vault with the name %s.",
                             call->vault);
      return FALSE;
    }
  call->vault_id = g_strdup (practice_arm_json_string (vault, "id"));
  call->retention_days = practice_arm_json_int (properties, "softDeleteRetentionInDays", 90);
  return TRUE;
}

static gboolean
check_name (PracticeRequest *request)
{
  const char *name = practice_request_get_capture (request, "name");

  if (name == NULL || (strlen (name) <= 127 && strspn (name, NAME_ALPHABET) == strlen (name)))
    return TRUE;
  practice_vault_refuse (
      request, 400, "BadParameter", NULL, "The request URI contains an invalid name: %s", name);
  return FALSE;
}

static gboolean
check_role (PracticeVaultCall *call, const char *kind, const char *action)
{
  const char *name = practice_request_get_capture (call->request, "name");
  g_autofree char *scope = name != NULL ? g_strconcat (call->vault_id, "/", kind, "/", name, NULL)
                                        : g_strdup (call->vault_id);
  g_autofree char *full = g_strconcat ("Microsoft.KeyVault/vaults/", kind, "/", action, NULL);

  if (practice_cloud_allows (call->cloud, call->principal, scope, full))
    return TRUE;
  practice_vault_refuse (call->request,
                         403,
                         "Forbidden",
                         "ForbiddenByRbac",
                         "Caller is not authorized to perform action on resource.\r\nIf role "
                         "assignments, deny assignments or role definitions were changed "
                         "recently, please observe propagation time.\r\nCaller: appid=%s;oid=%s\r\n"
                         "Action: '%s'\r\nResource: '%s'\r\nAssignment: (not found)\r\n"
                         "DecisionReason: 'DeniedWithNoValidRBAC'\r\nVault: %s",
                         call->principal->app_id,
                         call->principal->object_id,
                         full,
                         scope,
                         call->vault);
  return FALSE;
}

gboolean
practice_vault_enter (PracticeVaultCall *call,
                      PracticeRequest *request,
                      const char *kind,
                      const char *action)
{
  call->cloud = practice_request_get_cloud (request);
  call->request = request;
  if (!find_vault (call))
    return FALSE;
  call->principal = practice_identity_authenticate (call->cloud, request, PRACTICE_AUDIENCE_VAULT);
  return call->principal != NULL && check_version (request) && check_name (request)
         && check_role (call, kind, action);
}

void
practice_vault_call_clear (PracticeVaultCall *call)
{
  g_clear_pointer (&call->principal, practice_principal_free);
  g_clear_pointer (&call->vault, g_free);
  g_clear_pointer (&call->vault_id, g_free);
  g_clear_pointer (&call->base, g_free);
}

static char *
make_key (PracticeVaultCall *call, const char *name)
{
  return g_strconcat (call->vault, "/", name, NULL);
}

JsonObject *
practice_vault_get (PracticeVaultCall *call, const char *collection, const char *name)
{
  g_autofree char *key = make_key (call, name);

  return practice_state_get (practice_cloud_get_state (call->cloud), collection, key);
}

void
practice_vault_put (PracticeVaultCall *call,
                    const char *collection,
                    const char *name,
                    JsonObject *object)
{
  g_autofree char *key = make_key (call, name);

  practice_state_put (practice_cloud_get_state (call->cloud), collection, key, object);
}

void
practice_vault_remove (PracticeVaultCall *call, const char *collection, const char *name)
{
  g_autofree char *key = make_key (call, name);

  practice_state_remove (practice_cloud_get_state (call->cloud), collection, key);
}

GPtrArray *
practice_vault_list (PracticeVaultCall *call, const char *collection)
{
  g_autofree char *prefix = make_key (call, "");

  return practice_state_list (practice_cloud_get_state (call->cloud), collection, prefix);
}

gboolean
practice_vault_is_deleted (JsonObject *object)
{
  return practice_arm_json_object (object, "deleted") != NULL;
}

void
practice_vault_add_version (JsonObject *object, JsonObject *version)
{
  JsonArray *versions = practice_arm_json_array (object, "versions");

  if (versions == NULL)
    {
      versions = json_array_new ();
      json_object_set_array_member (object, "versions", versions);
    }
  json_array_add_object_element (versions, json_object_ref (version));
}

JsonObject *
practice_vault_find_version (JsonObject *object, const char *version)
{
  JsonArray *versions = practice_arm_json_array (object, "versions");
  guint length = versions != NULL ? json_array_get_length (versions) : 0;

  if (version == NULL)
    return length > 0 ? json_array_get_object_element (versions, length - 1) : NULL;
  for (guint i = 0; i < length; i++)
    {
      JsonObject *one = json_array_get_object_element (versions, i);
      const char *id = practice_arm_json_string (one, "id");

      if (g_ascii_strcasecmp (strrchr (id, '/') + 1, version) == 0)
        return one;
    }
  return NULL;
}

JsonObject *
practice_vault_make_attributes (PracticeVaultCall *call, JsonObject *given)
{
  static const char *const times[] = { "nbf", "exp" };
  JsonObject *attributes = json_object_new ();
  gint64 now = practice_cloud_get_now (call->cloud) / G_USEC_PER_SEC;

  json_object_set_boolean_member (
      attributes, "enabled", practice_arm_json_bool (given, "enabled", TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (practice_arm_json_int (given, times[i], 0) != 0)
      json_object_set_int_member (attributes, times[i], practice_arm_json_int (given, times[i], 0));
  json_object_set_int_member (attributes, "created", now);
  json_object_set_int_member (attributes, "updated", now);
  json_object_set_string_member (attributes,
                                 "recoveryLevel",
                                 call->retention_days < 90 ? "CustomizedRecoverable+Purgeable"
                                                           : "Recoverable+Purgeable");
  json_object_set_int_member (attributes, "recoverableDays", call->retention_days);
  return attributes;
}

void
practice_vault_reply_list (PracticeVaultCall *call, JsonArray *all)
{
  practice_arm_list_reply_page (call->request, all, call->base, "maxresults", PAGE_SIZE);
}

void
practice_vault_register (PracticeCloud *cloud)
{
  practice_vault_certificates_register (cloud);
  practice_vault_secrets_register (cloud);
  practice_vault_deleted_register (cloud);
}
