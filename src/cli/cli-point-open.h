/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of every verb on one point: parse the options, open the house, find the point by its name. */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* keep: this run may do the work itself; a pointer, because it is an option that is parsed here. Borrowed; NULL when *code
 * says why not and the person was told. */
DepotPoint *cli_open_point (CliContext *context, const gboolean *keep, int argc, char **argv, const GOptionEntry *entries,
                            const char *summary, int *code);

G_END_DECLS
