/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-window.h"
#include "depot-window-private.h"

#include <glib/gi18n.h>

#include "depot-error-advice.h"
#include "depot-first-run.h"
#include "depot-places.h"
#include "depot-practice.h"
#include "depot-preferences.h"

G_DEFINE_FINAL_TYPE (DepotWindow, depot_window, ADW_TYPE_APPLICATION_WINDOW)

/* Pages are made when they are first visited, so that opening costs one page only. */
static AdwNavigationPage *
find_or_make_page (DepotWindow *self, const DepotPlace *place)
{
  AdwNavigationPage *page = adw_navigation_view_find_page (self->places_view, place->id);

  if (page != NULL)
    return page;
  page = ADW_NAVIGATION_PAGE (place->make (self->house));
  adw_navigation_page_set_tag (page, place->id);
  adw_navigation_view_add (self->places_view, page);
  return page;
}

static void
show_place (DepotWindow *self, const char *id)
{
  const DepotPlace *place = depot_places_find (id);
  const char *tags[] = { id };
  AdwNavigationPage *page = find_or_make_page (self, place);

  if (page != adw_navigation_view_get_visible_page (self->places_view))
    adw_navigation_view_replace_with_tags (self->places_view, tags, 1);
  adw_navigation_page_set_title (self->content_page, _ (place->title));
  depot_window_update_actions (self);
}

static void
remember_place (const char *id)
{
  if (depot_preferences_get () != NULL)
    g_settings_set_string (depot_preferences_get (), "last-page", id);
}

/* Where the window was closed; a page of a later version is not known here. */
static char *
recall_place (void)
{
  g_autofree char *id = depot_preferences_get () != NULL
                            ? g_settings_get_string (depot_preferences_get (), "last-page")
                            : NULL;

  return g_strdup (id != NULL && depot_places_find (id) != NULL ? id : "points");
}

static void
on_place_chosen (DepotWindow *self)
{
  show_place (self, depot_sidebar_get_place (self->sidebar));
  if (self->is_opened)
    remember_place (depot_sidebar_get_place (self->sidebar));
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

static void
show_places (DepotWindow *self)
{
  g_autofree char *place = recall_place ();

  /* First the place, then the stack: the list that comes into view with the focus chooses its first
   * row. */
  depot_sidebar_set_place (self->sidebar, place);
  gtk_stack_set_visible_child_name (self->stack, "places");
  depot_sidebar_set_place (self->sidebar, place);
  self->is_opened = TRUE;
}

static void
on_first_run_done (DepotWindow *self)
{
  show_places (self);
  adw_bin_set_child (self->first_run_bin, NULL);
}

static void
show_first_run (DepotWindow *self)
{
  GtkWidget *first_run = depot_first_run_new (self->house);

  g_signal_connect_object (
      first_run, "done", G_CALLBACK (on_first_run_done), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->first_run_bin, first_run);
  gtk_stack_set_visible_child_name (self->stack, "first-run");
}

DepotPage *
depot_window_get_page (DepotWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->places_view);

  return DEPOT_IS_PAGE (page) ? DEPOT_PAGE (page) : NULL;
}

guint
depot_window_count_running (DepotWindow *self)
{
  guint n_running = 0;

  g_object_get (self->house, "n-running", &n_running, NULL);
  return n_running;
}

static void
on_close_chosen (DepotWindow *self, const char *response)
{
  if (!g_str_equal (response, "close"))
    return;
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
say_what_goes_on (DepotWindow *self, guint n_running)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (NULL, NULL));

  adw_alert_dialog_format_heading (
      dialog,
      ngettext ("%u Operation Is Running", "%u Operations Are Running", n_running),
      n_running);
  adw_alert_dialog_set_body (dialog,
                             _ ("Azure goes on with what it has begun. The next steps follow when "
                                "Cloud Depot is started again; nothing is lost."));
  adw_alert_dialog_add_responses (dialog, "stay", _ ("_Keep Open"), "close", _ ("_Close"), NULL);
  adw_alert_dialog_set_default_response (dialog, "close");
  adw_alert_dialog_set_close_response (dialog, "stay");
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (on_close_chosen), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

/* Only the keeper's operations stop with this window. */
static gboolean
depot_window_close_request (GtkWindow *window)
{
  DepotWindow *self = DEPOT_WINDOW (window);
  gboolean is_open = !g_str_equal (gtk_stack_get_visible_child_name (self->stack), "opening");
  guint n_running = is_open ? depot_window_count_running (self) : 0;

  if (n_running > 0 && !self->may_close && depot_house_is_keeper (self->house))
    {
      say_what_goes_on (self, n_running);
      return GDK_EVENT_STOP;
    }
  return GTK_WINDOW_CLASS (depot_window_parent_class)->close_request (window);
}

static void
depot_window_dispose (GObject *object)
{
  DepotWindow *self = DEPOT_WINDOW (object);

  g_clear_weak_pointer (&self->wizard);
  g_clear_object (&self->house);
  gtk_widget_dispose_template (GTK_WIDGET (self), DEPOT_TYPE_WINDOW);

  G_OBJECT_CLASS (depot_window_parent_class)->dispose (object);
}

static void
depot_window_class_init (DepotWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = depot_window_close_request;

  g_type_ensure (DEPOT_TYPE_SIDEBAR);
  depot_window_install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               DEPOT_RESOURCE_PATH "/ui/depot-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, first_run_bin);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, failure_page);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, places_view);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, DepotWindow, sidebar);
}

static void
depot_window_init (DepotWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->sidebar, "notify::place", G_CALLBACK (on_place_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->places_view,
                           "notify::visible-page",
                           G_CALLBACK (depot_window_update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  depot_preferences_bind ("window-width", self, "default-width");
  depot_preferences_bind ("window-height", self, "default-height");
  depot_preferences_bind ("window-maximized", self, "maximized");
}

DepotWindow *
depot_window_new (GtkApplication *application, DepotHouse *house)
{
  DepotWindow *self = g_object_new (DEPOT_TYPE_WINDOW, "application", application, NULL);

  self->house = g_object_ref (house);
  depot_window_update_actions (self);
  return self;
}

static void
practice_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (depot_practice_start_finish (DEPOT_HOUSE (source), result, &error) == NULL)
    depot_window_toast (self, error->message);
}

/* It ends with the computer; whoever works in it finds it running again, in the scenario of today.
 * Of one that runs this is only a look. */
static void
start_practice_again (DepotWindow *self)
{
  const char *environment = depot_house_peek_setting (self->house, "wizard-environment");

  if (g_strcmp0 (environment, DEPOT_CLOUD_PRACTICE) == 0)
    depot_practice_start_async (self->house, NULL, practice_started, g_object_ref (self));
}

void
depot_window_show_house (DepotWindow *self)
{
  g_return_if_fail (DEPOT_IS_WINDOW (self));

  depot_sidebar_set_house (self->sidebar, self->house);
  g_signal_connect_object (depot_house_get_sites (self->house),
                           "items-changed",
                           G_CALLBACK (depot_window_update_actions),
                           self,
                           G_CONNECT_SWAPPED);
  if (depot_house_get_top_site (self->house) == NULL)
    show_first_run (self);
  else
    {
      show_places (self);
      start_practice_again (self);
    }
  depot_window_update_actions (self);
}

void
depot_window_show_failure (DepotWindow *self, const GError *error)
{
  g_autoptr (DepotErrorAdvice) advice = depot_error_advise (error);

  g_return_if_fail (DEPOT_IS_WINDOW (self));

  adw_status_page_set_title (self->failure_page, advice->title);
  adw_status_page_set_description (self->failure_page, advice->explanation);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

void
depot_window_go (DepotWindow *self, const char *place)
{
  g_return_if_fail (DEPOT_IS_WINDOW (self));

  if (depot_places_find (place) == NULL)
    return;
  if (g_strcmp0 (depot_sidebar_get_place (self->sidebar), place) == 0)
    on_place_chosen (self);
  else
    depot_sidebar_set_place (self->sidebar, place);
}

void
depot_window_toast (DepotWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
