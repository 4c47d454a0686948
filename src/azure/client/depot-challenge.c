/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-challenge.h"

#include <string.h>

#include "depot-json.h"

#define MAX_CLAIMS_BYTES 8192

/* base64 or base64url, with or without padding: all of them are seen. */
static char *
decode_claims (const char *text)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "-", '+');
  g_autofree char *padded = NULL;
  g_autofree guchar *bytes = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonObject) object = NULL;
  gsize length;

  g_strdelimit (plain, "_", '/');
  while (g_str_has_suffix (plain, "="))
    plain[strlen (plain) - 1] = '\0';
  padded = g_strconcat (plain, &"==="[3 - (4 - strlen (plain) % 4) % 4], NULL);
  bytes = g_base64_decode (padded, &length);
  json = g_strndup ((const char *) bytes, length);
  object = depot_json_parse_object (json, length, NULL);
  return object != NULL ? g_steal_pointer (&json) : NULL;
}

/* soup_header_parse_param_list copes with quoted strings, any order and blanks. */
static char *
claims_of_challenge (const char *challenge)
{
  g_autoptr (GHashTable) parameters = NULL;
  const char *claims;
  char *json;

  if (g_ascii_strncasecmp (challenge, "Bearer ", 7) != 0)
    return NULL;
  parameters = soup_header_parse_param_list (challenge + 7);
  claims = parameters != NULL ? g_hash_table_lookup (parameters, "claims") : NULL;
  json = claims != NULL && strlen (claims) <= MAX_CLAIMS_BYTES ? decode_claims (claims) : NULL;
  if (parameters != NULL)
    soup_header_free_param_list (g_steal_pointer (&parameters));
  return json;
}

typedef struct
{
  char *claims;
} Search;

static void
look_at_header (const char *name, const char *value, gpointer data)
{
  Search *search = data;

  if (search->claims == NULL && g_ascii_strcasecmp (name, "WWW-Authenticate") == 0)
    search->claims = claims_of_challenge (value);
}

char *
depot_challenge_dup_claims (SoupMessageHeaders *headers)
{
  Search search = { NULL };

  soup_message_headers_foreach (headers, look_at_header, &search);
  return search.claims;
}

static JsonObject *
ensure_object (JsonObject *parent, const char *name)
{
  if (depot_json_peek_object (parent, name) == NULL)
    json_object_set_object_member (parent, name, json_object_new ());
  return json_object_get_object_member (parent, name);
}

/* "CP1" says that this client understands claims challenges. */
static void
add_capability (JsonObject *access_token)
{
  JsonObject *capability = json_object_new ();
  JsonArray *values = json_array_new ();

  json_array_add_string_element (values, "CP1");
  json_object_set_array_member (capability, "values", values);
  json_object_set_object_member (access_token, "xms_cc", capability);
}

char *
depot_challenge_merge_claims (const char *claims_json)
{
  g_autoptr (JsonObject) claims = NULL;

  if (claims_json != NULL)
    claims = depot_json_parse_object (claims_json, -1, NULL);
  if (claims == NULL)
    claims = json_object_new ();
  add_capability (ensure_object (claims, "access_token"));
  return depot_json_object_to_text (claims);
}
