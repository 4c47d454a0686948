/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-accounts.h"

#include <glib/gi18n.h>

#include "depot-device-code.h"
#include "depot-house-private.h"
#include "depot-sign-in.h"

struct _DepotSignInSession
{
  GObject parent_instance;

  /* Asked for. */
  DepotHouse *house;
  char *cloud_id;
  char *client_id;
  char *tenant;
  char *login_hint;
  char *claims_json;
  gboolean other_device;

  /* Under way. */
  DepotSignIn *sign_in;    /* through the browser, or … */
  DepotDeviceCode *device; /* … by a code on another device */
  GCancellable *cancellable;
  DepotSecretBytes *refresh_token; /* until the keyring has it */

  /* Brought home. */
  DepotSessionState state;
  GError *error;
  DepotAccount *account;
};

typedef enum
{
  PROP_STATE = 1,
  PROP_ADDRESS,
  PROP_ERROR,
  PROP_ACCOUNT,
} DepotSignInSessionProperty;

static GParamSpec *props[PROP_ACCOUNT + 1];

enum
{
  SIGNAL_OPEN_ADDRESS,
  SIGNAL_CODE_READY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DepotSignInSession, depot_sign_in_session, G_TYPE_OBJECT)

static void
set_state (DepotSignInSession *self, DepotSessionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Takes the error. */
static void
fail (DepotSignInSession *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  set_state (self, DEPOT_SESSION_FAILED);
}

static void
on_open_address (DepotSignInSession *self, const char *address)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ADDRESS]);
  set_state (self, DEPOT_SESSION_WAITING);
  g_signal_emit (self, signals[SIGNAL_OPEN_ADDRESS], 0, address);
}

static void
on_sign_in_state_changed (DepotSignInSession *self)
{
  if (depot_sign_in_get_state (self->sign_in) == DEPOT_SIGN_IN_REDEEMING)
    set_state (self, DEPOT_SESSION_REDEEMING);
}

static void
token_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSignInSession) self = data;
  g_autoptr (GError) error = NULL;

  if (self->refresh_token == NULL)
    return;
  if (!depot_keyring_store_finish (DEPOT_KEYRING (source), result, &error))
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
      set_state (self, DEPOT_SESSION_KEYRING_ASKS);
      return;
    }
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
  depot_house_add_account (self->house, self->account);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
  set_state (self, DEPOT_SESSION_DONE);
}

static void
keep_token (DepotSignInSession *self)
{
  g_autofree char *label = depot_clients_dup_label (self->account);

  depot_keyring_store_async (depot_house_get_keyring (self->house),
                             DEPOT_KEYRING_REFRESH_TOKEN,
                             depot_account_get_id (self->account),
                             label,
                             self->refresh_token,
                             self->cancellable,
                             token_kept,
                             g_object_ref (self));
}

/* Takes the error. */
static void
take_answer (DepotSignInSession *self, GError *error)
{
  if (self->account == NULL)
    fail (self, error);
  else
    keep_token (self);
}

static void
signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSignInSession) self = data;
  GError *error = NULL;

  self->account
      = depot_sign_in_run_finish (DEPOT_SIGN_IN (source), result, &self->refresh_token, &error);
  take_answer (self, error);
}

static void
signed_in_elsewhere (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSignInSession) self = data;
  GError *error = NULL;

  self->account = depot_device_code_run_finish (
      DEPOT_DEVICE_CODE (source), result, &self->refresh_token, &error);
  take_answer (self, error);
}

static void
on_code_ready (DepotSignInSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ADDRESS]);
  set_state (self, DEPOT_SESSION_WAITING);
  g_signal_emit (self,
                 signals[SIGNAL_CODE_READY],
                 0,
                 depot_device_code_get_user_code (self->device),
                 depot_device_code_get_address (self->device));
}

static const char *
pick_client_id (DepotSignInSession *self, DepotCloud *cloud)
{
  const char *client_id, *tenant;

  depot_accounts_peek_registration (self->house, self->cloud_id, &client_id, &tenant);
  if (self->client_id != NULL)
    client_id = self->client_id;
  return client_id != NULL ? client_id : depot_cloud_get_default_client_id (cloud);
}

static const char *
pick_tenant (DepotSignInSession *self, DepotCloud *cloud)
{
  const char *client_id, *tenant;

  depot_accounts_peek_registration (self->house, self->cloud_id, &client_id, &tenant);
  if (self->tenant != NULL)
    tenant = self->tenant;
  return tenant != NULL ? tenant : depot_cloud_get_default_tenant (cloud);
}

static void
run_elsewhere (DepotSignInSession *self, DepotCloud *cloud, const char *client_id)
{
  DepotAzureClient *client
      = depot_clients_get_client (depot_house_get_clients (self->house), cloud);

  self->device
      = depot_device_code_new (client, client_id, pick_tenant (self, cloud), self->claims_json);
  g_signal_connect_object (
      self->device, "code-ready", G_CALLBACK (on_code_ready), self, G_CONNECT_SWAPPED);
  set_state (self, DEPOT_SESSION_PREPARING);
  depot_device_code_run_async (
      self->device, self->cancellable, signed_in_elsewhere, g_object_ref (self));
}

static void
run (DepotSignInSession *self, DepotCloud *cloud, const char *client_id)
{
  DepotAzureClient *client
      = depot_clients_get_client (depot_house_get_clients (self->house), cloud);

  self->sign_in = depot_sign_in_new (
      client, client_id, pick_tenant (self, cloud), self->login_hint, self->claims_json);
  g_signal_connect_object (
      self->sign_in, "open-address", G_CALLBACK (on_open_address), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in,
                           "notify::state",
                           G_CALLBACK (on_sign_in_state_changed),
                           self,
                           G_CONNECT_SWAPPED);
  set_state (self, DEPOT_SESSION_PREPARING);
  depot_sign_in_run_async (self->sign_in, self->cancellable, signed_in, g_object_ref (self));
}

void
depot_sign_in_session_start (DepotSignInSession *self)
{
  DepotCloud *cloud;
  const char *client_id;

  g_return_if_fail (DEPOT_IS_SIGN_IN_SESSION (self));
  g_return_if_fail (self->state == DEPOT_SESSION_IDLE || self->state == DEPOT_SESSION_FAILED);

  g_clear_error (&self->error);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->device);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  cloud = depot_house_find_cloud (self->house, self->cloud_id);
  client_id = cloud != NULL ? pick_client_id (self, cloud) : NULL;
  if (cloud == NULL)
    fail (self,
          depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                           _ ("The environment %s is not available."),
                           self->cloud_id));
  else if (client_id == NULL)
    fail (self,
          depot_error_new (DEPOT_ERROR_SIGN_IN_SETTINGS,
                           _ ("The client ID of your app registration is not known yet.")));
  else if (self->other_device)
    run_elsewhere (self, cloud, client_id);
  else
    run (self, cloud, client_id);
}

void
depot_sign_in_session_cancel (DepotSignInSession *self)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_SESSION (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->state == DEPOT_SESSION_KEYRING_ASKS)
    fail (self, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("The sign-in was cancelled.")));
}

void
depot_sign_in_session_keep_for_run (DepotSignInSession *self)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_SESSION (self));
  g_return_if_fail (self->state == DEPOT_SESSION_KEYRING_ASKS);

  depot_keyring_set_session_only (depot_house_get_keyring (self->house), TRUE);
  depot_sign_in_session_try_keyring (self);
}

void
depot_sign_in_session_try_keyring (DepotSignInSession *self)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_SESSION (self));
  g_return_if_fail (self->state == DEPOT_SESSION_KEYRING_ASKS);

  g_clear_error (&self->error);
  set_state (self, DEPOT_SESSION_REDEEMING);
  keep_token (self);
}

DepotSessionState
depot_sign_in_session_get_state (DepotSignInSession *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN_SESSION (self), DEPOT_SESSION_IDLE);
  return self->state;
}

const char *
depot_sign_in_session_get_address (DepotSignInSession *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN_SESSION (self), NULL);
  if (self->device != NULL)
    return depot_device_code_get_address (self->device);
  return self->sign_in != NULL ? depot_sign_in_get_address (self->sign_in) : NULL;
}

const char *
depot_sign_in_session_get_user_code (DepotSignInSession *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN_SESSION (self), NULL);
  return self->device != NULL ? depot_device_code_get_user_code (self->device) : NULL;
}

void
depot_sign_in_session_set_other_device (DepotSignInSession *self, gboolean other_device)
{
  g_return_if_fail (DEPOT_IS_SIGN_IN_SESSION (self));
  self->other_device = other_device;
}

const GError *
depot_sign_in_session_get_error (DepotSignInSession *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN_SESSION (self), NULL);
  return self->error;
}

DepotAccount *
depot_sign_in_session_get_account (DepotSignInSession *self)
{
  g_return_val_if_fail (DEPOT_IS_SIGN_IN_SESSION (self), NULL);
  return self->state == DEPOT_SESSION_DONE ? self->account : NULL;
}

static void
depot_sign_in_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotSignInSession *self = DEPOT_SIGN_IN_SESSION (object);

  switch ((DepotSignInSessionProperty) id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, depot_sign_in_session_get_address (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, depot_sign_in_session_get_account (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_sign_in_session_dispose (GObject *object)
{
  DepotSignInSession *self = DEPOT_SIGN_IN_SESSION (object);

  g_clear_object (&self->sign_in);
  g_clear_object (&self->device);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_object (&self->house);
  g_clear_pointer (&self->refresh_token, depot_secret_bytes_unref);
  G_OBJECT_CLASS (depot_sign_in_session_parent_class)->dispose (object);
}

static void
depot_sign_in_session_finalize (GObject *object)
{
  DepotSignInSession *self = DEPOT_SIGN_IN_SESSION (object);

  g_clear_error (&self->error);
  g_free (self->cloud_id);
  g_free (self->client_id);
  g_free (self->tenant);
  g_free (self->login_hint);
  g_free (self->claims_json);
  G_OBJECT_CLASS (depot_sign_in_session_parent_class)->finalize (object);
}

static void
depot_sign_in_session_class_init (DepotSignInSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_sign_in_session_get_property;
  object_class->dispose = depot_sign_in_session_dispose;
  object_class->finalize = depot_sign_in_session_finalize;

  props[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, 0, DEPOT_SESSION_FAILED, DEPOT_SESSION_IDLE, flags);
  props[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, DEPOT_TYPE_ACCOUNT, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  signals[SIGNAL_CODE_READY] = g_signal_new ("code-ready",
                                             G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST,
                                             0,
                                             NULL,
                                             NULL,
                                             NULL,
                                             G_TYPE_NONE,
                                             2,
                                             G_TYPE_STRING,
                                             G_TYPE_STRING);
  signals[SIGNAL_OPEN_ADDRESS] = g_signal_new ("open-address",
                                               DEPOT_TYPE_SIGN_IN_SESSION,
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
depot_sign_in_session_init (DepotSignInSession *self)
{
}

DepotSignInSession *
depot_sign_in_session_new (DepotHouse *house,
                           const char *cloud_id,
                           const char *client_id,
                           const char *tenant,
                           DepotAccount *account,
                           const char *claims_json)
{
  DepotSignInSession *self = g_object_new (DEPOT_TYPE_SIGN_IN_SESSION, NULL);

  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);

  self->house = g_object_ref (house);
  self->cloud_id = g_strdup (cloud_id);
  self->client_id = g_strdup (client_id);
  self->tenant = g_strdup (tenant);
  self->claims_json = g_strdup (claims_json);
  if (account != NULL)
    {
      self->login_hint = g_strdup (depot_account_get_user_name (account));
      if (self->client_id == NULL)
        self->client_id = g_strdup (depot_account_get_client_id (account));
      if (self->tenant == NULL)
        self->tenant = g_strdup (depot_account_get_tenant_id (account));
    }
  return self;
}
