/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-about.h"

#include <glib/gi18n.h>

#define METAINFO DEPOT_RESOURCE_PATH "/" APPLICATION_ID ".metainfo.xml"

static char *
debug_text (void)
{
  return g_strdup_printf ("Cloud Depot %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          VERSION,
                          gtk_get_major_version (),
                          gtk_get_minor_version (),
                          gtk_get_micro_version (),
                          adw_get_major_version (),
                          adw_get_minor_version (),
                          adw_get_micro_version (),
                          glib_major_version,
                          glib_minor_version,
                          glib_micro_version);
}

static AdwDialog *
make_dialog (void)
{
  if (g_resources_get_info (METAINFO, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL))
    return adw_about_dialog_new_from_appdata (METAINFO, NULL);
  return g_object_new (ADW_TYPE_ABOUT_DIALOG,
                       "application-name",
                       _ ("Cloud Depot"),
                       "application-icon",
                       APPLICATION_ID,
                       "license-type",
                       GTK_LICENSE_GPL_3_0,
                       NULL);
}

void
depot_about_present (GtkWidget *parent)
{
  g_autofree char *debug = debug_text ();
  AdwDialog *dialog = make_dialog ();

  adw_about_dialog_set_version (ADW_ABOUT_DIALOG (dialog), VERSION);
  adw_about_dialog_set_debug_info (ADW_ABOUT_DIALOG (dialog), debug);
  adw_about_dialog_set_debug_info_filename (ADW_ABOUT_DIALOG (dialog), "cloud-depot.txt");
  adw_dialog_present (dialog, parent);
}
