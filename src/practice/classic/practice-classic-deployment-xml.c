/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a deployment is told: its instances, endpoints and addresses in the order of the API. */
#include "config.h"

#include "practice-classic.h"

#include <string.h>

#include "practice-json.h"

static void
append_instances (GString *xml, JsonObject *deployment, gboolean failed)
{
  JsonArray *instances = practice_json_get_array (deployment, "instances");

  practice_xml_open (xml, "RoleInstanceList");
  for (guint i = 0; i < json_array_get_length (instances); i++)
    {
      JsonObject *instance = json_array_get_object_element (instances, i);
      g_autofree char *address = g_strdup_printf ("10.0.0.%u", i + 4);
      g_autofree char *domain = g_strdup_printf ("%u", i % 5);

      practice_xml_open (xml, "RoleInstance");
      practice_xml_add (xml, "RoleName", practice_json_get_string (deployment, "role"));
      practice_xml_add (xml, "InstanceName", practice_json_get_string (instance, "name"));
      practice_xml_add (xml,
                        "InstanceStatus",
                        failed ? "FailedStartingRole"
                               : practice_json_get_string (instance, "status"));
      practice_xml_add (xml, "InstanceUpgradeDomain", domain);
      practice_xml_add (xml, "InstanceFaultDomain", i % 2 == 0 ? "0" : "1");
      practice_xml_add (xml, "InstanceSize", "Small");
      practice_xml_add (xml, "IpAddress", address);
      practice_xml_close (xml, "RoleInstance");
    }
  practice_xml_close (xml, "RoleInstanceList");
}

static void
append_endpoints (GString *xml, JsonObject *deployment)
{
  practice_xml_open (xml, "RoleList");
  practice_xml_open (xml, "Role");
  practice_xml_add (xml, "RoleName", practice_json_get_string (deployment, "role"));
  practice_xml_add (xml, "OsVersion", "*");
  practice_xml_close (xml, "Role");
  practice_xml_close (xml, "RoleList");
  practice_xml_open (xml, "InputEndpointList");
  practice_xml_open (xml, "InputEndpoint");
  practice_xml_add (xml, "RoleName", practice_json_get_string (deployment, "role"));
  practice_xml_add (xml, "Vip", practice_json_get_string (deployment, "address"));
  practice_xml_add (xml, "Port", "443");
  practice_xml_close (xml, "InputEndpoint");
  practice_xml_close (xml, "InputEndpointList");
}

static void
add_encoded (GString *xml, const char *name, const char *text)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));

  practice_xml_add (xml, name, encoded);
}

void
practice_classic_append_deployment (PracticeCloud *cloud,
                                    GString *xml,
                                    JsonObject *service,
                                    const char *slot)
{
  JsonObject *deployment = practice_classic_get_deployment (service, slot);
  gboolean failed = practice_scenario_lists (practice_cloud_get_scenario (cloud),
                                             "failedInstances",
                                             practice_json_get_string (service, "name"));

  practice_xml_add (xml, "Name", practice_json_get_string (deployment, "name"));
  practice_xml_add (xml, "DeploymentSlot", slot[0] == 'p' ? "Production" : "Staging");
  practice_xml_add (xml, "PrivateID", practice_json_get_string (deployment, "privateId"));
  practice_xml_add (xml, "Status", practice_json_get_string (deployment, "status"));
  add_encoded (xml, "Label", practice_json_get_string (deployment, "label"));
  practice_xml_add (xml, "Url", practice_json_get_string (deployment, "url"));
  add_encoded (xml, "Configuration", practice_json_get_string (deployment, "configuration"));
  append_instances (xml, deployment, failed);
  practice_xml_add (xml, "UpgradeDomainCount", "5");
  append_endpoints (xml, deployment);
  practice_xml_add_flag (xml, "Locked", FALSE);
  practice_xml_add_flag (xml, "RollbackAllowed", FALSE);
  practice_xml_add (xml, "CreatedTime", practice_json_get_string (deployment, "created"));
  practice_xml_add (xml, "LastModifiedTime", practice_json_get_string (deployment, "modified"));
  practice_xml_open (xml, "VirtualIPs");
  practice_xml_open (xml, "VirtualIP");
  practice_xml_add (xml, "Address", practice_json_get_string (deployment, "address"));
  practice_xml_add_flag (xml, "IsDnsProgrammed", TRUE);
  practice_xml_add (xml, "Name", "CloudDepotContractContract");
  practice_xml_close (xml, "VirtualIP");
  practice_xml_close (xml, "VirtualIPs");
}
