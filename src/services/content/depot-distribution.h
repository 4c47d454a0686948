/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribute, Update, Redistribute, Validate, Remove and Cancel: of one or many packages, to one or many points and groups
 * at once (domain reference B4.4). A request writes the new states and its operations in one commit, and is durable when
 * finished; the keeper carries it out. There is one operation for each package, whose one upload serves all its points; Validate
 * and Remove of several packages make one for each point instead. Cancel at some points of a job leaves the others alone.
 * Main thread.
 */
#pragma once

#include "depot-library.h"

G_BEGIN_DECLS

/* What is asked. Lists are NULL-terminated or NULL. Without points and groups: wherever the package is assigned (not for
 * Distribute). Update always means all of them, because the package gets a new version. */
typedef struct
{
  DepotContentAction action;
  const char *const *package_ids;
  const char *const *point_ids;
  const char *const *group_ids;   /* Distribute: kept with the group, so that later members get it; Remove: no longer */
  gboolean with_dependencies;     /* Distribute: what the packages depend on goes along */
} DepotDistribution;

/* A package and point that were left out, with the sentence why. */
typedef struct
{
  char *package_id, *point_id;
  const char *reason;             /* translated, static */
} DepotDistributionSkip;

typedef struct
{
  guint n_assignments;
  GPtrArray *operation_ids;       /* char * */
  GPtrArray *skipped;             /* DepotDistributionSkip */
} DepotDistributionOutcome;

void depot_distribution_outcome_free (DepotDistributionOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDistributionOutcome, depot_distribution_outcome_free)

/* NOT_FOUND for an unknown package, point or group; INVALID_INPUT when nothing is named. That everything was left out
 * is no error: n_assignments is 0. */
void                      depot_distribution_request_async  (DepotHouse *house, const DepotDistribution *distribution,
                                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotDistributionOutcome *depot_distribution_request_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* What Distribute would do. Nothing is written. */
typedef enum
{
  DEPOT_QUOTA_GOOD,
  DEPOT_QUOTA_WARNING,            /* the warning threshold would be reached */
  DEPOT_QUOTA_CRITICAL,
} DepotQuotaEffect;

typedef struct
{
  char *point_id, *name;
  guint n_packages;
  guint64 new_bytes;
  guint64 used_bytes;             /* by packages, before */
  guint64 quota_gb;               /* 0: no quota */
  guint percent_after;            /* of the quota */
  DepotQuotaEffect effect;        /* of what is reached only by this */
} DepotPreviewPoint;

typedef struct
{
  GStrv package_ids;              /* dependencies included */
  GPtrArray *points;              /* DepotPreviewPoint, by name */
  guint64 bytes_to_send;          /* from this computer, at most: what lies at a point is copied from there */
  guint n_assignments;
  DepotQuotaEffect effect;        /* the worst */
  GPtrArray *warnings;            /* char *, translated: content that had better not go to the cloud */
} DepotDistributionPreview;

void depot_distribution_preview_free (DepotDistributionPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotDistributionPreview, depot_distribution_preview_free)

void                      depot_distribution_preview_async  (DepotHouse *house, const DepotDistribution *distribution,
                                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotDistributionPreview *depot_distribution_preview_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* Sends to every member of the group (NULL: of every group) what it should have and has not. */
void                      depot_group_repair_async          (DepotHouse *house, DepotPointGroup *group, GCancellable *cancellable,
                                                             GAsyncReadyCallback callback, gpointer data);
/* Number of assignments; -1 with error. */
gint                      depot_group_repair_finish         (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
