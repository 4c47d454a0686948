/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moment a wish becomes a request: point, status message and the operation's row reach the disk in one commit; from
 * then on the window may close. Shared by Create and the verbs. Main thread.
 */
#pragma once

#include "depot-house-private.h"

G_BEGIN_DECLS

/* Task data of a request; everything owned. */
typedef struct
{
  DepotPoint *point;
  DepotOperation *operation;
  const char *deed;              /* static; for the log: "Creation" */
  DepotOperation *overtaken;     /* an operation to be cancelled once this one is on disk; may be NULL */
  guint n_looks;
} DepotPointRequest;

void            depot_point_request_free   (DepotPointRequest *request);
/* Writes request, message (value is insert 3, NULL: who asked) and what is in batch already. The task, whose source is the
 * house and whose data is the request, returns TRUE when the queue shows the operation. */
void            depot_point_request_save   (GTask *task, DepotStoreBatch *batch, guint message_id, const char *value);
/* May this site manage a point? INVALID_INPUT when it is unknown or no primary site; caller owns, NULL if it may. */
GError         *depot_point_judge_site     (DepotHouse *house, const char *site_code);
/* The operation as the queue holds it, borrowed; NULL with error. */
DepotOperation *depot_point_request_finish (DepotHouse *house, GAsyncResult *result, GError **error);

G_END_DECLS
