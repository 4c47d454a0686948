/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this room share: the contents of an opened PFX, bounds on its cost, facts of its leaf, writing one. */
#pragma once

#include <gnutls/gnutls.h>
#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>

#include "depot-pfx.h"

/* Key, leaf first, the other certificates behind it in the order of the chain. */
typedef struct
{
  gnutls_x509_privkey_t key;
  GPtrArray *certificates;  /* gnutls_x509_crt_t */
  char *friendly_name;
  gboolean is_protected;
} DepotPfxContents;

void depot_pfx_contents_free (DepotPfxContents *contents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotPfxContents, depot_pfx_contents_free)

/* password NULL: the file was made without one, which is not the same as an empty one. */
DepotPfxContents *depot_pfx_read (GBytes *file, const char *password, GError **error);

/* What a file still may ask for, over all its parts. */
typedef struct
{
  guint64 rounds_left;
} DepotPfxBudget;

void depot_pfx_budget_init (DepotPfxBudget *self);
gboolean depot_pfx_budget_take (DepotPfxBudget *self, guint64 rounds, GError **error);
/* Reads the number, derives nothing. is_protected FALSE: the file holds no integrity data. */
gboolean depot_pfx_budget_take_mac (
    DepotPfxBudget *self, gnutls_pkcs12_t pkcs12, GBytes *file, gboolean *is_protected, GError **error);

/* DEPOT_ERROR_CERTIFICATE_UNREADABLE with the words for what GnuTLS says; FALSE. */
gboolean depot_pfx_fail (int code, GError **error);

DepotCertificate *depot_pfx_read_facts (const DepotPfxContents *contents, GError **error);

DepotSecretBytes *depot_pfx_pack (gnutls_x509_privkey_t key,
                                  gnutls_x509_crt_t *certificates,
                                  guint n_certificates,
                                  const char *friendly_name,
                                  const char *password,
                                  GError **error);
