/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML of the classic API: bodies as small trees, answers as text. Bodies come from outside: no
 * document type, bounded depth, names of elements only. Source: Azure reference, 5.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PRACTICE_CLASSIC_NAMESPACE "http://schemas.microsoft.com/windowsazure"

typedef struct _PracticeXml PracticeXml;

/* `namespace` is what the root's xmlns must say; NULL after setting `error`. */
PracticeXml *practice_xml_parse (
    const char *text, gsize length, const char *root, const char *namespace, GError **error);
void practice_xml_free (PracticeXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeXml, practice_xml_free)

/* The first child of this name, and what it says; NULL when there is none. Borrowed. */
PracticeXml *practice_xml_get_child (PracticeXml *self, const char *name);
const char *practice_xml_get_text (PracticeXml *self, const char *child);
const char *practice_xml_get_attribute (PracticeXml *self, const char *name);
GPtrArray *practice_xml_get_children (PracticeXml *self);

/* Writing: the text is escaped; the root carries the namespace. */
GString *practice_xml_begin (const char *root);
void practice_xml_open (GString *xml, const char *name);
void practice_xml_close (GString *xml, const char *name);
void practice_xml_add (GString *xml, const char *name, const char *text);
void practice_xml_add_flag (GString *xml, const char *name, gboolean flag);

G_END_DECLS
