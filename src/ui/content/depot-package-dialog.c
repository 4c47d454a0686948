/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-dialog.h"

#include <glib/gi18n.h>

#include "depot-error-dialog.h"
#include "depot-nouns.h"
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
      *description_row;
  AdwComboRow *kind_row, *need_row;
  AdwPreferencesGroup *needs_group, *types_group;
  GPtrArray *types; /* TypeRow */
  GPtrArray *needs; /* rows of packages it needs; the id is their data */
  gboolean is_offering;
  guint choose_id;

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

/* Dependencies. */

static const char *
get_need (gpointer row)
{
  return g_object_get_data (row, "depot-id");
}

static void
on_remove_need (GtkButton *button, DepotPackageDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  g_ptr_array_remove (self->needs, row);
  adw_preferences_group_remove (self->needs_group, row);
}

static void
add_need (DepotPackageDialog *self, const char *id)
{
  DepotPackage *package = depot_library_find_package (depot_house_get_library (self->house), id);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 package != NULL ? depot_package_get_name (package) : id,
                                 "subtitle",
                                 package != NULL ? id : _ ("Not in this library"),
                                 NULL);

  g_object_set_data_full (G_OBJECT (row), "depot-id", g_strdup (id), g_free);
  gtk_widget_set_tooltip_text (button, _ ("Remove Dependency"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_need), self, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->needs_group, row);
  g_ptr_array_add (self->needs, row);
}

static gboolean
needs (DepotPackageDialog *self, const char *id)
{
  for (guint i = 0; i < self->needs->len; i++)
    if (g_str_equal (get_need (self->needs->pdata[i]), id))
      return TRUE;
  return FALSE;
}

static gboolean
on_taken (gpointer data)
{
  DepotPackageDialog *self = data;

  self->choose_id = 0;
  adw_combo_row_set_selected (self->need_row, GTK_INVALID_LIST_POSITION);
  return G_SOURCE_REMOVE;
}

/* What is chosen becomes a row; the list is for the next one. */
static void
on_need_chosen (DepotPackageDialog *self)
{
  DepotPackage *package = adw_combo_row_get_selected_item (self->need_row);

  if (package == NULL || self->is_offering)
    return;
  if (!needs (self, depot_package_get_id (package)))
    add_need (self, depot_package_get_id (package));
  if (self->choose_id == 0)
    self->choose_id = g_idle_add (on_taken, self);
}

static char *
dup_need_label (gpointer item)
{
  return g_strdup_printf ("%s (%s)", depot_package_get_name (item), depot_package_get_id (item));
}

static gboolean
is_another (gpointer item, gpointer data)
{
  return !g_str_equal (depot_package_get_id (item), data);
}

static void
offer_needs (DepotPackageDialog *self)
{
  GListModel *packages = depot_library_get_packages (depot_house_get_library (self->house));
  g_autoptr (GtkExpression) label = depot_noun_label_expression (dup_need_label);
  GtkFilter *filter = GTK_FILTER (
      gtk_custom_filter_new (is_another, g_strdup (depot_package_get_id (self->package)), g_free));
  GtkFilterListModel *others = gtk_filter_list_model_new (g_object_ref (packages), filter);
  g_autoptr (GtkSortListModel) sorted = gtk_sort_list_model_new (
      G_LIST_MODEL (others), GTK_SORTER (gtk_string_sorter_new (gtk_expression_ref (label))));

  self->is_offering = TRUE; /* a list that comes chooses its first by itself */
  adw_combo_row_set_expression (self->need_row, label);
  adw_combo_row_set_model (self->need_row, G_LIST_MODEL (sorted));
  adw_combo_row_set_selected (self->need_row, GTK_INVALID_LIST_POSITION);
  self->is_offering = FALSE;
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
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < self->needs->len; i++)
    g_strv_builder_add (ids, get_need (self->needs->pdata[i]));
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
  g_clear_handle_id (&DEPOT_PACKAGE_DIALOG (object)->choose_id, g_source_remove);
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
  g_ptr_array_unref (self->needs);
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
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, need_row);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDialog, needs_group);
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
  gtk_widget_class_bind_template_callback (widget_class, on_need_chosen);
  gtk_widget_class_bind_template_callback (widget_class, add_type);
}

static void
depot_package_dialog_init (DepotPackageDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->types = g_ptr_array_new_with_free_func (g_free);
  self->needs = g_ptr_array_new ();
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
  const char *const *ids = depot_package_get_dependencies (self->package);

  offer_needs (self);
  for (; *ids != NULL; ids++)
    add_need (self, *ids);
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
