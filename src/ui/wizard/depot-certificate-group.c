/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-certificate-group.h"

#include <glib/gi18n.h>

#include "depot-create.h"
#include "depot-error-text.h"
#include "depot-error.h"
#include "depot-fact-row.h"
#include "depot-practice-certificate.h"
#include "depot-secret-bytes.h"
#include "depot-secret-file.h"
#include "depot-text.h"
#include "depot-verdict-row.h"

struct _DepotCertificateGroup
{
  AdwPreferencesGroup parent_instance;

  GtkEditable *file_row, *password_row;
  GtkWidget *browse_button, *keep_row, *practice_row, *export_row;
  DepotVerdictRow *file_verdict, *password_verdict;
  DepotFactRow *subject_row, *names_row, *validity_row, *thumbprint_row;
  GPtrArray *findings; /* verdict rows, made as needed */

  DepotHouse *house;
  DepotDraft *draft;
  DepotCertificate *management; /* chosen in this run */
  GCancellable *opening;
  gboolean session_only, is_pending, hides_facts, is_management;
};

G_DEFINE_FINAL_TYPE (DepotCertificateGroup, depot_certificate_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
is_practice (DepotCertificateGroup *self)
{
  const char *cloud_id = depot_draft_get_cloud_id (self->draft);
  DepotCloud *cloud = cloud_id != NULL ? depot_house_find_cloud (self->house, cloud_id) : NULL;

  return cloud != NULL && depot_cloud_is_practice (cloud);
}

static const char *
get_property (DepotCertificateGroup *self)
{
  return self->is_management ? "management-fingerprint" : "certificate";
}

static DepotCertificate *
get_certificate (DepotCertificateGroup *self)
{
  return self->is_management ? self->management : depot_draft_get_certificate (self->draft);
}

/* --- what is known --- */

static DepotVerdictRow *
finding_row (DepotCertificateGroup *self, guint index)
{
  while (self->findings->len <= index)
    {
      GtkWidget *row = depot_verdict_row_new ();

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->findings, row);
    }
  return g_ptr_array_index (self->findings, index);
}

static void
show_findings (DepotCertificateGroup *self, DepotCertificate *certificate)
{
  static const DepotVerdict verdicts[]
      = { DEPOT_VERDICT_GOOD, DEPOT_VERDICT_WARNING, DEPOT_VERDICT_BAD };
  gint64 now = depot_clock_now (depot_house_get_clock (self->house));
  g_autoptr (GPtrArray) found
      = certificate != NULL ? depot_certificate_judge (certificate, now, is_practice (self)) : NULL;
  guint n_found = found != NULL ? found->len : 0;

  for (guint i = 0; i < n_found; i++)
    {
      DepotFinding *finding = g_ptr_array_index (found, i);

      depot_verdict_row_set (finding_row (self, i), verdicts[finding->severity], finding->text);
    }
  for (guint i = n_found; i < self->findings->len; i++)
    depot_verdict_row_set (g_ptr_array_index (self->findings, i), DEPOT_VERDICT_NONE, NULL);
}

static void
show_facts (DepotCertificateGroup *self)
{
  DepotCertificate *certificate = get_certificate (self);
  DepotCertificate *shown = self->hides_facts ? NULL : certificate;
  g_autofree char *names
      = shown != NULL ? g_strjoinv (", ", (char **) depot_certificate_get_names (shown)) : NULL;
  g_autofree char *until
      = shown != NULL ? depot_text_time_exact (depot_certificate_get_not_after (shown)) : NULL;

  depot_fact_row_set_value (self->subject_row,
                            shown != NULL ? depot_certificate_get_subject (shown) : NULL);
  depot_fact_row_set_value (self->names_row, names);
  depot_fact_row_set_value (self->validity_row, until);
  depot_fact_row_set_value (self->thumbprint_row,
                            shown != NULL ? depot_certificate_get_thumbprint (shown) : NULL);
  /* Azure asks nothing of a management certificate but that it was registered. */
  if (!self->is_management)
    show_findings (self, certificate);
  gtk_widget_set_visible (self->export_row, self->is_management && certificate != NULL);
}

static void
clear_verdicts (DepotCertificateGroup *self)
{
  depot_verdict_row_set (self->file_verdict, DEPOT_VERDICT_NONE, NULL);
  depot_verdict_row_set (self->password_verdict, DEPOT_VERDICT_NONE, NULL);
  gtk_widget_set_visible (self->keep_row, FALSE);
}

/* --- opening the file --- */

static void
show_failure (DepotCertificateGroup *self, const GError *error)
{
  gboolean has_password = *gtk_editable_get_text (self->password_row) != '\0';

  clear_verdicts (self);
  if (depot_error_text_is_cancelled (error))
    return;
  if (!g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CERTIFICATE_PASSWORD))
    {
      depot_verdict_row_set (self->file_verdict, DEPOT_VERDICT_BAD, error->message);
      gtk_widget_set_visible (self->keep_row,
                              g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING));
      return;
    }
  /* A file that was just chosen has not had its chance to be opened yet. */
  depot_verdict_row_set (self->password_verdict,
                         has_password ? DEPOT_VERDICT_BAD : DEPOT_VERDICT_INFO,
                         has_password ? error->message : _ ("Enter the password of the file."));
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
take_certificate (DepotCertificateGroup *self, DepotCertificate *certificate)
{
  clear_verdicts (self);
  self->is_pending = FALSE;
  if (self->is_management)
    {
      g_set_object (&self->management, certificate);
      g_object_set (self->draft,
                    "management-fingerprint",
                    depot_certificate_get_fingerprint (certificate),
                    NULL);
    }
  else
    depot_draft_set_certificate (self->draft, certificate);
  show_facts (self);
}

static void
certificate_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCertificateGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCertificate) certificate = NULL;

  if (self->opening == NULL)
    return;
  certificate = depot_certificate_choose_finish (self->house, result, &error);
  g_clear_object (&self->opening);
  if (certificate == NULL)
    {
      show_failure (self, error);
      return;
    }
  take_certificate (self, certificate);
}

static void
file_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCertificateGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = depot_secret_file_read_finish (result, &error);
  g_autoptr (DepotSecretBytes) password = NULL;

  if (self->opening == NULL)
    return;
  if (bytes == NULL)
    {
      g_clear_object (&self->opening);
      show_failure (self, error);
      return;
    }
  password = depot_secret_bytes_new_text (gtk_editable_get_text (self->password_row));
  depot_certificate_choose_async (self->house,
                                  bytes,
                                  password,
                                  self->session_only,
                                  self->opening,
                                  certificate_chosen,
                                  g_object_ref (self));
}

static void
open_file (DepotCertificateGroup *self)
{
  g_autofree char *path = g_strstrip (g_strdup (gtk_editable_get_text (self->file_row)));
  g_autoptr (GFile) file = NULL;

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (*path == '\0')
    return;
  file = g_file_parse_name (path);
  self->opening = g_cancellable_new ();
  depot_verdict_row_set (self->file_verdict, DEPOT_VERDICT_CHECKING, _ ("Opening the file…"));
  depot_verdict_row_set (self->password_verdict, DEPOT_VERDICT_NONE, NULL);
  depot_secret_file_read_async (file, self->opening, file_read, g_object_ref (self));
}

static void
on_edited (DepotCertificateGroup *self)
{
  self->is_pending = TRUE;
}

/* Leaving the password row is enough; nobody has to find the apply button. */
static void
on_focus_left (DepotCertificateGroup *self)
{
  if (self->is_pending && self->opening == NULL
      && *gtk_editable_get_text (self->password_row) != '\0')
    open_file (self);
}

static void
keep_for_run (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotCertificateGroup *self = DEPOT_CERTIFICATE_GROUP (widget);

  self->session_only = TRUE;
  open_file (self);
}

/* --- choosing and making --- */

static void
use_file (DepotCertificateGroup *self, GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);

  gtk_editable_set_text (self->file_row, name);
  open_file (self);
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCertificateGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file != NULL && self->house != NULL)
    use_file (self, file);
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    depot_verdict_row_set (
        self->file_verdict, DEPOT_VERDICT_WARNING, _ ("Enter the path of the file here."));
}

void
depot_certificate_browse (GtkWidget *widget,
                          const char *filter_name,
                          const char *const *suffixes,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  gtk_file_filter_set_name (filter, filter_name);
  for (guint i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Choose Certificate File"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, callback, data);
}

static void
browse (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const char *const suffixes[] = { "pfx", "p12", NULL };

  depot_certificate_browse (
      widget, _ ("Certificate files (PFX, P12)"), suffixes, file_chosen, g_object_ref (widget));
}

static gboolean
on_drop (DepotCertificateGroup *self, const GValue *value)
{
  use_file (self, g_value_get_object (value));
  return TRUE;
}

static void
on_practice_made (DepotCertificateGroup *self, const char *path, const char *password)
{
  gtk_editable_set_text (self->password_row, password);
  gtk_editable_set_text (self->file_row, path);
  open_file (self);
}

static void
make_practice (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotCertificateGroup *self = DEPOT_CERTIFICATE_GROUP (widget);
  AdwDialog *dialog = depot_practice_certificate_new (self->house);

  g_signal_connect_object (dialog, "made", G_CALLBACK (on_practice_made), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

/* --- exporting --- */

static void
export_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCertificateGroup) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_written = g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);

  if (self->house != NULL)
    depot_verdict_row_set (self->password_verdict,
                           is_written ? DEPOT_VERDICT_GOOD : DEPOT_VERDICT_BAD,
                           is_written ? _ ("Exported. An Azure administrator adds this file to "
                                           "the subscription's management certificates.")
                                      : error->message);
}

static void
exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCertificateGroup) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = depot_certificate_export_finish (DEPOT_HOUSE (source), result, &error);
  GFile *file = g_object_get_data (G_OBJECT (self), "export-file");

  if (self->house == NULL)
    return;
  if (bytes == NULL)
    depot_verdict_row_set (self->password_verdict, DEPOT_VERDICT_BAD, error->message);
  else
    g_file_replace_contents_bytes_async (file,
                                         bytes,
                                         NULL,
                                         FALSE,
                                         G_FILE_CREATE_REPLACE_DESTINATION,
                                         NULL,
                                         export_written,
                                         g_object_ref (self));
}

static void
export_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCertificateGroup) self = data;
  GFile *file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file == NULL)
    return;
  g_object_set_data_full (G_OBJECT (self), "export-file", file, g_object_unref);
  if (self->house != NULL && self->management != NULL)
    depot_certificate_export_async (self->house,
                                    depot_certificate_get_fingerprint (self->management),
                                    NULL,
                                    exported,
                                    g_object_ref (self));
}

static void
export_public_half (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Export Public Half"));
  gtk_file_dialog_set_initial_name (dialog, "management.cer");
  gtk_file_dialog_save (dialog,
                        GTK_WINDOW (gtk_widget_get_root (widget)),
                        NULL,
                        export_chosen,
                        g_object_ref (widget));
}

static void
on_cloud_changed (DepotCertificateGroup *self)
{
  gtk_widget_set_visible (self->practice_row, is_practice (self) && !self->is_management);
  show_facts (self);
}

/* --- life --- */

static void
depot_certificate_group_dispose (GObject *object)
{
  DepotCertificateGroup *self = DEPOT_CERTIFICATE_GROUP (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_object (&self->management);
  g_clear_object (&self->draft);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_CERTIFICATE_GROUP);

  G_OBJECT_CLASS (depot_certificate_group_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, file_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, browse_button);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, keep_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, practice_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, export_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, file_verdict);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, password_verdict);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, subject_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, names_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, validity_row);
  gtk_widget_class_bind_template_child (widget_class, DepotCertificateGroup, thumbprint_row);
  gtk_widget_class_bind_template_callback (widget_class, open_file);
}

static void
depot_certificate_group_class_init (DepotCertificateGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_certificate_group_dispose;
  g_type_ensure (DEPOT_TYPE_FACT_ROW);
  g_type_ensure (DEPOT_TYPE_VERDICT_ROW);
  gtk_widget_class_install_action (widget_class, "certificate.browse", NULL, browse);
  gtk_widget_class_install_action (widget_class, "certificate.practice", NULL, make_practice);
  gtk_widget_class_install_action (widget_class, "certificate.export", NULL, export_public_half);
  gtk_widget_class_install_action (widget_class, "certificate.keep-for-run", NULL, keep_for_run);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/wizard/depot-certificate-group.ui");
  bind_children (widget_class);
}

static void
add_drop (DepotCertificateGroup *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
depot_certificate_group_init (DepotCertificateGroup *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->findings = g_ptr_array_new ();
  add_drop (self);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_focus_left), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->password_row), focus);
  g_signal_connect_object (
      self->file_row, "changed", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->password_row, "changed", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
}

void
depot_certificate_group_set_up (DepotCertificateGroup *self, DepotHouse *house, DepotDraft *draft)
{
  g_return_if_fail (DEPOT_IS_CERTIFICATE_GROUP (self));

  self->house = g_object_ref (house);
  self->draft = g_object_ref (draft);
  g_signal_connect_object (
      draft, "notify::cloud-id", G_CALLBACK (on_cloud_changed), self, G_CONNECT_SWAPPED);
  on_cloud_changed (self);
}

void
depot_certificate_group_set_up_management (DepotCertificateGroup *self,
                                           DepotHouse *house,
                                           DepotDraft *draft)
{
  g_return_if_fail (DEPOT_IS_CERTIFICATE_GROUP (self));

  self->is_management = TRUE;
  depot_certificate_group_set_up (self, house, draft);
}

void
depot_certificate_group_hide_facts (DepotCertificateGroup *self)
{
  g_return_if_fail (DEPOT_IS_CERTIFICATE_GROUP (self));

  self->hides_facts = TRUE;
}

GtkWidget *
depot_certificate_group_check (DepotCertificateGroup *self)
{
  gint64 now = depot_clock_now (depot_house_get_clock (self->house));
  const char *complaint = depot_draft_check (self->draft, get_property (self), now);

  if (self->opening != NULL)
    return GTK_WIDGET (self->password_row);
  if (complaint == NULL)
    return NULL;
  /* What was typed but not opened yet is opened now. */
  if (self->is_pending && *gtk_editable_get_text (self->file_row) != '\0')
    open_file (self);
  else if (get_certificate (self) == NULL)
    depot_verdict_row_set (self->file_verdict, DEPOT_VERDICT_BAD, complaint);
  return GTK_WIDGET (self->file_row);
}
