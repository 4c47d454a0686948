/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-kept-tokens.h"

/* Lives as long as the token source, which a running request may keep. */
typedef struct
{
  DepotKeyring *keyring;
  const char *kind; /* of the keyring */
  char *key, *label;
  DepotSecretBytes *known; /* what the keyring held when we looked or wrote last */
  DepotSecretBytes *next;  /* renewed while an earlier one is being written */
  gboolean is_saving;
} Place;

static void
place_free (Place *place)
{
  g_clear_pointer (&place->known, depot_secret_bytes_unref);
  g_clear_pointer (&place->next, depot_secret_bytes_unref);
  g_free (place->key);
  g_free (place->label);
  g_clear_object (&place->keyring);
  g_free (place);
}

static Place *
place_of (DepotUserTokens *tokens)
{
  return g_object_get_data (G_OBJECT (tokens), "place");
}

static void
set_known (Place *place, DepotSecretBytes *token)
{
  g_clear_pointer (&place->known, depot_secret_bytes_unref);
  place->known = token != NULL ? depot_secret_bytes_ref (token) : NULL;
}

static void
token_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotUserTokens) tokens = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotSecretBytes) secret
      = depot_keyring_lookup_finish (DEPOT_KEYRING (source), result, &error);

  set_known (place_of (tokens), secret);
  depot_user_tokens_give_refresh_token (tokens, secret, g_steal_pointer (&error));
}

static void
load_token (DepotUserTokens *tokens, gpointer data)
{
  Place *place = data;

  depot_keyring_lookup_async (
      place->keyring, place->kind, place->key, NULL, token_found, g_object_ref (tokens));
}

/* A renewed token on its way to the keyring. */
typedef struct
{
  DepotUserTokens *tokens;
  DepotSecretBytes *renewed;
} Save;

static void
save_free (Save *save)
{
  depot_secret_bytes_unref (save->renewed);
  g_object_unref (save->tokens);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

/* Theirs is newer in every way that counts (it may carry a second factor). */
static void
give_way (DepotUserTokens *tokens)
{
  g_clear_pointer (&place_of (tokens)->next, depot_secret_bytes_unref);
  depot_user_tokens_reload (tokens);
}

static void save_token (DepotUserTokens *tokens, DepotSecretBytes *refresh_token, gpointer data);

static void
token_replaced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Save) save = data;
  Place *place = place_of (save->tokens);
  g_autoptr (DepotSecretBytes) next = NULL;
  g_autoptr (GError) error = NULL;

  if (depot_keyring_replace_finish (DEPOT_KEYRING (source), result, &error))
    set_known (place, save->renewed);
  else if (error != NULL)
    g_warning ("The renewed sign-in could not be kept: %s", error->message);
  else
    give_way (save->tokens);
  place->is_saving = FALSE;
  next = g_steal_pointer (&place->next);
  if (next != NULL)
    save_token (save->tokens, next, place);
}

/* One at a time, or the second would not know what the first is about to write. */
static void
save_token (DepotUserTokens *tokens, DepotSecretBytes *refresh_token, gpointer data)
{
  Place *place = data;
  Save *save;

  if (place->is_saving)
    {
      g_clear_pointer (&place->next, depot_secret_bytes_unref);
      place->next = depot_secret_bytes_ref (refresh_token);
      return;
    }
  place->is_saving = TRUE;
  save = g_new0 (Save, 1);
  save->tokens = g_object_ref (tokens);
  save->renewed = depot_secret_bytes_ref (refresh_token);
  depot_keyring_replace_async (place->keyring,
                               place->kind,
                               place->key,
                               place->label,
                               place->known,
                               refresh_token,
                               NULL,
                               token_replaced,
                               save);
}

static const DepotUserTokensKeeper person = { load_token, save_token };
static const DepotUserTokensKeeper service = { load_token, NULL };

DepotUserTokens *
depot_kept_tokens_new (DepotAzureClient *client,
                       DepotAccount *account,
                       DepotCredential credential,
                       DepotKeyring *keyring,
                       const char *key,
                       const char *label)
{
  gboolean is_person = credential == DEPOT_CREDENTIAL_NONE;
  Place *place = g_new0 (Place, 1);
  DepotUserTokens *tokens
      = depot_user_tokens_new (client, account, is_person ? &person : &service, place);

  place->keyring = g_object_ref (keyring);
  place->kind = is_person ? DEPOT_KEYRING_REFRESH_TOKEN : DEPOT_KEYRING_AZURE_SERVICE;
  place->key = g_strdup (key);
  place->label = g_strdup (label);
  depot_user_tokens_set_credential (tokens, credential);
  g_object_set_data_full (G_OBJECT (tokens), "place", place, (GDestroyNotify) place_free);
  return tokens;
}
