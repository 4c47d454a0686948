/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deployments: what runs in the two slots of a hosted service. */
#include "config.h"

#include "practice-classic.h"

#include <string.h>

#include "arm/practice-public-address.h"
#include "blob/practice-blob-store.h"
#include "practice-classic-configuration.h"
#include "practice-classic-edge.h"
#include "practice-json.h"

#define DEPLOY_SECONDS 30
#define STATUS_SECONDS 20
#define CHANGE_SECONDS 15
#define SWAP_SECONDS 10
#define DELETE_SECONDS 25
#define DEPLOYMENTS "/services/hostedservices/{service}/deployments/{deployment}"
#define SLOTS "/services/hostedservices/{service}/deploymentslots/{slot}"

static const char *const slots[] = { "production", "staging" };

JsonObject *
practice_classic_get_deployment (JsonObject *service, const char *slot)
{
  g_autofree char *low = g_ascii_strdown (slot, -1);

  return practice_json_get_object (practice_json_get_object (service, "deployments"), low);
}

/* Where the request points: by slot, or by the deployment's own name. NULL after answering 404. */
static const char *
find_slot (PracticeClassicCall *call, JsonObject *service)
{
  const char *slot = practice_request_get_capture (call->request, "slot");
  const char *name = practice_request_get_capture (call->request, "deployment");

  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      JsonObject *deployment = practice_classic_get_deployment (service, slots[i]);

      if (deployment != NULL
          && (slot != NULL ? g_ascii_strcasecmp (slot, slots[i]) == 0
                           : g_strcmp0 (practice_json_get_string (deployment, "name"), name) == 0))
        return slots[i];
    }
  practice_classic_refuse (
      call->request, SOUP_STATUS_NOT_FOUND, "ResourceNotFound", "No deployments were found.");
  return NULL;
}

static void
set_modified (PracticeCloud *cloud, JsonObject *deployment)
{
  g_autofree char *now = practice_classic_format_time (cloud);

  json_object_set_string_member (deployment, "modified", now);
}

static void
get_deployment (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, FALSE);
  const char *slot = service != NULL ? find_slot (call, service) : NULL;
  GString *xml;

  if (slot == NULL)
    return;
  xml = practice_xml_begin ("Deployment");
  practice_classic_append_deployment (call->cloud, xml, service, slot);
  practice_xml_close (xml, "Deployment");
  practice_classic_reply (call, SOUP_STATUS_OK, xml);
}

/* Making and changing. */

/* The configuration as it was sent, which fits the service's certificates; NULL after 400. */
static char *
read_configuration (PracticeClassicCall *call,
                    PracticeXml *body,
                    JsonObject *service,
                    PracticeClassicConfiguration **parsed)
{
  g_autofree char *text = practice_classic_read_base64 (call, body, "Configuration");
  g_autoptr (PracticeClassicConfiguration) configuration = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return NULL;
  configuration = practice_classic_configuration_parse (text, &error);
  if (configuration == NULL)
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The specified configuration settings are invalid: %s.",
                             error->message);
  else if (configuration->thumbprint != NULL
           && practice_classic_get_certificate (service, configuration->thumbprint) == NULL)
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The certificate with thumbprint %s was not found.",
                             configuration->thumbprint);
  else
    {
      *parsed = g_steal_pointer (&configuration);
      return g_steal_pointer (&text);
    }
  return NULL;
}

/* The package must be a blob of a storage service of this subscription, as in Azure. Which one it
 * is does not matter here: there is one role this cloud can run. */
static gboolean
has_package (PracticeClassicCall *call, const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *dot = host != NULL ? strstr (host, ".blob.localhost") : NULL;
  g_auto (GStrv) parts = uri != NULL ? g_strsplit (g_uri_get_path (uri), "/", 3) : NULL;
  g_autofree char *account = dot != NULL ? g_strndup (host, (gsize) (dot - host)) : NULL;
  g_autoptr (JsonObject) storage = NULL;
  g_autoptr (PracticeBlob) blob = NULL;

  if (account == NULL || g_strv_length (parts) != 3)
    return FALSE;
  storage = practice_state_get (
      practice_cloud_get_state (call->cloud), PRACTICE_CLASSIC_STORAGE, account);
  blob = practice_blob_store_get (call->cloud, account, parts[1], parts[2]);
  return blob != NULL && storage != NULL
         && g_ascii_strcasecmp (practice_json_get_string (storage, "subscription"),
                                call->subscription)
                == 0;
}

static gboolean
check_package (PracticeClassicCall *call, PracticeXml *body)
{
  if (has_package (call, practice_xml_get_text (body, "PackageUrl")))
    return TRUE;
  practice_classic_refuse (call->request,
                           SOUP_STATUS_BAD_REQUEST,
                           "BadRequest",
                           "The package URL does not name a blob in a storage account of this "
                           "subscription.");
  return FALSE;
}

static JsonObject *
make_deployment (PracticeClassicCall *call,
                 JsonObject *service,
                 PracticeXml *body,
                 const char *label,
                 const char *configuration,
                 const char *role)
{
  const char *name = practice_json_get_string (service, "name");
  g_autofree char *low = g_ascii_strdown (name, -1);
  g_autofree char *guid = g_uuid_string_random ();
  g_auto (GStrv) parts = g_strsplit (guid, "-", -1);
  g_autofree char *private_id = g_strjoinv ("", parts);
  g_autofree char *url = g_strdup_printf ("http://%s." PRACTICE_CLASSIC_SUFFIX "/", low);
  g_autofree char *now = practice_classic_format_time (call->cloud);
  g_autofree char *address = practice_public_address_allocate (call->cloud);
  JsonObject *deployment = practice_json_object ("name",
                                                 practice_xml_get_text (body, "Name"),
                                                 "privateId",
                                                 private_id,
                                                 "status",
                                                 "Deploying",
                                                 "label",
                                                 label,
                                                 "configuration",
                                                 configuration,
                                                 "role",
                                                 role,
                                                 "url",
                                                 url,
                                                 "address",
                                                 address,
                                                 "created",
                                                 now,
                                                 "modified",
                                                 now,
                                                 NULL);

  json_object_set_array_member (deployment, "instances", json_array_new ());
  return deployment;
}

static gboolean
is_yes (const char *text)
{
  return g_strcmp0 (text, "true") == 0;
}

static gboolean
check_slot (PracticeClassicCall *call, JsonObject *service, PracticeXml *body, char **slot)
{
  const char *name = practice_xml_get_text (body, "Name");

  *slot = g_ascii_strdown (practice_request_get_capture (call->request, "slot"), -1);
  if (name == NULL || *name == '\0'
      || (!g_str_equal (*slot, slots[0]) && !g_str_equal (*slot, slots[1])))
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The deployment needs a name and a slot that exists.");
  else if (practice_classic_get_deployment (service, *slot) != NULL)
    practice_classic_refuse (call->request,
                             SOUP_STATUS_CONFLICT,
                             "ConflictError",
                             "The specified deployment slot %s is occupied.",
                             *slot);
  else
    return TRUE;
  return FALSE;
}

static void
create_deployment (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, TRUE);
  g_autoptr (PracticeXml) body
      = service != NULL ? practice_classic_read (call, "CreateDeployment") : NULL;
  g_autoptr (PracticeClassicConfiguration) parsed = NULL;
  g_autofree char *slot = NULL;
  g_autofree char *label = NULL;
  g_autofree char *configuration = NULL;
  JsonObject *deployment, *data;

  if (body == NULL || !check_slot (call, service, body, &slot))
    return;
  label = practice_classic_read_base64 (call, body, "Label");
  if (label != NULL)
    configuration = read_configuration (call, body, service, &parsed);
  if (configuration == NULL || !check_package (call, body))
    return;
  deployment = make_deployment (call, service, body, label, configuration, parsed->role);
  practice_classic_roles_fit (deployment, parsed->instances);
  json_object_set_object_member (
      practice_json_get_object (service, "deployments"), slot, deployment);
  data = practice_json_object ("slot", slot, NULL);
  json_object_set_boolean_member (
      data, "start", is_yes (practice_xml_get_text (body, "StartDeployment")));
  practice_classic_start (call, "deploy", DEPLOY_SECONDS, service, data);
}

/* The service and the deployment that work is about; FALSE when it is gone meanwhile. */
static gboolean
find_subject (PracticeCloud *cloud, JsonObject *data, JsonObject **service, JsonObject **deployment)
{
  *service = practice_state_get (practice_cloud_get_state (cloud),
                                 PRACTICE_CLASSIC_SERVICES,
                                 practice_json_get_string (data, "service"));
  *deployment
      = *service != NULL
            ? practice_classic_get_deployment (*service, practice_json_get_string (data, "slot"))
            : NULL;
  if (*deployment == NULL)
    json_object_set_string_member (data, "failure", "The deployment is gone.");
  return *deployment != NULL;
}

static double
finish_deploy (PracticeCloud *cloud, JsonObject *data)
{
  g_autoptr (JsonObject) service = NULL;
  JsonObject *deployment;
  gboolean start = practice_json_get_flag (data, "start", FALSE);

  if (!find_subject (cloud, data, &service, &deployment))
    return 0;
  practice_classic_edge_prepare (cloud, service, deployment);
  json_object_set_string_member (deployment, "status", start ? "Running" : "Suspended");
  practice_classic_roles_go (
      cloud, service, deployment, start ? PRACTICE_CLASSIC_START : PRACTICE_CLASSIC_STOP);
  return 0;
}

static double
finish_status (PracticeCloud *cloud, JsonObject *data)
{
  g_autoptr (JsonObject) service = NULL;
  JsonObject *deployment;
  gboolean run = practice_json_get_flag (data, "run", FALSE);

  if (!find_subject (cloud, data, &service, &deployment))
    return 0;
  json_object_set_string_member (deployment, "status", run ? "Running" : "Suspended");
  set_modified (cloud, deployment);
  practice_classic_save_service (cloud, service);
  return 0;
}

/* Clients notice at once; that it is done is told later. */
static void
change_status (PracticeClassicCall *call, JsonObject *service, const char *slot)
{
  g_autoptr (PracticeXml) body = practice_classic_read (call, "UpdateDeploymentStatus");
  const char *status = practice_xml_get_text (body, "Status");
  gboolean run = g_strcmp0 (status, "Running") == 0;
  JsonObject *deployment = practice_classic_get_deployment (service, slot);
  JsonObject *data;

  if (body == NULL)
    return;
  if (!run && g_strcmp0 (status, "Suspended") != 0)
    {
      practice_classic_refuse (call->request,
                               SOUP_STATUS_BAD_REQUEST,
                               "BadRequest",
                               "The status must be Running or Suspended.");
      return;
    }
  data = practice_json_object ("slot", slot, NULL);
  json_object_set_boolean_member (data, "run", run);
  if (g_strcmp0 (practice_json_get_string (deployment, "status"), status) != 0)
    {
      json_object_set_string_member (deployment, "status", run ? "Starting" : "Suspending");
      practice_classic_roles_go (
          call->cloud, service, deployment, run ? PRACTICE_CLASSIC_RESUME : PRACTICE_CLASSIC_STOP);
    }
  practice_classic_start (call, "status", STATUS_SECONDS, service, data);
}

static double
finish_change (PracticeCloud *cloud, JsonObject *data)
{
  g_autoptr (JsonObject) service = NULL;
  g_autoptr (PracticeClassicConfiguration) parsed = NULL;
  JsonObject *deployment;
  const char *text = practice_json_get_string (data, "configuration");

  if (!find_subject (cloud, data, &service, &deployment))
    return 0;
  parsed = practice_classic_configuration_parse (text, NULL);
  json_object_set_string_member (deployment, "configuration", text);
  json_object_set_string_member (deployment, "role", parsed->role);
  set_modified (cloud, deployment);
  practice_classic_roles_fit (deployment, parsed->instances);
  practice_classic_edge_prepare (cloud, service, deployment);
  if (g_strcmp0 (practice_json_get_string (deployment, "status"), "Suspended") == 0)
    practice_classic_save_service (cloud, service);
  else
    {
      json_object_set_string_member (deployment, "status", "Running");
      practice_classic_roles_go (cloud, service, deployment, PRACTICE_CLASSIC_RECYCLE);
    }
  json_object_remove_member (data, "configuration");
  return 0;
}

static void
change_configuration (PracticeClassicCall *call,
                      JsonObject *service,
                      const char *slot,
                      const char *root)
{
  g_autoptr (PracticeXml) body = practice_classic_read (call, root);
  g_autoptr (PracticeClassicConfiguration) parsed = NULL;
  JsonObject *deployment = practice_classic_get_deployment (service, slot);
  g_autofree char *text = body != NULL ? read_configuration (call, body, service, &parsed) : NULL;

  if (text == NULL || (g_str_equal (root, "UpgradeDeployment") && !check_package (call, body)))
    return;
  if (g_strcmp0 (practice_json_get_string (deployment, "status"), "Running") == 0)
    json_object_set_string_member (deployment, "status", "RunningTransitioning");
  practice_classic_start (call,
                          "change",
                          CHANGE_SECONDS,
                          service,
                          practice_json_object ("slot", slot, "configuration", text, NULL));
}

static void
post_deployment (PracticeClassicCall *call)
{
  const char *comp = practice_request_get_query (call->request, "comp");
  g_autoptr (JsonObject) service = NULL;
  const char *slot;

  if (comp == NULL && practice_request_get_capture (call->request, "slot") != NULL)
    {
      create_deployment (call);
      return;
    }
  service = practice_classic_find_service (call, TRUE);
  slot = service != NULL ? find_slot (call, service) : NULL;
  if (slot == NULL)
    return;
  if (g_strcmp0 (comp, "status") == 0)
    change_status (call, service, slot);
  else if (g_strcmp0 (comp, "config") == 0)
    change_configuration (call, service, slot, "ChangeConfiguration");
  else if (g_strcmp0 (comp, "upgrade") == 0)
    change_configuration (call, service, slot, "UpgradeDeployment");
  else
    practice_classic_refuse (call->request,
                             SOUP_STATUS_BAD_REQUEST,
                             "BadRequest",
                             "The query parameter comp has no such value.");
}

/* Exchanging the slots: addresses stay where they are. */

static double
finish_swap (PracticeCloud *cloud, JsonObject *data)
{
  g_autoptr (JsonObject) service = practice_state_get (practice_cloud_get_state (cloud),
                                                       PRACTICE_CLASSIC_SERVICES,
                                                       practice_json_get_string (data, "service"));
  JsonObject *all = practice_json_get_object (service, "deployments");
  JsonObject *staging = practice_json_get_object (all, slots[1]);
  JsonObject *production = practice_json_get_object (all, slots[0]);
  g_autofree char *public = NULL;

  if (staging == NULL)
    return 0;
  json_object_ref (staging);
  json_object_remove_member (all, slots[1]);
  if (production != NULL)
    {
      public = g_strdup (practice_json_get_string (production, "address"));
      json_object_set_string_member (
          production, "address", practice_json_get_string (staging, "address"));
      json_object_set_string_member (staging, "address", public);
      json_object_set_object_member (all, slots[1], json_object_ref (production));
    }
  json_object_set_object_member (all, slots[0], staging);
  practice_classic_save_service (cloud, service);
  practice_classic_edge_changed (cloud);
  return 0;
}

static void
swap (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, TRUE);
  g_autoptr (PracticeXml) body = service != NULL ? practice_classic_read (call, "Swap") : NULL;
  JsonObject *staging;

  if (body == NULL)
    return;
  staging = practice_classic_get_deployment (service, slots[1]);
  if (staging == NULL
      || g_strcmp0 (practice_json_get_string (staging, "name"),
                    practice_xml_get_text (body, "SourceDeployment"))
             != 0)
    practice_classic_refuse (call->request,
                             SOUP_STATUS_NOT_FOUND,
                             "ResourceNotFound",
                             "There is no such deployment in the staging slot.");
  else
    practice_classic_start (call, "swap", SWAP_SECONDS, service, NULL);
}

/* Removing. */

void
practice_classic_forget_deployment (PracticeCloud *cloud, JsonObject *deployment)
{
  practice_classic_edge_forget (cloud, deployment);
  practice_classic_edge_changed (cloud);
}

static double
finish_delete (PracticeCloud *cloud, JsonObject *data)
{
  g_autoptr (JsonObject) service = NULL;
  JsonObject *deployment;

  if (!find_subject (cloud, data, &service, &deployment))
    return 0;
  practice_classic_forget_deployment (cloud, deployment);
  json_object_remove_member (practice_json_get_object (service, "deployments"),
                             practice_json_get_string (data, "slot"));
  practice_classic_save_service (cloud, service);
  return 0;
}

static void
delete_deployment (PracticeClassicCall *call)
{
  g_autoptr (JsonObject) service = practice_classic_find_service (call, TRUE);
  const char *slot = service != NULL ? find_slot (call, service) : NULL;
  JsonObject *deployment;

  if (slot == NULL)
    return;
  deployment = practice_classic_get_deployment (service, slot);
  json_object_set_string_member (deployment, "status", "Deleting");
  practice_classic_start (call,
                          "delete-deployment",
                          DELETE_SECONDS,
                          service,
                          practice_json_object ("slot", slot, NULL));
}

void
practice_classic_deployments_register (PracticeCloud *cloud)
{
  practice_classic_add_work (cloud, "deploy", finish_deploy);
  practice_classic_add_work (cloud, "status", finish_status);
  practice_classic_add_work (cloud, "change", finish_change);
  practice_classic_add_work (cloud, "swap", finish_swap);
  practice_classic_add_work (cloud, "delete-deployment", finish_delete);
  practice_classic_add_route (cloud, "GET", SLOTS, get_deployment);
  practice_classic_add_route (cloud, "POST", SLOTS, post_deployment);
  practice_classic_add_route (cloud, "DELETE", SLOTS, delete_deployment);
  practice_classic_add_route (cloud, "GET", DEPLOYMENTS, get_deployment);
  practice_classic_add_route (cloud, "POST", DEPLOYMENTS, post_deployment);
  practice_classic_add_route (cloud, "DELETE", DEPLOYMENTS, delete_deployment);
  practice_classic_add_route (cloud, "POST", "/services/hostedservices/{service}", swap);
}
