/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a row straight into the fields: a table of ten thousand points shall not build ten
 * thousand trees of JSON first. Only what we write ourselves is understood; whatever else stands
 * there is left to the real parser, which also says what is wrong with it. */
#include "config.h"

#include "depot-fields-private.h"

#include <string.h>

#include "depot-certificate.h"
#include "depot-clock.h"
#include "depot-json.h"

#define AT(self, field, type) G_STRUCT_MEMBER (type, self, (field)->offset)

typedef struct
{
  const char *at;
  GString *name, *text; /* of the member that is read */
} Scan;

static char
peek (Scan *scan)
{
  while (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t')
    scan->at++;
  return *scan->at;
}

static gboolean
take (Scan *scan, char wanted)
{
  if (peek (scan) != wanted)
    return FALSE;
  scan->at++;
  return TRUE;
}

/* Numbered escapes are rare in our own texts: not understood here. */
static gboolean
take_escape (Scan *scan, GString *out)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter = *scan->at != '\0' ? strchr (letters, *scan->at) : NULL;

  if (letter == NULL)
    return FALSE;
  g_string_append_c (out, meanings[letter - letters]);
  scan->at++;
  return TRUE;
}

static gboolean
take_string (Scan *scan, GString *out)
{
  g_string_truncate (out, 0);
  if (!take (scan, '"'))
    return FALSE;
  for (;;)
    {
      const char *from = scan->at;

      while ((guchar) *scan->at >= ' ' && *scan->at != '"' && *scan->at != '\\')
        scan->at++;
      g_string_append_len (out, from, scan->at - from);
      if (*scan->at == '"')
        break;
      if (*scan->at++ != '\\' || !take_escape (scan, out))
        return FALSE;
    }
  scan->at++;
  return TRUE;
}

static gboolean
take_word (Scan *scan, const char *word)
{
  if (strncmp (scan->at, word, strlen (word)) != 0)
    return FALSE;
  scan->at += strlen (word);
  return TRUE;
}

/* Fewer digits than could ever overflow, and nothing behind them that would make it a fraction. */
static gboolean
take_number (Scan *scan, gint64 *number)
{
  const char *from = scan->at;

  for (*number = 0; g_ascii_isdigit (*scan->at); scan->at++)
    {
      if (scan->at - from >= 18)
        return FALSE;
      *number = *number * 10 + *scan->at - '0';
    }
  return scan->at > from && (*from != '0' || scan->at - from == 1) && *scan->at != '.'
         && *scan->at != 'e' && *scan->at != 'E';
}

/* From brace to brace. */
static gboolean
take_object (Scan *scan, GString *out)
{
  const char *from = scan->at;
  guint depth = 0;

  do
    {
      switch (*scan->at)
        {
        case '\0':
          return FALSE;
        case '"':
          if (!take_string (scan, out))
            return FALSE;
          continue;
        case '{':
          depth++;
          break;
        case '}':
          depth--;
          break;
        default:
          break;
        }
      scan->at++;
    }
  while (depth > 0);
  g_string_truncate (out, 0);
  g_string_append_len (out, from, scan->at - from);
  return TRUE;
}

static gboolean
give_text (gpointer self, const DepotField *field, const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;
  const DepotWord *word;

  switch (field->kind)
    {
    case DEPOT_FIELD_TEXT:
      g_value_init (&value, G_TYPE_STRING);
      g_value_set_static_string (&value, text);
      depot_fields_set (self, field, &value);
      return TRUE;
    case DEPOT_FIELD_WORD:
      word = depot_word_from_nick (field->words, text);
      if (word != NULL)
        AT (self, field, guint) = word->value;
      return word != NULL;
    case DEPOT_FIELD_TIME:
      AT (self, field, gint64) = depot_time_from_iso8601 (text);
      return AT (self, field, gint64) >= 0;
    case DEPOT_FIELD_FLAG:
    case DEPOT_FIELD_NUMBER:
    case DEPOT_FIELD_SIZE:
    case DEPOT_FIELD_COUNT:
    case DEPOT_FIELD_FRACTION:
    case DEPOT_FIELD_CERTIFICATE:
    default:
      return FALSE;
    }
}

static gboolean
give_number (gpointer self, const DepotField *field, gint64 number)
{
  switch (field->kind)
    {
    case DEPOT_FIELD_NUMBER:
      AT (self, field, guint) = (guint) number;
      return number <= G_MAXUINT;
    case DEPOT_FIELD_SIZE:
    case DEPOT_FIELD_COUNT:
      AT (self, field, gint64) = number;
      return TRUE;
    case DEPOT_FIELD_TEXT:
    case DEPOT_FIELD_FLAG:
    case DEPOT_FIELD_TIME:
    case DEPOT_FIELD_FRACTION:
    case DEPOT_FIELD_WORD:
    case DEPOT_FIELD_CERTIFICATE:
    default:
      return FALSE;
    }
}

static gboolean
give_flag (gpointer self, const DepotField *field, gboolean flag)
{
  if (field->kind != DEPOT_FIELD_FLAG)
    return FALSE;
  AT (self, field, gboolean) = flag;
  return TRUE;
}

/* One certificate for all names serves many points, and it never changes: the last one read is
 * kept. */
static gboolean
give_certificate (gpointer self, const DepotField *field, const char *text)
{
  static char *last_text;
  static DepotCertificate *last;
  g_autoptr (JsonObject) object = NULL;

  if (field->kind != DEPOT_FIELD_CERTIFICATE)
    return FALSE;
  if (last == NULL || g_strcmp0 (text, last_text) != 0)
    {
      object = depot_json_parse_object (text, -1, NULL);
      g_clear_object (&last);
      last = object != NULL ? depot_certificate_from_json (object, NULL) : NULL;
      g_set_str (&last_text, text);
    }
  return last != NULL && g_set_object (&AT (self, field, DepotCertificate *), last);
}

/* field NULL: a later version's, passed over. */
static gboolean
take_value (Scan *scan, gpointer self, const DepotField *field)
{
  char first = peek (scan);
  gint64 number;

  if (first == '"')
    return take_string (scan, scan->text)
           && (field == NULL || give_text (self, field, scan->text->str));
  if (first == '{')
    return take_object (scan, scan->text)
           && (field == NULL || give_certificate (self, field, scan->text->str));
  if (first == 't' || first == 'f')
    return take_word (scan, first == 't' ? "true" : "false")
           && (field == NULL || give_flag (self, field, first == 't'));
  if (first == 'n')
    return take_word (scan, "null");
  return take_number (scan, &number) && (field == NULL || give_number (self, field, number));
}

static gboolean
take_members (Scan *scan, gpointer self, GHashTable *by_member)
{
  if (!take (scan, '{'))
    return FALSE;
  if (take (scan, '}'))
    return peek (scan) == '\0';
  do
    {
      const DepotField *field;

      if (peek (scan) != '"' || !take_string (scan, scan->name) || !take (scan, ':'))
        return FALSE;
      field = g_hash_table_lookup (by_member, scan->name->str);
      if (!take_value (scan, self, field != NULL && !field->is_live ? field : NULL))
        return FALSE;
    }
  while (take (scan, ','));
  return take (scan, '}') && peek (scan) == '\0';
}

/* The table by its members; there are few tables, and they stay. */
static GHashTable *
get_by_member (const DepotField *fields, guint n_fields)
{
  static GHashTable *tables;
  GHashTable *by_member;
  const char *const *members;

  if (tables == NULL)
    tables = g_hash_table_new (NULL, NULL);
  by_member = g_hash_table_lookup (tables, fields);
  if (by_member != NULL)
    return by_member;
  by_member = g_hash_table_new (g_str_hash, g_str_equal);
  members = depot_fields_get_members (fields, n_fields);
  for (guint id = 1; id < n_fields; id++)
    g_hash_table_insert (by_member, (gpointer) members[id], (gpointer) &fields[id]);
  g_hash_table_insert (tables, (gpointer) fields, by_member);
  return by_member;
}

gboolean
depot_fields_fill_text (gpointer self, const DepotField *fields, guint n_fields, const char *text)
{
  Scan scan = { .at = text };
  gboolean is_understood;

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  scan.name = g_string_sized_new (64);
  scan.text = g_string_sized_new (256);
  is_understood = take_members (&scan, self, get_by_member (fields, n_fields));
  g_string_free (scan.name, TRUE);
  g_string_free (scan.text, TRUE);
  return is_understood;
}
