/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs itself as a child that passes five points. */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>

#include "depot-fault.h"

static const char *program;

static int
run_child (const char *kill_at, const char *count_file)
{
  g_auto (GStrv) environment = g_get_environ ();
  const char *arguments[] = { program, "--child", NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (kill_at != NULL)
    environment = g_environ_setenv (environment, "DEPOT_KILL_AT", kill_at, TRUE);
  environment = g_environ_setenv (environment, "DEPOT_KILL_COUNT_FILE", count_file, TRUE);
  g_spawn_sync (NULL,
                (char **) arguments,
                environment,
                G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL,
                NULL,
                NULL,
                NULL,
                &status,
                &error);
  g_assert_no_error (error);
  return status;
}

static void
test_killed_at_the_point (void)
{
  g_autofree char *folder = g_dir_make_tmp ("depot-fault-XXXXXX", NULL);
  g_autofree char *count_file = g_build_filename (folder, "count", NULL);
  g_autofree char *count = NULL;

  for (int n = 1; n <= 5; n++)
    {
      g_autofree char *kill_at = g_strdup_printf ("%d", n);
      int status = run_child (kill_at, count_file);

      g_assert_true (WIFSIGNALED (status));
      g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
      g_assert_false (g_file_test (count_file, G_FILE_TEST_EXISTS));
    }
  g_assert_cmpint (run_child ("6", count_file), ==, 0);
  g_assert_true (g_file_get_contents (count_file, &count, NULL, NULL));
  g_assert_cmpstr (count, ==, "5\n");
  g_unlink (count_file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 2 && g_str_equal (argv[1], "--child"))
    {
      for (int i = 0; i < 5; i++)
        depot_fault_point ("child");
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault/killed-at-the-point", test_killed_at_the_point);
  return g_test_run ();
}
