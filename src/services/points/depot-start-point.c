/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start: the same address and name answer again (the static address and its label outlive Stop).
 * The firewall opens before the question from outside, because Stop's rule would refuse that one,
 * too.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

struct _DepotStartPoint
{
  DepotVerbOperation parent_instance;
};

G_DEFINE_FINAL_TYPE (DepotStartPoint, depot_start_point, DEPOT_TYPE_VERB_OPERATION)

static void
step_power_on (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_power_on);
}

static void
step_firewall (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_open_firewall);
}

static void
verify (DepotVerbOperation *self)
{
  g_autofree char *address = depot_verb_operation_dup_fact (self, "public-ip");
  DepotCertificate *certificate = depot_point_get_certificate (self->point);

  depot_point_operation_verify (&self->parent,
                                address,
                                depot_certificate_get_thumbprint (certificate),
                                depot_verb_operation_get_instances (self),
                                depot_point_operation_say_next);
}

static void
step_verify (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, verify);
}

static void
step_autoscale (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_resume_autoscale);
}

static void
note_started (DepotPointOperation *self, DepotPoint *point)
{
  depot_point_set_state (point, DEPOT_POINT_READY, depot_clock_now (self->house->clock));
}

static void
say_started (DepotVerbOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Cloud distribution point %s is started.",
                   depot_verb_operation_get_name (self));
  depot_point_operation_commit (
      &self->parent, DEPOT_MESSAGE_STARTED, NULL, note_started, depot_point_operation_say_next);
}

static void
step_started (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, say_started);
}

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "power-on", 50, N_ ("Starting the instances"), step_power_on, NULL },
  { "firewall", 10, N_ ("Opening the firewall"), step_firewall, NULL },
  { "verify", 30, N_ ("Checking that it answers"), step_verify, NULL },
  { "autoscale", 5, N_ ("Restoring autoscale"), step_autoscale, NULL },
  { "started", 5, N_ ("Finishing"), step_started, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static void
depot_start_point_class_init (DepotStartPointClass *klass)
{
  DEPOT_OPERATION_CLASS (klass)->kind = "start-point";
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = DEPOT_POINT_STARTING;
  DEPOT_VERB_OPERATION_CLASS (klass)->failed_message = DEPOT_MESSAGE_STOP_OR_START_FAILED;
}

static void
depot_start_point_init (DepotStartPoint *self)
{
}
