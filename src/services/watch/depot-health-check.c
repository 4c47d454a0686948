/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One round, top to bottom: which points, whose credential, what Azure says, what clients meet; the
 * verdict and the writing are in depot-health-save.c.
 */
#include "config.h"

#include "depot-health-private.h"

#include <glib/gi18n.h>

#include "depot-data-plane.h"
#include "depot-point-verbs.h"
#include "depot-service-template.h"

#define MAX_PROBES 16
#define HEALTHY 200

/* Points that share a credential. */
typedef struct
{
  DepotArm *arm;
  GPtrArray *points, *cases;
} Share;

typedef struct
{
  GPtrArray *cases;  /* of all points that could be asked about */
  GPtrArray *shares; /* still to be asked, from the end */
  JsonObject *base_template, *service_template;
  guint next_probe, n_probing;
  gboolean dns_is_silent;
  DepotHealthReport report;
} Round;

void
depot_health_report_clear (DepotHealthReport *report)
{
  g_clear_pointer (&report->reason, g_free);
}

DepotHealthCase *
depot_health_case_new (DepotPoint *point)
{
  DepotHealthCase *self = g_new0 (DepotHealthCase, 1);

  self->point = g_object_ref (point);
  self->facts.point = point;
  self->operation_id = g_strdup (depot_point_get_operation_id (point));
  return self;
}

void
depot_health_case_free (DepotHealthCase *self)
{
  g_clear_pointer (&self->resources, g_ptr_array_unref);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->roles, g_ptr_array_unref);
  g_clear_pointer (&self->dns, depot_dns_report_free);
  g_clear_pointer (&self->untagged, g_hash_table_unref);
  g_clear_error (&self->refusal);
  g_free (self->subscription_state);
  g_free (self->probe_flaw);
  g_free (self->probe_thumbprint);
  g_free (self->operation_id);
  g_free (self->classic_address);
  g_clear_pointer (&self->classic_configuration, depot_secret_bytes_unref);
  g_object_unref (self->point);
  g_free (self);
}

static void
share_free (gpointer data)
{
  Share *share = data;

  g_object_unref (share->arm);
  g_ptr_array_unref (share->points);
  g_ptr_array_unref (share->cases);
  g_free (share);
}

static void
round_free (gpointer data)
{
  Round *round = data;

  g_ptr_array_unref (round->cases);
  g_ptr_array_unref (round->shares);
  g_clear_pointer (&round->base_template, json_object_unref);
  g_clear_pointer (&round->service_template, json_object_unref);
  depot_health_report_clear (&round->report);
  g_free (round);
}

/* 3. What clients meet. */

static void
shown (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_flush_finish (DEPOT_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The store answers in the order it was asked: whoever waits for this round sees what it found. */
static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotHouse *house = DEPOT_HOUSE (source);
  GTask *task = data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  depot_house_refresh (house);
  depot_house_read_health (house);
  depot_store_flush_async (house->store, shown, task);
}

static void
skip (GTask *task, guint n_points, const GError *error)
{
  DepotHouse *house = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);

  round->report.n_skipped += n_points;
  g_set_str (&round->report.reason, error->message);
  /* the console is closing: nothing an admin has to hear */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED))
    return;
  depot_house_log (house,
                   DEPOT_SEVERITY_WARNING,
                   "The health of %u cloud distribution points could not be looked at: %s",
                   n_points,
                   error->message);
}

static void probe_on (GTask *task);

typedef struct
{
  GTask *task;
  DepotHealthCase *subject;
} Probe;

static char *
find_flaw (const DepotEdgeProbe *probe, const GError *error)
{
  if (probe == NULL)
    return g_strdup (error->message);
  if (probe->status != HEALTHY)
    return g_strdup_printf (_ ("The service answers with status %u."), probe->status);
  return NULL;
}

static void
probed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Probe *asked = data;
  GTask *task = asked->task;
  Round *round = g_task_get_task_data (task);
  DepotHealthCase *subject = asked->subject;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotEdgeProbe) probe = depot_edge_probe_finish (result, &error);

  subject->facts.was_probed = TRUE;
  subject->probe_flaw = find_flaw (probe, error);
  subject->probe_thumbprint = probe != NULL ? g_strdup (probe->thumbprint) : NULL;
  subject->facts.probe_flaw = subject->probe_flaw;
  subject->facts.probe_thumbprint = subject->probe_thumbprint;
  subject->facts.probe_not_after = probe != NULL ? probe->not_after : 0;
  round->n_probing--;
  probe_on (task);
}

static void
probe (GTask *task, DepotHealthCase *subject)
{
  DepotHouse *house = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  DepotCloud *cloud = depot_house_find_cloud (house, depot_point_get_cloud_id (subject->point));
  const char *address = depot_point_get_public_ip (subject->point);
  Probe *asked;

  if (cloud == NULL || address == NULL || !depot_health_should_answer (&subject->facts))
    return;
  asked = g_new0 (Probe, 1);
  asked->task = task;
  asked->subject = subject;
  round->n_probing++;
  depot_edge_probe_async (address,
                          depot_cloud_get_edge_port (cloud),
                          depot_point_get_service_fqdn (subject->point),
                          depot_clients_get_proxy (house->clients),
                          g_task_get_cancellable (task),
                          probed,
                          asked);
}

/* Whether clients should get an answer is told by what the classic API says: it is asked first. */
static void
classic_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Probe *asked = data;
  GTask *task = asked->task;
  Round *round = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!depot_health_look_classic_finish (DEPOT_HOUSE (source), result, &error))
    skip (task, 1, error);
  probe (task, asked->subject);
  round->n_probing--;
  probe_on (task);
}

static void
look_classic (GTask *task, DepotHealthCase *subject)
{
  Round *round = g_task_get_task_data (task);
  Probe *asked = g_new0 (Probe, 1);

  asked->task = task;
  asked->subject = subject;
  round->n_probing++;
  depot_health_look_classic_async (
      g_task_get_source_object (task), subject, g_task_get_cancellable (task), classic_seen, asked);
}

static void
dns_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Probe *asked = data;
  GTask *task = asked->task;
  Round *round = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  asked->subject->dns = depot_point_dns_finish (DEPOT_HOUSE (source), result, &error);
  asked->subject->facts.dns = asked->subject->dns;
  /* the others of this round would wait for the same silence */
  round->dns_is_silent |= error != NULL;
  round->n_probing--;
  probe_on (task);
}

static void
ask_dns (GTask *task, DepotHealthCase *subject)
{
  Round *round = g_task_get_task_data (task);
  Probe *asked;

  if (round->dns_is_silent || depot_point_get_state (subject->point) != DEPOT_POINT_READY
      || !depot_point_dns_is_watched (subject->point))
    return;
  asked = g_new0 (Probe, 1);
  asked->task = task;
  asked->subject = subject;
  round->n_probing++;
  depot_point_dns_async (g_task_get_source_object (task),
                         subject->point,
                         NULL,
                         g_task_get_cancellable (task),
                         dns_asked,
                         asked);
}

static void
probe_on (GTask *task)
{
  Round *round = g_task_get_task_data (task);

  while (round->n_probing < MAX_PROBES && round->next_probe < round->cases->len)
    {
      DepotHealthCase *subject = round->cases->pdata[round->next_probe++];

      if (depot_point_is_classic (subject->point))
        look_classic (task, subject);
      else
        probe (task, subject);
      ask_dns (task, subject);
    }
  if (round->n_probing > 0 || g_task_get_completed (task))
    return;
  if (!g_task_return_error_if_cancelled (task))
    depot_health_save (g_task_get_source_object (task),
                       round->cases,
                       &round->report.n_findings,
                       g_task_new (g_task_get_source_object (task), NULL, saved, task));
  else
    g_object_unref (task);
}

/* 2. What Azure says. */

static void ask_share (GTask *task);

static gpointer
look_up (GHashTable *table, const char *key)
{
  g_autofree char *folded = g_ascii_strdown (key != NULL ? key : "", -1);

  return g_hash_table_lookup (table, folded);
}

static GPtrArray *
rows_or_none (GPtrArray *rows)
{
  return rows != NULL ? g_ptr_array_ref (rows)
                      : g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
}

static void
take_rows (DepotHealthCase *subject, DepotFleet *fleet)
{
  g_autofree char *scale_set = NULL;

  g_object_get (subject->point, "scale-set-id", &scale_set, NULL);
  subject->resources
      = rows_or_none (look_up (fleet->resources, depot_point_get_id (subject->point)));
  subject->machines = rows_or_none (look_up (fleet->machines, scale_set));
  subject->untagged = g_hash_table_ref (fleet->untagged);
  subject->facts.resources = subject->resources;
  subject->facts.machines = subject->machines;
  subject->facts.untagged = subject->untagged;
  subject->roles = look_up (fleet->roles, depot_point_get_subscription_id (subject->point));
  if (subject->roles != NULL)
    g_ptr_array_ref (subject->roles);
  subject->facts.roles = subject->roles;
}

static void
take_answer (Round *round, DepotHealthCase *subject, DepotFleet *fleet)
{
  const char *subscription = depot_point_get_subscription_id (subject->point);
  const char *state = look_up (fleet->states, subscription);
  const GError *refusal = look_up (fleet->refusals, subscription);

  subject->subscription_state = g_strdup (state != NULL ? state : "");
  subject->refusal = refusal != NULL ? g_error_copy (refusal) : NULL;
  subject->facts.subscription_state = subject->subscription_state;
  subject->facts.refusal = subject->refusal;
  subject->facts.base_template = round->base_template;
  subject->facts.service_template = round->service_template;
  if (state != NULL && refusal == NULL)
    take_rows (subject, fleet);
}

gboolean
depot_health_is_about_access (const GError *error)
{
  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_NEEDED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SECOND_FACTOR_NEEDED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_REFUSED)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_SIGN_IN_SETTINGS)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_PERMISSION_DENIED);
}

void
depot_health_take_refusal (DepotHealthCase *subject, const GError *error)
{
  subject->refusal = g_error_copy (error);
  subject->facts.refusal = subject->refusal;
}

static void
fleet_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Round *round = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotFleet) fleet = depot_fleet_look_finish (DEPOT_ARM (source), result, &error);
  Share *share = round->shares->pdata[round->shares->len - 1];

  if (error != NULL && !depot_health_is_about_access (error))
    skip (task, share->cases->len, error);
  for (guint i = 0; i < share->cases->len; i++)
    {
      DepotHealthCase *subject = share->cases->pdata[i];

      if (fleet != NULL)
        take_answer (round, subject, fleet);
      else if (depot_health_is_about_access (error))
        depot_health_take_refusal (subject, error);
      else
        g_ptr_array_remove (round->cases, subject);
    }
  g_ptr_array_set_size (round->shares, (int) round->shares->len - 1);
  ask_share (task);
}

static void
ask_share (GTask *task)
{
  Round *round = g_task_get_task_data (task);
  Share *share;

  if (round->shares->len == 0)
    {
      round->report.n_points = round->cases->len;
      probe_on (task);
      return;
    }
  share = round->shares->pdata[round->shares->len - 1];
  depot_fleet_look_async (
      share->arm, share->points, g_task_get_cancellable (task), fleet_seen, task);
}

/* 1. Which points, and whose credential. */

static Share *
find_share (Round *round, DepotArm *arm)
{
  Share *share;

  for (guint i = 0; i < round->shares->len; i++)
    {
      share = round->shares->pdata[i];
      if (share->arm == arm)
        return share;
    }
  share = g_new0 (Share, 1);
  share->arm = g_object_ref (arm);
  share->points = g_ptr_array_new_with_free_func (g_object_unref);
  share->cases = g_ptr_array_new ();
  g_ptr_array_add (round->shares, share);
  return share;
}

static void
add_point (DepotHouse *house, Round *round, DepotPoint *point)
{
  g_autofree char *tenant = NULL;
  g_autofree char *account = NULL;
  g_autoptr (GError) error = NULL;
  DepotHealthCase *subject = depot_health_case_new (point);
  DepotArm *arm = NULL;
  Share *share;

  subject->facts.was_stopped_outside
      = depot_house_find_finding (house, depot_point_get_id (point), DEPOT_HEALTH_STOPPED) != NULL;
  subject->facts.now = depot_clock_now (house->clock);
  g_ptr_array_add (round->cases, subject);
  if (depot_point_is_classic (point)) /* its way is another one, and opened for it alone */
    return;
  g_object_get (point, "tenant-id", &tenant, "account-id", &account, NULL);
  arm = depot_house_find_unattended_arm (
      house, depot_point_get_cloud_id (point), tenant, account, &error);
  if (arm == NULL)
    {
      depot_health_take_refusal (subject, error);
      return;
    }
  share = find_share (round, arm);
  g_ptr_array_add (share->points, g_object_ref (point));
  g_ptr_array_add (share->cases, subject);
}

/* What was never ready, or is being worked on, says itself how it is. */
static gboolean
is_due (DepotPoint *point)
{
  DepotPointState state = depot_point_get_state (point);

  return state == DEPOT_POINT_READY || state == DEPOT_POINT_STOPPED;
}

static GError *
choose_points (DepotHouse *house, Round *round, DepotPoint *point)
{
  GListModel *points = depot_house_get_points (house);

  if (point != NULL)
    {
      if (!is_due (point))
        return depot_error_new (DEPOT_ERROR_CONFLICT,
                                _ ("Only a point that is ready or stopped can be checked."));
      add_point (house, round, point);
      return NULL;
    }
  for (guint i = 0; i < g_list_model_get_n_items (points); i++)
    {
      g_autoptr (DepotPoint) one = g_list_model_get_item (points, i);

      if (is_due (one))
        add_point (house, round, one);
    }
  return NULL;
}

static GError *
load_templates (Round *round)
{
  GError *error = NULL;

  round->base_template = depot_template_load_base (&error);
  if (round->base_template != NULL)
    round->service_template = depot_template_load_service (&error);
  return error;
}

void
depot_health_check_async (DepotHouse *house,
                          DepotPoint *point,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task;
  Round *round;
  GError *error;

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  task = g_task_new (house, cancellable, callback, data);
  round = g_new0 (Round, 1);
  round->cases = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_health_case_free);
  round->shares = g_ptr_array_new_with_free_func (share_free);
  g_task_set_source_tag (task, depot_health_check_async);
  g_task_set_task_data (task, round, round_free);
  error = load_templates (round);
  if (error == NULL)
    error = choose_points (house, round, point);
  if (error == NULL)
    {
      ask_share (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

gboolean
depot_health_check_finish (DepotHouse *house,
                           GAsyncResult *result,
                           DepotHealthReport *report,
                           GError **error)
{
  Round *round;

  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);

  round = g_task_get_task_data (G_TASK (result));
  if (report != NULL)
    {
      *report = round->report;
      round->report.reason = NULL;
    }
  return g_task_propagate_boolean (G_TASK (result), error);
}
