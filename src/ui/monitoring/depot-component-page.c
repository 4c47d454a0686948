/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-component-page.h"

#include <glib/gi18n.h>

#include "depot-banners.h"
#include "depot-messages-view.h"

struct _DepotComponentPage
{
  DepotPage parent_instance;

  DepotBanners *banners;
  AdwActionRow *component_row;
  GtkImage *state_icon;
  GtkLabel *counts_label;
  DepotMessagesView *messages_view;
};

G_DEFINE_FINAL_TYPE (DepotComponentPage, depot_component_page, DEPOT_TYPE_PAGE)

/* As in the original: errors make a component critical, warnings alone make it a warning. */
static void
show_state (DepotComponentPage *self, guint n_errors, guint n_warnings)
{
  static const struct
  {
    const char *icon, *css_class, *word;
  } states[] = {
    { "object-select-symbolic", "success", N_ ("OK") },
    { "dialog-warning-symbolic", "warning", N_ ("Warning") },
    { "dialog-error-symbolic", "error", N_ ("Critical") },
  };
  guint state = n_errors > 0 ? 2 : n_warnings > 0 ? 1 : 0;

  gtk_image_set_from_icon_name (self->state_icon, states[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_icon),
                              (const char *[]) { states[state].css_class, NULL });
  adw_action_row_set_subtitle (self->component_row, _ (states[state].word));
}

static void
on_loaded (DepotComponentPage *self)
{
  g_autofree char *counts = NULL;
  guint n_errors, n_warnings, n_infos;

  /* the view outlives the page while it waits for an answer */
  if (self->messages_view == NULL)
    return;
  n_errors = depot_messages_view_count (self->messages_view, DEPOT_SEVERITY_ERROR);
  n_warnings = depot_messages_view_count (self->messages_view, DEPOT_SEVERITY_WARNING);
  n_infos = depot_messages_view_count (self->messages_view, DEPOT_SEVERITY_INFO);
  /* Translators: counts of status messages by severity. */
  counts = g_strdup_printf (_ ("Error %u · Warning %u · Info %u"), n_errors, n_warnings, n_infos);
  gtk_label_set_label (self->counts_label, counts);
  show_state (self, n_errors, n_warnings);
}

static void
show_severity (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DepotComponentPage *self = DEPOT_COMPONENT_PAGE (widget);
  const char *wanted = g_variant_get_string (parameter, NULL);

  for (int severity = DEPOT_SEVERITY_INFO; severity <= DEPOT_SEVERITY_ERROR; severity++)
    if (g_str_equal (wanted, depot_severity_get_nick (severity)))
      {
        depot_messages_view_set_severity (self->messages_view, severity);
        return;
      }
  depot_messages_view_set_severity (self->messages_view, -1);
}

static void
depot_component_page_search (DepotPage *page)
{
  depot_messages_view_start_search (DEPOT_COMPONENT_PAGE (page)->messages_view);
}

static void
depot_component_page_refresh (DepotPage *page)
{
  depot_messages_view_refresh (DEPOT_COMPONENT_PAGE (page)->messages_view);
}

static void
depot_component_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), DEPOT_TYPE_COMPONENT_PAGE);
  G_OBJECT_CLASS (depot_component_page_parent_class)->dispose (object);
}

static void
depot_component_page_class_init (DepotComponentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_component_page_dispose;
  DEPOT_PAGE_CLASS (klass)->search = depot_component_page_search;
  DEPOT_PAGE_CLASS (klass)->refresh = depot_component_page_refresh;

  g_type_ensure (DEPOT_TYPE_BANNERS);
  g_type_ensure (DEPOT_TYPE_MESSAGES_VIEW);
  gtk_widget_class_install_action (widget_class, "component.show", "s", show_severity);
  gtk_widget_class_set_template_from_resource (
      widget_class, DEPOT_RESOURCE_PATH "/ui/monitoring/depot-component-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DepotComponentPage, banners);
  gtk_widget_class_bind_template_child (widget_class, DepotComponentPage, component_row);
  gtk_widget_class_bind_template_child (widget_class, DepotComponentPage, state_icon);
  gtk_widget_class_bind_template_child (widget_class, DepotComponentPage, counts_label);
  gtk_widget_class_bind_template_child (widget_class, DepotComponentPage, messages_view);
}

static void
depot_component_page_init (DepotComponentPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (
      self->messages_view, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
}

DepotPage *
depot_component_page_new (DepotHouse *house)
{
  DepotComponentPage *self = g_object_new (DEPOT_TYPE_COMPONENT_PAGE, NULL);

  depot_page_set_house (DEPOT_PAGE (self), house);
  depot_banners_set_house (self->banners, house);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->component_row),
                                 DEPOT_COMPONENT_CLOUD_SERVICES);
  depot_messages_view_set_house (self->messages_view, house, DEPOT_COMPONENT_CLOUD_SERVICES, NULL);
  return DEPOT_PAGE (self);
}
