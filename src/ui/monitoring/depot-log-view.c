/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-log-view.h"

#include <glib/gi18n.h>

#include "depot-paths.h"
#include "depot-service-log.h"
#include "depot-severity-cell.h"
#include "depot-table.h"
#include "depot-text.h"

#define LOG_NAME "CloudMgr.log"

struct _DepotLogView
{
  AdwBin parent_instance;

  GtkEditable *search_entry;
  GtkToggleButton *follow_button;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *status_label;

  DepotLogFile *file;
  DepotTable *table; /* borrowed from the view */
  char *text;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (DepotLogView, depot_log_view, ADW_TYPE_BIN)

static char *
dup_severity (gpointer item)
{
  return g_strdup (depot_severity_get_label (depot_log_line_get_severity (item)));
}

static void
show_severity (GtkWidget *cell, gpointer item)
{
  depot_severity_cell_set_severity (DEPOT_SEVERITY_CELL (cell), depot_log_line_get_severity (item));
}

static char *
dup_time (gpointer item)
{
  return depot_text_time_exact (depot_log_line_get_at (item));
}

static char *
dup_text (gpointer item)
{
  return g_strdup (depot_log_line_get_text (item));
}

static char *
dup_component (gpointer item)
{
  return g_strdup (depot_log_line_get_component (item));
}

static char *
dup_thread (gpointer item)
{
  return g_strdup_printf ("%u", depot_log_line_get_thread (item));
}

static gint64
get_severity (gpointer item)
{
  return depot_log_line_get_severity (item);
}

static gint64
get_at (gpointer item)
{
  return depot_log_line_get_at (item);
}

static GtkWidget *
make_text (void)
{
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (label, "log-line");
  return label;
}

/* The colour repeats what the icon in the first column says. */
static void
show_text (GtkWidget *label, gpointer item)
{
  static const char *const classes[] = { NULL, "warning", "error" };
  const char *css_class = classes[depot_log_line_get_severity (item)];

  gtk_widget_set_css_classes (label, (const char *[]) { "log-line", css_class, NULL });
  gtk_label_set_label (GTK_LABEL (label), depot_log_line_get_text (item));
  gtk_widget_set_tooltip_text (label, depot_log_line_get_text (item));
}

static const DepotColumn columns[] = {
  { "severity",
    N_ ("Severity"),
    NULL,
    dup_severity,
    get_severity,
    depot_severity_cell_new,
    show_severity,
    0,
    110 },
  { "time", N_ ("Time"), NULL, dup_time, get_at, .flags = DEPOT_COLUMN_NUMERIC, .width = 160 },
  { "text",
    N_ ("Log Text"),
    NULL,
    dup_text,
    NULL,
    make_text,
    show_text,
    DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_EXPAND,
    0 },
  { "component",
    N_ ("Component"),
    NULL,
    dup_component,
    .flags = DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_HIDDEN,
    .width = 240 },
  { "thread",
    N_ ("Thread"),
    NULL,
    dup_thread,
    .flags = DEPOT_COLUMN_NUMERIC | DEPOT_COLUMN_HIDDEN,
    .width = 80 },
};

static gboolean
names_point (gpointer item, gpointer data)
{
  DepotLogView *self = data;

  return strstr (depot_log_line_get_text (item), self->text) != NULL;
}

static void
follow (DepotLogView *self)
{
  guint n_shown = depot_table_get_n_shown (self->table);

  if (gtk_toggle_button_get_active (self->follow_button) && n_shown > 0
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_column_view_scroll_to (self->column_view, n_shown - 1, NULL, GTK_LIST_SCROLL_NONE, NULL);
}

static void
show_stack (DepotLogView *self)
{
  guint n_shown = depot_table_get_n_shown (self->table);
  guint n_lines = g_list_model_get_n_items (G_LIST_MODEL (self->file));
  /* Translators: number of log lines, then the path of the file. */
  g_autofree char *status = g_strdup_printf (ngettext ("%u line · %s", "%u lines · %s", n_shown),
                                             n_shown,
                                             depot_log_file_get_path (self->file));

  gtk_label_set_label (self->status_label, status);
  if (n_shown > 0)
    gtk_stack_set_visible_child_name (self->stack, "table");
  else
    gtk_stack_set_visible_child_name (self->stack, n_lines > 0 ? "no-match" : "empty");
}

static gboolean
on_update (gpointer data)
{
  DepotLogView *self = data;

  self->update_id = 0;
  show_stack (self);
  follow (self);
  return G_SOURCE_REMOVE;
}

static void
update_soon (DepotLogView *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

static void
on_activate (DepotLogView *self, guint position)
{
  depot_table_show_row (self->table, position, _ ("Log Line"));
}

static void
on_search_changed (DepotLogView *self)
{
  depot_table_set_search (self->table, gtk_editable_get_text (self->search_entry));
}

static void
depot_log_view_dispose (GObject *object)
{
  DepotLogView *self = DEPOT_LOG_VIEW (object);

  /* The table goes with its view and would tell of that. */
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_data (self->table, self);
  self->table = NULL;
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->file);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_LOG_VIEW);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (depot_log_view_parent_class)->dispose (object);
}

static void
depot_log_view_class_init (DepotLogViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_log_view_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/monitoring/depot-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotLogView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotLogView, follow_button);
  gtk_widget_class_bind_template_child (widget_class, DepotLogView, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotLogView, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotLogView, status_label);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
depot_log_view_init (DepotLogView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->table = depot_table_attach (self->column_view, columns, G_N_ELEMENTS (columns));
  g_signal_connect_object (self->search_entry,
                           "search-changed",
                           G_CALLBACK (on_search_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->table, "changed", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->follow_button, "toggled", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (update_soon), NULL);
}

void
depot_log_view_open (DepotLogView *self, const char *text)
{
  g_autofree char *folder = depot_paths_dup_log_dir ();

  g_return_if_fail (DEPOT_IS_LOG_VIEW (self) && self->file == NULL);

  self->text = g_strdup (text);
  self->file = depot_log_file_new (folder, LOG_NAME);
  if (text != NULL)
    depot_table_set_filter (self->table, names_point, self);
  depot_table_set_model (self->table, G_LIST_MODEL (self->file));
  show_stack (self);
}

void
depot_log_view_start_search (DepotLogView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}
