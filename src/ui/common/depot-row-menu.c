/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-row-menu.h"

static gboolean
has_choice (GtkColumnView *view)
{
  GtkSelectionModel *model = gtk_column_view_get_model (view);
  g_autoptr (GtkBitset) chosen
      = model != NULL ? gtk_selection_model_get_selection (model) : gtk_bitset_new_empty ();

  return !gtk_bitset_is_empty (chosen);
}

static void
show (GtkPopover *popover, int x, int y)
{
  if (!has_choice (GTK_COLUMN_VIEW (gtk_widget_get_parent (GTK_WIDGET (popover)))))
    return;
  gtk_popover_set_pointing_to (popover, &(GdkRectangle) { x, y, 1, 1 });
  gtk_popover_popup (popover);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, GtkPopover *popover)
{
  show (popover, (int) x, (int) y);
}

static gboolean
on_key (GtkWidget *view, GVariant *arguments, gpointer popover)
{
  show (popover, 40, 60);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkColumnView *view, GtkWidget *popover)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                        gtk_callback_action_new (on_key, popover, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
}

void
depot_row_menu_attach (GtkColumnView *view, GMenuModel *menu)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);
  GtkGesture *gesture = gtk_gesture_click_new ();

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, GTK_WIDGET (view));
  g_signal_connect_object (
      view, "destroy", G_CALLBACK (gtk_widget_unparent), popover, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (on_pressed), popover, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (gesture));
  add_key (view, popover);
}
