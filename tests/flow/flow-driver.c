/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process of the program without a window, for the flow tests: each call opens a house in
 * DEPOT_HOME, does one thing, prints JSON lines and leaves. It may be killed at any fault point;
 * the next call finds what is left.
 *
 *   sign-in [OPERATION]      prints {"open": address}, then the account; with the claims the
 * operation waits for setup                    site, certificate for *.contoso.com in the keyring;
 * prints a draft to copy test DRAFT               the connection test plan DRAFT               what
 * would be made create DRAFT [SECONDS]   asks for the point; with seconds, keeps and waits as "run"
 * does run SECONDS              keeps until nothing moves any more; prints the report
 *   retry|clean-up|cancel OPERATION SECONDS
 *   hold SECONDS             keeps or looks, prints {"keeper": …} whenever that changes
 *   practice                 starts the practice cloud unless it runs
 *   report
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "depot-accounts.h"
#include "depot-create.h"
#include "depot-discovery.h"
#include "depot-error-json.h"
#include "depot-house-private.h"
#include "depot-json.h"
#include "depot-point-verbs.h"
#include "depot-practice.h"
#include "depot-self-signed.h"
#include "flow-network.h"

#define PASSWORD "flow"
#define CLOSE_MILLISECONDS 20
#define STILL_LOOKS 15

typedef struct
{
  DepotHouse *house;
  GMainLoop *loop;
  const char *word; /* what is to be done */
  const char *argument;
  gint64 deadline; /* monotonic; 0: no waiting for operations */
  guint n_still;
  DepotDraft *draft;
  GListStore *items;
  DepotSignInSession *session;
  int status;
} Driver;

static void
print_object (JsonObject *object)
{
  g_autofree char *text = depot_json_object_to_text (object);

  puts (text);
  fflush (stdout);
}

static void
print_string (const char *name, const char *value)
{
  g_autoptr (JsonObject) object = depot_json_object_of_strings (name, value, NULL);

  print_object (object);
}

static JsonObject *
operation_to_json (DepotOperation *operation)
{
  const DepotStep *step = depot_operation_get_step (operation);
  const GError *error = depot_operation_get_error (operation);
  JsonObject *object = depot_json_object_of_strings (
      "id",
      depot_operation_get_id (operation),
      "kind",
      depot_operation_get_kind (operation),
      "subject",
      depot_operation_get_subject (operation),
      "state",
      depot_operation_state_get_nick (depot_operation_get_state (operation)),
      "step",
      step != NULL ? step->id : NULL,
      "status",
      depot_operation_get_status_text (operation),
      NULL);

  json_object_set_int_member (object, "attempt", depot_operation_get_attempt (operation));
  if (error != NULL)
    json_object_set_object_member (object, "error", depot_error_to_json (error));
  return object;
}

static JsonArray *
operations_to_json (DepotHouse *house)
{
  GListModel *operations = depot_house_get_operations (house);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);

      json_array_add_object_element (array, operation_to_json (operation));
    }
  return array;
}

static JsonArray *
points_to_json (DepotHouse *house)
{
  GListModel *points = depot_house_get_points (house);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);
      g_autofree char *status = depot_point_dup_status (point);
      JsonObject *object = depot_point_to_json (point);

      json_object_set_string_member (object, "shownStatus", status);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
leave (Driver *driver, int status)
{
  driver->status = status;
  g_main_loop_quit (driver->loop);
}

static void
fail (Driver *driver, GError *error)
{
  JsonObject *object = json_object_new ();

  json_object_set_object_member (object, "error", depot_error_to_json (error));
  print_object (object);
  json_object_unref (object);
  g_error_free (error);
  leave (driver, 1);
}

/* The report. */

static JsonArray *
messages_to_json (GListModel *messages)
{
  JsonArray *array = json_array_new ();

  for (guint i = g_list_model_get_n_items (messages); i > 0; i--)
    {
      g_autoptr (DepotStatusMessage) message = g_list_model_get_item (messages, i - 1);
      JsonObject *object
          = depot_json_object_of_strings ("point",
                                          depot_status_message_get_point_id (message),
                                          "text",
                                          depot_status_message_get_text (message),
                                          NULL);

      json_object_set_int_member (object, "id", depot_status_message_get_message_id (message));
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
messages_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  g_autoptr (GListModel) messages
      = depot_house_list_messages_finish (driver->house, result, &error);
  g_autoptr (JsonObject) report = json_object_new ();

  if (messages == NULL)
    {
      fail (driver, error);
      return;
    }
  json_object_set_boolean_member (report, "keeper", depot_house_is_keeper (driver->house));
  json_object_set_array_member (report, "operations", operations_to_json (driver->house));
  json_object_set_array_member (report, "points", points_to_json (driver->house));
  json_object_set_array_member (report, "messages", messages_to_json (messages));
  print_object (report);
  leave (driver, driver->status);
}

static void
report (Driver *driver)
{
  depot_house_list_messages_async (driver->house, NULL, -1, 0, 5000, NULL, messages_listed, driver);
}

/* Waiting until nothing moves. */

static gboolean
is_resting (DepotOperation *operation)
{
  return depot_operation_is_settled (operation)
         || depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING;
}

static gboolean
everything_rests (DepotHouse *house)
{
  GListModel *operations = depot_house_get_operations (house);
  GListModel *points = depot_house_get_points (house);

  if (!depot_house_is_keeper (house)
      || !depot_operation_queue_is_keeping (depot_house_get_queue (house))
      || !depot_operation_queue_is_idle (depot_house_get_queue (house)))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);

      if (!is_resting (operation))
        return FALSE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (points, i);
      DepotOperation *operation = depot_operation_queue_find_for_subject (
          depot_house_get_queue (house), depot_point_get_id (point));

      if (depot_point_state_is_busy (depot_point_get_state (point)) && operation != NULL
          && depot_operation_is_settled (operation))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look (gpointer data)
{
  Driver *driver = data;

  driver->n_still = everything_rests (driver->house) ? driver->n_still + 1 : 0;
  if (driver->n_still < STILL_LOOKS && g_get_monotonic_time () < driver->deadline)
    return G_SOURCE_CONTINUE;
  driver->status = driver->n_still < STILL_LOOKS ? 3 : 0;
  report (driver);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (Driver *driver, const char *seconds)
{
  driver->deadline
      = g_get_monotonic_time () + (gint64) (g_ascii_strtod (seconds, NULL) * G_USEC_PER_SEC);
  g_timeout_add (CLOSE_MILLISECONDS, look, driver);
}

/* sign-in */

static void
on_open_address (DepotSignInSession *session, const char *address, gpointer data)
{
  print_string ("open", address);
}

static void
on_session_changed (DepotSignInSession *session, GParamSpec *pspec, gpointer data)
{
  Driver *driver = data;
  DepotAccount *account;

  switch (depot_sign_in_session_get_state (session))
    {
    case DEPOT_SESSION_KEYRING_ASKS:
      if (g_getenv ("FLOW_KEEP_FOR_RUN") != NULL)
        depot_sign_in_session_keep_for_run (session);
      else
        fail (driver, g_error_copy (depot_sign_in_session_get_error (session)));
      break;
    case DEPOT_SESSION_DONE:
      account = depot_sign_in_session_get_account (session);
      print_string ("account", depot_account_get_id (account));
      leave (driver, 0);
      break;
    case DEPOT_SESSION_FAILED:
      fail (driver, g_error_copy (depot_sign_in_session_get_error (session)));
      break;
    case DEPOT_SESSION_IDLE:
    case DEPOT_SESSION_PREPARING:
    case DEPOT_SESSION_WAITING:
    case DEPOT_SESSION_REDEEMING:
    default:
      break;
    }
}

static DepotAccount *
first_account (DepotHouse *house)
{
  g_autoptr (DepotAccount) account = g_list_model_get_item (depot_house_get_accounts (house), 0);

  return account;
}

static void
sign_in (Driver *driver)
{
  DepotOperation *operation
      = driver->argument != NULL
            ? depot_operation_queue_find (depot_house_get_queue (driver->house), driver->argument)
            : NULL;
  const GError *error = operation != NULL ? depot_operation_get_error (operation) : NULL;

  driver->session
      = depot_sign_in_session_new (driver->house,
                                   DEPOT_CLOUD_PRACTICE,
                                   NULL,
                                   NULL,
                                   operation != NULL ? first_account (driver->house) : NULL,
                                   error != NULL ? depot_error_get_claims (error) : NULL);
  g_signal_connect (driver->session, "open-address", G_CALLBACK (on_open_address), driver);
  g_signal_connect (driver->session, "notify::state", G_CALLBACK (on_session_changed), driver);
  depot_sign_in_session_start (driver->session);
}

/* setup */

static void
certificate_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  g_autoptr (DepotCertificate) certificate
      = depot_certificate_choose_finish (driver->house, result, &error);
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (JsonObject) object = NULL;
  DepotAccount *account = first_account (driver->house);

  if (certificate == NULL)
    {
      fail (driver, error);
      return;
    }
  depot_draft_set_certificate (draft, certificate);
  g_object_set (draft,
                "cloud-id",
                DEPOT_CLOUD_PRACTICE,
                "account-id",
                depot_account_get_id (account),
                "tenant-id",
                depot_account_get_tenant_id (account),
                "client-id",
                depot_account_get_client_id (account),
                "site-code",
                "CEN",
                "group-is-new",
                TRUE,
                NULL);
  object = depot_draft_to_json (draft);
  print_object (object);
  leave (driver, 0);
}

static void
pfx_made (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) pfx = depot_self_signed_make_finish (result, &error);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PASSWORD);
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer content;
  gsize size;

  if (pfx == NULL)
    {
      fail (driver, error);
      return;
    }
  content = depot_secret_bytes_get_data (pfx, &size);
  bytes = g_bytes_new (content, size);
  depot_certificate_choose_async (
      driver->house, bytes, password, FALSE, NULL, certificate_chosen, driver);
}

static void
site_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (PASSWORD);

  if (!depot_house_save_site_finish (driver->house, result, &error))
    fail (driver, error);
  else
    depot_self_signed_make_async ("*.contoso.com",
                                  password,
                                  depot_clock_now (depot_house_get_clock (driver->house)),
                                  NULL,
                                  pfx_made,
                                  driver);
}

static void
set_up (Driver *driver)
{
  g_autoptr (DepotSite) site
      = depot_site_new ("CEN", "Contoso", DEPOT_SITE_STANDALONE_PRIMARY, NULL);

  depot_house_save_site_async (driver->house, site, NULL, site_saved, driver);
}

/* test, plan, create */

static gboolean
load_draft (Driver *driver)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) object = NULL;
  GError *error = NULL;

  if (g_file_get_contents (driver->argument, &text, NULL, &error))
    object = depot_json_parse_object (text, -1, &error);
  if (object != NULL)
    driver->draft = depot_draft_from_json (object, &error);
  if (driver->draft == NULL)
    fail (driver, error);
  return driver->draft != NULL;
}

static void
connection_tested (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (driver->items)); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (G_LIST_MODEL (driver->items), i);
      g_autoptr (JsonObject) object
          = depot_json_object_of_strings ("title",
                                          depot_check_item_get_title (item),
                                          "state",
                                          depot_check_item_get_state (item),
                                          "detail",
                                          depot_check_item_get_detail (item),
                                          NULL);

      print_object (object);
    }
  if (depot_connection_test_finish (driver->house, result, &error))
    leave (driver, 0);
  else
    fail (driver, error);
}

static void
test_connection (Driver *driver)
{
  driver->items = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  depot_connection_test_async (
      driver->house, driver->draft, driver->items, NULL, connection_tested, driver);
}

static void
plan_made (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  g_autoptr (GListModel) plan = depot_discovery_plan_finish (driver->house, result, &error);

  for (guint i = 0; plan != NULL && i < g_list_model_get_n_items (plan); i++)
    {
      g_autoptr (DepotPlannedResource) resource = g_list_model_get_item (plan, i);
      g_autoptr (JsonObject) object
          = depot_json_object_of_strings ("type",
                                          depot_planned_resource_get_kind (resource),
                                          "name",
                                          depot_planned_resource_get_name (resource),
                                          "change",
                                          depot_planned_resource_get_change (resource),
                                          "source",
                                          depot_planned_resource_get_source (resource),
                                          NULL);

      print_object (object);
    }
  if (plan != NULL)
    leave (driver, 0);
  else
    fail (driver, error);
}

static void
point_created (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  DepotOperation *operation = depot_create_point_finish (driver->house, result, NULL, &error);

  if (operation == NULL)
    {
      fail (driver, error);
      return;
    }
  print_string ("operation", depot_operation_get_id (operation));
  if (driver->deadline == 0)
    leave (driver, 0);
}

static void
wish (Driver *driver)
{
  DepotOperationQueue *queue = depot_house_get_queue (driver->house);
  DepotOperation *operation = depot_operation_queue_find (queue, driver->argument);

  if (g_str_equal (driver->word, "retry"))
    depot_operation_queue_retry (queue, operation);
  else if (g_str_equal (driver->word, "clean-up"))
    depot_operation_queue_clean_up (queue, operation);
  else
    depot_operation_queue_cancel (queue, operation);
}

static gboolean
leave_later (gpointer data)
{
  leave (data, 0);
  return G_SOURCE_REMOVE;
}

static void
on_keeper_text (DepotHouse *house, GParamSpec *pspec, gpointer data)
{
  print_string ("keeper", depot_house_is_keeper (house) ? "me" : "other");
}

static void
hold (Driver *driver)
{
  g_signal_connect (driver->house, "notify::keeper-text", G_CALLBACK (on_keeper_text), driver);
  on_keeper_text (driver->house, NULL, driver);
  g_timeout_add ((guint) (g_ascii_strtod (driver->argument, NULL) * 1000), leave_later, driver);
}

static void
practice_started (GObject *source, GAsyncResult *result, gpointer data)
{
  Driver *driver = data;
  GError *error = NULL;
  DepotCloud *cloud = depot_practice_start_finish (driver->house, result, &error);

  if (cloud == NULL)
    {
      fail (driver, error);
      return;
    }
  print_string ("arm", depot_cloud_get_arm (cloud));
  leave (driver, 0);
}

static void
begin (Driver *driver, int argc, char **argv)
{
  gboolean takes_draft
      = g_strv_contains ((const char *[]) { "test", "plan", "create", NULL }, driver->word);

  if (takes_draft && !load_draft (driver))
    return;
  if (g_str_equal (driver->word, "sign-in"))
    sign_in (driver);
  else if (g_str_equal (driver->word, "setup"))
    set_up (driver);
  else if (g_str_equal (driver->word, "test"))
    test_connection (driver);
  else if (g_str_equal (driver->word, "plan"))
    depot_discovery_plan_async (driver->house, driver->draft, NULL, plan_made, driver);
  else if (g_str_equal (driver->word, "create"))
    {
      if (argc > 3)
        wait_for_rest (driver, argv[3]);
      depot_create_point_async (driver->house, driver->draft, NULL, point_created, driver);
    }
  else if (g_str_equal (driver->word, "run"))
    wait_for_rest (driver, argv[2]);
  else if (g_str_equal (driver->word, "hold"))
    hold (driver);
  else if (g_str_equal (driver->word, "practice"))
    depot_practice_start_async (driver->house, NULL, practice_started, driver);
  else if (g_str_equal (driver->word, "report"))
    report (driver);
  else
    {
      wish (driver);
      wait_for_rest (driver, argv[3]);
    }
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
open_house (Driver *driver, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_house_open_async (driver->house, NULL, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return depot_house_open_finish (driver->house, result, error);
}

/* "run" and the wishes need to be the keeper; the queue then has read the journal before the wish
 * is told. */
static gboolean
wants_to_keep (int argc, const char *word)
{
  const char *const keeping[] = { "run", "retry", "clean-up", "cancel", "hold", NULL };

  return g_strv_contains (keeping, word) || (g_str_equal (word, "create") && argc > 3);
}

static void
close_house (Driver *driver)
{
  g_autoptr (GAsyncResult) result = NULL;

  depot_house_close_async (driver->house, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* The operation asked about must be in the list; for a sign-in it must have said what it waits for.
 */
static gboolean
is_there (Driver *driver)
{
  DepotOperation *operation
      = depot_operation_queue_find (depot_house_get_queue (driver->house), driver->argument);

  if (operation == NULL || !g_str_equal (driver->word, "sign-in"))
    return operation != NULL;
  return depot_operation_get_state (operation) == DEPOT_OPERATION_WAITING;
}

static void
wait_for_operation (Driver *driver)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (driver->argument != NULL && !is_there (driver) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  const char *speed = g_getenv ("DEPOT_CLOCK_SPEED");
  g_autoptr (DepotClock) clock = depot_clock_new (speed != NULL ? g_ascii_strtod (speed, NULL) : 1);
  Driver driver = { 0 };
  GError *error = NULL;

  flow_network_install (g_getenv ("FLOW_METERED"));
  driver.loop = g_main_loop_new (NULL, FALSE);
  driver.word = argc > 1 ? argv[1] : "report";
  driver.argument = argc > 2 ? argv[2] : NULL;
  driver.house = depot_house_new (clock, wants_to_keep (argc, driver.word));
  if (!open_house (&driver, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (g_strv_contains ((const char *[]) { "sign-in", "retry", "clean-up", "cancel", NULL },
                       driver.word))
    wait_for_operation (&driver);
  begin (&driver, argc, argv);
  g_main_loop_run (driver.loop);
  close_house (&driver);
  g_clear_object (&driver.session);
  g_clear_object (&driver.draft);
  g_clear_object (&driver.items);
  g_clear_object (&driver.house);
  g_clear_pointer (&driver.loop, g_main_loop_unref);
  return driver.status;
}
