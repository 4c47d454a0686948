/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-storage-key.h"

#include <gnutls/crypto.h>
#include <glib/gi18n.h>
#include <string.h>

#include "depot-error.h"

struct _DepotStorageKey
{
  GObject parent_instance;

  char *account;
  DepotSecretBytes *key;
};

/* Who asks for a token where only signatures are taken is told so. */

static void
get_token_async (DepotTokenSource *source,
                 const char *scope,
                 gboolean refused,
                 const char *claims_json,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, data);

  g_task_set_source_tag (task, get_token_async);
  g_task_return_error (
      task,
      depot_error_new (DEPOT_ERROR_FAILED, _ ("A storage key opens only its storage account.")));
}

static DepotSecretBytes *
get_token_finish (DepotTokenSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
init_token_source (DepotTokenSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotStorageKey,
                               depot_storage_key,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_TOKEN_SOURCE, init_token_source))

static void
depot_storage_key_finalize (GObject *object)
{
  DepotStorageKey *self = DEPOT_STORAGE_KEY (object);

  g_free (self->account);
  g_clear_pointer (&self->key, depot_secret_bytes_unref);
  G_OBJECT_CLASS (depot_storage_key_parent_class)->finalize (object);
}

static void
depot_storage_key_class_init (DepotStorageKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_storage_key_finalize;
}

static void
depot_storage_key_init (DepotStorageKey *self)
{
}

DepotStorageKey *
depot_storage_key_new (const char *account, DepotSecretBytes *key)
{
  DepotStorageKey *self = g_object_new (DEPOT_TYPE_STORAGE_KEY, NULL);

  self->account = g_strdup (account);
  self->key = depot_secret_bytes_ref (key);
  return self;
}

/* The text that is signed. */

static void
append_header (GString *text, SoupMessageHeaders *headers, const char *name)
{
  const char *value = soup_message_headers_get_one (headers, name);

  g_string_append_printf (text, "%s\n", value != NULL ? value : "");
}

static void
append_standard_headers (GString *text, SoupMessageHeaders *headers, gsize body_bytes)
{
  static const char *const before[] = { "Content-Encoding", "Content-Language" };
  static const char *const behind[]
      = { "Content-MD5",   "Content-Type",        "Date", "If-Modified-Since", "If-Match",
          "If-None-Match", "If-Unmodified-Since", "Range" };

  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    append_header (text, headers, before[i]);
  if (body_bytes > 0)
    g_string_append_printf (text, "%" G_GSIZE_FORMAT, body_bytes);
  g_string_append_c (text, '\n');
  for (gsize i = 0; i < G_N_ELEMENTS (behind); i++)
    append_header (text, headers, behind[i]);
}

static void
collect_line (const char *name, const char *value, gpointer lines)
{
  g_autofree char *low = g_ascii_strdown (name, -1);

  if (g_str_has_prefix (low, "x-ms-"))
    g_ptr_array_add (lines, g_strdup_printf ("%s:%s\n", low, value));
}

static void
append_sorted (GString *text, GPtrArray *lines)
{
  g_ptr_array_sort_values (lines, (GCompareFunc) strcmp);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, lines->pdata[i]);
}

static void
append_query (GString *text, const char *query)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) pairs = soup_form_decode (query);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *low = g_ascii_strdown (name, -1);

      g_ptr_array_add (lines, g_strdup_printf ("\n%s:%s", low, (char *) value));
    }
  append_sorted (text, lines);
}

static char *
make_text (DepotStorageKey *self, SoupMessage *message, gsize body_bytes)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  GUri *uri = soup_message_get_uri (message);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (soup_message_get_method (message));

  g_string_append_c (text, '\n');
  append_standard_headers (text, headers, body_bytes);
  soup_message_headers_foreach (headers, collect_line, lines);
  append_sorted (text, lines);
  g_string_append_printf (text, "/%s%s", self->account, g_uri_get_path (uri));
  if (g_uri_get_query (uri) != NULL)
    append_query (text, g_uri_get_query (uri));
  return g_string_free_and_steal (text);
}

void
depot_storage_key_sign (DepotStorageKey *self, SoupMessage *message, gsize body_bytes, gint64 now)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now);
  g_autofree char *date = soup_date_time_to_string (time, SOUP_DATE_HTTP);
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *authorization = NULL;
  guchar digest[32];
  guchar *key;
  gsize size;

  soup_message_headers_replace (headers, "x-ms-date", date);
  text = make_text (self, message, body_bytes);
  key = g_base64_decode (depot_secret_bytes_peek_text (self->key), &size);
  gnutls_hmac_fast (GNUTLS_MAC_SHA256, key, size, text, strlen (text), digest);
  gnutls_memset (key, 0, size);
  g_free (key);
  signature = g_base64_encode (digest, sizeof digest);
  authorization = g_strdup_printf ("SharedKey %s:%s", self->account, signature);
  soup_message_headers_replace (headers, "Authorization", authorization);
}
