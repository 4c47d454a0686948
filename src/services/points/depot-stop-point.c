/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stop: clients are refused within seconds, running downloads are cut, computing costs end. Content
 * stays, and uploads go on, as in the original (domain reference B3.8; Azure reference 4.3).
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

struct _DepotStopPoint
{
  DepotVerbOperation parent_instance;
};

G_DEFINE_FINAL_TYPE (DepotStopPoint, depot_stop_point, DEPOT_TYPE_VERB_OPERATION)

static void
step_autoscale (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_rest_autoscale);
}

static void
step_firewall (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_close_firewall);
}

/* the rule lets established connections live: this ends them without waiting for the system */
static void
power_off (DepotVerbOperation *self)
{
  static const char *const off[] = { "stopped", "deallocating", "deallocated", NULL };

  depot_verb_bring_power (self, off, "poweroff", "skipShutdown=true");
}

static void
step_power_off (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, power_off);
}

static void
deallocate (DepotVerbOperation *self)
{
  static const char *const gone[] = { "deallocated", NULL };

  depot_verb_bring_power (self, gone, "deallocate", NULL);
}

static void
step_deallocate (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, deallocate);
}

static void
note_stopped (DepotPointOperation *self, DepotPoint *point)
{
  depot_point_set_state (point, DEPOT_POINT_STOPPED, depot_clock_now (self->house->clock));
}

static void
say_stopped (DepotVerbOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Cloud distribution point %s is stopped.",
                   depot_verb_operation_get_name (self));
  depot_point_operation_commit (
      &self->parent, DEPOT_MESSAGE_STOPPED, NULL, note_stopped, depot_point_operation_say_next);
}

static void
step_stopped (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, say_stopped);
}

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "autoscale", 5, N_ ("Switching autoscale off"), step_autoscale, NULL },
  { "firewall", 10, N_ ("Closing the firewall"), step_firewall, NULL },
  { "power-off", 35, N_ ("Switching the instances off"), step_power_off, NULL },
  { "deallocate", 45, N_ ("Giving the instances back to Azure"), step_deallocate, NULL },
  { "stopped", 5, N_ ("Finishing"), step_stopped, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static void
depot_stop_point_class_init (DepotStopPointClass *klass)
{
  DEPOT_OPERATION_CLASS (klass)->kind = "stop-point";
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = DEPOT_POINT_STOPPING;
  DEPOT_VERB_OPERATION_CLASS (klass)->failed_message = DEPOT_MESSAGE_STOP_OR_START_FAILED;
}

static void
depot_stop_point_init (DepotStopPoint *self)
{
}
