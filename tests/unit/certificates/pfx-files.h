/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the tests of this folder get PFX files from: the corpora, the fixtures, and made on the
 * spot. */
#pragma once

#include <gnutls/x509.h>

#include "depot-pfx.h"

#define PFX_NOW G_GINT64_CONSTANT (1795435200) /* 2026-11-23 */
#define PFX_PASSWORD "practice"

GBytes *pfx_load_fixture (const char *name);
/* Reads a file below the corpora; ends the test with plain words when it is not there. */
char *pfx_load_corpus (const char *folder, const char *name, gsize *size);
DepotPfx *pfx_open_text (GBytes *file, const char *password, GError **error);
/* TRUE when one of the findings has the code. */
gboolean pfx_has_finding (DepotPfx *pfx, const char *code);

typedef struct
{
  const char *common_name; /* NULL: none */
  const char *san;         /* NULL: none; four bytes for an address */
  const char *raw_san;     /* as long as san, written in its place */
  gboolean san_is_ip;
  gnutls_pk_algorithm_t algorithm;
  unsigned int bits;
  gnutls_digest_algorithm_t digest;
} PfxRecipe;

gnutls_x509_privkey_t pfx_make_key (const PfxRecipe *recipe);
gnutls_x509_crt_t pfx_make_certificate (const PfxRecipe *recipe, gnutls_x509_privkey_t key);
/* Keys in the clear (it is quick), with integrity data; second_key may be NULL. */
GBytes *pfx_assemble (gnutls_x509_privkey_t key,
                      gnutls_x509_privkey_t second_key,
                      gnutls_x509_crt_t certificate,
                      const char *friendly_name);
GBytes *pfx_make (const PfxRecipe *recipe, const char *friendly_name);
/* The file without its integrity data. */
GBytes *pfx_strip_mac (GBytes *file);
/* size bytes at an offset replaced. */
GBytes *pfx_patch (GBytes *file, gsize offset, gconstpointer bytes, gsize size);
