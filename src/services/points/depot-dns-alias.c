/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-dns-alias.h"

#include <glib/gi18n.h>
#include <string.h>

#include "depot-arm-dns.h"
#include "depot-house-private.h"
#include "depot-json.h"

#define TTL_SECONDS 3600
#define OWNER "depot-service"

static const char *const nicks[] = { "no-zone", "apex", "free", "ours", "right", "other" };

const char *
depot_dns_alias_state_get_nick (DepotDnsAliasState state)
{
  return nicks[state];
}

void
depot_dns_alias_free (DepotDnsAlias *alias)
{
  g_free (alias->zone);
  g_free (alias->zone_id);
  g_free (alias->record_id);
  g_free (alias->name);
  g_free (alias->wanted);
  g_free (alias->found);
  g_free (alias->etag);
  g_free (alias->text);
  g_free (alias);
}

static DepotArm *
find_arm (DepotHouse *house, DepotPoint *point, GError **error)
{
  g_autofree char *account_id = NULL;

  g_object_get (point, "account-id", &account_id, NULL);
  return depot_house_find_arm (house, account_id, error);
}

/* Looking: subscriptions, the zones of each, the record in the best of them. */

typedef struct
{
  DepotArm *arm;
  DepotPoint *point;
  GListModel *subscriptions;
  guint next;
  DepotDnsAlias *alias;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_object (&look->arm);
  g_clear_object (&look->point);
  g_clear_object (&look->subscriptions);
  g_clear_pointer (&look->alias, depot_dns_alias_free);
  g_free (look);
}

/* "contoso.com." and "CONTOSO.com" are one name. */
static gboolean
is_same_name (const char *one, const char *other)
{
  gsize length = strlen (one) - (g_str_has_suffix (one, ".") ? 1 : 0);
  gsize other_length = strlen (other) - (g_str_has_suffix (other, ".") ? 1 : 0);

  return length == other_length && g_ascii_strncasecmp (one, other, length) == 0;
}

static char *
describe (const DepotDnsAlias *alias)
{
  switch (alias->state)
    {
    case DEPOT_DNS_ALIAS_APEX:
      return g_strdup (
          _ ("The service FQDN is the zone's own name, where no CNAME record can be."));
    case DEPOT_DNS_ALIAS_FREE:
      return g_strdup_printf (_ ("The zone %s has no such record yet."), alias->zone);
    case DEPOT_DNS_ALIAS_OURS:
      return g_strdup_printf (_ ("This console wrote the record into the zone %s."), alias->zone);
    case DEPOT_DNS_ALIAS_RIGHT:
      return g_strdup_printf (_ ("The zone %s has the record already; somebody else made it."),
                              alias->zone);
    case DEPOT_DNS_ALIAS_OTHER:
      return g_strdup_printf (_ ("The zone %s has a record of this name that leads elsewhere."),
                              alias->zone);
    case DEPOT_DNS_ALIAS_NO_ZONE:
    default:
      return g_strdup (_ ("No Azure DNS zone of this name is in the subscriptions the account "
                          "sees."));
    }
}

static void
finish (GTask *task)
{
  Look *look = g_task_get_task_data (task);

  look->alias->text = describe (look->alias);
  g_task_return_pointer (
      task, g_steal_pointer (&look->alias), (GDestroyNotify) depot_dns_alias_free);
}

static void
judge (DepotDnsAlias *alias, DepotPoint *point, JsonObject *record)
{
  const char *owner = depot_json_peek_string (record, "properties.metadata." OWNER);

  alias->found = g_strdup (depot_json_peek_string (record, "properties.CNAMERecord.cname"));
  alias->etag = g_strdup (depot_json_peek_string (record, "etag"));
  alias->is_ours = g_strcmp0 (owner, depot_point_get_id (point)) == 0;
  if (alias->found == NULL || !is_same_name (alias->found, alias->wanted))
    alias->state = DEPOT_DNS_ALIAS_OTHER;
  else
    alias->state = alias->is_ours ? DEPOT_DNS_ALIAS_OURS : DEPOT_DNS_ALIAS_RIGHT;
}

static void
record_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) record
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  look->alias->state = DEPOT_DNS_ALIAS_FREE;
  if (record != NULL)
    judge (look->alias, look->point, record);
  finish (task);
}

static void
read_record (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  DepotDnsAlias *alias = look->alias;
  g_autofree char *label = NULL;

  if (alias->zone == NULL || is_same_name (alias->zone, alias->name))
    {
      alias->state = alias->zone == NULL ? DEPOT_DNS_ALIAS_NO_ZONE : DEPOT_DNS_ALIAS_APEX;
      finish (task);
      return;
    }
  label = g_strndup (alias->name, strlen (alias->name) - strlen (alias->zone) - 1);
  alias->record_id = g_strdup_printf ("%s/CNAME/%s", alias->zone_id, label);
  depot_arm_get_resource_async (look->arm,
                                alias->record_id,
                                DEPOT_ARM_DNS_VERSION,
                                g_task_get_cancellable (task),
                                record_read,
                                g_object_ref (task));
}

static gboolean
is_in_zone (const char *name, const char *zone)
{
  gsize length = strlen (name), zone_length = strlen (zone);

  return is_same_name (name, zone)
         || (length > zone_length + 1 && name[length - zone_length - 1] == '.'
             && g_ascii_strcasecmp (name + length - zone_length, zone) == 0);
}

/* The longest zone is the one that is delegated. */
static void
consider (DepotDnsAlias *alias, const char *zone_id)
{
  const char *zone = strrchr (zone_id, '/') + 1;

  if (!is_in_zone (alias->name, zone)
      || (alias->zone != NULL && strlen (alias->zone) >= strlen (zone)))
    return;
  g_set_str (&alias->zone, zone);
  g_set_str (&alias->zone_id, zone_id);
}

static void ask_next (GTask *task);

static void
zones_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = depot_arm_list_dns_zones_finish (DEPOT_ARM (source), result, &error);

  /* a subscription that lets nobody look has no zone for us; the others may */
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (error != NULL)
    g_debug ("The zones cannot be listed: %s", error->message);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (strchr (ids->pdata[i], '/') != NULL)
      consider (look->alias, ids->pdata[i]);
  ask_next (task);
}

static void
ask_next (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (DepotSubscription) subscription
      = g_list_model_get_item (look->subscriptions, look->next++);

  if (subscription == NULL)
    read_record (task);
  else
    depot_arm_list_dns_zones_async (look->arm,
                                    depot_subscription_get_id (subscription),
                                    g_task_get_cancellable (task),
                                    zones_listed,
                                    g_object_ref (task));
}

static void
subscriptions_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  look->subscriptions = depot_arm_list_subscriptions_finish (DEPOT_ARM (source), result, &error);
  if (look->subscriptions != NULL)
    ask_next (task);
  else
    g_task_return_error (task, error);
}

void
depot_dns_alias_look_async (DepotHouse *house,
                            DepotPoint *point,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Look *look = g_new0 (Look, 1);
  GError *error = NULL;
  DepotArm *arm = find_arm (house, point, &error);

  g_task_set_source_tag (task, depot_dns_alias_look_async);
  look->point = g_object_ref (point);
  g_set_object (&look->arm, arm);
  look->alias = g_new0 (DepotDnsAlias, 1);
  look->alias->name = g_strdup (depot_point_get_service_fqdn (point));
  look->alias->wanted = g_strdup (depot_point_get_azure_fqdn (point));
  g_task_set_task_data (task, look, look_free);
  if (error == NULL && (look->alias->wanted == NULL || look->alias->name == NULL))
    error = depot_error_new (DEPOT_ERROR_CONFLICT, _ ("Azure has given the point no name yet."));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    depot_arm_list_subscriptions_async (
        arm, cancellable, subscriptions_listed, g_object_ref (task));
}

DepotDnsAlias *
depot_dns_alias_look_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Changing. */

/* The answer to a write may be lost: then a second one finds what the first has done. */
static void
looked_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *refusal = g_task_get_task_data (task);
  g_autoptr (DepotDnsAlias) now = depot_dns_alias_look_finish (DEPOT_HOUSE (source), result, NULL);

  if (now != NULL && now->state == DEPOT_DNS_ALIAS_OURS)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_error_copy (refusal));
}

static void
written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  g_autoptr (DepotPoint) point = g_object_ref (g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (JsonObject) record
      = depot_arm_put_dns_record_finish (DEPOT_ARM (source), result, &error);

  if (record != NULL)
    {
      depot_house_log (house,
                       DEPOT_SEVERITY_INFO,
                       "The CNAME record of %s in Azure DNS leads to %s.",
                       depot_point_get_service_fqdn (point),
                       depot_point_get_azure_fqdn (point));
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  depot_dns_alias_look_async (
      house, point, g_task_get_cancellable (task), looked_again, g_object_ref (task));
}

static JsonObject *
make_record (DepotPoint *point)
{
  JsonObject *record = json_object_new (), *properties = json_object_new ();

  json_object_set_int_member (properties, "TTL", TTL_SECONDS);
  json_object_set_object_member (
      properties,
      "CNAMERecord",
      depot_json_object_of_strings ("cname", depot_point_get_azure_fqdn (point), NULL));
  json_object_set_object_member (
      properties,
      "metadata",
      depot_json_object_of_strings (OWNER, depot_point_get_id (point), NULL));
  json_object_set_object_member (record, "properties", properties);
  return record;
}

static GError *
refuse_write (const DepotDnsAlias *seen, gboolean may_replace)
{
  if (seen->state == DEPOT_DNS_ALIAS_NO_ZONE)
    return depot_error_new (DEPOT_ERROR_NOT_FOUND, "%s", seen->text);
  if (seen->state == DEPOT_DNS_ALIAS_APEX)
    return depot_error_new (DEPOT_ERROR_INVALID_INPUT, "%s", seen->text);
  if (seen->state == DEPOT_DNS_ALIAS_OTHER && !seen->is_ours && !may_replace)
    return depot_error_new (DEPOT_ERROR_CONFLICT, "%s", seen->text);
  return NULL;
}

/* What is right already stays, whoever made it. */
static gboolean
is_right (const DepotDnsAlias *seen)
{
  return seen->state == DEPOT_DNS_ALIAS_OURS || seen->state == DEPOT_DNS_ALIAS_RIGHT;
}

void
depot_dns_alias_write_async (DepotHouse *house,
                             DepotPoint *point,
                             const DepotDnsAlias *seen,
                             gboolean may_replace,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  g_autoptr (JsonObject) record = make_record (point);
  GError *error = refuse_write (seen, may_replace);
  DepotArm *arm = error == NULL ? find_arm (house, point, &error) : NULL;

  g_task_set_source_tag (task, depot_dns_alias_write_async);
  g_task_set_task_data (task, g_object_ref (point), g_object_unref);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (is_right (seen))
    g_task_return_boolean (task, TRUE);
  else
    depot_arm_put_dns_record_async (
        arm, seen->record_id, record, seen->etag, cancellable, written, g_object_ref (task));
}

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!depot_arm_delete_dns_record_finish (DEPOT_ARM (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  depot_house_log (g_task_get_source_object (task),
                   DEPOT_SEVERITY_INFO,
                   "The CNAME record of %s was removed from Azure DNS.",
                   depot_point_get_service_fqdn (g_task_get_task_data (task)));
  g_task_return_boolean (task, TRUE);
}

void
depot_dns_alias_remove_async (DepotHouse *house,
                              DepotPoint *point,
                              const DepotDnsAlias *seen,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  GError *error = NULL;
  DepotArm *arm = find_arm (house, point, &error);

  g_task_set_source_tag (task, depot_dns_alias_remove_async);
  g_task_set_task_data (task, g_object_ref (point), g_object_unref);
  if (error == NULL && (!seen->is_ours || seen->etag == NULL))
    error = depot_error_new (DEPOT_ERROR_CONFLICT,
                             _ ("The record in Azure DNS was not written by this console for "
                                "this point, so it stays."));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    depot_arm_delete_dns_record_async (
        arm, seen->record_id, seen->etag, cancellable, removed, g_object_ref (task));
}

gboolean
depot_dns_alias_change_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
