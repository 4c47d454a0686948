/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program can say about its own health, without asking Azure anything an account would be
 * needed for. */
#include "config.h"

#include "depot-discovery.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "depot-house-private.h"
#include "depot-paths.h"
#include "depot-practice-private.h"
#include "depot-redact.h"

#define LEAST_FREE_BYTES (G_GUINT64_CONSTANT (100) * 1024 * 1024)
#define MOST_SKEW_SECONDS 300

typedef struct
{
  GListStore *items;
  guint n_open;
} Doctor;

static void
doctor_free (Doctor *doctor)
{
  g_clear_object (&doctor->items);
  g_free (doctor);
}

static DepotCheckItem *
add_item (Doctor *doctor, const char *title)
{
  g_autoptr (DepotCheckItem) item = depot_check_item_new (title);

  g_list_store_append (doctor->items, item);
  return item;
}

/* A question and the line its answer belongs to. */
typedef struct
{
  GTask *task;
  DepotCheckItem *item;
} Question;

static Question *
ask (GTask *task, const char *title)
{
  Doctor *doctor = g_task_get_task_data (task);
  Question *question = g_new0 (Question, 1);

  doctor->n_open++;
  question->task = g_object_ref (task);
  question->item = g_object_ref (add_item (doctor, title));
  return question;
}

/* Takes the question. */
static void
answer (Question *question, const char *state, const char *detail)
{
  Doctor *doctor = g_task_get_task_data (question->task);

  depot_check_item_set (question->item, state, detail);
  if (--doctor->n_open == 0)
    g_task_return_pointer (question->task, g_object_ref (doctor->items), g_object_unref);
  g_object_unref (question->item);
  g_object_unref (question->task);
  g_free (question);
}

static void
say_versions (Doctor *doctor)
{
  g_autofree char *detail = g_strdup_printf ("Cloud Depot %s, GLib %u.%u.%u",
                                             VERSION,
                                             glib_major_version,
                                             glib_minor_version,
                                             glib_micro_version);

  depot_check_item_set (add_item (doctor, _ ("Versions")), "good", detail);
}

static void
say_keeper (DepotHouse *house, Doctor *doctor)
{
  g_autofree char *keeper = depot_house_dup_keeper_text (house);

  depot_check_item_set (add_item (doctor, _ ("Who runs the operations")),
                        keeper != NULL ? "good" : "warning",
                        keeper != NULL ? keeper : _ ("Nobody at the moment."));
}

/* Known only after Azure answered something: its Date header is compared. */
static void
say_skew (DepotHouse *house, Doctor *doctor)
{
  g_autofree char *detail = NULL;
  int worst = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (house->clouds)); i++)
    {
      g_autoptr (DepotCloud) cloud = g_list_model_get_item (G_LIST_MODEL (house->clouds), i);
      int skew
          = depot_azure_client_get_skew_seconds (depot_clients_get_client (house->clients, cloud));

      worst = ABS (skew) > ABS (worst) ? skew : worst;
    }
  detail = g_strdup_printf (_ ("Differs from Azure's by %d seconds."), worst);
  depot_check_item_set (
      add_item (doctor, _ ("Clock")), ABS (worst) > MOST_SKEW_SECONDS ? "warning" : "good", detail);
}

static void
store_verified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *finding = NULL;

  if (!depot_store_verify_finish (DEPOT_STORE (source), result, &finding, &error))
    answer (data, "bad", error->message);
  else if (finding != NULL)
    answer (data, "bad", finding);
  else
    answer (data, "good", depot_store_get_path (DEPOT_STORE (source)));
}

static void
keyring_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  DepotKeyring *keyring = DEPOT_KEYRING (source);
  g_autoptr (GError) error = NULL;

  if (!depot_keyring_check_finish (keyring, result, &error))
    answer (data, "warning", error->message);
  else if (depot_keyring_is_session_only (keyring))
    answer (data, "warning", _ ("Secrets are kept for this run only."));
  else
    answer (data, "good", _ ("It is open."));
}

static void
space_queried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info
      = g_file_query_filesystem_info_finish (G_FILE (source), result, &error);
  g_autofree char *size = NULL;
  g_autofree char *detail = NULL;
  guint64 free_bytes;

  if (info == NULL)
    {
      answer (data, "warning", error->message);
      return;
    }
  free_bytes = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  size = g_format_size (free_bytes);
  detail = g_strdup_printf (_ ("%s free"), size);
  answer (data, free_bytes < LEAST_FREE_BYTES ? "bad" : "good", detail);
}

static void
proxies_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies
      = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);
  g_autofree char *joined = NULL, *list = NULL;

  if (proxies == NULL)
    {
      answer (data, "bad", error->message);
      return;
    }
  joined = g_strjoinv (", ", proxies);
  list = depot_redact (joined);
  answer (data,
          "good",
          g_strcmp0 (list, "direct://") == 0 ? _ ("None: connections go out directly.") : list);
}

static void
practice_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, NULL);

  if (connection != NULL)
    answer (data, "good", _ ("It answers."));
  else
    answer (data, "warning", _ ("It is not running; it is started when it is needed."));
}

static void
ask_practice (DepotHouse *house, GTask *task)
{
  DepotCloud *practice = depot_house_find_cloud (house, DEPOT_CLOUD_PRACTICE);
  g_autoptr (GSocketClient) client = NULL;

  if (practice == NULL)
    return;
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 5);
  g_socket_client_connect_to_uri_async (client,
                                        depot_cloud_get_arm (practice),
                                        443,
                                        g_task_get_cancellable (task),
                                        practice_connected,
                                        ask (task, _ ("Practice cloud")));
}

static void
ask_all (DepotHouse *house, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  DepotCloud *public_cloud = depot_house_find_cloud (house, DEPOT_CLOUD_PUBLIC);
  g_autofree char *folder = g_path_get_dirname (depot_store_get_path (house->store));
  g_autoptr (GFile) place = g_file_new_for_path (folder);

  depot_store_verify_async (house->store, store_verified, ask (task, _ ("Local database")));
  depot_keyring_check_async (
      house->keyring, cancellable, keyring_checked, ask (task, _ ("Keyring")));
  g_file_query_filesystem_info_async (place,
                                      G_FILE_ATTRIBUTE_FILESYSTEM_FREE,
                                      G_PRIORITY_DEFAULT,
                                      cancellable,
                                      space_queried,
                                      ask (task, _ ("Disk")));
  g_proxy_resolver_lookup_async (depot_clients_get_proxy (house->clients),
                                 depot_cloud_get_arm (public_cloud),
                                 cancellable,
                                 proxies_found,
                                 ask (task, _ ("Proxy")));
  ask_practice (house, task);
}

void
depot_doctor_async (DepotHouse *house,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Doctor *doctor = g_new0 (Doctor, 1);

  g_return_if_fail (DEPOT_IS_HOUSE (house));

  doctor->items = g_list_store_new (DEPOT_TYPE_CHECK_ITEM);
  g_task_set_source_tag (task, depot_doctor_async);
  g_task_set_task_data (task, doctor, (GDestroyNotify) doctor_free);
  say_versions (doctor);
  say_keeper (house, doctor);
  say_skew (house, doctor);
  ask_all (house, task);
}

GListModel *
depot_doctor_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
