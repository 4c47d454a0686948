/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clean Up of the classic way: the service with its deployment, then the storage service. Only what
 * carries our label. */
#include "config.h"

#include "depot-create-classic-private.h"

static void
service_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicService) service
      = depot_classic_get_service_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_create_classic_went_wrong (self, error))
    return;
  if (service == NULL || !depot_create_classic_is_ours (self, service->label))
    {
      g_clear_pointer (&self->azure_fqdn, g_free);
      g_clear_pointer (&self->public_ip, g_free);
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Deleting cloud service %s of service %s",
                   self->azure_name,
                   depot_create_classic_get_name (self));
  depot_classic_delete_service_async (self->classic,
                                      self->azure_name,
                                      depot_create_classic_get_cancellable (self),
                                      depot_create_classic_changed,
                                      g_object_ref (self));
}

static void
undo_service (DepotCreateClassic *self)
{
  depot_classic_get_service_async (self->classic,
                                   self->azure_name,
                                   depot_create_classic_get_cancellable (self),
                                   service_seen,
                                   g_object_ref (self));
}

void
depot_create_classic_undo_service (DepotOperation *operation)
{
  depot_create_classic_begin_undo (operation, undo_service);
}

static void
storage_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicStorage) storage
      = depot_classic_get_storage_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_create_classic_went_wrong (self, error))
    return;
  if (storage == NULL || !depot_create_classic_is_ours (self, storage->label))
    {
      g_clear_pointer (&self->blob_endpoint, g_free);
      g_clear_object (&self->key);
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Deleting storage service %s of service %s",
                   self->azure_name,
                   depot_create_classic_get_name (self));
  depot_classic_delete_storage_async (self->classic,
                                      self->azure_name,
                                      depot_create_classic_get_cancellable (self),
                                      depot_create_classic_changed,
                                      g_object_ref (self));
}

static void
undo_storage (DepotCreateClassic *self)
{
  depot_classic_get_storage_async (self->classic,
                                   self->azure_name,
                                   depot_create_classic_get_cancellable (self),
                                   storage_seen,
                                   g_object_ref (self));
}

void
depot_create_classic_undo_storage (DepotOperation *operation)
{
  depot_create_classic_begin_undo (operation, undo_storage);
}
