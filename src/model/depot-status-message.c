/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-status-message.h"

#include <glib/gi18n.h>

#include "depot-fields-private.h"
#include "depot-status-catalogue-private.h"

#define MAX_INSERTS 10

struct _DepotStatusMessage
{
  GObject parent_instance;

  guint message_id, severity, message_type;
  gint64 record, at;
  char *component, *site_code, *system, *point_id, *point_name, *text;
  char **inserts;
};

G_DEFINE_FINAL_TYPE (DepotStatusMessage, depot_status_message, G_TYPE_OBJECT)

typedef enum
{
  PROP_RECORD = 1,
  PROP_MESSAGE_ID,
  PROP_SEVERITY,
  PROP_MESSAGE_TYPE,
  PROP_COMPONENT,
  PROP_SITE_CODE,
  PROP_SYSTEM,
  PROP_AT,
  PROP_POINT_ID,
  PROP_POINT_NAME,
  PROP_TEXT,
  PROP_STRINGS,
} DepotStatusMessageProperty;

#define FIELD(KIND, property, member)                                                              \
  { property, DEPOT_FIELD_##KIND, G_STRUCT_OFFSET (DepotStatusMessage, member) }

static const DepotField fields[] = {
  [PROP_RECORD] = FIELD (COUNT, "record", record),
  [PROP_MESSAGE_ID] = FIELD (NUMBER, "message-id", message_id),
  [PROP_SEVERITY] = FIELD (NUMBER, "severity", severity),
  [PROP_MESSAGE_TYPE] = FIELD (NUMBER, "message-type", message_type),
  [PROP_COMPONENT] = FIELD (TEXT, "component", component),
  [PROP_SITE_CODE] = FIELD (TEXT, "site-code", site_code),
  [PROP_SYSTEM] = FIELD (TEXT, "system", system),
  [PROP_AT] = FIELD (TIME, "at", at),
  [PROP_POINT_ID] = FIELD (TEXT, "point-id", point_id),
  [PROP_POINT_NAME] = FIELD (TEXT, "point-name", point_name),
  [PROP_TEXT] = FIELD (TEXT, "text", text),
};

static GParamSpec *props[G_N_ELEMENTS (fields)];

static void
depot_status_message_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_STRINGS)
    g_value_set_boxed (value, DEPOT_STATUS_MESSAGE (object)->inserts);
  else
    depot_fields_get (object, &fields[id], value);
}

static void
depot_status_message_finalize (GObject *object)
{
  g_strfreev (DEPOT_STATUS_MESSAGE (object)->inserts);
  depot_fields_clear (object, fields, G_N_ELEMENTS (fields));
  G_OBJECT_CLASS (depot_status_message_parent_class)->finalize (object);
}

static void
depot_status_message_class_init (DepotStatusMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = depot_status_message_get_property;
  object_class->finalize = depot_status_message_finalize;
  depot_fields_install (object_class, fields, G_N_ELEMENTS (fields), G_PARAM_READABLE, props);
  g_object_class_install_property (
      object_class,
      PROP_STRINGS,
      g_param_spec_boxed (
          "strings", NULL, NULL, G_TYPE_STRV, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
depot_status_message_init (DepotStatusMessage *self)
{
}

/* "%1 is ready" with the inserts put in. One walk, so that a percent sign inside an insert stays as
 * it is. */
static char *
fill_in (const char *pattern, const char *const *inserts)
{
  GString *text = g_string_new (NULL);
  guint n_inserts = inserts ? g_strv_length ((char **) inserts) : 0;

  for (const char *at = pattern; *at; at++)
    {
      guint number = *at == '%' && g_ascii_isdigit (at[1]) ? at[1] - '0' : 0;

      if (number == 0)
        g_string_append_c (text, *at);
      else if (number <= n_inserts)
        g_string_append (text, inserts[number - 1]);
      if (number != 0)
        at++;
    }
  return g_string_free_and_steal (text);
}

static char **
copy_inserts (const char *const *inserts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; inserts && inserts[i] && i < MAX_INSERTS; i++)
    g_strv_builder_add (builder, inserts[i]);
  return g_strv_builder_end (builder);
}

DepotStatusMessage *
depot_status_message_new (guint message_id,
                          const char *component,
                          const char *site_code,
                          const char *system,
                          gint64 at,
                          const char *point_id,
                          const char *const *inserts)
{
  DepotStatusMessage *self = g_object_new (DEPOT_TYPE_STATUS_MESSAGE, NULL);
  const DepotCatalogueRow *row = depot_status_catalogue_find (message_id);

  self->message_id = message_id;
  self->component = g_strdup (component);
  self->site_code = g_strdup (site_code);
  self->system = g_strdup (system);
  self->at = at;
  self->point_id = g_strdup (point_id);
  self->inserts = copy_inserts (inserts);
  self->point_name = g_strdup (self->inserts[0]);
  if (row)
    {
      self->severity = row->severity;
      self->message_type = row->type;
      self->text = fill_in (_ (row->text), (const char *const *) self->inserts);
    }
  else
    /* Translators: shown for a message whose number a newer version knows */
    self->text = g_strdup_printf (_ ("Message %u"), message_id);
  return self;
}

#define MAKE_GETTER(type, member, nothing)                                                         \
  type depot_status_message_get_##member (DepotStatusMessage *self)                                \
  {                                                                                                \
    g_return_val_if_fail (DEPOT_IS_STATUS_MESSAGE (self), nothing);                                \
    return self->member;                                                                           \
  }

MAKE_GETTER (guint, message_id, 0)
MAKE_GETTER (DepotSeverity, severity, DEPOT_SEVERITY_INFO)
MAKE_GETTER (DepotMessageType, message_type, DEPOT_MESSAGE_DETAIL)
MAKE_GETTER (const char *, component, NULL)
MAKE_GETTER (const char *, site_code, NULL)
MAKE_GETTER (const char *, system, NULL)
MAKE_GETTER (gint64, at, 0)
MAKE_GETTER (const char *, point_id, NULL)
MAKE_GETTER (const char *, text, NULL)
MAKE_GETTER (gint64, record, 0)

const char *const *
depot_status_message_get_inserts (DepotStatusMessage *self)
{
  g_return_val_if_fail (DEPOT_IS_STATUS_MESSAGE (self), NULL);
  return (const char *const *) self->inserts;
}

/* the row number is known only after the message was written */
void
depot_status_message_set_record (DepotStatusMessage *self, gint64 record)
{
  g_return_if_fail (DEPOT_IS_STATUS_MESSAGE (self));

  if (self->record == record)
    return;
  self->record = record;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
}

static const DepotWord severity_words[] = {
  { DEPOT_SEVERITY_INFO, "info", NC_ ("severity", "Info") },
  { DEPOT_SEVERITY_WARNING, "warning", NC_ ("severity", "Warning") },
  { DEPOT_SEVERITY_ERROR, "error", NC_ ("severity", "Error") },
  { 0, NULL, NULL },
};

const char *
depot_severity_get_nick (DepotSeverity severity)
{
  const DepotWord *word = depot_word_find (severity_words, severity);

  return word ? word->nick : NULL;
}

const char *
depot_severity_get_label (DepotSeverity severity)
{
  const DepotWord *word = depot_word_find (severity_words, severity);

  return word ? g_dpgettext2 (NULL, "severity", word->label) : NULL;
}

const char *
depot_message_type_get_nick (DepotMessageType type)
{
  static const char *const nicks[] = { "milestone", "detail", "audit" };

  return type < G_N_ELEMENTS (nicks) ? nicks[type] : NULL;
}

gboolean
depot_status_message_id_is_known (guint message_id)
{
  return depot_status_catalogue_find (message_id) != NULL;
}
