/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operation on a point that is there: what Stop, Start, Scale, Renew and Delete share. It remembers the point as it was
 * when it was asked for, finds its parts in Azure by tag, and knows what to say when it ends early: a point of which nothing
 * was changed goes back to what it was, any other is Failed. Main thread; made by the house for the queue.
 */
#pragma once

#include "depot-point-operation.h"
#include "depot-point-verbs.h"

G_BEGIN_DECLS

typedef struct _DepotVerbOperation DepotVerbOperation;
typedef struct _DepotVerbOperationClass DepotVerbOperationClass;
typedef void (*DepotVerbBody) (DepotVerbOperation *self);

#define DEPOT_TYPE_VERB_OPERATION (depot_verb_operation_get_type ())
GType depot_verb_operation_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotVerbOperation, g_object_unref)

/* A load balancer spreads new connections by their port: so many in a row leave hardly an instance unasked. */
#define DEPOT_QUESTIONS_PER_INSTANCE 4

#define DEPOT_COMPUTE_VERSION "2024-03-01"
#define DEPOT_NETWORK_VERSION "2024-01-01"
#define DEPOT_AUTOSCALE_VERSION "2022-10-01"

struct _DepotVerbOperation
{
  DepotPointOperation parent;

  /* Asked for; in the memory. */
  DepotPoint *point;           /* as it was; never written back */
  char *account_id;            /* of the point */

  /* In the memory. */
  DepotPointState state_before;
  gboolean has_changed;        /* something in Azure is not as it was */

  /* This run only. */
  DepotVerbBody body;          /* of the step, once the parts are known */
  gboolean has_parts;
  /* Found by tag; NULL: there is none. */
  char *scale_set_id, *firewall_id, *autoscale_id, *vault_id, *storage_id, *public_ip_id;
};

struct _DepotVerbOperationClass
{
  DepotPointOperationClass parent_class;

  /* Optional: what a verb remembers besides. */
  void     (*save_more) (DepotVerbOperation *self, JsonObject *memory);
  gboolean (*load_more) (DepotVerbOperation *self, JsonObject *memory, GError **error);
  /* Optional: insert 3 of the failure's message. Caller owns. */
  char    *(*dup_left)  (DepotVerbOperation *self);

  guint failed_message;        /* 0: only the log */
};

#define DEPOT_VERB_OPERATION(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), DEPOT_TYPE_VERB_OPERATION, DepotVerbOperation))
#define DEPOT_IS_VERB_OPERATION(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), DEPOT_TYPE_VERB_OPERATION))
#define DEPOT_VERB_OPERATION_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), DEPOT_TYPE_VERB_OPERATION, DepotVerbOperationClass))
#define DEPOT_VERB_OPERATION_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), DEPOT_TYPE_VERB_OPERATION, DepotVerbOperationClass))

/* The operation of a kind, for the queue, which fills it from the journal; NULL for an unknown kind. Caller owns. */
DepotOperation *depot_verb_operation_new     (const char *kind, DepotHouse *house);
/* A new request; type is one of the classes below. The point is copied. */
DepotVerbOperation *depot_verb_operation_new_for (GType type, const char *title, DepotHouse *house, DepotPoint *point);

/* A step: begin, find the parts, body. */
void            depot_verb_operation_begin   (DepotOperation *operation, DepotVerbBody body);
DepotArm       *depot_verb_operation_get_arm (DepotVerbOperation *self);
GCancellable   *depot_verb_operation_get_cancellable (DepotVerbOperation *self);
/* Like depot_point_operation_went_wrong(); another change under way in Azure is waited for. */
gboolean        depot_verb_operation_went_wrong (DepotVerbOperation *self, GError *error);
/* id, or NULL after ending the step: the part named so is gone from Azure. */
const char     *depot_verb_operation_need    (DepotVerbOperation *self, const char *id, const char *part);
void            depot_verb_operation_next    (DepotVerbOperation *self);
const char     *depot_verb_operation_get_name (DepotVerbOperation *self);
/* The point's text property, as it was; caller owns. */
char           *depot_verb_operation_dup_fact (DepotVerbOperation *self, const char *property);
guint           depot_verb_operation_get_instances (DepotVerbOperation *self);

/* Steps that several verbs have (depot-verb-power.c, depot-verb-firewall.c). Each ends by itself. */
void            depot_verb_close_firewall    (DepotVerbOperation *self);   /* rule depot-stop */
void            depot_verb_open_firewall     (DepotVerbOperation *self);
/* The setting itself remembers by a tag that it was on, so that Start finds it from any console. */
void            depot_verb_rest_autoscale    (DepotVerbOperation *self);
void            depot_verb_resume_autoscale  (DepotVerbOperation *self);
/* Brings every instance into one of the states (NULL-terminated words such as "running") by action. */
void            depot_verb_bring_power       (DepotVerbOperation *self, const char *const *states, const char *action,
                                              const char *query);
void            depot_verb_power_on          (DepotVerbOperation *self);
/* Brings instances that are not of the scale set's latest model to it, one after the other. */
void            depot_verb_upgrade_instances (DepotVerbOperation *self);
void            depot_verb_act               (DepotVerbOperation *self, const char *action, const char *query, JsonObject *body);

#define DEPOT_TYPE_STOP_POINT (depot_stop_point_get_type ())
G_DECLARE_FINAL_TYPE (DepotStopPoint, depot_stop_point, DEPOT, STOP_POINT, DepotVerbOperation)
#define DEPOT_TYPE_START_POINT (depot_start_point_get_type ())
G_DECLARE_FINAL_TYPE (DepotStartPoint, depot_start_point, DEPOT, START_POINT, DepotVerbOperation)
#define DEPOT_TYPE_SCALE_POINT (depot_scale_point_get_type ())
G_DECLARE_FINAL_TYPE (DepotScalePoint, depot_scale_point, DEPOT, SCALE_POINT, DepotVerbOperation)
#define DEPOT_TYPE_RENEW_CERTIFICATE (depot_renew_certificate_get_type ())
G_DECLARE_FINAL_TYPE (DepotRenewCertificate, depot_renew_certificate, DEPOT, RENEW_CERTIFICATE, DepotVerbOperation)
#define DEPOT_TYPE_REAPPLY_POINT (depot_reapply_point_get_type ())
G_DECLARE_FINAL_TYPE (DepotReapplyPoint, depot_reapply_point, DEPOT, REAPPLY_POINT, DepotVerbOperation)
#define DEPOT_TYPE_DELETE_POINT (depot_delete_point_get_type ())
G_DECLARE_FINAL_TYPE (DepotDeletePoint, depot_delete_point, DEPOT, DELETE_POINT, DepotVerbOperation)

void depot_scale_point_ask       (DepotScalePoint *self, guint instances, const char *vm_size);
/* The same point is created once more when it is gone. */
void depot_delete_point_ask_again (DepotDeletePoint *self);
void depot_renew_certificate_ask (DepotRenewCertificate *self, DepotCertificate *certificate);

G_END_DECLS
