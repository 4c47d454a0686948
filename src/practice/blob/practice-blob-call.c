/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include "practice-json.h"
#include "practice-storage-error.h"

#define HOST_SUFFIX ".blob.localhost"
#define MAX_BLOB_NAME 1024
#define MAX_METADATA 8192

void
practice_blob_call_free (PracticeBlobCall *self)
{
  g_free (self->account);
  g_free (self->account_id);
  g_free (self->container);
  g_free (self->blob_name);
  g_clear_pointer (&self->settings, json_object_unref);
  g_clear_pointer (&self->caller, practice_principal_free);
  g_free (self);
}

/* Takes the next segment off the raw path; "%2F" stays part of the name it stands in. */
static char *
take_segment (const char **path)
{
  const char *end;
  g_autofree char *raw = NULL;

  while (**path == '/')
    (*path)++;
  end = strchr (*path, '/');
  raw = end != NULL ? g_strndup (*path, end - *path) : g_strdup (*path);
  *path += strlen (raw);
  return *raw != '\0' ? g_uri_unescape_string (raw, NULL) : NULL;
}

static gboolean
is_container_name (const char *name)
{
  gsize length = strlen (name);

  if (g_str_equal (name, "$root") || g_str_equal (name, "$web") || g_str_equal (name, "$logs"))
    return TRUE;
  return length >= 3 && length <= 63 && strspn (name, G_CSET_a_2_z G_CSET_DIGITS "-") == length
         && name[0] != '-' && name[length - 1] != '-' && strstr (name, "--") == NULL;
}

static gboolean
is_blob_name (const char *name)
{
  g_auto (GStrv) segments = NULL;

  if (!g_utf8_validate (name, -1, NULL) || g_utf8_strlen (name, -1) > MAX_BLOB_NAME)
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    if ((guchar) *at < 0x20 || *at == 0x7f)
      return FALSE;
  segments = g_strsplit (name, "/", -1);
  for (guint i = 0; segments[i] != NULL; i++)
    if (g_str_equal (segments[i], ".") || g_str_equal (segments[i], ".."))
      return FALSE;
  return g_strv_length (segments) <= 254;
}

static void
read_names (PracticeBlobCall *self)
{
  const char *host = practice_request_get_host (self->request);
  const char *path = practice_request_get_raw_path (self->request);

  self->path_style = !g_str_has_suffix (host, HOST_SUFFIX);
  self->account = self->path_style ? take_segment (&path)
                                   : g_strndup (host, strlen (host) - strlen (HOST_SUFFIX));
  self->container = take_segment (&path);
  if (*path == '/' && path[1] != '\0')
    self->blob_name = g_uri_unescape_string (path + 1, NULL);
}

static gboolean
check_names (PracticeBlobCall *self)
{
  g_autofree char *decoded
      = g_uri_unescape_string (practice_request_get_raw_path (self->request), NULL);

  if (self->container != NULL && !is_container_name (self->container))
    practice_blob_call_refuse (self,
                               400,
                               "InvalidResourceName",
                               "The specified resource name contains invalid characters.");
  else if (decoded == NULL || (self->blob_name != NULL && !is_blob_name (self->blob_name)))
    practice_blob_call_refuse (self,
                               400,
                               "InvalidUri",
                               "The requested URI does not represent any resource on the server.");
  else
    return TRUE;
  return FALSE;
}

/* In Azure the name of an account that does not exist cannot even be resolved. */
static gboolean
find_account (PracticeBlobCall *self)
{
  PracticeState *state = practice_cloud_get_state (self->cloud);
  g_autoptr (JsonObject) entry = NULL;
  g_autoptr (JsonObject) resource = NULL;
  const char *progress = NULL;

  if (self->account != NULL)
    entry = practice_state_get (state, "storage-accounts", self->account);
  if (entry != NULL)
    self->account_id = g_strdup (practice_json_get_string (entry, "id"));
  if (self->account_id != NULL)
    resource = practice_state_get (state, "resources", self->account_id);
  if (resource != NULL)
    progress = practice_json_get_string (resource, "properties.provisioningState");
  if (g_strcmp0 (progress, "Succeeded") != 0)
    {
      practice_blob_call_refuse (
          self, 404, "ResourceNotFound", "The specified storage account does not exist.");
      return FALSE;
    }
  self->settings = json_object_ref (practice_json_get_object (resource, "properties"));
  return TRUE;
}

PracticeBlobCall *
practice_blob_call_new (PracticeRequest *request)
{
  g_autoptr (PracticeBlobCall) self = g_new0 (PracticeBlobCall, 1);
  const char *version = practice_request_get_header (request, "x-ms-version");

  self->request = request;
  self->cloud = practice_request_get_cloud (request);
  self->method = practice_request_get_method (request);
  self->comp = practice_request_get_query (request, "comp") ?: "";
  self->restype = practice_request_get_query (request, "restype") ?: "";
  practice_request_set_reply_header (
      request, "x-ms-version", version != NULL && strlen (version) == 10 ? version : "2024-08-04");
  read_names (self);
  if (!check_names (self) || !find_account (self))
    return NULL;
  return g_steal_pointer (&self);
}

char *
practice_blob_call_dup_container_id (PracticeBlobCall *self, const char *container)
{
  return g_strconcat (self->account_id, "/blobServices/default/containers/", container, NULL);
}

JsonObject *
practice_blob_call_get_container (PracticeBlobCall *self, const char *container)
{
  g_autofree char *id = practice_blob_call_dup_container_id (self, container);

  return practice_state_get (practice_cloud_get_state (self->cloud), "resources", id);
}

gboolean
practice_blob_call_require_container (PracticeBlobCall *self)
{
  g_autoptr (JsonObject) container = practice_blob_call_get_container (self, self->container);

  if (container == NULL)
    practice_blob_call_refuse (
        self, 404, "ContainerNotFound", "The specified container does not exist.");
  return container != NULL;
}

PracticeBlob *
practice_blob_call_get_blob (PracticeBlobCall *self)
{
  return practice_blob_store_get (self->cloud, self->account, self->container, self->blob_name);
}

PracticeBlob *
practice_blob_call_require_blob (PracticeBlobCall *self)
{
  PracticeBlob *blob;

  if (!practice_blob_call_require_container (self))
    return NULL;
  blob = practice_blob_call_get_blob (self);
  if (blob == NULL)
    practice_blob_call_refuse (self, 404, "BlobNotFound", "The specified blob does not exist.");
  return blob;
}

void
practice_blob_call_refuse (PracticeBlobCall *self,
                           guint status,
                           const char *code,
                           const char *message)
{
  practice_storage_reply_error (self->request, status, code, message);
}

void
practice_blob_call_set_header (PracticeBlobCall *self, const char *name, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list arguments;

  va_start (arguments, format);
  value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  practice_request_set_reply_header (self->request, name, value);
}

char *
practice_blob_format_time (gint64 microseconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (microseconds);

  return soup_date_time_to_string (time, SOUP_DATE_HTTP);
}

void
practice_blob_call_set_time (PracticeBlobCall *self, const char *name, gint64 microseconds)
{
  g_autofree char *text = practice_blob_format_time (microseconds);

  practice_request_set_reply_header (self->request, name, text);
}

const char *
practice_blob_call_get_header (PracticeBlobCall *self, const char *name)
{
  return practice_request_get_header (self->request, name);
}

const char *
practice_blob_call_get_query (PracticeBlobCall *self, const char *name)
{
  return practice_request_get_query (self->request, name);
}

typedef struct
{
  JsonObject *metadata;
  gsize size;
  gboolean wrong_name;
} MetadataReader;

static gboolean
is_identifier (const char *name)
{
  return (g_ascii_isalpha (*name) || *name == '_')
         && strspn (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_") == strlen (name);
}

static void
read_one (const char *name, const char *value, gpointer data)
{
  MetadataReader *reader = data;

  if (g_ascii_strncasecmp (name, "x-ms-meta-", 10) != 0)
    return;
  if (!is_identifier (name + 10) || !g_utf8_validate (value, -1, NULL))
    reader->wrong_name = TRUE;
  else
    json_object_set_string_member (reader->metadata, name + 10, value);
  reader->size += strlen (name) + strlen (value);
}

JsonObject *
practice_blob_call_read_metadata (PracticeBlobCall *self)
{
  MetadataReader reader = { json_object_new (), 0, FALSE };

  soup_message_headers_foreach (practice_request_get_headers (self->request), read_one, &reader);
  if (!reader.wrong_name && reader.size <= MAX_METADATA)
    return reader.metadata;
  json_object_unref (reader.metadata);
  practice_blob_call_refuse (self,
                             400,
                             reader.wrong_name ? "InvalidMetadata" : "MetadataTooLarge",
                             reader.wrong_name ? "The specified metadata is invalid. It includes "
                                                 "characters that are not permitted."
                                               : "The metadata specified exceeds the maximum "
                                                 "permissible limit.");
  return NULL;
}

void
practice_blob_call_set_metadata (PracticeBlobCall *self, JsonObject *metadata)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, metadata);
  while (json_object_iter_next (&iter, &name, &value))
    {
      g_autofree char *header = g_strconcat ("x-ms-meta-", name, NULL);

      practice_request_set_reply_header (self->request, header, json_node_get_string (value));
    }
}
