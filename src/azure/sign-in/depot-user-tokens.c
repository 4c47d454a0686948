/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-user-tokens.h"

#include <time.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-challenge.h"
#include "depot-client-assertion.h"
#include "depot-identity.h"

#define MARGIN_SECONDS 300

struct _DepotUserTokens
{
  GObject parent_instance;

  DepotAzureClient *client;
  DepotAccount *account;
  DepotCredential credential; /* NONE: a person with a refresh token */
  DepotUserTokensKeeper keeper;
  gpointer data;

  GHashTable *tokens;              /* scope → Token */
  DepotSecretBytes *refresh_token; /* NULL: not loaded yet */
  DepotIdentityEndpoints *endpoints;
  GQueue waiting;         /* of GTask with a Wish */
  struct _Errand *errand; /* the one request under way, or NULL */
};

typedef struct
{
  DepotSecretBytes *secret;
  char *claims;                   /* it was asked for with these */
  gint64 obtained_at, expires_at; /* microseconds since boot */
} Token;

/* One caller's wish. */
typedef struct
{
  char *scope, *claims;
  gboolean refused;
  gint64 asked_at;
  GSource *cancel_source;
} Wish;

/* Fetching a token for the first wish that has none; outlives the caller if that one cancels. */
typedef struct _Errand
{
  char *scope, *claims;
  GError *refusal;              /* why the refresh token was loaded a second time */
  gboolean is_loading, is_void; /* void: signed out meanwhile */
  gboolean is_stale;            /* what it works with was read before somebody signed in again */
} Errand;

static void token_source_init (DepotTokenSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotUserTokens,
                               depot_user_tokens,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_TOKEN_SOURCE, token_source_init))

/* Microseconds. Counts on while the computer sleeps, and does not care what the wall clock says. */
static gint64
time_since_boot (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
token_free (gpointer data)
{
  Token *token = data;

  depot_secret_bytes_unref (token->secret);
  g_free (token->claims);
  g_free (token);
}

static void
stop_watching (Wish *wish)
{
  if (wish->cancel_source != NULL)
    g_source_destroy (wish->cancel_source);
  g_clear_pointer (&wish->cancel_source, g_source_unref);
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  stop_watching (wish);
  g_free (wish->scope);
  g_free (wish->claims);
  g_free (wish);
}

static void
errand_free (Errand *errand)
{
  g_free (errand->scope);
  g_free (errand->claims);
  g_clear_error (&errand->refusal);
  g_free (errand);
}

/* A token that came after the wish was uttered answers it, whatever was wrong with the one before:
 * that is how twenty requests refused at the same moment share one refresh. */
static Token *
find_good_token (DepotUserTokens *self, Wish *wish)
{
  Token *token = g_hash_table_lookup (self->tokens, wish->scope);
  gboolean is_newer;

  if (token == NULL || token->expires_at <= time_since_boot ())
    return NULL;
  is_newer = token->obtained_at >= wish->asked_at;
  if (wish->claims != NULL)
    return is_newer && g_strcmp0 (token->claims, wish->claims) == 0 ? token : NULL;
  return !wish->refused || is_newer ? token : NULL;
}

static void serve (DepotUserTokens *self);

/* Takes the task out of the queue; the caller returns and frees it. */
static void
leave_queue (DepotUserTokens *self, GTask *task)
{
  stop_watching (g_task_get_task_data (task));
  g_queue_remove (&self->waiting, task);
}

/* Everybody who waits for the same thing hears the same no. Takes error. */
static void
refuse_errand (DepotUserTokens *self, GError *error)
{
  g_autoptr (GError) told = error;
  Errand *errand = g_steal_pointer (&self->errand);

  if (g_error_matches (told, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED)
      && depot_error_get_claims (told) == NULL)
    depot_error_set_claims (told, errand->claims);
  for (GList *at = self->waiting.head; at != NULL;)
    {
      GTask *task = at->data;
      Wish *wish = g_task_get_task_data (task);

      at = at->next;
      if (!g_str_equal (wish->scope, errand->scope)
          || g_strcmp0 (wish->claims, errand->claims) != 0)
        continue;
      leave_queue (self, task);
      g_task_return_error (task, g_error_copy (told));
      g_object_unref (task);
    }
  errand_free (errand);
  serve (self);
}

static GError *
error_of_empty_keyring (DepotUserTokens *self)
{
  if (self->credential != DEPOT_CREDENTIAL_NONE)
    return depot_error_new (
        DEPOT_ERROR_SIGN_IN_SETTINGS,
        _ ("The credential of the Azure service is not in the keyring of this computer"));
  return depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED,
                          _ ("Nobody is signed in to Azure with this account any more"));
}

static void
keep_token (DepotUserTokens *self, const Errand *errand, DepotTokenAnswer *answer)
{
  Token *token = g_new0 (Token, 1);
  gint64 margin = MIN (MARGIN_SECONDS, answer->expires_in_seconds / 2);

  token->secret = g_steal_pointer (&answer->access_token);
  token->claims = g_strdup (errand->claims);
  token->obtained_at = time_since_boot ();
  token->expires_at = token->obtained_at + (answer->expires_in_seconds - margin) * G_USEC_PER_SEC;
  g_hash_table_insert (self->tokens, g_strdup (errand->scope), token);
}

/* Only a person's is ever renewed; a service's credential is not Azure's to change. */
static void
keep_refresh_token (DepotUserTokens *self, DepotSecretBytes *refresh_token)
{
  if (refresh_token == NULL || self->credential != DEPOT_CREDENTIAL_NONE
      || depot_secret_bytes_equal (refresh_token, self->refresh_token))
    return;
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
  self->refresh_token = depot_secret_bytes_ref (refresh_token);
  if (self->keeper.save != NULL)
    self->keeper.save (self, refresh_token, self->data);
}

static void
load_refresh_token (DepotUserTokens *self)
{
  self->errand->is_loading = TRUE;
  self->errand->is_stale = FALSE;
  self->keeper.load (self, self->data);
}

/* Another process may have refreshed in the meantime and spent ours: its token lies where ours came
 * from. */
static gboolean
is_about_secret (DepotUserTokens *self, GError *error)
{
  return g_error_matches (error,
                          DEPOT_ERROR,
                          self->credential == DEPOT_CREDENTIAL_NONE ? DEPOT_ERROR_SIGN_IN_NEEDED
                                                                    : DEPOT_ERROR_SIGN_IN_SETTINGS);
}

static void
refresh_failed (DepotUserTokens *self, GError *error)
{
  if (!is_about_secret (self, error) || self->errand->refusal != NULL)
    {
      refuse_errand (self, error);
      return;
    }
  self->errand->refusal = error;
  load_refresh_token (self);
}

static void
begin_again (DepotUserTokens *self)
{
  g_clear_error (&self->errand->refusal);
  load_refresh_token (self);
}

static void
tokens_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotUserTokens) self = data;
  GError *error = NULL;
  g_autoptr (DepotTokenAnswer) answer
      = depot_identity_ask_token_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (self->errand->is_void)
    {
      g_clear_error (&error);
      refuse_errand (self, error_of_empty_keyring (self));
    }
  else if (self->errand->is_stale)
    {
      g_clear_error (&error);
      begin_again (self);
    }
  else if (answer == NULL)
    refresh_failed (self, error);
  else
    {
      keep_token (self, self->errand, answer);
      keep_refresh_token (self, answer->refresh_token);
      g_clear_pointer (&self->errand, errand_free);
      serve (self);
    }
}

static void
prove_person (DepotUserTokens *self, DepotTokenForm *form)
{
  g_autofree char *scope
      = g_strconcat (self->errand->scope, " offline_access openid profile", NULL);

  depot_token_form_add (form, "grant_type", "refresh_token");
  depot_token_form_add (form, "refresh_token", depot_secret_bytes_peek_text (self->refresh_token));
  depot_token_form_add (form, "scope", scope);
}

static gboolean
prove_service (DepotUserTokens *self, DepotTokenForm *form, GError **error)
{
  const char *client_id = depot_account_get_client_id (self->account);
  gint64 now = depot_clock_now (depot_azure_client_get_clock (self->client))
               - depot_azure_client_get_skew_seconds (self->client);
  g_autoptr (DepotSecretBytes) assertion = NULL;

  depot_token_form_add (form, "grant_type", "client_credentials");
  depot_token_form_add (form, "scope", self->errand->scope);
  if (self->credential == DEPOT_CREDENTIAL_SECRET)
    {
      depot_token_form_add (
          form, "client_secret", depot_secret_bytes_peek_text (self->refresh_token));
      return TRUE;
    }
  assertion = depot_client_assertion_make (
      self->refresh_token, client_id, self->endpoints->token, now, error);
  if (assertion == NULL)
    return FALSE;
  depot_token_form_add (form, "client_assertion_type", DEPOT_CLIENT_ASSERTION_TYPE);
  depot_token_form_add (form, "client_assertion", depot_secret_bytes_peek_text (assertion));
  return TRUE;
}

/* An assertion is good for one request: what may have arrived must not go out again. */
static void
ask_for_token (DepotUserTokens *self)
{
  g_autoptr (DepotTokenForm) form = depot_token_form_new ();
  g_autofree char *claims = depot_challenge_merge_claims (self->errand->claims);
  GError *error = NULL;

  depot_token_form_add (form, "client_id", depot_account_get_client_id (self->account));
  depot_token_form_add (form, "claims", claims);
  if (self->credential == DEPOT_CREDENTIAL_NONE)
    prove_person (self, form);
  else if (!prove_service (self, form, &error))
    {
      refuse_errand (self, error);
      return;
    }
  depot_identity_ask_token_async (self->client,
                                  self->endpoints->token,
                                  form,
                                  self->credential != DEPOT_CREDENTIAL_CERTIFICATE,
                                  NULL,
                                  tokens_came,
                                  g_object_ref (self));
}

static void run_errand (DepotUserTokens *self);

static void
endpoints_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotUserTokens) self = data;
  GError *error = NULL;

  self->endpoints = depot_identity_discover_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  if (self->endpoints == NULL)
    refuse_errand (self, error);
  else
    run_errand (self);
}

static void
run_errand (DepotUserTokens *self)
{
  if (self->errand->is_void)
    {
      g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
      refuse_errand (self, error_of_empty_keyring (self));
    }
  else if (self->endpoints == NULL)
    depot_identity_discover_async (self->client,
                                   depot_account_get_tenant_id (self->account),
                                   NULL,
                                   endpoints_came,
                                   g_object_ref (self));
  else if (self->refresh_token == NULL)
    load_refresh_token (self);
  else
    ask_for_token (self);
}

/* Answers whoever can be answered from memory; then fetches for the first who cannot. */
static void
serve (DepotUserTokens *self)
{
  for (GList *at = self->waiting.head; at != NULL;)
    {
      GTask *task = at->data;
      Token *token = find_good_token (self, g_task_get_task_data (task));

      at = at->next;
      if (token == NULL)
        continue;
      leave_queue (self, task);
      g_task_return_pointer (
          task, depot_secret_bytes_ref (token->secret), (GDestroyNotify) depot_secret_bytes_unref);
      g_object_unref (task);
    }
  if (self->errand == NULL && !g_queue_is_empty (&self->waiting))
    {
      Wish *wish = g_task_get_task_data (g_queue_peek_head (&self->waiting));

      self->errand = g_new0 (Errand, 1);
      self->errand->scope = g_strdup (wish->scope);
      self->errand->claims = g_strdup (wish->claims);
      run_errand (self);
    }
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;

  leave_queue (g_task_get_source_object (task), task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
watch_cancel (GTask *task, Wish *wish)
{
  if (g_task_get_cancellable (task) == NULL)
    return;
  wish->cancel_source = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (wish->cancel_source, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (wish->cancel_source, g_task_get_context (task));
}

static void
get_token_async (DepotTokenSource *source,
                 const char *scope,
                 gboolean refused,
                 const char *claims_json,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  DepotUserTokens *self = DEPOT_USER_TOKENS (source);
  GTask *task = g_task_new (self, cancellable, callback, data);
  Wish *wish = g_new0 (Wish, 1);

  g_task_set_source_tag (task, get_token_async);
  wish->scope = g_strdup (scope);
  wish->claims = g_strdup (claims_json);
  wish->refused = refused;
  wish->asked_at = time_since_boot ();
  g_task_set_task_data (task, wish, wish_free);
  watch_cancel (task, wish);
  g_queue_push_tail (&self->waiting, task);
  serve (self);
}

static DepotSecretBytes *
get_token_finish (DepotTokenSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
token_source_init (DepotTokenSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
}

static void
depot_user_tokens_dispose (GObject *object)
{
  DepotUserTokens *self = DEPOT_USER_TOKENS (object);

  g_clear_pointer (&self->tokens, g_hash_table_unref);
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
  g_clear_pointer (&self->endpoints, depot_identity_endpoints_free);
  g_clear_object (&self->account);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (depot_user_tokens_parent_class)->dispose (object);
}

static void
depot_user_tokens_class_init (DepotUserTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_user_tokens_dispose;
}

static void
depot_user_tokens_init (DepotUserTokens *self)
{
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, token_free);
  g_queue_init (&self->waiting);
}

DepotUserTokens *
depot_user_tokens_new (DepotAzureClient *client,
                       DepotAccount *account,
                       const DepotUserTokensKeeper *keeper,
                       gpointer data)
{
  DepotUserTokens *self = g_object_new (DEPOT_TYPE_USER_TOKENS, NULL);

  self->client = g_object_ref (client);
  self->account = g_object_ref (account);
  self->keeper = *keeper;
  self->data = data;
  return self;
}

void
depot_user_tokens_set_credential (DepotUserTokens *self, DepotCredential credential)
{
  g_return_if_fail (DEPOT_IS_USER_TOKENS (self));

  self->credential = credential;
}

/* Loaded a second time, and still the one that was refused: it is spent. */
static GError *
error_of_loading (DepotUserTokens *self, DepotSecretBytes *refresh_token)
{
  Errand *errand = self->errand;

  if (refresh_token == NULL)
    return errand->refusal != NULL ? g_steal_pointer (&errand->refusal)
                                   : error_of_empty_keyring (self);
  if (errand->refusal != NULL && self->refresh_token != NULL
      && depot_secret_bytes_equal (self->refresh_token, refresh_token))
    return g_error_copy (errand->refusal);
  return NULL;
}

void
depot_user_tokens_give_refresh_token (DepotUserTokens *self,
                                      DepotSecretBytes *refresh_token,
                                      GError *error)
{
  g_autoptr (GError) cause = error;
  GError *flaw;

  g_return_if_fail (DEPOT_IS_USER_TOKENS (self));

  if (self->errand == NULL || !self->errand->is_loading)
    return;
  self->errand->is_loading = FALSE;
  if (self->errand->is_stale)
    {
      begin_again (self);
      return;
    }
  flaw = cause != NULL ? depot_error_from_any (cause) : error_of_loading (self, refresh_token);
  if (flaw != NULL)
    {
      g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
      refuse_errand (self, flaw);
      return;
    }
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
  self->refresh_token = depot_secret_bytes_ref (refresh_token);
  run_errand (self);
}

static void
drop_tokens (DepotUserTokens *self)
{
  g_hash_table_remove_all (self->tokens);
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
}

void
depot_user_tokens_reload (DepotUserTokens *self)
{
  g_return_if_fail (DEPOT_IS_USER_TOKENS (self));

  drop_tokens (self);
  if (self->errand != NULL)
    self->errand->is_stale = TRUE;
}

void
depot_user_tokens_forget (DepotUserTokens *self)
{
  g_return_if_fail (DEPOT_IS_USER_TOKENS (self));

  drop_tokens (self);
  if (self->errand != NULL)
    self->errand->is_void = TRUE;
}
