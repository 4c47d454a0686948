/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting in tests: turns the main loop until something is so, and fails when it does not become so
 * in time. */
#pragma once

#include <gio/gio.h>

typedef gboolean (*DepotTestCondition) (gpointer data);

/* Fails the test after 20 real seconds; what names the thing waited for. */
void depot_test_wait (DepotTestCondition condition, gpointer data, const char *what);
/* Waits until *pointer is set. */
void depot_test_wait_for (gpointer *pointer, const char *what);
/* A GAsyncReadyCallback that keeps the result in the GAsyncResult * it is given as data. */
void depot_test_keep_result (GObject *source, GAsyncResult *result, gpointer data);
/* The same in one: turn the loop until the result came, and take it. */
#define depot_test_result(result) (depot_test_wait_for ((gpointer *) &(result), #result), (result))
