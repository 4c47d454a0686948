/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the house says and remembers: status messages, log lines, sites, small settings, the kept
 * wizard draft. */
#include "config.h"

#include "depot-house-private.h"

#include <glib/gi18n.h>

#include "depot-json.h"
#include "depot-store-drafts.h"
#include "depot-store-settings.h"
#include "depot-store-sites.h"

#define DRAFT_SECONDS 1

char *
depot_house_dup_user_at_host (void)
{
  return g_strdup_printf ("%s@%s", g_get_user_name (), g_get_host_name ());
}

void
depot_house_log (DepotHouse *self, DepotSeverity severity, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  depot_service_log_write (self->log, severity, DEPOT_COMPONENT_CLOUD_SERVICES, "%s", text);
}

static const char *
get_own_site_code (DepotHouse *self)
{
  DepotSite *top = depot_house_get_top_site (self);

  return top != NULL ? depot_site_get_code (top) : NULL;
}

DepotStatusMessage *
depot_house_make_message (DepotHouse *self,
                          guint message_id,
                          const char *site_code,
                          const char *point_id,
                          const char *const *inserts)
{
  /* the cloud services' numbers begin at 9400; those before are about content */
  return depot_status_message_new (message_id,
                                   message_id >= DEPOT_MESSAGE_TASK_QUEUED
                                       ? DEPOT_COMPONENT_CLOUD_SERVICES
                                       : DEPOT_COMPONENT_DISTRIBUTION,
                                   site_code != NULL ? site_code : get_own_site_code (self),
                                   g_get_host_name (),
                                   depot_clock_now (self->clock),
                                   point_id,
                                   inserts);
}

static void
message_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_store_add_message_finish (DEPOT_STORE (source), result, &error))
    g_warning ("A status message could not be written: %s", error->message);
}

void
depot_house_say (DepotHouse *self,
                 guint message_id,
                 const char *point_id,
                 const char *const *inserts)
{
  g_autoptr (DepotStatusMessage) message
      = depot_house_make_message (self, message_id, NULL, point_id, inserts);

  depot_store_add_message_async (self->store, message, message_added, NULL);
}

static void
site_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (depot_store_save_site_finish (DEPOT_STORE (source), result, &error))
    {
      depot_house_refresh (g_task_get_source_object (task));
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

static const char *
check_site (DepotSite *site)
{
  const char *wrong = depot_site_check_code (depot_site_get_code (site));

  return wrong != NULL ? wrong : depot_site_check_name (depot_site_get_name (site));
}

void
depot_house_save_site_async (DepotHouse *self,
                             DepotSite *site,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  const char *wrong;

  g_return_if_fail (DEPOT_IS_HOUSE (self));
  g_return_if_fail (DEPOT_IS_SITE (site));

  g_task_set_source_tag (task, depot_house_save_site_async);
  wrong = check_site (site);
  if (wrong != NULL)
    g_task_return_error (task, depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", wrong));
  else
    depot_store_save_site_async (self->store, site, site_saved, g_steal_pointer (&task));
}

gboolean
depot_house_save_site_finish (DepotHouse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
messages_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found
      = depot_store_list_messages_finish (DEPOT_STORE (source), result, &error);
  GListStore *list;

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  list = g_list_store_new (DEPOT_TYPE_STATUS_MESSAGE);
  g_list_store_splice (list, 0, 0, found->pdata, found->len);
  g_task_return_pointer (task, list, g_object_unref);
}

void
depot_house_list_messages_async (DepotHouse *self,
                                 const char *component,
                                 int severity,
                                 gint64 since,
                                 guint limit,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  DepotMessageQuery query
      = { .component = component, .severity = severity, .since = since, .limit = limit };

  g_return_if_fail (DEPOT_IS_HOUSE (self));

  g_task_set_source_tag (task, depot_house_list_messages_async);
  depot_store_list_messages_async (self->store, &query, messages_listed, task);
}

GListModel *
depot_house_list_messages_finish (DepotHouse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
depot_house_peek_setting (DepotHouse *self, const char *key)
{
  g_return_val_if_fail (DEPOT_IS_HOUSE (self), NULL);
  return g_hash_table_lookup (self->settings, key);
}

static void
settings_read_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  g_autofree char *text = depot_store_get_setting_finish (DEPOT_STORE (source), result, NULL);

  depot_house_take_settings (self, text);
}

/* What another process wrote meanwhile was passed over: it could have been older than our own. */
static void
setting_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotHouse) self = data;
  g_autoptr (GError) error = NULL;

  if (!depot_store_merge_setting_finish (DEPOT_STORE (source), result, &error))
    g_warning ("A setting could not be kept: %s", error->message);
  if (--self->n_settings_pending == 0 && self->store != NULL)
    depot_store_get_setting_async (
        self->store, DEPOT_SETTING_CONSOLE, settings_read_again, g_object_ref (self));
}

void
depot_house_set_setting (DepotHouse *self, const char *key, const char *value)
{
  g_autoptr (JsonObject) change = json_object_new ();
  g_autofree char *text = NULL;

  g_return_if_fail (DEPOT_IS_HOUSE (self));
  g_return_if_fail (key != NULL);

  if (g_strcmp0 (g_hash_table_lookup (self->settings, key), value) == 0)
    return;
  if (value != NULL)
    {
      g_hash_table_insert (self->settings, g_strdup (key), g_strdup (value));
      json_object_set_string_member (change, key, value);
    }
  else
    {
      g_hash_table_remove (self->settings, key);
      json_object_set_null_member (change, key);
    }
  text = depot_json_object_to_text (change);
  self->n_settings_pending++;
  depot_store_merge_setting_async (
      self->store, DEPOT_SETTING_CONSOLE, text, setting_saved, g_object_ref (self));
}

static void
take_setting (JsonObject *object, const char *key, JsonNode *node, gpointer settings)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_hash_table_insert (settings, g_strdup (key), g_strdup (json_node_get_string (node)));
}

void
depot_house_take_settings (DepotHouse *self, const char *text)
{
  g_autoptr (JsonObject) object = text != NULL ? depot_json_parse_object (text, -1, NULL) : NULL;

  /* what was read is older than what is on its way to the disk */
  if (object == NULL || self->n_settings_pending > 0)
    return;
  g_hash_table_remove_all (self->settings);
  json_object_foreach_member (object, take_setting, self->settings);
  depot_house_recall_regions (self);
}

static void
draft_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonObject) object
      = depot_store_load_draft_finish (DEPOT_STORE (source), result, &error);
  DepotDraft *draft = object != NULL ? depot_draft_from_json (object, NULL) : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, draft, g_object_unref);
}

void
depot_house_load_draft_async (DepotHouse *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (DEPOT_IS_HOUSE (self));

  g_task_set_source_tag (task, depot_house_load_draft_async);
  /* what was kept a moment ago counts; the store answers in the order it is asked */
  depot_house_write_draft (self);
  depot_store_load_draft_async (self->store, DEPOT_DRAFT_NAME, draft_loaded, task);
}

DepotDraft *
depot_house_load_draft_finish (DepotHouse *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
draft_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_store_save_draft_finish (DEPOT_STORE (source), result, &error))
    g_warning ("The draft could not be kept: %s", error->message);
}

static void
draft_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_store_remove_draft_finish (DEPOT_STORE (source), result, &error))
    g_warning ("The draft could not be removed: %s", error->message);
}

void
depot_house_write_draft (DepotHouse *self)
{
  g_autoptr (DepotDraft) draft = g_steal_pointer (&self->kept_draft);
  g_autoptr (JsonObject) object = draft != NULL ? depot_draft_to_json (draft) : NULL;

  if (object != NULL)
    depot_store_save_draft_async (self->store, DEPOT_DRAFT_NAME, object, draft_saved, NULL);
}

static gboolean
draft_due (gpointer data)
{
  DepotHouse *self = data;

  self->draft_timer = 0;
  depot_house_write_draft (self);
  return G_SOURCE_REMOVE;
}

/* Typing changes a draft with every letter: only the last state of a second is written. */
void
depot_house_keep_draft (DepotHouse *self, DepotDraft *draft)
{
  g_return_if_fail (DEPOT_IS_HOUSE (self));

  g_set_object (&self->kept_draft, draft);
  if (draft == NULL)
    {
      g_clear_handle_id (&self->draft_timer, g_source_remove);
      depot_store_remove_draft_async (self->store, DEPOT_DRAFT_NAME, draft_removed, NULL);
    }
  else if (self->draft_timer == 0)
    self->draft_timer = g_timeout_add_seconds (DRAFT_SECONDS, draft_due, self);
}
