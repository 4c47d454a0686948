/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-clouds.h"

#include <glib/gi18n.h>

#include "depot-cloud-metadata.h"
#include "depot-house-private.h"
#include "depot-json.h"
#include "depot-store-settings.h"
#include "depot-trust.h"

/* Looking. */

static void
described (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  DepotCloud *cloud = depot_cloud_metadata_ask_finish (result, &error);

  if (cloud != NULL)
    g_task_return_pointer (task, cloud, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
depot_clouds_look_async (DepotHouse *house,
                         const char *address,
                         const char *ca_pem,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_task_set_source_tag (task, depot_clouds_look_async);
  depot_cloud_metadata_ask_async (address,
                                  ca_pem,
                                  house->clock,
                                  depot_clients_get_proxy (house->clients),
                                  cancellable,
                                  described,
                                  task);
}

DepotCloud *
depot_clouds_look_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

GStrv
depot_clouds_describe (DepotCloud *cloud)
{
  const struct
  {
    const char *label, *value;
  } rows[] = {
    { _ ("Name"), depot_cloud_get_name (cloud) },
    { _ ("Resource Manager"), depot_cloud_get_arm (cloud) },
    { _ ("Sign-in"), depot_cloud_get_authority (cloud) },
    { _ ("Identity provider"), depot_cloud_get_identity_provider (cloud) },
    { _ ("Audience"), depot_cloud_get_arm_scope (cloud) },
    { _ ("Storage"), depot_cloud_get_storage_suffix (cloud) },
    { _ ("Key vault"), depot_cloud_get_vault_suffix (cloud) },
    { _ ("Portal"), depot_cloud_get_portal (cloud) },
    { _ ("Added trust"), depot_cloud_get_ca_pem (cloud) != NULL ? _ ("yes") : _ ("none") },
  };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_strv_builder_add_many (
        builder, rows[i].label, rows[i].value != NULL ? rows[i].value : "", NULL);
  return g_strv_builder_end (builder);
}

/* Keeping: one setting holds all of them, custom ones whole and of the others the added trust. */

static JsonObject *
write_clouds (DepotHouse *house)
{
  JsonObject *object = json_object_new ();
  GListModel *clouds = G_LIST_MODEL (house->clouds);

  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (clouds, i);

      if (!depot_cloud_is_practice (cloud)
          && (depot_cloud_is_custom (cloud) || depot_cloud_get_ca_pem (cloud) != NULL))
        json_object_set_object_member (
            object, depot_cloud_get_id (cloud), depot_cloud_to_json (cloud));
    }
  return object;
}

static gboolean
is_kept (JsonObject *object, DepotCloud *cloud)
{
  return json_object_has_member (object, depot_cloud_get_id (cloud));
}

static void
put_cloud (DepotHouse *house, DepotCloud *cloud)
{
  DepotCloud *known = depot_house_find_cloud (house, depot_cloud_get_id (cloud));
  g_autoptr (JsonObject) now = depot_cloud_to_json (cloud);
  g_autoptr (JsonObject) before = known != NULL ? depot_cloud_to_json (known) : NULL;
  g_autofree char *text = depot_json_object_to_text (now);
  g_autofree char *other = before != NULL ? depot_json_object_to_text (before) : NULL;
  guint position;

  if (g_strcmp0 (text, other) == 0)
    return;
  depot_clients_forget_cloud (house->clients, depot_cloud_get_id (cloud));
  if (known == NULL)
    g_list_store_append (house->clouds, cloud);
  else if (g_list_store_find (house->clouds, known, &position))
    g_list_store_splice (house->clouds, position, 1, (gpointer *) &cloud, 1);
}

/* What is no longer kept: a custom one goes, the trust added to another too. */
static void
drop_others (DepotHouse *house, JsonObject *object)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (house->clouds)); i > 0; i--)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (G_LIST_MODEL (house->clouds), i - 1);

      if (is_kept (object, cloud) || depot_cloud_is_practice (cloud))
        continue;
      if (depot_cloud_is_custom (cloud))
        {
          depot_clients_forget_cloud (house->clients, depot_cloud_get_id (cloud));
          g_list_store_remove (house->clouds, i - 1);
        }
      else if (depot_cloud_get_ca_pem (cloud) != NULL)
        {
          g_autoptr (DepotCloud) plain = depot_cloud_with_trust (cloud, NULL);

          put_cloud (house, plain);
        }
    }
}

static void
take_cloud (DepotHouse *house, const char *id, JsonObject *kept)
{
  DepotCloud *known = depot_house_find_cloud (house, id);
  const char *ca_pem = depot_json_peek_string (kept, "caPem");
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotCloud) cloud = NULL;

  /* what is built in is never taken from a file but for the trust */
  if (known != NULL && !depot_cloud_is_custom (known))
    cloud = depot_cloud_with_trust (known, ca_pem);
  else
    cloud = depot_cloud_from_json (kept, &error);
  if (cloud == NULL)
    g_warning ("The environment %s cannot be read: %s", id, error->message);
  else if (g_strcmp0 (depot_cloud_get_id (cloud), id) == 0
           && depot_cloud_check_address (depot_cloud_get_arm (cloud)) == NULL)
    put_cloud (house, cloud);
}

void
depot_house_take_clouds (DepotHouse *self, const char *text)
{
  g_autoptr (JsonObject) object
      = text != NULL ? depot_json_parse_object (text, -1, NULL) : json_object_new ();
  JsonObjectIter iterator;
  const char *id;
  JsonNode *node;

  if (object == NULL)
    {
      g_warning ("The kept environments cannot be read");
      return;
    }
  drop_others (self, object);
  json_object_iter_init (&iterator, object);
  while (json_object_iter_next (&iterator, &id, &node))
    if (JSON_NODE_HOLDS_OBJECT (node))
      take_cloud (self, id, json_node_get_object (node));
}

static void
kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_set_setting_finish (DEPOT_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
write_all (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  g_autoptr (JsonObject) object = write_clouds (house);
  g_autofree char *text = depot_json_object_to_text (object);

  depot_store_set_setting_async (house->store, DEPOT_SETTING_CLOUDS, text, kept, task);
}

void
depot_clouds_keep_async (DepotHouse *house,
                         DepotCloud *cloud,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_CLOUD (cloud) && depot_cloud_is_custom (cloud));

  g_task_set_source_tag (task, depot_clouds_keep_async);
  put_cloud (house, cloud);
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "The environment %s at %s was added.",
                   depot_cloud_get_name (cloud),
                   depot_cloud_get_arm (cloud));
  write_all (task);
}

static gboolean
has_points (DepotHouse *house, const char *cloud_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->points)); i++)
    {
      g_autoptr (DepotPoint) point = g_list_model_get_item (G_LIST_MODEL (house->points), i);

      if (g_strcmp0 (depot_point_get_cloud_id (point), cloud_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_accounts (DepotHouse *house, const char *cloud_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->accounts)); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (G_LIST_MODEL (house->accounts), i);

      if (g_strcmp0 (depot_account_get_cloud_id (account), cloud_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static GError *
judge_removal (DepotHouse *house, DepotCloud *cloud, const char *cloud_id)
{
  if (cloud == NULL)
    return depot_error_new (
        DEPOT_ERROR_NOT_FOUND, _ ("There is no environment called “%s”."), cloud_id);
  if (!depot_cloud_is_custom (cloud))
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("An environment that is built in stays."));
  if (has_points (house, cloud_id))
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            _ ("There are cloud distribution points in this environment."));
  if (has_accounts (house, cloud_id))
    return depot_error_new (DEPOT_ERROR_CONFLICT,
                            _ ("An account is signed in to this environment: sign out first."));
  return NULL;
}

void
depot_clouds_remove_async (DepotHouse *house,
                           const char *cloud_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  DepotCloud *cloud = depot_house_find_cloud (house, cloud_id);
  GError *error = judge_removal (house, cloud, cloud_id);
  guint position;

  g_task_set_source_tag (task, depot_clouds_remove_async);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  depot_clients_forget_cloud (house->clients, cloud_id);
  if (g_list_store_find (house->clouds, cloud, &position))
    g_list_store_remove (house->clouds, position);
  write_all (task);
}

void
depot_clouds_trust_async (DepotHouse *house,
                          const char *cloud_id,
                          const char *ca_pem,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  DepotCloud *cloud = depot_house_find_cloud (house, cloud_id);
  GError *error = NULL;
  g_autoptr (GTlsDatabase) trust = ca_pem != NULL ? depot_trust_new (NULL, ca_pem, &error) : NULL;
  g_autoptr (DepotCloud) changed = NULL;

  g_task_set_source_tag (task, depot_clouds_trust_async);
  if (error == NULL && cloud == NULL)
    error = depot_error_new (
        DEPOT_ERROR_NOT_FOUND, _ ("There is no environment called “%s”."), cloud_id);
  if (error == NULL && depot_cloud_is_practice (cloud))
    error = depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                             _ ("The practice cloud has an authority of its own."));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  changed = depot_cloud_with_trust (cloud, ca_pem);
  put_cloud (house, changed);
  write_all (task);
}

gboolean
depot_clouds_change_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
