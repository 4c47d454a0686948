/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One access to the keyring: look which one is there, do the work within a time limit, look again when nothing was found,
 * and say in words what went wrong. The GTask of every public call carries one of these. Main thread.
 */
#pragma once

#include "depot-keyring-limit.h"
#include "depot-keyring.h"

G_BEGIN_DECLS

typedef struct
{
  void (*work) (GTask *task);   /* takes the task */
  char *kind, *key, *label;
  DepotSecretBytes *secret;
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
/* Ends the task with NULL, or with an error when the keyring was not open after all. */
void depot_keyring_access_found_nothing (GTask *task);
void depot_keyring_access_fail (GTask *task, const GError *error);
void depot_keyring_access_fail_none (GTask *task);
void depot_keyring_access_fail_locked (GTask *task);
void depot_keyring_access_fail_cancelled (GTask *task);

/* In depot-keyring.c. */
void depot_keyring_set_state (DepotKeyring *self, DepotKeyringState state);

G_END_DECLS
