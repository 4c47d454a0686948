/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a round says and writes: each thing once when it begins, once when it is over. */
#include "config.h"

#include "depot-health-private.h"

#include <glib/gi18n.h>

#include "depot-store-health.h"
#include "depot-store-points.h"

/* How a kind of finding is said. 0: nothing is said. */
typedef struct
{
  guint begins, ends;
  guint expired; /* of a certificate */
} Words;

static const Words words_of[DEPOT_N_HEALTH_KINDS] = {
  [DEPOT_HEALTH_SUBSCRIPTION]
  = { DEPOT_MESSAGE_SUBSCRIPTION_PROBLEM, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_ACCESS] = { DEPOT_MESSAGE_CONNECTION_FAILED, DEPOT_MESSAGE_CONNECTION_TESTED },
  [DEPOT_HEALTH_MISSING] = { DEPOT_MESSAGE_DRIFT, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_TAGS] = { DEPOT_MESSAGE_DRIFT, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_ROLES] = { DEPOT_MESSAGE_DRIFT, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_STOPPED] = { DEPOT_MESSAGE_NOT_ACTIVE, DEPOT_MESSAGE_ACTIVE_AGAIN },
  [DEPOT_HEALTH_INSTANCES] = { DEPOT_MESSAGE_NOT_ACTIVE, DEPOT_MESSAGE_ACTIVE_AGAIN },
  [DEPOT_HEALTH_ANSWER] = { DEPOT_MESSAGE_NOT_ACTIVE, DEPOT_MESSAGE_ACTIVE_AGAIN },
  [DEPOT_HEALTH_CERTIFICATE]
  = { DEPOT_MESSAGE_CERTIFICATE_EXPIRES, 0, DEPOT_MESSAGE_CERTIFICATE_EXPIRED },
  [DEPOT_HEALTH_CERTIFICATE_CHANGED] = { DEPOT_MESSAGE_DRIFT, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_MANAGEMENT]
  = { DEPOT_MESSAGE_MANAGEMENT_EXPIRES, 0, DEPOT_MESSAGE_MANAGEMENT_EXPIRED },
  [DEPOT_HEALTH_STORAGE_KEY] = { DEPOT_MESSAGE_DRIFT, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_DNS] = { DEPOT_MESSAGE_DNS, DEPOT_MESSAGE_IN_ORDER_AGAIN },
  [DEPOT_HEALTH_DRIFT] = { DEPOT_MESSAGE_DRIFT, DEPOT_MESSAGE_IN_ORDER_AGAIN },
};

static void
say (DepotHouse *house,
     DepotStoreBatch *batch,
     DepotPoint *point,
     guint message_id,
     const char *value,
     const char *reason)
{
  const char *inserts[]
      = { depot_point_get_name (point),
          depot_point_get_service_fqdn (point) != NULL ? depot_point_get_service_fqdn (point) : "",
          value,
          "",
          reason,
          NULL };
  g_autoptr (DepotStatusMessage) message = depot_house_make_message (
      house, message_id, depot_point_get_site_code (point), depot_point_get_id (point), inserts);

  depot_store_batch_add_message (batch, message);
}

static void
log_finding (DepotHouse *house, DepotPoint *point, DepotHealthFinding *finding)
{
  gboolean is_expired = g_strcmp0 (depot_health_finding_get_mark (finding), "expired") == 0;

  /* the words an admin's log scanner knows */
  depot_house_log (house,
                   depot_health_finding_get_severity (finding),
                   "Health of service %s: %s%s",
                   depot_point_get_name (point),
                   is_expired ? "the certificate is in expired state. " : "",
                   depot_health_finding_get_text (finding));
}

static void
say_begin (DepotHouse *house,
           DepotStoreBatch *batch,
           const DepotHealthCase *subject,
           DepotHealthFinding *finding)
{
  DepotHealthKind kind = depot_health_finding_get_kind (finding);
  guint message_id = words_of[kind].begins;
  const char *text = depot_health_finding_get_text (finding);
  gboolean has_end = kind == DEPOT_HEALTH_CERTIFICATE || kind == DEPOT_HEALTH_MANAGEMENT;
  g_autofree char *end = depot_health_dup_certificate_end (&subject->facts, kind);

  if (g_strcmp0 (depot_health_finding_get_mark (finding), "expired") == 0)
    message_id = words_of[kind].expired;
  say (house, batch, subject->point, message_id, has_end ? end : text, text);
  log_finding (house, subject->point, finding);
}

static void
say_end (DepotHouse *house, DepotStoreBatch *batch, DepotPoint *point, DepotHealthKind kind)
{
  if (words_of[kind].ends != 0)
    say (house, batch, point, words_of[kind].ends, depot_health_kind_get_label (kind), "");
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "Health of service %s: %s is in order again.",
                   depot_point_get_name (point),
                   depot_health_kind_get_nick (kind));
}

static DepotHealthFinding *
find_kind (GPtrArray *findings, DepotHealthKind kind)
{
  for (guint i = 0; i < findings->len; i++)
    if (depot_health_finding_get_kind (findings->pdata[i]) == kind)
      return findings->pdata[i];
  return NULL;
}

/* What could not be looked at is as it was. */
static gboolean
was_judged (const DepotHealthCase *subject, DepotHealthKind kind)
{
  switch (kind)
    {
    case DEPOT_HEALTH_SUBSCRIPTION:
      return subject->facts.subscription_state != NULL;
    case DEPOT_HEALTH_MISSING:
    case DEPOT_HEALTH_TAGS:
    case DEPOT_HEALTH_STOPPED:
    case DEPOT_HEALTH_INSTANCES:
    case DEPOT_HEALTH_DRIFT:
      return subject->facts.resources != NULL || subject->facts.is_classic_seen;
    case DEPOT_HEALTH_MANAGEMENT:
      return subject->facts.management_end > 0;
    case DEPOT_HEALTH_ROLES:
      return subject->facts.resources != NULL && subject->facts.roles != NULL;
    case DEPOT_HEALTH_STORAGE_KEY:
      return subject->facts.was_key_seen;
    case DEPOT_HEALTH_DNS:
      return subject->facts.dns != NULL
             || depot_point_get_state (subject->point) == DEPOT_POINT_STOPPED;
    case DEPOT_HEALTH_ACCESS:
    case DEPOT_HEALTH_ANSWER:
    case DEPOT_HEALTH_CERTIFICATE:
    case DEPOT_HEALTH_CERTIFICATE_CHANGED:
    case DEPOT_N_HEALTH_KINDS:
    default:
      return TRUE;
    }
}

static void
set_since (GPtrArray *findings, DepotHealthFinding *found, DepotHealthFinding *before)
{
  guint index;

  if (g_ptr_array_find (findings, found, &index))
    {
      findings->pdata[index]
          = depot_health_finding_since (found, depot_health_finding_get_since (before));
      g_object_unref (found);
    }
}

static void
compare_kind (DepotHouse *house,
              DepotStoreBatch *batch,
              const DepotHealthCase *subject,
              GPtrArray *findings,
              DepotHealthKind kind)
{
  DepotHealthFinding *before
      = depot_house_find_finding (house, depot_point_get_id (subject->point), kind);
  DepotHealthFinding *found = find_kind (findings, kind);

  if (before == NULL && found != NULL)
    say_begin (house, batch, subject, found);
  else if (before != NULL && found == NULL && was_judged (subject, kind))
    say_end (house, batch, subject->point, kind);
  else if (before != NULL && found == NULL)
    g_ptr_array_add (findings, g_object_ref (before));
  else if (before != NULL)
    {
      if (g_strcmp0 (depot_health_finding_get_mark (before), depot_health_finding_get_mark (found))
          != 0)
        say_begin (house, batch, subject, found);
      set_since (findings, found, before);
    }
}

/* Changed outside: that is how it is now. */

static char *
describe (const DepotHealthChange *change)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (change->instance_count > 0)
    g_string_append_printf (text,
                            ngettext ("%u instance", "%u instances", change->instance_count),
                            change->instance_count);
  for (guint i = 0; i < 3; i++)
    {
      const char *value
          = (const char *[]) { change->vm_size, change->public_ip, change->azure_fqdn }[i];

      if (value != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", value);
    }
  return g_strdup (text->str);
}

static void
give (DepotPoint *point, const char *property, const char *value)
{
  if (value != NULL)
    g_object_set (point, property, value, NULL);
}

static void
point_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  /* somebody was faster: the next round looks at what they made of it */
  if (!depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    g_message ("A change made outside was not kept: %s", error->message);
}

static void
save_point (DepotHouse *house,
            const DepotHealthCase *subject,
            const DepotHealthChange *change,
            const char *said)
{
  g_autoptr (JsonObject) facts = depot_point_to_json (subject->point);
  g_autoptr (DepotPoint) point = depot_point_from_json (facts, NULL);
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (depot_house_get_store (house));

  if (change->has_state)
    depot_point_set_state (point, change->state, subject->facts.now);
  if (change->instance_count > 0)
    g_object_set (point, "instance-count", change->instance_count, NULL);
  give (point, "vm-size", change->vm_size);
  give (point, "public-ip", change->public_ip);
  give (point, "azure-fqdn", change->azure_fqdn);
  depot_store_batch_save_point (batch, point);
  if (*said != '\0')
    say (house, batch, subject->point, DEPOT_MESSAGE_DRIFT, said, "");
  depot_store_batch_commit_async (batch, point_saved, NULL);
}

static void
take_change (DepotHouse *house, const DepotHealthCase *subject, const DepotHealthChange *change)
{
  g_autofree char *said = describe (change);

  if (!change->has_state && *said == '\0')
    return;
  if (*said != '\0')
    depot_house_log (house,
                     DEPOT_SEVERITY_WARNING,
                     "Service %s was changed outside: %s",
                     depot_point_get_name (subject->point),
                     said);
  if (change->has_state)
    depot_house_log (house,
                     DEPOT_SEVERITY_WARNING,
                     "Service %s is now %s, by somebody outside.",
                     depot_point_get_name (subject->point),
                     depot_point_state_get_nick (change->state));
  save_point (house, subject, change, said);
}

/* An operation that began meanwhile knows better, and so does one that also ended meanwhile: what
 * clients met before a new certificate says nothing about it. */
static gboolean
is_still_due (const DepotHealthCase *subject)
{
  DepotPointState state = depot_point_get_state (subject->point);

  return (state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED)
         && g_strcmp0 (depot_point_get_operation_id (subject->point), subject->operation_id) == 0;
}

static guint
save_case (DepotHouse *house, DepotStoreBatch *batch, DepotHealthCase *subject)
{
  g_auto (DepotHealthChange) change = { 0 };
  g_autoptr (GPtrArray) findings = NULL;

  if (!is_still_due (subject))
    return 0;
  findings = depot_health_judge (&subject->facts, &change);
  for (guint kind = 0; kind < DEPOT_N_HEALTH_KINDS; kind++)
    compare_kind (house, batch, subject, findings, kind);
  depot_store_batch_save_health (
      batch, depot_point_get_id (subject->point), subject->facts.now, findings);
  take_change (house, subject, &change);
  return findings->len;
}

static void
committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
depot_health_save (DepotHouse *house, GPtrArray *cases, guint *n_findings, GTask *task)
{
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (depot_house_get_store (house));

  *n_findings = 0;
  for (guint i = 0; i < cases->len; i++)
    *n_findings += save_case (house, batch, cases->pdata[i]);
  depot_store_batch_commit_async (batch, committed, task);
}
