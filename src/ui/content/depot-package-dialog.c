/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-dialog.h"

#include <glib/gi18n.h>

#include "depot-error-dialog.h"
#include "depot-packages.h"

static const DepotPackageKind kinds[] = {
  DEPOT_PACKAGE_REGULAR, DEPOT_PACKAGE_UPDATES, DEPOT_PACKAGE_OS_UPGRADE, DEPOT_PACKAGE_APPLICATION
};

/* An expander with the four entries of a deployment type. */
typedef struct
{
  GtkWidget *row;
  GtkWidget *name, *folder, *install, *uninstall;
} TypeRow;

struct _DepotPackageDialog
{
  AdwDialog parent_instance;

  GtkWidget *save_button;
  AdwEntryRow *name_row, *version_row, *publisher_row, *language_row, *category_row,
      *description_row, *needs_row;
  AdwComboRow *kind_row;
  AdwPreferencesGroup *types_group;
  GPtrArray *types; /* TypeRow */

  DepotHouse *house;
  DepotPackage *package;
};

G_DEFINE_FINAL_TYPE (DepotPackageDialog, depot_package_dialog, ADW_TYPE_DIALOG)

/* NULL for nothing, as the model has it. */
static char *
dup_text (GtkWidget *row)
{
  g_autofree char *text = g_strstrip (gtk_editable_get_chars (GTK_EDITABLE (row), 0, -1));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* Deployment types. */

static GtkWidget *
add_entry (GtkWidget *row, const char *title, const char *text)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), entry);
  return entry;
}

static void
on_remove_type (GtkButton *button, DepotPackageDialog *self)
{
  TypeRow *type = g_object_get_data (G_OBJECT (button), "depot-type");

  adw_preferences_group_remove (self->types_group, type->row);
  g_ptr_array_remove (self->types, type);
}

static void
add_type_row (DepotPackageDialog *self, const DepotDeploymentType *type)
{
  TypeRow *added = g_new0 (TypeRow, 1);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  added->row = g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, NULL);
  added->name
      = add_entry (added->row, _ ("Name of the Deployment Type"), type != NULL ? type->name : NULL);
  added->folder
      = add_entry (added->row, _ ("Folder Below the Source"), type != NULL ? type->folder : NULL);
  added->install
      = add_entry (added->row, _ ("Install Command"), type != NULL ? type->install_command : NULL);
  added->uninstall = add_entry (
      added->row, _ ("Uninstall Command"), type != NULL ? type->uninstall_command : NULL);
  g_object_bind_property (added->name, "text", added->row, "title", G_BINDING_SYNC_CREATE);
  gtk_widget_set_tooltip_text (button, _ ("Remove Deployment Type"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "depot-type", added);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_type), self, G_CONNECT_DEFAULT);
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (added->row), button);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (added->row), type == NULL);
  adw_preferences_group_add (self->types_group, added->row);
  g_ptr_array_add (self->types, added);
}

static void
add_type (DepotPackageDialog *self)
{
  TypeRow *added;

  add_type_row (self, NULL);
  added = self->types->pdata[self->types->len - 1];
  gtk_widget_grab_focus (added->name);
}

static DepotPackageKind
get_kind (DepotPackageDialog *self)
{
  return kinds[MIN (adw_combo_row_get_selected (self->kind_row), G_N_ELEMENTS (kinds) - 1)];
}

static void
on_kind (DepotPackageDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->types_group),
                          get_kind (self) == DEPOT_PACKAGE_APPLICATION);
}

/* Save. */

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackageDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (depot_package_change_finish (DEPOT_HOUSE (source), result, &error))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  gtk_widget_set_sensitive (self->save_button, TRUE);
  depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
set_text (DepotPackage *package, const char *property, gpointer row)
{
  g_autofree char *text = dup_text (row);

  g_object_set (package, property, text, NULL);
}

static void
set_types (DepotPackageDialog *self, DepotPackage *package)
{
  g_ptr_array_set_size (depot_package_get_deployment_types (package), 0);
  for (guint i = 0; get_kind (self) == DEPOT_PACKAGE_APPLICATION && i < self->types->len; i++)
    {
      const TypeRow *row = self->types->pdata[i];
      g_autofree char *name = dup_text (row->name), *folder = dup_text (row->folder);
      g_autofree char *install = dup_text (row->install), *uninstall = dup_text (row->uninstall);

      depot_package_add_deployment_type (
          package, depot_deployment_type_new (name, folder, install, uninstall));
    }
}

static void
set_needs (DepotPackageDialog *self, DepotPackage *package)
{
  g_auto (GStrv) words
      = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->needs_row)), " ,;", -1);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_strv_builder_add (ids, *word);
  list = g_strv_builder_end (ids);
  depot_package_set_dependencies (package, (const char *const *) list);
}

static void
save (DepotPackageDialog *self)
{
  g_autoptr (DepotPackage) package = depot_package_copy (self->package);

  set_text (package, "name", self->name_row);
  set_text (package, "version", self->version_row);
  set_text (package, "publisher", self->publisher_row);
  set_text (package, "language", self->language_row);
  set_text (package, "category", self->category_row);
  set_text (package, "description", self->description_row);
  g_object_set (package, "kind", get_kind (self), NULL);
  set_types (self, package);
  set_needs (self, package);
  gtk_widget_set_sensitive (self->save_button, FALSE);
  depot_package_change_async (self->house, package, NULL, saved, g_object_ref (self));
}

static void
cancel (DepotPackageDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
depot_package_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_PACKAGE_DIALOG);
  G_OBJECT_CLASS (depot_package_dialog_parent_class)->dispose (object);
}

static void
depot_package_dialog_finalize (GObject *object)
{
  DepotPackageDialog *self = DEPOT_PACKAGE_DIALOG (object);

  g_clear_object (&self->house);
  g_clear_object (&self->package);
  g_ptr_array_unref (self->types);
  G_OBJECT_CLASS (depot_package_dialog_parent_class)->finalize (object);
}

static void
bind_rows (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, version_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, publisher_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, language_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, category_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, needs_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, kind_row);
}

static void
depot_package_dialog_class_init (DepotPackageDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_package_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_package_dialog_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-package-dialog.ui");
  bind_rows (widget_class);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, types_group);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, save);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, add_type);
}

static void
depot_package_dialog_init (DepotPackageDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->types = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (labels, depot_package_kind_get_label (kinds[i]));
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (labels));
}

static void
show_text (DepotPackageDialog *self, const char *property, AdwEntryRow *row)
{
  g_autofree char *text = NULL;

  g_object_get (self->package, property, &text, NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
show_lists (DepotPackageDialog *self)
{
  GPtrArray *types = depot_package_get_deployment_types (self->package);
  g_autofree char *needs
      = g_strjoinv (" ", (char **) depot_package_get_dependencies (self->package));

  gtk_editable_set_text (GTK_EDITABLE (self->needs_row), needs);
  for (guint i = 0; i < types->len; i++)
    add_type_row (self, types->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i] == depot_package_get_kind (self->package))
      adw_combo_row_set_selected (self->kind_row, i);
  /* the content IDs that are out there are made of it */
  gtk_widget_set_sensitive (GTK_WIDGET (self->kind_row),
                            depot_package_get_source_version (self->package) == 0);
  on_kind (self);
}

AdwDialog *
depot_package_dialog_new (DepotHouse *house, DepotPackage *package)
{
  DepotPackageDialog *self = g_object_new (DEPOT_TYPE_PACKAGE_DIALOG, NULL);

  self->house = g_object_ref (house);
  self->package = g_object_ref (package);
  show_text (self, "name", self->name_row);
  show_text (self, "version", self->version_row);
  show_text (self, "publisher", self->publisher_row);
  show_text (self, "language", self->language_row);
  show_text (self, "category", self->category_row);
  show_text (self, "description", self->description_row);
  show_lists (self);
  return ADW_DIALOG (self);
}
