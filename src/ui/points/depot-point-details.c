/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-details.h"

#include <glib/gi18n.h>

#include "depot-dns-group.h"
#include "depot-health-group.h"
#include "depot-operation-view.h"
#include "depot-point-facts.h"
#include "depot-status-cell.h"

#define N_GROUPS (DEPOT_FACTS_THRESHOLDS + 1)

static const struct
{
  const char *title;
  const char *property;
} links[] = {
  { N_ ("Scale Set"), "scale-set-id" },
  { N_ ("Public IP Address"), "public-ip-id" },
  { N_ ("Managed Identity"), "identity-id" },
};

struct _DepotPointDetails
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *none_page;
  GtkLabel *name_label;
  DepotStatusCell *status_cell;
  GtkWidget *operation_box;
  DepotOperationView *operation_view;
  AdwPreferencesGroup *addresses_group, *service_group, *azure_group, *certificate_group,
      *thresholds_group, *links_group;
  DepotDnsGroup *dns_group;
  DepotHealthGroup *health_group;
  GPtrArray *fact_rows; /* in the order of the table of facts */
  GtkWidget *link_rows[G_N_ELEMENTS (links)];

  DepotHouse *house;
  DepotPoint *point;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (DepotPointDetails, depot_point_details, ADW_TYPE_BIN)

static AdwPreferencesGroup *
get_group (DepotPointDetails *self, DepotFactsGroup group)
{
  AdwPreferencesGroup *groups[N_GROUPS] = {
    [DEPOT_FACTS_ADDRESSES] = self->addresses_group,
    [DEPOT_FACTS_SERVICE] = self->service_group,
    [DEPOT_FACTS_AZURE] = self->azure_group,
    [DEPOT_FACTS_CERTIFICATE] = self->certificate_group,
    [DEPOT_FACTS_THRESHOLDS] = self->thresholds_group,
  };

  return groups[group];
}

static void
show_facts (DepotPointDetails *self)
{
  depot_point_facts_show (self->point, self->fact_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate_group),
                          depot_point_get_certificate (self->point) != NULL);
}

static void
show_links (DepotPointDetails *self)
{
  gboolean has_link = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *link
          = depot_point_facts_dup_portal_link (self->house, self->point, links[i].property);

      gtk_widget_set_visible (self->link_rows[i], link != NULL);
      gtk_widget_set_tooltip_text (self->link_rows[i], link);
      has_link |= link != NULL;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->links_group), has_link);
}

/* The newest operation is of interest until it has ended well. */
static void
show_operation (DepotPointDetails *self)
{
  DepotOperation *operation = depot_operation_queue_find_for_subject (
      depot_house_get_queue (self->house), depot_point_get_id (self->point));
  gboolean is_of_interest
      = operation != NULL && depot_operation_get_state (operation) != DEPOT_OPERATION_DONE;

  depot_operation_view_set_operation (
      self->operation_view, self->house, is_of_interest ? operation : NULL);
  gtk_widget_set_visible (self->operation_box, is_of_interest);
}

static void
show_all (DepotPointDetails *self)
{
  gtk_label_set_label (self->name_label, depot_point_get_name (self->point));
  depot_status_cell_set_point (self->status_cell, self->point);
  show_facts (self);
  depot_dns_group_show (self->dns_group, self->house, self->point);
  show_links (self);
  show_operation (self);
}

static gboolean
on_update (gpointer data)
{
  DepotPointDetails *self = data;

  self->update_id = 0;
  if (self->point != NULL)
    show_all (self);
  return G_SOURCE_REMOVE;
}

/* Many properties change together; they are shown together. */
static void
on_point_changed (DepotPointDetails *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

static void
link_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error))
    gtk_widget_activate_action (self, "win.toast", "s", _ ("No browser could be opened"));
}

static void
on_link_activated (GtkWidget *row, DepotPointDetails *self)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (gtk_widget_get_tooltip_text (row));

  gtk_uri_launcher_launch (
      launcher, GTK_WINDOW (gtk_widget_get_root (row)), NULL, link_opened, g_object_ref (self));
}

static void
add_links (DepotPointDetails *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      GtkWidget *row = g_object_new (
          ADW_TYPE_ACTION_ROW, "title", _ (links[i].title), "activatable", TRUE, NULL);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("adw-external-link-symbolic"));
      g_signal_connect (row, "activated", G_CALLBACK (on_link_activated), self);
      adw_preferences_group_add (self->links_group, row);
      self->link_rows[i] = row;
    }
}

static void
add_facts (DepotPointDetails *self)
{
  guint n_facts;
  const DepotPointFact *facts = depot_point_facts_get (&n_facts);

  self->fact_rows = depot_point_facts_make_rows ();
  for (guint i = 0; i < n_facts; i++)
    adw_preferences_group_add (get_group (self, facts[i].group),
                               g_ptr_array_index (self->fact_rows, i));
}

static void
forget_point (DepotPointDetails *self)
{
  if (self->point != NULL)
    g_signal_handlers_disconnect_by_func (self->point, on_point_changed, self);
  g_clear_object (&self->point);
}

static void
depot_point_details_dispose (GObject *object)
{
  DepotPointDetails *self = DEPOT_POINT_DETAILS (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  forget_point (self);
  g_clear_pointer (&self->fact_rows, g_ptr_array_unref);
  g_clear_object (&self->house);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_POINT_DETAILS);

  G_OBJECT_CLASS (depot_point_details_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, none_page);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, name_label);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, status_cell);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, operation_box);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, operation_view);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, addresses_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, dns_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, service_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, azure_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, certificate_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, thresholds_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, links_group);
  gtk_widget_class_bind_template_child (widget_class, DepotPointDetails, health_group);
}

static void
depot_point_details_class_init (DepotPointDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_point_details_dispose;
  g_type_ensure (DEPOT_TYPE_DNS_GROUP);
  g_type_ensure (DEPOT_TYPE_HEALTH_GROUP);
  g_type_ensure (DEPOT_TYPE_OPERATION_VIEW);
  g_type_ensure (DEPOT_TYPE_STATUS_CELL);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/points/depot-point-details.ui");
  bind_children (widget_class);
}

static void
depot_point_details_init (DepotPointDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_facts (self);
  add_links (self);
}

void
depot_point_details_set_house (DepotPointDetails *self, DepotHouse *house)
{
  g_return_if_fail (DEPOT_IS_POINT_DETAILS (self));

  self->house = g_object_ref (house);
  depot_health_group_set_house (self->health_group, house);
  g_signal_connect_object (depot_house_get_operations (house),
                           "items-changed",
                           G_CALLBACK (on_point_changed),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
show_selection (DepotPointDetails *self, guint n_selected)
{
  g_autofree char *text = NULL;

  if (n_selected == 0)
    text = g_strdup (_ ("No Distribution Point Selected"));
  else
    text = g_strdup_printf (ngettext ("%u Point Selected", "%u Points Selected", n_selected),
                            n_selected);
  adw_status_page_set_title (self->none_page, text);
  gtk_stack_set_visible_child_name (self->stack, "none");
}

void
depot_point_details_set_point (DepotPointDetails *self, DepotPoint *point, guint n_selected)
{
  g_return_if_fail (DEPOT_IS_POINT_DETAILS (self));

  if (point == NULL)
    {
      forget_point (self);
      show_selection (self, n_selected);
      return;
    }
  if (self->point == point)
    return;
  forget_point (self);
  self->point = g_object_ref (point);
  g_signal_connect_object (point, "notify", G_CALLBACK (on_point_changed), self, G_CONNECT_SWAPPED);
  depot_health_group_set_point (self->health_group, point);
  show_all (self);
  gtk_stack_set_visible_child_name (self->stack, "point");
}

DepotPoint *
depot_point_details_get_point (DepotPointDetails *self)
{
  return self->point;
}
