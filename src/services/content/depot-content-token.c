/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-token.h"

#include <glib/gi18n.h>

#include "depot-classic-settings.h"
#include "depot-classic-way.h"
#include "depot-data-plane.h"
#include "depot-edge-token.h"
#include "depot-house-private.h"
#include "depot-service-template.h"

#define CLASSIC_KEY_SETTING "EdgeKey"

#define HOUR_SECONDS 3600

typedef struct
{
  DepotPoint *point;
  char *package;
  guint hours;
} Order;

static void
order_free (Order *order)
{
  g_object_unref (order->point);
  g_free (order->package);
  g_free (order);
}

void
depot_content_token_free (DepotContentToken *self)
{
  g_clear_pointer (&self->token, depot_secret_bytes_unref);
  g_free (self->id);
  g_free (self->url);
  g_free (self);
}

static gboolean
check (const Order *order, GError **error)
{
  if (order->hours >= DEPOT_MIN_TOKEN_HOURS && order->hours <= DEPOT_MAX_TOKEN_HOURS)
    return depot_edge_token_check_package (order->package, error);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                      _ ("A content token lives for %d to %d hours."),
                                      DEPOT_MIN_TOKEN_HOURS,
                                      DEPOT_MAX_TOKEN_HOURS));
  return FALSE;
}

static GError *
no_key_yet (const Order *order)
{
  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          _ ("%s has no key for content tokens yet: it is not built."),
                          depot_point_get_name (order->point));
}

/* The key is here; it is not kept. */
static void
sign (GTask *task, DepotSecretBytes *key)
{
  DepotHouse *house = g_task_get_source_object (task);
  const Order *order = g_task_get_task_data (task);
  g_autoptr (DepotContentToken) made = g_new0 (DepotContentToken, 1);
  const char *service = depot_point_get_service_name (order->point);
  GError *error = NULL;

  made->expires_at = depot_clock_now (house->clock) + (gint64) order->hours * HOUR_SECONDS;
  made->token = depot_edge_token_make (key, service, order->package, made->expires_at, &error);
  if (made->token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  made->id = depot_edge_token_dup_id (made->token);
  made->url = g_strdup_printf (
      "https://%s/content/%s/", depot_point_get_service_fqdn (order->point), order->package);
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "Content token %s for package %s of service %s given out for %u hours",
                   made->id,
                   order->package,
                   service,
                   order->hours);
  g_task_return_pointer (task, g_steal_pointer (&made), (GDestroyNotify) depot_content_token_free);
}

/* From the vault. */

static void
key_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) key
      = depot_vault_get_secret_finish (DEPOT_AZURE_CLIENT (source), result, &error);

  if (key != NULL)
    sign (task, key);
  else
    g_task_return_error (task, error);
}

static void
ask_vault (GTask *task)
{
  const Order *order = g_task_get_task_data (task);
  g_autofree char *account_id = NULL;
  g_autofree char *vault_uri = NULL;
  GError *error = NULL;
  DepotArm *arm;

  g_object_get (order->point, "account-id", &account_id, "vault-uri", &vault_uri, NULL);
  if (vault_uri == NULL || *vault_uri == '\0')
    {
      g_task_return_error (task, no_key_yet (order));
      return;
    }
  arm = depot_house_find_arm (g_task_get_source_object (task), account_id, &error);
  if (arm == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  depot_vault_get_secret_async (depot_arm_get_client (arm),
                                depot_arm_get_tokens (arm),
                                vault_uri,
                                DEPOT_TEMPLATE_EDGE_KEY_NAME,
                                g_task_get_cancellable (task),
                                key_read,
                                g_object_ref (task));
}

/* From the classic deployment. */

static void
deployment_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (DepotClassicDeployment) deployment
      = depot_classic_get_deployment_finish (DEPOT_CLASSIC (source), result, &error);
  g_autoptr (DepotSecretBytes) key = NULL;

  if (error == NULL && (deployment == NULL || deployment->configuration == NULL))
    error = no_key_yet (g_task_get_task_data (task));
  if (error == NULL)
    key = depot_classic_read_key_setting (deployment->configuration, CLASSIC_KEY_SETTING, &error);
  if (key != NULL)
    sign (task, key);
  else
    g_task_return_error (task, error);
}

static void
way_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Order *order = g_task_get_task_data (task);
  g_autofree char *service = NULL;
  GError *error = NULL;
  g_autoptr (DepotClassic) classic
      = depot_classic_way_open_finish (DEPOT_HOUSE (source), result, &error);

  if (classic == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_object_get (order->point, "storage-account", &service, NULL);
  depot_classic_get_deployment_async (
      classic, service, g_task_get_cancellable (task), deployment_read, g_object_ref (task));
}

static void
ask_deployment (GTask *task)
{
  const Order *order = g_task_get_task_data (task);
  g_autofree char *fingerprint = NULL;

  g_object_get (order->point, "management-fingerprint", &fingerprint, NULL);
  depot_classic_way_open_async (g_task_get_source_object (task),
                                depot_point_get_cloud_id (order->point),
                                depot_point_get_subscription_id (order->point),
                                fingerprint,
                                g_task_get_cancellable (task),
                                way_opened,
                                g_object_ref (task));
}

void
depot_content_token_async (DepotHouse *house,
                           DepotPoint *point,
                           const char *package,
                           guint hours,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Order *order = g_new0 (Order, 1);
  GError *flaw = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));

  order->point = g_object_ref (point);
  order->package = g_strdup (package);
  order->hours = hours == DEPOT_CONTENT_TOKEN_AS_SET ? depot_point_get_token_hours (point) : hours;
  g_task_set_source_tag (task, depot_content_token_async);
  g_task_set_task_data (task, order, (GDestroyNotify) order_free);
  if (!check (order, &flaw))
    g_task_return_error (task, flaw);
  else if (depot_point_is_classic (point))
    ask_deployment (task);
  else
    ask_vault (task);
}

DepotContentToken *
depot_content_token_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
