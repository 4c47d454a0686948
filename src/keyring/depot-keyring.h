/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where secrets outlive a run: the login keyring of the person's desktop, through the Secret Service (libsecret). An
 * item is found by kind ("refresh-token", "pfx", "pfx-password", "proxy", "azure-service") and key (account id,
 * certificate fingerprint or service id). Bytes are kept as base64, because some keyrings store text only. When there is no usable keyring the
 * person may choose "for this run only": then secrets stay in wiped memory of this process and nothing is written.
 * Our processes write one after the other (depot-keyring-lock.h), so that a renewed token never covers a newer sign-in.
 * A keyring that does not answer within 5 seconds counts as missing; one that asks the person to unlock it may take
 * two minutes. Errors are DEPOT_ERROR_KEYRING with a text that tells locked, missing, refused and damaged apart; they
 * never hold a secret. Main thread; owned by the house.
 */
#pragma once

#include <gio/gio.h>

#include "depot-secret-bytes.h"

G_BEGIN_DECLS

#define DEPOT_KEYRING_REFRESH_TOKEN "refresh-token"
#define DEPOT_KEYRING_PFX "pfx"
#define DEPOT_KEYRING_PFX_PASSWORD "pfx-password"
#define DEPOT_KEYRING_PROXY "proxy"
#define DEPOT_KEYRING_AZURE_SERVICE "azure-service"

typedef enum
{
  DEPOT_KEYRING_UNKNOWN,     /* not looked yet */
  DEPOT_KEYRING_AVAILABLE,
  DEPOT_KEYRING_LOCKED,
  DEPOT_KEYRING_NONE,        /* no service on the session bus, or no bus at all */
} DepotKeyringState;

#define DEPOT_TYPE_KEYRING (depot_keyring_get_type ())
G_DECLARE_FINAL_TYPE (DepotKeyring, depot_keyring, DEPOT, KEYRING, GObject)

/* Properties: state u (DepotKeyringState, read-only, notifies), session-only b (read-write, notifies). */
DepotKeyring     *depot_keyring_new              (void);
DepotKeyringState depot_keyring_get_state        (DepotKeyring *self);
/* TRUE: from now on secrets stay in this process. Going back to FALSE wipes what was kept. */
void              depot_keyring_set_session_only (DepotKeyring *self, gboolean session_only);
gboolean          depot_keyring_is_session_only  (DepotKeyring *self);

/* Is a usable keyring there? Asks nothing of the person: a locked one is an error that says "locked". Always TRUE when
 * session-only. Sets state. */
void              depot_keyring_check_async      (DepotKeyring *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean          depot_keyring_check_finish     (DepotKeyring *self, GAsyncResult *result, GError **error);

/* label is what keyring managers show: "Cloud Depot: sign-in of admin@contoso.com". Replaces an older item. */
void              depot_keyring_store_async      (DepotKeyring *self, const char *kind, const char *key, const char *label,
                                                  DepotSecretBytes *secret, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer data);
gboolean          depot_keyring_store_finish     (DepotKeyring *self, GAsyncResult *result, GError **error);

/* Stores secret only where known still lies, so that what came from another process meanwhile is not lost. finish: FALSE
 * without error = something else lies there, or nothing, and stays. */
void              depot_keyring_replace_async    (DepotKeyring *self, const char *kind, const char *key, const char *label,
                                                  DepotSecretBytes *known, DepotSecretBytes *secret, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer data);
gboolean          depot_keyring_replace_finish   (DepotKeyring *self, GAsyncResult *result, GError **error);

/* finish: NULL without error = no such item. Caller owns. */
void              depot_keyring_lookup_async     (DepotKeyring *self, const char *kind, const char *key, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer data);
DepotSecretBytes *depot_keyring_lookup_finish    (DepotKeyring *self, GAsyncResult *result, GError **error);

/* TRUE also when there was no such item. */
void              depot_keyring_clear_async      (DepotKeyring *self, const char *kind, const char *key, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer data);
gboolean          depot_keyring_clear_finish     (DepotKeyring *self, GAsyncResult *result, GError **error);

G_END_DECLS
