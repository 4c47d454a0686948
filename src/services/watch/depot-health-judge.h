/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the facts about a point mean: findings for the admin, and what changed outside and is now simply so (domain
 * reference A8 84–86, B2.8, F1; Azure reference 4.3). Pure: the clock and all answers are handed in. Any thread.
 */
#pragma once

#include "depot-health-finding.h"
#include "depot-point-dns.h"

G_BEGIN_DECLS

/* Borrowed, all of it. */
typedef struct
{
  DepotPoint *point;
  gint64 now;
  gboolean was_stopped_outside;      /* the last round found it so */

  const GError *refusal;             /* Azure did not let us look; NULL: it did */
  const char *subscription_state;    /* "Enabled"…; NULL: not known; "": not among those we see */
  /* Rows of Azure (JsonObject), with our tag; NULL: not known. */
  GPtrArray *resources;
  GPtrArray *machines;               /* JsonObject {id, power, provisioning} */
  GHashTable *untagged;              /* lower-case ids that are there without our tag */
  GPtrArray *roles;                  /* role assignments in its subscription (JsonObject); NULL: not known */
  JsonObject *base_template, *service_template;

  /* The classic way has no such rows but machines, of its role instances. */
  gboolean is_classic_seen;          /* Azure told of its deployment, or that there is none: machines is NULL */
  const char *classic_address;       /* of the deployment; NULL: none yet */
  gboolean was_key_seen;             /* the storage account's key was compared with that of the deployment … */
  gboolean is_key_other;             /* … and is another one */
  gint64 management_end;             /* of the management certificate; 0: not known */

  gboolean was_probed;
  const char *probe_flaw;            /* why clients get no good answer; NULL: they do */
  const char *probe_thumbprint;      /* NULL: none shown */
  gint64 probe_not_after;            /* 0: not known */
  const DepotDnsReport *dns;         /* NULL: not asked, or no answer */
} DepotHealthFacts;

/* What is now so in Azure and becomes so here. Owned by the value. */
typedef struct
{
  gboolean has_state;
  DepotPointState state;
  guint instance_count;              /* 0: as it is */
  char *vm_size, *public_ip, *azure_fqdn;   /* NULL: as it is */
} DepotHealthChange;

void       depot_health_change_clear   (DepotHealthChange *change);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DepotHealthChange, depot_health_change_clear)

/* Findings, worst first; caller owns. */
GPtrArray *depot_health_judge          (const DepotHealthFacts *facts, DepotHealthChange *change);
/* When the certificate that a finding of this kind is about ends, for a person; caller owns. */
char      *depot_health_dup_certificate_end (const DepotHealthFacts *facts, DepotHealthKind kind);
/* Ids (lower case) of the resources a point should have of which rows (NULL: none) holds none; caller owns. */
GPtrArray *depot_health_find_lost      (DepotPoint *point, GPtrArray *rows);
/* Should clients get an answer, as far as the rows tell? */
gboolean   depot_health_should_answer  (const DepotHealthFacts *facts);

G_END_DECLS
