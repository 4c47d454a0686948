/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the create operation share: depot-create-operation.c (table, memory, end), -deploy (the way of a
 * template), -steps-base, -steps-vault, -steps-service (in the order they run), -undo. How a step begins and ends is
 * in depot-point-operation.h. Every step may run any number of times: it looks before it does.
 */
#pragma once

#include "depot-arm.h"
#include "depot-create-operation.h"
#include "depot-house-private.h"

G_BEGIN_DECLS

struct _DepotCreateOperation
{
  DepotPointOperation parent;

  /* Asked for; in the memory from the first row on. */
  DepotDraft *draft;
  char *principal_id;        /* object id of whoever signed in */

  /* Intent and what was brought home; in the memory. */
  guint base_round;          /* counts up with every failed deployment: names are used once */
  guint service_round;
  gboolean group_is_ours;
  char *blob_endpoint;
  char *vault_uri;
  char *identity_client_id;
  char *identity_id;
  char *scale_set_id;
  char *public_ip_id;
  char *azure_fqdn;
  char *public_ip;

  /* This run only. */
  double container_seconds;
  guint n_open;              /* questions of a fan-out under way */
  GError *fan_error;
  GString *fan_text;
};

typedef void (*DepotCreateBody)   (DepotCreateOperation *self);
typedef void (*DepotCreateChange) (DepotCreateOperation *self, DepotPoint *point);

/* The words of depot-point-operation.h for this class. */
static inline void
depot_create_begin (DepotOperation *operation, DepotCreateBody body)
{
  depot_point_operation_begin (DEPOT_POINT_OPERATION (operation), (DepotPointBody) body);
}

static inline void
depot_create_begin_undo (DepotOperation *operation, DepotCreateBody body)
{
  depot_point_operation_begin_undo (DEPOT_POINT_OPERATION (operation), (DepotPointBody) body);
}

static inline DepotArm *
depot_create_get_arm (DepotCreateOperation *self)
{
  return depot_point_operation_get_arm (&self->parent);
}

static inline GCancellable *
depot_create_get_cancellable (DepotCreateOperation *self)
{
  return depot_point_operation_get_cancellable (&self->parent);
}

static inline gboolean
depot_create_went_wrong (DepotCreateOperation *self, GError *error)
{
  return depot_point_operation_went_wrong (&self->parent, error);
}

static inline void
depot_create_again (DepotCreateOperation *self, double seconds)
{
  depot_point_operation_again (&self->parent, seconds);
}

static inline void
depot_create_commit (DepotCreateOperation *self, guint message_id, DepotCreateChange change, DepotCreateBody then)
{
  depot_point_operation_commit (&self->parent, message_id, NULL, (DepotPointChange) change, (DepotPointBody) then);
}

static inline gboolean
depot_create_has_said (DepotCreateOperation *self, guint message_id)
{
  return depot_point_operation_has_said (&self->parent, message_id);
}

static inline void
depot_create_say_next (DepotCreateOperation *self)
{
  depot_point_operation_say_next (&self->parent);
}

static inline const char *
depot_create_get_tag (DepotCreateOperation *self)
{
  return depot_point_operation_get_tag (&self->parent);
}

static inline char *
depot_create_dup_group_id (DepotCreateOperation *self)
{
  return depot_point_operation_dup_group_id (&self->parent);
}

static inline gboolean
depot_create_is_ours (DepotCreateOperation *self, JsonObject *resource)
{
  return depot_point_operation_is_ours (&self->parent, resource);
}

const char *depot_create_get_name         (DepotCreateOperation *self);
const char *depot_create_get_subscription (DepotCreateOperation *self);
const char *depot_create_get_group        (DepotCreateOperation *self);
/* A resource id that Azure told us; UNEXPECTED_REPLY when it is missing or outside our group. Borrowed from outputs. */
const char *depot_create_get_output_id    (DepotCreateOperation *self, JsonObject *outputs, const char *path, GError **error);

/* The last word of a create operation of either kind: settle_point of its class. */
gboolean    depot_create_settle_point     (DepotPointOperation *operation, DepotStoreBatch *batch, DepotPoint *point);
/* A new key of content tokens, base64. */
DepotSecretBytes *depot_create_make_edge_key (GError **error);

/* -deploy */
typedef struct
{
  const char *name;                                                     /* "base": part of the deployment's name */
  double poll_seconds;
  JsonObject *(*load)       (GError **error);
  JsonObject *(*parameters) (DepotCreateOperation *self, GError **error);
  gboolean    (*take)       (DepotCreateOperation *self, JsonObject *outputs, GError **error);
  void        (*progress)   (DepotCreateOperation *self);               /* one line in the log for each look; may be NULL */
  size_t      round_offset;                                             /* which round counts */
} DepotCreateStage;

extern const DepotCreateStage depot_create_stage_base;
extern const DepotCreateStage depot_create_stage_service;

void        depot_create_deploy         (DepotCreateOperation *self, const DepotCreateStage *stage);
char       *depot_create_dup_deployment (DepotCreateOperation *self, const DepotCreateStage *stage);
/* Makes sure that Azure builds no more of it, then the body. */
void        depot_create_end_deployment (DepotCreateOperation *self, const DepotCreateStage *stage, DepotCreateBody then);

/* The steps. */
void        depot_create_step_group       (DepotOperation *operation);
void        depot_create_step_providers   (DepotOperation *operation);
void        depot_create_step_names       (DepotOperation *operation);
void        depot_create_step_storage     (DepotOperation *operation);
void        depot_create_step_container   (DepotOperation *operation);
void        depot_create_step_certificate (DepotOperation *operation);
void        depot_create_step_edge_key    (DepotOperation *operation);
void        depot_create_step_service     (DepotOperation *operation);
void        depot_create_step_address     (DepotOperation *operation);
void        depot_create_step_verify      (DepotOperation *operation);
void        depot_create_step_ready       (DepotOperation *operation);
void        depot_create_step_content     (DepotOperation *operation);   /* only of a replacement */
void        depot_create_undo_group       (DepotOperation *operation);
void        depot_create_undo_storage     (DepotOperation *operation);
void        depot_create_undo_service     (DepotOperation *operation);

G_END_DECLS
