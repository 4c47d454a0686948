/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-device-code.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-arrival.h"
#include "depot-azure-url.h"
#include "depot-challenge.h"
#include "depot-error.h"
#include "depot-identity.h"
#include "depot-json.h"

#define GRANT_TYPE "urn:ietf:params:oauth:grant-type:device_code"
#define MAX_CODE_BYTES 8192
#define MAX_USER_CODE_BYTES 32
#define SLOWER_SECONDS 5

struct _DepotDeviceCode
{
  GObject parent_instance;

  DepotAzureClient *client;
  char *client_id, *tenant, *claims;

  /* Told by the authority. */
  DepotIdentityEndpoints *endpoints;
  DepotSecretBytes *device_code;
  char *user_code, *address;
  gint64 interval_seconds;

  /* The running attempt. */
  GTask *task;
  guint poll_id, end_id;
  GSource *cancel_source;
};

enum
{
  CODE_READY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DepotDeviceCode, depot_device_code, G_TYPE_OBJECT)

static DepotClock *
get_clock (DepotDeviceCode *self)
{
  return depot_azure_client_get_clock (self->client);
}

static void
stop_waiting (DepotDeviceCode *self)
{
  if (self->poll_id != 0)
    depot_clock_forget (get_clock (self), self->poll_id);
  if (self->end_id != 0)
    depot_clock_forget (get_clock (self), self->end_id);
  self->poll_id = self->end_id = 0;
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
}

/* Takes error. */
static void
fail (DepotDeviceCode *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  stop_waiting (self);
  g_task_return_error (task, error);
}

static void
fail_cancelled (DepotDeviceCode *self)
{
  fail (self, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("The sign-in was cancelled")));
}

static gboolean poll (gpointer data);

static void
wait_a_while (DepotDeviceCode *self)
{
  self->poll_id
      = depot_clock_call_after (get_clock (self), self->interval_seconds, poll, self, NULL);
}

/* "Not yet" and a line that broke are no answers; what the person decided is. */
static gboolean
goes_on (DepotDeviceCode *self, const GError *error)
{
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_REACHABLE))
    self->interval_seconds += SLOWER_SECONDS;
  else if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_BUSY))
    self->interval_seconds += depot_error_get_retry_after_seconds (error);
  else
    return FALSE;
  return TRUE;
}

static void
arrive (DepotDeviceCode *self, DepotAccount *account, DepotTokenAnswer *answer)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  stop_waiting (self);
  depot_arrival_return (task, account, answer);
}

static void
polled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeviceCode) self = data;
  const DepotIdTokenRules asked = { .client_id = self->client_id, .tenant = self->tenant };
  GError *error = NULL;
  g_autoptr (DepotTokenAnswer) answer
      = depot_identity_ask_token_finish (self->client, result, &error);
  g_autoptr (DepotAccount) account = NULL;

  if (self->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (answer != NULL)
    account = depot_identity_read_account (self->client, self->endpoints, answer, &asked, &error);
  if (account != NULL)
    arrive (self, account, answer);
  else if (goes_on (self, error))
    {
      g_error_free (error);
      wait_a_while (self);
    }
  else
    fail (self, error);
}

static gboolean
poll (gpointer data)
{
  DepotDeviceCode *self = data;
  g_autoptr (DepotTokenForm) form = depot_token_form_new ();

  self->poll_id = 0;
  depot_token_form_add (form, "grant_type", GRANT_TYPE);
  depot_token_form_add (form, "client_id", self->client_id);
  depot_token_form_add (form, "device_code", depot_secret_bytes_peek_text (self->device_code));
  depot_identity_ask_token_async (self->client,
                                  self->endpoints->token,
                                  form,
                                  FALSE,
                                  g_task_get_cancellable (self->task),
                                  polled,
                                  g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static gboolean
on_end_of_code (gpointer data)
{
  DepotDeviceCode *self = data;

  self->end_id = 0;
  fail (self,
        depot_error_new (DEPOT_ERROR_TIMED_OUT,
                         _ ("The code was not used in time; ask for a new one")));
  return G_SOURCE_REMOVE;
}

/* A person reads it aloud or types it: nothing but visible ASCII. */
static gboolean
is_user_code (const char *code)
{
  gsize length = strlen (code);

  return length > 0 && length <= MAX_USER_CODE_BYTES
         && strspn (code, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-") == length;
}

/* The page is one people know by heart (microsoft.com/devicelogin) and belongs to no environment,
 * so all it must be is a web page of https, or the practice cloud's own. */
static gboolean
is_page (DepotDeviceCode *self, const char *address)
{
  DepotCloud *cloud = depot_azure_client_get_cloud (self->client);
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0
         || (depot_cloud_is_practice (cloud) && depot_azure_url_is_loopback_page (address));
}

static gboolean
read_code (DepotDeviceCode *self, JsonObject *answer, GError **error)
{
  const char *device_code = depot_json_get_string (answer, "device_code", error);
  const char *user_code, *address;
  gint64 life;

  if (device_code == NULL
      || (user_code = depot_json_get_string (answer, "user_code", error)) == NULL
      || (address = depot_json_get_string (answer, "verification_uri", error)) == NULL
      || !depot_json_get_int (answer, "expires_in", 1, 86400, &life, error))
    return FALSE;
  if (strlen (device_code) > MAX_CODE_BYTES || !is_user_code (user_code)
      || !is_page (self, address))
    {
      g_propagate_error (
          error,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                           _ ("The sign-in service sent a code that cannot be shown")));
      return FALSE;
    }
  self->device_code = depot_secret_bytes_new_text (device_code);
  self->user_code = g_strdup (user_code);
  self->address = g_strdup (address);
  self->interval_seconds = CLAMP (depot_json_peek_int (answer, "interval", 5), 1, 60);
  self->end_id
      = depot_clock_call_after (get_clock (self), (double) life, on_end_of_code, self, NULL);
  return TRUE;
}

static void
code_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeviceCode) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) answer
      = depot_identity_ask_device_code_finish (self->client, result, &error);

  if (self->task == NULL)
    g_clear_error (&error);
  else if (answer == NULL || !read_code (self, answer, &error))
    fail (self, error);
  else
    {
      g_signal_emit (self, signals[CODE_READY], 0);
      wait_a_while (self);
    }
}

static void
ask_for_code (DepotDeviceCode *self)
{
  g_autoptr (DepotTokenForm) form = depot_token_form_new ();
  DepotCloud *cloud = depot_azure_client_get_cloud (self->client);
  g_autofree char *scope
      = g_strconcat (depot_cloud_get_arm_scope (cloud), " offline_access openid profile", NULL);
  g_autofree char *claims = depot_challenge_merge_claims (self->claims);

  depot_token_form_add (form, "client_id", self->client_id);
  depot_token_form_add (form, "scope", scope);
  depot_token_form_add (form, "claims", claims);
  depot_identity_ask_device_code_async (self->client,
                                        self->endpoints->device,
                                        form,
                                        g_task_get_cancellable (self->task),
                                        code_came,
                                        g_object_ref (self));
}

static void
endpoints_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeviceCode) self = data;
  GError *error = NULL;

  self->endpoints = depot_identity_discover_finish (self->client, result, &error);
  if (self->task == NULL)
    g_clear_error (&error);
  else if (self->endpoints == NULL)
    fail (self, error);
  else if (self->endpoints->device == NULL)
    fail (self,
          depot_error_new (DEPOT_ERROR_SIGN_IN_REFUSED,
                           _ ("This environment has no sign-in on another device")));
  else
    ask_for_code (self);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  fail_cancelled (data);
  return G_SOURCE_REMOVE;
}

static void
watch_cancel (DepotDeviceCode *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancel_source, g_task_get_context (self->task));
}

void
depot_device_code_run_async (DepotDeviceCode *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_return_if_fail (DEPOT_IS_DEVICE_CODE (self));
  g_return_if_fail (self->task == NULL && self->endpoints == NULL);

  self->task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (self->task, depot_device_code_run_async);
  watch_cancel (self, cancellable);
  depot_identity_discover_async (
      self->client, self->tenant, cancellable, endpoints_came, g_object_ref (self));
}

DepotAccount *
depot_device_code_run_finish (DepotDeviceCode *self,
                              GAsyncResult *result,
                              DepotSecretBytes **refresh_token,
                              GError **error)
{
  return depot_arrival_finish (result, refresh_token, error);
}

const char *
depot_device_code_get_user_code (DepotDeviceCode *self)
{
  g_return_val_if_fail (DEPOT_IS_DEVICE_CODE (self), NULL);

  return self->user_code;
}

const char *
depot_device_code_get_address (DepotDeviceCode *self)
{
  g_return_val_if_fail (DEPOT_IS_DEVICE_CODE (self), NULL);

  return self->address;
}

static void
depot_device_code_dispose (GObject *object)
{
  DepotDeviceCode *self = DEPOT_DEVICE_CODE (object);

  if (self->client != NULL)
    stop_waiting (self);
  g_clear_object (&self->client);
  g_clear_pointer (&self->endpoints, depot_identity_endpoints_free);
  g_clear_pointer (&self->device_code, depot_secret_bytes_unref);
  G_OBJECT_CLASS (depot_device_code_parent_class)->dispose (object);
}

static void
depot_device_code_finalize (GObject *object)
{
  DepotDeviceCode *self = DEPOT_DEVICE_CODE (object);

  g_free (self->client_id);
  g_free (self->tenant);
  g_free (self->claims);
  g_free (self->user_code);
  g_free (self->address);
  G_OBJECT_CLASS (depot_device_code_parent_class)->finalize (object);
}

static void
depot_device_code_class_init (DepotDeviceCodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = depot_device_code_dispose;
  object_class->finalize = depot_device_code_finalize;
  signals[CODE_READY] = g_signal_new ("code-ready",
                                      G_TYPE_FROM_CLASS (klass),
                                      G_SIGNAL_RUN_LAST,
                                      0,
                                      NULL,
                                      NULL,
                                      NULL,
                                      G_TYPE_NONE,
                                      0);
}

static void
depot_device_code_init (DepotDeviceCode *self)
{
}

DepotDeviceCode *
depot_device_code_new (DepotAzureClient *client,
                       const char *client_id,
                       const char *tenant,
                       const char *claims_json)
{
  DepotDeviceCode *self = g_object_new (DEPOT_TYPE_DEVICE_CODE, NULL);

  self->client = g_object_ref (client);
  self->client_id = g_strdup (client_id);
  self->tenant = g_strdup (tenant);
  self->claims = g_strdup (claims_json);
  return self;
}
