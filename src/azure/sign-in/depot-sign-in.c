/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-sign-in.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-arrival.h"
#include "depot-authorize.h"
#include "depot-azure-error.h"
#include "depot-challenge.h"
#include "depot-identity-error.h"
#include "depot-identity.h"
#include "depot-loopback.h"
#include "depot-pkce.h"

#define LIMIT_SECONDS 300
#define MAX_CODE_BYTES 8192

struct _DepotSignIn
{
  GObject parent_instance;

  DepotAzureClient *client;
  char *client_id, *tenant, *login_hint, *claims;
  DepotSignInState state;
  char *address;

  /* the running attempt */
  GTask *task;
  DepotIdentityEndpoints *endpoints;
  DepotLoopback *loopback;
  DepotSecretBytes *verifier;
  char *state_word, *nonce, *redirect;
  guint limit_id;
  GSource *cancel_source;
};

typedef enum
{
  PROP_STATE = 1,
  PROP_ADDRESS,
} DepotSignInProperty;

static GParamSpec *props[PROP_ADDRESS + 1];

enum
{
  OPEN_ADDRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DepotSignIn, depot_sign_in, G_TYPE_OBJECT)

static void
set_state (DepotSignIn *self, DepotSignInState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_address (DepotSignIn *self, const char *address)
{
  if (g_set_str (&self->address, address))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ADDRESS]);
}

static void
stop_waiting (DepotSignIn *self)
{
  if (self->limit_id != 0)
    depot_clock_forget (depot_azure_client_get_clock (self->client), self->limit_id);
  self->limit_id = 0;
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  if (self->loopback != NULL)
    depot_loopback_close (self->loopback);
  g_clear_object (&self->loopback);
}

/* Takes error. */
static void
fail (DepotSignIn *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  stop_waiting (self);
  set_address (self, NULL);
  set_state (self, DEPOT_SIGN_IN_FAILED);
  g_task_return_error (task, error);
}

static void
tokens_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSignIn) self = data;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  g_autoptr (DepotTokenAnswer) answer
      = depot_identity_ask_token_finish (self->client, result, &error);
  const DepotIdTokenRules asked
      = { .client_id = self->client_id, .nonce = self->nonce, .tenant = self->tenant };
  g_autoptr (DepotAccount) account = NULL;

  if (answer != NULL)
    account = depot_identity_read_account (self->client, self->endpoints, answer, &asked, &error);
  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  task = g_steal_pointer (&self->task);
  set_address (self, NULL);
  set_state (self, DEPOT_SIGN_IN_DONE);
  depot_arrival_return (task, account, answer);
}

static char *
dup_scope (DepotSignIn *self)
{
  return g_strdup_printf ("%s offline_access openid profile",
                          depot_cloud_get_arm_scope (depot_azure_client_get_cloud (self->client)));
}

/* A code works once, so this request is never repeated by itself. */
static void
redeem (DepotSignIn *self, const char *code)
{
  g_autoptr (DepotTokenForm) form = depot_token_form_new ();
  g_autofree char *scope = dup_scope (self);
  g_autofree char *claims = depot_challenge_merge_claims (self->claims);

  depot_token_form_add (form, "client_id", self->client_id);
  depot_token_form_add (form, "grant_type", "authorization_code");
  depot_token_form_add (form, "code", code);
  depot_token_form_add (form, "redirect_uri", self->redirect);
  depot_token_form_add (form, "code_verifier", depot_secret_bytes_peek_text (self->verifier));
  depot_token_form_add (form, "scope", scope);
  depot_token_form_add (form, "claims", claims);
  set_state (self, DEPOT_SIGN_IN_REDEEMING);
  depot_identity_ask_token_async (self->client,
                                  self->endpoints->token,
                                  form,
                                  FALSE,
                                  g_task_get_cancellable (self->task),
                                  tokens_came,
                                  g_object_ref (self));
}

/* Another server's answer in ours: RFC 9207. Most send no "iss". */
static gboolean
is_other_issuer (DepotSignIn *self, GHashTable *parameters)
{
  const char *issuer = g_hash_table_lookup (parameters, "iss");

  return issuer != NULL && strstr (self->endpoints->issuer, "{tenantid}") == NULL
         && !g_str_equal (issuer, self->endpoints->issuer);
}

typedef struct
{
  DepotSignIn *self;
  GHashTable *parameters;
} Arrival;

/* In a turn of its own: the browser's page goes out first. */
static gboolean
take_answer (gpointer data)
{
  Arrival *arrival = data;
  DepotSignIn *self = arrival->self;
  const char *word = g_hash_table_lookup (arrival->parameters, "error");
  const char *code = g_hash_table_lookup (arrival->parameters, "code");

  if (self->task == NULL)
    return G_SOURCE_REMOVE;
  stop_waiting (self);
  if (is_other_issuer (self, arrival->parameters))
    fail (self,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                           _ ("The answer of the browser comes from another sign-in service")));
  else if (word != NULL)
    fail (self,
          depot_identity_error_new (
              word, g_hash_table_lookup (arrival->parameters, "error_description")));
  else
    redeem (self, code);
  return G_SOURCE_REMOVE;
}

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  g_object_unref (arrival->self);
  g_hash_table_unref (arrival->parameters);
  g_free (arrival);
}

/* Whoever does not know the state is a stranger; the person's own answer may still come. */
static gboolean
on_redirect (GHashTable *parameters, gpointer data)
{
  DepotSignIn *self = data;
  const char *state_word = g_hash_table_lookup (parameters, "state");
  const char *code = g_hash_table_lookup (parameters, "code");
  Arrival *arrival;

  if (state_word == NULL || !g_str_equal (state_word, self->state_word))
    return FALSE;
  if (g_hash_table_lookup (parameters, "error") == NULL
      && (code == NULL || *code == '\0' || strlen (code) > MAX_CODE_BYTES))
    return FALSE;
  arrival = g_new0 (Arrival, 1);
  arrival->self = g_object_ref (self);
  arrival->parameters = g_hash_table_ref (parameters);
  g_idle_add_full (G_PRIORITY_DEFAULT, take_answer, arrival, arrival_free);
  return TRUE;
}

static gboolean
on_time_over (gpointer data)
{
  DepotSignIn *self = data;

  self->limit_id = 0;
  fail (self,
        depot_error_new (DEPOT_ERROR_TIMED_OUT,
                         _ ("The browser did not come back with an answer in five minutes")));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  fail (data, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("The sign-in was cancelled")));
  return G_SOURCE_REMOVE;
}

static char *
make_address (DepotSignIn *self)
{
  g_autofree char *scope = dup_scope (self);
  const DepotAuthorize request = {
    .endpoint = self->endpoints->authorization,
    .client_id = self->client_id,
    .redirect = self->redirect,
    .scope = scope,
    .state = self->state_word,
    .nonce = self->nonce,
    .login_hint = self->login_hint,
    .claims_json = self->claims,
    .verifier = self->verifier,
  };

  return depot_authorize_dup_address (&request);
}

static void
watch_cancel (DepotSignIn *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancel_source, g_task_get_context (self->task));
}

static gboolean
make_words (DepotSignIn *self, GError **error)
{
  self->verifier = depot_pkce_new_verifier ();
  self->state_word = depot_pkce_new_word ();
  self->nonce = depot_pkce_new_word ();
  if (self->verifier != NULL && self->state_word != NULL && self->nonce != NULL)
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_FAILED, _ ("This computer has no random numbers to give")));
  return FALSE;
}

static void
wait_for_browser (DepotSignIn *self)
{
  g_autofree char *address = NULL;

  self->redirect
      = g_strdup_printf ("http://localhost:%u", depot_loopback_get_port (self->loopback));
  self->limit_id = depot_clock_call_after (
      depot_azure_client_get_clock (self->client), LIMIT_SECONDS, on_time_over, self, NULL);
  watch_cancel (self);
  address = make_address (self);
  set_address (self, address);
  set_state (self, DEPOT_SIGN_IN_WAITING);
  g_signal_emit (self, signals[OPEN_ADDRESS], 0, address);
}

static void
endpoints_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSignIn) self = data;
  GError *error = NULL;

  self->endpoints = depot_identity_discover_finish (self->client, result, &error);
  if (self->endpoints != NULL && make_words (self, &error))
    {
      self->loopback = depot_loopback_new (depot_azure_client_get_clock (self->client));
      if (depot_loopback_open (self->loopback, on_redirect, self, &error))
        {
          wait_for_browser (self);
          return;
        }
    }
  fail (self, error);
}

void
depot_sign_in_run_async (DepotSignIn *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN (self));
  g_return_if_fail (self->state == DEPOT_SIGN_IN_IDLE);

  self->task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (self->task, depot_sign_in_run_async);
  set_state (self, DEPOT_SIGN_IN_PREPARING);
  depot_identity_discover_async (
      self->client, self->tenant, cancellable, endpoints_came, g_object_ref (self));
}

DepotAccount *
depot_sign_in_run_finish (DepotSignIn *self,
                          GAsyncResult *result,
                          DepotSecretBytes **refresh_token,
                          GError **error)
{
  return depot_arrival_finish (result, refresh_token, error);
}

DepotSignInState
depot_sign_in_get_state (DepotSignIn *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN (self), DEPOT_SIGN_IN_IDLE);

  return self->state;
}

const char *
depot_sign_in_get_address (DepotSignIn *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN (self), NULL);

  return self->address;
}

static void
depot_sign_in_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotSignIn *self = DEPOT_SIGN_IN (object);

  switch ((DepotSignInProperty) id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_sign_in_dispose (GObject *object)
{
  DepotSignIn *self = DEPOT_SIGN_IN (object);

  if (self->client != NULL)
    stop_waiting (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->endpoints, depot_identity_endpoints_free);
  g_clear_pointer (&self->verifier, depot_secret_bytes_unref);
  G_OBJECT_CLASS (depot_sign_in_parent_class)->dispose (object);
}

static void
depot_sign_in_finalize (GObject *object)
{
  DepotSignIn *self = DEPOT_SIGN_IN (object);

  g_free (self->client_id);
  g_free (self->tenant);
  g_free (self->login_hint);
  g_free (self->claims);
  g_free (self->address);
  g_free (self->state_word);
  g_free (self->nonce);
  g_free (self->redirect);
  G_OBJECT_CLASS (depot_sign_in_parent_class)->finalize (object);
}

static void
depot_sign_in_class_init (DepotSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_sign_in_get_property;
  object_class->dispose = depot_sign_in_dispose;
  object_class->finalize = depot_sign_in_finalize;

  props[PROP_STATE]
      = g_param_spec_uint ("state",
                           NULL,
                           NULL,
                           DEPOT_SIGN_IN_IDLE,
                           DEPOT_SIGN_IN_FAILED,
                           DEPOT_SIGN_IN_IDLE,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_ADDRESS]
      = g_param_spec_string ("address",
                             NULL,
                             NULL,
                             NULL,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  signals[OPEN_ADDRESS] = g_signal_new ("open-address",
                                        G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_STRING);
}

static void
depot_sign_in_init (DepotSignIn *self)
{
}

DepotSignIn *
depot_sign_in_new (DepotAzureClient *client,
                   const char *client_id,
                   const char *tenant,
                   const char *login_hint,
                   const char *claims_json)
{
  DepotSignIn *self = g_object_new (DEPOT_TYPE_SIGN_IN, NULL);

  self->client = g_object_ref (client);
  self->client_id = g_strdup (client_id);
  self->tenant = g_strdup (tenant);
  self->login_hint = g_strdup (login_hint);
  self->claims = g_strdup (claims_json);
  return self;
}
