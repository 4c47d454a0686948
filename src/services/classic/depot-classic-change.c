/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-change.h"

#include <glib/gi18n.h>

#include "depot-classic-settings.h"
#include "depot-classic-verb.h"
#include "depot-classic-work.h"
#include "depot-json.h"

/* The three differ in what is asked for and in their tables. */
typedef struct
{
  DepotVerbOperation parent_instance;

  /* Asked for; in the memory. */
  guint instances;               /* 0: as they are */
  DepotCertificate *certificate; /* NULL: as it is */

  /* This run only. */
  gboolean is_sent;
  DepotSecretBytes *configuration; /* as it is in Azure */
  char *deployment;
} Change;

typedef Change DepotClassicScale;
typedef DepotVerbOperationClass DepotClassicScaleClass;
typedef Change DepotClassicRenew;
typedef DepotVerbOperationClass DepotClassicRenewClass;
typedef Change DepotClassicReapply;
typedef DepotVerbOperationClass DepotClassicReapplyClass;

G_DEFINE_FINAL_TYPE (DepotClassicScale, depot_classic_scale, DEPOT_TYPE_VERB_OPERATION)
G_DEFINE_FINAL_TYPE (DepotClassicRenew, depot_classic_renew, DEPOT_TYPE_VERB_OPERATION)
G_DEFINE_FINAL_TYPE (DepotClassicReapply, depot_classic_reapply, DEPOT_TYPE_VERB_OPERATION)

static Change *
get_change (gpointer operation)
{
  return operation;
}

static guint
get_instances (Change *self)
{
  return self->instances != 0 ? self->instances
                              : depot_verb_operation_get_instances (&self->parent_instance);
}

static DepotCertificate *
get_certificate (Change *self)
{
  return self->certificate != NULL ? self->certificate
                                   : depot_point_get_certificate (self->parent_instance.point);
}

static gboolean
was_stopped (Change *self)
{
  return self->parent_instance.state_before == DEPOT_POINT_STOPPED;
}

/* certificate: the service has to know it before a configuration may name it */

static void
add_certificate (DepotPointOperation *operation)
{
  g_autofree char *service = depot_classic_verb_dup_service (operation);

  depot_classic_work_add_certificate (
      operation, service, get_certificate (get_change (operation)), depot_point_operation_say_next);
}

static void
step_certificate (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, add_certificate);
}

/* configuration */

static DepotSecretBytes *
make_configuration (Change *self, DepotSecretBytes *storage_key, GError **error)
{
  DepotVerbOperation *verb = &self->parent_instance;
  g_autofree char *account = depot_classic_verb_dup_service (&verb->parent);
  g_autoptr (DepotSecretBytes) edge_key
      = depot_classic_read_key_setting (self->configuration, "EdgeKey", error);
  DepotClassicSettings settings = {
    .service_name = depot_verb_operation_get_name (verb),
    .container = DEPOT_CLASSIC_CONTAINER,
    .storage_account = account,
    .storage_key = storage_key,
    .edge_key = edge_key,
    .thumbprint = depot_certificate_get_thumbprint (get_certificate (self)),
    .n_instances = get_instances (self),
  };

  return edge_key != NULL ? depot_classic_write_configuration (&settings) : NULL;
}

static void
send (Change *self, DepotSecretBytes *configuration)
{
  DepotPointOperation *operation = &self->parent_instance.parent;
  g_autofree char *service = depot_classic_verb_dup_service (operation);

  self->is_sent = TRUE;
  self->parent_instance.has_changed = TRUE;
  depot_house_log (operation->house,
                   DEPOT_SEVERITY_INFO,
                   "Changing the configuration of service %s: %u instances, certificate %s",
                   depot_point_operation_get_facts (operation).name,
                   get_instances (self),
                   depot_certificate_get_thumbprint (get_certificate (self)));
  depot_classic_change_configuration_async (depot_classic_work_get_classic (operation),
                                            service,
                                            self->deployment,
                                            configuration,
                                            depot_point_operation_get_cancellable (operation),
                                            depot_classic_work_changed,
                                            g_object_ref (self));
}

static void
key_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) operation = data;
  Change *self = get_change (operation);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) key
      = depot_classic_get_storage_key_finish (DEPOT_CLASSIC (source), result, &error);
  const char *thumbprint = depot_certificate_get_thumbprint (get_certificate (self));
  g_autoptr (DepotSecretBytes) configuration = NULL;

  /* Azure may say the same in other words: what was sent once is not sent again */
  if (key != NULL
      && (self->is_sent
          || depot_classic_settings_agree (
              self->configuration, key, thumbprint, get_instances (self))))
    {
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  if (key != NULL)
    configuration = make_configuration (self, key, &error);
  if (!depot_point_operation_went_wrong (operation, error))
    send (self, configuration);
}

static void
deployment_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) operation = data;
  Change *self = get_change (operation);
  GError *error = NULL;
  g_autoptr (DepotClassicDeployment) deployment
      = depot_classic_get_deployment_finish (DEPOT_CLASSIC (source), result, &error);
  g_autofree char *account = depot_classic_verb_dup_service (operation);

  if (error == NULL && (deployment == NULL || deployment->configuration == NULL))
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND,
                             _ ("The deployment of the service is gone from Azure."));
  if (depot_point_operation_went_wrong (operation, error))
    return;
  g_clear_pointer (&self->configuration, depot_secret_bytes_unref);
  self->configuration = depot_secret_bytes_ref (deployment->configuration);
  g_set_str (&self->deployment, deployment->name);
  depot_classic_get_storage_key_async (DEPOT_CLASSIC (source),
                                       account,
                                       depot_point_operation_get_cancellable (operation),
                                       key_told,
                                       g_object_ref (self));
}

static void
configure (DepotPointOperation *operation)
{
  g_autofree char *service = depot_classic_verb_dup_service (operation);

  depot_classic_get_deployment_async (depot_classic_work_get_classic (operation),
                                      service,
                                      depot_point_operation_get_cancellable (operation),
                                      deployment_seen,
                                      g_object_ref (operation));
}

static void
step_configuration (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, configure);
}

/* status, verify: a stopped point stays so, its instances read the configuration when they start */

static void
bring (DepotPointOperation *operation)
{
  if (was_stopped (get_change (operation)))
    depot_operation_next (DEPOT_OPERATION (operation));
  else
    depot_classic_verb_bring (operation);
}

static void
step_status (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, bring);
}

static void
verify (DepotPointOperation *operation)
{
  Change *self = get_change (operation);
  g_autofree char *address = depot_verb_operation_dup_fact (&self->parent_instance, "public-ip");

  if (was_stopped (self))
    depot_operation_next (DEPOT_OPERATION (operation));
  else
    depot_point_operation_verify (operation,
                                  address,
                                  depot_certificate_get_thumbprint (get_certificate (self)),
                                  DEPOT_QUESTIONS_PER_INSTANCE * get_instances (self),
                                  depot_point_operation_say_next);
}

static void
step_verify (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, verify);
}

/* changed */

static void
note_changed (DepotPointOperation *operation, DepotPoint *point)
{
  Change *self = get_change (operation);

  g_object_set (
      point, "instance-count", get_instances (self), "certificate", get_certificate (self), NULL);
  depot_point_set_state (point,
                         was_stopped (self) ? DEPOT_POINT_STOPPED : DEPOT_POINT_READY,
                         depot_clock_now (operation->house->clock));
}

static void
say_changed (DepotPointOperation *operation)
{
  Change *self = get_change (operation);
  g_autofree char *day
      = self->certificate != NULL ? depot_certificate_dup_end_day (self->certificate) : NULL;

  depot_house_log (operation->house,
                   DEPOT_SEVERITY_INFO,
                   "The configuration of cloud distribution point %s is changed.",
                   depot_point_operation_get_facts (operation).name);
  depot_point_operation_commit (operation,
                                self->certificate != NULL ? DEPOT_MESSAGE_CERTIFICATE_REPLACED : 0,
                                day,
                                note_changed,
                                depot_point_operation_say_next);
}

static void
step_changed (DepotOperation *operation)
{
  depot_classic_verb_begin (operation, say_changed);
}

/* The table. The ids are in journals on disk: they stay. */

static const DepotStep steps[] = {
  { "certificate", 10, N_ ("Storing the certificate"), step_certificate, NULL },
  { "configuration", 20, N_ ("Changing the configuration"), step_configuration, NULL },
  { "status", 45, N_ ("Waiting for the instances"), step_status, NULL },
  { "verify", 20, N_ ("Checking that it answers"), step_verify, NULL },
  { "changed", 5, N_ ("Finishing"), step_changed, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  *n_steps = G_N_ELEMENTS (steps);
  return steps;
}

static void
save_more (DepotVerbOperation *operation, JsonObject *memory)
{
  Change *self = get_change (operation);

  json_object_set_int_member (memory, "instances", self->instances);
  if (self->certificate != NULL)
    json_object_set_object_member (
        memory, "certificate", depot_certificate_to_json (self->certificate));
}

static gboolean
load_more (DepotVerbOperation *operation, JsonObject *memory, GError **error)
{
  Change *self = get_change (operation);
  gint64 instances;
  JsonObject *object = json_object_has_member (memory, "certificate")
                           ? depot_json_get_object (memory, "certificate", error)
                           : NULL;
  g_autoptr (DepotCertificate) certificate
      = object != NULL ? depot_certificate_from_json (object, error) : NULL;

  if ((certificate == NULL && json_object_has_member (memory, "certificate"))
      || !depot_json_get_int (memory, "instances", 0, DEPOT_MAX_INSTANCES, &instances, error))
    return FALSE;
  self->instances = (guint) instances;
  g_set_object (&self->certificate, certificate);
  return TRUE;
}

static void
finalize (GObject *object)
{
  Change *self = get_change (object);

  g_clear_object (&self->certificate);
  g_clear_pointer (&self->configuration, depot_secret_bytes_unref);
  g_free (self->deployment);
  G_OBJECT_CLASS (g_type_class_peek (DEPOT_TYPE_VERB_OPERATION))->finalize (object);
}

static void
begin_run (DepotPointOperation *operation)
{
  get_change (operation)->is_sent = FALSE;
  depot_classic_work_forget (operation);
}

static void
set_up (gpointer klass, const char *kind)
{
  depot_classic_verb_set_up_class (klass, kind, DEPOT_POINT_UPGRADING, 0);
  G_OBJECT_CLASS (klass)->finalize = finalize;
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->run_began = begin_run;
  DEPOT_VERB_OPERATION_CLASS (klass)->save_more = save_more;
  DEPOT_VERB_OPERATION_CLASS (klass)->load_more = load_more;
}

static void
depot_classic_scale_class_init (DepotClassicScaleClass *klass)
{
  set_up (klass, "scale-classic-point");
}

static void
depot_classic_scale_init (DepotClassicScale *self)
{
}

static void
depot_classic_renew_class_init (DepotClassicRenewClass *klass)
{
  set_up (klass, "renew-classic-point");
}

static void
depot_classic_renew_init (DepotClassicRenew *self)
{
}

static void
depot_classic_reapply_class_init (DepotClassicReapplyClass *klass)
{
  set_up (klass, "reapply-classic-point");
}

static void
depot_classic_reapply_init (DepotClassicReapply *self)
{
}

void
depot_classic_change_ask_instances (DepotVerbOperation *self, guint instances)
{
  get_change (self)->instances = instances;
}

void
depot_classic_change_ask_certificate (DepotVerbOperation *self, DepotCertificate *certificate)
{
  g_set_object (&get_change (self)->certificate, certificate);
}
