/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "practice-blob-block-list.h"

#include <string.h>

static void
item_free (gpointer data)
{
  PracticeBlockListItem *item = data;

  g_free (item->block_id);
  g_free (item);
}

static gboolean
read_kind (const char *element, PracticeBlockKind *kind)
{
  static const char *const names[] = { "Latest", "Committed", "Uncommitted" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], element))
      {
        *kind = (PracticeBlockKind) i;
        return TRUE;
      }
  return FALSE;
}

static void
refuse (GError **error)
{
  g_set_error_literal (
      error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "This is not a block list");
}

static void
on_start (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  guint depth = g_slist_length ((GSList *) stack);
  PracticeBlockKind kind;

  if (depth == 1 ? !g_str_equal (element, "BlockList") : depth != 2 || !read_kind (element, &kind))
    refuse (error);
}

static void
on_text (
    GMarkupParseContext *context, const char *text, gsize length, gpointer items, GError **error)
{
  PracticeBlockKind kind;
  PracticeBlockListItem *item;

  if (!read_kind (g_markup_parse_context_get_element (context), &kind))
    return;
  item = g_new0 (PracticeBlockListItem, 1);
  item->kind = kind;
  item->block_id = g_strstrip (g_strndup (text, length));
  g_ptr_array_add (items, item);
}

/* Here GMarkup hands over the XML declaration, comments and document types alike. */
static void
on_passthrough (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (length >= 2 && strncmp (text, "<!", 2) == 0 && strncmp (text, "<!--", MIN (length, 4)) != 0)
    refuse (error);
}

GPtrArray *
practice_block_list_read (GBytes *xml)
{
  static const GMarkupParser parser = { on_start, NULL, on_text, on_passthrough, NULL };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, items, NULL);
  gsize length;
  const char *text = g_bytes_get_data (xml, &length);

  /* A byte order mark, which some clients send, is no part of the document. */
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (length == 0 || !g_markup_parse_context_parse (context, text, length, NULL)
      || !g_markup_parse_context_end_parse (context, NULL))
    return NULL;
  return g_steal_pointer (&items);
}
