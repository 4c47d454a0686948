/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-service-template.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-nouns.h"
#include "depot-cloud-init.h"
#include "depot-error.h"
#include "depot-json.h"
#include "depot-paths.h"
#include "depot-ssh-key.h"
#include "depot-template-name.h"

static JsonObject *
load (const char *name, GError **error)
{
  g_autofree char *path = depot_paths_dup_azure_data (name);
  g_autofree char *text = NULL;
  g_autoptr (GError) flaw = NULL;
  gsize length;

  if (g_file_get_contents (path, &text, &length, &flaw))
    return depot_json_parse_object (text, (gssize) length, error);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_FAILED,
                                      _ ("Cloud Depot is not installed completely: %s"),
                                      flaw->message));
  return NULL;
}

JsonObject *
depot_template_load_base (GError **error)
{
  return load ("base.json", error);
}

JsonObject *
depot_template_load_service (GError **error)
{
  return load ("service.json", error);
}

/* Storage account and vault share the service name: the wizard checks that it is free for both. */
char *
depot_template_storage_name (const char *service_name)
{
  return g_strdup (service_name);
}

char *
depot_template_vault_name (const char *service_name)
{
  return g_strdup (service_name);
}

char *
depot_template_identity_name (const char *service_name)
{
  return g_strconcat (service_name, "-edge", NULL);
}

static JsonObject *
start_parameters (const DepotTemplateValues *values)
{
  g_autofree char *identity_name = depot_template_identity_name (values->service_name);
  JsonObject *parameters = depot_json_object_of_strings (
      "region", values->region, "identityName", identity_name, NULL);

  json_object_set_object_member (
      parameters, "tags", depot_json_object_of_strings ("depot-service", values->service_id, NULL));
  return parameters;
}

JsonObject *
depot_template_base_parameters (const DepotTemplateValues *values, GError **error)
{
  JsonObject *parameters = start_parameters (values);
  g_autofree char *storage_name = depot_template_storage_name (values->service_name);
  g_autofree char *vault_name = depot_template_vault_name (values->service_name);

  json_object_set_string_member (parameters, "storageName", storage_name);
  json_object_set_string_member (parameters, "vaultName", vault_name);
  json_object_set_string_member (parameters, "containerName", DEPOT_TEMPLATE_CONTAINER_NAME);
  json_object_set_string_member (parameters, "consolePrincipalId", values->console_principal_id);
  json_object_set_string_member (
      parameters, "consolePrincipalType", values->console_principal_type);
  return parameters;
}

JsonObject *
depot_template_service_parameters (const DepotTemplateValues *values, GError **error)
{
  g_autofree char *cloud_init = depot_cloud_init_make (values, error);
  g_autofree char *custom_data = NULL;
  g_autofree char *ssh_key = depot_ssh_key_for_service (values->service_id);
  JsonObject *parameters;

  if (cloud_init == NULL)
    return NULL;
  custom_data = g_base64_encode ((const guchar *) cloud_init, strlen (cloud_init));
  parameters = start_parameters (values);
  json_object_set_string_member (parameters, "serviceName", values->service_name);
  json_object_set_string_member (parameters, "vmSize", values->vm_size);
  json_object_set_int_member (parameters, "instanceCount", values->instance_count);
  json_object_set_string_member (parameters, "sshPublicKey", ssh_key);
  json_object_set_string_member (parameters, "customData", custom_data);
  return parameters;
}

/* A role assignment is named by a GUID only Azure works out; the thing it is about says more
 * anyway. */
static char *
name_of_resource (JsonObject *template_,
                  JsonObject *parameters,
                  JsonObject *resource,
                  const char *name)
{
  char *plain = depot_template_name_evaluate (template_, parameters, name);
  const char *scope = depot_json_peek_string (resource, "scope");
  g_autofree char *about = NULL;

  if (plain != NULL || scope == NULL)
    return plain != NULL ? plain : g_strdup (name);
  about = depot_template_name_evaluate (template_, parameters, scope);
  return g_path_get_basename (about != NULL ? about : scope);
}

GListModel *
depot_template_plan (JsonObject *template_, JsonObject *parameters, GError **error)
{
  JsonArray *resources = depot_json_get_array (template_, "resources", error);
  g_autoptr (GListStore) plan = g_list_store_new (DEPOT_TYPE_PLANNED_RESOURCE);

  if (resources == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (resources); i++)
    {
      JsonObject *resource = json_array_get_object_element (resources, i);
      const char *type = depot_json_get_string (resource, "type", error);
      const char *name = type != NULL ? depot_json_get_string (resource, "name", error) : NULL;
      g_autoptr (DepotPlannedResource) planned = NULL;
      g_autofree char *plain = NULL;

      if (name == NULL)
        return NULL;
      plain = name_of_resource (template_, parameters, resource, name);
      planned = depot_planned_resource_new (type, plain, "create", "template");
      g_list_store_append (plan, planned);
    }
  return G_LIST_MODEL (g_steal_pointer (&plan));
}
