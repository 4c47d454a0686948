/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-sheet-dialog.h"

#include <glib/gi18n.h>

struct _DepotSheetDialog
{
  AdwDialog parent_instance;

  GtkLabel *text_label;
  GtkWidget *copy_button;
};

G_DEFINE_FINAL_TYPE (DepotSheetDialog, depot_sheet_dialog, ADW_TYPE_DIALOG)

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotSheetDialog *self = DEPOT_SHEET_DIALOG (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          gtk_label_get_label (self->text_label));
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Steps copied"));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
depot_sheet_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_SHEET_DIALOG);
  G_OBJECT_CLASS (depot_sheet_dialog_parent_class)->dispose (object);
}

static void
depot_sheet_dialog_class_init (DepotSheetDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_sheet_dialog_dispose;
  gtk_widget_class_install_action (widget_class, "sheet.copy", NULL, copy);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/common/depot-sheet-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSheetDialog, text_label);
  gtk_widget_class_bind_template_child (widget_class, DepotSheetDialog, copy_button);
}

static void
depot_sheet_dialog_init (DepotSheetDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
depot_sheet_dialog_present (GtkWidget *parent, const char *text)
{
  DepotSheetDialog *self = g_object_new (DEPOT_TYPE_SHEET_DIALOG, NULL);

  gtk_label_set_label (self->text_label, text);
  adw_dialog_present (ADW_DIALOG (self), parent);
  /* not the text, which would come selected whole */
  gtk_widget_grab_focus (self->copy_button);
}
