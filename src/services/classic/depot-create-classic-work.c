/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a step of the classic create operation begins, and how it gets at the storage account. */
#include "config.h"

#include "depot-create-classic-private.h"

#include "depot-storage-key.h"

static char *
dup_fingerprint (DepotOperation *operation)
{
  char *fingerprint = NULL;

  g_object_get (
      DEPOT_CREATE_CLASSIC (operation)->draft, "management-fingerprint", &fingerprint, NULL);
  return fingerprint;
}

void
depot_create_classic_begin (DepotOperation *operation, DepotClassicBody body)
{
  g_autofree char *fingerprint = dup_fingerprint (operation);

  depot_classic_work_begin (DEPOT_POINT_OPERATION (operation), fingerprint, (DepotPointBody) body);
}

void
depot_create_classic_begin_undo (DepotOperation *operation, DepotClassicBody body)
{
  g_autofree char *fingerprint = dup_fingerprint (operation);

  depot_classic_work_begin_undo (
      DEPOT_POINT_OPERATION (operation), fingerprint, (DepotPointBody) body);
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
  depot_classic_get_storage_key_async (depot_create_classic_get_classic (self),
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
