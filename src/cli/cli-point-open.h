/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of every verb on one point: parse the options, open the house, find the point by its name; and the end of
 * those that ask for an operation. */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* keep: this run may do the work itself; a pointer, because it is an option that is parsed here. Borrowed; NULL when *code
 * says why not and the person was told. */
DepotPoint *cli_open_point (CliContext *context, const gboolean *keep, int argc, char **argv, const GOptionEntry *entries,
                            const char *summary, int *code);
/* The name is typed, so that nobody deletes the wrong one by habit. NULL without a terminal; caller owns. */
char       *cli_ask_point_name (DepotPoint *point);
/* The CNAME record this console wrote into Azure DNS for the point. */
gboolean    cli_remove_alias (CliContext *context, DepotPoint *point, GError **error);
/* Says what was asked for, and with wait follows it to its end. Takes error, which counts when there is no operation. */
int         cli_conclude_operation (CliContext *context, DepotOperation *operation, gboolean wait, GError *error);

G_END_DECLS
