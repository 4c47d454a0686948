/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A PKCS #12 file as the vault understands it: opened for real, with what a certificate bundle
 * tells of it, and written again without a password, as the vault keeps it. A wrong password and a
 * broken file are the same to the vault. Source: Azure reference, 7. */

#include <gio/gio.h>

typedef struct
{
  GBytes *without_password; /* PKCS #12 with key and chain, no password */
  GBytes *certificate;      /* DER of the end entity */
  GBytes *thumbprint;       /* SHA-1 of it */
  char *subject;
  char **dns_names;
  char **key_purposes; /* object identifiers */
  gint64 not_before;   /* seconds since 1970 */
  gint64 not_after;
  char *key_type; /* "RSA" or "EC" */
  char *curve;    /* of an EC key, such as "P-256" */
  guint key_bits;
} PracticePfx;

/* NULL when it cannot be opened with this password, or has no key that fits a certificate. */
PracticePfx *practice_pfx_open (GBytes *bytes, const char *password);
void practice_pfx_free (PracticePfx *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticePfx, practice_pfx_free)
