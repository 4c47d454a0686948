/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage two: network, load balancer and scale set; then the address Azure gave, the probe from
 * outside, and Ready. */
#include "config.h"

#include "depot-create-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-service-template.h"

#define NETWORK_VERSION "2024-01-01"

/* service */

static JsonObject *
service_parameters (DepotCreateOperation *self, GError **error)
{
  DepotTemplateValues values = {
    .region = depot_draft_get_region (self->draft),
    .service_id = depot_create_get_tag (self),
    .service_name = depot_create_get_name (self),
    .service_fqdn = depot_draft_get_service_fqdn (self->draft),
    .console_principal_id = self->principal_id,
    .console_principal_type = "User",
    .vault_uri = self->vault_uri,
    .blob_endpoint = self->blob_endpoint,
    .identity_client_id = self->identity_client_id,
    .certificate_name = DEPOT_TEMPLATE_CERTIFICATE_NAME,
    .vm_size = depot_draft_get_vm_size (self->draft),
    .instance_count = depot_draft_get_instance_count (self->draft),
  };

  return depot_template_service_parameters (&values, error);
}

static void
log_instance_status (DepotCreateOperation *self, const char *status)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Deployment instance status for service %s is %s.",
                   depot_create_get_name (self),
                   status);
}

static void
say_busy (DepotCreateOperation *self)
{
  log_instance_status (self, "BusyRole");
}

/* Only the ids: the address is read from the resource itself, because it can change behind a
 * deployment's back. */
static gboolean
take_service_outputs (DepotCreateOperation *self, JsonObject *outputs, GError **error)
{
  const char *public_ip_id = depot_create_get_output_id (self, outputs, "publicIpId.value", error);
  const char *scale_set_id
      = public_ip_id != NULL ? depot_create_get_output_id (self, outputs, "scaleSetId.value", error)
                             : NULL;

  if (scale_set_id == NULL)
    return FALSE;
  g_set_str (&self->public_ip_id, public_ip_id);
  g_set_str (&self->scale_set_id, scale_set_id);
  return TRUE;
}

const DepotCreateStage depot_create_stage_service = {
  .name = "service",
  .poll_seconds = 15,
  .load = depot_template_load_service,
  .parameters = service_parameters,
  .take = take_service_outputs,
  .progress = say_busy,
  .round_offset = G_STRUCT_OFFSET (DepotCreateOperation, service_round),
};

static void
deploy_service (DepotCreateOperation *self)
{
  depot_create_deploy (self, &depot_create_stage_service);
}

static void
say_service (DepotCreateOperation *self)
{
  if (depot_create_has_said (self, DEPOT_MESSAGE_SERVICE_CREATING))
    deploy_service (self);
  else
    depot_create_commit (self, DEPOT_MESSAGE_SERVICE_CREATING, NULL, deploy_service);
}

void
depot_create_step_service (DepotOperation *operation)
{
  depot_create_begin (operation, say_service);
}

/* address */

static void
note_names (DepotCreateOperation *self, DepotPoint *point)
{
  const char *name = depot_create_get_name (self);
  DepotCloud *cloud
      = depot_house_find_cloud (self->parent.house, depot_draft_get_cloud_id (self->draft));
  g_autofree char *storage = depot_template_storage_name (name);
  g_autofree char *vault = depot_template_vault_name (name);
  g_autofree char *group_id = depot_create_dup_group_id (self);
  g_autofree char *link = cloud != NULL ? depot_cloud_dup_portal_link (cloud, group_id) : NULL;

  g_object_set (point,
                "storage-account",
                storage,
                "blob-endpoint",
                self->blob_endpoint,
                "vault-name",
                vault,
                "vault-uri",
                self->vault_uri,
                "identity-id",
                self->identity_id,
                "scale-set-id",
                self->scale_set_id,
                "public-ip-id",
                self->public_ip_id,
                "deployment-link",
                link,
                NULL);
}

static void
note_address (DepotCreateOperation *self, DepotPoint *point)
{
  note_names (self, point);
  g_object_set (point, "azure-fqdn", self->azure_fqdn, "public-ip", self->public_ip, NULL);
}

static gboolean
read_address (DepotCreateOperation *self, JsonObject *resource, GError **error)
{
  const char *fqdn = depot_json_get_string (resource, "properties.dnsSettings.fqdn", error);
  const char *address
      = fqdn != NULL ? depot_json_get_string (resource, "properties.ipAddress", error) : NULL;

  if (address == NULL)
    return FALSE;
  if (!depot_name_is_host_name (fqdn) || !g_hostname_is_ip_address (address))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                          _ ("Azure's address of the service cannot be used.")));
      return FALSE;
    }
  g_set_str (&self->azure_fqdn, fqdn);
  g_set_str (&self->public_ip, address);
  return TRUE;
}

static void
public_ip_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) resource
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (error == NULL && resource == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND,
                             _ ("The public IP address of the service is gone from Azure."));
  if (resource != NULL)
    read_address (self, resource, &error);
  if (depot_create_went_wrong (self, error))
    return;
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Service %s has the Azure name %s and the address %s",
                   depot_create_get_name (self),
                   self->azure_fqdn,
                   self->public_ip);
  depot_create_commit (
      self, DEPOT_MESSAGE_SERVICE_CONFIGURING, note_address, depot_create_say_next);
}

static void
look_at_public_ip (DepotCreateOperation *self)
{
  depot_arm_get_resource_async (depot_create_get_arm (self),
                                self->public_ip_id,
                                NETWORK_VERSION,
                                depot_create_get_cancellable (self),
                                public_ip_read,
                                g_object_ref (self));
}

void
depot_create_step_address (DepotOperation *operation)
{
  depot_create_begin (operation, look_at_public_ip);
}

/* verify */

static void
verify (DepotCreateOperation *self)
{
  depot_point_operation_verify (
      &self->parent,
      self->public_ip,
      depot_certificate_get_thumbprint (depot_draft_get_certificate (self->draft)),
      1,
      depot_point_operation_say_next);
}

void
depot_create_step_verify (DepotOperation *operation)
{
  depot_create_begin (operation, verify);
}

/* ready */

static void
note_ready (DepotCreateOperation *self, DepotPoint *point)
{
  depot_point_set_state (point, DEPOT_POINT_READY, depot_clock_now (self->parent.house->clock));
}

static void
say_ready (DepotCreateOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Installation of cloud distribution point %s (%s) is complete.",
                   depot_create_get_name (self),
                   depot_draft_get_service_fqdn (self->draft));
  depot_create_commit (self, DEPOT_MESSAGE_INSTALLED, note_ready, depot_create_say_next);
}

void
depot_create_step_ready (DepotOperation *operation)
{
  depot_create_begin (operation, say_ready);
}
