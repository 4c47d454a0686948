/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosted service with its certificate, the deployment, its instances; then the probe from
 * outside, and Ready. */
#include "config.h"

#include "depot-create-classic-private.h"

#include <glib/gi18n.h>

#include "depot-create-private.h"
#include "depot-data-plane.h"

#define INSTANCE_SECONDS 10
#define PACKAGE_CONTAINER "package"
#define PACKAGE_NAME "depot-edge.cspkg"
/* What the practice cloud runs is the edge of a distribution point, whatever a package holds. */
#define PACKAGE_CONTENT "Cloud Depot edge role\n"

/* service */

static void
create_service (DepotPointOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  depot_house_log (operation->house,
                   DEPOT_SEVERITY_INFO,
                   "Creating cloud service %s for service %s",
                   self->azure_name,
                   depot_create_classic_get_name (self));
  depot_classic_create_service_async (depot_create_classic_get_classic (self),
                                      self->azure_name,
                                      depot_point_operation_get_tag (operation),
                                      depot_create_classic_get_name (self),
                                      self->location,
                                      depot_create_classic_get_cancellable (self),
                                      depot_classic_work_changed,
                                      g_object_ref (self));
}

static void
service_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicService) service
      = depot_classic_get_service_finish (DEPOT_CLASSIC (source), result, &error);

  if (service != NULL && !depot_classic_work_is_ours (&self->parent, service->label))
    error = depot_create_classic_taken (self);
  if (depot_create_classic_went_wrong (self, error))
    return;
  if (service != NULL)
    depot_operation_next (DEPOT_OPERATION (self));
  else
    depot_point_operation_commit (
        &self->parent, DEPOT_MESSAGE_SERVICE_CREATING, NULL, NULL, create_service);
}

static void
look_at_service (DepotCreateClassic *self)
{
  depot_classic_get_service_async (depot_create_classic_get_classic (self),
                                   self->azure_name,
                                   depot_create_classic_get_cancellable (self),
                                   service_seen,
                                   g_object_ref (self));
}

void
depot_create_classic_step_service (DepotOperation *operation)
{
  depot_create_classic_begin (operation, look_at_service);
}

/* certificate */

static const char *
get_thumbprint (DepotCreateClassic *self)
{
  return depot_certificate_get_thumbprint (depot_draft_get_certificate (self->draft));
}

static void
add_certificate (DepotCreateClassic *self)
{
  depot_classic_work_add_certificate (&self->parent,
                                      self->azure_name,
                                      depot_draft_get_certificate (self->draft),
                                      depot_point_operation_say_next);
}

void
depot_create_classic_step_certificate (DepotOperation *operation)
{
  depot_create_classic_begin (operation, add_certificate);
}

/* package: a blob of its own container, which the edge does not show. */

static char *
dup_package_url (DepotCreateClassic *self)
{
  g_autofree char *container = depot_create_classic_dup_container (self, PACKAGE_CONTAINER);

  return g_strconcat (container, "/" PACKAGE_NAME, NULL);
}

static void
package_uploaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;

  depot_blob_put_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  if (!depot_create_classic_went_wrong (self, error))
    depot_operation_next (DEPOT_OPERATION (self));
}

static void
package_container_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  g_autofree char *url = dup_package_url (self);
  g_autoptr (GBytes) content = g_bytes_new_static (PACKAGE_CONTENT, strlen (PACKAGE_CONTENT));
  GError *error = NULL;

  depot_blob_container_create_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  if (depot_create_classic_went_wrong (self, error))
    return;
  depot_blob_put_async (DEPOT_AZURE_CLIENT (source),
                        self->key,
                        url,
                        "application/octet-stream",
                        content,
                        depot_create_classic_get_cancellable (self),
                        package_uploaded,
                        g_object_ref (self));
}

static void
upload_package (DepotCreateClassic *self)
{
  g_autofree char *container = depot_create_classic_dup_container (self, PACKAGE_CONTAINER);

  depot_blob_container_create_async (
      depot_classic_get_client (depot_create_classic_get_classic (self)),
      self->key,
      container,
      depot_create_classic_get_cancellable (self),
      package_container_made,
      g_object_ref (self));
}

static void
ask_key_for_package (DepotCreateClassic *self)
{
  depot_create_classic_with_key (self, upload_package);
}

void
depot_create_classic_step_package (DepotOperation *operation)
{
  depot_create_classic_begin (operation, ask_key_for_package);
}

/* deployment: the key of content tokens is made here and lives in the deployment's configuration
 * only. */

static DepotSecretBytes *
make_configuration (DepotCreateClassic *self, DepotSecretBytes *storage_key, GError **error)
{
  g_autoptr (DepotSecretBytes) edge_key = depot_create_make_edge_key (error);
  DepotClassicSettings settings = {
    .service_name = depot_create_classic_get_name (self),
    .container = DEPOT_CLASSIC_CONTAINER,
    .storage_account = self->azure_name,
    .storage_key = storage_key,
    .edge_key = edge_key,
    .thumbprint = get_thumbprint (self),
    .n_instances = depot_draft_get_instance_count (self->draft),
  };

  return edge_key != NULL ? depot_classic_write_configuration (&settings) : NULL;
}

static void
key_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) key
      = depot_classic_get_storage_key_finish (DEPOT_CLASSIC (source), result, &error);
  g_autoptr (DepotSecretBytes) configuration
      = key != NULL ? make_configuration (self, key, &error) : NULL;
  g_autofree char *url = dup_package_url (self);

  if (depot_create_classic_went_wrong (self, error))
    return;
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Starting to deploy service %s to the production slot of %s",
                   depot_create_classic_get_name (self),
                   self->azure_name);
  depot_classic_create_deployment_async (depot_create_classic_get_classic (self),
                                         self->azure_name,
                                         DEPOT_CLASSIC_DEPLOYMENT,
                                         depot_create_classic_get_name (self),
                                         url,
                                         configuration,
                                         depot_create_classic_get_cancellable (self),
                                         depot_classic_work_changed,
                                         g_object_ref (self));
}

static void
deployment_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicDeployment) deployment
      = depot_classic_get_deployment_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_create_classic_went_wrong (self, error))
    return;
  if (deployment != NULL)
    depot_operation_next (DEPOT_OPERATION (self));
  else
    depot_classic_get_storage_key_async (depot_create_classic_get_classic (self),
                                         self->azure_name,
                                         depot_create_classic_get_cancellable (self),
                                         key_told,
                                         g_object_ref (self));
}

static void
look_at_deployment (DepotCreateClassic *self)
{
  depot_classic_get_deployment_async (depot_create_classic_get_classic (self),
                                      self->azure_name,
                                      depot_create_classic_get_cancellable (self),
                                      deployment_seen,
                                      g_object_ref (self));
}

void
depot_create_classic_step_deployment (DepotOperation *operation)
{
  depot_create_classic_begin (operation, look_at_deployment);
}

/* instances */

static void
note_address (DepotPointOperation *operation, DepotPoint *point)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  g_object_set (point, "azure-fqdn", self->azure_fqdn, "public-ip", self->public_ip, NULL);
}

static gboolean
take_address (DepotCreateClassic *self, const DepotClassicDeployment *deployment, GError **error)
{
  g_autoptr (GUri) url
      = deployment->url != NULL ? g_uri_parse (deployment->url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (url == NULL || g_uri_get_host (url) == NULL || deployment->address == NULL
      || !g_hostname_is_ip_address (deployment->address))
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                          _ ("Azure's address of the service cannot be used.")));
      return FALSE;
    }
  g_set_str (&self->azure_fqdn, g_uri_get_host (url));
  g_set_str (&self->public_ip, deployment->address);
  return TRUE;
}

static void
all_ready (DepotCreateClassic *self, const DepotClassicDeployment *deployment)
{
  GError *error = NULL;

  take_address (self, deployment, &error);
  if (depot_create_classic_went_wrong (self, error))
    return;
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Service %s has the Azure name %s and the address %s",
                   depot_create_classic_get_name (self),
                   self->azure_fqdn,
                   self->public_ip);
  depot_point_operation_commit (&self->parent,
                                DEPOT_MESSAGE_SERVICE_CONFIGURING,
                                NULL,
                                note_address,
                                depot_point_operation_say_next);
}

static void
instances_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicDeployment) deployment
      = depot_classic_get_deployment_finish (DEPOT_CLASSIC (source), result, &error);
  const char *status;

  if (error == NULL && deployment == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_FOUND,
                             _ ("The deployment of the service is gone from Azure."));
  if (depot_create_classic_went_wrong (self, error))
    return;
  status = depot_classic_deployment_get_role_status (deployment);
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Deployment instance status for service %s is %s.",
                   depot_create_classic_get_name (self),
                   status);
  if (depot_classic_deployment_is_ready (deployment))
    all_ready (self, deployment);
  else
    {
      depot_operation_set_status (DEPOT_OPERATION (self), status, 0.5);
      depot_create_classic_again (self, INSTANCE_SECONDS);
    }
}

static void
look_at_instances (DepotCreateClassic *self)
{
  depot_classic_get_deployment_async (depot_create_classic_get_classic (self),
                                      self->azure_name,
                                      depot_create_classic_get_cancellable (self),
                                      instances_seen,
                                      g_object_ref (self));
}

void
depot_create_classic_step_instances (DepotOperation *operation)
{
  depot_create_classic_begin (operation, look_at_instances);
}

/* verify, ready */

static void
verify (DepotCreateClassic *self)
{
  depot_point_operation_verify (
      &self->parent, self->public_ip, get_thumbprint (self), 1, depot_point_operation_say_next);
}

void
depot_create_classic_step_verify (DepotOperation *operation)
{
  depot_create_classic_begin (operation, verify);
}

static void
note_ready (DepotPointOperation *operation, DepotPoint *point)
{
  depot_point_set_state (point, DEPOT_POINT_READY, depot_clock_now (operation->house->clock));
}

static void
say_ready (DepotCreateClassic *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Installation of cloud distribution point %s (%s) is complete.",
                   depot_create_classic_get_name (self),
                   depot_draft_get_service_fqdn (self->draft));
  depot_point_operation_commit (
      &self->parent, DEPOT_MESSAGE_INSTALLED, NULL, note_ready, depot_point_operation_say_next);
}

void
depot_create_classic_step_ready (DepotOperation *operation)
{
  depot_create_classic_begin (operation, say_ready);
}
