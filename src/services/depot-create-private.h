/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the create operation share: depot-create-operation.c (table, memory, end), -common (beginning and ending a
 * step), -deploy (the way of a template), -steps-base, -steps-vault, -steps-service (in the order they run), -undo.
 * Every step may run any number of times: it looks before it does.
 */
#pragma once

#include "depot-arm.h"
#include "depot-create-operation.h"
#include "depot-house-private.h"

G_BEGIN_DECLS

#define DEPOT_TAG_SERVICE "depot-service"
#define DEPOT_TAG_POINT "depot-point"

struct _DepotCreateOperation
{
  DepotOperation parent_instance;

  DepotHouse *house;

  /* Asked for; in the memory from the first row on. */
  DepotDraft *draft;
  char *principal_id;        /* object id of whoever signed in */

  /* Intent and what was brought home; in the memory. */
  guint base_round;          /* counts up with every failed deployment: names are used once */
  guint service_round;
  guint said;                /* status messages written: bit (id - 9400) */
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
  gint64 budget_from;        /* since when it runs without a break; 0 not yet */
  double waited_seconds;
  double container_seconds;
  double verify_seconds;
  guint n_tls_failures;
  gboolean is_marked;        /* the point says "provisioning" in the store */
  gboolean is_settling;
  guint n_open;              /* questions of a fan-out under way */
  GError *fan_error;
  GString *fan_text;
  char *poll_url;            /* of a deletion under way */
};

typedef void (*DepotCreateBody)   (DepotCreateOperation *self);
typedef void (*DepotCreateChange) (DepotCreateOperation *self, DepotPoint *point);

/* -common: every step is begin → questions to Azure → one ending. */
void        depot_create_begin          (DepotOperation *operation, DepotCreateBody body);
void        depot_create_begin_undo     (DepotOperation *operation, DepotCreateBody body);
DepotArm   *depot_create_get_arm        (DepotCreateOperation *self);   /* only between begin and ending */
GCancellable *depot_create_get_cancellable (DepotCreateOperation *self);
/* Takes the error (NULL: returns FALSE, nothing happened). TRUE: the step has ended: wait, again or fail, as fits the error. */
gboolean    depot_create_went_wrong     (DepotCreateOperation *self, GError *error);
/* Ends the step; too much waiting ends it with TIMED_OUT instead. */
void        depot_create_again          (DepotCreateOperation *self, double seconds);
/* Point, status message (0: none; each at most once) and memory in one commit, then the body. change may be NULL. */
void        depot_create_commit         (DepotCreateOperation *self, guint message_id, DepotCreateChange change, DepotCreateBody then);
gboolean    depot_create_has_said       (DepotCreateOperation *self, guint message_id);
void        depot_create_say_next       (DepotCreateOperation *self);   /* depot_operation_next() as a body */
const char *depot_create_get_name       (DepotCreateOperation *self);
const char *depot_create_get_subscription (DepotCreateOperation *self);
const char *depot_create_get_group      (DepotCreateOperation *self);
const char *depot_create_get_tag        (DepotCreateOperation *self);
/* "/subscriptions/…/resourceGroups/<group>"; caller owns. */
char       *depot_create_dup_group_id   (DepotCreateOperation *self);
/* A resource id that Azure told us; UNEXPECTED_REPLY when it is missing or outside our group. Borrowed from outputs. */
const char *depot_create_get_output_id  (DepotCreateOperation *self, JsonObject *outputs, const char *path, GError **error);
/* Is id a resource of this very type, and has it this name (NULL: any)? */
gboolean    depot_create_id_is          (const char *id, const char *type, const char *name);
/* Does a resource carry our tag? */
gboolean    depot_create_is_ours        (DepotCreateOperation *self, JsonObject *resource);

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
void        depot_create_undo_group       (DepotOperation *operation);
void        depot_create_undo_storage     (DepotOperation *operation);
void        depot_create_undo_service     (DepotOperation *operation);

G_END_DECLS
