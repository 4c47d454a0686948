/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a template: is a deployment of this round there already? No: send it. Yes: watch it.
 * Its name is known from the point's id and the round, both in the journal before anything is sent,
 * so a restart finds its own.
 */
#include "config.h"

#include "depot-create-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-service-template.h"

#define FIRST_LOOK_SECONDS 5
#define MAX_POLL_SECONDS 60
#define CANCEL_SECONDS 5

/* Ride along while a deployment is asked about. */
typedef struct
{
  DepotCreateOperation *operation;
  const DepotCreateStage *stage;
  DepotCreateBody then;
  DepotDeploymentStatus *status;
} Look;

static Look *
look_new (DepotCreateOperation *self, const DepotCreateStage *stage)
{
  Look *look = g_new0 (Look, 1);

  look->operation = g_object_ref (self);
  look->stage = stage;
  return look;
}

static void
look_free (Look *look)
{
  g_clear_pointer (&look->status, depot_deployment_status_free);
  g_object_unref (look->operation);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static guint *
get_round (DepotCreateOperation *self, const DepotCreateStage *stage)
{
  return G_STRUCT_MEMBER_P (self, stage->round_offset);
}

/* depot-base-<first part of the id>-<round>: unique per attempt, as Azure wants it. */
char *
depot_create_dup_deployment (DepotCreateOperation *self, const DepotCreateStage *stage)
{
  return g_strdup_printf (
      "depot-%s-%.8s-%u", stage->name, depot_create_get_tag (self), *get_round (self, stage) + 1);
}

static double
poll_seconds (Look *look)
{
  if (look->status->retry_after_seconds > 0)
    return MIN (look->status->retry_after_seconds, MAX_POLL_SECONDS);
  return look->stage->poll_seconds;
}

/* "Virtual machine scale set wallacefalls", or NULL between two resources. */
static char *
name_what_runs (DepotDeploymentProgress *progress)
{
  if (progress->running_type == NULL)
    return NULL;
  return g_strjoin (
      " ", depot_resource_type_get_label (progress->running_type), progress->running_name, NULL);
}

static void
progress_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Look) look = data;
  DepotOperation *operation = DEPOT_OPERATION (look->operation);
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotDeploymentProgress) progress
      = depot_arm_get_deployment_progress_finish (DEPOT_ARM (source), result, &error);

  /* only for people: the deployment itself is asked again anyway */
  if (progress == NULL)
    g_debug ("No progress of the deployment: %s", error->message);
  else if (progress->total > 0)
    {
      g_autofree char *running = name_what_runs (progress);

      depot_operation_set_status (operation, running, (double) progress->done / progress->total);
    }
  depot_create_again (look->operation, poll_seconds (look));
}

static void
watch (Look *look)
{
  DepotCreateOperation *self = look->operation;
  g_autofree char *name = depot_create_dup_deployment (self, look->stage);

  if (look->stage->progress != NULL)
    look->stage->progress (self);
  depot_arm_get_deployment_progress_async (depot_create_get_arm (self),
                                           depot_create_get_subscription (self),
                                           depot_create_get_group (self),
                                           name,
                                           depot_create_get_cancellable (self),
                                           progress_read,
                                           look);
}

static void
deployment_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Look) look = data;
  GError *error = NULL;

  depot_arm_put_deployment_finish (DEPOT_ARM (source), result, &error);
  if (!depot_create_went_wrong (look->operation, error))
    depot_create_again (look->operation, FIRST_LOOK_SECONDS);
}

static void
send (Look *look)
{
  DepotCreateOperation *self = look->operation;
  g_autofree char *name = depot_create_dup_deployment (self, look->stage);
  GError *error = NULL;
  g_autoptr (JsonObject) template_ = look->stage->load (&error);
  g_autoptr (JsonObject) parameters
      = template_ != NULL ? look->stage->parameters (self, &error) : NULL;

  if (depot_create_went_wrong (self, error))
    {
      look_free (look);
      return;
    }
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Starting deployment %s for service %s in resource group %s",
                   name,
                   depot_create_get_name (self),
                   depot_create_get_group (self));
  depot_arm_put_deployment_async (depot_create_get_arm (self),
                                  depot_create_get_subscription (self),
                                  depot_create_get_group (self),
                                  name,
                                  template_,
                                  parameters,
                                  depot_create_get_cancellable (self),
                                  deployment_sent,
                                  look);
}

/* The next try needs another name; the failure's own row in the journal carries the new round. */
static void
give_up_round (Look *look)
{
  DepotCreateOperation *self = look->operation;
  GError *error = look->status->error != NULL
                      ? g_error_copy (look->status->error)
                      : depot_error_new (DEPOT_ERROR_DEPLOYMENT_FAILED,
                                         /* Translators: %s is a word such as Canceled */
                                         _ ("The deployment ended as “%s”."),
                                         look->status->state);

  ++*get_round (self, look->stage);
  depot_operation_fail (DEPOT_OPERATION (self), error);
  look_free (look);
}

static void
finish (Look *look)
{
  DepotCreateOperation *self = look->operation;
  GError *error = NULL;

  if (look->status->outputs == NULL)
    error = depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY, _ ("The deployment has no outputs."));
  else
    look->stage->take (self, look->status->outputs, &error);
  if (!depot_create_went_wrong (self, error))
    depot_operation_next (DEPOT_OPERATION (self));
  look_free (look);
}

static gboolean
is_any_of (const char *state, const char *const *words)
{
  return state != NULL && g_strv_contains (words, state);
}

static void
deployment_read (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char *const failures[] = { "Failed", "Canceled", "Cancelled", NULL };
  Look *look = data;
  GError *error = NULL;

  look->status = depot_arm_get_deployment_finish (DEPOT_ARM (source), result, &error);
  if (error != NULL)
    {
      depot_create_went_wrong (look->operation, error);
      look_free (look);
    }
  else if (look->status == NULL)
    send (look);
  else if (g_strcmp0 (look->status->state, "Succeeded") == 0)
    finish (look);
  else if (is_any_of (look->status->state, failures))
    give_up_round (look);
  else
    watch (look);
}

void
depot_create_deploy (DepotCreateOperation *self, const DepotCreateStage *stage)
{
  g_autofree char *name = depot_create_dup_deployment (self, stage);

  depot_arm_get_deployment_async (depot_create_get_arm (self),
                                  depot_create_get_subscription (self),
                                  depot_create_get_group (self),
                                  name,
                                  depot_create_get_cancellable (self),
                                  deployment_read,
                                  look_new (self, stage));
}

/* Taking back: what Azure still builds would appear after we looked. */

static void
deployment_cancelled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Look) look = data;
  GError *error = NULL;

  depot_arm_cancel_deployment_finish (DEPOT_ARM (source), result, &error);
  /* it ended by itself meanwhile: the next look tells */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    g_clear_error (&error);
  if (!depot_create_went_wrong (look->operation, error))
    depot_create_again (look->operation, CANCEL_SECONDS);
}

static void
cancel (Look *look)
{
  DepotCreateOperation *self = look->operation;
  g_autofree char *name = depot_create_dup_deployment (self, look->stage);

  depot_arm_cancel_deployment_async (depot_create_get_arm (self),
                                     depot_create_get_subscription (self),
                                     depot_create_get_group (self),
                                     name,
                                     depot_create_get_cancellable (self),
                                     deployment_cancelled,
                                     look);
}

static gboolean
is_group_gone (const GError *error)
{
  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND);
}

static void
ending_read (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char *const ends[] = { "Succeeded", "Failed", "Canceled", "Cancelled", NULL };
  Look *look = data;
  GError *error = NULL;

  look->status = depot_arm_get_deployment_finish (DEPOT_ARM (source), result, &error);
  if (is_group_gone (error))
    g_clear_error (&error);
  if (error != NULL)
    {
      depot_create_went_wrong (look->operation, error);
      look_free (look);
    }
  else if (look->status != NULL && !is_any_of (look->status->state, ends))
    cancel (look);
  else
    {
      /* what this round built is about to go: a later try must build again */
      if (look->status != NULL)
        ++*get_round (look->operation, look->stage);
      look->then (look->operation);
      look_free (look);
    }
}

void
depot_create_end_deployment (DepotCreateOperation *self,
                             const DepotCreateStage *stage,
                             DepotCreateBody then)
{
  g_autofree char *name = depot_create_dup_deployment (self, stage);
  Look *look = look_new (self, stage);

  look->then = then;
  depot_arm_get_deployment_async (depot_create_get_arm (self),
                                  depot_create_get_subscription (self),
                                  depot_create_get_group (self),
                                  name,
                                  depot_create_get_cancellable (self),
                                  ending_read,
                                  look);
}
