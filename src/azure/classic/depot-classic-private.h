/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the files of the classic API ask: depot-classic.c (the object and the way of a call),
 * -questions, -changes. Main thread. */
#pragma once

#include "depot-classic.h"

G_BEGIN_DECLS

/* What a good answer is turned into; NULL without error is a good value as well. */
typedef gpointer (*DepotClassicReader) (const DepotAzureReply *reply, GError **error);

/* path: below the subscription, its names escaped; may end in a query. */
DepotAzureRequest *
depot_classic_make_request (DepotClassic *self, const char *method, const char *path);
/* "/services/<collection>/<name>" and more segments up to NULL; caller owns. */
char *
depot_classic_make_path (const char *collection, const char *name, ...) G_GNUC_NULL_TERMINATED;
/* Takes the request. tag: the function that is called, for the task. */
void depot_classic_ask (DepotClassic *self,
                        DepotAzureRequest *request,
                        DepotClassicReader reader,
                        GDestroyNotify free_value,
                        gpointer tag,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data);

G_END_DECLS
