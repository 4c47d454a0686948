/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-providers.h"

#include "practice-arm-access.h"
#include "practice-arm-json.h"
#include "practice-arm-list.h"
#include "practice-locations.h"

#include <string.h>

#define COLLECTION "providers"
#define REGISTER_SECONDS 60

typedef struct
{
  const char *name;
  const char *types;
  const char *versions;
} Provider;

static const Provider providers[] = {
  { "Microsoft.Resources",
    "subscriptions;resourceGroups;deployments;resources;tags",
    "2025-04-01;2024-03-01;2022-12-01;2021-04-01" },
  { "Microsoft.Authorization",
    "roleAssignments;roleDefinitions;locks",
    "2022-04-01;2020-05-01;2016-09-01" },
  { "Microsoft.Compute",
    "virtualMachineScaleSets;virtualMachineScaleSets/virtualMachines;skus",
    "2026-03-01;2024-03-01;2021-07-01" },
  { "Microsoft.Network",
    "networkSecurityGroups;networkSecurityGroups/securityRules;publicIPAddresses;virtualNetworks;"
    "virtualNetworks/subnets;loadBalancers;dnszones;dnszones/CNAME",
    "2025-05-01;2024-01-01;2018-05-01" },
  { "Microsoft.Storage",
    "storageAccounts;storageAccounts/blobServices;storageAccounts/blobServices/containers;"
    "checkNameAvailability",
    "2025-08-01;2023-05-01;2022-09-01" },
  { "Microsoft.KeyVault",
    "vaults;deletedVaults;checkNameAvailability",
    "2026-02-01;2023-07-01;2022-07-01" },
  { "Microsoft.ManagedIdentity", "userAssignedIdentities", "2023-01-31" },
  { "Microsoft.Insights",
    "autoscalesettings;metrics;metricDefinitions;diagnosticSettings;eventtypes",
    "2024-02-01;2022-10-01;2021-05-01-preview;2015-04-01" },
};

static const Provider *
find_provider (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_ascii_strcasecmp (providers[i].name, name) == 0)
      return &providers[i];
  return NULL;
}

/* A registration is the moment at which it is complete. */
static const char *
get_registration (PracticeCloud *cloud, const char *subscription, const Provider *provider)
{
  g_autofree char *key = g_strconcat (subscription, "/", provider->name, NULL);
  g_autoptr (JsonObject) registration
      = practice_state_get (practice_cloud_get_state (cloud), COLLECTION, key);

  if (registration != NULL)
    return practice_arm_json_int (registration, "at", 0) <= practice_cloud_get_now (cloud)
               ? "Registered"
               : "Registering";
  if (practice_scenario_lists (
          practice_cloud_get_scenario (cloud), "unregisteredProviders", provider->name))
    return "NotRegistered";
  return "Registered";
}

PracticeRefusal *
practice_providers_check (PracticeCloud *cloud, const char *subscription, const char *name)
{
  const Provider *provider = find_provider (name);

  if (provider != NULL
      && (subscription == NULL
          || strcmp (get_registration (cloud, subscription, provider), "Registered") == 0))
    return NULL;
  return practice_refusal_new (409,
                               "MissingSubscriptionRegistration",
                               "The subscription is not registered to use namespace '%s'. See "
                               "https://aka.ms/rps-not-found for how to register subscriptions.",
                               name);
}

static JsonArray *
location_titles (void)
{
  JsonArray *titles = json_array_new ();
  const PracticeLocation *location;

  for (guint i = 0; (location = practice_locations_at (i)) != NULL; i++)
    if (!location->is_logical)
      json_array_add_string_element (titles, location->title);
  return titles;
}

static JsonArray *
make_types (const Provider *provider)
{
  JsonArray *array = json_array_new ();
  g_auto (GStrv) types = g_strsplit (provider->types, ";", -1);
  g_auto (GStrv) versions = g_strsplit (provider->versions, ";", -1);

  for (guint i = 0; types[i] != NULL; i++)
    {
      JsonObject *type = json_object_new ();
      JsonArray *api_versions = json_array_new ();

      for (guint j = 0; versions[j] != NULL; j++)
        json_array_add_string_element (api_versions, versions[j]);
      json_object_set_string_member (type, "resourceType", types[i]);
      json_object_set_array_member (type, "locations", location_titles ());
      json_object_set_array_member (type, "apiVersions", api_versions);
      json_object_set_string_member (type, "capabilities", "SupportsTags, SupportsLocation");
      json_array_add_object_element (array, type);
    }
  return array;
}

static JsonObject *
provider_to_json (PracticeCloud *cloud, const char *subscription, const Provider *provider)
{
  JsonObject *json = json_object_new ();
  g_autofree char *id
      = g_strconcat ("/subscriptions/", subscription, "/providers/", provider->name, NULL);

  json_object_set_string_member (json, "id", id);
  json_object_set_string_member (json, "namespace", provider->name);
  json_object_set_string_member (
      json, "registrationState", get_registration (cloud, subscription, provider));
  json_object_set_string_member (json, "registrationPolicy", "RegistrationRequired");
  json_object_set_array_member (json, "resourceTypes", make_types (provider));
  return json;
}

static void
list_providers (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Resources/subscriptions/providers/read");
  g_autoptr (JsonArray) value = json_array_new ();

  if (principal == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    json_array_add_object_element (
        value,
        provider_to_json (practice_request_get_cloud (request),
                          practice_request_get_capture (request, "subscription"),
                          &providers[i]));
  practice_arm_list_reply (request, value);
}

static const Provider *
find_asked (PracticeRequest *request)
{
  const char *name = practice_request_get_capture (request, "provider");
  const Provider *provider = find_provider (name);

  if (provider == NULL)
    practice_request_reply_error (
        request, 404, "InvalidResourceNamespace", "The resource namespace '%s' is invalid.", name);
  return provider;
}

static void
get_provider (PracticeRequest *request, gpointer data)
{
  g_autoptr (PracticePrincipal) principal
      = practice_arm_enter (request, "Microsoft.Resources/subscriptions/providers/read");
  const Provider *provider = principal != NULL ? find_asked (request) : NULL;
  g_autoptr (JsonObject) json = NULL;

  if (provider == NULL)
    return;
  json = provider_to_json (practice_request_get_cloud (request),
                           practice_request_get_capture (request, "subscription"),
                           provider);
  practice_request_reply_json (request, 200, json);
}

static void
remember_registration (PracticeCloud *cloud, const char *subscription, const Provider *provider)
{
  g_autofree char *key = g_strconcat (subscription, "/", provider->name, NULL);
  g_autoptr (JsonObject) registration = json_object_new ();
  double wait = practice_cloud_seconds (cloud, REGISTER_SECONDS);

  if (strcmp (get_registration (cloud, subscription, provider), "NotRegistered") != 0)
    return;
  json_object_set_int_member (
      registration, "at", practice_cloud_get_now (cloud) + (gint64) (wait * G_USEC_PER_SEC));
  practice_state_put (practice_cloud_get_state (cloud), COLLECTION, key, registration);
}

static void
register_provider (PracticeRequest *request, gpointer data)
{
  PracticeCloud *cloud = practice_request_get_cloud (request);
  const char *subscription = practice_request_get_capture (request, "subscription");
  g_autofree char *action
      = g_strconcat (practice_request_get_capture (request, "provider"), "/register/action", NULL);
  g_autoptr (PracticePrincipal) principal = practice_arm_enter (request, action);
  const Provider *provider = principal != NULL ? find_asked (request) : NULL;
  g_autoptr (JsonObject) json = NULL;

  if (provider == NULL)
    return;
  remember_registration (cloud, subscription, provider);
  json = provider_to_json (cloud, subscription, provider);
  practice_request_reply_json (request, 200, json);
}

void
practice_providers_register (PracticeCloud *cloud)
{
  PracticeRouter *router = practice_cloud_get_router (cloud);

  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/subscriptions/{subscription}/providers",
                       list_providers,
                       NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "GET",
                       "/subscriptions/{subscription}/providers/{provider}",
                       get_provider,
                       NULL);
  practice_router_add (router,
                       PRACTICE_SURFACE_MANAGEMENT,
                       "POST",
                       "/subscriptions/{subscription}/providers/{provider}/register",
                       register_provider,
                       NULL);
}
