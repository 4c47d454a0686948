/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-blob-xml.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-data-plane.h"
#include "depot-error.h"

/* The path of open elements, "/EnumerationResults/Blobs/Blob/Name", and the text of the innermost.
 */
typedef struct
{
  GString *path, *text;
  gboolean is_encoded;
  char **code, **message; /* of an error */
  GPtrArray *items;       /* of a list */
  DepotBlobItem *item;
  char **next_marker;
  DepotBlockListed listed; /* of a block list */
  gpointer user;
  char *block_id;
} Reading;

static void
blob_item_free (gpointer data)
{
  DepotBlobItem *item = data;

  g_free (item->name);
  g_free (item->etag);
  g_free (item);
}

static void
element_opened (GMarkupParseContext *context,
                const char *name,
                const char **attribute_names,
                const char **attribute_values,
                gpointer data,
                GError **error)
{
  Reading *reading = data;

  if (reading->path->len > 512)
    {
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "nested too deeply");
      return;
    }
  g_string_append_printf (reading->path, "/%s", name);
  g_string_truncate (reading->text, 0);
  reading->is_encoded = FALSE;
  for (gsize i = 0; attribute_names[i] != NULL; i++)
    if (g_str_equal (attribute_names[i], "Encoded"))
      reading->is_encoded = g_str_equal (attribute_values[i], "true");
  if (reading->items != NULL && g_str_equal (reading->path->str, "/EnumerationResults/Blobs/Blob"))
    reading->item = g_new0 (DepotBlobItem, 1);
}

/* Names XML cannot hold come percent-encoded and marked. */
static char *
dup_text (Reading *reading, GError **error)
{
  char *plain;

  if (!reading->is_encoded)
    return g_strdup (reading->text->str);
  plain = g_uri_unescape_string (reading->text->str, NULL);
  if (plain == NULL)
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "Name is not encoded well");
  return plain;
}

static gboolean
close_blob (Reading *reading, GError **error)
{
  DepotBlobItem *item = g_steal_pointer (&reading->item);

  g_ptr_array_add (reading->items, item);
  if (item->name != NULL && item->name[0] != '\0')
    return TRUE;
  g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_MISSING_ATTRIBUTE, "Blob.Name is missing");
  return FALSE;
}

static gint64
read_time (const char *text)
{
  g_autoptr (GDateTime) time = soup_date_time_new_from_http_string (text);

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static void
take_block_text (Reading *reading, const char *tail, GError **error)
{
  guint64 size;

  if (g_str_equal (tail, "/UncommittedBlocks/Block/Name"))
    g_set_str (&reading->block_id, reading->text->str);
  else if (g_str_equal (tail, "/UncommittedBlocks/Block/Size") && reading->block_id != NULL
           && g_ascii_string_to_unsigned (reading->text->str, 10, 0, G_MAXINT64, &size, error))
    reading->listed (reading->block_id, size, reading->user);
}

static void
take_list_text (Reading *reading, const char *tail, GError **error)
{
  DepotBlobItem *item = reading->item;

  if (g_str_equal (tail, "/NextMarker"))
    {
      if (reading->text->len > 0)
        g_set_str (reading->next_marker, reading->text->str);
    }
  else if (item == NULL)
    return;
  else if (g_str_equal (tail, "/Blobs/Blob"))
    close_blob (reading, error);
  else if (g_str_equal (tail, "/Blobs/Blob/Name") && item->name == NULL)
    item->name = dup_text (reading, error);
  else if (g_str_equal (tail, "/Blobs/Blob/Properties/Etag"))
    g_set_str (&item->etag, reading->text->str);
  else if (g_str_equal (tail, "/Blobs/Blob/Properties/Last-Modified"))
    item->modified_at = read_time (reading->text->str);
  else if (g_str_equal (tail, "/Blobs/Blob/Properties/Content-Length"))
    g_ascii_string_to_unsigned (reading->text->str, 10, 0, G_MAXINT64, &item->size_bytes, error);
}

static void
element_closed (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reading *reading = data;
  const char *path = reading->path->str;

  if (reading->items != NULL && g_str_has_prefix (path, "/EnumerationResults"))
    take_list_text (reading, path + strlen ("/EnumerationResults"), error);
  else if (reading->listed != NULL && g_str_has_prefix (path, "/BlockList"))
    take_block_text (reading, path + strlen ("/BlockList"), error);
  else if (reading->code != NULL && g_str_equal (path, "/Error/Code"))
    g_set_str (reading->code, reading->text->str);
  else if (reading->message != NULL && g_str_equal (path, "/Error/Message"))
    g_set_str (reading->message, reading->text->str);
  g_string_truncate (reading->path, reading->path->len - strlen (name) - 1);
  g_string_truncate (reading->text, 0);
}

static void
text_came (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Reading *reading = data;

  g_string_append_len (reading->text, text, length);
}

static void
other_came (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (length > 2 && text[1] == '!' && text[2] != '-' && text[2] != '[')
    g_set_error (
        error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "a document type is not allowed");
}

static const GMarkupParser parser = { element_opened, element_closed, text_came, other_came, NULL };

static gboolean
parse (GBytes *xml, Reading *reading, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (xml, &size);
  g_autoptr (GMarkupParseContext) context = NULL;
  gboolean good;

  if (data == NULL)
    data = "";
  /* Azure's answers begin with a byte order mark. */
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      size -= 3;
    }
  reading->path = g_string_new (NULL);
  reading->text = g_string_new (NULL);
  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reading, NULL);
  good = g_markup_parse_context_parse (context, data, size, error)
         && g_markup_parse_context_end_parse (context, error);
  g_string_free (reading->path, TRUE);
  g_string_free (reading->text, TRUE);
  g_clear_pointer (&reading->item, blob_item_free);
  g_clear_pointer (&reading->block_id, g_free);
  return good;
}

void
depot_blob_xml_read_error (GBytes *xml, char **code, char **text)
{
  Reading reading = { .code = code, .message = text };
  char *end;

  if (!parse (xml, &reading, NULL))
    {
      g_clear_pointer (code, g_free);
      g_clear_pointer (text, g_free);
    }
  /* "…\nRequestId:…\nTime:…" follows; the request id comes by header as well. */
  if (*text != NULL && (end = strchr (*text, '\n')) != NULL)
    *end = '\0';
}

gboolean
depot_blob_xml_read_list (GBytes *xml, GPtrArray *items, char **next_marker, GError **error)
{
  Reading reading = { .items = items, .next_marker = next_marker };
  g_autoptr (GError) flaw = NULL;

  if (parse (xml, &reading, &flaw))
    return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("The list of blobs cannot be read: %s"),
                                      flaw->message));
  return FALSE;
}

gboolean
depot_blob_xml_read_blocks (GBytes *xml, DepotBlockListed listed, gpointer user, GError **error)
{
  Reading reading = { .listed = listed, .user = user };
  g_autoptr (GError) flaw = NULL;

  if (parse (xml, &reading, &flaw))
    return TRUE;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("The list of blocks cannot be read: %s"),
                                      flaw->message));
  return FALSE;
}

GPtrArray *
depot_blob_items_new (void)
{
  return g_ptr_array_new_with_free_func (blob_item_free);
}
