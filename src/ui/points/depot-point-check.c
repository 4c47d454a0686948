/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-check.h"

#include <glib/gi18n.h>

#include "depot-error-dialog.h"
#include "depot-health-watch.h"

static void
checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) page = data;
  g_autoptr (GError) error = NULL;
  g_auto (DepotHealthReport) report = { 0 };
  g_autofree char *told = NULL;
  gboolean is_done = depot_health_check_finish (DEPOT_HOUSE (source), result, &report, &error);

  if (gtk_widget_get_root (page) == NULL)
    return;
  if (!is_done)
    {
      depot_error_dialog_present (page, error);
      return;
    }
  if (report.n_skipped > 0)
    told = g_strdup_printf (_ ("Azure could not be asked: %s"), report.reason);
  else if (report.n_findings == 0)
    told = g_strdup (_ ("Everything is as it should be"));
  else
    told = g_strdup_printf (ngettext ("%u thing is not as it should be",
                                      "%u things are not as they should be",
                                      report.n_findings),
                            report.n_findings);
  gtk_widget_activate_action (page, "win.toast", "s", told);
}

void
depot_point_check_now (GtkWidget *page, DepotHouse *house, DepotPoint *point)
{
  g_return_if_fail (GTK_IS_WIDGET (page));

  depot_health_check_async (house, point, NULL, checked, g_object_ref (page));
}
