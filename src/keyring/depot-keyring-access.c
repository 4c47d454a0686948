/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-keyring-access.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "depot-error.h"
#include "depot-keyring-probe.h"

/* an open keyring answers in milliseconds; a locked one waits for a person to type */
#define SECONDS_OPEN 5
#define SECONDS_LOCKED 120

static void
access_free (DepotKeyringAccess *access)
{
  g_clear_pointer (&access->limit, depot_keyring_limit_free);
  g_clear_object (&access->cancellable);
  g_clear_pointer (&access->secret, depot_secret_bytes_unref);
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
  access->limit = depot_keyring_limit_new (
      access->cancellable, state == DEPOT_KEYRING_LOCKED ? SECONDS_LOCKED : SECONDS_OPEN);
  access->work (g_steal_pointer (&task));
}

void
depot_keyring_access_start (GTask *task, void (*work) (GTask *task))
{
  DepotKeyringAccess *access = g_task_get_task_data (task);

  access->work = work;
  depot_keyring_probe_async (access->cancellable, probed_before, task);
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
