/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-points-line.h"

#include <glib/gi18n.h>

#include "depot-point.h"

static void
count_states (GListModel *points, guint *n_failed, guint *n_stopped, guint *n_working)
{
  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);
      DepotPointState state = depot_point_get_state (point);

      *n_failed += state == DEPOT_POINT_FAILED;
      *n_stopped += state == DEPOT_POINT_STOPPED;
      *n_working += state == DEPOT_POINT_PROVISIONING || state == DEPOT_POINT_UPGRADING
                    || state == DEPOT_POINT_STARTING || state == DEPOT_POINT_STOPPING
                    || state == DEPOT_POINT_DELETING;
    }
}

static void
append_count (GString *text, guint count, const char *format)
{
  if (count == 0)
    return;
  g_string_append (text, ", ");
  g_string_append_printf (text, format, count);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
char *
depot_points_dup_line (GListModel *points, guint n_shown, guint n_selected)
{
  guint n_points = g_list_model_get_n_items (points);
  guint n_failed = 0, n_stopped = 0, n_working = 0;
  GString *text = g_string_new (NULL);

  count_states (points, &n_failed, &n_stopped, &n_working);
  g_string_append_printf (text, ngettext ("%u point", "%u points", n_points), n_points);
  append_count (text, n_working, _ ("%u in work"));
  append_count (text, n_stopped, _ ("%u stopped"));
  append_count (text, n_failed, _ ("%u failed"));
  if (n_shown != n_points)
    append_count (text, n_shown, _ ("%u shown"));
  if (n_selected > 1)
    append_count (text, n_selected, _ ("%u selected"));
  return g_string_free (text, FALSE);
}
#pragma GCC diagnostic pop
