/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-redirect.h"

#include <string.h>

static gboolean
is_our_host (const char *value, guint port)
{
  const char *names[] = { "localhost", "127.0.0.1", "[::1]" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *host = g_strdup_printf ("%s:%u", names[i], port);

      if (g_ascii_strcasecmp (host, value) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Two Host headers are read differently by different programs: that alone is a reason to refuse. */
static gboolean
has_our_host (char **lines, guint port)
{
  guint hosts = 0;
  gboolean is_ours = FALSE;

  for (gsize i = 1; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');

      if (colon == NULL || colon == lines[i] || g_ascii_isspace (lines[i][0]))
        return FALSE;
      if (colon - lines[i] != 4 || g_ascii_strncasecmp (lines[i], "Host", 4) != 0)
        continue;
      hosts++;
      g_autofree char *value = g_strstrip (g_strdup (colon + 1));
      is_ours = is_our_host (value, port);
    }
  return hosts == 1 && is_ours;
}

/* A parameter given twice is nobody's honest answer. */
static GHashTable *
read_query (const char *query)
{
  g_autoptr (GHashTable) parameters
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;

      if (!g_uri_params_iter_next (&iter, &name, &value, &error))
        return error == NULL ? g_steal_pointer (&parameters) : NULL;
      if (!g_hash_table_insert (parameters, name, value))
        return NULL;
    }
}

static DepotRedirectVerdict
read_target (const char *target, GHashTable **parameters)
{
  const char *query = strchr (target, '?');
  gsize path_length = query != NULL ? (gsize) (query - target) : strlen (target);

  if (path_length != 1 || target[0] != '/')
    return DEPOT_REDIRECT_NOT_FOUND;
  *parameters = read_query (query != NULL ? query + 1 : "");
  return *parameters != NULL ? DEPOT_REDIRECT_ANSWER : DEPOT_REDIRECT_BAD_REQUEST;
}

static gboolean
is_plain_head (const char *head)
{
  for (; *head != '\0'; head++)
    if ((*head < ' ' && *head != '\r' && *head != '\n' && *head != '\t') || *head == 0x7f)
      return FALSE;
  return TRUE;
}

DepotRedirectVerdict
depot_redirect_read (const char *data, gsize length, guint port, GHashTable **parameters)
{
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");
  g_autofree char *head = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) words = NULL;

  if (end == NULL)
    return length < DEPOT_REDIRECT_MAX_BYTES && memchr (data, '\0', length) == NULL
               ? DEPOT_REDIRECT_INCOMPLETE
               : DEPOT_REDIRECT_BAD_REQUEST;
  head = g_strndup (data, end - data);
  if (!is_plain_head (head))
    return DEPOT_REDIRECT_BAD_REQUEST;
  lines = g_strsplit (head, "\r\n", -1);
  words = g_strsplit (lines[0], " ", -1);
  if (g_strv_length (words) != 3 || !g_str_has_prefix (words[2], "HTTP/1.")
      || !has_our_host (lines, port))
    return DEPOT_REDIRECT_BAD_REQUEST;
  if (!g_str_equal (words[0], "GET"))
    return DEPOT_REDIRECT_BAD_METHOD;
  return read_target (words[1], parameters);
}
