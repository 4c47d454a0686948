/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keyring-session starts this program in several kinds of session and says in KEYRING_KIND which
 * one it is. */
#include "config.h"

#include <signal.h>
#include <string.h>

#include <libsecret/secret.h>

#include "depot-error.h"
#include "depot-keyring-probe.h"
#include "depot-keyring.h"
#include "keyring-hands.h"

#define SECRET KEYRING_TEST_SECRET
#define READY_SECONDS 20
#define HANG_SECONDS 9.0

/* Into a keyring that works: binary, empty and large secrets, replacing, other keys untouched,
 * nothing found, clearing. */
static void
test_keeping (void)
{
  static const guint8 binary[] = { 0x00, 0xff, 'a', 0x00, 0x80 };
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  g_autoptr (DepotKeyring) later = depot_keyring_new ();
  g_autofree char *large = g_strnfill (200 * 1024, 'x');
  g_autoptr (DepotSecretBytes) nothing = NULL;
  g_autoptr (DepotSecretBytes) gone = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (hands_store (keyring, "A", binary, sizeof binary, &error));
  g_assert_no_error (error);
  g_assert_true (hands_store (keyring, "B", SECRET, strlen (SECRET), &error));
  g_assert_true (hands_store (keyring, "C", large, strlen (large), &error));
  g_assert_true (hands_store (keyring, "D", "", 0, &error));
  g_assert_cmpint (depot_keyring_get_state (keyring), ==, DEPOT_KEYRING_AVAILABLE);

  hands_assert_kept (later, "A", binary, sizeof binary);
  hands_assert_kept (later, "C", large, strlen (large));
  hands_assert_kept (later, "D", "", 0);
  g_assert_true (hands_store (later, "A", "new", 3, &error));
  hands_assert_kept (keyring, "A", "new", 3);
  hands_assert_kept (keyring, "B", SECRET, strlen (SECRET));

  nothing = hands_lookup (keyring, "Z", &error);
  g_assert_no_error (error);
  g_assert_null (nothing);
  g_assert_true (hands_clear (keyring, "A", &error));
  g_assert_true (hands_clear (keyring, "A", &error));
  g_assert_no_error (error);
  gone = hands_lookup (keyring, "A", &error);
  g_assert_no_error (error);
  g_assert_null (gone);
}

static void
store_text (const char *text)
{
  g_autoptr (GError) error = NULL;

  secret_password_store_sync (&depot_keyring_schema,
                              SECRET_COLLECTION_DEFAULT,
                              "Cloud Depot: test",
                              text,
                              NULL,
                              &error,
                              "kind",
                              DEPOT_KEYRING_PFX,
                              "key",
                              "E",
                              NULL);
  g_assert_no_error (error);
}

/* Another program wrote into our item: no part of it passes for the secret. */
static void
test_damaged (void)
{
  static const char *const texts[]
      = { "Y2FuYXJ5", "Y2FuY*XJ5", "Y2FuYXJ", "Y2FuY\nXJ5", "Y2Fu=YXJ", "YW=", "not base64" };
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();

  store_text (texts[0]);
  hands_assert_kept (keyring, "E", "canary", 6);
  for (guint i = 1; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DepotSecretBytes) secret = NULL;

      store_text (texts[i]);
      secret = hands_lookup (keyring, "E", &error);
      g_assert_null (secret);
      g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
      g_assert_nonnull (strstr (error->message, DEPOT_KEYRING_PFX));
      g_assert_null (strstr (error->message, texts[i]));
      g_assert_cmpint (depot_keyring_get_state (keyring), ==, DEPOT_KEYRING_AVAILABLE);
    }
}

/* The daemon needs a moment after it has appeared on the bus. */
static void
test_available (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  gint64 deadline = g_get_monotonic_time () + READY_SECONDS * G_USEC_PER_SEC;

  while (!hands_check (keyring, NULL) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (depot_keyring_get_state (keyring), ==, DEPOT_KEYRING_AVAILABLE);
}

static void
assert_all_fail (DepotKeyring *keyring, const char *words)
{
  GError *errors[4] = { NULL };
  g_autoptr (DepotSecretBytes) secret = NULL;

  g_assert_false (hands_check (keyring, &errors[0]));
  g_assert_false (hands_store (keyring, "A", SECRET, strlen (SECRET), &errors[1]));
  secret = hands_lookup (keyring, "B", &errors[2]);
  g_assert_null (secret);
  g_assert_false (hands_clear (keyring, "B", &errors[3]));
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_assert_error (errors[i], DEPOT_ERROR, DEPOT_ERROR_KEYRING);
      g_test_message ("%s", errors[i]->message);
      g_assert_nonnull (strstr (errors[i]->message, words));
      g_assert_null (strstr (errors[i]->message, SECRET));
      g_error_free (errors[i]);
    }
}

/* a look-up in a locked keyring must not look like "no such secret" */
static void
test_locked (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  static const char *const paths[] = { "/org/freedesktop/secrets/aliases/default", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (bus,
                                                            "org.freedesktop.secrets",
                                                            "/org/freedesktop/secrets",
                                                            "org.freedesktop.Secret.Service",
                                                            "Lock",
                                                            g_variant_new ("(^ao)", paths),
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            &error);

  g_assert_no_error (error);
  assert_all_fail (keyring, "locked");
  g_assert_cmpint (depot_keyring_get_state (keyring), ==, DEPOT_KEYRING_LOCKED);
}

static void
test_hanging (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  pid_t pid = (pid_t) g_ascii_strtoll (g_getenv ("KEYRING_PID"), NULL, 10);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  g_test_timer_start ();
  g_assert_false (hands_check (keyring, &error));
  g_assert_cmpfloat (g_test_timer_elapsed (), <, HANG_SECONDS);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "does not answer"));
  g_assert_cmpint (depot_keyring_get_state (keyring), ==, DEPOT_KEYRING_NONE);
  g_assert_cmpint (kill (pid, SIGCONT), ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_keyring_lookup_async (keyring, DEPOT_KEYRING_PFX, "B", cancellable, hands_wait_done, &wait);
  g_cancellable_cancel (cancellable);
  result = hands_wait_for (&wait);
  g_assert_null (depot_keyring_lookup_finish (keyring, result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
}

static void
test_missing (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();

  assert_all_fail (keyring, "no keyring");
  g_assert_cmpint (depot_keyring_get_state (keyring), ==, DEPOT_KEYRING_NONE);
}

static void
count (GObject *object, GParamSpec *spec, guint *counter)
{
  (*counter)++;
}

static void
test_this_run_only (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  g_autoptr (DepotKeyring) other = depot_keyring_new ();
  g_autoptr (DepotSecretBytes) nothing = NULL;
  g_autoptr (DepotSecretBytes) gone = NULL;
  g_autoptr (GError) error = NULL;
  guint notified = 0;

  g_signal_connect (keyring, "notify::session-only", G_CALLBACK (count), &notified);
  depot_keyring_set_session_only (keyring, TRUE);
  depot_keyring_set_session_only (keyring, TRUE);
  depot_keyring_set_session_only (other, TRUE);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (hands_check (keyring, &error));
  g_assert_true (hands_store (keyring, "A", SECRET, strlen (SECRET), &error));
  hands_assert_kept (keyring, "A", SECRET, strlen (SECRET));
  nothing = hands_lookup (other, "A", &error);
  g_assert_null (nothing);
  g_assert_true (hands_clear (keyring, "A", &error));
  gone = hands_lookup (keyring, "A", &error);
  g_assert_null (gone);
  g_assert_no_error (error);
}

/* going back to the keyring forgets what was kept for the run */
static void
test_back_again (void)
{
  g_autoptr (DepotKeyring) keyring = depot_keyring_new ();
  g_autoptr (DepotSecretBytes) secret = NULL;
  g_autoptr (GError) error = NULL;

  depot_keyring_set_session_only (keyring, TRUE);
  g_assert_true (hands_store (keyring, "A", SECRET, strlen (SECRET), &error));
  depot_keyring_set_session_only (keyring, FALSE);
  depot_keyring_set_session_only (keyring, TRUE);
  secret = hands_lookup (keyring, "A", &error);
  g_assert_no_error (error);
  g_assert_null (secret);
}

int
main (int argc, char *argv[])
{
  const char *kind = g_getenv ("KEYRING_KIND");

  g_test_init (&argc, &argv, NULL);
  if (g_strcmp0 (kind, "open") == 0)
    {
      g_test_add_func ("/keyring/available", test_available);
      g_test_add_func ("/keyring/keeping", test_keeping);
      g_test_add_func ("/keyring/damaged", test_damaged);
      race_add_tests (TRUE);
      g_test_add_func ("/keyring/cancelled", test_cancelled);
      g_test_add_func ("/keyring/hanging", test_hanging);
      /* last: nothing unlocks the daemon again */
      g_test_add_func ("/keyring/locked", test_locked);
    }
  else if (g_strcmp0 (kind, "file") == 0)
    {
      g_test_add_func ("/keyring/keeping", test_keeping);
      race_add_tests (TRUE);
    }
  else if (g_strcmp0 (kind, "this-run-only") == 0)
    {
      g_test_add_func ("/keyring/this-run-only", test_this_run_only);
      g_test_add_func ("/keyring/back-again", test_back_again);
      race_add_tests (FALSE);
    }
  else if (g_strcmp0 (kind, "none") == 0 || g_strcmp0 (kind, "no-bus") == 0)
    g_test_add_func ("/keyring/missing", test_missing);
  else
    g_error ("Start this program through keyring-session.");
  return g_test_run ();
}
