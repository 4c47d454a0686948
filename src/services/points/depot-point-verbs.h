/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a cloud distribution point after its creation: Start, Stop, Scale, Certificate, Delete, as buttons of the
 * console and verbs of depotctl. A request checks the rules (domain reference F1), writes point, message and operation in one
 * commit and is durable when finished; the keeper carries it out (Azure reference 4.3). Main thread.
 */
#pragma once

#include "depot-dns-alias.h"
#include "depot-house.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_VERB_START,
  DEPOT_VERB_STOP,
  DEPOT_VERB_SCALE,
  DEPOT_VERB_RENEW,
  DEPOT_VERB_DELETE,
  DEPOT_VERB_REAPPLY,
} DepotPointVerb;
#define DEPOT_N_VERBS (DEPOT_VERB_REAPPLY + 1)

#define DEPOT_MIN_INSTANCES 1
#define DEPOT_MAX_INSTANCES 16

/* Pure rules. */
gboolean        depot_point_state_is_busy         (DepotPointState state);   /* an operation is at work on it */
gboolean        depot_point_state_allows          (DepotPointState state, DepotPointVerb verb);
gboolean        depot_point_can                   (DepotPoint *point, DepotPointVerb verb);
gboolean        depot_point_can_redeploy          (DepotPoint *point);
/* Why not, for a tooltip or a refusal: "Only a stopped point can be started." NULL when it can. */
const char     *depot_point_why_not               (DepotPoint *point, DepotPointVerb verb);
const char     *depot_point_verb_get_nick         (DepotPointVerb verb);     /* "start" */

/* May this certificate take the place of the point's? CERTIFICATE_REFUSED in the original's words when the common name is
 * another (letter case counts), or when it does not cover the service FQDN, is not acceptable now, or is the same. */
gboolean        depot_point_check_renewal         (DepotPoint *point, DepotCertificate *certificate, gint64 now, GError **error);
/* The letters of other that are not in one at that place, for marking them: as many flags as other has characters.
 * Letter case counts. GArray of gboolean, caller owns. */
GArray         *depot_name_find_differences       (const char *one, const char *other);

/* Requests; the operation is borrowed from the queue. CONFLICT when the point is not in a state for it. */
void            depot_start_point_async           (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
void            depot_stop_point_async            (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
/* vm_size NULL: as it is. INVALID_INPUT outside 1–16, and for a size of a classic point, which its package fixes. */
void            depot_scale_point_async           (DepotHouse *house, DepotPoint *point, guint instances, const char *vm_size,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* certificate: from depot_certificate_choose_finish(). */
void            depot_renew_point_async           (DepotHouse *house, DepotPoint *point, DepotCertificate *certificate,
                                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* Both templates once more: what was changed outside is as this site knows it. */
void            depot_reapply_point_async         (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
void            depot_delete_point_async          (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
/* Delete, then the same point once more: name, certificate, settings. Its content is gone, and clients are refused
 * meanwhile. Refused beforehand, when creating would be, or when the certificate's file is not in the keyring. The
 * operation ends when the new point is asked for. */
void            depot_redeploy_point_async        (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
DepotOperation *depot_point_verb_finish           (DepotHouse *house, GAsyncResult *result, GError **error);

/* Everything Delete will take away. */
typedef struct
{
  GListModel *resources;     /* DepotPlannedResource, change "delete" */
  gboolean content_is_known; /* FALSE: storage could not be asked */
  guint64 n_blobs, content_bytes;
  char *group;
  gboolean group_goes;       /* it is ours and holds nothing else */
  char *cname_record;        /* to be removed from public DNS by hand; may be NULL */
  DepotDnsAlias *alias;      /* the record this console wrote into Azure DNS; may be NULL */
} DepotDeletePlan;

void             depot_delete_plan_free           (DepotDeletePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDeletePlan, depot_delete_plan_free)
void             depot_delete_plan_async          (DepotHouse *house, DepotPoint *point, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
DepotDeletePlan *depot_delete_plan_finish         (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
