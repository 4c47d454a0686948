/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-practice-certificate.h"

#include <glib/gi18n.h>

#include "depot-paths.h"
#include "depot-practice.h"
#include "depot-secret-bytes.h"
#include "depot-verdict-row.h"

struct _DepotPracticeCertificate
{
  AdwDialog parent_instance;

  GtkEditable *fqdn_row, *password_row;
  DepotVerdictRow *fqdn_verdict, *password_verdict;
  DepotHouse *house;
};

G_DEFINE_FINAL_TYPE (DepotPracticeCertificate, depot_practice_certificate, ADW_TYPE_DIALOG)

static guint made_signal;

static char *
dup_fqdn (DepotPracticeCertificate *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->fqdn_row)));
}

static GFile *
target_file (DepotPracticeCertificate *self)
{
  g_autofree char *folder = depot_paths_dup_practice ();
  g_autofree char *fqdn = dup_fqdn (self);
  g_autofree char *name = g_strconcat (fqdn, ".pfx", NULL);

  return g_file_new_build_filename (folder, name, NULL);
}

static void
show_failure (DepotPracticeCertificate *self, const GError *error)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "practice.make", TRUE);
  depot_verdict_row_set (self->password_verdict, DEPOT_VERDICT_BAD, error->message);
}

static void
file_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPracticeCertificate) self = data;
  g_autofree char *path = g_file_get_parse_name (G_FILE (source));
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      show_failure (self, error);
      return;
    }
  g_signal_emit (self, made_signal, 0, path, gtk_editable_get_text (self->password_row));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
pfx_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPracticeCertificate) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pfx = depot_practice_make_pfx_finish (self->house, result, &error);
  g_autoptr (GFile) file = target_file (self);

  if (pfx == NULL)
    show_failure (self, error);
  else
    g_file_replace_contents_bytes_async (file,
                                         pfx,
                                         NULL,
                                         FALSE,
                                         G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                         NULL,
                                         file_saved,
                                         g_object_ref (self));
}

static gboolean
check (DepotPracticeCertificate *self)
{
  g_autofree char *fqdn = dup_fqdn (self);
  const char *complaint = depot_name_check_service_fqdn (fqdn);
  gboolean has_password = *gtk_editable_get_text (self->password_row) != '\0';

  depot_verdict_row_set (self->fqdn_verdict, DEPOT_VERDICT_BAD, complaint);
  depot_verdict_row_set (self->password_verdict,
                         DEPOT_VERDICT_BAD,
                         has_password ? NULL : _ ("Choose a password for the file."));
  if (complaint != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->fqdn_row));
  else if (!has_password)
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
  return complaint == NULL && has_password;
}

static void
make (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotPracticeCertificate *self = DEPOT_PRACTICE_CERTIFICATE (widget);
  g_autofree char *fqdn = dup_fqdn (self);
  g_autoptr (DepotSecretBytes) password = NULL;

  if (!check (self))
    return;
  gtk_widget_action_set_enabled (widget, "practice.make", FALSE);
  depot_verdict_row_set (
      self->password_verdict, DEPOT_VERDICT_CHECKING, _ ("Making the certificate…"));
  password = depot_secret_bytes_new_text (gtk_editable_get_text (self->password_row));
  depot_practice_make_pfx_async (self->house, fqdn, password, NULL, pfx_made, g_object_ref (self));
}

static void
on_entry_activated (DepotPracticeCertificate *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "practice.make", NULL);
}

static void
depot_practice_certificate_dispose (GObject *object)
{
  DepotPracticeCertificate *self = DEPOT_PRACTICE_CERTIFICATE (object);

  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_PRACTICE_CERTIFICATE);
  G_OBJECT_CLASS (depot_practice_certificate_parent_class)->dispose (object);
}

static void
depot_practice_certificate_class_init (DepotPracticeCertificateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_practice_certificate_dispose;
  made_signal = g_signal_new ("made",
                              DEPOT_TYPE_PRACTICE_CERTIFICATE,
                              G_SIGNAL_RUN_LAST,
                              0,
                              NULL,
                              NULL,
                              NULL,
                              G_TYPE_NONE,
                              2,
                              G_TYPE_STRING,
                              G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_install_action (widget_class, "practice.make", NULL, make);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-practice-certificate.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPracticeCertificate, fqdn_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPracticeCertificate, password_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPracticeCertificate, fqdn_verdict);
  gtk_widget_class_bind_template_child (widget_class, DepotPracticeCertificate, password_verdict);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
}

static void
depot_practice_certificate_init (DepotPracticeCertificate *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
depot_practice_certificate_new (DepotHouse *house)
{
  DepotPracticeCertificate *self = g_object_new (DEPOT_TYPE_PRACTICE_CERTIFICATE, NULL);

  self->house = g_object_ref (house);
  return ADW_DIALOG (self);
}
