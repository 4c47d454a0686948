/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a redeployment: the point is gone, the same is asked for once more (domain reference
 * B1.10, "reuse the name"). */
#include "config.h"

#include "depot-create.h"
#include "depot-delete-private.h"

static void
asked_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotOperation) operation = data;
  GError *error = NULL;

  if (depot_create_point_finish (DEPOT_HOUSE (source), result, NULL, &error) != NULL)
    depot_operation_next (operation);
  else
    depot_operation_fail (operation, error);
}

/* A kill may have come between the request and the note of it: then the new point is there. */
static gboolean
is_asked_for (DepotVerbOperation *self)
{
  DepotPoint *point
      = depot_house_find_point (self->parent.house, depot_verb_operation_get_name (self));

  return point != NULL
         && g_strcmp0 (depot_point_get_id (point),
                       depot_operation_get_subject (DEPOT_OPERATION (self)))
                != 0;
}

void
depot_delete_step_again (DepotOperation *operation)
{
  DepotVerbOperation *self = DEPOT_VERB_OPERATION (operation);
  g_autoptr (DepotDraft) draft = depot_point_make_draft (self->point);

  if (is_asked_for (self))
    depot_operation_next (operation);
  else
    depot_create_point_async (self->parent.house,
                              draft,
                              depot_verb_operation_get_cancellable (self),
                              asked_again,
                              g_object_ref (operation));
}
