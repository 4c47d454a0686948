/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-fields-private.h"

#include <string.h>

#include "depot-certificate.h"

#define AT(self, field, type) G_STRUCT_MEMBER (type, self, (field)->offset)

const DepotWord *
depot_word_find (const DepotWord *words, guint value)
{
  for (const DepotWord *word = words; word->nick; word++)
    if (word->value == value)
      return word;
  return NULL;
}

const DepotWord *
depot_word_from_nick (const DepotWord *words, const char *nick)
{
  for (const DepotWord *word = words; nick && word->nick; word++)
    if (g_str_equal (word->nick, nick))
      return word;
  return NULL;
}

static GParamSpec *
make_spec (const DepotField *field, GParamFlags flags)
{
  const char *name = field->property;

  switch (field->kind)
    {
    case DEPOT_FIELD_TEXT:
      return g_param_spec_string (name, NULL, NULL, NULL, flags);
    case DEPOT_FIELD_FLAG:
      return g_param_spec_boolean (name, NULL, NULL, field->standard, flags);
    case DEPOT_FIELD_NUMBER:
    case DEPOT_FIELD_WORD:
      return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, field->standard, flags);
    case DEPOT_FIELD_SIZE:
      return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags);
    case DEPOT_FIELD_COUNT:
    case DEPOT_FIELD_TIME:
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case DEPOT_FIELD_FRACTION:
      return g_param_spec_double (name, NULL, NULL, -1.0, 1.0, -1.0, flags);
    case DEPOT_FIELD_CERTIFICATE:
      return g_param_spec_object (name, NULL, NULL, DEPOT_TYPE_CERTIFICATE, flags);
    default:
      g_return_val_if_reached (NULL);
    }
}

void
depot_fields_install (GObjectClass *klass,
                      const DepotField *fields,
                      guint n_fields,
                      GParamFlags access,
                      GParamSpec **props)
{
  GParamFlags flags = access | G_PARAM_STATIC_STRINGS;

  for (guint id = 1; id < n_fields; id++)
    props[id] = make_spec (&fields[id], flags);
  g_object_class_install_properties (klass, n_fields, props);
}

void
depot_fields_init (gpointer self, const DepotField *fields, guint n_fields)
{
  for (guint id = 1; id < n_fields; id++)
    {
      const DepotField *field = &fields[id];

      if (field->kind == DEPOT_FIELD_FRACTION)
        AT (self, field, double) = -1.0;
      else if (field->standard != 0)
        AT (self, field, guint) = field->standard;
    }
}

void
depot_fields_clear (gpointer self, const DepotField *fields, guint n_fields)
{
  for (guint id = 1; id < n_fields; id++)
    {
      const DepotField *field = &fields[id];

      if (field->kind == DEPOT_FIELD_TEXT)
        g_clear_pointer (&AT (self, field, char *), g_free);
      else if (field->kind == DEPOT_FIELD_CERTIFICATE)
        g_clear_object (&AT (self, field, GObject *));
    }
}

void
depot_fields_get (gpointer self, const DepotField *field, GValue *value)
{
  switch (field->kind)
    {
    case DEPOT_FIELD_TEXT:
      g_value_set_string (value, AT (self, field, char *));
      break;
    case DEPOT_FIELD_FLAG:
      g_value_set_boolean (value, AT (self, field, gboolean));
      break;
    case DEPOT_FIELD_NUMBER:
    case DEPOT_FIELD_WORD:
      g_value_set_uint (value, AT (self, field, guint));
      break;
    case DEPOT_FIELD_SIZE:
      g_value_set_uint64 (value, AT (self, field, guint64));
      break;
    case DEPOT_FIELD_COUNT:
    case DEPOT_FIELD_TIME:
      g_value_set_int64 (value, AT (self, field, gint64));
      break;
    case DEPOT_FIELD_FRACTION:
      g_value_set_double (value, AT (self, field, double));
      break;
    case DEPOT_FIELD_CERTIFICATE:
      g_value_set_object (value, AT (self, field, GObject *));
      break;
    default:
      g_return_if_reached ();
    }
}

static gboolean
is_trimmed (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && !g_ascii_isspace (text[0]) && !g_ascii_isspace (text[length - 1]);
}

static gboolean
set_text (char **place, const char *text)
{
  g_autofree char *trimmed = NULL;

  if (text && is_trimmed (text))
    return g_set_str (place, text);
  trimmed = text ? g_strstrip (g_strdup (text)) : NULL;

  return g_set_str (place, trimmed && *trimmed ? trimmed : NULL);
}

/* The same file read twice makes two objects: only another fingerprint is a change. */
static gboolean
set_certificate (DepotCertificate **place, DepotCertificate *certificate)
{
  if (*place && certificate
      && g_strcmp0 (depot_certificate_get_fingerprint (*place),
                    depot_certificate_get_fingerprint (certificate))
             == 0)
    return FALSE;
  return g_set_object (place, certificate);
}

#define SET_PLAIN(self, field, type, new_value)                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    type was = AT (self, field, type);                                                             \
    AT (self, field, type) = (new_value);                                                          \
    return was != AT (self, field, type);                                                          \
  }                                                                                                \
  G_STMT_END

gboolean
depot_fields_set (gpointer self, const DepotField *field, const GValue *value)
{
  switch (field->kind)
    {
    case DEPOT_FIELD_TEXT:
      return set_text (&AT (self, field, char *), g_value_get_string (value));
    case DEPOT_FIELD_FLAG:
      SET_PLAIN (self, field, gboolean, g_value_get_boolean (value));
    case DEPOT_FIELD_NUMBER:
    case DEPOT_FIELD_WORD:
      SET_PLAIN (self, field, guint, g_value_get_uint (value));
    case DEPOT_FIELD_SIZE:
      SET_PLAIN (self, field, guint64, g_value_get_uint64 (value));
    case DEPOT_FIELD_COUNT:
    case DEPOT_FIELD_TIME:
      SET_PLAIN (self, field, gint64, g_value_get_int64 (value));
    case DEPOT_FIELD_FRACTION:
      SET_PLAIN (self, field, double, g_value_get_double (value));
    case DEPOT_FIELD_CERTIFICATE:
      return set_certificate (&AT (self, field, DepotCertificate *), g_value_get_object (value));
    default:
      g_return_val_if_reached (FALSE);
    }
}

void
depot_fields_copy (
    GObject *from, const DepotField *fields, guint n_fields, gboolean with_live, GObject *to)
{
  GObjectClass *target = G_OBJECT_GET_CLASS (to);

  g_object_freeze_notify (to);
  for (guint id = 1; id < n_fields; id++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      GParamSpec *spec = g_object_class_find_property (target, fields[id].property);

      if (!spec || (fields[id].is_live && !with_live))
        continue;
      g_value_init (&value, spec->value_type);
      depot_fields_get (from, &fields[id], &value);
      g_object_set_property (to, fields[id].property, &value);
    }
  g_object_thaw_notify (to);
}
