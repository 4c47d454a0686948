/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-secret-json.h"

#include <string.h>

/* One byte never grows beyond "\u00XX". */
#define LONGEST_ESCAPE 6

static char *
append_escaped (char *end, guchar byte)
{
  if (byte < ' ' || byte == 0x7f)
    return end + g_snprintf (end, LONGEST_ESCAPE + 1, "\\u%04x", byte);
  if (byte == '"' || byte == '\\')
    *end++ = '\\';
  *end++ = (char) byte;
  return end;
}

DepotSecretBytes *
depot_secret_json_quote (const char *prefix, DepotSecretBytes *secret, const char *suffix)
{
  gsize size;
  const guchar *data = depot_secret_bytes_get_data (secret, &size);
  gsize room = strlen (prefix) + size * LONGEST_ESCAPE + strlen (suffix) + 3;
  char *text = g_malloc (room);
  char *end = stpcpy (text, prefix);
  DepotSecretBytes *json;

  *end++ = '"';
  for (gsize i = 0; i < size; i++)
    end = append_escaped (end, data[i]);
  *end++ = '"';
  end = stpcpy (end, suffix);
  json = depot_secret_bytes_new (text, end - text);
  explicit_bzero (text, room);
  g_free (text);
  return json;
}

DepotSecretBytes *
depot_secret_json_base64 (DepotSecretBytes *secret)
{
  gsize size;
  const guchar *data = depot_secret_bytes_get_data (secret, &size);

  return depot_secret_bytes_take_text (g_base64_encode (data, size));
}
