/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-settings.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

gboolean
depot_classic_storage_key_agrees (DepotSecretBytes *configuration, DepotSecretBytes *storage_key)
{
  g_autoptr (DepotSecretBytes) deployed
      = depot_classic_read_key_setting (configuration, "StorageKey", NULL);

  return deployed != NULL && depot_secret_bytes_equal (deployed, storage_key);
}

DepotSecretBytes *
depot_classic_read_key_setting (DepotSecretBytes *configuration, const char *name, GError **error)
{
  g_autofree char *head = g_strdup_printf ("<Setting name=\"%s\" value=\"", name);
  const char *found = strstr (depot_secret_bytes_peek_text (configuration), head);
  const char *value = found != NULL ? found + strlen (head) : "";
  gsize length = strspn (value, BASE64);

  if (length > 0 && value[length] == '"')
    return depot_secret_bytes_new (value, length);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("The configuration in Azure has no setting “%s”."),
                                      name));
  return NULL;
}

static gboolean
has (DepotSecretBytes *configuration, const char *attribute)
{
  return strcasestr (depot_secret_bytes_peek_text (configuration), attribute) != NULL;
}

gboolean
depot_classic_settings_agree (DepotSecretBytes *configuration,
                              DepotSecretBytes *storage_key,
                              const char *thumbprint,
                              guint n_instances)
{
  g_autofree char *count = g_strdup_printf ("<Instances count=\"%u\"", n_instances);
  g_autofree char *shown = g_strdup_printf (" thumbprint=\"%s\"", thumbprint);

  return depot_classic_storage_key_agrees (configuration, storage_key) && has (configuration, count)
         && has (configuration, shown);
}
