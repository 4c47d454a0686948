/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-process.h"

#include <string.h>

char *
depot_process_dup_host (void)
{
  return g_strdup (g_get_host_name ());
}

char *
depot_process_dup_boot_id (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (text);
}

char *
depot_process_dup_pid_namespace (void)
{
  char *name = g_file_read_link ("/proc/self/ns/pid", NULL);

  return name != NULL ? name : g_strdup ("");
}

gint64
depot_process_get_start (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *after_name;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  /* the name in brackets may hold blanks and brackets itself; the state (field 3) follows the last
   * one */
  after_name = strrchr (text, ')');
  if (after_name == NULL)
    return 0;
  fields = g_strsplit (after_name + 2, " ", -1);
  /* a zombie holds nothing any more */
  if (g_strv_length (fields) < 20 || fields[0][0] == 'Z' || fields[0][0] == 'X')
    return 0;
  return g_ascii_strtoll (fields[19], NULL, 10);
}
