/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the XML of blob storage: errors and lists. By GMarkup, which knows no entities of its own;
 * a document type is refused outright, so no entity bomb gets a chance. Pure, any thread. Source:
 * Azure reference, "Blob storage data plane".
 */
#pragma once

#include "depot-blob-place.h"

G_BEGIN_DECLS

/* An empty array of DepotBlobItem that frees them. */
GPtrArray *depot_blob_items_new (void);
/* code and text stay NULL when the bytes are not such an answer. */
void depot_blob_xml_read_error (GBytes *xml, char **code, char **text);
/* Appends DepotBlobItem to items; next_marker NULL at the end of the list. */
gboolean
depot_blob_xml_read_list (GBytes *xml, GPtrArray *items, char **next_marker, GError **error);
/* Calls listed for each uncommitted block. */
gboolean
depot_blob_xml_read_blocks (GBytes *xml, DepotBlockListed listed, gpointer user, GError **error);

G_END_DECLS
