/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-package.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"
#include "depot-package-private.h"

struct _DepotPackage
{
  GObject parent_instance;

  char *id, *name, *version, *publisher, *language, *category, *description;
  char *source_uri, *content_guid, *content_id, *created_by;
  guint kind, source_version, n_files, priority;
  gboolean paused;
  guint64 size_bytes;
  gint64 snapshot_at, created_at, changed_at, serial;
  guint n_targeted, n_success, n_in_progress, n_error, n_unknown;
  DepotContentCounts counts;
  GPtrArray *deployment_types;
  GStrv dependencies;
};

G_DEFINE_FINAL_TYPE (DepotPackage, depot_package, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_VERSION,
  PROP_PUBLISHER,
  PROP_LANGUAGE,
  PROP_CATEGORY,
  PROP_DESCRIPTION,
  PROP_KIND,
  PROP_SOURCE_URI,
  PROP_CONTENT_GUID,
  PROP_SOURCE_VERSION,
  PROP_CONTENT_ID,
  PROP_SIZE_BYTES,
  PROP_N_FILES,
  PROP_SNAPSHOT_AT,
  PROP_CREATED_AT,
  PROP_CREATED_BY,
  PROP_CHANGED_AT,
  PROP_PRIORITY,
  PROP_PAUSED,
  PROP_SERIAL,
  PROP_N_TARGETED,
  PROP_N_SUCCESS,
  PROP_N_IN_PROGRESS,
  PROP_N_ERROR,
  PROP_N_UNKNOWN,
} DepotPackageProperty;

static const DepotWord kind_words[] = {
  { DEPOT_PACKAGE_REGULAR, "package", N_ ("Package") },
  { DEPOT_PACKAGE_APPLICATION, "application", N_ ("Application") },
  { DEPOT_PACKAGE_OS_UPGRADE, "os-upgrade", N_ ("Operating system upgrade package") },
  { DEPOT_PACKAGE_UPDATES, "updates", N_ ("Software updates") },
  { 0, NULL, NULL },
};

static const DepotWord priority_words[] = {
  { DEPOT_PRIORITY_LOW, "low", N_ ("Low") },
  { DEPOT_PRIORITY_NORMAL, "normal", N_ ("Normal") },
  { DEPOT_PRIORITY_HIGH, "high", N_ ("High") },
  { 0, NULL, NULL },
};

#define AT(member) G_STRUCT_OFFSET (DepotPackage, member)

static const DepotField fields[] = {
  [PROP_ID] = { "id", DEPOT_FIELD_TEXT, AT (id) },
  [PROP_NAME] = { "name", DEPOT_FIELD_TEXT, AT (name) },
  [PROP_VERSION] = { "version", DEPOT_FIELD_TEXT, AT (version) },
  [PROP_PUBLISHER] = { "publisher", DEPOT_FIELD_TEXT, AT (publisher) },
  [PROP_LANGUAGE] = { "language", DEPOT_FIELD_TEXT, AT (language) },
  [PROP_CATEGORY] = { "category", DEPOT_FIELD_TEXT, AT (category) },
  [PROP_DESCRIPTION] = { "description", DEPOT_FIELD_TEXT, AT (description) },
  [PROP_KIND] = { "kind", DEPOT_FIELD_WORD, AT (kind), 0, kind_words },
  [PROP_SOURCE_URI] = { "source-uri", DEPOT_FIELD_TEXT, AT (source_uri) },
  [PROP_CONTENT_GUID] = { "content-guid", DEPOT_FIELD_TEXT, AT (content_guid) },
  [PROP_SOURCE_VERSION] = { "source-version", DEPOT_FIELD_NUMBER, AT (source_version) },
  [PROP_CONTENT_ID] = { "content-id", DEPOT_FIELD_TEXT, AT (content_id) },
  [PROP_SIZE_BYTES] = { "size-bytes", DEPOT_FIELD_SIZE, AT (size_bytes) },
  [PROP_N_FILES] = { "n-files", DEPOT_FIELD_NUMBER, AT (n_files) },
  [PROP_SNAPSHOT_AT] = { "snapshot-at", DEPOT_FIELD_TIME, AT (snapshot_at) },
  [PROP_CREATED_AT] = { "created-at", DEPOT_FIELD_TIME, AT (created_at) },
  [PROP_CREATED_BY] = { "created-by", DEPOT_FIELD_TEXT, AT (created_by) },
  [PROP_CHANGED_AT] = { "changed-at", DEPOT_FIELD_TIME, AT (changed_at) },
  [PROP_PRIORITY]
  = { "priority", DEPOT_FIELD_WORD, AT (priority), DEPOT_PRIORITY_NORMAL, priority_words },
  [PROP_PAUSED] = { "paused", DEPOT_FIELD_FLAG, AT (paused) },
  [PROP_SERIAL] = { "serial", DEPOT_FIELD_COUNT, AT (serial), .is_live = TRUE },
  [PROP_N_TARGETED] = { "n-targeted", DEPOT_FIELD_NUMBER, AT (n_targeted), .is_live = TRUE },
  [PROP_N_SUCCESS] = { "n-success", DEPOT_FIELD_NUMBER, AT (n_success), .is_live = TRUE },
  [PROP_N_IN_PROGRESS]
  = { "n-in-progress", DEPOT_FIELD_NUMBER, AT (n_in_progress), .is_live = TRUE },
  [PROP_N_ERROR] = { "n-error", DEPOT_FIELD_NUMBER, AT (n_error), .is_live = TRUE },
  [PROP_N_UNKNOWN] = { "n-unknown", DEPOT_FIELD_NUMBER, AT (n_unknown), .is_live = TRUE },
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_package_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  depot_fields_get (object, &fields[id], value);
}

static void
depot_package_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (depot_fields_set (object, &fields[id], value))
    g_object_notify_by_pspec (object, props[id]);
}

static void
depot_package_finalize (GObject *object)
{
  DepotPackage *self = DEPOT_PACKAGE (object);

  g_ptr_array_unref (self->deployment_types);
  g_strfreev (self->dependencies);
  depot_fields_clear (self, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_package_parent_class)->finalize (object);
}

static void
depot_package_class_init (DepotPackageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_package_get_property;
  object_class->set_property = depot_package_set_property;
  object_class->finalize = depot_package_finalize;
  depot_fields_install (object_class,
                        fields,
                        G_N_ELEMENTS (fields),
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY,
                        props);
}

static void
depot_package_init (DepotPackage *self)
{
  depot_fields_init (self, fields, G_N_ELEMENTS (fields));
  self->deployment_types
      = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_deployment_type_free);
  self->dependencies = g_new0 (char *, 1);
}

DepotPackage *
depot_package_new (const char *id)
{
  return g_object_new (DEPOT_TYPE_PACKAGE, "id", id, NULL);
}

const char *
depot_package_get_id (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->id;
}

const char *
depot_package_get_name (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->name;
}

const char *
depot_package_get_version (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->version;
}

const char *
depot_package_get_publisher (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->publisher;
}

DepotPackageKind
depot_package_get_kind (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), DEPOT_PACKAGE_REGULAR);
  return self->kind;
}

const char *
depot_package_get_source_uri (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->source_uri;
}

guint
depot_package_get_source_version (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), 0);
  return self->source_version;
}

const char *
depot_package_get_content_id (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->content_id;
}

guint64
depot_package_get_size_bytes (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), 0);
  return self->size_bytes;
}

gint64
depot_package_get_serial (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), 0);
  return self->serial;
}

DepotPriority
depot_package_get_priority (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), DEPOT_PRIORITY_NORMAL);
  return self->priority;
}

gboolean
depot_package_is_paused (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), FALSE);
  return self->paused;
}

guint
depot_package_get_shown_version (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), 0);
  if (self->kind == DEPOT_PACKAGE_APPLICATION)
    return MIN (self->source_version, 1);
  return self->source_version;
}

char *
depot_package_dup_content_id_for (DepotPackage *self, guint source_version)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  if (self->kind == DEPOT_PACKAGE_APPLICATION && self->content_guid != NULL)
    return g_strdup_printf ("Content_%s.%u", self->content_guid, source_version);
  return g_strdup_printf ("%s.%u", self->id, source_version);
}

char *
depot_package_dup_source_text (DepotPackage *self)
{
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  if (self->source_uri == NULL)
    return NULL;
  file = g_file_new_for_uri (self->source_uri);
  return g_file_get_parse_name (file);
}

void
depot_package_get_counts (DepotPackage *self, DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_PACKAGE (self));
  *counts = self->counts;
}

void
depot_package_set_counts (DepotPackage *self, const DepotContentCounts *counts)
{
  g_return_if_fail (DEPOT_IS_PACKAGE (self));

  self->counts = *counts;
  g_object_set (self,
                "n-targeted",
                (guint) depot_content_counts_get_total (counts),
                "n-success",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_SUCCESS),
                "n-in-progress",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_IN_PROGRESS),
                "n-error",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_ERROR),
                "n-unknown",
                (guint) depot_content_counts_get (counts, DEPOT_CONTENT_WORD_UNKNOWN),
                NULL);
}

GPtrArray *
depot_package_get_deployment_types (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return self->deployment_types;
}

void
depot_package_add_deployment_type (DepotPackage *self, DepotDeploymentType *type)
{
  g_return_if_fail (DEPOT_IS_PACKAGE (self));
  g_ptr_array_add (self->deployment_types, type);
}

const char *const *
depot_package_get_dependencies (DepotPackage *self)
{
  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), NULL);
  return (const char *const *) self->dependencies;
}

void
depot_package_set_dependencies (DepotPackage *self, const char *const *ids)
{
  char **copy;

  g_return_if_fail (DEPOT_IS_PACKAGE (self));

  copy = ids != NULL ? g_strdupv ((char **) ids) : g_new0 (char *, 1);
  g_strfreev (self->dependencies);
  self->dependencies = copy;
}

JsonObject *
depot_package_to_json (DepotPackage *self)
{
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (DEPOT_IS_PACKAGE (self), object);

  depot_fields_to_json (self, fields, G_N_ELEMENTS (fields), object);
  depot_package_lists_to_json (self, object);
  return object;
}

DepotPackage *
depot_package_from_json (JsonObject *object, GError **error)
{
  static const char *const lists[] = { "deploymentTypes", "dependencies", NULL };
  g_autoptr (DepotPackage) self = g_object_new (DEPOT_TYPE_PACKAGE, NULL);

  if (!depot_fields_from_json (G_OBJECT (self), fields, G_N_ELEMENTS (fields), object, lists, error)
      || !depot_package_lists_from_json (self, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
depot_package_update (DepotPackage *self, DepotPackage *other)
{
  g_return_if_fail (DEPOT_IS_PACKAGE (self));
  g_return_if_fail (DEPOT_IS_PACKAGE (other));

  if (self == other)
    return;
  self->counts = other->counts;
  g_ptr_array_unref (self->deployment_types);
  self->deployment_types = g_ptr_array_ref (other->deployment_types);
  depot_package_set_dependencies (self, (const char *const *) other->dependencies);
  depot_fields_copy (G_OBJECT (other), fields, G_N_ELEMENTS (fields), TRUE, G_OBJECT (self));
}

DepotPackage *
depot_package_copy (DepotPackage *self)
{
  DepotPackage *copy = g_object_new (DEPOT_TYPE_PACKAGE, NULL);

  depot_package_update (copy, self);
  return copy;
}

const char *
depot_package_kind_get_nick (DepotPackageKind kind)
{
  const DepotWord *word = depot_word_find (kind_words, kind);

  return word ? word->nick : NULL;
}

gboolean
depot_package_kind_from_nick (const char *nick, DepotPackageKind *kind)
{
  const DepotWord *word = depot_word_from_nick (kind_words, nick);

  if (word)
    *kind = word->value;
  return word != NULL;
}

const char *
depot_package_kind_get_label (DepotPackageKind kind)
{
  const DepotWord *word = depot_word_find (kind_words, kind);

  return word ? _ (word->label) : NULL;
}

const char *
depot_priority_get_nick (DepotPriority priority)
{
  const DepotWord *word = depot_word_find (priority_words, priority);

  return word ? word->nick : NULL;
}

gboolean
depot_priority_from_nick (const char *nick, DepotPriority *priority)
{
  const DepotWord *word = depot_word_from_nick (priority_words, nick);

  if (word)
    *priority = word->value;
  return word != NULL;
}

const char *
depot_priority_get_label (DepotPriority priority)
{
  const DepotWord *word = depot_word_find (priority_words, priority);

  return word ? _ (word->label) : NULL;
}
