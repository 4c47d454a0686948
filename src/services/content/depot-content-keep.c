/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-keep.h"

#include "depot-clean-up.h"
#include "depot-distribution.h"
#include "depot-store-content.h"
#include "depot-validation-schedule.h"

#define DUE "content-clean-at:"
#define VALIDATED "content-validated-at:"
#define MARGIN_SECONDS (60 * 60)
#define BUSY_KEY "depot-content-keep"

guint
depot_content_keep_seconds (DepotPoint *point)
{
  guint hours = 0;

  g_object_get (point, "token-hours", &hours, NULL);
  return hours * 60 * 60 + MARGIN_SECONDS;
}

/* Times of points, as settings. */

static gint64
get_time (DepotHouse *house, const char *key, DepotPoint *point)
{
  g_autofree char *name = g_strconcat (key, depot_point_get_id (point), NULL);
  const char *text = depot_house_peek_setting (house, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
set_time (DepotHouse *house, const char *key, DepotPoint *point, gint64 time)
{
  g_autofree char *name = g_strconcat (key, depot_point_get_id (point), NULL);
  g_autofree char *text = time != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, time) : NULL;

  depot_house_set_setting (house, name, text);
}

static gint64
get_now (DepotHouse *house)
{
  return depot_clock_now (depot_house_get_clock (house));
}

void
depot_content_keep_note_version (DepotHouse *house, DepotPoint *point)
{
  set_time (
      house, DUE, point, get_now (house) + depot_content_keep_seconds (point) + MARGIN_SECONDS);
}

/* Cleaning up: one point at a time, and what fails is tried again in the next round. */

static void
end_cleaning (DepotHouse *house)
{
  g_object_set_data (G_OBJECT (house), BUSY_KEY, NULL);
}

static void
cleaned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPoint) point = data;
  DepotHouse *house = DEPOT_HOUSE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCleanUp) gone = depot_clean_up_remove_finish (house, result, &error);

  end_cleaning (house);
  if (gone == NULL)
    {
      g_debug ("%s was not cleaned up: %s", depot_point_get_name (point), error->message);
      return;
    }
  if (depot_clean_up_get_n (gone) > 0)
    depot_house_log (house,
                     DEPOT_SEVERITY_INFO,
                     "%u unused blobs, %" G_GUINT64_FORMAT " bytes, were removed from %s",
                     depot_clean_up_get_n (gone),
                     depot_clean_up_get_bytes (gone),
                     depot_point_get_name (point));
  set_time (house, DUE, point, 0);
}

static void
listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPoint) point = data;
  DepotHouse *house = DEPOT_HOUSE (source);
  g_autoptr (GError) error = NULL;
  DepotCleanUp *list = depot_clean_up_list_finish (house, result, &error);

  if (list != NULL && !house->is_closed)
    depot_clean_up_remove_async (house, point, list, NULL, cleaned, g_object_ref (point));
  else
    {
      g_debug ("%s was not looked through: %s",
               depot_point_get_name (point),
               error != NULL ? error->message : "closing");
      g_clear_pointer (&list, depot_clean_up_free);
      end_cleaning (house);
    }
}

static void
clean_if_due (DepotHouse *house, DepotPoint *point)
{
  gint64 due = get_time (house, DUE, point);

  if (due == 0 || due > get_now (house) || g_object_get_data (G_OBJECT (house), BUSY_KEY) != NULL)
    return;
  g_object_set_data (G_OBJECT (house), BUSY_KEY, GINT_TO_POINTER (1));
  depot_clean_up_list_async (house, point, NULL, listed, g_object_ref (point));
}

/* Validating. */

static void
validation_requested (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPoint) point = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (outcome == NULL)
    depot_house_log (DEPOT_HOUSE (source),
                     DEPOT_SEVERITY_WARNING,
                     "The validation of %s could not be asked for: %s",
                     depot_point_get_name (point),
                     error->message);
}

static void
rows_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotPoint *point = g_task_get_task_data (task);
  g_autoptr (GArray) rows = depot_store_get_content_finish (DEPOT_STORE (source), result, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *point_ids[] = { depot_point_get_id (point), NULL };
  g_auto (GStrv) package_ids = NULL;
  DepotDistribution distribution
      = { .action = DEPOT_CONTENT_VALIDATE, .point_ids = (const char *const *) point_ids };

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    g_strv_builder_add (builder, g_array_index (rows, DepotContentRow, i).package_id);
  package_ids = g_strv_builder_end (builder);
  distribution.package_ids = (const char *const *) package_ids;
  if (*package_ids != NULL)
    depot_distribution_request_async (
        house, &distribution, NULL, validation_requested, g_object_ref (point));
}

static void
validate_if_due (DepotHouse *house, DepotPoint *point)
{
  gint64 next = depot_validation_schedule_next (house, point);
  GTask *task;

  if (next == 0 || next > get_now (house) || depot_point_get_state (point) != DEPOT_POINT_READY)
    return;
  set_time (house, VALIDATED, point, get_now (house));
  task = g_task_new (house, NULL, NULL, NULL);
  g_task_set_task_data (task, g_object_ref (point), g_object_unref);
  depot_store_list_content_async (depot_house_get_store (house),
                                  NULL,
                                  depot_point_get_id (point),
                                  0,
                                  0,
                                  G_MAXINT,
                                  rows_listed,
                                  task);
}

void
depot_content_keep_look (DepotHouse *house)
{
  GListModel *points = depot_house_get_points (house);

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);

      clean_if_due (house, point);
      validate_if_due (house, point);
    }
}
