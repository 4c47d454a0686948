/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "depot-xml.h"

#include <string.h>

#include <glib/gi18n.h>

#include "depot-error.h"

#define MAX_DEPTH 32
#define MAX_ELEMENTS 200000

struct _DepotXml
{
  char *name;
  char *namespace_uri;
  GString *text;
  GPtrArray *children; /* NULL while there is none */
};

typedef struct
{
  GPtrArray *open; /* from the root inwards, borrowed */
  DepotXml *root;
  guint n_elements;
} Reading;

void
depot_xml_free (DepotXml *self)
{
  g_free (self->name);
  g_free (self->namespace_uri);
  /* an answer may hold a key, and nobody here knows which element it is */
  explicit_bzero (self->text->str, self->text->allocated_len);
  g_string_free (self->text, TRUE);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static DepotXml *
innermost (Reading *reading)
{
  return reading->open->len > 0 ? g_ptr_array_index (reading->open, reading->open->len - 1) : NULL;
}

static void
add_child (DepotXml *parent, DepotXml *child)
{
  if (parent->children == NULL)
    parent->children = g_ptr_array_new_with_free_func ((GDestroyNotify) depot_xml_free);
  g_ptr_array_add (parent->children, child);
}

static void
element_opened (GMarkupParseContext *context,
                const char *name,
                const char **attribute_names,
                const char **attribute_values,
                gpointer data,
                GError **error)
{
  Reading *reading = data;
  DepotXml *element;

  if (reading->open->len >= MAX_DEPTH || ++reading->n_elements > MAX_ELEMENTS)
    {
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too many elements");
      return;
    }
  element = g_new0 (DepotXml, 1);
  element->name = g_strdup (name);
  element->text = g_string_new (NULL);
  for (gsize i = 0; attribute_names[i] != NULL; i++)
    if (g_str_equal (attribute_names[i], "xmlns"))
      g_set_str (&element->namespace_uri, attribute_values[i]);
  if (reading->root == NULL)
    reading->root = element;
  else
    add_child (innermost (reading), element);
  g_ptr_array_add (reading->open, element);
}

static void
element_closed (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reading *reading = data;

  g_strstrip (innermost (reading)->text->str);
  g_ptr_array_set_size (reading->open, (gint) reading->open->len - 1);
}

static void
text_came (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  DepotXml *element = innermost (data);

  if (element != NULL)
    g_string_append_len (element->text, text, (gssize) length);
}

/* A comment or a declaration passes; a document type may define entities and ends the reading. */
static void
other_came (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (length > 2 && text[1] == '!' && text[2] != '-' && text[2] != '[')
    g_set_error (
        error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "a document type is not allowed");
}

static gboolean
check_root (const DepotXml *root, const char *name, const char *namespace_uri, GError **error)
{
  if (root != NULL && g_str_equal (root->name, name)
      && g_strcmp0 (root->namespace_uri, namespace_uri) == 0)
    return TRUE;
  g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "it is not a %s", name);
  return FALSE;
}

static DepotXml *
read_tree (GBytes *bytes, GError **error)
{
  static const GMarkupParser parser
      = { element_opened, element_closed, text_came, other_came, NULL };
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  Reading reading = { .open = open };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reading, NULL);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  /* Azure's answers may begin with a byte order mark. */
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      data += 3;
      size -= 3;
    }
  if (!g_markup_parse_context_parse (context, data != NULL ? data : "", (gssize) size, error)
      || !g_markup_parse_context_end_parse (context, error))
    g_clear_pointer (&reading.root, depot_xml_free);
  return reading.root;
}

DepotXml *
depot_xml_parse (GBytes *bytes, const char *root, const char *namespace_uri, GError **error)
{
  g_autoptr (GError) flaw = NULL;
  g_autoptr (DepotXml) tree = read_tree (bytes, &flaw);

  if (flaw == NULL && check_root (tree, root, namespace_uri, &flaw))
    return g_steal_pointer (&tree);
  g_propagate_error (error,
                     depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                      _ ("Azure's answer cannot be read: %s"),
                                      flaw->message));
  return NULL;
}

static const DepotXml *
find_child (const DepotXml *self, const char *name, gsize length)
{
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    {
      const DepotXml *child = g_ptr_array_index (self->children, i);

      if (strlen (child->name) == length && memcmp (child->name, name, length) == 0)
        return child;
    }
  return NULL;
}

const DepotXml *
depot_xml_peek (const DepotXml *self, const char *path)
{
  while (self != NULL && *path != '\0')
    {
      gsize length = strcspn (path, "/");

      self = find_child (self, path, length);
      path += length + (path[length] == '/');
    }
  return self;
}

const char *
depot_xml_peek_text (const DepotXml *self, const char *path)
{
  const DepotXml *element = depot_xml_peek (self, path);

  return element != NULL ? element->text->str : NULL;
}

const char *
depot_xml_get_text (const DepotXml *self, const char *path, GError **error)
{
  const char *text = depot_xml_peek_text (self, path);

  if (text == NULL)
    g_propagate_error (error,
                       depot_error_new (DEPOT_ERROR_UNEXPECTED_REPLY,
                                        /* Translators: both are names of XML elements. */
                                        _ ("Azure's answer lacks “%s/%s”"),
                                        self->name,
                                        path));
  return text;
}

GPtrArray *
depot_xml_list (const DepotXml *self, const char *path, const char *name)
{
  const DepotXml *element = depot_xml_peek (self, path);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; element != NULL && element->children != NULL && i < element->children->len; i++)
    {
      DepotXml *child = g_ptr_array_index (element->children, i);

      if (g_str_equal (child->name, name))
        g_ptr_array_add (found, child);
    }
  return found;
}
