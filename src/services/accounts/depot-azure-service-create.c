/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Azure service made for the admin: registration, service principal, credential; and a new
 * credential for one that is there. What a failed attempt left in Azure is taken back. */
#include "config.h"

#include "depot-azure-services.h"

#include <glib/gi18n.h>

#include "depot-client-assertion.h"
#include "depot-graph.h"
#include "depot-house-private.h"
#include "depot-self-signed.h"

#define YEAR_SECONDS (365 * 24 * 60 * 60)
/* Nobody ever looks this name up; it is what the portal shows beside the certificate. */
#define CERTIFICATE_NAME "cloud-depot.invalid"

typedef struct
{
  DepotArm *arm;
  DepotAzureService *service;
  DepotSecretBytes *credential; /* what goes to the keyring */
  GBytes *der;
  char *old_key_id;
  char *remark;    /* what did not go as it should, though the service works */
  gboolean is_new; /* the registration was made here and now */
  GError *error;   /* why it is being taken back */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->arm);
  g_clear_object (&work->service);
  g_clear_pointer (&work->credential, depot_secret_bytes_unref);
  g_clear_pointer (&work->der, g_bytes_unref);
  g_free (work->old_key_id);
  g_free (work->remark);
  g_clear_error (&work->error);
  g_free (work);
}

static void
taken_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!depot_graph_delete_application_finish (DEPOT_ARM (source), result, &error))
    depot_house_log (g_task_get_source_object (task),
                     DEPOT_SEVERITY_WARNING,
                     "The app registration %s stays in Azure: %s",
                     depot_azure_service_get_client_id (work->service),
                     error->message);
  g_task_return_error (task, g_steal_pointer (&work->error));
}

/* Takes task and error. Not cancellable: a half-made registration helps nobody. */
static void
fail (GTask *task, GError *error)
{
  Work *work = g_task_get_task_data (task);

  if (!work->is_new || depot_azure_service_get_application_id (work->service) == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  work->error = error;
  depot_graph_delete_application_async (
      work->arm, depot_azure_service_get_application_id (work->service), NULL, taken_back, task);
}

static void
old_secret_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!depot_graph_remove_secret_finish (DEPOT_ARM (source), result, &error))
    {
      /* Translators: %s is a sentence that tells why */
      work->remark = g_strdup_printf (_ ("The old secret still works: Azure did not remove it. %s"),
                                      error->message);
      depot_house_log (g_task_get_source_object (task), DEPOT_SEVERITY_WARNING, "%s", work->remark);
    }
  g_task_return_boolean (task, TRUE);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!depot_azure_services_save_finish (DEPOT_HOUSE (source), result, &error))
    fail (task, error);
  else if (work->old_key_id != NULL)
    depot_graph_remove_secret_async (work->arm,
                                     depot_azure_service_get_application_id (work->service),
                                     work->old_key_id,
                                     NULL,
                                     old_secret_removed,
                                     task);
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
save (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  depot_azure_services_save_async (
      g_task_get_source_object (task), work->service, work->credential, NULL, saved, task);
}

static void
secret_added (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotGraphSecret) secret
      = depot_graph_add_secret_finish (DEPOT_ARM (source), result, &error);

  if (secret == NULL)
    {
      fail (task, error);
      return;
    }
  work->credential = depot_secret_bytes_ref (secret->secret);
  if (!work->is_new && depot_azure_service_get_credential (work->service) == DEPOT_CREDENTIAL_SECRET
      && depot_azure_service_get_key_id (work->service) == NULL)
    work->remark = g_strdup (_ ("The secret entered before works on until it ends or is removed in "
                                "the portal."));
  work->old_key_id = g_strdup (depot_azure_service_get_key_id (work->service));
  g_object_set (work->service,
                "credential",
                DEPOT_CREDENTIAL_SECRET,
                "key-id",
                secret->key_id,
                "expires",
                secret->expires,
                NULL);
  save (task);
}

static void
certificate_set (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (depot_graph_set_certificate_finish (DEPOT_ARM (source), result, &error))
    save (task);
  else
    fail (task, error);
}

static void
certificate_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 expires = 0;

  work->credential = depot_azure_services_open_file_finish (result, &error);
  if (work->credential != NULL)
    work->der = depot_client_assertion_read_certificate (work->credential, &expires, &error);
  if (work->der == NULL)
    {
      fail (task, error);
      return;
    }
  g_object_set (work->service, "expires", expires, NULL);
  depot_graph_set_certificate_async (work->arm,
                                     depot_azure_service_get_application_id (work->service),
                                     depot_azure_service_get_name (work->service),
                                     work->der,
                                     g_task_get_cancellable (task),
                                     certificate_set,
                                     task);
}

static void
certificate_made (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text ("-");
  g_autoptr (DepotSecretBytes) file = depot_self_signed_make_finish (result, &error);
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer start;
  gsize size;

  if (file == NULL)
    {
      fail (task, error);
      return;
    }
  start = depot_secret_bytes_get_data (file, &size);
  bytes = g_bytes_new_with_free_func (
      start, size, (GDestroyNotify) depot_secret_bytes_unref, depot_secret_bytes_ref (file));
  depot_azure_services_open_file_async (
      bytes, password, g_task_get_cancellable (task), certificate_opened, task);
}

static void
add_credential (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  gint64 now = depot_clock_now (house->clock);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text ("-");

  if (depot_azure_service_get_credential (work->service) == DEPOT_CREDENTIAL_CERTIFICATE)
    depot_self_signed_make_client_async (
        CERTIFICATE_NAME, password, now, g_task_get_cancellable (task), certificate_made, task);
  else
    depot_graph_add_secret_async (work->arm,
                                  depot_azure_service_get_application_id (work->service),
                                  "Cloud Depot",
                                  now + YEAR_SECONDS,
                                  g_task_get_cancellable (task),
                                  secret_added,
                                  task);
}

static void
principal_created (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *object_id
      = depot_graph_create_principal_finish (DEPOT_ARM (source), result, &error);

  if (object_id == NULL)
    {
      fail (task, error);
      return;
    }
  g_object_set (work->service, "object-id", object_id, NULL);
  if (depot_azure_service_get_credential (work->service) == DEPOT_CREDENTIAL_NONE)
    save (task);
  else
    add_credential (task);
}

static void
application_created (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotGraphApplication) application
      = depot_graph_create_application_finish (DEPOT_ARM (source), result, &error);

  if (application == NULL)
    {
      fail (task, error);
      return;
    }
  g_object_set (work->service,
                "client-id",
                application->client_id,
                "application-id",
                application->object_id,
                NULL);
  depot_graph_create_principal_async (
      work->arm, application->client_id, g_task_get_cancellable (task), principal_created, task);
}

static void
permissions_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotGraphPermissions) permissions
      = depot_graph_find_permissions_finish (DEPOT_ARM (source), result, &error);
  g_autofree char *missing = NULL;

  if (permissions == NULL)
    {
      fail (task, error);
      return;
    }
  missing = depot_graph_permissions_dup_missing (permissions);
  if (missing != NULL)
    /* Translators: %s are names of Azure services, with commas */
    work->remark = g_strdup_printf (_ ("The application has no permission for %s: the tenant has "
                                       "never used it. Add the permission in the portal later."),
                                    missing);
  depot_graph_create_application_async (work->arm,
                                        depot_azure_service_get_name (work->service),
                                        permissions,
                                        g_task_get_cancellable (task),
                                        application_created,
                                        task);
}

/* NULL: the task has failed already. */
static Work *
begin (GTask *task, DepotAccount *account)
{
  DepotHouse *house = g_task_get_source_object (task);
  DepotCloud *cloud = depot_house_find_cloud (house, depot_account_get_cloud_id (account));
  Work *work = g_new0 (Work, 1);
  GError *error = NULL;
  DepotArm *arm = depot_house_find_arm (house, depot_account_get_id (account), &error);

  g_task_set_task_data (task, work, work_free);
  if (arm != NULL && depot_cloud_get_graph (cloud) == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_OFFERED,
                             _ ("This environment has no Microsoft Graph: register the "
                                "application by hand and enter its ids."));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return NULL;
    }
  work->arm = g_object_ref (arm);
  return work;
}

void
depot_azure_services_create_async (DepotHouse *house,
                                   DepotAccount *account,
                                   const char *name,
                                   DepotCredential credential,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Work *work;

  g_task_set_source_tag (task, depot_azure_services_create_async);
  work = begin (task, account);
  if (work == NULL)
    return;
  work->is_new = TRUE;
  work->service = depot_azure_service_new (
      depot_account_get_cloud_id (account), depot_account_get_tenant_id (account), name, NULL);
  g_object_set (work->service, "credential", credential, NULL);
  depot_graph_find_permissions_async (work->arm, cancellable, permissions_found, task);
}

DepotAzureService *
depot_azure_services_create_finish (DepotHouse *house,
                                    GAsyncResult *result,
                                    char **remark,
                                    GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *remark = g_strdup (work->remark);
  return g_object_ref (work->service);
}

static void
application_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotGraphApplication) application
      = depot_graph_find_application_finish (DEPOT_ARM (source), result, &error);

  if (application == NULL && error == NULL)
    error = depot_error_new (DEPOT_ERROR_SIGN_IN_SETTINGS,
                             _ ("The tenant has no app registration with the client ID %s."),
                             depot_azure_service_get_client_id (work->service));
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  g_object_set (work->service, "application-id", application->object_id, NULL);
  add_credential (task);
}

void
depot_azure_services_renew_async (DepotHouse *house,
                                  DepotAccount *account,
                                  DepotAzureService *service,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Work *work;

  g_task_set_source_tag (task, depot_azure_services_renew_async);
  work = begin (task, account);
  if (work == NULL)
    return;
  work->service = depot_azure_service_copy (service);
  depot_graph_find_application_async (
      work->arm, depot_azure_service_get_client_id (service), cancellable, application_found, task);
}

gboolean
depot_azure_services_renew_finish (DepotHouse *house,
                                   GAsyncResult *result,
                                   char **remark,
                                   GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *remark = g_strdup (work->remark);
  return TRUE;
}
