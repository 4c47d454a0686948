/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-group-details.h"

#include <glib/gi18n.h>

#include "depot-fact-row.h"

/* Rows are whole widgets; all members are in the group's properties. */
#define MOST_MEMBERS 50

struct _DepotGroupDetails
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *name_label, *description_label;
  AdwActionRow *sync_row;
  GtkWidget *repair_button;
  DepotFactRow *packages_row, *success_row, *progress_row, *error_row;
  AdwPreferencesGroup *members_group;
  GPtrArray *member_rows;

  DepotHouse *house;
  DepotPointGroup *group;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (DepotGroupDetails, depot_group_details, ADW_TYPE_BIN)

static void
show_number (DepotGroupDetails *self, DepotFactRow *row, const char *property)
{
  g_autofree char *text = NULL;
  guint number;

  g_object_get (self->group, property, &number, NULL);
  text = g_strdup_printf ("%u", number);
  depot_fact_row_set_value (row, text);
}

static void
show_sync (DepotGroupDetails *self)
{
  g_autofree char *text = NULL;
  guint number;

  g_object_get (self->group, "n-out-of-sync", &number, NULL);
  text = g_strdup_printf (ngettext ("%u package is not as it should be",
                                    "%u packages are not as they should be",
                                    number),
                          number);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sync_row),
                                 number > 0 ? _ ("Out of Sync") : _ ("In Sync"));
  adw_action_row_set_subtitle (self->sync_row,
                               number > 0 ? text : _ ("Every member has what the group has."));
  gtk_widget_set_visible (self->repair_button, number > 0);
}

static void
add_member (DepotGroupDetails *self, const char *title)
{
  GtkWidget *row = g_object_new (
      ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "title-lines", 1, NULL);

  adw_preferences_group_add (self->members_group, row);
  g_ptr_array_add (self->member_rows, row);
}

static void
show_members (DepotGroupDetails *self)
{
  const char *const *ids = depot_point_group_get_members (self->group);
  guint n = g_strv_length ((char **) ids);
  g_autofree char *more = g_strdup_printf (
      ngettext ("%u more", "%u more", n - MIN (n, MOST_MEMBERS)), n - MIN (n, MOST_MEMBERS));

  for (guint i = 0; i < self->member_rows->len; i++)
    adw_preferences_group_remove (self->members_group, self->member_rows->pdata[i]);
  g_ptr_array_set_size (self->member_rows, 0);
  for (guint i = 0; i < MIN (n, MOST_MEMBERS); i++)
    {
      DepotPoint *point = depot_house_find_point (self->house, ids[i]);

      add_member (self, point != NULL ? depot_point_get_name (point) : ids[i]);
    }
  if (n > MOST_MEMBERS)
    add_member (self, more);
  adw_preferences_group_set_description (
      self->members_group, n > 0 ? NULL : _ ("No distribution point is in this group yet."));
}

static gboolean
on_update (gpointer data)
{
  DepotGroupDetails *self = data;
  g_autofree char *description = NULL;

  self->update_id = 0;
  if (self->group == NULL)
    return G_SOURCE_REMOVE;
  g_object_get (self->group, "description", &description, NULL);
  gtk_label_set_label (self->name_label, depot_point_group_get_name (self->group));
  gtk_label_set_label (self->description_label, description != NULL ? description : "");
  gtk_widget_set_visible (GTK_WIDGET (self->description_label),
                          description != NULL && *description != '\0');
  show_sync (self);
  show_number (self, self->packages_row, "n-packages");
  show_number (self, self->success_row, "n-success");
  show_number (self, self->progress_row, "n-in-progress");
  show_number (self, self->error_row, "n-error");
  show_members (self);
  return G_SOURCE_REMOVE;
}

/* Many properties change together; they are shown together. */
static void
on_group_changed (DepotGroupDetails *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

static void
depot_group_details_dispose (GObject *object)
{
  DepotGroupDetails *self = DEPOT_GROUP_DETAILS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  if (self->group != NULL)
    g_signal_handlers_disconnect_by_func (self->group, on_group_changed, self);
  g_clear_object (&self->group);
  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_group_details_parent_class)->dispose (object);
}

static void
depot_group_details_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_GROUP_DETAILS (object)->member_rows);
  G_OBJECT_CLASS (depot_group_details_parent_class)->finalize (object);
}

static void
depot_group_details_class_init (DepotGroupDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_group_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_group_details_finalize;
  g_type_ensure (DEPOT_TYPE_FACT_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/groups/depot-group-details.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, name_label);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, description_label);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, sync_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, repair_button);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, packages_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, success_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, progress_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, error_row);
  gtk_widget_class_bind_template_child (widget_class, DepotGroupDetails, members_group);
}

static void
depot_group_details_init (DepotGroupDetails *self)
{
  self->member_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
depot_group_details_show (DepotGroupDetails *self, DepotHouse *house, DepotPointGroup *group)
{
  g_return_if_fail (DEPOT_IS_GROUP_DETAILS (self));

  g_set_object (&self->house, house);
  if (self->group == group)
    return;
  if (self->group != NULL)
    g_signal_handlers_disconnect_by_func (self->group, on_group_changed, self);
  g_set_object (&self->group, group);
  gtk_stack_set_visible_child_name (self->stack, group != NULL ? "group" : "none");
  if (group == NULL)
    return;
  g_signal_connect_swapped (group, "notify", G_CALLBACK (on_group_changed), self);
  on_group_changed (self);
}
