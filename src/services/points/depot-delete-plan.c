/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Delete will take away, for the person to read before it is asked for: Azure's own list by
 * tag, the blobs, the group. */
#include "config.h"

#include "depot-point-verbs.h"

#include <glib/gi18n.h>

#include "depot-data-plane.h"
#include "depot-house-private.h"
#include "depot-json.h"
#include "depot-service-template.h"

#define GROUP_VERSION "2024-03-01"

typedef struct
{
  DepotPoint *point;
  DepotDeletePlan *plan;
  guint n_tagged;
} Planning;

void
depot_delete_plan_free (DepotDeletePlan *plan)
{
  g_clear_object (&plan->resources);
  g_free (plan->group);
  g_free (plan->cname_record);
  g_clear_pointer (&plan->alias, depot_dns_alias_free);
  g_free (plan);
}

static void
planning_free (Planning *planning)
{
  g_clear_object (&planning->point);
  g_clear_pointer (&planning->plan, depot_delete_plan_free);
  g_free (planning);
}

static DepotArm *
get_arm (GTask *task, GError **error)
{
  Planning *planning = g_task_get_task_data (task);
  g_autofree char *account_id = NULL;

  g_object_get (planning->point, "account-id", &account_id, NULL);
  return depot_house_find_arm (g_task_get_source_object (task), account_id, error);
}

/* Resources by tag. */

/* "Microsoft.Storage/storageAccounts" of "/…/providers/Microsoft.Storage/storageAccounts/name". */
static DepotPlannedResource *
read_id (const char *id)
{
  const char *part = g_strrstr (id, "/providers/");
  g_auto (GStrv) words = g_strsplit (part != NULL ? part + strlen ("/providers/") : "", "/", 0);
  g_autofree char *kind = NULL;

  if (g_strv_length (words) != 3)
    return depot_planned_resource_new ("", id, "delete", "tag");
  kind = g_strjoin ("/", words[0], words[1], NULL);
  return depot_planned_resource_new (kind, words[2], "delete", "tag");
}

/* The record in Azure DNS: somebody else's is none of ours, and not to know is no reason to stop.
 */
static void
alias_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Planning *planning = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDnsAlias) alias
      = depot_dns_alias_look_finish (DEPOT_HOUSE (source), result, &error);

  if (alias == NULL)
    g_debug ("Azure DNS cannot be asked: %s", error->message);
  else if (alias->is_ours)
    planning->plan->alias = g_steal_pointer (&alias);
  g_task_return_pointer (
      task, g_steal_pointer (&planning->plan), (GDestroyNotify) depot_delete_plan_free);
}

static void
finish (GTask *task)
{
  Planning *planning = g_task_get_task_data (task);

  depot_dns_alias_look_async (g_task_get_source_object (task),
                              planning->point,
                              g_task_get_cancellable (task),
                              alias_found,
                              g_object_ref (task));
}

/* Blobs: knowing them is good, not knowing them no reason to stop. */

static void
blobs_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Planning *planning = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blobs
      = depot_blob_list_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (blobs == NULL)
    g_debug ("The content cannot be counted: %s", error->message);
  planning->plan->content_is_known = blobs != NULL;
  planning->plan->n_blobs = blobs != NULL ? blobs->len : 0;
  for (guint i = 0; blobs != NULL && i < blobs->len; i++)
    planning->plan->content_bytes += ((DepotBlobItem *) blobs->pdata[i])->size_bytes;
  finish (task);
}

static void
count_content (GTask *task)
{
  Planning *planning = g_task_get_task_data (task);
  DepotArm *arm = get_arm (task, NULL);
  g_autofree char *endpoint = NULL;
  g_autofree char *container = NULL;

  g_object_get (planning->point, "blob-endpoint", &endpoint, NULL);
  if (endpoint == NULL || *endpoint == '\0' || arm == NULL)
    {
      finish (task);
      return;
    }
  container = g_strconcat (
      endpoint, g_str_has_suffix (endpoint, "/") ? "" : "/", DEPOT_TEMPLATE_CONTAINER_NAME, NULL);
  depot_blob_list_async (depot_arm_get_client (arm),
                         depot_arm_get_tokens (arm),
                         container,
                         NULL,
                         g_task_get_cancellable (task),
                         blobs_listed,
                         g_object_ref (task));
}

/* The group. */

static void
group_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Planning *planning = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_group_resources_finish (DEPOT_ARM (source), result, &error);

  if (ids == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  planning->plan->group_goes = ids->len == planning->n_tagged;
  count_content (task);
}

static void
group_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Planning *planning = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) group = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  const char *tag = group != NULL ? depot_json_peek_string (group, "tags.depot-service") : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (g_strcmp0 (tag, depot_point_get_id (planning->point)) != 0)
    count_content (task);
  else
    depot_arm_list_group_resources_async (DEPOT_ARM (source),
                                          depot_point_get_subscription_id (planning->point),
                                          depot_point_get_group_name (planning->point),
                                          g_task_get_cancellable (task),
                                          group_listed,
                                          g_object_ref (task));
}

static void
tagged_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Planning *planning = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) ids = depot_arm_list_tagged_finish (DEPOT_ARM (source), result, &error);
  g_autofree char *group = NULL;

  /* the group itself is gone: there is nothing to take away but the row */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_error_free (error);
      finish (task);
      return;
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  planning->n_tagged = ids->len;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (DepotPlannedResource) resource = read_id (ids->pdata[i]);

      g_list_store_append (G_LIST_STORE (planning->plan->resources), resource);
    }
  group = g_strdup_printf ("/subscriptions/%s/resourceGroups/%s",
                           depot_point_get_subscription_id (planning->point),
                           depot_point_get_group_name (planning->point));
  depot_arm_get_resource_async (DEPOT_ARM (source),
                                group,
                                GROUP_VERSION,
                                g_task_get_cancellable (task),
                                group_read,
                                g_object_ref (task));
}

/* The classic way has one name for everything; what lies in its storage is not counted. */
static void
plan_classic (GTask *task)
{
  static const char *const kinds[]
      = { "Microsoft.ClassicCompute/domainNames", "Microsoft.ClassicStorage/storageAccounts" };
  Planning *planning = g_task_get_task_data (task);
  g_autofree char *name = NULL;

  g_object_get (planning->point, "storage-account", &name, NULL);
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (DepotPlannedResource) resource
          = depot_planned_resource_new (kinds[i], name, "delete", "tag");

      g_list_store_append (G_LIST_STORE (planning->plan->resources), resource);
    }
  finish (task);
}

void
depot_delete_plan_async (DepotHouse *house,
                         DepotPoint *point,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Planning *planning = g_new0 (Planning, 1);
  GError *error = NULL;
  DepotArm *arm;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  planning->point = g_object_ref (point);
  planning->plan = g_new0 (DepotDeletePlan, 1);
  planning->plan->resources = G_LIST_MODEL (g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE));
  planning->plan->group = g_strdup (depot_point_get_group_name (point));
  planning->plan->cname_record = depot_point_dup_cname_record (point);
  g_task_set_source_tag (task, depot_delete_plan_async);
  g_task_set_task_data (task, planning, (GDestroyNotify) planning_free);
  if (depot_point_is_classic (point))
    {
      plan_classic (task);
      return;
    }
  arm = get_arm (task, &error);
  if (arm == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  depot_arm_list_tagged_async (arm,
                               depot_point_get_subscription_id (point),
                               depot_point_get_group_name (point),
                               depot_point_get_id (point),
                               cancellable,
                               tagged_listed,
                               g_object_ref (task));
}

DepotDeletePlan *
depot_delete_plan_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
