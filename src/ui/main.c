/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "depot-application.h"
#include "depot-tls.h"

static void
use_translations (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (DepotApplication) application = NULL;

  depot_tls_refuse_old_versions ();
  use_translations ();
  /* The name by which screen readers and window managers know the program. */
  g_set_prgname ("cloud-depot");
  g_set_application_name (_ ("Cloud Depot"));

  application = depot_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
