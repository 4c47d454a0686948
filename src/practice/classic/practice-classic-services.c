/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions and hosted services. */
#include "config.h"

#include "practice-classic.h"

#include <string.h>

#include "arm/practice-locations.h"
#include "practice-json.h"

#define NAME_ALPHABET "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
#define DELETE_SECONDS 30

gboolean
practice_classic_has_location (const char *title)
{
  for (guint i = 0; practice_locations_at (i) != NULL; i++)
    {
      const PracticeLocation *location = practice_locations_at (i);

      if (!location->is_logical && g_strcmp0 (location->title, title) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
list_locations (PracticeClassicCall *call)
{
  GString *xml = practice_xml_begin ("Locations");

  for (guint i = 0; practice_locations_at (i) != NULL; i++)
    {
      const PracticeLocation *location = practice_locations_at (i);

      if (location->is_logical)
        continue;
      practice_xml_open (xml, "Location");
      practice_xml_add (xml, "Name", location->title);
      practice_xml_add (xml, "DisplayName", location->title);
      practice_xml_open (xml, "AvailableServices");
      practice_xml_add (xml, "AvailableService", "Compute");
      practice_xml_add (xml, "AvailableService", "Storage");
      practice_xml_close (xml, "AvailableServices");
      practice_xml_close (xml, "Location");
    }
  practice_xml_close (xml, "Locations");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

/* Names. */

static gboolean
is_service_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  return length >= 1 && length <= 63 && strspn (name, NAME_ALPHABET) == length && name[0] != '-'
         && name[length - 1] != '-';
}

static gboolean
is_taken (PracticeCloud *cloud, const char *name)
{
  return practice_state_has (practice_cloud_get_state (cloud), PRACTICE_CLASSIC_SERVICES, name)
         || practice_scenario_lists (practice_cloud_get_scenario (cloud), "takenNames", name);
}

static void
ask_name (PracticeClassicCall *call)
{
  const char *name = practice_request_get_capture (call->request, "name");
  gboolean valid = is_service_name (name);
  gboolean free = valid && !is_taken (call->cloud, name);
  GString *xml = practice_xml_begin ("AvailabilityResponse");

  practice_xml_add_flag (xml, "Result", free);
  practice_xml_add (xml,
                    "Reason",
                    free     ? ""
                    : !valid ? "The hosted service name is invalid."
                             : "The specified DNS name is already taken.");
  practice_xml_close (xml, "AvailabilityResponse");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

/* Finding and saving. */

void
practice_classic_save_service (PracticeCloud *cloud, JsonObject *service)
{
  practice_state_put (practice_cloud_get_state (cloud),
                      PRACTICE_CLASSIC_SERVICES,
                      practice_json_get_string (service, "name"),
                      service);
}

JsonObject *
practice_classic_find_service (PracticeClassicCall *call, gboolean lock)
{
  const char *name = practice_request_get_capture (call->request, "service");
  g_autoptr (JsonObject) service = practice_state_get (
      practice_cloud_get_state (call->cloud), PRACTICE_CLASSIC_SERVICES, name);
  const char *busy;

  if (service == NULL
      || g_ascii_strcasecmp (practice_json_get_string (service, "subscription"), call->subscription)
             != 0)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_NOT_FOUND,
                               "ResourceNotFound",
                               "The hosted service %s does not exist.",
                               name);
      return NULL;
    }
  busy = practice_json_get_string (service, "busy");
  if (!lock || busy == NULL)
    return g_steal_pointer (&service);
  practice_classic_refuse (call->request,
                           SOUP_STATUS_CONFLICT,
                           "ConflictError",
                           "Windows Azure is currently performing an operation with x-ms-requestid "
                           "%s on this hosted service that requires exclusive access.",
                           busy);
  return NULL;
}

/* Making. */

static gboolean
check_new (PracticeClassicCall *call, const char *name, const char *location)
{
  if (!is_service_name (name))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The hosted service name is invalid.");
  else if (!practice_classic_has_location (location))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The location constraint is not valid.");
  else if (is_taken (call->cloud, name))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_CONFLICT,
                             "ConflictError",
                             "The specified DNS name is already taken.");
  else
    return TRUE;
  return FALSE;
}

static void
create_service (PracticeClassicCall *call)
{
  g_autoptr (PracticeXml) body = practice_classic_read (call, "CreateHostedService");
  g_autofree char *label = NULL;
  g_autofree char *now = practice_classic_format_time (call->cloud);
  g_autoptr (JsonObject) service = NULL;

  if (body == NULL
      || !check_new (call,
                     practice_xml_get_text (body, "ServiceName"),
                     practice_xml_get_text (body, "Location")))
    return;
  label = practice_classic_read_base64 (call, body, "Label");
  if (label == NULL)
    return;
  service = practice_json_object ("subscription",
                                  call->subscription,
                                  "name",
                                  practice_xml_get_text (body, "ServiceName"),
                                  "location",
                                  practice_xml_get_text (body, "Location"),
                                  "description",
                                  practice_xml_get_text (body, "Description"),
                                  "label",
                                  label,
                                  "created",
                                  now,
                                  NULL);
  json_object_set_array_member (service, "certificates", json_array_new ());
  json_object_set_object_member (service, "deployments", json_object_new ());
  practice_classic_save_service (call->cloud, service);
  practice_classic_done (call, SOUP_STATUS_CREATED);
}

/* Reading. */

static void
add_encoded (GString *xml, const char *name, const char *text)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) (text != NULL ? text : ""),
                                              text != NULL ? strlen (text) : 0);

  practice_xml_add (xml, name, encoded);
}

static void
append_service (PracticeClassicCall *call, GString *xml, JsonObject *service)
{
  GUri *uri = soup_server_message_get_uri (practice_request_get_message (call->request));
  g_autofree char *url = g_strdup_printf ("https://localhost:%d/%s/services/hostedservices/%s",
                                          g_uri_get_port (uri),
                                          call->subscription,
                                          practice_json_get_string (service, "name"));

  practice_xml_add (xml, "Url", url);
  practice_xml_add (xml, "ServiceName", practice_json_get_string (service, "name"));
  practice_xml_open (xml, "HostedServiceProperties");
  practice_xml_add (xml, "Description", practice_json_get_string (service, "description"));
  practice_xml_add (xml, "Location", practice_json_get_string (service, "location"));
  add_encoded (xml, "Label", practice_json_get_string (service, "label"));
  practice_xml_add (xml, "Status", "Created");
  practice_xml_add (xml, "DateCreated", practice_json_get_string (service, "created"));
  practice_xml_add (xml, "DateLastModified", practice_json_get_string (service, "created"));
  practice_xml_close (xml, "HostedServiceProperties");
}

static void
append_deployments (PracticeCloud *cloud, GString *xml, JsonObject *service)
{
  static const char *const slots[] = { "production", "staging" };

  practice_xml_open (xml, "Deployments");
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      if (practice_classic_get_deployment (service, slots[i]) == NULL)
        continue;
      practice_xml_open (xml, "Deployment");
      practice_classic_append_deployment (cloud, xml, service, slots[i]);
      practice_xml_close (xml, "Deployment");
    }
  practice_xml_close (xml, "Deployments");
}

static void
get_service (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, FALSE);
  const char *detail = practice_request_get_query (call->request, "embed-detail");
  GString *xml;

  if (service == NULL)
    return;
  xml = practice_xml_begin ("HostedService");
  append_service (call, xml, service);
  if (detail != NULL && g_ascii_strcasecmp (detail, "true") == 0)
    append_deployments (call->cloud, xml, service);
  practice_xml_close (xml, "HostedService");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

static void
list_services (PracticeClassicCall *call)
{
  g_autoptr (GPtrArray) all = practice_state_list (
      practice_cloud_get_state (call->cloud), PRACTICE_CLASSIC_SERVICES, NULL);
  GString *xml = practice_xml_begin ("HostedServices");

  for (guint i = 0; i < all->len; i++)
    {
      const char *subscription = practice_json_get_string (all->pdata[i], "subscription");

      if (g_ascii_strcasecmp (subscription, call->subscription) != 0)
        continue;
      practice_xml_open (xml, "HostedService");
      append_service (call, xml, all->pdata[i]);
      practice_xml_close (xml, "HostedService");
    }
  practice_xml_close (xml, "HostedServices");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

/* Removing. */

static double
finish_delete (PracticeCloud *cloud, JsonObject *data)
{
  static const char *const slots[] = { "production", "staging" };
  const char *name = practice_json_get_string (data, "service");
  PracticeState *state = practice_cloud_get_state (cloud);
  g_autoptr (JsonObject) service = practice_state_get (state, PRACTICE_CLASSIC_SERVICES, name);

  for (guint i = 0; service != NULL && i < G_N_ELEMENTS (slots); i++)
    {
      JsonObject *deployment = practice_classic_get_deployment (service, slots[i]);

      if (deployment != NULL)
        practice_classic_forget_deployment (cloud, deployment);
    }
  practice_state_remove (state, PRACTICE_CLASSIC_SERVICES, name);
  return 0;
}

static void
delete_service (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, TRUE);
  const char *comp = practice_request_get_query (call->request, "comp");
  gboolean everything = g_strcmp0 (comp, "media") == 0;

  if (service == NULL)
    return;
  if (!everything && json_object_get_size (practice_json_get_object (service, "deployments")) > 0)
    practice_classic_refuse (call->request,
                             SOUP_STATUS_CONFLICT,
                             "ConflictError",
                             "The hosted service still has deployments. Delete them first.");
  else if (everything)
    practice_classic_start (call, "delete-service", DELETE_SECONDS, service, NULL);
  else
    {
      practice_state_remove (practice_cloud_get_state (call->cloud),
                             PRACTICE_CLASSIC_SERVICES,
                             practice_json_get_string (service, "name"));
      practice_classic_done (call, SOUP_STATUS_OK);
    }
}

void
practice_classic_services_register (PracticeCloud *cloud)
{
  practice_classic_add_work (cloud, "delete-service", finish_delete);
  practice_classic_add_route (cloud, "GET", "/locations", list_locations);
  practice_classic_add_route (
      cloud, "GET", "/services/hostedservices/operations/isavailable/{name}", ask_name);
  practice_classic_add_route (cloud, "GET", "/services/hostedservices", list_services);
  practice_classic_add_route (cloud, "POST", "/services/hostedservices", create_service);
  practice_classic_add_route (cloud, "GET", "/services/hostedservices/{service}", get_service);
  practice_classic_add_route (
      cloud, "DELETE", "/services/hostedservices/{service}", delete_service);
}
