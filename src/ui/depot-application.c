/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-application.h"

#include <glib/gi18n.h>

#include "depot-house.h"

#include "depot-about.h"
#include "depot-alert-notifier.h"
#include "depot-notifier.h"
#include "depot-shortcuts.h"
#include "depot-window.h"

/* A service that nobody needs any more goes after this time. */
#define SERVICE_SECONDS 10

struct _DepotApplication
{
  AdwApplication parent_instance;

  DepotHouse *house;
  DepotNotifier *notifier;
  DepotAlertNotifier *alert_notifier;
  DepotWindow *window; /* borrowed while it is shown */
  GError *failure;     /* why the house did not open */
  guint leave_id;
  gboolean is_open, is_closing;
};

G_DEFINE_FINAL_TYPE (DepotApplication, depot_application, ADW_TYPE_APPLICATION)

static double
clock_speed (void)
{
#ifdef DEPOT_TEST_HOOKS
  const char *speed = g_getenv ("DEPOT_CLOCK_SPEED");

  if (speed != NULL)
    return CLAMP (g_ascii_strtod (speed, NULL), 1.0, 1000.0);
#endif
  return 1.0;
}

/* The running step ends cleanly and the lease is given back before the program goes. */
static void
house_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_house_close_finish (self->house, result, &error))
    g_warning ("Closing: %s", error->message);
  g_clear_object (&self->notifier);
  g_clear_object (&self->alert_notifier);
  g_clear_object (&self->house);
  g_application_release (G_APPLICATION (self));
  g_application_quit (G_APPLICATION (self));
}

static void
close_house (DepotApplication *self)
{
  self->is_closing = TRUE;
  g_application_hold (G_APPLICATION (self));
  depot_house_close_async (self->house, house_closed, g_object_ref (self));
}

/* --- without a window, as the desktop's message bus starts it --- */

static gboolean
on_leave (gpointer data)
{
  DepotApplication *self = data;

  self->leave_id = 0;
  close_house (self);
  return G_SOURCE_REMOVE;
}

/* Nobody looks and nothing is left to do. */
static void
leave_when_idle (DepotApplication *self)
{
  guint n_running = 0;

  g_clear_handle_id (&self->leave_id, g_source_remove);
  if (self->window != NULL || self->is_closing)
    return;
  g_object_get (self->house, "n-running", &n_running, NULL);
  if (n_running == 0)
    self->leave_id = g_timeout_add_seconds (SERVICE_SECONDS, on_leave, self);
}

/* --- the house --- */

static void
show_house (DepotApplication *self)
{
  if (self->window == NULL)
    return;
  if (self->failure != NULL)
    depot_window_show_failure (self->window, self->failure);
  else if (self->is_open)
    depot_window_show_house (self->window);
}

static void
house_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotApplication) self = data;

  if (self->is_closing)
    return;
  self->is_open = depot_house_open_finish (self->house, result, &self->failure);
  if (self->is_open)
    {
      self->notifier = depot_notifier_new (G_APPLICATION (self), self->house);
      self->alert_notifier = depot_alert_notifier_new (G_APPLICATION (self), self->house);
    }
  g_signal_connect_object (
      self->house, "notify::n-running", G_CALLBACK (leave_when_idle), self, G_CONNECT_SWAPPED);
  show_house (self);
  leave_when_idle (self);
}

static void
open_house (DepotApplication *self)
{
  g_autoptr (DepotClock) clock = depot_clock_new (clock_speed ());

  self->house = depot_house_new (clock, TRUE);
  /* the window shows its rows as soon as it can, not as late as all are there */
  depot_house_set_points_later (self->house, TRUE);
  depot_house_open_async (self->house, NULL, house_opened, g_object_ref (self));
}

static void
depot_application_activate (GApplication *application)
{
  DepotApplication *self = DEPOT_APPLICATION (application);

  if (self->is_closing)
    return;
  g_clear_handle_id (&self->leave_id, g_source_remove);
  if (self->house == NULL)
    open_house (self);
  if (self->window == NULL)
    {
      g_set_weak_pointer (&self->window, depot_window_new (GTK_APPLICATION (self), self->house));
      show_house (self);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
depot_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  DepotApplication *self = DEPOT_APPLICATION (application);

  if (DEPOT_IS_WINDOW (window) && self->house != NULL && !self->is_closing)
    close_house (self);
  GTK_APPLICATION_CLASS (depot_application_parent_class)->window_removed (application, window);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  DepotApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  DepotApplication *self = data;

  depot_about_present (GTK_WIDGET (self->window));
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  DepotApplication *self = data;

  depot_shortcuts_present (GTK_WIDGET (self->window));
}

/* From a notification on the desktop, which may have outlived the window. */
static void
on_open_point (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  DepotApplication *self = data;

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL && self->is_open)
    gtk_widget_activate_action_variant (GTK_WIDGET (self->window), "win.open-point", parameter);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = on_quit },
  { .name = "about", .activate = on_about },
  { .name = "shortcuts", .activate = on_shortcuts },
  { .name = "open-point", .activate = on_open_point, .parameter_type = "s" },
};

static void
depot_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (depot_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_action_map_add_action_entries (
      G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  depot_shortcuts_install (GTK_APPLICATION (application));
  /* started by the message bus: whatever is under way goes on before anybody asks for the window */
  if (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE)
    {
      g_application_hold (application);
      open_house (DEPOT_APPLICATION (application));
    }
}

static gint
depot_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("%s %s\n", _ ("Cloud Depot"), VERSION);
      return 0;
    }
  return -1;
}

static void
depot_application_dispose (GObject *object)
{
  DepotApplication *self = DEPOT_APPLICATION (object);

  g_clear_handle_id (&self->leave_id, g_source_remove);
  g_clear_error (&self->failure);
  g_clear_object (&self->notifier);
  g_clear_object (&self->house);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (depot_application_parent_class)->dispose (object);
}

static void
depot_application_class_init (DepotApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_application_dispose;
  G_APPLICATION_CLASS (klass)->activate = depot_application_activate;
  G_APPLICATION_CLASS (klass)->startup = depot_application_startup;
  G_APPLICATION_CLASS (klass)->handle_local_options = depot_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = depot_application_window_removed;
}

static void
depot_application_init (DepotApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/* A folder of its own is a program of its own: two DEPOT_HOMEs never share one process. */
DepotApplication *
depot_application_new (void)
{
  gboolean is_private = g_getenv ("DEPOT_HOME") != NULL;

  return g_object_new (DEPOT_TYPE_APPLICATION,
                       "application-id",
                       APPLICATION_ID,
                       "flags",
                       is_private ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS,
                       "resource-base-path",
                       DEPOT_RESOURCE_PATH,
                       NULL);
}
