/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first steps: the subscription knows us, the storage service, the container. */
#include "config.h"

#include "depot-create-classic-private.h"

#include <glib/gi18n.h>

#include "depot-data-plane.h"

#define CREATING_SECONDS 10
#define CONTAINER_SECONDS 10

/* connection: also tells what this API calls the region. */

/* "West Europe" and "westeurope" are one. */
static gboolean
is_region (const char *title, const char *region)
{
  for (; *title != '\0'; title++)
    {
      if (*title == ' ')
        continue;
      if (g_ascii_tolower (*title) != g_ascii_tolower (*region))
        return FALSE;
      region++;
    }
  return *region == '\0';
}

static void
locations_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  const char *region = depot_draft_get_region (self->draft);
  GError *error = NULL;
  g_auto (GStrv) locations
      = depot_classic_list_locations_finish (DEPOT_CLASSIC (source), result, &error);

  for (gsize i = 0; locations != NULL && locations[i] != NULL; i++)
    if (is_region (locations[i], region))
      g_set_str (&self->location, locations[i]);
  if (error == NULL && self->location == NULL)
    error = depot_error_new (DEPOT_ERROR_NOT_OFFERED,
                             _ ("The classic deployment is not offered in the region %s."),
                             region);
  if (depot_create_classic_went_wrong (self, error))
    return;
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Management certificate with thumbprint %s may manage subscription %s",
                   depot_classic_get_thumbprint (depot_create_classic_get_classic (self)),
                   depot_draft_get_subscription_id (self->draft));
  depot_operation_next (DEPOT_OPERATION (self));
}

static void
ask_locations (DepotCreateClassic *self)
{
  depot_classic_list_locations_async (depot_create_classic_get_classic (self),
                                      depot_create_classic_get_cancellable (self),
                                      locations_listed,
                                      g_object_ref (self));
}

void
depot_create_classic_step_connection (DepotOperation *operation)
{
  depot_create_classic_begin (operation, ask_locations);
}

/* storage */

static void
note_storage (DepotPointOperation *operation, DepotPoint *point)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  g_object_set (
      point, "storage-account", self->azure_name, "blob-endpoint", self->blob_endpoint, NULL);
}

static void
create_storage (DepotPointOperation *operation)
{
  DepotCreateClassic *self = DEPOT_CREATE_CLASSIC (operation);

  depot_house_log (operation->house,
                   DEPOT_SEVERITY_INFO,
                   "Creating storage service %s in %s",
                   self->azure_name,
                   self->location);
  depot_classic_create_storage_async (depot_create_classic_get_classic (self),
                                      self->azure_name,
                                      depot_point_operation_get_tag (operation),
                                      depot_create_classic_get_name (self),
                                      self->location,
                                      depot_create_classic_get_cancellable (self),
                                      depot_classic_work_changed,
                                      g_object_ref (self));
}

static void
say_storage (DepotCreateClassic *self)
{
  depot_point_operation_commit (
      &self->parent, DEPOT_MESSAGE_STORAGE_CREATING, NULL, NULL, create_storage);
}

static void
take_storage (DepotCreateClassic *self, const DepotClassicStorage *storage)
{
  if (!depot_classic_work_is_ours (&self->parent, storage->label))
    {
      depot_create_classic_went_wrong (self, depot_create_classic_taken (self));
      return;
    }
  if (!g_str_equal (storage->status, "Created"))
    {
      depot_create_classic_again (self, CREATING_SECONDS);
      return;
    }
  if (storage->blob_endpoint == NULL)
    {
      depot_create_classic_went_wrong (
          self,
          depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                           _ ("The storage service has no address for blobs.")));
      return;
    }
  g_set_str (&self->blob_endpoint, storage->blob_endpoint);
  depot_point_operation_commit (
      &self->parent, 0, NULL, note_storage, depot_point_operation_say_next);
}

static void
storage_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;
  g_autoptr (DepotClassicStorage) storage
      = depot_classic_get_storage_finish (DEPOT_CLASSIC (source), result, &error);

  if (depot_create_classic_went_wrong (self, error))
    return;
  if (storage == NULL)
    say_storage (self);
  else
    take_storage (self, storage);
}

static void
look_at_storage (DepotCreateClassic *self)
{
  depot_classic_get_storage_async (depot_create_classic_get_classic (self),
                                   self->azure_name,
                                   depot_create_classic_get_cancellable (self),
                                   storage_seen,
                                   g_object_ref (self));
}

void
depot_create_classic_step_storage (DepotOperation *operation)
{
  depot_create_classic_begin (operation, look_at_storage);
}

/* container: the new account's name has to spread first. */

static void
wait_for_container (DepotCreateClassic *self)
{
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Waiting for check if container exists. Will check again in %d seconds",
                   CONTAINER_SECONDS);
  depot_create_classic_again (self, CONTAINER_SECONDS);
}

static void
container_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  GError *error = NULL;

  depot_blob_container_create_finish (DEPOT_AZURE_CLIENT (source), result, &error);
  if (g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_NOT_FOUND)
      || g_error_matches (error, DEPOT_ERROR, DEPOT_ERROR_CONFLICT))
    g_clear_error (&error);
  if (!depot_create_classic_went_wrong (self, error))
    wait_for_container (self);
}

static void
make_container (DepotCreateClassic *self)
{
  g_autofree char *url = depot_create_classic_dup_container (self, DEPOT_CLASSIC_CONTAINER);

  depot_blob_container_create_async (
      depot_classic_get_client (depot_create_classic_get_classic (self)),
      self->key,
      url,
      depot_create_classic_get_cancellable (self),
      container_made,
      g_object_ref (self));
}

static void
container_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotCreateClassic) self = data;
  gboolean exists = FALSE;
  GError *error = NULL;

  depot_blob_container_exists_finish (DEPOT_AZURE_CLIENT (source), result, &exists, &error);
  if (depot_create_classic_went_wrong (self, error))
    return;
  if (!exists)
    {
      make_container (self);
      return;
    }
  depot_house_log (self->parent.house,
                   DEPOT_SEVERITY_INFO,
                   "Container %s of service %s exists",
                   DEPOT_CLASSIC_CONTAINER,
                   depot_create_classic_get_name (self));
  depot_operation_next (DEPOT_OPERATION (self));
}

static void
check_container (DepotCreateClassic *self)
{
  g_autofree char *url = depot_create_classic_dup_container (self, DEPOT_CLASSIC_CONTAINER);

  depot_blob_container_exists_async (
      depot_classic_get_client (depot_create_classic_get_classic (self)),
      self->key,
      url,
      depot_create_classic_get_cancellable (self),
      container_checked,
      g_object_ref (self));
}

static void
ask_key (DepotPointOperation *operation)
{
  depot_create_classic_with_key (DEPOT_CREATE_CLASSIC (operation), check_container);
}

static void
say_container (DepotCreateClassic *self)
{
  depot_point_operation_commit (
      &self->parent, DEPOT_MESSAGE_WAITING_FOR_CONTAINER, NULL, NULL, ask_key);
}

void
depot_create_classic_step_container (DepotOperation *operation)
{
  depot_create_classic_begin (operation, say_container);
}
