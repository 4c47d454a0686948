/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli-output.h"
#include "cli-verbs.h"
#include "depot-content-limits.h"

static void
print_limits (CliContext *context, const DepotContentLimits *limits)
{
  g_autofree char *packages = g_strdup_printf ("%u", limits->max_packages);
  g_autofree char *points = g_strdup_printf ("%u", limits->max_points);

  if (context->json)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_int_member (object, "packages", limits->max_packages);
      json_object_set_int_member (object, "points", limits->max_points);
      json_object_set_string_member (object, "speed", limits->speed);
      json_object_set_string_member (
          object, "metered", limits->waits_on_metered ? "pause" : "send");
      cli_print_object (object);
    }
  else if (!context->quiet)
    {
      cli_print_fact (_ ("Packages at once"), packages);
      cli_print_fact (_ ("Points of a package at once"), points);
      cli_print_fact (_ ("Speed"), *limits->speed != '\0' ? limits->speed : _ ("No limit"));
      cli_print_fact (_ ("On a metered network"),
                      limits->waits_on_metered ? _ ("Waits") : _ ("Sends"));
    }
}

int
cli_content_limits (CliContext *context, int argc, char **argv)
{
  DepotContentLimits limits;
  int packages = 0, points = 0;
  g_autofree char *speed = NULL, *metered = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "packages",
      0,
      0,
      G_OPTION_ARG_INT,
      &packages,
      N_ ("Packages that are sent at once"),
      N_ ("NUMBER") },
    { "points",
      0,
      0,
      G_OPTION_ARG_INT,
      &points,
      N_ ("Points a package is sent to at once"),
      N_ ("NUMBER") },
    { "speed",
      0,
      0,
      G_OPTION_ARG_STRING,
      &speed,
      N_ ("Timetable in kbit/s, as “mon-fri 8-18 5000; sat-sun 0-24 0”; empty: no limit"),
      N_ ("RULES") },
    { "metered",
      0,
      0,
      G_OPTION_ARG_STRING,
      &metered,
      N_ ("On a network that costs by the byte: pause, or send (default)"),
      N_ ("WORD") },
    { NULL },
  };

  if (!cli_context_parse (
          context,
          &argc,
          &argv,
          entries,
          NULL,
          _ ("Shows how much content of the site goes out at once, and changes it.")))
    return CLI_EXIT_USAGE;
  if (metered != NULL && !g_str_equal (metered, "pause") && !g_str_equal (metered, "send"))
    return cli_context_misuse (context, _ ("“%s” is neither “pause” nor “send”."), metered);
  if (!cli_context_open (context, FALSE, &error))
    return cli_context_fail (context, error);
  depot_house_get_content_limits (context->house, &limits);
  if (packages != 0)
    limits.max_packages = (guint) MAX (packages, 0);
  if (points != 0)
    limits.max_points = (guint) MAX (points, 0);
  if (speed != NULL)
    limits.speed = speed;
  if (metered != NULL)
    limits.waits_on_metered = g_str_equal (metered, "pause");
  if ((packages != 0 || points != 0 || speed != NULL || metered != NULL)
      && !depot_house_set_content_limits (context->house, &limits, &error))
    return cli_context_fail (context, error);
  print_limits (context, &limits);
  return CLI_EXIT_DONE;
}
