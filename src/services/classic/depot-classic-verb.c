/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start, Stop and Delete differ only in their tables; what changes a deployment's configuration is
 * depot-classic-change.c. */
#include "config.h"

#include "depot-classic-verb.h"

#include <glib/gi18n.h>

#include "depot-classic-change.h"
#include "depot-classic-work.h"

#define INSTANCE_SECONDS 10

typedef DepotVerbOperation DepotClassicStart;
typedef DepotVerbOperationClass DepotClassicStartClass;
typedef DepotVerbOperation DepotClassicStop;
typedef DepotVerbOperationClass DepotClassicStopClass;
typedef DepotVerbOperation DepotClassicDelete;
typedef DepotVerbOperationClass DepotClassicDeleteClass;

GType depot_classic_start_get_type (void);
GType depot_classic_stop_get_type (void);
GType depot_classic_delete_get_type (void);

G_DEFINE_FINAL_TYPE (DepotClassicStart, depot_classic_start, DEPOT_TYPE_VERB_OPERATION)
G_DEFINE_FINAL_TYPE (DepotClassicStop, depot_classic_stop, DEPOT_TYPE_VERB_OPERATION)
G_DEFINE_FINAL_TYPE (DepotClassicDelete, depot_classic_delete, DEPOT_TYPE_VERB_OPERATION)

void
depot_classic_verb_begin (DepotOperation *operation, DepotPointBody body)
{
  g_autofree char *fingerprint
      = depot_verb_operation_dup_fact (DEPOT_VERB_OPERATION (operation), "management-fingerprint");

  depot_classic_work_begin (DEPOT_POINT_OPERATION (operation), fingerprint, body);
}

char *
depot_classic_verb_dup_service (DepotPointOperation *self)
{
  return depot_verb_operation_dup_fact (DEPOT_VERB_OPERATION (self), "storage-account");
}

static void
log_status (DepotPointOperation *self, const char *status)
{
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Deployment instance status for service %s is %s.",
                   depot_point_operation_get_facts (self).name,
                   status);
}

/* Start and Stop: is it so already? No, and not under way: ask for it. */

static gboolean
is_starting (DepotPointOperation *self)
{
  return G_OBJECT_TYPE (self) != depot_classic_stop_get_type ();
}

static gboolean
all_stopped (const DepotClassicDeployment *deployment)
{
  for (guint i = 0; i < deployment->instances->len; i++)
    {
      const DepotClassicInstance *instance = g_ptr_array_index (deployment->instances, i);

      if (!g_str_equal (instance->status, "StoppedVM"))
        return FALSE;
    }
  return g_str_equal (deployment->status, "Suspended");
}

static void
set_running (DepotPointOperation *self, const char *deployment, gboolean is_running)
{
  g_autofree char *service = depot_classic_verb_dup_service (self);

  DEPOT_VERB_OPERATION (self)->has_changed = TRUE;
  depot_classic_set_running_async (depot_classic_work_get_classic (self),
                                   service,
                                   deployment,
                                   is_running,
                                   depot_point_operation_get_cancellable (self),
                                   depot_classic_work_changed,
                                   g_object_ref (self));
}

static void
bring (DepotPointOperation *self, const DepotClassicDeployment *deployment)
{
  const char *role = depot_classic_deployment_get_role_status (deployment);
  gboolean start = is_starting (self);

  log_status (self, role);
  if (start ? depot_classic_deployment_is_ready (deployment) : all_stopped (deployment))
    depot_operation_next (DEPOT_OPERATION (self));
  else if (g_str_equal (deployment->status, start ? "Suspended" : "Running"))
    set_running (self, deployment->name, start);
  else
    {
      depot_operation_set_status (DEPOT_OPERATION (self), role, 0.5);
      depot_point_operation_again (self, INSTANCE_SECONDS);
    }
}

static void
deployment_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicDeployment) deployment
      = depot_classic_get_deployment_finish (DEPOT_CLASSIC (source), result, &error);

  if (error == NULL && deployment == NULL)
    {
      /* not by us, but the point is no longer what it was */
      DEPOT_VERB_OPERATION (self)->has_changed = TRUE;
      error = depot_error_new (DEPOT_ERROR_NOT_FOUND,
                               _ ("The deployment of the service is gone from Azure."));
    }
  if (!depot_point_operation_went_wrong (self, error))
    bring (self, deployment);
}

void
depot_classic_verb_bring (DepotPointOperation *self)
{
  g_autofree char *service = depot_classic_verb_dup_service (self);

  depot_classic_get_deployment_async (depot_classic_work_get_classic (self),
                                      service,
                                      depot_point_operation_get_cancellable (self),
                                      deployment_seen,
                                      g_object_ref (self));
}

static void
step_status (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, depot_classic_verb_bring);
}

static void
verify (DepotPointOperation *self)
{
  DepotVerbOperation *verb = DEPOT_VERB_OPERATION (self);
  g_autofree char *address = depot_verb_operation_dup_fact (verb, "public-ip");

  depot_point_operation_verify (
      self,
      address,
      depot_certificate_get_thumbprint (depot_point_get_certificate (verb->point)),
      1,
      depot_point_operation_say_next);
}

static void
step_verify (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, verify);
}

static void
note_end (DepotPointOperation *self, DepotPoint *point)
{
  depot_point_set_state (point,
                         is_starting (self) ? DEPOT_POINT_READY : DEPOT_POINT_STOPPED,
                         depot_clock_now (self->house->clock));
}

static void
say_end (DepotPointOperation *self)
{
  gboolean start = is_starting (self);

  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Cloud distribution point %s is %s.",
                   depot_point_operation_get_facts (self).name,
                   start ? "started" : "stopped");
  depot_point_operation_commit (self,
                                start ? DEPOT_MESSAGE_STARTED : DEPOT_MESSAGE_STOPPED,
                                NULL,
                                note_end,
                                depot_point_operation_say_next);
}

static void
step_end (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, say_end);
}

/* Delete. */

static void
remove_service (DepotPointOperation *self)
{
  g_autofree char *service = depot_classic_verb_dup_service (self);

  DEPOT_VERB_OPERATION (self)->has_changed = TRUE;
  if (service == NULL)
    depot_operation_next (DEPOT_OPERATION (self));
  else
    depot_classic_work_remove_service (self, service, depot_point_operation_say_next);
}

static void
step_remove_service (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, remove_service);
}

static void
remove_storage (DepotPointOperation *self)
{
  g_autofree char *account = depot_classic_verb_dup_service (self);

  if (account == NULL)
    depot_operation_next (DEPOT_OPERATION (self));
  else
    depot_classic_work_remove_storage (self, account, depot_point_operation_say_next);
}

static void
step_remove_storage (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, remove_storage);
}

static void
say_gone (DepotPointOperation *self)
{
  depot_house_log (self->house,
                   DEPOT_SEVERITY_INFO,
                   "Cloud distribution point %s is deleted.",
                   depot_point_operation_get_facts (self).name);
  depot_point_operation_commit_removal (
      self, DEPOT_MESSAGE_DELETED, depot_point_operation_say_next);
}

static void
step_gone (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, say_gone);
}

/* The tables. The ids are in journals on disk: they stay. */

static const DepotStep start_steps[] = {
  { "status", 60, N_ ("Starting the instances"), step_status, NULL },
  { "verify", 35, N_ ("Checking that it answers"), step_verify, NULL },
  { "started", 5, N_ ("Finishing"), step_end, NULL },
};

static const DepotStep stop_steps[] = {
  { "status", 95, N_ ("Switching the instances off"), step_status, NULL },
  { "stopped", 5, N_ ("Finishing"), step_end, NULL },
};

static const DepotStep delete_steps[] = {
  { "service", 70, N_ ("Deleting the cloud service"), step_remove_service, NULL },
  { "storage", 25, N_ ("Deleting the storage service"), step_remove_storage, NULL },
  { "gone", 5, N_ ("Finishing"), step_gone, NULL },
};

static const DepotStep *
get_start_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (start_steps);
  return start_steps;
}

static const DepotStep *
get_stop_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (stop_steps);
  return stop_steps;
}

static const DepotStep *
get_delete_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (delete_steps);
  return delete_steps;
}

void
depot_classic_verb_set_up_class (gpointer klass,
                                 const char *kind,
                                 DepotPointState busy_state,
                                 guint failed_message)
{
  DEPOT_OPERATION_CLASS (klass)->kind = kind;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = busy_state;
  DEPOT_POINT_OPERATION_CLASS (klass)->run_began = depot_classic_work_forget;
  DEPOT_POINT_OPERATION_CLASS (klass)->needs_account = FALSE;
  DEPOT_VERB_OPERATION_CLASS (klass)->failed_message = failed_message;
}

static void
depot_classic_start_class_init (DepotClassicStartClass *klass)
{
  depot_classic_verb_set_up_class (
      klass, "start-classic-point", DEPOT_POINT_STARTING, DEPOT_MESSAGE_STOP_OR_START_FAILED);
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_start_steps;
}

static void
depot_classic_start_init (DepotClassicStart *self)
{
}

static void
depot_classic_stop_class_init (DepotClassicStopClass *klass)
{
  depot_classic_verb_set_up_class (
      klass, "stop-classic-point", DEPOT_POINT_STOPPING, DEPOT_MESSAGE_STOP_OR_START_FAILED);
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_stop_steps;
}

static void
depot_classic_stop_init (DepotClassicStop *self)
{
}

static void
depot_classic_delete_class_init (DepotClassicDeleteClass *klass)
{
  depot_classic_verb_set_up_class (
      klass, "delete-classic-point", DEPOT_POINT_DELETING, DEPOT_MESSAGE_DELETION_INCOMPLETE);
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_delete_steps;
}

static void
depot_classic_delete_init (DepotClassicDelete *self)
{
}

GType
depot_classic_verb_get_type_of (DepotPointVerb verb)
{
  switch (verb)
    {
    case DEPOT_VERB_START:
      return depot_classic_start_get_type ();
    case DEPOT_VERB_STOP:
      return depot_classic_stop_get_type ();
    case DEPOT_VERB_DELETE:
      return depot_classic_delete_get_type ();
    case DEPOT_VERB_SCALE:
      return depot_classic_scale_get_type ();
    case DEPOT_VERB_RENEW:
      return depot_classic_renew_get_type ();
    case DEPOT_VERB_REAPPLY:
      return depot_classic_reapply_get_type ();
    default:
      g_return_val_if_reached (G_TYPE_INVALID);
    }
}

DepotOperation *
depot_classic_verb_new (const char *kind, DepotHouse *house)
{
  for (guint verb = 0; verb < DEPOT_N_VERBS; verb++)
    {
      g_autoptr (DepotOperation) operation
          = g_object_new (depot_classic_verb_get_type_of (verb), NULL);

      if (g_strcmp0 (depot_operation_get_kind (operation), kind) != 0)
        continue;
      DEPOT_POINT_OPERATION (operation)->house = g_object_ref (house);
      return g_steal_pointer (&operation);
    }
  return NULL;
}
