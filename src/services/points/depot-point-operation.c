/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How every step of long work on a point begins and ends. */
#include "config.h"

#include "depot-point-operation.h"

#include <glib/gi18n.h>

#include "depot-json.h"

/* Azure may take half an hour for the whole (domain reference, item 46); then it is somebody's turn
 * to look. */
#define LIMIT_SECONDS (45 * 60)
#define ROLE_SECONDS 10
#define NETWORK_SECONDS 15
#define MAX_TLS_FAILURES 4
#define POLL_SECONDS 5
#define MAX_POLL_SECONDS 60

G_DEFINE_ABSTRACT_TYPE (DepotPointOperation, depot_point_operation, DEPOT_TYPE_OPERATION)

DepotPointFacts
depot_point_operation_get_facts (DepotPointOperation *self)
{
  DepotPointFacts facts = { 0 };

  DEPOT_POINT_OPERATION_GET_CLASS (self)->get_facts (self, &facts);
  return facts;
}

const char *
depot_point_operation_get_tag (DepotPointOperation *self)
{
  return depot_operation_get_subject (DEPOT_OPERATION (self));
}

char *
depot_point_operation_dup_group_id (DepotPointOperation *self)
{
  DepotPointFacts facts = depot_point_operation_get_facts (self);

  return g_strdup_printf (
      "/subscriptions/%s/resourceGroups/%s", facts.subscription_id, facts.group);
}

gboolean
depot_point_id_is (const char *id, const char *type, const char *name)
{
  g_autofree char *part = g_strdup_printf ("/providers/%s/", type);
  g_autofree char *low_part = g_ascii_strdown (part, -1);
  g_autofree char *low_id = g_ascii_strdown (id, -1);
  const char *found = strstr (low_id, low_part);
  const char *last;

  if (found == NULL)
    return FALSE;
  last = found + strlen (low_part);
  /* a child of that type has more behind the name */
  return strchr (last, '/') == NULL && (name == NULL || g_ascii_strcasecmp (last, name) == 0);
}

gboolean
depot_point_operation_is_ours (DepotPointOperation *self, JsonObject *resource)
{
  return resource != NULL
         && g_strcmp0 (depot_json_peek_string (resource, "tags." DEPOT_TAG_SERVICE),
                       depot_point_operation_get_tag (self))
                == 0;
}

GCancellable *
depot_point_operation_get_cancellable (DepotPointOperation *self)
{
  return depot_operation_get_cancellable (DEPOT_OPERATION (self));
}

DepotArm *
depot_point_operation_get_arm (DepotPointOperation *self)
{
  return depot_house_find_arm (
      self->house, depot_point_operation_get_facts (self).account_id, NULL);
}

static const char *
get_step_label (DepotPointOperation *self)
{
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (self));

  return step != NULL ? _ (step->label) : "";
}

static gboolean
is_over_time (DepotPointOperation *self)
{
  gint64 elapsed = depot_clock_now (self->house->clock) - self->budget_from;

  return MAX ((double) elapsed, self->waited_seconds) > LIMIT_SECONDS;
}

void
depot_point_operation_again (DepotPointOperation *self, double seconds)
{
  self->waited_seconds += seconds;
  if (is_over_time (self))
    depot_operation_fail (
        DEPOT_OPERATION (self),
        depot_error_new (
            DEPOT_ERROR_TIMED_OUT,
            /* Translators: %s is a step such as "Azure is building the service" */
            _ ("It took longer than %d minutes and stopped at “%s”. What was done so far stays."),
            LIMIT_SECONDS / 60,
            get_step_label (self)));
  else
    depot_operation_again (DEPOT_OPERATION (self), seconds);
}

void
depot_point_operation_say_next (DepotPointOperation *self)
{
  depot_operation_next (DEPOT_OPERATION (self));
}

/* What the viewer of CloudMgr.log finds: the step, the words and Azure's request id in one line. */
static void
log_trouble (DepotPointOperation *self,
             DepotSeverity severity,
             const GError *error,
             const char *outcome)
{
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (self));
  const char *request_id = depot_error_get_request_id (error);

  depot_house_log (self->house,
                   severity,
                   "Service %s, step %s: %s (%s)%s%s. %s",
                   depot_point_operation_get_facts (self).name,
                   step != NULL ? step->id : "",
                   error->message,
                   depot_error_get_nick (error),
                   request_id != NULL ? " request ID " : "",
                   request_id != NULL ? request_id : "",
                   outcome);
}

static void
wait_for_person (DepotPointOperation *self, GError *error)
{
  log_trouble (self, DEPOT_SEVERITY_WARNING, error, "Waiting for a person.");
  self->budget_from = 0;
  if (DEPOT_POINT_OPERATION_GET_CLASS (self)->needs_account)
    depot_clients_reload_account (self->house->clients,
                                  depot_point_operation_get_facts (self).account_id);
  depot_operation_wait (DEPOT_OPERATION (self), error);
}

static void
try_later (DepotPointOperation *self, GError *error, double seconds)
{
  guint asked = depot_error_get_retry_after_seconds (error);

  log_trouble (self, DEPOT_SEVERITY_WARNING, error, "Will try again.");
  depot_operation_set_status (DEPOT_OPERATION (self), error->message, 0);
  g_error_free (error);
  depot_point_operation_again (self, MAX ((double) asked, seconds));
}

gboolean
depot_point_operation_went_wrong (DepotPointOperation *self, GError *error)
{
  GError *ours;

  if (error == NULL)
    return FALSE;
  ours = depot_error_from_any (error);
  g_error_free (error);
  switch ((DepotErrorCode) ours->code)
    {
    case DEPOT_ERROR_SIGN_IN_NEEDED:
    case DEPOT_ERROR_SECOND_FACTOR_NEEDED:
    case DEPOT_ERROR_KEYRING:
      wait_for_person (self, ours);
      break;
    case DEPOT_ERROR_ROLE_NOT_ACTIVE:
      try_later (self, ours, ROLE_SECONDS);
      break;
    case DEPOT_ERROR_NOT_REACHABLE:
    case DEPOT_ERROR_CAPTIVE_PORTAL:
    case DEPOT_ERROR_BUSY:
      try_later (self, ours, NETWORK_SECONDS);
      break;
    case DEPOT_ERROR_TLS:
      /* a connection cut in the middle of the handshake looks the same at first */
      if (self->n_tls_failures++ < MAX_TLS_FAILURES)
        try_later (self, ours, NETWORK_SECONDS);
      else
        depot_operation_fail (DEPOT_OPERATION (self), ours);
      break;
    case DEPOT_ERROR_FAILED:
    case DEPOT_ERROR_CANCELLED:
    case DEPOT_ERROR_INVALID_INPUT:
    case DEPOT_ERROR_SIGN_IN_REFUSED:
    case DEPOT_ERROR_SIGN_IN_SETTINGS:
    case DEPOT_ERROR_PERMISSION_DENIED:
    case DEPOT_ERROR_SUBSCRIPTION:
    case DEPOT_ERROR_PROVIDER_NOT_REGISTERED:
    case DEPOT_ERROR_NAME_TAKEN:
    case DEPOT_ERROR_QUOTA_EXCEEDED:
    case DEPOT_ERROR_NOT_OFFERED:
    case DEPOT_ERROR_POLICY:
    case DEPOT_ERROR_LOCKED:
    case DEPOT_ERROR_NOT_FOUND:
    case DEPOT_ERROR_CONFLICT:
    case DEPOT_ERROR_DEPLOYMENT_FAILED:
    case DEPOT_ERROR_CERTIFICATE_PASSWORD:
    case DEPOT_ERROR_CERTIFICATE_UNREADABLE:
    case DEPOT_ERROR_CERTIFICATE_REFUSED:
    case DEPOT_ERROR_CERTIFICATE_COSTLY:
    case DEPOT_ERROR_PROXY:
    case DEPOT_ERROR_TIMED_OUT:
    case DEPOT_ERROR_UNEXPECTED_REPLY:
    case DEPOT_ERROR_STORE:
    case DEPOT_ERROR_FILE:
    case DEPOT_ERROR_PAUSED:
    default:
      depot_operation_fail (DEPOT_OPERATION (self), ours);
    }
  return TRUE;
}

/* A change that Azure carries out. */

void
depot_point_operation_poll_later (DepotPointOperation *self, char *poll_url)
{
  g_free (self->poll_url);
  self->poll_url = poll_url;
  depot_point_operation_again (self, poll_url != NULL ? POLL_SECONDS : 0);
}

static void
polled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotPointOperation) self = data;
  gboolean finished = FALSE;
  double seconds = -1;
  GError *error = NULL;

  depot_arm_poll_finish (DEPOT_ARM (source), result, &finished, &seconds, &error);
  if (finished || error != NULL)
    g_clear_pointer (&self->poll_url, g_free);
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    g_clear_error (&error);
  if (!depot_point_operation_went_wrong (self, error))
    depot_point_operation_again (
        self, finished ? 0 : CLAMP (seconds > 0 ? seconds : POLL_SECONDS, 1, MAX_POLL_SECONDS));
}

gboolean
depot_point_operation_is_polling (DepotPointOperation *self)
{
  if (self->poll_url == NULL)
    return FALSE;
  depot_arm_poll_async (depot_point_operation_get_arm (self),
                        self->poll_url,
                        depot_point_operation_get_cancellable (self),
                        polled,
                        g_object_ref (self));
  return TRUE;
}

/* The beginning. */

static void
note_busy (DepotPointOperation *self, DepotPoint *point)
{
  depot_point_set_state (point,
                         DEPOT_POINT_OPERATION_GET_CLASS (self)->busy_state,
                         depot_clock_now (self->house->clock));
  g_object_set (point,
                "status-text",
                NULL,
                "operation-id",
                depot_operation_get_id (DEPOT_OPERATION (self)),
                NULL);
}

static void
mark_busy (DepotPointOperation *self, DepotPoint *point)
{
  DEPOT_POINT_OPERATION_GET_CLASS (self)->note_busy (self, point);
}

static void
start_budget (DepotPointOperation *self)
{
  DepotPointOperationClass *klass = DEPOT_POINT_OPERATION_GET_CLASS (self);

  if (self->budget_from != 0)
    return;
  self->budget_from = depot_clock_now (self->house->clock);
  self->waited_seconds = 0;
  self->verify_seconds = 0;
  self->n_verified = 0;
  self->n_tls_failures = 0;
  if (klass->run_began != NULL)
    klass->run_began (self);
}

static gboolean
has_way_to_azure (DepotPointOperation *self)
{
  GError *error = NULL;

  if (!DEPOT_POINT_OPERATION_GET_CLASS (self)->needs_account)
    return TRUE;
  if (depot_house_find_arm (self->house, depot_point_operation_get_facts (self).account_id, &error)
      != NULL)
    return TRUE;
  depot_point_operation_went_wrong (self, error);
  return FALSE;
}

/* Only once a run: a point that failed before says again what is going on. */
static void
mark (DepotPointOperation *self, DepotPointBody body)
{
  if (self->is_marked)
    {
      body (self);
      return;
    }
  self->is_marked = TRUE;
  depot_point_operation_commit (self, 0, NULL, mark_busy, body);
}

void
depot_point_operation_begin (DepotPointOperation *self, DepotPointBody body)
{
  start_budget (self);
  if (has_way_to_azure (self))
    mark (self, body);
}

void
depot_point_operation_begin_undo (DepotPointOperation *self, DepotPointBody body)
{
  start_budget (self);
  if (has_way_to_azure (self))
    body (self);
}

static void
settled (DepotOperation *operation)
{
  if (depot_operation_get_state (operation) != DEPOT_OPERATION_DONE)
    depot_point_operation_settle (DEPOT_POINT_OPERATION (operation));
}

static void
depot_point_operation_dispose (GObject *object)
{
  DepotPointOperation *self = DEPOT_POINT_OPERATION (object);

  g_clear_object (&self->house);
  G_OBJECT_CLASS (depot_point_operation_parent_class)->dispose (object);
}

static gboolean
is_of_cloud (const char *service_id, const char *cloud_id)
{
  gsize length = cloud_id != NULL ? strlen (cloud_id) : 0;

  return length > 0 && strncmp (service_id, cloud_id, length) == 0 && service_id[length] == '/';
}

/* One account's sign-in does not help another; but a saved Azure service changes what the whole
 * environment signs in with. */
gboolean
depot_sign_in_serves (const char *whom, const char *account_id, const char *cloud_id)
{
  return account_id == NULL || g_str_equal (account_id, whom) || is_of_cloud (whom, cloud_id);
}

/* An open keyring helps everybody. */
static gboolean
waits_for (DepotOperation *operation, const char *whom)
{
  DepotPointOperation *self = DEPOT_POINT_OPERATION (operation);
  DepotPointFacts facts = depot_point_operation_get_facts (self);

  return !DEPOT_POINT_OPERATION_GET_CLASS (self)->needs_account
         || depot_sign_in_serves (whom, facts.account_id, facts.cloud_id)
         || g_error_matches (
             depot_operation_get_error (operation), DEPOT_ERROR, DEPOT_ERROR_KEYRING);
}

static void
depot_point_operation_finalize (GObject *object)
{
  DepotPointOperation *self = DEPOT_POINT_OPERATION (object);

  g_free (self->poll_url);
  g_free (self->probe_text);
  g_clear_pointer (&self->left, g_ptr_array_unref);
  G_OBJECT_CLASS (depot_point_operation_parent_class)->finalize (object);
}

static void
depot_point_operation_class_init (DepotPointOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = depot_point_operation_dispose;
  G_OBJECT_CLASS (klass)->finalize = depot_point_operation_finalize;
  DEPOT_OPERATION_CLASS (klass)->settled = settled;
  DEPOT_OPERATION_CLASS (klass)->waits_for = waits_for;
  klass->note_busy = note_busy;
  klass->needs_account = TRUE;
}

static void
depot_point_operation_init (DepotPointOperation *self)
{
}
