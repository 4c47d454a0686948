/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An XML answer as a tree of elements, for services that speak no JSON. Every byte is hostile until
 * read: no document type, bounded depth and number of elements, a root that is the expected one. A
 * missing element is UNEXPECTED_REPLY and named. Immutable once made; owned by whoever parsed it;
 * any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _DepotXml DepotXml;

/* namespace_uri: what the root's xmlns must say. */
DepotXml *
depot_xml_parse (GBytes *bytes, const char *root, const char *namespace_uri, GError **error);
void depot_xml_free (DepotXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DepotXml, depot_xml_free)

/* path: names joined by '/', the first element of each name. Borrowed. */
const DepotXml *depot_xml_peek (const DepotXml *self, const char *path);
const char *depot_xml_peek_text (const DepotXml *self, const char *path); /* NULL: not there */
const char *depot_xml_get_text (const DepotXml *self, const char *path, GError **error);
/* The children of the element at path that have this name, in order; never NULL, caller owns the
 * array. */
GPtrArray *depot_xml_list (const DepotXml *self, const char *path, const char *name);

G_END_DECLS
