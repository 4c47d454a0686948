/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-shortcuts.h"

#include <glib/gi18n.h>

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
  { N_ ("Pages"),
    { { "win.go::overview", { "<Alt>1" }, N_ ("Overview") },
      { "win.go::points", { "<Alt>2" }, N_ ("Cloud Distribution Points") },
      { "win.go::sites", { "<Alt>3" }, N_ ("Sites and Servers") },
      { "win.go::azure-services", { "<Alt>4" }, N_ ("Azure Services") },
      { "win.go::components", { "<Alt>5" }, N_ ("Component Status") },
      { "win.go::activity", { "<Alt>6" }, N_ ("Activity") },
      { "win.go::logs", { "<Alt>7" }, N_ ("Logs") } } },
};

void
depot_shortcuts_install (GtkApplication *application)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const DepotShortcut *shortcut = groups[i].shortcuts; shortcut->title != NULL; shortcut++)
      if (shortcut->action != NULL)
        gtk_application_set_accels_for_action (application, shortcut->action, shortcut->accels);
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
make_row (const DepotShortcut *shortcut)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ (shortcut->title), NULL);

  for (const char *const *accel = shortcut->accels; *accel != NULL; accel++)
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
    adw_preferences_group_add (widget, make_row (shortcut));
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
  adw_toolbar_view_add_top_bar (view, adw_header_bar_new ());
  adw_toolbar_view_set_content (view, GTK_WIDGET (page));
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, GTK_WIDGET (view));
  adw_dialog_present (dialog, parent);
}
