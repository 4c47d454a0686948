/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: turn the main loop until something is true, or fail at a deadline. */
#pragma once

#include <gio/gio.h>

/* Ends the test program when it takes longer: far above what any of these needs. */
#define TEST_DEADLINE_SECONDS 30

static inline gboolean
test_wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define test_wait_until(condition)                                                     \
  G_STMT_START                                                                         \
  {                                                                                    \
    gint64 deadline_ = g_get_monotonic_time () + TEST_DEADLINE_SECONDS * G_USEC_PER_SEC; \
    guint tick_ = g_timeout_add (20, test_wake_up, NULL);                              \
                                                                                       \
    while (!(condition))                                                               \
      {                                                                                \
        if (g_get_monotonic_time () > deadline_)                                       \
          g_error ("%s:%d: not within the time: %s", __FILE__, __LINE__, #condition);  \
        g_main_context_iteration (NULL, TRUE);                                         \
      }                                                                                \
    g_source_remove (tick_);                                                           \
  }                                                                                    \
  G_STMT_END

/* Lets everything run that is ready now; a loop that never rests is a fault of its own. */
static inline void
test_settle_loop (void)
{
  for (guint i = 0; g_main_context_iteration (NULL, FALSE); i++)
    g_assert_cmpuint (i, <, 10000);
}

/* A callback that keeps the result: pass the address of a NULL GAsyncResult pointer. */
static inline void
test_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}
