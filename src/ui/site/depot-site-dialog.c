/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-site-dialog.h"

#include <glib/gi18n.h>

#include "depot-site-group.h"

struct _DepotSiteDialog
{
  AdwDialog parent_instance;

  DepotSiteGroup *site_group;
  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotSiteDialog, depot_site_dialog, ADW_TYPE_DIALOG)

static gboolean
is_code_used (DepotSiteDialog *self)
{
  g_autofree char *code = depot_site_group_dup_code (self->site_group);
  GListModel *sites = depot_house_get_sites (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (DepotSite) site = g_list_model_get_item (sites, i);

      if (g_strcmp0 (depot_site_get_code (site), code) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
site_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotSiteDialog) self = data;
  g_autoptr (GError) error = NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "site.add", TRUE);
  if (depot_house_save_site_finish (self->house, result, &error))
    adw_dialog_close (ADW_DIALOG (self));
  else
    depot_site_group_complain (self->site_group, error->message);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotSiteDialog *self = DEPOT_SITE_DIALOG (widget);
  g_autoptr (DepotSite) site = NULL;

  if (!depot_site_group_check (self->site_group))
    return;
  if (is_code_used (self))
    {
      depot_site_group_complain (self->site_group, _ ("Another site has this code."));
      return;
    }
  gtk_widget_action_set_enabled (widget, "site.add", FALSE);
  site = depot_site_group_make_site (self->site_group,
                                     DEPOT_SITE_CHILD_PRIMARY,
                                     depot_site_get_code (depot_house_get_top_site (self->house)));
  depot_house_save_site_async (self->house, site, NULL, site_saved, g_object_ref (self));
}

static void
on_entry_activated (DepotSiteDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "site.add", NULL);
}

static void
depot_site_dialog_dispose (GObject *object)
{
  DepotSiteDialog *self = DEPOT_SITE_DIALOG (object);

  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_SITE_DIALOG);
  G_OBJECT_CLASS (depot_site_dialog_parent_class)->dispose (object);
}

static void
depot_site_dialog_class_init (DepotSiteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_site_dialog_dispose;
  g_type_ensure (DEPOT_TYPE_SITE_GROUP);
  gtk_widget_class_install_action (widget_class, "site.add", NULL, add);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/site/depot-site-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSiteDialog, site_group);
}

static void
depot_site_dialog_init (DepotSiteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->site_group, "activated", G_CALLBACK (on_entry_activated), self, G_CONNECT_SWAPPED);
}

AdwDialog *
depot_site_dialog_new (DepotHouse *house)
{
  DepotSiteDialog *self = g_object_new (DEPOT_TYPE_SITE_DIALOG, NULL);

  self->house = g_object_ref (house);
  return ADW_DIALOG (self);
}
