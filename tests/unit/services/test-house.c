/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house over a store in a folder of its own; two houses here are what console and depotctl are
 * to each other. */
#include "config.h"

#include <glib/gstdio.h>

#include "depot-accounts.h"
#include "depot-azure-services.h"
#include "depot-create.h"
#include "depot-discovery.h"
#include "depot-error.h"
#include "depot-house-private.h"
#include "depot-region-names.h"
#include "depot-remembering.h"
#include "depot-service-expiry.h"
#include "depot-site-proxy.h"

#define PATIENCE_SECONDS 20

static gboolean
on_too_late (gpointer what)
{
  g_error ("%s did not happen in time", (const char *) what);
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, on_too_late, (gpointer) #condition);    \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (guard);                                                                       \
  }                                                                                                \
  G_STMT_END

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_remove (path);
    }
  g_rmdir (folder);
}

typedef struct
{
  char *folder;
  DepotClock *clock;
} Place;

static void
set_up (Place *place, gconstpointer data)
{
  place->folder = g_dir_make_tmp ("depot-house-XXXXXX", NULL);
  place->clock = depot_clock_new (20);
  g_setenv ("DEPOT_HOME", place->folder, TRUE);
}

static void
tear_down (Place *place, gconstpointer data)
{
  remove_folder (place->folder);
  g_free (place->folder);
  g_object_unref (place->clock);
}

static DepotHouse *
open_house (Place *place, gboolean keep)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  DepotHouse *house = depot_house_new (place->clock, keep);

  depot_house_open_async (house, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  depot_house_open_finish (house, result, &error);
  g_assert_no_error (error);
  depot_keyring_set_session_only (depot_house_get_keyring (house), TRUE);
  return house;
}

/* Closing ends what the house holds open; afterwards the last reference is ours. */
static void
close_house (DepotHouse *house)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gpointer watched = house;

  depot_house_close_async (house, take_result, &result);
  WAIT_UNTIL (result != NULL);
  depot_house_close_finish (house, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_add_weak_pointer (G_OBJECT (house), &watched);
  g_object_unref (house);
  g_assert_null (watched);
}

static gboolean
save_site (DepotHouse *house, const char *code, const char *name, GError **error)
{
  g_autoptr (DepotSite) site = depot_site_new (code, name, DEPOT_SITE_STANDALONE_PRIMARY, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  depot_house_save_site_async (house, site, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  return depot_house_save_site_finish (house, result, error);
}

static void
test_site (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (depot_house_get_top_site (house));
  g_assert_false (save_site (house, "AUX", "Contoso", &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (save_site (house, "CEN", "Contoso", &error));
  WAIT_UNTIL (depot_house_get_top_site (house) != NULL);
  g_assert_cmpstr (depot_site_get_code (depot_house_get_top_site (house)), ==, "CEN");
  close_house (house);
}

static void
test_other_process_is_seen (Place *place, gconstpointer data)
{
  DepotHouse *one = open_house (place, FALSE);
  DepotHouse *two = open_house (place, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (save_site (one, "CEN", "Contoso", &error));
  WAIT_UNTIL (depot_house_get_top_site (two) != NULL);
  depot_house_set_setting (one, "wizard-environment", "practice");
  WAIT_UNTIL (g_strcmp0 (depot_house_peek_setting (two, "wizard-environment"), "practice") == 0);
  close_house (one);
  close_house (two);
}

static void
test_settings_stay (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);

  g_assert_null (depot_house_peek_setting (house, "first-run-done"));
  depot_house_set_setting (house, "first-run-done", "yes");
  depot_house_set_setting (house, "other", "kept");
  g_assert_cmpstr (depot_house_peek_setting (house, "first-run-done"), ==, "yes");
  close_house (house);
  house = open_house (place, FALSE);
  g_assert_cmpstr (depot_house_peek_setting (house, "first-run-done"), ==, "yes");
  depot_house_set_setting (house, "first-run-done", NULL);
  close_house (house);
  house = open_house (place, FALSE);
  g_assert_null (depot_house_peek_setting (house, "first-run-done"));
  g_assert_cmpstr (depot_house_peek_setting (house, "other"), ==, "kept");
  close_house (house);
}

/* Neither has heard of the other's change when it writes its own. */
static void
test_settings_at_once (Place *place, gconstpointer data)
{
  DepotHouse *one = open_house (place, FALSE);
  DepotHouse *two = open_house (place, FALSE);

  depot_house_set_setting (one, "other", "kept");
  WAIT_UNTIL (g_strcmp0 (depot_house_peek_setting (two, "other"), "kept") == 0);
  depot_house_set_setting (one, "first", "of one");
  depot_house_set_setting (two, "second", "of two");
  depot_house_set_setting (one, "other", NULL);
  WAIT_UNTIL (g_strcmp0 (depot_house_peek_setting (two, "first"), "of one") == 0
              && g_strcmp0 (depot_house_peek_setting (one, "second"), "of two") == 0
              && depot_house_peek_setting (two, "other") == NULL);
  close_house (one);
  close_house (two);
  one = open_house (place, FALSE);
  g_assert_cmpstr (depot_house_peek_setting (one, "first"), ==, "of one");
  g_assert_cmpstr (depot_house_peek_setting (one, "second"), ==, "of two");
  g_assert_null (depot_house_peek_setting (one, "other"));
  close_house (one);
}

static void
set_proxy_password (DepotHouse *house, const char *text)
{
  g_autoptr (DepotProxySettings) settings = depot_proxy_settings_new (
      DEPOT_PROXY_SERVER, "proxy.contoso.com", 3128, "wallacefalls", NULL);
  g_autoptr (DepotSecretBytes) password = depot_secret_bytes_new_text (text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_site_proxy_set_async (house, settings, password, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (depot_site_proxy_set_finish (house, result, &error));
  g_assert_no_error (error);
}

static char *
dup_proxy (DepotHouse *house)
{
  GProxyResolver *resolver = depot_clients_get_proxy (house->clients);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = NULL;

  g_proxy_resolver_lookup_async (
      resolver, "https://management.azure.com/", NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  found = g_proxy_resolver_lookup_finish (resolver, result, &error);
  g_assert_no_error (error);
  return g_strdup (found[0]);
}

/* Mistyped, and right at once: the second holds, although nothing else changed and no second
 * passed. */
static void
test_proxy_password (Place *place, gconstpointer data)
{
  DepotHouse *house;
  g_autofree char *first = NULL, *second = NULL;

  g_object_unref (place->clock);
  place->clock = depot_clock_new_by_hand (1800000000);
  house = open_house (place, FALSE);
  set_proxy_password (house, "another");
  first = dup_proxy (house);
  g_assert_cmpstr (first, ==, "http://wallacefalls:another@proxy.contoso.com:3128");
  set_proxy_password (house, "granite-falls-7");
  second = dup_proxy (house);
  g_assert_cmpstr (second, ==, "http://wallacefalls:granite-falls-7@proxy.contoso.com:3128");
  close_house (house);
}

/* The keeper forgets what is older than the site wishes to remember. */
static void
test_forgets (Place *place, gconstpointer data)
{
  static const char *const inserts[] = { NULL };
  DepotHouse *house = open_house (place, TRUE);
  gint64 now = depot_clock_now (place->clock);
  DepotMessageQuery everything = { .severity = -1 };
  guint n_left = 2;

  g_assert_cmpuint (depot_remembering_get_days (house, DEPOT_REMEMBER_MESSAGES), ==, 90);
  g_assert_cmpuint (depot_remembering_get_days (house, DEPOT_REMEMBER_OPERATIONS), ==, 30);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DepotStatusMessage) message
          = depot_status_message_new (DEPOT_MESSAGE_TASK_QUEUED,
                                      DEPOT_COMPONENT_CLOUD_SERVICES,
                                      NULL,
                                      "console",
                                      now - (10 + 40 * i) * 24 * 60 * 60,
                                      NULL,
                                      inserts);
      g_autoptr (GAsyncResult) result = NULL;

      depot_store_add_message_async (house->store, message, take_result, &result);
      WAIT_UNTIL (result != NULL);
    }
  depot_remembering_set_days (house, DEPOT_REMEMBER_MESSAGES, 30);
  while (n_left == 2)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GPtrArray) left = NULL;

      depot_store_list_messages_async (house->store, &everything, take_result, &result);
      WAIT_UNTIL (result != NULL);
      left = depot_store_list_messages_finish (house->store, result, NULL);
      n_left = left->len;
    }
  g_assert_cmpuint (n_left, ==, 1);
  close_house (house);
  house = open_house (place, FALSE);
  g_assert_cmpuint (depot_remembering_get_days (house, DEPOT_REMEMBER_MESSAGES), ==, 30);
  close_house (house);
}

/* One process lists the regions; a later one shows their names. */
static void
test_region_names_stay (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  g_autoptr (GListStore) regions = g_list_store_new (DEPOT_TYPE_REGION);
  g_autoptr (DepotRegion) west = depot_region_new ("westus", "West US", "US");

  g_list_store_append (regions, west);
  depot_house_learn_regions (house, "china", G_LIST_MODEL (regions));
  g_assert_cmpstr (depot_region_names_get ("china", "westus"), ==, "West US");
  close_house (house);
  /* as if another process had kept them, of another environment: what is known comes from there */
  g_assert_cmpstr (depot_region_names_get ("us-government", "westus"), ==, "westus");
  house = open_house (place, FALSE);
  depot_house_set_setting (
      house, "regions-us-government", depot_house_peek_setting (house, "regions-china"));
  close_house (house);
  house = open_house (place, FALSE);
  g_assert_cmpstr (depot_region_names_get ("us-government", "westus"), ==, "West US");
  close_house (house);
}

static DepotDraft *
load_draft (DepotHouse *house)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DepotDraft *draft;

  depot_house_load_draft_async (house, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  draft = depot_house_load_draft_finish (house, result, &error);
  g_assert_no_error (error);
  return draft;
}

static void
test_draft_is_kept (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (DepotDraft) again = NULL;

  g_assert_null (load_draft (house));
  g_object_set (draft, "service-name", "wallacefalls", NULL);
  depot_house_keep_draft (house, draft);
  close_house (house);
  house = open_house (place, FALSE);
  again = load_draft (house);
  g_assert_nonnull (again);
  g_assert_cmpstr (depot_draft_get_service_name (again), ==, "wallacefalls");
  depot_house_keep_draft (house, NULL);
  close_house (house);
  house = open_house (place, FALSE);
  g_assert_null (load_draft (house));
  close_house (house);
}

static void
on_messages_changed (DepotHouse *house, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_messages (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  const char *inserts[] = { "wallacefalls", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (DepotStatusMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_assert_true (save_site (house, "CEN", "Contoso", &error));
  g_signal_connect (house, "messages-changed", G_CALLBACK (on_messages_changed), &n_changes);
  depot_house_say (house, DEPOT_MESSAGE_CONNECTION_TESTED, NULL, inserts);
  WAIT_UNTIL (n_changes == 1);
  depot_house_list_messages_async (
      house, DEPOT_COMPONENT_CLOUD_SERVICES, -1, 0, 10, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  list = depot_house_list_messages_finish (house, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  message = g_list_model_get_item (list, 0);
  g_assert_cmpuint (depot_status_message_get_message_id (message), ==, 9401);
  g_clear_object (&result);
  close_house (house);
}

static void
save_service (DepotHouse *house, gint64 expires)
{
  g_autoptr (DepotAzureService) service = depot_azure_service_new (
      DEPOT_CLOUD_PUBLIC, "contoso.com", "Contoso", "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d01");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (service, "credential", DEPOT_CREDENTIAL_SECRET, "expires", expires, NULL);
  depot_azure_services_save_async (house, service, NULL, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  depot_azure_services_save_finish (house, result, &error);
  g_assert_no_error (error);
}

/* The keeper looks every five minutes; the admin is told once. */
static guint
look_twice (DepotHouse *house)
{
  guint n_changes = 0;
  gulong id
      = g_signal_connect (house, "messages-changed", G_CALLBACK (on_messages_changed), &n_changes);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (DepotStatusMessage) newest = NULL;

  depot_service_expiry_look (house);
  depot_service_expiry_look (house);
  WAIT_UNTIL (n_changes == 1);
  g_signal_handler_disconnect (house, id);
  depot_house_list_messages_async (
      house, DEPOT_COMPONENT_CLOUD_SERVICES, -1, 0, 10, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  list = depot_house_list_messages_finish (house, result, NULL);
  newest = g_list_model_get_item (list, 0);
  g_assert_nonnull (strstr (depot_status_message_get_text (newest), "Contoso"));
  g_assert_cmpuint (depot_status_message_get_message_id (newest), >=, 9441);
  return g_list_model_get_n_items (list);
}

static void
test_service_expiry (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  gint64 now = depot_clock_now (place->clock);
  g_autofree char *ends = NULL, *ended = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (save_site (house, "CEN", "Contoso", &error));
  save_service (house, now + 400 * 24 * 60 * 60);
  g_assert_null (depot_service_expiry_dup_banner (house));

  save_service (house, now + 6 * 24 * 60 * 60);
  ends = depot_service_expiry_dup_banner (house);
  g_assert_nonnull (strstr (ends, "Contoso ends on"));
  g_assert_cmpuint (look_twice (house), ==, 1);
  g_assert_nonnull (
      depot_house_find_unattended_arm (house, DEPOT_CLOUD_PUBLIC, "contoso.com", "nobody", &error));

  /* Then nothing works unattended, and that is what is said. */
  save_service (house, now - 60);
  ended = depot_service_expiry_dup_banner (house);
  g_assert_nonnull (strstr (ended, "Contoso ended on"));
  g_assert_cmpuint (look_twice (house), ==, 2);
  g_assert_null (
      depot_house_find_unattended_arm (house, DEPOT_CLOUD_PUBLIC, "contoso.com", "nobody", &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED);
  g_assert_nonnull (strstr (error->message, "Contoso"));
  close_house (house);
}

static void
test_one_keeper (Place *place, gconstpointer data)
{
  DepotHouse *one = open_house (place, TRUE);
  DepotHouse *two;
  g_autofree char *text = NULL;

  WAIT_UNTIL (depot_house_is_keeper (one));
  two = open_house (place, TRUE);
  text = depot_house_dup_keeper_text (two);
  g_assert_nonnull (text);
  g_assert_false (depot_house_is_keeper (two));
  close_house (one);
  WAIT_UNTIL (depot_house_is_keeper (two));
  g_assert_true (depot_operation_queue_is_keeping (depot_house_get_queue (two)));
  close_house (two);
}

static void
test_create_refuses (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  g_autoptr (DepotDraft) draft = depot_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  depot_create_point_async (house, draft, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_null (depot_create_point_finish (house, result, NULL, &error));
  g_assert_error (error, DEPOT_ERROR, DEPOT_ERROR_INVALID_INPUT);
  g_assert_cmpuint (g_list_model_get_n_items (depot_house_get_points (house)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (depot_house_get_operations (house)), ==, 0);
  g_clear_object (&result);
  close_house (house);
}

#define CLIENT_ID "3d0b6f1e-6c52-4b0c-8d0e-5a7f0a6c1d01"

static void
test_registration (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, FALSE);
  const char *client_id, *tenant;

  depot_accounts_peek_registration (house, DEPOT_CLOUD_PUBLIC, &client_id, &tenant);
  g_assert_null (client_id);
  depot_accounts_set_registration (house, DEPOT_CLOUD_PUBLIC, CLIENT_ID, NULL);
  close_house (house);
  house = open_house (place, FALSE);
  depot_accounts_peek_registration (house, DEPOT_CLOUD_PUBLIC, &client_id, &tenant);
  g_assert_cmpstr (client_id, ==, CLIENT_ID);
  g_assert_cmpstr (tenant, ==, "organizations");
  close_house (house);
}

static void
test_doctor (Place *place, gconstpointer data)
{
  DepotHouse *house = open_house (place, TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GError) error = NULL;

  depot_doctor_async (house, NULL, take_result, &result);
  WAIT_UNTIL (result != NULL);
  list = depot_doctor_finish (house, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), >=, 6);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (list, i);

      g_assert_cmpstr (depot_check_item_get_state (item), !=, "running");
      g_assert_nonnull (depot_check_item_get_detail (item));
    }
  g_clear_object (&result);
  close_house (house);
}

#define ADD(path, func) g_test_add (path, Place, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/house/site", test_site);
  ADD ("/house/other-process", test_other_process_is_seen);
  ADD ("/house/settings", test_settings_stay);
  ADD ("/house/settings-at-once", test_settings_at_once);
  ADD ("/house/proxy-password", test_proxy_password);
  ADD ("/house/region-names", test_region_names_stay);
  ADD ("/house/forgets", test_forgets);
  ADD ("/house/draft", test_draft_is_kept);
  ADD ("/house/messages", test_messages);
  ADD ("/house/service-expiry", test_service_expiry);
  ADD ("/house/one-keeper", test_one_keeper);
  ADD ("/house/create-refuses", test_create_refuses);
  ADD ("/house/registration", test_registration);
  ADD ("/house/doctor", test_doctor);
  return g_test_run ();
}
