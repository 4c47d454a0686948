/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two writers at one item: a renewed token, and a sign-in that must have the last word. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include <glib/gstdio.h>

#include "depot-error.h"
#include "depot-paths.h"
#include "keyring-hands.h"

#define ROUNDS 12
/* a store takes a tenth of it */
#define HELD_MS 150

static DepotKeyring *
make_keyring (gconstpointer is_shared)
{
  DepotKeyring *keyring = depot_keyring_new ();

  depot_keyring_set_session_only (keyring, !GPOINTER_TO_INT (is_shared));
  return keyring;
}

static void
put (DepotKeyring *keyring, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (hands_store (keyring, "R", text, strlen (text), &error));
  g_assert_no_error (error);
}

static void
begin_store (DepotKeyring *keyring,
             const char *text,
             GCancellable *cancellable,
             GAsyncReadyCallback done,
             gpointer data)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text (text);

  depot_keyring_store_async (
      keyring, DEPOT_KEYRING_PFX, "R", "Cloud Depot: test", secret, cancellable, done, data);
}

static void
begin_replace (DepotKeyring *keyring,
               const char *known,
               const char *text,
               GAsyncReadyCallback done,
               gpointer data)
{
  g_autoptr (DepotSecretBytes) before = depot_secret_bytes_new_text (known);
  g_autoptr (DepotSecretBytes) after = depot_secret_bytes_new_text (text);

  depot_keyring_replace_async (
      keyring, DEPOT_KEYRING_PFX, "R", "Cloud Depot: test", before, after, NULL, done, data);
}

static gboolean
replace (DepotKeyring *keyring, const char *known, const char *text)
{
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_replaced;

  begin_replace (keyring, known, text, hands_wait_done, &wait);
  result = hands_wait_for (&wait);
  is_replaced = depot_keyring_replace_finish (keyring, result, &error);
  g_assert_no_error (error);
  return is_replaced;
}

static void
test_replace (gconstpointer is_shared)
{
  g_autoptr (DepotKeyring) keyring = make_keyring (is_shared);
  g_autoptr (DepotSecretBytes) gone = NULL;

  put (keyring, "rt-1");
  g_assert_true (replace (keyring, "rt-1", "rt-2"));
  hands_assert_kept (keyring, "R", "rt-2", 4);
  /* stale */
  g_assert_false (replace (keyring, "rt-1", "rt-3"));
  hands_assert_kept (keyring, "R", "rt-2", 4);
  /* signed out */
  g_assert_true (hands_clear (keyring, "R", NULL));
  g_assert_false (replace (keyring, "rt-2", "rt-3"));
  gone = hands_lookup (keyring, "R", NULL);
  g_assert_null (gone);
}

static int
hold_lock (void)
{
  g_autofree char *path = depot_paths_dup_keyring_lock ();
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  return fd;
}

typedef struct
{
  int fd;
  HandsWait *wait;
  GCancellable *cancellable;
} Holder;

static gboolean
on_held_long_enough (gpointer data)
{
  Holder *holder = data;

  g_assert_null (holder->wait->result);
  if (holder->cancellable != NULL)
    g_cancellable_cancel (holder->cancellable);
  else
    g_clear_fd (&holder->fd, NULL);
  return G_SOURCE_REMOVE;
}

static void
test_store_waits (gconstpointer is_shared)
{
  g_autoptr (DepotKeyring) keyring = make_keyring (is_shared);
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  Holder holder = { hold_lock (), &wait, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  begin_store (keyring, "waited", NULL, hands_wait_done, &wait);
  g_timeout_add (HELD_MS, on_held_long_enough, &holder);
  result = hands_wait_for (&wait);
  g_assert_cmpint (holder.fd, ==, -1);
  g_assert_true (depot_keyring_store_finish (keyring, result, &error));
  g_assert_no_error (error);
  hands_assert_kept (keyring, "R", "waited", 6);
}

static void
test_cancel_while_waiting (gconstpointer is_shared)
{
  g_autoptr (DepotKeyring) keyring = make_keyring (is_shared);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  HandsWait wait = { g_main_loop_new (NULL, FALSE) };
  Holder holder = { -1, &wait, cancellable };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  put (keyring, "before");
  holder.fd = hold_lock ();
  begin_store (keyring, "after", cancellable, hands_wait_done, &wait);
  g_timeout_add (HELD_MS, on_held_long_enough, &holder);
  result = hands_wait_for (&wait);
  g_assert_false (depot_keyring_store_finish (keyring, result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED);
  g_clear_fd (&holder.fd, NULL);
  hands_assert_kept (keyring, "R", "before", 6);
}

/* A person who signs in goes first; the token that was renewed meanwhile can wait for another time.
 */
static void
test_stuck_holder (gconstpointer is_shared)
{
  g_autoptr (DepotKeyring) keyring = make_keyring (is_shared);
  HandsWait store = { g_main_loop_new (NULL, FALSE) };
  HandsWait renewal = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) renewed = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  put (keyring, "rt-1");
  fd = hold_lock ();
  g_test_expect_message ("depot-keyring", G_LOG_LEVEL_WARNING, "*without a lock*another process*");
  begin_replace (keyring, "rt-1", "rt-2", hands_wait_done, &renewal);
  begin_store (keyring, "sign-in", NULL, hands_wait_done, &store);
  stored = hands_wait_for (&store);
  g_assert_true (depot_keyring_store_finish (keyring, stored, &error));
  g_assert_no_error (error);
  if (renewal.result == NULL)
    renewed = hands_wait_for (&renewal);
  else
    renewed = renewal.result;
  g_assert_false (depot_keyring_replace_finish (keyring, renewed, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING);
  g_test_assert_expected_messages ();
  g_clear_fd (&fd, NULL);
  hands_assert_kept (keyring, "R", "sign-in", 7);
}

static void
count_down (GObject *source, GAsyncResult *result, gpointer left)
{
  (*(int *) left)--;
}

static void
test_sign_in_wins (gconstpointer is_shared)
{
  g_autoptr (DepotKeyring) keeper = make_keyring (is_shared);
  g_autoptr (DepotKeyring) other
      = GPOINTER_TO_INT (is_shared) ? make_keyring (is_shared) : g_object_ref (keeper);

  for (int round = 0; round < ROUNDS; round++)
    {
      g_autofree char *sign_in = g_strdup_printf ("sign-in-%02d", round);
      int left = 2;

      put (keeper, "rt-1");
      if (round % 2 == 0)
        begin_replace (keeper, "rt-1", "rt-2", count_down, &left);
      for (int turn = 0; turn < round; turn++)
        g_main_context_iteration (NULL, FALSE);
      begin_store (other, sign_in, NULL, count_down, &left);
      if (round % 2 == 1)
        begin_replace (keeper, "rt-1", "rt-2", count_down, &left);
      while (left > 0)
        g_main_context_iteration (NULL, TRUE);
      hands_assert_kept (keeper, "R", sign_in, strlen (sign_in));
    }
}

void
race_add_tests (gboolean is_shared)
{
  gconstpointer data = GINT_TO_POINTER (is_shared);

  g_test_add_data_func ("/keyring/replace", data, test_replace);
  g_test_add_data_func ("/keyring/sign-in-wins", data, test_sign_in_wins);
  if (!is_shared)
    return;
  g_test_add_data_func ("/keyring/store-waits", data, test_store_waits);
  g_test_add_data_func ("/keyring/cancel-while-waiting", data, test_cancel_while_waiting);
  /* eight seconds, in one kind of session */
  if (g_strcmp0 (g_getenv ("KEYRING_KIND"), "file") == 0)
    g_test_add_data_func ("/keyring/stuck-holder", data, test_stuck_holder);
}
