/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-verb-operation.h"

#include <glib/gi18n.h>

#include "depot-json.h"

#define BUSY_SECONDS 15

G_DEFINE_ABSTRACT_TYPE (DepotVerbOperation, depot_verb_operation, DEPOT_TYPE_POINT_OPERATION)

const char *
depot_verb_operation_get_name (DepotVerbOperation *self)
{
  return depot_point_get_name (self->point);
}

char *
depot_verb_operation_dup_fact (DepotVerbOperation *self, const char *property)
{
  char *text = NULL;

  g_object_get (self->point, property, &text, NULL);
  return text;
}

guint
depot_verb_operation_get_instances (DepotVerbOperation *self)
{
  guint count = 0;

  g_object_get (self->point, "instance-count", &count, NULL);
  return MAX (count, 1);
}

DepotArm *
depot_verb_operation_get_arm (DepotVerbOperation *self)
{
  return depot_point_operation_get_arm (&self->parent);
}

GCancellable *
depot_verb_operation_get_cancellable (DepotVerbOperation *self)
{
  return depot_point_operation_get_cancellable (&self->parent);
}

void
depot_verb_operation_next (DepotVerbOperation *self)
{
  depot_operation_next (DEPOT_OPERATION (self));
}

/* A resource that Azure changes right now refuses a second change for a while. */
static gboolean
is_busy_elsewhere (const GError *error)
{
  static const char *const codes[] = { "OperationNotAllowed",
                                       "AnotherOperationInProgress",
                                       "RetryableErrorDueToAnotherOperation",
                                       "Conflict",
                                       NULL };
  const char *code = error != NULL ? depot_error_get_azure_code (error) : NULL;

  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT) && code != NULL
         && g_strv_contains (codes, code);
}

gboolean
depot_verb_operation_went_wrong (DepotVerbOperation *self, GError *error)
{
  if (!is_busy_elsewhere (error))
    return depot_point_operation_went_wrong (&self->parent, error);
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Service %s: another change is under way in Azure. Will try again.",
                   depot_verb_operation_get_name (self));
  g_error_free (error);
  depot_point_operation_again (&self->parent, BUSY_SECONDS);
  return TRUE;
}

const char *
depot_verb_operation_need (DepotVerbOperation *self, const char *id, const char *part)
{
  if (id != NULL)
    return id;
  /* not by us, but the point is no longer what it was */
  self->has_changed = TRUE;
  depot_operation_fail (
      DEPOT_OPERATION (self),
      depot_error_new (DEPOT_ERROR_NOT_FOUND,
                       /* Translators: %s is a kind of resource such as "scale set" */
                       _ ("The %s of this distribution point is missing in Azure."),
                       part));
  return NULL;
}

/* The parts: only what carries our tag is ever touched. */

static void
take_part (GPtrArray *ids, const char *type, char **place)
{
  g_clear_pointer (place, g_free);
  for (guint i = 0; i < ids->len && *place == NULL; i++)
    if (depot_point_id_is (ids->pdata[i], type, NULL))
      *place = g_strdup (ids->pdata[i]);
}

static void
parts_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids = depot_arm_list_tagged_finish (DEPOT_ARM (source), result, &error);

  /* without the group there are no parts either; the body says which one it misses */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      ids = g_ptr_array_new ();
    }
  if (depot_verb_operation_went_wrong (self, error))
    return;
  take_part (ids, "Microsoft.Compute/virtualMachineScaleSets", &self->scale_set_id);
  take_part (ids, "Microsoft.Network/networkSecurityGroups", &self->firewall_id);
  take_part (ids, "Microsoft.Network/publicIPAddresses", &self->public_ip_id);
  take_part (ids, "Microsoft.Insights/autoscalesettings", &self->autoscale_id);
  take_part (ids, "Microsoft.KeyVault/vaults", &self->vault_id);
  take_part (ids, "Microsoft.Storage/storageAccounts", &self->storage_id);
  self->has_parts = TRUE;
  self->body (self);
}

static void
find_parts (DepotPointOperation *operation)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  DepotPointFacts facts = depot_point_operation_get_facts (operation);

  if (self->has_parts)
    {
      self->body (self);
      return;
    }
  depot_arm_list_tagged_async (depot_verb_operation_get_arm (self),
                               facts.subscription_id,
                               facts.group,
                               depot_point_operation_get_tag (operation),
                               depot_verb_operation_get_cancellable (self),
                               parts_listed,
                               g_object_ref (self));
}

void
depot_verb_operation_begin (DepotOperation *operation, DepotVerbBody body)
{
  DEPOT_VERB_OPERATION (operation)->body = body;
  depot_point_operation_begin (DEPOT_POINT_OPERATION (operation), find_parts);
}

static void
run_began (DepotPointOperation *operation)
{
  DEPOT_VERB_OPERATION (operation)->has_parts = FALSE;
}

static void
get_facts (DepotPointOperation *operation, DepotPointFacts *facts)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  DepotPoint *point = self->point;

  facts->name = depot_point_get_name (point);
  facts->service_fqdn = depot_point_get_service_fqdn (point);
  facts->site_code = depot_point_get_site_code (point);
  facts->cloud_id = depot_point_get_cloud_id (point);
  facts->account_id = self->account_id;
  facts->subscription_id = depot_point_get_subscription_id (point);
  facts->group = depot_point_get_group_name (point);
  facts->region = depot_point_get_region (point);
}

/* A later try may meet another state than the one this was asked for in. */
static void
note_busy (DepotPointOperation *operation, DepotPoint *point)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  DepotPointState state = depot_point_get_state (point);

  if (state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED)
    self->state_before = state;
  DEPOT_POINT_OPERATION_CLASS (depot_verb_operation_parent_class)->note_busy (operation, point);
}

/* The end. */

static void
tell_failure (DepotVerbOperation *self, DepotStoreBatch *batch, const GError *error)
{
  DepotVerbOperationClass *klass = DEPOT_VERB_OPERATION_GET_CLASS (self);
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (self));
  const char *request_id = depot_error_get_request_id (error);
  g_autofree char *left = klass->dup_left != NULL ? klass->dup_left (self) : NULL;

  if (klass->failed_message != 0)
    depot_point_operation_add_message (
        &self->parent, batch, klass->failed_message, left != NULL ? left : "", error->message);
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_ERROR,
                   "%s of service %s failed at step %s: %s%s%s",
                   depot_operation_get_kind (DEPOT_OPERATION (self)),
                   depot_verb_operation_get_name (self),
                   step != NULL ? step->id : "",
                   error->message,
                   request_id != NULL ? " Request ID " : "",
                   request_id != NULL ? request_id : "");
}

static gboolean
settle_point (DepotPointOperation *operation, DepotStoreBatch *batch, DepotPoint *point)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  DepotOperationState state = depot_operation_get_state (DEPOT_OPERATION (operation));
  const GError *error = depot_operation_get_error (DEPOT_OPERATION (operation));
  const char *reason = error != NULL ? error->message : _ ("It was cancelled.");
  gint64 now = depot_clock_now (operation->house->clock);

  if (state != DEPOT_OPERATION_FAILED && state != DEPOT_OPERATION_CANCELLED)
    return FALSE;
  depot_point_set_state (point, self->has_changed ? DEPOT_POINT_FAILED : self->state_before, now);
  if (depot_point_get_state (point) != DEPOT_POINT_FAILED)
    reason = NULL;
  g_object_set (point, "status-text", reason, NULL);
  depot_store_batch_save_point (batch, point);
  if (error != NULL)
    tell_failure (self, batch, error);
  return TRUE;
}

/* Memory. */

static gboolean
take_point (DepotVerbOperation *self, JsonObject *object, GError **error)
{
  g_autoptr (DepotPoint) point = depot_point_from_json (object, error);

  if (point == NULL)
    return FALSE;
  g_set_object (&self->point, point);
  g_free (self->account_id);
  self->account_id = depot_verb_operation_dup_fact (self, "account-id");
  return TRUE;
}

static JsonObject *
save (DepotOperation *operation)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  JsonObject *memory = json_object_new ();

  json_object_set_object_member (memory, "point", depot_point_to_json (self->point));
  json_object_set_string_member (
      memory, "stateBefore", depot_point_state_get_nick (self->state_before));
  json_object_set_boolean_member (memory, "hasChanged", self->has_changed);
  json_object_set_int_member (memory, "said", self->parent.said);
  if (DEPOT_VERB_OPERATION_GET_CLASS (self)->save_more != NULL)
    DEPOT_VERB_OPERATION_GET_CLASS (self)->save_more (self, memory);
  return memory;
}

static gboolean
load (DepotOperation *operation, JsonObject *memory, GError **error)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  DepotVerbOperationClass *klass = DEPOT_VERB_OPERATION_GET_CLASS (self);
  JsonObject *object = depot_json_get_object (memory, "point", error);
  const char *before = depot_json_peek_string (memory, "stateBefore");

  if (object == NULL || !take_point (self, object, error))
    return FALSE;
  if (before == NULL || !depot_point_state_from_nick (before, &self->state_before))
    self->state_before = DEPOT_POINT_FAILED;
  self->has_changed = depot_json_peek_bool (memory, "hasChanged", TRUE);
  self->parent.said = (guint) depot_json_peek_int (memory, "said", 0);
  return klass->load_more == NULL || klass->load_more (self, memory, error);
}

static void
depot_verb_operation_dispose (GObject *object)
{
  g_clear_object (&DEPOT_VERB_OPERATION (object)->point);
  G_OBJECT_CLASS (depot_verb_operation_parent_class)->dispose (object);
}

static void
depot_verb_operation_finalize (GObject *object)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (object);

  g_free (self->account_id);
  g_free (self->scale_set_id);
  g_free (self->firewall_id);
  g_free (self->public_ip_id);
  g_free (self->autoscale_id);
  g_free (self->vault_id);
  g_free (self->storage_id);
  G_OBJECT_CLASS (depot_verb_operation_parent_class)->finalize (object);
}

static void
depot_verb_operation_class_init (DepotVerbOperationClass *klass)
{
  DepotOperationClass *operation_class = DEPOT_OPERATION_CLASS (klass);
  DepotPointOperationClass *point_class = DEPOT_POINT_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_verb_operation_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_verb_operation_finalize;
  operation_class->save = save;
  operation_class->load = load;
  point_class->get_facts = get_facts;
  point_class->run_began = run_began;
  point_class->note_busy = note_busy;
  point_class->settle_point = settle_point;
}

static void
depot_verb_operation_init (DepotVerbOperation *self)
{
  self->point = depot_point_new ("");
  self->state_before = DEPOT_POINT_FAILED;
}

DepotOperation *
depot_verb_operation_new (const char *kind, DepotHouse *house)
{
  const GType types[]
      = { DEPOT_TYPE_STOP_POINT,        DEPOT_TYPE_START_POINT,   DEPOT_TYPE_SCALE_POINT,
          DEPOT_TYPE_RENEW_CERTIFICATE, DEPOT_TYPE_REAPPLY_POINT, DEPOT_TYPE_DELETE_POINT };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GTypeClass) klass = g_type_class_ref (types[i]);
      DepotVerbOperation *self;

      if (g_strcmp0 (DEPOT_OPERATION_CLASS (klass)->kind, kind) != 0)
        continue;
      self = g_object_new (types[i], NULL);
      self->parent.house = g_object_ref (house);
      return DEPOT_OPERATION (self);
    }
  return NULL;
}

DepotVerbOperation *
depot_verb_operation_new_for (GType type, const char *title, DepotHouse *house, DepotPoint *point)
{
  g_autofree char *requested_by = depot_house_dup_user_at_host ();
  g_autoptr (JsonObject) facts = depot_point_to_json (point);
  DepotVerbOperation *self = g_object_new (type,
                                           "title",
                                           title,
                                           "subject",
                                           depot_point_get_id (point),
                                           "requested-by",
                                           requested_by,
                                           NULL);

  self->parent.house = g_object_ref (house);
  take_point (self, facts, NULL);
  /* what overtakes other work cannot give it back */
  if (!depot_point_state_is_busy (depot_point_get_state (point)))
    self->state_before = depot_point_get_state (point);
  return self;
}
