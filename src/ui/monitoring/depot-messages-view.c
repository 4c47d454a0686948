/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-messages-view.h"

#include <glib/gi18n.h>

#include "depot-error-text.h"
#include "depot-severity-cell.h"
#include "depot-table.h"
#include "depot-text.h"

/* What is looked at lies in the last days; older ones stay in the store for depotctl. */
#define MOST_MESSAGES 5000

struct _DepotMessagesView
{
  AdwBin parent_instance;

  AdwBanner *failure_banner;
  AdwToggleGroup *severity_group;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkColumnView *column_view;
  GtkLabel *status_label;

  DepotHouse *house;
  char *component, *point_id;
  DepotTable *table; /* borrowed from the view */
  GListModel *messages;
  GCancellable *cancellable;
  int severity;
};

G_DEFINE_FINAL_TYPE (DepotMessagesView, depot_messages_view, ADW_TYPE_BIN)

static guint loaded_signal;

static char *
dup_time (gpointer item)
{
  return depot_text_time_exact (depot_status_message_get_at (item));
}

static gint64
get_record (gpointer item)
{
  return depot_status_message_get_at (item) * 1000 + depot_status_message_get_record (item) % 1000;
}

static char *
dup_severity (gpointer item)
{
  return g_strdup (depot_severity_get_label (depot_status_message_get_severity (item)));
}

static gint64
get_severity (gpointer item)
{
  return depot_status_message_get_severity (item);
}

static void
show_severity (GtkWidget *cell, gpointer item)
{
  depot_severity_cell_set_severity (DEPOT_SEVERITY_CELL (cell),
                                    depot_status_message_get_severity (item));
}

static char *
dup_id (gpointer item)
{
  return g_strdup_printf ("%u", depot_status_message_get_message_id (item));
}

static gint64
get_id (gpointer item)
{
  return depot_status_message_get_message_id (item);
}

static char *
dup_system (gpointer item)
{
  return g_strdup (depot_status_message_get_system (item));
}

static char *
dup_site (gpointer item)
{
  return g_strdup (depot_status_message_get_site_code (item));
}

static char *
dup_description (gpointer item)
{
  return g_strdup (depot_status_message_get_text (item));
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
  { "time", N_ ("Time"), NULL, dup_time, get_record, .flags = DEPOT_COLUMN_NUMERIC, .width = 160 },
  { "id",
    N_ ("ID"),
    NULL,
    dup_id,
    get_id,
    .flags = DEPOT_COLUMN_NUMERIC | DEPOT_COLUMN_SEARCHED,
    .width = 64 },
  { "description",
    N_ ("Description"),
    NULL,
    dup_description,
    .flags = DEPOT_COLUMN_EXPAND | DEPOT_COLUMN_SEARCHED | DEPOT_COLUMN_LONG },
  { "site", N_ ("Site"), NULL, dup_site, .flags = DEPOT_COLUMN_SEARCHED, .width = 60 },
  { "system", N_ ("System"), NULL, dup_system, .flags = DEPOT_COLUMN_SEARCHED, .width = 120 },
};

static gboolean
is_wanted (gpointer item, gpointer data)
{
  DepotMessagesView *self = data;

  if (self->severity >= 0 && (int) depot_status_message_get_severity (item) != self->severity)
    return FALSE;
  return self->point_id == NULL
         || g_strcmp0 (depot_status_message_get_point_id (item), self->point_id) == 0;
}

static void
show_stack (DepotMessagesView *self)
{
  guint n_shown = depot_table_get_n_shown (self->table);
  guint n_messages = self->messages != NULL ? g_list_model_get_n_items (self->messages) : 0;
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u message", "%u messages", n_shown), n_shown);

  gtk_label_set_label (self->status_label, self->messages != NULL ? text : "");
  if (self->messages == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  else if (n_messages == 0)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else
    gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "table" : "no-match");
}

static void
messages_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotMessagesView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) messages
      = depot_house_list_messages_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *line = NULL;

  if (self->table == NULL || depot_error_text_is_cancelled (error))
    return;
  adw_banner_set_revealed (self->failure_banner, error != NULL);
  if (error != NULL)
    {
      line = depot_error_text_dup_line (error);
      adw_banner_set_title (self->failure_banner, line);
      return;
    }
  g_set_object (&self->messages, messages);
  depot_table_set_model (self->table, messages);
  show_stack (self);
  g_signal_emit (self, loaded_signal, 0);
}

void
depot_messages_view_refresh (DepotMessagesView *self)
{
  g_return_if_fail (DEPOT_IS_MESSAGES_VIEW (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  depot_house_list_messages_async (self->house,
                                   self->component,
                                   -1,
                                   0,
                                   MOST_MESSAGES,
                                   self->cancellable,
                                   messages_listed,
                                   g_object_ref (self));
}

static void
refresh (GtkWidget *widget, const char *action, GVariant *parameter)
{
  depot_messages_view_refresh (DEPOT_MESSAGES_VIEW (widget));
}

static void
on_activate (DepotMessagesView *self, guint position)
{
  depot_table_show_row (self->table, position, _ ("Status Message"));
}

static void
on_search_changed (DepotMessagesView *self)
{
  depot_table_set_search (self->table, gtk_editable_get_text (self->search_entry));
}

static void
on_severity_chosen (DepotMessagesView *self)
{
  static const int severities[]
      = { -1, DEPOT_SEVERITY_ERROR, DEPOT_SEVERITY_WARNING, DEPOT_SEVERITY_INFO };

  self->severity = severities[MIN (adw_toggle_group_get_active (self->severity_group),
                                   G_N_ELEMENTS (severities) - 1)];
  depot_table_set_filter (self->table, is_wanted, self);
  show_stack (self);
}

static void
depot_messages_view_dispose (GObject *object)
{
  DepotMessagesView *self = DEPOT_MESSAGES_VIEW (object);

  /* The table goes with its view and would tell of that. */
  if (self->table != NULL)
    g_signal_handlers_disconnect_by_data (self->table, self);
  self->table = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->messages);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_MESSAGES_VIEW);
  g_clear_pointer (&self->component, g_free);
  g_clear_pointer (&self->point_id, g_free);

  G_OBJECT_CLASS (depot_messages_view_parent_class)->dispose (object);
}

static void
depot_messages_view_class_init (DepotMessagesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_messages_view_dispose;
  loaded_signal = g_signal_new (
      "loaded", DEPOT_TYPE_MESSAGES_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "messages.refresh", NULL, refresh);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/monitoring/depot-messages-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotMessagesView, failure_banner);
  gtk_widget_class_bind_template_child (widget_class, DepotMessagesView, severity_group);
  gtk_widget_class_bind_template_child (widget_class, DepotMessagesView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DepotMessagesView, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotMessagesView, column_view);
  gtk_widget_class_bind_template_child (widget_class, DepotMessagesView, status_label);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
depot_messages_view_init (DepotMessagesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->severity = -1;
  self->table = depot_table_attach (self->column_view, columns, G_N_ELEMENTS (columns));
  depot_table_set_filter (self->table, is_wanted, self);
  depot_table_sort (self->table, "time", TRUE);
  g_signal_connect_object (self->search_entry,
                           "search-changed",
                           G_CALLBACK (on_search_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->severity_group,
                           "notify::active",
                           G_CALLBACK (on_severity_chosen),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->table, "changed", G_CALLBACK (show_stack), self, G_CONNECT_SWAPPED);
}

void
depot_messages_view_set_house (DepotMessagesView *self,
                               DepotHouse *house,
                               const char *component,
                               const char *point_id)
{
  g_return_if_fail (DEPOT_IS_MESSAGES_VIEW (self));

  self->house = g_object_ref (house);
  self->component = g_strdup (component);
  self->point_id = g_strdup (point_id);
  /* The order of the columns is remembered once for all tables of messages. */
  if (point_id == NULL)
    depot_table_remember (self->table, "message-columns", "message-sort");
  g_signal_connect_object (
      house, "messages-changed", G_CALLBACK (depot_messages_view_refresh), self, G_CONNECT_SWAPPED);
  depot_messages_view_refresh (self);
}

void
depot_messages_view_start_search (DepotMessagesView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
depot_messages_view_set_severity (DepotMessagesView *self, int severity)
{
  static const char *const names[] = { "info", "warning", "error" };

  adw_toggle_group_set_active_name (self->severity_group, severity < 0 ? "all" : names[severity]);
}

guint
depot_messages_view_count (DepotMessagesView *self, DepotSeverity severity)
{
  guint count = 0;

  for (guint i = 0; self->messages != NULL && i < g_list_model_get_n_items (self->messages); i++)
    {
      g_autoptr (DepotStatusMessage) message = g_list_model_get_item (self->messages, i);

      count += depot_status_message_get_severity (message) == severity;
    }
  return count;
}
