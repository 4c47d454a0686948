/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "trial-operation.h"

#include <string.h>

#include "depot-error.h"
#include "depot-json.h"

struct _TrialOperation
{
  DepotOperation parent_instance;

  TrialWorld *world; /* outlives every operation */
  int number;
};

G_DEFINE_FINAL_TYPE (TrialOperation, trial_operation, DEPOT_TYPE_OPERATION)

TrialWorld *
trial_world_new (const char *script)
{
  TrialWorld *world = g_new0 (TrialWorld, 1);

  world->calls = g_string_new (NULL);
  world->resources = g_hash_table_new (g_str_hash, g_str_equal);
  world->script = g_strdup (script != NULL ? script : "");
  return world;
}

void
trial_world_free (TrialWorld *world)
{
  g_string_free (world->calls, TRUE);
  g_hash_table_unref (world->resources);
  g_free (world->script);
  g_free (world);
}

static TrialEnd
take_from_script (TrialWorld *world, const char *step)
{
  static const char *const words[] = { "next", "again", "wait", "fail", "hang", "twice" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s:%s", step, words[i]);
      gsize length = strlen (line);

      if (g_str_has_prefix (world->script, line))
        {
          memmove (world->script, world->script + length, strlen (world->script) - length + 1);
          g_strchug (world->script);
          return i;
        }
    }
  return TRIAL_NEXT;
}

static void
end (DepotOperation *operation, TrialEnd how)
{
  switch (how)
    {
    case TRIAL_AGAIN:
      depot_operation_again (operation, 10);
      break;
    case TRIAL_WAIT:
      depot_operation_wait (operation, depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED, "sign in"));
      break;
    case TRIAL_FAIL:
      {
        GError *error = depot_error_new (DEPOT_ERROR_QUOTA_EXCEEDED, "no cores left");

        depot_error_set_azure (
            error, "QuotaExceeded", "Operation could not be completed", "request-1");
        depot_operation_fail (operation, error);
        break;
      }
    case TRIAL_HANG:
      break;
    case TRIAL_TWICE:
      depot_operation_next (operation);
      depot_operation_next (operation);
      break;
    case TRIAL_NEXT:
    default:
      depot_operation_next (operation);
    }
}

static void
run_step (DepotOperation *operation, const char *name)
{
  TrialOperation *self = TRIAL_OPERATION (operation);

  g_string_append_printf (self->world->calls, "%s%s", self->world->calls->len > 0 ? " " : "", name);
  if (name[0] != '-')
    g_hash_table_add (self->world->resources, (gpointer) name);
  else
    g_hash_table_remove (self->world->resources, name + 1);
  end (operation, take_from_script (self->world, name));
}

static void
step_one (DepotOperation *operation)
{
  run_step (operation, "one");
}

static void
step_two (DepotOperation *operation)
{
  run_step (operation, "two");
}

static void
step_three (DepotOperation *operation)
{
  run_step (operation, "three");
}

static void
undo_one (DepotOperation *operation)
{
  run_step (operation, "-one");
}

static void
undo_three (DepotOperation *operation)
{
  run_step (operation, "-three");
}

static const DepotStep steps[] = {
  { "one", 10, "First", step_one, undo_one },
  { "two", 30, "Second", step_two, NULL },
  { "three", 60, "Third", step_three, undo_three },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static JsonObject *
save (DepotOperation *operation)
{
  JsonObject *memory = json_object_new ();

  json_object_set_int_member (memory, "number", TRIAL_OPERATION (operation)->number);
  return memory;
}

static gboolean
load (DepotOperation *operation, JsonObject *memory, GError **error)
{
  gint64 number;

  if (!depot_json_get_int (memory, "number", 0, 1000, &number, error))
    return FALSE;
  TRIAL_OPERATION (operation)->number = (int) number;
  return TRUE;
}

static void
settled (DepotOperation *operation)
{
  TRIAL_OPERATION (operation)->world->n_settled++;
}

static gboolean
waits_for (DepotOperation *operation, const char *whom)
{
  return g_strcmp0 (depot_operation_get_subject (operation), whom) == 0;
}

static int
get_priority (DepotOperation *operation)
{
  return *depot_operation_get_subject (operation) == '!' ? 1 : 0;
}

static void
trial_operation_class_init (TrialOperationClass *klass)
{
  DepotOperationClass *operation_class = DEPOT_OPERATION_CLASS (klass);

  operation_class->kind = "trial";
  operation_class->get_steps = get_steps;
  operation_class->save = save;
  operation_class->load = load;
  operation_class->settled = settled;
  operation_class->waits_for = waits_for;
  operation_class->get_priority = get_priority;
}

static void
trial_operation_init (TrialOperation *self)
{
}

DepotOperation *
trial_operation_new (TrialWorld *world, const char *subject)
{
  TrialOperation *self
      = g_object_new (TRIAL_TYPE_OPERATION, "title", "A trial", "subject", subject, NULL);

  self->world = world;
  return DEPOT_OPERATION (self);
}

DepotOperation *
trial_operation_make (const char *kind, gpointer world)
{
  return g_str_equal (kind, "trial") ? trial_operation_new (world, NULL) : NULL;
}

void
trial_operation_set_number (DepotOperation *operation, int number)
{
  TRIAL_OPERATION (operation)->number = number;
}

int
trial_operation_get_number (DepotOperation *operation)
{
  return TRIAL_OPERATION (operation)->number;
}
