/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-sidebar.h"

#include <glib/gi18n.h>

#include "depot-account-chip.h"
#include "depot-places.h"

struct _DepotSidebar
{
  AdwBin parent_instance;

  GtkListBox *list;
  GtkWidget *menu_button;
  DepotAccountChip *account_chip;

  DepotHouse *house;
  GHashTable *counts; /* place id → GtkLabel */
  const char *place;
};

G_DEFINE_FINAL_TYPE (DepotSidebar, depot_sidebar, ADW_TYPE_BIN)

typedef enum
{
  PROP_PLACE = 1,
} DepotSidebarProperty;

static GParamSpec *props[PROP_PLACE + 1];

static const DepotPlace *
place_of_row (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "depot-place") : NULL;
}

static void
show_group_heading (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const DepotPlace *place = place_of_row (row), *previous = place_of_row (before);
  GtkWidget *heading;

  if (place->group == NULL || (previous != NULL && g_strcmp0 (previous->group, place->group) == 0))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  heading = g_object_new (GTK_TYPE_LABEL, "label", _ (place->group), "xalign", 0.0, NULL);
  gtk_widget_add_css_class (heading, "sidebar-heading");
  gtk_list_box_row_set_header (row, heading);
}

static GtkWidget *
make_count (DepotSidebar *self, const DepotPlace *place)
{
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_set_visible (count, FALSE);
  gtk_widget_set_valign (count, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (count, "count");
  gtk_widget_add_css_class (count, "numeric");
  g_hash_table_insert (self->counts, (gpointer) place->id, count);
  return count;
}

static GtkWidget *
make_row (DepotSidebar *self, const DepotPlace *place)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "label",
                                   _ (place->title),
                                   "xalign",
                                   0.0,
                                   "hexpand",
                                   TRUE,
                                   "ellipsize",
                                   PANGO_ELLIPSIZE_END,
                                   NULL);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (place->icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), make_count (self, place));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "depot-place", (gpointer) place);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (place->title), -1);
  return row;
}

static void
add_places (DepotSidebar *self)
{
  guint n_places;
  const DepotPlace *places = depot_places_get (&n_places);

  for (guint i = 0; i < n_places; i++)
    gtk_list_box_append (self->list, make_row (self, &places[i]));
  gtk_list_box_set_header_func (self->list, show_group_heading, NULL, NULL);
}

static void
show_count (DepotSidebar *self, const char *place, guint count, const char *description)
{
  GtkWidget *label = g_hash_table_lookup (self->counts, place);
  g_autofree char *text = g_strdup_printf ("%u", count);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, count > 0);
  gtk_widget_set_tooltip_text (label, description);
}

static void
update_counts (DepotSidebar *self)
{
  guint n_running = 0;

  g_object_get (self->house, "n-running", &n_running, NULL);
  show_count (self, "activity", n_running, _ ("Running operations"));
  show_count (self,
              "points",
              g_list_model_get_n_items (depot_house_get_points (self->house)),
              _ ("Cloud distribution points"));
}

static void
on_row_selected (DepotSidebar *self, GtkListBoxRow *row)
{
  const DepotPlace *place = place_of_row (row);

  if (place == NULL || g_strcmp0 (place->id, self->place) == 0)
    return;
  self->place = place->id;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PLACE]);
}

/* In a narrow window the row that is already chosen must still lead to its page. */
static void
on_row_activated (DepotSidebar *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", place_of_row (row)->id);
}

static void
depot_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((DepotSidebarProperty) id)
    {
    case PROP_PLACE:
      g_value_set_string (value, DEPOT_SIDEBAR (object)->place);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_sidebar_dispose (GObject *object)
{
  DepotSidebar *self = DEPOT_SIDEBAR (object);

  g_clear_object (&self->house);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_SIDEBAR);
  G_OBJECT_CLASS (depot_sidebar_parent_class)->dispose (object);
}

static void
depot_sidebar_class_init (DepotSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_sidebar_dispose;
  G_OBJECT_CLASS (klass)->get_property = depot_sidebar_get_property;
  props[PROP_PLACE]
      = g_param_spec_string ("place",
                             NULL,
                             NULL,
                             NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (props), props);

  g_type_ensure (DEPOT_TYPE_ACCOUNT_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/depot-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, DepotSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DepotSidebar, account_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
depot_sidebar_init (DepotSidebar *self)
{
  self->counts = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_places (self);
  g_signal_connect_object (
      self->list, "row-selected", G_CALLBACK (on_row_selected), self, G_CONNECT_SWAPPED);
}

void
depot_sidebar_set_house (DepotSidebar *self, DepotHouse *house)
{
  g_return_if_fail (DEPOT_IS_SIDEBAR (self));

  self->house = g_object_ref (house);
  depot_account_chip_set_house (self->account_chip, house);
  g_signal_connect_object (house, "notify", G_CALLBACK (update_counts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (depot_house_get_points (house),
                           "items-changed",
                           G_CALLBACK (update_counts),
                           self,
                           G_CONNECT_SWAPPED);
  update_counts (self);
}

void
depot_sidebar_set_place (DepotSidebar *self, const char *place)
{
  GtkListBoxRow *row;

  g_return_if_fail (DEPOT_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_str_equal (place_of_row (row)->id, place))
      {
        /* The keyboard comes along: a list that gets the focus later would choose its first row. */
        gtk_list_box_select_row (self->list, row);
        gtk_widget_grab_focus (GTK_WIDGET (row));
      }
}

const char *
depot_sidebar_get_place (DepotSidebar *self)
{
  return self->place;
}
