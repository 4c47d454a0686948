/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-site-proxy.h"

#include <glib/gi18n.h>

#include "depot-discovery.h"
#include "depot-house-private.h"
#include "depot-json.h"
#include "depot-proxy.h"
#include "depot-store-settings.h"

static DepotProxy *
get_proxy (DepotHouse *house)
{
  return DEPOT_PROXY (depot_clients_get_proxy (house->clients));
}

DepotProxySettings *
depot_site_proxy_get (DepotHouse *house)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);

  return depot_proxy_get_settings (get_proxy (house));
}

void
depot_house_take_proxy (DepotHouse *self, const char *text)
{
  g_autoptr (JsonObject) object
      = text != NULL ? depot_json_parse_object (text, -1, NULL) : json_object_new ();
  g_autoptr (DepotProxySettings) settings = NULL;

  /* each saving has a mark of its own: a new password alone counts, too */
  if (!g_set_str (&self->proxy_text, text))
    return;
  if (object == NULL)
    {
      g_warning ("The kept proxy settings cannot be read");
      return;
    }
  settings = depot_proxy_settings_from_json (object);
  depot_clients_set_proxy (self->clients, settings);
}

/* Setting: the keyring first, so that whoever reads the setting finds the password. */

typedef struct
{
  DepotProxySettings *settings;
  char *text;
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_object_unref (setting->settings);
  g_free (setting->text);
  g_free (setting);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  Setting *setting = g_task_get_task_data (task);
  g_autofree char *words = depot_proxy_settings_dup_text (setting->settings);
  GError *error = NULL;

  if (!depot_store_set_setting_finish (DEPOT_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_take_proxy (house, setting->text);
  depot_house_log (house, DEPOT_SEVERITY_INFO, "The proxy server of the site is now: %s.", words);
  g_task_return_boolean (task, TRUE);
}

/* Takes the task. */
static void
save (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Setting *setting = g_task_get_task_data (task);

  depot_store_set_setting_async (house->store, DEPOT_SETTING_PROXY, setting->text, saved, task);
}

static void
password_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (depot_keyring_store_finish (DEPOT_KEYRING (source), result, &error))
    {
      save (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
password_gone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_keyring_clear_finish (DEPOT_KEYRING (source), result, &error))
    g_warning ("The password of the proxy could not be removed: %s", error->message);
  save (data);
}

static Setting *
setting_new (DepotProxySettings *settings)
{
  g_autoptr (JsonObject) object = depot_proxy_settings_to_json (settings);
  g_autofree char *mark = g_uuid_string_random ();
  Setting *setting = g_new0 (Setting, 1);

  json_object_set_string_member (object, "mark", mark);
  setting->settings = g_object_ref (settings);
  setting->text = depot_json_object_to_text (object);
  return setting;
}

void
depot_site_proxy_set_async (DepotHouse *house,
                            DepotProxySettings *settings,
                            DepotSecretBytes *password,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  const char *wrong = depot_proxy_settings_check (settings);

  g_task_set_source_tag (task, depot_site_proxy_set_async);
  g_task_set_task_data (task, setting_new (settings), setting_free);
  if (wrong != NULL)
    {
      g_task_return_error (task, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", wrong));
      g_object_unref (task);
    }
  else if (!depot_proxy_settings_has_user (settings)
           && depot_proxy_settings_has_user (depot_site_proxy_get (house)))
    depot_keyring_clear_async (
        house->keyring, DEPOT_KEYRING_PROXY, DEPOT_PROXY_KEY, cancellable, password_gone, task);
  else if (depot_proxy_settings_has_user (settings) && password != NULL)
    depot_keyring_store_async (house->keyring,
                               DEPOT_KEYRING_PROXY,
                               DEPOT_PROXY_KEY,
                               _ ("Cloud Depot: proxy server of the site"),
                               password,
                               cancellable,
                               password_kept,
                               task);
  else
    save (task);
}

gboolean
depot_site_proxy_set_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Testing. */

typedef struct
{
  GListStore *items;
  guint n_open;
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_object_unref (test->items);
  g_free (test);
}

typedef struct
{
  GTask *task;
  DepotCheckItem *item;
} Question;

/* Whatever the host says: it was reached. */
static gboolean
is_answer (const GError *error)
{
  switch (error->code)
    {
    case DEPOT_ERROR_NOT_REACHABLE:
    case DEPOT_ERROR_TLS:
    case DEPOT_ERROR_PROXY:
    case DEPOT_ERROR_CAPTIVE_PORTAL:
    case DEPOT_ERROR_KEYRING:
    case DEPOT_ERROR_CANCELLED:
    case DEPOT_ERROR_FAILED:
      return FALSE;
    default:
      return TRUE;
    }
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (GTask) task = question->task;
  Test *test = g_task_get_task_data (task);
  g_autoptr (DepotCheckItem) item = question->item;
  g_autoptr (GError) error = NULL;
  g_autoptr (DepotAzureReply) reply
      = depot_azure_client_send_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (reply != NULL || is_answer (error))
    depot_check_item_set (item, "good", _ ("Reached."));
  else
    depot_check_item_set (item, "bad", error->message);
  if (--test->n_open == 0)
    g_task_return_pointer (task, g_object_ref (test->items), g_object_unref);
}

static void
ask (GTask *task, DepotCloud *cloud, const char *base, const char *path)
{
  DepotHouse *house = g_task_get_source_object (task);
  Test *test = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);
  g_autofree char *url = g_strconcat (base, path, NULL);

  test->n_open++;
  question->task = g_object_ref (task);
  question->item = depot_check_item_new (base);
  g_list_store_append (test->items, question->item);
  depot_azure_client_send_async (depot_clients_get_client (house->clients, cloud),
                                 NULL,
                                 depot_azure_request_new ("GET", url),
                                 g_task_get_cancellable (task),
                                 answered,
                                 question);
}

static gboolean
is_used (DepotHouse *house, DepotCloud *cloud)
{
  GListModel *accounts = depot_house_get_accounts (house);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (DepotAccount) account = g_list_model_get_item (accounts, i);

      if (g_strcmp0 (depot_account_get_cloud_id (account), depot_cloud_get_id (cloud)) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
ask_cloud (GTask *task, DepotCloud *cloud)
{
  ask (task,
       cloud,
       depot_cloud_get_authority (cloud),
       "/common/v2.0/.well-known/openid-configuration");
  ask (task, cloud, depot_cloud_get_arm (cloud), "/metadata/endpoints?api-version=2022-09-01");
}

void
depot_site_proxy_test_async (DepotHouse *house,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  GListModel *clouds = depot_house_get_clouds (house);
  Test *test = g_new0 (Test, 1);

  test->items = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  g_task_set_source_tag (task, depot_site_proxy_test_async);
  g_task_set_task_data (task, test, test_free);
  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (clouds, i);

      if (is_used (house, cloud))
        ask_cloud (task, cloud);
    }
  if (test->n_open == 0)
    ask_cloud (task, depot_house_find_cloud (house, DEPOT_CLOUD_PUBLIC));
}

GListModel *
depot_site_proxy_test_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
