/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-details.h"

#include <glib/gi18n.h>

#include "depot-base.h"
#include "depot-fact-row.h"
#include "depot-point-content.h"

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
  FACT_DEPENDENCIES,
} Fact;

#define N_FACTS (FACT_DEPENDENCIES + 1)

static const char *const titles[N_FACTS] = {
  N_ ("Package ID"), N_ ("Kind"),     N_ ("Version"), N_ ("Publisher"),
  N_ ("Language"),   N_ ("Category"), N_ ("Source"),  N_ ("Source Version"),
  N_ ("Content ID"), N_ ("Size"),     N_ ("Needs"),
};

struct _DepotPackageDetails
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *name_label, *description_label;
  AdwPreferencesGroup *facts_group, *types_group, *content_group;
  DepotFactRow *facts[N_FACTS];
  GPtrArray *type_rows;
  GtkWidget *content;

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

  depot_fact_row_set_value (self->facts[FACT_SOURCE_VERSION], version > 0 ? number : NULL);
  depot_fact_row_set_value (self->facts[FACT_CONTENT_ID],
                            version > 0 ? depot_package_get_content_id (self->package) : NULL);
  depot_fact_row_set_value (self->facts[FACT_SIZE], version > 0 ? size : NULL);
}

static void
show_facts (DepotPackageDetails *self)
{
  g_autofree char *source = depot_package_dup_source_text (self->package);
  g_autofree char *needs
      = g_strjoinv (", ", (char **) depot_package_get_dependencies (self->package));

  depot_fact_row_set_value (self->facts[FACT_KIND],
                            depot_package_kind_get_label (depot_package_get_kind (self->package)));
  show_property (self, FACT_ID, "id");
  show_property (self, FACT_VERSION, "version");
  show_property (self, FACT_PUBLISHER, "publisher");
  show_property (self, FACT_LANGUAGE, "language");
  show_property (self, FACT_CATEGORY, "category");
  depot_fact_row_set_value (self->facts[FACT_SOURCE], source);
  depot_fact_row_set_value (self->facts[FACT_DEPENDENCIES], *needs != '\0' ? needs : NULL);
  show_version (self);
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
  G_OBJECT_CLASS (depot_package_details_parent_class)->dispose (object);
}

static void
depot_package_details_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_PACKAGE_DETAILS (object)->type_rows);
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
  gtk_widget_class_bind_template_child (widget_class, DepotPackageDetails, content_group);
}

static void
depot_package_details_init (DepotPackageDetails *self)
{
  self->type_rows = g_ptr_array_new ();
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
  self->package = g_object_ref (package);
  self->content = depot_package_content_new (house, depot_package_get_id (package));
  adw_preferences_group_add (self->content_group, self->content);
  g_signal_connect_swapped (package, "notify", G_CALLBACK (on_package_changed), self);
  on_package_changed (self);
}
