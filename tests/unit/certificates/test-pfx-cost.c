/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that ask for endless work are told apart before any of it is done. */
#include "config.h"

#include "depot-error.h"
#include "depot-pfx-private.h"
#include "pfx-files.h"

/* "INTEGER 70000" stands at these places of the fixtures */
#define CERTIFICATE_ROUNDS 123
#define KEY_ROUNDS 1205
#define PBMAC1_ROUNDS 2574
#define MAC_ROUNDS 2593

#define MAX_SECONDS 2.0

static const guint8 honest[] = { 0x02, 0x03, 0x01, 0x11, 0x70 };
static const guint8 too_many[] = { 0x02, 0x03, 0x0f, 0x42, 0x41 }; /* 1,000,001 */
static const guint8 millions[] = { 0x02, 0x03, 0x7f, 0xff, 0xff };
static const guint8 negative[] = { 0x02, 0x03, 0xff, 0xff, 0xff };

static void
assert_costly (GBytes *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = NULL;

  g_test_timer_start ();
  pfx = pfx_open_text (file, PFX_PASSWORD, &error);
  g_assert_null (pfx);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_COSTLY);
  g_assert_cmpfloat (g_test_timer_elapsed (), <, MAX_SECONDS);
  g_test_message ("%s", error->message);
}

static void
test_million_is_accepted (void)
{
  gsize size;
  char *data = pfx_load_corpus ("pfx", "3a-iter-1000000.pfx", &size);
  g_autoptr (GBytes) file = g_bytes_new_take (data, size);
  g_autoptr (GBytes) more = pfx_patch (file, size - sizeof too_many, too_many, sizeof too_many);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pfx);
  assert_costly (more);
}

static void
test_mac (void)
{
  static const guint8 *const rounds[] = { too_many, millions, negative };
  g_autoptr (GBytes) file = pfx_load_fixture ("plain.pfx");

  g_assert_cmpmem (
      (guint8 *) g_bytes_get_data (file, NULL) + MAC_ROUNDS, sizeof honest, honest, sizeof honest);
  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      g_autoptr (GBytes) bomb = pfx_patch (file, MAC_ROUNDS, rounds[i], sizeof honest);
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotPfx) pfx = NULL;

      g_test_timer_start ();
      pfx = pfx_open_text (bomb, PFX_PASSWORD, &error);
      g_assert_null (pfx);
      g_assert_cmpfloat (g_test_timer_elapsed (), <, MAX_SECONDS);
      if (rounds[i] != negative)
        g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_COSTLY);
    }
}

static void
test_pbmac1 (void)
{
  static const guint8 *const rounds[] = { too_many, millions, negative };
  g_autoptr (GBytes) file = pfx_load_fixture ("pbmac1.pfx");
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pfx);
  for (guint i = 0; i < G_N_ELEMENTS (rounds); i++)
    {
      g_autoptr (GBytes) bomb = pfx_patch (file, PBMAC1_ROUNDS, rounds[i], sizeof honest);

      assert_costly (bomb);
    }
}

/* without integrity data the encrypted parts are the first thing that costs */
static void
test_encrypted_parts (void)
{
  static const gsize places[] = { CERTIFICATE_ROUNDS, KEY_ROUNDS };
  g_autoptr (GBytes) file = pfx_load_fixture ("plain.pfx");

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GBytes) patched = pfx_patch (file, places[i], millions, sizeof millions);
      g_autoptr (GBytes) bomb = pfx_strip_mac (patched);

      assert_costly (bomb);
    }
}

/* many parts that are each just honest enough */
static void
test_sum (void)
{
  DepotPfxBudget budget;
  g_autoptr (GError) error = NULL;

  depot_pfx_budget_init (&budget);
  for (guint i = 0; i < 3; i++)
    g_assert_true (depot_pfx_budget_take (&budget, DEPOT_PFX_MAX_ROUNDS, NULL));
  g_assert_false (depot_pfx_budget_take (&budget, 1, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_COSTLY);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pfx-cost/million-is-accepted", test_million_is_accepted);
  g_test_add_func ("/pfx-cost/mac", test_mac);
  g_test_add_func ("/pfx-cost/pbmac1", test_pbmac1);
  g_test_add_func ("/pfx-cost/encrypted-parts", test_encrypted_parts);
  g_test_add_func ("/pfx-cost/sum", test_sum);
  return g_test_run ();
}
