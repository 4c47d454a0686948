/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-edge-token.h"

#include <string.h>

#include <glib/gi18n.h>
#include <gnutls/crypto.h>

#include "depot-error.h"
#include "depot-pkce.h"
#include "depot-secret-base64.h"

#define DIGEST_BYTES 32
#define MIN_KEY_BYTES 16
#define ID_LENGTH 16
#define MAX_PACKAGE 64
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

gboolean
depot_edge_token_check_package (const char *package, GError **error)
{
  gsize length = strlen (package);

  if (length > 0 && length <= MAX_PACKAGE && strspn (package, LETTERS DIGITS "_-") == length)
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                       _ ("“%s” is not a package: its name has 1 to 64 of the letters a to z, "
                          "digits, “-” and “_”."),
                       package));
  return FALSE;
}

static DepotSecretBytes *
decode_key (DepotSecretBytes *key, GError **error)
{
  g_autoptr (DepotSecretBytes) bytes
      = depot_secret_bytes_new_base64 (depot_secret_bytes_peek_text (key));

  if (bytes != NULL && depot_secret_bytes_get_size (bytes) >= MIN_KEY_BYTES)
    return g_steal_pointer (&bytes);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("What is kept as the key of content tokens is none.")));
  return NULL;
}

DepotSecretBytes *
depot_edge_token_make (DepotSecretBytes *key,
                       const char *service_name,
                       const char *package,
                       gint64 expires_at,
                       GError **error)
{
  g_autoptr (DepotSecretBytes) bytes = NULL;
  g_autofree char *claims = NULL;
  g_autofree char *first = NULL;
  char *second = NULL;
  char *token;
  guint8 digest[DIGEST_BYTES];
  gsize size;
  gconstpointer data;

  g_return_val_if_fail (key != NULL, NULL);

  if (!depot_edge_token_check_package (package, error))
    return NULL;
  bytes = decode_key (key, error);
  if (bytes == NULL)
    return NULL;
  claims = g_strdup_printf ("{\"p\":\"/content/%s/\",\"exp\":%" G_GINT64_FORMAT ",\"aud\":\"%s\"}",
                            package,
                            expires_at,
                            service_name);
  first = depot_pkce_encode (claims, strlen (claims));
  data = depot_secret_bytes_get_data (bytes, &size);
  gnutls_hmac_fast (GNUTLS_MAC_SHA256, data, size, first, strlen (first), digest);
  second = depot_pkce_encode (digest, sizeof digest);
  explicit_bzero (digest, sizeof digest);
  token = g_strjoin (".", first, second, NULL);
  depot_secret_free_text (second);
  return depot_secret_bytes_take_text (token);
}

char *
depot_edge_token_dup_id (DepotSecretBytes *token)
{
  gsize size;
  const guchar *data = depot_secret_bytes_get_data (token, &size);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);

  return g_strndup (digest, ID_LENGTH);
}
