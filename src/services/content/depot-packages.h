/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an admin does with packages and groups themselves; sending their content is depot-distribution.h. Every request is
 * durable when it finished. Refused with INVALID_INPUT naming the rule, CONFLICT when somebody else was faster. Main thread.
 */
#pragma once

#include "depot-library.h"

G_BEGIN_DECLS

/* A new package gets its ID from the site (NULL: the top site) and is in the library's list afterwards; borrowed. */
void          depot_package_add_async       (DepotHouse *house, DepotPackage *package, const char *site_code,
                                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotPackage *depot_package_add_finish      (DepotHouse *house, GAsyncResult *result, GError **error);
/* package: a copy (depot_package_from_json()) with other values. */
void          depot_package_change_async    (DepotHouse *house, DepotPackage *package, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
gboolean      depot_package_change_finish   (DepotHouse *house, GAsyncResult *result, GError **error);
/* CONFLICT while points carry it. */
void          depot_package_remove_async    (DepotHouse *house, const char *id, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
gboolean      depot_package_remove_finish   (DepotHouse *house, GAsyncResult *result, GError **error);

/* A new group, or another name and description for one (its id is kept). */
void             depot_group_save_async     (DepotHouse *house, DepotPointGroup *group, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
DepotPointGroup *depot_group_save_finish    (DepotHouse *house, GAsyncResult *result, GError **error);   /* borrowed */
/* Points join and leave (ids; NULL: none). Who joins gets the group's content by itself; leaving removes nothing. */
void             depot_group_change_async   (DepotHouse *house, DepotPointGroup *group, const char *const *join,
                                             const char *const *leave, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
gboolean         depot_group_change_finish  (DepotHouse *house, GAsyncResult *result, GError **error);
/* The group only: content stays where it is. */
void             depot_group_remove_async   (DepotHouse *house, DepotPointGroup *group, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer data);
gboolean         depot_group_remove_finish  (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
