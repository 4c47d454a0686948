/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-private.h"

#include <stdarg.h>

#include <glib/gi18n.h>

#include "depot-azure-error.h"
#include "depot-azure-url.h"
#include "depot-management-certificate.h"

#define API_VERSION "2014-10-01"

struct _DepotClassic
{
  GObject parent_instance;

  DepotAzureClient *client;
  GTlsCertificate *certificate;
  char *subscription_id;
  char *thumbprint;
};

G_DEFINE_FINAL_TYPE (DepotClassic, depot_classic, G_TYPE_OBJECT)

static void
depot_classic_finalize (GObject *object)
{
  DepotClassic *self = DEPOT_CLASSIC (object);

  g_clear_object (&self->client);
  g_clear_object (&self->certificate);
  g_free (self->subscription_id);
  g_free (self->thumbprint);
  G_OBJECT_CLASS (depot_classic_parent_class)->finalize (object);
}

static void
depot_classic_class_init (DepotClassicClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = depot_classic_finalize;
}

static void
depot_classic_init (DepotClassic *self)
{
}

DepotClassic *
depot_classic_new (DepotAzureClient *client,
                   const char *subscription_id,
                   GTlsCertificate *certificate)
{
  DepotClassic *self = g_object_new (DEPOT_TYPE_CLASSIC, NULL);

  self->client = g_object_ref (client);
  self->certificate = g_object_ref (certificate);
  self->subscription_id = g_strdup (subscription_id);
  self->thumbprint = depot_management_certificate_dup_thumbprint (certificate);
  return self;
}

DepotAzureClient *
depot_classic_get_client (DepotClassic *self)
{
  g_return_val_if_fail (DEPOT_IS_CLASSIC (self), NULL);

  return self->client;
}

const char *
depot_classic_get_thumbprint (DepotClassic *self)
{
  g_return_val_if_fail (DEPOT_IS_CLASSIC (self), NULL);

  return self->thumbprint;
}

gint64
depot_classic_get_certificate_end (DepotClassic *self)
{
  g_autoptr (GDateTime) end = NULL;

  g_return_val_if_fail (DEPOT_IS_CLASSIC (self), 0);

  end = g_tls_certificate_get_not_valid_after (self->certificate);
  return end != NULL ? g_date_time_to_unix (end) : 0;
}

DepotAzureRequest *
depot_classic_make_request (DepotClassic *self, const char *method, const char *path)
{
  const char *base = depot_cloud_get_classic (depot_azure_client_get_cloud (self->client));
  g_autofree char *start = depot_azure_url_join (base, self->subscription_id, NULL);
  g_autofree char *url = g_strconcat (start, path, NULL);
  DepotAzureRequest *request = depot_azure_request_new (method, url);

  depot_azure_request_set_certificate (request, self->certificate);
  depot_azure_request_set_header (request, "x-ms-version", API_VERSION);
  depot_azure_request_set_header (request, "Accept", "application/xml");
  return request;
}

char *
depot_classic_make_path (const char *collection, const char *name, ...)
{
  g_autofree char *path = depot_azure_url_join ("/services", collection, name, NULL);
  const char *segment;
  va_list segments;

  va_start (segments, name);
  while ((segment = va_arg (segments, const char *)) != NULL)
    {
      char *longer = depot_azure_url_join (path, segment, NULL);

      g_free (path);
      path = longer;
    }
  va_end (segments);
  return g_steal_pointer (&path);
}

typedef struct
{
  DepotClassicReader read;
  GDestroyNotify free_value;
} Way;

/* Azure's sentence fits every reason; which one it is can mostly be told from here. */
static GError *
explain_refusal (DepotClassic *self, const GError *refusal)
{
  gint64 now = depot_clock_now (depot_azure_client_get_clock (self->client));
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (self->certificate);
  GError *error;

  if (end != NULL && g_date_time_to_unix (end) <= now)
    {
      g_autofree char *date = g_date_time_format (end, "%x");

      error = depot_error_new (DEPOT_ERROR_PERMISSION_DENIED,
                               /* Translators: a thumbprint, then a date. */
                               _ ("The management certificate %s expired on %s. Choose a new one, "
                                  "and let an administrator of the subscription upload its .cer "
                                  "file."),
                               self->thumbprint,
                               date);
    }
  else
    error = depot_error_new (DEPOT_ERROR_PERMISSION_DENIED,
                             /* Translators: a subscription id, then a thumbprint. */
                             _ ("Azure does not let this management certificate manage the "
                                "subscription %s. An administrator of the subscription has to "
                                "upload the .cer file of the certificate %s."),
                             self->subscription_id,
                             self->thumbprint);
  depot_error_set_azure (error,
                         depot_error_get_azure_code (refusal),
                         depot_error_get_azure_text (refusal),
                         depot_error_get_request_id (refusal));
  return error;
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  gpointer value = reply != NULL ? way->read (reply, &error) : NULL;

  if (error != NULL && g_strcmp0 (depot_error_get_azure_code (error), "ForbiddenError") == 0)
    {
      g_autoptr (GError) refusal = g_steal_pointer (&error);

      error = explain_refusal (g_task_get_source_object (task), refusal);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, way->free_value);
}

void
depot_classic_ask (DepotClassic *self,
                   DepotAzureRequest *request,
                   DepotClassicReader reader,
                   GDestroyNotify free_value,
                   gpointer tag,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  Way *way = g_new0 (Way, 1);

  g_task_set_source_tag (task, tag);
  way->read = reader;
  way->free_value = free_value;
  g_task_set_task_data (task, way, g_free);
  depot_azure_client_send_async (self->client, NULL, request, cancellable, answered, task);
}
