/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-point-group.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"

#define MAX_NAME_CHARACTERS 255

struct _DepotPointGroup
{
  GObject parent_instance;

  char *id, *name, *description, *site_code, *created_by, *changed_by;
  gint64 created_at, changed_at;
  guint n_members, n_packages, n_success, n_in_progress, n_error, n_unknown, n_out_of_sync;
  DepotContentCounts counts;
  GStrv members, packages;
};

G_DEFINE_FINAL_TYPE (DepotPointGroup, depot_point_group, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_DESCRIPTION,
  PROP_SITE_CODE,
  PROP_CREATED_AT,
  PROP_CREATED_BY,
  PROP_CHANGED_AT,
  PROP_CHANGED_BY,
  PROP_N_MEMBERS,
  PROP_N_PACKAGES,
  PROP_N_SUCCESS,
  PROP_N_IN_PROGRESS,
  PROP_N_ERROR,
  PROP_N_UNKNOWN,
  PROP_N_OUT_OF_SYNC,
} DepotPointGroupProperty;

#define AT(member) G_STRUCT_OFFSET (DepotPointGroup, member)

static const DepotField fields[] = {
  [PROP_ID] = { "id", DEPOT_FIELD_TEXT, AT (id) },
  [PROP_NAME] = { "name", DEPOT_FIELD_TEXT, AT (name) },
  [PROP_DESCRIPTION] = { "description", DEPOT_FIELD_TEXT, AT (description) },
  [PROP_SITE_CODE] = { "site-code", DEPOT_FIELD_TEXT, AT (site_code) },
  [PROP_CREATED_AT] = { "created-at", DEPOT_FIELD_TIME, AT (created_at) },
  [PROP_CREATED_BY] = { "created-by", DEPOT_FIELD_TEXT, AT (created_by) },
  [PROP_CHANGED_AT] = { "changed-at", DEPOT_FIELD_TIME, AT (changed_at) },
  [PROP_CHANGED_BY] = { "changed-by", DEPOT_FIELD_TEXT, AT (changed_by) },
  [PROP_N_MEMBERS] = { "n-members", DEPOT_FIELD_NUMBER, AT (n_members) },
  [PROP_N_PACKAGES] = { "n-packages", DEPOT_FIELD_NUMBER, AT (n_packages) },
  [PROP_N_SUCCESS] = { "n-success", DEPOT_FIELD_NUMBER, AT (n_success) },
  [PROP_N_IN_PROGRESS] = { "n-in-progress", DEPOT_FIELD_NUMBER, AT (n_in_progress) },
  [PROP_N_ERROR] = { "n-error", DEPOT_FIELD_NUMBER, AT (n_error) },
  [PROP_N_UNKNOWN] = { "n-unknown", DEPOT_FIELD_NUMBER, AT (n_unknown) },
  [PROP_N_OUT_OF_SYNC] = { "n-out-of-sync", DEPOT_FIELD_NUMBER, AT (n_out_of_sync) },
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_point_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &fields[id], value);
}

static void
depot_point_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (depot_fields_set (object, &fields[id], value))
    g_object_notify_by_pspec (object, props[id]);
}

static void
depot_point_group_finalize (GObject *object)
{
  DepotPointGroup *self = DEPOT_POINT_GROUP (object);

  g_strfreev (self->members);
  g_strfreev (self->packages);
  depot_fields_clear (self, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_point_group_parent_class)->finalize (object);
}

static void
depot_point_group_class_init (DepotPointGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_point_group_get_property;
  object_class->set_property = depot_point_group_set_property;
  object_class->finalize = depot_point_group_finalize;
  depot_fields_install (object_class,
                        fields,
                        G_N_ELEMENTS (fields),
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_point_group_init (DepotPointGroup *self)
{
  self->members = g_new0 (char *, 1);
  self->packages = g_new0 (char *, 1);
}

DepotPointGroup *
depot_point_group_new (const char *id, const char *name)
{
  return g_object_new (DEPOT_TYPE_POINT_GROUP, "id", id, "name", name, NULL);
}

const char *
depot_point_group_get_id (DepotPointGroup *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT_GROUP (self), NULL);
  return self->id;
}

const char *
depot_point_group_get_name (DepotPointGroup *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT_GROUP (self), NULL);
  return self->name;
}

const char *const *
depot_point_group_get_members (DepotPointGroup *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT_GROUP (self), NULL);
  return (const char *const *) self->members;
}

const char *const *
depot_point_group_get_packages (DepotPointGroup *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT_GROUP (self), NULL);
  return (const char *const *) self->packages;
}

static void
set_list (GStrv *place, const char *const *ids)
{
  char **copy = ids != NULL ? g_strdupv ((char **) ids) : g_new0 (char *, 1);

  g_strfreev (*place);
  *place = copy;
}

void
depot_point_group_set_members (DepotPointGroup *self, const char *const *point_ids)
{
  g_return_if_fail (DEPOT_IS_POINT_GROUP (self));

  set_list (&self->members, point_ids);
  g_object_set (self, "n-members", g_strv_length (self->members), NULL);
}

void
depot_point_group_set_packages (DepotPointGroup *self, const char *const *package_ids)
{
  g_return_if_fail (DEPOT_IS_POINT_GROUP (self));

  set_list (&self->packages, package_ids);
  g_object_set (self, "n-packages", g_strv_length (self->packages), NULL);
}

void
depot_point_group_set_counts (DepotPointGroup *self,
                              const DepotContentCounts *counts,
                              guint n_out_of_sync)
{
  g_return_if_fail (DEPOT_IS_POINT_GROUP (self));

  self->counts = *counts;
  g_object_set (self,
                "n-success",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_SUCCESS),
                "n-in-progress",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_IN_PROGRESS),
                "n-error",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_ERROR),
                "n-unknown",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_UNKNOWN),
                "n-out-of-sync",
                n_out_of_sync,
                NULL);
}

void
depot_point_group_get_counts (DepotPointGroup *self, DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_POINT_GROUP (self));
  *counts = self->counts;
}

gboolean
depot_point_group_is_in_sync (DepotPointGroup *self)
{
  g_return_val_if_fail (DEPOT_IS_POINT_GROUP (self), FALSE);
  return self->n_out_of_sync == 0;
}

static JsonArray *
list_to_json (GStrv ids)
{
  JsonArray *array = json_array_new ();

  for (char **id = ids; *id != NULL; id++)
    json_array_add_string_element (array, *id);
  return array;
}

JsonObject *
depot_point_group_to_json (DepotPointGroup *self)
{
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (DEPOT_IS_POINT_GROUP (self), object);

  depot_fields_to_json (self, fields, G_N_ELEMENTS (fields), object);
  json_object_set_array_member (object, "members", list_to_json (self->members));
  json_object_set_array_member (object, "packages", list_to_json (self->packages));
  return object;
}

void
depot_point_group_update (DepotPointGroup *self, DepotPointGroup *other)
{
  g_return_if_fail (DEPOT_IS_POINT_GROUP (self));
  g_return_if_fail (DEPOT_IS_POINT_GROUP (other));

  if (self == other)
    return;
  self->counts = other->counts;
  set_list (&self->members, (const char *const *) other->members);
  set_list (&self->packages, (const char *const *) other->packages);
  depot_fields_copy (G_OBJECT (other), fields, G_N_ELEMENTS (fields), TRUE, G_OBJECT (self));
}

const char *
depot_point_group_check_name (const char *name)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name != NULL ? name : ""));

  if (*trimmed == '\0')
    return _ ("Enter a name for the group.");
  if (!g_utf8_validate (trimmed, -1, NULL) || g_utf8_strlen (trimmed, -1) > MAX_NAME_CHARACTERS)
    return _ ("A group name has at most 255 characters.");
  return NULL;
}
