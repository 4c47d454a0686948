/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-details.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-fact-row.h"
#include "depot-library.h"
#include "depot-point-content.h"
#include "depot-text.h"

typedef enum
{
  FACT_ID,
  FACT_KIND,
  FACT_VERSION,
  FACT_PUBLISHER,
  FACT_LANGUAGE,
  FACT_CATEGORY,
  FACT_SOURCE,
  FACT_SOURCE_VERSION,
  FACT_CONTENT_ID,
  FACT_SIZE,
  FACT_FILES,
  FACT_SNAPSHOT,
  FACT_PRIORITY,
} Fact;

#define N_FACTS (FACT_PRIORITY + 1)

static const char *const titles[N_FACTS] = {
  N_ ("Package ID"), N_ ("Kind"),        N_ ("Version"),        N_ ("Publisher"),  N_ ("Language"),
  N_ ("Category"),   N_ ("Source"),      N_ ("Source Version"), N_ ("Content ID"), N_ ("Size"),
  N_ ("Files"),      N_ ("Source Read"), N_ ("Priority"),
};

struct _DepotPackageDetails
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *name_label, *description_label;
  AdwPreferencesGroup *facts_group, *types_group, *needs_group, *content_group;
  DepotFactRow *facts[N_FACTS];
  GPtrArray *type_rows, *need_rows;
  GtkWidget *content;

  DepotHouse *house;
  DepotPackage *package;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (DepotPackageDetails, depot_package_details, ADW_TYPE_BIN)

static void
show_property (DepotPackageDetails *self, Fact fact, const char *property)
{
  g_autofree char *text = NULL;

  g_object_get (self->package, property, &text, NULL);
  depot_fact_row_set_value (self->facts[fact], text);
}

/* What there is only after the first snapshot. */
static void
show_version (DepotPackageDetails *self)
{
  guint version = depot_package_get_source_version (self->package);
  g_autofree char *number = g_strdup_printf ("%u", depot_package_get_shown_version (self->package));
  g_autofree char *size = depot_size_to_text (depot_package_get_size_bytes (self->package));
  g_autofree char *files = NULL, *snapshot = NULL;
  guint n_files;
  gint64 snapshot_at;

  g_object_get (self->package, "n-files", &n_files, "snapshot-at", &snapshot_at, NULL);
  files = g_strdup_printf ("%u", n_files);
  snapshot = depot_text_time_exact (snapshot_at);
  depot_fact_row_set_value (self->facts[FACT_FILES], version > 0 ? files : NULL);
  depot_fact_row_set_value (self->facts[FACT_SNAPSHOT], snapshot_at > 0 ? snapshot : NULL);
  depot_fact_row_set_value (self->facts[FACT_SOURCE_VERSION], version > 0 ? number : NULL);
  depot_fact_row_set_value (self->facts[FACT_CONTENT_ID],
                            version > 0 ? depot_package_get_content_id (self->package) : NULL);
  depot_fact_row_set_value (self->facts[FACT_SIZE], version > 0 ? size : NULL);
}

static void
show_priority (DepotPackageDetails *self)
{
  const char *label = depot_priority_get_label (depot_package_get_priority (self->package));
  /* Translators: a package's priority whose content waits until it is resumed */
  g_autofree char *paused = g_strdup_printf (_ ("%s, paused"), label);

  depot_fact_row_set_value (self->facts[FACT_PRIORITY],
                            depot_package_is_paused (self->package) ? paused : label);
}

static void
show_facts (DepotPackageDetails *self)
{
  g_autofree char *source = depot_package_dup_source_text (self->package);

  depot_fact_row_set_value (self->facts[FACT_KIND],
                            depot_package_kind_get_label (depot_package_get_kind (self->package)));
  show_property (self, FACT_ID, "id");
  show_property (self, FACT_VERSION, "version");
  show_property (self, FACT_PUBLISHER, "publisher");
  show_property (self, FACT_LANGUAGE, "language");
  show_property (self, FACT_CATEGORY, "category");
  depot_fact_row_set_value (self->facts[FACT_SOURCE], source);
  show_version (self);
  show_priority (self);
}

static void
show_types (DepotPackageDetails *self)
{
  GPtrArray *types = depot_package_get_deployment_types (self->package);

  for (guint i = 0; i < self->type_rows->len; i++)
    adw_preferences_group_remove (self->types_group, self->type_rows->pdata[i]);
  g_ptr_array_set_size (self->type_rows, 0);
  for (guint i = 0; i < types->len; i++)
    {
      const DepotDeploymentType *type = types->pdata[i];
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                     "use-markup",
                                     FALSE,
                                     "title",
                                     type->name,
                                     "subtitle",
                                     type->install_command != NULL ? type->install_command : "",
                                     NULL);

      adw_preferences_group_add (self->types_group, row);
      g_ptr_array_add (self->type_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->types_group), types->len > 0);
}

/* A package that is needed and known can be opened. */
static GtkWidget *
make_need_row (DepotPackageDetails *self, const char *id)
{
  DepotPackage *package = depot_library_find_package (depot_house_get_library (self->house), id);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "use-markup",
                                 FALSE,
                                 "title",
                                 package != NULL ? depot_package_get_name (package) : id,
                                 "subtitle",
                                 package != NULL ? id : _ ("Not in this library"),
                                 NULL);

  if (package == NULL)
    return row;
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-package");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", id);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

static void
show_needs (DepotPackageDetails *self)
{
  const char *const *ids = depot_package_get_dependencies (self->package);

  for (guint i = 0; i < self->need_rows->len; i++)
    adw_preferences_group_remove (self->needs_group, self->need_rows->pdata[i]);
  g_ptr_array_set_size (self->need_rows, 0);
  for (const char *const *id = ids; *id != NULL; id++)
    {
      GtkWidget *row = make_need_row (self, *id);

      adw_preferences_group_add (self->needs_group, row);
      g_ptr_array_add (self->need_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->needs_group), *ids != NULL);
}

static gboolean
on_update (gpointer data)
{
  DepotPackageDetails *self = data;
  g_autofree char *description = NULL;

  self->update_id = 0;
  if (self->package == NULL)
    return G_SOURCE_REMOVE;
  g_object_get (self->package, "description", &description, NULL);
  gtk_label_set_label (self->name_label, depot_package_get_name (self->package));
  gtk_label_set_label (self->description_label, description != NULL ? description : "");
  gtk_widget_set_visible (GTK_WIDGET (self->description_label), description != NULL);
  show_facts (self);
  show_types (self);
  show_needs (self);
  return G_SOURCE_REMOVE;
}

/* Many properties change together; they are shown together. */
static void
on_package_changed (DepotPackageDetails *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

static void
forget (DepotPackageDetails *self)
{
  if (self->package != NULL)
    g_signal_handlers_disconnect_by_func (self->package, on_package_changed, self);
  g_clear_object (&self->package);
  if (self->content != NULL)
    adw_preferences_group_remove (self->content_group, self->content);
  self->content = NULL;
}

static void
depot_package_details_dispose (GObject *object)
{
  DepotPackageDetails *self = DEPOT_PACKAGE_DETAILS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  forget (self);
  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_package_details_parent_class)->dispose (object);
}

static void
depot_package_details_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_PACKAGE_DETAILS (object)->type_rows);
  g_ptr_array_unref (DEPOT_PACKAGE_DETAILS (object)->need_rows);
  G_OBJECT_CLASS (depot_package_details_parent_class)->finalize (object);
}

static void
depot_package_details_class_init (DepotPackageDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_package_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_package_details_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/content/depot-package-details.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, name_label);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, description_label);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, facts_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, types_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, needs_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, content_group);
}

static void
depot_package_details_init (DepotPackageDetails *self)
{
  self->type_rows = g_ptr_array_new ();
  self->need_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_FACTS; i++)
    {
      self->facts[i] = DEPOT_FACT_ROW (depot_fact_row_new (_ (titles[i])));
      adw_preferences_group_add (self->facts_group, GTK_WIDGET (self->facts[i]));
    }
}

void
depot_package_details_show (DepotPackageDetails *self, DepotHouse *house, DepotPackage *package)
{
  g_return_if_fail (DEPOT_IS_PACKAGE_DETAILS (self));

  if (self->package == package)
    return;
  forget (self);
  gtk_stack_set_visible_child_name (self->stack, package != NULL ? "package" : "none");
  if (package == NULL)
    return;
  g_set_object (&self->house, house);
  self->package = g_object_ref (package);
  self->content = depot_package_content_new (house, depot_package_get_id (package));
  adw_preferences_group_add (self->content_group, self->content);
  g_signal_connect_swapped (package, "notify", G_CALLBACK (on_package_changed), self);
  on_package_changed (self);
}

void
depot_package_details_hide_content (DepotPackageDetails *self)
{
  g_return_if_fail (DEPOT_IS_PACKAGE_DETAILS (self));

  gtk_widget_set_visible (GTK_WIDGET (self->content_group), FALSE);
}
