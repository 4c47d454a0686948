/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include <gnutls/crypto.h>

#include "practice-json.h"
#include "practice-storage-error.h"

#define ACTION_PREFIX "Microsoft.Storage/storageAccounts/blobServices/"
#define FIRST_TOKEN_VERSION "2017-11-09"

/* Shared key: a signature over the request with one of the account's two keys. */

static void
append_standard_headers (PracticeBlobCall *self, GString *text)
{
  static const char *const names[] = { "Content-Encoding",
                                       "Content-Language",
                                       "Content-Length",
                                       "Content-MD5",
                                       "Content-Type",
                                       "Date",
                                       "If-Modified-Since",
                                       "If-Match",
                                       "If-None-Match",
                                       "If-Unmodified-Since",
                                       "Range" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = practice_blob_call_get_header (self, names[i]);
      gboolean empty = value == NULL
                       || (g_str_equal (names[i], "Content-Length") && g_str_equal (value, "0"))
                       || (g_str_equal (names[i], "Date")
                           && practice_blob_call_get_header (self, "x-ms-date") != NULL);

      g_string_append_printf (text, "%s\n", empty ? "" : value);
    }
}

static void
collect_header (const char *name, const char *value, gpointer lines)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  if (g_str_has_prefix (folded, "x-ms-"))
    g_ptr_array_add (lines, g_strdup_printf ("%s:%s\n", folded, value));
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_sorted (GString *text, GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, g_ptr_array_index (lines, i));
}

static void
append_resource (PracticeBlobCall *self, GString *text)
{
  const char *query = practice_request_get_query_string (self->request);
  g_autoptr (GHashTable) pairs = soup_form_decode (query != NULL ? query : "");
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_string_append_printf (
      text, "/%s%s", self->account, practice_request_get_raw_path (self->request));
  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *folded = g_ascii_strdown (name, -1);

      g_ptr_array_add (lines, g_strdup_printf ("\n%s:%s", folded, (char *) value));
    }
  append_sorted (text, lines);
}

static char *
make_text_to_sign (PracticeBlobCall *self)
{
  g_autoptr (GString) text = g_string_new (self->method);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_string_append_c (text, '\n');
  append_standard_headers (self, text);
  soup_message_headers_foreach (
      practice_request_get_headers (self->request), collect_header, lines);
  append_sorted (text, lines);
  append_resource (self, text);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static gboolean
signature_fits (const char *key, const char *text, const char *signature)
{
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (key, &length);
  g_autofree char *computed = NULL;
  guchar digest[32];

  gnutls_hmac_fast (GNUTLS_MAC_SHA256, bytes, length, text, strlen (text), digest);
  computed = g_base64_encode (digest, sizeof digest);
  return strlen (computed) == strlen (signature)
         && gnutls_memcmp (computed, signature, strlen (computed)) == 0;
}

/* The keys are those Resource Manager gave out by listKeys. */
static gboolean
knows_key (PracticeBlobCall *self, const char *authorization)
{
  g_autofree char *expected = g_strdup_printf ("SharedKey %s:", self->account);
  g_autofree char *text = make_text_to_sign (self);
  g_autoptr (JsonObject) keys = practice_state_get (
      practice_cloud_get_state (self->cloud), "resource-inner", self->account_id);

  if (keys == NULL || !g_str_has_prefix (authorization, expected))
    return FALSE;
  for (int i = 1; i <= 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("key%d", i);
      const char *key = practice_json_get_string (keys, name);

      if (key != NULL && signature_fits (key, text, authorization + strlen (expected)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
authenticate_by_key (PracticeBlobCall *self, const char *authorization)
{
  if (!practice_json_get_flag (self->settings, "allowSharedKeyAccess", TRUE))
    practice_blob_call_refuse (
        self,
        403,
        "KeyBasedAuthenticationNotPermitted",
        "Key based authentication is not permitted on this storage account.");
  else if (!knows_key (self, authorization))
    practice_storage_reply_error_full (
        self->request,
        403,
        "AuthenticationFailed",
        "Server failed to authenticate the request. Make sure the value of Authorization header is "
        "formed correctly including the signature.",
        "AuthenticationErrorDetail",
        "The MAC signature found in the HTTP request is not the same as any computed signature.");
  else
    self->shared_key = TRUE;
  return self->shared_key;
}

/* Tokens need a version of the service that knows them. */
static gboolean
check_version (PracticeBlobCall *self)
{
  const char *version = practice_blob_call_get_header (self, "x-ms-version");

  if (version == NULL)
    practice_blob_call_refuse (self,
                               400,
                               "MissingRequiredHeader",
                               "An HTTP header that's mandatory for this request is not specified: "
                               "x-ms-version.");
  else if (!g_regex_match_simple ("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", version, 0, 0))
    practice_blob_call_refuse (
        self,
        400,
        "InvalidHeaderValue",
        "The value for one of the HTTP headers is not in the correct format.");
  else if (strcmp (version, FIRST_TOKEN_VERSION) < 0)
    practice_blob_call_refuse (self,
                               403,
                               "AuthenticationFailed",
                               "Server failed to authenticate the request. This version does not "
                               "know tokens.");
  else
    return TRUE;
  return FALSE;
}

gboolean
practice_blob_call_authenticate (PracticeBlobCall *self)
{
  const char *authorization = practice_blob_call_get_header (self, "Authorization");

  if (g_strcmp0 (practice_json_get_string (self->settings, "publicNetworkAccess"), "Disabled") == 0)
    {
      practice_blob_call_refuse (self,
                                 403,
                                 "AuthorizationFailure",
                                 "This request is not authorized to perform this operation.");
      return FALSE;
    }
  if (authorization != NULL && g_str_has_prefix (authorization, "SharedKey "))
    return authenticate_by_key (self, authorization);
  if (authorization != NULL && !check_version (self))
    return FALSE;
  self->caller
      = practice_identity_authenticate (self->cloud, self->request, PRACTICE_AUDIENCE_STORAGE);
  return self->caller != NULL;
}

/* A role that manages accounts, even Owner, opens no data. Azure's own roles for data go together
 * with those for containers, so a container is treated like the blobs in it: reading, writing and
 * deleting it needs the data action of the same word as well. */
gboolean
practice_blob_call_authorize (PracticeBlobCall *self, const char *container, const char *action)
{
  g_autofree char *scope = container != NULL ? practice_blob_call_dup_container_id (self, container)
                                             : g_strdup (self->account_id);
  g_autofree char *full = g_strconcat (ACTION_PREFIX, action, NULL);
  g_autofree char *data
      = g_strconcat (ACTION_PREFIX "containers/blobs/", strrchr (action, '/') + 1, NULL);

  if (self->shared_key
      || (practice_cloud_allows (self->cloud, self->caller, scope, full)
          && practice_cloud_allows (self->cloud, self->caller, scope, data)))
    return TRUE;
  practice_blob_call_refuse (self,
                             403,
                             "AuthorizationPermissionMismatch",
                             "This request is not authorized to perform this operation using this "
                             "permission.");
  return FALSE;
}
