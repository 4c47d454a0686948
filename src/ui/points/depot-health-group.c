/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-health-group.h"

#include <glib/gi18n.h>

#include "depot-health-watch.h"
#include "depot-point-facts.h"
#include "depot-text.h"

struct _DepotHealthGroup
{
  AdwPreferencesGroup parent_instance;

  DepotHouse *house;
  DepotPoint *point;
  GPtrArray *rows; /* borrowed from the group */
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

/* A row of its own: beside the text it would leave a narrow pane no room. */
static GtkWidget *
make_remedy (DepotHealthGroup *self, DepotRemedy remedy)
{
  const char *action = action_of (remedy);
  GtkWidget *row
      = g_object_new (ADW_TYPE_BUTTON_ROW, "title", depot_remedy_get_label (remedy), NULL);

  if (action != NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  else
    g_signal_connect_swapped (row, "activated", G_CALLBACK (open_portal), self);
  return row;
}

static GtkWidget *
make_row (DepotHealthGroup *self, DepotHealthFinding *finding)
{
  g_autofree char *since = depot_text_clock_time (depot_health_finding_get_since (finding));
  /* Translators: what was found, and the time since when it is so */
  g_autofree char *text
      = g_strdup_printf (_ ("%s\nSince %s"), depot_health_finding_get_text (finding), since);
  GtkWidget *row
      = g_object_new (ADW_TYPE_ACTION_ROW,
                      "title",
                      depot_health_kind_get_label (depot_health_finding_get_kind (finding)),
                      "use-markup",
                      FALSE,
                      "subtitle",
                      text,
                      "subtitle-selectable",
                      TRUE,
                      NULL);
  GtkWidget *icon
      = gtk_image_new_from_icon_name (icon_of (depot_health_finding_get_severity (finding)));

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (icon),
      GTK_ACCESSIBLE_PROPERTY_LABEL,
      depot_severity_get_label (depot_health_finding_get_severity (finding)),
      -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  return row;
}

static void
clear_rows (DepotHealthGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (DepotHealthGroup *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_finding (DepotHealthGroup *self, DepotHealthFinding *finding)
{
  DepotRemedy remedy = depot_health_finding_get_remedy (finding);

  add_row (self, make_row (self, finding));
  if (remedy != DEPOT_REMEDY_NONE)
    add_row (self, make_remedy (self, remedy));
}

static void
add_rows (DepotHealthGroup *self)
{
  GListModel *findings = depot_house_get_findings (self->house);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr (DepotHealthFinding) finding = g_list_model_get_item (findings, i);

      if (g_strcmp0 (depot_health_finding_get_point_id (finding), depot_point_get_id (self->point))
          == 0)
        add_finding (self, finding);
    }
}

static void
tell_age (DepotHealthGroup *self)
{
  gint64 checked_at = depot_point_get_checked_at (self->point);
  g_autofree char *time = depot_text_clock_time (checked_at);
  g_autofree char *text = NULL;

  if (checked_at == 0)
    text = g_strdup (_ ("Not looked at yet"));
  else if (self->rows->len == 0)
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

  clear_rows (self);
  if (self->point == NULL || self->house == NULL)
    return;
  state = depot_point_get_state (self->point);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED);
  add_rows (self);
  tell_age (self);
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
depot_health_group_finalize (GObject *object)
{
  g_ptr_array_unref (DEPOT_HEALTH_GROUP (object)->rows);
  G_OBJECT_CLASS (depot_health_group_parent_class)->finalize (object);
}

static void
depot_health_group_class_init (DepotHealthGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_health_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_health_group_finalize;
}

static void
depot_health_group_init (DepotHealthGroup *self)
{
  self->rows = g_ptr_array_new ();
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
