/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-health-private.h"
#include "depot-house-private.h"

#include <glib/gi18n.h>

#include "depot-azure-services.h"
#include "depot-classic-verb.h"
#include "depot-content-operation.h"
#include "depot-create-classic.h"
#include "depot-create-operation.h"
#include "depot-paths.h"
#include "depot-practice-private.h"
#include "depot-store-journal.h"
#include "depot-verb-operation.h"

#define LOG_FILE "CloudMgr.log"
#define LOG_MAX_BYTES 250000
#define MAX_RUNNING 4
#define CLOSE_SECONDS 10

GParamSpec *depot_house_props[DEPOT_HOUSE_PROP_POINTS_LOADED + 1];

enum
{
  SIGNAL_MESSAGES_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DepotHouse, depot_house, G_TYPE_OBJECT)

static DepotOperation *
make_operation (const char *kind, gpointer data)
{
  DepotOperation *content, *classic;

  if (g_strcmp0 (kind, DEPOT_CREATE_OPERATION_KIND) == 0)
    return depot_create_operation_new (DEPOT_HOUSE (data));
  if (g_strcmp0 (kind, DEPOT_CREATE_CLASSIC_KIND) == 0)
    return depot_create_classic_new (DEPOT_HOUSE (data));
  content = depot_content_operation_new (kind, DEPOT_HOUSE (data));
  if (content != NULL)
    return content;
  classic = depot_classic_verb_new (kind, DEPOT_HOUSE (data));
  return classic != NULL ? classic : depot_verb_operation_new (kind, DEPOT_HOUSE (data));
}

static void
build_queue (DepotHouse *self)
{
  self->journal = depot_store_journal_new (self->store);
  self->queue = depot_operation_queue_new (self->journal, self->clock, MAX_RUNNING);
  depot_operation_queue_set_factory (self->queue, make_operation, self, NULL);
  depot_house_follow_queue (self);
  g_signal_connect_object (
      self->store, "changed", G_CALLBACK (depot_house_refresh), self, G_CONNECT_SWAPPED);
}

static void
practice_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotHouse *self = DEPOT_HOUSE (source);

  depot_practice_look_finish (self, result);
  depot_house_refresh (self);
}

static void
store_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autoptr (GTask) task = NULL;

  self->store = depot_store_open_finish (result, &error);
  if (self->store == NULL)
    {
      task = g_steal_pointer (&self->opening);
      g_task_return_error (task, error);
      return;
    }
  build_queue (self);
  depot_practice_look_async (self, practice_looked, NULL);
}

static void
build_log (DepotHouse *self)
{
  g_autofree char *folder = depot_paths_dup_log_dir ();

  self->log = depot_service_log_new (folder, LOG_FILE, LOG_MAX_BYTES);
}

void
depot_house_open_async (DepotHouse *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autofree char *path = depot_paths_dup_store ();

  g_return_if_fail (DEPOT_IS_HOUSE (self));
  g_return_if_fail (self->store == NULL && self->opening == NULL);

  self->opening = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (self->opening, depot_house_open_async);
  build_log (self);
  depot_store_open_async (path, self->clock, cancellable, store_opened, g_object_ref (self));
}

gboolean
depot_house_open_finish (DepotHouse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
log_flushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *self = g_task_get_source_object (task);

  depot_store_close (self->store);
  /* operations hold the house, the house holds their queue */
  g_object_run_dispose (G_OBJECT (self->queue));
  g_task_return_boolean (task, TRUE);
}

static gboolean
close_when_idle (gpointer data)
{
  GTask *task = data;
  DepotHouse *self = g_task_get_source_object (task);

  if (!depot_operation_queue_is_idle (self->queue)
      && g_get_monotonic_time () < *(gint64 *) g_task_get_task_data (task))
    return G_SOURCE_CONTINUE;
  self->close_timer = 0;
  depot_service_log_flush_async (self->log, log_flushed, g_object_ref (task));
  return G_SOURCE_REMOVE;
}

void
depot_house_close_async (DepotHouse *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  gint64 deadline = g_get_monotonic_time () + CLOSE_SECONDS * G_USEC_PER_SEC;

  g_return_if_fail (DEPOT_IS_HOUSE (self));

  g_task_set_source_tag (task, depot_house_close_async);
  g_task_set_task_data (task, g_memdup2 (&deadline, sizeof deadline), g_free);
  if (self->store == NULL || self->is_closed)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->is_closed = TRUE;
  depot_house_write_draft (self);
  depot_house_stop_keeping (self);
  self->close_timer = g_timeout_add_full (
      G_PRIORITY_DEFAULT, 20, close_when_idle, g_steal_pointer (&task), g_object_unref);
}

gboolean
depot_house_close_finish (DepotHouse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

DepotClock *
depot_house_get_clock (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return self->clock;
}

GListModel *
depot_house_get_sites (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return G_LIST_MODEL (self->sites);
}

GListModel *
depot_house_get_points (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return G_LIST_MODEL (self->points);
}

GListModel *
depot_house_get_operations (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return G_LIST_MODEL (self->queue);
}

GListModel *
depot_house_get_clouds (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return G_LIST_MODEL (self->clouds);
}

GListModel *
depot_house_get_azure_services (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return G_LIST_MODEL (self->services);
}

GListModel *
depot_house_get_accounts (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return G_LIST_MODEL (self->accounts);
}

DepotOperationQueue *
depot_house_get_queue (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return self->queue;
}

DepotPoint *
depot_house_find_point (DepotHouse *self, const char *id_or_name)
{
  DepotPoint *point;

  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);

  point = depot_point_list_find (self->points, id_or_name);
  return point != NULL ? point : depot_point_list_find_by_name (self->points, id_or_name);
}

/* The model keeps the item alive, so handing it out as borrowed is sound. */
static gpointer
borrow_item (GListModel *model, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (model, position);

  return item;
}

DepotCloud *
depot_house_find_cloud (DepotHouse *self, const char *cloud_id)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++)
    {
      DepotCloud *cloud = borrow_item (G_LIST_MODEL (self->clouds), i);

      if (g_strcmp0 (depot_cloud_get_id (cloud), cloud_id) == 0)
        return cloud;
    }
  return NULL;
}

DepotAccount *
depot_house_find_account (DepotHouse *self, const char *account_id)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      DepotAccount *account = borrow_item (G_LIST_MODEL (self->accounts), i);

      if (g_strcmp0 (depot_account_get_id (account), account_id) == 0)
        return account;
    }
  return NULL;
}

DepotSite *
depot_house_get_top_site (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sites)); i++)
    {
      DepotSite *site = borrow_item (G_LIST_MODEL (self->sites), i);

      if (depot_site_is_top_level (site))
        return site;
    }
  return NULL;
}

DepotStore *
depot_house_get_store (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return self->store;
}

DepotKeyring *
depot_house_get_keyring (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return self->keyring;
}

DepotClients *
depot_house_get_clients (DepotHouse *self)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return self->clients;
}

static DepotCloud *
find_cloud (DepotHouse *self, const char *cloud_id, GError **error)
{
  DepotCloud *cloud = depot_house_find_cloud (self, cloud_id);

  if (cloud == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                                        _ ("The environment %s is not available."),
                                        cloud_id));
  return cloud;
}

static void
refuse_account (GError **error)
{
  g_propagate_error (
      error, depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED, _ ("The account is not signed in.")));
}

DepotArm *
depot_house_find_arm (DepotHouse *self, const char *account_id, GError **error)
{
  DepotAccount *account = depot_house_find_account (self, account_id);
  DepotCloud *cloud;

  if (account == NULL)
    {
      refuse_account (error);
      return NULL;
    }
  cloud = find_cloud (self, depot_account_get_cloud_id (account), error);
  return cloud != NULL ? depot_clients_get_arm (self->clients, cloud, account) : NULL;
}

/* Nobody signed in, and the service that could have done without has no credential that holds. */
static void
refuse_unattended (DepotHouse *self, const char *cloud_id, const char *tenant_id, GError **error)
{
  DepotAzureService *service
      = tenant_id != NULL ? depot_azure_services_find (self, cloud_id, tenant_id) : NULL;

  if (service == NULL
      || depot_azure_service_judge_expiry (service, depot_clock_now (self->clock))
             != DEPOT_EXPIRY_OVER)
    refuse_account (error);
  else
    g_propagate_error (
        error,
        depot_error_new (DEPOT_ERROR_SIGN_IN_NEEDED,
                         _ ("The credential of Azure service %s has ended: give it a new one, or "
                            "sign in."),
                         depot_azure_service_get_name (service)));
}

DepotArm *
depot_house_find_unattended_arm (DepotHouse *self,
                                 const char *cloud_id,
                                 const char *tenant_id,
                                 const char *account_id,
                                 GError **error)
{
  DepotCloud *cloud = find_cloud (self, cloud_id, error);
  DepotArm *arm;

  if (cloud == NULL)
    return NULL;
  arm = depot_clients_get_unattended_arm (
      self->clients, cloud, tenant_id, depot_house_find_account (self, account_id));
  if (arm == NULL)
    refuse_unattended (self, cloud_id, tenant_id, error);
  return arm;
}

void
depot_house_add_cloud (DepotHouse *self, DepotCloud *cloud)
{
  DepotCloud *known = depot_house_find_cloud (self, depot_cloud_get_id (cloud));
  guint position;

  if (known == NULL)
    {
      g_list_store_append (self->clouds, cloud);
      return;
    }
  if (g_strcmp0 (depot_cloud_get_arm (known), depot_cloud_get_arm (cloud)) == 0
      && depot_cloud_get_edge_port (known) == depot_cloud_get_edge_port (cloud))
    return;
  depot_clients_forget_cloud (self->clients, depot_cloud_get_id (cloud));
  if (g_list_store_find (self->clouds, known, &position))
    g_list_store_splice (self->clouds, position, 1, (gpointer *) &cloud, 1);
}

static void
depot_house_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotHouse *self = DEPOT_HOUSE (object);

  switch ((DepotHouseProperty) id)
    {
    case DEPOT_HOUSE_PROP_KEEPER_TEXT:
      g_value_take_string (value, depot_house_dup_keeper_text (self));
      break;
    case DEPOT_HOUSE_PROP_N_RUNNING:
      g_value_set_uint (value, self->n_running);
      break;
    case DEPOT_HOUSE_PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case DEPOT_HOUSE_PROP_POINTS_LOADED:
      g_value_set_boolean (value, self->points_loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
forget_timers (DepotHouse *self)
{
  g_clear_handle_id (&self->close_timer, g_source_remove);
  g_clear_handle_id (&self->draft_timer, g_source_remove);
  if (self->lease_timer != 0)
    depot_clock_forget (self->clock, self->lease_timer);
  self->lease_timer = 0;
}

static void
depot_house_dispose (GObject *object)
{
  DepotHouse *self = DEPOT_HOUSE (object);

  forget_timers (self);
  if (self->queue != NULL)
    depot_operation_queue_set_factory (self->queue, NULL, NULL, NULL);
  g_clear_object (&self->queue);
  g_clear_object (&self->journal);
  g_clear_object (&self->clients);
  g_clear_object (&self->keyring);
  g_clear_object (&self->log);
  g_clear_object (&self->store);
  g_clear_object (&self->kept_draft);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (depot_house_parent_class)->dispose (object);
}

static void
depot_house_finalize (GObject *object)
{
  DepotHouse *self = DEPOT_HOUSE (object);

  g_clear_object (&self->sites);
  g_clear_object (&self->clouds);
  g_clear_object (&self->accounts);
  g_clear_object (&self->points);
  g_clear_object (&self->findings);
  g_clear_pointer (&self->findings_by_point, g_hash_table_unref);
  g_clear_pointer (&self->checked_at, g_hash_table_unref);
  g_clear_object (&self->health_round);
  g_clear_object (&self->services);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_free (self->proxy_text);
  g_clear_pointer (&self->lease, depot_lease_free);
  g_clear_error (&self->refresh_error);
  G_OBJECT_CLASS (depot_house_parent_class)->finalize (object);
}

static void
depot_house_class_init (DepotHouseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_house_get_property;
  object_class->dispose = depot_house_dispose;
  object_class->finalize = depot_house_finalize;

  depot_house_props[DEPOT_HOUSE_PROP_KEEPER_TEXT]
      = g_param_spec_string ("keeper-text", NULL, NULL, NULL, flags);
  depot_house_props[DEPOT_HOUSE_PROP_N_RUNNING]
      = g_param_spec_uint ("n-running", NULL, NULL, 0, G_MAXUINT, 0, flags);
  depot_house_props[DEPOT_HOUSE_PROP_N_FAILED]
      = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  depot_house_props[DEPOT_HOUSE_PROP_POINTS_LOADED]
      = g_param_spec_boolean ("points-loaded", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (
      object_class, G_N_ELEMENTS (depot_house_props), depot_house_props);

  signals[SIGNAL_MESSAGES_CHANGED] = g_signal_new (
      "messages-changed", DEPOT_TYPE_HOUSE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
depot_house_init (DepotHouse *self)
{
  g_autoptr (GListModel) built_in = depot_cloud_list_built_in ();

  self->keyring = depot_keyring_new ();
  self->sites = g_list_store_new (DEPOT_TYPE_SITE);
  self->clouds = g_list_store_new (DEPOT_TYPE_CLOUD);
  self->accounts = g_list_store_new (DEPOT_TYPE_ACCOUNT);
  self->findings = g_list_store_new (DEPOT_TYPE_HEALTH_FINDING);
  self->findings_by_point
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->points = depot_point_list_new ();
  self->services = g_list_store_new (DEPOT_TYPE_AZURE_SERVICE);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < g_list_model_get_n_items (built_in); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (built_in, i);

      g_list_store_append (self->clouds, cloud);
    }
}

DepotHouse *
depot_house_new (DepotClock *clock, gboolean keep)
{
  DepotHouse *self;

  g_return_val_if_fail (DEPOT_IS_CLOCK (clock), NULL);

  self = g_object_new (DEPOT_TYPE_HOUSE, NULL);
  self->clock = g_object_ref (clock);
  self->keep = keep;
  self->clients = depot_clients_new (clock, self->keyring);
  return self;
}

void
depot_house_set_points_later (DepotHouse *self, gboolean later)
{
  g_return_if_fail (DEPOT_IS_HOUSE (self));
  g_return_if_fail (self->store == NULL && self->opening == NULL);

  self->points_later = later;
}
