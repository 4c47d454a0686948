/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error-dialog.h"

#include <glib/gi18n.h>

#include "depot-error-advice.h"
#include "depot-fact-row.h"

struct _DepotErrorDialog
{
  AdwDialog parent_instance;

  GtkLabel *title_label, *message_label;
  DepotFactRow *code_row, *azure_code_row, *azure_text_row, *request_row;
  DepotErrorAdvice *advice;
};

G_DEFINE_FINAL_TYPE (DepotErrorDialog, depot_error_dialog, ADW_TYPE_DIALOG)

static void
copy_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotErrorDialog *self = DEPOT_ERROR_DIALOG (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->advice->details);
  gtk_widget_activate_action (widget, "win.toast", "s", _ ("Error details copied"));
}

static void
show (DepotErrorDialog *self, const GError *error)
{
  gtk_label_set_label (self->title_label, self->advice->title);
  gtk_label_set_label (self->message_label, self->advice->explanation);
  depot_fact_row_set_value (self->code_row, depot_error_get_nick (error));
  depot_fact_row_set_value (self->azure_code_row, depot_error_get_azure_code (error));
  depot_fact_row_set_value (self->azure_text_row, depot_error_get_azure_text (error));
  depot_fact_row_set_value (self->request_row, depot_error_get_request_id (error));
}

static void
depot_error_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_ERROR_DIALOG);
  G_OBJECT_CLASS (depot_error_dialog_parent_class)->dispose (object);
}

static void
depot_error_dialog_finalize (GObject *object)
{
  g_clear_pointer (&DEPOT_ERROR_DIALOG (object)->advice, depot_error_advice_free);
  G_OBJECT_CLASS (depot_error_dialog_parent_class)->finalize (object);
}

static void
depot_error_dialog_class_init (DepotErrorDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_error_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_error_dialog_finalize;

  g_type_ensure (DEPOT_TYPE_FACT_ROW);
  gtk_widget_class_install_action (widget_class, "error.copy", NULL, copy_all);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/common/depot-error-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotErrorDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, DepotErrorDialog, message_label);
  gtk_widget_class_bind_template_child (widget_class, DepotErrorDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, DepotErrorDialog, azure_code_row);
  gtk_widget_class_bind_template_child (widget_class, DepotErrorDialog, azure_text_row);
  gtk_widget_class_bind_template_child (widget_class, DepotErrorDialog, request_row);
}

static void
depot_error_dialog_init (DepotErrorDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_error_dialog_new (const GError *error)
{
  DepotErrorDialog *self = g_object_new (DEPOT_TYPE_ERROR_DIALOG, NULL);

  self->advice = depot_error_advise (error);
  show (self, error);
  return ADW_DIALOG (self);
}

void
depot_error_dialog_present (GtkWidget *parent, const GError *error)
{
  adw_dialog_present (depot_error_dialog_new (error), parent);
}
