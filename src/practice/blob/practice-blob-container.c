/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include "practice-json.h"

/* What the resource of a container does not hold is beside it: {"metadata", "deleted"}. */
#define COLLECTION "blob-containers"
#define BEING_DELETED_AZURE_SECONDS 30

static JsonObject *
get_more (PracticeBlobCall *self)
{
  g_autofree char *id = practice_blob_call_dup_container_id (self, self->container);
  JsonObject *more = practice_state_get (practice_cloud_get_state (self->cloud), COLLECTION, id);

  return more != NULL ? more : json_object_new ();
}

static void
put_more (PracticeBlobCall *self, JsonObject *more)
{
  g_autofree char *id = practice_blob_call_dup_container_id (self, self->container);

  practice_state_put (practice_cloud_get_state (self->cloud), COLLECTION, id, more);
}

static gboolean
is_being_deleted (PracticeBlobCall *self, JsonObject *more)
{
  gint64 deleted = practice_json_get_int (more, "deleted", 0);
  double wait = practice_cloud_seconds (self->cloud, BEING_DELETED_AZURE_SECONDS);

  return deleted > 0 && g_get_real_time () - deleted < wait * G_USEC_PER_SEC;
}

/* As Resource Manager would have made it, so that both sides see one container. */
static void
save_resource (PracticeBlobCall *self, const char *access)
{
  g_autofree char *id = practice_blob_call_dup_container_id (self, self->container);
  g_autofree char *etag = practice_blob_store_make_etag (self->cloud);
  g_autofree char *now = practice_cloud_format_now (self->cloud);
  g_autoptr (JsonObject) resource
      = practice_json_object ("id",
                              id,
                              "name",
                              self->container,
                              "type",
                              "Microsoft.Storage/storageAccounts/blobServices/containers",
                              "etag",
                              etag,
                              NULL);
  JsonObject *properties = practice_json_object ("publicAccess",
                                                 access,
                                                 "lastModifiedTime",
                                                 now,
                                                 "leaseStatus",
                                                 "Unlocked",
                                                 "leaseState",
                                                 "Available",
                                                 NULL);

  json_object_set_boolean_member (properties, "hasImmutabilityPolicy", FALSE);
  json_object_set_boolean_member (properties, "hasLegalHold", FALSE);
  json_object_set_object_member (resource, "properties", properties);
  practice_state_put (practice_cloud_get_state (self->cloud), "resources", id, resource);
}

static gint64
read_modified (JsonObject *resource)
{
  const char *text = practice_json_get_string (resource, "properties.lastModifiedTime");
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix_usec (time) : 0;
}

static void
set_state_headers (PracticeBlobCall *self, JsonObject *resource)
{
  const char *etag = practice_json_get_string (resource, "etag");

  practice_blob_call_set_header (self, "ETag", "%s", etag != NULL ? etag : "\"0x1\"");
  practice_blob_call_set_time (self, "Last-Modified", read_modified (resource));
}

static void
create (PracticeBlobCall *self)
{
  const char *asked = practice_blob_call_get_header (self, "x-ms-blob-public-access");
  g_autoptr (JsonObject) existing = NULL;
  g_autoptr (JsonObject) more = get_more (self);
  g_autoptr (JsonObject) metadata = NULL;
  g_autoptr (JsonObject) made = NULL;

  if (!practice_blob_call_authorize (self, self->container, "containers/write"))
    return;
  existing = practice_blob_call_get_container (self, self->container);
  metadata = practice_blob_call_read_metadata (self);
  if (metadata == NULL)
    return;
  if (existing != NULL)
    practice_blob_call_refuse (
        self, 409, "ContainerAlreadyExists", "The specified container already exists.");
  else if (is_being_deleted (self, more))
    practice_blob_call_refuse (self,
                               409,
                               "ContainerBeingDeleted",
                               "The specified container is being deleted. Try operation later.");
  else if (asked != NULL
           && !practice_json_get_flag (self->settings, "allowBlobPublicAccess", FALSE))
    practice_blob_call_refuse (self,
                               409,
                               "PublicAccessNotPermitted",
                               "Public access is not permitted on this storage account.");
  else
    {
      save_resource (self, "None");
      json_object_remove_member (more, "deleted");
      json_object_set_object_member (more, "metadata", g_steal_pointer (&metadata));
      put_more (self, more);
      made = practice_blob_call_get_container (self, self->container);
      set_state_headers (self, made);
      practice_request_reply_empty (self->request, SOUP_STATUS_CREATED);
    }
}

static void
reply_properties (PracticeBlobCall *self)
{
  g_autoptr (JsonObject) resource = NULL;
  g_autoptr (JsonObject) more = get_more (self);
  JsonObject *metadata = practice_json_get_object (more, "metadata");

  if (!practice_blob_call_authorize (self, self->container, "containers/read")
      || !practice_blob_call_require_container (self))
    return;
  resource = practice_blob_call_get_container (self, self->container);
  set_state_headers (self, resource);
  practice_blob_call_set_header (self, "x-ms-lease-status", "unlocked");
  practice_blob_call_set_header (self, "x-ms-lease-state", "available");
  practice_blob_call_set_header (self, "x-ms-has-immutability-policy", "false");
  practice_blob_call_set_header (self, "x-ms-has-legal-hold", "false");
  if (metadata != NULL)
    practice_blob_call_set_metadata (self, metadata);
  practice_request_reply_empty (self->request, SOUP_STATUS_OK);
}

static void
set_metadata (PracticeBlobCall *self)
{
  g_autoptr (JsonObject) more = get_more (self);
  g_autoptr (JsonObject) resource = NULL;
  JsonObject *metadata;

  if (!practice_blob_call_authorize (self, self->container, "containers/write")
      || !practice_blob_call_require_container (self))
    return;
  metadata = practice_blob_call_read_metadata (self);
  if (metadata == NULL)
    return;
  json_object_set_object_member (more, "metadata", metadata);
  put_more (self, more);
  resource = practice_blob_call_get_container (self, self->container);
  set_state_headers (self, resource);
  practice_request_reply_empty (self->request, SOUP_STATUS_OK);
}

static void
delete_container (PracticeBlobCall *self)
{
  g_autofree char *id = practice_blob_call_dup_container_id (self, self->container);
  g_autoptr (JsonObject) more = json_object_new ();

  if (!practice_blob_call_authorize (self, self->container, "containers/delete")
      || !practice_blob_call_require_container (self))
    return;
  practice_blob_store_remove_all (self->cloud, self->account, self->container);
  practice_state_remove (practice_cloud_get_state (self->cloud), "resources", id);
  json_object_set_int_member (more, "deleted", g_get_real_time ());
  put_more (self, more);
  practice_request_reply_empty (self->request, SOUP_STATUS_ACCEPTED);
}

void
practice_blob_container_handle (PracticeBlobCall *self)
{
  gboolean reads = g_str_equal (self->method, "GET") || g_str_equal (self->method, "HEAD");
  gboolean plain = *self->comp == '\0';

  if (!g_str_equal (self->restype, "container"))
    practice_blob_call_refuse (self,
                               400,
                               "InvalidQueryParameterValue",
                               "Value for one of the query parameters specified in the request URI "
                               "is invalid.");
  else if (g_str_equal (self->method, "GET") && g_str_equal (self->comp, "list"))
    practice_blob_list_blobs (self);
  else if (reads && (plain || g_str_equal (self->comp, "metadata")))
    reply_properties (self);
  else if (g_str_equal (self->method, "PUT") && plain)
    create (self);
  else if (g_str_equal (self->method, "PUT") && g_str_equal (self->comp, "metadata"))
    set_metadata (self);
  else if (g_str_equal (self->method, "DELETE") && plain)
    delete_container (self);
  else
    practice_blob_call_refuse (
        self, 405, "UnsupportedHttpVerb", "The resource doesn't support specified Http Verb.");
}
