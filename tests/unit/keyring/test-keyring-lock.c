/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock by itself, without any keyring. */
#include "config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "depot-keyring-lock.h"
#include "depot-paths.h"

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static DepotKeyringLock *
wait_for_lock (GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) ended = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  ended = g_steal_pointer (result);
  return depot_keyring_lock_take_finish (ended, error);
}

static DepotKeyringLock *
take (guint wait_seconds, GError **error)
{
  GAsyncResult *result = NULL;

  depot_keyring_lock_take_async (wait_seconds, NULL, keep_result, &result);
  return wait_for_lock (&result, error);
}

static gboolean
raise_flag (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* The main loop turns on meanwhile: that is what ends the wait. */
static void
turn_for (guint milliseconds)
{
  gboolean is_over = FALSE;

  g_timeout_add (milliseconds, raise_flag, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_one_at_a_time (void)
{
  g_autofree char *path = depot_paths_dup_keyring_lock ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotKeyringLock) first = take (1, &error);
  g_autoptr (DepotKeyringLock) second = NULL;
  GAsyncResult *result = NULL;
  GStatBuf info;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);
  depot_keyring_lock_take_async (30, NULL, keep_result, &result);
  turn_for (100);
  g_assert_null (result);
  g_clear_pointer (&first, depot_keyring_lock_free);
  second = wait_for_lock (&result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (second);
}

static void
test_patience_ends (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotKeyringLock) first = take (1, NULL);

  g_assert_null (take (1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* Who gave up holds nothing afterwards. */
static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotKeyringLock) first = take (1, NULL);
  g_autoptr (DepotKeyringLock) second = NULL;
  GAsyncResult *result = NULL;

  depot_keyring_lock_take_async (30, cancellable, keep_result, &result);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  g_assert_null (wait_for_lock (&result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_pointer (&first, depot_keyring_lock_free);
  second = take (0, &error);
  g_assert_no_error (error);
}

static void
test_another_process (void)
{
  g_autofree char *path = depot_paths_dup_keyring_lock ();
  const char *argv[] = { "flock", path, "sh", "-c", "echo held; exec cat", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotKeyringLock) lock = NULL;
  g_autoptr (GSubprocess) holder = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char held[4] = "";

  g_assert_no_error (error);
  g_assert_cmpint (
      g_input_stream_read (g_subprocess_get_stdout_pipe (holder), held, sizeof held, NULL, NULL),
      >,
      0);
  g_assert_null (take (0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_output_stream_close (g_subprocess_get_stdin_pipe (holder), NULL, NULL);
  lock = take (30, &error);
  g_assert_no_error (error);
  g_subprocess_wait (holder, NULL, NULL);
}

/* Another's file behind our name is not opened; the keyring is written nevertheless. */
static void
test_without_a_file (void)
{
  g_autofree char *path = depot_paths_dup_keyring_lock ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotKeyringLock) first = NULL;
  g_autoptr (DepotKeyringLock) second = NULL;

  g_unlink (path);
  g_assert_cmpint (symlink ("elsewhere", path), ==, 0);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*without a lock*keyring.lock*");
  first = take (0, &error);
  g_assert_no_error (error);
  g_assert_nonnull (first);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*without a lock*keyring.lock*");
  second = take (0, &error);
  g_assert_nonnull (second);
  g_test_assert_expected_messages ();
}

int
main (int argc, char *argv[])
{
  g_unsetenv ("DEPOT_HOME");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/keyring-lock/one-at-a-time", test_one_at_a_time);
  g_test_add_func ("/keyring-lock/patience-ends", test_patience_ends);
  g_test_add_func ("/keyring-lock/cancel", test_cancel);
  g_test_add_func ("/keyring-lock/another-process", test_another_process);
  g_test_add_func ("/keyring-lock/without-a-file", test_without_a_file);
  return g_test_run ();
}
