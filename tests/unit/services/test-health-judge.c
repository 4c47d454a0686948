/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the facts about a point mean, with a clock turned by hand. */
#include "config.h"

#include "depot-error.h"
#include "depot-health-judge.h"
#include "depot-health-roles.h"
#include "depot-json.h"
#include "depot-service-template.h"

#define NOW 1795000000
#define DAY (24 * 60 * 60)
#define THUMBPRINT "00112233445566778899AABBCCDDEEFF00112233"

typedef struct
{
  DepotPoint *point;
  DepotHealthFacts facts;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const char *const names[] = { "palouse.contoso.com", NULL };
  DepotCertificateFacts certificate = {
    .fingerprint = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF",
    .thumbprint = THUMBPRINT,
    .common_name = "palouse.contoso.com",
    .dns_names = names,
    .not_before = NOW - 100 * DAY,
    .not_after = NOW + 100 * DAY,
  };
  g_autoptr (DepotCertificate) own = depot_certificate_new (&certificate);

  self->point = depot_point_new ("a5b5b5f0-0000-4000-8000-000000000001");
  g_object_set (self->point,
                "name",
                "palouse",
                "service-name",
                "palouse",
                "subscription-id",
                "3f1f2d6a-57a3-4f1c-9d38-6f3f5a0f9e11",
                "group-name",
                "palouse",
                "certificate",
                own,
                "instance-count",
                2,
                NULL);
  depot_point_set_state (self->point, DEPOT_POINT_READY, NOW);
  self->facts = (DepotHealthFacts) { .point = self->point,
                                     .now = NOW,
                                     .subscription_state = "Enabled",
                                     .was_probed = TRUE,
                                     .probe_thumbprint = THUMBPRINT,
                                     .probe_not_after = NOW + 100 * DAY };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->point);
}

/* "kind:mark" of all findings, joined. */
static char *
judge (Fixture *self, DepotHealthChange *change)
{
  g_autoptr (GPtrArray) findings = depot_health_judge (&self->facts, change);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf (
        text,
        "%s%s:%s",
        i > 0 ? " " : "",
        depot_health_kind_get_nick (depot_health_finding_get_kind (findings->pdata[i])),
        depot_health_finding_get_mark (findings->pdata[i]));
  return g_string_free_and_steal (text);
}

static void
expect (Fixture *self, const char *wanted)
{
  g_auto (DepotHealthChange) change = { 0 };
  g_autofree char *found = judge (self, &change);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_dns (Fixture *self, gconstpointer data)
{
  static const struct
  {
    DepotDnsReport report;
    const char *wanted;
  } rows[] = {
    { { .verdict = DEPOT_DNS_GOOD }, "" },
    { { .verdict = DEPOT_DNS_BY_ADDRESS }, "" },
    { { .verdict = DEPOT_DNS_MISSING }, "dns:missing" },
    { { .verdict = DEPOT_DNS_OTHER_POINT }, "dns:other-point" },
    { { .verdict = DEPOT_DNS_OTHER_POINT, .is_replaced = TRUE }, "dns:replaced" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      self->facts.dns = &rows[i].report;
      expect (self, rows[i].wanted);
    }
}

static void
test_certificate (Fixture *self, gconstpointer data)
{
  static const struct
  {
    gint64 left;
    const char *wanted;
  } rows[] = {
    { 31 * DAY, "" },
    { 30 * DAY + 1, "" },
    { 30 * DAY, "certificate:30" },
    { 15 * DAY, "certificate:30" },
    { 14 * DAY, "certificate:14" },
    { 7 * DAY, "certificate:7" },
    { 2 * DAY, "certificate:7" },
    { 1 * DAY, "certificate:1" },
    { 1, "certificate:1" },
    { 0, "certificate:expired" },
    { -5 * DAY, "certificate:expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      self->facts.probe_not_after = NOW + rows[i].left;
      expect (self, rows[i].wanted);
    }
  /* a stopped point shows none: then its own date counts */
  self->facts.was_probed = FALSE;
  self->facts.probe_not_after = 0;
  self->facts.now = NOW + 93 * DAY;
  expect (self, "certificate:7");
}

static void
test_answer (Fixture *self, gconstpointer data)
{
  self->facts.probe_flaw = "Connection refused";
  expect (self, "answer:not-answering");
  self->facts.probe_flaw = NULL;
  self->facts.probe_thumbprint = "FF112233445566778899AABBCCDDEEFF00112233";
  expect (self, "certificate-changed:FF112233445566778899AABBCCDDEEFF00112233");
}

static void
test_subscription (Fixture *self, gconstpointer data)
{
  static const char *const states[][2] = {
    { "Enabled", "" },
    { "Disabled", "subscription:Disabled" },
    { "Deleted", "subscription:Deleted" },
    { "PastDue", "subscription:PastDue" },
    { "Warned", "subscription:Warned" },
    { "", "access:not-visible" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      self->facts.subscription_state = states[i][0];
      expect (self, states[i][1]);
    }
}

static void
test_access (Fixture *self, gconstpointer data)
{
  static const struct
  {
    DepotErrorCode code;
    DepotRemedy remedy;
  } rows[] = {
    { DEPOT_ERROR_SIGN_IN_NEEDED, DEPOT_REMEDY_SIGN_IN },
    { DEPOT_ERROR_SECOND_FACTOR_NEEDED, DEPOT_REMEDY_SIGN_IN },
    { DEPOT_ERROR_PERMISSION_DENIED, DEPOT_REMEDY_PORTAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) refusal = depot_error_new (rows[i].code, "no");
      g_auto (DepotHealthChange) change = { 0 };
      g_autoptr (GPtrArray) findings = NULL;

      self->facts.refusal = refusal;
      findings = depot_health_judge (&self->facts, &change);
      g_assert_cmpuint (findings->len, ==, 1);
      g_assert_cmpint (depot_health_finding_get_kind (findings->pdata[0]), ==, DEPOT_HEALTH_ACCESS);
      g_assert_cmpint (depot_health_finding_get_remedy (findings->pdata[0]), ==, rows[i].remedy);
    }
}

/* The worst stands first, and a busy point is not judged by its machines alone. */
static void
test_order (Fixture *self, gconstpointer data)
{
  self->facts.probe_not_after = NOW + 3 * DAY;
  self->facts.probe_flaw = "Connection refused";
  expect (self, "answer:not-answering certificate:7");
}

static void
test_classic (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *power[2], *made[2];
    const char *wanted;
  } rows[] = {
    { { "PowerState/running", "PowerState/running" }, { "Succeeded", "Succeeded" }, "" },
    { { "PowerState/running", "PowerState/starting" }, { "Succeeded", "Succeeded" }, "" },
    { { "PowerState/stopped", "PowerState/stopped" },
      { "Succeeded", "Succeeded" },
      "stopped:stopped" },
    { { "PowerState/running", "PowerState/starting" },
      { "Succeeded", "Failed" },
      "instances:1/1/2" },
  };

  self->facts.subscription_state = NULL;
  self->facts.is_classic_seen = TRUE;
  expect (self, "missing:deployment");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) machines
          = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

      for (guint j = 0; j < 2; j++)
        g_ptr_array_add (machines,
                         depot_json_object_of_strings (
                             "power", rows[i].power[j], "provisioning", rows[i].made[j], NULL));
      self->facts.machines = machines;
      expect (self, rows[i].wanted);
      self->facts.is_key_other = i == 0;
      expect (self, i == 0 ? "storage-key:other" : rows[i].wanted);
      self->facts.is_key_other = FALSE;
    }
  self->facts.machines = NULL;
  self->facts.is_key_other = TRUE;
  expect (self, "missing:deployment"); /* one word is enough */
  self->facts.is_classic_seen = FALSE;
  self->facts.management_end = NOW + 2 * DAY;
  expect (self, "management-certificate:7");
  self->facts.management_end = NOW;
  expect (self, "management-certificate:expired");
}

static void
test_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GPtrArray) all = depot_health_find_lost (self->point, NULL);
  g_autoptr (GPtrArray) rest = NULL;

  g_assert_cmpuint (all->len, ==, 9);
  g_assert_cmpstr (all->pdata[0],
                   ==,
                   "/subscriptions/3f1f2d6a-57a3-4f1c-9d38-6f3f5a0f9e11/resourcegroups/palouse/"
                   "providers/microsoft.compute/virtualmachinescalesets/palouse");
  g_ptr_array_add (rows,
                   depot_json_object_of_strings (
                       "type", "microsoft.compute/virtualmachinescalesets", "id", "x", NULL));
  rest = depot_health_find_lost (self->point, rows);
  g_assert_cmpuint (rest->len, ==, 8);
}

#define GROUP_ID "/subscriptions/3f1f2d6a-57a3-4f1c-9d38-6f3f5a0f9e11/resourceGroups/palouse"
#define PRINCIPAL "6c2d8a1e-0000-4000-8000-00000000000a"

static void
give_role (GPtrArray *rows, const char *principal, const char *role, const char *scope)
{
  JsonObject *row = json_object_new ();
  g_autofree char *definition
      = g_strconcat (GROUP_ID "/providers/Microsoft.Authorization/roleDefinitions/", role, NULL);

  json_object_set_object_member (
      row,
      "properties",
      depot_json_object_of_strings (
          "principalId", principal, "roleDefinitionId", definition, "scope", scope, NULL));
  g_ptr_array_add (rows, row);
}

static void
expect_lost_roles (Fixture *self, GPtrArray *rows, const char *wanted)
{
  g_autoptr (JsonObject) template_ = depot_template_load_base (NULL);
  g_autoptr (GPtrArray) lost
      = depot_health_find_lost_roles (self->point, template_, PRINCIPAL, rows);
  g_autofree char *text = NULL;

  g_ptr_array_add (lost, NULL);
  text = g_strjoinv (", ", (char **) lost->pdata);
  g_assert_cmpstr (text, ==, wanted);
}

/* At the resource, or anywhere above it; letter case does not matter, another's roles do. */
static void
test_lost_roles (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree char *storage = depot_template_storage_name ("palouse");
  g_autofree char *vault = depot_template_vault_name ("palouse");
  g_autofree char *storage_id
      = g_strconcat (GROUP_ID "/providers/Microsoft.Storage/storageAccounts/", storage, NULL);
  g_autofree char *reader = g_strconcat ("Storage Blob Data Reader on ", storage, NULL);
  g_autofree char *all = g_strconcat (
      reader, ", Storage Blob Data Contributor on logs, Key Vault Secrets User on ", vault, NULL);

  expect_lost_roles (self, NULL, all);
  give_role (rows, "another", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", storage_id);
  expect_lost_roles (self, rows, all);
  give_role (rows, PRINCIPAL, "BA92F5B4-2D11-453D-A403-E96B0029C9FE", storage_id);
  give_role (rows, PRINCIPAL, "4633458b-17de-408a-b874-0445c86b69e6", GROUP_ID);
  expect_lost_roles (self, rows, reader);
  give_role (rows, PRINCIPAL, "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", GROUP_ID "2");
  expect_lost_roles (self, rows, reader);
  give_role (rows, PRINCIPAL, "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", storage_id);
  expect_lost_roles (self, rows, "");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/health-judge/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("dns", test_dns);
  ADD ("certificate", test_certificate);
  ADD ("answer", test_answer);
  ADD ("subscription", test_subscription);
  ADD ("access", test_access);
  ADD ("order", test_order);
  ADD ("classic", test_classic);
  ADD ("lost", test_lost);
  ADD ("lost-roles", test_lost_roles);
  return g_test_run ();
}
