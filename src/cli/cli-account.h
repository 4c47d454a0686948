/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which account a verb means: the one named, or the only one signed in to the environment. */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* cloud_id: starts the practice cloud when it is that one. name: user name or id, NULL for the only
 * one. Borrowed. */
DepotAccount *
cli_account_find (CliContext *context, const char *cloud_id, const char *name, GError **error);

G_END_DECLS
