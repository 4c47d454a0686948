/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-secret-base64.h"

#include <string.h>

#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

static gboolean
is_base64 (const char *text)
{
  gsize letters = strspn (text, ALPHABET);
  gsize padding = strspn (text + letters, "=");

  return padding <= 2 && text[letters + padding] == '\0' && (letters + padding) % 4 == 0;
}

DepotSecretBytes *
depot_secret_bytes_new_base64 (const char *text)
{
  DepotSecretBytes *self;
  guchar *bytes;
  gsize size = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (!is_base64 (text))
    return NULL;
  bytes = g_base64_decode (text, &size);
  self = depot_secret_bytes_new (bytes, size);
  explicit_bzero (bytes, size);
  g_free (bytes);
  return self;
}
