/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-actions.h"

#include <glib/gi18n.h>

#include "depot-distribution.h"
#include "depot-error-dialog.h"

G_DEFINE_INTERFACE (DepotContentHolder, depot_content_holder, GTK_TYPE_WIDGET)

static void
depot_content_holder_default_init (DepotContentHolderInterface *iface)
{
}

static const struct
{
  const char *action, *label;
} verbs[] = {
  { "distribution.validate", N_ ("_Validate") },
  { "distribution.redistribute", N_ ("_Redistribute") },
  { "distribution.cancel", N_ ("_Cancel") },
  { "distribution.remove", N_ ("Re_move") },
};

static DepotContentView *
get_view (gpointer holder)
{
  return DEPOT_CONTENT_HOLDER_GET_IFACE (holder)->get_view (holder);
}

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_error_dialog_present (widget, error);
  else if (outcome->n_assignments > 0)
    gtk_widget_activate_action (widget, "win.toast", "s", _ ("Requested"));
  else if (outcome->skipped->len > 0)
    gtk_widget_activate_action (
        widget, "win.toast", "s", ((DepotDistributionSkip *) outcome->skipped->pdata[0])->reason);
}

static void
request (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotContentView *view = get_view (widget);
  DepotContentStatus *status = depot_content_view_get_selected (view);
  const char *package_ids[] = { NULL, NULL };
  const char *point_ids[] = { NULL, NULL };
  DepotDistribution distribution = { .package_ids = package_ids, .point_ids = point_ids };

  if (status == NULL || depot_content_status_get_row (status)->package_id == NULL
      || !depot_content_action_from_nick (strchr (name, '.') + 1, &distribution.action))
    return;
  package_ids[0] = depot_content_status_get_row (status)->package_id;
  point_ids[0] = depot_content_status_get_row (status)->point_id;
  depot_distribution_request_async (
      depot_content_view_get_house (view), &distribution, NULL, requested, g_object_ref (widget));
}

void
depot_content_actions_install (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    gtk_widget_class_install_action (widget_class, verbs[i].action, NULL, request);
}

GMenuModel *
depot_content_actions_make_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_menu_append (menu, _ (verbs[i].label), verbs[i].action);
  return G_MENU_MODEL (menu);
}

void
depot_content_actions_update (DepotContentHolder *holder)
{
  DepotContentStatus *status;
  const DepotContentRow *row;

  g_return_if_fail (DEPOT_IS_CONTENT_HOLDER (holder));

  status = depot_content_view_get_selected (get_view (holder));
  row = status != NULL ? depot_content_status_get_row (status) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      DepotContentAction action = DEPOT_CONTENT_CANCEL;

      depot_content_action_from_nick (strchr (verbs[i].action, '.') + 1, &action);
      gtk_widget_action_set_enabled (
          GTK_WIDGET (holder),
          verbs[i].action,
          row != NULL && row->package_id != NULL
              && depot_content_state_allows (row->state, row->published_version > 0, action));
    }
}
