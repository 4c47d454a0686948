/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-xml.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"
#include "depot-xml.h"

#define NAMESPACE "http://schemas.microsoft.com/windowsazure"

static void
instance_free (gpointer data)
{
  DepotClassicInstance *instance = data;

  g_free (instance->name);
  g_free (instance->role);
  g_free (instance->status);
  g_free (instance);
}

void
depot_classic_deployment_free (DepotClassicDeployment *deployment)
{
  g_free (deployment->name);
  g_free (deployment->slot);
  g_free (deployment->status);
  g_free (deployment->url);
  g_free (deployment->address);
  g_clear_pointer (&deployment->configuration, depot_secret_bytes_unref);
  g_clear_pointer (&deployment->instances, g_ptr_array_unref);
  g_free (deployment);
}

void
depot_classic_service_free (DepotClassicService *service)
{
  g_free (service->name);
  g_free (service->location);
  g_free (service->label);
  g_free (service);
}

void
depot_classic_storage_free (DepotClassicStorage *storage)
{
  g_free (storage->name);
  g_free (storage->location);
  g_free (storage->label);
  g_free (storage->status);
  g_free (storage->blob_endpoint);
  g_free (storage);
}

static gboolean
is_ready (const DepotClassicInstance *instance)
{
  return g_str_equal (instance->status, "ReadyRole");
}

gboolean
depot_classic_deployment_is_ready (const DepotClassicDeployment *deployment)
{
  for (guint i = 0; i < deployment->instances->len; i++)
    if (!is_ready (g_ptr_array_index (deployment->instances, i)))
      return FALSE;
  return deployment->instances->len > 0 && g_str_equal (deployment->status, "Running");
}

/* Instances are started one behind the other: the last that is not ready is furthest behind. */
const char *
depot_classic_deployment_get_role_status (const DepotClassicDeployment *deployment)
{
  for (guint i = deployment->instances->len; i > 0; i--)
    {
      const DepotClassicInstance *instance = g_ptr_array_index (deployment->instances, i - 1);

      if (!is_ready (instance))
        return instance->status;
    }
  return deployment->instances->len > 0 ? "ReadyRole" : "RoleStateUnknown";
}

/* Readers. */

static char **
read_texts (GBytes *xml, const char *root, const char *item, const char *path, GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, root, NAMESPACE, error);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr (GPtrArray) items = NULL;

  if (tree == NULL)
    return NULL;
  items = depot_xml_list (tree, "", item);
  for (guint i = 0; i < items->len; i++)
    {
      const char *text = depot_xml_get_text (items->pdata[i], path, error);

      if (text == NULL)
        return NULL;
      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

char **
depot_classic_read_locations (GBytes *xml, GError **error)
{
  return read_texts (xml, "Locations", "Location", "DisplayName", error);
}

char **
depot_classic_read_thumbprints (GBytes *xml, GError **error)
{
  char **thumbprints = read_texts (xml, "Certificates", "Certificate", "Thumbprint", error);

  for (gsize i = 0; thumbprints != NULL && thumbprints[i] != NULL; i++)
    {
      char *thumbprint = thumbprints[i];

      thumbprints[i] = g_ascii_strup (thumbprint, -1);
      g_free (thumbprint);
    }
  return thumbprints;
}

gboolean
depot_classic_read_availability (GBytes *xml, gboolean *is_free, char **reason, GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, "AvailabilityResponse", NAMESPACE, error);
  const char *result = tree != NULL ? depot_xml_get_text (tree, "Result", error) : NULL;

  if (result == NULL)
    return FALSE;
  *is_free = g_ascii_strcasecmp (result, "true") == 0;
  if (reason != NULL)
    *reason = *is_free ? NULL : g_strdup (depot_xml_peek_text (tree, "Reason"));
  return TRUE;
}

/* Text that came as base64; what is not text stays unread. */
static char *
decode (const char *encoded)
{
  gsize size = 0;
  g_autofree char *text = encoded != NULL ? (char *) g_base64_decode (encoded, &size) : NULL;

  if (text == NULL || !g_utf8_validate (text, (gssize) size, NULL))
    return NULL;
  return g_strndup (text, size);
}

/* The same for text with a secret in it. */
static DepotSecretBytes *
decode_secret (const char *encoded)
{
  gsize size = 0;
  char *text = encoded != NULL ? (char *) g_base64_decode (encoded, &size) : NULL;
  DepotSecretBytes *secret = text != NULL ? depot_secret_bytes_new (text, size) : NULL;

  if (text != NULL)
    explicit_bzero (text, size);
  g_free (text);
  return secret;
}

DepotClassicService *
depot_classic_read_service (GBytes *xml, GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, "HostedService", NAMESPACE, error);
  const char *name = tree != NULL ? depot_xml_get_text (tree, "ServiceName", error) : NULL;
  DepotClassicService *service;

  if (name == NULL)
    return NULL;
  service = g_new0 (DepotClassicService, 1);
  service->name = g_strdup (name);
  service->location = g_strdup (depot_xml_peek_text (tree, "HostedServiceProperties/Location"));
  service->label = decode (depot_xml_peek_text (tree, "HostedServiceProperties/Label"));
  return service;
}

/* Of the endpoints (blobs, queues, tables) the one for blobs is told by its host. */
static char *
find_blob_endpoint (const DepotXml *tree)
{
  g_autoptr (GPtrArray) endpoints
      = depot_xml_list (tree, "StorageServiceProperties/Endpoints", "Endpoint");

  for (guint i = 0; i < endpoints->len; i++)
    {
      const char *url = depot_xml_peek_text (endpoints->pdata[i], "");

      if (strstr (url, ".blob.") != NULL)
        return g_strdup (url);
    }
  return NULL;
}

DepotClassicStorage *
depot_classic_read_storage (GBytes *xml, GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, "StorageService", NAMESPACE, error);
  const char *name = tree != NULL ? depot_xml_get_text (tree, "ServiceName", error) : NULL;
  const char *status
      = name != NULL ? depot_xml_get_text (tree, "StorageServiceProperties/Status", error) : NULL;
  DepotClassicStorage *storage;

  if (status == NULL)
    return NULL;
  storage = g_new0 (DepotClassicStorage, 1);
  storage->name = g_strdup (name);
  storage->status = g_strdup (status);
  storage->location = g_strdup (depot_xml_peek_text (tree, "StorageServiceProperties/Location"));
  storage->label = decode (depot_xml_peek_text (tree, "StorageServiceProperties/Label"));
  storage->blob_endpoint = find_blob_endpoint (tree);
  return storage;
}

DepotSecretBytes *
depot_classic_read_key (GBytes *xml, GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, "StorageService", NAMESPACE, error);
  const char *key
      = tree != NULL ? depot_xml_get_text (tree, "StorageServiceKeys/Primary", error) : NULL;

  return depot_secret_bytes_new_text (key);
}

static gboolean
read_instances (DepotClassicDeployment *deployment, const DepotXml *tree, GError **error)
{
  g_autoptr (GPtrArray) items = depot_xml_list (tree, "RoleInstanceList", "RoleInstance");

  deployment->instances = g_ptr_array_new_with_free_func (instance_free);
  for (guint i = 0; i < items->len; i++)
    {
      const char *name = depot_xml_get_text (items->pdata[i], "InstanceName", error);
      const char *status
          = name != NULL ? depot_xml_get_text (items->pdata[i], "InstanceStatus", error) : NULL;
      DepotClassicInstance *instance;

      if (status == NULL)
        return FALSE;
      instance = g_new0 (DepotClassicInstance, 1);
      instance->name = g_strdup (name);
      instance->status = g_strdup (status);
      instance->role = g_strdup (depot_xml_peek_text (items->pdata[i], "RoleName"));
      g_ptr_array_add (deployment->instances, instance);
    }
  return TRUE;
}

DepotClassicDeployment *
depot_classic_read_deployment (GBytes *xml, GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, "Deployment", NAMESPACE, error);
  g_autoptr (DepotClassicDeployment) deployment = NULL;
  const char *name = tree != NULL ? depot_xml_get_text (tree, "Name", error) : NULL;
  const char *status = name != NULL ? depot_xml_get_text (tree, "Status", error) : NULL;

  if (status == NULL)
    return NULL;
  deployment = g_new0 (DepotClassicDeployment, 1);
  deployment->name = g_strdup (name);
  deployment->status = g_strdup (status);
  deployment->slot = g_strdup (depot_xml_peek_text (tree, "DeploymentSlot"));
  deployment->url = g_strdup (depot_xml_peek_text (tree, "Url"));
  deployment->address = g_strdup (depot_xml_peek_text (tree, "VirtualIPs/VirtualIP/Address"));
  deployment->configuration = decode_secret (depot_xml_peek_text (tree, "Configuration"));
  return read_instances (deployment, tree, error) ? g_steal_pointer (&deployment) : NULL;
}

static GError *
read_failure (const DepotXml *tree)
{
  const char *code = depot_xml_peek_text (tree, "Error/Code");
  const char *text = depot_xml_peek_text (tree, "Error/Message");
  GError *failure = depot_error_new (DEPOT_ERROR_DEPLOYMENT_FAILED,
                                     "%s",
                                     text != NULL ? text : _ ("Azure refused without saying why"));

  depot_error_set_azure (failure, code, text, depot_xml_peek_text (tree, "ID"));
  return failure;
}

gboolean
depot_classic_read_operation (GBytes *xml,
                              DepotClassicProgress *progress,
                              GError **failure,
                              GError **error)
{
  g_autoptr (DepotXml) tree = depot_xml_parse (xml, "Operation", NAMESPACE, error);
  const char *status = tree != NULL ? depot_xml_get_text (tree, "Status", error) : NULL;

  if (status == NULL)
    return FALSE;
  if (g_str_equal (status, "InProgress"))
    *progress = DEPOT_CLASSIC_IN_PROGRESS;
  else if (g_str_equal (status, "Succeeded"))
    *progress = DEPOT_CLASSIC_SUCCEEDED;
  else if (g_str_equal (status, "Failed"))
    {
      *progress = DEPOT_CLASSIC_FAILED;
      g_propagate_error (failure, read_failure (tree));
    }
  else
    {
      g_propagate_error (error,
                         depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                          _ ("Azure's answer has an unknown status “%s”"),
                                          status));
      return FALSE;
    }
  return TRUE;
}
