/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the wizard asks in the classic way. */
#include "config.h"

#include "depot-discovery.h"

#include "depot-classic-way.h"

/* The classic API knows regions by their display names only: "West Europe" is westeurope. */
static char *
dup_region_id (const char *name)
{
  GString *id = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (id, g_ascii_tolower (*name));
  return g_string_free (id, FALSE);
}

static void
locations_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_auto (GStrv) names
      = depot_classic_list_locations_finish (DEPOT_CLASSIC (source), result, &error);
  g_autoptr (GListStore) regions = g_list_store_new (DEPOT_TYPE_REGION);

  if (names == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (char **name = names; *name != NULL; name++)
    {
      g_autofree char *id = dup_region_id (*name);
      g_autoptr (DepotRegion) region = depot_region_new (id, *name, NULL);

      g_list_store_append (regions, region);
    }
  g_task_return_pointer (task, g_steal_pointer (&regions), g_object_unref);
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotClassic) classic
      = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);

  if (classic == NULL)
    g_task_return_error (task, error);
  else
    depot_classic_list_locations_async (
        classic, g_task_get_cancellable (task), locations_listed, g_object_ref (task));
}

void
depot_discovery_classic_regions_async (DepotHouse *house,
                                       DepotDraft *draft,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  g_autofree char *fingerprint = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_DRAFT (draft));

  g_task_set_source_tag (task, depot_discovery_classic_regions_async);
  g_object_get (draft, "management-fingerprint", &fingerprint, NULL);
  depot_classic_way_open_async (house,
                                depot_draft_get_cloud_id (draft),
                                depot_draft_get_subscription_id (draft),
                                fingerprint,
                                cancellable,
                                way_opened,
                                task);
}

GListModel *
depot_discovery_classic_regions_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
