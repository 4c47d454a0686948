/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cloud distribution point: the row in the status table and everything known about it. Written by operations and
 * watches through the store; the views only show it. Properties notify. Main thread.
 */
#pragma once

#include "depot-draft.h"

G_BEGIN_DECLS

/* Words and numbers of domain reference F1 (0, 1, 4, 5, 6, 99 are the original's). */
typedef enum
{
  DEPOT_POINT_READY = 0,
  DEPOT_POINT_PROVISIONING = 1,
  DEPOT_POINT_UPGRADING = 2,
  DEPOT_POINT_FAILED = 3,
  DEPOT_POINT_STARTING = 4,
  DEPOT_POINT_STOPPING = 5,
  DEPOT_POINT_STOPPED = 6,
  DEPOT_POINT_UNKNOWN = 98,
  DEPOT_POINT_DELETING = 99,
} DepotPointState;

#define DEPOT_TYPE_POINT (depot_point_get_type ())
G_DECLARE_FINAL_TYPE (DepotPoint, depot_point, DEPOT, POINT, GObject)

/* Properties (all notify):
 *   id s (guid = value of the tag depot-service), name s (= service name), state u (DepotPointState), state-since x,
 *   status-text s (what the running operation says, or why it failed), progress d (0…1 while provisioning, else -1), operation-id s,
 *   cloud-id s, method u, tenant-id s, client-id s, account-id s, subscription-id s, subscription-name s, region s, group-name s,
 *   group-is-ours b, site-code s, service-fqdn s, service-name s, description s, certificate (DepotCertificate),
 *   azure-fqdn s (read from Azure), public-ip s, storage-account s, blob-endpoint s, vault-name s, vault-uri s, identity-id s,
 *   scale-set-id s, public-ip-id s, deployment-link s, instance-count u, vm-size s,
 *   storage-quota-enabled/-gb/-warning-percent/-critical-percent, transfer-… likewise,
 *   token-hours u (8; how long a content token lives), replaces-id s (the point whose place this one takes; NULL: none),
 *   storage-used-bytes t, transfer-bytes t (30 days), usage-at x (0 = none yet), created-at x, ready-at x, serial x;
 *   from the health watch, not saved with the point: health s ("Certificate 6 d", NULL when all is well), health-severity u
 *   (DepotSeverity), checked-at x (0 = not yet). */
DepotPoint     *depot_point_new              (const char *id);
DepotPoint     *depot_point_new_from_draft   (DepotDraft *draft, const char *id, gint64 now);
/* The other way: what a person would have to enter to get this point, for changing it by the wizard's rules or for making
 * it once more. The certificate is named by its facts; the key is in the keyring. Caller owns. */
DepotDraft     *depot_point_make_draft       (DepotPoint *self);

const char     *depot_point_get_id           (DepotPoint *self);
const char     *depot_point_get_name         (DepotPoint *self);
DepotPointState depot_point_get_state        (DepotPoint *self);
gint64          depot_point_get_state_since  (DepotPoint *self);
double          depot_point_get_progress     (DepotPoint *self);
const char     *depot_point_get_operation_id (DepotPoint *self);
gboolean        depot_point_is_classic       (DepotPoint *self);     /* deployed by the classic API, not by Azure Resource Manager */
const char     *depot_point_get_cloud_id     (DepotPoint *self);
const char     *depot_point_get_region       (DepotPoint *self); /* Azure's id: westeurope */
const char     *depot_point_get_region_name  (DepotPoint *self); /* West Europe, or the id where the name is not known */
const char     *depot_point_get_group_name   (DepotPoint *self);
const char     *depot_point_get_site_code    (DepotPoint *self);
const char     *depot_point_get_service_fqdn (DepotPoint *self);
const char     *depot_point_get_service_name (DepotPoint *self);
const char     *depot_point_get_azure_fqdn   (DepotPoint *self);
const char     *depot_point_get_public_ip    (DepotPoint *self);
const char     *depot_point_get_subscription_id (DepotPoint *self);
DepotCertificate *depot_point_get_certificate (DepotPoint *self);
guint           depot_point_get_token_hours  (DepotPoint *self);
const char     *depot_point_get_replaces_id  (DepotPoint *self);
gint64          depot_point_get_created_at   (DepotPoint *self);
gint64          depot_point_get_ready_at     (DepotPoint *self);
gint64          depot_point_get_serial       (DepotPoint *self);
void            depot_point_set_state        (DepotPoint *self, DepotPointState state, gint64 now);

const char     *depot_point_state_get_nick   (DepotPointState state);  /* "ready" */
gboolean        depot_point_state_from_nick  (const char *nick, DepotPointState *state);
const char     *depot_point_state_get_label  (DepotPointState state);  /* translated: "Ready" */
const char     *depot_point_state_get_icon   (DepotPointState state);  /* symbolic icon name: never colour alone */
const char     *depot_point_get_health       (DepotPoint *self);
gint64          depot_point_get_checked_at   (DepotPoint *self);
/* "Ready", "Azure is building the service, 40 %", "Failed: …", "Certificate 6 d": the Status cell; caller owns. */
char           *depot_point_dup_status       (DepotPoint *self);
/* The record to make in public DNS: "wallacefalls.contoso.com. 3600 IN CNAME wallacefalls.westeurope.cloudapp.azure.com."; NULL
 * before Azure gave the name. Caller owns. */
char           *depot_point_dup_cname_record (DepotPoint *self);
/* Everything but live progress, and back. Used by the store, --json and the journal. */
JsonObject     *depot_point_to_json          (DepotPoint *self);
DepotPoint     *depot_point_from_json        (JsonObject *object, GError **error);
/* The same from the text of such an object, many times faster where we wrote it ourselves. */
DepotPoint     *depot_point_from_text        (const char *text, GError **error);
/* Take over all values of other (same id), notifying only what changed. */
void            depot_point_update           (DepotPoint *self, DepotPoint *other);

G_END_DECLS
