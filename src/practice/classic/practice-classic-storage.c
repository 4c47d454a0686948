/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storage services. Their data plane is that of every other account; their callers sign with a key.
 * For it an account is a resource, which has an id outside of any subscription here, so that
 * Resource Manager does not show it. */
#include "config.h"

#include "practice-classic.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "arm/practice-names.h"
#include "practice-blob.h"
#include "practice-classic-edge.h"
#include "practice-json.h"

#define CREATE_SECONDS 25

static char *
make_id (const char *subscription, const char *name)
{
  return g_strdup_printf ("/classic/%s/storageServices/%s", subscription, name);
}

static void
ask_name (PracticeClassicCall *call)
{
  const char *name = practice_request_get_capture (call->request, "name");
  gboolean valid = practice_names_storage_is_valid (name);
  gboolean free = valid && !practice_names_storage_is_taken (call->cloud, name, "");
  GString *xml = practice_xml_begin ("AvailabilityResponse");

  practice_xml_add_flag (xml, "Result", free);
  practice_xml_add (xml,
                    "Reason",
                    free     ? ""
                    : !valid ? "The name is not a valid storage account name. Storage account "
                               "names must be between 3 and 24 characters in length and use "
                               "numbers and lower-case letters only."
                             : "The storage account named is already taken.");
  practice_xml_close (xml, "AvailabilityResponse");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

static void
make_resource (PracticeCloud *cloud, const char *id, const char *name, const char *location)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autoptr (JsonObject) owner = practice_json_object ("id", id, NULL);
  g_autoptr (JsonObject) resource
      = practice_json_object ("id",
                              id,
                              "name",
                              name,
                              "type",
                              "Microsoft.ClassicStorage/storageAccounts",
                              "location",
                              location,
                              NULL);
  JsonObject *properties = practice_json_object ("provisioningState", "Creating", NULL);

  json_object_set_object_member (resource, "properties", properties);
  practice_state_put (state, "resources", id, resource);
  practice_state_put (state, "storage-accounts", name, owner);
}

static char *
make_key (void)
{
  guchar bytes[64];

  gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes);
  return g_base64_encode (bytes, sizeof bytes);
}

static double
finish_create (PracticeCloud *cloud, JsonObject *data)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  const char *name = practice_json_get_string (data, "name");
  g_autoptr (JsonObject) account = practice_state_get (state, PRACTICE_CLASSIC_STORAGE, name);
  const char *id = practice_json_get_string (account, "id");
  g_autoptr (JsonObject) resource = practice_state_get (state, "resources", id);
  g_autofree char *first = make_key ();
  g_autofree char *second = make_key ();
  g_autoptr (JsonObject) keys = practice_json_object ("key1", first, "key2", second, NULL);

  json_object_set_string_member (account, "status", "Created");
  practice_state_put (state, PRACTICE_CLASSIC_STORAGE, name, account);
  json_object_set_string_member (
      practice_json_get_object (resource, "properties"), "provisioningState", "Succeeded");
  practice_state_put (state, "resources", id, resource);
  practice_state_put (state, "resource-inner", id, keys);
  return 0;
}

static gboolean
check_new (PracticeClassicCall *call, const char *name, const char *location)
{
  if (name == NULL || !practice_names_storage_is_valid (name))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The name is not a valid storage account name.");
  else if (!practice_classic_has_location (location))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The location constraint is not valid.");
  else if (practice_names_storage_is_taken (call->cloud, name, ""))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_CONFLICT,
                             "ConflictError",
                             "The storage account named '%s' is already taken.",
                             name);
  else
    return TRUE;
  return FALSE;
}

static void
create_storage (PracticeClassicCall *call)
{
  g_autoptr (PracticeXml) body = practice_classic_read (call, "CreateStorageServiceInput");
  const char *name = practice_xml_get_text (body, "ServiceName");
  const char *location = practice_xml_get_text (body, "Location");
  g_autofree char *label = NULL;
  g_autofree char *now = practice_classic_format_time (call->cloud);
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) account = NULL;

  if (body == NULL || !check_new (call, name, location))
    return;
  label = practice_classic_read_base64 (call, body, "Label");
  if (label == NULL)
    return;
  id = make_id (call->subscription, name);
  account = practice_json_object ("subscription",
                                  call->subscription,
                                  "name",
                                  name,
                                  "id",
                                  id,
                                  "label",
                                  label,
                                  "description",
                                  practice_xml_get_text (body, "Description"),
                                  "location",
                                  location,
                                  "type",
                                  practice_xml_get_text (body, "AccountType") ?: "Standard_GRS",
                                  "status",
                                  "Creating",
                                  "created",
                                  now,
                                  NULL);
  practice_state_put (
      practice_cloud_get_state (call->cloud), PRACTICE_CLASSIC_STORAGE, name, account);
  make_resource (call->cloud, id, name, location);
  practice_classic_start (
      call, "create-storage", CREATE_SECONDS, NULL, practice_json_object ("name", name, NULL));
}

static JsonObject *
find_account (PracticeClassicCall *call)
{
  const char *name = practice_request_get_capture (call->request, "account");
  g_autoptr (JsonObject) account
      = practice_state_get (practice_cloud_get_state (call->cloud), PRACTICE_CLASSIC_STORAGE, name);

  if (account != NULL
      && g_ascii_strcasecmp (practice_json_get_string (account, "subscription"), call->subscription)
             == 0)
    return g_steal_pointer (&account);
  practice_classic_refuse (call->request,
                           SOUP_STATUS_NOT_FOUND,
                           "ResourceNotFound",
                           "The storage account '%s' was not found.",
                           name);
  return NULL;
}

static void
append_account (PracticeClassicCall *call, GString *xml, JsonObject *account)
{
  const char *name = practice_json_get_string (account, "name");
  const char *port = strrchr (practice_cloud_get_base_url (call->cloud), ':');
  const char *label = practice_json_get_string (account, "label");
  g_autofree char *encoded = g_base64_encode ((const guchar *) label, strlen (label));
  g_autofree char *blob = g_strdup_printf ("https://%s.blob.localhost%s/", name, port);

  practice_xml_add (xml, "ServiceName", name);
  practice_xml_open (xml, "StorageServiceProperties");
  practice_xml_add (xml, "Description", practice_json_get_string (account, "description"));
  practice_xml_add (xml, "Location", practice_json_get_string (account, "location"));
  practice_xml_add (xml, "Label", encoded);
  practice_xml_add (xml, "Status", practice_json_get_string (account, "status"));
  practice_xml_open (xml, "Endpoints");
  practice_xml_add (xml, "Endpoint", blob);
  practice_xml_close (xml, "Endpoints");
  practice_xml_add (xml, "GeoPrimaryRegion", practice_json_get_string (account, "location"));
  practice_xml_add (xml, "StatusOfPrimary", "Available");
  practice_xml_add (xml, "CreationTime", practice_json_get_string (account, "created"));
  practice_xml_add (xml, "AccountType", practice_json_get_string (account, "type"));
  practice_xml_close (xml, "StorageServiceProperties");
}

static void
get_account (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) account = find_account (call);
  GString *xml;

  if (account == NULL)
    return;
  xml = practice_xml_begin ("StorageService");
  append_account (call, xml, account);
  practice_xml_close (xml, "StorageService");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

static void
list_accounts (PracticeClassicCall *call)
{
  g_autoptr (GPtrArray) all = practice_state_list (
      practice_cloud_get_state (call->cloud), PRACTICE_CLASSIC_STORAGE, NULL);
  GString *xml = practice_xml_begin ("StorageServices");

  for (guint i = 0; i < all->len; i++)
    {
      const char *subscription = practice_json_get_string (all->pdata[i], "subscription");

      if (g_ascii_strcasecmp (subscription, call->subscription) != 0)
        continue;
      practice_xml_open (xml, "StorageService");
      append_account (call, xml, all->pdata[i]);
      practice_xml_close (xml, "StorageService");
    }
  practice_xml_close (xml, "StorageServices");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

static void
reply_keys (PracticeClassicCall *call, JsonObject *keys)
{
  GString *xml = practice_xml_begin ("StorageService");

  practice_xml_open (xml, "StorageServiceKeys");
  practice_xml_add (xml, "Primary", practice_json_get_string (keys, "key1"));
  practice_xml_add (xml, "Secondary", practice_json_get_string (keys, "key2"));
  practice_xml_close (xml, "StorageServiceKeys");
  practice_xml_close (xml, "StorageService");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

static void
get_keys (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) account = find_account (call);
  g_autoptr (JsonObject) keys = NULL;

  if (account == NULL)
    return;
  keys = practice_state_get (practice_cloud_get_state (call->cloud),
                             "resource-inner",
                             practice_json_get_string (account, "id"));
  if (keys == NULL)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_CONFLICT,
                               "ConflictError",
                               "The storage account is not created yet.");
      return;
    }
  reply_keys (call, keys);
}

/* Whoever still uses the old key is shut out at once. */
static void
regenerate_key (PracticeClassicCall *call)
{
  g_autoptr (PracticeXml) body = practice_classic_read (call, "RegenerateKeys");
  const char *type = body != NULL ? practice_xml_get_text (body, "KeyType") : NULL;
  g_autoptr (JsonObject) account = body != NULL ? find_account (call) : NULL;
  g_autoptr (JsonObject) keys = NULL;
  g_autofree char *key = NULL;
  const char *id;

  if (account == NULL)
    return;
  id = practice_json_get_string (account, "id");
  keys = practice_state_get (practice_cloud_get_state (call->cloud), "resource-inner", id);
  if (keys == NULL || (g_strcmp0 (type, "Primary") != 0 && g_strcmp0 (type, "Secondary") != 0)
      || g_strcmp0 (practice_request_get_query (call->request, "action"), "regenerate") != 0)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_BAD_REQUEST,
                               "BadRequest",
                               "The key type must be Primary or Secondary, of an account that is "
                               "created.");
      return;
    }
  key = make_key ();
  json_object_set_string_member (keys, g_str_equal (type, "Primary") ? "key1" : "key2", key);
  practice_state_put (practice_cloud_get_state (call->cloud), "resource-inner", id, keys);
  practice_classic_edge_rekey (call->cloud, id);
  reply_keys (call, keys);
}

static void
delete_account (PracticeClassicCall *call)
{
  PracticeState *state = practice_cloud_get_state (call->cloud);
  g_autoptr (JsonObject) account = find_account (call);
  g_autofree char *inside = NULL;
  const char *name, *id;

  if (account == NULL)
    return;
  name = practice_json_get_string (account, "name");
  id = practice_json_get_string (account, "id");
  inside = g_strconcat (id, "/", NULL);
  if (g_strcmp0 (practice_json_get_string (account, "status"), "Created") != 0)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_CONFLICT,
                               "ConflictError",
                               "The storage account is not created yet.");
      return;
    }
  practice_blob_forget (call->cloud, name, NULL);
  practice_state_remove (state, "storage-accounts", name);
  practice_state_remove (state, "resources", id);
  practice_state_remove_prefix (state, "resources", inside);
  practice_state_remove (state, "resource-inner", id);
  practice_state_remove (state, PRACTICE_CLASSIC_STORAGE, name);
  practice_classic_done (call, SOUP_STATUS_OK);
}

void
practice_classic_storage_register (PracticeCloud *cloud)
{
  practice_classic_add_work (cloud, "create-storage", finish_create);
  practice_classic_add_route (
      cloud, "GET", "/services/storageservices/operations/isavailable/{name}", ask_name);
  practice_classic_add_route (cloud, "GET", "/services/storageservices", list_accounts);
  practice_classic_add_route (cloud, "POST", "/services/storageservices", create_storage);
  practice_classic_add_route (cloud, "GET", "/services/storageservices/{account}", get_account);
  practice_classic_add_route (cloud, "GET", "/services/storageservices/{account}/keys", get_keys);
  practice_classic_add_route (
      cloud, "POST", "/services/storageservices/{account}/keys", regenerate_key);
  practice_classic_add_route (
      cloud, "DELETE", "/services/storageservices/{account}", delete_account);
}
