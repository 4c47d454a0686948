/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-health-group.h"

#include <glib/gi18n.h>

#include "depot-health-watch.h"
#include "depot-point-facts.h"
#include "depot-text.h"

/* One finding and the button that mends it. The widgets stay while the point has a finding of this
 * kind, so that somebody who works with the keyboard keeps the place when a round of the watch
 * ends. */
typedef struct
{
  DepotHealthFinding *finding;
  GtkWidget *row, *icon, *remedy; /* borrowed from the list */
} Shown;

struct _DepotHealthGroup
{
  AdwPreferencesGroup parent_instance;

  DepotHouse *house;
  DepotPoint *point;
  GtkListBox *list;
  Shown *shown[DEPOT_N_HEALTH_KINDS];
  guint n_shown;
};

G_DEFINE_FINAL_TYPE (DepotHealthGroup, depot_health_group, ADW_TYPE_PREFERENCES_GROUP)

static const char *
icon_of (DepotSeverity severity)
{
  switch (severity)
    {
    case DEPOT_SEVERITY_ERROR:
      return "dialog-error-symbolic";
    case DEPOT_SEVERITY_WARNING:
      return "dialog-warning-symbolic";
    case DEPOT_SEVERITY_INFO:
    default:
      return "dialog-information-symbolic";
    }
}

static void
portal_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error))
    gtk_widget_activate_action (self, "win.toast", "s", _ ("No browser could be opened"));
}

static void
open_portal (DepotHealthGroup *self)
{
  g_autofree char *link
      = depot_point_facts_dup_portal_link (self->house, self->point, "scale-set-id");
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (link);

  gtk_uri_launcher_launch (launcher,
                           GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                           NULL,
                           portal_opened,
                           g_object_ref (self));
}

static const char *
action_of (DepotRemedy remedy)
{
  switch (remedy)
    {
    case DEPOT_REMEDY_SIGN_IN:
      return "win.sign-in";
    case DEPOT_REMEDY_START:
      return "point.start";
    case DEPOT_REMEDY_RENEW:
      return "point.renew";
    case DEPOT_REMEDY_REAPPLY:
      return "point.re-apply";
    case DEPOT_REMEDY_DELETE:
      return "point.delete";
    case DEPOT_REMEDY_PORTAL:
    case DEPOT_REMEDY_NONE:
    default:
      return NULL;
    }
}

static void
on_remedy_activated (DepotHealthGroup *self, GtkWidget *remedy)
{
  if (gtk_actionable_get_action_name (GTK_ACTIONABLE (remedy)) == NULL)
    open_portal (self);
}

static Shown *
make_shown (DepotHealthGroup *self)
{
  Shown *shown = g_new0 (Shown, 1);

  shown->icon = gtk_image_new ();
  shown->row
      = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "subtitle-selectable", TRUE, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (shown->row), shown->icon);
  /* A row of its own: beside the text it would leave a narrow pane no room. */
  shown->remedy = g_object_new (ADW_TYPE_BUTTON_ROW, NULL);
  g_signal_connect_object (
      shown->remedy, "activated", G_CALLBACK (on_remedy_activated), self, G_CONNECT_SWAPPED);
  g_object_set_data (G_OBJECT (shown->row), "depot-shown", shown);
  g_object_set_data (G_OBJECT (shown->remedy), "depot-shown", shown);
  return shown;
}

static void
tell_finding (Shown *shown)
{
  DepotHealthFinding *finding = shown->finding;
  DepotSeverity severity = depot_health_finding_get_severity (finding);
  g_autofree char *since = depot_text_clock_time (depot_health_finding_get_since (finding));
  /* Translators: what was found, and the time since when it is so */
  g_autofree char *text
      = g_strdup_printf (_ ("%s\nSince %s"), depot_health_finding_get_text (finding), since);

  g_object_set (shown->row,
                "title",
                depot_health_kind_get_label (depot_health_finding_get_kind (finding)),
                "subtitle",
                text,
                NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (shown->icon), icon_of (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (shown->icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  depot_severity_get_label (severity),
                                  -1);
}

static void
tell_remedy (Shown *shown)
{
  DepotRemedy remedy = depot_health_finding_get_remedy (shown->finding);
  const char *label = depot_remedy_get_label (remedy);

  gtk_widget_set_visible (shown->remedy, label != NULL);
  if (label == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (shown->remedy), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (shown->remedy), action_of (remedy));
}

/* Worst first, and below each the button that mends it. */
static int
by_severity (GtkListBoxRow *left, GtkListBoxRow *right, gpointer data)
{
  Shown *a = g_object_get_data (G_OBJECT (left), "depot-shown");
  Shown *b = g_object_get_data (G_OBJECT (right), "depot-shown");
  int worse = (int) depot_health_finding_get_severity (b->finding)
              - (int) depot_health_finding_get_severity (a->finding);

  if (a == b)
    return (GTK_WIDGET (left) == a->remedy) - (GTK_WIDGET (right) == b->remedy);
  if (worse != 0)
    return worse;
  return (int) depot_health_finding_get_kind (a->finding)
         - (int) depot_health_finding_get_kind (b->finding);
}

static void
show_finding (DepotHealthGroup *self, DepotHealthKind kind, DepotHealthFinding *finding)
{
  Shown *shown = self->shown[kind];

  if (shown == NULL)
    shown = self->shown[kind] = make_shown (self);
  g_set_object (&shown->finding, finding);
  tell_finding (shown);
  tell_remedy (shown);
  if (gtk_widget_get_parent (shown->row) != NULL)
    return;
  gtk_list_box_append (self->list, shown->row);
  gtk_list_box_append (self->list, shown->remedy);
}

static void
drop_finding (DepotHealthGroup *self, DepotHealthKind kind)
{
  g_autofree Shown *shown = g_steal_pointer (&self->shown[kind]);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  gboolean had_focus = focus != NULL && (focus == shown->row || focus == shown->remedy);

  gtk_list_box_remove (self->list, shown->row);
  gtk_list_box_remove (self->list, shown->remedy);
  g_object_unref (shown->finding);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

/* A point has at most one finding of a kind. */
static void
find_own (DepotHealthGroup *self, DepotHealthFinding *found[DEPOT_N_HEALTH_KINDS])
{
  GListModel *findings = depot_house_get_findings (self->house);
  const char *id = depot_point_get_id (self->point);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (DepotHealthFinding) finding = g_list_model_get_item (findings, i);

      if (g_strcmp0 (depot_health_finding_get_point_id (finding), id) == 0)
        found[depot_health_finding_get_kind (finding)] = finding;
    }
}

static void
show_findings (DepotHealthGroup *self)
{
  DepotHealthFinding *found[DEPOT_N_HEALTH_KINDS] = { NULL }; /* borrowed from the house */

  self->n_shown = 0;
  if (self->point != NULL && self->house != NULL)
    find_own (self, found);
  for (DepotHealthKind kind = 0; kind < DEPOT_N_HEALTH_KINDS; kind++)
    {
      self->n_shown += found[kind] != NULL;
      if (found[kind] != NULL)
        show_finding (self, kind, found[kind]);
    }
  /* only now, so that the keyboard finds a row to go to */
  for (DepotHealthKind kind = 0; kind < DEPOT_N_HEALTH_KINDS; kind++)
    if (found[kind] == NULL && self->shown[kind] != NULL)
      drop_finding (self, kind);
  gtk_list_box_invalidate_sort (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->n_shown > 0);
}

static void
tell_age (DepotHealthGroup *self)
{
  gint64 checked_at = depot_point_get_checked_at (self->point);
  g_autofree char *time = depot_text_clock_time (checked_at);
  g_autofree char *text = NULL;

  if (checked_at == 0)
    text = g_strdup (_ ("Not looked at yet"));
  else if (self->n_shown == 0)
    /* Translators: %s is a time */
    text = g_strdup_printf (_ ("Everything is as it should be. Data as of %s"), time);
  else
    /* Translators: %s is a time */
    text = g_strdup_printf (_ ("Data as of %s"), time);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), text);
}

static void
show (DepotHealthGroup *self)
{
  DepotPointState state;

  show_findings (self);
  if (self->point == NULL || self->house == NULL)
    return;
  state = depot_point_get_state (self->point);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED);
  tell_age (self);
}

/* The arrow keys lead on into what lies around, as in any group of rows. */
static gboolean
on_end_of_list (GtkWidget *list, GtkDirectionType direction)
{
  if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
    return FALSE;
  return gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (list)),
                                 direction == GTK_DIR_UP ? GTK_DIR_TAB_BACKWARD
                                                         : GTK_DIR_TAB_FORWARD);
}

static void
depot_health_group_dispose (GObject *object)
{
  DepotHealthGroup *self = DEPOT_HEALTH_GROUP (object);

  depot_health_group_set_point (self, NULL);
  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_health_group_parent_class)->dispose (object);
}

static void
depot_health_group_class_init (DepotHealthGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_health_group_dispose;
}

static void
depot_health_group_init (DepotHealthGroup *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (self->list, by_severity, NULL, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Health"), -1);
  g_signal_connect (self->list, "keynav-failed", G_CALLBACK (on_end_of_list), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->list));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Health"));
}

void
depot_health_group_set_house (DepotHealthGroup *self, DepotHouse *house)
{
  g_return_if_fail (DEPOT_IS_HEALTH_GROUP (self));

  g_set_object (&self->house, house);
  g_signal_connect_object (depot_house_get_findings (house),
                           "items-changed",
                           G_CALLBACK (show),
                           self,
                           G_CONNECT_SWAPPED);
}

void
depot_health_group_set_point (DepotHealthGroup *self, DepotPoint *point)
{
  g_return_if_fail (DEPOT_IS_HEALTH_GROUP (self));

  if (self->point == point)
    return;
  if (self->point != NULL)
    g_signal_handlers_disconnect_by_func (self->point, show, self);
  g_set_object (&self->point, point);
  if (point != NULL)
    {
      g_signal_connect_object (
          point, "notify::checked-at", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (point, "notify::state", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
    }
  show (self);
}
