/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the wizard's lists and checks ask Azure, on behalf of a signed-in account. Lists are GListModels of the nouns in
 * depot-azure-nouns.h; caller owns. All may fail with SIGN_IN_NEEDED, PERMISSION_DENIED, NOT_REACHABLE …
 */
#pragma once

#include "depot-house.h"

G_BEGIN_DECLS

void        depot_discovery_subscriptions_async  (DepotHouse *house, DepotAccount *account, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_discovery_subscriptions_finish (DepotHouse *house, GAsyncResult *result, GError **error);
void        depot_discovery_regions_async        (DepotHouse *house, DepotAccount *account, const char *subscription_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_discovery_regions_finish       (DepotHouse *house, GAsyncResult *result, GError **error);
void        depot_discovery_groups_async         (DepotHouse *house, DepotAccount *account, const char *subscription_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_discovery_groups_finish        (DepotHouse *house, GAsyncResult *result, GError **error);

/* The same in the classic way: asked with the management certificate of the draft. DepotRegion. */
void        depot_discovery_classic_regions_async  (DepotHouse *house, DepotDraft *draft, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_discovery_classic_regions_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* Sizes of virtual machines in a region: DepotVmSize. */
void        depot_discovery_sizes_async          (DepotHouse *house, DepotAccount *account, const char *subscription_id, const char *region, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_discovery_sizes_finish         (DepotHouse *house, GAsyncResult *result, GError **error);

/* Is a service name free as DNS label, storage account and vault together, and not used by another point here? */
typedef enum
{
  DEPOT_AVAILABILITY_FREE,
  DEPOT_AVAILABILITY_TAKEN,
} DepotAvailability;
/* *text: translated sentence naming what is taken ("The storage account name is taken."); caller owns. */
void              depot_discovery_name_async   (DepotHouse *house, DepotAccount *account, const char *subscription_id, const char *region, const char *service_name,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean          depot_discovery_name_finish  (DepotHouse *house, GAsyncResult *result, DepotAvailability *availability, char **text, GError **error);

/* The connection test behind General's Next: token, subscription readable and enabled, providers, roles. Reports each
 * item while it runs. Items: GListModel of DepotCheckItem, filled as they finish. */
#define DEPOT_TYPE_CHECK_ITEM (depot_check_item_get_type ())
G_DECLARE_FINAL_TYPE (DepotCheckItem, depot_check_item, DEPOT, CHECK_ITEM, GObject)
/* Properties: title s, state s ("running", "good", "warning", "bad"), detail s, sheet s (what somebody else has to do, to
 * copy; NULL: nothing), remedy s (what may be done here at once; NULL: nothing). */
#define DEPOT_CHECK_REMEDY_REGISTER "register"   /* depot_register_providers_async() */
DepotCheckItem *depot_check_item_new        (const char *title);
const char     *depot_check_item_get_title  (DepotCheckItem *self);
const char     *depot_check_item_get_state  (DepotCheckItem *self);
const char     *depot_check_item_get_detail (DepotCheckItem *self);
const char     *depot_check_item_get_sheet  (DepotCheckItem *self);
void            depot_check_item_set_sheet  (DepotCheckItem *self, const char *sheet);
const char     *depot_check_item_get_remedy (DepotCheckItem *self);
void            depot_check_item_set_remedy (DepotCheckItem *self, const char *remedy);
void            depot_check_item_set        (DepotCheckItem *self, const char *state, const char *detail);

/* Sign-in, subscription, resource providers, roles. */
#define DEPOT_N_CONNECTION_CHECKS 4
/* items: a GListStore the caller shows; cleared and filled. Writes status message 9401 or 9402. Fails with
 * PROVIDER_NOT_REGISTERED or PERMISSION_DENIED once all lines have an answer. */
void       depot_connection_test_async  (DepotHouse *house, DepotDraft *draft, GListStore *items, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean   depot_connection_test_finish (DepotHouse *house, GAsyncResult *result, GError **error);
/* A failed test whose lines are only good or a warning: Azure may know better, so that trying is allowed. */
gboolean   depot_connection_test_may_go_on (GListModel *items);

/* What would be made: what-if for a group that exists, the template's own list for a new one. DepotPlannedResource. */
void        depot_discovery_plan_async  (DepotHouse *house, DepotDraft *draft, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_discovery_plan_finish (DepotHouse *house, GAsyncResult *result, GError **error);

/* The program's own health: keyring, store, clock skew, practice cloud, versions, proxy, disk. GListStore of DepotCheckItem. */
void        depot_doctor_async  (DepotHouse *house, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_doctor_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
