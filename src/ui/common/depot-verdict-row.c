/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-verdict-row.h"

struct _DepotVerdictRow
{
  AdwPreferencesRow parent_instance;

  GtkWidget *spinner;
  GtkImage *icon;
  GtkLabel *label;
  DepotVerdict verdict;
};

G_DEFINE_FINAL_TYPE (DepotVerdictRow, depot_verdict_row, ADW_TYPE_PREFERENCES_ROW)

static const struct
{
  const char *icon;
  const char *css_class;
} looks[] = {
  [DEPOT_VERDICT_NONE] = { NULL, "dimmed" },
  [DEPOT_VERDICT_CHECKING] = { NULL, "dimmed" },
  [DEPOT_VERDICT_INFO] = { "dialog-information-symbolic", "dimmed" },
  [DEPOT_VERDICT_GOOD] = { "object-select-symbolic", "success" },
  [DEPOT_VERDICT_WARNING] = { "dialog-warning-symbolic", "warning" },
  [DEPOT_VERDICT_BAD] = { "dialog-error-symbolic", "error" },
};

static gboolean
goes_back (GtkDirectionType direction)
{
  return direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP;
}

/* Nothing to press here: the keyboard passes through to the next row. A list would otherwise end at
 * a row that refuses the focus. */
static gboolean
depot_verdict_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *row = widget;

  while ((row = goes_back (direction) ? gtk_widget_get_prev_sibling (row)
                                      : gtk_widget_get_next_sibling (row))
         != NULL)
    if (gtk_widget_child_focus (row, direction))
      return TRUE;
  return FALSE;
}

static void
depot_verdict_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_VERDICT_ROW);
  G_OBJECT_CLASS (depot_verdict_row_parent_class)->dispose (object);
}

static void
depot_verdict_row_class_init (DepotVerdictRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_verdict_row_dispose;
  widget_class->focus = depot_verdict_row_focus;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/common/depot-verdict-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotVerdictRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, DepotVerdictRow, icon);
  gtk_widget_class_bind_template_child (widget_class, DepotVerdictRow, label);
}

static void
depot_verdict_row_init (DepotVerdictRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
depot_verdict_row_new (void)
{
  return g_object_new (DEPOT_TYPE_VERDICT_ROW, NULL);
}

DepotVerdictRow *
depot_verdict_row_new_below (GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX);
  GtkWidget *self = depot_verdict_row_new ();

  gtk_list_box_insert (
      GTK_LIST_BOX (list), self, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + 1);
  return DEPOT_VERDICT_ROW (self);
}

static void
show (DepotVerdictRow *self, DepotVerdict verdict, const char *text)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), looks[self->verdict].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self), looks[verdict].css_class);
  gtk_image_set_from_icon_name (self->icon, looks[verdict].icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), looks[verdict].icon != NULL);
  gtk_widget_set_visible (self->spinner, verdict == DEPOT_VERDICT_CHECKING);
  gtk_label_set_label (self->label, text);
  self->verdict = verdict;
}

void
depot_verdict_row_set (DepotVerdictRow *self, DepotVerdict verdict, const char *text)
{
  g_return_if_fail (DEPOT_IS_VERDICT_ROW (self));

  if (text == NULL)
    verdict = DEPOT_VERDICT_NONE;
  if (verdict == self->verdict && g_strcmp0 (text, gtk_label_get_label (self->label)) == 0)
    return;
  show (self, verdict, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), verdict != DEPOT_VERDICT_NONE);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  /* What one types about is said aloud; a running check only once it has ended. */
  if (verdict > DEPOT_VERDICT_CHECKING && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_accessible_announce (
        GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

DepotVerdict
depot_verdict_row_get_verdict (DepotVerdictRow *self)
{
  return self->verdict;
}

const char *
depot_verdict_row_get_text (DepotVerdictRow *self)
{
  return self->verdict == DEPOT_VERDICT_NONE ? NULL : gtk_label_get_label (self->label);
}
