/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-health-roles.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-service-template.h"

#define ROLE_ASSIGNMENTS "Microsoft.Authorization/roleAssignments"
#define OF_THE_EDGE "parameters('identityName')"

/* Names that Azure gives its roles; they are not translated. */
static const char *const role_names[][2] = {
  { "blobReader", "Storage Blob Data Reader" },
  { "blobContributor", "Storage Blob Data Contributor" },
  { "secretsUser", "Key Vault Secrets User" },
};

/* What stands between two marks of an expression of the template. */
static char *
dup_between (const char *text, const char *begin, const char *end)
{
  const char *from = text != NULL ? strstr (text, begin) : NULL;
  const char *to = from != NULL ? strstr (from + strlen (begin), end) : NULL;

  return to != NULL ? g_strndup (from + strlen (begin), (gsize) (to - from) - strlen (begin))
                    : NULL;
}

static const char *
get_role_name (const char *variable)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_str_equal (role_names[i][0], variable))
      return role_names[i][1];
  return variable;
}

/* "[format('Microsoft.KeyVault/vaults/{0}', parameters('vaultName'))]" → the id, in lower case. */
static char *
dup_scope (DepotPoint *point, const char *expression)
{
  g_autofree char *form = dup_between (expression, "format('", "'");
  g_autofree char *parameter = dup_between (expression, "parameters('", "'");
  const char *service = depot_point_get_service_name (point);
  g_autofree char *name = NULL;
  g_autoptr (GString) id = NULL;

  if (form == NULL || parameter == NULL)
    return NULL;
  name = g_str_equal (parameter, "vaultName") ? depot_template_vault_name (service)
                                              : depot_template_storage_name (service);
  id = g_string_new (NULL);
  g_string_printf (id,
                   "/subscriptions/%s/resourceGroups/%s/providers/%s",
                   depot_point_get_subscription_id (point),
                   depot_point_get_group_name (point),
                   form);
  g_string_replace (id, "{0}", name, 0);
  return g_ascii_strdown (id->str, -1);
}

/* A role given further up serves as well. */
static gboolean
covers (const char *given, const char *wanted)
{
  gsize length = strlen (given);

  return g_ascii_strncasecmp (given, wanted, length) == 0
         && (wanted[length] == '\0' || wanted[length] == '/');
}

static gboolean
is_given (GPtrArray *assignments, const char *principal_id, const char *role, const char *scope)
{
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    {
      JsonObject *row = assignments->pdata[i];
      const char *who = depot_json_peek_string (row, "properties.principalId");
      const char *what = depot_json_peek_string (row, "properties.roleDefinitionId");
      const char *where = depot_json_peek_string (row, "properties.scope");
      const char *slash = what != NULL ? strrchr (what, '/') : NULL;

      if (who != NULL && slash != NULL && where != NULL
          && g_ascii_strcasecmp (who, principal_id) == 0
          && g_ascii_strcasecmp (slash + 1, role) == 0 && covers (where, scope))
        return TRUE;
    }
  return FALSE;
}

static void
check (DepotPoint *point,
       JsonObject *base_template,
       JsonObject *resource,
       const char *principal_id,
       GPtrArray *assignments,
       GPtrArray *lost)
{
  const char *expression = depot_json_peek_string (resource, "properties.roleDefinitionId");
  g_autofree char *variable = dup_between (expression, "variables('", "'");
  g_autofree char *path = variable != NULL ? g_strconcat ("variables.", variable, NULL) : NULL;
  const char *role = path != NULL ? depot_json_peek_string (base_template, path) : NULL;
  g_autofree char *scope = dup_scope (point, depot_json_peek_string (resource, "scope"));

  if (role == NULL || scope == NULL || is_given (assignments, principal_id, role, scope))
    return;
  /* Translators: a role of Azure and the resource it is missing on */
  g_ptr_array_add (
      lost, g_strdup_printf (_ ("%s on %s"), get_role_name (variable), strrchr (scope, '/') + 1));
}

static gboolean
is_of_the_edge (JsonObject *resource)
{
  const char *type = depot_json_peek_string (resource, "type");
  const char *principal = depot_json_peek_string (resource, "properties.principalId");

  return g_strcmp0 (type, ROLE_ASSIGNMENTS) == 0 && principal != NULL
         && strstr (principal, OF_THE_EDGE) != NULL;
}

GPtrArray *
depot_health_find_lost_roles (DepotPoint *point,
                              JsonObject *base_template,
                              const char *principal_id,
                              GPtrArray *assignments)
{
  GPtrArray *lost = g_ptr_array_new_with_free_func (g_free);
  JsonArray *resources = depot_json_peek_array (base_template, "resources");

  for (guint i = 0; resources != NULL && i < json_array_get_length (resources); i++)
    {
      JsonNode *node = json_array_get_element (resources, i);
      JsonObject *resource = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (resource != NULL && is_of_the_edge (resource))
        check (point, base_template, resource, principal_id, assignments, lost);
    }
  return lost;
}
