/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-create-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"

G_DEFINE_FINAL_TYPE (DepotCreateOperation, depot_create_operation, DEPOT_TYPE_POINT_OPERATION)

/* The ids are in journals on disk: they stay. */
static const DepotStep steps[] = {
  { "group",
    2,
    N_ ("Preparing the resource group"),
    depot_create_step_group,
    depot_create_undo_group },
  { "providers", 2, N_ ("Registering resource providers"), depot_create_step_providers, NULL },
  { "names", 1, N_ ("Checking that the names are free"), depot_create_step_names, NULL },
  { "storage",
    15,
    N_ ("Creating the storage account"),
    depot_create_step_storage,
    depot_create_undo_storage },
  { "container", 5, N_ ("Waiting for the container"), depot_create_step_container, NULL },
  { "certificate", 5, N_ ("Storing the certificate"), depot_create_step_certificate, NULL },
  { "edge-key", 2, N_ ("Storing the key of the edge"), depot_create_step_edge_key, NULL },
  { "service",
    55,
    N_ ("Azure is building the service"),
    depot_create_step_service,
    depot_create_undo_service },
  { "address", 1, N_ ("Reading the address"), depot_create_step_address, NULL },
  { "verify", 11, N_ ("Checking that it answers"), depot_create_step_verify, NULL },
  { "ready", 1, N_ ("Finishing"), depot_create_step_ready, NULL },
  { "content", 1, N_ ("Asking for the content"), depot_create_step_content, NULL },
};

const char *
depot_create_get_name (DepotCreateOperation *self)
{
  return depot_draft_get_service_name (self->draft);
}

const char *
depot_create_get_subscription (DepotCreateOperation *self)
{
  return depot_draft_get_subscription_id (self->draft);
}

const char *
depot_create_get_group (DepotCreateOperation *self)
{
  return depot_draft_get_group_name (self->draft);
}

const char *
depot_create_get_output_id (DepotCreateOperation *self,
                            JsonObject *outputs,
                            const char *path,
                            GError **error)
{
  g_autofree char *group = depot_create_dup_group_id (self);
  const char *id = depot_json_get_string (outputs, path, error);

  if (id == NULL)
    return NULL;
  if (g_ascii_strncasecmp (id, group, strlen (group)) == 0 && id[strlen (group)] == '/')
    return id;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("%s names a resource outside the resource group."),
                                      path));
  return NULL;
}

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  DepotDraft *draft = DEPOT_CREATE_OPERATION (operation)->draft;

  *n_steps = G_N_ELEMENTS (steps) - (depot_draft_get_replaces_id (draft) == NULL ? 1 : 0);
  return steps;
}

static JsonObject *
save (DepotOperation *operation)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (operation);
  JsonObject *memory = depot_json_object_of_strings ("principalId",
                                                     self->principal_id,
                                                     "blobEndpoint",
                                                     self->blob_endpoint,
                                                     "vaultUri",
                                                     self->vault_uri,
                                                     "identityClientId",
                                                     self->identity_client_id,
                                                     "identityId",
                                                     self->identity_id,
                                                     "scaleSetId",
                                                     self->scale_set_id,
                                                     "publicIpId",
                                                     self->public_ip_id,
                                                     "azureFqdn",
                                                     self->azure_fqdn,
                                                     "publicIp",
                                                     self->public_ip,
                                                     NULL);

  json_object_set_object_member (memory, "draft", depot_draft_to_json (self->draft));
  json_object_set_int_member (memory, "baseRound", self->base_round);
  json_object_set_int_member (memory, "serviceRound", self->service_round);
  json_object_set_int_member (memory, "said", self->parent.said);
  json_object_set_boolean_member (memory, "groupIsOurs", self->group_is_ours);
  return memory;
}

static gboolean
load (DepotOperation *operation, JsonObject *memory, GError **error)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (operation);
  JsonObject *object = depot_json_get_object (memory, "draft", error);
  g_autoptr (DepotDraft) draft = object != NULL ? depot_draft_from_json (object, error) : NULL;

  if (draft == NULL)
    return FALSE;
  g_set_object (&self->draft, draft);
  g_set_str (&self->principal_id, depot_json_peek_string (memory, "principalId"));
  g_set_str (&self->blob_endpoint, depot_json_peek_string (memory, "blobEndpoint"));
  g_set_str (&self->vault_uri, depot_json_peek_string (memory, "vaultUri"));
  g_set_str (&self->identity_client_id, depot_json_peek_string (memory, "identityClientId"));
  g_set_str (&self->identity_id, depot_json_peek_string (memory, "identityId"));
  g_set_str (&self->scale_set_id, depot_json_peek_string (memory, "scaleSetId"));
  g_set_str (&self->public_ip_id, depot_json_peek_string (memory, "publicIpId"));
  g_set_str (&self->azure_fqdn, depot_json_peek_string (memory, "azureFqdn"));
  g_set_str (&self->public_ip, depot_json_peek_string (memory, "publicIp"));
  self->base_round = (guint) depot_json_peek_int (memory, "baseRound", 0);
  self->service_round = (guint) depot_json_peek_int (memory, "serviceRound", 0);
  self->parent.said = (guint) depot_json_peek_int (memory, "said", 0);
  self->group_is_ours = depot_json_peek_bool (memory, "groupIsOurs", FALSE);
  return TRUE;
}

static void
get_facts (DepotPointOperation *operation, DepotPointFacts *facts)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (operation);

  facts->name = depot_create_get_name (self);
  facts->service_fqdn = depot_draft_get_service_fqdn (self->draft);
  facts->site_code = depot_draft_get_site_code (self->draft);
  facts->cloud_id = depot_draft_get_cloud_id (self->draft);
  facts->account_id = depot_draft_get_account_id (self->draft);
  facts->subscription_id = depot_create_get_subscription (self);
  facts->group = depot_create_get_group (self);
  facts->region = depot_draft_get_region (self->draft);
}

static void
run_began (DepotPointOperation *operation)
{
  DEPOT_CREATE_OPERATION (operation)->container_seconds = 0;
}

/* The end: what the journal knows already is told to the point and to the admin. */

static const char *
get_step_label (DepotPointOperation *operation)
{
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (operation));

  return step != NULL ? _ (step->label) : "";
}

static void
mark_failed (DepotPointOperation *operation, DepotStoreBatch *batch, DepotPoint *point)
{
  const GError *error = depot_operation_get_error (DEPOT_OPERATION (operation));
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (operation));
  const char *reason = error != NULL ? error->message : _ ("It was cancelled.");

  depot_point_set_state (point, DEPOT_POINT_FAILED, depot_clock_now (operation->house->clock));
  g_object_set (point, "status-text", reason, NULL);
  depot_store_batch_save_point (batch, point);
  if (error == NULL)
    return;
  depot_point_operation_add_message (
      operation, batch, DEPOT_MESSAGE_PROVISIONING_FAILED, get_step_label (operation), reason);
  depot_house_log (operation->house,
                   DEPOT_SEVERITY_ERROR,
                   "Provisioning of service %s failed at step %s: %s%s%s",
                   depot_point_get_name (point),
                   step != NULL ? step->id : "",
                   reason,
                   depot_error_get_request_id (error) != NULL ? " Request ID " : "",
                   depot_error_get_request_id (error) != NULL ? depot_error_get_request_id (error)
                                                              : "");
}

static void
mark_gone (DepotPointOperation *operation, DepotStoreBatch *batch)
{
  depot_store_batch_remove_point (batch, depot_point_operation_get_tag (operation));
  depot_point_operation_add_message (
      operation, batch, DEPOT_MESSAGE_DELETED, get_step_label (operation), "");
  depot_house_log (operation->house,
                   DEPOT_SEVERITY_INFO,
                   "Everything made for service %s was deleted.",
                   depot_point_operation_get_facts (operation).name);
}

gboolean
depot_create_settle_point (DepotPointOperation *operation,
                           DepotStoreBatch *batch,
                           DepotPoint *point)
{
  DepotOperationState state = depot_operation_get_state (DEPOT_OPERATION (operation));

  if (state == DEPOT_OPERATION_CLEANED_UP)
    mark_gone (operation, batch);
  else if (state == DEPOT_OPERATION_FAILED || state == DEPOT_OPERATION_CANCELLED)
    mark_failed (operation, batch, point);
  else
    return FALSE;
  return TRUE;
}

static void
depot_create_operation_dispose (GObject *object)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (object);

  g_clear_object (&self->draft);
  G_OBJECT_CLASS (depot_create_operation_parent_class)->dispose (object);
}

static void
depot_create_operation_finalize (GObject *object)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (object);

  g_free (self->principal_id);
  g_free (self->blob_endpoint);
  g_free (self->vault_uri);
  g_free (self->identity_client_id);
  g_free (self->identity_id);
  g_free (self->scale_set_id);
  g_free (self->public_ip_id);
  g_free (self->azure_fqdn);
  g_free (self->public_ip);
  g_clear_error (&self->fan_error);
  if (self->fan_text != NULL)
    g_string_free (self->fan_text, TRUE);
  G_OBJECT_CLASS (depot_create_operation_parent_class)->finalize (object);
}

static void
depot_create_operation_class_init (DepotCreateOperationClass *klass)
{
  DepotOperationClass *operation_class = DEPOT_OPERATION_CLASS (klass);
  DepotPointOperationClass *point_class = DEPOT_POINT_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = depot_create_operation_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_create_operation_finalize;
  operation_class->kind = DEPOT_CREATE_OPERATION_KIND;
  operation_class->get_steps = get_steps;
  operation_class->save = save;
  operation_class->load = load;
  point_class->get_facts = get_facts;
  point_class->run_began = run_began;
  point_class->settle_point = depot_create_settle_point;
  point_class->busy_state = DEPOT_POINT_PROVISIONING;
}

static void
depot_create_operation_init (DepotCreateOperation *self)
{
  self->draft = depot_draft_new ();
}

DepotOperation *
depot_create_operation_new (DepotHouse *house)
{
  DepotCreateOperation *self = g_object_new (DEPOT_TYPE_CREATE_OPERATION, NULL);

  self->parent.house = g_object_ref (house);
  return DEPOT_OPERATION (self);
}

DepotOperation *
depot_create_operation_new_for (DepotHouse *house, const char *point_id, DepotDraft *draft)
{
  /* Translators: title of long work; %s is the name of a distribution point */
  g_autofree char *title = g_strdup_printf (_ ("Create %s"), depot_draft_get_service_name (draft));
  g_autofree char *requested_by = depot_house_dup_user_at_host ();
  DepotAccount *account = depot_house_find_account (house, depot_draft_get_account_id (draft));
  DepotCreateOperation *self = g_object_new (DEPOT_TYPE_CREATE_OPERATION,
                                             "title",
                                             title,
                                             "subject",
                                             point_id,
                                             "requested-by",
                                             requested_by,
                                             NULL);
  g_autoptr (DepotDraft) frozen = depot_draft_copy (draft);

  self->parent.house = g_object_ref (house);
  g_set_object (&self->draft, frozen);
  self->principal_id = g_strdup (account != NULL ? depot_account_get_object_id (account) : NULL);
  return DEPOT_OPERATION (self);
}
