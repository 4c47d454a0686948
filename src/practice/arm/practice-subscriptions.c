/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-subscriptions.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-directory.h"
#include "practice-locations.h"

#include <string.h>

static JsonObject *
tenant_to_json (const PracticeTenant *tenant)
{
  JsonObject *json = json_object_new ();
  JsonArray *domains = json_array_new ();
  g_autofree char *id = g_strconcat ("/tenants/", tenant->id, NULL);

  json_array_add_string_element (domains, tenant->domain);
  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "tenantId", tenant->id);
  json_object_set_string_member (json, "tenantCategory", "Home");
  json_object_set_string_member (json, "displayName", tenant->name);
  json_object_set_string_member (json, "defaultDomain", tenant->domain);
  json_object_set_array_member (json, "domains", domains);
  json_object_set_string_member (json, "tenantType", "AAD");
  return json;
}

static void
list_tenants (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, NULL);
  g_autoptr (JsonArray) value = json_array_new ();
  const PracticeTenant *tenant;

  if (principal == NULL)
    return;
  tenant = practice_directory_find_tenant (principal->tenant_id);
  if (tenant != NULL)
    json_array_add_object_element (value, tenant_to_json (tenant));
  practice_arm_list_reply_closed (request, value);
}

JsonObject *
practice_subscription_to_json (const char *subscription_id)
{
  const PracticeSubscription *subscription = practice_directory_find_subscription (subscription_id);
  JsonObject *json = json_object_new ();
  JsonObject *policies = json_object_new ();
  g_autofree char *id = g_strconcat ("/subscriptions/", subscription->id, NULL);

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "subscriptionId", subscription->id);
  json_object_set_string_member (json, "tenantId", subscription->tenant_id);
  json_object_set_string_member (json, "displayName", subscription->name);
  json_object_set_string_member (json, "state", subscription->state);
  json_object_set_string_member (policies, "locationPlacementId", "Public_2014-09-01");
  json_object_set_string_member (policies, "quotaId", "PayAsYouGo_2014-09-01");
  json_object_set_string_member (policies, "spendingLimit", "Off");
  json_object_set_object_member (json, "subscriptionPolicies", policies);
  json_object_set_string_member (json, "authorizationSource", "RoleBased");
  return json;
}

const char *
practice_subscription_get_state (PracticeCloud *cloud, const PracticeSubscription *subscription)
{
  PracticeScenario *scenario = practice_cloud_get_scenario (cloud);

  if (practice_scenario_lists (scenario, "disabledSubscriptions", subscription->id))
    return "Disabled";
  if (practice_scenario_lists (scenario, "pastDueSubscriptions", subscription->id))
    return "PastDue";
  return subscription->state;
}

gboolean
practice_subscription_is_visible (PracticeCloud *cloud,
                                  const PracticePrincipal *principal,
                                  const PracticeSubscription *subscription)
{
  g_autofree char *id = g_strconcat ("/subscriptions/", subscription->id, NULL);

  return g_ascii_strcasecmp (subscription->tenant_id, principal->tenant_id) == 0
         && practice_cloud_allows (cloud, principal, id, "Microsoft.Resources/subscriptions/read");
}

static JsonObject *
subscription_today (PracticeCloud *cloud, const PracticeSubscription *subscription)
{
  JsonObject *json = practice_subscription_to_json (subscription->id);

  json_object_set_string_member (
      json, "state", practice_subscription_get_state (cloud, subscription));
  return json;
}

static void
list_subscriptions (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, NULL);
  g_autoptr (JsonArray) value = json_array_new ();
  const PracticeSubscription *all;
  guint count;

  if (principal == NULL)
    return;
  all = practice_directory_get_subscriptions (&count);
  for (guint i = 0; i < count; i++)
    if (practice_subscription_is_visible (cloud, principal, &all[i]))
      json_array_add_object_element (value, subscription_today (cloud, &all[i]));
  practice_arm_list_reply_closed (request, value);
}

static void
get_subscription (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Resources/subscriptions/read");
  g_autoptr (JsonObject) json = NULL;

  if (principal == NULL)
    return;
  json = subscription_today (practice_request_get_cloud (request),
                             practice_directory_find_subscription (
                                 practice_request_get_capture (request, "subscription")));
  practice_request_reply_json (request, 200, json);
}

static void
list_locations (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Resources/subscriptions/locations/read");
  g_autoptr (JsonArray) value = json_array_new ();
  const PracticeLocation *location;

  if (principal == NULL)
    return;
  for (guint i = 0; (location = practice_locations_at (i)) != NULL; i++)
    json_array_add_object_element (
        value,
        practice_location_to_json (location,
                                   practice_request_get_capture (request, "subscription")));
  practice_arm_list_reply (request, value);
}

/* An Azure Stack signs in at Active Directory Federation Services, which know no tenants. */
static JsonObject *
make_authentication (PracticeCloud *cloud, const char *base, const char *audience)
{
  gboolean federated
      = practice_scenario_get_flag (practice_cloud_get_scenario (cloud), "federated");
  g_autofree char *login = federated ? g_strconcat (base, "/adfs", NULL) : g_strdup (base);
  JsonObject *authentication = json_object_new ();
  JsonArray *audiences = json_array_new ();

  json_array_add_string_element (audiences, audience);
  json_object_set_string_member (authentication, "loginEndpoint", login);
  json_object_set_array_member (authentication, "audiences", audiences);
  json_object_set_string_member (authentication, "tenant", federated ? "adfs" : "common");
  json_object_set_string_member (authentication, "identityProvider", federated ? "ADFS" : "AAD");
  return authentication;
}

JsonObject *
practice_environment_to_json (PracticeCloud *cloud)
{
  const char *base = practice_cloud_get_base_url (cloud);
  const char *port = strrchr (base, ':');
  g_autofree char *audience = g_strconcat (base, "/", NULL);
  g_autofree char *graph = g_strconcat (base, "/graph/", NULL);
  g_autofree char *microsoft_graph = g_strconcat (base, "/graph", NULL); /* its tokens' audience */
  g_autofree char *storage = g_strconcat ("localhost", port, NULL);
  g_autofree char *vault = g_strconcat ("vault.localhost", port, NULL);
  JsonObject *json = json_object_new ();
  JsonObject *suffixes = json_object_new ();

  json_object_set_string_member (suffixes, "storage", storage);
  json_object_set_string_member (suffixes, "keyVaultDns", vault);
  json_object_set_string_member (json, "name", "PracticeCloud");
  json_object_set_string_member (json, "portal", practice_cloud_get_browser_url (cloud));
  json_object_set_object_member (
      json, "authentication", make_authentication (cloud, base, audience));
  json_object_set_string_member (json, "resourceManager", audience);
  json_object_set_string_member (json, "graph", graph);
  json_object_set_string_member (json, "graphAudience", graph);
  json_object_set_string_member (json, "microsoftGraphResourceId", microsoft_graph);
  json_object_set_object_member (json, "suffixes", suffixes);
  return json;
}

/* An array since 2019; before, one object with fewer words. */
static void
get_endpoints (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *version = practice_request_get_query (request, "api-version");
  g_autoptr (JsonObject) environment = practice_environment_to_json (cloud);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  if (g_strcmp0 (version, "2015-01-01") == 0)
    {
      json_object_set_string_member (
          environment, "galleryEndpoint", practice_cloud_get_base_url (cloud));
      json_object_set_string_member (
          environment, "graphEndpoint", practice_arm_json_string (environment, "graphAudience"));
      json_object_set_string_member (
          environment, "portalEndpoint", practice_cloud_get_browser_url (cloud));
      practice_request_reply_json (request, 200, environment);
      return;
    }
  json_array_add_object_element (array, json_object_ref (environment));
  json_node_set_array (node, array);
  text = json_to_string (node, FALSE);
  practice_request_reply_text (request, 200, "application/json; charset=utf-8", text);
}

void
practice_subscriptions_register (PracticeCloud *cloud)
{
  static const struct
  {
    const char *pattern;
    PracticeHandler handler;
  } routes[] = {
    { "/tenants", list_tenants },
    { "/subscriptions", list_subscriptions },
    { "/subscriptions/{subscription}", get_subscription },
    { "/subscriptions/{subscription}/locations", list_locations },
    { "/metadata/endpoints", get_endpoints },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    practice_router_add (practice_cloud_get_router (cloud),
                         PRACTICE_SURFACE_MANAGEMENT,
                         "GET",
                         routes[i].pattern,
                         routes[i].handler,
                         NULL);
}
