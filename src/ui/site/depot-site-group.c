/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-site-group.h"

#include "depot-verdict-row.h"

struct _DepotSiteGroup
{
  AdwPreferencesGroup parent_instance;

  GtkEditable *code_row, *name_row;
  DepotVerdictRow *code_verdict, *name_verdict;
};

G_DEFINE_FINAL_TYPE (DepotSiteGroup, depot_site_group, ADW_TYPE_PREFERENCES_GROUP)

static guint activated_signal;

char *
depot_site_group_dup_code (DepotSiteGroup *self)
{
  return g_ascii_strup (gtk_editable_get_text (self->code_row), -1);
}

static void
show_code_verdict (DepotSiteGroup *self)
{
  g_autofree char *code = depot_site_group_dup_code (self);

  depot_verdict_row_set (self->code_verdict, DEPOT_VERDICT_BAD, depot_site_check_code (code));
}

static void
show_name_verdict (DepotSiteGroup *self)
{
  depot_verdict_row_set (self->name_verdict,
                         DEPOT_VERDICT_BAD,
                         depot_site_check_name (gtk_editable_get_text (self->name_row)));
}

/* A code that is still being typed is not yet wrong. */
static void
on_code_changed (DepotSiteGroup *self)
{
  if (strlen (gtk_editable_get_text (self->code_row)) == 3
      || depot_verdict_row_get_text (self->code_verdict) != NULL)
    show_code_verdict (self);
}

static void
on_entry_activated (DepotSiteGroup *self)
{
  g_signal_emit (self, activated_signal, 0);
}

static void
depot_site_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_SITE_GROUP);
  G_OBJECT_CLASS (depot_site_group_parent_class)->dispose (object);
}

static void
depot_site_group_class_init (DepotSiteGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_site_group_dispose;
  activated_signal = g_signal_new (
      "activated", DEPOT_TYPE_SITE_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/site/depot-site-group.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSiteGroup, code_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSiteGroup, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotSiteGroup, code_verdict);
  gtk_widget_class_bind_template_child (widget_class, DepotSiteGroup, name_verdict);
}

static void
depot_site_group_init (DepotSiteGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->code_row, "changed", G_CALLBACK (on_code_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->name_row, "changed", G_CALLBACK (show_name_verdict), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->code_row, "entry-activated", G_CALLBACK (on_entry_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->name_row, "entry-activated", G_CALLBACK (on_entry_activated), self, G_CONNECT_SWAPPED);
}

gboolean
depot_site_group_check (DepotSiteGroup *self)
{
  g_return_val_if_fail (DEPOT_IS_SITE_GROUP (self), FALSE);

  show_code_verdict (self);
  show_name_verdict (self);
  if (depot_verdict_row_get_text (self->code_verdict) != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->code_row)), FALSE;
  if (depot_verdict_row_get_text (self->name_verdict) != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (self->name_row)), FALSE;
  return TRUE;
}

DepotSite *
depot_site_group_make_site (DepotSiteGroup *self, DepotSiteKind kind, const char *parent_code)
{
  g_autofree char *code = depot_site_group_dup_code (self);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));

  return depot_site_new (code, name, kind, parent_code);
}

void
depot_site_group_complain (DepotSiteGroup *self, const char *text)
{
  depot_verdict_row_set (self->code_verdict, DEPOT_VERDICT_BAD, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->code_row));
}
