/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the software library for a verb. */
#pragma once

#include "cli-context.h"
#include "depot-library.h"

G_BEGIN_DECLS

/* The house with its packages and groups read; borrowed, NULL with error. keep: as for cli_context_open(). */
DepotLibrary *cli_open_library (CliContext *context, gboolean keep, GError **error);

G_END_DECLS
