/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-arm-dns.h"

#include <glib/gi18n.h>

#include "depot-arm-private.h"

#define STATUS_PRECONDITION_FAILED 412

static gboolean
read_zone (JsonObject *item, gpointer list, GError **error)
{
  const char *id = depot_json_get_string (item, "id", error);
  const char *kind = depot_json_peek_string (item, "properties.zoneType");

  if (id == NULL)
    return FALSE;
  if (kind == NULL || g_ascii_strcasecmp (kind, "Public") == 0)
    g_ptr_array_add (list, g_strdup (id));
  return TRUE;
}

void
depot_arm_list_dns_zones_async (DepotArm *self,
                                const char *subscription_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autofree char *url = depot_arm_dup_url (self,
                                            DEPOT_ARM_DNS_VERSION,
                                            "subscriptions",
                                            subscription_id,
                                            "providers",
                                            "Microsoft.Network",
                                            "dnszones",
                                            NULL);

  depot_arm_list (self,
                  url,
                  read_zone,
                  g_ptr_array_new_with_free_func (g_free),
                  (GDestroyNotify) g_ptr_array_unref,
                  cancellable,
                  callback,
                  data);
}

GPtrArray *
depot_arm_list_dns_zones_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

static gboolean
is_as_seen (const DepotAzureReply *reply, GError **error)
{
  if (reply->status != STATUS_PRECONDITION_FAILED)
    return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_CONFLICT,
                                      _ ("The record in Azure DNS is not what it was a moment "
                                         "ago. Look at it again.")));
  return FALSE;
}

static gpointer
read_record (const DepotAzureReply *reply, GError **error)
{
  JsonObject *record = is_as_seen (reply, error) ? depot_azure_reply_get_json (reply, error) : NULL;

  return record != NULL ? json_object_ref (record) : NULL;
}

void
depot_arm_put_dns_record_async (DepotArm *self,
                                const char *record_id,
                                JsonObject *body,
                                const char *etag,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autofree char *url = depot_arm_dup_resource_url (self, record_id, DEPOT_ARM_DNS_VERSION);
  DepotAzureRequest *request = depot_arm_request (self, "PUT", url);

  depot_azure_request_set_json (request, body);
  depot_azure_request_set_header (
      request, etag != NULL ? "If-Match" : "If-None-Match", etag != NULL ? etag : "*");
  depot_azure_request_accept (request, STATUS_PRECONDITION_FAILED);
  depot_arm_send (
      self, request, read_record, (GDestroyNotify) json_object_unref, cancellable, callback, data);
}

JsonObject *
depot_arm_put_dns_record_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error);
}

/* Something, or NULL with the error: there is nothing to tell. */
static gpointer
read_deletion (const DepotAzureReply *reply, GError **error)
{
  return is_as_seen (reply, error) ? GINT_TO_POINTER (1) : NULL;
}

void
depot_arm_delete_dns_record_async (DepotArm *self,
                                   const char *record_id,
                                   const char *etag,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autofree char *url = depot_arm_dup_resource_url (self, record_id, DEPOT_ARM_DNS_VERSION);
  DepotAzureRequest *request = depot_arm_request (self, "DELETE", url);

  depot_azure_request_set_header (request, "If-Match", etag);
  depot_azure_request_accept (request, STATUS_PRECONDITION_FAILED);
  depot_azure_request_accept (request, 404);
  depot_arm_send (self, request, read_deletion, NULL, cancellable, callback, data);
}

gboolean
depot_arm_delete_dns_record_finish (DepotArm *self, GAsyncResult *result, GError **error)
{
  return depot_arm_take (result, error) != NULL;
}
