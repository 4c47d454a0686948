/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long work on one cloud distribution point: what creating, stopping, starting, scaling, renewing and deleting have in
 * common. Subject is the point's id, which is also the value of the tag depot-service on everything in Azure. Knows how a
 * step begins and ends, how point, status message and journal reach the disk in one commit, and which errors pass
 * by themselves, need a person, or end the work. Main thread; made by the house for the queue.
 */
#pragma once

#include "depot-arm.h"
#include "depot-house-private.h"

G_BEGIN_DECLS

#define DEPOT_TAG_SERVICE "depot-service"
#define DEPOT_TAG_POINT "depot-point"

typedef struct _DepotPointOperation DepotPointOperation;
typedef struct _DepotPointOperationClass DepotPointOperationClass;

#define DEPOT_TYPE_POINT_OPERATION (depot_point_operation_get_type ())
GType depot_point_operation_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotPointOperation, g_object_unref)

/* What every step needs to know of its point. Borrowed from the operation. */
typedef struct
{
  const char *name, *service_fqdn, *site_code;
  const char *cloud_id, *account_id, *subscription_id, *group, *region;
} DepotPointFacts;

typedef void (*DepotPointBody)   (DepotPointOperation *self);
typedef void (*DepotPointChange) (DepotPointOperation *self, DepotPoint *point);

struct _DepotPointOperation
{
  DepotOperation parent_instance;

  DepotHouse *house;

  guint said;                /* status messages written: bit (id - 9400); subclasses keep it in their memory */

  /* This run only. */
  gint64 budget_from;        /* since when it runs without a break; 0 not yet */
  double waited_seconds;
  double verify_seconds;
  guint n_tls_failures;
  guint n_verified;          /* good answers in a row */
  char *probe_text;          /* why the service did not answer last time */
  gboolean is_marked;        /* the point says in the store that this is under way */
  gboolean is_settling;
  char *poll_url;            /* of a change that Azure still carries out */
  GPtrArray *left;           /* ids with our tag at the last look; NULL before */
};

struct _DepotPointOperationClass
{
  DepotOperationClass parent_class;

  void     (*get_facts)    (DepotPointOperation *self, DepotPointFacts *facts);
  /* The point is about to say that this is under way. Chain up: it sets busy_state, status text and operation id. */
  void     (*note_busy)    (DepotPointOperation *self, DepotPoint *point);
  /* After a failure, cancellation or clean-up: what the point and the admin are told, into batch. FALSE: nothing. */
  gboolean (*settle_point) (DepotPointOperation *self, DepotStoreBatch *batch, DepotPoint *point);
  /* Optional: a run begins to count its time. */
  void     (*run_began)    (DepotPointOperation *self);

  DepotPointState busy_state;
  gboolean needs_account;    /* TRUE: no step begins without a signed-in account */
};

#define DEPOT_POINT_OPERATION(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), DEPOT_TYPE_POINT_OPERATION, DepotPointOperation))
#define DEPOT_IS_POINT_OPERATION(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), DEPOT_TYPE_POINT_OPERATION))
#define DEPOT_POINT_OPERATION_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), DEPOT_TYPE_POINT_OPERATION, DepotPointOperationClass))
#define DEPOT_POINT_OPERATION_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), DEPOT_TYPE_POINT_OPERATION, DepotPointOperationClass))

/* Every step is begin → questions to Azure → one ending. Undo leaves the point's words alone. */
void          depot_point_operation_begin         (DepotPointOperation *self, DepotPointBody body);
void          depot_point_operation_begin_undo    (DepotPointOperation *self, DepotPointBody body);
DepotArm     *depot_point_operation_get_arm       (DepotPointOperation *self);   /* only between begin and ending */
GCancellable *depot_point_operation_get_cancellable (DepotPointOperation *self);
/* Takes the error (NULL: returns FALSE, nothing happened). TRUE: the step has ended: wait, again or fail, as fits the error. */
gboolean      depot_point_operation_went_wrong    (DepotPointOperation *self, GError *error);
/* Ends the step; too much waiting ends it with TIMED_OUT instead. */
void          depot_point_operation_again         (DepotPointOperation *self, double seconds);
void          depot_point_operation_say_next      (DepotPointOperation *self);   /* depot_operation_next() as a body */
/* Point, status message (0: none; each at most once) and memory in one commit, then the body. change may be NULL;
 * value is insert 3 of the message (NULL: who asked). */
void          depot_point_operation_commit        (DepotPointOperation *self, guint message_id, const char *value,
                                                   DepotPointChange change, DepotPointBody then);
/* The same, and the point's row goes. */
void          depot_point_operation_commit_removal (DepotPointOperation *self, guint message_id, DepotPointBody then);
gboolean      depot_point_operation_has_said      (DepotPointOperation *self, guint message_id);
void          depot_point_operation_add_message   (DepotPointOperation *self, DepotStoreBatch *batch, guint message_id,
                                                   const char *value, const char *reason);
/* Writes the last word to the point, should it still say "under way" although this ended. */
void          depot_point_operation_settle        (DepotPointOperation *self);

DepotPointFacts depot_point_operation_get_facts   (DepotPointOperation *self);
const char   *depot_point_operation_get_tag       (DepotPointOperation *self);
/* "/subscriptions/…/resourceGroups/<group>"; caller owns. */
char         *depot_point_operation_dup_group_id  (DepotPointOperation *self);
/* Is id a resource of this very type, and has it this name (NULL: any)? */
gboolean      depot_point_id_is                   (const char *id, const char *type, const char *name);
/* Does a resource carry our tag? */
gboolean      depot_point_operation_is_ours       (DepotPointOperation *self, JsonObject *resource);

/* A change that Azure carries out: asked about before anything else. Takes the URL (NULL: it is done); ends the step. */
void          depot_point_operation_poll_later    (DepotPointOperation *self, char *poll_url);
/* TRUE: the step will end by itself. */
gboolean      depot_point_operation_is_polling    (DepotPointOperation *self);

/* Asks the service from outside, again and again: n_needed answers in a row with this certificate, then the body. */
void          depot_point_operation_verify        (DepotPointOperation *self, const char *address, const char *thumbprint,
                                                   guint n_needed, DepotPointBody then);
/* Makes the certificate the vault's current version; its file and password come from the keyring. Then the body. */
void          depot_point_operation_import        (DepotPointOperation *self, const char *vault_uri,
                                                   DepotCertificate *certificate, DepotPointBody then);

/* Removing, last thing first, and only what carries our tag. Each look asks Azure what is left and deletes one
 * thing of it, so being killed in the middle costs nothing. */
typedef struct
{
  const char *type;          /* NULL ends a list */
  const char *version;
  gboolean has_roles;        /* role assignments at its scope go first: they carry no tag */
} DepotPointKind;

extern const DepotPointKind depot_point_service_kinds[];   /* in the order they let go of each other */
extern const DepotPointKind depot_point_base_kinds[];
void          depot_point_operation_remove        (DepotPointOperation *self, const DepotPointKind *kinds, DepotPointBody then);
/* The deleted vault keeps its name until it is purged, which not everybody may. */
void          depot_point_operation_purge_vault   (DepotPointOperation *self, DepotPointBody then);
/* The group, if we made it and nothing else moved in. */
void          depot_point_operation_remove_group  (DepotPointOperation *self, DepotPointBody then);

/* May the sign-in of whom (an account, or an Azure service) be what work for this account in this environment waited for? */
gboolean      depot_sign_in_serves                (const char *whom, const char *account_id, const char *cloud_id);

G_END_DECLS
