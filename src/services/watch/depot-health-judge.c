/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-health-judge.h"

#include <glib/gi18n.h>

#include "depot-azure-nouns.h"
#include "depot-error.h"
#include "depot-health-roles.h"
#include "depot-json.h"
#include "depot-service-template.h"
#include "depot-template-drift.h"

#define DAY_SECONDS (24 * 60 * 60)
#define STOP_RULE "depot-stop"
#define SCALE_SET "Microsoft.Compute/virtualMachineScaleSets"

/* Days before the end at which something new is said. */
static const guint certificate_days[] = { 1, 7, 14, 30 };

/* What an admin reads when a certificate is near its end, or past it. */
typedef struct
{
  DepotHealthKind kind;
  const char *brief, *brief_expired, *text, *text_expired;
  DepotRemedy remedy;
} CertificateWords;

void
depot_health_change_clear (DepotHealthChange *change)
{
  g_clear_pointer (&change->vm_size, g_free);
  g_clear_pointer (&change->public_ip, g_free);
  g_clear_pointer (&change->azure_fqdn, g_free);
}

static void
add (GPtrArray *findings,
     const DepotHealthFacts *facts,
     DepotHealthKind kind,
     DepotSeverity severity,
     const char *mark,
     const char *brief,
     const char *text,
     DepotRemedy remedy)
{
  g_ptr_array_add (findings,
                   depot_health_finding_new (depot_point_get_id (facts->point),
                                             kind,
                                             severity,
                                             facts->now,
                                             mark,
                                             brief,
                                             text,
                                             remedy));
}

/* Subscription and access. */

static void
judge_subscription (const DepotHealthFacts *facts, GPtrArray *findings)
{
  const char *state = facts->subscription_state;
  g_autofree char *text = NULL;
  gboolean is_dead;

  if (state == NULL || *state == '\0' || g_str_equal (state, "Enabled"))
    return;
  is_dead = !g_str_equal (state, "Warned") && !g_str_equal (state, "PastDue");
  if (is_dead)
    text = g_strdup_printf (_ ("The subscription is in the state “%s”. Azure refuses every change, "
                               "and stops what runs in it."),
                            state);
  else
    text = g_strdup_printf (_ ("The subscription is in the state “%s”: a payment is missing, and "
                               "Azure will disable it."),
                            state);
  add (findings,
       facts,
       DEPOT_HEALTH_SUBSCRIPTION,
       is_dead ? DEPOT_SEVERITY_ERROR : DEPOT_SEVERITY_WARNING,
       state,
       is_dead ? C_ ("health", "Subscription disabled") : C_ ("health", "Subscription past due"),
       text,
       DEPOT_REMEDY_PORTAL);
}

static DepotRemedy
remedy_of (const GError *refusal)
{
  if (g_error_matches (refusal, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED)
      || g_error_matches (refusal, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED)
      || g_error_matches (refusal, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_REFUSED)
      || g_error_matches (refusal, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_SETTINGS))
    return DEPOT_REMEDY_SIGN_IN;
  return DEPOT_REMEDY_PORTAL;
}

static void
judge_access (const DepotHealthFacts *facts, GPtrArray *findings)
{
  DepotRemedy remedy;

  if (facts->refusal != NULL)
    {
      remedy = remedy_of (facts->refusal);
      add (findings,
           facts,
           DEPOT_HEALTH_ACCESS,
           DEPOT_SEVERITY_ERROR,
           depot_error_get_nick (facts->refusal),
           remedy == DEPOT_REMEDY_SIGN_IN ? C_ ("health", "Sign-in needed")
                                          : C_ ("health", "No access"),
           facts->refusal->message,
           remedy);
    }
  else if (facts->subscription_state != NULL && *facts->subscription_state == '\0')
    add (findings,
         facts,
         DEPOT_HEALTH_ACCESS,
         DEPOT_SEVERITY_ERROR,
         "not-visible",
         C_ ("health", "No access"),
         _ ("The account does not see the subscription: its role was removed, or the subscription "
            "was moved or deleted."),
         DEPOT_REMEDY_PORTAL);
}

/* What should be there. */

typedef struct
{
  const char *type;
  const char *suffix; /* after the service name; NULL: by its own rule */
} Part;

static const Part parts[] = {
  { SCALE_SET, "" },
  { "Microsoft.Network/loadBalancers", "-lb" },
  { "Microsoft.Network/publicIPAddresses", "-ip" },
  { "Microsoft.Network/virtualNetworks", "-net" },
  { "Microsoft.Network/networkSecurityGroups", "-nsg" },
  { "Microsoft.Insights/autoscalesettings", "-scaling" },
  { "Microsoft.KeyVault/vaults", NULL },
  { "Microsoft.Storage/storageAccounts", NULL },
  { "Microsoft.ManagedIdentity/userAssignedIdentities", "-edge" },
};

static char *
dup_part_name (DepotPoint *point, const Part *part)
{
  const char *name = depot_point_get_service_name (point);

  if (part->suffix != NULL)
    return g_strconcat (name, part->suffix, NULL);
  return g_str_has_prefix (part->type, "Microsoft.KeyVault") ? depot_template_vault_name (name)
                                                             : depot_template_storage_name (name);
}

static char *
dup_part_id (DepotPoint *point, const Part *part)
{
  g_autofree char *name = dup_part_name (point, part);
  g_autofree char *id = g_strdup_printf ("/subscriptions/%s/resourceGroups/%s/providers/%s/%s",
                                         depot_point_get_subscription_id (point),
                                         depot_point_get_group_name (point),
                                         part->type,
                                         name);

  return g_ascii_strdown (id, -1);
}

static JsonObject *
find_row_in (GPtrArray *rows, const char *type)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const char *other = depot_json_peek_string (rows->pdata[i], "type");

      if (other != NULL && g_ascii_strcasecmp (other, type) == 0)
        return rows->pdata[i];
    }
  return NULL;
}

static JsonObject *
find_row (const DepotHealthFacts *facts, const char *type)
{
  return find_row_in (facts->resources, type);
}

GPtrArray *
depot_health_find_lost (DepotPoint *point, GPtrArray *rows)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (find_row_in (rows, parts[i].type) == NULL)
      g_ptr_array_add (ids, dup_part_id (point, &parts[i]));
  return ids;
}

static void
note_part (GString *list, DepotPoint *point, const Part *part)
{
  g_autofree char *name = dup_part_name (point, part);

  g_string_append_printf (
      list, "%s%s %s", list->len > 0 ? ", " : "", depot_resource_type_get_label (part->type), name);
}

static void
judge_parts (const DepotHealthFacts *facts, GPtrArray *findings)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autoptr (GString) untagged = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *id = dup_part_id (facts->point, &parts[i]);

      if (find_row (facts, parts[i].type) != NULL)
        continue;
      note_part (g_hash_table_contains (facts->untagged, id) ? untagged : missing,
                 facts->point,
                 &parts[i]);
    }
  if (missing->len > 0)
    add (findings,
         facts,
         DEPOT_HEALTH_MISSING,
         DEPOT_SEVERITY_ERROR,
         missing->str,
         C_ ("health", "Resources missing"),
         missing->str,
         DEPOT_REMEDY_REAPPLY);
  if (untagged->len > 0)
    add (findings,
         facts,
         DEPOT_HEALTH_TAGS,
         DEPOT_SEVERITY_WARNING,
         untagged->str,
         C_ ("health", "Tag removed"),
         untagged->str,
         DEPOT_REMEDY_REAPPLY);
}

/* What the instances may do. */

static void
judge_roles (const DepotHealthFacts *facts, GPtrArray *findings)
{
  JsonObject *identity = find_row (facts, "Microsoft.ManagedIdentity/userAssignedIdentities");
  const char *principal
      = identity != NULL ? depot_json_peek_string (identity, "properties.principalId") : NULL;
  g_autoptr (GPtrArray) lost = NULL;
  g_autofree char *list = NULL;
  g_autofree char *text = NULL;

  if (principal == NULL || facts->roles == NULL)
    return;
  lost = depot_health_find_lost_roles (facts->point, facts->base_template, principal, facts->roles);
  if (lost->len == 0)
    return;
  g_ptr_array_add (lost, NULL);
  list = g_strjoinv (", ", (char **) lost->pdata);
  text = g_strdup_printf (
      _ ("Removed outside this console: %s. The instances cannot serve clients without it."), list);
  add (findings,
       facts,
       DEPOT_HEALTH_ROLES,
       DEPOT_SEVERITY_ERROR,
       list,
       C_ ("health", "Role removed"),
       text,
       DEPOT_REMEDY_REAPPLY);
}

/* Power. */

typedef struct
{
  guint n, n_running, n_moving, n_failed;
} Power;

static Power
count_power (const DepotHealthFacts *facts)
{
  Power power = { 0 };

  for (guint i = 0; facts->machines != NULL && i < facts->machines->len; i++)
    {
      const char *code = depot_json_peek_string (facts->machines->pdata[i], "power");
      const char *made = depot_json_peek_string (facts->machines->pdata[i], "provisioning");

      power.n++;
      if (g_strcmp0 (made, "Failed") == 0)
        power.n_failed++;
      else if (g_strcmp0 (code, "PowerState/running") == 0)
        power.n_running++;
      else if (code == NULL || g_str_has_suffix (code, "ing"))
        power.n_moving++;
    }
  return power;
}

static gboolean
is_closed (const DepotHealthFacts *facts)
{
  JsonObject *firewall = find_row (facts, "Microsoft.Network/networkSecurityGroups");
  JsonArray *rules
      = firewall != NULL ? depot_json_peek_array (firewall, "properties.securityRules") : NULL;

  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      JsonNode *rule = json_array_get_element (rules, i);

      if (JSON_NODE_HOLDS_OBJECT (rule)
          && g_strcmp0 (depot_json_peek_string (json_node_get_object (rule), "name"), STOP_RULE)
                 == 0)
        return TRUE;
    }
  return FALSE;
}

static void
say_stopped (const DepotHealthFacts *facts, GPtrArray *findings)
{
  add (findings,
       facts,
       DEPOT_HEALTH_STOPPED,
       DEPOT_SEVERITY_WARNING,
       "stopped",
       C_ ("health", "Stopped outside"),
       _ ("All instances were stopped outside this console, in the Azure portal for example. "
          "Clients can download nothing."),
       DEPOT_REMEDY_START);
}

static void
say_some_idle (const DepotHealthFacts *facts, const Power *power, GPtrArray *findings)
{
  g_autofree char *mark = g_strdup_printf ("%u/%u/%u", power->n_running, power->n_failed, power->n);
  g_autofree char *text = g_strdup_printf (ngettext ("%u of %u instance runs; %u failed.",
                                                     "%u of %u instances run; %u failed.",
                                                     power->n),
                                           power->n_running,
                                           power->n,
                                           power->n_failed);

  add (findings,
       facts,
       DEPOT_HEALTH_INSTANCES,
       power->n_running == 0 ? DEPOT_SEVERITY_ERROR : DEPOT_SEVERITY_WARNING,
       mark,
       power->n_failed > 0 ? C_ ("health", "Instance failed") : C_ ("health", "Instance stopped"),
       text,
       DEPOT_REMEDY_PORTAL);
}

static void
set_state (DepotHealthChange *change, DepotPointState state)
{
  change->has_state = TRUE;
  change->state = state;
}

static void
judge_ready (const DepotHealthFacts *facts,
             const Power *power,
             GPtrArray *findings,
             DepotHealthChange *change)
{
  if (power->n_moving > 0 || power->n_running == power->n)
    return;
  if (power->n_running == 0 && power->n_failed == 0)
    {
      set_state (change, DEPOT_POINT_STOPPED);
      say_stopped (facts, findings);
    }
  else
    say_some_idle (facts, power, findings);
}

static void
judge_stopped (const DepotHealthFacts *facts,
               const Power *power,
               GPtrArray *findings,
               DepotHealthChange *change)
{
  if (power->n_running == 0)
    {
      if (facts->was_stopped_outside)
        say_stopped (facts, findings);
    }
  else if (!is_closed (facts))
    set_state (change, DEPOT_POINT_READY);
  else if (power->n_moving == 0)
    add (findings,
         facts,
         DEPOT_HEALTH_INSTANCES,
         DEPOT_SEVERITY_WARNING,
         "running-while-stopped",
         C_ ("health", "Instances run"),
         _ ("Instances were started outside this console although the point is stopped: they cost "
            "money, and no client reaches them."),
         DEPOT_REMEDY_START);
}

static void
judge_power (const DepotHealthFacts *facts, GPtrArray *findings, DepotHealthChange *change)
{
  Power power = count_power (facts);

  if (facts->machines == NULL || power.n == 0)
    return;
  if (depot_point_get_state (facts->point) == DEPOT_POINT_READY)
    judge_ready (facts, &power, findings, change);
  else if (depot_point_get_state (facts->point) == DEPOT_POINT_STOPPED)
    judge_stopped (facts, &power, findings, change);
}

/* Scaled, or another address: that is how it is now. */

static char *
dup_if_new (DepotPoint *point, const char *property, const char *now)
{
  g_autofree char *known = NULL;

  g_object_get (point, property, &known, NULL);
  return known != NULL && now != NULL && g_ascii_strcasecmp (known, now) != 0 ? g_strdup (now)
                                                                              : NULL;
}

static void
take_changes (const DepotHealthFacts *facts, DepotHealthChange *change)
{
  JsonObject *scale_set = find_row (facts, SCALE_SET);
  JsonObject *address = find_row (facts, "Microsoft.Network/publicIPAddresses");
  gint64 capacity = scale_set != NULL ? depot_json_peek_int (scale_set, "sku.capacity", 0) : 0;
  guint known = 0;

  g_object_get (facts->point, "instance-count", &known, NULL);
  if (capacity > 0 && capacity <= G_MAXINT16 && capacity != known)
    change->instance_count = (guint) capacity;
  if (scale_set != NULL)
    change->vm_size
        = dup_if_new (facts->point, "vm-size", depot_json_peek_string (scale_set, "sku.name"));
  if (address == NULL)
    return;
  change->public_ip = dup_if_new (
      facts->point, "public-ip", depot_json_peek_string (address, "properties.ipAddress"));
  change->azure_fqdn = dup_if_new (
      facts->point, "azure-fqdn", depot_json_peek_string (address, "properties.dnsSettings.fqdn"));
}

/* Settings. */

static gboolean
is_of_stop (const DepotHealthFacts *facts, const char *difference)
{
  return depot_point_get_state (facts->point) == DEPOT_POINT_STOPPED
         && strstr (difference, STOP_RULE) != NULL;
}

static void
judge_drift (const DepotHealthFacts *facts, GPtrArray *findings)
{
  g_autoptr (GPtrArray) differences = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < facts->resources->len; i++)
    {
      depot_template_drift_find (facts->base_template, facts->resources->pdata[i], differences);
      depot_template_drift_find (facts->service_template, facts->resources->pdata[i], differences);
    }
  for (guint i = 0; i < differences->len; i++)
    if (!is_of_stop (facts, differences->pdata[i]))
      g_string_append_printf (
          text, "%s%s", text->len > 0 ? "\n" : "", (const char *) differences->pdata[i]);
  if (text->len > 0)
    add (findings,
         facts,
         DEPOT_HEALTH_DRIFT,
         DEPOT_SEVERITY_WARNING,
         text->str,
         C_ ("health", "Settings differ"),
         text->str,
         DEPOT_REMEDY_REAPPLY);
}

/* What clients meet. */

static void
judge_answer (const DepotHealthFacts *facts, GPtrArray *findings)
{
  DepotCertificate *certificate = depot_point_get_certificate (facts->point);
  g_autofree char *text = NULL;

  if (!facts->was_probed)
    return;
  if (facts->probe_flaw != NULL)
    add (findings,
         facts,
         DEPOT_HEALTH_ANSWER,
         DEPOT_SEVERITY_ERROR,
         "not-answering",
         C_ ("health", "Not answering"),
         facts->probe_flaw,
         DEPOT_REMEDY_PORTAL);
  if (facts->probe_thumbprint == NULL || certificate == NULL
      || g_ascii_strcasecmp (facts->probe_thumbprint,
                             depot_certificate_get_thumbprint (certificate))
             == 0)
    return;
  text = g_strdup_printf (_ ("The service shows the certificate %s instead of %s. Somebody changed "
                             "it in the key vault."),
                          facts->probe_thumbprint,
                          depot_certificate_get_thumbprint (certificate));
  add (findings,
       facts,
       DEPOT_HEALTH_CERTIFICATE_CHANGED,
       DEPOT_SEVERITY_WARNING,
       facts->probe_thumbprint,
       C_ ("health", "Another certificate"),
       text,
       DEPOT_REMEDY_RENEW);
}

static void
judge_dns (const DepotHealthFacts *facts, GPtrArray *findings)
{
  const DepotDnsReport *dns = facts->dns;

  if (dns == NULL || depot_dns_verdict_is_good (dns->verdict))
    return;
  add (findings,
       facts,
       DEPOT_HEALTH_DNS,
       dns->is_replaced ? DEPOT_SEVERITY_INFO : DEPOT_SEVERITY_WARNING,
       dns->is_replaced ? "replaced" : depot_dns_verdict_get_nick (dns->verdict),
       dns->is_replaced ? C_ ("health", "Replaced") : depot_dns_verdict_get_label (dns->verdict),
       dns->text,
       dns->is_replaced ? DEPOT_REMEDY_DELETE : DEPOT_REMEDY_NONE);
}

static gint64
end_of_certificate (const DepotHealthFacts *facts)
{
  DepotCertificate *certificate = depot_point_get_certificate (facts->point);

  if (facts->probe_not_after > 0)
    return facts->probe_not_after;
  return certificate != NULL ? depot_certificate_get_not_after (certificate) : 0;
}

static char *
date_to_text (gint64 at)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (at);

  return date != NULL ? g_date_time_format (date, "%F %R UTC") : g_strdup ("");
}

char *
depot_health_dup_certificate_end (const DepotHealthFacts *facts, DepotHealthKind kind)
{
  return date_to_text (kind == DEPOT_HEALTH_MANAGEMENT ? facts->management_end
                                                       : end_of_certificate (facts));
}

static void
say_expired (const DepotHealthFacts *facts,
             const CertificateWords *words,
             gint64 end,
             GPtrArray *findings)
{
  g_autofree char *date = date_to_text (end);
  g_autofree char *text = g_strdup_printf (_ (words->text_expired), date);

  add (findings,
       facts,
       words->kind,
       DEPOT_SEVERITY_ERROR,
       "expired",
       g_dpgettext2 (NULL, "health", words->brief_expired),
       text,
       words->remedy);
}

static void
judge_end (const DepotHealthFacts *facts,
           const CertificateWords *words,
           gint64 end,
           GPtrArray *findings)
{
  gint64 left = end - facts->now;
  g_autofree char *mark = NULL;
  g_autofree char *brief = NULL;
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;

  if (end <= 0)
    return;
  if (left <= 0)
    {
      say_expired (facts, words, end, findings);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (certificate_days) && mark == NULL; i++)
    if (left <= (gint64) certificate_days[i] * DAY_SECONDS)
      mark = g_strdup_printf ("%u", certificate_days[i]);
  if (mark == NULL)
    return;
  date = date_to_text (end);
  brief = g_strdup_printf (g_dpgettext2 (NULL, "health", words->brief), (int) (left / DAY_SECONDS));
  text = g_strdup_printf (_ (words->text), date);
  add (findings, facts, words->kind, DEPOT_SEVERITY_WARNING, mark, brief, text, words->remedy);
}

static const CertificateWords own_certificate
    = { DEPOT_HEALTH_CERTIFICATE,
        /* Translators: in the Status column: how many days the certificate lasts */
        NC_ ("health", "Certificate %d d"),
        NC_ ("health", "Certificate expired"),
        N_ ("The certificate ends on %s."),
        N_ ("The certificate ended on %s. Clients refuse the service."),
        DEPOT_REMEDY_RENEW };

static const CertificateWords management_certificate
    = { DEPOT_HEALTH_MANAGEMENT,
        /* Translators: in the Status column: how many days the management certificate lasts */
        NC_ ("health", "Management certificate %d d"),
        NC_ ("health", "Management certificate expired"),
        N_ ("The management certificate ends on %s. Choose another one in the properties of the "
            "point before, which the subscription knows."),
        N_ ("The management certificate ended on %s. Azure lets nobody change the point with it "
            "any more: choose another one in its properties, which the subscription knows."),
        DEPOT_REMEDY_PORTAL };

static void
judge_certificates (const DepotHealthFacts *facts, GPtrArray *findings)
{
  judge_end (facts, &own_certificate, end_of_certificate (facts), findings);
  judge_end (facts, &management_certificate, facts->management_end, findings);
}

/* The classic way. */

static void
judge_classic (const DepotHealthFacts *facts, GPtrArray *findings, DepotHealthChange *change)
{
  guint known = 0;

  if (facts->machines == NULL)
    {
      add (findings,
           facts,
           DEPOT_HEALTH_MISSING,
           DEPOT_SEVERITY_ERROR,
           "deployment",
           C_ ("health", "Resources missing"),
           _ ("The deployment of the cloud service was deleted outside this console."),
           DEPOT_REMEDY_DELETE);
      return;
    }
  judge_power (facts, findings, change);
  g_object_get (facts->point, "instance-count", &known, NULL);
  if (facts->machines->len > 0 && facts->machines->len != known)
    change->instance_count = facts->machines->len;
  change->public_ip = dup_if_new (facts->point, "public-ip", facts->classic_address);
  if (facts->is_key_other)
    add (findings,
         facts,
         DEPOT_HEALTH_STORAGE_KEY,
         DEPOT_SEVERITY_ERROR,
         "other",
         C_ ("health", "Storage key changed"),
         _ ("The key of the storage account was changed outside this console. The instances still "
            "have the old one and cannot read the content."),
         DEPOT_REMEDY_REAPPLY);
}

static int
by_severity (gconstpointer left, gconstpointer right)
{
  return (int) depot_health_finding_get_severity (DEPOT_HEALTH_FINDING ((gpointer) right))
         - (int) depot_health_finding_get_severity (DEPOT_HEALTH_FINDING ((gpointer) left));
}

gboolean
depot_health_should_answer (const DepotHealthFacts *facts)
{
  return depot_point_get_state (facts->point) == DEPOT_POINT_READY
         && (facts->machines == NULL || count_power (facts).n_running > 0);
}

GPtrArray *
depot_health_judge (const DepotHealthFacts *facts, DepotHealthChange *change)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);

  judge_access (facts, findings);
  judge_subscription (facts, findings);
  if (facts->resources != NULL)
    {
      judge_parts (facts, findings);
      judge_roles (facts, findings);
      judge_power (facts, findings, change);
      take_changes (facts, change);
      judge_drift (facts, findings);
    }
  if (facts->is_classic_seen)
    judge_classic (facts, findings, change);
  judge_answer (facts, findings);
  judge_dns (facts, findings);
  judge_certificates (facts, findings);
  g_ptr_array_sort_values (findings, by_severity);
  return findings;
}
