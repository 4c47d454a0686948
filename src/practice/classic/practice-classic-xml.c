/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-classic-xml.h"

#include <string.h>

#define MAX_DEPTH 32

struct _PracticeXml
{
  char *name;
  GHashTable *attributes;
  GString *text;
  GPtrArray *children;
};

typedef struct
{
  GPtrArray *open; /* borrowed, from the root inwards */
  PracticeXml *root;
} Reading;

void
practice_xml_free (PracticeXml *self)
{
  g_free (self->name);
  g_hash_table_unref (self->attributes);
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->children);
  g_free (self);
}

static PracticeXml *
element_new (const char *name, const char **names, const char **values)
{
  PracticeXml *self = g_new0 (PracticeXml, 1);

  self->name = g_strdup (name);
  self->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; names[i] != NULL; i++)
    g_hash_table_insert (self->attributes, g_strdup (names[i]), g_strdup (values[i]));
  self->text = g_string_new (NULL);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_xml_free);
  return self;
}

static void
on_open (GMarkupParseContext *context,
         const char *name,
         const char **names,
         const char **values,
         gpointer data,
         GError **error)
{
  Reading *reading = data;
  PracticeXml *element;

  if (reading->open->len >= MAX_DEPTH)
    {
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "nested too deeply");
      return;
    }
  element = element_new (name, names, values);
  if (reading->open->len > 0)
    g_ptr_array_add (
        ((PracticeXml *) g_ptr_array_index (reading->open, reading->open->len - 1))->children,
        element);
  else
    reading->root = element;
  g_ptr_array_add (reading->open, element);
}

static void
on_close (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reading *reading = data;

  g_ptr_array_remove_index (reading->open, reading->open->len - 1);
}

static void
on_text (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Reading *reading = data;

  if (reading->open->len > 0)
    {
      PracticeXml *element = g_ptr_array_index (reading->open, reading->open->len - 1);

      g_string_append_len (element->text, text, length);
    }
}

/* Comments and the declaration pass; a document type could define entities. */
static void
on_other (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (length > 2 && g_ascii_strncasecmp (text, "<!D", 3) == 0)
    g_set_error (
        error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "a document type is not allowed");
}

static gboolean
check_root (PracticeXml *root, const char *name, const char *namespace, GError **error)
{
  const char *given = root != NULL ? g_hash_table_lookup (root->attributes, "xmlns") : NULL;

  if (root != NULL && g_str_equal (root->name, name) && g_strcmp0 (given, namespace) == 0)
    return TRUE;
  g_set_error (error,
               G_MARKUP_ERROR,
               G_MARKUP_ERROR_UNKNOWN_ELEMENT,
               "expected the element '%s' of namespace '%s'",
               name,
               namespace);
  return FALSE;
}

PracticeXml *
practice_xml_parse (
    const char *text, gsize length, const char *root, const char *namespace, GError **error)
{
  static const GMarkupParser parser = { on_open, on_close, on_text, on_other, NULL };
  Reading reading = { g_ptr_array_new (), NULL };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reading, NULL);
  gboolean good;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  good = g_markup_parse_context_parse (context, text != NULL ? text : "", (gssize) length, error)
         && g_markup_parse_context_end_parse (context, error)
         && check_root (reading.root, root, namespace, error);
  g_ptr_array_unref (reading.open);
  if (!good)
    g_clear_pointer (&reading.root, practice_xml_free);
  return reading.root;
}

PracticeXml *
practice_xml_get_child (PracticeXml *self, const char *name)
{
  for (guint i = 0; self != NULL && i < self->children->len; i++)
    {
      PracticeXml *child = g_ptr_array_index (self->children, i);

      if (g_str_equal (child->name, name))
        return child;
    }
  return NULL;
}

const char *
practice_xml_get_text (PracticeXml *self, const char *child)
{
  PracticeXml *element = practice_xml_get_child (self, child);

  return element != NULL ? g_strstrip (element->text->str) : NULL;
}

const char *
practice_xml_get_attribute (PracticeXml *self, const char *name)
{
  return self != NULL ? g_hash_table_lookup (self->attributes, name) : NULL;
}

GPtrArray *
practice_xml_get_children (PracticeXml *self)
{
  return self->children;
}

GString *
practice_xml_begin (const char *root)
{
  GString *xml = g_string_new (NULL);

  g_string_printf (xml,
                   "<%s xmlns=\"" PRACTICE_CLASSIC_NAMESPACE
                   "\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">",
                   root);
  return xml;
}

void
practice_xml_open (GString *xml, const char *name)
{
  g_string_append_printf (xml, "<%s>", name);
}

void
practice_xml_close (GString *xml, const char *name)
{
  g_string_append_printf (xml, "</%s>", name);
}

void
practice_xml_add (GString *xml, const char *name, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  if (*escaped == '\0')
    g_string_append_printf (xml, "<%s/>", name);
  else
    g_string_append_printf (xml, "<%s>%s</%s>", name, escaped, name);
}

void
practice_xml_add_flag (GString *xml, const char *name, gboolean flag)
{
  practice_xml_add (xml, name, flag ? "true" : "false");
}
