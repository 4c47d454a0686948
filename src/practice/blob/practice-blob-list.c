/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-call.h"

#include <string.h>

#include "practice-json.h"
#include "practice-signing.h"

#define MAX_RESULTS 5000

/* Both lists: what they ask for alike. */
typedef struct
{
  const char *prefix;
  char *from; /* the marker, opened */
  guint limit;
} ListQuery;

static void
list_query_clear (ListQuery *query)
{
  g_free (query->from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ListQuery, list_query_clear)

/* The marker is opaque to clients: the next name in base64url. */
static gboolean
read_marker (PracticeBlobCall *self, ListQuery *query)
{
  const char *marker = practice_blob_call_get_query (self, "marker");
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (marker != NULL && *marker != '\0')
    bytes = practice_base64url_decode (marker, &length);
  query->from = bytes != NULL ? g_strndup ((const char *) bytes, length) : g_strdup ("");
  return marker == NULL || *marker == '\0'
         || (length > 0 && g_utf8_validate (query->from, length, NULL));
}

static gboolean
read_query (PracticeBlobCall *self, ListQuery *query)
{
  const char *prefix = practice_blob_call_get_query (self, "prefix");
  const char *max = practice_blob_call_get_query (self, "maxresults");
  guint64 limit = MAX_RESULTS;

  query->prefix = prefix != NULL ? prefix : "";
  if (!read_marker (self, query)
      || (max != NULL && !g_ascii_string_to_unsigned (max, 10, 0, G_MAXINT, &limit, NULL)))
    practice_blob_call_refuse (self,
                               400,
                               "InvalidQueryParameterValue",
                               "Value for one of the query parameters specified in the request URI "
                               "is invalid.");
  else if (limit == 0)
    practice_blob_call_refuse (
        self,
        400,
        "OutOfRangeQueryParameterValue",
        "One of the query parameters specified in the request URI is outside "
        "the permissible range.");
  else
    {
      query->limit = MIN (limit, MAX_RESULTS);
      return TRUE;
    }
  return FALSE;
}

static gboolean
includes (PracticeBlobCall *self, const char *word)
{
  const char *list = practice_blob_call_get_query (self, "include");
  g_auto (GStrv) words = g_strsplit (list != NULL ? list : "", ",", -1);

  return g_strv_contains ((const char *const *) words, word);
}

static void
append_element (GString *xml, const char *name, const char *text)
{
  g_autofree char *escaped = NULL;

  if (text == NULL)
    return;
  escaped = g_markup_escape_text (text, -1);
  g_string_append_printf (xml, "<%s>%s</%s>", name, escaped, name);
}

static void
append_metadata (GString *xml, JsonObject *metadata)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_string_append (xml, "<Metadata>");
  json_object_iter_init_ordered (&iter, metadata);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    append_element (xml, name, json_node_get_string (value));
  g_string_append (xml, "</Metadata>");
}

static GString *
begin (PracticeBlobCall *self, ListQuery *query)
{
  GString *xml = g_string_new ("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
  const char *base = practice_cloud_get_base_url (self->cloud);
  g_autofree char *endpoint
      = g_strdup_printf ("https://%s.blob.localhost%s/", self->account, strrchr (base, ':'));
  const char *marker = practice_blob_call_get_query (self, "marker");

  g_string_append_printf (xml, "<EnumerationResults ServiceEndpoint=\"%s\"", endpoint);
  if (self->container != NULL)
    g_string_append_printf (xml, " ContainerName=\"%s\"", self->container);
  g_string_append_c (xml, '>');
  if (*query->prefix != '\0')
    append_element (xml, "Prefix", query->prefix);
  if (marker != NULL)
    append_element (xml, "Marker", marker);
  if (practice_blob_call_get_query (self, "maxresults") != NULL)
    g_string_append_printf (xml, "<MaxResults>%u</MaxResults>", query->limit);
  return xml;
}

static void
end (PracticeBlobCall *self, GString *xml, const char *next)
{
  g_autofree char *marker = practice_base64url_encode (next, strlen (next));

  g_string_append_printf (xml, "<NextMarker>%s</NextMarker></EnumerationResults>", marker);
  practice_request_reply_text (self->request, SOUP_STATUS_OK, "application/xml", xml->str);
}

static void
append_blob (PracticeBlobCall *self, GString *xml, PracticeBlob *blob)
{
  static const char *const names[] = { "Content-Type", "Content-Encoding", "Content-Language",
                                       "Content-MD5",  "Cache-Control",    "Content-Disposition" };
  g_autofree char *created = practice_blob_format_time (blob->created);
  g_autofree char *modified = practice_blob_format_time (blob->modified);

  g_string_append (xml, "<Blob>");
  append_element (xml, "Name", blob->name);
  g_string_append (xml, "<Properties>");
  if (!blob->uncommitted)
    {
      append_element (xml, "Creation-Time", created);
      append_element (xml, "Last-Modified", modified);
      g_string_append_printf (
          xml, "<Etag>%.*s</Etag>", (int) strlen (blob->etag) - 2, blob->etag + 1);
    }
  g_string_append_printf (
      xml, "<Content-Length>%" G_GUINT64_FORMAT "</Content-Length>", blob->size);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folded = g_ascii_strdown (names[i], -1);

      append_element (xml, names[i], practice_json_get_string (blob->headers, folded));
    }
  append_element (xml, "BlobType", "BlockBlob");
  if (!blob->uncommitted)
    g_string_append (xml,
                     "<AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>"
                     "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>"
                     "<ServerEncrypted>true</ServerEncrypted>");
  g_string_append (xml, "</Properties>");
  if (includes (self, "metadata") && json_object_get_size (blob->metadata) > 0)
    append_metadata (xml, blob->metadata);
  g_string_append (xml, "</Blob>");
}

/* The part of a name up to the delimiter after the prefix, or NULL. */
static char *
dup_folder (const char *name, const char *prefix, const char *delimiter)
{
  const char *end = *delimiter != '\0' ? strstr (name + strlen (prefix), delimiter) : NULL;

  return end != NULL ? g_strndup (name, end - name + strlen (delimiter)) : NULL;
}

/* The first name that does not begin with `folder`: its last byte counted up. */
static void
skip_folder (char **from, const char *folder)
{
  g_free (*from);
  *from = g_strdup (folder);
  (*from)[strlen (folder) - 1]++;
}

/* Goes on after `name`: the smallest longer name. */
static void
skip_name (char **from, const char *name)
{
  g_free (*from);
  *from = g_strconcat (name, "\001", NULL);
}

static PracticeBlob *
find_next (PracticeBlobCall *self, ListQuery *query, gboolean uncommitted)
{
  g_autoptr (GPtrArray) found = practice_blob_store_list (
      self->cloud, self->account, self->container, query->prefix, query->from, uncommitted, 1);

  return found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

/* With a delimiter a folder counts as one entry however many blobs it holds. */
static void
append_blobs (PracticeBlobCall *self, ListQuery *query, GString *xml, const char *delimiter)
{
  gboolean uncommitted = includes (self, "uncommittedblobs");

  for (guint count = 0; count < query->limit; count++)
    {
      g_autoptr (PracticeBlob) blob = find_next (self, query, uncommitted);
      g_autofree char *folder = NULL;

      if (blob == NULL)
        {
          g_clear_pointer (&query->from, g_free);
          return;
        }
      folder = dup_folder (blob->name, query->prefix, delimiter);
      if (folder != NULL)
        {
          g_string_append (xml, "<BlobPrefix>");
          append_element (xml, "Name", folder);
          g_string_append (xml, "</BlobPrefix>");
          skip_folder (&query->from, folder);
        }
      else
        {
          append_blob (self, xml, blob);
          skip_name (&query->from, blob->name);
        }
    }
}

static char *
find_next_name (PracticeBlobCall *self, ListQuery *query)
{
  g_autoptr (PracticeBlob) next = NULL;

  if (query->from == NULL)
    return g_strdup ("");
  next = find_next (self, query, includes (self, "uncommittedblobs"));
  return g_strdup (next != NULL ? next->name : "");
}

void
practice_blob_list_blobs (PracticeBlobCall *self)
{
  const char *delimiter = practice_blob_call_get_query (self, "delimiter");
  g_auto (ListQuery) query = { 0 };
  g_autoptr (GString) xml = NULL;
  g_autofree char *next = NULL;

  if (!practice_blob_call_authorize (self, self->container, "containers/blobs/read")
      || !practice_blob_call_require_container (self) || !read_query (self, &query))
    return;
  xml = begin (self, &query);
  if (delimiter != NULL && *delimiter != '\0')
    append_element (xml, "Delimiter", delimiter);
  g_string_append (xml, "<Blobs>");
  append_blobs (self, &query, xml, delimiter != NULL ? delimiter : "");
  g_string_append (xml, "</Blobs>");
  next = find_next_name (self, &query);
  end (self, xml, next);
}

static void
append_container (GString *xml, JsonObject *resource)
{
  const char *etag = practice_json_get_string (resource, "etag");
  const char *text = practice_json_get_string (resource, "properties.lastModifiedTime");
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autofree char *modified
      = practice_blob_format_time (time != NULL ? g_date_time_to_unix_usec (time) : 0);

  g_string_append (xml, "<Container>");
  append_element (xml, "Name", practice_json_get_string (resource, "name"));
  g_string_append (xml, "<Properties>");
  append_element (xml, "Last-Modified", modified);
  append_element (xml, "Etag", etag);
  g_string_append (xml,
                   "<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>"
                   "<HasImmutabilityPolicy>false</HasImmutabilityPolicy>"
                   "<HasLegalHold>false</HasLegalHold></Properties></Container>");
}

void
practice_blob_list_containers (PracticeBlobCall *self)
{
  g_auto (ListQuery) query = { 0 };
  g_autoptr (GPtrArray) resources = NULL;
  g_autoptr (GString) xml = NULL;
  g_autofree char *prefix = practice_blob_call_dup_container_id (self, "");
  const char *next = "";
  guint count = 0;

  if (!practice_blob_call_authorize (self, NULL, "containers/read") || !read_query (self, &query))
    return;
  resources = practice_state_list (practice_cloud_get_state (self->cloud), "resources", prefix);
  xml = begin (self, &query);
  g_string_append (xml, "<Containers>");
  for (guint i = 0; i < resources->len && *next == '\0'; i++)
    {
      JsonObject *resource = g_ptr_array_index (resources, i);
      const char *name = practice_json_get_string (resource, "name");

      if (!g_str_has_prefix (name, query.prefix) || strcmp (name, query.from) < 0)
        continue;
      if (count++ == query.limit)
        next = name;
      else
        append_container (xml, resource);
    }
  g_string_append (xml, "</Containers>");
  end (self, xml, next);
}
