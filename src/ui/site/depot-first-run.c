/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-first-run.h"

#include <glib/gi18n.h>

#include "depot-error-text.h"
#include "depot-practice.h"
#include "depot-site-group.h"

struct _DepotFirstRun
{
  AdwBin parent_instance;

  AdwNavigationView *navigation;
  AdwBanner *failure_banner;
  GtkWidget *choices, *practice_row, *azure_row, *practice_spinner, *practice_arrow;
  GtkCheckButton *standalone_check, *central_check;
  DepotSiteGroup *top_group, *child_group;

  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotFirstRun, depot_first_run, ADW_TYPE_BIN)

static guint done_signal;

static void
show_failure (DepotFirstRun *self, const GError *error)
{
  g_autofree char *line = depot_error_text_dup_line (error);

  adw_banner_set_title (self->failure_banner, line);
  adw_banner_set_revealed (self->failure_banner, TRUE);
}

static void
show_starting (DepotFirstRun *self, gboolean is_starting)
{
  gtk_widget_set_visible (self->practice_spinner, is_starting);
  gtk_widget_set_visible (self->practice_arrow, !is_starting);
  gtk_widget_set_sensitive (self->choices, !is_starting);
}

static void
ask_for_site (DepotFirstRun *self, const char *environment)
{
  depot_house_set_setting (self->house, "wizard-environment", environment);
  adw_navigation_view_push_by_tag (self->navigation, "site");
  gtk_widget_grab_focus (GTK_WIDGET (self->standalone_check));
}

static void
practice_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotFirstRun) self = data;
  g_autoptr (GError) error = NULL;
  DepotCloud *cloud = depot_practice_start_finish (self->house, result, &error);

  show_starting (self, FALSE);
  if (cloud == NULL)
    show_failure (self, error);
  else
    ask_for_site (self, depot_cloud_get_id (cloud));
}

static void
on_choice (DepotFirstRun *self, GtkListBoxRow *row)
{
  adw_banner_set_revealed (self->failure_banner, FALSE);
  if (GTK_WIDGET (row) == self->azure_row)
    {
      ask_for_site (self, DEPOT_CLOUD_PUBLIC);
      return;
    }
  show_starting (self, TRUE);
  depot_practice_start_async (self->house, NULL, practice_started, g_object_ref (self));
}

static gboolean
is_central (DepotFirstRun *self)
{
  return gtk_check_button_get_active (self->central_check);
}

static void
on_kind_changed (DepotFirstRun *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->child_group), is_central (self));
}

static void
complete (DepotFirstRun *self, const GError *error, DepotSiteGroup *group)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "first-run.finish", TRUE);
  if (error != NULL)
    depot_site_group_complain (group, error->message);
  else
    g_signal_emit (self, done_signal, 0);
}

static void
child_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotFirstRun) self = data;
  g_autoptr (GError) error = NULL;

  depot_house_save_site_finish (self->house, result, &error);
  complete (self, error, self->child_group);
}

static void
top_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotFirstRun) self = data;
  g_autoptr (DepotSite) child = NULL;
  g_autofree char *parent_code = depot_site_group_dup_code (self->top_group);
  g_autoptr (GError) error = NULL;

  if (!depot_house_save_site_finish (self->house, result, &error) || !is_central (self))
    {
      complete (self, error, self->top_group);
      return;
    }
  child = depot_site_group_make_site (self->child_group, DEPOT_SITE_CHILD_PRIMARY, parent_code);
  depot_house_save_site_async (self->house, child, NULL, child_saved, g_object_ref (self));
}

static gboolean
check_codes_differ (DepotFirstRun *self)
{
  g_autofree char *top = depot_site_group_dup_code (self->top_group);
  g_autofree char *child = depot_site_group_dup_code (self->child_group);

  if (!g_str_equal (top, child))
    return TRUE;
  depot_site_group_complain (self->child_group, _ ("The primary site needs a code of its own."));
  return FALSE;
}

static void
finish (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotFirstRun *self = DEPOT_FIRST_RUN (widget);
  g_autoptr (DepotSite) top = NULL;

  if (!depot_site_group_check (self->top_group))
    return;
  if (is_central (self)
      && (!depot_site_group_check (self->child_group) || !check_codes_differ (self)))
    return;
  gtk_widget_action_set_enabled (widget, "first-run.finish", FALSE);
  top = depot_site_group_make_site (self->top_group,
                                    is_central (self) ? DEPOT_SITE_CENTRAL
                                                      : DEPOT_SITE_STANDALONE_PRIMARY,
                                    NULL);
  depot_house_save_site_async (self->house, top, NULL, top_saved, g_object_ref (self));
}

/* Enter in a field finishes; a default button would take Enter from the rows as well. */
static void
on_entry_activated (DepotFirstRun *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "first-run.finish", NULL);
}

static void
depot_first_run_dispose (GObject *object)
{
  DepotFirstRun *self = DEPOT_FIRST_RUN (object);

  g_clear_object (&self->house);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_FIRST_RUN);
  G_OBJECT_CLASS (depot_first_run_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, navigation);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, failure_banner);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, choices);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, practice_row);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, azure_row);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, practice_spinner);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, practice_arrow);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, standalone_check);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, central_check);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, top_group);
  gtk_widget_class_bind_template_child (widget_class, DepotFirstRun, child_group);
}

static void
depot_first_run_class_init (DepotFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_first_run_dispose;
  done_signal = g_signal_new (
      "done", DEPOT_TYPE_FIRST_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (DEPOT_TYPE_SITE_GROUP);
  gtk_widget_class_install_action (widget_class, "first-run.finish", NULL, finish);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/site/depot-first-run.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
}

static void
depot_first_run_init (DepotFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->central_check, "toggled", G_CALLBACK (on_kind_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->top_group, "activated", G_CALLBACK (on_entry_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->child_group, "activated", G_CALLBACK (on_entry_activated), self, G_CONNECT_SWAPPED);
}

GtkWidget *
depot_first_run_new (DepotHouse *house)
{
  DepotFirstRun *self = g_object_new (DEPOT_TYPE_FIRST_RUN, NULL);

  self->house = g_object_ref (house);
  return GTK_WIDGET (self);
}
