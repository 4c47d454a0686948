/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-name-check.h"

#include <glib/gi18n.h>

#include "depot-service-template.h"

typedef struct
{
  DepotNameVerdicts verdicts;
  GError *error;
  guint n_open;
} Check;

static void
check_free (Check *check)
{
  g_clear_error (&check->error);
  g_free (check);
}

/* Takes task and error. */
static void
answered (GTask *task, GError *error)
{
  Check *check = g_task_get_task_data (task);

  if (check->error == NULL)
    check->error = error;
  else
    g_clear_error (&error);
  if (--check->n_open == 0)
    {
      if (check->error != NULL)
        g_task_return_error (task, g_steal_pointer (&check->error));
      else
        g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
}

static void
label_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  Check *check = g_task_get_task_data (data);
  GError *error = NULL;

  check->verdicts.label = depot_arm_check_dns_label_finish (DEPOT_ARM (source), result, &error);
  answered (data, error);
}

static void
storage_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  Check *check = g_task_get_task_data (data);
  GError *error = NULL;

  check->verdicts.storage
      = depot_arm_check_storage_name_finish (DEPOT_ARM (source), result, &error);
  answered (data, error);
}

static void
vault_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  Check *check = g_task_get_task_data (data);
  GError *error = NULL;

  check->verdicts.vault = depot_arm_check_vault_name_finish (DEPOT_ARM (source), result, &error);
  answered (data, error);
}

void
depot_name_check_async (DepotArm *arm,
                        const char *subscription_id,
                        const char *region,
                        const char *service_name,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (arm, cancellable, callback, data);
  g_autofree char *storage = depot_template_storage_name (service_name);
  g_autofree char *vault = depot_template_vault_name (service_name);
  Check *check = g_new0 (Check, 1);

  check->n_open = 3;
  g_task_set_source_tag (task, depot_name_check_async);
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);
  depot_arm_check_dns_label_async (
      arm, subscription_id, region, service_name, cancellable, label_checked, g_object_ref (task));
  depot_arm_check_storage_name_async (
      arm, subscription_id, storage, cancellable, storage_checked, g_object_ref (task));
  depot_arm_check_vault_name_async (
      arm, subscription_id, vault, cancellable, vault_checked, g_object_ref (task));
}

gboolean
depot_name_check_finish (GAsyncResult *result, DepotNameVerdicts *verdicts, GError **error)
{
  Check *check = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *verdicts = check->verdicts;
  return TRUE;
}

char *
depot_name_verdicts_dup_text (const DepotNameVerdicts *verdicts, const char *service_name)
{
  if (verdicts->label == DEPOT_NAME_IS_TAKEN)
    return g_strdup_printf (_ ("The DNS name %s is taken in this region."), service_name);
  if (verdicts->storage == DEPOT_NAME_IS_TAKEN)
    return g_strdup_printf (_ ("The storage account name %s is taken."), service_name);
  if (verdicts->vault == DEPOT_NAME_IS_TAKEN)
    return g_strdup_printf (
        _ ("The key vault name %s is taken; a deleted vault keeps its name for some days."),
        service_name);
  if (verdicts->label == DEPOT_NAME_IS_INVALID || verdicts->storage == DEPOT_NAME_IS_INVALID
      || verdicts->vault == DEPOT_NAME_IS_INVALID)
    return g_strdup_printf (_ ("Azure does not accept the name %s."), service_name);
  return NULL;
}
