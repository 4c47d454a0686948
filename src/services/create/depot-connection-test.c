/* SPDX-License-Identifier: GPL-3.0-or-later */
/* General's Next: would creating work with this sign-in and subscription? Four questions one after
 * the other, each a line the wizard shows. Providers and roles are both looked at before the test
 * ends, so that whoever asks the Azure administrator asks once.
 */
#include "config.h"

#include "depot-discovery.h"

#include <glib/gi18n.h>

#include "depot-classic-way.h"
#include "depot-connection-roles.h"
#include "depot-house-private.h"
#include "depot-requirements.h"

typedef struct
{
  DepotDraft *draft;
  DepotAccount *account;
  DepotArm *arm;
  GListStore *items;
  DepotCheckItem *item; /* the one running */
  GString *missing;     /* providers not registered */
  GError *error;        /* of a question about a provider */
  GError *obstacle;     /* what holds creating back */
  guint n_open;
} Test;

static void
test_free (Test *test)
{
  g_clear_object (&test->draft);
  g_clear_object (&test->account);
  g_clear_object (&test->arm);
  g_clear_object (&test->items);
  g_clear_object (&test->item);
  g_string_free (test->missing, TRUE);
  g_clear_error (&test->error);
  g_clear_error (&test->obstacle);
  g_free (test);
}

static void
start_item (Test *test, const char *title)
{
  g_clear_object (&test->item);
  test->item = depot_check_item_new (title);
  g_list_store_append (test->items, test->item);
}

/* Takes the error; ends the test. */
static void
say_failed (GTask *task, GError *error)
{
  DepotHouse *house = g_task_get_source_object (task);
  Test *test = g_task_get_task_data (task);
  const char *name = depot_draft_get_subscription_name (test->draft);
  const char *inserts[]
      = { name != NULL ? name : _ ("the subscription"), "", "", "", error->message, NULL };

  if (!g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    depot_house_say (house, DEPOT_MESSAGE_CONNECTION_FAILED, NULL, inserts);
  g_task_return_error (task, error);
}

/* The same, and the running line is where it failed. */
static void
fail (GTask *task, GError *error)
{
  Test *test = g_task_get_task_data (task);

  if (test->item != NULL)
    depot_check_item_set (test->item, "bad", error->message);
  say_failed (task, error);
}

static void
succeed (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Test *test = g_task_get_task_data (task);
  const char *name = depot_draft_get_subscription_name (test->draft);
  const char *inserts[]
      = { name != NULL ? name : depot_draft_get_subscription_id (test->draft), NULL };

  depot_house_say (house, DEPOT_MESSAGE_CONNECTION_TESTED, NULL, inserts);
  g_task_return_boolean (task, TRUE);
}

/* Puts the steps for the Azure administrator on the line. Any of roles and providers may be NULL.
 */
static void
add_sheet (Test *test, const char *roles, const char *providers)
{
  const char *name = depot_draft_get_subscription_name (test->draft);
  const char *id = depot_draft_get_subscription_id (test->draft);
  g_autofree char *sheet = depot_requirements_dup_sheet (
      name != NULL ? name : id, id, depot_account_get_user_name (test->account), roles, providers);

  depot_check_item_set_sheet (test->item, sheet);
}

static void
judge_roles (Test *test, DepotRolesVerdict verdict, const char *detail, const char *missing)
{
  if (missing != NULL)
    add_sheet (test, missing, test->missing->len > 0 ? test->missing->str : NULL);
  if (verdict != DEPOT_ROLES_ENOUGH && test->obstacle == NULL)
    test->obstacle = depot_error_new (DEPOT_ERROR_PERMISSION_DENIED, "%s", detail);
  depot_check_item_set (test->item,
                        verdict == DEPOT_ROLES_ENOUGH    ? "good"
                        : verdict == DEPOT_ROLES_LACKING ? "bad"
                                                         : "warning",
                        detail);
}

static void
roles_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Test *test = g_task_get_task_data (task);
  DepotRolesVerdict verdict;
  g_autofree char *detail = NULL, *missing = NULL;
  GError *error = NULL;

  if (!depot_connection_roles_finish (
          DEPOT_ARM (source), result, &verdict, &detail, &missing, &error))
    {
      fail (task, error);
      return;
    }
  judge_roles (test, verdict, detail, missing);
  if (test->obstacle != NULL)
    say_failed (task, g_steal_pointer (&test->obstacle));
  else
    succeed (task);
}

static void
check_roles (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  start_item (test, _ ("Roles"));
  depot_connection_roles_async (test->arm,
                                depot_draft_get_subscription_id (test->draft),
                                g_task_get_cancellable (task),
                                roles_known,
                                g_object_ref (task));
}

static void
hold_for_providers (Test *test)
{
  /* Translators: %s is a list such as "Microsoft.Compute, Microsoft.Network" */
  g_autofree char *detail = g_strdup_printf (_ ("Not registered: %s"), test->missing->str);

  test->obstacle = depot_error_new (DEPOT_ERROR_PROVIDER_NOT_REGISTERED, "%s", detail);
  add_sheet (test, NULL, test->missing->str);
  depot_check_item_set_remedy (test->item, DEPOT_CHECK_REMEDY_REGISTER);
  depot_check_item_set (test->item, "bad", detail);
}

static void
all_providers_answered (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  if (test->error != NULL)
    {
      fail (task, g_steal_pointer (&test->error));
      return;
    }
  if (test->missing->len == 0)
    depot_check_item_set (test->item, "good", _ ("All are registered."));
  else
    hold_for_providers (test);
  check_roles (task);
}

typedef struct
{
  GTask *task;
  const char *provider;
} Question;

static void
provider_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (GTask) task = question->task;
  Test *test = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *state = depot_arm_get_provider_state_finish (DEPOT_ARM (source), result, &error);

  if (state == NULL && test->error == NULL)
    test->error = g_steal_pointer (&error);
  else if (state != NULL && g_strcmp0 (state, "Registered") != 0)
    g_string_append_printf (
        test->missing, "%s%s", test->missing->len > 0 ? ", " : "", question->provider);
  if (--test->n_open == 0)
    all_providers_answered (task);
}

static void
check_providers (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  start_item (test, _ ("Resource providers"));
  test->n_open = DEPOT_N_REQUIRED_PROVIDERS;
  for (const char *const *provider = depot_required_providers; *provider != NULL; provider++)
    {
      Question *question = g_new0 (Question, 1);

      question->task = g_object_ref (task);
      question->provider = *provider;
      depot_arm_get_provider_state_async (test->arm,
                                          depot_draft_get_subscription_id (test->draft),
                                          *provider,
                                          g_task_get_cancellable (task),
                                          provider_answered,
                                          question);
    }
}

static DepotSubscription *
find_subscription (GListModel *list, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (DepotSubscription) subscription = g_list_model_get_item (list, i);

      if (id != NULL && g_ascii_strcasecmp (depot_subscription_get_id (subscription), id) == 0)
        return g_steal_pointer (&subscription);
    }
  return NULL;
}

static GError *
judge_subscription (DepotSubscription *subscription, const char *id)
{
  if (subscription == NULL)
    return depot_error_new (DEPOT_ERROR_SUBSCRIPTION,
                            _ ("The subscription %s is not visible to this account."),
                            id != NULL ? id : "");
  if (!depot_subscription_is_usable (subscription))
    return depot_error_new (DEPOT_ERROR_SUBSCRIPTION,
                            _ ("The subscription %s is in state %s."),
                            depot_subscription_get_name (subscription),
                            depot_subscription_get_state (subscription));
  return NULL;
}

static void
subscriptions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Test *test = g_task_get_task_data (task);
  const char *id = depot_draft_get_subscription_id (test->draft);
  GError *error = NULL;
  g_autoptr (GListModel) list
      = depot_arm_list_subscriptions_finish (DEPOT_ARM (source), result, &error);
  g_autoptr (DepotSubscription) subscription = NULL;

  if (list != NULL)
    {
      subscription = find_subscription (list, id);
      error = judge_subscription (subscription, id);
    }
  if (error != NULL)
    {
      fail (task, error);
      return;
    }
  depot_check_item_set (test->item, "good", depot_subscription_get_name (subscription));
  check_providers (task);
}

static void
check_subscription (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  start_item (test, _ ("Subscription"));
  depot_arm_list_subscriptions_async (
      test->arm, g_task_get_cancellable (task), subscriptions_listed, g_object_ref (task));
}

static void
token_got (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Test *test = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotSecretBytes) token
      = depot_token_source_get_token_finish (DEPOT_TOKEN_SOURCE (source), result, &error);

  if (token == NULL)
    {
      fail (task, error);
      return;
    }
  depot_check_item_set (test->item, "good", depot_account_get_user_name (test->account));
  check_subscription (task);
}

static void
check_token (GTask *task)
{
  Test *test = g_task_get_task_data (task);
  DepotCloud *cloud = depot_azure_client_get_cloud (depot_arm_get_client (test->arm));

  start_item (test, _ ("Sign-in"));
  depot_token_source_get_token_async (depot_arm_get_tokens (test->arm),
                                      depot_cloud_get_arm_scope (cloud),
                                      FALSE,
                                      NULL,
                                      g_task_get_cancellable (task),
                                      token_got,
                                      g_object_ref (task));
}

void
depot_connection_test_async (DepotHouse *house,
                             DepotDraft *draft,
                             GListStore *items,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Test *test;
  GError *error = NULL;
  DepotArm *arm;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_DRAFT (draft));
  g_return_if_fail (G_IS_LIST_STORE (items));

  if (depot_draft_get_method (draft) == DEPOT_METHOD_CLASSIC)
    {
      depot_classic_way_test_async (house, draft, items, cancellable, callback, data);
      return;
    }
  task = g_task_new (house, cancellable, callback, data);
  test = g_new0 (Test, 1);
  g_task_set_source_tag (task, depot_connection_test_async);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);
  test->draft = depot_draft_copy (draft);
  test->items = g_object_ref (items);
  test->missing = g_string_new (NULL);
  g_list_store_remove_all (items);

  arm = depot_house_find_arm (house, depot_draft_get_account_id (draft), &error);
  if (arm == NULL)
    {
      start_item (test, _ ("Sign-in"));
      fail (task, error);
      return;
    }
  g_set_object (&test->arm, arm);
  g_set_object (&test->account,
                depot_house_find_account (house, depot_draft_get_account_id (draft)));
  check_token (task);
}

gboolean
depot_connection_test_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
depot_connection_test_may_go_on (GListModel *items)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (DepotCheckItem) item = g_list_model_get_item (items, i);
      const char *state = depot_check_item_get_state (item);

      if (!g_str_equal (state, "good") && !g_str_equal (state, "warning"))
        return FALSE;
    }
  return g_list_model_get_n_items (items) > 0;
}
