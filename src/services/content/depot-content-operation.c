/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-content-operation-private.h"

#include <glib/gi18n.h>

#include "depot-content-queue.h"
#include "depot-json.h"
#include "depot-library.h"
#include "depot-point-operation.h"
#include "depot-store-content.h"

#define LATER_SECONDS 1

G_DEFINE_FINAL_TYPE (DepotContentOperation, depot_content_operation, DEPOT_TYPE_OPERATION)

gboolean
depot_content_operation_sends (DepotContentOperation *self)
{
  return self->action == DEPOT_CONTENT_DISTRIBUTE || self->action == DEPOT_CONTENT_UPDATE
         || self->action == DEPOT_CONTENT_REDISTRIBUTE;
}

void
depot_content_operation_say (DepotContentOperation *self,
                             guint message_id,
                             const DepotContentRow *row,
                             const char *reason)
{
  DepotPoint *point = row != NULL ? depot_house_find_point (self->house, row->point_id) : NULL;
  const char *name
      = row != NULL && row->package_name != NULL ? row->package_name : self->package_name;
  const char *inserts[] = { point != NULL ? depot_point_get_name (point) : "",
                            name != NULL ? name : "",
                            row != NULL ? row->package_id : self->package_id,
                            "",
                            reason != NULL ? reason : "",
                            NULL };

  depot_house_say (
      self->house, message_id, point != NULL ? depot_point_get_id (point) : NULL, inserts);
}

/* Rows. */

static void
rows_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!depot_store_write_content_finish (DEPOT_STORE (source), result, &error))
    g_warning ("The state of content could not be written: %s", error->message);
}

void
depot_content_operation_write_rows (DepotContentOperation *self,
                                    int index,
                                    GAsyncReadyCallback callback,
                                    gpointer data)
{
  g_autoptr (GArray) some = depot_content_rows_new ();
  GArray *rows = self->rows;

  if (index >= 0)
    {
      g_array_set_size (some, 1);
      depot_content_row_copy (&g_array_index (self->rows, DepotContentRow, index),
                              &g_array_index (some, DepotContentRow, 0));
      rows = some;
    }
  depot_store_write_content_async (depot_house_get_store (self->house),
                                   rows,
                                   depot_operation_get_id (DEPOT_OPERATION (self)),
                                   callback != NULL ? callback : rows_written,
                                   data);
}

/* The version to send. */

static void
snapshot_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  GError *error = NULL;

  if (depot_operation_save_finish (DEPOT_OPERATION (source), result, &error))
    depot_operation_next (DEPOT_OPERATION (self));
  else
    depot_operation_fail (DEPOT_OPERATION (self), error);
}

static void
snapshot_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  GError *error = NULL;
  DepotSnapshot *snapshot = depot_snapshot_finish (DEPOT_HOUSE (source), result, &error);

  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    {
      /* the package was changed while it was read; its folder may be another one now */
      g_error_free (error);
      depot_operation_again (DEPOT_OPERATION (self), LATER_SECONDS);
      return;
    }
  if (snapshot == NULL)
    {
      depot_content_operation_say (self, DEPOT_MESSAGE_PACKAGE_FAILED, NULL, error->message);
      depot_operation_fail (DEPOT_OPERATION (self), depot_error_from_any (error));
      g_error_free (error);
      return;
    }
  g_clear_pointer (&self->snapshot, depot_snapshot_free);
  self->snapshot = snapshot;
  self->then (self);
}

static void
library_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotContentOperation) self = data;
  GError *error = NULL;
  DepotPackage *package = NULL;

  if (depot_library_load_finish (DEPOT_LIBRARY (source), result, &error))
    package = depot_library_find_package (DEPOT_LIBRARY (source), self->package_id);
  if (package == NULL && error == NULL)
    error = depot_error_new (
        DEPOT_ERROR_NOT_FOUND, _ ("There is no package %s any more."), self->package_id);
  if (package == NULL)
    {
      depot_operation_fail (DEPOT_OPERATION (self), error);
      return;
    }
  depot_operation_set_status (DEPOT_OPERATION (self), _ ("Reading the source folder"), 0);
  depot_snapshot_async (self->house,
                        package,
                        self->makes_version,
                        depot_operation_get_cancellable (DEPOT_OPERATION (self)),
                        snapshot_made,
                        g_object_ref (self));
}

void
depot_content_operation_open (DepotContentOperation *self,
                              gboolean is_new,
                              void (*then) (DepotContentOperation *self))
{
  self->makes_version = is_new;
  self->then = then;
  depot_library_load_async (depot_house_get_library (self->house),
                            depot_operation_get_cancellable (DEPOT_OPERATION (self)),
                            library_loaded,
                            g_object_ref (self));
}

static void
keep_version (DepotContentOperation *self)
{
  if (self->version != self->snapshot->version)
    depot_content_operation_say (
        self, DEPOT_MESSAGE_SNAPSHOT_MADE, NULL, self->snapshot->first_left_out);
  self->version = self->snapshot->version;
  depot_operation_save_async (DEPOT_OPERATION (self), snapshot_saved, g_object_ref (self));
}

static void
step_snapshot (DepotOperation *operation)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);

  depot_content_operation_open (
      self, self->action == DEPOT_CONTENT_UPDATE && self->version == 0, keep_version);
}

static const DepotStep send_steps[] = {
  { "snapshot", 10, N_ ("Reading the source folder"), step_snapshot, NULL },
  { "send", 90, N_ ("Sending the content"), depot_content_work_begin, NULL },
};

static const DepotStep validate_steps[] = {
  { "validate", 1, N_ ("Reading the content back"), depot_content_work_begin, NULL },
};

static const DepotStep remove_steps[] = {
  { "remove", 1, N_ ("Removing the content"), depot_content_work_begin, NULL },
};

static const DepotStep *
get_steps (DepotOperation *operation, guint *n_steps)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);

  *n_steps = depot_content_operation_sends (self) ? G_N_ELEMENTS (send_steps) : 1;
  if (depot_content_operation_sends (self))
    return send_steps;
  return self->action == DEPOT_CONTENT_VALIDATE ? validate_steps : remove_steps;
}

/* The memory. */

static JsonObject *
save (DepotOperation *operation)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);
  JsonObject *memory = depot_json_object_of_strings ("action",
                                                     depot_content_action_get_nick (self->action),
                                                     "packageId",
                                                     self->package_id,
                                                     "packageName",
                                                     self->package_name,
                                                     NULL);

  if (self->point_id != NULL)
    json_object_set_string_member (memory, "pointId", self->point_id);
  if (self->waits_for != NULL)
    {
      g_autofree char *ids = g_strjoinv (" ", self->waits_for);

      json_object_set_string_member (memory, "waitsFor", ids);
    }
  json_object_set_int_member (memory, "version", self->version);
  return memory;
}

static gboolean
load (DepotOperation *operation, JsonObject *memory, GError **error)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);
  const char *nick = depot_json_get_string (memory, "action", error);
  const char *id = depot_json_peek_string (memory, "packageId");
  const char *point_id = depot_json_peek_string (memory, "pointId");
  const char *waits_for = depot_json_peek_string (memory, "waitsFor");

  if (nick == NULL
      || (point_id == NULL && depot_json_get_string (memory, "packageId", error) == NULL))
    return FALSE;
  if (!depot_content_action_from_nick (nick, &self->action))
    {
      g_propagate_error (error, depot_error_new (DEPOT_ERROR_STORE, "“%s” is no action", nick));
      return FALSE;
    }
  g_set_str (&self->package_id, id);
  g_set_str (&self->package_name, depot_json_peek_string (memory, "packageName"));
  g_set_str (&self->point_id, point_id);
  g_clear_pointer (&self->waits_for, g_strfreev);
  self->waits_for = waits_for != NULL ? g_strsplit (waits_for, " ", -1) : NULL;
  self->version = (guint) depot_json_peek_int (memory, "version", 0);
  return TRUE;
}

/* It ended early: what still says "under way" says why not. */

typedef struct
{
  DepotStore *store;
  char *operation_id;
  char *reason;
  DepotContentState state;
  gint64 now;
} Settling;

static void
settling_free (Settling *settling)
{
  g_object_unref (settling->store);
  g_free (settling->operation_id);
  g_free (settling->reason);
  g_free (settling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Settling, settling_free)

static void
rows_listed_for_settling (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Settling) settling = data;
  g_autoptr (GArray) rows = depot_store_get_content_finish (DEPOT_STORE (source), result, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      DepotContentRow *row = &g_array_index (rows, DepotContentRow, i);

      if (g_strcmp0 (row->operation_id, settling->operation_id) != 0
          || depot_content_state_get_word (row->state) != DEPOT_CONTENT_WORD_IN_PROGRESS)
        continue;
      row->state = settling->state;
      row->speed = 0;
      row->changed_at = settling->now;
      g_set_str (&row->reason, settling->reason);
    }
  if (rows != NULL)
    depot_store_write_content_async (
        settling->store, rows, settling->operation_id, rows_written, NULL);
}

static void
settled (DepotOperation *operation)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);
  DepotOperationState state = depot_operation_get_state (operation);
  const GError *error = depot_operation_get_error (operation);
  Settling *settling;

  if (state == DEPOT_OPERATION_DONE)
    return;
  settling = g_new0 (Settling, 1);
  settling->store = g_object_ref (depot_house_get_store (self->house));
  settling->operation_id = g_strdup (depot_operation_get_id (operation));
  settling->reason = g_strdup (error != NULL ? error->message : _ ("Cancelled by the user"));
  settling->state = self->action == DEPOT_CONTENT_REMOVE ? DEPOT_CONTENT_REMOVAL_FAILED
                                                         : DEPOT_CONTENT_INSTALL_FAILED;
  settling->now = depot_clock_now (depot_house_get_clock (self->house));
  depot_store_list_content_async (settling->store,
                                  self->package_id,
                                  self->point_id,
                                  0,
                                  0,
                                  G_MAXINT,
                                  rows_listed_for_settling,
                                  settling);
}

/* Whose turn it is, and who wakes it. */

static int
get_priority (DepotOperation *operation)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);
  DepotPackage *package
      = depot_library_find_package (depot_house_get_library (self->house), self->package_id);

  return package != NULL ? (int) depot_package_get_priority (package) - DEPOT_PRIORITY_NORMAL : 0;
}

static gboolean
serves_some_point (DepotContentOperation *self, const char *whom)
{
  for (char **id = self->waits_for; *id != NULL; id++)
    {
      DepotPoint *point = depot_house_find_point (self->house, *id);
      g_autofree char *account_id = NULL;

      if (point == NULL)
        continue;
      g_object_get (point, "account-id", &account_id, NULL);
      if (depot_sign_in_serves (whom, account_id, depot_point_get_cloud_id (point)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
waits_for (DepotOperation *operation, const char *whom)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (operation);
  const GError *error = depot_operation_get_error (operation);
  gboolean is_about_pause
      = g_str_has_prefix (whom, DEPOT_CONTENT_PACKAGE) || g_str_equal (whom, DEPOT_CONTENT_NETWORK);

  if (depot_operation_get_state (operation) != DEPOT_OPERATION_WAITING)
    return TRUE;
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_PAUSED))
    return is_about_pause
           && (self->package_id == NULL || g_str_equal (whom, DEPOT_CONTENT_NETWORK)
               || g_strcmp0 (whom, depot_operation_get_subject (operation)) == 0);
  return !is_about_pause
         && (self->waits_for == NULL || serves_some_point (self, whom)
             || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_KEYRING));
}

static void
depot_content_operation_finalize (GObject *object)
{
  DepotContentOperation *self = DEPOT_CONTENT_OPERATION (object);

  g_clear_handle_id (&self->progress_timer, g_source_remove);
  g_clear_pointer (&self->snapshot, depot_snapshot_free);
  g_clear_pointer (&self->rows, g_array_unref);
  depot_content_stops_end (self);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  g_clear_pointer (&self->stops, g_ptr_array_unref);
  g_clear_object (&self->source);
  g_clear_object (&self->holder);
  g_ptr_array_unref (self->given_up);
  g_clear_error (&self->person_error);
  g_clear_error (&self->first_error);
  g_clear_object (&self->house);
  g_free (self->package_id);
  g_free (self->package_name);
  g_free (self->point_id);
  g_strfreev (self->waits_for);
  G_OBJECT_CLASS (depot_content_operation_parent_class)->finalize (object);
}

static void
depot_content_operation_class_init (DepotContentOperationClass *klass)
{
  DepotOperationClass *operation_class = DEPOT_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = depot_content_operation_finalize;
  operation_class->kind = "content";
  operation_class->get_steps = get_steps;
  operation_class->save = save;
  operation_class->load = load;
  operation_class->settled = settled;
  operation_class->waits_for = waits_for;
  operation_class->get_priority = get_priority;
}

static void
depot_content_operation_init (DepotContentOperation *self)
{
  self->given_up = g_ptr_array_new_with_free_func (g_free);
}

DepotOperation *
depot_content_operation_new (const char *kind, DepotHouse *house)
{
  DepotContentOperation *self;

  if (g_strcmp0 (kind, "content") != 0)
    return NULL;
  self = g_object_new (DEPOT_TYPE_CONTENT_OPERATION, NULL);
  self->house = g_object_ref (house);
  return DEPOT_OPERATION (self);
}

static DepotContentOperation *
make (DepotHouse *house, DepotContentAction action, const char *title, const char *subject)
{
  g_autofree char *requested_by = depot_house_dup_user_at_host ();
  DepotContentOperation *self = g_object_new (DEPOT_TYPE_CONTENT_OPERATION,
                                              "title",
                                              title,
                                              "subject",
                                              subject,
                                              "requested-by",
                                              requested_by,
                                              NULL);

  self->house = g_object_ref (house);
  self->action = action;
  return self;
}

static char *
dup_title (DepotContentAction action, const char *name)
{
  switch (action)
    {
    case DEPOT_CONTENT_UPDATE:
      return g_strdup_printf (_ ("Update %s on its distribution points"), name);
    case DEPOT_CONTENT_REDISTRIBUTE:
      return g_strdup_printf (_ ("Redistribute %s"), name);
    case DEPOT_CONTENT_VALIDATE:
      return g_strdup_printf (_ ("Validate %s"), name);
    case DEPOT_CONTENT_REMOVE:
      return g_strdup_printf (_ ("Remove %s"), name);
    case DEPOT_CONTENT_DISTRIBUTE:
    case DEPOT_CONTENT_CANCEL:
    default:
      return g_strdup_printf (_ ("Distribute %s"), name);
    }
}

DepotOperation *
depot_content_operation_new_for (DepotHouse *house,
                                 DepotPackage *package,
                                 DepotContentAction action)
{
  g_autofree char *title = dup_title (action, depot_package_get_name (package));
  g_autofree char *subject
      = g_strconcat (DEPOT_CONTENT_PACKAGE, depot_package_get_id (package), NULL);
  DepotContentOperation *self = make (house, action, title, subject);

  self->package_id = g_strdup (depot_package_get_id (package));
  self->package_name = g_strdup (depot_package_get_name (package));
  return DEPOT_OPERATION (self);
}

DepotOperation *
depot_content_operation_new_at (DepotHouse *house,
                                DepotPoint *point,
                                DepotContentAction action,
                                guint n_packages)
{
  const char *name = depot_point_get_name (point);
  g_autofree char *subject = g_strconcat ("content-of:", depot_point_get_id (point), NULL);
  g_autofree char *title
      = action == DEPOT_CONTENT_VALIDATE
            ? g_strdup_printf (
                  ngettext ("Validate %u package on %s", "Validate %u packages on %s", n_packages),
                  n_packages,
                  name)
            : g_strdup_printf (
                  ngettext ("Remove %u package from %s", "Remove %u packages from %s", n_packages),
                  n_packages,
                  name);
  DepotContentOperation *self = make (house, action, title, subject);

  g_return_val_if_fail (action == DEPOT_CONTENT_VALIDATE || action == DEPOT_CONTENT_REMOVE, NULL);

  self->point_id = g_strdup (depot_point_get_id (point));
  return DEPOT_OPERATION (self);
}
