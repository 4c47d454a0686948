/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-graph-permissions.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-arm-private.h"
#include "depot-graph-private.h"
#include "depot-json.h"

#define PERMISSION "user_impersonation"

/* Microsoft's own services have the same ids in every tenant of the world. */
typedef struct
{
  const char *app_id;
  const char *name;
} Resource;

static const Resource resources[] = {
  { "797f4846-ba00-4fd7-ba43-dac1f8f63013", "Azure Service Management" },
  { "e406a681-f3d4-42a8-90b6-c2b029497af1", "Azure Storage" },
  { "cfa8b339-82a2-471a-a3c9-0fc0be7a4093", "Azure Key Vault" },
};

struct _DepotGraphPermissions
{
  char *ids[G_N_ELEMENTS (resources)]; /* NULL: the tenant does not have the resource */
  guint n_asked;
};

void
depot_graph_permissions_free (DepotGraphPermissions *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    g_free (self->ids[i]);
  g_free (self);
}

static void
refuse (GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                       _ ("Microsoft Graph describes the permissions of a service in a way this "
                          "console does not understand.")));
}

/* Borrowed; NULL without error: another permission. */
static const char *
read_scope (JsonNode *node, GError **error)
{
  JsonObject *scope = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id;

  if (scope == NULL)
    {
      refuse (error);
      return NULL;
    }
  if (g_strcmp0 (depot_json_peek_string (scope, "value"), PERMISSION) != 0
      || !depot_json_peek_bool (scope, "isEnabled", TRUE))
    return NULL;
  id = depot_json_peek_string (scope, "id");
  if (id == NULL || !g_uuid_string_is_valid (id))
    {
      refuse (error);
      return NULL;
    }
  return id;
}

static char *
find_scope (JsonObject *principal, GError **error)
{
  JsonArray *scopes = depot_json_get_array (principal, "oauth2PermissionScopes", error);
  g_autoptr (GError) cause = NULL;
  const char *id = NULL;

  if (scopes == NULL)
    return NULL;
  for (guint i = 0; id == NULL && cause == NULL && i < json_array_get_length (scopes); i++)
    id = read_scope (json_array_get_element (scopes, i), &cause);
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return g_strdup (id);
}

/* The id of the permission; NULL without error: the tenant does not have the service. */
static gpointer
read_principals (const DepotAzureReply *reply, GError **error)
{
  JsonObject *answer = depot_azure_reply_get_json (reply, error);
  JsonArray *value = answer != NULL ? depot_json_get_array (answer, "value", error) : NULL;
  JsonNode *first;

  if (value == NULL || json_array_get_length (value) == 0)
    return NULL;
  first = json_array_get_element (value, 0);
  if (JSON_NODE_HOLDS_OBJECT (first))
    return find_scope (json_node_get_object (first), error);
  refuse (error);
  return NULL;
}

static void ask_next (GTask *task);

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotGraphPermissions *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->ids[self->n_asked++] = depot_arm_take (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    ask_next (g_steal_pointer (&task));
}

/* Takes the task. */
static void
ask_next (GTask *task)
{
  DepotGraphPermissions *self = g_task_get_task_data (task);
  DepotArm *arm = g_task_get_source_object (task);
  g_autofree char *path = NULL;

  if (self->n_asked == G_N_ELEMENTS (resources))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  path = g_strdup_printf ("servicePrincipals?$filter=appId%%20eq%%20'%s'"
                          "&$select=id,appId,oauth2PermissionScopes",
                          resources[self->n_asked].app_id);
  depot_arm_send (arm,
                  depot_graph_request (arm, "GET", path),
                  read_principals,
                  g_free,
                  g_task_get_cancellable (task),
                  answered,
                  task);
}

void
depot_graph_find_permissions_async (DepotArm *arm,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  GTask *task = g_task_new (arm, cancellable, callback, data);

  g_task_set_source_tag (task, depot_graph_find_permissions_async);
  g_task_set_task_data (
      task, g_new0 (DepotGraphPermissions, 1), (GDestroyNotify) depot_graph_permissions_free);
  ask_next (task);
}

DepotGraphPermissions *
depot_graph_find_permissions_finish (DepotArm *arm, GAsyncResult *result, GError **error)
{
  DepotGraphPermissions *found = g_task_get_task_data (G_TASK (result));
  DepotGraphPermissions *self;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  self = g_memdup2 (found, sizeof *found);
  memset (found, 0, sizeof *found);
  return self;
}

static JsonObject *
make_access (const char *app_id, const char *permission_id)
{
  JsonObject *access = depot_json_object_of_strings ("resourceAppId", app_id, NULL);
  JsonArray *scopes = json_array_new ();

  json_array_add_object_element (
      scopes, depot_json_object_of_strings ("id", permission_id, "type", "Scope", NULL));
  json_object_set_array_member (access, "resourceAccess", scopes);
  return access;
}

JsonArray *
depot_graph_permissions_make_accesses (DepotGraphPermissions *self)
{
  JsonArray *accesses = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    if (self->ids[i] != NULL)
      json_array_add_object_element (accesses, make_access (resources[i].app_id, self->ids[i]));
  return accesses;
}

char *
depot_graph_permissions_dup_missing (DepotGraphPermissions *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    if (self->ids[i] == NULL)
      g_strv_builder_add (names, resources[i].name);
  list = g_strv_builder_end (names);
  return list[0] != NULL ? g_strjoinv (", ", list) : NULL;
}
