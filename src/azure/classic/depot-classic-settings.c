/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-settings.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

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
