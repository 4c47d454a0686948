/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "What will be made" on the Summary page: Azure's own what-if of both templates where the group
 * exists, the templates' list where it does not (what-if needs a group to look at).
 */
#include "config.h"

#include "depot-discovery.h"

#include <glib/gi18n.h>

#include "depot-house-private.h"
#include "depot-service-template.h"

/* Only a name for the question; nothing is deployed under it. */
#define BASE_QUESTION "depot-plan-base"
#define SERVICE_QUESTION "depot-plan-service"
/* Stands for the identity of a point that does not exist yet. */
#define NO_SERVICE_ID "00000000-0000-0000-0000-000000000000"

typedef struct
{
  DepotDraft *draft;
  DepotArm *arm;
  JsonObject *base_template, *base_parameters;
  JsonObject *service_template, *service_parameters;
  GListStore *list;
} Plan;

static void
plan_free (Plan *plan)
{
  g_clear_object (&plan->draft);
  g_clear_object (&plan->arm);
  g_clear_object (&plan->list);
  g_clear_pointer (&plan->base_template, json_object_unref);
  g_clear_pointer (&plan->base_parameters, json_object_unref);
  g_clear_pointer (&plan->service_template, json_object_unref);
  g_clear_pointer (&plan->service_parameters, json_object_unref);
  g_free (plan);
}

static void
add_all (GListStore *list, GListModel *more)
{
  for (guint i = 0; i < g_list_model_get_n_items (more); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (more, i);

      g_list_store_append (list, item);
    }
}

static gboolean
load_templates (Plan *plan, DepotAccount *account, GError **error)
{
  const char *service_name = depot_draft_get_service_name (plan->draft);
  DepotTemplateValues values = {
    .region = depot_draft_get_region (plan->draft),
    .service_id = NO_SERVICE_ID,
    .service_name = service_name,
    .service_fqdn = depot_draft_get_service_fqdn (plan->draft),
    .console_principal_id = depot_account_get_object_id (account),
    .console_principal_type = "User",
    .vault_uri = "",
    .blob_endpoint = "",
    .identity_client_id = "",
    .certificate_name = DEPOT_TEMPLATE_CERTIFICATE_NAME,
    .vm_size = depot_draft_get_vm_size (plan->draft),
    .instance_count = depot_draft_get_instance_count (plan->draft),
  };

  return (plan->base_template = depot_template_load_base (error)) != NULL
         && (plan->base_parameters = depot_template_base_parameters (&values, error)) != NULL
         && (plan->service_template = depot_template_load_service (error)) != NULL
         && (plan->service_parameters = depot_template_service_parameters (&values, error)) != NULL;
}

static gboolean
plan_from_templates (Plan *plan, GError **error)
{
  g_autoptr (DepotPlannedResource) group
      = depot_planned_resource_new ("Microsoft.Resources/resourceGroups",
                                    depot_draft_get_group_name (plan->draft),
                                    "create",
                                    "template");
  g_autoptr (GListModel) base
      = depot_template_plan (plan->base_template, plan->base_parameters, error);
  g_autoptr (GListModel) service = NULL;

  if (base == NULL)
    return FALSE;
  service = depot_template_plan (plan->service_template, plan->service_parameters, error);
  if (service == NULL)
    return FALSE;
  g_list_store_append (plan->list, group);
  add_all (plan->list, base);
  add_all (plan->list, service);
  return TRUE;
}

static void
service_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Plan *plan = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GListModel) list = depot_arm_what_if_finish (DEPOT_ARM (source), result, &error);

  if (list == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_all (plan->list, list);
  g_task_return_pointer (task, g_object_ref (plan->list), g_object_unref);
}

static void
base_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Plan *plan = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GListModel) list = depot_arm_what_if_finish (DEPOT_ARM (source), result, &error);

  if (list == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  add_all (plan->list, list);
  depot_arm_what_if_async (plan->arm,
                           depot_draft_get_subscription_id (plan->draft),
                           depot_draft_get_group_name (plan->draft),
                           SERVICE_QUESTION,
                           plan->service_template,
                           plan->service_parameters,
                           g_task_get_cancellable (task),
                           service_answered,
                           g_object_ref (task));
}

static void
ask (GTask *task, Plan *plan)
{
  depot_arm_what_if_async (plan->arm,
                           depot_draft_get_subscription_id (plan->draft),
                           depot_draft_get_group_name (plan->draft),
                           BASE_QUESTION,
                           plan->base_template,
                           plan->base_parameters,
                           g_task_get_cancellable (task),
                           base_answered,
                           g_object_ref (task));
}

/* The classic way has no templates: what it makes is always the same. The names are generated when
 * it is asked for. */
static GListModel *
plan_classic (void)
{
  static const char *const types[] = { "Microsoft.ClassicStorage/storageAccounts",
                                       "Microsoft.ClassicCompute/domainNames",
                                       "Microsoft.ClassicCompute/domainNames/serviceCertificates",
                                       "Microsoft.ClassicCompute/domainNames/slots" };
  GListStore *list = g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (DepotPlannedResource) item
          = depot_planned_resource_new (types[i], _ ("a generated name"), "create", "template");

      g_list_store_append (list, item);
    }
  return G_LIST_MODEL (list);
}

void
depot_discovery_plan_async (DepotHouse *house,
                            DepotDraft *draft,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  const char *account_id = depot_draft_get_account_id (draft);
  Plan *plan;
  GError *error = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  g_task_set_source_tag (task, depot_discovery_plan_async);
  if (depot_draft_get_method (draft) == DEPOT_METHOD_CLASSIC)
    {
      g_task_return_pointer (task, plan_classic (), g_object_unref);
      return;
    }
  plan = g_new0 (Plan, 1);
  g_task_set_task_data (task, plan, (GDestroyNotify) plan_free);
  plan->draft = depot_draft_copy (draft);
  plan->list = g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE);
  plan->arm = depot_house_find_arm (house, account_id, &error);
  if (plan->arm != NULL)
    g_object_ref (plan->arm);

  if (plan->arm == NULL
      || !load_templates (plan, depot_house_find_account (house, account_id), &error))
    g_task_return_error (task, error);
  else if (!depot_draft_get_group_is_new (draft))
    ask (task, plan);
  else if (plan_from_templates (plan, &error))
    g_task_return_pointer (task, g_object_ref (plan->list), g_object_unref);
  else
    g_task_return_error (task, error);
}

GListModel *
depot_discovery_plan_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
