/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-fleet.h"

#include <glib/gi18n.h>

#include "depot-arm-fleet.h"
#include "depot-health-judge.h"
#include "depot-json.h"
#include "depot-point-operation.h"

/* A question that names its points is short for Azure to answer; one that names too many is too
 * long to ask. */
#define MAX_NAMED 50
#define MAX_LOST 200

/* In one call per subscription; the tables of Resource Graph have no documented form for them. */
#define ROLE_ASSIGNMENTS "Microsoft.Authorization/roleAssignments"
#define ROLE_VERSION "2022-04-01"

#define COLUMNS " | project id, type, name, tags, sku, properties | order by id asc"
#define MACHINES                                                                                   \
  "ComputeResources | where type =~ 'microsoft.compute/virtualmachinescalesets/virtualmachines'"
#define MACHINE_COLUMNS                                                                            \
  " | project id, power = tostring(properties.extended.instanceView.powerState.code), "            \
  "provisioning = tostring(properties.provisioningState) | order by id asc"

typedef struct
{
  GPtrArray *points; /* NULL: all */
  char **subscriptions;
  GPtrArray *lost;    /* ids that did not come with our tag; asked about from the end */
  guint subscription; /* whose roles are listed next */
  DepotFleet *fleet;
} Look;

void
depot_fleet_free (DepotFleet *fleet)
{
  g_hash_table_unref (fleet->states);
  g_hash_table_unref (fleet->resources);
  g_hash_table_unref (fleet->machines);
  g_hash_table_unref (fleet->untagged);
  g_hash_table_unref (fleet->roles);
  g_hash_table_unref (fleet->refusals);
  g_free (fleet);
}

static DepotFleet *
fleet_new (void)
{
  DepotFleet *fleet = g_new0 (DepotFleet, 1);

  fleet->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fleet->resources
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  fleet->machines
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  fleet->untagged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fleet->roles
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  fleet->refusals
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
  return fleet;
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->points, g_ptr_array_unref);
  g_clear_pointer (&look->lost, g_ptr_array_unref);
  g_clear_pointer (&look->fleet, depot_fleet_free);
  g_strfreev (look->subscriptions);
  g_free (look);
}

static void
add_to (GHashTable *table, const char *key, JsonObject *row)
{
  g_autofree char *folded = g_ascii_strdown (key, -1);
  GPtrArray *rows = g_hash_table_lookup (table, folded);

  if (rows == NULL)
    {
      rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
      g_hash_table_insert (table, g_steal_pointer (&folded), rows);
    }
  g_ptr_array_add (rows, json_object_ref (row));
}

void
depot_fleet_add_row (DepotFleet *fleet, JsonObject *row)
{
  const char *service = depot_json_peek_string (row, "tags." DEPOT_TAG_SERVICE);

  if (service != NULL && *service != '\0' && depot_json_peek_string (row, "id") != NULL)
    add_to (fleet->resources, service, row);
}

void
depot_fleet_add_machine (DepotFleet *fleet, const char *scale_set_id, JsonObject *row)
{
  add_to (fleet->machines, scale_set_id, row);
}

gboolean
depot_fleet_is_fatal (const GError *error)
{
  static const DepotErrorCode codes[]
      = { DEPOT_ERROR_CANCELLED,     DEPOT_ERROR_SIGN_IN_NEEDED,  DEPOT_ERROR_SECOND_FACTOR_NEEDED,
          DEPOT_ERROR_NOT_REACHABLE, DEPOT_ERROR_SIGN_IN_REFUSED, DEPOT_ERROR_SIGN_IN_SETTINGS,
          DEPOT_ERROR_TLS,           DEPOT_ERROR_PROXY,           DEPOT_ERROR_CAPTIVE_PORTAL,
          DEPOT_ERROR_BUSY,          DEPOT_ERROR_KEYRING };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, DEPOT_ERROR, codes[i]))
      return TRUE;
  return error->domain != DEPOT_ERROR;
}

/* Takes error and the task. */
static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
succeed (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&look->fleet), (GDestroyNotify) depot_fleet_free);
  g_object_unref (task);
}

/* 5. Who may do what. An account that sees resources need not see this. */

static void ask_for_roles (GTask *task);

static void
roles_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Look *look = g_task_get_task_data (task);
  const char *subscription = look->subscriptions[look->subscription++];
  GError *error = NULL;
  GPtrArray *rows = depot_arm_list_type_finish (DEPOT_ARM (source), result, &error);

  if (rows != NULL)
    g_hash_table_insert (look->fleet->roles, g_ascii_strdown (subscription, -1), rows);
  else if (depot_fleet_is_fatal (error))
    {
      fail (task, error);
      return;
    }
  else
    g_error_free (error);
  ask_for_roles (task);
}

static void
ask_for_roles (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  if (look->points == NULL || look->subscriptions[look->subscription] == NULL)
    {
      succeed (task);
      return;
    }
  depot_arm_list_type_async (g_task_get_source_object (task),
                             look->subscriptions[look->subscription],
                             ROLE_ASSIGNMENTS,
                             ROLE_VERSION,
                             g_task_get_cancellable (task),
                             roles_listed,
                             task);
}

/* 4. What is there, but not as ours. */

static void ask_for_lost (GTask *task);

static void
lost_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = depot_arm_query_graph_finish (DEPOT_ARM (source), result, &error);

  if (rows == NULL)
    {
      fail (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = depot_json_peek_string (rows->pdata[i], "id");

      if (id != NULL)
        g_hash_table_add (look->fleet->untagged, g_ascii_strdown (id, -1));
    }
  ask_for_lost (task);
}

static char *
take_lost (Look *look)
{
  GString *query = g_string_new ("Resources | where id in~ (");
  guint n = MIN (look->lost->len, MAX_LOST);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (query,
                            "%s'%s'",
                            i > 0 ? ", " : "",
                            (const char *) look->lost->pdata[look->lost->len - 1 - i]);
  g_ptr_array_set_size (look->lost, (int) (look->lost->len - n));
  g_string_append (query, ") | project id | order by id asc");
  return g_string_free_and_steal (query);
}

static void
ask_for_lost (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autofree char *query = NULL;

  if (look->lost->len == 0)
    {
      ask_for_roles (task);
      return;
    }
  query = take_lost (look);
  depot_arm_query_graph_async (g_task_get_source_object (task),
                               (const char *const *) look->subscriptions,
                               query,
                               g_task_get_cancellable (task),
                               lost_found,
                               task);
}

/* An id goes into a query between quotes. */
static gboolean
is_plain (const char *id)
{
  return strpbrk (id, "'\\\"\n\r") == NULL;
}

static void
find_lost (Look *look)
{
  for (guint i = 0; look->points != NULL && i < look->points->len; i++)
    {
      DepotPoint *point = look->points->pdata[i];
      g_autofree char *service = g_ascii_strdown (depot_point_get_id (point), -1);
      GPtrArray *rows = g_hash_table_lookup (look->fleet->resources, service);
      g_autoptr (GPtrArray) ids = depot_health_find_lost (point, rows);

      for (guint j = 0; j < ids->len; j++)
        if (is_plain (ids->pdata[j]))
          g_ptr_array_add (look->lost, g_strdup (ids->pdata[j]));
    }
}

/* 3. Machines. */

/* "…/virtualMachineScaleSets/palouse/virtualMachines/0" */
static char *
dup_scale_set_id (const char *machine_id)
{
  g_autofree char *folded = g_ascii_strdown (machine_id, -1);
  char *mark = g_strrstr (folded, "/virtualmachines/");

  return mark != NULL ? g_strndup (folded, (gsize) (mark - folded)) : NULL;
}

static void
machines_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = depot_arm_query_graph_finish (DEPOT_ARM (source), result, &error);

  if (rows == NULL)
    {
      fail (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = depot_json_peek_string (rows->pdata[i], "id");
      g_autofree char *scale_set = id != NULL ? dup_scale_set_id (id) : NULL;

      if (scale_set != NULL)
        depot_fleet_add_machine (look->fleet, scale_set, rows->pdata[i]);
    }
  find_lost (look);
  ask_for_lost (task);
}

/* " | where <column> in~ ('a', 'b')", or nothing when there are too many to name. */
static char *
make_filter (Look *look, const char *column, const char *(*get) (DepotPoint *) )
{
  GString *filter;

  if (look->points == NULL || look->points->len > MAX_NAMED)
    return g_strdup ("");
  filter = g_string_new (NULL);
  g_string_append_printf (filter, " | where %s in~ (", column);
  for (guint i = 0; i < look->points->len; i++)
    g_string_append_printf (filter, "%s'%s'", i > 0 ? ", " : "", get (look->points->pdata[i]));
  g_string_append (filter, ")");
  return g_string_free_and_steal (filter);
}

static void
ask_for_machines (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autofree char *filter = make_filter (look, "resourceGroup", depot_point_get_group_name);
  g_autofree char *query = g_strconcat (MACHINES, filter, MACHINE_COLUMNS, NULL);

  depot_arm_query_graph_async (g_task_get_source_object (task),
                               (const char *const *) look->subscriptions,
                               query,
                               g_task_get_cancellable (task),
                               machines_found,
                               task);
}

/* 2. Resources. */

static void
lists_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (depot_fleet_list_finish (DEPOT_ARM (source), result, &error))
    ask_for_roles (task);
  else
    fail (task, error);
}

static void
resources_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = depot_arm_query_graph_finish (DEPOT_ARM (source), result, &error);

  if (error != NULL && !depot_fleet_is_fatal (error))
    {
      g_debug ("Resource Graph is refused: %s", error->message);
      g_error_free (error);
      depot_fleet_list_async (DEPOT_ARM (source),
                              look->fleet,
                              look->points,
                              (const char *const *) look->subscriptions,
                              g_task_get_cancellable (task),
                              lists_read,
                              task);
      return;
    }
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    depot_fleet_add_row (look->fleet, rows->pdata[i]);
  ask_for_machines (task);
}

static void
ask_for_resources (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autofree char *filter = make_filter (look, "tags['" DEPOT_TAG_SERVICE "']", depot_point_get_id);
  g_autofree char *query = g_strconcat (
      "Resources | where isnotempty(tags['" DEPOT_TAG_SERVICE "'])", filter, COLUMNS, NULL);

  depot_arm_query_graph_async (g_task_get_source_object (task),
                               (const char *const *) look->subscriptions,
                               query,
                               g_task_get_cancellable (task),
                               resources_found,
                               task);
}

/* 1. Subscriptions. */

static gboolean
is_wanted (Look *look, const char *subscription_id)
{
  if (look->points == NULL)
    return TRUE;
  for (guint i = 0; i < look->points->len; i++)
    {
      const char *other = depot_point_get_subscription_id (look->points->pdata[i]);

      if (other != NULL && g_ascii_strcasecmp (other, subscription_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
subscriptions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GListModel) list
      = depot_arm_list_subscriptions_finish (DEPOT_ARM (source), result, &error);
  g_autoptr (GStrvBuilder) wanted = g_strv_builder_new ();

  if (list == NULL)
    {
      fail (task, error);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (DepotSubscription) subscription = g_list_model_get_item (list, i);
      const char *id = depot_subscription_get_id (subscription);

      g_hash_table_insert (look->fleet->states,
                           g_ascii_strdown (id, -1),
                           g_strdup (depot_subscription_get_state (subscription)));
      if (is_wanted (look, id))
        g_strv_builder_add (wanted, id);
    }
  look->subscriptions = g_strv_builder_end (wanted);
  if (look->subscriptions[0] != NULL)
    ask_for_resources (task);
  else
    succeed (task);
}

void
depot_fleet_look_async (DepotArm *arm,
                        GPtrArray *points,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (arm, cancellable, callback, data);
  Look *look = g_new0 (Look, 1);

  g_task_set_source_tag (task, depot_fleet_look_async);
  look->points = points != NULL ? g_ptr_array_ref (points) : NULL;
  look->lost = g_ptr_array_new_with_free_func (g_free);
  look->fleet = fleet_new ();
  g_task_set_task_data (task, look, look_free);
  depot_arm_list_subscriptions_async (arm, cancellable, subscriptions_listed, task);
}

DepotFleet *
depot_fleet_look_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, arm), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
