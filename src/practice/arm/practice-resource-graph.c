/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-resource-graph.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-directory.h"
#include "practice-graph-query.h"
#include "practice-resources.h"
#include "practice-subscriptions.h"

#include <string.h>

#define PAGE_SIZE 1000
#define TOKEN_PREFIX "rows:"
#define QUOTA 15
#define QUOTA_SECONDS 5

/* Questions a caller may still put. */
typedef struct
{
  guint left;
  gint64 ends_at; /* monotonic, microseconds */
} Quota;

static Quota *
get_quota (PracticeCloud *cloud, const char *object_id)
{
  GHashTable *quotas = g_object_get_data (G_OBJECT (cloud), "graph-quotas");
  Quota *quota;

  if (quotas == NULL)
    {
      quotas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (
          G_OBJECT (cloud), "graph-quotas", quotas, (GDestroyNotify) g_hash_table_unref);
    }
  quota = g_hash_table_lookup (quotas, object_id);
  if (quota == NULL)
    {
      quota = g_new0 (Quota, 1);
      g_hash_table_insert (quotas, g_strdup (object_id), quota);
    }
  return quota;
}

static gboolean
take_quota (PracticeRequest *request, const PracticePrincipal *principal)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  Quota *quota = get_quota (cloud, principal->object_id);
  gint64 now = g_get_monotonic_time ();
  g_autofree char *left = NULL;

  if (now >= quota->ends_at)
    *quota = (Quota) {
      QUOTA, now + (gint64) (practice_cloud_seconds (cloud, QUOTA_SECONDS) * G_USEC_PER_SEC)
    };
  if (quota->left > 0)
    {
      left = g_strdup_printf ("%u", --quota->left);
      practice_request_set_reply_header (request, "x-ms-user-quota-remaining", left);
      practice_request_set_reply_header (request, "x-ms-user-quota-resets-after", "00:00:05");
      return TRUE;
    }
  practice_request_set_reply_header (request, "Retry-After", "5");
  practice_request_reply_error (request,
                                429,
                                "RateLimiting",
                                "Client application has been throttled and should not attempt to "
                                "repeat the request until an amount of time has elapsed.");
  return FALSE;
}

/* Rows. */

static char *
dup_part (const char *id, guint index)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", -1);

  return g_strdup (index < g_strv_length (parts) ? parts[index] : "");
}

static void
set_lower (JsonObject *row, const char *name, const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  json_object_set_string_member (row, name, lower);
}

/* Types and group names are in lower case in a graph; ids are not. */
static JsonObject *
make_row (JsonObject *resource)
{
  static const char *const copied[]
      = { "id", "name", "location", "kind", "tags", "sku", "identity", "properties" };
  JsonObject *row = json_object_new ();
  const char *id = practice_arm_json_string (resource, "id");
  g_autofree char *subscription = dup_part (id, 2);
  g_autofree char *group = dup_part (id, 4);

  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    {
      JsonNode *node = practice_arm_json_member (resource, copied[i]);

      json_object_set_member (
          row, copied[i], node != NULL ? json_node_ref (node) : json_node_new (JSON_NODE_NULL));
    }
  set_lower (row, "type", practice_arm_json_string (resource, "type"));
  set_lower (row, "resourceGroup", group);
  json_object_set_string_member (row, "subscriptionId", subscription);
  return row;
}

static gboolean
is_listed (JsonObject *resource)
{
  const PracticeResourceType *type
      = practice_resource_type_find (practice_arm_json_string (resource, "type"));

  return type != NULL && (type->flags & PRACTICE_RESOURCE_CHILD) == 0;
}

static void
add_resources (PracticeCloud *cloud, const char *scope, PracticeGraphQuery *query, GPtrArray *rows)
{
  g_autoptr (GPtrArray) all = practice_resources_list (cloud, scope, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (JsonObject) row = is_listed (all->pdata[i]) ? make_row (all->pdata[i]) : NULL;

      if (row != NULL && practice_graph_query_keeps (query, row))
        g_ptr_array_add (rows, practice_graph_query_project (query, row));
    }
}

static JsonObject *
make_machine (JsonObject *scale_set, JsonObject *instance, gboolean failed)
{
  g_autoptr (JsonObject) row = make_row (scale_set);
  JsonObject *properties = json_object_new ();
  JsonObject *extended = json_object_new ();
  JsonObject *view = json_object_new ();
  JsonObject *power = json_object_new ();
  const char *number = practice_arm_json_string (instance, "id");
  g_autofree char *id
      = g_strconcat (practice_arm_json_string (scale_set, "id"), "/virtualMachines/", number, NULL);
  g_autofree char *code
      = g_strconcat ("PowerState/", practice_arm_json_string (instance, "power"), NULL);

  json_object_set_string_member (power, "code", code);
  json_object_set_object_member (view, "powerState", power);
  json_object_set_object_member (extended, "instanceView", view);
  json_object_set_object_member (properties, "extended", extended);
  json_object_set_string_member (properties, "provisioningState", failed ? "Failed" : "Succeeded");
  json_object_set_string_member (row, "id", id);
  json_object_set_string_member (row, "name", number);
  json_object_set_string_member (
      row, "type", "microsoft.compute/virtualmachinescalesets/virtualmachines");
  json_object_set_object_member (row, "properties", properties);
  return g_steal_pointer (&row);
}

static void
add_machines (PracticeCloud *cloud, const char *scope, PracticeGraphQuery *query, GPtrArray *rows)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (cloud);
  g_autoptr (GPtrArray) sets
      = practice_resources_list (cloud, scope, "Microsoft.Compute/virtualMachineScaleSets");

  for (guint i = 0; i < sets->len; i++)
    {
      g_autoptr (JsonObject) inner
          = practice_resources_get_inner (cloud, practice_arm_json_string (sets->pdata[i], "id"));
      JsonArray *instances = practice_arm_json_array (inner, "instances");
      gboolean failed = practice_scenario_lists (
          scenario, "failedInstances", practice_arm_json_string (sets->pdata[i], "name"));

      for (guint j = 0; instances != NULL && j < json_array_get_length (instances); j++)
        {
          g_autoptr (JsonObject) row
              = make_machine (sets->pdata[i], json_array_get_object_element (instances, j), failed);

          if (practice_graph_query_keeps (query, row))
            g_ptr_array_add (rows, practice_graph_query_project (query, row));
        }
    }
}

typedef void (*Table) (PracticeCloud *, const char *scope, PracticeGraphQuery *, GPtrArray *);

static Table
find_table (PracticeGraphQuery *query)
{
  const char *name = practice_graph_query_get_table (query);

  if (g_str_equal (name, "resources"))
    return add_resources;
  return g_str_equal (name, "computeresources") ? add_machines : NULL;
}

/* Asking. */

static void
refuse_query (PracticeRequest *request, const char *code, const char *message)
{
  JsonArray *details = json_array_new ();
  JsonObject *general = json_object_new ();
  JsonObject *special = json_object_new ();
  g_autofree char *now = practice_cloud_format_now (practice_request_get_cloud (request));
  g_autofree char *text = g_strdup_printf (
      "Please provide below info when asking for support: timestamp = %s, correlationId = %s.",
      now,
      practice_request_get_correlation_id (request));

  json_object_set_string_member (general, "code", "InvalidQuery");
  json_object_set_string_member (general,
                                 "message",
                                 "Query is invalid. Please refer to the documentation for the "
                                 "Azure Resource Graph service and fix the error before retrying.");
  json_object_set_string_member (special, "code", code);
  json_object_set_string_member (special, "message", message);
  json_array_add_object_element (details, general);
  json_array_add_object_element (details, special);
  practice_request_reply_error_full (request, 400, "BadRequest", text, NULL, details);
}

static PracticeGraphQuery *
read_query (PracticeRequest *request, JsonObject *body)
{
  const char *text = practice_arm_json_string (body, "query");
  g_autoptr (PracticeGraphQuery) query = NULL;
  g_autofree char *token = NULL;
  g_autofree char *message = NULL;
  guint place = 0;

  query = practice_graph_query_parse (text != NULL ? text : "", &place, &token);
  if (query != NULL && find_table (query) != NULL)
    return g_steal_pointer (&query);
  if (query == NULL)
    message = g_strdup_printf (
        "ParserFailure: line 1, characterPositionInLine %u, token \"%s\"", place, token);
  else
    message = g_strdup_printf ("Table %s is invalid, unsupported or disallowed.",
                               practice_graph_query_get_table (query));
  refuse_query (request, query == NULL ? "ParserFailure" : "DisallowedLogicalTableName", message);
  return NULL;
}

/* The ids of those named that the caller may see; NULL after refusing. */
static char **
read_subscriptions (PracticeRequest *request, const PracticePrincipal *principal, JsonObject *body)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  JsonArray *named = practice_arm_json_array (body, "subscriptions");
  g_autoptr (GStrvBuilder) visible = g_strv_builder_new ();
  guint n_visible = 0;

  for (guint i = 0; named != NULL && i < json_array_get_length (named); i++)
    {
      const char *id = practice_arm_json_is_string (json_array_get_element (named, i))
                           ? json_array_get_string_element (named, i)
                           : "";
      const PracticeSubscription *found = practice_directory_find_subscription (id);

      if (found == NULL || !practice_subscription_is_visible (cloud, principal, found))
        continue;
      g_strv_builder_add (visible, found->id);
      n_visible++;
    }
  if (n_visible > 0)
    return g_strv_builder_end (visible);
  practice_request_reply_error (
      request, 403, "AccessDenied", "User does not have access to any of the given subscriptions.");
  return NULL;
}

static guint
read_start (JsonObject *options)
{
  const char *token = practice_arm_json_string (options, "$skipToken");
  gsize length = 0;
  g_autofree guchar *plain = token != NULL ? g_base64_decode (token, &length) : NULL;
  g_autofree char *text = plain != NULL ? g_strndup ((char *) plain, length) : NULL;
  guint64 start = 0;

  if (text == NULL || !g_str_has_prefix (text, TOKEN_PREFIX))
    return 0;
  g_ascii_string_to_unsigned (text + strlen (TOKEN_PREFIX), 10, 0, G_MAXUINT, &start, NULL);
  return (guint) start;
}

static char *
make_token (guint start)
{
  g_autofree char *text = g_strdup_printf (TOKEN_PREFIX "%u", start);

  return g_base64_encode ((guchar *) text, strlen (text));
}

static void
reply_rows (PracticeRequest *request, GPtrArray *rows, JsonObject *options)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (practice_request_get_cloud (request));
  guint most = (guint) practice_scenario_get_number (scenario, "pageSize", PAGE_SIZE);
  guint size = (guint) CLAMP (practice_arm_json_int (options, "$top", most), 1, most);
  guint start = MIN (read_start (options), rows->len);
  guint end = MIN (start + size, rows->len);
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *data = json_array_new ();

  for (guint i = start; i < end; i++)
    json_array_add_object_element (data, json_object_ref (rows->pdata[i]));
  json_object_set_int_member (body, "totalRecords", rows->len);
  json_object_set_int_member (body, "count", end - start);
  json_object_set_array_member (body, "data", data);
  json_object_set_array_member (body, "facets", json_array_new ());
  json_object_set_string_member (body, "resultTruncated", "false");
  if (end < rows->len)
    {
      g_autofree char *token = make_token (end);

      json_object_set_string_member (body, "$skipToken", token);
    }
  practice_request_reply_json (request, 200, body);
}

static GPtrArray *
collect_rows (PracticeCloud *cloud, char **subscriptions, PracticeGraphQuery *query)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (guint i = 0; subscriptions[i] != NULL; i++)
    {
      g_autofree char *scope = g_strconcat ("/subscriptions/", subscriptions[i], NULL);

      find_table (query) (cloud, scope, query, rows);
    }
  if (practice_graph_query_has_order (query))
    g_ptr_array_sort_values_with_data (rows, practice_graph_query_compare, query);
  return rows;
}

/* The pages of one answer fit together: they show the moment in which the first was asked for. */
static GPtrArray *
find_rows (PracticeCloud *cloud,
           char **subscriptions,
           PracticeGraphQuery *query,
           const char *text,
           JsonObject *options)
{
  g_autofree char *scopes = g_strjoinv (" ", subscriptions);
  g_autofree char *key = g_strjoin ("\n", scopes, text, NULL);
  const char *known = g_object_get_data (G_OBJECT (cloud), "graph-question");
  GPtrArray *rows = g_object_get_data (G_OBJECT (cloud), "graph-rows");

  if (read_start (options) > 0 && rows != NULL && g_strcmp0 (known, key) == 0)
    return rows;
  rows = collect_rows (cloud, subscriptions, query);
  g_object_set_data_full (G_OBJECT (cloud), "graph-rows", rows, (GDestroyNotify) g_ptr_array_unref);
  g_object_set_data_full (G_OBJECT (cloud), "graph-question", g_steal_pointer (&key), g_free);
  return rows;
}

static void
post_query (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, NULL);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (PracticeGraphQuery) query = NULL;
  g_auto (GStrv) subscriptions = NULL;
  JsonObject *options;

  if (principal == NULL || !take_quota (request, principal))
    return;
  body = practice_request_read_json (request, FALSE);
  if (body == NULL)
    return;
  query = read_query (request, body);
  if (query != NULL)
    subscriptions = read_subscriptions (request, principal, body);
  options = practice_arm_json_object (body, "options");
  if (subscriptions != NULL)
    reply_rows (request,
                find_rows (practice_request_get_cloud (request),
                           subscriptions,
                           query,
                           practice_arm_json_string (body, "query"),
                           options),
                options);
}

void
practice_resource_graph_register (PracticeCloud *cloud)
{
  practice_router_add (practice_cloud_get_router (cloud),
                       PRACTICE_SURFACE_MANAGEMENT,
                       "POST",
                       "/providers/Microsoft.ResourceGraph/resources",
                       post_query,
                       NULL);
}
