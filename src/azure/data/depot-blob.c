/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blob storage. */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-blob-xml.h"
#include "depot-data-plane.h"

#define STORAGE_VERSION "2024-08-04"
#define PAGE_SIZE "5000"
/* A content store has some ten thousand blobs; a list beyond this never ends. */
#define MAX_PAGES 2000

static DepotAzureRequest *
make_request (DepotAzureClient *client, const char *method, const char *url)
{
  DepotAzureRequest *request = depot_azure_request_new (method, url);

  depot_azure_request_set_scope (
      request, depot_cloud_get_storage_scope (depot_azure_client_get_cloud (client)));
  depot_azure_request_set_header (request, "x-ms-version", STORAGE_VERSION);
  depot_azure_request_set_header (request, "Accept", "application/xml");
  return request;
}

static void
existence_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, reply->status == 200);
}

void
depot_blob_container_exists_async (DepotAzureClient *client,
                                   DepotTokenSource *tokens,
                                   const char *container_url,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  g_autofree char *url = g_strconcat (container_url, "?restype=container", NULL);
  DepotAzureRequest *request = make_request (client, "HEAD", url);

  g_task_set_source_tag (task, depot_blob_container_exists_async);
  depot_azure_request_accept (request, 404);
  depot_azure_client_send_async (client, tokens, request, cancellable, existence_answered, task);
}

gboolean
depot_blob_container_exists_finish (DepotAzureClient *client,
                                    GAsyncResult *result,
                                    gboolean *exists,
                                    GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  if (answer < 0)
    return FALSE;
  *exists = answer > 0;
  return TRUE;
}

static void
done_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* 409 also says "is being deleted", which is another thing. */
static void
container_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply != NULL && reply->status == 409)
    error = depot_azure_error_from_reply (reply);
  if (error != NULL
      && g_strcmp0 (depot_error_get_azure_code (error), "ContainerAlreadyExists") == 0)
    g_clear_error (&error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
depot_blob_container_create_async (DepotAzureClient *client,
                                   DepotTokenSource *tokens,
                                   const char *container_url,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  g_autofree char *url = g_strconcat (container_url, "?restype=container", NULL);
  DepotAzureRequest *request = make_request (client, "PUT", url);

  g_task_set_source_tag (task, depot_blob_container_create_async);
  depot_azure_request_accept (request, 409);
  depot_azure_client_send_async (client, tokens, request, cancellable, container_answered, task);
}

gboolean
depot_blob_container_create_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
depot_blob_put_async (DepotAzureClient *client,
                      DepotTokenSource *tokens,
                      const char *blob_url,
                      const char *content_type,
                      GBytes *data_bytes,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "PUT", blob_url);

  g_task_set_source_tag (task, depot_blob_put_async);
  depot_azure_request_set_header (request, "x-ms-blob-type", "BlockBlob");
  depot_azure_request_set_bytes (request, content_type, data_bytes);
  depot_azure_client_send_async (client, tokens, request, cancellable, done_answered, task);
}

gboolean
depot_blob_put_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
content_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  gsize wanted = GPOINTER_TO_SIZE (g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply != NULL && wanted > 0 && g_bytes_get_size (reply->body) > wanted)
    error = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                             _ ("Azure sent more of the blob than was asked for"));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_bytes_ref (reply->body), (GDestroyNotify) g_bytes_unref);
}

/* length 0 or less: to the end. */
void
depot_blob_get_async (DepotAzureClient *client,
                      DepotTokenSource *tokens,
                      const char *blob_url,
                      gint64 offset,
                      gint64 length,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "GET", blob_url);
  g_autofree char *range = NULL;

  g_task_set_source_tag (task, depot_blob_get_async);
  g_task_set_task_data (task, GSIZE_TO_POINTER ((gsize) MAX (length, 0)), NULL);
  if (length > 0)
    range = g_strdup_printf (
        "bytes=%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, offset, offset + length - 1);
  else if (offset > 0)
    range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-", offset);
  if (range != NULL)
    depot_azure_request_set_header (request, "x-ms-range", range);
  depot_azure_request_set_header (request, "Accept", "*/*");
  depot_azure_client_send_async (client, tokens, request, cancellable, content_answered, task);
}

GBytes *
depot_blob_get_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Already gone is what was wanted. */
void
depot_blob_delete_async (DepotAzureClient *client,
                         DepotTokenSource *tokens,
                         const char *blob_url,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  DepotAzureRequest *request = make_request (client, "DELETE", blob_url);

  g_task_set_source_tag (task, depot_blob_delete_async);
  depot_azure_request_accept (request, 404);
  depot_azure_client_send_async (client, tokens, request, cancellable, done_answered, task);
}

gboolean
depot_blob_delete_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  DepotTokenSource *tokens;
  char *url, *marker;
  GPtrArray *items;
  guint pages;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_clear_object (&listing->tokens);
  g_free (listing->url);
  g_free (listing->marker);
  g_clear_pointer (&listing->items, g_ptr_array_unref);
  g_free (listing);
}

/* TRUE: there is another page. */
static gboolean
read_page (Listing *listing, const DepotAzureReply *reply, GError **error)
{
  g_autofree char *marker = NULL;
  gboolean is_loop;

  if (!depot_blob_xml_read_list (reply->body, listing->items, &marker, error) || marker == NULL)
    return FALSE;
  is_loop = g_strcmp0 (marker, listing->marker) == 0 || ++listing->pages >= MAX_PAGES;
  g_set_str (&listing->marker, marker);
  if (is_loop)
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The list of blobs does not end")));
  return !is_loop;
}

static void ask_page (GTask *task);

static void
page_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply != NULL && read_page (listing, reply, &error))
    {
      ask_page (task);
      return;
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task, g_steal_pointer (&listing->items), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
ask_page (GTask *task)
{
  DepotAzureClient *client = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (GString) url = g_string_new (listing->url);

  if (listing->marker != NULL)
    {
      g_string_append (url, "&marker=");
      g_string_append_uri_escaped (url, listing->marker, NULL, FALSE);
    }
  depot_azure_client_send_async (client,
                                 listing->tokens,
                                 make_request (client, "GET", url->str),
                                 g_task_get_cancellable (task),
                                 page_answered,
                                 task);
}

void
depot_blob_list_async (DepotAzureClient *client,
                       DepotTokenSource *tokens,
                       const char *container_url,
                       const char *prefix,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  GTask *task = g_task_new (client, cancellable, callback, data);
  Listing *listing = g_new0 (Listing, 1);
  g_autofree char *escaped = g_uri_escape_string (prefix != NULL ? prefix : "", NULL, FALSE);

  g_task_set_source_tag (task, depot_blob_list_async);
  g_set_object (&listing->tokens, tokens);
  listing->items = depot_blob_items_new ();
  listing->url = g_strconcat (container_url,
                              "?restype=container&comp=list&maxresults=" PAGE_SIZE "&prefix=",
                              escaped,
                              NULL);
  g_task_set_task_data (task, listing, listing_free);
  ask_page (task);
}

GPtrArray *
depot_blob_list_finish (DepotAzureClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
