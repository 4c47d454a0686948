/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge-token.h"

#include "arm/practice-arm-json.h"

#include <gnutls/gnutls.h>
#include <string.h>

#define MAX_TOKEN 4096
#define MAX_LIFE (24 * 3600 + 300)
#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

static guchar *
decode_url (const char *text, gsize *length)
{
  g_autofree char *plain = g_strconcat (text, &"==="[3 - (4 - strlen (text) % 4) % 4], NULL);

  g_strdelimit (plain, "-", '+');
  g_strdelimit (plain, "_", '/');
  return g_base64_decode (plain, length);
}

static gboolean
is_signed (const char *first, const char *second, GBytes *key)
{
  gsize key_length, length = 0, digest_length = 32;
  const guchar *key_data = g_bytes_get_data (key, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key_data, key_length);
  g_autofree guchar *given = decode_url (second, &length);
  guchar digest[32];

  g_hmac_update (hmac, (const guchar *) first, (gssize) strlen (first));
  g_hmac_get_digest (hmac, digest, &digest_length);
  return length == sizeof digest && gnutls_memcmp (given, digest, sizeof digest) == 0;
}

static guint
check_claims (const char *first, const char *package, const char *service, gint64 now)
{
  gsize length = 0;
  g_autofree char *text = (char *) decode_url (first, &length);
  g_autofree char *whole = g_strndup (text, length);
  g_autoptr (JsonObject) claims = practice_arm_json_parse_object (whole);
  g_autofree char *wanted = g_strdup_printf ("/content/%s/", package);
  gint64 end = practice_arm_json_int (claims, "exp", 0);

  if (claims == NULL || g_strcmp0 (practice_arm_json_string (claims, "aud"), service) != 0
      || end <= now || end - now > MAX_LIFE)
    return 401;
  return g_strcmp0 (practice_arm_json_string (claims, "p"), wanted) == 0 ? 200 : 403;
}

guint
practice_edge_token_check (
    const char *token, const char *package, const char *service, GBytes *key, gint64 now)
{
  g_auto (GStrv) parts = NULL;

  if (token == NULL || strlen (token) > MAX_TOKEN)
    return 401;
  parts = g_strsplit (token, ".", 3);
  if (g_strv_length (parts) != 2 || *parts[0] == '\0'
      || strspn (parts[0], ALPHABET) != strlen (parts[0])
      || strspn (parts[1], ALPHABET) != strlen (parts[1]) || !is_signed (parts[0], parts[1], key))
    return 401;
  return check_claims (parts[0], package, service, now);
}

gboolean
practice_edge_token_split_path (const char *path, char **package, char **file)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "\\A/content/([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-][A-Za-z0-9._-]{0,127})\\z", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, path, 0, &match))
    return FALSE;
  *package = g_match_info_fetch (match, 1);
  *file = g_match_info_fetch (match, 2);
  return TRUE;
}
