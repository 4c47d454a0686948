/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-error.h"
#include "depot-operation-queue.h"
#include "memory-journal.h"
#include "test-loop.h"
#include "trial-operation.h"

#define NOON 1795435200 /* 2026-11-23 12:00 UTC */

typedef struct
{
  TrialWorld *world;
  DepotJournal *journal;
  DepotClock *clock;
  DepotOperationQueue *queue;
} Stage;

static void
start_program (Stage *stage, gboolean keeping)
{
  stage->queue = depot_operation_queue_new (stage->journal, stage->clock, 2);
  depot_operation_queue_set_factory (stage->queue, trial_operation_make, stage->world, NULL);
  depot_operation_queue_set_keeping (stage->queue, keeping);
  depot_operation_queue_refresh (stage->queue);
  test_settle_loop ();
}

/* As kill -9 would: nothing more is written, whatever was under way. */
static void
crash_program (Stage *stage)
{
  g_object_run_dispose (G_OBJECT (stage->queue));
  g_clear_object (&stage->queue);
  test_settle_loop ();
}

static void
raise_stage (Stage *stage, const char *script)
{
  stage->world = trial_world_new (script);
  stage->journal = memory_journal_new ();
  stage->clock = depot_clock_new_by_hand (NOON);
  start_program (stage, TRUE);
}

static void
clear_stage (Stage *stage)
{
  crash_program (stage);
  g_clear_object (&stage->journal);
  g_clear_object (&stage->clock);
  g_clear_pointer (&stage->world, trial_world_free);
}

static DepotOperation *
add (Stage *stage, const char *subject)
{
  g_autoptr (DepotOperation) operation = trial_operation_new (stage->world, subject);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_operation_queue_add_async (stage->queue, operation, test_keep_result, &result);
  test_wait_until (result != NULL);
  g_assert_true (depot_operation_queue_add_finish (stage->queue, result, &error));
  g_assert_no_error (error);
  test_settle_loop ();
  return depot_operation_queue_find (stage->queue, depot_operation_get_id (operation));
}

static void
assert_story (Stage *stage, const char *expected)
{
  g_autofree char *story = memory_journal_dup_story (stage->journal);

  g_assert_cmpstr (story, ==, expected);
}

#define assert_state(operation, state)                                                             \
  g_assert_cmpstr (                                                                                \
      depot_operation_state_get_nick (depot_operation_get_state (operation)), ==, state)

static void
test_runs_to_the_end (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, NULL);
  operation = add (&stage, "contoso");

  assert_state (operation, "done");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two three");
  assert_story (&stage, "queued running:one running:two running:three done");
  g_assert_cmpfloat (depot_operation_get_fraction (operation), ==, 1);
  g_assert_null (depot_operation_get_step (operation));
  g_assert_cmpint (depot_operation_get_created_at (operation), ==, NOON);
  g_assert_cmpint (depot_operation_get_started_at (operation), ==, NOON);
  g_assert_cmpint (depot_operation_get_ended_at (operation), ==, NOON);
  g_assert_cmpuint (stage.world->n_settled, ==, 1);
  g_assert_true (depot_operation_queue_is_idle (stage.queue));
  clear_stage (&stage);
}

static void
test_again_waits_by_the_clock (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:again two:again");
  operation = add (&stage, "contoso");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  assert_state (operation, "running");

  depot_clock_advance (stage.clock, 9);
  test_settle_loop ();
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  depot_clock_advance (stage.clock, 1);
  test_settle_loop ();
  g_assert_cmpstr (stage.world->calls->str, ==, "one two two");
  depot_clock_advance (stage.clock, 10);
  test_settle_loop ();
  assert_state (operation, "done");
  assert_story (&stage, "queued running:one running:two running:three done");
  clear_stage (&stage);
}

static void
test_failure_is_kept_and_retried (void)
{
  Stage stage;
  DepotOperation *operation;
  const DepotJournalEntry *entry;
  const GError *error;

  raise_stage (&stage, "two:fail");
  operation = add (&stage, "contoso");
  assert_state (operation, "failed");
  g_assert_cmpuint (stage.world->n_settled, ==, 1);
  g_assert_true (depot_operation_can_retry (operation));
  g_assert_true (depot_operation_can_clean_up (operation));
  g_assert_false (depot_operation_can_cancel (operation));

  entry = memory_journal_look (stage.journal, depot_operation_get_id (operation));
  g_assert_cmpstr (entry->step_id, ==, "two");
  g_assert_nonnull (strstr (entry->error_json, "quota-exceeded"));
  g_assert_nonnull (strstr (entry->error_json, "request-1"));

  /* another run of the program sees the same reason */
  crash_program (&stage);
  start_program (&stage, TRUE);
  operation = depot_operation_queue_find_for_subject (stage.queue, "contoso");
  error = depot_operation_get_error (operation);
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_QUOTA_EXCEEDED);
  g_assert_cmpstr (depot_error_get_azure_code (error), ==, "QuotaExceeded");
  g_assert_cmpstr (depot_error_get_request_id (error), ==, "request-1");

  depot_operation_queue_retry (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "done");
  g_assert_null (depot_operation_get_error (operation));
  g_assert_cmpstr (stage.world->calls->str, ==, "one two two three");
  clear_stage (&stage);
}

static void
test_retry_counts_attempts (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:fail two:fail two:hang");
  operation = add (&stage, "contoso");
  g_assert_cmpuint (depot_operation_get_attempt (operation), ==, 1);
  depot_operation_queue_retry (stage.queue, operation);
  test_settle_loop ();
  g_assert_cmpuint (depot_operation_get_attempt (operation), ==, 2);
  depot_operation_queue_retry (stage.queue, operation);
  test_settle_loop ();
  g_assert_cmpuint (depot_operation_get_attempt (operation), ==, 3);
  depot_operation_next (operation);
  test_settle_loop ();
  assert_state (operation, "done");
  g_assert_cmpuint (depot_operation_get_attempt (operation), ==, 1);
  clear_stage (&stage);
}

static void
test_waits_for_a_person (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:wait two:wait");
  operation = add (&stage, "contoso");
  assert_state (operation, "waiting");
  g_assert_error (depot_operation_get_error (operation), DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
  g_assert_cmpuint (stage.world->n_settled, ==, 0);
  g_assert_true (depot_operation_queue_is_idle (stage.queue));
  g_assert_false (depot_operation_can_clean_up (operation));

  depot_operation_queue_wake (stage.queue, NULL);
  test_settle_loop ();
  assert_state (operation, "waiting");
  depot_operation_queue_retry (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "done");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two two two three");
  clear_stage (&stage);
}

static void
test_waiting_tries_again_after_a_restart (void)
{
  Stage stage;

  raise_stage (&stage, "two:wait");
  add (&stage, "contoso");
  crash_program (&stage);
  start_program (&stage, TRUE);
  assert_state (depot_operation_queue_find_for_subject (stage.queue, "contoso"), "done");
  clear_stage (&stage);
}

static void
test_cancel_in_a_step (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  depot_operation_queue_cancel (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "cancelling");
  g_assert_cmpint (memory_journal_look (stage.journal, depot_operation_get_id (operation))->state,
                   ==,
                   DEPOT_OPERATION_CANCELLING);
  g_assert_true (g_cancellable_is_cancelled (depot_operation_get_cancellable (operation)));

  depot_operation_next (operation);
  test_settle_loop ();
  assert_state (operation, "cancelled");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  g_assert_cmpuint (stage.world->n_settled, ==, 1);

  /* and can be taken up again, with a cancellable that is not cancelled */
  depot_operation_queue_retry (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "done");
  g_assert_false (g_cancellable_is_cancelled (depot_operation_get_cancellable (operation)));
  clear_stage (&stage);
}

static void
test_cancel_while_waiting_to_try_again (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:again");
  operation = add (&stage, "contoso");
  depot_operation_queue_cancel (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "cancelled");
  depot_clock_advance (stage.clock, 100);
  test_settle_loop ();
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  clear_stage (&stage);
}

static void
test_cancel_while_queued_or_waiting (void)
{
  Stage stage;
  DepotOperation *first, *second;

  raise_stage (&stage, "one:wait");
  first = add (&stage, "contoso");
  second = add (&stage, "contoso");
  assert_state (first, "waiting");
  assert_state (second, "queued");
  depot_operation_queue_cancel (stage.queue, second);
  test_settle_loop ();
  assert_state (second, "cancelled");
  depot_operation_queue_cancel (stage.queue, first);
  test_settle_loop ();
  assert_state (first, "cancelled");
  g_assert_cmpstr (stage.world->calls->str, ==, "one");
  g_assert_cmpuint (stage.world->n_settled, ==, 2);
  clear_stage (&stage);
}

static void
test_cleans_up_backwards (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "three:fail -three:again");
  operation = add (&stage, "contoso");
  depot_operation_queue_clean_up (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "cleaning-up");
  depot_clock_advance (stage.clock, 10);
  test_settle_loop ();
  assert_state (operation, "cleaned-up");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two three -three -three -one");
  assert_story (&stage,
                "queued running:one running:two running:three failed "
                "cleaning-up:three cleaning-up:three cleaning-up:one cleaned-up");
  g_assert_cmpuint (stage.world->n_settled, ==, 2);
  g_assert_false (depot_operation_can_retry (operation));
  clear_stage (&stage);
}

static void
test_clean_up_that_fails_goes_on_where_it_was (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "three:fail -one:fail");
  operation = add (&stage, "contoso");
  depot_operation_queue_clean_up (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "failed");
  depot_operation_queue_clean_up (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "cleaned-up");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two three -three -one -one");
  clear_stage (&stage);
}

static void
test_one_per_subject_and_a_bounded_number (void)
{
  Stage stage;
  DepotOperation *a1, *a2, *b, *c;

  raise_stage (&stage, "one:hang one:hang one:hang one:hang");
  a1 = add (&stage, "a");
  a2 = add (&stage, "a");
  b = add (&stage, "b");
  c = add (&stage, "c");
  assert_state (a1, "running");
  assert_state (a2, "queued"); /* same subject as a1 */
  assert_state (b, "running");
  assert_state (c, "queued"); /* two at a time */

  depot_operation_next (b);
  test_settle_loop ();
  assert_state (b, "done");
  assert_state (a2, "queued");
  assert_state (c, "running");
  depot_operation_next (a1);
  test_settle_loop ();
  assert_state (a1, "done");
  assert_state (a2, "running");
  depot_operation_next (a2);
  depot_operation_next (c);
  test_settle_loop ();
  g_assert_true (depot_operation_queue_is_idle (stage.queue));
  clear_stage (&stage);
}

static void
test_priority_goes_before_age (void)
{
  Stage stage;
  DepotOperation *a, *older, *urgent;

  raise_stage (&stage, "one:hang one:hang one:hang one:hang");
  a = add (&stage, "a");
  add (&stage, "b");
  older = add (&stage, "c");
  urgent = add (&stage, "!d");
  assert_state (urgent, "queued"); /* what runs keeps its place */

  depot_operation_next (a);
  test_settle_loop ();
  assert_state (a, "done");
  assert_state (urgent, "running");
  assert_state (older, "queued");
  clear_stage (&stage);
}

static void
test_waiting_holds_its_subject_but_no_place (void)
{
  Stage stage;

  raise_stage (&stage, "one:wait one:wait");
  add (&stage, "a");
  add (&stage, "b");
  assert_state (add (&stage, "a"), "queued");
  assert_state (add (&stage, "c"), "done");
  clear_stage (&stage);
}

/* The heart of it: whichever write was the last one before the crash, a new program brings the
 * operation to its end and every step has happened at least once, none after the end. */
static void
test_crash_after_every_write (void)
{
  for (guint n_writes = 1; n_writes <= 5; n_writes++)
    {
      Stage stage;
      g_autoptr (DepotOperation) operation = NULL;

      raise_stage (&stage, NULL);
      operation = trial_operation_new (stage.world, "contoso");
      trial_operation_set_number (operation, 42);
      depot_operation_queue_add_async (stage.queue, operation, NULL, NULL);
      while (memory_journal_get_n_writes (stage.journal) < n_writes)
        g_main_context_iteration (NULL, TRUE);
      crash_program (&stage);
      g_assert_cmpuint (memory_journal_get_n_writes (stage.journal), ==, n_writes);

      start_program (&stage, TRUE);
      test_settle_loop ();
      assert_state (depot_operation_queue_find_for_subject (stage.queue, "contoso"), "done");
      g_assert_cmpint (trial_operation_get_number (
                           depot_operation_queue_find_for_subject (stage.queue, "contoso")),
                       ==,
                       42);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (stage.queue)), ==, 1);
      g_assert_cmpuint (g_hash_table_size (stage.world->resources), ==, 3);
      clear_stage (&stage);
    }
}

static void
test_crash_within_every_step (void)
{
  static const char *const scripts[] = { "one:hang", "two:hang", "three:hang" };
  static const char *const calls[]
      = { "one one two three", "one two two three", "one two three three" };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      Stage stage;
      g_autoptr (DepotOperation) lost = NULL;
      DepotOperation *operation;

      raise_stage (&stage, scripts[i]);
      lost = g_object_ref (add (&stage, "contoso"));
      crash_program (&stage);
      /* an answer that comes too late does nothing */
      depot_operation_next (lost);
      test_settle_loop ();

      start_program (&stage, TRUE);
      operation = depot_operation_queue_find_for_subject (stage.queue, "contoso");
      assert_state (operation, "done");
      g_assert_cmpstr (stage.world->calls->str, ==, calls[i]);
      clear_stage (&stage);
    }
}

static void
test_crash_in_clean_up (void)
{
  static const char *const scripts[] = { "three:fail -three:hang", "three:fail -one:hang" };
  static const char *const calls[]
      = { "one two three -three -three -one", "one two three -three -one -one" };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      Stage stage;

      raise_stage (&stage, scripts[i]);
      depot_operation_queue_clean_up (stage.queue, add (&stage, "contoso"));
      test_settle_loop ();
      crash_program (&stage);
      start_program (&stage, TRUE);
      assert_state (depot_operation_queue_find_for_subject (stage.queue, "contoso"), "cleaned-up");
      g_assert_cmpstr (stage.world->calls->str, ==, calls[i]);
      g_assert_false (g_hash_table_contains (stage.world->resources, "one"));
      g_assert_false (g_hash_table_contains (stage.world->resources, "three"));
      clear_stage (&stage);
    }
}

static void
test_crash_while_cancelling (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  depot_operation_queue_cancel (stage.queue, operation);
  test_settle_loop ();
  crash_program (&stage);
  start_program (&stage, TRUE);
  operation = depot_operation_queue_find_for_subject (stage.queue, "contoso");
  assert_state (operation, "cancelled");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  clear_stage (&stage);
}

static void
test_memory_is_saved_with_every_position (void)
{
  Stage stage;
  DepotOperation *operation;
  g_autoptr (GAsyncResult) result = NULL;

  raise_stage (&stage, "two:hang two:hang");
  operation = add (&stage, "contoso");
  trial_operation_set_number (operation, 7);
  depot_operation_save_async (operation, test_keep_result, &result);
  test_wait_until (result != NULL);
  g_assert_true (depot_operation_save_finish (operation, result, NULL));
  crash_program (&stage);
  start_program (&stage, TRUE);
  operation = depot_operation_queue_find_for_subject (stage.queue, "contoso");
  g_assert_cmpint (trial_operation_get_number (operation), ==, 7);
  g_assert_cmpuint (depot_operation_get_attempt (operation), ==, 2);
  clear_stage (&stage);
}

static void
test_saving_outside_a_queue_is_an_error (void)
{
  g_autoptr (TrialWorld) world = trial_world_new (NULL);
  g_autoptr (DepotOperation) operation = trial_operation_new (world, "contoso");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_operation_save_async (operation, test_keep_result, &result);
  test_wait_until (result != NULL);
  g_assert_false (depot_operation_save_finish (operation, result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_FAILED);
}

static void
test_progress_is_written_once_a_second (void)
{
  Stage stage;
  DepotOperation *operation;
  guint before;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  g_assert_cmpfloat_with_epsilon (depot_operation_get_fraction (operation), 0.10, 0.001);
  before = memory_journal_get_n_writes (stage.journal);
  for (int i = 1; i <= 50; i++)
    depot_operation_set_status (operation, "Working", i / 100.0);
  test_settle_loop ();
  g_assert_cmpuint (memory_journal_get_n_writes (stage.journal), ==, before);
  g_assert_cmpfloat_with_epsilon (
      depot_operation_get_fraction (operation), 0.10 + 0.30 * 0.5, 0.001);

  depot_clock_advance (stage.clock, 1);
  test_settle_loop ();
  g_assert_cmpuint (memory_journal_get_n_writes (stage.journal), ==, before + 1);
  g_assert_cmpstr (
      memory_journal_look (stage.journal, depot_operation_get_id (operation))->status_text,
      ==,
      "Working");

  /* the position of the next step makes a pending one needless */
  depot_operation_set_status (operation, "Nearly", 0.9);
  depot_operation_next (operation);
  test_settle_loop ();
  before = memory_journal_get_n_writes (stage.journal);
  depot_clock_advance (stage.clock, 5);
  test_settle_loop ();
  g_assert_cmpuint (memory_journal_get_n_writes (stage.journal), ==, before);
  clear_stage (&stage);
}

static void
test_a_step_that_ends_twice_fails (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "one:twice");
  g_test_expect_message ("depot-base", G_LOG_LEVEL_CRITICAL, "*although none is running*");
  operation = add (&stage, "contoso");
  g_test_assert_expected_messages ();
  assert_state (operation, "failed");
  g_assert_error (depot_operation_get_error (operation), DEPOT_ERROR, DEPOT_ERROR_FAILED);
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  clear_stage (&stage);
}

static void
test_refused_addition_leaves_no_trace (void)
{
  Stage stage;
  g_autoptr (DepotOperation) operation = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  raise_stage (&stage, NULL);
  memory_journal_refuse (stage.journal, depot_error_new (DEPOT_ERROR_STORE, "disk full"));
  operation = trial_operation_new (stage.world, "contoso");
  depot_operation_queue_add_async (stage.queue, operation, test_keep_result, &result);
  test_wait_until (result != NULL);
  g_assert_false (depot_operation_queue_add_finish (stage.queue, result, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (stage.queue)), ==, 0);
  g_assert_cmpstr (stage.world->calls->str, ==, "");
  clear_stage (&stage);
}

static void
test_a_position_that_cannot_be_written_stops (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  memory_journal_refuse (stage.journal, depot_error_new (DEPOT_ERROR_STORE, "disk full"));
  depot_operation_next (operation);
  test_settle_loop ();
  assert_state (operation, "failed");
  g_assert_error (depot_operation_get_error (operation), DEPOT_ERROR, DEPOT_ERROR_STORE);
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");

  memory_journal_refuse (stage.journal, NULL);
  depot_operation_queue_retry (stage.queue, operation);
  test_settle_loop ();
  assert_state (operation, "done");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two three");
  clear_stage (&stage);
}

static void
test_a_lost_keeper_does_not_go_on (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  memory_journal_refuse (stage.journal, depot_error_new (DEPOT_ERROR_CONFLICT, "taken over"));
  depot_operation_next (operation);
  test_settle_loop ();
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  g_assert_null (depot_operation_get_error (operation));
  g_assert_false (depot_operation_queue_is_keeping (stage.queue));
  g_assert_true (depot_operation_queue_is_idle (stage.queue));

  /* and takes part again once it has the lease back */
  memory_journal_refuse (stage.journal, NULL);
  depot_operation_queue_set_keeping (stage.queue, TRUE);
  test_settle_loop ();
  assert_state (operation, "done");
  g_assert_cmpstr (stage.world->calls->str, ==, "one two two three");
  clear_stage (&stage);
}

static void
test_mirror_shows_and_wishes (void)
{
  Stage keeper, viewer;
  DepotOperation *operation, *mirrored;

  raise_stage (&keeper, "two:hang two:fail");
  viewer = keeper;
  start_program (&viewer, FALSE);
  operation = add (&keeper, "contoso");

  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  mirrored = depot_operation_queue_find (viewer.queue, depot_operation_get_id (operation));
  g_assert_true (mirrored != operation);
  assert_state (mirrored, "running");
  g_assert_cmpuint (depot_operation_get_step_index (mirrored), ==, 1);
  g_assert_cmpstr (depot_operation_get_title (mirrored), ==, "A trial");
  g_assert_true (depot_operation_queue_is_idle (viewer.queue));

  depot_operation_queue_cancel (viewer.queue, mirrored);
  test_settle_loop ();
  assert_state (operation, "running");
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (operation, "cancelling");
  g_assert_null (memory_journal_look (keeper.journal, depot_operation_get_id (operation))->wish);
  depot_operation_next (operation);
  test_settle_loop ();

  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  assert_state (mirrored, "cancelled");
  depot_operation_queue_retry (viewer.queue, mirrored);
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (operation, "failed");
  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  depot_operation_queue_clean_up (viewer.queue, mirrored);
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (operation, "cleaned-up");
  crash_program (&viewer);
  clear_stage (&keeper);
}

static void
test_a_viewer_adds_and_the_keeper_runs (void)
{
  Stage keeper, viewer;

  raise_stage (&keeper, NULL);
  viewer = keeper;
  start_program (&viewer, FALSE);
  assert_state (add (&viewer, "contoso"), "queued");
  g_assert_cmpstr (keeper.world->calls->str, ==, "");

  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (depot_operation_queue_find_for_subject (keeper.queue, "contoso"), "done");
  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  assert_state (depot_operation_queue_find_for_subject (viewer.queue, "contoso"), "done");
  g_assert_cmpstr (keeper.world->calls->str, ==, "one two three");
  crash_program (&viewer);
  clear_stage (&keeper);
}

/* The one who signed in wakes what waits for this one, in this process and in the keeper's. */
static void
test_wakes_whom_it_helps (void)
{
  Stage keeper, viewer;
  DepotOperation *contoso, *fabrikam;

  raise_stage (&keeper, "one:wait one:wait");
  contoso = add (&keeper, "contoso");
  fabrikam = add (&keeper, "fabrikam");
  depot_operation_queue_wake (keeper.queue, "wingtip");
  test_settle_loop ();
  assert_state (contoso, "waiting");
  assert_state (fabrikam, "waiting");

  depot_operation_queue_wake (keeper.queue, "fabrikam");
  test_settle_loop ();
  assert_state (contoso, "waiting");
  assert_state (fabrikam, "done");

  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_wake (viewer.queue, "fabrikam");
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (contoso, "waiting");
  depot_operation_queue_wake (viewer.queue, "contoso");
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (contoso, "done");
  crash_program (&viewer);
  clear_stage (&keeper);
}

static void
test_waking_another_process (void)
{
  Stage keeper, viewer;

  raise_stage (&keeper, "one:wait");
  add (&keeper, "contoso");
  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_wake (viewer.queue, NULL);
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (depot_operation_queue_find_for_subject (keeper.queue, "contoso"), "done");
  crash_program (&viewer);
  clear_stage (&keeper);
}

/* The sign-in ends while the step that found none is still on its way to say so. */
static void
test_waking_while_the_step_runs (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:hang three:wait");
  operation = add (&stage, "contoso");
  depot_operation_queue_wake (stage.queue, NULL);
  depot_operation_wait (operation, depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED, "sign in"));
  test_settle_loop ();
  g_assert_cmpstr (stage.world->calls->str, ==, "one two two three");
  assert_state (operation, "waiting"); /* one wake is good for the step it met, not for the next */
  assert_story (&stage, "queued running:one running:two running:two running:three waiting");
  clear_stage (&stage);
}

static void
test_waking_while_the_wait_is_written (void)
{
  Stage stage;
  DepotOperation *operation;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  depot_operation_wait (operation, depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED, "sign in"));
  g_assert_false (depot_operation_queue_is_idle (stage.queue));
  depot_operation_queue_wake (stage.queue, NULL);
  test_settle_loop ();
  assert_state (operation, "done");
  clear_stage (&stage);
}

static void
test_waking_another_process_while_its_step_runs (void)
{
  Stage keeper, viewer;
  DepotOperation *operation;

  raise_stage (&keeper, "one:hang");
  operation = add (&keeper, "contoso");
  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_wake (viewer.queue, NULL);
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  depot_operation_wait (operation, depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED, "sign in"));
  test_settle_loop ();
  assert_state (operation, "done");
  crash_program (&viewer);
  clear_stage (&keeper);
}

/* What was read is older than the operation by then; the wish in it is not. */
static void
test_a_wish_in_a_stale_read_counts (void)
{
  Stage keeper, viewer;
  DepotOperation *operation;

  raise_stage (&keeper, "one:hang");
  operation = add (&keeper, "contoso");
  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_wake (viewer.queue, NULL);
  test_settle_loop ();
  depot_operation_wait (operation, depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED, "sign in"));
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (operation, "done");
  crash_program (&viewer);
  clear_stage (&keeper);
}

static void
test_waking_does_not_undo_a_cancel (void)
{
  Stage keeper, viewer;
  DepotOperation *operation;

  raise_stage (&keeper, "one:wait");
  operation = add (&keeper, "contoso");
  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_cancel (viewer.queue,
                                depot_operation_queue_find_for_subject (viewer.queue, "contoso"));
  depot_operation_queue_wake (viewer.queue, NULL);
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (operation, "cancelled");
  crash_program (&viewer);
  clear_stage (&keeper);
}

static void
test_waking_does_not_retry_a_failure (void)
{
  Stage keeper, viewer;
  DepotOperation *operation;

  raise_stage (&keeper, "one:hang");
  operation = add (&keeper, "contoso");
  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_wake (viewer.queue, NULL);
  depot_operation_fail (operation, depot_error_new (DEPOT_ERROR_QUOTA_EXCEEDED, "no cores left"));
  test_settle_loop ();
  depot_operation_queue_refresh (keeper.queue);
  test_settle_loop ();
  assert_state (operation, "failed");
  g_assert_null (memory_journal_look (keeper.journal, depot_operation_get_id (operation))->wish);
  crash_program (&viewer);
  clear_stage (&keeper);
}

static void
test_letting_go_hands_over (void)
{
  Stage first, second;
  DepotOperation *operation;

  raise_stage (&first, "two:hang");
  operation = add (&first, "contoso");
  depot_operation_queue_set_keeping (first.queue, FALSE);
  test_settle_loop ();
  g_assert_false (depot_operation_queue_is_idle (first.queue)); /* the step may end */
  depot_operation_next (operation);
  test_settle_loop ();
  g_assert_true (depot_operation_queue_is_idle (first.queue));
  g_assert_cmpstr (memory_journal_look (first.journal, depot_operation_get_id (operation))->step_id,
                   ==,
                   "three");

  second = first;
  start_program (&second, TRUE);
  g_assert_cmpstr (first.world->calls->str, ==, "one two three");
  depot_operation_queue_refresh (first.queue);
  test_settle_loop ();
  assert_state (operation, "done");
  crash_program (&second);
  clear_stage (&first);
}

static void
test_letting_go_of_a_pause_is_immediate (void)
{
  Stage stage;

  raise_stage (&stage, "two:again");
  add (&stage, "contoso");
  depot_operation_queue_set_keeping (stage.queue, FALSE);
  g_assert_true (depot_operation_queue_is_idle (stage.queue));
  depot_operation_queue_set_keeping (stage.queue, TRUE);
  test_settle_loop ();
  assert_state (depot_operation_queue_find_for_subject (stage.queue, "contoso"), "done");
  clear_stage (&stage);
}

static void
test_rows_of_a_later_version_are_left_alone (void)
{
  Stage stage;
  DepotOperation *operation;
  DepotJournalEntry *entry;

  raise_stage (&stage, "two:hang");
  operation = add (&stage, "contoso");
  entry = memory_journal_edit (stage.journal, depot_operation_get_id (operation));
  crash_program (&stage);
  g_set_str (&entry->step_id, "one-and-a-half");
  entry = g_new0 (DepotJournalEntry, 1);
  entry->id = g_strdup ("later");
  entry->kind = g_strdup ("unheard-of");
  memory_journal_put (stage.journal, entry);

  start_program (&stage, TRUE);
  g_assert_null (depot_operation_queue_find (stage.queue, "later"));
  operation = depot_operation_queue_find_for_subject (stage.queue, "contoso");
  assert_state (operation, "failed");
  g_assert_nonnull (strstr (depot_operation_get_error (operation)->message, "one-and-a-half"));
  g_assert_false (depot_operation_can_retry (operation));
  g_assert_false (depot_operation_can_clean_up (operation));
  g_assert_cmpstr (stage.world->calls->str, ==, "one two");
  g_assert_cmpint (memory_journal_look (stage.journal, depot_operation_get_id (operation))->state,
                   ==,
                   DEPOT_OPERATION_RUNNING);
  clear_stage (&stage);
}

static void
test_pruned_rows_leave_the_list (void)
{
  Stage keeper, viewer;
  g_autofree char *old = NULL;
  DepotOperation *running;

  raise_stage (&keeper, "two:hang");
  old = g_strdup (depot_operation_get_id (add (&keeper, "contoso")));
  viewer = keeper;
  start_program (&viewer, FALSE);
  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  depot_operation_next (depot_operation_queue_find (keeper.queue, old));
  test_settle_loop ();
  running = add (&keeper, "fabrikam");
  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (viewer.queue)), ==, 2);

  memory_journal_prune (keeper.journal, old);
  depot_operation_queue_refresh (keeper.queue);
  depot_operation_queue_refresh (viewer.queue);
  test_settle_loop ();
  g_assert_null (depot_operation_queue_find (keeper.queue, old));
  g_assert_null (depot_operation_queue_find (viewer.queue, old));
  g_assert_true (depot_operation_queue_find (keeper.queue, depot_operation_get_id (running))
                 == running);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (viewer.queue)), ==, 1);
  crash_program (&viewer);
  clear_stage (&keeper);
}

static void
test_list_is_newest_first (void)
{
  Stage stage;
  DepotOperation *older, *newer;
  g_autoptr (DepotOperation) top = NULL;

  raise_stage (&stage, NULL);
  older = add (&stage, "a");
  depot_clock_advance (stage.clock, 60);
  newer = add (&stage, "a");
  top = g_list_model_get_item (G_LIST_MODEL (stage.queue), 0);
  g_assert_true (top == newer && newer != older);
  g_assert_true (depot_operation_queue_find_for_subject (stage.queue, "a") == newer);
  g_assert_null (depot_operation_queue_find (stage.queue, "nobody"));
  clear_stage (&stage);
}

static void
test_state_words (void)
{
  for (guint state = 0; state <= DEPOT_OPERATION_CLEANED_UP; state++)
    {
      g_assert_cmpint (
          depot_operation_state_from_nick (depot_operation_state_get_nick (state)), ==, state);
      g_assert_nonnull (depot_operation_state_get_label (state));
    }
  g_assert_cmpint (depot_operation_state_from_nick ("levitating"), ==, DEPOT_OPERATION_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operation-queue/runs-to-the-end", test_runs_to_the_end);
  g_test_add_func ("/operation-queue/again-waits-by-the-clock", test_again_waits_by_the_clock);
  g_test_add_func ("/operation-queue/failure-is-kept-and-retried",
                   test_failure_is_kept_and_retried);
  g_test_add_func ("/operation-queue/retry-counts-attempts", test_retry_counts_attempts);
  g_test_add_func ("/operation-queue/waits-for-a-person", test_waits_for_a_person);
  g_test_add_func ("/operation-queue/waiting-after-restart",
                   test_waiting_tries_again_after_a_restart);
  g_test_add_func ("/operation-queue/cancel-in-a-step", test_cancel_in_a_step);
  g_test_add_func ("/operation-queue/cancel-in-a-pause", test_cancel_while_waiting_to_try_again);
  g_test_add_func ("/operation-queue/cancel-queued-or-waiting",
                   test_cancel_while_queued_or_waiting);
  g_test_add_func ("/operation-queue/cleans-up-backwards", test_cleans_up_backwards);
  g_test_add_func ("/operation-queue/clean-up-that-fails",
                   test_clean_up_that_fails_goes_on_where_it_was);
  g_test_add_func ("/operation-queue/one-per-subject", test_one_per_subject_and_a_bounded_number);
  g_test_add_func ("/operation-queue/priority-goes-before-age", test_priority_goes_before_age);
  g_test_add_func ("/operation-queue/waiting-holds-its-subject",
                   test_waiting_holds_its_subject_but_no_place);
  g_test_add_func ("/operation-queue/crash-after-every-write", test_crash_after_every_write);
  g_test_add_func ("/operation-queue/crash-within-every-step", test_crash_within_every_step);
  g_test_add_func ("/operation-queue/crash-in-clean-up", test_crash_in_clean_up);
  g_test_add_func ("/operation-queue/crash-while-cancelling", test_crash_while_cancelling);
  g_test_add_func ("/operation-queue/memory", test_memory_is_saved_with_every_position);
  g_test_add_func ("/operation-queue/saving-outside-a-queue",
                   test_saving_outside_a_queue_is_an_error);
  g_test_add_func ("/operation-queue/progress-once-a-second",
                   test_progress_is_written_once_a_second);
  g_test_add_func ("/operation-queue/ends-twice", test_a_step_that_ends_twice_fails);
  g_test_add_func ("/operation-queue/refused-addition", test_refused_addition_leaves_no_trace);
  g_test_add_func ("/operation-queue/unwritten-position",
                   test_a_position_that_cannot_be_written_stops);
  g_test_add_func ("/operation-queue/lost-keeper", test_a_lost_keeper_does_not_go_on);
  g_test_add_func ("/operation-queue/mirror", test_mirror_shows_and_wishes);
  g_test_add_func ("/operation-queue/viewer-adds", test_a_viewer_adds_and_the_keeper_runs);
  g_test_add_func ("/operation-queue/wakes-whom-it-helps", test_wakes_whom_it_helps);
  g_test_add_func ("/operation-queue/viewer-wakes", test_waking_another_process);
  g_test_add_func ("/operation-queue/wake-in-a-step", test_waking_while_the_step_runs);
  g_test_add_func ("/operation-queue/wake-in-the-write", test_waking_while_the_wait_is_written);
  g_test_add_func ("/operation-queue/viewer-wakes-in-a-step",
                   test_waking_another_process_while_its_step_runs);
  g_test_add_func ("/operation-queue/stale-wish", test_a_wish_in_a_stale_read_counts);
  g_test_add_func ("/operation-queue/wake-after-cancel", test_waking_does_not_undo_a_cancel);
  g_test_add_func ("/operation-queue/wake-after-failure", test_waking_does_not_retry_a_failure);
  g_test_add_func ("/operation-queue/letting-go", test_letting_go_hands_over);
  g_test_add_func ("/operation-queue/letting-go-of-a-pause",
                   test_letting_go_of_a_pause_is_immediate);
  g_test_add_func ("/operation-queue/later-version", test_rows_of_a_later_version_are_left_alone);
  g_test_add_func ("/operation-queue/pruned", test_pruned_rows_leave_the_list);
  g_test_add_func ("/operation-queue/newest-first", test_list_is_newest_first);
  g_test_add_func ("/operation-queue/state-words", test_state_words);
  return g_test_run ();
}
