/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-pkce.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

char *
depot_pkce_encode (gconstpointer data, gsize length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

char *
depot_pkce_new_word (void)
{
  guint8 random[32];
  char *word;

  if (gnutls_rnd (GNUTLS_RND_KEY, random, sizeof random) != GNUTLS_E_SUCCESS)
    return NULL;
  word = depot_pkce_encode (random, sizeof random);
  explicit_bzero (random, sizeof random);
  return word;
}

DepotSecretBytes *
depot_pkce_new_verifier (void)
{
  char *word = depot_pkce_new_word ();

  return word != NULL ? depot_secret_bytes_take_text (word) : NULL;
}

char *
depot_pkce_dup_challenge (DepotSecretBytes *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum,
                     (const guchar *) depot_secret_bytes_peek_text (verifier),
                     (gssize) depot_secret_bytes_get_size (verifier));
  g_checksum_get_digest (checksum, digest, &length);
  return depot_pkce_encode (digest, length);
}
