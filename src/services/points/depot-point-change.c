/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-change.h"

#include <glib/gi18n.h>

#include "depot-point-request.h"
#include "depot-store-points.h"

#define MAX_TRIES 5

static const char *const changeable[] = {
  "description",
  "site-code",
  "token-hours",
  "management-fingerprint",
  "storage-quota-enabled",
  "storage-quota-gb",
  "storage-warning-percent",
  "storage-critical-percent",
  "transfer-quota-enabled",
  "transfer-quota-gb",
  "transfer-warning-percent",
  "transfer-critical-percent",
  NULL,
};

typedef struct
{
  char *id;
  DepotDraft *draft;
  GPtrArray *names; /* what differs, borrowed from the table above */
  DepotPoint *point;
  guint n_tries;
} Change;

static void
change_free (Change *change)
{
  g_free (change->id);
  g_clear_object (&change->draft);
  g_ptr_array_unref (change->names);
  g_clear_object (&change->point);
  g_free (change);
}

static void
read_value (gpointer noun, const char *property, GValue *value)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (noun), property);

  g_value_init (value, pspec->value_type);
  g_object_get_property (noun, property, value);
}

static gboolean
differs (DepotPoint *point, DepotDraft *draft, const char *property)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (draft), property);
  g_auto (GValue) is = G_VALUE_INIT;
  g_auto (GValue) wanted = G_VALUE_INIT;

  read_value (point, property, &is);
  read_value (draft, property, &wanted);
  return g_param_values_cmp (pspec, &is, &wanted) != 0;
}

static void
find_differences (Change *change, DepotPoint *point)
{
  for (const char *const *name = changeable; *name != NULL; name++)
    if (differs (point, change->draft, *name))
      g_ptr_array_add (change->names, (gpointer) *name);
}

/* Only the classic way has a certificate to choose. */
static gboolean
is_judged (Change *change, const char *name)
{
  return depot_draft_get_method (change->draft) == DEPOT_METHOD_CLASSIC
         || !g_str_equal (name, "management-fingerprint");
}

static GError *
judge (DepotHouse *house, Change *change)
{
  gint64 now = depot_clock_now (house->clock);

  for (const char *const *name = changeable; *name != NULL; name++)
    {
      const char *wrong
          = is_judged (change, *name) ? depot_draft_check (change->draft, *name, now) : NULL;

      if (wrong != NULL)
        /* Translators: a field and what is wrong with it: "Service FQDN: …" */
        return depot_error_new (
            DEPOT_ERROR_INVALID_INPUT, _ ("%s: %s"), depot_draft_field_get_label (*name), wrong);
    }
  if (!g_ptr_array_find_with_equal_func (change->names, "site-code", g_str_equal, NULL))
    return NULL;
  return depot_point_judge_site (house, depot_draft_get_site_code (change->draft));
}

static void
apply (Change *change)
{
  for (guint i = 0; i < change->names->len; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      read_value (change->draft, change->names->pdata[i], &value);
      g_object_set_property (G_OBJECT (change->point), change->names->pdata[i], &value);
    }
}

/* "storage-quota-gb 3000, description Lab": for the log. */
static char *
dup_values (Change *change)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < change->names->len; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *shown = NULL;

      read_value (change->point, change->names->pdata[i], &value);
      shown = g_strdup_value_contents (&value);
      g_string_append_printf (
          text, "%s%s %s", i > 0 ? ", " : "", (char *) change->names->pdata[i], shown);
    }
  return g_string_free (text, FALSE);
}

static char *
dup_labels (Change *change)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < change->names->len; i++)
    {
      const char *name = change->names->pdata[i];
      const char *label = depot_draft_field_get_label (name);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", label != NULL ? label : name);
    }
  return g_string_free (text, FALSE);
}

static DepotStatusMessage *
make_message (DepotHouse *house, Change *change)
{
  g_autofree char *who = depot_house_dup_user_at_host ();
  g_autofree char *labels = dup_labels (change);
  const char *inserts[] = { depot_point_get_name (change->point),
                            depot_point_get_service_fqdn (change->point),
                            who,
                            "",
                            labels,
                            NULL };

  return depot_house_make_message (house,
                                   DEPOT_MESSAGE_PROPERTIES_CHANGED,
                                   depot_point_get_site_code (change->point),
                                   change->id,
                                   inserts);
}

static void start (GTask *task);

static void
change_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autofree char *values = NULL;
  GError *error = NULL;

  if (!depot_store_batch_commit_finish (DEPOT_STORE_BATCH (source), result, &error))
    {
      /* an operation saved the point between our look and our write: look again */
      if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT)
          && ++change->n_tries < MAX_TRIES)
        {
          g_error_free (error);
          start (task);
        }
      else
        g_task_return_error (task, error);
      return;
    }
  values = dup_values (change);
  depot_house_log (house,
                   DEPOT_SEVERITY_INFO,
                   "Properties of cloud distribution point %s were changed: %s",
                   depot_point_get_name (change->point),
                   values);
  depot_house_refresh (house);
  g_task_return_boolean (task, TRUE);
}

static void
point_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  DepotHouse *house = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DepotStoreBatch) batch = NULL;
  g_autoptr (DepotStatusMessage) message = NULL;

  g_clear_object (&change->point);
  change->point = depot_store_get_point_finish (DEPOT_STORE (source), result, &error);
  if (change->point != NULL && depot_point_get_state (change->point) == DEPOT_POINT_DELETING)
    error = depot_error_new (DEPOT_ERROR_CONFLICT, _ ("The point is being deleted already."));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  apply (change);
  batch = depot_store_batch_new (house->store);
  message = make_message (house, change);
  depot_store_batch_save_point (batch, change->point);
  depot_store_batch_add_message (batch, message);
  depot_store_batch_commit_async (batch, change_saved, g_object_ref (task));
}

static void
start (GTask *task)
{
  DepotHouse *house = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  depot_store_get_point_async (house->store, change->id, point_read, g_object_ref (task));
}

void
depot_point_change_async (DepotHouse *house,
                          DepotPoint *point,
                          DepotDraft *draft,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (house, cancellable, callback, data);
  Change *change = g_new0 (Change, 1);
  GError *error;

  g_return_if_fail (DEPOT_IS_HOUSE (house));
  g_return_if_fail (DEPOT_IS_POINT (point));
  g_return_if_fail (DEPOT_IS_DRAFT (draft));

  change->id = g_strdup (depot_point_get_id (point));
  change->draft = depot_draft_copy (draft);
  change->names = g_ptr_array_new ();
  g_task_set_source_tag (task, depot_point_change_async);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  find_differences (change, point);
  error = judge (house, change);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (change->names->len == 0)
    g_task_return_boolean (task, TRUE);
  else
    start (task);
}

gboolean
depot_point_change_finish (DepotHouse *house, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, house), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
