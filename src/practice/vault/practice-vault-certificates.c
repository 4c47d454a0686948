/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-vault.h"

#include "practice-pfx.h"

#include "arm/practice-arm-json.h"

#include <string.h>

#define UNREADABLE                                                                                 \
  "The specified PKCS#12 X.509 certificate content can not be read. Please check if certificate "  \
  "is "                                                                                            \
  "in valid PKCS#12 format."

static char *
encode_url (GBytes *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static char *
encode (GBytes *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);

  return g_base64_encode (data, size);
}

static JsonArray *
strings (char **texts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

static JsonObject *
make_key_facts (PracticePfx *pfx, JsonObject *policy)
{
  JsonObject *given = practice_arm_json_object (policy, "key_props");
  JsonObject *facts = json_object_new ();

  json_object_set_boolean_member (
      facts, "exportable", practice_arm_json_bool (given, "exportable", TRUE));
  json_object_set_string_member (facts, "kty", pfx->key_type);
  if (pfx->curve != NULL)
    json_object_set_string_member (facts, "crv", pfx->curve);
  json_object_set_int_member (facts, "key_size", pfx->key_bits);
  json_object_set_boolean_member (
      facts, "reuse_key", practice_arm_json_bool (given, "reuse_key", FALSE));
  return facts;
}

static JsonObject *
make_certificate_facts (PracticePfx *pfx)
{
  JsonObject *facts = json_object_new ();
  JsonObject *names = json_object_new ();

  json_object_set_string_member (facts, "subject", pfx->subject);
  if (pfx->dns_names[0] != NULL)
    json_object_set_array_member (names, "dns_names", strings (pfx->dns_names));
  json_object_set_object_member (facts, "sans", names);
  json_object_set_array_member (facts, "ekus", strings (pfx->key_purposes));
  json_object_set_array_member (facts, "key_usage", json_array_new ());
  json_object_set_int_member (
      facts, "validity_months", (pfx->not_after - pfx->not_before) / (30 * 24 * 3600));
  return facts;
}

static JsonObject *
make_policy (PracticeVaultCall *call, const char *name, PracticePfx *pfx, JsonObject *given)
{
  JsonObject *policy = json_object_new ();
  JsonObject *secret = json_object_new ();
  JsonObject *issuer = json_object_new ();
  JsonObject *attributes = json_object_new ();
  gint64 now = practice_cloud_get_now (call->cloud) / G_USEC_PER_SEC;
  g_autofree char *id = g_strconcat (call->base, "/certificates/", name, "/policy", NULL);

  json_object_set_string_member (secret, "contentType", "application/x-pkcs12");
  json_object_set_string_member (issuer, "name", "Unknown");
  json_object_set_boolean_member (attributes, "enabled", TRUE);
  json_object_set_int_member (attributes, "created", now);
  json_object_set_int_member (attributes, "updated", now);
  json_object_set_string_member (policy, "id", id);
  json_object_set_object_member (policy, "key_props", make_key_facts (pfx, given));
  json_object_set_object_member (policy, "secret_props", secret);
  json_object_set_object_member (policy, "x509_props", make_certificate_facts (pfx));
  json_object_set_array_member (policy, "lifetime_actions", json_array_new ());
  json_object_set_object_member (policy, "issuer", issuer);
  json_object_set_object_member (policy, "attributes", attributes);
  return policy;
}

static void
set_id (JsonObject *bundle,
        const char *member,
        PracticeVaultCall *call,
        const char *kind,
        const char *name,
        const char *version)
{
  g_autofree char *id = g_strconcat (call->base, "/", kind, "/", name, "/", version, NULL);

  json_object_set_string_member (bundle, member, id);
}

static JsonObject *
make_bundle (PracticeVaultCall *call,
             const char *name,
             const char *version,
             PracticePfx *pfx,
             JsonObject *body)
{
  JsonObject *bundle = json_object_new ();
  JsonObject *attributes
      = practice_vault_make_attributes (call, practice_arm_json_object (body, "attributes"));
  JsonObject *tags = practice_arm_json_object (body, "tags");
  g_autofree char *thumbprint = encode_url (pfx->thumbprint);
  g_autofree char *certificate = encode (pfx->certificate);

  json_object_set_int_member (attributes, "nbf", pfx->not_before);
  json_object_set_int_member (attributes, "exp", pfx->not_after);
  set_id (bundle, "id", call, "certificates", name, version);
  set_id (bundle, "kid", call, "keys", name, version);
  set_id (bundle, "sid", call, "secrets", name, version);
  json_object_set_string_member (bundle, "x5t", thumbprint);
  json_object_set_string_member (bundle, "cer", certificate);
  json_object_set_object_member (bundle, "attributes", attributes);
  if (tags != NULL)
    json_object_set_object_member (bundle, "tags", practice_arm_json_clone_object (tags));
  json_object_set_object_member (
      bundle, "policy", make_policy (call, name, pfx, practice_arm_json_object (body, "policy")));
  return bundle;
}

static PracticePfx *
open_given (JsonObject *body)
{
  const char *value = practice_arm_json_string (body, "value");
  g_autofree guchar *bytes = NULL;
  g_autoptr (GBytes) file = NULL;
  gsize size = 0;

  if (value == NULL)
    return NULL;
  bytes = g_base64_decode (value, &size);
  file = g_bytes_new_take (g_steal_pointer (&bytes), size);
  return practice_pfx_open (file, practice_arm_json_string (body, "pwd"));
}

static void
store (PracticeVaultCall *call, const char *name, PracticePfx *pfx, JsonObject *body)
{
  g_autoptr (JsonObject) object = practice_vault_get (call, PRACTICE_VAULT_CERTIFICATES, name);
  g_autofree char *guid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (guid, "-", -1);
  g_autofree char *version = g_strjoinv ("", parts);
  g_autoptr (JsonObject) bundle = make_bundle (call, name, version, pfx, body);

  if (object == NULL)
    object = json_object_new ();
  practice_vault_add_version (object, bundle);
  practice_vault_put (call, PRACTICE_VAULT_CERTIFICATES, name, object);
  practice_vault_put_managed_secret (
      call, name, version, pfx->without_password, practice_arm_json_object (bundle, "attributes"));
  practice_request_reply_json (call->request, 200, bundle);
}

static void
import_certificate (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  const char *name = practice_request_get_capture (request, "name");
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) old = NULL;
  g_autoptr (PracticePfx) pfx = NULL;

  if (!practice_vault_enter (&call, request, "certificates", "import/action"))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  old = practice_vault_get (&call, PRACTICE_VAULT_CERTIFICATES, name);
  if (old != NULL && practice_vault_is_deleted (old))
    {
      practice_vault_refuse (request,
                             409,
                             "Conflict",
                             "ObjectIsDeletedButRecoverable",
                             "Certificate %s is currently in a deleted but recoverable state, and "
                             "its name cannot be reused; in this state, the certificate can only "
                             "be recovered or purged.",
                             name);
      return;
    }
  pfx = open_given (body);
  if (pfx == NULL)
    practice_vault_refuse (request, 400, "BadParameter", NULL, UNREADABLE);
  else
    store (&call, name, pfx, body);
}

static void
refuse_absent (PracticeVaultCall *call)
{
  const char *name = practice_request_get_capture (call->request, "name");

  practice_vault_refuse (call->request,
                         404,
                         "CertificateNotFound",
                         NULL,
                         "A certificate with (name/id) %s was not found in this key vault. If you "
                         "recently deleted this certificate you may be able to recover it using "
                         "the correct recovery command.",
                         name);
}

static void
get_certificate (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = NULL;
  JsonObject *bundle = NULL;

  if (!practice_vault_enter (&call, request, "certificates", "read"))
    return;
  object = practice_vault_get (
      &call, PRACTICE_VAULT_CERTIFICATES, practice_request_get_capture (request, "name"));
  if (object != NULL && !practice_vault_is_deleted (object))
    bundle
        = practice_vault_find_version (object, practice_request_get_capture (request, "version"));
  if (bundle != NULL)
    practice_request_reply_json (request, 200, bundle);
  else
    refuse_absent (&call);
}

/* `with_version` for a list of versions; a list of certificates has ids without. */
static JsonObject *
make_item (JsonObject *bundle, gboolean with_version)
{
  static const char *const members[] = { "x5t", "attributes", "tags" };
  JsonObject *item = json_object_new ();
  g_autofree char *id = g_strdup (practice_arm_json_string (bundle, "id"));

  if (!with_version)
    *strrchr (id, '/') = '\0';
  json_object_set_string_member (item, "id", id);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *node = practice_arm_json_member (bundle, members[i]);

      if (node != NULL)
        json_object_set_member (item, members[i], practice_arm_json_clone (node));
    }
  return item;
}

static void
list_versions (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonArray) value = json_array_new ();
  JsonArray *versions;

  if (!practice_vault_enter (&call, request, "certificates", "read"))
    return;
  object = practice_vault_get (
      &call, PRACTICE_VAULT_CERTIFICATES, practice_request_get_capture (request, "name"));
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
list_certificates (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (JsonArray) value = json_array_new ();

  if (!practice_vault_enter (&call, request, "certificates", "read"))
    return;
  all = practice_vault_list (&call, PRACTICE_VAULT_CERTIFICATES);
  for (guint i = 0; i < all->len; i++)
    if (!practice_vault_is_deleted (all->pdata[i]))
      json_array_add_object_element (
          value, make_item (practice_vault_find_version (all->pdata[i], NULL), FALSE));
  practice_vault_reply_list (&call, value);
}

static void
delete_certificate (PracticeRequest *request, gpointer data)
{
  g_auto (PracticeVaultCall) call = { 0 };
  const char *name = practice_request_get_capture (request, "name");
  g_autoptr (JsonObject) object = NULL;

  if (!practice_vault_enter (&call, request, "certificates", "delete"))
    return;
  object = practice_vault_get (&call, PRACTICE_VAULT_CERTIFICATES, name);
  if (object == NULL || practice_vault_is_deleted (object))
    refuse_absent (&call);
  else
    practice_vault_delete (&call, PRACTICE_VAULT_CERTIFICATES, name);
}

void
practice_vault_certificates_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *method;
    const char *pattern;
    PracticeHandler handler;
  } routes[] = {
    { "POST", "/certificates/{name}/import", import_certificate },
    { "GET", "/certificates/{name}", get_certificate },
    { "GET", "/certificates/{name}/versions", list_versions },
    { "GET", "/certificates/{name}/{version}", get_certificate },
    { "GET", "/certificates", list_certificates },
    { "DELETE", "/certificates/{name}", delete_certificate },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    practice_router_add (practice_cloud_get_router (cloud),
                         PRACTICE_SURFACE_VAULT,
                         routes[i].method,
                         routes[i].pattern,
                         routes[i].handler,
                         NULL);
}
