/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that change something: each answers at once, and is done when its operation says so. */
#include "config.h"

#include "depot-classic-private.h"

#include <glib/gi18n.h>

#include "depot-error.h"

#define CONTENT_TYPE "application/xml"

static gpointer
read_id (const DepotAzureReply *reply, GError **error)
{
  if (reply->status == 404)
    return NULL;
  if (reply->request_id == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                        _ ("Azure's answer lacks “%s”"),
                                        "x-ms-request-id"));
  return g_strdup (reply->request_id);
}

/* Takes the request. */
static void
change (DepotClassic *self,
        DepotAzureRequest *request,
        gpointer tag,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer data)
{
  depot_classic_ask (self, request, read_id, g_free, tag, cancellable, callback, data);
}

char *
depot_classic_change_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static DepotAzureRequest *
make_post (DepotClassic *self, const char *path, GBytes *body)
{
  DepotAzureRequest *request = depot_classic_make_request (self, "POST", path);

  depot_azure_request_set_bytes (request, CONTENT_TYPE, body);
  return request;
}

static DepotAzureRequest *
make_secret_post (DepotClassic *self, const char *path, DepotSecretBytes *body)
{
  DepotAzureRequest *request = depot_classic_make_request (self, "POST", path);

  depot_azure_request_set_secret (request, CONTENT_TYPE, body);
  return request;
}

static DepotAzureRequest *
make_delete (DepotClassic *self, const char *path)
{
  DepotAzureRequest *request = depot_classic_make_request (self, "DELETE", path);

  depot_azure_request_accept (request, 404);
  return request;
}

/* Making. */

void
depot_classic_create_service_async (DepotClassic *self,
                                    const char *service,
                                    const char *label,
                                    const char *description,
                                    const char *location,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *encoded = depot_classic_encode (label);
  g_autoptr (GBytes) body = depot_classic_write ("CreateHostedService",
                                                 "ServiceName",
                                                 service,
                                                 "Label",
                                                 encoded,
                                                 "Description",
                                                 description,
                                                 "Location",
                                                 location,
                                                 NULL);

  change (self,
          make_post (self, "/services/hostedservices", body),
          depot_classic_create_service_async,
          cancellable,
          callback,
          data);
}

void
depot_classic_create_storage_async (DepotClassic *self,
                                    const char *account,
                                    const char *label,
                                    const char *description,
                                    const char *location,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *encoded = depot_classic_encode (label);
  g_autoptr (GBytes) body = depot_classic_write ("CreateStorageServiceInput",
                                                 "ServiceName",
                                                 account,
                                                 "Description",
                                                 description,
                                                 "Label",
                                                 encoded,
                                                 "Location",
                                                 location,
                                                 "AccountType",
                                                 "Standard_LRS",
                                                 NULL);

  change (self,
          make_post (self, "/services/storageservices", body),
          depot_classic_create_storage_async,
          cancellable,
          callback,
          data);
}

void
depot_classic_add_certificate_async (DepotClassic *self,
                                     const char *service,
                                     DepotSecretBytes *pfx,
                                     DepotSecretBytes *password,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("hostedservices", service, "certificates", NULL);
  g_autoptr (DepotSecretBytes) body = depot_classic_write_certificate (pfx, password);

  change (self,
          make_secret_post (self, path, body),
          depot_classic_add_certificate_async,
          cancellable,
          callback,
          data);
}

void
depot_classic_create_deployment_async (DepotClassic *self,
                                       const char *service,
                                       const char *name,
                                       const char *label,
                                       const char *package_url,
                                       DepotSecretBytes *configuration,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  g_autofree char *path
      = depot_classic_make_path ("hostedservices", service, "deploymentslots", "production", NULL);
  g_autoptr (DepotSecretBytes) body
      = depot_classic_write_deployment (name, label, package_url, configuration);

  change (self,
          make_secret_post (self, path, body),
          depot_classic_create_deployment_async,
          cancellable,
          callback,
          data);
}

/* Changing. */

static char *
make_deployment_path (const char *service, const char *deployment, const char *comp)
{
  g_autofree char *path
      = depot_classic_make_path ("hostedservices", service, "deployments", deployment, NULL);

  return g_strconcat (path, comp != NULL ? "/?comp=" : NULL, comp, NULL);
}

void
depot_classic_set_running_async (DepotClassic *self,
                                 const char *service,
                                 const char *deployment,
                                 gboolean is_running,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autofree char *path = make_deployment_path (service, deployment, "status");
  g_autoptr (GBytes) body = depot_classic_write (
      "UpdateDeploymentStatus", "Status", is_running ? "Running" : "Suspended", NULL);
  DepotAzureRequest *request = make_post (self, path, body);

  depot_azure_request_set_repeatable (request);
  change (self, request, depot_classic_set_running_async, cancellable, callback, data);
}

void
depot_classic_change_configuration_async (DepotClassic *self,
                                          const char *service,
                                          const char *deployment,
                                          DepotSecretBytes *configuration,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data)
{
  g_autofree char *path = make_deployment_path (service, deployment, "config");
  g_autoptr (DepotSecretBytes) body = depot_classic_write_change (configuration);
  DepotAzureRequest *request = make_secret_post (self, path, body);

  depot_azure_request_set_repeatable (request);
  change (self, request, depot_classic_change_configuration_async, cancellable, callback, data);
}

/* Removing. */

void
depot_classic_delete_deployment_async (DepotClassic *self,
                                       const char *service,
                                       const char *deployment,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  g_autofree char *path = make_deployment_path (service, deployment, NULL);

  change (self,
          make_delete (self, path),
          depot_classic_delete_deployment_async,
          cancellable,
          callback,
          data);
}

void
depot_classic_delete_service_async (DepotClassic *self,
                                    const char *service,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("hostedservices", service, NULL);
  g_autofree char *whole = g_strconcat (path, "?comp=media", NULL);

  change (self,
          make_delete (self, whole),
          depot_classic_delete_service_async,
          cancellable,
          callback,
          data);
}

void
depot_classic_delete_storage_async (DepotClassic *self,
                                    const char *account,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("storageservices", account, NULL);

  change (self,
          make_delete (self, path),
          depot_classic_delete_storage_async,
          cancellable,
          callback,
          data);
}
