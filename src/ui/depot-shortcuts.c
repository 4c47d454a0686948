/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-shortcuts.h"

#include <glib/gi18n.h>

#include "depot-places.h"

typedef struct
{
  const char *action; /* NULL: the toolkit answers this key itself */
  const char *accels[3];
  const char *title;
} DepotShortcut;

typedef struct
{
  const char *title;
  DepotShortcut shortcuts[8];
} DepotShortcutGroup;

static const DepotShortcutGroup groups[] = {
  { N_ ("General"),
    { { "app.shortcuts", { "<Control>question" }, N_ ("Keyboard shortcuts") },
      { NULL, { "F10" }, N_ ("Open the main menu") },
      { "win.preferences", { "<Control>comma" }, N_ ("Preferences") },
      { "win.sign-in", { "<Control>l" }, N_ ("Sign in") },
      { "win.back", { "<Alt>Left" }, N_ ("Back to the list") },
      { "window.close", { "<Control>w" }, N_ ("Close the window") },
      { "app.quit", { "<Control>q" }, N_ ("Quit") } } },
  { N_ ("Cloud Distribution Points"),
    { { "win.create-point", { "<Control>n" }, N_ ("Create a cloud distribution point") },
      { NULL, { "Return" }, N_ ("Open the selected point") },
      { NULL, { "<Alt>Return" }, N_ ("Properties of the selected point") },
      { NULL, { "Delete" }, N_ ("Delete the selected points") },
      { "win.toggle-details", { "F9" }, N_ ("Show or hide the details") } } },
  { N_ ("Lists"),
    { { "win.search", { "<Control>f" }, N_ ("Search") },
      { "win.refresh", { "F5", "<Control>r" }, N_ ("Refresh") },
      { NULL, { "<Control>a" }, N_ ("Select all") },
      { NULL, { "<Shift>F10" }, N_ ("Open the context menu") } } },
};

/* Alt+1 to Alt+9 and Alt+0: the places in the order of the sidebar, as many as there are digits. */
#define N_DIGITS 10

static guint
count_places (void)
{
  guint n_places;

  depot_places_get (&n_places);
  return MIN (n_places, N_DIGITS);
}

static char *
dup_place_accel (guint position)
{
  return g_strdup_printf ("<Alt>%u", (position + 1) % N_DIGITS);
}

static void
install_places (GtkApplication *application)
{
  guint n_places;
  const DepotPlace *places = depot_places_get (&n_places);

  for (guint i = 0; i < count_places (); i++)
    {
      g_autofree char *action = g_strconcat ("win.go::", places[i].id, NULL);
      g_autofree char *accel = dup_place_accel (i);

      gtk_application_set_accels_for_action (application, action, (const char *[]) { accel, NULL });
    }
}

void
depot_shortcuts_install (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const DepotShortcut *shortcut = groups[i].shortcuts; shortcut->title != NULL; shortcut++)
      if (shortcut->action != NULL)
        gtk_application_set_accels_for_action (application, shortcut->action, shortcut->accels);
  install_places (application);
}

static char *
accel_label (const char *accel)
{
  GdkModifierType modifiers;
  guint key;

  if (!gtk_accelerator_parse (accel, &key, &modifiers))
    return g_strdup (accel);
  return gtk_accelerator_get_label (key, modifiers);
}

static GtkWidget *
make_row (const char *title, const char *const *accels)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, NULL);

  for (const char *const *accel = accels; *accel != NULL; accel++)
    {
      g_autofree char *text = accel_label (*accel);
      GtkWidget *label = gtk_label_new (text);

      gtk_widget_add_css_class (label, "keycap");
      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  return row;
}

static AdwPreferencesGroup *
make_group (const DepotShortcutGroup *group)
{
  AdwPreferencesGroup *widget = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (widget, _ (group->title));
  for (const DepotShortcut *shortcut = group->shortcuts; shortcut->title != NULL; shortcut++)
    adw_preferences_group_add (widget, make_row (_ (shortcut->title), shortcut->accels));
  return widget;
}

static AdwPreferencesGroup *
make_places_group (void)
{
  AdwPreferencesGroup *widget = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  guint n_places;
  const DepotPlace *places = depot_places_get (&n_places);

  adw_preferences_group_set_title (widget, _ ("Pages"));
  for (guint i = 0; i < count_places (); i++)
    {
      g_autofree char *accel = dup_place_accel (i);

      adw_preferences_group_add (widget,
                                 make_row (_ (places[i].title), (const char *[]) { accel, NULL }));
    }
  return widget;
}

void
depot_shortcuts_present (GtkWidget *parent)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwToolbarView *view = ADW_TOOLBAR_VIEW (adw_toolbar_view_new ());
  AdwDialog *dialog = adw_dialog_new ();

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    adw_preferences_page_add (page, make_group (&groups[i]));
  adw_preferences_page_add (page, make_places_group ());
  adw_toolbar_view_add_top_bar (view, adw_header_bar_new ());
  adw_toolbar_view_set_content (view, GTK_WIDGET (page));
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, GTK_WIDGET (view));
  adw_dialog_present (dialog, parent);
}
