/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution point groups on disk: who is in them, what is sent to them, and how that stands. Main thread; errors
 * DEPOT_ERROR_STORE, DEPOT_ERROR_CONFLICT, DEPOT_ERROR_NOT_FOUND.
 */
#pragma once

#include "depot-point-group.h"
#include "depot-store.h"

G_BEGIN_DECLS

/* Name, description and dates; new or changed. Members and packages are left alone. CONFLICT when another group has the name
 * (letter case does not count). */
void       depot_store_save_group_async      (DepotStore *self, DepotPointGroup *group, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_save_group_finish     (DepotStore *self, GAsyncResult *result, GError **error);
/* Puts in and takes out; what is there or gone already is no error. An unknown point, package or group is NOT_FOUND. Any
 * of the lists may be NULL. */
void       depot_store_change_group_async    (DepotStore *self, const char *group_id, const char *const *join,
                                              const char *const *leave, const char *const *add_packages,
                                              const char *const *drop_packages, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_change_group_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* The group only; content stays where it is. */
void       depot_store_remove_group_async    (DepotStore *self, const char *group_id, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_store_remove_group_finish   (DepotStore *self, GAsyncResult *result, GError **error);
/* All, by name, with members, packages and counts. GPtrArray of DepotPointGroup; caller owns. */
void       depot_store_list_groups_async     (DepotStore *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_groups_finish    (DepotStore *self, GAsyncResult *result, GError **error);

/* A package that a member of a group should have in its newest version and has not. */
typedef struct
{
  char *package_id, *point_id;
  gboolean is_assigned;      /* FALSE: it was never sent there */
  gboolean is_damaged;       /* the newest version was there, but is not whole */
} DepotOutOfSync;

void       depot_out_of_sync_free            (DepotOutOfSync *pair);
/* group_id NULL: of every group. Nothing that is on its way already. GPtrArray of DepotOutOfSync; caller owns. */
void       depot_store_list_out_of_sync_async  (DepotStore *self, const char *group_id, GAsyncReadyCallback callback, gpointer data);
GPtrArray *depot_store_list_out_of_sync_finish (DepotStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
