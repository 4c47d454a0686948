/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that change nothing. */
#include "config.h"

#include "depot-classic-private.h"

static void
ask (DepotClassic *self,
     const char *path,
     DepotClassicReader reader,
     GDestroyNotify free_value,
     gpointer tag,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer data)
{
  DepotAzureRequest *request = depot_classic_make_request (self, "GET", path);

  depot_azure_request_accept (request, 404);
  depot_classic_ask (self, request, reader, free_value, tag, cancellable, callback, data);
}

static gpointer
read_locations (const DepotAzureReply *reply, GError **error)
{
  return depot_classic_read_locations (reply->body, error);
}

void
depot_classic_list_locations_async (DepotClassic *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  depot_classic_ask (self,
                     depot_classic_make_request (self, "GET", "/locations"),
                     read_locations,
                     (GDestroyNotify) g_strfreev,
                     depot_classic_list_locations_async,
                     cancellable,
                     callback,
                     data);
}

char **
depot_classic_list_locations_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Names. The answer is a boolean, handed on as a pointer. */

static gpointer
read_availability (const DepotAzureReply *reply, GError **error)
{
  gboolean is_free = FALSE;

  depot_classic_read_availability (reply->body, &is_free, NULL, error);
  return GINT_TO_POINTER (is_free);
}

static void
check_name (DepotClassic *self,
            const char *collection,
            const char *name,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  g_autofree char *path
      = depot_classic_make_path (collection, "operations", "isavailable", name, NULL);

  depot_classic_ask (self,
                     depot_classic_make_request (self, "GET", path),
                     read_availability,
                     NULL,
                     check_name,
                     cancellable,
                     callback,
                     data);
}

void
depot_classic_check_service_name_async (DepotClassic *self,
                                        const char *name,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data)
{
  check_name (self, "hostedservices", name, cancellable, callback, data);
}

void
depot_classic_check_storage_name_async (DepotClassic *self,
                                        const char *name,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data)
{
  check_name (self, "storageservices", name, cancellable, callback, data);
}

gboolean
depot_classic_check_name_finish (DepotClassic *self,
                                 GAsyncResult *result,
                                 gboolean *is_free,
                                 GError **error)
{
  g_autoptr (GError) flaw = NULL;

  *is_free = GPOINTER_TO_INT (g_task_propagate_pointer (G_TASK (result), &flaw));
  if (flaw == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&flaw));
  return FALSE;
}

/* Things that may not be there. */

static gpointer
read_service (const DepotAzureReply *reply, GError **error)
{
  return reply->status == 404 ? NULL : depot_classic_read_service (reply->body, error);
}

void
depot_classic_get_service_async (DepotClassic *self,
                                 const char *service,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("hostedservices", service, NULL);

  ask (self,
       path,
       read_service,
       (GDestroyNotify) depot_classic_service_free,
       depot_classic_get_service_async,
       cancellable,
       callback,
       data);
}

DepotClassicService *
depot_classic_get_service_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_storage (const DepotAzureReply *reply, GError **error)
{
  return reply->status == 404 ? NULL : depot_classic_read_storage (reply->body, error);
}

void
depot_classic_get_storage_async (DepotClassic *self,
                                 const char *account,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("storageservices", account, NULL);

  ask (self,
       path,
       read_storage,
       (GDestroyNotify) depot_classic_storage_free,
       depot_classic_get_storage_async,
       cancellable,
       callback,
       data);
}

DepotClassicStorage *
depot_classic_get_storage_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_deployment (const DepotAzureReply *reply, GError **error)
{
  return reply->status == 404 ? NULL : depot_classic_read_deployment (reply->body, error);
}

void
depot_classic_get_deployment_async (DepotClassic *self,
                                    const char *service,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autofree char *path
      = depot_classic_make_path ("hostedservices", service, "deploymentslots", "production", NULL);

  ask (self,
       path,
       read_deployment,
       (GDestroyNotify) depot_classic_deployment_free,
       depot_classic_get_deployment_async,
       cancellable,
       callback,
       data);
}

DepotClassicDeployment *
depot_classic_get_deployment_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What belongs to them. */

static gpointer
read_thumbprints (const DepotAzureReply *reply, GError **error)
{
  return depot_classic_read_thumbprints (reply->body, error);
}

void
depot_classic_list_certificates_async (DepotClassic *self,
                                       const char *service,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("hostedservices", service, "certificates", NULL);

  depot_classic_ask (self,
                     depot_classic_make_request (self, "GET", path),
                     read_thumbprints,
                     (GDestroyNotify) g_strfreev,
                     depot_classic_list_certificates_async,
                     cancellable,
                     callback,
                     data);
}

char **
depot_classic_list_certificates_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_key (const DepotAzureReply *reply, GError **error)
{
  return depot_classic_read_key (reply->body, error);
}

void
depot_classic_get_storage_key_async (DepotClassic *self,
                                     const char *account,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  g_autofree char *path = depot_classic_make_path ("storageservices", account, "keys", NULL);

  depot_classic_ask (self,
                     depot_classic_make_request (self, "GET", path),
                     read_key,
                     (GDestroyNotify) depot_secret_bytes_unref,
                     depot_classic_get_storage_key_async,
                     cancellable,
                     callback,
                     data);
}

DepotSecretBytes *
depot_classic_get_storage_key_finish (DepotClassic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Operations. */

typedef struct
{
  DepotClassicProgress progress;
  GError *failure;
} Operation;

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_clear_error (&operation->failure);
  g_free (operation);
}

static gpointer
read_operation (const DepotAzureReply *reply, GError **error)
{
  Operation *operation = g_new0 (Operation, 1);

  if (depot_classic_read_operation (reply->body, &operation->progress, &operation->failure, error))
    return operation;
  operation_free (operation);
  return NULL;
}

void
depot_classic_get_operation_async (DepotClassic *self,
                                   const char *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/operations/", escaped, NULL);

  depot_classic_ask (self,
                     depot_classic_make_request (self, "GET", path),
                     read_operation,
                     operation_free,
                     depot_classic_get_operation_async,
                     cancellable,
                     callback,
                     data);
}

gboolean
depot_classic_get_operation_finish (DepotClassic *self,
                                    GAsyncResult *result,
                                    DepotClassicProgress *progress,
                                    GError **failure,
                                    GError **error)
{
  Operation *operation = g_task_propagate_pointer (G_TASK (result), error);

  if (operation == NULL)
    return FALSE;
  *progress = operation->progress;
  if (operation->failure != NULL)
    g_propagate_error (failure, g_steal_pointer (&operation->failure));
  operation_free (operation);
  return TRUE;
}
