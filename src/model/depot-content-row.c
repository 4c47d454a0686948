/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-status.h"

#include <glib/gi18n.h>

#include "depot-clock.h"
#include "depot-size.h"

void
depot_content_row_clear (DepotContentRow *row)
{
  g_free (row->reason);
  g_free (row->operation_id);
  g_free (row->package_id);
  g_free (row->package_name);
  g_free (row->point_id);
  g_free (row->point_name);
  *row = (DepotContentRow) { 0 };
}

void
depot_content_row_free (DepotContentRow *row)
{
  depot_content_row_clear (row);
  g_free (row);
}

void
depot_content_row_copy (const DepotContentRow *from, DepotContentRow *to)
{
  *to = *from;
  to->reason = g_strdup (from->reason);
  to->operation_id = g_strdup (from->operation_id);
  to->package_id = g_strdup (from->package_id);
  to->package_name = g_strdup (from->package_name);
  to->point_id = g_strdup (from->point_id);
  to->point_name = g_strdup (from->point_name);
}

guint
depot_content_row_get_percent (const DepotContentRow *row)
{
  if (row->state == DEPOT_CONTENT_INSTALLED)
    return 100;
  if (row->size_bytes == 0 || row->sent_bytes == 0)
    return 0;
  /* 100 is kept for what is verified and published; a product never overflows this way */
  return (guint) MIN (99, (double) row->sent_bytes / (double) row->size_bytes * 100);
}

gint64
depot_content_row_get_seconds_left (const DepotContentRow *row)
{
  if (row->state != DEPOT_CONTENT_UPDATING || row->speed == 0 || row->sent_bytes > row->size_bytes)
    return -1;
  return (gint64) ((row->size_bytes - row->sent_bytes) / row->speed);
}

gboolean
depot_content_row_is_equal (const DepotContentRow *one, const DepotContentRow *other)
{
  return one->package == other->package && one->point == other->point && one->state == other->state
         && one->version == other->version && one->published_version == other->published_version
         && one->retries_left == other->retries_left && one->message_id == other->message_id
         && one->size_bytes == other->size_bytes && one->sent_bytes == other->sent_bytes
         && one->speed == other->speed && one->retry_at == other->retry_at
         && one->changed_at == other->changed_at && one->checked_at == other->checked_at
         && g_strcmp0 (one->reason, other->reason) == 0
         && g_strcmp0 (one->operation_id, other->operation_id) == 0
         && g_strcmp0 (one->package_id, other->package_id) == 0
         && g_strcmp0 (one->package_name, other->package_name) == 0
         && g_strcmp0 (one->point_id, other->point_id) == 0
         && g_strcmp0 (one->point_name, other->point_name) == 0;
}

static char *
dup_time_left (gint64 seconds)
{
  if (seconds < 60)
    return g_strdup_printf (ngettext ("%u second left", "%u seconds left", (gulong) seconds),
                            (guint) seconds);
  if (seconds < 3600)
    return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", (gulong) seconds / 60),
                            (guint) seconds / 60);
  return g_strdup_printf (ngettext ("%u hour left", "%u hours left", (gulong) seconds / 3600),
                          (guint) MIN (seconds / 3600, G_MAXUINT));
}

static void
add_progress (GString *text, const DepotContentRow *row)
{
  gint64 seconds = depot_content_row_get_seconds_left (row);
  g_autofree char *left = seconds >= 0 ? dup_time_left (seconds) : NULL;
  g_autofree char *speed = row->speed > 0 ? depot_size_to_text (row->speed) : NULL;

  g_string_append_printf (text, C_ ("progress", ", %u %%"), depot_content_row_get_percent (row));
  if (speed != NULL)
    /* Translators: a rate, such as “12 MB” and then “/s” */
    g_string_append_printf (text, _ (", %s/s"), speed);
  if (left != NULL)
    g_string_append_printf (text, ", %s", left);
}

char *
depot_content_row_dup_text (const DepotContentRow *row)
{
  GString *text = g_string_new (depot_content_state_get_label (row->state));

  if (row->state == DEPOT_CONTENT_UPDATING || row->state == DEPOT_CONTENT_MONITORING)
    add_progress (text, row);
  if (row->state == DEPOT_CONTENT_INSTALL_RETRYING || row->state == DEPOT_CONTENT_REMOVAL_RETRYING)
    g_string_append_printf (text,
                            ngettext (", %u retry left", ", %u retries left", row->retries_left),
                            row->retries_left);
  if (row->reason != NULL && row->state != DEPOT_CONTENT_UPDATING
      && row->state != DEPOT_CONTENT_INSTALLED)
    g_string_append_printf (text, ": %s", row->reason);
  return g_string_free_and_steal (text);
}

static void
set_time (JsonObject *object, const char *member, gint64 at)
{
  g_autofree char *text = at != 0 ? depot_time_to_iso8601 (at) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

JsonObject *
depot_content_row_to_json (const DepotContentRow *row)
{
  JsonObject *object = json_object_new ();
  gint64 seconds_left = depot_content_row_get_seconds_left (row);

  set_text (object, "packageId", row->package_id);
  set_text (object, "packageName", row->package_name);
  set_text (object, "pointId", row->point_id);
  set_text (object, "pointName", row->point_name);
  set_text (
      object, "status", depot_content_word_get_nick (depot_content_state_get_word (row->state)));
  set_text (object, "state", depot_content_state_get_nick (row->state));
  json_object_set_int_member (object, "percent", depot_content_row_get_percent (row));
  json_object_set_int_member (object, "version", row->version);
  json_object_set_int_member (object, "publishedVersion", row->published_version);
  json_object_set_int_member (object, "sizeBytes", (gint64) row->size_bytes);
  json_object_set_int_member (object, "sentBytes", (gint64) row->sent_bytes);
  json_object_set_int_member (object, "bytesPerSecond", (gint64) row->speed);
  if (seconds_left >= 0)
    json_object_set_int_member (object, "secondsLeft", seconds_left);
  else
    json_object_set_null_member (object, "secondsLeft");
  json_object_set_int_member (object, "retriesLeft", row->retries_left);
  json_object_set_int_member (object, "messageId", row->message_id);
  set_text (object, "reason", row->reason);
  set_text (object, "operationId", row->operation_id);
  set_time (object, "retryAt", row->retry_at);
  set_time (object, "changedAt", row->changed_at);
  set_time (object, "checkedAt", row->checked_at);
  return object;
}
