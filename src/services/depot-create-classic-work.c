/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a classic step begins, and how it waits for what Azure carries out. */
#include "config.h"

#include "depot-create-classic-private.h"

#include <glib/gi18n.h>

#include "depot-classic-way.h"
#include "depot-storage-key.h"

#define WORK_SECONDS 5
#define BUSY_SECONDS 10

/* What Azure still carries out goes first: asking for more would be refused until it has ended. */

static void
work_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  DepotClassicProgress progress = DEPOT_CLASSIC_IN_PROGRESS;
  GError *failure = NULL;
  GError *error = NULL;

  depot_classic_get_operation_finish (DEPOT_CLASSIC (source), result, &progress, &failure, &error);
  /* forgotten operations are judged by what they left */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      progress = DEPOT_CLASSIC_SUCCEEDED;
    }
  if (error == NULL && progress != DEPOT_CLASSIC_IN_PROGRESS)
    g_clear_pointer (&self->work_id, g_free);
  if (depot_create_classic_went_wrong (self, error != NULL ? error : failure))
    return;
  depot_create_classic_again (self, progress == DEPOT_CLASSIC_IN_PROGRESS ? WORK_SECONDS : 0);
}

static void
run_body (DepotCreateClassic *self)
{
  if (self->work_id == NULL)
    self->body (self);
  else
    depot_classic_get_operation_async (self->classic,
                                       self->work_id,
                                       depot_create_classic_get_cancellable (self),
                                       work_told,
                                       g_object_ref (self));
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;

  self->classic = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);
  if (!depot_create_classic_went_wrong (self, error))
    run_body (self);
}

static void
open_way (DepotPointOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);
  g_autofree char *fingerprint = NULL;

  if (self->classic != NULL)
    {
      run_body (self);
      return;
    }
  g_object_get (self->draft, "management-fingerprint", &fingerprint, NULL);
  depot_classic_way_open_async (operation->house,
                                depot_draft_get_cloud_id (self->draft),
                                depot_draft_get_subscription_id (self->draft),
                                fingerprint,
                                depot_create_classic_get_cancellable (self),
                                way_opened,
                                g_object_ref (self));
}

void
depot_create_classic_begin (DepotOperation *operation, DepotClassicBody body)
{
  DEPOT_CREATE_CLASSIC (operation)->body = body;
  depot_point_operation_begin (DEPOT_POINT_OPERATION (operation), open_way);
}

void
depot_create_classic_begin_undo (DepotOperation *operation, DepotClassicBody body)
{
  DEPOT_CREATE_CLASSIC (operation)->body = body;
  depot_point_operation_begin_undo (DEPOT_POINT_OPERATION (operation), open_way);
}

/* A conflict is mostly an operation we do not know of, begun before a restart; a name that somebody
 * else has is one too, and stays one. */
void
depot_create_classic_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autofree char *id = depot_classic_change_finish (DEPOT_CLASSIC (source), result, &error);

  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT) && self->n_conflicts++ < 20)
    {
      g_clear_error (&error);
      depot_create_classic_again (self, BUSY_SECONDS);
      return;
    }
  if (depot_create_classic_went_wrong (self, error))
    return;
  self->work_id = g_steal_pointer (&id);
  depot_create_classic_again (self, 0);
}

/* The storage account's key is asked for in every run and kept in memory only. */

typedef struct
{
  DepotCreateClassic *operation;
  DepotClassicBody body;
} KeyQuestion;

static void
key_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree KeyQuestion *question = data;
  g_autoptr (DepotCreateClassic) self = question->operation;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) key
      = depot_classic_get_storage_key_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_create_classic_went_wrong (self, error))
    return;
  self->key = DEPOT_TOKEN_SOURCE (depot_storage_key_new (self->azure_name, key));
  question->body (self);
}

void
depot_create_classic_with_key (DepotCreateClassic *self, DepotClassicBody body)
{
  KeyQuestion *question;

  if (self->key != NULL)
    {
      body (self);
      return;
    }
  question = g_new0 (KeyQuestion, 1);
  question->operation = g_object_ref (self);
  question->body = body;
  depot_classic_get_storage_key_async (self->classic,
                                       self->azure_name,
                                       depot_create_classic_get_cancellable (self),
                                       key_told,
                                       question);
}

char *
depot_create_classic_dup_container (DepotCreateClassic *self, const char *container)
{
  return g_strconcat (
      self->blob_endpoint, g_str_has_suffix (self->blob_endpoint, "/") ? "" : "/", container, NULL);
}
