/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every file of the two collections gets the verdict that its index states. */
#include "config.h"

#include <string.h>

#include "depot-error.h"
#include "pfx-files.h"

#define NOON_2030_01_31 G_GINT64_CONSTANT (1896091200)
#define DAY (24 * 60 * 60)
#define MAX_SECONDS 20.0

typedef void (*RowFunc) (char **cells);

static void
for_each_row (const char *folder, RowFunc check)
{
  gsize size;
  g_autofree char *index = pfx_load_corpus (folder, "index.tsv", &size);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (index), "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, 20);
  for (guint i = 1; lines[i]; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      g_test_message ("%s", lines[i]);
      check (cells);
    }
}

static DepotPfx *
open_file (const char *folder, const char *name, const char *password, GError **error)
{
  gsize size;
  char *data = pfx_load_corpus (folder, name, &size);
  g_autoptr (GBytes) file = g_bytes_new_take (data, size);

  return pfx_open_text (file, g_str_equal (password, "(null)") ? NULL : password, error);
}

/* the reason in the index, and the code of the finding that must state it */
static const struct
{
  const char *reason, *code;
} refusals[] = {
  { "no DNS name", "no-name" },
  { "not for server authentication", "no-server-auth" },
  { "expired", "expired" },
  { "not valid yet", "not-yet-valid" },
};

static void
check_refusal (GPtrArray *findings, const char *expected)
{
  const DepotFinding *worst = g_ptr_array_index (findings, 0);

  g_assert_cmpint (worst->severity, ==, DEPOT_FINDING_REFUSAL);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (strstr (expected, refusals[i].reason))
      {
        g_assert_cmpstr (worst->code, ==, refusals[i].code);
        return;
      }
  g_error ("The index gives a reason that this test does not know: %s", expected);
}

static void
check_names (DepotCertificate *certificate, const char *fqdn, const char *service_name)
{
  g_autofree char *names = g_strjoinv ("|", (char **) depot_certificate_get_names (certificate));
  g_autofree char *lower = g_ascii_strdown (service_name, -1);
  g_autofree char *suggested = depot_name_suggest_service_name (fqdn);

  g_assert_cmpint (g_ascii_strcasecmp (names, fqdn), ==, 0);
  if (depot_name_check_service_name (lower) == NULL)
    g_assert_cmpstr (suggested, ==, lower);
}

static void
check_pfx_row (char **cells)
{
  const char *expected = cells[3];
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = open_file ("pfx", cells[0], cells[1], &error);
  g_autoptr (GPtrArray) findings = NULL;
  const DepotFinding *worst;

  g_assert_no_error (error);
  findings = depot_certificate_judge (depot_pfx_get_certificate (pfx), PFX_NOW, TRUE);
  worst = g_ptr_array_index (findings, 0);
  g_test_message ("  -> %s: %s", worst->code, worst->text);

  if (g_str_has_prefix (expected, "refuse"))
    check_refusal (findings, expected);
  else if (g_str_has_prefix (expected, "warn") || strstr (expected, "or warn"))
    g_assert_cmpint (worst->severity, ==, DEPOT_FINDING_WARNING);
  else
    g_assert_cmpint (worst->severity, ==, DEPOT_FINDING_GOOD);
  check_names (depot_pfx_get_certificate (pfx), cells[4], cells[5]);
}

static void
test_pfx (void)
{
  g_test_timer_start ();
  for_each_row ("pfx", check_pfx_row);
  g_assert_cmpfloat (g_test_timer_elapsed (), <, MAX_SECONDS);
}

static void
check_pyca_row (char **cells)
{
  const char *expected = cells[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = open_file ("pkcs12-pyca", cells[0], cells[1], &error);

  if (g_str_equal (expected, "accept"))
    {
      g_assert_no_error (error);
      g_assert_cmpuint (depot_certificate_get_chain_length (depot_pfx_get_certificate (pfx)),
                        ==,
                        g_ascii_strtoull (cells[4], NULL, 10));
      return;
    }
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_REFUSED);
  if (g_str_equal (expected, "refuse: no private key"))
    g_assert_nonnull (strstr (error->message, "holds no private key"));
  else if (g_str_equal (expected, "refuse: no certificate"))
    g_assert_nonnull (strstr (error->message, "a private key but no certificate"));
  else
    g_error ("The index gives a verdict that this test does not know: %s", expected);
}

static void
test_pyca (void)
{
  for_each_row ("pkcs12-pyca", check_pyca_row);
}

static void
check_wrong_password (char **cells)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) empty = NULL;
  g_autoptr (DepotPfx) pfx = NULL;
  g_autoptr (DepotPfx) open = NULL;

  if (g_str_equal (cells[0], "3a-iter-1000000.pfx"))
    return;
  pfx = open_file ("pfx", cells[0], "Practice", &wrong);
  g_assert_error (wrong, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_PASSWORD);
  g_assert_null (strstr (wrong->message, "Practice"));
  open = open_file ("pfx", cells[0], "", &empty);
  g_assert_error (empty, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_PASSWORD);
}

static void
test_wrong_password (void)
{
  for_each_row ("pfx", check_wrong_password);
}

/* the collection holds one certificate made for a clock that is turned by hand */
static void
test_expiry (void)
{
  static const struct
  {
    gint64 before_end;
    const char *code;
  } rows[] = {
    { 61 * DAY, "good" },        { 60 * DAY, "expires-soon" }, { 30 * DAY, "expires-soon" },
    { 7 * DAY, "expires-soon" }, { 1, "expires-soon" },        { 0, "expired" },
  };
  g_autoptr (DepotPfx) pfx
      = open_file ("pfx", "15-warn-expires-2030-01-31.pfx", PFX_PASSWORD, NULL);
  DepotCertificate *certificate = depot_pfx_get_certificate (pfx);

  g_assert_cmpint (depot_certificate_get_not_after (certificate), ==, NOON_2030_01_31);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) findings
          = depot_certificate_judge (certificate, NOON_2030_01_31 - rows[i].before_end, FALSE);
      const DepotFinding *worst = g_ptr_array_index (findings, 0);

      g_test_message ("%s", worst->text);
      g_assert_cmpstr (worst->code, ==, rows[i].code);
    }
}

static void
test_chain_order (void)
{
  g_autoptr (DepotPfx) straight = open_file ("pfx", "02-ok-rsa4096-chain.pfx", PFX_PASSWORD, NULL);
  g_autoptr (DepotPfx) reversed
      = open_file ("pfx", "03-ok-chain-root-first.pfx", PFX_PASSWORD, NULL);
  DepotPfx *both[] = { straight, reversed };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      DepotCertificate *certificate = depot_pfx_get_certificate (both[i]);

      g_assert_cmpuint (depot_certificate_get_chain_length (certificate), ==, 3);
      g_assert_true (depot_certificate_covers (certificate, "wallacefalls.contoso.com"));
      g_assert_false (depot_certificate_is_self_signed (certificate));
    }
}

static void
test_dates (void)
{
  g_autoptr (DepotPfx) endless = open_file ("pfx", "16-ok-no-expiry-9999.pfx", PFX_PASSWORD, NULL);
  g_autoptr (DepotPfx) self_signed
      = open_file ("pfx", "20-warn-self-signed.pfx", PFX_PASSWORD, NULL);

  g_assert_cmpint (depot_certificate_get_not_after (depot_pfx_get_certificate (endless)),
                   ==,
                   G_GINT64_CONSTANT (253402300799));
  g_assert_false (
      depot_certificate_is_acceptable (depot_pfx_get_certificate (self_signed), PFX_NOW, FALSE));
}

static void
test_friendly_names (void)
{
  g_autoptr (DepotPfx) named = open_file ("pkcs12-pyca", "name-1-pwd.p12", "password", NULL);
  g_autoptr (DepotPfx) unicode
      = open_file ("pkcs12-pyca", "name-unicode-pwd.p12", "password", NULL);
  g_autoptr (DepotPfx) nameless = open_file ("pkcs12-pyca", "no-name-pwd.p12", "password", NULL);

  g_assert_cmpstr (depot_pfx_get_friendly_name (named), ==, "name");
  g_assert_cmpstr (depot_pfx_get_friendly_name (unicode), ==, "☺");
  g_assert_null (depot_pfx_get_friendly_name (nameless));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pfx-corpora/pfx", test_pfx);
  g_test_add_func ("/pfx-corpora/pyca", test_pyca);
  g_test_add_func ("/pfx-corpora/wrong-password", test_wrong_password);
  g_test_add_func ("/pfx-corpora/expiry", test_expiry);
  g_test_add_func ("/pfx-corpora/chain-order", test_chain_order);
  g_test_add_func ("/pfx-corpora/dates", test_dates);
  g_test_add_func ("/pfx-corpora/friendly-names", test_friendly_names);
  return g_test_run ();
}
