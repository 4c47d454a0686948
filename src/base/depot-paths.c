/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-paths.h"

#include <glib/gstdio.h>

/* A relative DEPOT_HOME must not move with the working folder of a program we start. */
static char *
dup_home (void)
{
  const char *home = g_getenv ("DEPOT_HOME");

  if (home == NULL || *home == '\0')
    return NULL;
  return g_canonicalize_filename (home, NULL);
}

/* below: path below DEPOT_HOME; xdg_folder: what to use without it. */
static char *
dup_folder (const char *below, const char *xdg_folder)
{
  g_autofree char *home = dup_home ();
  char *folder;

  if (home != NULL)
    folder = g_build_filename (home, below, NULL);
  else
    folder = g_build_filename (xdg_folder, "cloud-depot", below, NULL);
  /* who uses the path gets the system's own error for it, so a failure here needs no second report
   */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("Cannot make the folder %s", folder);
  return folder;
}

static char *
dup_file (const char *name)
{
  g_autofree char *folder = dup_folder ("", g_get_user_data_dir ());

  return g_build_filename (folder, name, NULL);
}

char *
depot_paths_dup_store (void)
{
  return dup_file ("depot.sqlite");
}

char *
depot_paths_dup_keyring_lock (void)
{
  return dup_file ("keyring.lock");
}

char *
depot_paths_dup_manifests (void)
{
  return dup_folder ("manifests", g_get_user_data_dir ());
}

char *
depot_paths_dup_sources (void)
{
  return dup_folder ("sources", g_get_user_data_dir ());
}

char *
depot_paths_dup_log_dir (void)
{
  return dup_folder ("log", g_get_user_state_dir ());
}

char *
depot_paths_dup_practice (void)
{
  return dup_folder ("practice", g_get_user_data_dir ());
}

static const char *
get_or (const char *variable, const char *installed)
{
  const char *value = g_getenv (variable);

  return value != NULL && *value != '\0' ? value : installed;
}

char *
depot_paths_dup_azure_data (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_build_filename (get_or ("DEPOT_DATADIR", PKGDATADIR), "azure", name, NULL);
}

char *
depot_paths_dup_program (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_build_filename (get_or ("DEPOT_LIBEXECDIR", LIBEXECDIR), name, NULL);
}
