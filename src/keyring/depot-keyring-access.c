/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring-access.h"

#include <string.h>

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "depot-error.h"
#include "depot-keyring-probe.h"
#include "depot-secret-base64.h"

/* an open keyring answers in milliseconds; a locked one waits for a person to type */
#define SECONDS_OPEN 5
#define SECONDS_LOCKED 120
/* longer than another process may write into an open keyring */
#define SECONDS_BUSY 8

static void
access_free (DepotKeyringAccess *access)
{
  g_clear_pointer (&access->lock, depot_keyring_lock_free);
  g_clear_pointer (&access->limit, depot_keyring_limit_free);
  g_clear_object (&access->cancellable);
  g_clear_pointer (&access->secret, depot_secret_bytes_unref);
  g_clear_pointer (&access->known, depot_secret_bytes_unref);
  g_free (access->kind);
  g_free (access->key);
  g_free (access->label);
  g_free (access);
}

GTask *
depot_keyring_access_new (DepotKeyring *self,
                          const char *kind,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  DepotKeyringAccess *access = g_new0 (DepotKeyringAccess, 1);

  access->kind = g_strdup (kind);
  access->key = g_strdup (key);
  access->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, access, (GDestroyNotify) access_free);
  return task;
}

void
depot_keyring_access_fail_none (GTask *task)
{
  depot_keyring_set_state (g_task_get_source_object (task), DEPOT_KEYRING_NONE);
  g_task_return_error (
      task,
      depot_error_new (DEPOT_ERROR_KEYRING,
                       _ ("There is no keyring on this computer, or it does not answer. Secrets "
                          "can be kept for this run only.")));
}

void
depot_keyring_access_fail_locked (GTask *task)
{
  depot_keyring_set_state (g_task_get_source_object (task), DEPOT_KEYRING_LOCKED);
  g_task_return_error (
      task,
      depot_error_new (DEPOT_ERROR_KEYRING,
                       _ ("The keyring is locked. Unlock it and try again, or keep secrets for "
                          "this run only.")));
}

void
depot_keyring_access_fail_cancelled (GTask *task)
{
  g_task_return_error (task, depot_error_new (DEPOT_ERROR_CANCELLED, _ ("Cancelled")));
}

static void
fail_busy (GTask *task)
{
  g_task_return_error (
      task,
      depot_error_new (DEPOT_ERROR_KEYRING,
                       _ ("Another window or command is writing into the keyring. Try again when "
                          "it has finished.")));
}

/* What libsecret says never holds the secret itself. */
void
depot_keyring_access_fail (GTask *task, const GError *error)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  DepotKeyring *self = g_task_get_source_object (task);

  if (depot_keyring_limit_is_cancelled (access->limit))
    depot_keyring_access_fail_cancelled (task);
  else if (depot_keyring_get_state (self) == DEPOT_KEYRING_LOCKED
           || g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    depot_keyring_access_fail_locked (task);
  else if (depot_keyring_limit_is_over (access->limit))
    {
      secret_service_disconnect ();
      depot_keyring_access_fail_none (task);
    }
  else
    g_task_return_error (task,
                         depot_error_new (DEPOT_ERROR_KEYRING,
                                          /* Translators: %s is what the keyring says */
                                          _ ("The keyring refused: %s"),
                                          error->message));
}

static void
begin (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  gboolean is_open
      = depot_keyring_get_state (g_task_get_source_object (task)) == DEPOT_KEYRING_AVAILABLE;

  access->limit
      = depot_keyring_limit_new (access->cancellable, is_open ? SECONDS_OPEN : SECONDS_LOCKED);
  access->work (task);
}

/* Another holder that does not end waits for a person, or is stuck. A write that somebody asked for
 * goes on without the lock; a replacement can wait for the next time. */
static void
locked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotKeyringAccess *access = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  access->lock = depot_keyring_lock_take_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    depot_keyring_access_fail_cancelled (task);
  else if (error != NULL && access->known != NULL)
    fail_busy (task);
  else
    {
      if (error != NULL)
        g_warning ("The keyring is written without a lock: %s", error->message);
      begin (g_steal_pointer (&task));
    }
}

static void
probed_before (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotKeyringAccess *access = g_task_get_task_data (task);
  DepotKeyringState state = depot_keyring_probe_finish (result, NULL);

  if (state == DEPOT_KEYRING_UNKNOWN)
    {
      depot_keyring_access_fail_cancelled (task);
      return;
    }
  if (state == DEPOT_KEYRING_NONE)
    {
      depot_keyring_access_fail_none (task);
      return;
    }
  depot_keyring_set_state (g_task_get_source_object (task), state);
  if (access->is_writing)
    depot_keyring_lock_take_async (
        SECONDS_BUSY, access->cancellable, locked, g_steal_pointer (&task));
  else
    begin (g_steal_pointer (&task));
}

void
depot_keyring_access_start (GTask *task, void (*work) (GTask *task))
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  access->work = work;
  depot_keyring_probe_async (access->cancellable, probed_before, task);
}

void
depot_keyring_access_start_writing (GTask *task, void (*work) (GTask *task))
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  access->is_writing = TRUE;
  depot_keyring_access_start (task, work);
}

void
depot_keyring_access_unlock (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  g_clear_pointer (&access->lock, depot_keyring_lock_free);
}

/* An access that got through says that the keyring is open now; one that found nothing may have met
 * a closed door. */
static void
probed_after_nothing (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotKeyringState state = depot_keyring_probe_finish (result, NULL);

  if (state == DEPOT_KEYRING_UNKNOWN)
    depot_keyring_access_fail_cancelled (task);
  else if (state == DEPOT_KEYRING_NONE)
    depot_keyring_access_fail_none (task);
  else if (state == DEPOT_KEYRING_LOCKED)
    depot_keyring_access_fail_locked (task);
  else
    {
      depot_keyring_set_state (g_task_get_source_object (task), state);
      g_task_return_pointer (task, NULL, NULL);
    }
}

void
depot_keyring_access_found_nothing (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  depot_keyring_probe_async (access->cancellable, probed_after_nothing, g_object_ref (task));
}

void
depot_keyring_access_write (GTask *task, GAsyncReadyCallback done)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  gsize size;
  gconstpointer bytes = depot_secret_bytes_get_data (access->secret, &size);
  g_autoptr (DepotSecretBytes) text = depot_secret_bytes_take_text (g_base64_encode (bytes, size));
  g_autoptr (SecretValue) value = secret_value_new (depot_secret_bytes_peek_text (text),
                                                    (gssize) depot_secret_bytes_get_size (text),
                                                    "text/plain");

  secret_password_store_binary (&depot_keyring_schema,
                                SECRET_COLLECTION_DEFAULT,
                                access->label,
                                value,
                                depot_keyring_limit_get_cancellable (access->limit),
                                done,
                                task,
                                "kind",
                                access->kind,
                                "key",
                                access->key,
                                NULL);
}

void
depot_keyring_access_read (GTask *task, GAsyncReadyCallback done)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  secret_password_lookup (&depot_keyring_schema,
                          depot_keyring_limit_get_cancellable (access->limit),
                          done,
                          task,
                          "kind",
                          access->kind,
                          "key",
                          access->key,
                          NULL);
}

/* libsecret keeps a NUL behind the value; one inside it is damage. */
static DepotSecretBytes *
decode (SecretValue *value)
{
  gsize size;
  const char *text = secret_value_get (value, &size);

  return strlen (text) == size ? depot_secret_bytes_new_base64 (text) : NULL;
}

static DepotSecretBytes *
take_found (GTask *task, SecretValue *value)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);
  DepotSecretBytes *secret = decode (value);

  depot_keyring_set_state (g_task_get_source_object (task), DEPOT_KEYRING_AVAILABLE);
  if (secret == NULL)
    g_task_return_error (
        task,
        depot_error_new (DEPOT_ERROR_KEYRING,
                         /* Translators: %s is the kind of item, such as refresh-token */
                         _ ("What the keyring has as “%s” is damaged. Enter it again."),
                         access->kind));
  return secret;
}

DepotSecretBytes *
depot_keyring_access_read_finish (GTask *task, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  SecretValue *value = secret_password_lookup_binary_finish (result, &error);
  DepotSecretBytes *secret = NULL;

  if (error)
    depot_keyring_access_fail (task, error);
  else if (value == NULL)
    depot_keyring_access_found_nothing (task);
  else
    secret = take_found (task, value);
  g_clear_pointer (&value, secret_value_unref);
  return secret;
}

char *
depot_keyring_access_dup_name (GTask *task)
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  return g_strjoin (" ", access->kind, access->key, NULL);
}
