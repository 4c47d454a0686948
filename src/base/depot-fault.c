/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-fault.h"

#ifdef DEPOT_TEST_HOOKS

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static guint kill_at;       /* 0: never */
static guint points_passed; /* atomic */

static void
write_count (void)
{
  const char *path = g_getenv ("DEPOT_KILL_COUNT_FILE");
  g_autofree char *text = g_strdup_printf ("%u\n", g_atomic_int_get (&points_passed));
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    g_warning ("The count of fault points was not written: %s", error->message);
}

static void
read_wishes_once (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  if (g_getenv ("DEPOT_KILL_AT") != NULL)
    kill_at = (guint) g_ascii_strtoull (g_getenv ("DEPOT_KILL_AT"), NULL, 10);
  if (g_getenv ("DEPOT_KILL_COUNT_FILE") != NULL)
    atexit (write_count);
  g_once_init_leave (&done, 1);
}

void
depot_fault_point (const char *what)
{
  guint number;

  read_wishes_once ();
  number = (guint) g_atomic_int_add (&points_passed, 1) + 1;
  g_debug ("fault point %u: %s", number, what);
  if (kill_at != 0 && number == kill_at)
    {
      kill (getpid (), SIGKILL);
      pause (); /* the signal may reach another thread first */
    }
}

#endif
