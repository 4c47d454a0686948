/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which process this is, in a way that another process, or the same pid used again, cannot be taken for it. Facts of
 * proc(5). Any thread. Private to the store.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *depot_process_dup_host          (void);
char    *depot_process_dup_boot_id       (void);   /* "" when unknown */
/* Numbers of processes mean the same only within one of these: a Flatpak has its own. "" when unknown. */
char    *depot_process_dup_pid_namespace (void);
/* Clock ticks after boot; 0 when there is no such process. */
gint64   depot_process_get_start         (gint64 pid);

G_END_DECLS
