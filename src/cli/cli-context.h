/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of depotctl: the house it opened, how to print, and what to return. Exit codes are
 * documented in the manual page and never change meaning: 0 done, 1 failed, 2 wrong use, 3 sign-in
 * needed, 4 local data unusable, 5 not found, 6 certificate refused, 7 Azure not reachable or busy,
 * 8 cancelled, 9 Azure refused (permission, quota, name, policy).
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

enum
{
  CLI_EXIT_DONE = 0,
  CLI_EXIT_FAILED = 1,
  CLI_EXIT_USAGE = 2,
  CLI_EXIT_SIGN_IN = 3,
  CLI_EXIT_LOCAL = 4,
  CLI_EXIT_NOT_FOUND = 5,
  CLI_EXIT_CERTIFICATE = 6,
  CLI_EXIT_NOT_REACHABLE = 7,
  CLI_EXIT_CANCELLED = 8,
  CLI_EXIT_REFUSED = 9,
};

typedef struct
{
  DepotHouse *house;         /* NULL until cli_context_open() */
  GCancellable *cancellable; /* Ctrl+C */
  gboolean json;
  gboolean quiet;
} CliContext;

/* Waiting for one async call on the default main context; the command line has nothing else to do.
 */
typedef struct
{
  GAsyncResult *result;
} CliAwait;

void cli_await_done (GObject *source, GAsyncResult *result, gpointer await);
/* Runs the main context until the call is back. The result is dropped by cli_await_clear(). */
GAsyncResult *cli_await (CliAwait *await);
void cli_await_clear (CliAwait *await);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliAwait, cli_await_clear)

/* keep: this run may become the keeper and do the work itself. */
gboolean cli_context_open (CliContext *self, gboolean keep, GError **error);
void cli_context_close (CliContext *self);
/* Prints what went wrong (text on stderr, or a JSON object on stdout with --json) and gives the
 * exit code for it. */
int cli_context_fail (CliContext *self, const GError *error);
int cli_context_misuse (CliContext *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Parses a verb's own options; FALSE after telling the person what is wrong. Operands stay in argv.
 */
gboolean cli_context_parse (CliContext *self,
                            int *argc,
                            char ***argv,
                            const GOptionEntry *entries,
                            const char *operands,
                            const char *summary);
/* What is said besides the result: nothing with --quiet or --json. */
void cli_context_say (CliContext *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The environment called id; starts the practice cloud when that is meant. Borrowed. */
DepotCloud *cli_context_find_cloud (CliContext *self, const char *id, GError **error);

G_END_DECLS
