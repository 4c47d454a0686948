/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"
#include "depot-self-signed.h"
#include "pfx-files.h"

#define YEAR (365 * 24 * 60 * 60)

typedef struct
{
  GMainLoop *loop;
  DepotSecretBytes *file;
  GError *error;
} Wait;

static void
make_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->file = depot_self_signed_make_finish (result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
test_make (void)
{
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PFX_PASSWORD);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (DepotPfx) pfx = NULL;
  g_autofree char *key = NULL;
  Wait wait = { loop };
  DepotCertificate *certificate;
  gconstpointer data;
  gsize size;

  depot_self_signed_make_async (
      "wallacefalls.contoso.com", password, PFX_NOW, NULL, make_done, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  data = depot_secret_bytes_get_data (wait.file, &size);
  bytes = g_bytes_new (data, size);
  depot_secret_bytes_unref (wait.file);

  pfx = depot_pfx_open (bytes, password, NULL);
  certificate = depot_pfx_get_certificate (pfx);
  key = depot_certificate_dup_key_text (certificate);
  g_assert_cmpstr (key, ==, "RSA 2048");
  g_assert_cmpstr (depot_certificate_get_names (certificate)[0], ==, "wallacefalls.contoso.com");
  g_assert_cmpint (depot_certificate_get_not_after (certificate), ==, PFX_NOW + YEAR);
  g_assert_cmpint (depot_certificate_get_not_before (certificate), <, PFX_NOW);
  g_assert_true (depot_certificate_is_self_signed (certificate));
  g_assert_true (depot_certificate_is_acceptable (certificate, PFX_NOW, TRUE));
  g_assert_false (depot_certificate_is_acceptable (certificate, PFX_NOW, FALSE));
  g_assert_false (pfx_has_finding (pfx, "no-eku"));
  g_assert_false (pfx_has_finding (pfx, "is-ca"));
}

/* What an application shows to Microsoft Entra is no server's certificate. */
static void
test_make_for_a_client (void)
{
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PFX_PASSWORD);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (DepotPfx) pfx = NULL;
  Wait wait = { loop };
  gconstpointer data;
  gsize size;

  depot_self_signed_make_client_async (
      "cloud-depot.invalid", password, PFX_NOW, NULL, make_done, &wait);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  data = depot_secret_bytes_get_data (wait.file, &size);
  bytes = g_bytes_new (data, size);
  depot_secret_bytes_unref (wait.file);
  pfx = depot_pfx_open (bytes, password, NULL);
  g_assert_nonnull (pfx);
  g_assert_true (pfx_has_finding (pfx, "no-server-auth"));
}

static void
test_refused (void)
{
  static const char *const names[] = { "", "a b", "10.0.0.1", "contoso.com\n" };
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PFX_PASSWORD);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotSecretBytes) file
          = depot_self_signed_make (names[i], password, PFX_NOW, &error);

      g_assert_null (file);
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/self-signed/make", test_make);
  g_test_add_func ("/self-signed/client", test_make_for_a_client);
  g_test_add_func ("/self-signed/refused", test_refused);
  return g_test_run ();
}
