/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How every step of the create operation begins and ends. */
#include "config.h"

#include "depot-create-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-store-points.h"

/* Azure may take half an hour for the whole (domain reference, item 46); then it is somebody's turn
 * to look. */
#define LIMIT_SECONDS (45 * 60)
#define ROLE_SECONDS 10
#define NETWORK_SECONDS 15
#define MAX_TLS_FAILURES 4

const char *
depot_create_get_name (DepotCreateOperation *self)
{
  return depot_draft_get_service_name (self->draft);
}

const char *
depot_create_get_subscription (DepotCreateOperation *self)
{
  return depot_draft_get_subscription_id (self->draft);
}

const char *
depot_create_get_group (DepotCreateOperation *self)
{
  return depot_draft_get_group_name (self->draft);
}

const char *
depot_create_get_tag (DepotCreateOperation *self)
{
  return depot_operation_get_subject (DEPOT_OPERATION (self));
}

char *
depot_create_dup_group_id (DepotCreateOperation *self)
{
  return g_strdup_printf ("/subscriptions/%s/resourceGroups/%s",
                          depot_create_get_subscription (self),
                          depot_create_get_group (self));
}

const char *
depot_create_get_output_id (DepotCreateOperation *self,
                            JsonObject *outputs,
                            const char *path,
                            GError **error)
{
  g_autofree char *group = depot_create_dup_group_id (self);
  const char *id = depot_json_get_string (outputs, path, error);

  if (id == NULL)
    return NULL;
  if (g_ascii_strncasecmp (id, group, strlen (group)) == 0 && id[strlen (group)] == '/')
    return id;
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("%s names a resource outside the resource group."),
                                      path));
  return NULL;
}

gboolean
depot_create_id_is (const char *id, const char *type, const char *name)
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
depot_create_is_ours (DepotCreateOperation *self, JsonObject *resource)
{
  return resource != NULL
         && g_strcmp0 (depot_json_peek_string (resource, "tags." DEPOT_TAG_SERVICE),
                       depot_create_get_tag (self))
                == 0;
}

GCancellable *
depot_create_get_cancellable (DepotCreateOperation *self)
{
  return depot_operation_get_cancellable (DEPOT_OPERATION (self));
}

DepotArm *
depot_create_get_arm (DepotCreateOperation *self)
{
  return depot_house_find_arm (self->house, depot_draft_get_account_id (self->draft), NULL);
}

static const char *
get_step_label (DepotCreateOperation *self)
{
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (self));

  return step != NULL ? _ (step->label) : "";
}

static gboolean
is_over_time (DepotCreateOperation *self)
{
  gint64 elapsed = depot_clock_now (self->house->clock) - self->budget_from;

  return MAX ((double) elapsed, self->waited_seconds) > LIMIT_SECONDS;
}

void
depot_create_again (DepotCreateOperation *self, double seconds)
{
  self->waited_seconds += seconds;
  if (is_over_time (self))
    depot_operation_fail (
        DEPOT_OPERATION (self),
        depot_error_new (
            DEPOT_ERROR_TIMED_OUT,
            /* Translators: %s is a step such as "Azure is building the service" */
            _ ("It took longer than %d minutes and stopped at “%s”. Nothing was deleted."),
            LIMIT_SECONDS / 60,
            get_step_label (self)));
  else
    depot_operation_again (DEPOT_OPERATION (self), seconds);
}

/* What the viewer of CloudMgr.log finds: the step, the words and Azure's request id in one line. */
static void
log_trouble (DepotCreateOperation *self,
             DepotSeverity severity,
             const GError *error,
             const char *outcome)
{
  const DepotStep *step = depot_operation_get_step (DEPOT_OPERATION (self));
  const char *request_id = depot_error_get_request_id (error);

  depot_house_log (self->house,
                   severity,
                   "Service %s, step %s: %s (%s)%s%s. %s",
                   depot_create_get_name (self),
                   step != NULL ? step->id : "",
                   error->message,
                   depot_error_get_nick (error),
                   request_id != NULL ? " request ID " : "",
                   request_id != NULL ? request_id : "",
                   outcome);
}

static void
wait_for_person (DepotCreateOperation *self, GError *error)
{
  log_trouble (self, DEPOT_SEVERITY_WARNING, error, "Waiting for a person.");
  self->budget_from = 0;
  depot_clients_forget_account (self->house->clients, depot_draft_get_account_id (self->draft));
  depot_operation_wait (DEPOT_OPERATION (self), error);
}

static void
try_later (DepotCreateOperation *self, GError *error, double seconds)
{
  guint asked = depot_error_get_retry_after_seconds (error);

  log_trouble (self, DEPOT_SEVERITY_WARNING, error, "Will try again.");
  depot_operation_set_status (DEPOT_OPERATION (self), error->message, 0);
  g_error_free (error);
  depot_create_again (self, MAX ((double) asked, seconds));
}

gboolean
depot_create_went_wrong (DepotCreateOperation *self, GError *error)
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
    default:
      depot_operation_fail (DEPOT_OPERATION (self), ours);
    }
  return TRUE;
}

/* One commit under way. */
typedef struct
{
  DepotCreateOperation *operation;
  guint message_id;
  DepotCreateChange change;
  DepotCreateBody then;
} Commit;

static void
commit_free (Commit *commit)
{
  g_object_unref (commit->operation);
  g_free (commit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Commit, commit_free)

static guint
bit_of (guint message_id)
{
  return 1u << (message_id - DEPOT_MESSAGE_TASK_QUEUED);
}

gboolean
depot_create_has_said (DepotCreateOperation *self, guint message_id)
{
  return (self->said & bit_of (message_id)) != 0;
}

void
depot_create_say_next (DepotCreateOperation *self)
{
  depot_operation_next (DEPOT_OPERATION (self));
}

static void
committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Commit) commit = data;
  DepotCreateOperation *self = commit->operation;
  GError *error = NULL;

  if (depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    {
      commit->then (self);
      return;
    }
  if (commit->message_id != 0)
    self->said &= ~bit_of (commit->message_id);
  self->is_marked = FALSE;
  /* somebody else saved the point between our look and our write: look again */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    {
      g_error_free (error);
      depot_create_again (self, 1);
      return;
    }
  depot_create_went_wrong (self, error);
}

static void
add_message (DepotCreateOperation *self, DepotStoreBatch *batch, guint message_id)
{
  const char *inserts[] = { depot_create_get_name (self),
                            depot_draft_get_service_fqdn (self->draft),
                            depot_operation_get_requested_by (DEPOT_OPERATION (self)),
                            NULL };
  g_autoptr (DepotStatusMessage) message
      = depot_house_make_message (self->house,
                                  message_id,
                                  depot_draft_get_site_code (self->draft),
                                  depot_create_get_tag (self),
                                  inserts);

  self->said |= bit_of (message_id);
  depot_store_batch_add_message (batch, message);
}

/* The entry is taken last: it remembers that the message is in the same commit. */
static void
point_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Commit) commit = data;
  DepotCreateOperation *self = commit->operation;
  GError *error = NULL;
  g_autoptr (DepotPoint) point
      = depot_store_get_point_finish (DEPOT_STORE (source), result, &error);
  g_autoptr (DepotStoreBatch) batch = NULL;
  g_autoptr (DepotJournalEntry) entry = NULL;

  if (depot_create_went_wrong (self, error))
    return;
  batch = depot_store_batch_new (DEPOT_STORE (source));
  if (commit->change != NULL)
    {
      commit->change (self, point);
      depot_store_batch_save_point (batch, point);
    }
  if (commit->message_id != 0 && !depot_create_has_said (self, commit->message_id))
    add_message (self, batch, commit->message_id);
  entry = depot_journal_entry_new_from_operation (DEPOT_OPERATION (self));
  depot_store_batch_write_entry (batch, entry);
  depot_store_batch_commit_async (batch, committed, g_steal_pointer (&commit));
}

void
depot_create_commit (DepotCreateOperation *self,
                     guint message_id,
                     DepotCreateChange change,
                     DepotCreateBody then)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->operation = g_object_ref (self);
  commit->message_id = message_id;
  commit->change = change;
  commit->then = then;
  depot_store_get_point_async (self->house->store, depot_create_get_tag (self), point_read, commit);
}

static void
mark_provisioning (DepotCreateOperation *self, DepotPoint *point)
{
  depot_point_set_state (point, DEPOT_POINT_PROVISIONING, depot_clock_now (self->house->clock));
  g_object_set (point,
                "status-text",
                NULL,
                "operation-id",
                depot_operation_get_id (DEPOT_OPERATION (self)),
                NULL);
}

static void
start_budget (DepotCreateOperation *self)
{
  if (self->budget_from != 0)
    return;
  self->budget_from = depot_clock_now (self->house->clock);
  self->waited_seconds = 0;
  self->container_seconds = 0;
  self->verify_seconds = 0;
  self->n_tls_failures = 0;
}

static gboolean
has_way_to_azure (DepotCreateOperation *self)
{
  GError *error = NULL;

  if (depot_house_find_arm (self->house, depot_draft_get_account_id (self->draft), &error) != NULL)
    return TRUE;
  depot_create_went_wrong (self, error);
  return FALSE;
}

/* Only once a run: a point that failed before says again what is going on. */
static void
mark (DepotCreateOperation *self, DepotCreateBody body)
{
  if (self->is_marked)
    {
      body (self);
      return;
    }
  self->is_marked = TRUE;
  depot_create_commit (self, 0, mark_provisioning, body);
}

void
depot_create_begin (DepotOperation *operation, DepotCreateBody body)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (operation);

  start_budget (self);
  if (has_way_to_azure (self))
    mark (self, body);
}

void
depot_create_begin_undo (DepotOperation *operation, DepotCreateBody body)
{
  DepotCreateOperation *self = DEPOT_CREATE_OPERATION (operation);

  start_budget (self);
  if (has_way_to_azure (self))
    body (self);
}
