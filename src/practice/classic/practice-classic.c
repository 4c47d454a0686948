/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of the classic API, the shapes of its answers and its operations. */
#include "config.h"

#include "practice-classic.h"

#include <stdarg.h>
#include <string.h>

#include "practice-directory.h"
#include "practice-json.h"
#include "practice-management-certificates.h"

#define OPERATIONS "classic-operations"
#define WORK_PREFIX "classic-"

void
practice_classic_refuse (
    PracticeRequest *request, guint status, const char *code, const char *format, ...)
{
  g_autoptr (GString) xml = practice_xml_begin ("Error");
  g_autofree char *message = NULL;
  va_list values;

  va_start (values, format);
  message = g_strdup_vprintf (format, values);
  va_end (values);
  practice_xml_add (xml, "Code", code);
  practice_xml_add (xml, "Message", message);
  practice_xml_close (xml, "Error");
  practice_request_reply_text (request, status, "application/xml; charset=utf-8", xml->str);
}

/* The door: a version, a certificate that may manage this subscription, a subscription in use. */

static gboolean
check_version (PracticeRequest *request)
{
  const char *version = practice_request_get_header (request, "x-ms-version");

  if (version != NULL && g_regex_match_simple ("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", version, 0, 0))
    return TRUE;
  practice_classic_refuse (request,
                           SOUP_STATUS_BAD_REQUEST,
                           "MissingOrIncorrectVersionHeader",
                           "The versioning header is not specified or was specified incorrectly.");
  return FALSE;
}

/* libsoup 3.6 tells it with the first request of a connection only; the handshake counts for all.
 */
static GTlsCertificate *
find_certificate (SoupServerMessage *message)
{
  GTlsCertificate *certificate = soup_server_message_get_tls_peer_certificate (message);
  GObject *connection = G_OBJECT (soup_server_message_get_socket (message));

  if (connection == NULL)
    return certificate;
  if (certificate != NULL)
    g_object_set_data_full (
        connection, "peer-certificate", g_object_ref (certificate), g_object_unref);
  return g_object_get_data (connection, "peer-certificate");
}

static gboolean
check_certificate (PracticeRequest *request, const char *subscription)
{
  GTlsCertificate *certificate = find_certificate (practice_request_get_message (request));

  if (subscription != NULL
      && practice_management_certificates_open (
          practice_request_get_cloud (request), subscription, certificate))
    return TRUE;
  practice_classic_refuse (request,
                           SOUP_STATUS_FORBIDDEN,
                           "ForbiddenError",
                           "The server failed to authenticate the request. Verify that the "
                           "certificate is valid and is associated with this subscription.");
  return FALSE;
}

static gboolean
check_subscription (PracticeRequest *request, const char *id)
{
  const PracticeSubscription *subscription = practice_directory_find_subscription (id);

  if (g_str_equal (practice_request_get_method (request), "GET")
      || (subscription != NULL && g_strcmp0 (subscription->state, "Disabled") != 0))
    return TRUE;
  practice_classic_refuse (
      request, SOUP_STATUS_FORBIDDEN, "SubscriptionDisabled", "The subscription is disabled.");
  return FALSE;
}

static gboolean
enter (PracticeClassicCall *call, PracticeRequest *request)
{
  const char *const *segments = practice_request_get_segments (request);

  call->request = request;
  call->cloud = practice_request_get_cloud (request);
  call->subscription = segments[0];
  return check_version (request) && check_certificate (request, call->subscription)
         && check_subscription (request, call->subscription);
}

typedef struct
{
  PracticeClassicHandler handler;
} Route;

static void
run_route (PracticeRequest *request, gpointer data)
{
  PracticeClassicCall call = { NULL };
  Route *route = data;

  if (enter (&call, request))
    route->handler (&call);
}

/* The router keeps its data for as long as the program runs. */
void
practice_classic_add_route (PracticeCloud *cloud,
                            const char *method,
                            const char *pattern,
                            PracticeClassicHandler handler)
{
  g_autofree char *full = g_strconcat ("/{subscription}", pattern, NULL);
  Route *route = g_new0 (Route, 1);
  GPtrArray *routes = g_object_get_data (G_OBJECT (cloud), "classic-routes");

  route->handler = handler;
  g_ptr_array_add (routes, route);
  practice_router_add (
      practice_cloud_get_router (cloud), PRACTICE_SURFACE_CLASSIC, method, full, run_route, route);
}

void
practice_classic_not_found (PracticeClassicCall *call)
{
  practice_classic_refuse (call->request,
                           SOUP_STATUS_NOT_FOUND,
                           "ResourceNotFound",
                           "The resource service name %s is not supported.",
                           practice_request_get_path (call->request));
}

static void
refuse_unknown (PracticeRequest *request, gpointer data)
{
  PracticeClassicCall call = { NULL };

  if (enter (&call, request))
    practice_classic_not_found (&call);
}

/* Answers. */

void
practice_classic_reply (PracticeClassicCall *call, guint status, GString *xml)
{
  practice_request_reply_text (call->request, status, "application/xml; charset=utf-8", xml->str);
  g_string_free (xml, TRUE);
}

char *
practice_classic_format_time (PracticeCloud *cloud)
{
  g_autoptr (GDateTime) now
      = g_date_time_new_from_unix_utc (practice_cloud_get_now (cloud) / G_USEC_PER_SEC);

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

PracticeXml *
practice_classic_read (PracticeClassicCall *call, const char *root)
{
  GBytes *body = practice_request_get_body (call->request);
  g_autoptr (GError) error = NULL;
  PracticeXml *xml = practice_xml_parse (g_bytes_get_data (body, NULL),
                                         g_bytes_get_size (body),
                                         root,
                                         PRACTICE_CLASSIC_NAMESPACE,
                                         &error);

  if (xml == NULL)
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The request body is not valid XML of this call: %s.",
                             error->message);
  return xml;
}

char *
practice_classic_read_base64 (PracticeClassicCall *call, PracticeXml *body, const char *name)
{
  const char *encoded = practice_xml_get_text (body, name);
  gsize size = 0;
  g_autofree char *text = encoded != NULL ? (char *) g_base64_decode (encoded, &size) : NULL;

  if (size > 0 && g_utf8_validate (text, (gssize) size, NULL))
    return g_strndup (text, size);
  practice_classic_refuse (call->request,
                           SOUP_STATUS_BAD_REQUEST,
                           "BadRequest",
                           "The element %s must be there and hold base64 text.",
                           name);
  return NULL;
}

/* Operations. */

static JsonObject *
new_operation (PracticeClassicCall *call, const char *status)
{
  return practice_json_object ("id",
                               practice_request_get_request_id (call->request),
                               "subscription",
                               call->subscription,
                               "status",
                               status,
                               NULL);
}

static void
save_operation (PracticeCloud *cloud, JsonObject *operation)
{
  practice_state_put (practice_cloud_get_state (cloud),
                      OPERATIONS,
                      practice_json_get_string (operation, "id"),
                      operation);
}

void
practice_classic_done (PracticeClassicCall *call, guint status)
{
  g_autoptr (JsonObject) operation = new_operation (call, "Succeeded");

  json_object_set_int_member (operation, "httpStatus", 200);
  save_operation (call->cloud, operation);
  practice_request_reply_empty (call->request, status);
}

static void
unlock (PracticeCloud *cloud, const char *name, const char *id)
{
  g_autoptr (JsonObject) service = NULL;

  if (name == NULL)
    return;
  service = practice_state_get (practice_cloud_get_state (cloud), PRACTICE_CLASSIC_SERVICES, name);
  if (service == NULL || g_strcmp0 (practice_json_get_string (service, "busy"), id) != 0)
    return;
  json_object_remove_member (service, "busy");
  practice_classic_save_service (cloud, service);
}

static void
end_operation (PracticeCloud *cloud, JsonObject *data)
{
  const char *id = practice_json_get_string (data, "request");
  const char *failure = practice_json_get_string (data, "failure");
  g_autoptr (JsonObject) operation
      = practice_state_get (practice_cloud_get_state (cloud), OPERATIONS, id);

  unlock (cloud, practice_json_get_string (data, "lockedService"), id);
  json_object_set_string_member (operation, "status", failure == NULL ? "Succeeded" : "Failed");
  json_object_set_int_member (operation, "httpStatus", failure == NULL ? 200 : 400);
  if (failure != NULL)
    json_object_set_string_member (operation, "failure", failure);
  save_operation (cloud, operation);
}

static double
run_work (PracticeCloud *cloud, PracticeOperation *operation, gpointer step)
{
  JsonObject *data = practice_operation_get_data (operation);
  double next = ((PracticeClassicStep) step) (cloud, data);

  if (next > 0)
    return next;
  end_operation (cloud, data);
  practice_operation_succeed (operation, NULL);
  return 0;
}

void
practice_classic_add_work (PracticeCloud *cloud, const char *kind, PracticeClassicStep step)
{
  g_autofree char *full = g_strconcat (WORK_PREFIX, kind, NULL);

  practice_operation_add_kind (cloud, full, run_work, (gpointer) step);
}

void
practice_classic_start (PracticeClassicCall *call,
                        const char *kind,
                        double azure_seconds,
                        JsonObject *service,
                        JsonObject *data)
{
  const char *id = practice_request_get_request_id (call->request);
  g_autofree char *full = g_strconcat (WORK_PREFIX, kind, NULL);
  g_autoptr (JsonObject) operation = new_operation (call, "InProgress");
  g_autoptr (JsonObject) given = data != NULL ? data : json_object_new ();
  g_autoptr (PracticeOperation) work = NULL;

  json_object_set_string_member (given, "request", id);
  if (service != NULL)
    {
      const char *name = practice_json_get_string (service, "name");

      json_object_set_string_member (given, "lockedService", name);
      json_object_set_string_member (given, "service", name);
      json_object_set_string_member (service, "busy", id);
      practice_classic_save_service (call->cloud, service);
    }
  save_operation (call->cloud, operation);
  work = practice_operation_start (call->cloud, full, "/classic", azure_seconds, given);
  practice_request_reply_empty (call->request, SOUP_STATUS_ACCEPTED);
}

static void
get_operation (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) operation
      = practice_state_get (practice_cloud_get_state (call->cloud),
                            OPERATIONS,
                            practice_request_get_capture (call->request, "id"));
  const char *failure;
  GString *xml;

  if (operation == NULL
      || g_ascii_strcasecmp (practice_json_get_string (operation, "subscription"),
                             call->subscription)
             != 0)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_NOT_FOUND,
                               "ResourceNotFound",
                               "The operation request ID was not found.");
      return;
    }
  failure = practice_json_get_string (operation, "failure");
  xml = practice_xml_begin ("Operation");
  practice_xml_add (xml, "ID", practice_json_get_string (operation, "id"));
  practice_xml_add (xml, "Status", practice_json_get_string (operation, "status"));
  if (practice_json_get_int (operation, "httpStatus", 0) != 0)
    g_string_append_printf (xml,
                            "<HttpStatusCode>%d</HttpStatusCode>",
                            (int) practice_json_get_int (operation, "httpStatus", 0));
  if (failure != NULL)
    {
      practice_xml_open (xml, "Error");
      practice_xml_add (xml, "Code", "BadRequest");
      practice_xml_add (xml, "Message", failure);
      practice_xml_close (xml, "Error");
    }
  practice_xml_close (xml, "Operation");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

void
practice_classic_register (PracticeCloud *cloud)
{
  g_object_set_data_full (G_OBJECT (cloud),
                          "classic-routes",
                          g_ptr_array_new_with_free_func (g_free),
                          (GDestroyNotify) g_ptr_array_unref);
  practice_classic_add_route (cloud, "GET", "/operations/{id}", get_operation);
  practice_management_certificates_register (cloud);
  practice_classic_services_register (cloud);
  practice_classic_certificates_register (cloud);
  practice_classic_storage_register (cloud);
  practice_classic_deployments_register (cloud);
  practice_classic_roles_register (cloud);
  practice_router_set_fallback (
      practice_cloud_get_router (cloud), PRACTICE_SURFACE_CLASSIC, refuse_unknown, NULL);
}
