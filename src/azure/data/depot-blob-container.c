/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-blob-container-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-azure-reply-private.h"
#include "depot-azure-url.h"
#include "depot-backoff.h"
#include "depot-blob-wire.h"
#include "depot-challenge.h"
#include "depot-fault.h"
#include "depot-storage-key.h"
#include "depot-trust.h"

#define STORAGE_VERSION "2024-08-04"
#define STORAGE_SCOPE "https://storage.azure.com/.default"
/* The source itself answers from memory; this spares the main thread a question for every block. */
#define TOKEN_AGE_US (30 * G_USEC_PER_SEC)
#define MAX_DAMAGED_TRIES 3

struct _DepotBlobContainer
{
  GObject parent_instance;

  DepotCloud *cloud;
  char *url; /* without query and '/' at its end */
  DepotTokenSource *tokens;
  GProxyResolver *proxy;
  DepotSecretBytes *sas, *bearer;
  GTlsDatabase *database;
  DepotBlobWire *wire; /* made at the first use */
  GMainContext *home;
  GMutex lock; /* for what follows */
  GCond token_came;
  DepotSecretBytes *token;
  GError *token_error;
  gint64 token_at_us;
  guint token_serial; /* counts answers of the source */
  gboolean is_asking;
  gint64 silent_until_us;
  guint busy_answers;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (DepotBlobContainer,
                               depot_blob_container,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DEPOT_TYPE_BLOB_PLACE,
                                                      depot_blob_container_init_place))

/* ---- waiting ----------------------------------------------------------------------------------
 */

static gboolean
wait_until (gint64 until_us, GCancellable *cancellable, GError **error)
{
  GPollFD descriptor;
  gboolean has_descriptor
      = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &descriptor);

  for (;;)
    {
      gint64 left_us = until_us - g_get_monotonic_time ();

      if (left_us <= 0 || g_cancellable_is_cancelled (cancellable))
        break;
      g_poll (&descriptor, has_descriptor ? 1 : 0, (int) MIN (left_us / 1000 + 1, 60000));
    }
  if (has_descriptor)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
depot_blob_container_pause (gint64 pause_us, GCancellable *cancellable, GError **error)
{
  return wait_until (g_get_monotonic_time () + pause_us, cancellable, error);
}

/* A host that asked for silence gets it from all threads. */
static gboolean
wait_for_host (DepotBlobContainer *self, GCancellable *cancellable, GError **error)
{
  gint64 until_us;

  g_mutex_lock (&self->lock);
  until_us = self->silent_until_us;
  g_mutex_unlock (&self->lock);
  return wait_until (until_us, cancellable, error);
}

static void
note_busy (DepotBlobContainer *self, double retry_after_seconds)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) (retry_after_seconds * G_USEC_PER_SEC);

  g_mutex_lock (&self->lock);
  self->busy_answers++;
  if (retry_after_seconds > 0)
    self->silent_until_us = MAX (self->silent_until_us, until_us);
  g_mutex_unlock (&self->lock);
}

guint
depot_blob_container_get_busy (DepotBlobContainer *self)
{
  guint count;

  g_mutex_lock (&self->lock);
  count = self->busy_answers;
  g_mutex_unlock (&self->lock);
  return count;
}

/* ---- the token, asked for at home --------------------------------------------------------------
 */

typedef struct
{
  DepotBlobContainer *self;
  gboolean refused;
} Question;

static void
token_came (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotBlobContainer) self = data;
  GError *error = NULL;
  DepotSecretBytes *token
      = depot_token_source_get_token_finish (DEPOT_TOKEN_SOURCE (source), result, &error);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->token, depot_secret_bytes_unref);
  g_clear_error (&self->token_error);
  self->token = token;
  self->token_error = error;
  self->token_at_us = g_get_monotonic_time ();
  self->token_serial++;
  self->is_asking = FALSE;
  g_cond_broadcast (&self->token_came);
  g_mutex_unlock (&self->lock);
}

static gboolean
ask_at_home (gpointer data)
{
  Question *question = data;
  DepotBlobContainer *self = question->self;
  const char *scope
      = self->cloud != NULL ? depot_cloud_get_storage_scope (self->cloud) : STORAGE_SCOPE;

  depot_token_source_get_token_async (
      self->tokens, scope, question->refused, NULL, NULL, token_came, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->self);
  g_free (question);
}

static void
ask (DepotBlobContainer *self, gboolean refused)
{
  Question *question = g_new0 (Question, 1);

  self->is_asking = TRUE;
  question->self = g_object_ref (self);
  question->refused = refused;
  g_main_context_invoke_full (self->home, G_PRIORITY_DEFAULT, ask_at_home, question, question_free);
}

/* refused: the serial of a token that was answered 401, or 0. */
static DepotSecretBytes *
wait_for_token (DepotBlobContainer *self,
                guint refused,
                guint *serial,
                GCancellable *cancellable,
                GError **error)
{
  DepotSecretBytes *token = NULL;

  g_mutex_lock (&self->lock);
  while (!g_cancellable_is_cancelled (cancellable))
    {
      gboolean is_refused = refused != 0 && self->token_serial == refused;
      gboolean is_old = self->token == NULL || is_refused
                        || g_get_monotonic_time () - self->token_at_us > TOKEN_AGE_US;

      if (!is_old || (self->token_error != NULL && self->token_serial != *serial))
        break;
      if (!self->is_asking)
        {
          *serial = self->token_serial;
          g_mutex_unlock (&self->lock);
          g_mutex_lock (&self->lock);
          if (!self->is_asking && *serial == self->token_serial)
            ask (self, is_refused);
        }
      g_cond_wait_until (
          &self->token_came, &self->lock, g_get_monotonic_time () + G_USEC_PER_SEC / 5);
    }
  if (self->token != NULL)
    token = depot_secret_bytes_ref (self->token);
  else if (self->token_error != NULL && error != NULL)
    *error = g_error_copy (self->token_error);
  *serial = self->token_serial;
  g_mutex_unlock (&self->lock);
  if (token == NULL && (error == NULL || *error == NULL))
    g_cancellable_set_error_if_cancelled (cancellable, error);
  return token;
}

/* ---- one request -------------------------------------------------------------------------------
 */

static char *
make_url (DepotBlobContainer *self, const char *name, const char *query)
{
  GString *url = g_string_new (self->url);

  if (name != NULL)
    g_string_append_printf (url, "/%s", name);
  if (query != NULL)
    g_string_append_printf (url, "?%s", query);
  if (self->sas != NULL)
    g_string_append_printf (
        url, "%c%s", query != NULL ? '&' : '?', depot_secret_bytes_peek_text (self->sas));
  return g_string_free_and_steal (url);
}

char *
depot_blob_container_dup_url (DepotBlobContainer *self, const char *name)
{
  return make_url (self, name, NULL);
}

DepotBlobCall
depot_blob_call_new (DepotBlobContainer *self,
                     const char *method,
                     const char *name,
                     const char *query)
{
  char *url = make_url (self, name, query);
  DepotBlobCall call = { .request = depot_azure_request_new (method, url) };

  depot_azure_request_set_header (call.request, "x-ms-version", STORAGE_VERSION);
  depot_azure_request_set_header (call.request, "Accept", "*/*");
  call.has_body = g_str_equal (method, "PUT");
  depot_secret_free_text (url);
  return call;
}

typedef struct
{
  DepotBackoff backoff;
  guint broken_tries, damaged_tries, refused, serial;
  gboolean was_refused;
} Tries;

static void
set_length (SoupMessageHeaders *headers, const DepotBlobCall *call)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, call->body_bytes);

  if (call->has_body)
    soup_message_headers_replace (headers, "Content-Length", length);
  if (call->is_checked)
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
      guint8 digest[16];
      gsize size = sizeof digest;
      g_autofree char *text = NULL;

      g_checksum_update (checksum, call->body, (gssize) call->body_bytes);
      g_checksum_get_digest (checksum, digest, &size);
      text = g_base64_encode (digest, size);
      soup_message_headers_replace (headers, "Content-MD5", text);
    }
}

/* An Authorization value to be wiped, NULL without error if none is needed. */
static char *
make_authorization (DepotBlobContainer *self,
                    Tries *tries,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (DepotSecretBytes) token = NULL;

  if (self->bearer != NULL)
    token = depot_secret_bytes_ref (self->bearer);
  else if (self->tokens == NULL || DEPOT_IS_STORAGE_KEY (self->tokens))
    return NULL;
  else
    token = wait_for_token (self, tries->refused, &tries->serial, cancellable, error);
  return token != NULL ? g_strconcat ("Bearer ", depot_secret_bytes_peek_text (token), NULL) : NULL;
}

static gboolean
authorize (DepotBlobContainer *self,
           SoupMessage *message,
           const DepotBlobCall *call,
           Tries *tries,
           GCancellable *cancellable,
           GError **error)
{
  GError *flaw = NULL;
  char *value = make_authorization (self, tries, cancellable, &flaw);

  if (flaw != NULL)
    {
      g_propagate_error (error, flaw);
      return FALSE;
    }
  if (value != NULL)
    soup_message_headers_replace (
        soup_message_get_request_headers (message), "Authorization", value);
  depot_secret_free_text (value);
  if (self->tokens != NULL && DEPOT_IS_STORAGE_KEY (self->tokens))
    depot_storage_key_sign (DEPOT_STORAGE_KEY (self->tokens),
                            message,
                            call->body_bytes,
                            g_get_real_time () / G_USEC_PER_SEC);
  return TRUE;
}

/* A connection that is cut is no distrust of the other side. */
static gboolean
is_distrust (const GError *flaw)
{
  return flaw->domain == G_TLS_ERROR && flaw->code != G_TLS_ERROR_EOF
         && flaw->code != G_TLS_ERROR_MISC;
}

/* Takes flaw. */
static GError *
explain_break (GError *flaw)
{
  DepotErrorCode code = is_distrust (flaw) ? DEPOT_ERROR_TLS : DEPOT_ERROR_NOT_REACHABLE;
  GError *told;

  if (flaw->domain == DEPOT_ERROR || g_error_matches (flaw, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return flaw;
  told = depot_error_new (code, _ ("The connection broke: %s"), flaw->message);
  g_error_free (flaw);
  return told;
}

/* One try. NULL: no answer came. */
static DepotAzureReply *
send_once (DepotBlobContainer *self,
           const DepotBlobCall *call,
           Tries *tries,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SoupMessage) message = depot_azure_request_to_message (call->request);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  DepotBlobAnswer answer = { 0 };
  g_autofree char *id = g_uuid_string_random ();
  DepotAzureReply *reply = NULL;
  GError *flaw = NULL;

  soup_message_headers_replace (headers, "x-ms-client-request-id", id);
  set_length (headers, call);
  if (!authorize (self, message, call, tries, cancellable, error))
    return NULL;
  if (!depot_blob_wire_exchange (self->wire,
                                 message,
                                 call->body,
                                 call->body_bytes,
                                 call->sink,
                                 call->user,
                                 &answer,
                                 cancellable,
                                 &flaw))
    {
      g_propagate_error (error, explain_break (flaw));
      return NULL;
    }
  reply = depot_azure_reply_new (self->cloud,
                                 call->request,
                                 answer.status,
                                 answer.headers,
                                 answer.body,
                                 g_get_real_time () / G_USEC_PER_SEC,
                                 error);
  depot_blob_answer_clear (&answer);
  depot_fault_point ("reply-read");
  return reply;
}

static gboolean
is_told (const DepotBlobCall *call, guint status)
{
  for (const guint *told = call->told_statuses; told != NULL && *told != 0; told++)
    if (*told == status)
      return TRUE;
  return SOUP_STATUS_IS_SUCCESSFUL (status);
}

/* On the way the bytes became others than were sent. Azure says Md5Mismatch, Azurite
 * InvalidOperation. */
static gboolean
is_damaged (const DepotBlobCall *call, const DepotAzureReply *reply)
{
  const char *code = soup_message_headers_get_one (reply->headers, "x-ms-error-code");

  return reply->status == 400 && call->is_checked
         && (g_strcmp0 (code, "Md5Mismatch") == 0 || g_strcmp0 (code, "InvalidOperation") == 0);
}

/* TRUE: not an answer yet, try again; the wait is over then. */
static gboolean
must_repeat (DepotBlobContainer *self,
             const DepotBlobCall *call,
             const DepotAzureReply *reply,
             Tries *tries,
             GCancellable *cancellable)
{
  double pause;

  if (is_damaged (call, reply))
    return ++tries->damaged_tries < MAX_DAMAGED_TRIES;
  if (reply->status == 401 && self->tokens != NULL && !DEPOT_IS_STORAGE_KEY (self->tokens)
      && !tries->was_refused)
    {
      tries->was_refused = TRUE;
      tries->refused = tries->serial;
      return TRUE;
    }
  if (!depot_azure_status_is_passing (reply->status) || is_told (call, reply->status))
    return FALSE;
  if (reply->status == 503 || reply->status == 429)
    note_busy (self, reply->retry_after_seconds);
  pause = depot_backoff_next (&tries->backoff, reply->retry_after_seconds, g_random_double ());
  return pause >= 0
         && wait_until (
             g_get_monotonic_time () + (gint64) (pause * G_USEC_PER_SEC), cancellable, NULL);
}

/* TRUE: the connection may be better the next time. */
static gboolean
may_mend (const GError *flaw, Tries *tries, GCancellable *cancellable)
{
  double pause;

  if (!g_error_matches (flaw, DEPOT_ERROR, DEPOT_ERROR_NOT_REACHABLE)
      || ++tries->broken_tries >= DEPOT_AZURE_MAX_BROKEN_TRIES)
    return FALSE;
  /* A connection that broke once is no sign of trouble. */
  if (tries->broken_tries == 1)
    return TRUE;
  pause = depot_backoff_next (&tries->backoff, -1, g_random_double ());
  return pause >= 0
         && wait_until (
             g_get_monotonic_time () + (gint64) (pause * G_USEC_PER_SEC), cancellable, NULL);
}

/* As the client does it: the practice cloud's authority alone, or those added to the system's. */
static gboolean
take_trust_of_cloud (DepotBlobContainer *self, GError **error)
{
  const char *ca_file = depot_cloud_get_ca_file (self->cloud);
  const char *ca_pem = depot_cloud_get_ca_pem (self->cloud);

  if (ca_file != NULL)
    return depot_blob_container_set_ca_file (self, ca_file, error);
  self->database = depot_trust_new (NULL, ca_pem, error);
  return self->database != NULL;
}

static gboolean
prepare (DepotBlobContainer *self, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (self->url, G_URI_FLAGS_ENCODED, NULL);
  gboolean good = TRUE;

  g_mutex_lock (&self->lock);
  if (self->wire == NULL && self->database == NULL && self->cloud != NULL)
    good = take_trust_of_cloud (self, error);
  if (good && self->wire == NULL)
    self->wire = depot_blob_wire_new (uri, self->database, self->proxy);
  g_mutex_unlock (&self->lock);
  return good;
}

static DepotAzureReply *
send_until_answered (DepotBlobContainer *self,
                     const DepotBlobCall *call,
                     GCancellable *cancellable,
                     GError **error)
{
  Tries tries = { .backoff = { .max_tries
                               = call->max_tries != 0 ? call->max_tries : DEPOT_AZURE_MAX_TRIES } };

  while (wait_for_host (self, cancellable, error))
    {
      g_autoptr (DepotAzureReply) reply = NULL;
      GError *flaw = NULL;

      reply = send_once (self, call, &tries, cancellable, &flaw);
      if (reply == NULL && may_mend (flaw, &tries, cancellable))
        g_error_free (flaw);
      else if (reply == NULL)
        {
          g_propagate_error (error, flaw);
          return NULL;
        }
      else if (!must_repeat (self, call, reply, &tries, cancellable))
        {
          if (is_told (call, reply->status))
            return g_steal_pointer (&reply);
          g_propagate_error (error, depot_azure_error_from_reply (reply));
          return NULL;
        }
    }
  return NULL;
}

DepotAzureReply *
depot_blob_call_send (DepotBlobContainer *self,
                      DepotBlobCall *call,
                      GCancellable *cancellable,
                      GError **error)
{
  DepotAzureReply *reply = NULL;

  if (prepare (self, error))
    reply = send_until_answered (self, call, cancellable, error);
  depot_azure_request_free (call->request);
  return reply;
}

gboolean
depot_blob_container_dup_source (DepotBlobContainer *self,
                                 const char *name,
                                 char **url,
                                 char **authorization,
                                 GCancellable *cancellable,
                                 GError **error)
{
  Tries tries = { 0 };

  if (self->sas == NULL && self->tokens != NULL && DEPOT_IS_STORAGE_KEY (self->tokens))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_NOT_OFFERED,
                                          _ ("The storage key cannot be lent to another account")));
      return FALSE;
    }
  *url = make_url (self, name, NULL);
  if (self->sas == NULL)
    *authorization = make_authorization (self, &tries, cancellable, error);
  return *authorization != NULL || self->sas != NULL
         || (self->tokens == NULL && self->bearer == NULL);
}

/* ---- making one --------------------------------------------------------------------------------
 */

static void
depot_blob_container_finalize (GObject *object)
{
  DepotBlobContainer *self = DEPOT_BLOB_CONTAINER (object);

  g_clear_object (&self->cloud);
  g_clear_object (&self->tokens);
  g_clear_object (&self->proxy);
  g_clear_object (&self->database);
  g_clear_pointer (&self->sas, depot_secret_bytes_unref);
  g_clear_pointer (&self->bearer, depot_secret_bytes_unref);
  g_clear_pointer (&self->token, depot_secret_bytes_unref);
  g_clear_pointer (&self->wire, depot_blob_wire_free);
  g_clear_pointer (&self->home, g_main_context_unref);
  g_clear_error (&self->token_error);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->token_came);
  g_free (self->url);
  G_OBJECT_CLASS (depot_blob_container_parent_class)->finalize (object);
}

static void
depot_blob_container_class_init (DepotBlobContainerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_blob_container_finalize;
}

static void
depot_blob_container_init (DepotBlobContainer *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->token_came);
}

/* Plain http would show content and credential to the network. */
static gboolean
is_safe (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  if (uri != NULL && g_uri_get_query (uri) == NULL && g_uri_get_userinfo (uri) == NULL
      && g_uri_get_host (uri) != NULL && strlen (g_uri_get_path (uri)) > 1
      && (g_str_equal (g_uri_get_scheme (uri), "https") || depot_azure_url_is_loopback_page (url)))
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (
          DEPOT_ERROR_INVALID_INPUT,
          _ ("The address of a container begins with https:// and names a container")));
  return FALSE;
}

DepotBlobContainer *
depot_blob_container_new (DepotCloud *cloud,
                          const char *container_url,
                          DepotTokenSource *tokens,
                          GProxyResolver *proxy,
                          GError **error)
{
  DepotBlobContainer *self;

  if (cloud != NULL ? !depot_azure_url_check (cloud, container_url, "container", error)
                    : !is_safe (container_url, error))
    return NULL;
  self = g_object_new (DEPOT_TYPE_BLOB_CONTAINER, NULL);
  g_set_object (&self->cloud, cloud);
  g_set_object (&self->tokens, tokens);
  g_set_object (&self->proxy, proxy);
  self->url = g_strdup (container_url);
  if (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  self->home = g_main_context_ref_thread_default ();
  return self;
}

void
depot_blob_container_set_sas (DepotBlobContainer *self, DepotSecretBytes *sas)
{
  g_clear_pointer (&self->sas, depot_secret_bytes_unref);
  self->sas = depot_secret_bytes_ref (sas);
}

void
depot_blob_container_set_bearer (DepotBlobContainer *self, DepotSecretBytes *token)
{
  g_clear_pointer (&self->bearer, depot_secret_bytes_unref);
  self->bearer = depot_secret_bytes_ref (token);
}

gboolean
depot_blob_container_set_ca_file (DepotBlobContainer *self, const char *path, GError **error)
{
  g_autoptr (GError) flaw = NULL;

  g_clear_object (&self->database);
  self->database = depot_trust_new (path, NULL, &flaw);
  if (self->database != NULL)
    return TRUE;
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_TLS, _ ("The trust file cannot be read: %s"), flaw->message));
  return FALSE;
}
