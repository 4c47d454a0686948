/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a replacement: the new point joins the groups of the old one, and is sent what that
 * was sent. The old one stays as it is until the admin deletes it. */
#include "config.h"

#include "depot-create-private.h"

#include "depot-content-list.h"
#include "depot-library.h"
#include "depot-distribution.h"
#include "depot-packages.h"

static void
distributed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autoptr (DepotDistributionOutcome) outcome
      = depot_distribution_request_finish (DEPOT_HOUSE (source), result, &error);

  if (depot_create_went_wrong (self, error))
    return;
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "%u packages of the point it replaces are sent to %s.",
                   outcome->n_assignments,
                   depot_create_get_name (self));
  depot_create_say_next (self);
}

static gboolean
is_leaving (DepotContentState state)
{
  return state == DEPOT_CONTENT_REMOVAL_PENDING || state == DEPOT_CONTENT_REMOVAL_RETRYING
         || state == DEPOT_CONTENT_REMOVAL_FAILED;
}

static GPtrArray *
collect_packages (GArray *rows)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      DepotContentRow *row = &g_array_index (rows, DepotContentRow, i);

      if (row->package_id != NULL && !is_leaving (row->state))
        g_ptr_array_add (ids, row->package_id);
    }
  g_ptr_array_add (ids, NULL);
  return ids;
}

static void
content_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;
  g_autoptr (GArray) rows = depot_content_rows_finish (DEPOT_HOUSE (source), result, &error);
  g_autoptr (GPtrArray) packages = NULL;
  const char *points[] = { depot_create_get_tag (self), NULL };
  DepotDistribution wish = { .action = DEPOT_CONTENT_DISTRIBUTE, .point_ids = points };

  if (depot_create_went_wrong (self, error))
    return;
  packages = collect_packages (rows);
  wish.package_ids = (const char *const *) packages->pdata;
  if (packages->len > 1)
    depot_distribution_request_async (self->parent.house,
                                      &wish,
                                      depot_create_get_cancellable (self),
                                      distributed,
                                      g_object_ref (self));
  else
    depot_create_say_next (self);
}

/* Asked for again after a kill, it leaves out what is there already. */
static void
list_content (DepotCreateOperation *self)
{
  DepotContentQuery query = { .point_id = depot_draft_get_replaces_id (self->draft) };

  depot_content_rows_async (self->parent.house,
                            &query,
                            depot_create_get_cancellable (self),
                            content_listed,
                            g_object_ref (self));
}

/* Groups, one after the other. */

static DepotPointGroup *
find_group_to_join (DepotCreateOperation *self)
{
  GListModel *groups = depot_library_get_groups (depot_house_get_library (self->parent.house));

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (DepotPointGroup) group = g_list_model_get_item (groups, i);
      const char *const *members = depot_point_group_get_members (group);

      if (g_strv_contains (members, depot_draft_get_replaces_id (self->draft))
          && !g_strv_contains (members, depot_create_get_tag (self)))
        return g_steal_pointer (&group);
    }
  return NULL;
}

static void
group_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  GError *error = NULL;

  depot_group_change_finish (DEPOT_HOUSE (source), result, &error);
  if (!depot_create_went_wrong (self, error))
    depot_create_again (self, 0);
}

static void
library_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateOperation) self = data;
  const char *join[] = { depot_create_get_tag (self), NULL };
  g_autoptr (DepotPointGroup) group = NULL;
  GError *error = NULL;

  depot_library_load_finish (DEPOT_LIBRARY (source), result, &error);
  if (depot_create_went_wrong (self, error))
    return;
  group = find_group_to_join (self);
  if (group == NULL)
    list_content (self);
  else
    depot_group_change_async (self->parent.house,
                              group,
                              join,
                              NULL,
                              depot_create_get_cancellable (self),
                              group_joined,
                              g_object_ref (self));
}

static void
take_over (DepotCreateOperation *self)
{
  depot_library_load_async (depot_house_get_library (self->parent.house),
                            depot_create_get_cancellable (self),
                            library_loaded,
                            g_object_ref (self));
}

void
depot_create_step_content (DepotOperation *operation)
{
  depot_create_begin (operation, take_over);
}
