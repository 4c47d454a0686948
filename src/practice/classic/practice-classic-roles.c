/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instances of a role on their way: every tick each of them is one state further, the later
 * ones a little behind, as the upgrade domains of Azure are. An instance whose settings are wrong
 * stays at BusyRole, which is what an admin sees in Azure as well. */
#include "config.h"

#include "practice-classic.h"

#include "practice-classic-edge.h"
#include "practice-json.h"

#define TICK_SECONDS 12

/* How long a state lasts is how often it is repeated. */
static const char *const start_way[]
    = { "CreatingVM", "CreatingVM", "StartingVM", "CreatingRole", "StartingRole", "BusyRole",
        "BusyRole",   "ReadyRole",  NULL };
static const char *const resume_way[]
    = { "StartingVM", "StartingRole", "BusyRole", "ReadyRole", NULL };
static const char *const recycle_way[] = { "RestartingRole", "BusyRole", "ReadyRole", NULL };
static const char *const stop_way[] = { "StoppingRole", "StoppingVM", "StoppedVM", NULL };

static const struct
{
  const char *const *states;
  guint lag; /* ticks by which an instance is behind the one before */
} ways[] = {
  [PRACTICE_CLASSIC_START] = { start_way, 1 },
  [PRACTICE_CLASSIC_RESUME] = { resume_way, 1 },
  [PRACTICE_CLASSIC_RECYCLE] = { recycle_way, 3 },
  [PRACTICE_CLASSIC_STOP] = { stop_way, 0 },
};

void
practice_classic_roles_fit (JsonObject *deployment, guint count)
{
  JsonArray *instances = practice_json_get_array (deployment, "instances");

  while (json_array_get_length (instances) > count)
    json_array_remove_element (instances, json_array_get_length (instances) - 1);
  while (json_array_get_length (instances) < count)
    {
      g_autofree char *name = g_strdup_printf ("%s_IN_%u",
                                               practice_json_get_string (deployment, "role"),
                                               json_array_get_length (instances));

      json_array_add_object_element (
          instances, practice_json_object ("name", name, "status", "CreatingVM", NULL));
    }
}

static JsonObject *
find_by_name (JsonObject *service, const char *name)
{
  static const char *const slots[] = { "production", "staging" };

  for (guint i = 0; service != NULL && i < G_N_ELEMENTS (slots); i++)
    {
      JsonObject *deployment = practice_classic_get_deployment (service, slots[i]);

      if (deployment != NULL
          && g_strcmp0 (practice_json_get_string (deployment, "name"), name) == 0)
        return deployment;
    }
  return NULL;
}

/* FALSE while it has further to go. */
static gboolean
move_on (JsonObject *instance, const char *const *states, gint64 tick, gboolean can_be_ready)
{
  const char *const *state = states;

  if (tick < 0)
    return FALSE;
  for (gint64 i = 0; i < tick && state[1] != NULL; i++)
    state++;
  if (g_str_equal (*state, "ReadyRole") && !can_be_ready)
    state--;
  json_object_set_string_member (instance, "status", *state);
  return state[1] == NULL;
}

static gboolean
move_all (PracticeCloud *cloud, JsonObject *service, JsonObject *deployment, JsonObject *data)
{
  gint64 way = practice_json_get_int (data, "way", PRACTICE_CLASSIC_START);
  gint64 tick = practice_json_get_int (data, "tick", 0);
  JsonArray *instances = practice_json_get_array (deployment, "instances");
  gboolean can_be_ready = practice_classic_edge_is_possible (cloud, service, deployment);
  gboolean arrived = TRUE;

  for (guint i = 0; i < json_array_get_length (instances); i++)
    arrived &= move_on (json_array_get_object_element (instances, i),
                        ways[way].states,
                        tick - (gint64) (i * ways[way].lag),
                        can_be_ready);
  json_object_set_int_member (data, "tick", tick + 1);
  return arrived;
}

static double
run (PracticeCloud *cloud, PracticeOperation *operation, gpointer unused)
{
  JsonObject *data = practice_operation_get_data (operation);
  g_autoptr (JsonObject) service = practice_state_get (practice_cloud_get_state (cloud),
                                                       PRACTICE_CLASSIC_SERVICES,
                                                       practice_json_get_string (data, "service"));
  JsonObject *deployment = find_by_name (service, practice_json_get_string (data, "deployment"));
  gboolean arrived = TRUE;

  /* another way was begun meanwhile, or everything is gone */
  if (deployment != NULL
      && practice_json_get_int (deployment, "turn", 0) == practice_json_get_int (data, "turn", 0))
    {
      arrived = move_all (cloud, service, deployment, data);
      practice_classic_save_service (cloud, service);
      practice_classic_edge_changed (cloud);
    }
  if (arrived)
    practice_operation_succeed (operation, NULL);
  return TICK_SECONDS;
}

void
practice_classic_roles_go (PracticeCloud *cloud,
                           JsonObject *service,
                           JsonObject *deployment,
                           PracticeClassicWay way)
{
  gint64 turn = practice_json_get_int (deployment, "turn", 0) + 1;
  g_autoptr (JsonObject) data = practice_json_object ("service",
                                                      practice_json_get_string (service, "name"),
                                                      "deployment",
                                                      practice_json_get_string (deployment, "name"),
                                                      NULL);
  g_autoptr (PracticeOperation) operation = NULL;

  json_object_set_int_member (deployment, "turn", turn);
  json_object_set_int_member (data, "turn", turn);
  json_object_set_int_member (data, "way", way);
  move_all (cloud, service, deployment, data);
  practice_classic_save_service (cloud, service);
  practice_classic_edge_changed (cloud);
  operation = practice_operation_start (cloud, "classic-roles", "/classic", TICK_SECONDS, data);
}

void
practice_classic_roles_register (PracticeCloud *cloud)
{
  practice_operation_add_kind (cloud, "classic-roles", run, NULL);
}
