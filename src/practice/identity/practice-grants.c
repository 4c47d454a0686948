/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-grants.h"

#include <string.h>

#include <gnutls/crypto.h>

#include "practice-json.h"
#include "practice-signing.h"

static char *
make_word (void)
{
  guchar bytes[36];

  gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes);
  return practice_base64url_encode (bytes, sizeof bytes);
}

static char *
make_key (const char *word)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, word, -1);
}

char *
practice_grants_issue (PracticeCloud *cloud, const char *collection, JsonObject *document)
{
  g_autofree char *word = make_word ();

  json_object_set_int_member (document, "issued", practice_cloud_get_now (cloud) / G_USEC_PER_SEC);
  json_object_set_int_member (document, "issuedReal", g_get_real_time ());
  practice_grants_update (cloud, collection, word, document);
  return g_steal_pointer (&word);
}

JsonObject *
practice_grants_find (PracticeCloud *cloud, const char *collection, const char *word)
{
  g_autofree char *key = word != NULL ? make_key (word) : NULL;

  if (key == NULL)
    return NULL;
  return practice_state_get (practice_cloud_get_state (cloud), collection, key);
}

void
practice_grants_update (PracticeCloud *cloud,
                        const char *collection,
                        const char *word,
                        JsonObject *document)
{
  g_autofree char *key = make_key (word);

  practice_state_put (practice_cloud_get_state (cloud), collection, key, document);
}

void
practice_grants_remove (PracticeCloud *cloud, const char *collection, const char *word)
{
  g_autofree char *key = make_key (word);

  practice_state_remove (practice_cloud_get_state (cloud), collection, key);
}

gint64
practice_grants_get_age (PracticeCloud *cloud, JsonObject *document)
{
  return practice_cloud_get_now (cloud) / G_USEC_PER_SEC
         - practice_json_get_int (document, "issued", 0);
}

static void
prune (PracticeCloud *cloud, const char *collection, gint64 max_age)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_auto (GStrv) keys = practice_state_list_keys (state, collection, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (JsonObject) document = practice_state_get (state, collection, keys[i]);

      if (document == NULL || practice_grants_get_age (cloud, document) > max_age)
        practice_state_remove (state, collection, keys[i]);
    }
}

void
practice_grants_prune (PracticeCloud *cloud)
{
  const gint64 day = 24 * 60 * 60;

  prune (cloud, PRACTICE_FLOWS, day);
  prune (cloud, PRACTICE_CODES, day);
  prune (cloud, PRACTICE_DEVICE_CODES, day);
  prune (cloud, PRACTICE_REFRESH_TOKENS, 180 * day);
}

void
practice_grants_revoke_family (PracticeCloud *cloud, const char *family)
{
  PracticeState *state = practice_cloud_get_state (cloud);
  g_auto (GStrv) keys = practice_state_list_keys (state, PRACTICE_REFRESH_TOKENS, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (JsonObject) token = practice_state_get (state, PRACTICE_REFRESH_TOKENS, keys[i]);

      if (g_strcmp0 (practice_json_get_string (token, "family"), family) == 0)
        practice_state_remove (state, PRACTICE_REFRESH_TOKENS, keys[i]);
    }
}
