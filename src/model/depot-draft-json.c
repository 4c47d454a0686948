/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-draft.h"

#include <glib/gi18n.h>

#include "depot-draft-private.h"
#include "depot-error.h"

JsonObject *
depot_draft_to_json (DepotDraft *self)
{
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (DEPOT_IS_DRAFT (self), object);

  depot_fields_to_json (self, depot_draft_fields, DEPOT_DRAFT_N_FIELDS, object);
  return object;
}

/* The files are named in a draft that a person writes. Whoever reads the file opens them; here only
 * their form counts. */
static gboolean
check_file_members (JsonObject *object, const char *const *members, GError **error)
{
  for (guint i = 0; members[i]; i++)
    {
      JsonNode *node = json_object_get_member (object, members[i]);

      if (node && !JSON_NODE_HOLDS_NULL (node) && json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_propagate_error (error,
                             depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                              _ ("“%s” must be the path of a file."),
                                              members[i]));
          return FALSE;
        }
    }
  return TRUE;
}

DepotDraft *
depot_draft_from_json (JsonObject *object, GError **error)
{
  static const char *const files[]
      = { DEPOT_DRAFT_CERTIFICATE_FILE, DEPOT_DRAFT_MANAGEMENT_CERTIFICATE_FILE, NULL };
  g_autoptr (DepotDraft) self = depot_draft_new ();

  g_return_val_if_fail (object != NULL, NULL);

  if (!check_file_members (object, files, error))
    return NULL;
  self->is_loading = TRUE;
  if (!depot_fields_from_json (
          G_OBJECT (self), depot_draft_fields, DEPOT_DRAFT_N_FIELDS, object, files, error))
    return NULL;
  self->is_loading = FALSE;
  return g_steal_pointer (&self);
}

void
depot_draft_mark_untouched (DepotDraft *self)
{
  g_return_if_fail (DEPOT_IS_DRAFT (self));

  g_clear_pointer (&self->untouched, json_object_unref);
  self->untouched = depot_draft_to_json (self);
}

gboolean
depot_draft_is_touched (DepotDraft *self)
{
  g_autoptr (JsonObject) now = NULL;

  g_return_val_if_fail (DEPOT_IS_DRAFT (self), FALSE);

  if (self->untouched == NULL)
    {
      g_autoptr (DepotDraft) fresh = depot_draft_new ();

      self->untouched = depot_draft_to_json (fresh);
    }
  now = depot_draft_to_json (self);
  return !json_object_equal (now, self->untouched);
}
