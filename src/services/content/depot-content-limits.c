/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-limits.h"

#include <glib/gi18n.h>

#include "depot-content-queue.h"
#include "depot-house-private.h"
#include "depot-rate-week.h"

#define PACKAGES "content-packages"
#define POINTS "content-points"
#define SPEED "content-speed"
#define METERED "content-metered"
#define WAITS "pause"
#define WRITER "content-writer"
#define QUEUE "depot-transfer-queue"
#define SPEED_NOW "depot-transfer-speed"

static guint
read_count (DepotHouse *self, const char *key, guint otherwise)
{
  const char *text = depot_house_peek_setting (self, key);
  guint64 value;

  return text != NULL
                 && g_ascii_string_to_unsigned (
                     text, 10, 1, DEPOT_TRANSFER_QUEUE_MOST, &value, NULL)
             ? (guint) value
             : otherwise;
}

void
depot_house_get_content_limits (DepotHouse *self, DepotContentLimits *limits)
{
  const char *speed = depot_house_peek_setting (self, SPEED);

  limits->max_packages = read_count (self, PACKAGES, DEPOT_TRANSFER_QUEUE_PACKAGES);
  limits->max_points = read_count (self, POINTS, DEPOT_TRANSFER_QUEUE_TRANSFERS);
  limits->speed = speed != NULL ? speed : "";
  limits->waits_on_metered = g_strcmp0 (depot_house_peek_setting (self, METERED), WAITS) == 0;
}

static gboolean
is_count (guint count, GError **error)
{
  if (count >= 1 && count <= DEPOT_TRANSFER_QUEUE_MOST)
    return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                      _ ("Between 1 and %u can be sent at once"),
                                      DEPOT_TRANSFER_QUEUE_MOST));
  return FALSE;
}

static void
keep_count (DepotHouse *self, const char *key, guint count)
{
  g_autofree char *text = g_strdup_printf ("%u", count);

  depot_house_set_setting (self, key, text);
}

/* What waited for another network looks again. */
static void
wake_sleepers (DepotHouse *self)
{
  if (self->queue != NULL)
    depot_operation_queue_wake (self->queue, DEPOT_CONTENT_NETWORK);
}

gboolean
depot_house_set_content_limits (DepotHouse *self, const DepotContentLimits *limits, GError **error)
{
  guint32 week[DEPOT_HOURS_PER_WEEK];

  if (!is_count (limits->max_packages, error) || !is_count (limits->max_points, error)
      || !depot_rate_week_parse (limits->speed, week, error))
    return FALSE;
  keep_count (self, PACKAGES, limits->max_packages);
  keep_count (self, POINTS, limits->max_points);
  depot_house_set_setting (self, SPEED, limits->speed);
  depot_house_set_setting (self, METERED, limits->waits_on_metered ? WAITS : NULL);
  if (!limits->waits_on_metered)
    wake_sleepers (self);
  depot_content_queue_get (self);
  return TRUE;
}

/* What was promised to run stays within the old speed if nothing changed: a new timetable forgets
 * it. */
static void
apply_speed (DepotTransferQueue *queue, const char *speed)
{
  guint32 week[DEPOT_HOURS_PER_WEEK];

  if (g_strcmp0 (g_object_get_data (G_OBJECT (queue), SPEED_NOW), speed) == 0
      || !depot_rate_week_parse (speed, week, NULL))
    return;
  depot_rate_limit_set (depot_transfer_queue_get_limit (queue), week);
  g_object_set_data_full (G_OBJECT (queue), SPEED_NOW, g_strdup (speed), g_free);
}

DepotTransferQueue *
depot_content_queue_get (DepotHouse *house)
{
  DepotTransferQueue *queue = g_object_get_data (G_OBJECT (house), QUEUE);
  DepotContentLimits limits;

  if (queue == NULL)
    {
      queue = depot_transfer_queue_new ();
      g_object_set_data_full (G_OBJECT (house), QUEUE, queue, g_object_unref);
      g_signal_connect_object (g_network_monitor_get_default (),
                               "notify::network-metered",
                               G_CALLBACK (wake_sleepers),
                               house,
                               G_CONNECT_SWAPPED);
    }
  depot_house_get_content_limits (house, &limits);
  depot_transfer_queue_set_limits (queue, limits.max_packages, limits.max_points);
  apply_speed (queue, limits.speed);
  return queue;
}

DepotTransferPriority
depot_content_queue_priority_of (DepotPackage *package)
{
  switch (depot_package_get_priority (package))
    {
    case DEPOT_PRIORITY_LOW:
      return DEPOT_TRANSFER_LOW;
    case DEPOT_PRIORITY_HIGH:
      return DEPOT_TRANSFER_HIGH;
    case DEPOT_PRIORITY_NORMAL:
    default:
      return DEPOT_TRANSFER_NORMAL;
    }
}

const char *
depot_content_queue_get_writer (DepotHouse *house)
{
  g_autofree char *id = NULL;

  if (depot_house_peek_setting (house, WRITER) == NULL)
    {
      id = g_uuid_string_random ();
      depot_house_set_setting (house, WRITER, id);
    }
  return depot_house_peek_setting (house, WRITER);
}
