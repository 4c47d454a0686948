/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <stdio.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "practice-cloud.h"

static PracticeOptions options;
static gboolean list_scenarios;

static GOptionEntry entries[] = {
  { "state-dir",
    0,
    0,
    G_OPTION_ARG_FILENAME,
    &options.state_dir,
    N_ ("Folder in which the practice cloud remembers everything"),
    N_ ("DIR") },
  { "speed",
    0,
    0,
    G_OPTION_ARG_DOUBLE,
    &options.speed,
    N_ ("How many times faster than Azure it works, such as 20"),
    N_ ("N") },
  { "scenario",
    0,
    0,
    G_OPTION_ARG_STRING,
    &options.scenario,
    N_ ("What goes wrong: a name from --list-scenarios or a JSON file"),
    N_ ("NAME") },
  { "record",
    0,
    0,
    G_OPTION_ARG_FILENAME,
    &options.record_dir,
    N_ ("Folder that gets a JSON file for each exchange"),
    N_ ("DIR") },
  { "port",
    0,
    0,
    G_OPTION_ARG_INT,
    &options.port,
    N_ ("Port of the main https listener"),
    N_ ("P") },
  { "list-scenarios",
    0,
    0,
    G_OPTION_ARG_NONE,
    &list_scenarios,
    N_ ("Name the scenarios and leave"),
    NULL },
  { NULL },
};

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static int
print_scenarios (void)
{
  g_auto (GStrv) names = practice_scenario_list_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (PracticeScenario) scenario = practice_scenario_load (names[i], NULL);

      if (scenario != NULL)
        g_print ("%-24s %s\n", names[i], practice_scenario_get_title (scenario));
    }
  return 0;
}

static gboolean
read_options (int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Plays Azure on this computer, for practice and tests. It "
                                   "listens on loopback only and writes "
                                   "endpoints.json into its state folder when it is ready."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  if (options.state_dir == NULL && !list_scenarios)
    {
      g_set_error_literal (
          error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("Name a folder with --state-dir"));
      return FALSE;
    }
  return TRUE;
}

static int
run (GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (PracticeCloud) cloud = practice_cloud_new (&options);

  if (!practice_cloud_start (cloud, error))
    return 1;
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  puts ("ready");
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = 2;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (read_options (argc, argv, &error))
    status = list_scenarios ? print_scenarios () : run (&error);
  if (error != NULL)
    g_printerr ("depot-practice-cloud: %s\n", error->message);
  return status;
}
