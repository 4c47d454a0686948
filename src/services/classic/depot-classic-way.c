/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-classic-way.h"

#include <glib/gi18n.h>

#include "depot-management-certificate.h"
#include "depot-pfx-pair.h"
#include "depot-pfx.h"

typedef struct
{
  DepotCloud *cloud;
  char *subscription_id;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->cloud);
  g_free (opening->subscription_id);
  g_free (opening);
}

static GTlsCertificate *
make_certificate (DepotPfx *pfx, GError **error)
{
  g_autoptr (GBytes) cer = depot_pfx_export_cer (pfx);
  g_autoptr (DepotSecretBytes) key = depot_pfx_export_key (pfx, error);

  return key != NULL ? depot_management_certificate_new (cer, key, error) : NULL;
}

/* Read by our own reader: GLib's tries without the password first, and one file in 256 looks as if
 * that had opened it. */
static void
certificate_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (task);
  DepotHouse *house = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (DepotPfx) pfx = depot_pfx_open_finish (result, &error);
  g_autoptr (GTlsCertificate) certificate = pfx != NULL ? make_certificate (pfx, &error) : NULL;

  if (certificate == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (
        task,
        depot_classic_new (depot_clients_get_client (house->clients, opening->cloud),
                           opening->subscription_id,
                           certificate),
        g_object_unref);
}

static void
pair_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotPfxPair) pair
      = depot_pfx_pair_lookup_finish (DEPOT_KEYRING (source), result, &error);
  g_autoptr (GBytes) file = NULL;

  if (pair == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  file = depot_secret_bytes_share (pair->pfx);
  depot_pfx_open_async (
      file, pair->password, g_task_get_cancellable (task), certificate_opened, g_object_ref (task));
}

void
depot_classic_way_open_async (DepotHouse *house,
                              const char *cloud_id,
                              const char *subscription_id,
                              const char *fingerprint,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, depot_classic_way_open_async);
  g_task_set_task_data (task, opening, opening_free);
  opening->subscription_id = g_strdup (subscription_id);
  g_set_object (&opening->cloud, depot_house_find_cloud (house, cloud_id));
  if (opening->cloud == NULL)
    g_task_return_error (task,
                         depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                                          _ ("The environment %s is not available."),
                                          cloud_id));
  else
    depot_pfx_pair_lookup_async (
        house->keyring, fingerprint, cancellable, pair_found, g_object_ref (task));
}

DepotClassic *
depot_classic_way_open_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The connection test. */

typedef struct
{
  DepotDraft *draft;
  GListStore *items;
  DepotCheckItem *item; /* the one running */
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_clear_object (&test->draft);
  g_clear_object (&test->items);
  g_clear_object (&test->item);
  g_free (test);
}

static void
start_item (Test *test, const char *title)
{
  g_clear_object (&test->item);
  test->item = depot_check_item_new (title);
  g_list_store_append (test->items, test->item);
}

/* Takes the error. */
static void
fail (GTask *task, GError *error)
{
  Test *test = g_task_get_task_data (task);
  const char *inserts[]
      = { depot_draft_get_subscription_id (test->draft), "", "", "", error->message, NULL };

  depot_check_item_set (test->item, "bad", error->message);
  if (!g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    depot_house_say (
        g_task_get_source_object (task), DEPOT_MESSAGE_CONNECTION_FAILED, NULL, inserts);
  g_task_return_error (task, error);
}

static void
locations_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Test *test = g_task_get_task_data (task);
  const char *inserts[] = { depot_draft_get_subscription_id (test->draft), NULL };
  GError *error = NULL;
  g_auto (GStrv) locations
      = depot_classic_list_locations_finish (DEPOT_CLASSIC (source), result, &error);

  if (locations == NULL)
    {
      fail (task, error);
      return;
    }
  depot_check_item_set (
      test->item, "good", _ ("The management certificate may manage this subscription."));
  depot_house_say (g_task_get_source_object (task), DEPOT_MESSAGE_CONNECTION_TESTED, NULL, inserts);
  g_task_return_boolean (task, TRUE);
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Test *test = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotClassic) classic
      = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);
  g_autofree char *detail = NULL;

  if (classic == NULL)
    {
      fail (task, error);
      return;
    }
  /* Translators: %s is a thumbprint, forty letters and digits */
  detail = g_strdup_printf (_ ("Thumbprint %s"), depot_classic_get_thumbprint (classic));
  depot_check_item_set (test->item, "good", detail);
  start_item (test, _ ("Subscription"));
  depot_classic_list_locations_async (
      classic, g_task_get_cancellable (task), locations_listed, g_object_ref (task));
}

void
depot_classic_way_test_async (DepotHouse *house,
                              DepotDraft *draft,
                              GListStore *items,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Test *test = g_new0 (Test, 1);
  g_autofree char *fingerprint = NULL;

  g_task_set_source_tag (task, depot_classic_way_test_async);
  g_task_set_task_data (task, test, test_free);
  test->draft = depot_draft_copy (draft);
  test->items = g_object_ref (items);
  g_list_store_remove_all (items);
  g_object_get (draft, "management-fingerprint", &fingerprint, NULL);
  start_item (test, _ ("Management certificate"));
  depot_classic_way_open_async (house,
                                depot_draft_get_cloud_id (draft),
                                depot_draft_get_subscription_id (draft),
                                fingerprint,
                                cancellable,
                                way_opened,
                                task);
}

gboolean
depot_classic_way_test_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
