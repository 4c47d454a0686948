/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-library.h"

#include <string.h>

#include "depot-house-private.h"
#include "depot-store-content.h"
#include "depot-store-groups.h"
#include "depot-store-packages.h"

struct _DepotLibrary
{
  GObject parent_instance;

  DepotHouse *house; /* owns this */
  GListStore *packages, *groups;
  GHashTable *by_id; /* id (of the package) → DepotPackage */
  DepotContentCounts counts;

  gint64 packages_serial;
  gint64 content_serial; /* -1 before the first look */
  GPtrArray *waiting;    /* GTask: told when the look under way ends */
  GPtrArray *next;       /* GTask: came too late for it */
  guint n_loading;
  gboolean look_again, is_loaded;
  GError *error;
};

G_DEFINE_FINAL_TYPE (DepotLibrary, depot_library, G_TYPE_OBJECT)

typedef enum
{
  PROP_IS_LOADED = 1,
  PROP_N_ERROR,
} DepotLibraryProperty;

static GParamSpec *props[PROP_N_ERROR + 1];
static guint content_changed_signal;

static void look (DepotLibrary *self);

static guint
count_errors (DepotLibrary *self)
{
  return (guint) MIN (depot_content_counts_get (&self->counts, DEPOT_CONTENT_WORD_ERROR),
                      G_MAXUINT);
}

/* One of the questions of a look came back. Takes the error. */
static void
looked (DepotLibrary *self, GError *error)
{
  g_autoptr (GPtrArray) told = NULL;

  if (self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  if (--self->n_loading > 0)
    return;

  told = g_steal_pointer (&self->waiting);
  self->waiting = g_steal_pointer (&self->next);
  self->next = g_ptr_array_new_with_free_func (g_object_unref);
  if (!self->is_loaded && self->error == NULL)
    {
      self->is_loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_LOADED]);
    }
  for (guint i = 0; i < told->len; i++)
    if (self->error != NULL)
      g_task_return_error (told->pdata[i], g_error_copy (self->error));
    else
      g_task_return_boolean (told->pdata[i], TRUE);
  if (self->error != NULL && told->len == 0)
    g_warning ("The library could not be brought up to date: %s", self->error->message);
  g_clear_error (&self->error);
  if (self->look_again || self->waiting->len > 0)
    look (self);
}

/* Packages. */

static void
remove_package (DepotLibrary *self, const char *id)
{
  DepotPackage *package = g_hash_table_lookup (self->by_id, id);
  guint position;

  if (package == NULL)
    return;
  g_hash_table_remove (self->by_id, id);
  if (g_list_store_find (self->packages, package, &position))
    g_list_store_remove (self->packages, position);
}

static void
take_packages (DepotLibrary *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new ();

  for (guint i = 0; i < found->len; i++)
    {
      DepotPackage *package = found->pdata[i];
      DepotPackage *known = g_hash_table_lookup (self->by_id, depot_package_get_id (package));

      if (known != NULL)
        {
          depot_package_update (known, package);
          continue;
        }
      g_hash_table_insert (self->by_id, (gpointer) depot_package_get_id (package), package);
      g_ptr_array_add (added, package);
    }
  if (added->len > 0)
    g_list_store_splice (self->packages,
                         g_list_model_get_n_items (G_LIST_MODEL (self->packages)),
                         0,
                         added->pdata,
                         added->len);
}

static void
packages_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotLibrary) self = data;
  GError *error = NULL;
  g_auto (GStrv) removed = NULL;
  gint64 serial = 0;
  g_autoptr (GPtrArray) found
      = depot_store_list_packages_finish (DEPOT_STORE (source), result, &removed, &serial, &error);

  if (found != NULL)
    {
      for (char **id = removed; *id != NULL; id++)
        remove_package (self, *id);
      take_packages (self, found);
      self->packages_serial = serial;
    }
  looked (self, error);
}

/* Groups: few, and each stays the same object. */

static DepotPointGroup *
find_group_by_id (DepotLibrary *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
    {
      g_autoptr (DepotPointGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (g_strcmp0 (depot_point_group_get_id (group), id) == 0)
        return group; /* the list keeps it */
    }
  return NULL;
}

static void
take_groups (DepotLibrary *self, GPtrArray *found)
{
  gboolean is_same = g_list_model_get_n_items (G_LIST_MODEL (self->groups)) == found->len;

  for (guint i = 0; i < found->len; i++)
    {
      DepotPointGroup *known = find_group_by_id (self, depot_point_group_get_id (found->pdata[i]));
      g_autoptr (DepotPointGroup) shown = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (known != NULL)
        {
          depot_point_group_update (known, found->pdata[i]);
          g_object_unref (found->pdata[i]);
          found->pdata[i] = g_object_ref (known);
        }
      is_same = is_same && shown == found->pdata[i];
    }
  if (!is_same)
    g_list_store_splice (self->groups,
                         0,
                         g_list_model_get_n_items (G_LIST_MODEL (self->groups)),
                         found->pdata,
                         found->len);
}

static void
groups_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotLibrary) self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) found
      = depot_store_list_groups_finish (DEPOT_STORE (source), result, &error);

  if (found != NULL)
    take_groups (self, found);
  looked (self, error);
}

/* States. */

static void
content_summed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (DepotLibrary) self = data;
  GError *error = NULL;
  DepotContentSums sums;
  guint n_error = count_errors (self);

  if (depot_store_sum_content_finish (DEPOT_STORE (source), result, &sums, &error)
      && sums.serial != self->content_serial)
    {
      self->content_serial = sums.serial;
      self->counts = sums.counts;
      if (n_error != count_errors (self))
        g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ERROR]);
      g_signal_emit (self, content_changed_signal, 0);
    }
  looked (self, error);
}

static void
look (DepotLibrary *self)
{
  DepotStore *store = depot_house_get_store (self->house);

  self->look_again = self->n_loading > 0;
  if (self->n_loading > 0 || self->house->is_closed)
    return;
  self->n_loading = 3;
  depot_store_list_packages_async (
      store, self->packages_serial, packages_listed, g_object_ref (self));
  depot_store_list_groups_async (store, groups_listed, g_object_ref (self));
  depot_store_sum_content_async (store, NULL, NULL, content_summed, g_object_ref (self));
}

void
depot_library_load_async (DepotLibrary *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task;

  g_return_if_fail (DEPOT_IS_LIBRARY (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, depot_library_load_async);
  /* a look that has begun may have missed what was written just now */
  g_ptr_array_add (self->n_loading > 0 ? self->next : self->waiting, task);
  look (self);
}

gboolean
depot_library_load_finish (DepotLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
depot_library_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotLibrary *self = DEPOT_LIBRARY (object);

  switch ((DepotLibraryProperty) id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    case PROP_N_ERROR:
      g_value_set_uint (value, count_errors (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_library_finalize (GObject *object)
{
  DepotLibrary *self = DEPOT_LIBRARY (object);

  g_hash_table_unref (self->by_id);
  g_object_unref (self->packages);
  g_object_unref (self->groups);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->next);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (depot_library_parent_class)->finalize (object);
}

static void
depot_library_class_init (DepotLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_library_get_property;
  object_class->finalize = depot_library_finalize;
  props[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  props[PROP_N_ERROR] = g_param_spec_uint ("n-error", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
  content_changed_signal = g_signal_new ("content-changed",
                                         DEPOT_TYPE_LIBRARY,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         0);
}

static void
depot_library_init (DepotLibrary *self)
{
  self->packages = g_list_store_new (DEPOT_TYPE_PACKAGE);
  self->groups = g_list_store_new (DEPOT_TYPE_POINT_GROUP);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->next = g_ptr_array_new_with_free_func (g_object_unref);
  self->content_serial = -1;
}

DepotLibrary *
depot_house_get_library (DepotHouse *house)
{
  DepotLibrary *self;

  g_return_val_if_fail (DEPOT_IS_HOUSE (house), NULL);

  self = g_object_get_data (G_OBJECT (house), "depot-library");
  if (self != NULL)
    return self;
  self = g_object_new (DEPOT_TYPE_LIBRARY, NULL);
  self->house = house;
  g_object_set_data_full (G_OBJECT (house), "depot-library", self, g_object_unref);
  g_signal_connect_object (
      depot_house_get_store (house), "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}

GListModel *
depot_library_get_packages (DepotLibrary *self)
{
  g_return_val_if_fail (DEPOT_IS_LIBRARY (self), NULL);
  return G_LIST_MODEL (self->packages);
}

GListModel *
depot_library_get_groups (DepotLibrary *self)
{
  g_return_val_if_fail (DEPOT_IS_LIBRARY (self), NULL);
  return G_LIST_MODEL (self->groups);
}

DepotPackage *
depot_library_find_package (DepotLibrary *self, const char *id)
{
  g_return_val_if_fail (DEPOT_IS_LIBRARY (self), NULL);
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

DepotPointGroup *
depot_library_find_group (DepotLibrary *self, const char *id_or_name)
{
  DepotPointGroup *group;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (DEPOT_IS_LIBRARY (self), NULL);

  group = find_group_by_id (self, id_or_name);
  if (group != NULL || id_or_name == NULL)
    return group;
  folded = g_utf8_casefold (id_or_name, -1);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
    {
      g_autoptr (DepotPointGroup) row = g_list_model_get_item (G_LIST_MODEL (self->groups), i);
      g_autofree char *name = g_utf8_casefold (depot_point_group_get_name (row), -1);

      if (strcmp (name, folded) == 0)
        return row; /* the list keeps it */
    }
  return NULL;
}

void
depot_library_get_counts (DepotLibrary *self, DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_LIBRARY (self));
  *counts = self->counts;
}
