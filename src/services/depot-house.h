/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole program without a window: builds store, keyring, clients, queue and keeper once and is passed down. The console and
 * depotctl each have exactly one. Main thread. After depot_house_open_finish() everything below may be used; the
 * lists are live (they follow what this and other processes write).
 */
#pragma once

#include "depot-azure-nouns.h"
#include "depot-azure-service.h"
#include "depot-cloud.h"
#include "depot-operation-queue.h"
#include "depot-point.h"
#include "depot-site.h"
#include "depot-status-message.h"

G_BEGIN_DECLS

#define DEPOT_TYPE_HOUSE (depot_house_get_type ())
G_DECLARE_FINAL_TYPE (DepotHouse, depot_house, DEPOT, HOUSE, GObject)

/* keep: try to become the keeper that runs operations (console, `depotctl keeper`, --wait); FALSE only looks and adds rows. */
DepotHouse          *depot_house_new         (DepotClock *clock, gboolean keep);
/* Before opening, for a window: opening does not wait for the points, of which there may be ten thousand; they arrive in
 * the list all at once a moment later (property "points-loaded" b). Without it they are there when opening ends. */
void                 depot_house_set_points_later (DepotHouse *self, gboolean later);
void                 depot_house_open_async  (DepotHouse *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean             depot_house_open_finish (DepotHouse *self, GAsyncResult *result, GError **error);
/* Ends running steps cleanly, gives the lease back, closes the store. Callback on the main thread. */
void                 depot_house_close_async (DepotHouse *self, GAsyncReadyCallback callback, gpointer data);
gboolean             depot_house_close_finish (DepotHouse *self, GAsyncResult *result, GError **error);

DepotClock          *depot_house_get_clock      (DepotHouse *self);
GListModel          *depot_house_get_sites      (DepotHouse *self);   /* DepotSite */
GListModel          *depot_house_get_points     (DepotHouse *self);   /* DepotPoint, live progress included */
GListModel          *depot_house_get_operations (DepotHouse *self);   /* DepotOperation, newest first */
GListModel          *depot_house_get_clouds     (DepotHouse *self);   /* DepotCloud: built in + practice when it runs */
GListModel          *depot_house_get_accounts   (DepotHouse *self);   /* DepotAccount signed in */
GListModel          *depot_house_get_azure_services (DepotHouse *self); /* DepotAzureService, the one saved last first */
DepotOperationQueue *depot_house_get_queue      (DepotHouse *self);
DepotPoint          *depot_house_find_point     (DepotHouse *self, const char *id_or_name);   /* borrowed or NULL */
DepotCloud          *depot_house_find_cloud     (DepotHouse *self, const char *cloud_id);     /* borrowed or NULL */
DepotAccount        *depot_house_find_account   (DepotHouse *self, const char *account_id);
DepotSite           *depot_house_get_top_site   (DepotHouse *self);   /* NULL before the first run's question */
gboolean             depot_house_is_keeper      (DepotHouse *self);
/* Who keeps now: "user@host, process 123, since 12:01"; NULL when nobody. Property "keeper-text". Caller owns. */
char                *depot_house_dup_keeper_text (DepotHouse *self);

/* Sites. Refused with INVALID_INPUT naming the rule. */
void     depot_house_save_site_async    (DepotHouse *self, DepotSite *site, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean depot_house_save_site_finish   (DepotHouse *self, GAsyncResult *result, GError **error);

/* Status messages of a component, newest first. severity -1 = all; since 0 = all times. GListModel of DepotStatusMessage. */
void        depot_house_list_messages_async  (DepotHouse *self, const char *component, int severity, gint64 since, guint limit,
                                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GListModel *depot_house_list_messages_finish (DepotHouse *self, GAsyncResult *result, GError **error);
/* Signal "messages-changed": new ones were written (by any process). */

/* Small remembered values ("wizard-environment", "first-run-done"): store, not GSettings, because they belong to the site. */
const char *depot_house_peek_setting    (DepotHouse *self, const char *key);
void        depot_house_set_setting     (DepotHouse *self, const char *key, const char *value);
/* The kept wizard draft; NULL without error when there is none. */
void        depot_house_load_draft_async  (DepotHouse *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
DepotDraft *depot_house_load_draft_finish (DepotHouse *self, GAsyncResult *result, GError **error);
void        depot_house_keep_draft      (DepotHouse *self, DepotDraft *draft);   /* NULL forgets it; written soon, not at once */

/* Counts for the sidebar: properties "n-running" (u), "n-failed" (u). */

G_END_DECLS
