/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests. Each reads the point afresh: another console may have changed it since it was drawn
 * here. */
#include "config.h"

#include "depot-point-verbs.h"

#include <glib/gi18n.h>

#include "depot-classic-change.h"
#include "depot-classic-verb.h"
#include "depot-create.h"
#include "depot-pfx-pair.h"
#include "depot-point-request.h"
#include "depot-store-points.h"
#include "depot-verb-operation.h"

/* What a verb asks for besides the point. Rides on the task until the point is read. */
typedef struct
{
  DepotPointVerb verb;
  gboolean is_redeploy;
  guint instances;
  char *vm_size;
  DepotCertificate *certificate;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->vm_size);
  g_clear_object (&wish->certificate);
  g_free (wish);
}

typedef struct
{
  GType (*get_type) (void);
  const char *title;
  const char *deed;
  guint message_id;
  DepotPointState state;
} VerbFacts;

/* Translators: titles of long work; %s is the name of a distribution point */
static const VerbFacts facts_of[] = {
  [DEPOT_VERB_START] = { depot_start_point_get_type,
                         N_ ("Start %s"),
                         "Start",
                         DEPOT_MESSAGE_START_REQUESTED,
                         DEPOT_POINT_STARTING },
  [DEPOT_VERB_STOP] = { depot_stop_point_get_type,
                        N_ ("Stop %s"),
                        "Stop",
                        DEPOT_MESSAGE_STOP_REQUESTED,
                        DEPOT_POINT_STOPPING },
  [DEPOT_VERB_SCALE] = { depot_scale_point_get_type,
                         N_ ("Scale %s"),
                         "Scaling",
                         DEPOT_MESSAGE_TASK_QUEUED,
                         DEPOT_POINT_UPGRADING },
  [DEPOT_VERB_RENEW] = { depot_renew_certificate_get_type,
                         N_ ("Replace the certificate of %s"),
                         "A new certificate",
                         DEPOT_MESSAGE_TASK_QUEUED,
                         DEPOT_POINT_UPGRADING },
  [DEPOT_VERB_REAPPLY] = { depot_reapply_point_get_type,
                           N_ ("Re-apply the settings of %s"),
                           "Applying the settings again",
                           DEPOT_MESSAGE_TASK_QUEUED,
                           DEPOT_POINT_UPGRADING },
  [DEPOT_VERB_DELETE] = { depot_delete_point_get_type,
                          N_ ("Delete %s"),
                          "Deletion",
                          DEPOT_MESSAGE_DELETION_REQUESTED,
                          DEPOT_POINT_DELETING },
};

static GError *
judge_redeploy (DepotHouse *house, DepotPoint *point)
{
  g_autoptr (DepotDraft) draft = depot_point_make_draft (point);

  if (!depot_point_can_redeploy (point))
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            _ ("Something is at work on this point, or it is a classic one."));
  return depot_create_point_judge (house, draft);
}

static GError *
judge (DepotHouse *house, DepotPoint *point, const Wish *wish)
{
  const char *why_not = depot_point_why_not (point, wish->verb);
  GError *error = NULL;

  if (why_not != NULL)
    return depot_error_new (DEPOT_ERROR_CONFLICT, "%s", why_not);
  if (wish->is_redeploy)
    return judge_redeploy (house, point);
  if (wish->verb == DEPOT_VERB_SCALE
      && (wish->instances < DEPOT_MIN_INSTANCES || wish->instances > DEPOT_MAX_INSTANCES))
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("A point has %d to %d instances."),
                            DEPOT_MIN_INSTANCES,
                            DEPOT_MAX_INSTANCES);
  if (wish->vm_size != NULL && depot_point_is_classic (point))
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("The size of a classic point's instances is fixed by its package."));
  if (wish->verb == DEPOT_VERB_RENEW)
    depot_point_check_renewal (point, wish->certificate, depot_clock_now (house->clock), &error);
  return error;
}

static void
ask_classic (DepotVerbOperation *operation, const Wish *wish)
{
  if (wish->verb == DEPOT_VERB_SCALE)
    depot_classic_change_ask_instances (operation, wish->instances);
  if (wish->verb == DEPOT_VERB_RENEW)
    depot_classic_change_ask_certificate (operation, wish->certificate);
}

static void
ask_manager (DepotVerbOperation *operation, const Wish *wish)
{
  if (wish->verb == DEPOT_VERB_SCALE)
    depot_scale_point_ask (DEPOT_SCALE_POINT (operation), wish->instances, wish->vm_size);
  if (wish->verb == DEPOT_VERB_RENEW)
    depot_renew_certificate_ask (DEPOT_RENEW_CERTIFICATE (operation), wish->certificate);
  if (wish->is_redeploy)
    depot_delete_point_ask_again (DEPOT_DELETE_POINT (operation));
}

static DepotOperation *
make_operation (DepotHouse *house, DepotPoint *point, const Wish *wish)
{
  const VerbFacts *facts = &facts_of[wish->verb];
  g_autofree char *title = g_strdup_printf (
      _ (wish->is_redeploy ? N_ ("Redeploy %s") : facts->title), depot_point_get_name (point));
  gboolean is_classic = depot_point_is_classic (point);
  GType type = is_classic ? depot_classic_verb_get_type_of (wish->verb) : facts->get_type ();
  DepotVerbOperation *operation = depot_verb_operation_new_for (type, title, house, point);

  if (is_classic)
    ask_classic (operation, wish);
  else
    ask_manager (operation, wish);
  return DEPOT_OPERATION (operation);
}

static void
save_request (GTask *task, const Wish *wish)
{
  DepotHouse *house = g_task_get_source_object (task);
  DepotPointRequest *request = g_task_get_task_data (task);
  const VerbFacts *facts = &facts_of[wish->verb];
  g_autoptr (DepotStoreBatch) batch = depot_store_batch_new (house->store);
  DepotOperation *running
      = depot_operation_queue_find_for_subject (house->queue, depot_point_get_id (request->point));

  request->operation = make_operation (house, request->point, wish);
  request->deed = wish->is_redeploy ? "Redeployment" : facts->deed;
  /* only Delete comes while something else is at work */
  if (running != NULL && !depot_operation_is_settled (running))
    request->overtaken = g_object_ref (running);
  depot_point_set_state (request->point, facts->state, depot_clock_now (house->clock));
  g_object_set (request->point, "status-text", NULL, NULL);
  depot_point_request_save (task,
                            batch,
                            facts->message_id,
                            facts->message_id == DEPOT_MESSAGE_TASK_QUEUED
                                ? depot_operation_get_title (request->operation)
                                : NULL);
}

static void
point_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  DepotPointRequest *request = g_task_get_task_data (task);
  const Wish *wish = g_object_get_data (G_OBJECT (task), "wish");
  GError *error = NULL;

  request->point = depot_store_get_point_finish (DEPOT_STORE (source), result, &error);
  if (request->point != NULL)
    error = judge (house, request->point, wish);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    save_request (task, wish);
}

/* Takes the wish. */
static void
ask (DepotHouse *house,
     DepotPoint *point,
     Wish *wish,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_task_set_source_tag (task, ask);
  g_task_set_task_data (
      task, g_new0 (DepotPointRequest, 1), (GDestroyNotify) depot_point_request_free);
  g_object_set_data_full (G_OBJECT (task), "wish", wish, wish_free);
  depot_store_get_point_async (house->store, depot_point_get_id (point), point_read, task);
}

static Wish *
wish_new (DepotPointVerb verb)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->verb = verb;
  return wish;
}

void
depot_start_point_async (DepotHouse *house,
                         DepotPoint *point,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  ask (house, point, wish_new (DEPOT_VERB_START), cancellable, callback, data);
}

void
depot_stop_point_async (DepotHouse *house,
                        DepotPoint *point,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  ask (house, point, wish_new (DEPOT_VERB_STOP), cancellable, callback, data);
}

void
depot_scale_point_async (DepotHouse *house,
                         DepotPoint *point,
                         guint instances,
                         const char *vm_size,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  Wish *wish = wish_new (DEPOT_VERB_SCALE);

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  wish->instances = instances;
  wish->vm_size = g_strdup (vm_size);
  ask (house, point, wish, cancellable, callback, data);
}

void
depot_renew_point_async (DepotHouse *house,
                         DepotPoint *point,
                         DepotCertificate *certificate,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  Wish *wish = wish_new (DEPOT_VERB_RENEW);

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));
  g_return_if_fail (DEPOT_IS_CERTIFICATE (certificate));

  wish->certificate = g_object_ref (certificate);
  ask (house, point, wish, cancellable, callback, data);
}

void
depot_reapply_point_async (DepotHouse *house,
                           DepotPoint *point,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  ask (house, point, wish_new (DEPOT_VERB_REAPPLY), cancellable, callback, data);
}

void
depot_delete_point_async (DepotHouse *house,
                          DepotPoint *point,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  ask (house, point, wish_new (DEPOT_VERB_DELETE), cancellable, callback, data);
}

/* Nothing is deleted that could not be made again. */
typedef struct
{
  DepotHouse *house;
  DepotPoint *point;
  GCancellable *cancellable;
  GAsyncReadyCallback callback;
  gpointer data;
} Redeploy;

static void
redeploy_free (Redeploy *redeploy)
{
  g_object_unref (redeploy->house);
  g_object_unref (redeploy->point);
  g_clear_object (&redeploy->cancellable);
  g_free (redeploy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Redeploy, redeploy_free)

static void
pair_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Redeploy) redeploy = data;
  GError *error = NULL;
  g_autoptr (DepotPfxPair) pair
      = depot_pfx_pair_lookup_finish (DEPOT_KEYRING (source), result, &error);
  Wish *wish;

  if (pair == NULL)
    {
      g_task_report_error (redeploy->house, redeploy->callback, redeploy->data, pair_found, error);
      return;
    }
  wish = wish_new (DEPOT_VERB_DELETE);
  wish->is_redeploy = TRUE;
  ask (redeploy->house,
       redeploy->point,
       wish,
       redeploy->cancellable,
       redeploy->callback,
       redeploy->data);
}

void
depot_redeploy_point_async (DepotHouse *house,
                            DepotPoint *point,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  DepotCertificate *certificate = depot_point_get_certificate (point);
  Redeploy *redeploy = g_new0 (Redeploy, 1);

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  redeploy->house = g_object_ref (house);
  redeploy->point = g_object_ref (point);
  g_set_object (&redeploy->cancellable, cancellable);
  redeploy->callback = callback;
  redeploy->data = data;
  depot_pfx_pair_lookup_async (house->keyring,
                               certificate != NULL ? depot_certificate_get_fingerprint (certificate)
                                                   : "",
                               cancellable,
                               pair_found,
                               redeploy);
}

DepotOperation *
depot_point_verb_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return depot_point_request_finish (house, result, error);
}
