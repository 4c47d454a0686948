/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of one request to a container (depot-blob-container.c), for the operations
 * (depot-blob-container-place.c). Worker threads. */
#pragma once

#include "depot-azure-request-private.h"
#include "depot-blob-container.h"

G_BEGIN_DECLS

typedef struct
{
  DepotAzureRequest *request;
  const guint8 *body;
  gsize body_bytes;
  gboolean has_body; /* also an empty one */
  gboolean is_checked;
  guint max_tries;            /* 0: as often as ever */
  const guint *told_statuses; /* besides 2xx no error, 0 at the end; may be NULL */
  DepotBlobSink sink;
  gpointer user;
} DepotBlobCall;

/* Fills in the address of a blob (name NULL: the container) with a query, or without (NULL). */
DepotBlobCall depot_blob_call_new (DepotBlobContainer *self,
                                   const char *method,
                                   const char *name,
                                   const char *query);
/* Sends until there is an answer that counts; frees what call holds. NULL on error. */
DepotAzureReply *depot_blob_call_send (DepotBlobContainer *self,
                                       DepotBlobCall *call,
                                       GCancellable *cancellable,
                                       GError **error);
/* How a service may read a blob of this container: its address, and an Authorization or NULL. FALSE:
 * it cannot be told to anybody. Both to be wiped. */
gboolean depot_blob_container_dup_source (DepotBlobContainer *self,
                                          const char *name,
                                          char **url,
                                          char **authorization,
                                          GCancellable *cancellable,
                                          GError **error);
/* Address of a blob, with the signature if there is one: to be wiped. */
char *depot_blob_container_dup_url (DepotBlobContainer *self, const char *name);
gboolean depot_blob_container_pause (gint64 pause_us, GCancellable *cancellable, GError **error);
guint depot_blob_container_get_busy (DepotBlobContainer *self);
/* By the file of operations. */
void depot_blob_container_init_place (DepotBlobPlaceInterface *iface);

G_END_DECLS
