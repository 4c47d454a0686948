/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-alert-notifier.h"

#include "depot-health-watch.h"
#include "depot-notifier.h"

struct _DepotAlertNotifier
{
  GObject parent_instance;

  GApplication *application; /* borrowed: it owns us */
  DepotHouse *house;
  GListModel *findings;
  GHashTable *known; /* id of the notification → mark, of every error there is */
  gint64 started_at;
  gboolean has_looked;
};

G_DEFINE_FINAL_TYPE (DepotAlertNotifier, depot_alert_notifier, G_TYPE_OBJECT)

/* One for each kind of each point: a newer one takes its place on the desktop. */
static char *
dup_id (DepotHealthFinding *finding)
{
  return g_strconcat (depot_health_finding_get_point_id (finding),
                      "/",
                      depot_health_kind_get_nick (depot_health_finding_get_kind (finding)),
                      NULL);
}

static void
send (DepotAlertNotifier *self, const char *id, DepotHealthFinding *finding)
{
  const char *point_id = depot_health_finding_get_point_id (finding);
  DepotPoint *point = depot_house_find_point (self->house, point_id);
  g_autofree char *title = NULL;
  g_autoptr (GNotification) notification = NULL;

  if (point == NULL)
    return;
  title = g_strdup_printf (
      "%s: %s", depot_point_get_name (point), depot_health_finding_get_brief (finding));
  notification = g_notification_new (title);
  g_notification_set_body (notification, depot_health_finding_get_text (finding));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.open-point", "s", point_id);
  g_application_send_notification (self->application, id, notification);
}

/* What was so before this console began is no news; the first list may come after us. */
static gboolean
is_new (DepotAlertNotifier *self, const char *id, DepotHealthFinding *finding)
{
  const char *mark = g_hash_table_lookup (self->known, id);

  if (mark != NULL)
    return g_strcmp0 (mark, depot_health_finding_get_mark (finding)) != 0;
  return self->has_looked || depot_health_finding_get_since (finding) >= self->started_at;
}

static GHashTable *
collect (DepotAlertNotifier *self)
{
  GHashTable *errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean may_tell = depot_notifier_may_tell (self->application, "notify-alerts");

  for (guint i = 0; i < g_list_model_get_n_items (self->findings); i++)
    {
      g_autoptr (DepotHealthFinding) finding = g_list_model_get_item (self->findings, i);
      g_autofree char *id = dup_id (finding);

      if (depot_health_finding_get_severity (finding) != DEPOT_SEVERITY_ERROR)
        continue;
      if (may_tell && is_new (self, id, finding))
        send (self, id, finding);
      g_hash_table_insert (
          errors, g_steal_pointer (&id), g_strdup (depot_health_finding_get_mark (finding)));
    }
  return errors;
}

static void
on_findings_changed (DepotAlertNotifier *self)
{
  GHashTable *errors = collect (self);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (errors, id))
      g_application_withdraw_notification (self->application, id);
  g_hash_table_unref (self->known);
  self->known = errors;
  self->has_looked = TRUE;
}

static void
depot_alert_notifier_dispose (GObject *object)
{
  DepotAlertNotifier *self = DEPOT_ALERT_NOTIFIER (object);

  g_clear_object (&self->findings);
  g_clear_object (&self->house);
  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (depot_alert_notifier_parent_class)->dispose (object);
}

static void
depot_alert_notifier_class_init (DepotAlertNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_alert_notifier_dispose;
}

static void
depot_alert_notifier_init (DepotAlertNotifier *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

DepotAlertNotifier *
depot_alert_notifier_new (GApplication *application, DepotHouse *house)
{
  DepotAlertNotifier *self = g_object_new (DEPOT_TYPE_ALERT_NOTIFIER, NULL);

  self->application = application;
  self->house = g_object_ref (house);
  self->started_at = depot_clock_now (depot_house_get_clock (house));
  self->findings = g_object_ref (depot_house_get_findings (house));
  g_signal_connect_object (
      self->findings, "items-changed", G_CALLBACK (on_findings_changed), self, G_CONNECT_SWAPPED);
  if (g_list_model_get_n_items (self->findings) > 0)
    on_findings_changed (self);
  return self;
}
