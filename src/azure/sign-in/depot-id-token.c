/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-id-token.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-json.h"

/* Clocks of consoles are wrong by minutes; the token was made seconds ago. */
#define GRACE_SECONDS 600

static gboolean
refuse (const char *member, GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                       /* Translators: %s is a member of the token, such as "nonce". */
                       _ ("The identity token is not for this sign-in: %s differs"),
                       member));
  return FALSE;
}

/* Only the middle part is copied: it is no secret, the whole is. */
static JsonObject *
decode (const char *token, GError **error)
{
  const char *first = strchr (token, '.');
  const char *second = first != NULL ? strchr (first + 1, '.') : NULL;
  g_autofree char *part = NULL;
  g_autofree char *padded = NULL;
  g_autofree guchar *bytes = NULL;
  gsize length;

  if (second == NULL || strchr (second + 1, '.') != NULL)
    {
      refuse ("id_token", error);
      return NULL;
    }
  part = g_strndup (first + 1, second - first - 1);
  g_strdelimit (part, "-", '+');
  g_strdelimit (part, "_", '/');
  padded = g_strconcat (part, &"==="[3 - (4 - strlen (part) % 4) % 4], NULL);
  bytes = g_base64_decode (padded, &length);
  return depot_json_parse_object ((const char *) bytes, length, error);
}

static gboolean
check_issuer (JsonObject *claims, const DepotIdTokenRules *rules, GError **error)
{
  g_autoptr (GString) expected = g_string_new (rules->issuer);
  const char *issuer = depot_json_get_string (claims, "iss", error);
  const char *tenant_id = depot_json_peek_string (claims, "tid");

  if (issuer == NULL)
    return FALSE;
  if (strstr (rules->issuer, "{tenantid}") != NULL && tenant_id == NULL)
    return refuse ("tid", error);
  if (tenant_id != NULL)
    g_string_replace (expected, "{tenantid}", tenant_id, 0);
  return g_str_equal (issuer, expected->str) || refuse ("iss", error);
}

static gboolean
check (JsonObject *claims, const DepotIdTokenRules *rules, GError **error)
{
  const char *audience = depot_json_get_string (claims, "aud", error);
  const char *nonce;
  gint64 expires_at;

  if (audience == NULL)
    return FALSE;
  if (!g_str_equal (audience, rules->client_id))
    return refuse ("aud", error);
  if (!check_issuer (claims, rules, error))
    return FALSE;
  nonce = rules->nonce != NULL ? depot_json_get_string (claims, "nonce", error) : NULL;
  if (rules->nonce != NULL && nonce == NULL)
    return FALSE;
  if (g_strcmp0 (nonce, rules->nonce) != 0)
    return refuse ("nonce", error);
  if (!depot_json_get_int (claims, "exp", 0, G_MAXINT64, &expires_at, error))
    return FALSE;
  return expires_at + GRACE_SECONDS >= rules->now || refuse ("exp", error);
}

static const char *
first_of (const char *a, const char *b)
{
  return a != NULL && *a != '\0' ? a : b;
}

DepotAccount *
depot_id_token_read (const char *id_token, const DepotIdTokenRules *rules, GError **error)
{
  g_autoptr (JsonObject) claims = decode (id_token, error);
  const char *subject, *object_id, *tenant_id, *user_name;
  g_autofree char *id = NULL;

  if (claims == NULL || !check (claims, rules, error))
    return NULL;
  subject = depot_json_get_string (claims, "sub", error);
  if (subject == NULL)
    return NULL;
  object_id = first_of (depot_json_peek_string (claims, "oid"), subject);
  tenant_id = first_of (depot_json_peek_string (claims, "tid"), rules->tenant);
  /* federation services say "upn" */
  user_name = first_of (depot_json_peek_string (claims, "preferred_username"),
                        first_of (depot_json_peek_string (claims, "upn"), object_id));
  id = g_strdup_printf ("%s.%s", object_id, tenant_id);
  return depot_account_new (id,
                            rules->cloud_id,
                            tenant_id,
                            rules->client_id,
                            object_id,
                            user_name,
                            first_of (depot_json_peek_string (claims, "name"), user_name));
}

char *
depot_id_token_dup_object_id (DepotSecretBytes *access_token)
{
  g_autoptr (JsonObject) claims = decode (depot_secret_bytes_peek_text (access_token), NULL);

  return claims != NULL ? g_strdup (depot_json_peek_string (claims, "oid")) : NULL;
}
