/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Damaged files end in an error of this program, never in a crash or a hang. Run under a sanitizer
 * it also shows reads beyond the end. */
#include "config.h"

#include "depot-error.h"
#include "pfx-files.h"

#define ROUNDS_PER_FILE 400
#define MAX_FLIPS 4

static const struct
{
  const char *folder, *name, *password;
} files[] = {
  { "pkcs12-pyca", "cert-none-key-none.p12", "cryptography" },
  { "pkcs12-pyca", "cert-rc2-key-3des.p12", "cryptography" },
  { "pkcs12-pyca", "no-password.p12", NULL },
  { "pkcs12-pyca", "name-all-no-pwd.p12", NULL },
  { "pkcs12-pyca", "cert-key-aes256cbc.p12", "cryptography" },
};

static void
open_mutated (GBytes *file, const char *password, GRand *rand)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (file, &size);
  guint8 *copy = g_memdup2 (data, size);
  gint32 n_flips = g_rand_int_range (rand, 1, MAX_FLIPS + 1);
  g_autoptr (GBytes) mutated = NULL;
  g_autoptr (DepotPfx) pfx = NULL;
  g_autoptr (GError) error = NULL;

  for (gint32 i = 0; i < n_flips; i++)
    copy[g_rand_int_range (rand, 0, (gint32) size)] = (guint8) g_rand_int (rand);
  if (g_rand_int_range (rand, 0, 8) == 0)
    size = (gsize) g_rand_int_range (rand, 1, (gint32) size);
  mutated = g_bytes_new_take (copy, size);
  pfx = pfx_open_text (mutated, password, &error);
  g_assert_true ((pfx == NULL) == (error != NULL));
  if (error)
    g_assert_true (error->domain == DEPOT_ERROR);
  else
    g_assert_nonnull (depot_certificate_get_names (depot_pfx_get_certificate (pfx)));
}

static void
test_flips (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (i + 1);
  gsize size;
  char *contents = pfx_load_corpus (files[i].folder, files[i].name, &size);
  g_autoptr (GBytes) file = g_bytes_new_take (contents, size);
  g_autoptr (GBytes) stripped = pfx_strip_mac (file);

  /* with integrity data nearly every change ends at the password; without, it reaches what lies
   * behind */
  for (guint round = 0; round < ROUNDS_PER_FILE; round++)
    open_mutated (round % 2 ? file : stripped, files[i].password, rand);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strconcat ("/pfx-mutated/", files[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_flips);
    }
  return g_test_run ();
}
