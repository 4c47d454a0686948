/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-leftover-group.h"

#include <glib/gi18n.h>

#include "depot-delete-row.h"
#include "depot-error-text.h"
#include "depot-text.h"

struct _DepotLeftoverGroup
{
  AdwPreferencesGroup parent_instance;

  AdwEntryRow *name_row;

  DepotHouse *house;
  DepotOrphan *orphan;
};

enum
{
  DELETED,
  REFUSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DepotLeftoverGroup, depot_leftover_group, ADW_TYPE_PREFERENCES_GROUP)

static void
on_name_changed (DepotLeftoverGroup *self)
{
  g_autofree char *typed
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "leftover.delete", g_str_equal (typed, self->orphan->name));
}

static void
begun (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotLeftoverGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  if (depot_orphan_delete_finish (DEPOT_HOUSE (source), result, &error) != NULL)
    {
      g_signal_emit (self, signals[DELETED], 0);
      return;
    }
  line = depot_error_text_dup_line (error);
  g_signal_emit (self, signals[REFUSED], 0, line);
  on_name_changed (self);
}

static void delete (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotLeftoverGroup *self = DEPOT_LEFTOVER_GROUP (widget);

  gtk_widget_action_set_enabled (widget, "leftover.delete", FALSE);
  depot_orphan_delete_async (self->house, self->orphan, NULL, begun, g_object_ref (self));
}

static char *
describe (DepotLeftoverGroup *self)
{
  gint64 now = depot_clock_now (depot_house_get_clock (self->house));
  g_autofree char *age = depot_text_time_relative (self->orphan->created_at, now);

  if (self->orphan->created_at == 0)
    return g_strdup_printf (_ ("Subscription %s"), self->orphan->subscription_id);
  /* Translators: a GUID, and "5 minutes ago" or "Just now" */
  return g_strdup_printf (
      _ ("Subscription %s. Oldest part: %s"), self->orphan->subscription_id, age);
}

static void
show (DepotLeftoverGroup *self)
{
  g_autoptr (DepotPoint) point = depot_orphan_make_point (self->house, self->orphan);
  g_autofree char *description = describe (self);
  g_autofree char *question = g_strdup_printf (_ ("Type “%s” to Confirm"), self->orphan->name);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), self->orphan->name);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), description);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), question);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self),
                             depot_delete_row_new (self->house, point));
}

static void
depot_leftover_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_LEFTOVER_GROUP);
  G_OBJECT_CLASS (depot_leftover_group_parent_class)->dispose (object);
}

static void
depot_leftover_group_finalize (GObject *object)
{
  DepotLeftoverGroup *self = DEPOT_LEFTOVER_GROUP (object);

  g_clear_pointer (&self->orphan, depot_orphan_free);
  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_leftover_group_parent_class)->finalize (object);
}

static void
depot_leftover_group_class_init (DepotLeftoverGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_leftover_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_leftover_group_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/site/depot-leftover-group.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotLeftoverGroup, name_row);
  gtk_widget_class_install_action (widget_class, "leftover.delete", NULL, delete);
  signals[DELETED] = g_signal_new (
      "deleted", DEPOT_TYPE_LEFTOVER_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused",
                                   DEPOT_TYPE_LEFTOVER_GROUP,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_STRING);
}

static void
depot_leftover_group_init (DepotLeftoverGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "leftover.delete", FALSE);
}

GtkWidget *
depot_leftover_group_new (DepotHouse *house, DepotOrphan *orphan)
{
  DepotLeftoverGroup *self = g_object_new (DEPOT_TYPE_LEFTOVER_GROUP, NULL);

  self->house = g_object_ref (house);
  self->orphan = orphan;
  show (self);
  g_signal_connect_swapped (self->name_row, "changed", G_CALLBACK (on_name_changed), self);
  return GTK_WIDGET (self);
}
