/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the verbs of this room see of the house and nobody outside does: store, keyring, log, ways to Azure. Several .c
 * files make the house: depot-house.c (life), -refresh (lists follow the store), -keeper (lease), -words (messages,
 * settings, draft).
 */
#pragma once

#include "depot-clients.h"
#include "depot-error.h"
#include "depot-house.h"
#include "depot-keyring.h"
#include "depot-point-list.h"
#include "depot-service-log.h"
#include "depot-store-accounts.h"
#include "depot-store-batch.h"
#include "depot-store-messages.h"
#include "depot-store.h"

G_BEGIN_DECLS

struct _DepotHouse
{
  GObject parent_instance;

  /* Asked for. */
  DepotClock *clock;
  gboolean keep;
  gboolean points_later;

  /* The rooms below. */
  DepotStore *store;
  DepotJournal *journal;
  DepotKeyring *keyring;
  DepotServiceLog *log;
  DepotClients *clients;
  DepotOperationQueue *queue;

  /* Shown. */
  GListStore *sites, *clouds, *accounts;
  DepotPointList *points;
  GListStore *services;         /* DepotAzureService, the one saved last first */
  GListStore *findings;         /* DepotHealthFinding, worst first */
  GHashTable *findings_by_point; /* id → GPtrArray, worst first */
  GHashTable *checked_at;       /* id → gint64 *; NULL before the first look */
  GHashTable *settings;
  char *proxy_text;             /* of the store, as it was read last */
  guint n_settings_pending;
  DepotLease *lease;            /* of whoever keeps; NULL nobody */
  guint n_running, n_failed;
  gboolean points_loaded;

  /* Following the store. */
  GTask *opening;
  GError *refresh_error;
  guint n_loading;
  gboolean refresh_again;
  gboolean is_listing_points;
  gboolean points_are_awaited;  /* by the refresh under way */
  gint64 points_serial;
  gint64 newest_record;
  gint64 health_serial;

  /* Under way. */
  guint lease_timer;
  guint health_timer;
  GCancellable *health_round;   /* of the one under way */
  guint close_timer;
  gint64 prune_at;
  gboolean is_pruning;
  gboolean is_asking_lease;
  gboolean practice_was_asked;
  guint draft_timer;
  DepotDraft *kept_draft;
  gboolean is_closed;
};

typedef enum
{
  DEPOT_HOUSE_PROP_KEEPER_TEXT = 1,
  DEPOT_HOUSE_PROP_N_RUNNING,
  DEPOT_HOUSE_PROP_N_FAILED,
  DEPOT_HOUSE_PROP_POINTS_LOADED,
} DepotHouseProperty;

extern GParamSpec *depot_house_props[DEPOT_HOUSE_PROP_POINTS_LOADED + 1];

/* Keys of the store this room itself uses. */
#define DEPOT_SETTING_CONSOLE "console"             /* what depot_house_set_setting() keeps, as one JSON object */
#define DEPOT_SETTING_CLOUDS "clouds"               /* kept environments by id, as one JSON object */
#define DEPOT_SETTING_PROXY "proxy"                 /* DepotProxySettings and when they were set, as one JSON object */
#define DEPOT_DRAFT_NAME "create-point"

/* Wrong use before open is a programmer's error; all borrowed. */
DepotStore       *depot_house_get_store     (DepotHouse *self);
DepotKeyring     *depot_house_get_keyring   (DepotHouse *self);
DepotClients     *depot_house_get_clients   (DepotHouse *self);
/* NULL with SIGN_IN_NEEDED when the account is gone, NOT_FOUND when its environment is not there. */
DepotArm         *depot_house_find_arm      (DepotHouse *self, const char *account_id, GError **error);
/* The same for work nobody watches: the Azure service's credential of that environment and tenant, else the account's (which may be gone). */
DepotArm         *depot_house_find_unattended_arm (DepotHouse *self, const char *cloud_id, const char *tenant_id, const char *account_id,
                                                   GError **error);

void              depot_house_log           (DepotHouse *self, DepotSeverity severity, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Writes a status message soon; a failure is logged. inserts NULL-terminated. */
void              depot_house_say           (DepotHouse *self, guint message_id, const char *point_id, const char *const *inserts);
DepotStatusMessage *depot_house_make_message (DepotHouse *self, guint message_id, const char *site_code, const char *point_id, const char *const *inserts);
void              depot_house_add_cloud     (DepotHouse *self, DepotCloud *cloud);
void              depot_house_add_account   (DepotHouse *self, DepotAccount *account);
void              depot_house_remove_account (DepotHouse *self, DepotAccount *account);

/* Between the files of the house. */
void              depot_house_refresh       (DepotHouse *self);
void              depot_house_follow_queue  (DepotHouse *self);
void              depot_house_merge_operations (DepotHouse *self);
void              depot_house_take_settings (DepotHouse *self, const char *text);
/* The names of an environment's regions: those of a list that Azure gave, kept for later starts; and what was kept. */
void              depot_house_learn_regions (DepotHouse *self, const char *cloud_id, GListModel *regions);
void              depot_house_recall_regions (DepotHouse *self);
void              depot_house_take_proxy    (DepotHouse *self, const char *text);
void              depot_house_take_clouds   (DepotHouse *self, const char *text);
void              depot_house_write_draft   (DepotHouse *self);
void              depot_house_start_keeping (DepotHouse *self);
void              depot_house_stop_keeping  (DepotHouse *self);
void              depot_house_take_lease    (DepotHouse *self, DepotLease *lease);  /* takes */
/* Points whose operation ended without saying so (the program was killed in between) get their last word. */
void              depot_house_settle_points (DepotHouse *self);
/* The keeper forgets a batch of what is old, when it is time again. */
void              depot_house_prune         (DepotHouse *self);
char             *depot_house_dup_user_at_host (void);

G_END_DECLS
