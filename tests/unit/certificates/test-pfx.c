/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "depot-error.h"
#include "pfx-files.h"

#define EC GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), GNUTLS_DIG_SHA256

static DepotPfx *
open_made (const PfxRecipe *recipe)
{
  g_autoptr (GBytes) file = pfx_make (recipe, NULL);
  g_autoptr (GError) error = NULL;
  DepotPfx *pfx = pfx_open_text (file, PFX_PASSWORD, &error);

  g_assert_no_error (error);
  return pfx;
}

static void
test_names (void)
{
  static const struct
  {
    PfxRecipe recipe;
    const char *name, *code;
  } rows[] = {
    { { "a.contoso.com", "b.contoso.com", NULL, FALSE, EC }, "b.contoso.com", NULL },
    { { "a.contoso.com", NULL, NULL, FALSE, EC }, "a.contoso.com", "no-san" },
    { { NULL, NULL, NULL, FALSE, EC }, NULL, "no-name" },
    { { "Contoso CA", NULL, NULL, FALSE, EC }, NULL, "no-name" },
    { { NULL, "\x0a\x01\x02\x03", NULL, TRUE, EC }, NULL, "no-name" },
    { { "10.1.2.3", "\x0a\x01\x02\x03", NULL, TRUE, EC }, NULL, "no-name" },
    { { "contoso.com", "contoso.comq.fabrikam.com", "contoso.com\0.fabrikam.com", FALSE, EC },
      NULL,
      "bad-name" },
    { { "contoso.com", "contoso.comqqhostqqx", "contoso.com\r\nHost: x", FALSE, EC },
      NULL,
      "bad-name" },
    { { "contoso.com", "contqoso.com", "cont oso.com", FALSE, EC }, NULL, "bad-name" },
    { { "contoso.com", "conqtoso.com", "con_toso.com", FALSE, EC }, NULL, "bad-name" },
    { { "contoso.com", "a.b.contoso.com", "*.*.contoso.com", FALSE, EC }, NULL, "bad-name" },
    { { "contoso.com", "ww.contoso.com", "w*.contoso.com", FALSE, EC }, NULL, "bad-name" },
    { { "contoso.com", "a", "*", FALSE, EC }, NULL, "bad-name" },
    { { "contoso.com", "*.contoso.com", NULL, FALSE, EC }, "*.contoso.com", NULL },
    { { "x", "xn--bcher-kva.example", NULL, FALSE, EC }, "xn--bcher-kva.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotPfx) pfx = open_made (&rows[i].recipe);
      const char *const *names = depot_certificate_get_names (depot_pfx_get_certificate (pfx));

      g_test_message ("%s / %s", rows[i].recipe.common_name, rows[i].recipe.san);
      g_assert_cmpstr (names[0], ==, rows[i].name);
      if (rows[i].code)
        g_assert_true (pfx_has_finding (pfx, rows[i].code));
      if (rows[i].name == NULL)
        g_assert_true (pfx_has_finding (pfx, "no-name"));
    }
}

static void
test_keys (void)
{
  static const struct
  {
    PfxRecipe recipe;
    const char *text, *code;
  } rows[] = {
    { { "a", "a.contoso.com", NULL, FALSE, EC }, "EC P-256", "unusual-key" },
    { { "a",
        "a.contoso.com",
        0,
        FALSE,
        GNUTLS_PK_ECDSA,
        GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP521R1),
        GNUTLS_DIG_SHA512 },
      "EC P-521",
      "unusual-key" },
    { { "a", "a.contoso.com", NULL, FALSE, GNUTLS_PK_EDDSA_ED25519, 256, GNUTLS_DIG_SHA512 },
      "Ed25519",
      "unsupported-key" },
    { { "a", "a.contoso.com", NULL, FALSE, GNUTLS_PK_RSA, 1024, GNUTLS_DIG_SHA256 },
      "RSA 1024",
      "weak-key" },
    { { "a", "a.contoso.com", NULL, FALSE, GNUTLS_PK_RSA, 1024, GNUTLS_DIG_SHA1 },
      "RSA 1024",
      "weak-signature" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotPfx) pfx = open_made (&rows[i].recipe);
      g_autofree char *text = depot_certificate_dup_key_text (depot_pfx_get_certificate (pfx));

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_true (pfx_has_finding (pfx, rows[i].code));
    }
}

/* shown as it stands: whoever puts it into a label must not let it be read as markup */
static void
test_friendly_name (void)
{
  static const char *const names[] = { "<b>Contoso</b> & <i>Fabrikam", "%s %n \\n" };
  const PfxRecipe recipe = { "a", "a.contoso.com", NULL, FALSE, EC };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) file = pfx_make (&recipe, names[i]);
      g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, NULL);

      g_assert_cmpstr (depot_pfx_get_friendly_name (pfx), ==, names[i]);
    }
}

static void
assert_refused (GBytes *file, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, &error);

  g_assert_null (pfx);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_REFUSED);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_mismatch (void)
{
  const PfxRecipe recipe = { "a", "a.contoso.com", NULL, FALSE, EC };
  gnutls_x509_privkey_t key = pfx_make_key (&recipe);
  gnutls_x509_privkey_t other = pfx_make_key (&recipe);
  gnutls_x509_crt_t certificate = pfx_make_certificate (&recipe, key);
  g_autoptr (GBytes) file = pfx_assemble (other, NULL, certificate, NULL);

  assert_refused (file, "does not belong");
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (other);
  gnutls_x509_privkey_deinit (key);
}

/* One certificate and two private keys; the second is the first again, or another. */
static GBytes *
make_two_keys (gboolean same)
{
  const PfxRecipe recipe = { "a", "a.contoso.com", NULL, FALSE, EC };
  gnutls_x509_privkey_t keys[] = { pfx_make_key (&recipe), pfx_make_key (&recipe) };
  gnutls_x509_crt_t certificate = pfx_make_certificate (&recipe, keys[0]);
  GBytes *file = pfx_assemble (keys[0], keys[same ? 0 : 1], certificate, NULL);

  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_privkey_deinit (keys[0]);
  gnutls_x509_privkey_deinit (keys[1]);
  return file;
}

static void
test_two_keys (void)
{
  g_autoptr (GBytes) two = make_two_keys (FALSE);
  g_autoptr (GBytes) twice = make_two_keys (TRUE);
  g_autoptr (DepotPfx) accepted = pfx_open_text (twice, PFX_PASSWORD, NULL);

  assert_refused (two, "several private keys");
  g_assert_nonnull (accepted);
}

static void
test_not_a_pfx (void)
{
  g_autofree char *large = g_strnfill (DEPOT_PFX_MAX_BYTES + 1, '0');
  const struct
  {
    const char *data;
    gsize size;
    const char *words;
  } rows[] = {
    { "", 0, "empty" },
    { large, DEPOT_PFX_MAX_BYTES + 1, "larger than 1 MiB" },
    { "-----BEGIN CERTIFICATE-----\n", 28, "PEM" },
    { "hello", 5, "damaged or not a PFX" },
    { "\x30\x80", 2, "damaged or not a PFX" },
    { "\x30\x84\xff\xff\xff\xff", 6, "damaged or not a PFX" },
    { "PK\x03\x04zip", 7, "damaged or not a PFX" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) file = g_bytes_new_static (rows[i].data, rows[i].size);
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, &error);

      g_assert_null (pfx);
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_UNREADABLE);
      g_assert_nonnull (strstr (error->message, rows[i].words));
    }
}

static void
test_unknown_algorithm (void)
{
  g_autoptr (GBytes) file = pfx_load_fixture ("rc2-128.pfx");
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, &error);

  g_assert_null (pfx);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "algorithm"));
}

/* public authorities export such files; they are no wrong password */
static void
test_unprotected (void)
{
  g_autoptr (GBytes) file = pfx_load_fixture ("plain.pfx");
  g_autoptr (GBytes) stripped = pfx_strip_mac (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) wrong_error = NULL;
  g_autoptr (DepotPfx) pfx = pfx_open_text (stripped, PFX_PASSWORD, &error);
  g_autoptr (DepotPfx) wrong = pfx_open_text (stripped, "wrong", &wrong_error);

  g_assert_no_error (error);
  g_assert_true (pfx_has_finding (pfx, "unprotected"));
  g_assert_null (wrong);
  g_assert_error (wrong_error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_UNREADABLE);
  g_test_message ("%s", wrong_error->message);
}

static void
test_reencode (void)
{
  const PfxRecipe recipe = { "a", "a.contoso.com", NULL, FALSE, EC };
  g_autoptr (GBytes) file = pfx_make (&recipe, "name");
  g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, NULL);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text ("anöther");
  g_autoptr (DepotSecretBytes) packed = depot_pfx_reencode (pfx, password, NULL);
  gsize size;
  gconstpointer data = depot_secret_bytes_get_data (packed, &size);
  g_autoptr (GBytes) again_file = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) again = depot_pfx_open (again_file, password, &error);
  g_autoptr (GBytes) cer = depot_pfx_export_cer (pfx);
  g_autoptr (GBytes) cer_again = NULL;

  g_assert_no_error (error);
  cer_again = depot_pfx_export_cer (again);
  g_assert_true (g_bytes_equal (cer, cer_again));
  g_assert_cmpstr (depot_pfx_get_friendly_name (again), ==, "name");
  g_assert_true (depot_secret_bytes_equal (depot_pfx_get_password (again), password));
  g_assert_true (depot_secret_bytes_equal (depot_pfx_get_bytes (again), packed));
}

typedef struct
{
  GMainLoop *loop;
  DepotPfx *pfx;
  GError *error;
} Wait;

static void
open_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->pfx = depot_pfx_open_finish (result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
test_async (void)
{
  g_autoptr (GBytes) file = pfx_load_fixture ("plain.pfx");
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PFX_PASSWORD);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop };

  depot_pfx_open_async (file, password, NULL, open_done, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_nonnull (wait.pfx);
  g_object_unref (wait.pfx);
}

/* Opened without its password first, this file would end in valid padding by chance and seem
 * damaged: GLib's own reader refuses it. */
static void
test_padding (void)
{
  g_autoptr (GBytes) file = pfx_load_fixture ("padding.pfx");
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPfx) pfx = pfx_open_text (file, PFX_PASSWORD, &error);
  g_autoptr (DepotSecretBytes) key = NULL;
  gnutls_x509_privkey_t read;
  gnutls_datum_t der;
  gsize size;

  g_assert_no_error (error);
  key = depot_pfx_export_key (pfx, &error);
  g_assert_no_error (error);
  der.data = (unsigned char *) depot_secret_bytes_get_data (key, &size);
  der.size = (unsigned int) size;
  gnutls_x509_privkey_init (&read);
  g_assert_cmpint (
      gnutls_x509_privkey_import_pkcs8 (read, &der, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN),
      ==,
      0);
  gnutls_x509_privkey_deinit (read);
}

static void
test_cancel (void)
{
  gsize size;
  char *data = pfx_load_corpus ("pfx", "3a-iter-1000000.pfx", &size);
  g_autoptr (GBytes) file = g_bytes_new_take (data, size);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PFX_PASSWORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop };

  g_test_timer_start ();
  depot_pfx_open_async (file, password, cancellable, open_done, &wait);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (loop);
  g_assert_cmpfloat (g_test_timer_elapsed (), <, 2.0);
  g_assert_error (wait.error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
  g_assert_null (wait.pfx);
  g_error_free (wait.error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pfx/names", test_names);
  g_test_add_func ("/pfx/keys", test_keys);
  g_test_add_func ("/pfx/friendly-name", test_friendly_name);
  g_test_add_func ("/pfx/mismatch", test_mismatch);
  g_test_add_func ("/pfx/two-keys", test_two_keys);
  g_test_add_func ("/pfx/not-a-pfx", test_not_a_pfx);
  g_test_add_func ("/pfx/unknown-algorithm", test_unknown_algorithm);
  g_test_add_func ("/pfx/unprotected", test_unprotected);
  g_test_add_func ("/pfx/padding", test_padding);
  g_test_add_func ("/pfx/reencode", test_reencode);
  g_test_add_func ("/pfx/async", test_async);
  g_test_add_func ("/pfx/cancel", test_cancel);
  return g_test_run ();
}
