/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One access to the keyring: look which one is there, do the work within a time limit, look again when nothing was found,
 * and say in words what went wrong. The GTask of every public call carries one of these. Main thread.
 */
#pragma once

#include "depot-keyring-limit.h"
#include "depot-keyring-lock.h"
#include "depot-keyring.h"

G_BEGIN_DECLS

typedef struct
{
  void (*work) (GTask *task);   /* takes the task */
  gboolean is_writing;          /* the work wants the lock */
  char *kind, *key, *label;
  DepotSecretBytes *secret;
  DepotSecretBytes *known;      /* what a replacement takes the place of; NULL: write in any case */
  DepotKeyringLock *lock;       /* while it writes */
  GCancellable *cancellable;
  DepotKeyringLimit *limit;     /* from the moment the work starts */
} DepotKeyringAccess;

/* The new access is the task's data; the task's source is the keyring. */
GTask *depot_keyring_access_new (DepotKeyring *self,
                                 const char *kind,
                                 const char *key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
/* Takes the task. */
void depot_keyring_access_start (GTask *task, void (*work) (GTask *task));
/* The same with the lock taken before the work. */
void depot_keyring_access_start_writing (GTask *task, void (*work) (GTask *task));
/* What was to be written is. */
void depot_keyring_access_unlock (GTask *task);

/* Puts the access's secret into its item. done: secret_password_store_finish(); takes the task. */
void depot_keyring_access_write (GTask *task, GAsyncReadyCallback done);
/* Reads the item. Takes the task. */
void depot_keyring_access_read (GTask *task, GAsyncReadyCallback done);
/* For done: NULL says that the task has ended, as after found_nothing() or fail(). Caller owns. */
DepotSecretBytes *depot_keyring_access_read_finish (GTask *task, GAsyncResult *result);

/* Ends the task with NULL, or with an error when the keyring was not open after all. */
void depot_keyring_access_found_nothing (GTask *task);
void depot_keyring_access_fail (GTask *task, const GError *error);
void depot_keyring_access_fail_none (GTask *task);
void depot_keyring_access_fail_locked (GTask *task);
void depot_keyring_access_fail_cancelled (GTask *task);

/* The item's name in what is kept for this run. Caller owns. */
char *depot_keyring_access_dup_name (GTask *task);

/* In depot-keyring.c. */
GHashTable *depot_keyring_get_kept (DepotKeyring *self);
void depot_keyring_set_state (DepotKeyring *self, DepotKeyringState state);

G_END_DECLS
