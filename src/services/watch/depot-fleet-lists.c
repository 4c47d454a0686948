/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The longer way, where Resource Graph is refused: one list of each type in each subscription, and
 * the instance view of the scale set of each point asked about: none of the lists tells whether the
 * instances of a uniform scale set run (Azure reference 3.3, VirtualMachineScaleSets_ListAll).
 */
#include "config.h"

#include "depot-arm-fleet.h"
#include "depot-error.h"
#include "depot-fleet.h"
#include "depot-json.h"
#include "depot-verb-operation.h"

typedef struct
{
  const char *type;
  const char *version;
} ListedType;

static const ListedType listed_types[] = {
  { "Microsoft.Compute/virtualMachineScaleSets", DEPOT_COMPUTE_VERSION },
  { "Microsoft.Network/loadBalancers", DEPOT_NETWORK_VERSION },
  { "Microsoft.Network/publicIPAddresses", DEPOT_NETWORK_VERSION },
  { "Microsoft.Network/virtualNetworks", DEPOT_NETWORK_VERSION },
  { "Microsoft.Network/networkSecurityGroups", DEPOT_NETWORK_VERSION },
  { "Microsoft.Insights/autoscalesettings", DEPOT_AUTOSCALE_VERSION },
  { "Microsoft.KeyVault/vaults", "2026-02-01" },
  { "Microsoft.Storage/storageAccounts", "2023-05-01" },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31" },
};

typedef struct
{
  DepotFleet *fleet; /* of the caller, which waits */
  char **subscriptions;
  guint subscription, type;
  GHashTable *wanted;    /* scale sets whose instances are asked about */
  GPtrArray *scale_sets; /* ids still to be looked at */
} Lists;

static void
lists_free (gpointer data)
{
  Lists *lists = data;

  g_strfreev (lists->subscriptions);
  g_hash_table_unref (lists->wanted);
  g_ptr_array_unref (lists->scale_sets);
  g_free (lists);
}

static void ask_for_view (GTask *task);

/* "PowerState/running" 3 → three machines. */
static void
take_status (DepotFleet *fleet, const char *scale_set, JsonObject *status)
{
  const char *code = depot_json_peek_string (status, "code");
  gint64 count = depot_json_peek_int (status, "count", 0);

  if (code == NULL || !g_str_has_prefix (code, "PowerState/"))
    return;
  for (gint64 i = 0; i < MIN (count, G_MAXINT16); i++)
    {
      g_autoptr (JsonObject) machine = depot_json_object_of_strings ("power", code, NULL);

      depot_fleet_add_machine (fleet, scale_set, machine);
    }
}

static void
view_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Lists *lists = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) view = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);
  g_autofree char *scale_set = g_ptr_array_steal_index (lists->scale_sets, 0);
  JsonArray *summary
      = view != NULL ? depot_json_peek_array (view, "virtualMachine.statusesSummary") : NULL;

  if (error != NULL && depot_fleet_is_fatal (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  for (guint i = 0; summary != NULL && i < json_array_get_length (summary); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (summary, i)))
      take_status (lists->fleet, scale_set, json_array_get_object_element (summary, i));
  ask_for_view (task);
}

static void
ask_for_view (GTask *task)
{
  Lists *lists = g_task_get_task_data (task);
  g_autofree char *view = NULL;

  if (lists->scale_sets->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  view = g_strconcat (lists->scale_sets->pdata[0], "/instanceView", NULL);
  depot_arm_get_resource_async (g_task_get_source_object (task),
                                view,
                                DEPOT_COMPUTE_VERSION,
                                g_task_get_cancellable (task),
                                view_read,
                                task);
}

static void ask_for_list (GTask *task);

static GHashTable *
find_wanted (GPtrArray *points)
{
  GHashTable *wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; points != NULL && i < points->len; i++)
    {
      g_autofree char *scale_set = NULL;

      g_object_get (points->pdata[i], "scale-set-id", &scale_set, NULL);
      if (scale_set != NULL)
        g_hash_table_add (wanted, g_ascii_strdown (scale_set, -1));
    }
  return wanted;
}

static gboolean
is_wanted (Lists *lists, const char *id)
{
  g_autofree char *folded = g_ascii_strdown (id, -1);

  return g_hash_table_contains (lists->wanted, folded);
}

static void
take_rows (Lists *lists, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = depot_json_peek_string (rows->pdata[i], "id");
      const char *service = depot_json_peek_string (rows->pdata[i], "tags." DEPOT_TAG_SERVICE);

      if (id == NULL)
        continue;
      depot_fleet_add_row (lists->fleet, rows->pdata[i]);
      if (service == NULL)
        g_hash_table_add (lists->fleet->untagged, g_ascii_strdown (id, -1));
      else if (lists->type == 0 && is_wanted (lists, id))
        g_ptr_array_add (lists->scale_sets, g_strdup (id));
    }
}

/* One refusal speaks for the subscription. */
static void
skip_subscription (Lists *lists, GError *error)
{
  g_hash_table_insert (lists->fleet->refusals,
                       g_ascii_strdown (lists->subscriptions[lists->subscription], -1),
                       error);
  lists->subscription++;
  lists->type = 0;
}

static void
list_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Lists *lists = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = depot_arm_list_type_finish (DEPOT_ARM (source), result, &error);

  if (error != NULL && depot_fleet_is_fatal (error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (error != NULL)
    skip_subscription (lists, error);
  else
    {
      take_rows (lists, rows);
      lists->type++;
    }
  ask_for_list (task);
}

static void
ask_for_list (GTask *task)
{
  Lists *lists = g_task_get_task_data (task);

  if (lists->type == G_N_ELEMENTS (listed_types))
    {
      lists->subscription++;
      lists->type = 0;
    }
  if (lists->subscriptions[lists->subscription] == NULL)
    {
      ask_for_view (task);
      return;
    }
  depot_arm_list_type_async (g_task_get_source_object (task),
                             lists->subscriptions[lists->subscription],
                             listed_types[lists->type].type,
                             listed_types[lists->type].version,
                             g_task_get_cancellable (task),
                             list_read,
                             task);
}

void
depot_fleet_list_async (DepotArm *arm,
                        DepotFleet *fleet,
                        GPtrArray *points,
                        const char *const *subscriptions,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (arm, cancellable, callback, data);
  Lists *lists = g_new0 (Lists, 1);

  g_task_set_source_tag (task, depot_fleet_list_async);
  lists->fleet = fleet;
  lists->wanted = find_wanted (points);
  lists->subscriptions = g_strdupv ((char **) subscriptions);
  lists->scale_sets = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, lists, lists_free);
  ask_for_list (task);
}

gboolean
depot_fleet_list_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, arm), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
