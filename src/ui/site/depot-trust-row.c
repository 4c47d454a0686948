/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-trust-row.h"

#include <glib/gi18n.h>

#include "depot-error.h"

#define MAX_CA_BYTES (512 * 1024)

struct _DepotTrustRow
{
  AdwEntryRow parent_instance;

  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (DepotTrustRow, depot_trust_row, ADW_TYPE_ENTRY_ROW)

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotTrustRow) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self), path);
}

static void
browse (DepotTrustRow *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Certificates Trusted in This Environment"));
  gtk_file_dialog_open (dialog,
                        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        self->cancellable,
                        file_chosen,
                        g_object_ref (self));
}

static void
depot_trust_row_dispose (GObject *object)
{
  g_cancellable_cancel (DEPOT_TRUST_ROW (object)->cancellable);
  G_OBJECT_CLASS (depot_trust_row_parent_class)->dispose (object);
}

static void
depot_trust_row_finalize (GObject *object)
{
  g_object_unref (DEPOT_TRUST_ROW (object)->cancellable);
  G_OBJECT_CLASS (depot_trust_row_parent_class)->finalize (object);
}

static void
depot_trust_row_class_init (DepotTrustRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_trust_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_trust_row_finalize;
}

static void
depot_trust_row_init (DepotTrustRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");

  self->cancellable = g_cancellable_new ();
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("File of _Trusted Certificates"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Browse…"));
  gtk_widget_add_css_class (button, "flat");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (browse), self, G_CONNECT_SWAPPED);
}

static void
file_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    g_task_return_error (task, depot_error_new (DEPOT_ERROR_FILE, "%s", error->message));
  else if (length > MAX_CA_BYTES || !g_utf8_validate (text, (gssize) length, NULL))
    g_task_return_error (
        task,
        depot_error_new (DEPOT_ERROR_FILE, _ ("This is no file of certificates in PEM form.")));
  else
    g_task_return_pointer (task, g_steal_pointer (&text), g_free);
}

void
depot_trust_row_read_async (DepotTrustRow *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self));
  g_autoptr (GFile) file = NULL;

  g_task_set_source_tag (task, depot_trust_row_read_async);
  if (*path == '\0')
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  file = g_file_new_for_path (path);
  g_file_load_contents_async (file, cancellable, file_read, g_object_ref (task));
}

char *
depot_trust_row_read_finish (DepotTrustRow *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
