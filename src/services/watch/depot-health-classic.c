/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classic API has no question about many points: the deployment of each is asked for, in one
 * call that tells its role instances too, and the key of its storage account, which nothing else
 * would miss until a client asks for content (Azure reference 5).
 */
#include "config.h"

#include "depot-health-private.h"

#include "depot-classic-settings.h"
#include "depot-classic-way.h"
#include "depot-json.h"

/* States in which an instance stays until somebody acts. */
static const char *const failed_states[]
    = { "FailedStartingRole", "FailedStartingVM", "UnresponsiveRole", "CyclingRole", NULL };

/* In the words of Azure Resource Manager, by which all points are judged. */
static JsonObject *
make_machine (const DepotClassicInstance *instance)
{
  const char *power = "PowerState/starting";

  if (g_str_equal (instance->status, "ReadyRole"))
    power = "PowerState/running";
  else if (g_str_equal (instance->status, "StoppedVM"))
    power = "PowerState/stopped";
  return depot_json_object_of_strings (
      "power",
      power,
      "provisioning",
      g_strv_contains (failed_states, instance->status) ? "Failed" : "Succeeded",
      NULL);
}

static void
take_deployment (DepotHealthCase *subject, const DepotClassicDeployment *deployment)
{
  subject->machines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  for (guint i = 0; i < deployment->instances->len; i++)
    g_ptr_array_add (subject->machines, make_machine (deployment->instances->pdata[i]));
  subject->classic_address = g_strdup (deployment->address);
  if (deployment->configuration != NULL)
    subject->classic_configuration = depot_secret_bytes_ref (deployment->configuration);
  subject->facts.machines = subject->machines;
  subject->facts.classic_address = subject->classic_address;
}

/* Takes the error. */
static void
end (GTask *task, GError *error)
{
  /* without its management certificate nobody can look */
  if (error != NULL
      && (depot_health_is_about_access (error)
          || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING)))
    {
      depot_health_take_refusal (g_task_get_task_data (task), error);
      g_clear_error (&error);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
key_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHealthCase *subject = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotSecretBytes) key
      = depot_classic_get_storage_key_finish (DEPOT_CLASSIC (source), result, &error);

  /* an account that is gone or just coming shows in what clients get */
  if (key != NULL)
    {
      subject->facts.was_key_seen = TRUE;
      subject->facts.is_key_other
          = !depot_classic_storage_key_agrees (subject->classic_configuration, key);
    }
  else
    g_info ("The storage key of %s was not told: %s",
            depot_point_get_name (subject->point),
            error->message);
  end (task, NULL);
}

static void
look_at_key (DepotClassic *classic, GTask *task)
{
  DepotHealthCase *subject = g_task_get_task_data (task);
  g_autofree char *account = NULL;

  g_object_get (subject->point, "storage-account", &account, NULL);
  depot_classic_get_storage_key_async (
      classic, account, g_task_get_cancellable (task), key_told, g_object_ref (task));
}

static void
deployment_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHealthCase *subject = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotClassicDeployment) deployment
      = depot_classic_get_deployment_finish (DEPOT_CLASSIC (source), result, &error);

  subject->facts.is_classic_seen = error == NULL;
  if (deployment != NULL)
    take_deployment (subject, deployment);
  if (subject->classic_configuration != NULL)
    look_at_key (DEPOT_CLASSIC (source), task);
  else
    end (task, error);
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHealthCase *subject = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *service = NULL;
  g_autoptr (DepotClassic) classic
      = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);

  if (classic == NULL)
    {
      end (task, error);
      return;
    }
  /* hosted service and storage service share the generated name */
  g_object_get (subject->point, "storage-account", &service, NULL);
  subject->facts.management_end = depot_classic_get_certificate_end (classic);
  depot_classic_get_deployment_async (
      classic, service, g_task_get_cancellable (task), deployment_seen, g_object_ref (task));
}

void
depot_health_look_classic_async (DepotHouse *house,
                                 DepotHealthCase *subject,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  g_autofree char *fingerprint = NULL;

  g_task_set_source_tag (task, depot_health_look_classic_async);
  g_task_set_task_data (task, subject, NULL);
  g_object_get (subject->point, "management-fingerprint", &fingerprint, NULL);
  depot_classic_way_open_async (house,
                                depot_point_get_cloud_id (subject->point),
                                depot_point_get_subscription_id (subject->point),
                                fingerprint,
                                cancellable,
                                way_opened,
                                task);
}

gboolean
depot_health_look_classic_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
