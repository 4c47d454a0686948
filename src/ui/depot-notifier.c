/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-notifier.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "depot-preferences.h"

struct _DepotNotifier
{
  GObject parent_instance;

  GApplication *application; /* borrowed: it owns us */
  GListModel *operations;
  GHashTable *running; /* operation → itself, while it is not settled */
};

G_DEFINE_FINAL_TYPE (DepotNotifier, depot_notifier, G_TYPE_OBJECT)

static gboolean
is_wanted (const char *setting)
{
  GSettings *settings = depot_preferences_get ();

  return settings == NULL || g_settings_get_boolean (settings, setting);
}

static gboolean
is_looked_at (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  return window != NULL && gtk_window_is_active (window);
}

gboolean
depot_notifier_may_tell (GApplication *application, const char *setting)
{
  return !is_looked_at (application) && is_wanted (setting);
}

static void
send (DepotNotifier *self, DepotOperation *operation)
{
  const GError *error = depot_operation_get_error (operation);
  g_autoptr (GNotification) notification
      = g_notification_new (depot_operation_get_title (operation));

  g_notification_set_body (
      notification,
      error != NULL ? error->message
                    : depot_operation_state_get_label (depot_operation_get_state (operation)));
  if (error != NULL)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (
      self->application, depot_operation_get_id (operation), notification);
}

static void
on_state_changed (DepotNotifier *self, GParamSpec *pspec, DepotOperation *operation)
{
  if (!depot_operation_is_settled (operation))
    return;
  g_signal_handlers_disconnect_by_func (operation, on_state_changed, self);
  g_hash_table_remove (self->running, operation);
  if (depot_notifier_may_tell (self->application, "notify-finished"))
    send (self, operation);
}

static void
watch (DepotNotifier *self, DepotOperation *operation)
{
  if (depot_operation_is_settled (operation)
      || !g_hash_table_add (self->running, g_object_ref (operation)))
    return;
  g_signal_connect_object (
      operation, "notify::state", G_CALLBACK (on_state_changed), self, G_CONNECT_SWAPPED);
}

static void
on_operations_changed (
    DepotNotifier *self, guint position, guint removed, guint added, GListModel *operations)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);

      watch (self, operation);
    }
}

static void
depot_notifier_dispose (GObject *object)
{
  DepotNotifier *self = DEPOT_NOTIFIER (object);

  g_clear_object (&self->operations);
  g_clear_pointer (&self->running, g_hash_table_unref);

  G_OBJECT_CLASS (depot_notifier_parent_class)->dispose (object);
}

static void
depot_notifier_class_init (DepotNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_notifier_dispose;
}

static void
depot_notifier_init (DepotNotifier *self)
{
  self->running = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

DepotNotifier *
depot_notifier_new (GApplication *application, DepotHouse *house)
{
  DepotNotifier *self = g_object_new (DEPOT_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->operations = g_object_ref (depot_house_get_operations (house));
  g_signal_connect_object (self->operations,
                           "items-changed",
                           G_CALLBACK (on_operations_changed),
                           self,
                           G_CONNECT_SWAPPED);
  on_operations_changed (self, 0, 0, g_list_model_get_n_items (self->operations), self->operations);
  return self;
}
