/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the classic create operation share: depot-create-classic.c (table, memory), -work (beginning, the
 * storage key), -storage, -service (the steps), -undo. Every step looks before it does, so it may run any
 * number of times.
 */
#pragma once

#include "depot-classic-work.h"
#include "depot-create-classic.h"

G_BEGIN_DECLS

#define DEPOT_CLASSIC_DEPLOYMENT "depot-edge"

typedef void (*DepotClassicBody) (DepotCreateClassic *self);

struct _DepotCreateClassic
{
  DepotPointOperation parent;

  /* Asked for, or intended before the first request; in the memory. */
  DepotDraft *draft;
  char *azure_name;          /* 24 hexadecimal digits: hosted service and storage account */

  /* Brought home; in the memory. */
  char *location;            /* "West Europe": the classic API has no other names of regions */
  char *blob_endpoint;
  char *azure_fqdn;
  char *public_ip;

  /* This run only. */
  DepotTokenSource *key;     /* of the storage account */
};

static inline DepotClassic *
depot_create_classic_get_classic (DepotCreateClassic *self)
{
  return depot_classic_work_get_classic (&self->parent);
}

static inline GCancellable *
depot_create_classic_get_cancellable (DepotCreateClassic *self)
{
  return depot_point_operation_get_cancellable (&self->parent);
}

static inline gboolean
depot_create_classic_went_wrong (DepotCreateClassic *self, GError *error)
{
  return depot_point_operation_went_wrong (&self->parent, error);
}

static inline void
depot_create_classic_again (DepotCreateClassic *self, double seconds)
{
  depot_point_operation_again (&self->parent, seconds);
}

/* The draft's name: what the admin calls it. */
const char *depot_create_classic_get_name    (DepotCreateClassic *self);
GError     *depot_create_classic_taken       (DepotCreateClassic *self);

/* -work. The body runs with an open way, after what Azure still carries out has ended. */
void        depot_create_classic_begin       (DepotOperation *operation, DepotClassicBody body);
void        depot_create_classic_begin_undo  (DepotOperation *operation, DepotClassicBody body);
/* The account's key, then the body. */
void        depot_create_classic_with_key    (DepotCreateClassic *self, DepotClassicBody body);
char       *depot_create_classic_dup_container (DepotCreateClassic *self, const char *container);

/* The steps. */
void        depot_create_classic_step_connection  (DepotOperation *operation);
void        depot_create_classic_step_storage     (DepotOperation *operation);
void        depot_create_classic_step_container   (DepotOperation *operation);
void        depot_create_classic_step_service     (DepotOperation *operation);
void        depot_create_classic_step_certificate (DepotOperation *operation);
void        depot_create_classic_step_package     (DepotOperation *operation);
void        depot_create_classic_step_deployment  (DepotOperation *operation);
void        depot_create_classic_step_instances   (DepotOperation *operation);
void        depot_create_classic_step_verify      (DepotOperation *operation);
void        depot_create_classic_step_ready       (DepotOperation *operation);
void        depot_create_classic_undo_storage     (DepotOperation *operation);
void        depot_create_classic_undo_service     (DepotOperation *operation);

G_END_DECLS
