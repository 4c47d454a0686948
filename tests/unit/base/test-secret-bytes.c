/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/wait.h>
#include <unistd.h>

#include "depot-secret-bytes.h"

static void
test_copies (void)
{
  char source[] = "hunter2";
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text (source);
  gsize size;

  source[0] = 'X';
  g_assert_cmpstr (depot_secret_bytes_peek_text (secret), ==, "hunter2");
  g_assert_cmpmem (depot_secret_bytes_get_data (secret, &size),
                   depot_secret_bytes_get_size (secret),
                   "hunter2",
                   7);
  g_assert_cmpuint (size, ==, 7);
  g_assert_null (depot_secret_bytes_new_text (NULL));
}

static void
test_sizes (void)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize sizes[] = { 0, 1, page - 1, page, page + 1, 1024 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *data = g_malloc0 (sizes[i] + 1);
      g_autoptr (DepotSecretBytes) secret = NULL;

      memset (data, 'a', sizes[i]);
      secret = depot_secret_bytes_new (data, sizes[i]);
      g_assert_cmpuint (depot_secret_bytes_get_size (secret), ==, sizes[i]);
      g_assert_cmpuint (strlen (depot_secret_bytes_peek_text (secret)), ==, sizes[i]);
    }
}

static void
test_equal (void)
{
  g_autoptr (DepotSecretBytes) a = depot_secret_bytes_new_text ("one");
  g_autoptr (DepotSecretBytes) b = depot_secret_bytes_new_text ("one");
  g_autoptr (DepotSecretBytes) c = depot_secret_bytes_new_text ("onf");
  g_autoptr (DepotSecretBytes) d = depot_secret_bytes_new_text ("ones");

  g_assert_true (depot_secret_bytes_equal (a, b));
  g_assert_false (depot_secret_bytes_equal (a, c));
  g_assert_false (depot_secret_bytes_equal (a, d));
}

static void
test_taken_text (void)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_take_text (g_strdup ("canary"));
  g_autoptr (DepotSecretBytes) more = depot_secret_bytes_ref (secret);

  g_assert_cmpstr (depot_secret_bytes_peek_text (more), ==, "canary");
  g_assert_null (depot_secret_bytes_take_text (NULL));
}

/* What proc(5) says of the pages: not dumped, wiped in a child. */
static void
test_pages_are_guarded (void)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text ("canary");
  g_autofree char *address
      = g_strdup_printf ("%lx-", (gulong) depot_secret_bytes_get_data (secret, NULL));
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean is_ours = FALSE, is_seen = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (strchr (lines[i], '-') != NULL && g_ascii_isxdigit (lines[i][0]))
        is_ours = g_str_has_prefix (lines[i], address);
      if (!is_ours || !g_str_has_prefix (lines[i], "VmFlags:"))
        continue;
      is_seen = TRUE;
      g_assert_nonnull (strstr (lines[i], " dd")); /* do not dump */
      g_assert_nonnull (strstr (lines[i], " wf")); /* wipe on fork */
    }
  g_assert_true (is_seen);
}

static void
test_a_child_sees_nothing (void)
{
  g_autoptr (DepotSecretBytes) secret = depot_secret_bytes_new_text ("canary");
  int status;
  pid_t child = fork ();

  if (child == 0)
    _exit (depot_secret_bytes_peek_text (secret)[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpstr (depot_secret_bytes_peek_text (secret), ==, "canary");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret-bytes/copies", test_copies);
  g_test_add_func ("/secret-bytes/sizes", test_sizes);
  g_test_add_func ("/secret-bytes/equal", test_equal);
  g_test_add_func ("/secret-bytes/taken-text", test_taken_text);
  g_test_add_func ("/secret-bytes/pages", test_pages_are_guarded);
  g_test_add_func ("/secret-bytes/child", test_a_child_sees_nothing);
  return g_test_run ();
}
