/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a name free, and what may I do? */
#include "config.h"

#include <string.h>

#include "depot-arm-private.h"
#include "depot-arm-read.h"

/* Kept apart from NULL by one. */
static gpointer
read_verdict (const DepotAzureReply *reply, GError **error)
{
  JsonObject *answer = depot_azure_reply_get_json (reply, error);

  return answer != NULL ? GINT_TO_POINTER (1 + depot_arm_read_name_verdict (answer, error)) : NULL;
}

/* A name nobody could judge must not look free. */
static DepotNameVerdict
take_verdict (GAsyncResult *result, GError **error)
{
  int verdict = GPOINTER_TO_INT (depot_arm_take (result, error));

  return verdict > 0 ? verdict - 1 : DEPOT_NAME_IS_INVALID;
}

void
depot_arm_check_dns_label_async (DepotArm *self,
                                 const char *subscription_id,
                                 const char *region,
                                 const char *label,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            NETWORK_VERSION,
                                            "subscriptions",
                                            subscription_id,
                                            "providers",
                                            "Microsoft.Network",
                                            "locations",
                                            region,
                                            "CheckDnsNameAvailability",
                                            NULL);
  g_autofree char *escaped = g_uri_escape_string (label, NULL, FALSE);
  g_autofree char *asked = g_strconcat (url, "&domainNameLabel=", escaped, NULL);

  depot_arm_send (self,
                  depot_arm_request (self, "GET", asked),
                  read_verdict,
                  NULL,
                  cancellable,
                  callback,
                  data);
}

DepotNameVerdict
depot_arm_check_dns_label_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return take_verdict (result, error);
}

static void
check_name (DepotArm *self,
            const char *subscription_id,
            const char *provider,
            const char *version,
            const char *type,
            const char *name,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            version,
                                            "subscriptions",
                                            subscription_id,
                                            "providers",
                                            provider,
                                            "checkNameAvailability",
                                            NULL);
  DepotAzureRequest *request = depot_arm_request (self, "POST", url);
  g_autoptr (JsonObject) body = depot_json_object_of_strings ("name", name, "type", type, NULL);

  depot_azure_request_set_json (request, body);
  depot_azure_request_set_repeatable (request);
  depot_arm_send (self, request, read_verdict, NULL, cancellable, callback, data);
}

void
depot_arm_check_storage_name_async (DepotArm *self,
                                    const char *subscription_id,
                                    const char *name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  check_name (self,
              subscription_id,
              "Microsoft.Storage",
              STORAGE_VERSION,
              "Microsoft.Storage/storageAccounts",
              name,
              cancellable,
              callback,
              data);
}

DepotNameVerdict
depot_arm_check_storage_name_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return take_verdict (result, error);
}

void
depot_arm_check_vault_name_async (DepotArm *self,
                                  const char *subscription_id,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  check_name (self,
              subscription_id,
              "Microsoft.KeyVault",
              VAULT_VERSION,
              "Microsoft.KeyVault/vaults",
              name,
              cancellable,
              callback,
              data);
}

DepotNameVerdict
depot_arm_check_vault_name_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return take_verdict (result, error);
}

/* assignedTo() counts what the person holds through groups as well. */
static char *
dup_authorization_url (DepotArm *self, const char *scope, const char *collection)
{
  g_autofree char *place = g_uri_escape_string (scope, "/", FALSE);

  return g_strdup_printf (
      "%s%s/providers/Microsoft.Authorization/%s?api-version=" ROLES_VERSION,
      depot_cloud_get_arm (depot_azure_client_get_cloud (depot_arm_get_client (self))),
      place,
      collection);
}

void
depot_arm_list_my_roles_async (DepotArm *self,
                               const char *scope,
                               const char *principal_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autofree char *filter = g_strdup_printf ("atScope() and assignedTo('%s')", principal_id);
  g_autofree char *escaped = g_uri_escape_string (filter, NULL, FALSE);
  g_autofree char *base = dup_authorization_url (self, scope, "roleAssignments");
  g_autofree char *url = g_strconcat (base, "&$filter=", escaped, NULL);

  depot_arm_list (self,
                  url,
                  depot_arm_read_role,
                  g_ptr_array_new_with_free_func (g_free),
                  (GDestroyNotify) g_ptr_array_unref,
                  cancellable,
                  callback,
                  data);
}

GStrv
depot_arm_list_my_roles_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  GPtrArray *roles = depot_arm_take (result, error);

  if (roles == NULL)
    return NULL;
  g_ptr_array_add (roles, NULL);
  return (GStrv) g_ptr_array_free (roles, FALSE);
}

static gboolean
read_permission (JsonObject *item, gpointer list, GError **error)
{
  if (depot_json_get_array (item, "actions", error) == NULL)
    return FALSE;
  g_ptr_array_add (list, json_object_ref (item));
  return TRUE;
}

void
depot_arm_list_permissions_async (DepotArm *self,
                                  const char *scope,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autofree char *url = dup_authorization_url (self, scope, "permissions");

  depot_arm_list (self,
                  url,
                  read_permission,
                  g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref),
                  (GDestroyNotify) g_ptr_array_unref,
                  cancellable,
                  callback,
                  data);
}

GPtrArray *
depot_arm_list_permissions_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* '*' stands for anything, letters count without case. */
static gboolean
fits_one_of (JsonObject *permission, const char *member, const char *action)
{
  JsonArray *patterns = depot_json_peek_array (permission, member);
  g_autofree char *folded = g_ascii_strdown (action, -1);

  for (guint i = 0; patterns != NULL && i < json_array_get_length (patterns); i++)
    {
      JsonNode *node = json_array_get_element (patterns, i);
      const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      g_autofree char *pattern = text != NULL ? g_ascii_strdown (text, -1) : NULL;

      /* "?" means nothing in a role, but something in a pattern of GLib. */
      if (pattern != NULL && strchr (pattern, '?') == NULL
          && g_pattern_match_simple (pattern, folded))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_allowed (GPtrArray *permissions, const char *action)
{
  for (guint i = 0; i < permissions->len; i++)
    if (fits_one_of (permissions->pdata[i], "actions", action)
        && !fits_one_of (permissions->pdata[i], "notActions", action))
      return TRUE;
  return FALSE;
}

const char **
depot_arm_find_missing_actions (GPtrArray *permissions, const char *const *actions)
{
  GPtrArray *missing = g_ptr_array_new ();

  for (; *actions != NULL; actions++)
    if (!is_allowed (permissions, *actions))
      g_ptr_array_add (missing, (gpointer) *actions);
  g_ptr_array_add (missing, NULL);
  return (const char **) g_ptr_array_free (missing, FALSE);
}
