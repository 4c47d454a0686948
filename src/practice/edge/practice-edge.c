/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge.h"

#include "practice-edge-metadata.h"
#include "practice-edge-plan.h"
#include "practice-edge-process.h"

#include "arm/practice-arm-json.h"
#include "arm/practice-resources.h"
#include "arm/practice-scale-set.h"

#define SCALE_SETS "Microsoft.Compute/virtualMachineScaleSets"

static GHashTable *
get_processes (PracticeCloud *cloud)
{
  return g_object_get_data (G_OBJECT (cloud), "edge-processes");
}

static PracticeEdgeProcess *
ensure_process (PracticeCloud *cloud, const char *id)
{
  GHashTable *processes = get_processes (cloud);
  g_autofree char *key = g_ascii_strdown (id, -1);
  PracticeEdgeProcess *process = g_hash_table_lookup (processes, key);

  if (process == NULL)
    {
      process = practice_edge_process_new (cloud);
      g_hash_table_insert (processes, g_steal_pointer (&key), process);
    }
  return process;
}

static void
stop_gone (PracticeCloud *cloud)
{
  GHashTableIter iter;
  gpointer id, process;

  g_hash_table_iter_init (&iter, get_processes (cloud));
  while (g_hash_table_iter_next (&iter, &id, &process))
    if (!practice_state_has (practice_cloud_get_state (cloud), "resources", id))
      practice_edge_process_set_plan (process, NULL);
}

/* Compares what runs with what should, for every scale set. */
static void
on_instances_changed (PracticeCloud *cloud)
{
  g_autoptr (GPtrArray) all = practice_resources_list (cloud, "/subscriptions", SCALE_SETS);

  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (PracticeEdgePlan) plan = practice_edge_plan_make (cloud, all->pdata[i]);

      practice_edge_process_set_plan (
          ensure_process (cloud, practice_arm_json_string (all->pdata[i], "id")), plan);
    }
  stop_gone (cloud);
}

void
practice_edge_register (PracticeCloud *cloud)
{
  GHashTable *processes = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) practice_edge_process_free);

  g_object_set_data_full (
      G_OBJECT (cloud), "edge-processes", processes, (GDestroyNotify) g_hash_table_unref);
  practice_edge_metadata_register (cloud);
  practice_scale_set_set_listener (cloud, on_instances_changed);
  practice_scale_set_changed (cloud);
}
