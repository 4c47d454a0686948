/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PFX (PKCS #12) file as an admin chooses it: opened with its password and understood as a certificate, its private
 * key and its chain. Opening runs on a worker thread and can be abandoned: a hostile file may ask for any number of
 * key-derivation rounds (domain reference B1.4, reliability reference findings 2 to 4), so that number is read before
 * anything is derived. Immutable once made; any thread. Errors: CERTIFICATE_PASSWORD (the integrity check says so),
 * CERTIFICATE_UNREADABLE (not a PFX, damaged, unknown algorithm), CERTIFICATE_REFUSED (readable, but no key, no
 * certificate, several keys, keys that do not belong together), CERTIFICATE_COSTLY. Rules that depend on the date or
 * on the practice cloud are no errors here: depot_certificate_judge() tells them.
 */
#pragma once

#include <gio/gio.h>

#include "depot-certificate.h"
#include "depot-secret-bytes.h"

G_BEGIN_DECLS

#define DEPOT_PFX_MAX_BYTES (1024 * 1024)
#define DEPOT_PFX_MAX_ROUNDS 1000000

#define DEPOT_TYPE_PFX (depot_pfx_get_type ())
G_DECLARE_FINAL_TYPE (DepotPfx, depot_pfx, DEPOT, PFX, GObject)

/* password NULL or empty: both kinds of "no password" are tried. The callback runs in the caller's main context, at once
 * when cancelled. */
void              depot_pfx_open_async      (GBytes *file, DepotSecretBytes *password, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
DepotPfx         *depot_pfx_open_finish     (GAsyncResult *result, GError **error);
/* The same on the calling thread, for a thread that is not the main one and for tests. */
DepotPfx         *depot_pfx_open            (GBytes *file, DepotSecretBytes *password, GError **error);

DepotCertificate *depot_pfx_get_certificate (DepotPfx *self);
DepotSecretBytes *depot_pfx_get_bytes       (DepotPfx *self);      /* the file as chosen */
DepotSecretBytes *depot_pfx_get_password    (DepotPfx *self);      /* never NULL; may be empty */
/* What the certificate is called inside the file, literally; NULL if nothing. Text, never markup. */
const char       *depot_pfx_get_friendly_name (DepotPfx *self);

/* DER of the leaf certificate: the .cer file that clients or a subscription trust. Caller owns. */
GBytes           *depot_pfx_export_cer      (DepotPfx *self);
/* The private key alone, PKCS #8 DER in the clear: for a connection that proves who calls. Caller owns. */
DepotSecretBytes *depot_pfx_export_key      (DepotPfx *self, GError **error);
/* Leaf and private key as PEM, the key in the clear: for the keyring and nothing else. Caller owns. */
DepotSecretBytes *depot_pfx_export_pem      (DepotPfx *self, GError **error);
/* A new PFX with the same key, leaf and chain (leaf first) under a given password: AES-256, SHA-256. */
DepotSecretBytes *depot_pfx_reencode        (DepotPfx *self, DepotSecretBytes *password, GError **error);

G_END_DECLS
