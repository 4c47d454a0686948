/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the service principal really work? Three questions, each a line people can read: a token,
 * the subscriptions it sees, the roles it has in each of them. */
#include "config.h"

#include "depot-azure-services.h"

#include <glib/gi18n.h>

#include "depot-discovery.h"
#include "depot-house-private.h"
#include "depot-id-token.h"
#include "depot-requirements.h"

#define MAX_SUBSCRIPTIONS 20

typedef struct
{
  DepotArm *arm;
  DepotAzureService *service;
  GListStore *items;
  DepotCheckItem *item;
  GListModel *subscriptions;
  guint next;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_clear_object (&check->arm);
  g_clear_object (&check->service);
  g_clear_object (&check->items);
  g_clear_object (&check->item);
  g_clear_object (&check->subscriptions);
  g_free (check);
}

static void
start_item (Check *check, const char *title)
{
  g_clear_object (&check->item);
  check->item = depot_check_item_new (title);
  g_list_store_append (check->items, check->item);
}

/* Takes task and error. */
static void
fail (GTask *task, GError *error)
{
  Check *check = g_task_get_task_data (task);

  depot_check_item_set (check->item, "bad", error->message);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_azure_services_save_finish (DEPOT_HOUSE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes the task. */
static void
end (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  depot_azure_services_save_async (
      g_task_get_source_object (task), check->service, NULL, NULL, saved, task);
}

static void check_next_roles (GTask *task);

static void
roles_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  g_auto (GStrv) roles = depot_arm_list_my_roles_finish (DEPOT_ARM (source), result, &error);

  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  if (depot_roles_suffice_unattended ((const char *const *) roles))
    depot_check_item_set (check->item, "good", _ ("The roles are sufficient."));
  else
    depot_check_item_set (check->item,
                          "warning",
                          _ ("Neither Reader, Contributor nor Owner at the subscription. The "
                             "service sees only what it has a role for at a resource group."));
  check_next_roles (task);
}

/* Takes the task. */
static void
check_next_roles (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  g_autoptr (DepotSubscription) subscription
      = check->next < MAX_SUBSCRIPTIONS ? g_list_model_get_item (check->subscriptions, check->next)
                                        : NULL;
  g_autofree char *title = NULL, *scope = NULL;

  if (subscription == NULL)
    {
      end (task);
      return;
    }
  check->next++;
  /* Translators: %s is the name of a subscription */
  title = g_strdup_printf (_ ("Roles in %s"), depot_subscription_get_name (subscription));
  scope = g_strconcat ("/subscriptions/", depot_subscription_get_id (subscription), NULL);
  start_item (check, title);
  depot_arm_list_my_roles_async (check->arm,
                                 scope,
                                 depot_azure_service_get_object_id (check->service),
                                 g_task_get_cancellable (task),
                                 roles_listed,
                                 task);
}

static void
subscriptions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_visible;
  g_autofree char *detail = NULL;

  check->subscriptions = depot_arm_list_subscriptions_finish (DEPOT_ARM (source), result, &error);
  if (check->subscriptions == NULL)
    {
      fail (task, error);
      return;
    }
  n_visible = g_list_model_get_n_items (check->subscriptions);
  if (n_visible == 0)
    depot_check_item_set (
        check->item, "warning", _ ("The service sees no subscription: give it a role in one."));
  else
    {
      detail = g_strdup_printf (
          ngettext ("%u subscription is visible.", "%u subscriptions are visible.", n_visible),
          n_visible);
      depot_check_item_set (check->item, "good", detail);
    }
  check_next_roles (task);
}

static void
token_got (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) token
      = depot_token_source_get_token_finish (DEPOT_TOKEN_SOURCE (source), result, &error);
  g_autofree char *object_id = NULL;

  if (token == NULL)
    {
      fail (task, error);
      return;
    }
  object_id = depot_id_token_dup_object_id (token);
  if (object_id != NULL)
    g_object_set (check->service, "object-id", object_id, NULL);
  depot_check_item_set (check->item, "good", depot_azure_service_get_client_id (check->service));
  start_item (check, _ ("Subscriptions"));
  depot_arm_list_subscriptions_async (
      check->arm, g_task_get_cancellable (task), subscriptions_listed, task);
}

static GError *
begin (Check *check, DepotHouse *house)
{
  DepotCloud *cloud
      = depot_house_find_cloud (house, depot_azure_service_get_cloud_id (check->service));

  start_item (check, _ ("Sign-in of the service"));
  if (cloud == NULL)
    return depot_error_new (DEPOT_ERROR_NOT_REACHABLE,
                            _ ("The environment %s is not available."),
                            depot_azure_service_get_cloud_id (check->service));
  if (depot_azure_service_get_credential (check->service) == DEPOT_CREDENTIAL_NONE)
    return depot_error_new (DEPOT_ERROR_SIGN_IN_SETTINGS,
                            _ ("The service has no secret or certificate: nothing can be done "
                               "unattended."));
  check->arm = g_object_ref (depot_clients_get_service_arm (house->clients, cloud, check->service));
  return NULL;
}

void
depot_azure_services_verify_async (DepotHouse *house,
                                   DepotAzureService *service,
                                   GListStore *items,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  GTask *task = g_task_new (house, cancellable, callback, data);
  Check *check = g_new0 (Check, 1);
  DepotCloud *cloud;
  GError *error;

  g_task_set_source_tag (task, depot_azure_services_verify_async);
  g_task_set_task_data (task, check, check_free);
  check->service = depot_azure_service_copy (service);
  check->items = g_object_ref (items);
  g_list_store_remove_all (items);
  error = begin (check, house);
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  cloud = depot_azure_client_get_cloud (depot_arm_get_client (check->arm));
  depot_token_source_get_token_async (depot_arm_get_tokens (check->arm),
                                      depot_cloud_get_arm_scope (cloud),
                                      FALSE,
                                      NULL,
                                      cancellable,
                                      token_got,
                                      task);
}

gboolean
depot_azure_services_verify_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
