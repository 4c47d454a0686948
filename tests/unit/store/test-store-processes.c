/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "depot-error.h"
#include "depot-lease.h"
#include "depot-store-journal.h"
#include "depot-store-messages.h"
#include "depot-store-settings.h"
#include "store-test.h"

static GSubprocess *
start_writer (StoreTest *test, const char *what, const char *key, const char *count)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                          &error,
                          g_getenv ("STORE_WRITER"),
                          test->path,
                          what,
                          key,
                          count,
                          NULL);

  g_assert_no_error (error);
  return process;
}

static GDataInputStream *
open_output (GSubprocess *process)
{
  return g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
}

static void
end_process (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
}

static guint
count_messages (StoreTest *test)
{
  DepotMessageQuery everything = { .severity = -1, .limit = 100000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages
      = STORE_CALL (depot_store_list_messages, &error, test->store, &everything);

  g_assert_no_error (error);
  return messages->len;
}

static void
assert_sound (StoreTest *test)
{
  g_autoptr (GAsyncResult) result = STORE_START (depot_store_verify, test->store);
  g_autofree char *finding = NULL;

  g_assert_true (depot_store_verify_finish (test->store, result, &finding, NULL));
  g_assert_cmpstr (finding, ==, NULL);
}

static guint
get_number (StoreTest *test, const char *key)
{
  g_autofree char *value = STORE_CALL (depot_store_get_setting, NULL, test->store, key);

  return value != NULL ? (guint) atoi (value) : 0;
}

/* Kills a writer after it has told of a few commits; what it told of must be there, whole, and at
 * most one more. */
static guint
kill_one_writer (StoreTest *test, guint n_lines)
{
  g_autoptr (GSubprocess) process = start_writer (test, "write", "n", "1000");
  g_autoptr (GDataInputStream) output = open_output (process);
  guint told = 0;

  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

      g_assert_nonnull (line);
      told = (guint) atoi (line);
    }
  end_process (process);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

      if (line == NULL)
        return told;
      told = (guint) atoi (line);
    }
}

static void
test_kill_during_writes (void)
{
  StoreTest test;
  guint told = 0;

  store_test_make_folder (&test);
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (GError) error = NULL;

      told = MAX (told, kill_one_writer (&test, round % 4));
      test.store = store_test_open (&test, &error);
      g_assert_no_error (error);
      assert_sound (&test);
      g_assert_cmpuint (get_number (&test, "n"), >=, told);
      g_assert_cmpuint (get_number (&test, "n"), <=, told + 1);
      g_assert_cmpuint (count_messages (&test), ==, get_number (&test, "n"));
      told = get_number (&test, "n");
      depot_store_close (test.store);
      g_clear_object (&test.store);
    }
  store_test_tear_down (&test);
}

static void
test_two_writers (void)
{
  StoreTest test;
  g_autoptr (GSubprocess) one = NULL;
  g_autoptr (GSubprocess) two = NULL;

  store_test_set_up (&test);
  one = start_writer (&test, "write", "one", "40");
  two = start_writer (&test, "write", "two", "40");
  /* and a reader beside them */
  while (g_subprocess_get_identifier (one) != NULL || g_subprocess_get_identifier (two) != NULL)
    g_assert_cmpuint (count_messages (&test), <=, 80);
  g_assert_true (g_subprocess_wait_check (one, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (two, NULL, NULL));
  g_assert_cmpuint (count_messages (&test), ==, 80);
  assert_sound (&test);
  store_test_tear_down (&test);
}

/* The lease. */

static gboolean
try_lease (StoreTest *test, DepotLease **holder)
{
  g_autoptr (GAsyncResult) result = STORE_START (depot_store_lease, test->store);
  g_autoptr (GError) error = NULL;
  gboolean held = depot_store_lease_finish (test->store, result, holder, &error);

  g_assert_no_error (error);
  return held;
}

static char *
read_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) output = open_output (process);

  return g_data_input_stream_read_line (output, NULL, NULL, NULL);
}

/* Two processes whose clocks agree: this one's is turned by hand, so it is set to the time of day.
 */
static void
set_up_with_real_time (StoreTest *test)
{
  store_test_make_folder (test);
  g_clear_object (&test->clock);
  test->clock = depot_clock_new_by_hand (g_get_real_time () / G_USEC_PER_SEC);
  test->store = store_test_open (test, NULL);
  g_assert_nonnull (test->store);
}

static void
test_lease_of_a_living_process (void)
{
  StoreTest test;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *said = NULL;
  g_autoptr (DepotLease) holder = NULL;
  g_autoptr (DepotLease) mine = NULL;

  set_up_with_real_time (&test);
  process = start_writer (&test, "lease", NULL, NULL);
  said = read_line (process);
  g_assert_cmpstr (said, ==, "held");

  g_assert_false (try_lease (&test, &holder));
  g_assert_cmpint (holder->pid, ==, atoi (g_subprocess_get_identifier (process)));
  g_assert_nonnull (strchr (holder->owner, '@'));
  g_assert_false (depot_store_is_keeper (test.store));

  /* it dies without a word: no need to wait for its heartbeat to grow old */
  end_process (process);
  g_assert_true (try_lease (&test, &mine));
  g_assert_true (depot_store_is_keeper (test.store));
  store_test_tear_down (&test);
}

static void
test_lease_is_given_back (void)
{
  StoreTest test;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DepotLease) holder = NULL;

  set_up_with_real_time (&test);
  process = start_writer (&test, "lease", NULL, NULL);
  said = read_line (process);
  g_assert_cmpstr (said, ==, "held");
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));

  result = STORE_START (depot_store_get_lease, test.store);
  g_assert_true (depot_store_get_lease_finish (test.store, result, &holder, NULL));
  g_assert_null (holder);
  store_test_tear_down (&test);
}

static void
test_lease_refuses_a_second_process (void)
{
  StoreTest test;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *said = NULL;

  set_up_with_real_time (&test);
  g_assert_true (try_lease (&test, NULL));
  process = start_writer (&test, "lease", NULL, NULL);
  said = read_line (process);
  g_assert_true (g_str_has_prefix (said, "refused by "));
  end_process (process);
  store_test_tear_down (&test);
}

static void
test_lease_is_renewed_and_lost (void)
{
  StoreTest test;
  g_autoptr (DepotClock) later = NULL;
  g_autoptr (DepotStore) other = NULL;
  g_autoptr (GAsyncResult) broken = NULL;
  g_autoptr (DepotLease) holder = NULL;

  store_test_set_up (&test);
  g_assert_true (try_lease (&test, NULL));
  for (guint i = 0; i < 20; i++)
    {
      depot_clock_advance (test.clock, DEPOT_LEASE_RENEW_SECONDS);
      g_assert_true (STORE_CALL (depot_store_flush, NULL, test.store));
    }
  other = store_test_open (&test, NULL);
  {
    g_autoptr (GAsyncResult) result = STORE_START (depot_store_lease, other);

    g_assert_false (depot_store_lease_finish (other, result, &holder, NULL));
    g_assert_cmpint (holder->since, ==, NOON);
    g_assert_cmpint (holder->heartbeat, ==, NOON + 100);
  }

  /* a person breaks it; the first one notices at its next heartbeat and does not take it back */
  broken = STORE_START (depot_store_break_lease, other);
  g_assert_true (depot_store_lease_finish (other, broken, NULL, NULL));
  depot_clock_advance (test.clock, DEPOT_LEASE_RENEW_SECONDS);
  test_wait_until (!depot_store_is_keeper (test.store));
  g_assert_true (depot_store_is_keeper (other));
  depot_store_close (other);
  store_test_tear_down (&test);
}

static void
test_lease_with_an_old_heartbeat (void)
{
  StoreTest test;
  g_autoptr (DepotStore) other = NULL;

  store_test_set_up (&test);
  g_assert_true (try_lease (&test, NULL));
  /* another clock, so that the first one does not renew */
  g_clear_object (&test.clock);
  test.clock = depot_clock_new_by_hand (NOON + DEPOT_LEASE_DEAD_SECONDS);
  other = store_test_open (&test, NULL);
  {
    g_autoptr (GAsyncResult) early = STORE_START (depot_store_lease, other);

    g_assert_false (depot_store_lease_finish (other, early, NULL, NULL));
  }
  depot_clock_advance (test.clock, 1);
  {
    g_autoptr (GAsyncResult) late = STORE_START (depot_store_lease, other);

    g_assert_true (depot_store_lease_finish (other, late, NULL, NULL));
  }
  depot_store_close (other);
  store_test_tear_down (&test);
}

static void
test_rules_of_death (void)
{
  g_autoptr (DepotLease) me = depot_lease_new_for_me ("me", NOON);
  g_autoptr (DepotLease) other = depot_lease_new_for_me ("other", NOON);

  g_assert_false (depot_lease_is_dead (other, me));
  other->process_started++; /* the pid was used again */
  g_assert_true (depot_lease_is_dead (other, me));
  /* in another container, on another machine, before the last boot: its pid means nothing here */
  g_set_str (&other->pid_namespace, "pid:[1]");
  g_assert_false (depot_lease_is_dead (other, me));
  g_set_str (&other->pid_namespace, me->pid_namespace);
  g_set_str (&other->boot_id, "another");
  g_assert_false (depot_lease_is_dead (other, me));
  other->heartbeat = NOON - DEPOT_LEASE_DEAD_SECONDS;
  g_assert_false (depot_lease_is_dead (other, me));
  other->heartbeat--;
  g_assert_true (depot_lease_is_dead (other, me));
  other->heartbeat = NOON + 7200; /* the clock was set back */
  g_assert_true (depot_lease_is_dead (other, me));
}

static DepotJournalEntry *
make_entry (const char *id)
{
  DepotJournalEntry *entry = g_new0 (DepotJournalEntry, 1);

  entry->id = g_strdup (id);
  entry->kind = g_strdup ("trial");
  entry->state = DEPOT_OPERATION_RUNNING;
  return entry;
}

static void
test_journal_refuses_a_former_keeper (void)
{
  StoreTest test;
  g_autoptr (DepotStore) other = NULL;
  g_autoptr (DepotJournal) journal = NULL;
  g_autoptr (DepotJournalEntry) entry = make_entry ("o1");
  g_autoptr (DepotJournalEntry) added = make_entry ("o2");
  g_autoptr (GAsyncResult) broken = NULL;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  journal = depot_store_journal_new (test.store);
  g_assert_true (try_lease (&test, NULL));
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, entry));
  other = store_test_open (&test, NULL);
  broken = STORE_START (depot_store_break_lease, other);

  g_assert_false (STORE_CALL (depot_journal_write, &error, journal, entry));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  /* asking for something is everybody's right */
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, added));
  g_assert_true (STORE_CALL (depot_journal_wish, NULL, journal, "o1", "cancel"));
  depot_store_close (other);
  g_clear_object (&journal);
  store_test_tear_down (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-processes/kill-during-writes", test_kill_during_writes);
  g_test_add_func ("/store-processes/two-writers", test_two_writers);
  g_test_add_func ("/store-processes/lease/living", test_lease_of_a_living_process);
  g_test_add_func ("/store-processes/lease/given-back", test_lease_is_given_back);
  g_test_add_func ("/store-processes/lease/second-process", test_lease_refuses_a_second_process);
  g_test_add_func ("/store-processes/lease/renewed-and-lost", test_lease_is_renewed_and_lost);
  g_test_add_func ("/store-processes/lease/old-heartbeat", test_lease_with_an_old_heartbeat);
  g_test_add_func ("/store-processes/lease/rules", test_rules_of_death);
  g_test_add_func ("/store-processes/journal-refuses-former-keeper",
                   test_journal_refuses_a_former_keeper);
  return g_test_run ();
}
