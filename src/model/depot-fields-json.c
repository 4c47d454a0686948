/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-fields-private.h"

#include <glib/gi18n.h>

#include "depot-certificate.h"
#include "depot-clock.h"
#include "depot-error.h"

#define AT(self, field, type) G_STRUCT_MEMBER (type, self, (field)->offset)

/* "service-fqdn" is serviceFqdn in JSON */
static char *
make_member (const char *property)
{
  GString *member = g_string_new (NULL);

  for (const char *at = property; *at; at++)
    if (*at == '-' && at[1])
      g_string_append_c (member, g_ascii_toupper (*++at));
    else
      g_string_append_c (member, *at);
  return g_string_free_and_steal (member);
}

/* The members of a table by the id of their field; made once, ten thousand points ask for each. */
const char *const *
depot_fields_get_members (const DepotField *fields, guint n_fields)
{
  static GHashTable *tables;
  char **members;

  if (tables == NULL)
    tables = g_hash_table_new (NULL, NULL);
  members = g_hash_table_lookup (tables, fields);
  if (members != NULL)
    return (const char *const *) members;
  members = g_new0 (char *, n_fields);
  for (guint id = 1; id < n_fields; id++)
    members[id] = make_member (fields[id].property);
  g_hash_table_insert (tables, (gpointer) fields, members);
  return (const char *const *) members;
}

static void
write_field (gpointer self, const DepotField *field, const char *member, JsonObject *object)
{
  g_autofree char *time = NULL;

  switch (field->kind)
    {
    case DEPOT_FIELD_TEXT:
      if (AT (self, field, char *))
        json_object_set_string_member (object, member, AT (self, field, char *));
      break;
    case DEPOT_FIELD_FLAG:
      json_object_set_boolean_member (object, member, AT (self, field, gboolean));
      break;
    case DEPOT_FIELD_NUMBER:
      json_object_set_int_member (object, member, AT (self, field, guint));
      break;
    case DEPOT_FIELD_SIZE:
    case DEPOT_FIELD_COUNT:
      json_object_set_int_member (object, member, AT (self, field, gint64));
      break;
    case DEPOT_FIELD_TIME:
      if (AT (self, field, gint64) == 0)
        break;
      time = depot_time_to_iso8601 (AT (self, field, gint64));
      json_object_set_string_member (object, member, time);
      break;
    case DEPOT_FIELD_FRACTION:
      json_object_set_double_member (object, member, AT (self, field, double));
      break;
    case DEPOT_FIELD_WORD:
      json_object_set_string_member (
          object, member, depot_word_find (field->words, AT (self, field, guint))->nick);
      break;
    case DEPOT_FIELD_CERTIFICATE:
      if (AT (self, field, DepotCertificate *))
        json_object_set_object_member (
            object, member, depot_certificate_to_json (AT (self, field, DepotCertificate *)));
      break;
    default:
      g_return_if_reached ();
    }
}

void
depot_fields_to_json (gpointer self, const DepotField *fields, guint n_fields, JsonObject *object)
{
  const char *const *members = depot_fields_get_members (fields, n_fields);

  for (guint id = 1; id < n_fields; id++)
    if (!fields[id].is_live)
      write_field (self, &fields[id], members[id], object);
}

static gboolean
refuse_member (const char *member, const char *wanted, GError **error)
{
  /* Translators: the first %s is the name of a member of a JSON file, the second says what it
   * should be */
  g_propagate_error (
      error, depot_error_new (DEPOT_ERROR_INVALID_INPUT, _ ("“%s” must be %s."), member, wanted));
  return FALSE;
}

static gboolean
read_word (
    const DepotField *field, const char *member, const char *nick, GValue *value, GError **error)
{
  const DepotWord *word = depot_word_from_nick (field->words, nick);
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) nicks = NULL;
  g_autofree char *choice = NULL;

  if (word)
    {
      g_value_init (value, G_TYPE_UINT);
      g_value_set_uint (value, word->value);
      return TRUE;
    }
  builder = g_strv_builder_new ();
  for (word = field->words; word->nick; word++)
    g_strv_builder_add (builder, word->nick);
  nicks = g_strv_builder_end (builder);
  choice = g_strjoinv (", ", nicks);
  return refuse_member (member, choice, error);
}

static gboolean
read_text (
    const DepotField *field, const char *member, const char *text, GValue *value, GError **error)
{
  gint64 time;

  if (text == NULL || field->kind == DEPOT_FIELD_WORD)
    return field->kind == DEPOT_FIELD_WORD ? read_word (field, member, text, value, error)
                                           : refuse_member (member, _ ("a text"), error);
  if (field->kind == DEPOT_FIELD_TEXT)
    {
      g_value_init (value, G_TYPE_STRING);
      g_value_set_string (value, text);
      return TRUE;
    }
  time = depot_time_from_iso8601 (text);
  if (time < 0)
    return refuse_member (member, _ ("a time such as 2026-11-23T12:00:00Z"), error);
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, time);
  return TRUE;
}

static gboolean
read_number (
    const DepotField *field, const char *member, JsonNode *node, GValue *value, GError **error)
{
  gint64 number;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse_member (member, _ ("a whole number"), error);
  number = json_node_get_int (node);
  if (number < 0 || (field->kind == DEPOT_FIELD_NUMBER && number > G_MAXUINT))
    return refuse_member (member, _ ("a whole number that is not negative"), error);
  g_value_init (value,
                field->kind == DEPOT_FIELD_NUMBER ? G_TYPE_UINT
                : field->kind == DEPOT_FIELD_SIZE ? G_TYPE_UINT64
                                                  : G_TYPE_INT64);
  if (field->kind == DEPOT_FIELD_NUMBER)
    g_value_set_uint (value, (guint) number);
  else if (field->kind == DEPOT_FIELD_SIZE)
    g_value_set_uint64 (value, (guint64) number);
  else
    g_value_set_int64 (value, number);
  return TRUE;
}

static gboolean
read_certificate (const char *member, JsonNode *node, GValue *value, GError **error)
{
  DepotCertificate *certificate;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse_member (member, _ ("an object with the facts of a certificate"), error);
  certificate = depot_certificate_from_json (json_node_get_object (node), error);
  if (certificate == NULL)
    return FALSE;
  g_value_init (value, DEPOT_TYPE_CERTIFICATE);
  g_value_take_object (value, certificate);
  return TRUE;
}

static gboolean
read_value (
    const DepotField *field, const char *member, JsonNode *node, GValue *value, GError **error)
{
  gboolean is_value = JSON_NODE_HOLDS_VALUE (node);
  GType type = is_value ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (field->kind)
    {
    case DEPOT_FIELD_TEXT:
    case DEPOT_FIELD_TIME:
    case DEPOT_FIELD_WORD:
      return read_text (
          field, member, type == G_TYPE_STRING ? json_node_get_string (node) : NULL, value, error);
    case DEPOT_FIELD_FLAG:
      if (type != G_TYPE_BOOLEAN)
        return refuse_member (member, _ ("true or false"), error);
      g_value_init (value, G_TYPE_BOOLEAN);
      g_value_set_boolean (value, json_node_get_boolean (node));
      return TRUE;
    case DEPOT_FIELD_NUMBER:
    case DEPOT_FIELD_SIZE:
    case DEPOT_FIELD_COUNT:
      return read_number (field, member, node, value, error);
    case DEPOT_FIELD_CERTIFICATE:
      return read_certificate (member, node, value, error);
    case DEPOT_FIELD_FRACTION:
      g_value_init (value, G_TYPE_DOUBLE);
      g_value_set_double (value, is_value ? CLAMP (json_node_get_double (node), -1.0, 1.0) : -1.0);
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
refuse_unknown (const DepotField *fields,
                guint n_fields,
                JsonObject *object,
                const char *const *known,
                GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const *members = depot_fields_get_members (fields, n_fields);
  JsonObjectIter iter;
  const char *member;

  for (guint id = 1; id < n_fields; id++)
    if (!fields[id].is_live)
      g_hash_table_add (names, (gpointer) members[id]);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, NULL))
    if (!g_hash_table_contains (names, member) && !g_strv_contains (known, member))
      {
        g_propagate_error (error,
                           depot_error_new (DEPOT_ERROR_INVALID_INPUT,
                                            _ ("“%s” is not a member that belongs here."),
                                            member));
        return FALSE;
      }
  return TRUE;
}

/* One of the table, as it is in the object. */
static gboolean
read_field (GObject *self,
            const DepotField *field,
            const char *member,
            JsonNode *node,
            gboolean is_new,
            GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (!read_value (field, member, node, &value, error))
    return FALSE;
  if (is_new)
    depot_fields_set (self, field, &value);
  else
    g_object_set_property (self, field->property, &value);
  return TRUE;
}

static gboolean
read_fields (GObject *self,
             const DepotField *fields,
             guint n_fields,
             JsonObject *object,
             gboolean is_new,
             GError **error)
{
  const char *const *members = depot_fields_get_members (fields, n_fields);

  for (guint id = 1; id < n_fields; id++)
    {
      JsonNode *node = fields[id].is_live ? NULL : json_object_get_member (object, members[id]);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node)
          && !read_field (self, &fields[id], members[id], node, is_new, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
depot_fields_from_json (GObject *self,
                        const DepotField *fields,
                        guint n_fields,
                        JsonObject *object,
                        const char *const *known,
                        GError **error)
{
  if (known && !refuse_unknown (fields, n_fields, object, known, error))
    return FALSE;
  return read_fields (self, fields, n_fields, object, FALSE, error);
}

gboolean
depot_fields_fill (
    GObject *self, const DepotField *fields, guint n_fields, JsonObject *object, GError **error)
{
  return read_fields (self, fields, n_fields, object, TRUE, error);
}
