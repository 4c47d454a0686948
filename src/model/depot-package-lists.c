/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An application's deployment types and dependencies. */
#include "config.h"

#include "depot-package-private.h"

#include "depot-json.h"

DepotDeploymentType *
depot_deployment_type_new (const char *name,
                           const char *folder,
                           const char *install_command,
                           const char *uninstall_command)
{
  DepotDeploymentType *self = g_new0 (DepotDeploymentType, 1);

  self->name = g_strdup (name);
  self->folder = g_strdup (folder);
  self->install_command = g_strdup (install_command);
  self->uninstall_command = g_strdup (uninstall_command);
  return self;
}

void
depot_deployment_type_free (DepotDeploymentType *type)
{
  g_free (type->name);
  g_free (type->folder);
  g_free (type->install_command);
  g_free (type->uninstall_command);
  g_free (type);
}

static JsonArray *
types_to_json (GPtrArray *types)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const DepotDeploymentType *type = types->pdata[i];

      json_array_add_object_element (array,
                                     depot_json_object_of_strings ("name",
                                                                   type->name,
                                                                   "folder",
                                                                   type->folder,
                                                                   "installCommand",
                                                                   type->install_command,
                                                                   "uninstallCommand",
                                                                   type->uninstall_command,
                                                                   NULL));
    }
  return array;
}

void
depot_package_lists_to_json (DepotPackage *self, JsonObject *object)
{
  const char *const *ids = depot_package_get_dependencies (self);
  JsonArray *dependencies;

  if (depot_package_get_deployment_types (self)->len > 0)
    json_object_set_array_member (
        object, "deploymentTypes", types_to_json (depot_package_get_deployment_types (self)));
  if (*ids == NULL)
    return;
  dependencies = json_array_new ();
  for (; *ids != NULL; ids++)
    json_array_add_string_element (dependencies, *ids);
  json_object_set_array_member (object, "dependencies", dependencies);
}

static gboolean
read_types (DepotPackage *self, JsonArray *array, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr (JsonObject) nothing = json_object_new ();
      JsonObject *type = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : nothing;
      const char *name = depot_json_get_string (type, "name", error);

      if (name == NULL)
        return FALSE;
      depot_package_add_deployment_type (
          self,
          depot_deployment_type_new (name,
                                     depot_json_peek_string (type, "folder"),
                                     depot_json_peek_string (type, "installCommand"),
                                     depot_json_peek_string (type, "uninstallCommand")));
    }
  return TRUE;
}

static void
read_dependencies (DepotPackage *self, JsonArray *array)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  ids = g_strv_builder_end (builder);
  depot_package_set_dependencies (self, (const char *const *) ids);
}

gboolean
depot_package_lists_from_json (DepotPackage *self, JsonObject *object, GError **error)
{
  JsonArray *types = depot_json_peek_array (object, "deploymentTypes");
  JsonArray *dependencies = depot_json_peek_array (object, "dependencies");

  if (dependencies != NULL)
    read_dependencies (self, dependencies);
  return types == NULL || read_types (self, types, error);
}
