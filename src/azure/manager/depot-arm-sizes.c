/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of virtual machines as Azure lists them for a region. */
#include "config.h"

#include "depot-arm-private.h"
#include "depot-arm-read.h"

#define SKUS_VERSION "2021-07-01"

/* The value of one capability; NULL when Azure does not name it. */
static const char *
find_capability (JsonObject *item, const char *name)
{
  JsonArray *capabilities = depot_json_peek_array (item, "capabilities");

  for (guint i = 0; capabilities != NULL && i < json_array_get_length (capabilities); i++)
    {
      JsonNode *node = json_array_get_element (capabilities, i);
      JsonObject *capability = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (capability != NULL && g_strcmp0 (depot_json_peek_string (capability, "name"), name) == 0)
        return depot_json_peek_string (capability, "value");
    }
  return NULL;
}

/* A restriction of single zones still leaves the others. */
static const char *
find_reason (JsonObject *item)
{
  JsonArray *restrictions = depot_json_peek_array (item, "restrictions");

  for (guint i = 0; restrictions != NULL && i < json_array_get_length (restrictions); i++)
    {
      JsonNode *node = json_array_get_element (restrictions, i);
      JsonObject *restriction = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *reason
          = restriction != NULL ? depot_json_peek_string (restriction, "reasonCode") : NULL;

      if (restriction != NULL
          && g_strcmp0 (depot_json_peek_string (restriction, "type"), "Location") == 0)
        return reason != NULL ? reason : "NotAvailable";
    }
  return NULL;
}

/* Our image is for 64-bit Intel and AMD machines of the second generation. */
static gboolean
can_run_edge (JsonObject *item)
{
  const char *processor = find_capability (item, "CpuArchitectureType");
  const char *generations = find_capability (item, "HyperVGenerations");

  return (processor == NULL || g_ascii_strcasecmp (processor, "x64") == 0)
         && (generations == NULL || strstr (generations, "V2") != NULL);
}

gboolean
depot_arm_read_size (JsonObject *item, gpointer store, GError **error)
{
  const char *name = depot_json_get_string (item, "name", error);
  g_autoptr (DepotVmSize) size = NULL;

  if (name == NULL)
    return FALSE;
  if (g_strcmp0 (depot_json_peek_string (item, "resourceType"), "virtualMachines") != 0
      || !can_run_edge (item))
    return TRUE;
  size = depot_vm_size_new (name,
                            find_capability (item, "vCPUs"),
                            find_capability (item, "MemoryGB"),
                            find_reason (item));
  g_list_store_append (store, size);
  return TRUE;
}

void
depot_arm_list_sizes_async (DepotArm *self,
                            const char *subscription_id,
                            const char *region,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            SKUS_VERSION,
                                            "subscriptions",
                                            subscription_id,
                                            "providers",
                                            "Microsoft.Compute",
                                            "skus",
                                            NULL);
  g_autofree char *filter = g_strdup_printf ("location eq '%s'", region);
  g_autofree char *escaped = g_uri_escape_string (filter, NULL, FALSE);
  g_autofree char *filtered = g_strconcat (url, "&$filter=", escaped, NULL);

  depot_arm_list (self,
                  filtered,
                  depot_arm_read_size,
                  g_list_store_new (DEPOT_TYPE_VM_SIZE),
                  g_object_unref,
                  cancellable,
                  callback,
                  data);
}

GListModel *
depot_arm_list_sizes_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}
