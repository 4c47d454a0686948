/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a step of long work begins in the classic way, and how it waits: the management certificate opens the way, what Azure
 * still carries out goes first, then the step's body looks and acts. Serves every operation on a point that was created in
 * the classic way; what it knows lives with the operation, for this run only. Main thread.
 */
#pragma once

#include "depot-classic.h"
#include "depot-point-operation.h"

G_BEGIN_DECLS

/* Where the content of every classic point lies in its storage account. */
#define DEPOT_CLASSIC_CONTAINER "content"

/* fingerprint: of the management certificate in the keyring. */
void          depot_classic_work_begin       (DepotPointOperation *self, const char *fingerprint, DepotPointBody body);
void          depot_classic_work_begin_undo  (DepotPointOperation *self, const char *fingerprint, DepotPointBody body);
/* Borrowed; only between begin and ending. */
DepotClassic *depot_classic_work_get_classic (DepotPointOperation *self);
/* The answer to a change: a GAsyncReadyCallback whose data is a reference to the operation. Looks again when it is done. */
void          depot_classic_work_changed     (GObject *source, GAsyncResult *result, gpointer data);
/* A new run: the certificate is looked up anew. */
void          depot_classic_work_forget      (DepotPointOperation *self);

/* Everything made for a point carries its id as label. */
gboolean      depot_classic_work_is_ours     (DepotPointOperation *self, const char *label);
/* Each look deletes what is still there and carries our label; then the body. */
void          depot_classic_work_remove_service (DepotPointOperation *self, const char *service, DepotPointBody then);
void          depot_classic_work_remove_storage (DepotPointOperation *self, const char *account, DepotPointBody then);
/* The certificate's file goes from the keyring to the service, unless it is there; then the body. */
void          depot_classic_work_add_certificate (DepotPointOperation *self, const char *service,
                                              DepotCertificate *certificate, DepotPointBody then);

G_END_DECLS
