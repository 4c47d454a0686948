/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something that is not as it should be with a cloud distribution point, as the health watch saw it last: what, how bad,
 * since when, in words for the admin, and the button that mends it (domain reference A8 84–86, F1). A point has at most
 * one of each kind. Immutable; any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "depot-status-message.h"

G_BEGIN_DECLS

typedef enum
{
  DEPOT_HEALTH_SUBSCRIPTION,        /* disabled, past due, unknown */
  DEPOT_HEALTH_ACCESS,              /* Azure does not let us look: role or sign-in missing */
  DEPOT_HEALTH_MISSING,             /* resources that were removed outside */
  DEPOT_HEALTH_TAGS,                /* resources that lost the tag by which they are ours */
  DEPOT_HEALTH_ROLES,               /* the edge's identity lost what it is allowed */
  DEPOT_HEALTH_STOPPED,             /* stopped outside */
  DEPOT_HEALTH_INSTANCES,           /* some instances failed or do not run */
  DEPOT_HEALTH_ANSWER,              /* clients get no good answer */
  DEPOT_HEALTH_CERTIFICATE,         /* ends soon, or has ended */
  DEPOT_HEALTH_CERTIFICATE_CHANGED, /* another one than ours is shown */
  DEPOT_HEALTH_MANAGEMENT,          /* classic: the management certificate ends soon, or has ended */
  DEPOT_HEALTH_STORAGE_KEY,         /* classic: the instances have another key than their storage account */
  DEPOT_HEALTH_DNS,                 /* its name does not lead to it */
  DEPOT_HEALTH_DRIFT,               /* settings in Azure are not those we deployed */
  DEPOT_N_HEALTH_KINDS,
} DepotHealthKind;

typedef enum
{
  DEPOT_REMEDY_NONE,
  DEPOT_REMEDY_SIGN_IN,
  DEPOT_REMEDY_START,
  DEPOT_REMEDY_RENEW,
  DEPOT_REMEDY_REAPPLY,
  DEPOT_REMEDY_PORTAL,
  DEPOT_REMEDY_DELETE,
} DepotRemedy;

#define DEPOT_TYPE_HEALTH_FINDING (depot_health_finding_get_type ())
G_DECLARE_FINAL_TYPE (DepotHealthFinding, depot_health_finding, DEPOT, HEALTH_FINDING, GObject)

/* Properties, set once: point-id s, kind u, severity u, since x, mark s (changes when there is something new to say),
 * brief s ("Certificate 6 d"), text s (whole sentences), remedy u. */
DepotHealthFinding *depot_health_finding_new          (const char *point_id, DepotHealthKind kind, DepotSeverity severity, gint64 since,
                                                       const char *mark, const char *brief, const char *text, DepotRemedy remedy);
const char         *depot_health_finding_get_point_id (DepotHealthFinding *self);
DepotHealthKind     depot_health_finding_get_kind     (DepotHealthFinding *self);
DepotSeverity       depot_health_finding_get_severity (DepotHealthFinding *self);
gint64              depot_health_finding_get_since    (DepotHealthFinding *self);
const char         *depot_health_finding_get_mark     (DepotHealthFinding *self);
const char         *depot_health_finding_get_brief    (DepotHealthFinding *self);
const char         *depot_health_finding_get_text     (DepotHealthFinding *self);
DepotRemedy         depot_health_finding_get_remedy   (DepotHealthFinding *self);
/* The same, seen since another time. Caller owns. */
DepotHealthFinding *depot_health_finding_since        (DepotHealthFinding *self, gint64 since);

const char         *depot_health_kind_get_nick        (DepotHealthKind kind);     /* "certificate" */
const char         *depot_health_kind_get_label       (DepotHealthKind kind);     /* translated */
const char         *depot_remedy_get_nick             (DepotRemedy remedy);       /* "renew" */
const char         *depot_remedy_get_label            (DepotRemedy remedy);       /* translated: words of the button; NULL for none */

JsonObject         *depot_health_finding_to_json      (DepotHealthFinding *self);
DepotHealthFinding *depot_health_finding_from_json    (JsonObject *object, GError **error);

G_END_DECLS
