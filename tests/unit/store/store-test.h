/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: a store in a folder of its own, and calls that wait for their answer. */
#pragma once

#include "depot-store.h"
#include "test-loop.h"

#define NOON 1795435200 /* 2026-11-23 12:00 UTC */

typedef struct
{
  char *folder;
  char *path;
  DepotClock *clock;
  DepotStore *store;
  guint n_changed;
} StoreTest;

/* With an open, empty store and the site CEN. */
void        store_test_set_up    (StoreTest *test);
void        store_test_tear_down (StoreTest *test);
/* Only the folder and the clock. */
void        store_test_make_folder (StoreTest *test);
DepotStore *store_test_open      (StoreTest *test, GError **error);
void        store_test_remove_tree (const char *folder);

/* WAIT (depot_store_save_point, store, point) calls _async, turns the loop, and gives the result to _finish. */
#define STORE_START(function, object, ...)                                              \
  ({                                                                                    \
    GAsyncResult *result_ = NULL;                                                       \
    function##_async (object, ##__VA_ARGS__, test_keep_result, &result_);               \
    test_wait_until (result_ != NULL);                                                  \
    result_;                                                                            \
  })
#define STORE_CALL(function, error, object, ...)                                        \
  ({                                                                                    \
    g_autoptr (GAsyncResult) answer_ = STORE_START (function, object, ##__VA_ARGS__);   \
    function##_finish (object, answer_, error);                                         \
  })
