/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage one: resource group, providers, names, storage account with its container. */
#include "config.h"

#include "depot-create-private.h"

#include <glib/gi18n.h>

#include "depot-data-plane.h"
#include "depot-json.h"
#include "depot-name-check.h"
#include "depot-requirements.h"
#include "depot-service-template.h"

#define GROUP_VERSION "2024-03-01"
#define PROVIDER_SECONDS 10
#define CONTAINER_SECONDS 10
#define CONTAINER_LIMIT_SECONDS (30 * 60)

/* group: first of all, because the first write is where Azure asks for a second factor. */

static gboolean
is_same_region (const char *one, const char *other)
{
  g_autofree char *a = g_ascii_strdown (one != NULL ? one : "", -1);
  g_autofree char *b = g_ascii_strdown (other != NULL ? other : "", -1);
  g_auto (GStrv) a_words = g_strsplit (a, " ", -1);
  g_auto (GStrv) b_words = g_strsplit (b, " ", -1);
  g_autofree char *a_id = g_strjoinv ("", a_words);
  g_autofree char *b_id = g_strjoinv ("", b_words);

  return g_str_equal (a_id, b_id);
}

static GHashTable *
make_tags (DepotCreateOperation *self)
{
  GHashTable *tags = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (tags, (gpointer) DEPOT_TAG_SERVICE, (gpointer) depot_create_get_tag (self));
  g_hash_table_insert (tags, (gpointer) DEPOT_TAG_POINT, (gpointer) depot_create_get_name (self));
  return tags;
}

static void
note_group (DepotCreateOperation *self, DepotPoint *point)
{
  g_object_set (point, "group-is-ours", self->group_is_ours, NULL);
}

static void
group_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  gboolean created = FALSE;
  GError *error = NULL;

  depot_arm_put_group_finish (DEPOT_ARM (source), result, &created, &error);
  if (depot_create_went_wrong (self, error))
    return;
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Resource group %s %s in %s",
                   depot_create_get_group (self),
                   created ? "created" : "updated",
                   depot_draft_get_region (self->draft));
  self->group_is_ours = TRUE;
  depot_create_commit (self, 0, note_group, depot_create_say_next);
}

static void
make_group (DepotCreateOperation *self)
{
  g_autoptr (GHashTable) tags = make_tags (self);

  depot_arm_put_group_async (depot_create_get_arm (self),
                             depot_create_get_subscription (self),
                             depot_create_get_group (self),
                             depot_draft_get_region (self->draft),
                             tags,
                             depot_create_get_cancellable (self),
                             group_made,
                             g_object_ref (self));
}

static GError *
judge_group (DepotCreateOperation *self, JsonObject *group)
{
  const char *region = group != NULL ? depot_json_peek_string (group, "location") : NULL;

  if (group == NULL)
    return depot_error_new (DEPOT_ERROR_NOT_FOUND,
                            _ ("There is no resource group %s in this subscription."),
                            depot_create_get_group (self));
  if (depot_draft_get_group_is_new (self->draft) && !depot_create_is_ours (self, group))
    return depot_error_new (
        DEPOT_ERROR_CONFLICT,
        _ ("A resource group %s exists already. Choose it as an existing group, or another name."),
        depot_create_get_group (self));
  if (!is_same_region (region, depot_draft_get_region (self->draft)))
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                            _ ("The resource group %s is in %s, not in %s."),
                            depot_create_get_group (self),
                            region,
                            depot_draft_get_region (self->draft));
  return NULL;
}

static void
group_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autoptr (JsonObject) group = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (depot_create_went_wrong (self, error))
    return;
  if (group == NULL && depot_draft_get_group_is_new (self->draft))
    {
      make_group (self);
      return;
    }
  if (depot_create_went_wrong (self, judge_group (self, group)))
    return;
  self->group_is_ours = depot_create_is_ours (self, group);
  depot_create_commit (self, 0, note_group, depot_create_say_next);
}

static void
look_at_group (DepotCreateOperation *self)
{
  g_autofree char *id = depot_create_dup_group_id (self);

  depot_arm_get_resource_async (depot_create_get_arm (self),
                                id,
                                GROUP_VERSION,
                                depot_create_get_cancellable (self),
                                group_seen,
                                g_object_ref (self));
}

void
depot_create_step_group (DepotOperation *operation)
{
  depot_create_begin (operation, look_at_group);
}

/* providers: all are asked at once; those that are missing get registered, then everything is asked
 * again. */

/* Takes the error. TRUE when the last answer of the fan-out came. */
static gboolean
fan_in (DepotCreateOperation *self, GError *error)
{
  if (self->fan_error == NULL)
    self->fan_error = error;
  else
    g_clear_error (&error);
  return --self->n_open == 0;
}

static void
fan_out (DepotCreateOperation *self, guint n_open)
{
  self->n_open = n_open;
  g_clear_error (&self->fan_error);
  if (self->fan_text == NULL)
    self->fan_text = g_string_new (NULL);
  g_string_truncate (self->fan_text, 0);
}

static void
all_providers_answered (DepotCreateOperation *self)
{
  g_autofree char *status = NULL;

  if (depot_create_went_wrong (self, g_steal_pointer (&self->fan_error)))
    return;
  if (self->fan_text->len == 0)
    {
      depot_operation_next (DEPOT_OPERATION (self));
      return;
    }
  /* Translators: %s is a list such as "Microsoft.Compute, Microsoft.Network" */
  status = g_strdup_printf (_ ("Registering %s"), self->fan_text->str);
  depot_operation_set_status (DEPOT_OPERATION (self), status, 0.5);
  depot_create_again (self, PROVIDER_SECONDS);
}

typedef struct
{
  DepotCreateOperation *operation;
  const char *provider;
} Question;

static void
provider_registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autofree char *state = depot_arm_register_provider_finish (DEPOT_ARM (source), result, &error);

  if (fan_in (self, error))
    all_providers_answered (self);
}

static void
register_provider (DepotCreateOperation *self, const char *provider)
{
  depot_house_log (
      self->parent.house, DEPOT_SEVERITY_INFO, "Registering resource provider %s", provider);
  depot_arm_register_provider_async (depot_create_get_arm (self),
                                     depot_create_get_subscription (self),
                                     provider,
                                     depot_create_get_cancellable (self),
                                     provider_registered,
                                     g_object_ref (self));
}

static void
provider_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (DepotCreateOperation) self = question->operation;
  GError *error = NULL;
  g_autofree char *state = depot_arm_get_provider_state_finish (DEPOT_ARM (source), result, &error);

  if (state != NULL && !g_str_equal (state, "Registered"))
    {
      g_string_append_printf (
          self->fan_text, "%s%s", self->fan_text->len > 0 ? ", " : "", question->provider);
      if (!g_str_equal (state, "Registering"))
        {
          register_provider (self, question->provider);
          return;
        }
    }
  if (fan_in (self, error))
    all_providers_answered (self);
}

static void
ask_providers (DepotCreateOperation *self)
{
  fan_out (self, DEPOT_N_REQUIRED_PROVIDERS);
  for (const char *const *provider = depot_required_providers; *provider != NULL; provider++)
    {
      Question *question = g_new0 (Question, 1);

      question->operation = g_object_ref (self);
      question->provider = *provider;
      depot_arm_get_provider_state_async (depot_create_get_arm (self),
                                          depot_create_get_subscription (self),
                                          *provider,
                                          depot_create_get_cancellable (self),
                                          provider_answered,
                                          question);
    }
}

void
depot_create_step_providers (DepotOperation *operation)
{
  depot_create_begin (operation, ask_providers);
}

/* names: free, or taken by what we made before a restart. */

static gboolean
is_any (const DepotNameVerdicts *verdicts, DepotNameVerdict verdict)
{
  return verdicts->label == verdict || verdicts->storage == verdict || verdicts->vault == verdict;
}

static gboolean
holds (GPtrArray *ids, const char *type, const char *name)
{
  for (guint i = 0; i < ids->len; i++)
    {
      if (depot_point_id_is (ids->pdata[i], type, name))
        return TRUE;
    }
  return FALSE;
}

/* A taken name that stands among our tagged resources is as good as free. */
static void
forgive_our_own (DepotCreateOperation *self, DepotNameVerdicts *verdicts, GPtrArray *ids)
{
  g_autofree char *storage = depot_template_storage_name (depot_create_get_name (self));
  g_autofree char *vault = depot_template_vault_name (depot_create_get_name (self));

  if (holds (ids, "Microsoft.Network/publicIPAddresses", NULL))
    verdicts->label = DEPOT_NAME_FREE;
  if (holds (ids, "Microsoft.Storage/storageAccounts", storage))
    verdicts->storage = DEPOT_NAME_FREE;
  if (holds (ids, "Microsoft.KeyVault/vaults", vault))
    verdicts->vault = DEPOT_NAME_FREE;
}

typedef struct
{
  DepotCreateOperation *operation;
  DepotNameVerdicts verdicts;
} Names;

static void
judge_names (DepotCreateOperation *self, const DepotNameVerdicts *verdicts)
{
  g_autofree char *text = depot_name_verdicts_dup_text (verdicts, depot_create_get_name (self));

  if (text == NULL)
    depot_operation_next (DEPOT_OPERATION (self));
  else
    depot_create_went_wrong (self,
                             depot_error_new (is_any (verdicts, DEPOT_NAME_IS_TAKEN)
                                                  ? DEPOT_ERROR_NAME_TAKEN
                                                  : DEPOT_ERROR_INVALID_INPUT,
                                              "%s",
                                              text));
}

static void
our_own_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Names *names = data;
  g_autoptr (DepotCreateOperation) self = names->operation;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids = depot_arm_list_tagged_finish (DEPOT_ARM (source), result, &error);

  if (depot_create_went_wrong (self, error))
    return;
  forgive_our_own (self, &names->verdicts, ids);
  judge_names (self, &names->verdicts);
}

static void
look_for_our_own (DepotCreateOperation *self, const DepotNameVerdicts *verdicts)
{
  Names *names = g_new0 (Names, 1);

  names->operation = g_object_ref (self);
  names->verdicts = *verdicts;
  depot_arm_list_tagged_async (depot_create_get_arm (self),
                               depot_create_get_subscription (self),
                               depot_create_get_group (self),
                               depot_create_get_tag (self),
                               depot_create_get_cancellable (self),
                               our_own_listed,
                               names);
}

static void
names_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  DepotNameVerdicts verdicts;

  if (!depot_name_check_finish (result, &verdicts, &error))
    depot_create_went_wrong (self, error);
  else if (is_any (&verdicts, DEPOT_NAME_IS_TAKEN))
    look_for_our_own (self, &verdicts);
  else
    judge_names (self, &verdicts);
}

static void
check_names (DepotCreateOperation *self)
{
  depot_name_check_async (depot_create_get_arm (self),
                          depot_create_get_subscription (self),
                          depot_draft_get_region (self->draft),
                          depot_create_get_name (self),
                          depot_create_get_cancellable (self),
                          names_checked,
                          g_object_ref (self));
}

void
depot_create_step_names (DepotOperation *operation)
{
  depot_create_begin (operation, check_names);
}

/* storage: the base template. */

static JsonObject *
base_parameters (DepotCreateOperation *self, GError **error)
{
  DepotTemplateValues values = {
    .region = depot_draft_get_region (self->draft),
    .service_id = depot_create_get_tag (self),
    .service_name = depot_create_get_name (self),
    .service_fqdn = depot_draft_get_service_fqdn (self->draft),
    .console_principal_id = self->principal_id,
    .console_principal_type = "User",
  };

  return depot_template_base_parameters (&values, error);
}

static gboolean
take_base_outputs (DepotCreateOperation *self, JsonObject *outputs, GError **error)
{
  const char *blob_endpoint = depot_json_get_string (outputs, "blobEndpoint.value", error);
  const char *vault_uri
      = blob_endpoint != NULL ? depot_json_get_string (outputs, "vaultUri.value", error) : NULL;
  const char *client_id
      = vault_uri != NULL ? depot_json_get_string (outputs, "edgeClientId.value", error) : NULL;

  const char *identity_id
      = client_id != NULL ? depot_create_get_output_id (self, outputs, "identityId.value", error)
                          : NULL;

  if (identity_id == NULL)
    return FALSE;
  g_set_str (&self->identity_id, identity_id);
  g_set_str (&self->blob_endpoint, blob_endpoint);
  g_set_str (&self->vault_uri, vault_uri);
  g_set_str (&self->identity_client_id, client_id);
  return TRUE;
}

const DepotCreateStage depot_create_stage_base = {
  .name = "base",
  .poll_seconds = 5,
  .load = depot_template_load_base,
  .parameters = base_parameters,
  .take = take_base_outputs,
  .round_offset = G_STRUCT_OFFSET (DepotCreateOperation, base_round),
};

static void
deploy_base (DepotCreateOperation *self)
{
  depot_create_deploy (self, &depot_create_stage_base);
}

static void
say_storage (DepotCreateOperation *self)
{
  if (depot_create_has_said (self, DEPOT_MESSAGE_STORAGE_CREATING))
    deploy_base (self);
  else
    depot_create_commit (self, DEPOT_MESSAGE_STORAGE_CREATING, NULL, deploy_base);
}

void
depot_create_step_storage (DepotOperation *operation)
{
  depot_create_begin (operation, say_storage);
}

/* container: the account's name has to spread, and our role on it has to become active. */

static void
wait_for_container (DepotCreateOperation *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Waiting for check if container exists. Will check again in %d seconds",
                   CONTAINER_SECONDS);
  self->container_seconds += CONTAINER_SECONDS;
  if (self->container_seconds > CONTAINER_LIMIT_SECONDS)
    depot_create_went_wrong (
        self,
        depot_error_new (DEPOT_ERROR_TIMED_OUT,
                         _ ("The container did not appear within %d minutes. Nothing was deleted."),
                         CONTAINER_LIMIT_SECONDS / 60));
  else
    depot_create_again (self, CONTAINER_SECONDS);
}

static gboolean
is_not_yet (const GError *error)
{
  return g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_ROLE_NOT_ACTIVE)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND)
         || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_REACHABLE);
}

static void
container_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  gboolean exists = FALSE;
  GError *error = NULL;

  depot_blob_container_exists_finish (DEPOT_AZURE_CLIENT (source), result, &exists, &error);
  if (is_not_yet (error))
    g_clear_error (&error);
  if (depot_create_went_wrong (self, error))
    return;
  if (!exists)
    {
      wait_for_container (self);
      return;
    }
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Container %s of service %s exists",
                   DEPOT_TEMPLATE_CONTAINER_NAME,
                   depot_create_get_name (self));
  depot_operation_next (DEPOT_OPERATION (self));
}

static void
check_container (DepotCreateOperation *self)
{
  DepotArm *arm = depot_create_get_arm (self);
  g_autofree char *url = g_strconcat (self->blob_endpoint,
                                      g_str_has_suffix (self->blob_endpoint, "/") ? "" : "/",
                                      DEPOT_TEMPLATE_CONTAINER_NAME,
                                      NULL);

  depot_blob_container_exists_async (depot_arm_get_client (arm),
                                     depot_arm_get_tokens (arm),
                                     url,
                                     depot_create_get_cancellable (self),
                                     container_checked,
                                     g_object_ref (self));
}

static void
say_container (DepotCreateOperation *self)
{
  if (depot_create_has_said (self, DEPOT_MESSAGE_WAITING_FOR_CONTAINER))
    check_container (self);
  else
    depot_create_commit (self, DEPOT_MESSAGE_WAITING_FOR_CONTAINER, NULL, check_container);
}

void
depot_create_step_container (DepotOperation *operation)
{
  depot_create_begin (operation, say_container);
}
