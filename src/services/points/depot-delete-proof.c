/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ends of Delete: what the point has in Azure, and the proof that none of it is left. */
#include "config.h"

#include "depot-delete-private.h"

#include <glib/gi18n.h>

#include "depot-arm-actions.h"

/* inventory */

static gboolean
is_seen (DepotDeletePoint *self, const char *id)
{
  for (guint i = 0; i < self->seen->len; i++)
    if (g_ascii_strcasecmp (self->seen->pdata[i], id) == 0)
      return TRUE;
  return FALSE;
}

static void
inventory_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotDeletePoint) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_tagged_everywhere_finish (DEPOT_ARM (source), result, &error);

  if (depot_verb_operation_went_wrong (DEPOT_VERB_OPERATION (self), error))
    return;
  for (guint i = 0; i < ids->len; i++)
    if (!is_seen (self, ids->pdata[i]))
      g_ptr_array_add (self->seen, g_strdup (ids->pdata[i]));
  depot_house_log (self->parent_instance.parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Service %s has %u resources in Azure",
                   depot_verb_operation_get_name (DEPOT_VERB_OPERATION (self)),
                   ids->len);
  depot_verb_operation_next (DEPOT_VERB_OPERATION (self));
}

static void
list_everywhere (DepotVerbOperation *self, GAsyncReadyCallback listed)
{
  DepotPointFacts facts = depot_point_operation_get_facts (&self->parent);

  depot_arm_list_tagged_everywhere_async (depot_verb_operation_get_arm (self),
                                          facts.subscription_id,
                                          depot_point_operation_get_tag (&self->parent),
                                          depot_verb_operation_get_cancellable (self),
                                          listed,
                                          g_object_ref (self));
}

static void
take_inventory (DepotVerbOperation *self)
{
  list_everywhere (self, inventory_taken);
}

void
depot_delete_step_inventory (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, take_inventory);
}

/* verify */

char *
depot_delete_dup_names (GPtrArray *ids)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", strrchr (ids->pdata[i], '/') + 1);
  return g_string_free (names, FALSE);
}

static GError *
left_error (GPtrArray *ids)
{
  g_autofree char *names = depot_delete_dup_names (ids);

  return depot_error_new (DEPOT_ERROR_CONFLICT,
                          /* Translators: %s is a list of names of Azure resources */
                          _ ("Azure still has resources with the tag of this point: %s"),
                          names);
}

static void
leftovers_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) ids
      = depot_arm_list_tagged_everywhere_finish (DEPOT_ARM (source), result, &error);

  if (error == NULL)
    {
      g_clear_pointer (&self->parent.left, g_ptr_array_unref);
      self->parent.left = g_ptr_array_ref (ids);
      if (ids->len > 0)
        error = left_error (ids);
    }
  if (!depot_point_operation_went_wrong (&self->parent, error))
    depot_verb_operation_next (self);
}

static const char *
find_version (const char *id)
{
  const DepotPointKind *const lists[] = { depot_point_service_kinds, depot_point_base_kinds };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const DepotPointKind *kind = lists[i]; kind->type != NULL; kind++)
      if (depot_point_id_is (id, kind->type, NULL))
        return kind->version;
  return NULL;
}

static void
looked_for (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotVerbOperation) operation = data;
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);
  const char *id = self->seen->pdata[self->n_proved];
  GError *error = NULL;
  g_autoptr (JsonObject) resource
      = depot_arm_get_resource_finish (DEPOT_ARM (source), result, &error);

  if (error == NULL && resource != NULL)
    error = depot_error_new (
        DEPOT_ERROR_CONFLICT, _ ("“%s” is still there in Azure."), strrchr (id, '/') + 1);
  if (depot_point_operation_went_wrong (&operation->parent, error))
    return;
  self->n_proved++;
  depot_point_operation_again (&operation->parent, 0);
}

/* Each one seen is asked for by name; then the tag is searched for everywhere. */
static void
verify (DepotVerbOperation *operation)
{
  DepotDeletePoint *self = DEPOT_DELETE_POINT (operation);

  while (self->n_proved < self->seen->len
         && find_version (self->seen->pdata[self->n_proved]) == NULL)
    self->n_proved++;
  if (self->n_proved < self->seen->len)
    depot_arm_get_resource_async (depot_verb_operation_get_arm (operation),
                                  self->seen->pdata[self->n_proved],
                                  find_version (self->seen->pdata[self->n_proved]),
                                  depot_verb_operation_get_cancellable (operation),
                                  looked_for,
                                  g_object_ref (self));
  else
    list_everywhere (operation, leftovers_listed);
}

void
depot_delete_step_verify (DepotOperation *operation)
{
  depot_verb_operation_begin (operation, verify);
}
