/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where this program keeps things. With DEPOT_HOME set, everything lies below that folder; otherwise in the
 * folders of the XDG base directory specification. Folders are made on first use, mode 0700. Any thread; caller owns.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *depot_paths_dup_store     (void);   /* …/cloud-depot/depot.sqlite */
char *depot_paths_dup_keyring_lock (void); /* beside the store: who holds it may write into the keyring */
char *depot_paths_dup_manifests (void);   /* what was in each version of a package */
char *depot_paths_dup_sources   (void);   /* source folders of packages that were single files */
char *depot_paths_dup_log_dir   (void);   /* CloudMgr.log lives here */
char *depot_paths_dup_practice  (void);   /* state of the practice cloud */
/* data/azure as installed (or DEPOT_DATADIR when running uninstalled): templates, cloud-init, edge. */
char *depot_paths_dup_azure_data (const char *name);
/* depot-practice-cloud as installed (or in DEPOT_LIBEXECDIR). */
char *depot_paths_dup_program   (const char *name);

G_END_DECLS
