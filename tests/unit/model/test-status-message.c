/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "depot-status-message.h"

#define AT G_GINT64_CONSTANT (1795435200)

static const char *const all_inserts[]
    = { "wallacefalls", "wallacefalls.contoso.com", "VALUE", "LIMIT", "REASON", NULL };

static DepotStatusMessage *
make (guint id, const char *const *inserts)
{
  return depot_status_message_new (
      id, DEPOT_COMPONENT_CLOUD_SERVICES, "CEN", "host", AT, "id", inserts);
}

static void
test_range (void)
{
  for (guint id = 9400; id <= 9434; id++)
    {
      g_autoptr (DepotStatusMessage) message = make (id, all_inserts);

      g_assert_true (depot_status_message_id_is_known (id));
      g_assert_null (strchr (depot_status_message_get_text (message), '%'));
      g_assert_nonnull (strstr (depot_status_message_get_text (message), "wallacefalls"));
    }
  g_assert_false (depot_status_message_id_is_known (9399));
  g_assert_false (depot_status_message_id_is_known (9435));
}

static void
test_kinds (void)
{
  static const struct
  {
    guint id;
    DepotSeverity severity;
    DepotMessageType type;
  } rows[] = {
    { DEPOT_MESSAGE_TASK_QUEUED, DEPOT_SEVERITY_INFO, DEPOT_MESSAGE_DETAIL },
    { DEPOT_MESSAGE_CONNECTION_FAILED, DEPOT_SEVERITY_ERROR, DEPOT_MESSAGE_MILESTONE },
    { DEPOT_MESSAGE_PROVISIONING_FAILED, DEPOT_SEVERITY_ERROR, DEPOT_MESSAGE_MILESTONE },
    { DEPOT_MESSAGE_CREATION_REQUESTED, DEPOT_SEVERITY_INFO, DEPOT_MESSAGE_AUDIT },
    { DEPOT_MESSAGE_INSTALLED, DEPOT_SEVERITY_INFO, DEPOT_MESSAGE_MILESTONE },
    { 9418, DEPOT_SEVERITY_WARNING, DEPOT_MESSAGE_MILESTONE },
    { 9423, DEPOT_SEVERITY_WARNING, DEPOT_MESSAGE_MILESTONE },
    { 9424, DEPOT_SEVERITY_INFO, DEPOT_MESSAGE_MILESTONE },
    { 9425, DEPOT_SEVERITY_ERROR, DEPOT_MESSAGE_MILESTONE },
    { 9431, DEPOT_SEVERITY_WARNING, DEPOT_MESSAGE_AUDIT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DepotStatusMessage) message = make (rows[i].id, all_inserts);

      g_assert_cmpint (depot_status_message_get_severity (message), ==, rows[i].severity);
      g_assert_cmpint (depot_status_message_get_message_type (message), ==, rows[i].type);
    }
}

/* an insert comes from outside: nothing in it may be taken for a place of another insert */
static void
test_inserts (void)
{
  static const char *const tricky[] = { "%2 %s <b>", "fqdn", NULL };
  g_autoptr (DepotStatusMessage) message = make (DEPOT_MESSAGE_INSTALLED, tricky);
  g_autoptr (DepotStatusMessage) bare = make (DEPOT_MESSAGE_INSTALLED, NULL);
  g_autoptr (DepotStatusMessage) unknown = make (12345, NULL);
  g_auto (GStrv) strings = NULL;

  g_assert_nonnull (strstr (depot_status_message_get_text (message), "%2 %s <b>"));
  g_assert_nonnull (depot_status_message_get_text (bare));
  g_assert_cmpstr (depot_status_message_get_text (unknown), ==, "Message 12345");
  g_object_get (message, "strings", &strings, NULL);
  g_assert_cmpstrv (strings, depot_status_message_get_inserts (message));
}

static void
test_values (void)
{
  g_autoptr (DepotStatusMessage) message = make (DEPOT_MESSAGE_DELETED, all_inserts);
  g_autofree char *point_name = NULL;
  gint64 at = 0;

  depot_status_message_set_record (message, 42);
  g_object_get (message, "point-name", &point_name, "at", &at, NULL);
  g_assert_cmpint (depot_status_message_get_record (message), ==, 42);
  g_assert_cmpstr (point_name, ==, "wallacefalls");
  g_assert_cmpint (at, ==, AT);
  g_assert_cmpstr (depot_status_message_get_component (message), ==, "SMS_CLOUD_SERVICES_MANAGER");
  g_assert_cmpstr (depot_severity_get_nick (DEPOT_SEVERITY_WARNING), ==, "warning");
  g_assert_cmpstr (depot_message_type_get_nick (DEPOT_MESSAGE_AUDIT), ==, "audit");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status-message/range", test_range);
  g_test_add_func ("/status-message/kinds", test_kinds);
  g_test_add_func ("/status-message/inserts", test_inserts);
  g_test_add_func ("/status-message/values", test_values);
  return g_test_run ();
}
