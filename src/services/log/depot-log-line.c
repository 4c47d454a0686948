/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-service-log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "depot-log-format.h"

struct _DepotLogLine
{
  GObject parent_instance;

  char *text;
  char *component;
  gint64 at;
  DepotSeverity severity;
  guint thread;
};

typedef enum
{
  PROP_TEXT = 1,
  PROP_COMPONENT,
  PROP_AT,
  PROP_SEVERITY,
  PROP_THREAD,
} DepotLogLineProperty;

static GParamSpec *props[PROP_THREAD + 1];

G_DEFINE_FINAL_TYPE (DepotLogLine, depot_log_line, G_TYPE_OBJECT)

/* The site-server format has no severity of its own; viewers go by words, and so do we. */
static DepotSeverity
severity_from_words (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (strstr (lower, "error") != NULL || strstr (lower, "fail") != NULL)
    return DEPOT_SEVERITY_ERROR;
  if (strstr (lower, "warn") != NULL)
    return DEPOT_SEVERITY_WARNING;
  return DEPOT_SEVERITY_INFO;
}

static DepotSeverity
severity_from_type (const char *type)
{
  if (g_strcmp0 (type, "3") == 0)
    return DEPOT_SEVERITY_ERROR;
  if (g_strcmp0 (type, "2") == 0)
    return DEPOT_SEVERITY_WARNING;
  return DEPOT_SEVERITY_INFO;
}

/* bias: minutes that must be added to the local time to get UTC, as Windows counts. */
static gint64
to_utc (int year, int month, int day, int hour, int minute, double second, int bias)
{
  g_autoptr (GDateTime) local = g_date_time_new_utc (year, month, day, hour, minute, second);

  if (local == NULL || bias < -24 * 60 || bias > 24 * 60)
    return 0;
  return g_date_time_to_unix (local) + bias * 60;
}

/* "date time.ms+bias" with date first or, in the client format, given apart. */
static gint64
parse_when (const char *date, const char *time)
{
  int month, day, year, hour, minute, second, milliseconds, bias;

  if (sscanf (date, "%2d-%2d-%4d", &month, &day, &year) != 3)
    return 0;
  if (sscanf (time, "%2d:%2d:%2d.%3d%5d", &hour, &minute, &second, &milliseconds, &bias) != 5)
    return 0;
  return to_utc (year, month, day, hour, minute, second, bias);
}

static guint
parse_thread (const char *text)
{
  guint64 thread = 0;
  g_autofree char *digits = g_strndup (text, strspn (text, "0123456789"));

  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT, &thread, NULL))
    return 0;
  return (guint) thread;
}

/* text  $$<COMPONENT><date time.ms+bias><thread=1234 (0x4D2)> */
static gboolean
parse_server_line (DepotLogLine *self, const char *line)
{
  const char *tail = g_strrstr (line, DEPOT_LOG_MARK);
  g_auto (GStrv) parts = NULL;
  g_auto (GStrv) when = NULL;

  if (tail == NULL)
    return FALSE;
  parts = g_strsplit (tail + strlen (DEPOT_LOG_MARK), ">", 4);
  if (g_strv_length (parts) < 3 || parts[1][0] != '<' || !g_str_has_prefix (parts[2], "<thread="))
    return FALSE;
  when = g_strsplit (parts[1] + 1, " ", 2);
  if (g_strv_length (when) != 2)
    return FALSE;

  self->text = g_strchomp (g_strndup (line, (gsize) (tail - line)));
  self->component = g_strdup (parts[0]);
  self->at = parse_when (when[0], when[1]);
  self->thread = parse_thread (parts[2] + strlen ("<thread="));
  self->severity = severity_from_words (self->text);
  return TRUE;
}

static char *
dup_attribute (const char *attributes, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s=\"", name);
  const char *start = strstr (attributes, key);
  const char *end;

  if (start == NULL)
    return NULL;
  start += strlen (key);
  end = strchr (start, '"');
  return end != NULL ? g_strndup (start, (gsize) (end - start)) : NULL;
}

/* <![LOG[text]LOG]!><time="…" date="…" component="…" context="" type="1" thread="1234" file="…"> */
static gboolean
parse_client_line (DepotLogLine *self, const char *line)
{
  const char *end = strstr (line, "]LOG]!>");
  g_autofree char *date = NULL;
  g_autofree char *time = NULL;
  g_autofree char *type = NULL;
  g_autofree char *thread = NULL;

  if (end == NULL || !g_str_has_prefix (line, "<![LOG["))
    return FALSE;
  line += strlen ("<![LOG[");
  date = dup_attribute (end, "date");
  time = dup_attribute (end, "time");
  type = dup_attribute (end, "type");
  thread = dup_attribute (end, "thread");

  self->text = g_strndup (line, (gsize) (end - line));
  self->component = dup_attribute (end, "component");
  self->at = date != NULL && time != NULL ? parse_when (date, time) : 0;
  self->severity = severity_from_type (type);
  self->thread = thread != NULL ? parse_thread (thread) : 0;
  return TRUE;
}

DepotLogLine *
depot_log_line_parse (const char *line)
{
  DepotLogLine *self = g_object_new (DEPOT_TYPE_LOG_LINE, NULL);
  g_autofree char *valid = g_utf8_make_valid (line, -1);

  g_strchomp (valid);
  if (!parse_client_line (self, valid) && !parse_server_line (self, valid))
    {
      self->severity = severity_from_words (valid);
      self->text = g_steal_pointer (&valid);
    }
  if (self->component == NULL)
    self->component = g_strdup ("");
  return self;
}

const char *
depot_log_line_get_text (DepotLogLine *self)
{
  g_return_val_if_fail (DEPOT_IS_LOG_LINE (self), NULL);
  return self->text;
}

const char *
depot_log_line_get_component (DepotLogLine *self)
{
  g_return_val_if_fail (DEPOT_IS_LOG_LINE (self), NULL);
  return self->component;
}

gint64
depot_log_line_get_at (DepotLogLine *self)
{
  g_return_val_if_fail (DEPOT_IS_LOG_LINE (self), 0);
  return self->at;
}

DepotSeverity
depot_log_line_get_severity (DepotLogLine *self)
{
  g_return_val_if_fail (DEPOT_IS_LOG_LINE (self), DEPOT_SEVERITY_INFO);
  return self->severity;
}

guint
depot_log_line_get_thread (DepotLogLine *self)
{
  g_return_val_if_fail (DEPOT_IS_LOG_LINE (self), 0);
  return self->thread;
}

static void
depot_log_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DepotLogLine *self = DEPOT_LOG_LINE (object);

  switch ((DepotLogLineProperty) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_COMPONENT:
      g_value_set_string (value, self->component);
      break;
    case PROP_AT:
      g_value_set_int64 (value, self->at);
      break;
    case PROP_SEVERITY:
      g_value_set_uint (value, self->severity);
      break;
    case PROP_THREAD:
      g_value_set_uint (value, self->thread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
depot_log_line_finalize (GObject *object)
{
  DepotLogLine *self = DEPOT_LOG_LINE (object);

  g_free (self->text);
  g_free (self->component);
  G_OBJECT_CLASS (depot_log_line_parent_class)->finalize (object);
}

static void
depot_log_line_class_init (DepotLogLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = depot_log_line_get_property;
  object_class->finalize = depot_log_line_finalize;
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_COMPONENT] = g_param_spec_string ("component", NULL, NULL, NULL, flags);
  props[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_SEVERITY]
      = g_param_spec_uint ("severity", NULL, NULL, 0, DEPOT_SEVERITY_ERROR, 0, flags);
  props[PROP_THREAD] = g_param_spec_uint ("thread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
depot_log_line_init (DepotLogLine *self)
{
}
