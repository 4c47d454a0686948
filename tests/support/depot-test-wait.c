/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-test-wait.h"

#define LIMIT_SECONDS 20

static gboolean
on_too_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
depot_test_wait (DepotTestCondition condition, gpointer data, const char *what)
{
  gboolean is_late = FALSE;
  guint id = g_timeout_add_seconds (LIMIT_SECONDS, on_too_late, &is_late);

  while (!condition (data) && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
  if (is_late)
    g_error ("%s did not come in %d s", what, LIMIT_SECONDS);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

void
depot_test_wait_for (gpointer *pointer, const char *what)
{
  depot_test_wait (is_set, pointer, what);
}

void
depot_test_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}
