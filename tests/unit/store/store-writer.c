/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second process for the tests of the store.
 *   store-writer PATH write KEY COUNT   commits COUNT times, each time one message and KEY = n in
 * one batch, and prints n when it is on the disk store-writer PATH lease             tries for the
 * keeper lease, prints "held" or "refused by PID", and stays until its input ends
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "depot-store-batch.h"
#include "depot-store-settings.h"
#include "store-test.h"

static DepotStore *
open_store (const char *path)
{
  g_autoptr (DepotClock) clock = depot_clock_new (1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DepotStore *store;

  depot_store_open_async (path, clock, NULL, test_keep_result, &result);
  test_wait_until (result != NULL);
  store = depot_store_open_finish (result, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  return store;
}

static void
write_one (DepotStore *store, const char *key, guint n)
{
  g_autofree char *value = g_strdup_printf ("%u", n);
  const char *inserts[] = { key, value, NULL };
  g_autoptr (DepotStatusMessage) message = depot_status_message_new (
      DEPOT_MESSAGE_TASK_QUEUED, DEPOT_COMPONENT_CLOUD_SERVICES, NULL, key, NOON, NULL, inserts);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (store);
  g_autoptr (GError) error = NULL;

  depot_store_batch_add_message (batch, message);
  depot_store_batch_set_setting (batch, key, value);
  if (!STORE_CALL (depot_store_batch_commit, &error, batch))
    g_error ("%s", error->message);
  g_print ("%u\n", n);
}

static void
write_many (DepotStore *store, const char *key, guint count)
{
  g_autofree char *last = STORE_CALL (depot_store_get_setting, NULL, store, key);
  guint n = last != NULL ? (guint) atoi (last) : 0;

  for (guint i = 1; i <= count; i++)
    write_one (store, key, n + i);
}

static void
hold_lease (DepotStore *store)
{
  g_autoptr (GAsyncResult) result = STORE_START (depot_store_lease, store);
  g_autoptr (DepotLease) holder = NULL;
  char byte;

  if (depot_store_lease_finish (store, result, &holder, NULL))
    g_print ("held\n");
  else
    g_print ("refused by %" G_GINT64_FORMAT "\n", holder->pid);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
}

int
main (int argc, char **argv)
{
  g_autoptr (DepotStore) store = NULL;

  g_assert_cmpint (argc, >=, 3);
  setvbuf (stdout, NULL, _IOLBF, 0);
  store = open_store (argv[1]);
  if (g_str_equal (argv[2], "lease"))
    hold_lease (store);
  else
    write_many (store, argv[3], (guint) atoi (argv[4]));
  depot_store_close (store);
  return 0;
}
