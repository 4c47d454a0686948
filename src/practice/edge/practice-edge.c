/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-edge.h"

#include "practice-edge-inside.h"
#include "practice-edge-metadata.h"
#include "practice-edge-plan.h"
#include "practice-edge-process.h"

#include "arm/practice-arm-json.h"
#include "arm/practice-resources.h"
#include "arm/practice-scale-set.h"
#include "classic/practice-classic-edge.h"

#define SCALE_SETS "Microsoft.Compute/virtualMachineScaleSets"

/* One service: a process where that is possible, else this program itself. */
typedef struct
{
  PracticeEdgeProcess *process;
  PracticeEdgeInside *inside;
} Edge;

static Edge *
edge_new (PracticeCloud *cloud)
{
  Edge *edge = g_new0 (Edge, 1);

  if (practice_edge_process_is_possible ()
      && !practice_scenario_get_flag (practice_cloud_get_scenario (cloud), "edgeInside"))
    edge->process = practice_edge_process_new (cloud);
  else
    edge->inside = practice_edge_inside_new (cloud);
  return edge;
}

static void
edge_free (Edge *edge)
{
  g_clear_pointer (&edge->process, practice_edge_process_free);
  g_clear_pointer (&edge->inside, practice_edge_inside_free);
  g_free (edge);
}

static void
edge_set_plan (Edge *edge, PracticeEdgePlan *plan)
{
  if (edge->process != NULL)
    practice_edge_process_set_plan (edge->process, plan);
  else
    practice_edge_inside_set_plan (edge->inside, plan);
}

static GHashTable *
get_edges (PracticeCloud *cloud)
{
  return g_object_get_data (G_OBJECT (cloud), "edges");
}

static Edge *
ensure_edge (PracticeCloud *cloud, const char *id)
{
  GHashTable *edges = get_edges (cloud);
  g_autofree char *key = g_ascii_strdown (id, -1);
  Edge *edge = g_hash_table_lookup (edges, key);

  if (edge == NULL)
    {
      edge = edge_new (cloud);
      g_hash_table_insert (edges, g_steal_pointer (&key), edge);
    }
  return edge;
}

static void
stop_gone (PracticeCloud *cloud)
{
  GHashTableIter iter;
  gpointer id, edge;

  g_hash_table_iter_init (&iter, get_edges (cloud));
  while (g_hash_table_iter_next (&iter, &id, &edge))
    if (!practice_state_has (practice_cloud_get_state (cloud), "resources", id))
      edge_set_plan (edge, NULL);
}

static PracticeEdgePlan *
find_plan (GPtrArray *plans, const char *id)
{
  for (guint i = 0; i < plans->len; i++)
    {
      PracticeEdgePlan *plan = g_ptr_array_index (plans, i);

      if (g_ascii_strcasecmp (plan->id, id) == 0)
        return plan;
    }
  return NULL;
}

/* The deployments of cloud services: those with a plan run, those that ran before end. */
static void
compare_classic (PracticeCloud *cloud)
{
  g_autoptr (GPtrArray) plans = practice_classic_edge_list_plans (cloud);
  GHashTableIter iter;
  gpointer id, edge;

  for (guint i = 0; i < plans->len; i++)
    ensure_edge (cloud, ((PracticeEdgePlan *) g_ptr_array_index (plans, i))->id);
  g_hash_table_iter_init (&iter, get_edges (cloud));
  while (g_hash_table_iter_next (&iter, &id, &edge))
    if (g_str_has_prefix (id, PRACTICE_CLASSIC_EDGE_PREFIX))
      edge_set_plan (edge, find_plan (plans, id));
}

/* Compares what runs with what should, for every scale set and every classic deployment. */
static void
on_instances_changed (PracticeCloud *cloud)
{
  g_autoptr (GPtrArray) all = practice_resources_list (cloud, "/subscriptions", SCALE_SETS);

  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (PracticeEdgePlan) plan = practice_edge_plan_make (cloud, all->pdata[i]);

      edge_set_plan (ensure_edge (cloud, practice_arm_json_string (all->pdata[i], "id")), plan);
    }
  compare_classic (cloud);
  stop_gone (cloud);
}

/* The cloud is still whole at this moment, which ending an instance may need. */
static void
on_cloud_going (gpointer edges, GObject *cloud)
{
  g_hash_table_unref (edges);
}

void
practice_edge_register (PracticeCloud *cloud)
{
  GHashTable *edges
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) edge_free);

  g_object_set_data (G_OBJECT (cloud), "edges", edges);
  g_object_weak_ref (G_OBJECT (cloud), on_cloud_going, edges);
  practice_edge_metadata_register (cloud);
  practice_scale_set_set_listener (cloud, on_instances_changed);
  practice_scale_set_changed (cloud);
}
