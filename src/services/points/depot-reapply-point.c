/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Re-apply: both templates once more, as they were deployed, so that what was changed, removed or
 * lost its tag in Azure is as this site knows it. What is as it should be stays untouched; content,
 * certificate and address are not in the templates' hands. A point that failed half-way of
 * something comes back to Ready by it.
 */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-service-template.h"

#define POLL_SECONDS 10

struct _DepotReapplyPoint
{
  DepotVerbOperation parent_instance;

  /* In the memory. */
  guint round;              /* counts up with every failed deployment: names are used once */
  char *identity_client_id; /* told by the first stage */
};

G_DEFINE_FINAL_TYPE (DepotReapplyPoint, depot_reapply_point, DEPOT_TYPE_VERB_OPERATION)

typedef struct
{
  const char *name;
  JsonObject *(*load) (GError **error);
  JsonObject *(*parameters) (const DepotTemplateValues *values, GError **error);
} Stage;

static const Stage base_stage
    = { "base", depot_template_load_base, depot_template_base_parameters };
static const Stage service_stage
    = { "service", depot_template_load_service, depot_template_service_parameters };

static const Stage *
get_stage (DepotReapplyPoint *self)
{
  return self->identity_client_id == NULL ? &base_stage : &service_stage;
}

static char *
dup_deployment (DepotReapplyPoint *self)
{
  return g_strdup_printf ("depot-reapply-%s-%.8s-%u",
                          get_stage (self)->name,
                          depot_operation_get_id (DEPOT_OPERATION (self)),
                          self->round + 1);
}

/* Asking. */

static void
deployment_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;

  depot_arm_put_deployment_finish (DEPOT_ARM (source), result, &error);
  if (depot_verb_operation_went_wrong (self, error))
    return;
  self->has_changed = TRUE;
  depot_point_operation_again (&self->parent, POLL_SECONDS);
}

static JsonObject *
make_parameters (DepotReapplyPoint *self, GError **error)
{
  DepotVerbOperation *verb = &self->parent_instance;
  DepotPoint *point = verb->point;
  DepotAccount *account = depot_house_find_account (verb->parent.house, verb->account_id);
  g_autofree char *vault_uri = depot_verb_operation_dup_fact (verb, "vault-uri");
  g_autofree char *blob_endpoint = depot_verb_operation_dup_fact (verb, "blob-endpoint");
  g_autofree char *vm_size = depot_verb_operation_dup_fact (verb, "vm-size");
  DepotTemplateValues values = {
    .region = depot_point_get_region (point),
    .service_id = depot_point_get_id (point),
    .service_name = depot_point_get_service_name (point),
    .service_fqdn = depot_point_get_service_fqdn (point),
    .console_principal_id = account != NULL ? depot_account_get_object_id (account) : "",
    .console_principal_type = "User",
    .vault_uri = vault_uri,
    .blob_endpoint = blob_endpoint,
    .identity_client_id = self->identity_client_id,
    .certificate_name = DEPOT_TEMPLATE_CERTIFICATE_NAME,
    .vm_size = vm_size,
    .instance_count = depot_verb_operation_get_instances (verb),
  };

  return get_stage (self)->parameters (&values, error);
}

static void
send (DepotReapplyPoint *self)
{
  DepotVerbOperation *verb = &self->parent_instance;
  DepotPointFacts facts = depot_point_operation_get_facts (&verb->parent);
  g_autofree char *name = dup_deployment (self);
  GError *error = NULL;
  g_autoptr (JsonObject) template_ = get_stage (self)->load (&error);
  g_autoptr (JsonObject) parameters = template_ != NULL ? make_parameters (self, &error) : NULL;

  if (depot_verb_operation_went_wrong (verb, error))
    return;
  depot_house_log (verb->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Applying deployment %s for service %s again",
                   name,
                   facts.name);
  depot_arm_put_deployment_async (depot_verb_operation_get_arm (verb),
                                  facts.subscription_id,
                                  facts.group,
                                  name,
                                  template_,
                                  parameters,
                                  depot_verb_operation_get_cancellable (verb),
                                  deployment_sent,
                                  g_object_ref (self));
}

/* The end of a stage. */

static void
take_outputs (DepotReapplyPoint *self, JsonObject *outputs)
{
  DepotVerbOperation *verb = &self->parent_instance;
  GError *error = NULL;
  const char *client_id = NULL;

  if (get_stage (self) == &base_stage)
    {
      client_id
          = outputs != NULL ? depot_json_get_string (outputs, "edgeClientId.value", &error) : NULL;
      if (client_id == NULL && error == NULL)
        error
            = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The deployment has no outputs."));
      g_set_str (&self->identity_client_id, client_id);
    }
  if (!depot_verb_operation_went_wrong (verb, error))
    depot_verb_operation_next (verb);
}

static void
give_up (DepotReapplyPoint *self, DepotDeploymentStatus *status)
{
  GError *error = status->error != NULL
                      ? g_error_copy (status->error)
                      : depot_error_new (DEPOT_ERROR_DEPLOYMENT_FAILED,
                                         /* Translators: %s is a word such as Canceled */
                                         _ ("The deployment ended as “%s”."),
                                         status->state);

  self->round++;
  depot_operation_fail (DEPOT_OPERATION (self), error);
}

static void
deployment_read (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char *const failures[] = { "Failed", "Canceled", "Cancelled", NULL };
  g_autoptr (DepotReapplyPoint) self = data;
  DepotVerbOperation *verb = &self->parent_instance;
  GError *error = NULL;
  g_autoptr (DepotDeploymentStatus) status
      = depot_arm_get_deployment_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (verb, error))
    return;
  if (status == NULL)
    send (self);
  else if (g_strcmp0 (status->state, "Succeeded") == 0)
    take_outputs (self, status->outputs);
  else if (status->state != NULL && g_strv_contains (failures, status->state))
    give_up (self, status);
  else
    depot_point_operation_again (&verb->parent, POLL_SECONDS);
}

static void
deploy (DepotVerbOperation *verb)
{
  DepotReapplyPoint *self = DEPOT_REAPPLY_POINT (verb);
  DepotPointFacts facts = depot_point_operation_get_facts (&verb->parent);
  g_autofree char *name = dup_deployment (self);

  depot_arm_get_deployment_async (depot_verb_operation_get_arm (verb),
                                  facts.subscription_id,
                                  facts.group,
                                  name,
                                  depot_verb_operation_get_cancellable (verb),
                                  deployment_read,
                                  g_object_ref (self));
}

static void
step_deploy (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, deploy);
}

/* upgrade: only what runs has to follow at once, a stopped instance is made anew when it starts */

static gboolean
was_stopped (DepotVerbOperation *self)
{
  return self->state_before == DEPOT_POINT_STOPPED;
}

static void
step_upgrade (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, depot_verb_upgrade_instances);
}

/* power-on: what failed half-way of Stop or Start left instances at rest */

static void
power_on (DepotVerbOperation *self)
{
  if (was_stopped (self))
    depot_verb_operation_next (self);
  else
    depot_verb_power_on (self);
}

static void
step_power_on (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, power_on);
}

/* close: the templates know nothing of a stopped point; autoscale is at rest in them anyway */

static void
close_again (DepotVerbOperation *self)
{
  if (was_stopped (self))
    depot_verb_close_firewall (self);
  else
    depot_verb_operation_next (self);
}

static void
step_close (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, close_again);
}

/* verify, applied */

static void
verify (DepotVerbOperation *self)
{
  g_autofree char *address = depot_verb_operation_dup_fact (self, "public-ip");

  if (was_stopped (self))
    {
      depot_verb_operation_next (self);
      return;
    }
  depot_point_operation_verify (
      &self->parent,
      address,
      depot_certificate_get_thumbprint (depot_point_get_certificate (self->point)),
      depot_verb_operation_get_instances (self),
      depot_point_operation_say_next);
}

static void
step_verify (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, verify);
}

static void
note_applied (DepotPointOperation *self, DepotPoint *point)
{
  gboolean stopped = was_stopped (DEPOT_VERB_OPERATION (self));

  depot_point_set_state (point,
                         stopped ? DEPOT_POINT_STOPPED : DEPOT_POINT_READY,
                         depot_clock_now (self->house->clock));
}

static void
say_applied (DepotVerbOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "The settings of cloud distribution point %s are applied again.",
                   depot_verb_operation_get_name (self));
  depot_point_operation_commit (
      &self->parent, 0, NULL, note_applied, depot_point_operation_say_next);
}

static void
step_applied (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, say_applied);
}

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "base", 25, N_ ("Applying storage, key vault and roles"), step_deploy, NULL },
  { "service", 35, N_ ("Applying network and instances"), step_deploy, NULL },
  { "upgrade", 10, N_ ("Bringing the instances up to date"), step_upgrade, NULL },
  { "power-on", 5, N_ ("Starting the instances"), step_power_on, NULL },
  { "close", 5, N_ ("Keeping it closed to clients"), step_close, NULL },
  { "verify", 15, N_ ("Checking that it answers"), step_verify, NULL },
  { "applied", 5, N_ ("Finishing"), step_applied, NULL },
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
  DepotReapplyPoint *self = DEPOT_REAPPLY_POINT (operation);

  json_object_set_int_member (memory, "round", self->round);
  if (self->identity_client_id != NULL)
    json_object_set_string_member (memory, "identityClientId", self->identity_client_id);
}

static gboolean
load_more (DepotVerbOperation *operation, JsonObject *memory, GError **error)
{
  DepotReapplyPoint *self = DEPOT_REAPPLY_POINT (operation);

  self->round = (guint) depot_json_peek_int (memory, "round", 0);
  g_set_str (&self->identity_client_id, depot_json_peek_string (memory, "identityClientId"));
  return TRUE;
}

static void
depot_reapply_point_finalize (GObject *object)
{
  g_free (DEPOT_REAPPLY_POINT (object)->identity_client_id);
  G_OBJECT_CLASS (depot_reapply_point_parent_class)->finalize (object);
}

static void
depot_reapply_point_class_init (DepotReapplyPointClass *klass)
{
  DepotVerbOperationClass *verb_class = DEPOT_VERB_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = depot_reapply_point_finalize;
  DEPOT_OPERATION_CLASS (klass)->kind = "reapply-point";
  DEPOT_OPERATION_CLASS (klass)->get_steps = get_steps;
  DEPOT_POINT_OPERATION_CLASS (klass)->busy_state = DEPOT_POINT_UPGRADING;
  verb_class->save_more = save_more;
  verb_class->load_more = load_more;
}

static void
depot_reapply_point_init (DepotReapplyPoint *self)
{
}
