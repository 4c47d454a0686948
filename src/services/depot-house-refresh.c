/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists follow the store: every "changed" asks for what is new since the last serial and
 * touches only that. */
#include "config.h"

#include "depot-health-private.h"

#include "depot-store-points.h"
#include "depot-store-settings.h"
#include "depot-store-sites.h"

static gboolean
is_unsettled_and_live (DepotOperation *operation)
{
  return !depot_operation_is_settled (operation);
}

/* The row of a point shows what its newest operation does right now; none of it is saved with the
 * point. */
static void
merge_operation (DepotHouse *self, DepotOperation *operation)
{
  DepotPoint *point = depot_point_list_find (self->points, depot_operation_get_subject (operation));

  if (point == NULL
      || depot_operation_queue_find_for_subject (self->queue, depot_point_get_id (point))
             != operation)
    return;
  g_object_set (point, "operation-id", depot_operation_get_id (operation), NULL);
  if (!is_unsettled_and_live (operation))
    {
      g_object_set (point, "progress", -1.0, NULL);
      return;
    }
  g_object_set (point,
                "progress",
                depot_operation_get_fraction (operation),
                "status-text",
                depot_operation_get_status_text (operation),
                NULL);
}

static void
count_operations (DepotHouse *self)
{
  guint n_running = 0;
  guint n_failed = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->queue)); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      if (!depot_operation_is_settled (operation))
        n_running++;
      else if (depot_operation_get_state (operation) == DEPOT_OPERATION_FAILED)
        n_failed++;
    }
  if (n_running != self->n_running)
    {
      self->n_running = n_running;
      g_object_notify_by_pspec (G_OBJECT (self), depot_house_props[DEPOT_HOUSE_PROP_N_RUNNING]);
    }
  if (n_failed != self->n_failed)
    {
      self->n_failed = n_failed;
      g_object_notify_by_pspec (G_OBJECT (self), depot_house_props[DEPOT_HOUSE_PROP_N_FAILED]);
    }
}

static void
on_operation_changed (DepotHouse *self, GParamSpec *pspec, DepotOperation *operation)
{
  merge_operation (self, operation);
  count_operations (self);
}

static void
on_operations_changed (
    DepotHouse *self, guint position, guint removed, guint added, GListModel *operations)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (operations, i);

      g_signal_handlers_disconnect_by_func (operation, on_operation_changed, self);
      g_signal_connect_object (
          operation, "notify", G_CALLBACK (on_operation_changed), self, G_CONNECT_SWAPPED);
      merge_operation (self, operation);
    }
  count_operations (self);
}

void
depot_house_follow_queue (DepotHouse *self)
{
  g_signal_connect_object (
      self->queue, "items-changed", G_CALLBACK (on_operations_changed), self, G_CONNECT_SWAPPED);
}

void
depot_house_merge_operations (DepotHouse *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->queue)); i++)
    {
      g_autoptr (DepotOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      merge_operation (self, operation);
    }
}

/* The store answers in the order it was asked: the operations are in the queue now. */
static void
operations_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_flush_finish (DEPOT_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
opened (DepotHouse *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->opening);

  if (self->refresh_error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&self->refresh_error));
      return;
    }
  depot_operation_queue_refresh (self->queue);
  depot_house_start_keeping (self);
  depot_store_flush_async (self->store, operations_read, g_steal_pointer (&task));
}

/* One of the loads below came back. */
static void
loaded (DepotHouse *self, GError *error)
{
  if (error != NULL && self->refresh_error == NULL)
    self->refresh_error = error;
  else
    g_clear_error (&error);
  if (--self->n_loading > 0)
    return;

  if (self->opening != NULL)
    opened (self);
  else if (self->refresh_error != NULL && !self->is_closed)
    g_warning ("The lists could not be brought up to date: %s", self->refresh_error->message);
  g_clear_error (&self->refresh_error);
  if (self->refresh_again && !self->is_listing_points)
    depot_house_refresh (self);
}

static gboolean
same_sites (GListModel *shown, GPtrArray *found)
{
  gboolean same = g_list_model_get_n_items (shown) == found->len;

  for (guint i = 0; same && i < found->len; i++)
    {
      g_autoptr (DepotSite) site = g_list_model_get_item (shown, i);
      DepotSite *other = found->pdata[i];

      same = g_strcmp0 (depot_site_get_code (site), depot_site_get_code (other)) == 0
             && g_strcmp0 (depot_site_get_name (site), depot_site_get_name (other)) == 0
             && depot_site_get_kind (site) == depot_site_get_kind (other)
             && g_strcmp0 (depot_site_get_parent_code (site), depot_site_get_parent_code (other))
                    == 0;
    }
  return same;
}

static gboolean
same_accounts (GListModel *shown, GPtrArray *found)
{
  gboolean same = g_list_model_get_n_items (shown) == found->len;

  for (guint i = 0; same && i < found->len; i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (shown, i);

      same
          = g_strcmp0 (depot_account_get_id (account), depot_account_get_id (found->pdata[i])) == 0;
    }
  return same;
}

static void
replace_all (GListStore *list, GPtrArray *found)
{
  g_list_store_splice (
      list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), found->pdata, found->len);
}

static void
sites_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found
      = depot_store_list_sites_finish (DEPOT_STORE (source), result, &error);

  if (found != NULL && !same_sites (G_LIST_MODEL (self->sites), found))
    replace_all (self->sites, found);
  loaded (self, error);
}

static void
accounts_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found
      = depot_store_list_accounts_finish (DEPOT_STORE (source), result, &error);

  if (found != NULL && !same_accounts (G_LIST_MODEL (self->accounts), found))
    replace_all (self->accounts, found);
  loaded (self, error);
}

static gboolean
same_services (GListModel *shown, GPtrArray *found)
{
  gboolean same = g_list_model_get_n_items (shown) == found->len;

  for (guint i = 0; same && i < found->len; i++)
    {
      g_autoptr (DepotAzureService) service = g_list_model_get_item (shown, i);

      same = depot_azure_service_equal (service, found->pdata[i]);
    }
  return same;
}

static void
services_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found
      = depot_store_list_azure_services_finish (DEPOT_STORE (source), result, &error);

  if (found != NULL && !same_services (G_LIST_MODEL (self->services), found))
    {
      replace_all (self->services, found);
      depot_clients_set_services (self->clients, G_LIST_MODEL (self->services));
    }
  loaded (self, error);
}

static void
take_points (DepotHouse *self, GPtrArray *found, char **removed, gint64 serial)
{
  depot_point_list_apply (self->points, found, removed);
  self->points_serial = serial;
  depot_house_merge_operations (self);
  for (guint i = 0; i < found->len; i++)
    depot_house_merge_health_of (self, depot_point_get_id (found->pdata[i]));
  if (self->points_loaded)
    return;
  self->points_loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), depot_house_props[DEPOT_HOUSE_PROP_POINTS_LOADED]);
}

static void
points_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_auto (GStrv) removed = NULL;
  gint64 serial = self->points_serial;
  g_autoptr (GPtrArray) found
      = depot_store_list_points_finish (DEPOT_STORE (source), result, &removed, &serial, &error);

  self->is_listing_points = FALSE;
  if (found != NULL && !self->is_closed)
    take_points (self, found, removed, serial);
  if (!self->points_are_awaited)
    self->n_loading++;
  loaded (self, error);
}

static void
newest_message_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found
      = depot_store_list_messages_finish (DEPOT_STORE (source), result, &error);
  gint64 record = found != NULL && found->len > 0
                      ? depot_status_message_get_record (found->pdata[0])
                      : self->newest_record;

  if (record != self->newest_record)
    {
      self->newest_record = record;
      g_signal_emit_by_name (self, "messages-changed");
    }
  loaded (self, error);
}

static void
lease_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  DepotLease *holder = NULL;

  if (depot_store_get_lease_finish (DEPOT_STORE (source), result, &holder, &error))
    depot_house_take_lease (self, holder);
  loaded (self, error);
}

static void
settings_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autofree char *text = depot_store_get_setting_finish (DEPOT_STORE (source), result, &error);

  if (error == NULL)
    depot_house_take_settings (self, text);
  loaded (self, error);
}

static void
clouds_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autofree char *text = depot_store_get_setting_finish (DEPOT_STORE (source), result, &error);

  if (error == NULL && !self->is_closed)
    depot_house_take_clouds (self, text);
  loaded (self, error);
}

static void
proxy_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  GError *error = NULL;
  g_autofree char *text = depot_store_get_setting_finish (DEPOT_STORE (source), result, &error);

  if (error == NULL && !self->is_closed)
    depot_house_take_proxy (self, text);
  loaded (self, error);
}

/* Last in the line of the store's thread, because ten thousand of them take a while. */
static void
list_points (DepotHouse *self)
{
  if (self->is_listing_points)
    {
      self->refresh_again = TRUE;
      return;
    }
  self->is_listing_points = TRUE;
  self->points_are_awaited = self->opening == NULL || !self->points_later;
  if (self->points_are_awaited)
    self->n_loading++;
  depot_store_list_points_async (
      self->store, self->points_serial, points_listed, g_object_ref (self));
}

void
depot_house_refresh (DepotHouse *self)
{
  DepotMessageQuery newest = { .severity = -1, .limit = 1 };

  self->refresh_again = self->n_loading > 0;
  if (self->n_loading > 0 || self->is_closed)
    return;

  if (self->opening == NULL)
    depot_operation_queue_refresh (self->queue);
  self->n_loading = 6;
  depot_store_list_sites_async (self->store, sites_listed, g_object_ref (self));
  depot_store_list_accounts_async (self->store, NULL, accounts_listed, g_object_ref (self));
  depot_store_list_azure_services_async (self->store, services_listed, g_object_ref (self));
  depot_store_list_messages_async (
      self->store, &newest, newest_message_listed, g_object_ref (self));
  depot_store_get_lease_async (self->store, lease_read, g_object_ref (self));
  depot_store_get_setting_async (
      self->store, DEPOT_SETTING_CONSOLE, settings_read, g_object_ref (self));
  self->n_loading += 2;
  depot_store_get_setting_async (self->store, DEPOT_SETTING_PROXY, proxy_read, g_object_ref (self));
  depot_store_get_setting_async (
      self->store, DEPOT_SETTING_CLOUDS, clouds_read, g_object_ref (self));
  depot_house_read_health (self);
  list_points (self);
}
