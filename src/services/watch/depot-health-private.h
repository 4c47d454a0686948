/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the health watch: -check (one round), -classic (how it asks in the classic way), -save (what it says and writes), -watch (the timer, and the
 * lists that follow the store).
 */
#pragma once

#include "depot-fleet.h"
#include "depot-health-judge.h"
#include "depot-health-watch.h"
#include "depot-house-private.h"

G_BEGIN_DECLS

/* One point in a round. */
typedef struct
{
  DepotPoint *point;
  DepotHealthFacts facts;      /* its pointers are borrowed from below and from the round */
  GPtrArray *resources, *machines, *roles;
  DepotDnsReport *dns;
  GHashTable *untagged;
  GError *refusal;
  char *subscription_state, *probe_flaw, *probe_thumbprint;
  char *classic_address;
  DepotSecretBytes *classic_configuration; /* until the round ends: it carries keys */
  char *operation_id;          /* the last one to work on the point when the round began */
} DepotHealthCase;

DepotHealthCase *depot_health_case_new    (DepotPoint *point);
void             depot_health_case_free   (DepotHealthCase *self);

/* What the classic API says about the case's point, in one call: its deployment, its role instances, and when the management
 * certificate ends. TRUE: it did, or Azure's refusal is among the facts. */
void             depot_health_look_classic_async  (DepotHouse *house, DepotHealthCase *subject, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer data);
gboolean         depot_health_look_classic_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* A refusal is a finding; a line that is down says nothing about the points. */
gboolean         depot_health_is_about_access (const GError *error);
void             depot_health_take_refusal    (DepotHealthCase *subject, const GError *error);

/* Judges all cases (GPtrArray of DepotHealthCase), says what is new and writes it; the task returns TRUE when it is on disk. */
void             depot_health_save        (DepotHouse *house, GPtrArray *cases, guint *n_findings, GTask *task);

/* Life of the watch; called by the house. */
void             depot_house_start_health (DepotHouse *self);
void             depot_house_stop_health  (DepotHouse *self);
void             depot_house_read_health  (DepotHouse *self);
/* A row was filled anew from the store, which knows nothing of its health. */
void             depot_house_merge_health_of (DepotHouse *self, const char *point_id);
/* The finding of that kind as the store had it last; borrowed or NULL. */
DepotHealthFinding *depot_house_find_finding (DepotHouse *self, const char *point_id, DepotHealthKind kind);

G_END_DECLS
