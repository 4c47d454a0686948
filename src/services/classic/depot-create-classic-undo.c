/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clean Up of the classic way: the service with its deployment, then the storage service. */
#include "config.h"

#include "depot-create-classic-private.h"

static void
service_gone (DepotPointOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  g_clear_pointer (&self->azure_fqdn, g_free);
  g_clear_pointer (&self->public_ip, g_free);
  depot_point_operation_say_next (operation);
}

static void
undo_service (DepotCreateClassic *self)
{
  depot_classic_work_remove_service (&self->parent, self->azure_name, service_gone);
}

void
depot_create_classic_undo_service (DepotOperation *operation)
{
  depot_create_classic_begin_undo (operation, undo_service);
}

static void
storage_gone (DepotPointOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  g_clear_pointer (&self->blob_endpoint, g_free);
  g_clear_object (&self->key);
  depot_point_operation_say_next (operation);
}

static void
undo_storage (DepotCreateClassic *self)
{
  depot_classic_work_remove_storage (&self->parent, self->azure_name, storage_gone);
}

void
depot_create_classic_undo_storage (DepotOperation *operation)
{
  depot_create_classic_begin_undo (operation, undo_storage);
}
