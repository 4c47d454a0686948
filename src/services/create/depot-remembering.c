/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-remembering.h"

#include "depot-house-private.h"
#include "depot-store-prune.h"

#define DAY_SECONDS (24 * 60 * 60)
#define PAUSE_SECONDS (60 * 60)
/* Small enough that whoever else wants to write does not notice. */
#define BATCH 200

static const struct
{
  const char *key;
  guint days;
} kinds[] = {
  [DEPOT_REMEMBER_MESSAGES] = { "keep-messages-days", 90 },
  [DEPOT_REMEMBER_OPERATIONS] = { "keep-operations-days", 30 },
};

guint
depot_remembering_get_days (DepotHouse *house, DepotRemember what)
{
  const char *text = depot_house_peek_setting (house, kinds[what].key);
  guint64 days;

  if (text == NULL
      || !g_ascii_string_to_unsigned (
          text, 10, DEPOT_REMEMBER_MIN_DAYS, DEPOT_REMEMBER_MAX_DAYS, &days, NULL))
    return kinds[what].days;
  return (guint) days;
}

void
depot_remembering_set_days (DepotHouse *house, DepotRemember what, guint days)
{
  g_autofree char *text = NULL;

  g_return_if_fail (days >= DEPOT_REMEMBER_MIN_DAYS && days <= DEPOT_REMEMBER_MAX_DAYS);

  if (days == depot_remembering_get_days (house, what))
    return;
  text = g_strdup_printf ("%u", days);
  depot_house_set_setting (house, kinds[what].key, text);
  house->prune_at = 0;
}

static gint64
oldest_kept (DepotHouse *house, DepotRemember what)
{
  return depot_clock_now (house->clock)
         - (gint64) depot_remembering_get_days (house, what) * DAY_SECONDS;
}

static void
pruned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) house = data;
  g_autoptr (GError) error = NULL;
  int count = depot_store_prune_finish (DEPOT_STORE (source), result, &error);

  house->is_pruning = FALSE;
  if (error != NULL)
    g_warning ("What is old could not be forgotten: %s", error->message);
  if (count >= BATCH)
    house->prune_at = 0;
}

void
depot_house_prune (DepotHouse *self)
{
  gint64 now = depot_clock_now (self->clock);

  if (self->is_pruning || now < self->prune_at)
    return;
  self->is_pruning = TRUE;
  self->prune_at = now + PAUSE_SECONDS;
  depot_store_prune_async (self->store,
                           oldest_kept (self, DEPOT_REMEMBER_MESSAGES),
                           oldest_kept (self, DEPOT_REMEMBER_OPERATIONS),
                           BATCH,
                           pruned,
                           g_object_ref (self));
}
