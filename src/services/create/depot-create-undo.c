/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clean Up: takes back what this operation made, last thing first. What Azure still builds is ended
 * first; the removal itself is the same as Delete's.
 */
#include "config.h"

#include "depot-create-private.h"

/* service */

static void
delete_service (DepotCreateOperation *self)
{
  g_clear_pointer (&self->scale_set_id, g_free);
  g_clear_pointer (&self->public_ip_id, g_free);
  g_clear_pointer (&self->azure_fqdn, g_free);
  g_clear_pointer (&self->public_ip, g_free);
  depot_point_operation_remove (
      &self->parent, depot_point_service_kinds, depot_point_operation_say_next);
}

static void
undo_service (DepotCreateOperation *self)
{
  if (!depot_point_operation_is_polling (&self->parent))
    depot_create_end_deployment (self, &depot_create_stage_service, delete_service);
}

void
depot_create_undo_service (DepotOperation *operation)
{
  depot_create_begin_undo (operation, undo_service);
}

/* storage, with identity and vault */

static void
purge_vault (DepotPointOperation *operation)
{
  depot_point_operation_purge_vault (operation, depot_point_operation_say_next);
}

static void
delete_base (DepotCreateOperation *self)
{
  g_clear_pointer (&self->blob_endpoint, g_free);
  g_clear_pointer (&self->vault_uri, g_free);
  g_clear_pointer (&self->identity_client_id, g_free);
  g_clear_pointer (&self->identity_id, g_free);
  depot_point_operation_remove (&self->parent, depot_point_base_kinds, purge_vault);
}

static void
undo_storage (DepotCreateOperation *self)
{
  if (!depot_point_operation_is_polling (&self->parent))
    depot_create_end_deployment (self, &depot_create_stage_base, delete_base);
}

void
depot_create_undo_storage (DepotOperation *operation)
{
  depot_create_begin_undo (operation, undo_storage);
}

/* group */

static void
undo_group (DepotCreateOperation *self)
{
  depot_point_operation_remove_group (&self->parent, depot_point_operation_say_next);
}

void
depot_create_undo_group (DepotOperation *operation)
{
  depot_create_begin_undo (operation, undo_group);
}
