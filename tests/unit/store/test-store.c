/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include <sys/stat.h>

#include "depot-error.h"
#include "depot-json.h"
#include "depot-store-accounts.h"
#include "depot-store-batch.h"
#include "depot-store-drafts.h"
#include "depot-store-journal.h"
#include "depot-store-messages.h"
#include "depot-store-points.h"
#include "depot-store-prune.h"
#include "depot-store-settings.h"
#include "depot-store-sites.h"
#include "store-test.h"

static DepotPoint *
make_point (const char *id, const char *name)
{
  g_autofree char *fqdn = g_strdup_printf ("%s.contoso.com", name);

  return g_object_new (DEPOT_TYPE_POINT,
                       "id",
                       id,
                       "name",
                       name,
                       "service-name",
                       name,
                       "service-fqdn",
                       fqdn,
                       "cloud-id",
                       "public",
                       "site-code",
                       "CEN",
                       "created-at",
                       (gint64) NOON,
                       NULL);
}

static GPtrArray *
list_points (StoreTest *test, gint64 since, char ***removed, gint64 *serial)
{
  g_autoptr (GAsyncResult) result = STORE_START (depot_store_list_points, test->store, since);
  g_autoptr (GError) error = NULL;
  GPtrArray *points = depot_store_list_points_finish (test->store, result, removed, serial, &error);

  g_assert_no_error (error);
  return points;
}

static void
test_file (void)
{
  StoreTest test;
  struct stat info;
  g_autofree char *journal = NULL;
  g_autofree char *finding = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  store_test_set_up (&test);
  g_assert_cmpint (stat (test.path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  result = STORE_START (depot_store_verify, test.store);
  g_assert_true (depot_store_verify_finish (test.store, result, &finding, NULL));
  g_assert_null (finding);
  g_assert_cmpstr (depot_store_get_path (test.store), ==, test.path);
  store_test_tear_down (&test);
}

static void
test_closed (void)
{
  StoreTest test;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  depot_store_close (test.store);
  g_assert_false (STORE_CALL (depot_store_flush, &error, test.store));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_STORE);
  store_test_tear_down (&test);
}

static void
test_point_round_trip (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) back = NULL;
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (JsonObject) json_back = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_back = NULL;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  g_object_set (point, "region", "westeurope", "description", "“Ünïcode” ✓ 'quoted' \\ $1", NULL);
  depot_point_set_state (point, DEPOT_POINT_PROVISIONING, NOON);
  g_assert_true (STORE_CALL (depot_store_save_point, &error, test.store, point));
  g_assert_cmpint (depot_point_get_serial (point), ==, 1);

  back = STORE_CALL (depot_store_get_point, &error, test.store, "p1");
  g_assert_no_error (error);
  json = depot_point_to_json (point);
  json_back = depot_point_to_json (back);
  text = depot_json_object_to_text (json);
  text_back = depot_json_object_to_text (json_back);
  g_assert_cmpstr (text, ==, text_back);

  g_assert_null (STORE_CALL (depot_store_get_point, &error, test.store, "p2"));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  store_test_tear_down (&test);
}

static void
test_points_since (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) one = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) two = make_point ("p2", "granitefalls");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  g_auto (GStrv) removed = NULL;
  gint64 serial = 0;

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, one));
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, two));
  all = list_points (&test, 0, NULL, &serial);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (serial, ==, 2);

  depot_point_set_state (one, DEPOT_POINT_READY, NOON + 60);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, one));
  g_assert_true (STORE_CALL (depot_store_remove_point, NULL, test.store, "p2"));
  changed = list_points (&test, serial, &removed, &serial);
  g_assert_cmpuint (changed->len, ==, 1);
  g_assert_cmpstr (depot_point_get_id (changed->pdata[0]), ==, "p1");
  g_assert_cmpint (depot_point_get_state (changed->pdata[0]), ==, DEPOT_POINT_READY);
  g_assert_cmpuint (g_strv_length (removed), ==, 1);
  g_assert_cmpstr (removed[0], ==, "p2");
  g_assert_cmpint (serial, ==, 4);

  /* a save that comes after the removal does not bring the point back */
  g_assert_false (STORE_CALL (depot_store_save_point, NULL, test.store, two));
  g_assert_true (STORE_CALL (depot_store_remove_point, NULL, test.store, "p2"));
  store_test_tear_down (&test);
}

static void
test_point_conflicts (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) one = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) twin = make_point ("p2", "wallacefalls");
  g_autoptr (DepotPoint) stray = make_point ("p3", "granitefalls");
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, one));
  g_assert_false (STORE_CALL (depot_store_save_point, &error, test.store, twin));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "wallacefalls"));
  g_clear_error (&error);

  /* the same names in another cloud are other names */
  g_object_set (twin, "cloud-id", "china", NULL);
  g_assert_true (STORE_CALL (depot_store_save_point, &error, test.store, twin));

  g_object_set (stray, "site-code", "XYZ", NULL);
  g_assert_false (STORE_CALL (depot_store_save_point, &error, test.store, stray));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "XYZ"));
  store_test_tear_down (&test);
}

static DepotJournalEntry *
make_entry (const char *id, const char *subject, DepotOperationState state)
{
  DepotJournalEntry *entry = g_new0 (DepotJournalEntry, 1);

  entry->id = g_strdup (id);
  entry->kind = g_strdup ("create-point");
  entry->title = g_strdup ("Create wallacefalls");
  entry->subject = g_strdup (subject);
  entry->step_id = g_strdup ("storage");
  entry->requested_by = g_strdup ("admin@console");
  entry->memory_json = g_strdup ("{\"tag\":\"t\"}");
  entry->state = state;
  entry->fraction = 0.25;
  entry->attempt = 3;
  entry->created_at = NOON;
  entry->started_at = NOON + 1;
  return entry;
}

static void
test_conflict_names_who_is_creating (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) one = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) twin = make_point ("p2", "wallacefalls");
  g_autoptr (DepotStoreBatch) batch = NULL;
  g_autoptr (DepotJournalEntry) entry = make_entry ("o1", "p1", DEPOT_OPERATION_RUNNING);
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  batch = depot_store_batch_new (test.store);
  depot_store_batch_save_point (batch, one);
  depot_store_batch_write_entry (batch, entry);
  g_assert_true (STORE_CALL (depot_store_batch_commit, &error, batch));
  g_assert_false (STORE_CALL (depot_store_save_point, &error, test.store, twin));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "admin@console"));
  g_assert_nonnull (strstr (error->message, "2026-11-23T12:00:00Z"));
  store_test_tear_down (&test);
}

static void
test_batch_is_whole_or_nothing (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) one = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) twin = make_point ("p2", "wallacefalls");
  g_autoptr (DepotStatusMessage) message = NULL;
  g_autoptr (DepotStoreBatch) batch = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  DepotMessageQuery everything = { .severity = -1 };
  const char *inserts[] = { "wallacefalls", NULL };
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, one));
  message = depot_status_message_new (DEPOT_MESSAGE_INSTALLED,
                                      DEPOT_COMPONENT_CLOUD_SERVICES,
                                      "CEN",
                                      "console",
                                      NOON,
                                      "p2",
                                      inserts);
  batch = depot_store_batch_new (test.store);
  depot_store_batch_add_message (batch, message);
  depot_store_batch_set_setting (batch, "colour", "blue");
  depot_store_batch_save_point (batch, twin);
  g_assert_false (STORE_CALL (depot_store_batch_commit, &error, batch));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);

  messages = STORE_CALL (depot_store_list_messages, NULL, test.store, &everything);
  g_assert_cmpuint (messages->len, ==, 0);
  g_assert_cmpint (depot_status_message_get_record (message), ==, 0);
  g_assert_null (STORE_CALL (depot_store_get_setting, NULL, test.store, "colour"));
  store_test_tear_down (&test);
}

/* The one that takes a point's place has its service FQDN, not its service name; nobody else has.
 */
static void
test_replacement_shares_the_name (void)
{
  StoreTest test;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotPoint) old = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) new = make_point ("p2", "wallacefalls");
  g_autoptr (DepotPoint) third = make_point ("p3", "wallacefalls");

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_point, &error, test.store, old));
  g_object_set (new, "replaces-id", "p1", NULL);
  g_assert_false (STORE_CALL (depot_store_save_point, &error, test.store, new));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_clear_error (&error);
  g_object_set (new, "service-name", "granitefalls", NULL);
  g_assert_true (STORE_CALL (depot_store_save_point, &error, test.store, new));
  /* both can be written again, whichever was first */
  g_object_set (old, "description", "Old", NULL);
  g_assert_true (STORE_CALL (depot_store_save_point, &error, test.store, old));

  g_object_set (third, "service-name", "index", "replaces-id", "p1", NULL);
  g_assert_false (STORE_CALL (depot_store_save_point, &error, test.store, third));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  store_test_tear_down (&test);
}

static void
test_lost_update_is_refused (void)
{
  StoreTest test;
  g_autoptr (DepotStore) other = NULL;
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (DepotPoint) theirs = NULL;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  other = store_test_open (&test, &error);
  g_assert_no_error (error);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  theirs = STORE_CALL (depot_store_get_point, NULL, other, "p1");
  g_object_set (theirs, "description", "theirs", NULL);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, other, theirs));

  g_object_set (point, "description", "ours", NULL);
  g_assert_false (STORE_CALL (depot_store_save_point, &error, test.store, point));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  depot_store_close (other);
  store_test_tear_down (&test);
}

static void
test_changed_reaches_both (void)
{
  StoreTest test;
  g_autoptr (DepotStore) other = NULL;
  guint before;

  store_test_set_up (&test);
  test_wait_until (test.n_changed > 0);
  other = store_test_open (&test, NULL);
  test_settle_loop ();

  before = test.n_changed;
  g_assert_true (STORE_CALL (depot_store_set_setting, NULL, other, "colour", "green"));
  test_wait_until (test.n_changed > before);

  /* a heartbeat is written, but is no news */
  before = test.n_changed;
  {
    g_autoptr (GAsyncResult) result = STORE_START (depot_store_lease, other);

    g_assert_true (depot_store_lease_finish (other, result, NULL, NULL));
  }
  g_assert_true (STORE_CALL (depot_store_flush, NULL, test.store));
  g_assert_cmpuint (test.n_changed, ==, before);
  depot_store_close (other);
  store_test_tear_down (&test);
}

static void
test_sites (void)
{
  StoreTest test;
  g_autoptr (DepotSite) second = depot_site_new ("TWO", "Fabrikam", DEPOT_SITE_CENTRAL, NULL);
  g_autoptr (DepotSite) central = depot_site_new ("CEN", "Contoso", DEPOT_SITE_CENTRAL, NULL);
  g_autoptr (DepotSite) child
      = depot_site_new ("PR1", "Primary 1", DEPOT_SITE_CHILD_PRIMARY, "CEN");
  g_autoptr (DepotSite) orphan
      = depot_site_new ("PR2", "Primary 2", DEPOT_SITE_CHILD_PRIMARY, "NOO");
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  g_assert_false (STORE_CALL (depot_store_save_site, &error, test.store, second));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (STORE_CALL (depot_store_save_site, &error, test.store, orphan));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (STORE_CALL (depot_store_save_site, NULL, test.store, central));
  g_assert_true (STORE_CALL (depot_store_save_site, NULL, test.store, child));

  sites = STORE_CALL (depot_store_list_sites, NULL, test.store);
  g_assert_cmpuint (sites->len, ==, 2);
  g_assert_cmpstr (depot_site_get_code (sites->pdata[0]), ==, "CEN");
  g_assert_cmpint (depot_site_get_kind (sites->pdata[0]), ==, DEPOT_SITE_CENTRAL);
  g_assert_cmpstr (depot_site_get_parent_code (sites->pdata[1]), ==, "CEN");

  g_object_set (point, "site-code", "PR1", NULL);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  g_assert_false (STORE_CALL (depot_store_remove_site, &error, test.store, "PR1"));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "1 cloud distribution point"));
  g_clear_error (&error);
  g_assert_false (STORE_CALL (depot_store_remove_site, &error, test.store, "CEN"));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT);
  g_assert_true (STORE_CALL (depot_store_remove_point, NULL, test.store, "p1"));
  g_assert_true (STORE_CALL (depot_store_remove_site, NULL, test.store, "PR1"));
  store_test_tear_down (&test);
}

static void
add_message (StoreTest *test, guint id, gint64 at)
{
  const char *inserts[] = { "wallacefalls", "wallacefalls.contoso.com", "", NULL };
  g_autoptr (DepotStatusMessage) message = depot_status_message_new (
      id, DEPOT_COMPONENT_CLOUD_SERVICES, "CEN", "console", at, "p1", inserts);
  g_autoptr (GError) error = NULL;

  g_assert_true (STORE_CALL (depot_store_add_message, &error, test->store, message));
  g_assert_no_error (error);
  g_assert_cmpint (depot_status_message_get_record (message), >, 0);
}

static void
test_messages (void)
{
  StoreTest test;
  DepotMessageQuery query
      = { .component = DEPOT_COMPONENT_CLOUD_SERVICES, .severity = -1, .limit = 2 };
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) next = NULL;
  g_autoptr (GPtrArray) errors = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  DepotMessageCounts counts;

  store_test_set_up (&test);
  add_message (&test, DEPOT_MESSAGE_CREATION_REQUESTED, NOON);
  add_message (&test, DEPOT_MESSAGE_PROVISIONING_FAILED, NOON + 60);
  add_message (&test, DEPOT_MESSAGE_INSTALLED, NOON + 120);

  page = STORE_CALL (depot_store_list_messages, NULL, test.store, &query);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpuint (
      depot_status_message_get_message_id (page->pdata[0]), ==, DEPOT_MESSAGE_INSTALLED);
  g_assert_cmpint (depot_status_message_get_at (page->pdata[0]), ==, NOON + 120);
  g_assert_cmpstr (
      depot_status_message_get_inserts (page->pdata[0])[1], ==, "wallacefalls.contoso.com");
  query.before_record = depot_status_message_get_record (page->pdata[1]);
  next = STORE_CALL (depot_store_list_messages, NULL, test.store, &query);
  g_assert_cmpuint (next->len, ==, 1);
  g_assert_cmpuint (
      depot_status_message_get_message_id (next->pdata[0]), ==, DEPOT_MESSAGE_CREATION_REQUESTED);

  query = (DepotMessageQuery) { .severity = DEPOT_SEVERITY_ERROR,
                                .since = NOON + 1,
                                .point_id = "p1" };
  errors = STORE_CALL (depot_store_list_messages, NULL, test.store, &query);
  g_assert_cmpuint (errors->len, ==, 1);

  result = STORE_START (
      depot_store_count_messages, test.store, DEPOT_COMPONENT_CLOUD_SERVICES, NOON + 60);
  g_assert_true (depot_store_count_messages_finish (test.store, result, &counts, NULL));
  g_assert_cmpuint (counts.info, ==, 1);
  g_assert_cmpuint (counts.warning, ==, 0);
  g_assert_cmpuint (counts.error, ==, 1);
  store_test_tear_down (&test);
}

static void
test_accounts (void)
{
  StoreTest test;
  g_autoptr (DepotAccount) one
      = depot_account_new ("o1.t1", "public", "t1", "c1", "o1", "admin@contoso.com", "Admin");
  g_autoptr (DepotAccount) two
      = depot_account_new ("o2.t2", "china", "t2", "c2", "o2", "admin@fabrikam.com", NULL);
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) services = NULL;
  g_autoptr (DepotAzureService) service
      = depot_azure_service_new ("public", "organizations", "Everybody", "c1");

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_account, NULL, test.store, two));
  g_assert_true (STORE_CALL (depot_store_save_account, NULL, test.store, one));
  accounts = STORE_CALL (depot_store_list_accounts, NULL, test.store, NULL);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_assert_cmpstr (depot_account_get_user_name (accounts->pdata[0]), ==, "admin@contoso.com");
  g_clear_pointer (&accounts, g_ptr_array_unref);
  accounts = STORE_CALL (depot_store_list_accounts, NULL, test.store, "china");
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_null (depot_account_get_display_name (accounts->pdata[0]));
  g_assert_true (STORE_CALL (depot_store_remove_account, NULL, test.store, "o2.t2"));
  g_clear_pointer (&accounts, g_ptr_array_unref);
  accounts = STORE_CALL (depot_store_list_accounts, NULL, test.store, "china");
  g_assert_cmpuint (accounts->len, ==, 0);

  g_assert_true (STORE_CALL (depot_store_save_azure_service, NULL, test.store, service));
  g_object_set (service,
                "client-id",
                "c2",
                "credential",
                DEPOT_CREDENTIAL_CERTIFICATE,
                "key-id",
                "k1",
                "expires",
                G_GINT64_CONSTANT (1800000000),
                NULL);
  g_assert_true (STORE_CALL (depot_store_save_azure_service, NULL, test.store, service));
  services = STORE_CALL (depot_store_list_azure_services, NULL, test.store);
  g_assert_cmpuint (services->len, ==, 1);
  g_assert_true (depot_azure_service_equal (services->pdata[0], service));
  g_assert_true (
      STORE_CALL (depot_store_remove_azure_service, NULL, test.store, "public", "organizations"));
  g_clear_pointer (&services, g_ptr_array_unref);
  services = STORE_CALL (depot_store_list_azure_services, NULL, test.store);
  g_assert_cmpuint (services->len, ==, 0);
  store_test_tear_down (&test);
}

static void
test_settings_and_drafts (void)
{
  StoreTest test;
  g_autofree char *value = NULL;
  g_autoptr (JsonObject) draft = depot_json_object_of_strings ("serviceName", "wallacefalls", NULL);
  g_autoptr (JsonObject) back = NULL;
  g_autoptr (GError) error = NULL;

  store_test_set_up (&test);
  g_assert_null (STORE_CALL (depot_store_get_setting, &error, test.store, "colour"));
  g_assert_no_error (error);
  g_assert_true (STORE_CALL (depot_store_set_setting, NULL, test.store, "colour", "blue"));
  g_assert_true (STORE_CALL (depot_store_set_setting, NULL, test.store, "colour", "red"));
  value = STORE_CALL (depot_store_get_setting, NULL, test.store, "colour");
  g_assert_cmpstr (value, ==, "red");
  g_assert_true (STORE_CALL (depot_store_set_setting, NULL, test.store, "colour", NULL));
  g_assert_null (STORE_CALL (depot_store_get_setting, NULL, test.store, "colour"));

  g_assert_null (STORE_CALL (depot_store_load_draft, &error, test.store, "create-point"));
  g_assert_no_error (error);
  g_assert_true (STORE_CALL (depot_store_save_draft, NULL, test.store, "create-point", draft));
  back = STORE_CALL (depot_store_load_draft, NULL, test.store, "create-point");
  g_assert_cmpstr (depot_json_peek_string (back, "serviceName"), ==, "wallacefalls");
  g_assert_true (STORE_CALL (depot_store_remove_draft, NULL, test.store, "create-point"));
  g_assert_null (STORE_CALL (depot_store_load_draft, NULL, test.store, "create-point"));
  store_test_tear_down (&test);
}

static void
test_journal (void)
{
  StoreTest test;
  g_autoptr (DepotJournal) journal = NULL;
  g_autoptr (DepotJournalEntry) entry = make_entry ("o1", "p1", DEPOT_OPERATION_RUNNING);
  g_autoptr (DepotJournalEntry) old = make_entry ("o0", "p0", DEPOT_OPERATION_DONE);
  g_autoptr (GPtrArray) entries = NULL;
  DepotJournalEntry *back;

  store_test_set_up (&test);
  journal = depot_store_journal_new (test.store);
  old->ended_at = NOON - DEPOT_JOURNAL_KEEP_SECONDS - 1;
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, old));
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, entry));
  g_assert_true (STORE_CALL (depot_journal_wish, NULL, journal, "o1", "cancel"));
  g_assert_true (
      STORE_CALL (depot_journal_wish, NULL, journal, "o1", "wake")); /* changes nothing */
  entry->state = DEPOT_OPERATION_FAILED;
  entry->ended_at = NOON + 5;
  entry->error_json = g_strdup ("{\"code\":\"busy\"}");
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, entry));

  entries = STORE_CALL (depot_journal_read, NULL, journal, FALSE);
  g_assert_cmpuint (entries->len, ==, 1); /* settled, but somebody wishes */
  back = entries->pdata[0];
  g_assert_cmpstr (back->id, ==, "o1");
  g_assert_cmpstr (back->kind, ==, "create-point");
  g_assert_cmpstr (back->title, ==, "Create wallacefalls");
  g_assert_cmpstr (back->subject, ==, "p1");
  g_assert_cmpstr (back->step_id, ==, "storage");
  g_assert_cmpstr (back->requested_by, ==, "admin@console");
  g_assert_cmpstr (back->memory_json, ==, "{\"tag\":\"t\"}");
  g_assert_cmpstr (back->error_json, ==, "{\"code\":\"busy\"}");
  g_assert_cmpstr (back->wish, ==, "cancel");
  g_assert_cmpint (back->state, ==, DEPOT_OPERATION_FAILED);
  g_assert_cmpfloat (back->fraction, ==, 0.25);
  g_assert_cmpuint (back->attempt, ==, 3);
  g_assert_cmpint (back->created_at, ==, NOON);
  g_assert_cmpint (back->started_at, ==, NOON + 1);
  g_assert_cmpint (back->ended_at, ==, NOON + 5);

  g_assert_true (STORE_CALL (depot_journal_wish, NULL, journal, "o1", NULL));
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = STORE_CALL (depot_journal_read, NULL, journal, FALSE);
  g_assert_cmpuint (entries->len, ==, 0);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = STORE_CALL (depot_journal_read, NULL, journal, TRUE);
  g_assert_cmpuint (entries->len, ==, 1);
  g_clear_object (&journal);
  store_test_tear_down (&test);
}

/* What a failed point can be tried again by stays, however long ago it was. */
static void
test_journal_of_a_failed_point (void)
{
  StoreTest test;
  g_autoptr (DepotJournal) journal = NULL;
  g_autoptr (DepotJournalEntry) failed = make_entry ("o1", "p1", DEPOT_OPERATION_FAILED);
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (GPtrArray) entries = NULL;

  store_test_set_up (&test);
  journal = depot_store_journal_new (test.store);
  failed->ended_at = NOON - 10 * DEPOT_JOURNAL_KEEP_SECONDS;
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, failed));
  g_object_set (point, "operation-id", "o1", NULL);
  depot_point_set_state (point, DEPOT_POINT_FAILED, NOON);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  entries = STORE_CALL (depot_journal_read, NULL, journal, TRUE);
  g_assert_cmpuint (entries->len, ==, 1);
  g_clear_pointer (&entries, g_ptr_array_unref);

  depot_point_set_state (point, DEPOT_POINT_READY, NOON);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  entries = STORE_CALL (depot_journal_read, NULL, journal, TRUE);
  g_assert_cmpuint (entries->len, ==, 0);
  g_clear_object (&journal);
  store_test_tear_down (&test);
}

static void
say_at (StoreTest *test, const char *point_id, gint64 time)
{
  static const char *const inserts[] = { NULL };
  g_autoptr (DepotStatusMessage) message = depot_status_message_new (DEPOT_MESSAGE_TASK_QUEUED,
                                                                     DEPOT_COMPONENT_CLOUD_SERVICES,
                                                                     "CEN",
                                                                     "console",
                                                                     time,
                                                                     point_id,
                                                                     inserts);

  g_assert_true (STORE_CALL (depot_store_add_message, NULL, test->store, message));
}

static char *
list_message_times (StoreTest *test)
{
  DepotMessageQuery everything = { .severity = -1 };
  g_autoptr (GPtrArray) messages
      = STORE_CALL (depot_store_list_messages, NULL, test->store, &everything);
  GString *times = g_string_new (NULL);

  for (guint i = messages->len; i > 0; i--)
    g_string_append_printf (times,
                            "%s:%d ",
                            depot_status_message_get_point_id (messages->pdata[i - 1]),
                            (int) (depot_status_message_get_at (messages->pdata[i - 1]) - NOON));
  return g_string_free_and_steal (times);
}

static int
prune (StoreTest *test, gint64 messages_before, gint64 operations_before, guint limit)
{
  g_autoptr (GError) error = NULL;
  int count = STORE_CALL (
      depot_store_prune, &error, test->store, messages_before, operations_before, limit);

  g_assert_no_error (error);
  return count;
}

static void
test_prune_messages (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autofree char *first = NULL;
  g_autofree char *left = NULL;

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  say_at (&test, "p1", NOON - 50);
  say_at (&test, "gone", NOON - 40);
  say_at (&test, "gone", NOON - 30);
  say_at (&test, "p1", NOON - 20);
  say_at (&test, "p1", NOON - 10);
  say_at (&test, "gone", NOON + 10);

  g_assert_cmpint (prune (&test, NOON, NOON, 2), ==, 2);
  first = list_message_times (&test);
  g_assert_cmpstr (first, ==, "gone:-30 p1:-20 p1:-10 gone:10 ");
  g_assert_cmpint (prune (&test, NOON, NOON, 100), ==, 2);
  g_assert_cmpint (prune (&test, NOON, NOON, 100), ==, 0);
  left = list_message_times (&test);
  g_assert_cmpstr (left, ==, "p1:-10 gone:10 ");
  store_test_tear_down (&test);
}

static void
write_entry (StoreTest *test, DepotJournal *journal, const char *id, DepotOperationState state)
{
  g_autoptr (DepotJournalEntry) entry = make_entry (id, *id == 'p' ? "p1" : "gone", state);

  entry->ended_at = state == DEPOT_OPERATION_RUNNING ? 0 : NOON - 10;
  g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, entry));
}

static void
test_prune_operations (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (DepotJournal) journal = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *left = NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) found = NULL;

  store_test_set_up (&test);
  journal = depot_store_journal_new (test.store);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  write_entry (&test, journal, "p-old", DEPOT_OPERATION_DONE);
  write_entry (&test, journal, "p-running", DEPOT_OPERATION_RUNNING);
  write_entry (&test, journal, "p-wished", DEPOT_OPERATION_FAILED);
  write_entry (&test, journal, "p-newest", DEPOT_OPERATION_CANCELLED);
  write_entry (&test, journal, "gone-done", DEPOT_OPERATION_DONE);
  g_assert_true (STORE_CALL (depot_journal_wish, NULL, journal, "p-wished", "retry"));

  g_assert_cmpint (prune (&test, NOON, NOON - 10, 100), ==, 0);
  g_assert_cmpint (prune (&test, NOON, NOON, 100), ==, 2);
  entries = STORE_CALL (depot_journal_read, NULL, journal, TRUE);
  for (guint i = 0; i < entries->len; i++)
    g_strv_builder_add (ids, ((DepotJournalEntry *) entries->pdata[i])->id);
  found = g_strv_builder_end (ids);
  left = g_strjoinv (" ", found);
  g_assert_cmpstr (left, ==, "p-running p-wished p-newest");
  g_clear_object (&journal);
  store_test_tear_down (&test);
}

/* The store's thread does one job after the other: the save comes between the look at the last
 * serial and the first page, where another process may come at any time. */
static void
test_point_saved_while_listing (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) points = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_auto (GStrv) removed = NULL;
  gint64 serial = 0;

  store_test_set_up (&test);
  g_assert_true (STORE_CALL (depot_store_save_point, NULL, test.store, point));
  depot_store_list_points_async (test.store, 0, test_keep_result, &listed);
  depot_point_set_state (point, DEPOT_POINT_READY, NOON + 60);
  depot_store_save_point_async (test.store, point, test_keep_result, &saved);
  test_wait_until (listed != NULL && saved != NULL);
  g_assert_true (depot_store_save_point_finish (test.store, saved, NULL));

  points = depot_store_list_points_finish (test.store, listed, NULL, &serial, NULL);
  g_assert_cmpuint (points->len, ==, 1);
  g_assert_cmpint (depot_point_get_state (points->pdata[0]), ==, DEPOT_POINT_READY);
  later = list_points (&test, serial, NULL, NULL);
  g_assert_cmpuint (later->len, ==, 1);
  store_test_tear_down (&test);
}

/* The same, with the first point there ever was: its removal must be heard of. */
static void
test_first_point_comes_and_goes (void)
{
  StoreTest test;
  g_autoptr (DepotPoint) point = make_point ("p1", "wallacefalls");
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) points = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_auto (GStrv) removed = NULL;
  gint64 serial = -1;

  store_test_set_up (&test);
  depot_store_list_points_async (test.store, 0, test_keep_result, &listed);
  depot_store_save_point_async (test.store, point, test_keep_result, &saved);
  test_wait_until (listed != NULL && saved != NULL);
  points = depot_store_list_points_finish (test.store, listed, NULL, &serial, NULL);
  g_assert_cmpuint (points->len, ==, 1);
  g_assert_cmpint (serial, ==, 0);

  g_assert_true (STORE_CALL (depot_store_remove_point, NULL, test.store, "p1"));
  later = list_points (&test, serial, &removed, NULL);
  g_assert_cmpuint (later->len, ==, 0);
  g_assert_cmpuint (g_strv_length (removed), ==, 1);
  store_test_tear_down (&test);
}

/* A stop and the start after it may be asked for within one second. */
static void
test_journal_keeps_the_order (void)
{
  static const char *const ids[] = { "c", "a", "d", "b" };
  StoreTest test;
  g_autoptr (DepotJournal) journal = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  store_test_set_up (&test);
  journal = depot_store_journal_new (test.store);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (DepotJournalEntry) entry = make_entry (ids[i], "p1", DEPOT_OPERATION_RUNNING);

      g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, entry));
      g_assert_true (STORE_CALL (depot_journal_write, NULL, journal, entry));
    }
  entries = STORE_CALL (depot_journal_read, NULL, journal, TRUE);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpstr (((DepotJournalEntry *) entries->pdata[i])->id, ==, ids[i]);
  g_clear_object (&journal);
  store_test_tear_down (&test);
}

static void
test_ten_thousand_points (void)
{
  StoreTest test;
  g_autoptr (DepotStoreBatch) batch = NULL;
  g_autoptr (GPtrArray) points = NULL;
  gint64 started, elapsed;
  clock_t cpu;

  store_test_set_up (&test);
  batch = depot_store_batch_new (test.store);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_uuid_string_random ();
      g_autofree char *name = g_strdup_printf ("falls%u", i);
      g_autoptr (DepotPoint) point = make_point (id, name);

      g_object_set (point,
                    "region",
                    "westeurope",
                    "group-name",
                    "rg-depot",
                    "subscription-name",
                    "Contoso production",
                    "azure-fqdn",
                    "falls.westeurope.cloudapp.azure.com",
                    "public-ip",
                    "203.0.113.7",
                    NULL);
      depot_store_batch_save_point (batch, point);
    }
  g_assert_true (STORE_CALL (depot_store_batch_commit, NULL, batch));

  started = g_get_monotonic_time ();
  cpu = clock ();
  points = list_points (&test, 0, NULL, NULL);
  cpu = clock () - cpu;
  elapsed = g_get_monotonic_time () - started;
  g_assert_cmpuint (points->len, ==, 10000);
  for (guint i = 0; i < points->len; i++)
    g_assert_cmpint (depot_point_get_serial (points->pdata[i]), ==, i + 1);
  g_test_message ("10,000 points listed in %.0f ms, %.0f ms of CPU",
                  elapsed / 1000.0,
                  cpu * 1000.0 / CLOCKS_PER_SEC);
  /* far above the figure of a quiet machine: this guards against something quadratic */
  g_assert_cmpint (elapsed, <, 10 * G_USEC_PER_SEC);
  store_test_tear_down (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/file", test_file);
  g_test_add_func ("/store/closed", test_closed);
  g_test_add_func ("/store/points/round-trip", test_point_round_trip);
  g_test_add_func ("/store/points/since", test_points_since);
  g_test_add_func ("/store/points/conflicts", test_point_conflicts);
  g_test_add_func ("/store/points/conflict-names-creator", test_conflict_names_who_is_creating);
  g_test_add_func ("/store/points/replacement", test_replacement_shares_the_name);
  g_test_add_func ("/store/points/lost-update", test_lost_update_is_refused);
  g_test_add_func ("/store/points/saved-while-listing", test_point_saved_while_listing);
  g_test_add_func ("/store/points/first-comes-and-goes", test_first_point_comes_and_goes);
  g_test_add_func ("/store/points/ten-thousand", test_ten_thousand_points);
  g_test_add_func ("/store/batch", test_batch_is_whole_or_nothing);
  g_test_add_func ("/store/changed", test_changed_reaches_both);
  g_test_add_func ("/store/prune/messages", test_prune_messages);
  g_test_add_func ("/store/prune/operations", test_prune_operations);
  g_test_add_func ("/store/sites", test_sites);
  g_test_add_func ("/store/messages", test_messages);
  g_test_add_func ("/store/accounts", test_accounts);
  g_test_add_func ("/store/settings-and-drafts", test_settings_and_drafts);
  g_test_add_func ("/store/journal", test_journal);
  g_test_add_func ("/store/journal-of-a-failed-point", test_journal_of_a_failed_point);
  g_test_add_func ("/store/journal/order", test_journal_keeps_the_order);
  return g_test_run ();
}
