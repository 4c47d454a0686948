/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server certificates made for one run, good ones and such as nobody should accept: expired, of
 * another host, of an authority nobody knows. Any thread; caller owns what is returned.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const char *host;   /* NULL: localhost, and the storage and vault names below it */
  const char *issuer; /* NULL: signed by itself */
  gboolean is_named_in_subject_only; /* no subject alternative name */
  guint rsa_bits;     /* 0: an elliptic key */
  gboolean is_signed_with_sha1;      /* by its issuer */
  gboolean is_revoked; /* signed by itself, it revokes itself, too */
  int begins, ends;   /* days from now; both 0: since yesterday, until tomorrow */
} DepotTestCertificate;

/* The key, then the certificate, then the list that revokes it (if so), in PEM form. */
char *depot_test_certificate_dup_pem (const DepotTestCertificate *plan);
