/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package-actions.h"

#include <glib/gi18n.h>

#include "depot-content-pause.h"
#include "depot-distribute-dialog.h"
#include "depot-distribution.h"
#include "depot-error-dialog.h"
#include "depot-package-dialog.h"
#include "depot-packages.h"
#include "depot-question.h"

G_DEFINE_INTERFACE (DepotPackageHolder, depot_package_holder, DEPOT_TYPE_PAGE)

static void
depot_package_holder_default_init (DepotPackageHolderInterface *iface)
{
}

static GPtrArray *
dup_packages (gpointer holder)
{
  return DEPOT_PACKAGE_HOLDER_GET_IFACE (holder)->dup_packages (holder);
}

/* The only meant package, or NULL. Caller owns. */
static DepotPackage *
dup_single (gpointer holder)
{
  g_autoptr (GPtrArray) packages = dup_packages (holder);

  return packages->len == 1 ? g_object_ref (packages->pdata[0]) : NULL;
}

static char **
dup_ids (gpointer holder)
{
  g_autoptr (GPtrArray) packages = dup_packages (holder);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < packages->len; i++)
    g_strv_builder_add (ids, depot_package_get_id (packages->pdata[i]));
  return g_strv_builder_end (ids);
}

static DepotHouse *
get_house (gpointer holder)
{
  return depot_page_get_house (DEPOT_PAGE (holder));
}

/* Work on their content. */

static void
tell (DepotPackageHolder *self, const char *format, guint n)
{
  g_autofree char *text = g_strdup_printf (format, n);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackageHolder) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_error_dialog_present (GTK_WIDGET (self), error);
  else
    tell (self,
          ngettext ("Requested at %u distribution point",
                    "Requested at %u distribution points",
                    outcome->n_assignments),
          outcome->n_assignments);
}

static void
request_action (DepotPackageHolder *self, DepotContentAction action)
{
  g_auto (GStrv) ids = dup_ids (self);
  DepotDistribution distribution = { .action = action, .package_ids = (const char *const *) ids };

  depot_distribution_request_async (
      get_house (self), &distribution, NULL, requested, g_object_ref (self));
}

static void
request (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotContentAction action;

  if (depot_content_action_from_nick (strchr (name, '.') + 1, &action))
    request_action (DEPOT_PACKAGE_HOLDER (widget), action);
}

/* Removing, after a question that lists what goes. */

#define MOST_NAMES 8

static char *
dup_what_goes (GPtrArray *packages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (packages->len, MOST_NAMES); i++)
    {
      guint n_points;

      g_object_get (packages->pdata[i], "n-targeted", &n_points, NULL);
      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: name and ID of a package and the number of points it is removed from */
      g_string_append_printf (text,
                              ngettext ("%s (%s): from %u distribution point",
                                        "%s (%s): from %u distribution points",
                                        n_points),
                              depot_package_get_name (packages->pdata[i]),
                              depot_package_get_id (packages->pdata[i]),
                              n_points);
    }
  if (packages->len > MOST_NAMES)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              ngettext ("%u more", "%u more", packages->len - MOST_NAMES),
                              packages->len - MOST_NAMES);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
remove_confirmed (GObject *asker)
{
  request_action (DEPOT_PACKAGE_HOLDER (asker), DEPOT_CONTENT_REMOVE);
}

static void
remove_content (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) packages = dup_packages (widget);
  g_autofree char *body = dup_what_goes (packages);

  depot_question_ask (widget, _ ("Remove Content?"), body, _ ("_Remove"), remove_confirmed);
}

static void
open_properties (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (DepotPackage) package = dup_single (widget);

  if (package != NULL)
    adw_dialog_present (depot_package_dialog_new (get_house (widget), package), widget);
}

static void
distribute (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotPackageHolder *self = DEPOT_PACKAGE_HOLDER (widget);
  g_auto (GStrv) ids = dup_ids (self);
  AdwDialog *dialog = depot_distribute_dialog_new (get_house (self), (const char *const *) ids);

  adw_dialog_present (dialog, widget);
}

static void
forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPackageHolder) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_package_remove_finish (DEPOT_HOUSE (source), result, &error))
    depot_error_dialog_present (GTK_WIDGET (self), error);
}

static void
forget_confirmed (GObject *asker)
{
  DepotPackageHolder *self = DEPOT_PACKAGE_HOLDER (asker);
  g_auto (GStrv) ids = dup_ids (self);

  if (ids[0] != NULL)
    depot_package_remove_async (get_house (self), ids[0], NULL, forgotten, g_object_ref (self));
}

static void
forget (GtkWidget *widget, const char *name, GVariant *parameter)
{
  DepotPackageHolder *self = DEPOT_PACKAGE_HOLDER (widget);
  g_autoptr (DepotPackage) package = dup_single (self);
  g_autofree char *heading = NULL, *source = NULL, *body = NULL;

  if (package == NULL)
    return;
  source = depot_package_dup_source_text (package);
  /* Translators: name of a package */
  heading = g_strdup_printf (_ ("Forget %s?"), depot_package_get_name (package));
  /* Translators: ID of a package and its source folder */
  body = g_strdup_printf (
      _ ("Package %s and what is known of its versions go. Its source stays: %s"),
      depot_package_get_id (package),
      source != NULL ? source : "–");
  depot_question_ask (widget, heading, body, _ ("_Forget"), forget_confirmed);
}

/* Pause, Resume, Priority: what is asked stays with the package. */

static void
set_apart (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (!depot_content_pause_finish (DEPOT_HOUSE (source), result, &error))
    depot_error_dialog_present (widget, error);
}

static void
pause_or_resume (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_auto (GStrv) ids = dup_ids (widget);

  depot_content_pause_async (get_house (widget),
                             (const char *const *) ids,
                             g_str_equal (name, "packages.pause"),
                             NULL,
                             set_apart,
                             g_object_ref (widget));
}

static void
set_priority (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_auto (GStrv) ids = dup_ids (widget);
  DepotPriority priority;

  if (depot_priority_from_nick (strrchr (name, '-') + 1, &priority))
    depot_content_set_priority_async (get_house (widget),
                                      (const char *const *) ids,
                                      priority,
                                      NULL,
                                      set_apart,
                                      g_object_ref (widget));
}

/* The menu and what is possible. */

static const struct
{
  const char *action, *label;
  gboolean is_for_one; /* of several it cannot be asked */
  void (*activate) (GtkWidget *widget, const char *name, GVariant *parameter);
} verbs[] = {
  { "packages.distribute", N_ ("_Distribute…"), FALSE, distribute },
  { "packages.update", N_ ("_Update Distribution Points"), FALSE, request },
  { "packages.validate", N_ ("_Validate"), FALSE, request },
  { "packages.redistribute", N_ ("_Redistribute"), FALSE, request },
  { "packages.cancel", N_ ("_Cancel"), FALSE, request },
  { NULL, NULL, FALSE, NULL },
  { "packages.pause", N_ ("Pa_use"), FALSE, pause_or_resume },
  { "packages.resume", N_ ("R_esume"), FALSE, pause_or_resume },
  { "packages.priority-high", N_ ("_High Priority"), FALSE, set_priority },
  { "packages.priority-normal", N_ ("_Normal Priority"), FALSE, set_priority },
  { "packages.priority-low", N_ ("_Low Priority"), FALSE, set_priority },
  { NULL, NULL, FALSE, NULL },
  { "packages.properties", N_ ("_Properties…"), TRUE, open_properties },
  { "packages.remove-content", N_ ("Remove _Content…"), FALSE, remove_content },
  { "packages.forget", N_ ("_Forget Package…"), TRUE, forget },
};

void
depot_package_actions_install (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (verbs[i].action != NULL)
      gtk_widget_class_install_action (widget_class, verbs[i].action, NULL, verbs[i].activate);
}

GMenuModel *
depot_package_actions_make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (verbs[i].action != NULL)
      g_menu_append (section, _ (verbs[i].label), verbs[i].action);
    else
      {
        g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
        g_object_unref (section);
        section = g_menu_new ();
      }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return G_MENU_MODEL (menu);
}

/* Is there any to which it makes a difference? */
static gboolean
changes_any (GPtrArray *packages, const char *action)
{
  const char *nick = strrchr (action, '-');
  DepotPriority priority;

  for (guint i = 0; i < packages->len; i++)
    if (g_str_equal (action, "packages.pause") || g_str_equal (action, "packages.resume"))
      {
        if (depot_package_is_paused (packages->pdata[i]) == g_str_equal (action, "packages.resume"))
          return TRUE;
      }
    else if (nick == NULL || !depot_priority_from_nick (nick + 1, &priority)
             || depot_package_get_priority (packages->pdata[i]) != priority)
      return TRUE;
  return FALSE;
}

void
depot_package_actions_update (DepotPackageHolder *holder)
{
  g_autoptr (GPtrArray) packages = NULL;

  g_return_if_fail (DEPOT_IS_PACKAGE_HOLDER (holder));

  packages = dup_packages (holder);
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (verbs[i].action != NULL)
      gtk_widget_action_set_enabled (GTK_WIDGET (holder),
                                     verbs[i].action,
                                     (packages->len == 1 || !verbs[i].is_for_one)
                                         && changes_any (packages, verbs[i].action));
}
