/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate-dialog.h"

#include "depot-certificate-compare.h"
#include "depot-certificate-group.h"
#include "depot-point-verbs.h"
#include "depot-verdict-row.h"

struct _DepotCertificateDialog
{
  DepotPointDialog parent_instance;

  DepotCertificateGroup *certificate_group;
  GtkWidget *verdict_group;
  DepotVerdictRow *verdict_row;
  DepotCertificateCompare *compare;

  DepotDraft *draft; /* only for its environment and its certificate */
};

G_DEFINE_FINAL_TYPE (DepotCertificateDialog, depot_certificate_dialog, DEPOT_TYPE_POINT_DIALOG)

static void
on_certificate_changed (DepotCertificateDialog *self)
{
  DepotPointDialog *dialog = DEPOT_POINT_DIALOG (self);
  DepotPoint *point = depot_point_dialog_get_point (dialog);
  DepotCertificate *certificate = depot_draft_get_certificate (self->draft);
  gint64 now = depot_clock_now (depot_house_get_clock (depot_point_dialog_get_house (dialog)));
  g_autoptr (GError) error = NULL;
  gboolean is_good
      = certificate != NULL && depot_point_check_renewal (point, certificate, now, &error);

  depot_certificate_compare_set (self->compare, depot_point_get_certificate (point), certificate);
  depot_verdict_row_set (self->verdict_row,
                         error != NULL ? DEPOT_VERDICT_BAD : DEPOT_VERDICT_NONE,
                         error != NULL ? error->message : NULL);
  gtk_widget_set_visible (self->verdict_group, error != NULL);
  depot_point_dialog_set_ready (dialog, is_good);
}

static void
depot_certificate_dialog_apply (DepotPointDialog *dialog)
{
  DepotCertificateDialog *self = DEPOT_CERTIFICATE_DIALOG (dialog);

  if (depot_certificate_group_check (self->certificate_group) != NULL)
    return;
  depot_point_dialog_set_busy (dialog);
  depot_renew_point_async (depot_point_dialog_get_house (dialog),
                           depot_point_dialog_get_point (dialog),
                           depot_draft_get_certificate (self->draft),
                           NULL,
                           depot_point_dialog_requested,
                           g_object_ref (self));
}

static void
depot_certificate_dialog_set_up (DepotPointDialog *dialog)
{
  DepotCertificateDialog *self = DEPOT_CERTIFICATE_DIALOG (dialog);
  DepotPoint *point = depot_point_dialog_get_point (dialog);

  g_object_set (self->draft, "cloud-id", depot_point_get_cloud_id (point), NULL);
  depot_certificate_group_hide_facts (self->certificate_group);
  depot_certificate_group_set_up (
      self->certificate_group, depot_point_dialog_get_house (dialog), self->draft);
  g_signal_connect_object (self->draft,
                           "notify::certificate",
                           G_CALLBACK (on_certificate_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      point, "notify::certificate", G_CALLBACK (on_certificate_changed), self, G_CONNECT_SWAPPED);
  on_certificate_changed (self);
}

static void
depot_certificate_dialog_dispose (GObject *object)
{
  DepotCertificateDialog *self = DEPOT_CERTIFICATE_DIALOG (object);

  g_clear_object (&self->draft);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_CERTIFICATE_DIALOG);
  G_OBJECT_CLASS (depot_certificate_dialog_parent_class)->dispose (object);
}

static void
depot_certificate_dialog_class_init (DepotCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_certificate_dialog_dispose;
  DEPOT_POINT_DIALOG_CLASS (klass)->set_up = depot_certificate_dialog_set_up;
  DEPOT_POINT_DIALOG_CLASS (klass)->apply = depot_certificate_dialog_apply;
  g_type_ensure (DEPOT_TYPE_CERTIFICATE_COMPARE);
  g_type_ensure (DEPOT_TYPE_CERTIFICATE_GROUP);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateDialog, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateDialog, verdict_group);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateDialog, verdict_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateDialog, compare);
}

static void
depot_certificate_dialog_init (DepotCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->draft = depot_draft_new ();
}

AdwDialog *
depot_certificate_dialog_new (DepotHouse *house, DepotPoint *point)
{
  return depot_point_dialog_new (DEPOT_TYPE_CERTIFICATE_DIALOG, house, point);
}
