/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/1.1 to one storage host, for many worker threads at once: connections kept open, a whole block
 * given to the socket in one piece. libsoup copies request bodies in pieces of 8 KiB as long as GLib
 * is older than 2.90, which makes it three times as slow here (docs/design.md). Certificates are
 * checked as everywhere, the proxy is the desktop's or the one given. Nothing is retried here but a
 * kept connection that had gone before any byte of an answer. Any thread but the main one.
 */
#pragma once

#include <libsoup/soup.h>

#include "depot-blob-place.h"

G_BEGIN_DECLS

typedef struct _DepotBlobWire DepotBlobWire;

/* base: "https://host:port", or http on loopback. database: NULL = the system's. proxy: NULL = the desktop's. */
DepotBlobWire *depot_blob_wire_new (GUri *base, GTlsDatabase *database, GProxyResolver *proxy);
void depot_blob_wire_free (DepotBlobWire *self);

typedef struct
{
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;
} DepotBlobAnswer;

void depot_blob_answer_clear (DepotBlobAnswer *answer);

/* Sends what message says (method, address, headers) with body. The body of a 200 or 206 goes to
 * sink if there is one, anything else (up to 16 MiB) into the answer. Errors are those of GIO. */
gboolean depot_blob_wire_exchange (DepotBlobWire *self,
                                   SoupMessage *message,
                                   const guint8 *body,
                                   gsize body_bytes,
                                   DepotBlobSink sink,
                                   gpointer user,
                                   DepotBlobAnswer *answer,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
