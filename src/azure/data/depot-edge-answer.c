/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-edge-answer.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

static gboolean
refuse (GError **error)
{
  g_propagate_error (
      error,
      depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                       _ ("What answers at the address does not speak HTTP as it should")));
  return FALSE;
}

/* "HTTP/1.1 200 OK" */
static gboolean
read_status (const char *line, guint *status)
{
  guint64 number;

  if (!g_str_has_prefix (line, "HTTP/1.1 ") && !g_str_has_prefix (line, "HTTP/1.0 "))
    return FALSE;
  line += strlen ("HTTP/1.1 ");
  if (strspn (line, "0123456789") != 3 || (line[3] != ' ' && line[3] != '\0'))
    return FALSE;
  number = g_ascii_strtoull (line, NULL, 10);
  *status = (guint) number;
  return number >= 100 && number < 600;
}

/* -1: not said. */
static gboolean
read_length (char **lines, gint64 *length)
{
  *length = -1;
  for (gsize i = 1; lines[i] != NULL; i++)
    {
      g_autofree char *value = NULL;
      guint64 number;

      if (g_ascii_strncasecmp (lines[i], "Transfer-Encoding:", 18) == 0)
        return FALSE;
      if (g_ascii_strncasecmp (lines[i], "Content-Length:", 15) != 0)
        continue;
      value = g_strstrip (g_strdup (lines[i] + 15));
      if (*length >= 0
          || !g_ascii_string_to_unsigned (value, 10, 0, DEPOT_EDGE_BODY_MAX_BYTES, &number, NULL))
        return FALSE;
      *length = (gint64) number;
    }
  return TRUE;
}

gboolean
depot_edge_answer_read (const char *data, gsize length, DepotEdgeProbe *probe, GError **error)
{
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");
  g_autofree char *head = NULL;
  g_auto (GStrv) lines = NULL;
  gint64 said;
  gsize got;

  if (end == NULL || memchr (data, '\0', end - data) != NULL)
    return refuse (error);
  head = g_strndup (data, end - data);
  lines = g_strsplit (head, "\r\n", -1);
  got = length - (end + 4 - data);
  if (!read_status (lines[0], &probe->status) || !read_length (lines, &said)
      || got > DEPOT_EDGE_BODY_MAX_BYTES || (said >= 0 && (gint64) got < said))
    return refuse (error);
  g_free (probe->body);
  probe->body = g_utf8_make_valid (end + 4, said >= 0 ? (gssize) said : (gssize) got);
  return TRUE;
}
