/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-leftovers-dialog.h"

#include <glib/gi18n.h>

#include "depot-error-text.h"
#include "depot-leftover-group.h"
#include "depot-orphans.h"

struct _DepotLeftoversDialog
{
  AdwDialog parent_instance;

  AdwBanner *banner;
  GtkStack *stack;
  AdwStatusPage *failed_page;
  AdwPreferencesPage *page;

  DepotHouse *house;
  guint n_groups;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (DepotLeftoversDialog, depot_leftovers_dialog, ADW_TYPE_DIALOG)

static void
on_deleted (DepotLeftoversDialog *self, GtkWidget *group)
{
  adw_preferences_page_remove (self->page, ADW_PREFERENCES_GROUP (group));
  adw_banner_set_title (self->banner, _ ("The deletion runs. Activity shows how far it is."));
  adw_banner_set_revealed (self->banner, TRUE);
  if (--self->n_groups == 0)
    gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
on_refused (DepotLeftoversDialog *self, const char *line)
{
  adw_banner_set_title (self->banner, line);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
show (DepotLeftoversDialog *self, GPtrArray *orphans)
{
  while (orphans->len > 0)
    {
      GtkWidget *group
          = depot_leftover_group_new (self->house, g_ptr_array_steal_index (orphans, 0));

      g_signal_connect_object (group, "deleted", G_CALLBACK (on_deleted), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (group, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
      adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
      self->n_groups++;
    }
  gtk_stack_set_visible_child_name (self->stack, self->n_groups > 0 ? "found" : "none");
}

static void
found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotLeftoversDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) orphans = depot_orphans_find_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *line = NULL;

  if (self->house == NULL)
    return;
  if (orphans != NULL)
    {
      show (self, orphans);
      return;
    }
  line = depot_error_text_dup_line (error);
  adw_status_page_set_description (self->failed_page, line);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
depot_leftovers_dialog_dispose (GObject *object)
{
  DepotLeftoversDialog *self = DEPOT_LEFTOVERS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_LEFTOVERS_DIALOG);
  G_OBJECT_CLASS (depot_leftovers_dialog_parent_class)->dispose (object);
}

static void
depot_leftovers_dialog_finalize (GObject *object)
{
  g_object_unref (DEPOT_LEFTOVERS_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (depot_leftovers_dialog_parent_class)->finalize (object);
}

static void
depot_leftovers_dialog_class_init (DepotLeftoversDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_leftovers_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_leftovers_dialog_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/site/depot-leftovers-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotLeftoversDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, DepotLeftoversDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotLeftoversDialog, failed_page);
  gtk_widget_class_bind_template_child (widget_class, DepotLeftoversDialog, page);
}

static void
depot_leftovers_dialog_init (DepotLeftoversDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_leftovers_dialog_new (DepotHouse *house)
{
  DepotLeftoversDialog *self = g_object_new (DEPOT_TYPE_LEFTOVERS_DIALOG, NULL);

  self->house = g_object_ref (house);
  depot_orphans_find_async (house, self->cancellable, found, g_object_ref (self));
  return ADW_DIALOG (self);
}
