/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timer of the keeper, and what every process shows: findings and health follow the store. */
#include "config.h"

#include "depot-health-private.h"

#include "depot-content-keep.h"
#include "depot-service-expiry.h"
#include "depot-store-health.h"

/* Soon after the start, but not while a window is still being drawn. */
#define FIRST_SECONDS 30
#define JITTER 0.1

static void wait_for_round (DepotHouse *self, double seconds);

static void
round_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotHouse *self = DEPOT_HOUSE (source);
  g_autoptr (GError) error = NULL;

  if (!depot_health_check_finish (self, result, NULL, &error) && !self->is_closed)
    g_warning ("The health of the points could not be written: %s", error->message);
  g_clear_object (&self->health_round);
  if (!self->is_closed && depot_house_is_keeper (self))
    wait_for_round (self, DEPOT_HEALTH_SECONDS);
}

static gboolean
begin_round (gpointer data)
{
  DepotHouse *self = data;

  self->health_timer = 0;
  depot_service_expiry_look (self);
  depot_content_keep_look (self);
  if (self->health_round != NULL)
    return G_SOURCE_REMOVE;
  self->health_round = g_cancellable_new ();
  depot_health_check_async (self, NULL, self->health_round, round_ended, NULL);
  return G_SOURCE_REMOVE;
}

/* Many consoles shall not ask Azure in step. */
static void
wait_for_round (DepotHouse *self, double seconds)
{
  double jitter = g_random_double_range (-JITTER, JITTER) * DEPOT_HEALTH_SECONDS;

  if (self->health_timer == 0)
    self->health_timer = depot_clock_call_after (
        self->clock, MAX (seconds + jitter, FIRST_SECONDS), begin_round, self, NULL);
}

void
depot_house_start_health (DepotHouse *self)
{
  if (self->health_round == NULL)
    wait_for_round (self, FIRST_SECONDS);
}

void
depot_house_stop_health (DepotHouse *self)
{
  if (self->health_timer != 0)
    depot_clock_forget (self->clock, self->health_timer);
  self->health_timer = 0;
  if (self->health_round != NULL)
    g_cancellable_cancel (self->health_round);
}

/* Following the store. */

static DepotHealthFinding *
find_worst (DepotHouse *self, const char *point_id)
{
  GPtrArray *findings = g_hash_table_lookup (self->findings_by_point, point_id);

  return findings != NULL ? findings->pdata[0] : NULL;
}

static void
merge_point (DepotHouse *self, DepotPoint *point)
{
  DepotHealthFinding *worst = find_worst (self, depot_point_get_id (point));
  const gint64 *checked_at
      = self->checked_at != NULL
            ? g_hash_table_lookup (self->checked_at, depot_point_get_id (point))
            : NULL;

  g_object_set (
      point,
      "health",
      worst != NULL ? depot_health_finding_get_brief (worst) : NULL,
      "health-severity",
      (guint) (worst != NULL ? depot_health_finding_get_severity (worst) : DEPOT_SEVERITY_INFO),
      "checked-at",
      checked_at != NULL ? *checked_at : (gint64) 0,
      NULL);
}

void
depot_house_merge_health_of (DepotHouse *self, const char *point_id)
{
  DepotPoint *point = depot_point_list_find (self->points, point_id);

  if (point != NULL)
    merge_point (self, point);
}

static void
merge_all (DepotHouse *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->points)); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (self->points), i);

      merge_point (self, point);
    }
}

static int
by_severity (gconstpointer left, gconstpointer right)
{
  return (int) depot_health_finding_get_severity (DEPOT_HEALTH_FINDING ((gpointer) right))
         - (int) depot_health_finding_get_severity (DEPOT_HEALTH_FINDING ((gpointer) left));
}

static void
sort_by_point (DepotHouse *self, GPtrArray *findings)
{
  g_hash_table_remove_all (self->findings_by_point);
  for (guint i = 0; i < findings->len; i++)
    {
      const char *id = depot_health_finding_get_point_id (findings->pdata[i]);
      GPtrArray *own = g_hash_table_lookup (self->findings_by_point, id);

      if (own == NULL)
        {
          own = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (self->findings_by_point, g_strdup (id), own);
        }
      g_ptr_array_add (own, g_object_ref (findings->pdata[i]));
    }
}

static void
health_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) checked_at = NULL;
  gint64 serial = self->health_serial;
  g_autoptr (GPtrArray) findings
      = depot_store_list_health_finish (DEPOT_STORE (source), result, &checked_at, &serial, &error);

  if (findings == NULL)
    g_warning ("The health of the points cannot be read: %s", error->message);
  if (findings == NULL || serial == self->health_serial || self->is_closed)
    return;
  self->health_serial = serial;
  g_clear_pointer (&self->checked_at, g_hash_table_unref);
  self->checked_at = g_steal_pointer (&checked_at);
  g_ptr_array_sort_values (findings, by_severity);
  sort_by_point (self, findings);
  merge_all (self);
  g_list_store_splice (self->findings,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->findings)),
                       findings->pdata,
                       findings->len);
}

void
depot_house_read_health (DepotHouse *self)
{
  depot_store_list_health_async (
      self->store, self->health_serial, health_read, g_object_ref (self));
}

DepotHealthFinding *
depot_house_find_finding (DepotHouse *self, const char *point_id, DepotHealthKind kind)
{
  GPtrArray *findings = g_hash_table_lookup (self->findings_by_point, point_id);

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    if (depot_health_finding_get_kind (findings->pdata[i]) == kind)
      return findings->pdata[i];
  return NULL;
}

GListModel *
depot_house_get_findings (DepotHouse *house)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);
  return G_LIST_MODEL (house->findings);
}
